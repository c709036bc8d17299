"""Carrying out a plan between two local hosts: what arrives, again and again, and what is left alone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import githost
from githost.client.sync import Host
from githost.errors import AlreadyExistsError
from githost.migration import (
    Endpoint,
    Fate,
    Item,
    Journal,
    Move,
    Plan,
    Summary,
    activate,
    apply,
    compare,
    rebuild,
    verify,
)
from githost.migration.git import git
from githost.model import (
    Anchor,
    BranchRuleKind,
    Event,
    Permission,
    PullRequestState,
    RepoRef,
    StatusState,
    UserRef,
)
from githost_local.forge import Forge

AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
SITE = RepoRef("acme", "site")
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGUlrCDp8RvFvMWOzAqBFkZ9TTDWP9Fc1Y9DvlTdCqYN"


@attrs.frozen
class World:
    """Where it comes from, where it goes, and what is to be done."""

    source: Host
    target: Host
    plan: Plan
    folder: Path

    def apply(self, journal: str = "journal.sqlite") -> Summary:
        """Carry the plan out; fails the test where something could not be carried."""
        with Journal(self.folder / journal) as opened:
            summary = apply(self.plan, opened, workers=2)
        assert summary.failures == ()
        return summary

    def items(self) -> dict[str, Item]:
        """Return what became of each thing."""
        with Journal(self.folder / "journal.sqlite") as journal:
            return {item.name: item for item in verify(self.plan, journal).items}


def _opened(directory: Path) -> Host:
    with Forge.open(directory) as forge:
        forge.accounts.create("alice", email="alice@example.com", password="alice")
    host = githost.connect(f"local:{directory}")
    host.namespaces.create("acme")
    return host


def _fill(host: Host) -> None:
    """Make a repository with one of everything."""
    host.repos.create(SITE, description="The site")
    host.files.write(SITE, "a.txt", b"one\ntwo\n", message="Begin", branch="main")
    host.permissions.grant(SITE, UserRef("alice"), Permission.WRITE)
    host.default_reviewers.add(SITE, UserRef("alice"))
    host.deploy_keys.create(SITE, label="server", key=KEY)
    host.branch_rules.create(SITE, kind=BranchRuleKind.DELETE, pattern="main")
    for name in ("open", "merged", "closed"):
        host.branches.create(SITE, name, start="main")
        host.files.write(SITE, "a.txt", name.encode() + b"\ntwo\n", message=name, branch=name)
        host.pull_requests.create(
            SITE, title=name, source=name, target="main", reviewers=[UserRef("alice")]
        )
    first = host.comments.create(SITE, 1, "Why?", anchor=Anchor(path="a.txt", line=1))
    host.comments.create(SITE, 1, "Because.", reply_to=first.id)
    host.comments.resolve(SITE, 1, first.id)
    task = host.tasks.create(SITE, 1, "Explain it", comment=first.id)
    host.tasks.resolve(SITE, 1, task.id)
    host.comments.create(SITE, 2, "Good.")
    host.pull_requests.merge(SITE, 2, delete_source=True)
    host.pull_requests.close(SITE, 3)
    host.tags.create(SITE, "v1", target="main", message="One")
    tip = host.branches.get(SITE, "main").commit
    host.statuses.set(
        SITE, tip, key="build", state=StatusState.SUCCESS, url="https://ci.example.com/1"
    )
    host.hooks.create(SITE, url="https://ci.example.com/hook", events={Event.PUSH}, secret="s3cret")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give two hosts and the plan to carry `acme/site` from one to the other."""
    with _opened(tmp_path / "source") as source, _opened(tmp_path / "target") as target:
        _fill(source)
        plan = Plan(
            source=Endpoint(url=source.url),
            target=Endpoint(url=target.url),
            moves=(Move(source=SITE, target=SITE),),
            users={"alice": "alice"},
            archive=tmp_path / "archive",
        )
        yield World(source, target, plan, tmp_path)


def test_everything_arrives_and_each_loss_is_told(world: World) -> None:
    """Nothing differs; what is degraded says how."""
    world.apply()
    items = world.items()
    assert {item.name for item in items.values() if item.fate is Fate.DIFFERS} == set()
    parts = {item.part for item in items.values()}
    assert parts == world.plan.parts - {"lfs"}
    assert "give secrets away" in items["hook https://ci.example.com/hook"].why
    assert "merged already" in items["#2 merged"].why
    assert items["main"].fate is Fate.KEPT


