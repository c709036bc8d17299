"""Commits, comparisons and files."""

import io
import zipfile
from typing import Any

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import Invalid, NotFound, StaleVersion, Unchanged
from githost_local.forge.git import Git
from githost_local.forge.records import Account, ChangeKind, EntryKind, Namespace, Repository


def _commit(
    forge: Forge, repository: Repository, actor: Account, branch: str, **files: bytes | None
) -> str:
    return forge.files.commit(
        repository, branch=branch, start="main", files=files, message=branch, actor=actor
    ).sha


def test_commit_is_read_whole(forge: Forge, site: Repository, alice: Account) -> None:
    """Author, message and parents are those that were written."""
    first = forge.branches.get(site, "main").commit
    sha = forge.files.commit(
        site, branch="main", files={"a": b"1"}, message="Ünïcode\n\nBody\n", actor=alice
    ).sha
    commit = forge.commits.get(site, sha)
    assert commit.parents == (first,)
    assert (commit.author.name, commit.author.email) == ("Alice Adams", "alice@example.com")
    assert commit.message == "Ünïcode\n\nBody\n"


def test_rev_is_a_name_never_an_expression(forge: Forge, site: Repository, alice: Account) -> None:
    """Names, abbreviations, branches, tags and full refs are found; expressions are not."""
    head = forge.branches.get(site, "main").commit
    forge.tags.create(site, "v1", target="main", actor=alice)
    for rev in (head, head[:7], "main", "v1", "refs/heads/main", "HEAD", None):
        assert forge.commits.resolve(site, rev) == head
    for rev in ("main~0", "main^{tree}", "-n1", "", "HEAD:lines.txt", "@{0}", "dead", "f" * 40):
        with pytest.raises(NotFound):
            forge.commits.resolve(site, rev)


def test_branch_wins_over_tag(forge: Forge, site: Repository, alice: Account) -> None:
    """A name that is both means the branch."""
    forge.tags.create(site, "both", target="main", actor=alice)
    sha = _commit(forge, site, alice, "both", a=b"1")
    assert forge.commits.resolve(site, "both") == sha


def test_commits_are_listed(forge: Forge, site: Repository, alice: Account) -> None:
    """From a ref, without what another reaches, for a path, and in parts."""
    one = _commit(forge, site, alice, "x", a=b"1")
    two = _commit(forge, site, alice, "x", b=b"2")
    base = forge.branches.get(site, "main").commit
    listed = forge.commits.list
    assert [c.sha for c in listed(site, include=["x"])] == [two, one, base]
    assert [c.sha for c in listed(site, include=["x"], exclude=["main"])] == [two, one]
    assert [c.sha for c in listed(site, include=["x"], path="a")] == [one]
    part = listed(site, offset=1, limit=1)
    assert ([c.sha for c in part], part.total) == ([one], 3)


def test_empty_repository_has_no_commits(forge: Forge, acme: Namespace) -> None:
    """Nothing is listed, and nothing found."""
    empty = forge.repos.create(acme, "empty")
    assert forge.commits.list(empty).items == ()
    with pytest.raises(NotFound):
        forge.commits.resolve(empty, None)


def test_comparison_counts_both_sides(forge: Forge, site: Repository, alice: Account) -> None:
    """Ahead is what head has alone, behind what base has."""
    base = forge.branches.get(site, "main").commit
    _commit(forge, site, alice, "x", a=b"1")
    _commit(forge, site, alice, "x", a=b"2")
    _commit(forge, site, alice, "main", c=b"1")
    comparison = forge.commits.compare(site, "main", "x")
    assert (comparison.ahead, comparison.behind, comparison.merge_base) == (2, 1, base)
    assert forge.commits.reaches(site, base, forge.commits.resolve(site, "x"))


def test_changes_tell_renames_and_counts(forge: Forge, site: Repository, alice: Account) -> None:
    """Added, modified, deleted, renamed and binary files are told apart."""
    lines = forge.files.read(site, "lines.txt")
    _commit(forge, site, alice, "main", gone=b"bye\n", bits=b"\0\1", edit=b"a\nb\n")
    files: dict[str, bytes | None] = {
        "lines.txt": None, "moved/lines.txt": lines, "gone": None, "bits": b"\0\2",
        "edit": b"a\nc\nd\n", "new": b"n\n",
    }  # fmt: skip
    forge.files.commit(site, branch="x", start="main", files=files, message="x", actor=alice)
    found = {change.path: change for change in forge.commits.changes(site, "main", "x")}
    kinds = {path: change.kind for path, change in found.items()}
    assert kinds == {
        "gone": ChangeKind.DELETED,
        "bits": ChangeKind.MODIFIED,
        "edit": ChangeKind.MODIFIED,
        "new": ChangeKind.ADDED,
        "moved/lines.txt": ChangeKind.RENAMED,
    }
    assert found["moved/lines.txt"].old_path == "lines.txt"
    assert found["moved/lines.txt"].similarity == 100
    assert (found["edit"].lines_added, found["edit"].lines_removed) == (2, 1)
    assert found["bits"].lines_added is None
    assert found["new"].old_sha is None
    diff = forge.commits.diff(site, "main", "x", path="edit")
    assert diff.startswith(b"diff --git a/edit b/edit")
    assert diff.endswith(b"-b\n+c\n+d\n")
    assert b"+one" in forge.commits.diff(site, None, "main")


