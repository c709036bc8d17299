"""What every provider promises about how often it asks.

An operation costs its caller time and a part of the host's rate limit. The table states the most
requests that each may make on a usual host; a target states by `Target.budgets` where its host
needs more, as its documentation says. What is asked once a connection (a token, the host's version,
who the caller is) is not counted. A host without a wire keeps every budget.
"""

import functools
import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import attrs
import pytest

import githost
from githost.errors import UnsupportedError
from githost.model import NamespaceRef, Permission, StatusState, UserRef
from githost_contract_tests.arguments import usual_event
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.deploy_keys import public_key
from githost_contract_tests.exchanges import Exchanges, exchanges
from githost_contract_tests.history import FEATURE, MAIN
from githost_contract_tests.requirements import honest_skip
from githost_contract_tests.target import Target
from githost_contract_tests.workshop import Seeded, Workshop, unique

__all__ = ["BUDGETS", "BudgetContract"]

#: What is counted: something with everything that it needs already prepared.
_Call = Callable[[], Any]


@attrs.frozen
class _Bench:
    """What the operations are tried on."""

    host: githost.Host
    target: Target
    workshop: Workshop
    busy: Seeded

    @property
    def other(self) -> UserRef:
        """Give the second user; skip where the target names nobody."""
        if self.target.second_user is None:
            pytest.skip("the target names no second user")
        return self.target.second_user.ref

    def hook(self) -> _Call:
        """Return what makes a hook."""
        url = f"{self.target.hook_url}-{unique('hook')}"
        return functools.partial(
            self.host.hooks.create, self.busy.ref, url=url, events={usual_event(self.host)}
        )

    def key(self) -> _Call:
        """Return what adds a deploy key."""
        return functools.partial(
            self.host.deploy_keys.create, self.busy.ref, label=unique("key"), key=public_key()
        )

    def tag(self) -> str:
        """Make a tag."""
        return self.host.tags.create(
            self.busy.ref, unique("tag"), target=self.busy.commit(MAIN)
        ).name

    def granted(self) -> UserRef:
        """Let the second user write."""
        self.host.permissions.grant(self.busy.ref, self.other, Permission.WRITE)
        return self.other