def test_what_arrives_is_what_there_was(world: World) -> None:
    """Numbers, states, threads, places in the diff, tasks and the settled thread are as they were."""
    world.apply()
    pulls = {pull.number: pull for pull in world.target.pull_requests.list(SITE, state=None)}
    states = [pulls[number].state for number in (1, 2, 3)]
    assert states == [PullRequestState.OPEN, PullRequestState.CLOSED, PullRequestState.CLOSED]
    assert [pulls[number].title for number in (1, 2, 3)] == ["open", "merged", "closed"]
    first, answer = world.target.comments.list(SITE, 1)
    assert first.body.endswith("Why?")
    assert first.anchor is not None
    assert (first.anchor.path, first.anchor.line) == ("a.txt", 1)
    assert first.resolved
    assert answer.parent == first.id
    [task] = world.target.tasks.list(SITE, 1)
    assert (task.done, task.comment) == (True, first.id)
    assert world.target.pull_requests.diff(SITE, 1) == world.source.pull_requests.diff(SITE, 1)


def test_branches_that_served_are_gone_and_their_commits_are_kept(world: World) -> None:
    """No branch of the migration's own stays but the one that keeps what nothing else leads to."""
    world.apply()
    names = {branch.name for branch in world.target.branches.list(SITE)}
    assert names == {branch.name for branch in world.source.branches.list(SITE)}
    assert world.source.pull_requests.diff(SITE, 3) == world.target.pull_requests.diff(SITE, 3)


def test_second_run_makes_nothing(world: World) -> None:
    """What is done is not done again."""
    first = world.apply()
    second = world.apply()
    assert first.made > 20
    assert (second.made, second.changed) == (0, 0)


def test_delta_carries_what_changed_since(world: World) -> None:
    """New commits, comments and pull requests follow, and one that ended since ends."""
    world.apply()
    world.source.files.write(SITE, "b.txt", b"b\n", message="More", branch="main")
    world.source.comments.create(SITE, 1, "Later.")
    world.source.pull_requests.close(SITE, 1)
    world.source.permissions.grant(SITE, UserRef("alice"), Permission.READ)
    world.apply()
    assert all(item.fate is not Fate.DIFFERS for item in world.items().values())
    assert world.target.pull_requests.get(SITE, 1).state is PullRequestState.CLOSED
    assert world.target.permissions.get(SITE, UserRef("alice")).permission is Permission.READ
    assert len(world.target.comments.list(SITE, 1).all()) == 3


def test_what_somebody_changed_on_the_target_is_left_and_told(world: World) -> None:
    """A branch that moved there and a permission that was changed there are not overwritten."""
    world.apply()
    world.target.files.write(SITE, "t.txt", b"t\n", message="Theirs", branch="main")
    theirs = world.target.branches.get(SITE, "main").commit
    world.target.permissions.grant(SITE, UserRef("alice"), Permission.ADMIN)
    world.source.files.write(SITE, "s.txt", b"s\n", message="Ours", branch="main")
    world.source.permissions.grant(SITE, UserRef("alice"), Permission.READ)
    with Journal(world.folder / "journal.sqlite") as journal:
        summary = apply(world.plan, journal)
    assert sorted(failure.what for failure in summary.failures) == [
        "acme/site refs/heads/main",
        "acme/site/permissions/user:alice",
    ]
    assert world.target.branches.get(SITE, "main").commit == theirs
    assert world.target.permissions.get(SITE, UserRef("alice")).permission is Permission.ADMIN
    items = world.items()
    assert items["main"].fate is Fate.DIFFERS


def test_repository_that_was_there_before_is_refused(world: World) -> None:
    """A repository that the journal did not make is not touched."""
    world.target.repos.create(SITE, description="Theirs")
    with Journal(world.folder / "journal.sqlite") as journal:
        [failure] = apply(world.plan, journal).failures
    assert isinstance(failure.error, AlreadyExistsError)
    assert "another name in the plan" in str(failure.error)
    assert world.target.repos.get(SITE).description == "Theirs"


def test_dry_run_says_what_will_be_made_and_makes_nothing(world: World) -> None:
    """Before, everything is to be made; afterwards nothing is."""
    before = list(compare(world.plan))
    assert {(one.part, one.change) for one in before} >= {
        ("repositories", "make"),
        ("pull_requests", "make"),
        ("hooks", "make"),
    }
    assert not world.target.repos.list("acme").all()
    world.apply()
    with Journal(world.folder / "journal.sqlite") as journal:
        assert list(compare(world.plan, journal)) == []