def test_tree_is_listed(forge: Forge, site: Repository, alice: Account) -> None:
    """Directories are listed one by one, or with all that is below."""
    files = {"d/e/f.txt": b"deep", "d/g": b"g"}
    forge.files.commit(site, branch="main", files=files, message="m", actor=alice)
    top = forge.files.list(site)
    assert [(e.path, e.kind) for e in top] == [
        ("d", EntryKind.DIRECTORY),
        ("lines.txt", EntryKind.FILE),
    ]
    below = forge.files.list(site, "d", recursive=True)
    assert [e.path for e in below] == ["d/e", "d/e/f.txt", "d/g"]
    assert [e.size for e in below] == [None, 4, 1]
    assert forge.files.entry(site, "").kind is EntryKind.DIRECTORY
    assert forge.files.read(site, "d/e/f.txt") == b"deep"
    for path in ("d", "nowhere", "../x"):
        with pytest.raises(NotFound):
            forge.files.read(site, path)
    with pytest.raises(NotFound):
        forge.files.list(site, "lines.txt")


def test_several_files_make_one_commit(forge: Forge, site: Repository, alice: Account) -> None:
    """Files are written and deleted together; modes stay."""
    forge.files.commit(
        site, branch="main", files={"a": b"1", "lines.txt": None}, message="m", actor=alice
    )
    assert [e.path for e in forge.files.list(site)] == ["a"]
    assert forge.commits.list(site).total == 2


def test_commit_needs_a_change(forge: Forge, site: Repository, alice: Account) -> None:
    """The same content, a missing file to delete, and bad paths are refused."""
    content = forge.files.read(site, "lines.txt")
    with pytest.raises(Unchanged):
        _commit(forge, site, alice, "main", **{"lines.txt": content})
    with pytest.raises(NotFound):
        _commit(forge, site, alice, "main", nowhere=None)
    for path in ("", "../a", "a//b", ".git/config", "lines.txt/below"):
        with pytest.raises(Invalid):
            _commit(forge, site, alice, "main", **{path: b"x"})


def test_file_and_directory_of_one_name(forge: Forge, site: Repository, alice: Account) -> None:
    """A file makes room for a directory only where the same commit deletes it."""
    with pytest.raises(Invalid):
        _commit(forge, site, alice, "main", **{"d": b"1", "d/e": b"2"})
    _commit(forge, site, alice, "main", **{"lines.txt": None, "lines.txt/below": b"1"})
    assert [e.path for e in forge.files.list(site, recursive=True)] == [
        "lines.txt",
        "lines.txt/below",
    ]


def test_message_with_nul_is_refused(forge: Forge, site: Repository, alice: Account) -> None:
    """Git ends a message at a NUL, so none is accepted."""
    with pytest.raises(Invalid):
        forge.files.commit(site, branch="main", files={"a": b"1"}, message="a\0b", actor=alice)


def test_commit_on_what_has_changed_since_is_stale(
    forge: Forge, site: Repository, alice: Account
) -> None:
    """Somebody else's change of the same file is found out; of another file, it is not in the way."""
    read = forge.branches.get(site, "main").commit
    _commit(forge, site, alice, "main", **{"lines.txt": b"other\n"})
    with pytest.raises(StaleVersion):
        forge.files.commit(
            site, branch="main", files={"lines.txt": b"mine"}, message="m", actor=alice, parent=read
        )
    forge.files.commit(
        site, branch="main", files={"free": b"mine"}, message="m", actor=alice, parent=read
    )


def test_first_commit_of_an_empty_repository(forge: Forge, acme: Namespace, alice: Account) -> None:
    """A commit makes the branch, which becomes the default one."""
    empty = forge.repos.create(acme, "empty")
    sha = forge.files.commit(empty, branch="trunk", files={"a": b"1"}, message="m", actor=alice).sha
    assert forge.branches.default(empty) == forge.branches.get(empty, "trunk")
    assert forge.commits.get(empty, sha).parents == ()
    with pytest.raises(NotFound):
        forge.files.commit(empty, branch="other", files={"a": b"2"}, message="m", actor=alice)


