"""Ends of pull requests: merging and what stands in the way, declining, opening again."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .conftest import FORM

Write = Callable[..., str]


@pytest.fixture
def write(alice: httpx.Client, code: str) -> Write:
    """Give a function that writes a file on a branch and returns the commit."""

    def write(path: str, content: str, **fields: str) -> str:
        answer = alice.put(
            f"{code}/browse/{path}",
            data={"message": f"Write {path}", **fields},
            files={"content": ("content", content)},
            headers=FORM,
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["id"])

    return write


@pytest.fixture
def conflict(alice: httpx.Client, code: str, pull: str, write: Write) -> str:
    """Give a pull request whose target has changed the same line."""
    tip = alice.get(f"{code}/commits", params={"until": "main"}).json()["values"][0]["id"]
    write("a.txt", "one\nthree\n", branch="main", sourceCommitId=tip)
    return pull


def refused(answer: httpx.Response, exception: str) -> Any:
    """Check that an answer is a conflict of this kind, and return its error."""
    assert answer.status_code == 409, answer.text
    (error,) = answer.json()["errors"]
    assert error["exceptionName"] == f"com.atlassian.bitbucket.pull.{exception}"
    return error


def test_clean_one_can_be_merged(alice: httpx.Client, pull: str) -> None:
    """Asking changes nothing."""
    told = alice.get(f"{pull}/merge").json()
    assert (told["canMerge"], told["conflicted"], told["outcome"]) == (True, False, "CLEAN")
    assert told["vetoes"] == []
    assert alice.get(pull).json()["version"] == 0


@pytest.mark.parametrize("where", ["query", "body"])
def test_merging_needs_the_version(alice: httpx.Client, pull: str, where: str) -> None:
    """It is taken from the query or the body."""

    def merge(version: int) -> httpx.Response:
        if where == "query":
            return alice.post(f"{pull}/merge", params={"version": version})
        return alice.post(f"{pull}/merge", json={"version": version})

    error = refused(merge(5), "PullRequestOutOfDateException")
    assert (error["expectedVersion"], error["currentVersion"]) == (5, 0)
    assert error["pullRequest"]["state"] == "OPEN"
    merged = merge(0)
    assert merged.status_code == 200
    assert merged.json()["state"] == "MERGED"
    refused(merge(merged.json()["version"]), "IllegalPullRequestStateException")


def test_merging_without_a_version_is_out_of_date(alice: httpx.Client, pull: str) -> None:
    """No version fits none."""
    refused(alice.post(f"{pull}/merge"), "PullRequestOutOfDateException")


@pytest.mark.parametrize(
    ("strategy", "parents", "commits"),
    [
        ("no-ff", 2, 4),
        ("ff", 1, 3),
        ("ff-only", 1, 3),
        ("squash", 1, 2),
        ("squash-ff-only", 1, 2),
        ("rebase-no-ff", 2, 4),
        ("rebase-ff-only", 1, 3),
    ],
)
def test_strategies(
    alice: httpx.Client, code: str, pull: str, strategy: str, parents: int, commits: int
) -> None:
    """The commit that came of it is among the properties."""
    merged = alice.post(f"{pull}/merge", json={"version": 0, "strategyId": strategy}).json()
    commit = merged["properties"]["mergeCommit"]
    history = alice.get(f"{code}/commits", params={"until": "main"}).json()["values"]
    assert history[0]["id"] == commit["id"]
    assert commit["id"].startswith(commit["displayId"])
    assert len(history[0]["parents"]) == parents
    assert len(history) == commits


@pytest.mark.parametrize("automatic", [None, False])
def test_subject_is_added_unless_refused(
    alice: httpx.Client, code: str, pull: str, automatic: bool | None
) -> None:
    """The message that is sent stands below it."""
    body = {"version": 0, "message": "Because.", "autoSubject": automatic}
    alice.post(f"{pull}/merge", json=body)
    message = alice.get(f"{code}/commits").json()["values"][0]["message"]
    if automatic is False:
        assert message == "Because."
    else:
        assert message.startswith("Pull request #1: X\n\nMerge in ACME/")
        assert message.endswith("from feature/x to main\n\nBecause.")


def test_conflict_is_no_veto(alice: httpx.Client, conflict: str) -> None:
    """Nobody objects, but it cannot be done."""
    told = alice.get(f"{conflict}/merge").json()
    assert (told["canMerge"], told["conflicted"], told["outcome"]) == (False, True, "CONFLICTED")
    version = alice.get(conflict).json()["version"]
    answer = alice.post(f"{conflict}/merge", params={"version": version})
    error = refused(answer, "PullRequestMergeVetoedException")
    assert (error["conflicted"], error["vetoes"]) == (True, [])
    assert alice.get(conflict).json()["state"] == "OPEN"


def test_checks_veto_until_they_are_content(
    admin: httpx.Client, alice: httpx.Client, bob: httpx.Client, code: str, pull: str
) -> None:
    """Each says what it wants."""
    count = {"enabled": True, "count": "1"}
    settings = {
        "requiredApprovers": count,
        "requiredAllTasksComplete": True,
        "requiredSuccessfulBuilds": 1,
    }
    assert admin.post(f"{code}/settings/pull-requests", json=settings).status_code == 200
    task = alice.post(f"{pull}/blocker-comments", json={"text": "Test it"}).json()
    answer = alice.post(f"{pull}/merge", params={"version": 0})
    error = refused(answer, "PullRequestMergeVetoedException")
    assert error["conflicted"] is False
    assert len(error["vetoes"]) == 3
    assert all(veto["summaryMessage"] and veto["detailedMessage"] for veto in error["vetoes"])
    assert alice.get(f"{pull}/merge").json()["vetoes"] == error["vetoes"]

    bob.put(f"{pull}/participants/bob", json={"status": "APPROVED"})
    done = {"version": task["version"], "state": "RESOLVED"}
    alice.put(f"{pull}/blocker-comments/{task['id']}", json=done)
    head = alice.get(pull).json()["fromRef"]["latestCommit"]
    build = {"key": "ci", "state": "SUCCESSFUL", "url": "https://ci.example.com/1"}
    alice.post(f"{code}/commits/{head}/builds", json=build)
    assert alice.get(f"{pull}/merge").json()["canMerge"] is True
    version = alice.get(pull).json()["version"]
    assert alice.post(f"{pull}/merge", params={"version": version}).status_code == 200


def test_draft_and_branch_permission_veto(
    admin: httpx.Client, alice: httpx.Client, code: str, pull: str
) -> None:
    """A draft is for those who are still writing; a branch may be for others."""
    alice.put(pull, json={"version": 0, "draft": True})
    rules = f"{code.replace('/api/1.0', '/branch-permissions/2.0')}/restrictions"
    matcher = {"id": "refs/heads/main", "type": {"id": "BRANCH"}}
    rule = {"type": "read-only", "matcher": matcher, "users": ["bob"]}
    assert admin.post(rules, json=rule).status_code == 200
    answer = alice.post(f"{pull}/merge", params={"version": 1})
    assert len(refused(answer, "PullRequestMergeVetoedException")["vetoes"]) == 2


def test_reader_may_not_merge(
    admin: httpx.Client, carol: httpx.Client, code: str, pull: str
) -> None:
    """Asking tells them so."""
    admin.put(f"{code}/permissions/users", params={"name": "carol", "permission": "REPO_READ"})
    assert carol.get(f"{pull}/merge").json()["canMerge"] is False
    assert carol.post(f"{pull}/merge", params={"version": 0}).status_code == 401


def test_merging_later_is_off(alice: httpx.Client, pull: str) -> None:
    """Repositories do not allow it until it is set."""
    answer = alice.post(f"{pull}/merge", json={"version": 0, "autoMerge": True})
    assert answer.status_code == 403


def test_strategies_that_are_not_enabled_are_refused(
    admin: httpx.Client, alice: httpx.Client, code: str, pull: str
) -> None:
    """Those listed are the enabled ones, and an empty setting goes back."""
    settings = f"{code}/settings/pull-requests"
    only = {"defaultStrategy": {"id": "squash"}, "strategies": [{"id": "squash"}]}
    config = admin.post(settings, json={"mergeConfig": only}).json()["mergeConfig"]
    assert [one["id"] for one in config["strategies"] if one["enabled"]] == ["squash"]
    assert (config["defaultStrategy"]["id"], config["type"]) == ("squash", "REPOSITORY")
    answer = alice.post(f"{pull}/merge", json={"version": 0, "strategyId": "no-ff"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["exceptionName"].endswith(".ArgumentValidationException")
    assert alice.post(settings, json={}).status_code == 401
    config = admin.post(settings, json={"mergeConfig": {}}).json()["mergeConfig"]
    assert all(one["enabled"] for one in config["strategies"])
    assert (config["defaultStrategy"]["id"], config["type"]) == ("no-ff", "DEFAULT")


def test_repository_takes_over_its_projects_strategies(admin: httpx.Client) -> None:
    """Until it has its own."""
    admin.post("/api/1.0/projects", json={"key": "STRAT", "name": "Strategies"})
    home = "/api/1.0/projects/STRAT"
    admin.post(f"{home}/repos", json={"name": "one"})
    only = {"defaultStrategy": {"id": "ff-only"}, "strategies": [{"id": "ff-only"}]}
    set_ = admin.post(f"{home}/settings/pull-requests/git", json={"mergeConfig": only}).json()
    assert set_["mergeConfig"]["type"] == "PROJECT"
    config = admin.get(f"{home}/repos/one/settings/pull-requests").json()["mergeConfig"]
    assert config == set_["mergeConfig"]


@pytest.mark.parametrize(
    "config",
    [
        {"defaultStrategy": {"id": "no-ff"}, "strategies": [{"id": "squash"}]},
        {"defaultStrategy": {"id": "x"}, "strategies": [{"id": "x"}]},
    ],
    ids=["default not enabled", "unknown"],
)
def test_senseless_strategies_are_refused(
    admin: httpx.Client, repo: str, config: dict[str, Any]
) -> None:
    """The default is one of those that are enabled."""
    answer = admin.post(f"{repo}/settings/pull-requests", json={"mergeConfig": config})
    assert answer.status_code == 400


def test_declined_one_opens_again(alice: httpx.Client, pull: str) -> None:
    """Both need the version; a comment may say why."""
    refused(alice.post(f"{pull}/decline"), "PullRequestOutOfDateException")
    declined = alice.post(f"{pull}/decline", json={"version": 0, "comment": "No."}).json()
    assert (declined["state"], declined["closed"]) == ("DECLINED", True)
    assert declined["properties"]["commentCount"] == 1
    refused(alice.get(f"{pull}/merge"), "IllegalPullRequestStateException")
    again = alice.post(f"{pull}/decline", params={"version": declined["version"]})
    refused(again, "IllegalPullRequestStateException")
    opened = alice.post(f"{pull}/reopen", json={"version": declined["version"]}).json()
    assert (opened["state"], opened["open"]) == ("OPEN", True)
    assert "closedDate" not in opened
    open_ = alice.post(f"{pull}/reopen", params={"version": opened["version"]})
    refused(open_, "IllegalPullRequestStateException")


def test_merged_one_is_neither_declined_nor_opened_nor_changed(
    alice: httpx.Client, pull: str
) -> None:
    """It is over."""
    version = alice.post(f"{pull}/merge", params={"version": 0}).json()["version"]
    for answer in (
        alice.post(f"{pull}/decline", params={"version": version}),
        alice.post(f"{pull}/reopen", params={"version": version}),
        alice.put(pull, json={"version": version, "title": "Y"}),
    ):
        refused(answer, "IllegalPullRequestStateException")
