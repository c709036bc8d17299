"""Commits, changes and diffs, as any HTTP client sees them."""

from typing import Any

import httpx
import pytest


def _values(client: httpx.Client, address: str, **query: Any) -> list[Any]:
    answer = client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    values: list[Any] = answer.json()["values"]
    return values


def _messages(client: httpx.Client, address: str, **query: Any) -> list[str]:
    return [commit["message"] for commit in _values(client, address, **query)]


def test_the_default_branch_is_listed_unless_another_is_named(
    alice: httpx.Client, code: str
) -> None:
    """`until` and `since` take short names, full refs and ids."""
    listed = f"{code}/commits"
    assert _messages(alice, listed) == ["Begin"]
    assert _messages(alice, listed, until="feature/x") == ["Two", "One", "Begin"]
    tip = _values(alice, listed, until="refs/heads/feature/x")[0]["id"]
    assert _messages(alice, listed, until=tip, since="main") == ["Two", "One"]


def test_a_path_narrows_the_history(alice: httpx.Client, code: str) -> None:
    """Only commits that changed the path are listed, and counted when asked for."""
    answer = alice.get(
        f"{code}/commits", params={"until": "feature/x", "path": "a.txt", "withCounts": "true"}
    ).json()
    assert [commit["message"] for commit in answer["values"]] == ["One", "Begin"]
    assert (answer["totalCount"], answer["authorCount"]) == (2, 1)


def test_renames_are_followed_when_asked(datacenter: Any, alice: httpx.Client, code: str) -> None:
    """A file's history goes on under the name it had before."""
    forge = datacenter.forge
    repository = forge.repos.by_path(f"acme/{code.rpartition('/')[2]}")
    forge.files.commit(
        repository,
        branch="main",
        files={"a.txt": None, "c.txt": b"one\n"},
        message="Move",
        actor=forge.accounts.by_login("alice"),
    )
    query = {"path": "c.txt"}
    assert _messages(alice, f"{code}/commits", **query) == ["Move"]
    followed = {**query, "followRenames": "true"}
    assert _messages(alice, f"{code}/commits", **followed) == ["Move", "Begin"]
    moved = _values(alice, f"{code}/commits/{_head(alice, code)}/changes")[0]
    assert (moved["type"], moved["srcPath"]["toString"]) == ("MOVE", "a.txt")
    assert moved["percentUnchanged"] == 100


def _head(client: httpx.Client, code: str, branch: str = "main") -> str:
    return str(_values(client, f"{code}/commits", until=branch, limit=1)[0]["id"])


def test_a_missing_commit_is_told_by_its_exception(alice: httpx.Client, code: str) -> None:
    """The answer is 404, and names what is missing."""
    for address in (f"{code}/commits?until=nowhere", f"{code}/commits/{'0' * 40}"):
        answer = alice.get(address)
        assert answer.status_code == 404
        error = answer.json()["errors"][0]
        assert error["exceptionName"] == "com.atlassian.bitbucket.commit.NoSuchCommitException"


def test_commits_may_be_missing_where_that_is_said(alice: httpx.Client, code: str) -> None:
    """With `ignoreMissing` the list is empty."""
    assert _values(alice, f"{code}/commits", until="nowhere", ignoreMissing="true") == []


def test_merge_base_is_empty_without_common_history(
    datacenter: Any, alice: httpx.Client, code: str
) -> None:
    """Two histories that never met are answered with 204."""
    tip, base = _head(alice, code, "feature/x"), _head(alice, code)
    found = alice.get(f"{code}/commits/{tip}/merge-base", params={"otherCommitId": base})
    assert found.json()["id"] == base
    forge = datacenter.forge
    git = forge.repos.git(forge.repos.by_path(f"acme/{code.rpartition('/')[2]}"))
    tree = git.text("rev-parse", f"{base}^{{tree}}")
    env = {
        f"GIT_{who}_{what}": "a" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
    }
    alone = git.text("commit-tree", tree, input=b"Alone", env=env)
    found = alice.get(f"{code}/commits/{tip}/merge-base", params={"otherCommitId": alone})
    assert (found.status_code, found.content) == (204, b"")
    assert alice.get(f"{code}/commits/{tip}/merge-base").status_code == 400


def test_comparing_shows_what_from_has_and_to_lacks(alice: httpx.Client, code: str) -> None:
    """`from` is the side whose commits and changes are listed."""
    query = {"from": "refs/heads/feature/x", "to": "refs/heads/main"}
    assert _messages(alice, f"{code}/compare/commits", **query) == ["Two", "One"]
    changes = _values(alice, f"{code}/compare/changes", **query)
    assert [(c["type"], c["path"]["toString"]) for c in changes] == [
        ("MODIFY", "a.txt"),
        ("ADD", "docs/b.md"),
    ]
    assert _values(alice, f"{code}/compare/commits", **{"from": "main", "to": "feature/x"}) == []


