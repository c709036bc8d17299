"""What every provider promises on bad days: its host limits, fails, breaks off, lies, or is not itself.

Between the connection and the target's own host stands `githost_contract_tests.faults`. It knows no
API, so the promises are about what anybody can see: what an operation returns or raises, and what is
there afterwards by a connection that nothing is done to. A host without a wire has no such days.
"""

import functools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import attrs
import pytest

import githost
from githost.errors import (
    AmbiguousWriteError,
    DecodeError,
    GitHostError,
    NotFoundError,
    OriginError,
    PaginationError,
    RateLimitError,
    ResponseError,
    UnsupportedError,
)
from githost.model import PullRequestState, RepoRef
from githost_contract_tests.arguments import usual_event
from githost_contract_tests.canary import listening, revealed, secrets_of, shown
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.faults import CANARY, HOUR, Fault, HostileTransport
from githost_contract_tests.history import FEATURE, MAIN
from githost_contract_tests.requirements import honest_skip
from githost_contract_tests.target import Target
from githost_contract_tests.workshop import Seeded, Workshop, unique
from githost_contract_tests.worlds import World

__all__ = ["Hostile", "HostileContract"]

_PAGE: Final = 2
#: An operation, done by the connection that it is given.
_Call = Callable[[githost.Host], Any]


@attrs.define
class Hostile:
    """A connection with a `HostileTransport`, and what was made to try it on."""

    host: githost.Host
    wire: HostileTransport
    #: Repositories that hold a few of a noun.
    crowds: dict[str, RepoRef] = attrs.field(factory=dict)
    #: Number of a pull request to comment on.
    discussed: int | None = None

    @classmethod
    def opened(cls, target: Target, world: World) -> "Hostile":
        """Connect through a transport, with waits that no test notices.

        What is said of rate limits is not remembered for others.
        """
        given = target.options or githost.Options()
        wire = HostileTransport(given)
        retry = githost.Retry(attempts=3, backoff=0.001, max_wait=1.0)
        options = attrs.evolve(given, transport=wire, retry=retry, budget=None)
        return cls(world.open(attrs.evolve(target, options=options), target.credential), wire)

    def check(self, target: Target, repo: RepoRef) -> None:
        """See that the connection goes through the transport, as every one with a wire does."""
        self.host.repos.get(repo)
        if self.wire.requests:
            return
        if urlsplit(target.url).scheme in {"http", "https"}:
            pytest.fail("the provider asks its host by other means than `githost.wire.Request`")
        pytest.skip("not over HTTP")


@attrs.frozen
class _Write:
    """A write, and how often it was done, as a connection sees it that nothing is done to."""

    call: _Call
    done: Callable[[], int]


@attrs.frozen
class _Bench:
    """What the operations are tried on."""

    host: githost.Host
    hostile: Hostile
    target: Target
    workshop: Workshop
    standing: Seeded
    busy: Seeded

    def hook(self, secret: str | None = None) -> tuple[str, _Call]:
        """Return the address of a hook, and what makes it."""
        url = f"{self.target.hook_url}-{unique('hook')}"
        event = usual_event(self.host)
        return url, lambda host: host.hooks.create(
            self.busy.ref, url=url, events={event}, secret=secret
        )

    def pull(self) -> tuple[str, _Call]:
        """Return the title of a pull request, and what opens it."""
        title, branches = unique("pull"), (self.busy.branch(FEATURE), self.busy.branch(MAIN))
        return title, lambda host: host.pull_requests.create(
            self.busy.ref, title=title, source=branches[0], target=branches[1]
        )

    def discussed(self) -> int:
        """Return the number of a pull request to comment on."""
        if self.hostile.discussed is None:
            self.hostile.discussed = self.busy.pull_request().number
        return self.hostile.discussed

    def crowd(self, noun: str) -> RepoRef:
        """Return a repository that holds more of `noun` than fit on a page."""
        if noun not in self.hostile.crowds:
            for _ in range(_PAGE + 1):
                (self.hook() if noun == "hooks" else self.pull())[1](self.host)
            self.hostile.crowds[noun] = self.busy.ref
        return self.hostile.crowds[noun]


