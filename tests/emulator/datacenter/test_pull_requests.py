"""Pull requests: finding, opening, changing and deleting them."""

from typing import Any

import httpx
import pytest

SITE = "/api/1.0/projects/ACME/repos/site/pull-requests"


def titles(client: httpx.Client, **params: Any) -> list[str]:
    """Return the titles of the demonstration's pull requests that fit."""
    return [one["title"] for one in client.get(SITE, params=params).json()["values"]]


def ends(source: str = "feature/x", target: str = "main", **more: Any) -> dict[str, Any]:
    """Return the body of a new pull request."""
    return {
        "title": "Y",
        "fromRef": {"id": f"refs/heads/{source}"},
        "toRef": {"id": f"refs/heads/{target}"},
        **more,
    }


def refused(answer: httpx.Response, status: int, exception: str) -> Any:
    """Check that an answer is a refusal of this kind, and return its error."""
    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert error["exceptionName"] == f"com.atlassian.bitbucket.pull.{exception}"
    return error


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({}, ["Dark mode", "Add a login form"]),
        ({"order": "OLDEST"}, ["Add a login form", "Dark mode"]),
        ({"state": "MERGED"}, ["Fix a typo on the front page"]),
        ({"state": "DECLINED"}, ["Blinking headings"]),
        ({"draft": "true"}, ["Dark mode"]),
        ({"draft": "false"}, ["Add a login form"]),
        ({"filterText": "LOGIN"}, ["Add a login form"]),
        ({"at": "refs/heads/main"}, ["Dark mode", "Add a login form"]),
        ({"at": "main"}, []),
        ({"at": "refs/heads/feature/login"}, []),
        ({"at": "refs/heads/feature/login", "direction": "OUTGOING"}, ["Add a login form"]),
        ({"username.1": "bob", "role.1": "AUTHOR"}, ["Dark mode"]),
        ({"username.1": "bob"}, ["Dark mode", "Add a login form"]),
        ({"username.1": "carol", "approved.1": "true"}, ["Add a login form"]),
        ({"username.1": "alice", "username.2": "bob", "role.2": "AUTHOR"}, []),
        ({"username.2": "alice"}, ["Dark mode", "Add a login form"]),
    ],
)
def test_filters(alice: httpx.Client, params: dict[str, str], found: list[str]) -> None:
    """Filters of participants are numbered without a gap; `at` depends on the direction."""
    assert titles(alice, **params) == found


def test_all_states_are_asked_for_by_a_word(alice: httpx.Client) -> None:
    """Without it, only open ones are listed."""
    assert len(titles(alice, state="ALL")) == 4
    assert alice.get(SITE, params={"state": "SUPERSEDED"}).status_code == 400


def test_properties_can_be_left_out(alice: httpx.Client) -> None:
    """They are there unless somebody does not want them."""
    for wanted in ("true", "false"):
        listed = alice.get(SITE, params={"withProperties": wanted}).json()["values"]
        assert all(("properties" in one) is (wanted == "true") for one in listed)


def test_merged_one_tells_its_commit(alice: httpx.Client) -> None:
    """It is among the properties; the states are said twice."""
    (merged,) = alice.get(SITE, params={"state": "MERGED"}).json()["values"]
    assert (merged["state"], merged["open"], merged["closed"]) == ("MERGED", False, True)
    assert len(merged["properties"]["mergeCommit"]["id"]) == 40
    assert merged["closedDate"] >= merged["createdDate"]


def test_opened_one_is_complete(alice: httpx.Client, code: str) -> None:
    """Refs, author, reviewers, link; an empty description is left out."""
    body = ends(reviewers=[{"user": {"name": "bob"}}], draft=True)
    made = alice.post(f"{code}/pull-requests", json=body)
    assert made.status_code == 201
    pull = made.json()
    assert (pull["id"], pull["version"], pull["state"], pull["draft"]) == (1, 0, "OPEN", True)
    assert "description" not in pull
    assert (pull["fromRef"]["displayId"], pull["toRef"]["id"]) == ("feature/x", "refs/heads/main")
    assert len(pull["fromRef"]["latestCommit"]) == 40
    assert pull["toRef"]["repository"]["slug"] == code.rpartition("/")[2]
    assert (pull["author"]["user"]["name"], pull["author"]["role"]) == ("alice", "AUTHOR")
    (reviewer,) = pull["reviewers"]
    assert (reviewer["user"]["slug"], reviewer["status"]) == ("bob", "UNAPPROVED")
    assert pull["participants"] == []
    assert pull["links"]["self"][0]["href"].endswith("/pull-requests/1")
    assert alice.get(f"{code}/pull-requests/1").json() == pull


