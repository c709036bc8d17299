"""Repositories and forks."""

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import AlreadyExists, Invalid, NotFound
from githost_local.forge.events import Event, RepositoryEvent, RepositoryEventKind
from githost_local.forge.records import (
    Account,
    Namespace,
    PullRequest,
    Repository,
    Visibility,
)


def _kinds(events: list[Event]) -> list[RepositoryEventKind]:
    return [event.kind for event in events if isinstance(event, RepositoryEvent)]


def test_repository_is_made_and_found(forge: Forge, acme: Namespace, events: list[Event]) -> None:
    """A new repository is empty, private, and found by path in whatever case."""
    made = forge.repos.create(acme, "Site", description="The site", settings={"wiki": True})
    assert forge.repos.by_path("ACME/site") == made
    assert made.visibility is Visibility.PRIVATE
    assert made.default_branch is None
    assert made.settings == {"wiki": True}
    assert forge.branches.default(made) is None
    assert forge.branches.list(made).items == ()
    assert _kinds(events) == [RepositoryEventKind.CREATED]
    with pytest.raises(AlreadyExists):
        forge.repos.create(acme, "site")


@pytest.mark.parametrize("slug", ["", "a/b", "..", "a b"])
def test_bad_slug_is_refused(forge: Forge, acme: Namespace, slug: str) -> None:
    """A slug has neither slash nor space."""
    with pytest.raises(Invalid):
        forge.repos.create(acme, slug)


def test_list_filters(forge: Forge, acme: Namespace) -> None:
    """Names, visibility and a predicate narrow the list down before it is cut."""
    for slug, visibility in (
        ("web", Visibility.PUBLIC),
        ("webapi", Visibility.PRIVATE),
        ("api", Visibility.PUBLIC),
    ):
        forge.repos.create(acme, slug, visibility=visibility)

    def slugs(**filters: object) -> list[str]:
        return [r.slug for r in forge.repos.list(namespace=acme, **filters)]  # type: ignore[arg-type]  # the test's own filters

    assert slugs() == ["api", "web", "webapi"]
    assert slugs(query="WEB", visibility=Visibility.PUBLIC) == ["web"]
    part = forge.repos.list(where=lambda r: r.visibility is Visibility.PUBLIC, offset=1, limit=1)
    assert ([r.slug for r in part], part.total) == (["web"], 2)


def test_repository_moves(forge: Forge, site: Repository, events: list[Event]) -> None:
    """A repository moves to another namespace with its content."""
    other = forge.namespaces.create("other")
    moved = forge.repos.update(site, namespace=other, slug="page", archived=True)
    assert forge.repos.by_path("other/page") == moved
    assert moved.archived
    assert forge.branches.get(moved, "main").default
    with pytest.raises(NotFound):
        forge.repos.by_path("acme/site")
    (event,) = events
    assert isinstance(event, RepositoryEvent)
    assert (event.kind, event.previous) == (RepositoryEventKind.UPDATED, site)


def test_deleted_repository_leaves_no_files(
    forge: Forge, site: Repository, fix: PullRequest
) -> None:
    """Records and the bare repository go."""
    forge.repos.delete(site)
    assert not forge.repos.directory(site).exists()
    with pytest.raises(NotFound):
        forge.pull_requests.by_id(fix.id)


def test_fork_shares_nothing_with_its_parent(
    forge: Forge, site: Repository, fix: PullRequest, bob: Account, events: list[Event]
) -> None:
    """A fork has branches and tags, outlives its parent, and has none of its hidden refs."""
    forge.tags.create(site, "v1", target="main", message="One", actor=bob)
    fork = forge.repos.fork(site, into=forge.namespaces.personal(bob), actor=bob)
    assert forge.refs.all(fork) == forge.refs.all(site)
    assert forge.repos.git(fork).ref("refs/githost/pull/1/head") is None
    assert not (forge.repos.directory(fork) / "objects/info/alternates").exists()
    assert forge.repos.forks(site).items == (fork,)
    assert RepositoryEventKind.FORKED in _kinds(events)
    forge.repos.delete(site)
    assert forge.repos.get(fork.id).parent_id is None
    assert forge.files.read(fork, "lines.txt", rev="v1").startswith(b"one")


def test_size_counts_bytes(forge: Forge, site: Repository) -> None:
    """A repository with a commit has a size."""
    assert forge.repos.size(site) > 100


@pytest.mark.parametrize(
    ("pushed", "chosen"),
    [
        (["master", "dev"], "master"),
        (["a", "main", "master"], "main"),
        (["z", "dev"], "dev"),
    ],
    ids=["master", "main", "first"],
)
def test_first_push_chooses_the_default_branch(
    forge: Forge, acme: Namespace, site: Repository, alice: Account, pushed: list[str], chosen: str
) -> None:
    """`main`, else `master`, else the first name becomes the default branch."""
    empty = forge.repos.create(acme, "empty")
    git = forge.repos.git(empty)
    refs = [f"refs/heads/main:refs/heads/{name}" for name in pushed]
    git.run("fetch", "--quiet", str(forge.repos.directory(site)), *refs)
    assert len(forge.repos.received(empty, actor=alice)) == len(pushed)
    assert forge.repos.get(empty.id).default_branch == chosen
    assert git.text("symbolic-ref", "HEAD") == f"refs/heads/{chosen}"
