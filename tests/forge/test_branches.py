"""Branches and tags."""

from datetime import UTC, datetime

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import AlreadyExists, Conflict, Invalid, NotFound, RefMoved
from githost_local.forge.events import Event, PushEvent
from githost_local.forge.records import Account, RefChange, RefSort, Repository


def test_branch_is_made_at_a_commit(
    forge: Forge, site: Repository, alice: Account, events: list[Event]
) -> None:
    """A branch begins where it is told, and a push is announced."""
    main = forge.branches.get(site, "main")
    branch = forge.branches.create(site, "feature/x", start="main", actor=alice)
    assert (branch.commit, branch.default) == (main.commit, False)
    (event,) = events
    assert isinstance(event, PushEvent)
    assert event.actor == alice
    assert event.changes == (RefChange(ref="refs/heads/feature/x", old=None, new=main.commit),)
    assert (event.changes[0].kind, event.changes[0].name) == ("branch", "feature/x")


@pytest.mark.parametrize(
    "name", ["", "a b", "a..b", "-a", "a.lock", "a/", "@{", "a~1", ".a", "a/.b"]
)
def test_name_that_git_forbids_is_refused(forge: Forge, site: Repository, name: str) -> None:
    """A branch's name obeys git's rules."""
    with pytest.raises(Invalid):
        forge.branches.create(site, name, start="main")


def test_taken_name_is_refused(forge: Forge, site: Repository) -> None:
    """A branch is not made twice, nor below another."""
    with pytest.raises(AlreadyExists):
        forge.branches.create(site, "main", start="main")
    with pytest.raises(Conflict, match="main"):
        forge.branches.create(site, "main/below", start="main")
    with pytest.raises(NotFound):
        forge.branches.create(site, "other", start="nowhere")


def test_branches_are_listed_in_order(forge: Forge, site: Repository, alice: Account) -> None:
    """By name, or by the date of the last commit."""
    for hour, name in enumerate(("b", "a", "c")):
        with forge.at(datetime(2040, 1, 1, hour, tzinfo=UTC)):
            forge.files.commit(
                site, branch=name, start="main", files={"f": b"x"}, message=name, actor=alice
            )
    assert [b.name for b in forge.branches.list(site)] == ["a", "b", "c", "main"]
    dated = forge.branches.list(site, sort=RefSort.DATE, descending=True, limit=2)
    assert ([b.name for b in dated], dated.total) == (["c", "a"], 4)
    assert [b.name for b in forge.branches.list(site, query="AI")] == ["main"]


def test_branch_is_deleted_if_it_has_not_moved(forge: Forge, site: Repository) -> None:
    """The default branch stays; another goes if it is where it was expected."""
    branch = forge.branches.create(site, "old", start="main")
    with pytest.raises(Conflict, match="default"):
        forge.branches.delete(site, "main")
    with pytest.raises(RefMoved):
        forge.branches.delete(site, "old", expected="1" * 40)
    forge.branches.delete(site, "old", expected=branch.commit)
    for name in ("old", "main~0", "main^{commit}"):
        with pytest.raises(NotFound):
            forge.branches.get(site, name)


def test_default_branch_is_chosen(forge: Forge, site: Repository) -> None:
    """Any existing branch can be the default one."""
    forge.branches.create(site, "dev", start="main")
    forge.branches.set_default(site, "dev")
    default = forge.branches.default(site)
    assert default is not None
    assert default.name == "dev"
    assert forge.commits.resolve(site, None) == default.commit
    with pytest.raises(NotFound):
        forge.branches.set_default(site, "nowhere")


def test_lightweight_and_annotated_tags(forge: Forge, site: Repository, alice: Account) -> None:
    """Only a tag with a message has an object, a message and a tagger."""
    main = forge.branches.get(site, "main").commit
    light = forge.tags.create(site, "v1", target="main", actor=alice)
    full = forge.tags.create(site, "v2", target="v1", message="Two\n\nlines", actor=alice)
    assert (light.commit, light.object, light.tagger) == (main, None, None)
    assert (full.commit, full.message) == (main, "Two\n\nlines")
    assert full.tagger is not None
    assert full.tagger.name == "Alice Adams"
    assert forge.tags.list(site).items == (light, full)
    assert forge.commits.resolve(site, "v2") == main
    with pytest.raises(AlreadyExists):
        forge.tags.create(site, "v1", target="main", actor=alice)
    forge.tags.delete(site, "v2")
    assert forge.tags.list(site).items == (light,)
    with pytest.raises(NotFound):
        forge.tags.get(site, "v2")


def test_tag_of_a_tag_leads_to_the_commit(forge: Forge, site: Repository, alice: Account) -> None:
    """However many tag objects lie between, the commit is told."""
    inner = forge.tags.create(site, "inner", target="main", message="Inner", actor=alice)
    text = f"object {inner.object}\ntype tag\ntag outer\ntagger A <a@b> 0 +0000\n\nOuter\n"
    git = forge.repos.git(site)
    git.run("update-ref", "refs/tags/outer", git.text("mktag", input=text.encode()))
    assert forge.tags.get(site, "outer").commit == inner.commit
