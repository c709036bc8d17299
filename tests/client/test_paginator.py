"""Lists: lazy, restartable, resumable, and loud when a host goes round in circles."""

import asyncio
from datetime import datetime
from typing import Any

import httpx
import pytest

import githost
from githost.model import NamespaceRef
from tests.client.connecting import open_async, open_host
from tests.scripted_host import ROOT, Script, answer


def page(*numbers: int, next: str | None = None, total: int | None = None) -> httpx.Response:  # noqa: A002  # a page's own word
    """Build one page of repositories."""
    items = [{"id": n, "path": f"acme/r{n}"} for n in numbers]
    return answer(200, {"items": items, "next": next, "total": total})


OPAQUE = f"{ROOT}/api/namespaces/acme/repos?ctx=a%2Fb%3D&after=x+y"


def test_nothing_is_asked_before_the_first_item() -> None:
    """Making a list, and its iterator, sends nothing."""
    script = Script(page(1, 2, next=OPAQUE))
    with open_host(script) as host:
        walk = iter(host.repos.list("acme"))
        assert script.requests == []
        assert next(walk).id == "1"
        assert next(walk).id == "2"
        assert len(script.requests) == 1


def test_next_link_is_followed_verbatim() -> None:
    """The host's own address of the next page is asked as it was given."""
    script = Script(page(1, next=OPAQUE), page(2))
    with open_host(script) as host:
        assert [repo.id for repo in host.repos.list("acme", query="r")] == ["1", "2"]
    assert str(script.requests[1].url) == OPAQUE


def test_iterating_again_starts_again() -> None:
    """A list can be walked twice, and is asked twice."""
    script = Script(page(1), page(1, 2))
    with open_host(script) as host:
        repos = host.repos.list("acme")
        assert len(list(repos)) == 1
        assert len(repos.all()) == 2


def test_empty_page_with_a_next_does_not_end_the_list() -> None:
    """Hosts filter after cutting pages; an empty page is no end."""
    script = Script(page(next=OPAQUE), page(7))
    with open_host(script) as host:
        first = host.repos.list("acme").first()
    assert first is not None
    assert first.id == "7"


def test_repeated_cursor_stops_loudly() -> None:
    """A cursor that comes twice raises instead of looping."""
    script = Script(page(1, next=OPAQUE), page(2, next=OPAQUE))
    with open_host(script) as host, pytest.raises(githost.PaginationError):
        host.repos.list("acme").all()


def test_cursor_resumes_the_same_list_only() -> None:
    """A page's `next` goes on where it was, with the same operation and arguments however they are spelt."""
    script = Script(page(1, next=OPAQUE), page(2), page(2))
    with open_host(script) as host:
        saved = next(iter(host.repos.list("acme").pages())).next
        assert saved is not None
        assert "example.com" not in saved
        assert [r.id for r in host.repos.list("acme", cursor=saved)] == ["2"]
        assert [r.id for r in host.repos.list(NamespaceRef("acme"), cursor=saved, page_size=5)] == [
            "2"
        ]
        with pytest.raises(githost.ConfigurationError, match="belongs to another list"):
            host.repos.list("else", cursor=saved)
        with pytest.raises(githost.ConfigurationError, match="belongs to another list"):
            host.repos.list("acme", query="x", cursor=saved)
        with pytest.raises(githost.ConfigurationError, match="no cursor"):
            host.repos.list("acme", cursor="garbage")
    assert [str(request.url) for request in script.requests[1:]] == [OPAQUE, OPAQUE]


@pytest.mark.parametrize("size", [0, -1, True, "5", 1.5])
def test_page_size_that_is_no_count_is_refused(size: Any) -> None:
    """A page size is a whole number from 1; nothing is sent for another."""
    script = Script()
    with open_host(script) as host, pytest.raises(githost.ConfigurationError, match="page_size"):
        host.repos.list("acme", page_size=size)
    assert script.requests == []


def test_moment_without_a_zone_is_refused() -> None:
    """It could be any of some forty; nothing is sent for it."""
    script = Script()
    noon = datetime(2026, 11, 26, 12)  # noqa: DTZ001  # what is refused
    with open_host(script) as host, pytest.raises(githost.ConfigurationError, match="time zone"):
        host.repos.list("acme", updated_after=noon)
    assert script.requests == []


def test_next_on_another_host_is_refused_and_gets_nothing() -> None:
    """A link to another origin is not followed, and no credential leaves."""
    script = Script(page(1, next="https://evil.example/api?x=1"))
    with open_host(script) as host, pytest.raises(githost.OriginError, match=r"evil\.example"):
        host.repos.list("acme").all()
    assert len(script.requests) == 1


def test_take_asks_no_more_than_needed() -> None:
    """`take` ends the walk inside a page, and fetches no page behind it."""
    script = Script(page(1, 2, next=OPAQUE))
    with open_host(script) as host:
        assert [repo.id for repo in host.repos.list("acme").take(2)] == ["1", "2"]
        assert host.repos.list("acme").take(0).all() == []
    assert len(script.requests) == 1


@pytest.mark.parametrize(
    ("given", "count"),
    [(page(1, 2), 2), (page(1, next=OPAQUE, total=9), 9), (page(1, next=OPAQUE), None)],
)
def test_count_tells_what_the_host_tells(given: httpx.Response, count: int | None) -> None:
    """A count is exact, or None."""
    with open_host(Script(given)) as host:
        assert host.repos.list("acme").count() == count


def test_async_list_is_the_same() -> None:
    """The async list gives the same items with the same requests."""
    script = Script(
        page(1, next=OPAQUE), page(2), page(3), page(4, next=OPAQUE), page(5), page(6, total=6)
    )

    async def main() -> None:
        async with open_async(script) as host:
            repos = host.repos.list("acme")
            assert script.requests == []
            assert [repo.id async for repo in repos] == ["1", "2"]
            assert [repo.id for repo in await repos.all()] == ["3"]
            pages = [one async for one in repos.pages()]
            assert [len(one.items) for one in pages] == [1, 1]
            first = await repos.first()
            assert first is not None
            assert await repos.take(0).all() == []

    asyncio.run(main())