def test_second_one_is_refused_with_the_first(alice: httpx.Client, pull: str) -> None:
    """The error holds the one that exists."""
    answer = alice.post(pull.rpartition("/")[0], json=ends())
    error = refused(answer, 409, "DuplicatePullRequestException")
    assert error["existingPullRequest"] == alice.get(pull).json()


@pytest.mark.parametrize(("source", "target"), [("main", "feature/x"), ("main", "main")])
def test_nothing_to_merge_is_refused(
    alice: httpx.Client, code: str, source: str, target: str
) -> None:
    """A branch that is behind has nothing to give."""
    answer = alice.post(f"{code}/pull-requests", json=ends(source, target))
    refused(answer, 409, "EmptyPullRequestException")


def test_wrong_reviewers_refuse_all(alice: httpx.Client, code: str) -> None:
    """Each is named with why; the author is one of them."""
    names = ("nobody", "carol", "alice", "bob")
    body = ends(reviewers=[{"user": {"name": name}} for name in names])
    answer = alice.post(f"{code}/pull-requests", json=body)
    error = refused(answer, 409, "InvalidPullRequestReviewersException")
    assert [one["context"] for one in error["reviewerErrors"]] == ["nobody", "carol", "alice"]
    assert [one["name"] for one in error["validReviewers"]] == ["bob"]
    assert alice.get(f"{code}/pull-requests").json()["size"] == 0


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"title": None}, 400),
        ({"title": " "}, 400),
        ({"fromRef": None}, 400),
        ({"fromRef": {"id": "refs/heads/none"}}, 404),
        ({"toRef": {"id": "refs/heads/none"}}, 404),
        ({"fromRef": {"id": "refs/heads/x", "repository": {"slug": "none"}}}, 400),
    ],
)
def test_malformed_ones_are_refused(
    alice: httpx.Client, code: str, change: dict[str, Any], status: int
) -> None:
    """Nothing is opened."""
    answer = alice.post(f"{code}/pull-requests", json={**ends(), **change})
    assert answer.status_code == status


def test_fork_can_be_the_source(alice: httpx.Client, code: str) -> None:
    """Its repository is named; the listing of each side finds it."""
    fork = alice.post(code, json={}).json()
    assert (fork["project"]["key"], fork["origin"]["slug"]) == ("~alice", fork["slug"])
    mine = f"/api/1.0/projects/~alice/repos/{fork['slug']}"
    repository = {"slug": fork["slug"], "project": {"key": "~alice"}}
    body = ends(fromRef={"id": "feature/x", "repository": repository})
    made = alice.post(f"{code}/pull-requests", json=body).json()
    assert made["fromRef"]["repository"]["project"]["owner"]["name"] == "alice"
    outgoing = alice.get(f"{mine}/pull-requests", params={"direction": "OUTGOING"}).json()
    assert outgoing["values"] == [made]
    assert alice.get(f"{mine}/pull-requests").json()["size"] == 0


