"""Each operation that makes something finds it again when no answer tells, on both products."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import attrs
import httpx
import pytest

import githost
from githost.client.sync import Host

_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIxSlE8FkQhD8e3dXcgAdxzVSbbpVY0HkzsTCRLI9U7e me@here"


class Losing(httpx.BaseTransport):
    """Loses the answer of the next write, or the write itself."""

    def __init__(self) -> None:
        self._real = httpx.HTTPTransport()
        #: What counts as a write: POST, which is not sent again, and what else an operation names.
        self.methods = frozenset({"POST"})
        #: `after` the host has done it, or `before`; None for neither.
        self.lose: str | None = None
        self.writes = 0
        #: Called once with the next write, before anything comes of it.
        self.meanwhile: Callable[[httpx.Request], None] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.meanwhile is not None and request.method in self.methods:
            self.meanwhile(request)
        lose = self.lose if request.method in self.methods else None
        self.writes += request.method in self.methods
        if lose == "before":
            self.lose = None
            raise httpx.ReadError("reset")
        response = self._real.handle_request(request)
        if lose == "after":
            self.lose = None
            response.read()
            response.close()
            raise httpx.ReadTimeout("slow")
        return response

    def close(self) -> None:
        self._real.close()


@attrs.frozen
class World:
    """A host that loses, and what there is on it."""

    host: Host
    transport: Losing
    repo: str
    pull: int


@pytest.fixture(scope="module", params=["bitbucket-cloud", "bitbucket-datacenter"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Open an emulator with a repository and a pull request."""
    transport = Losing()
    options = githost.Options(transport=transport)
    with (
        githost.emulation.serve(request.param) as server,
        githost.connect(
            server.url, provider=server.provider, credential=server.credential(), options=options
        ) as host,
    ):
        repo = f"{next(iter(host.namespaces.list())).path}/site"
        host.repos.create(repo)
        host.files.write(repo, "a", b"1", message="One", branch="main")
        tip = host.branches.get(repo, "main").commit
        for name in ("topic", "other"):
            host.branches.create(repo, name, start=tip)
        host.files.write(repo, "b", b"2", message="Two", branch="topic")
        pull = host.pull_requests.create(repo, title="P", source="topic", target="main")
        yield World(host, transport, repo, pull.number)


@pytest.fixture(autouse=True)
def _posting(world: World) -> None:
    world.transport.methods = frozenset({"POST"})


def _namespace(world: World) -> str:
    return world.repo.partition("/")[0]


#: By name: how something is made, and how many of it there are.
MAKING: dict[str, tuple[Callable[[World, str], Any], Callable[[World, str], int]]] = {
    "repos": (
        lambda w, key: w.host.repos.create(f"{_namespace(w)}/new-{key}", description="New"),
        lambda w, key: sum(one.name == f"new-{key}" for one in w.host.repos.list(_namespace(w))),
    ),
    "forks": (
        lambda w, key: w.host.repos.fork(w.repo, into=_namespace(w), name=f"fork-{key}"),
        lambda w, key: sum(one.name == f"fork-{key}" for one in w.host.repos.list(_namespace(w))),
    ),
    "branches": (
        lambda w, key: w.host.branches.create(w.repo, f"b/{key}", start="main"),
        lambda w, key: sum(one.name == f"b/{key}" for one in w.host.branches.list(w.repo)),
    ),
    "tags": (
        lambda w, key: w.host.tags.create(w.repo, f"v-{key}", target="main", message="Tagged"),
        lambda w, key: sum(one.name == f"v-{key}" for one in w.host.tags.list(w.repo)),
    ),
    "pull_requests": (
        lambda w, key: w.host.pull_requests.create(
            w.repo, title=f"From topic {key}", source="topic", target="other"
        ),
        lambda w, key: sum(
            one.title == f"From topic {key}" for one in w.host.pull_requests.list(w.repo)
        ),
    ),
    "comments": (
        lambda w, key: w.host.comments.create(w.repo, w.pull, f"Said {key}"),
        lambda w, key: sum(
            one.body == f"Said {key}" for one in w.host.comments.list(w.repo, w.pull)
        ),
    ),
    "tasks": (
        lambda w, key: w.host.tasks.create(w.repo, w.pull, f"Do {key}"),
        lambda w, key: sum(one.body == f"Do {key}" for one in w.host.tasks.list(w.repo, w.pull)),
    ),
    "hooks": (
        lambda w, key: w.host.hooks.create(
            w.repo,
            url=f"https://ci.example/{key}",
            events={githost.Event.PUSH},
            secret="s3cret",
            active=False,
        ),
        lambda w, key: sum(
            one.url == f"https://ci.example/{key}" for one in w.host.hooks.list(w.repo)
        ),
    ),
    "deploy_keys": (
        lambda w, key: w.host.deploy_keys.create(w.repo, label=f"k-{key}", key=_KEY),
        lambda w, key: sum(one.label == f"k-{key}" for one in w.host.deploy_keys.list(w.repo)),
    ),
    "branch_rules": (
        lambda w, key: w.host.branch_rules.create(
            w.repo, kind=githost.BranchRuleKind.DELETE, pattern=f"r-{key}"
        ),
        lambda w, key: sum(one.pattern == f"r-{key}" for one in w.host.branch_rules.list(w.repo)),
    ),
}