def test_dry_run_says_what_is_in_the_way(world: World) -> None:
    """A repository of the target that no run made is told, and nothing that will not be done."""
    world.target.repos.create(SITE, description="Theirs")
    told = [one for one in compare(world.plan) if one.repository == str(SITE)]
    assert [(one.part, one.change) for one in told] == [("repositories", "refuse")]
    assert "another name in the plan" in told[0].why


def test_lost_journal_is_rebuilt_from_both_sides(world: World) -> None:
    """With a rebuilt journal the next run makes nothing twice."""
    world.apply()
    with Journal(world.folder / "rebuilt.sqlite") as journal:
        assert rebuild(world.plan, journal) > 20
    again = world.apply("rebuilt.sqlite")
    assert (again.made, again.changed) == (0, 0)
    assert len(world.target.pull_requests.list(SITE, state=None).all()) == 3


def test_hooks_are_switched_on_when_told(world: World) -> None:
    """Hooks arrive switched off, and are switched on once."""
    world.apply()
    [hook] = world.target.hooks.list(SITE)
    assert not hook.active
    with Journal(world.folder / "journal.sqlite") as journal:
        assert activate(world.plan, journal) == 1
        assert activate(world.plan, journal) == 0
    assert world.target.hooks.get(SITE, hook.id).active
    assert all(item.fate is not Fate.DIFFERS for item in world.items().values())


@pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")
def test_large_files_are_carried(world: World) -> None:
    """What git-lfs keeps outside of git is on the target too."""
    clone, content = world.folder / "clone", b"large" * 1000
    git("clone", "--quiet", world.source.git.clone_url(SITE), str(clone))
    git("lfs", "install", "--local", cwd=clone)
    git("lfs", "track", "*.bin", cwd=clone)
    (clone / "large.bin").write_bytes(content)
    git("add", ".", cwd=clone)
    git(*AUTHOR, "commit", "--quiet", "-m", "Add a large file", cwd=clone)
    git("push", "--quiet", "origin", "main", cwd=clone)
    world.apply()
    assert world.items()["large files"].fate is Fate.KEPT
    arrived = world.folder / "arrived"
    git("clone", "--quiet", world.target.git.clone_url(SITE), str(arrived))
    git("lfs", "pull", cwd=arrived)
    assert (arrived / "large.bin").read_bytes() == content


def test_large_files_that_cannot_be_carried_are_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git-lfs the pointers arrive, and that the files do not is told."""
    world.source.files.write(
        SITE, ".gitattributes", b"*.bin filter=lfs\n", message="Track", branch="main"
    )
    monkeypatch.setattr(shutil, "which", lambda name: None)
    world.apply()
    item = world.items()["large files"]
    assert item.fate is Fate.DROPPED
    assert "git-lfs is not installed" in item.why


def test_source_is_never_written(world: World) -> None:
    """The source looks the same afterwards, and its host refuses writes."""
    before = world.source.pull_requests.list(SITE, state=None).all()
    world.apply()
    assert world.source.pull_requests.list(SITE, state=None).all() == before
    with world.plan.source.open(read_only=True) as host, pytest.raises(githost.GitHostError):
        host.repos.delete(SITE)


def test_without_git_nothing_is_begun(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is missed before a repository is made that would stay empty."""
    monkeypatch.setenv("PATH", str(world.folder))
    with (
        Journal(world.folder / "journal.sqlite") as journal,
        pytest.raises(githost.ConfigurationError, match="git is not installed"),
    ):
        apply(world.plan, journal)
    assert [repo.ref for repo in world.target.repos.list("acme")] == []


def test_journal_of_another_migration_is_refused(world: World) -> None:
    """Before anything is read; a new one may be anybody's."""
    other = attrs.evolve(world.plan, target=Endpoint(url="https://bitbucket.org"))
    with Journal(world.folder / "journal.sqlite") as journal:
        verify(world.plan, journal)
        journal.belongs(world.plan)
        with pytest.raises(githost.ConfigurationError, match="give the plan a journal of its own"):
            verify(other, journal)


@pytest.mark.parametrize("side", ["source", "target"])
def test_side_that_cannot_be_opened_is_named(world: World, side: str) -> None:
    """As the table of the plan that has to be changed."""
    endpoint = attrs.evolve(getattr(world.plan, side), provider="nosuch")
    plan = attrs.evolve(world.plan, **{side: endpoint})
    with pytest.raises(
        githost.ConfigurationError, match=rf"plan's \[{side}\] .*no provider 'nosuch'"
    ):
        list(compare(plan))