def test_update_needs_the_version_that_was_read(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """Whoever is late learns what it is now."""
    first = alice.put(pull, json={"version": 0, "title": "First"})
    assert (first.status_code, first.json()["version"]) == (200, 1)
    late = bob.put(pull, json={"version": 0, "title": "Second"})
    error = refused(late, 409, "PullRequestOutOfDateException")
    assert (error["expectedVersion"], error["currentVersion"]) == (0, 1)
    assert error["pullRequest"] == alice.get(pull).json()
    assert alice.put(pull, json={"title": "None"}).status_code == 400


def test_update_removes_reviewers_that_are_not_sent(alice: httpx.Client, pull: str) -> None:
    """They stay as participants; title, description and draft stay as they were."""
    asked = {"version": 0, "description": "Why", "reviewers": [{"user": {"name": "bob"}}]}
    assert alice.put(pull, json={**asked, "draft": True}).status_code == 200
    changed = alice.put(pull, json={"version": 1}).json()
    assert (changed["title"], changed["description"], changed["draft"]) == ("X", "Why", True)
    assert changed["reviewers"] == []
    assert [one["user"]["name"] for one in changed["participants"]] == ["bob"]


@pytest.mark.parametrize("key", ["author", "participants"])
def test_update_must_not_carry_others(alice: httpx.Client, pull: str, key: str) -> None:
    """Only reviewers can be sent."""
    value = alice.get(pull).json()[key]
    assert alice.put(pull, json={"version": 0, key: value}).status_code == 400


def test_update_moves_the_target(alice: httpx.Client, code: str, pull: str) -> None:
    """It must exist, and differ."""
    alice.post(f"{code}/branches", json={"name": "next", "startPoint": "main"})
    moved = alice.put(pull, json={"version": 0, "toRef": {"id": "refs/heads/next"}}).json()
    assert moved["toRef"]["displayId"] == "next"
    gone = alice.put(pull, json={"version": 1, "toRef": {"id": "refs/heads/none"}})
    assert gone.status_code == 404


def test_reader_changes_only_their_own(
    admin: httpx.Client, carol: httpx.Client, code: str, pull: str
) -> None:
    """The author may, with no more than reading."""
    admin.put(f"{code}/permissions/users", params={"name": "carol", "permission": "REPO_READ"})
    assert carol.put(pull, json={"version": 0, "title": "Mine"}).status_code == 401
    own = carol.post(f"{code}/pull-requests", json=ends("feature/x", "main"))
    refused(own, 409, "DuplicatePullRequestException")


def test_push_to_the_source_shows(alice: httpx.Client, code: str) -> None:
    """The branch's head is the pull request's."""
    made = alice.post(f"{code}/pull-requests", json=ends()).json()
    files = {"content": ("content", "c\n")}
    pushed = alice.put(
        f"{code}/browse/c.txt",
        data={"message": "Three", "branch": "feature/x"},
        files=files,
        headers={"X-Atlassian-Token": "no-check"},
    ).json()
    shown = alice.get(f"{code}/pull-requests/{made['id']}").json()
    assert shown["fromRef"]["latestCommit"] == pushed["id"]


def test_only_author_and_administrators_delete(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """The version goes into the body; a deleted one is gone."""
    assert bob.request("DELETE", pull, json={"version": 0}).status_code == 401
    stale = alice.request("DELETE", pull, json={"version": 7})
    refused(stale, 409, "PullRequestOutOfDateException")
    assert alice.request("DELETE", pull, json={"version": 0}).status_code == 204
    assert alice.get(pull).status_code == 404


def test_merged_one_cannot_be_deleted(alice: httpx.Client, pull: str) -> None:
    """What is in the history stays."""
    merged = alice.post(f"{pull}/merge", params={"version": 0}).json()
    answer = alice.request("DELETE", pull, json={"version": merged["version"]})
    refused(answer, 409, "IllegalPullRequestStateException")


@pytest.mark.parametrize(
    ("params", "found"),
    [
        ({"state": "OPEN", "role": "AUTHOR"}, {"Add a login form"}),
        ({"role": "REVIEWER"}, {"Fix a typo on the front page", "Blinking headings"}),
        ({"role": "REVIEWER", "participantStatus": "APPROVED"}, {"Fix a typo on the front page"}),
        ({"state": "DECLINED", "user": "carol"}, {"Blinking headings"}),
    ],
)
def test_dashboard_is_over_all_repositories(
    alice: httpx.Client, params: dict[str, str], found: set[str]
) -> None:
    """It is the caller's, unless somebody else is named; any state counts."""
    answer = alice.get("/api/1.0/dashboard/pull-requests", params={**params, "limit": "1000"})
    site = [
        pull["title"]
        for pull in answer.json()["values"]
        if pull["toRef"]["repository"]["slug"] == "site"
    ]
    assert set(site) == found


@pytest.mark.parametrize("params", [{"state": "ALL"}, {"role": "X"}])
def test_dashboard_refuses_unknown_words(alice: httpx.Client, params: dict[str, str]) -> None:
    """All states are had by naming none."""
    answer = alice.get("/api/1.0/dashboard/pull-requests", params=params)
    assert answer.status_code == 400