def _group(world: World, key: str, name: str | None = None) -> Any:
    """Make a project, which on Data Center is a namespace."""
    called = name or f"Named {key}"
    if world.host.supports("projects.create"):
        return world.host.projects.create(_namespace(world), key.upper(), name=called)
    return world.host.namespaces.create(key.upper(), name=called, description="All of it")


def _groups(world: World, key: str) -> int:
    if world.host.supports("projects.list"):
        return sum(one.key == key.upper() for one in world.host.projects.list(_namespace(world)))
    return sum(one.path == key.upper() for one in world.host.namespaces.list())


MAKING["projects"] = (_group, _groups)


def _file(world: World, key: str) -> Any:
    """Commit a file, which on Data Center is a PUT that is not sent again."""
    world.transport.methods = frozenset({"POST", "PUT"})
    return world.host.files.write(
        world.repo, f"d/{key}", b"held\n", message=f"Write {key}", branch="other"
    )


def _commits(world: World, key: str) -> int:
    return sum(
        one.message.strip() == f"Write {key}"
        for one in world.host.commits.list(world.repo, ref="other")
    )


MAKING["files"] = (_file, _commits)


@pytest.mark.parametrize("noun", MAKING)
def test_what_was_lost_and_not_done_is_ambiguous(world: World, noun: str) -> None:
    """Nothing is there, nothing is repeated, and the error says what might have been."""
    make, count = MAKING[noun]
    world.transport.lose, world.transport.writes = "before", 0
    with pytest.raises(githost.AmbiguousWriteError, match="may exist"):
        make(world, "before")
    assert (world.transport.writes, count(world, "before")) == (1, 0)


@pytest.mark.parametrize("noun", MAKING)
def test_what_was_done_is_adopted_when_its_answer_is_lost(world: World, noun: str) -> None:
    """It is found, returned as if the answer had come, and there once."""
    make, count = MAKING[noun]
    world.transport.lose, world.transport.writes = "after", 0
    made = make(world, "after")
    assert type(made).__module__.startswith("githost.model")
    assert (world.transport.writes, count(world, "after")) == (1, 1)


