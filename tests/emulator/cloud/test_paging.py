"""Pages, queries, orders and parts of answers."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

BRANCHES = "/repositories/acme/site/refs/branches"


def names(answer: httpx.Response) -> list[str]:
    """Return the names in a page."""
    assert answer.status_code == 200, answer.text
    return [value["name"] for value in answer.json()["values"]]


def test_next_links_lead_through_all_pages(admin: httpx.Client) -> None:
    """They are absolute and hold every parameter of the query."""
    address = f"{BRANCHES}?pagelen=2&sort=-name&q=name!=%22nothing%22"
    found: list[str] = []
    while address:
        page = admin.get(address).json()
        found += [value["name"] for value in page["values"]]
        address = page.get("next")
        if address:
            query = parse_qs(urlsplit(address).query)
            assert (query["sort"], query["q"]) == (["-name"], ['name!="nothing"'])
    assert found == sorted(found, reverse=True)
    assert {"main", "feature/login"} <= set(found)


def test_page_says_where_it_is(admin: httpx.Client) -> None:
    """The last page has no `next`, the first no `previous`."""
    page = admin.get("/repositories/acme?pagelen=1&page=2&q=is_private=true").json()
    assert (page["page"], page["pagelen"]) == (2, 1)
    assert page["size"] >= 2
    assert page["previous"].endswith("page=1")


@pytest.mark.parametrize("pagelen", ["101", "0", "-1", "many"])
def test_pagelen_out_of_range_is_refused(admin: httpx.Client, pagelen: str) -> None:
    """Too much is not cut down."""
    answer = admin.get(f"{BRANCHES}?pagelen={pagelen}")
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Invalid pagelen"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('name="main"', ["main"]),
        ('name ~ "LOGIN"', ["feature/login"]),
        ('name !~ "/"', ["main"]),
        ('name = "main" OR name = "feature/login"', ["feature/login", "main"]),
        ('(name ~ "feature" AND name ~ "dark") OR name="main"', ["feature/dark-mode", "main"]),
        ('name IN ("main", "x")', ["main"]),
        ("target.date < 2025-03-03T12:00:00+00:00 AND name = null", []),
        ('target.author.user.nickname = "carol"', ["wip/blink"]),
    ],
)
def test_query_filters(admin: httpx.Client, query: str, expected: list[str]) -> None:
    """Fields have dots, AND binds closer than OR, `~` ignores case."""
    known = '("main", "feature/login", "feature/dark-mode", "wip/blink")'
    answer = admin.get(BRANCHES, params={"q": f"({query}) AND name IN {known}"})
    assert names(answer) == expected


@pytest.mark.parametrize("query", ['name = "main', "name", 'name = main" AND', "name ~ 3", "(a=1"])
def test_query_that_cannot_be_read_is_refused(admin: httpx.Client, query: str) -> None:
    """It is a 400 that says so."""
    answer = admin.get(BRANCHES, params={"q": query})
    assert answer.status_code == 400
    assert answer.json()["error"]["message"].startswith("Invalid query")


def test_quotes_in_a_query_are_escaped(admin: httpx.Client) -> None:
    """A backslash takes a quote's meaning."""
    assert names(admin.get(BRANCHES, params={"q": r'name = "a\"b"'})) == []


def test_fields_select_and_take_away(admin: httpx.Client) -> None:
    """What is not asked for is not there, `next` neither."""
    assert admin.get(f"{BRANCHES}?pagelen=1&fields=values.name").json() == {
        "values": [{"name": "feature/dark-mode"}]
    }
    page = admin.get(f"{BRANCHES}?pagelen=1&fields=-values.target,-size").json()
    assert "target" not in page["values"][0]
    assert "size" not in page
    assert "next" in page


def test_fields_add_what_is_hidden(admin: httpx.Client) -> None:
    """Administrators who filter members by address may see it."""
    address = "/workspaces/acme/members"
    query = {"q": 'user.email IN ("bob@example.com")'}
    (plain,) = admin.get(address, params=query).json()["values"]
    assert "email" not in plain["user"]
    (told,) = admin.get(address, params={**query, "fields": "+values.user.email"}).json()["values"]
    assert told["user"]["email"] == "bob@example.com"
    assert told["user"]["nickname"] == "bob"


def test_unknown_address_and_method_answer_in_json(admin: httpx.Client) -> None:
    """There is no page for people behind a wrong address."""
    answer = admin.get("/nothing/here")
    assert answer.status_code == 404
    assert "There is no API hosted at this URL" in answer.json()["error"]["message"]
    answer = admin.patch("/user")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
