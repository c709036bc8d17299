"""Pages: where they begin, how long they are, and what is left out."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

REPOS = "/api/1.0/projects/ACME/repos"


def walk(client: httpx.Client, address: str, **params: Any) -> list[Any]:
    """Follow `nextPageStart` to the last page."""
    found: list[Any] = []
    start: int | None = 0
    while start is not None:
        page = client.get(address, params={**params, "start": start}).json()
        assert page["size"] == len(page["values"])
        assert page["start"] == start
        assert page["isLastPage"] is (page["nextPageStart"] is None)
        found += page["values"]
        start = page["nextPageStart"]
    return found


def test_following_pages_gives_everything_once(
    admin: httpx.Client, make: Callable[[], str]
) -> None:
    """In the order of one long page."""
    for _ in range(3):
        make()
    whole = admin.get(REPOS, params={"limit": 1000}).json()
    assert (whole["limit"], whole["isLastPage"], whole["nextPageStart"]) == (1000, True, None)
    assert walk(admin, REPOS, limit=2) == whole["values"]


def test_hidden_rows_are_skipped_by_the_next_start(
    admin: httpx.Client, carol: httpx.Client, make: Callable[[], str]
) -> None:
    """So the next page need not begin at `start` + `limit`."""
    hidden, seen = make(), make()
    read = {"name": "carol", "permission": "REPO_READ"}
    admin.put(f"{seen}/permissions/users", params=read)
    slugs = [one["slug"] for one in walk(carol, REPOS, limit=1)]
    assert seen.rpartition("/")[2] in slugs
    assert hidden.rpartition("/")[2] not in slugs
    starts, start = [], 0
    while start is not None:
        page = carol.get(REPOS, params={"limit": 1, "start": start}).json()
        starts.append(start)
        start = page["nextPageStart"]
    assert starts != list(range(len(starts)))


def test_limit_is_25_and_at_most_1000(admin: httpx.Client) -> None:
    """More is clamped, and the answer says so."""
    assert admin.get(REPOS).json()["limit"] == 25
    assert admin.get(REPOS, params={"limit": 5000}).json()["limit"] == 1000


def test_start_after_the_end_is_an_empty_last_page(admin: httpx.Client) -> None:
    """It is no error."""
    page = admin.get(REPOS, params={"start": 10000}).json()
    assert (page["values"], page["size"], page["isLastPage"]) == ([], 0, True)


@pytest.mark.parametrize("params", [{"start": -1}, {"limit": 0}, {"limit": "x"}])
def test_senseless_pages_are_refused(admin: httpx.Client, params: dict[str, Any]) -> None:
    """The service's own exception says so."""
    answer = admin.get(REPOS, params=params)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["exceptionName"].endswith(".ArgumentValidationException")


def test_unknown_parameters_are_ignored(alice: httpx.Client) -> None:
    """Even those that look like filters."""
    pulls = f"{REPOS}/site/pull-requests"
    everything = alice.get(pulls).json()["values"]
    assert alice.get(pulls, params={"author": "nobody"}).json()["values"] == everything