@pytest.mark.slow
def test_remark_that_was_there_before_is_not_adopted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words, written by the same person on another occasion, are not this remark."""
    monkeypatch.setattr("githost.interface.adoption._SLACK", 0.0)
    world.host.comments.create(world.repo, world.pull, "LGTM")
    # The host tells its time in whole seconds, and may be one behind.
    time.sleep(2.2)
    world.transport.lose = "before"
    with pytest.raises(githost.AmbiguousWriteError):
        world.host.comments.create(world.repo, world.pull, "LGTM")


@pytest.mark.parametrize("lose", ["before", "after"])
def test_end_of_a_pull_request_is_read_from_its_state(world: World, lose: str) -> None:
    """Closing and merging are states that can be read."""
    host, repo = world.host, world.repo
    for name in ("merge", "close"):
        target = f"{name}-{lose}"
        host.branches.create(repo, target, start="other")
        pull = host.pull_requests.create(repo, title=target, source="topic", target=target)
        world.transport.lose = lose
        if lose == "after":
            done = getattr(host.pull_requests, name)(repo, pull.number)
            expected = {"merge": "MERGED", "close": "CLOSED"}[name]
            assert done.state.name == expected
        else:
            with pytest.raises(githost.AmbiguousWriteError, match=f"#{pull.number} may exist"):
                getattr(host.pull_requests, name)(repo, pull.number)
            assert host.pull_requests.get(repo, pull.number).state.name == "OPEN"


@pytest.mark.parametrize("lose", ["before", "after"])
def test_changed_file_is_known_by_its_commit(world: World, lose: str) -> None:
    """Also where it was there before, with the same message; others may have committed since."""
    host, repo = world.host, world.repo
    file, branch = f"changed-{lose}", f"changing-{lose}"
    host.branches.create(repo, branch, start="main")
    host.files.write(repo, file, b"1", message="Change", branch=branch)
    before = host.branches.get(repo, branch).commit
    world.transport.methods = frozenset({"POST", "PUT"})
    world.transport.lose = lose
    if lose == "before":
        with pytest.raises(githost.AmbiguousWriteError, match="may exist"):
            host.files.write(repo, file, b"2", message="Change", branch=branch)
        assert host.branches.get(repo, branch).commit == before
    else:
        made = host.files.write(repo, file, b"2", message="Change", branch=branch)
        assert made.parents == (before,)
        assert host.branches.get(repo, branch).commit == made.sha


def test_commit_of_somebody_else_is_not_adopted(world: World) -> None:
    """What was lost before it came, while another wrote the same file with the same message."""
    host, repo, transport = world.host, world.repo, world.transport
    host.branches.create(repo, "contended", start="main")
    host.files.write(repo, "shared", b"1", message="Share", branch="contended")
    transport.methods = frozenset({"POST", "PUT"})

    def interfere(request: httpx.Request) -> None:
        transport.meanwhile = None
        host.files.write(repo, "shared", b"theirs", message="Share", branch="contended")
        transport.lose = "before"

    transport.meanwhile = interfere
    with pytest.raises(githost.AmbiguousWriteError, match="may exist"):
        host.files.write(repo, "shared", b"ours", message="Share", branch="contended")
    assert host.files.read(repo, "shared", ref="contended") == b"theirs"


@pytest.mark.parametrize("lose", ["before", "after"])
def test_deletion_of_a_file_is_known_by_its_commit(world: World, lose: str) -> None:
    """Where the host can delete one: Cloud."""
    host, repo = world.host, world.repo
    if not host.supports("files.delete"):
        pytest.skip("Bitbucket Data Center cannot delete a file by its API")
    file, branch = f"gone-{lose}", f"going-{lose}"
    host.branches.create(repo, branch, start="main")
    above = host.files.write(repo, file, b"1", message="Add", branch=branch)
    world.transport.lose = lose
    if lose == "before":
        with pytest.raises(githost.AmbiguousWriteError, match="may exist"):
            host.files.delete(repo, file, message="Drop", branch=branch)
    else:
        made = host.files.delete(repo, file, message="Drop", branch=branch)
        assert (made.message.strip(), made.parents) == ("Drop", (above.sha,))


def test_project_that_is_in_use_or_another_is_not_adopted(world: World) -> None:
    """It was there before, and the answer that was lost said so."""
    if world.host.supports("projects.create"):
        _group(world, "used")
        world.host.repos.create(f"{_namespace(world)}/in-used", project="USED")
    else:
        world.host.repos.create(f"{_group(world, 'used').path}/in-used")
    _group(world, "named")
    world.transport.lose = "after"
    with pytest.raises(githost.AmbiguousWriteError, match="may exist"):
        _group(world, "used")
    world.transport.lose = "after"
    with pytest.raises(githost.AmbiguousWriteError, match="may exist"):
        _group(world, "named", "Another")