def test_changes_of_a_commit_are_paged(alice: httpx.Client, code: str) -> None:
    """Pages name where the next one begins."""
    tip = _head(alice, code, "feature/x")
    query: dict[str, Any] = {"since": "main", "limit": 1}
    first = alice.get(f"{code}/commits/{tip}/changes", params=query).json()
    assert (first["isLastPage"], first["nextPageStart"], first["toHash"]) == (False, 1, tip)
    second = alice.get(f"{code}/commits/{tip}/changes", params={**query, "start": 1}).json()
    assert (second["isLastPage"], second["nextPageStart"]) == (True, None)
    assert second["values"][0]["path"]["components"] == ["docs", "b.md"]


def test_a_diff_comes_as_hunks(alice: httpx.Client, pull: str) -> None:
    """Each line has its number on both sides."""
    answer = alice.get(f"{pull}/diff/a.txt").json()
    assert (answer["contextLines"], answer["whitespace"], answer["truncated"]) == (
        10,
        "SHOW",
        False,
    )
    (diff,) = answer["diffs"]
    assert diff["source"]["toString"] == diff["destination"]["toString"] == "a.txt"
    (hunk,) = diff["hunks"]
    assert [segment["type"] for segment in hunk["segments"]] == ["CONTEXT", "ADDED"]
    assert hunk["segments"][1]["lines"] == [
        {"source": 2, "destination": 2, "line": "two", "truncated": False}
    ]
    assert {d["destination"]["name"] for d in alice.get(f"{pull}/diff").json()["diffs"]} == {
        "a.txt",
        "b.md",
    }


def test_a_negative_number_of_context_lines_is_the_usual_one(
    alice: httpx.Client, pull: str
) -> None:
    """The answer says how many lines it has around a change."""
    answer = alice.get(f"{pull}/diff/a.txt", params={"contextLines": -1}).json()
    assert answer == alice.get(f"{pull}/diff/a.txt").json()


@pytest.mark.parametrize(
    "address",
    ["{pull}/diff", "{pull}.diff", "{code}/compare/diff?from=feature/x&to=main"],
    ids=["diff", "dot diff", "compare"],
)
def test_a_raw_diff_is_text(alice: httpx.Client, code: str, pull: str, address: str) -> None:
    """Paths in it begin with `src://` and `dst://`."""
    answer = alice.get(address.format(code=code, pull=pull), headers={"Accept": "text/plain"})
    assert answer.headers["Content-Type"] == "text/plain;charset=UTF-8"
    assert answer.text.startswith("diff --git src://a.txt dst://a.txt\n")
    assert "--- /dev/null\n+++ dst://docs/b.md\n" in answer.text


def test_patches_are_mails(alice: httpx.Client, code: str, pull: str) -> None:
    """A pull request's patch holds all its commits, a commit's one."""
    assert alice.get(f"{pull}.patch").text.count("Subject: [PATCH") == 2
    one = alice.get(f"{code}/patch", params={"until": "refs/heads/feature/x"})
    assert "Subject: [PATCH] Two" in one.text
    assert alice.get(f"{code}/patch").status_code == 400


@pytest.mark.parametrize(
    ("address", "accept"),
    [("{pull}/diff", "application/xml"), ("{pull}.patch", "application/json")],
    ids=["neither", "text only"],
)
def test_a_type_that_cannot_be_served_is_refused_without_a_body(
    alice: httpx.Client, pull: str, address: str, accept: str
) -> None:
    """The answer is 406, and empty."""
    answer = alice.get(address.format(pull=pull), headers={"Accept": accept})
    assert (answer.status_code, answer.content) == (406, b"")


def test_pull_requests_of_a_commit_are_found(alice: httpx.Client, code: str, pull: str) -> None:
    """A commit of the source belongs to it, one of the target does not."""
    tip, base = _head(alice, code, "feature/x"), _head(alice, code)
    found = _values(alice, f"{code}/commits/{tip}/pull-requests")
    assert [f"{code}/pull-requests/{p['id']}" for p in found] == [pull]
    assert _values(alice, f"{code}/commits/{base}/pull-requests") == []
    assert _messages(alice, f"{pull}/commits") == ["Two", "One"]


def test_changes_of_a_pull_request_count_comments(alice: httpx.Client, pull: str) -> None:
    """Each path tells how many comments are on it."""
    anchor = {"path": "a.txt", "line": 2, "lineType": "ADDED", "fileType": "TO"}
    alice.post(f"{pull}/comments", json={"text": "Hm", "anchor": anchor})
    first, second = _values(alice, f"{pull}/changes")
    assert first["properties"] == {"gitChangeType": "MODIFY", "activeComments": 1}
    assert second["properties"] == {"gitChangeType": "ADD"}
