"""Files, as any HTTP client sees them."""

import io
import tarfile
import zipfile
from typing import Any

import httpx
import pytest


def _write(client: httpx.Client, address: str, text: str | None, **fields: str) -> httpx.Response:
    parts: dict[str, Any] = {name: (None, value) for name, value in fields.items()}
    if text is not None:
        parts["content"] = ("content", text)
    return client.put(address, files=parts)


def _error(answer: httpx.Response) -> str:
    return str(answer.json()["errors"][0]["exceptionName"]).rpartition(".")[2]


def test_a_directory_is_browsed_one_level_deep(alice: httpx.Client, code: str) -> None:
    """Its entries are a page of their own, named from there."""
    root = alice.get(f"{code}/browse", params={"at": "feature/x"}).json()
    assert root["path"] == {"components": [], "parent": "", "name": "", "toString": ""}
    assert [(c["path"]["toString"], c["type"]) for c in root["children"]["values"]] == [
        ("a.txt", "FILE"),
        ("docs", "DIRECTORY"),
    ]
    below = alice.get(f"{code}/browse/docs", params={"at": "refs/heads/feature/x"}).json()
    (child,) = below["children"]["values"]
    assert (child["path"]["name"], child["size"]) == ("b.md", 2)


def test_a_file_is_browsed_by_lines(alice: httpx.Client, code: str) -> None:
    """A page's `start` and `limit` count lines."""
    query: dict[str, Any] = {"at": "feature/x", "start": 1, "limit": 1}
    page = alice.get(f"{code}/browse/a.txt", params=query).json()
    assert (page["lines"], page["start"], page["isLastPage"]) == ([{"text": "two"}], 1, True)


@pytest.mark.parametrize(
    ("path", "query", "answer"),
    [
        ("a.txt", {"type": "true"}, {"type": "FILE"}),
        ("docs", {"type": "true"}, {"type": "DIRECTORY"}),
        ("a.txt", {"size": "true", "type": "true"}, {"size": 8}),
    ],
    ids=["file", "directory", "size first"],
)
def test_type_or_size_alone_can_be_asked_for(
    alice: httpx.Client, code: str, path: str, query: dict[str, str], answer: dict[str, Any]
) -> None:
    """Nothing else is in the answer then."""
    params = {**query, "at": "feature/x"}
    assert alice.get(f"{code}/browse/{path}", params=params).json() == answer


def test_files_are_listed_with_all_below(alice: httpx.Client, code: str) -> None:
    """The paths are texts, counted from the directory."""
    query = {"at": "feature/x"}
    assert alice.get(f"{code}/files", params=query).json()["values"] == ["a.txt", "docs/b.md"]
    assert alice.get(f"{code}/files/docs", params=query).json()["values"] == ["b.md"]
    assert alice.get(f"{code}/files/a.txt", params=query).status_code == 400


def test_raw_gives_the_bytes(alice: httpx.Client, code: str) -> None:
    """A missing path is told with the revision."""
    assert alice.get(f"{code}/raw/a.txt", params={"at": "feature/x"}).content == b"one\ntwo\n"
    missing = alice.get(f"{code}/raw/none.txt", params={"at": "refs/heads/main"})
    assert (missing.status_code, _error(missing)) == (404, "NoSuchPathException")


def test_last_modified_names_a_commit_for_each_entry(alice: httpx.Client, code: str) -> None:
    """The directory itself has a latest commit, too."""
    answer = alice.get(f"{code}/last-modified", params={"at": "feature/x"}).json()
    assert {name: commit["message"] for name, commit in answer["files"].items()} == {
        "a.txt": "One",
        "docs": "Two",
    }
    assert answer["latestCommit"]["message"] == "Two"


def test_a_new_file_needs_no_source_commit(alice: httpx.Client, code: str) -> None:
    """The answer is the commit, whose message is made up if none is sent."""
    answer = _write(alice, f"{code}/browse/new.txt", "x\n", branch="main")
    assert answer.status_code == 200
    assert answer.json()["message"] == "new.txt created online with Bitbucket"
    again = _write(alice, f"{code}/browse/new.txt", "y\n", branch="main")
    assert (again.status_code, _error(again)) == (409, "FileAlreadyExistsException")