def test_archive_holds_the_files(forge: Forge, site: Repository) -> None:
    """A zip has the files under the prefix."""
    data = b"".join(forge.files.archive(site, prefix="site/"))
    assert zipfile.ZipFile(io.BytesIO(data)).read("site/lines.txt").startswith(b"one")
    with pytest.raises(Invalid):
        forge.files.archive(site, format="rar")


def test_archive_holds_only_the_paths_that_are_named(
    forge: Forge, site: Repository, alice: Account
) -> None:
    """A path that is not there is refused before anything is sent."""
    _commit(forge, site, alice, "main", other=b"1")
    data = b"".join(forge.files.archive(site, paths=["other"]))
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["other"]
    with pytest.raises(NotFound):
        forge.files.archive(site, paths=["none"])


def test_diff_writes_the_prefixes_that_are_wanted(
    forge: Forge, site: Repository, alice: Account
) -> None:
    """They stand before the old and the new path."""
    head = _commit(forge, site, alice, "main", other=b"1\n")
    diff = forge.commits.diff(site, None, head, path="other", prefixes=("old:", "new:"))
    assert diff.startswith(b"diff --git old:other new:other\n")


def test_commit_of_a_fork_is_brought(
    forge: Forge, site: Repository, alice: Account, bob: Account
) -> None:
    """A fork's commit can be compared in the parent once it has been fetched."""
    fork = forge.repos.fork(site, into=forge.namespaces.personal(bob), actor=bob)
    sha = _commit(forge, fork, bob, "main", a=b"1")
    with pytest.raises(NotFound):
        forge.commits.get(site, sha)
    assert forge.commits.bring(site, fork, "main") == sha
    assert forge.commits.compare(site, "main", sha).ahead == 1


def test_renames_and_white_space_can_be_left_out(
    forge: Forge, site: Repository, alice: Account
) -> None:
    """Without renames a moved file is gone and new; ignored white space is no change."""
    base = _commit(forge, site, alice, "x", a=b"one\ntwo\n", b=b"1 2\n")
    head = _commit(forge, site, alice, "x", a=None, c=b"one\ntwo\n", b=b"12\n")
    found = forge.commits.changes(site, base, head, renames=False, ignore_whitespace=True)
    assert [(c.path, c.kind) for c in found] == [
        ("a", ChangeKind.DELETED),
        ("c", ChangeKind.ADDED),
    ]
    assert b"rename from a" not in forge.commits.diff(site, base, head, renames=False)


def test_patch_is_a_mail_for_each_commit(forge: Forge, site: Repository, alice: Account) -> None:
    """Oldest first, with who wrote it; without a base they begin at the root."""
    _commit(forge, site, alice, "x", a=b"1")
    _commit(forge, site, alice, "x", a=b"2")
    mails = forge.commits.patch(site, "main", "x")
    assert mails.count(b"From: Alice Adams <alice@example.com>") == 2
    assert mails.index(b"+1") < mails.index(b"+2")
    assert forge.commits.patch(site, None, "main").startswith(b"From ")


def test_comparison_of_full_names_is_remembered(
    forge: Forge, site: Repository, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git is asked once between two full names, and each time where one is a branch's."""
    head = forge.commits.resolve(site, None)
    first = forge.commits.diff(site, None, head)
    asked: list[tuple[str, ...]] = []
    run = Git.run

    def counted(git: Git, *arguments: str, **more: Any) -> bytes:
        asked.append(arguments)
        return run(git, *arguments, **more)

    monkeypatch.setattr(Git, "run", counted)
    assert forge.commits.diff(site, None, head) == first
    assert asked == []
    assert forge.commits.diff(site, None, "main") == first
    assert asked != []


def test_whole_names_of_commits_and_tags_are_found(forge: Forge, site: Repository) -> None:
    """Whatever their case; those of other objects, and of none, are no commits."""
    git = forge.repos.git(site)
    git.run("-c", "user.name=a", "-c", "user.email=a@b", "tag", "-a", "-m", "One", "one", "main")
    head, tag, tree = git.text("rev-parse", "main", "one", "main^{tree}").split()
    assert tag != head
    for name in (head, head.upper(), tag):
        assert forge.commits.get(site, name).sha == head
    for name in (tree, "0" * 40):
        with pytest.raises(NotFound):
            forge.commits.get(site, name)
