"""Fetching pages ahead: sooner, and never another item or another order."""

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

import attrs
import pytest

import githost
from githost import emulation
from githost.client.sync import Host
from githost.wire import Op, Page, Pages, work
from tests.client.connecting import open_async, open_host
from tests.scripted_host import Script


@attrs.define
class Numbers:
    """A list of ten pages of two, numbered; it notes what was fetched, and how much at once."""

    #: Where a guess differs from what the host says.
    strays: bool = False
    guessable: bool = True
    total: int | None = 20
    fails_at: str = "never"
    fetched: list[str | None] = attrs.field(factory=list)
    most: int = 0
    _running: int = 0
    _lock: Any = attrs.field(factory=threading.Lock)

    def pages(self) -> Pages[int]:
        """Describe the list."""
        return Pages(self._fetch, ahead=_guess if self.guessable else None)

    def _fetch(self, cursor: str | None) -> Op[Page[int]]:
        return work(lambda: self._page(cursor))

    def _page(self, cursor: str | None) -> Page[int]:
        with self._lock:
            self.fetched.append(cursor)
            self._running += 1
            self.most = max(self.most, self._running)
        threading.Event().wait(0.01)
        with self._lock:
            self._running -= 1
        number = int(cursor or 0)
        if cursor == self.fails_at:
            raise githost.ServerError(f"page {number} failed")
        # A host that skips numbers, as one that leaves out what the caller may not see.
        following = number + (2 if self.strays else 1)
        more = str(following) if following < 10 else None
        return Page((2 * number, 2 * number + 1), more, self.total)


def _guess(cursor: str, pages: int, _: int) -> str:
    return str(int(cursor) + pages)


def walked(world: str, pages: Pages[int], ahead: int) -> list[int]:
    """Walk the list with pages fetched ahead."""
    if world == "sync":
        with open_host(Script()) as host:
            return host.run(pages).prefetch(ahead).all()

    async def main() -> list[int]:
        async with open_async(Script()) as host:
            return await host.run(pages).prefetch(ahead).all()

    return asyncio.run(main())


WORLDS = pytest.mark.parametrize("world", ["sync", "async"])


@WORLDS
@pytest.mark.parametrize("ahead", [1, 3, 20])
def test_items_and_order_are_the_same(world: str, ahead: int) -> None:
    """Each page is fetched once, and several at a time where that was asked for."""
    numbers = Numbers()
    assert walked(world, numbers.pages(), ahead) == list(range(20))
    assert sorted(int(at or 0) for at in numbers.fetched) == list(range(10))
    assert numbers.most <= ahead
    assert numbers.most > 1 or ahead == 1


@WORLDS
def test_wrong_guess_is_thrown_away(world: str) -> None:
    """A page that its predecessor does not name is not used."""
    numbers = Numbers(strays=True, total=None)
    expected = [item for page in range(0, 10, 2) for item in (2 * page, 2 * page + 1)]
    assert walked(world, numbers.pages(), 3) == expected


@WORLDS
def test_without_numbers_only_the_next_page_is_fetched_ahead(world: str) -> None:
    """An opaque cursor tells of one page."""
    numbers = Numbers(guessable=False)
    assert walked(world, numbers.pages(), 4) == list(range(20))
    assert numbers.most == 1


@WORLDS
def test_nothing_is_fetched_beyond_a_known_end(world: str) -> None:
    """Where the host tells how many items there are, no page after the last is guessed."""
    numbers = Numbers()
    walked(world, numbers.pages(), 50)
    assert len(numbers.fetched) == 10


def test_unknown_end_costs_no_more_than_was_asked_for() -> None:
    """Without a total, guesses may run over the end; they are not used."""
    numbers = Numbers(total=None)
    with open_host(Script()) as host:
        assert host.run(numbers.pages()).prefetch(3).all() == list(range(20))
    assert len(numbers.fetched) <= 12


@WORLDS
def test_error_comes_where_its_page_would(world: str) -> None:
    """What came before a failing page is given first."""
    numbers = Numbers(fails_at="3")
    given: list[int] = []

    def run() -> None:
        if world == "sync":
            with open_host(Script()) as host:
                given.extend(host.run(numbers.pages()).prefetch(4))
            return

        async def main() -> None:
            async with open_async(Script()) as host:
                async for page in host.run(numbers.pages()).prefetch(4).pages():
                    given.extend(page.items)

        asyncio.run(main())

    with pytest.raises(githost.ServerError, match="page 3"):
        run()
    assert given == list(range(6))


@WORLDS
def test_leaving_the_loop_stops_it(world: str) -> None:
    """No page is begun after the reader has gone."""
    numbers = Numbers(total=None)
    if world == "sync":
        with open_host(Script()) as host:
            for _ in host.run(numbers.pages()).prefetch(2):
                break
    else:

        async def main() -> None:
            async with open_async(Script()) as host:
                async for _ in host.run(numbers.pages()).prefetch(2):
                    break

        asyncio.run(main())
    assert len(numbers.fetched) <= 3


@WORLDS
def test_first_item_costs_one_page(world: str) -> None:
    """`first` fetches nothing ahead."""
    numbers = Numbers()
    if world == "sync":
        with open_host(Script()) as host:
            assert host.run(numbers.pages()).prefetch(5).first() == 0
    else:

        async def main() -> int | None:
            async with open_async(Script()) as host:
                return await host.run(numbers.pages()).prefetch(5).first()

        assert asyncio.run(main()) == 0
    assert numbers.fetched == [None]


def test_take_limits_what_is_fetched_ahead() -> None:
    """No more pages are in flight than the items that are still wanted can fill."""
    numbers = Numbers(total=None)
    with open_host(Script()) as host:
        assert host.run(numbers.pages()).prefetch(8).take(5).all() == list(range(5))
    assert len(numbers.fetched) <= 3


@pytest.mark.parametrize("pages", [0, -1, True, "2", 1.5])
def test_prefetch_of_no_number_is_refused(pages: Any) -> None:
    """The number of pages is checked at once."""
    with open_host(Script()) as host, pytest.raises(githost.ConfigurationError, match="prefetch"):
        host.repos.list("acme").prefetch(pages)


@pytest.mark.parametrize(
    ("provider", "namespace"), [("bitbucket-cloud", "acme"), ("bitbucket-datacenter", "ACME")]
)
def test_products_number_their_pages(
    provider: str, namespace: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On both products a walk with pages fetched ahead gives what a plain one gives."""
    monkeypatch.undo()
    with (
        emulation.serve(provider, seed="demo") as server,
        githost.connect(server.url, provider=provider, credential=server.credential()) as host,
    ):
        assert _names(host, namespace, 4) == _names(host, namespace, None)


def _names(host: Host, namespace: str, ahead: int | None) -> Sequence[str]:
    listed = host.branches.list(f"{namespace}/site", page_size=1)
    return [branch.name for branch in (listed if ahead is None else listed.prefetch(ahead))]