def test_an_edit_names_the_commit_that_was_read(alice: httpx.Client, code: str) -> None:
    """Unchanged content and a file that has changed since are conflicts."""
    address = f"{code}/browse/a.txt"
    read = alice.get(f"{code}/commits", params={"limit": 1}).json()["values"][0]["id"]
    same = _write(alice, address, "one\n", branch="main", sourceCommitId=read)
    assert (same.status_code, _error(same)) == (409, "FileContentUnmodifiedException")
    edited = _write(alice, address, "1\n", branch="main", sourceCommitId=read, message="Edit")
    assert (edited.status_code, edited.json()["message"]) == (200, "Edit")
    stale = _write(alice, address, "2\n", branch="main", sourceCommitId=read)
    assert (stale.status_code, _error(stale)) == (409, "FileOutOfDateException")


def test_a_file_can_begin_a_branch(alice: httpx.Client, code: str) -> None:
    """`sourceBranch` says where the branch leaves; without it there must be one."""
    address = f"{code}/browse/new.txt"
    missing = _write(alice, address, "x", branch="other")
    assert (missing.status_code, _error(missing)) == (404, "NoSuchBranchException")
    made = _write(alice, address, "x", branch="other", sourceBranch="main")
    assert made.status_code == 200
    taken = _write(alice, address, "y", branch="other", sourceBranch="main")
    assert (taken.status_code, _error(taken)) == (400, "DuplicateRefException")


@pytest.mark.parametrize(
    ("text", "fields", "context"),
    [("x", {}, "branch"), (None, {"branch": "main"}, "content")],
    ids=["no branch", "no content"],
)
def test_branch_and_content_are_required(
    alice: httpx.Client, code: str, text: str | None, fields: dict[str, str], context: str
) -> None:
    """The error names the field."""
    answer = _write(alice, f"{code}/browse/new.txt", text, message="M", **fields)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["context"] == context


def test_readers_cannot_write(carol: httpx.Client, code: str) -> None:
    """Lacking a permission is 401, not 403."""
    answer = _write(carol, f"{code}/browse/new.txt", "x", branch="main")
    assert (answer.status_code, _error(answer)) == (401, "AuthorisationException")


def test_archives_hold_all_or_some_files(alice: httpx.Client, code: str) -> None:
    """They are named after what they are of."""
    query: dict[str, str] = {"at": "refs/heads/feature/x"}
    whole = alice.get(f"{code}/archive", params=query)
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert {"a.txt", "docs/b.md"} <= set(archive.namelist())
    assert "feature-x%40" in whole.headers["Content-Disposition"]
    query |= {"format": "tgz", "path": "docs/b.md", "prefix": "here"}
    part = alice.get(f"{code}/archive", params=query)
    with tarfile.open(fileobj=io.BytesIO(part.content), mode="r:gz") as archive:
        assert [m.name for m in archive.getmembers() if m.isfile()] == ["here/docs/b.md"]
    assert alice.get(f"{code}/archive", params={"format": "rar"}).status_code == 400


def test_an_empty_repository_has_no_default_branch(admin: httpx.Client) -> None:
    """Browsing, listing commits and archives say so with one exception."""
    made = admin.post("/api/1.0/projects/ACME/repos", json={"name": "hollow", "scmId": "git"})
    address = f"/api/1.0/projects/ACME/repos/{made.json()['slug']}"
    for what in ("browse", "files", "commits", "archive"):
        answer = admin.get(f"{address}/{what}")
        assert (answer.status_code, _error(answer)) == (404, "NoDefaultBranchException")


def test_posted_form_needs_the_header_against_forgery(alice: httpx.Client, code: str) -> None:
    """A browser can be tricked into posting a form, and not into a header."""
    form = {"text": (None, "x")}
    refused = alice.post(f"{code}/branches", files=form)
    assert (refused.status_code, refused.text) == (403, "XSRF check failed")
    told = {"X-Atlassian-Token": "no-check"}
    assert alice.post(f"{code}/branches", files=form, headers=told).status_code != 403


def test_a_broken_form_is_refused(alice: httpx.Client, code: str) -> None:
    """What cannot be read as a form is the client's fault, and no failure."""
    headers = {
        "Content-Type": "multipart/form-data; boundary=b",
        "X-Atlassian-Token": "no-check",
    }
    answer = alice.put(f"{code}/browse/new.txt", content=b"--b\r\nna[me: x\r\n", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["message"]
