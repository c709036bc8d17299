"""What every provider promises of operations in any order: it behaves like a small model of a host.

Hypothesis chooses the order. `--githost-steps` says how long each sequence is, `--hypothesis-seed`
chooses others than the usual ones; a failure prints its sequence as a program. It is not made
shorter, for that takes hundreds of sequences more, on a host that counts requests.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Final, TypeVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

import githost
from githost.errors import NotFoundError
from githost.model import Permission, PullRequestState, RepoRef, UserRef
from githost_contract_tests.arguments import usual_event
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import BRANCHES, FEATURE, MAIN
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.workshop import Seeded, Workshop, unique

__all__ = ["SequenceContract"]

T = TypeVar("T")

#: How many sequences are tried.
_SEQUENCES: Final = 4
#: Which of several things a rule takes: the number is cut to how many there are.
_ANY: Final = st.integers(0, 5)
_TEXTS: Final = st.sampled_from(["plain", "two words", "ümläut ☃", "<b>&amp;</b>", "1"])
_SIZES: Final = st.integers(1, 4)


@attrs.define
class _Pull:
    """What the model knows of a pull request."""

    title: str
    ends: frozenset[str]
    state: PullRequestState = PullRequestState.OPEN
    comments: dict[str, str] = attrs.field(factory=dict)
    #: Whether there ever was a comment.
    discussed: bool = False


@attrs.define
class _Repo:
    """What the model knows of a repository."""

    seeded: Seeded
    description: str
    branches: set[str]
    pulls: dict[int, _Pull] = attrs.field(factory=dict)
    hooks: dict[str, tuple[str, bool]] = attrs.field(factory=dict)
    permission: Permission = Permission.NONE

    @property
    def ref(self) -> RepoRef:
        """Its address on the host."""
        return self.seeded.ref

    def open(self) -> list[int]:
        """Return the numbers of its open pull requests."""
        return [n for n, pull in self.pulls.items() if pull.state is PullRequestState.OPEN]

    def free(self) -> list[str]:
        """Return the branches that may be deleted."""
        busy = {name for number in self.open() for name in self.pulls[number].ends}
        return sorted(self.branches - busy - BRANCHES)


def _commented(repo: _Repo) -> Sequence[int]:
    return [number for number, pull in repo.pulls.items() if pull.comments]


def _chosen(number: int, among: Iterable[T]) -> T:
    """Return the one of several that a rule's number stands for."""
    several = list(among)
    return several[number % len(several)]


def _can(*operations: str) -> Callable[[Any], bool]:
    return lambda machine: all(machine.host.supports(name) for name in operations)


def _has(what: Callable[[_Repo], Collection[Any]]) -> Callable[[Any], bool]:
    return lambda machine: bool(machine.repos) and any(what(repo) for repo in machine.repos)