def _repos(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    repos, workshop, busy = bench.host.repos, bench.workshop, bench.busy
    call = functools.partial
    return {
        "repos.get": lambda: call(repos.get, busy.ref),
        "repos.create": lambda: call(repos.create, workshop.address()),
        "repos.update": lambda: call(repos.update, workshop.repository(), description="new"),
        "repos.delete": lambda: call(repos.delete, workshop.repository()),
        "repos.ensure": lambda: call(repos.ensure, busy.ref),
        "namespaces.get": lambda: call(
            bench.host.namespaces.get, NamespaceRef(bench.target.namespace)
        ),
        "users.me": lambda: bench.host.users.me,
        "users.get": lambda: call(bench.host.users.get, bench.other),
    }


def _refs(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    host, busy, main = bench.host, bench.busy, bench.busy.commit(MAIN)
    call = functools.partial
    return {
        "branches.get": lambda: call(host.branches.get, busy.ref, MAIN),
        "branches.create": lambda: call(
            host.branches.create, busy.ref, unique("branch"), start=main
        ),
        "branches.delete": lambda: call(host.branches.delete, busy.ref, busy.branch(MAIN)),
        "branches.set_default": lambda: call(host.branches.set_default, busy.ref, MAIN),
        "tags.get": lambda: call(host.tags.get, busy.ref, bench.tag()),
        "tags.create": lambda: call(host.tags.create, busy.ref, unique("tag"), target=main),
        "tags.delete": lambda: call(host.tags.delete, busy.ref, bench.tag()),
        "commits.get": lambda: call(host.commits.get, busy.ref, main),
        "files.read": lambda: call(host.files.read, busy.ref, "README.md", ref=main),
        "files.write": lambda: call(
            host.files.write,
            busy.ref,
            "new.txt",
            b"new",
            message="Add a file",
            branch=busy.branch(MAIN),
        ),
        "statuses.set": lambda: call(
            host.statuses.set,
            busy.ref,
            main,
            key=unique("build"),
            state=StatusState.SUCCESS,
            url="https://ci.example.com/builds/7",
        ),
    }


def _pulls(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    pulls, reviews, busy = bench.host.pull_requests, bench.host.reviews, bench.busy

    def on(
        operation: Callable[..., Any], *, known: bool = False, closed: bool = False, **named: Any
    ) -> _Call:
        pull = busy.pull_request()
        if closed:
            pull = pulls.close(busy.ref, pull.number)
        if known:
            named["revision"] = pull.revision
        return functools.partial(operation, busy.ref, pull.number, **named)

    def create() -> _Call:
        source, target = busy.branch(FEATURE), busy.branch(MAIN)
        return functools.partial(
            pulls.create, busy.ref, title="Add one", source=source, target=target
        )

    return {
        "pull_requests.get": lambda: on(pulls.get),
        "pull_requests.create": create,
        "pull_requests.update": lambda: on(pulls.update, title="Add it"),
        "pull_requests.merge": lambda: on(pulls.merge, known=True),
        "pull_requests.close": lambda: on(pulls.close, known=True),
        "pull_requests.reopen": lambda: on(pulls.reopen, known=True, closed=True),
        "pull_requests.mergeability": lambda: on(pulls.mergeability),
        "pull_requests.diff": lambda: on(pulls.diff),
        "reviews.list": lambda: on(lambda *given: reviews.list(*given).all()),
    }


def _talk(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    comments, tasks, busy = bench.host.comments, bench.host.tasks, bench.busy

    def on(
        operation: Callable[..., Any], *given: Any, making: Callable[..., Any] = comments.create
    ) -> _Call:
        number = busy.pull_request().number
        made = making(busy.ref, number, "text")
        return functools.partial(operation, busy.ref, number, made.id, *given)

    def create(operation: Callable[..., Any]) -> _Call:
        return functools.partial(operation, busy.ref, busy.pull_request().number, "text")

    return {
        "comments.get": lambda: on(comments.get),
        "comments.create": lambda: create(comments.create),
        "comments.update": lambda: on(comments.update, "more"),
        "comments.delete": lambda: on(comments.delete),
        "tasks.create": lambda: create(tasks.create),
        "tasks.update": lambda: on(tasks.update, "more", making=tasks.create),
        "tasks.resolve": lambda: on(tasks.resolve, making=tasks.create),
        "tasks.delete": lambda: on(tasks.delete, making=tasks.create),
    }


def _settings(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    host, where = bench.host, bench.busy.ref
    call = functools.partial

    def unchanged() -> _Call:
        hook = bench.hook()()
        return call(host.hooks.ensure, where, url=hook.url, events={usual_event(host)})

    return {
        "permissions.get": lambda: call(host.permissions.get, where, bench.granted()),
        "permissions.grant": lambda: call(
            host.permissions.grant, where, bench.other, Permission.WRITE
        ),
        "permissions.revoke": lambda: call(host.permissions.revoke, where, bench.granted()),
        "permissions.effective": lambda: call(host.permissions.effective, where, bench.granted()),
        "hooks.get": lambda: call(host.hooks.get, where, bench.hook()().id),
        "hooks.create": bench.hook,
        "hooks.update": lambda: call(host.hooks.update, where, bench.hook()().id, active=False),
        "hooks.delete": lambda: call(host.hooks.delete, where, bench.hook()().id),
        "hooks.ensure": unchanged,
        "deploy_keys.get": lambda: call(host.deploy_keys.get, where, bench.key()().id),
        "deploy_keys.create": bench.key,
        "deploy_keys.delete": lambda: call(host.deploy_keys.delete, where, bench.key()().id),
    }


#: The most requests that each operation makes: those that read once, those that write once; where
#: an update replaces the whole, reading it first; where something is there already, looking it up.
BUDGETS: Final[Mapping[str, int]] = {
    "namespaces.get": 1,
    "repos.get": 1,
    "repos.create": 1,
    "repos.update": 2,
    "repos.delete": 1,
    "repos.ensure": 1,
    "branches.get": 1,
    "branches.create": 1,
    "branches.delete": 1,
    "branches.set_default": 1,
    "tags.get": 1,
    "tags.create": 1,
    "tags.delete": 1,
    "commits.get": 1,
    "files.read": 1,
    "files.write": 3,
    "statuses.set": 1,
    "pull_requests.get": 1,
    "pull_requests.create": 1,
    "pull_requests.update": 2,
    "pull_requests.merge": 1,
    "pull_requests.close": 1,
    "pull_requests.reopen": 1,
    "pull_requests.mergeability": 1,
    "pull_requests.diff": 1,
    "reviews.list": 1,
    "comments.get": 1,
    "comments.create": 1,
    "comments.update": 1,
    "comments.delete": 1,
    "tasks.create": 1,
    "tasks.update": 1,
    "tasks.resolve": 1,
    "tasks.delete": 1,
    "permissions.get": 1,
    "permissions.grant": 1,
    "permissions.revoke": 1,
    "permissions.effective": 1,
    "hooks.get": 1,
    "hooks.create": 1,
    "hooks.update": 2,
    "hooks.delete": 1,
    "hooks.ensure": 1,
    "deploy_keys.get": 1,
    "deploy_keys.create": 1,
    "deploy_keys.delete": 1,
    "users.me": 1,
    "users.get": 1,
}
_PREPARING: Final = (_repos, _refs, _pulls, _talk, _settings)
#: Lists that hosts give as they are, so that n items come in ⌈n / page⌉ requests, and what adds an
#: item to each; None where the history has enough of them.
_LISTS: Final[Mapping[str, str | None]] = {
    "branches.list": None,
    "commits.list": None,
    "deploy_keys.list": "deploy_keys.create",
    "hooks.list": "hooks.create",
    "pull_requests.list": "pull_requests.create",
    "tags.list": "tags.create",
}
_PAGE: Final = 2


class BudgetContract(ProviderContract):
    """Promises about the number of requests."""

    @pytest.mark.parametrize("operation", BUDGETS)
    def test_operation_keeps_its_budget(
        self,
        host: githost.Host,
        githost_target: Target,
        workshop: Workshop,
        busy: Seeded,
        operation: str,
    ) -> None:
        """No operation makes more requests than the table says, or the target for its host.

        If this fails: read only what the answer lacks; where the host's API forces a request more,
        say so in `Target.budgets`.
        """
        prepare = _prepared(_Bench(host, githost_target, workshop, busy))[operation]
        most = githost_target.budgets.get(operation, BUDGETS[operation])
        try:
            wire = _counted(prepare())
        except UnsupportedError as error:
            honest_skip(host, error)
        if len(wire.seen) > most:
            # What is asked once a connection is known by now.
            wire = _counted(prepare())
        _check(operation, wire, most)

    @pytest.mark.parametrize("operation", _LISTS)
    def test_list_asks_once_a_page(
        self,
        host: githost.Host,
        githost_target: Target,
        workshop: Workshop,
        seeded: Seeded,
        operation: str,
    ) -> None:
        """A list of n items costs ⌈n / page⌉ requests: none a item, and none to see the end.

        If this fails: read the end off the host's own cursor, and items off the list itself.
        """
        noun, making = operation.partition(".")[0], _LISTS[operation]
        prepared = _prepared(_Bench(host, githost_target, workshop, seeded))
        try:
            for _ in range(_PAGE + 1 if making else 0):
                prepared[making or ""]()()
            more = {"ref": seeded.commit(MAIN)} if noun == "commits" else {}
            listed = getattr(host, noun).list(seeded.ref, page_size=_PAGE, **more)
            listed.first()
        except UnsupportedError as error:
            honest_skip(host, error)
        wire = _counted(listed.all)
        found = len(listed.all())
        assert found > _PAGE
        _check(operation, wire, math.ceil(found / _PAGE))


def _prepared(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    return {name: prepare for part in _PREPARING for name, prepare in part(bench).items()}


def _counted(call: _Call) -> Exchanges:
    with exchanges() as wire:
        call()
    return wire


def _check(operation: str, wire: Exchanges, most: int) -> None:
    sent = "\n".join(f"  {method} {url}" for method, url in wire.seen)
    made = len(wire.seen)
    assert made <= most, f"{operation} made {made} requests, and may make {most}:\n{sent}"
