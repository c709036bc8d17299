"""Build statuses, as any HTTP client sees them."""

from typing import Any

import httpx
import pytest

_BUILD = {"key": "ci", "state": "SUCCESSFUL", "url": "https://ci.example.com/1"}


def _sha(client: httpx.Client, code: str) -> str:
    return str(client.get(f"{code}/commits", params={"limit": 1}).json()["values"][0]["id"])


@pytest.fixture
def builds(alice: httpx.Client, code: str) -> str:
    """Give the address of the builds of the default branch's commit."""
    return f"{code}/commits/{_sha(alice, code)}/builds"


def test_a_build_is_read_by_its_key(alice: httpx.Client, builds: str) -> None:
    """It shows what was sent, and where it belongs."""
    body = {
        **_BUILD,
        "name": "CI",
        "ref": "refs/heads/main",
        "buildNumber": "7",
        "testResults": {"successful": 3, "failed": 0, "skipped": 1},
    }
    assert alice.post(builds, json=body).status_code == 204
    found = alice.get(builds, params={"key": "ci"}).json()
    assert found.items() >= body.items()
    assert found["projectKey"] == "ACME"
    assert isinstance(found["createdDate"], int)


def test_a_second_build_with_the_key_replaces_the_first(alice: httpx.Client, builds: str) -> None:
    """The key names it."""
    alice.post(builds, json=_BUILD)
    alice.post(builds, json={**_BUILD, "state": "FAILED"})
    assert alice.get(builds, params={"key": "ci"}).json()["state"] == "FAILED"


def test_there_is_no_list_of_builds(alice: httpx.Client, builds: str) -> None:
    """Without a key the request is bad, with an unknown one nothing is found."""
    assert alice.get(builds).status_code == 400
    missing = alice.get(builds, params={"key": "none"})
    assert missing.status_code == 404
    assert missing.json()["errors"][0]["exceptionName"] is None


@pytest.mark.parametrize(
    "change",
    [
        {"key": ""},
        {"key": "k" * 256},
        {"url": None},
        {"url": "https://" + "u" * 443},
        {"state": "STOPPED"},
        {"ref": "main"},
    ],
    ids=["no key", "long key", "no url", "long url", "state", "ref"],
)
def test_bad_builds_are_refused(alice: httpx.Client, builds: str, change: dict[str, Any]) -> None:
    """The error names the field."""
    answer = alice.post(builds, json={**_BUILD, **change})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["context"] == next(iter(change))


def test_a_commit_is_named_in_full(alice: httpx.Client, code: str) -> None:
    """An abbreviation is a bad request in both modules."""
    short = _sha(alice, code)[:12]
    for address in (f"{code}/commits/{short}/builds", f"/build-status/1.0/commits/{short}"):
        assert alice.post(address, json=_BUILD).status_code == 400


def test_deleting_takes_an_administrator(
    alice: httpx.Client, admin: httpx.Client, builds: str
) -> None:
    """Writing it did not."""
    alice.post(builds, json=_BUILD)
    assert alice.delete(builds, params={"key": "ci"}).status_code == 401
    assert admin.delete(builds, params={"key": "ci"}).status_code == 204
    assert alice.get(builds, params={"key": "ci"}).status_code == 404


def test_the_older_module_knows_commits_everywhere(
    alice: httpx.Client, code: str, builds: str
) -> None:
    """It lists builds of all repositories, newest first, and counts them."""
    everywhere = f"/build-status/1.0/commits/{_sha(alice, code)}"
    alice.post(builds, json=_BUILD)
    assert (
        alice.post(everywhere, json={**_BUILD, "key": "old", "state": "INPROGRESS"}).status_code
        == 204
    )
    listed = alice.get(everywhere).json()["values"]
    assert [build["key"] for build in listed] == ["old", "ci"]
    assert set(listed[0]) == {"state", "key", "name", "url", "dateAdded"}
    counts = alice.get(everywhere.replace("commits/", "commits/stats/")).json()
    assert counts == {"successful": 1, "inProgress": 1, "failed": 0, "cancelled": 0, "unknown": 0}
    several = alice.post(
        "/build-status/1.0/commits/stats", json=[_sha(alice, code), "0" * 40]
    ).json()
    assert several == {_sha(alice, code): counts}


def test_a_build_can_be_dated(alice: httpx.Client, builds: str) -> None:
    """`dateAdded` is when it was, in milliseconds."""
    alice.post(builds, json={**_BUILD, "dateAdded": 1_600_000_000_000})
    assert alice.get(builds, params={"key": "ci"}).json()["updatedDate"] == 1_600_000_000_000