class _Machine(RuleBasedStateMachine):
    """Does the same to the host and to the model, and compares them after each step."""

    def __init__(
        self, host: githost.Host, target: Target, workshop: Workshop, other: UserRef | None
    ) -> None:
        super().__init__()
        self.host = host
        self.target = target
        self.workshop = workshop
        self.other = other
        self.repos: list[_Repo] = []
        #: The one that the last step changed.
        self.touched: _Repo | None = None

    def _touch(self, number: int, what: Callable[[_Repo], Any] = lambda repo: True) -> _Repo:
        self.touched = _chosen(number, (repo for repo in self.repos if what(repo)))
        return self.touched

    # Repositories.

    @initialize(text=_TEXTS)
    def begin(self, text: str) -> None:
        """Begin with a repository, so that there is something to do."""
        self.create_repository(text)

    @rule(text=_TEXTS)
    @precondition(lambda machine: len(machine.repos) < 3)
    def create_repository(self, text: str) -> None:
        """Create a repository and push the history to it."""
        seeded = self.workshop.seeded()
        self.host.repos.update(seeded.ref, description=text)
        self.touched = _Repo(seeded, text, set(BRANCHES))
        self.repos.append(self.touched)

    @rule(which=_ANY, text=_TEXTS)
    @precondition(_has(lambda repo: [repo]))
    def describe_repository(self, which: int, text: str) -> None:
        """Change a repository's description."""
        repo = self._touch(which)
        repo.description = text
        self.host.repos.update(repo.ref, description=text)

    @rule(which=_ANY)
    @precondition(_has(lambda repo: [repo]))
    def rename_repository(self, which: int) -> None:
        """Rename a repository; everything in it stays."""
        repo = self._touch(which)
        renamed = self.host.repos.update(repo.ref, name=unique("renamed"))
        self.workshop.adopt(renamed.ref)
        assert renamed.ref != repo.ref
        repo.seeded = attrs.evolve(repo.seeded, ref=renamed.ref)

    @rule(which=_ANY)
    @precondition(lambda machine: len(machine.repos) > 1)
    def delete_repository(self, which: int) -> None:
        """Delete a repository; it is not found then."""
        repo = self._touch(which)
        self.touched = None
        self.repos.remove(repo)
        self.host.repos.delete(repo.ref)
        with pytest.raises(NotFoundError):
            self.host.repos.get(repo.ref)

    # Branches.

    @rule(which=_ANY)
    @precondition(_has(lambda repo: [repo]))
    def create_branch(self, which: int) -> None:
        """Make a branch."""
        repo = self._touch(which)
        repo.branches.add(repo.seeded.branch(MAIN))

    @rule(which=_ANY, branch=_ANY)
    @precondition(_can("branches.delete"))
    @precondition(_has(_Repo.free))
    def delete_branch(self, which: int, branch: int) -> None:
        """Delete a branch that no open pull request needs."""
        repo = self._touch(which, _Repo.free)
        name = _chosen(branch, repo.free())
        repo.branches.remove(name)
        self.host.branches.delete(repo.ref, name)

    # Pull requests and their comments.

    @rule(which=_ANY, title=_TEXTS)
    @precondition(_can("pull_requests.create"))
    @precondition(_has(lambda repo: [repo]))
    def open_pull_request(self, which: int, title: str) -> None:
        """Open a pull request between two new branches."""
        repo = self._touch(which)
        made = repo.seeded.pull_request(FEATURE, MAIN, title=title)
        ends = frozenset({made.source.branch, made.target.branch})
        repo.branches |= ends
        assert made.number not in repo.pulls
        repo.pulls[made.number] = _Pull(title, ends)

    @rule(which=_ANY, pull=_ANY, title=_TEXTS)
    @precondition(_can("pull_requests.update"))
    @precondition(_has(_Repo.open))
    def retitle_pull_request(self, which: int, pull: int, title: str) -> None:
        """Change the title of an open pull request."""
        repo = self._touch(which, _Repo.open)
        number = _chosen(pull, repo.open())
        repo.pulls[number].title = title
        assert self.host.pull_requests.update(repo.ref, number, title=title).title == title

    @rule(which=_ANY, pull=_ANY)
    @precondition(_can("pull_requests.merge"))
    @precondition(_has(_Repo.open))
    def merge_pull_request(self, which: int, pull: int) -> None:
        """Merge an open pull request."""
        repo = self._touch(which, _Repo.open)
        number = _chosen(pull, repo.open())
        repo.pulls[number].state = PullRequestState.MERGED
        self.host.pull_requests.merge(repo.ref, number)

    @rule(which=_ANY, pull=_ANY)
    @precondition(_can("pull_requests.close"))
    @precondition(_has(_Repo.open))
    def close_pull_request(self, which: int, pull: int) -> None:
        """Close an open pull request."""
        repo = self._touch(which, _Repo.open)
        number = _chosen(pull, repo.open())
        repo.pulls[number].state = PullRequestState.CLOSED
        self.host.pull_requests.close(repo.ref, number)

    @rule(which=_ANY, pull=_ANY, body=_TEXTS)
    @precondition(_can("comments.create", "comments.list"))
    @precondition(_has(_Repo.open))
    def comment(self, which: int, pull: int, body: str) -> None:
        """Comment on an open pull request."""
        repo = self._touch(which, _Repo.open)
        number = _chosen(pull, repo.open())
        made = self.host.comments.create(repo.ref, number, body)
        repo.pulls[number].comments[made.id] = body
        repo.pulls[number].discussed = True

    @rule(which=_ANY, pull=_ANY, comment=_ANY, body=_TEXTS)
    @precondition(_can("comments.create", "comments.update"))
    @precondition(_has(_commented))
    def change_comment(self, which: int, pull: int, comment: int, body: str) -> None:
        """Change a comment."""
        repo = self._touch(which, _commented)
        number = _chosen(pull, _commented(repo))
        key = _chosen(comment, repo.pulls[number].comments)
        repo.pulls[number].comments[key] = body
        self.host.comments.update(repo.ref, number, key, body)

    @rule(which=_ANY, pull=_ANY, comment=_ANY)
    @precondition(_can("comments.create", "comments.delete"))
    @precondition(_has(_commented))
    def delete_comment(self, which: int, pull: int, comment: int) -> None:
        """Delete a comment."""
        repo = self._touch(which, _commented)
        number = _chosen(pull, _commented(repo))
        key = _chosen(comment, repo.pulls[number].comments)
        del repo.pulls[number].comments[key]
        self.host.comments.delete(repo.ref, number, key)

    # Permissions and hooks.

    @rule(which=_ANY, level=_ANY)
    @precondition(_can("permissions.grant", "permissions.get"))
    @precondition(lambda machine: machine.other is not None)
    @precondition(_has(lambda repo: [repo]))
    def grant(self, which: int, level: int) -> None:
        """Give the second user a permission."""
        repo = self._touch(which)
        repo.permission = _chosen(level, self.host.provider.permission_levels)
        self.host.permissions.grant(repo.ref, self._second(), repo.permission)

    @rule(which=_ANY)
    @precondition(_can("permissions.revoke", "permissions.get"))
    @precondition(lambda machine: machine.other is not None)
    @precondition(_has(lambda repo: [repo]))
    def revoke(self, which: int) -> None:
        """Take the second user's permission away, whether there is one or not."""
        repo = self._touch(which)
        repo.permission = Permission.NONE
        self.host.permissions.revoke(repo.ref, self._second())

    @rule(which=_ANY, active=st.booleans())
    @precondition(_can("hooks.create", "hooks.list"))
    @precondition(_has(lambda repo: [repo]))
    def create_hook(self, which: int, active: bool) -> None:
        """Make a hook."""
        repo = self._touch(which)
        url, event = f"{self.target.hook_url}-{unique('hook')}", usual_event(self.host)
        made = self.host.hooks.create(repo.ref, url=url, events={event}, active=active)
        repo.hooks[made.id] = (url, active)

    @rule(which=_ANY, hook=_ANY, active=st.booleans())
    @precondition(_can("hooks.create", "hooks.update"))
    @precondition(_has(lambda repo: repo.hooks))
    def change_hook(self, which: int, hook: int, active: bool) -> None:
        """Turn a hook on or off."""
        repo = self._touch(which, lambda one: one.hooks)
        key = _chosen(hook, repo.hooks)
        repo.hooks[key] = (repo.hooks[key][0], active)
        self.host.hooks.update(repo.ref, key, active=active)

    @rule(which=_ANY, hook=_ANY)
    @precondition(_can("hooks.create", "hooks.delete"))
    @precondition(_has(lambda repo: repo.hooks))
    def delete_hook(self, which: int, hook: int) -> None:
        """Delete a hook."""
        repo = self._touch(which, lambda one: one.hooks)
        key = _chosen(hook, repo.hooks)
        del repo.hooks[key]
        self.host.hooks.delete(repo.ref, key)

    # Lists.

    @rule(which=_ANY, size=_SIZES, cut=_SIZES)
    @precondition(_has(lambda repo: [repo]))
    def resume_list(self, which: int, size: int, cut: int) -> None:
        """Walk some pages of a list, and the rest from the cursor that was kept."""
        repo = self._touch(which)
        names: list[str] = []
        cursor: str | None = None
        for page in self.host.branches.list(repo.ref, page_size=size).pages():
            names += [branch.name for branch in page.items]
            cursor, cut = page.next, cut - 1
            if not cut:
                break
        if cursor is not None:
            rest = self.host.branches.list(repo.ref, page_size=size, cursor=cursor)
            names += [branch.name for branch in rest]
        assert sorted(names) == sorted(repo.branches)

    @rule(which=_ANY, size=_SIZES)
    @precondition(_has(lambda repo: [repo]))
    def change_while_listing(self, which: int, size: int) -> None:
        """Make a branch while the branches are walked: the walk ends, and invents nothing."""
        repo = self._touch(which)
        walk = iter(self.host.branches.list(repo.ref, page_size=size))
        names = {next(walk).name}
        repo.branches.add(repo.seeded.branch(MAIN))
        names |= {branch.name for branch in walk}
        assert names <= repo.branches

    # Comparing.

    @invariant()
    def host_is_as_the_model(self) -> None:
        """See that the repository that was changed last is as the model says."""
        if self.touched is not None:
            self._compare(self.touched)

    def teardown(self) -> None:
        """See that no step has changed what it should not, and clear everything away."""
        try:
            for repo in self.repos:
                self._compare(repo)
        finally:
            self.workshop.clear()

    def _compare(self, repo: _Repo) -> None:
        host, ref = self.host, repo.ref
        found = host.repos.get(ref)
        assert (found.ref, found.description) == (ref, repo.description)
        assert sorted(branch.name for branch in host.branches.list(ref)) == sorted(repo.branches)
        if repo.pulls:
            listed = host.pull_requests.list(ref, state=None)
            states = {pull.number: (pull.title, pull.state) for pull in listed}
            assert states == {n: (pull.title, pull.state) for n, pull in repo.pulls.items()}
        for number in (n for n, pull in repo.pulls.items() if pull.discussed):
            bodies = {one.id: one.body for one in host.comments.list(ref, number)}
            assert bodies == repo.pulls[number].comments
        if host.supports("hooks.list"):
            hooks = {hook.id: (hook.url, hook.active) for hook in host.hooks.list(ref)}
            assert hooks == repo.hooks
        if self.other is not None and host.supports("permissions.get"):
            assert host.permissions.get(ref, self.other).permission is repo.permission

    def _second(self) -> UserRef:
        assert self.other is not None
        return self.other


class SequenceContract(ProviderContract):
    """The promise that operations do what they say after any others."""

    @requires("repos.create")
    @requires("repos.update", name="x", description="x")
    @requires("repos.delete")
    @requires("branches.list")
    @requires("branches.create")
    def test_any_sequence_ends_as_the_model_does(
        self,
        request: pytest.FixtureRequest,
        host: githost.Host,
        githost_target: Target,
        workshop: Workshop,
    ) -> None:
        """After each step of any sequence the host holds what a simple model of it holds.

        If this fails: the end of the output is the sequence; try fewer steps by `--githost-steps`. The
        suite of the noun that the last step is about may have a test of the same.
        """
        option = request.config.getoption
        second = githost_target.second_user
        chosen = settings(
            max_examples=_SEQUENCES,
            stateful_step_count=request.config.option.githost_steps,
            # The same sequences each time, unless others are asked for.
            derandomize=option("hypothesis_seed", None) is None,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            # Only so are the retired ones left out; its metaclass hides that from type checkers.
            suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
            verbosity=Verbosity.normal,
        )
        other = second.ref if second else None
        run_state_machine_as_test(
            lambda: _Machine(host, githost_target, workshop, other),  # type: ignore[arg-type]  # typed as a class only
            settings=chosen,
        )