def _reads(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    ref = bench.standing.ref

    def pull() -> _Call:
        number = bench.discussed()
        return lambda host: host.pull_requests.get(bench.busy.ref, number)

    return {
        "repos.get": lambda: lambda host: host.repos.get(ref),
        "branches.get": lambda: lambda host: host.branches.get(ref, MAIN),
        "pull_requests.get": pull,
    }


def _lists(bench: _Bench) -> Mapping[str, Callable[[], _Call]]:
    def of(noun: str, repo: Callable[[], RepoRef]) -> Callable[[], _Call]:
        def prepared() -> _Call:
            where = repo()
            return lambda host: getattr(host, noun).list(where, page_size=_PAGE).all()

        return prepared

    return {
        "branches.list": of("branches", lambda: bench.standing.ref),
        "commits.list": of("commits", lambda: bench.standing.ref),
        "pull_requests.list": of("pull_requests", lambda: bench.crowd("pull_requests")),
        "hooks.list": of("hooks", lambda: bench.crowd("hooks")),
    }


def _there(get: Callable[[], Any]) -> int:
    try:
        get()
    except NotFoundError:
        return 0
    return 1


def _creations(bench: _Bench) -> Mapping[str, Callable[[], _Write]]:
    host, busy = bench.host, bench.busy

    def repo() -> _Write:
        where = bench.workshop.address()
        return _Write(
            lambda on: on.repos.create(where), lambda: _there(lambda: host.repos.get(where))
        )

    def branch() -> _Write:
        name = unique("branch")
        return _Write(
            lambda on: on.branches.create(busy.ref, name, start=busy.commit(MAIN)),
            lambda: _there(lambda: host.branches.get(busy.ref, name)),
        )

    def pull() -> _Write:
        title, create = bench.pull()
        return _Write(
            create,
            lambda: [one.title for one in host.pull_requests.list(busy.ref)].count(title),
        )

    def hook() -> _Write:
        url, create = bench.hook()
        return _Write(create, lambda: [one.url for one in host.hooks.list(busy.ref)].count(url))

    def comment() -> _Write:
        number, body = bench.discussed(), unique("comment")
        return _Write(
            lambda on: on.comments.create(busy.ref, number, body),
            lambda: [one.body for one in host.comments.list(busy.ref, number)].count(body),
        )

    return {
        "repos.create": repo,
        "branches.create": branch,
        "pull_requests.create": pull,
        "hooks.create": hook,
        "comments.create": comment,
    }


def _changes(bench: _Bench) -> Mapping[str, Callable[[], _Write]]:
    host, busy = bench.host, bench.busy

    def merge() -> _Write:
        number = busy.pull_request().number
        return _Write(
            lambda on: on.pull_requests.merge(busy.ref, number),
            lambda: int(host.pull_requests.get(busy.ref, number).state is PullRequestState.MERGED),
        )

    def repo() -> _Write:
        where = bench.workshop.repository().ref
        return _Write(
            lambda on: on.repos.delete(where), lambda: 1 - _there(lambda: host.repos.get(where))
        )

    def branch() -> _Write:
        name = busy.branch(MAIN)
        return _Write(
            lambda on: on.branches.delete(busy.ref, name),
            lambda: 1 - _there(lambda: host.branches.get(busy.ref, name)),
        )

    def hook() -> _Write:
        made = bench.hook()[1](host).id
        return _Write(
            lambda on: on.hooks.delete(busy.ref, made),
            lambda: 1 - _there(lambda: host.hooks.get(busy.ref, made)),
        )

    def comment() -> _Write:
        number = bench.discussed()
        made = host.comments.create(busy.ref, number, "text").id
        return _Write(
            lambda on: on.comments.delete(busy.ref, number, made),
            lambda: 1 - _alive(lambda: host.comments.get(busy.ref, number, made)),
        )

    return {
        "pull_requests.merge": merge,
        "repos.delete": repo,
        "branches.delete": branch,
        "hooks.delete": hook,
        "comments.delete": comment,
    }


def _alive(get: Callable[[], Any]) -> int:
    """Say whether a comment is there; some hosts keep the place of one that is deleted."""
    try:
        return int(not get().deleted)
    except NotFoundError:
        return 0


_LISTS: Final = ("branches.list", "commits.list", "pull_requests.list", "hooks.list")
_READS: Final = ("repos.get", "branches.get", "pull_requests.get", *_LISTS)
_WRITES: Final = (
    "repos.create",
    "branches.create",
    "pull_requests.create",
    "hooks.create",
    "comments.create",
    "pull_requests.merge",
    "repos.delete",
    "branches.delete",
    "hooks.delete",
    "comments.delete",
)


def _each(*faults: Fault) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("fault", faults, ids=[fault.value for fault in faults])


def _through(test: Callable[..., None]) -> Callable[..., None]:
    """Skip a test whose operation the host refuses, as it declares."""

    @functools.wraps(test)
    def run(self: Any, bench: _Bench, **given: Any) -> None:
        try:
            test(self, bench, **given)
        except UnsupportedError as error:
            honest_skip(bench.host, error)
        finally:
            bench.hostile.wire.arm(None)

    return run


class HostileContract(ProviderContract):
    """Promises about bad days."""

    @pytest.fixture
    def bench(
        self,
        host: githost.Host,
        githost_hostile: Hostile,
        githost_target: Target,
        workshop: Workshop,
        standing: Seeded,
        busy: Seeded,
    ) -> _Bench:
        """Give what the operations are tried on, by the connection that things are done to."""
        return _Bench(host, githost_hostile, githost_target, workshop, standing, busy)

    @_each(Fault.SLOW_DOWN, Fault.SLOW_DOWN_UNTOLD, Fault.BAD_GATEWAY, Fault.RESET)
    @pytest.mark.parametrize("operation", _READS)
    @_through
    def test_read_is_asked_again(self, bench: _Bench, fault: Fault, operation: str) -> None:
        """A read that was told to slow down, or whose answer was lost, is asked again, and whole.

        If this fails: return `RateLimitError` from `Provider.error` for a host that is asked too
        often, and `ServerError` for one that fails; the client then asks again.
        """
        call, expected = _expected(bench, operation)
        bench.hostile.wire.arm(fault)
        assert call(bench.hostile.host) == expected
        assert bench.hostile.wire.struck

    @_each(Fault.SHUT, Fault.SHUT_UNTIL, Fault.SHUT_UNTOLD)
    @pytest.mark.parametrize("operation", _READS)
    @_through
    def test_rate_limit_is_named(self, bench: _Bench, fault: Fault, operation: str) -> None:
        """A host that goes on refusing for want of patience is `RateLimitError`, with its time.

        If this fails: give `retry_after=response.retry_after()` to the error.
        """
        call, _ = _expected(bench, operation)
        bench.hostile.wire.arm(fault)
        with pytest.raises(RateLimitError) as caught:
            call(bench.hostile.host)
        asked = None if fault is Fault.SHUT_UNTOLD else pytest.approx(HOUR, abs=60)
        assert caught.value.retry_after == asked

    @pytest.mark.parametrize("operation", _WRITES)
    @_through
    def test_refused_write_is_not_done(self, bench: _Bench, operation: str) -> None:
        """A write that the host goes on refusing for want of patience is not done, and says why.

        If this fails: catch no `RateLimitError` in the operation.
        """
        write = _prepared(bench, operation)
        bench.hostile.wire.arm(Fault.SHUT, writes=True)
        with pytest.raises(RateLimitError) as caught:
            write.call(bench.hostile.host)
        assert caught.value.retry_after == HOUR
        assert write.done() == 0

    @_each(Fault.SLOW_DOWN, Fault.SLOW_DOWN_UNTOLD)
    @pytest.mark.parametrize("operation", _WRITES)
    @_through
    def test_write_comes_back_when_told(self, bench: _Bench, fault: Fault, operation: str) -> None:
        """A write that was told to slow down is done, once.

        If this fails: return `RateLimitError` from `Provider.error`, for no other error says that
        nothing was done.
        """
        write = _prepared(bench, operation)
        bench.hostile.wire.arm(fault, writes=True)
        write.call(bench.hostile.host)
        assert write.done() == 1

    @_each(Fault.BAD_GATEWAY, Fault.RESET, Fault.SEE_OTHER)
    @pytest.mark.parametrize("operation", _WRITES)
    @_through
    def test_lost_write_is_done_once(self, bench: _Bench, fault: Fault, operation: str) -> None:
        """A write that was done although its answer was lost is found, or `AmbiguousWriteError`.

        If this fails: mark no request `repeatable` that makes something each time; return
        `ServerError` for every answer of 5xx; read back with `githost.interface.adopting`.
        """
        write = _prepared(bench, operation)
        bench.hostile.wire.arm(fault, writes=True)
        _settled(bench, write)
        assert write.done() == 1

    @_each(Fault.TRUNCATED, Fault.WRONG_TYPE, Fault.LOGIN_PAGE)
    @pytest.mark.parametrize("operation", _WRITES)
    @_through
    def test_write_is_judged_by_what_was_done(
        self, bench: _Bench, fault: Fault, operation: str
    ) -> None:
        """A write whose answer is no answer of the host's is not reported done unless it is.

        If this fails: decode the answer, or see that it is empty where nothing is to be in it.
        """
        write = _prepared(bench, operation)
        bench.hostile.wire.arm(fault, writes=True)
        _settled(bench, write)
        assert write.done() <= 1

    @_each(Fault.TRUNCATED, Fault.LOGIN_PAGE)
    @pytest.mark.parametrize("operation", _READS)
    @_through
    def test_unreadable_answer_is_an_error(
        self, bench: _Bench, fault: Fault, operation: str
    ) -> None:
        """Half a document, or a page for people, is an error: nothing empty, nothing made up.

        If this fails: decode every answer with a `Decoder`, or `response.json()`, and catch no
        `DecodeError`.
        """
        call, _ = _expected(bench, operation)
        bench.hostile.wire.arm(fault)
        with pytest.raises((DecodeError, ResponseError)):
            call(bench.hostile.host)

    @pytest.mark.parametrize("operation", _READS)
    @_through
    def test_wrong_type_changes_nothing(self, bench: _Bench, operation: str) -> None:
        """A document that is said to be something else is taken for what it is, or refused.

        If this fails: make the decision in one place for all answers.
        """
        call, expected = _expected(bench, operation)
        bench.hostile.wire.arm(Fault.WRONG_TYPE)
        try:
            assert call(bench.hostile.host) == expected
        except (DecodeError, ResponseError):
            assert bench.hostile.wire.struck

    @pytest.mark.parametrize("operation", [*_READS, *_WRITES])
    @_through
    def test_redirect_to_another_host_is_refused(self, bench: _Bench, operation: str) -> None:
        """A redirect to another host is `OriginError`, and nothing is sent there.

        If this fails: name in `Provider.origins` only what gets credentials, and mark no request
        as a download but for files.
        """
        writes = operation in _WRITES
        call = _prepared(bench, operation).call if writes else _expected(bench, operation)[0]
        fault = Fault.TEMPORARY if writes else Fault.FOUND
        bench.hostile.wire.arm(fault, writes=writes)
        with pytest.raises(OriginError):
            call(bench.hostile.host)
        assert bench.hostile.wire.foreign == []

    @pytest.mark.parametrize("operation", _LISTS)
    @_through
    def test_next_page_on_another_host_is_refused(self, bench: _Bench, operation: str) -> None:
        """A link to a next page that leads to another host is not followed.

        Where a list goes on by other means than the host's links, it is whole all the same.

        If this fails: name in `Provider.origins` only what gets credentials, and send what the host
        gave as the next page's address by a `Request`, as it is.
        """
        call, expected = _expected(bench, operation)
        bench.hostile.wire.arm(Fault.NEXT)
        try:
            assert call(bench.hostile.host) == expected
        except OriginError:
            assert bench.hostile.wire.struck
        assert bench.hostile.wire.foreign == []
        if not bench.hostile.wire.struck:
            pytest.skip("the host gives no links to next pages")

    @pytest.mark.parametrize("operation", _LISTS)
    @_through
    def test_repeated_page_ends_the_list(self, bench: _Bench, operation: str) -> None:
        """A host that gives the same page again and again gets `PaginationError`, not a long list.

        If this fails: take the cursor from the host's answer; where the host has none and pages are
        counted, see that a page differs from the one before.
        """
        call, expected = _expected(bench, operation)
        bench.hostile.wire.arm(Fault.REPEATED)
        try:
            assert call(bench.hostile.host) == expected
        except PaginationError:
            assert bench.hostile.wire.struck
        if not bench.hostile.wire.struck:
            pytest.skip("the host gives the list in one piece")

    @_each(*Fault)
    @_through
    def test_secrets_are_never_shown(self, bench: _Bench, world: World, fault: Fault) -> None:
        """No log, error, repr or address shows the credential, or the secret of a hook.

        If this fails: keep secrets in `Secret`, send the credential by `Provider.authorize` only,
        and put no header and no request into a message or a log.
        """
        secret = unique("canary")
        calls = [
            lambda on: on.repos.get(bench.standing.ref),
            lambda on: on.branches.list(bench.standing.ref, page_size=_PAGE).all(),
            lambda on: on.repos.create(bench.workshop.address()),
            bench.hook(secret)[1],
        ]
        with listening() as said:
            # A new connection, since a credential is asked for once.
            hostile = Hostile.opened(bench.target, world)
            try:
                seen = [part for call in calls for part in _seen(hostile, fault, call)]
            finally:
                hostile.host.close()
        host = hostile.host
        nouns = [getattr(host, noun) for noun in ("repos", "branches", "hooks")]
        seen.append(("a log", said()))
        seen.append(("a repr", repr([host, host.provider, *nouns, bench.target.options])))
        secrets = {CANARY, secret, *hostile.wire.signatures, *secrets_of(bench.target.credential)}
        assert {where for where, text in seen if revealed(text, secrets)} == set()


def _prepared(bench: _Bench, operation: str) -> _Write:
    return {**_creations(bench), **_changes(bench)}[operation]()


def _expected(bench: _Bench, operation: str) -> tuple[_Call, Any]:
    """Return a read, and its answer where nothing is done to it.

    What is asked once a connection is asked on the way.
    """
    call = {**_reads(bench), **_lists(bench)}[operation]()
    bench.hostile.wire.arm(None)
    call(bench.hostile.host)
    return call, call(bench.host)


def _settled(bench: _Bench, write: _Write) -> None:
    """Do a write, and compare what it reports with what is there."""
    problem: GitHostError | None = None
    try:
        write.call(bench.hostile.host)
    except AmbiguousWriteError:
        return
    except UnsupportedError:
        raise
    except GitHostError as error:
        problem = error
    times, told = write.done(), "done" if problem is None else f"failed ({problem})"
    assert times == (1 if problem is None else 0), f"reported as {told}, and done {times} times"


def _seen(hostile: Hostile, fault: Fault, call: _Call) -> Iterator[tuple[str, str]]:
    """Do something through a fault; give what may show a secret, and where it was seen."""
    hostile.wire.arm(fault)
    try:
        call(hostile.host)
    except GitHostError as error:
        yield "an error", shown(error)
    yield "an address", "\n".join(hostile.wire.addresses)
    yield "a request to another host", "\n".join(hostile.wire.foreign)
