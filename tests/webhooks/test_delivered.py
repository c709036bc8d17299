"""From a deed on a host to an event in the receiver: both emulators deliver over a socket."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import attrs
import pytest

import githost
from githost import Event
from githost.emulation import prepare, uvicorn_server
from githost.webhooks import (
    PullRequestEvent,
    PushEvent,
    Route,
    WebhookEvent,
    receiver,
)
from tests.served import listening
from tests.webhooks.facts import facts

SECRET = "canary-90aa"
REPO = "acme/told"


@attrs.frozen
class World:
    """A running emulator with a receiver of its hook, and two people on it."""

    provider: str
    host: githost.Host
    alice: githost.Host
    drain: Callable[[], bool]
    got: list[WebhookEvent]
    hook: githost.Hook

    @property
    def cloud(self) -> bool:
        """Whether it is Cloud."""
        return self.provider == "bitbucket-cloud"

    @property
    def repo(self) -> str:
        """The repository as its host writes it."""
        return REPO if self.cloud else "ACME/told"

    def told(self) -> list[WebhookEvent]:
        """Wait for what is under way, and take what came."""
        assert self.drain()
        events = list(self.got)
        self.got.clear()
        return events


@pytest.fixture(scope="module", params=["bitbucket-cloud", "bitbucket-datacenter"])
def world(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Give a repository with a hook for everything there is."""
    provider: str = request.param
    got: list[WebhookEvent] = []
    route = Route(provider, got.append, secrets=["new", SECRET])
    data: Path = tmp_path_factory.mktemp("webhooks") / "world"
    with ExitStack() as stack:
        address = stack.enter_context(listening(receiver({"/hook": route})))
        prepared = stack.enter_context(prepare(provider, data=data, seed="demo"))
        app: Any = prepared.app
        server = uvicorn_server(app)
        thread = threading.Thread(target=server.run, args=([prepared.socket],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        running = prepared.server
        admin, alice = (
            stack.enter_context(
                githost.connect(running.url, provider=provider, credential=running.credential(name))
            )
            for name in ("admin", "alice")
        )
        repository = admin.repos.create(REPO)
        admin.files.write(REPO, "a.txt", b"one\n", message="Begin", branch="main")
        user = running.users["alice"]["id"]
        admin.permissions.grant(REPO, githost.UserRef(user), githost.Permission.WRITE)
        hook = admin.hooks.create(
            repository,
            url=f"{address}/hook",
            events=admin.provider.hook_events - {Event.REPO_CREATED, Event.REPO_DELETED},
            secret=SECRET,
        )
        yield World(provider, admin, alice, app._world.forge.deliveries.drain, got, hook)
        server.should_exit = True
        thread.join(10)


def _told(world: World) -> list[str]:
    """Return the facts of what came, once what all of it has in common is right."""
    events = world.told()
    for event in events:
        assert event.repository is not None
        if world.cloud:
            assert (event.hook, event.attempt) == (world.hook.id, 1)
        else:
            assert event.happened_at is not None
    assert None not in {event.delivery for event in events}
    assert len({event.delivery for event in events}) == len(events)
    return [facts(event) for event in events]


def _push(world: World, ref: str, old: str, new: str, commits: int = 0, who: str = "admin") -> str:
    kind = "created" if old == "-" else "deleted" if new == "-" else "updated"
    # Only Cloud sends commits and says whether some were thrown away.
    rest = f"{commits} commits all, forced False" if world.cloud else "0 commits ?, forced None"
    change = f"{kind} {ref} {old[:7]}..{new[:7]} {rest}"
    return f"PushEvent PUSH {world.repo} {who} | {change}"


def test_pushes_are_told(world: World) -> None:
    """Branches and tags that come, move and go."""
    start = world.host.branches.get(REPO, "main").commit
    world.host.branches.create(REPO, "pushed", start="main")
    commit = world.host.files.write(REPO, "p.txt", b"p\n", message="P", branch="pushed")
    world.host.tags.create(REPO, "v1", target=commit.sha, message="One")
    world.host.tags.delete(REPO, "v1")
    world.host.branches.delete(REPO, "pushed")
    made, moved, *tags, gone = _told(world)
    assert made == _push(world, "branch pushed", "-", start)
    assert moved == _push(world, "branch pushed", start, commit.sha, 1)
    assert len(tags) == 2
    assert tags[0].startswith(f"PushEvent PUSH {world.repo} admin | created tag v1 -..")
    assert tags[1].startswith(f"PushEvent PUSH {world.repo} admin | deleted tag v1 ")
    assert gone == _push(world, "branch pushed", commit.sha, "-")


def _opened(world: World, branch: str) -> githost.PullRequest:
    """Open a pull request from a new branch, and take what that told."""
    world.host.branches.create(REPO, branch, start="main")
    world.host.files.write(REPO, f"{branch}.txt", b"1\n", message="One", branch=branch)
    pull = world.host.pull_requests.create(REPO, title="T", source=branch, target="main")
    told = _told(world)[-1]
    assert (
        told
        == f"PullRequestEvent PR_OPENED {world.repo} admin | #{pull.number} open {branch}->main 'T'"
    )
    return pull


def test_changes_of_a_pull_request_are_told(world: World) -> None:
    """Cloud has one key for them and does not say what changed; Data Center has one each."""
    number = _opened(world, "changed").number
    me = world.alice.users.me()
    before = world.host.branches.get(REPO, "changed").commit
    world.host.pull_requests.update(REPO, number, title="T2")
    world.host.pull_requests.update(REPO, number, reviewers=[me.ref])
    commit = world.host.files.write(REPO, "changed.txt", b"2\n", message="Two", branch="changed")
    what = f"#{number} open changed->main 'T2'"
    head = f"{world.repo} admin | {what}"
    pushed = _push(world, "branch changed", before, commit.sha, 1)
    if world.cloud:
        updated = f"PullRequestEvent PR_UPDATED {head}"
        assert _told(world) == [updated, updated, pushed, updated]
    else:
        assert _told(world) == [
            f"PullRequestEvent PR_UPDATED {head} title=T",
            f"PullRequestEvent PR_REVIEWERS_CHANGED {head} added=alice",
            pushed,
            f"PullRequestEvent PR_SOURCE_UPDATED {head} commit={before[:7]}",
        ]


def test_verdicts_are_told(world: World) -> None:
    """Given and taken back, and which of the two it was."""
    number = _opened(world, "judged").number
    world.alice.reviews.approve(REPO, number)
    world.alice.reviews.unapprove(REPO, number)
    world.alice.reviews.request_changes(REPO, number)
    world.alice.reviews.withdraw(REPO, number)
    was = dict.fromkeys(range(4), "")
    if not world.cloud:
        was = dict(enumerate((" was none", " was approved", " was none", " was changes_requested")))
    words = [
        ("PR_APPROVED", "approved"),
        ("PR_UNAPPROVED", "none"),
        ("PR_CHANGES_REQUESTED", "changes_requested"),
        ("PR_CHANGES_WITHDRAWN", "none"),
    ]
    assert _told(world) == [
        f"ReviewEvent {kind} {world.repo} alice | #{number} alice {verdict}{was[index]}"
        for index, (kind, verdict) in enumerate(words)
    ]


def test_comments_are_told(world: World) -> None:
    """Written, answered, edited and deleted; Data Center also says what was there before."""
    number = _opened(world, "discussed").number
    asked = world.alice.comments.create(REPO, number, "Why?").id
    answered = world.host.comments.create(REPO, number, "So.", reply_to=asked).id
    world.host.comments.update(REPO, number, answered, "Thus.")
    world.host.comments.delete(REPO, number, answered)
    begin = f"#{number} comment {answered} to {asked}"
    was, last = ("", "''") if world.cloud else (" was 'So.'", "'Thus.'")
    assert _told(world) == [
        f"CommentEvent PR_COMMENT_CREATED {world.repo} alice | #{number} comment {asked} 'Why?'",
        f"CommentEvent PR_COMMENT_CREATED {world.repo} admin | {begin} 'So.'",
        f"CommentEvent PR_COMMENT_UPDATED {world.repo} admin | {begin} 'Thus.'{was}",
        f"CommentEvent PR_COMMENT_DELETED {world.repo} admin | {begin} {last}",
    ]


def test_settled_threads_are_told_by_cloud(world: World) -> None:
    """Data Center has no message for it."""
    number = _opened(world, "settled").number
    line = githost.Anchor(path="settled.txt", line=1)
    asked = world.alice.comments.create(REPO, number, "Why?", anchor=line).id
    _told(world)
    world.host.comments.resolve(REPO, number, asked)
    world.host.comments.reopen(REPO, number, asked)
    kinds = [event.kind for event in world.told()]
    assert kinds == ([Event.PR_COMMENT_RESOLVED, Event.PR_COMMENT_REOPENED] if world.cloud else [])


def test_ends_of_pull_requests_are_told(world: World) -> None:
    """A merge with its push; the one that is given up."""
    merged, closed = _opened(world, "good"), _opened(world, "bad")
    done = world.host.pull_requests.merge(REPO, merged.number)
    world.host.pull_requests.close(REPO, closed.number)
    push, merge, close = world.told()
    assert isinstance(push, PushEvent)
    assert isinstance(merge, PullRequestEvent)
    assert isinstance(close, PullRequestEvent)
    assert (merge.kind, merge.pull_request.state) == (Event.PR_MERGED, done.state)
    assert merge.pull_request.merge_commit is not None
    assert (push.changes[0].new or "").startswith(merge.pull_request.merge_commit)
    assert (close.kind, close.pull_request.number) == (Event.PR_CLOSED, closed.number)
    assert close.pull_request.state is githost.PullRequestState.CLOSED


def test_statuses_are_told_by_cloud(world: World) -> None:
    """Data Center has no message for them."""
    sha = world.host.branches.get(REPO, "main").commit
    for state in (githost.StatusState.RUNNING, githost.StatusState.SUCCESS):
        world.host.statuses.set(REPO, sha, key="ci", state=state, url="https://ci.example.com/1")
    begin = f"{world.repo} admin | ci"
    told = [
        f"StatusEvent STATUS_CREATED {begin} running {sha[:7]}",
        f"StatusEvent STATUS_UPDATED {begin} success {sha[:7]}",
    ]
    assert _told(world) == (told if world.cloud else [])


def test_repository_is_told_of(world: World) -> None:
    """Forked, described anew, and renamed: with the address that it had."""
    host = world.host
    into = githost.NamespaceRef("acme") if world.cloud else None
    fork = host.repos.fork(REPO, into=into, name="told-fork").ref
    host.repos.update(REPO, name="told-2")
    host.repos.update("acme/told-2", name="told")
    begin = f"RepositoryEvent REPO_UPDATED {world.repo}"
    assert _told(world) == [
        f"RepositoryEvent REPO_FORKED {world.repo} admin | fork {fork} was -",
        f"{begin}-2 admin | fork - was {world.repo}",
        f"{begin} admin | fork - was {world.repo}-2",
    ]


def test_nobody_is_told_with_another_secret(world: World) -> None:
    """The receiver refuses what is signed with a secret that it does not know."""
    world.host.hooks.update(REPO, world.hook.id, secret="guess")
    world.host.branches.create(REPO, "unheard", start="main")
    assert world.told() == []
    world.host.hooks.update(REPO, world.hook.id, secret=SECRET)
    world.host.branches.delete(REPO, "unheard")
    assert [event.kind for event in world.told()] == [Event.PUSH]
