"""`host.map`: bounded, in order, failures collected."""

import asyncio
import threading
from collections.abc import Iterator

import pytest

import githost
from tests.client.connecting import open_async, open_host
from tests.scripted_host import Script, answer


def test_outcomes_come_in_order_and_failures_are_collected() -> None:
    """A failing item does not end the others."""
    barrier = threading.Barrier(2, timeout=5)

    def fetch(number: int) -> int:
        if number < 2:
            barrier.wait()
        if number == 1:
            raise githost.NotFoundError("no 1")
        return number * 10

    with open_host(Script()) as host:
        outcomes = list(host.map(fetch, range(3), concurrency=2))
    assert [(one.item, one.value) for one in outcomes] == [(0, 0), (1, None), (2, 20)]
    with pytest.raises(githost.NotFoundError):
        outcomes[1].result()
    assert outcomes[2].result() == 20


def test_items_are_taken_as_needed() -> None:
    """A fan-out over an endless source can be left."""
    taken = []

    def source() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    with open_host(Script()) as host:
        first = next(iter(host.map(str, source(), concurrency=3)))
    assert first.value == "0"
    assert len(taken) <= 4


def test_foreign_error_is_raised() -> None:
    """A bug in the function is no outcome."""
    with open_host(Script()) as host, pytest.raises(ZeroDivisionError):
        list(host.map(lambda n: 1 // n, [0]))


@pytest.mark.parametrize("concurrency", [0, -1, True])
def test_concurrency_is_a_count(concurrency: int) -> None:
    """It must be a whole number from 1."""
    with (
        open_host(Script()) as host,
        pytest.raises(githost.ConfigurationError, match="concurrency"),
    ):
        host.map(str, [1], concurrency=concurrency)


def test_async_map_is_the_same() -> None:
    """Under asyncio the function's results are awaited."""
    script = Script(
        *[answer(200, {"id": n, "path": f"acme/r{n}"}) for n in range(2)], answer(404, {})
    )

    async def main() -> list[str | None]:
        async with open_async(script) as host:
            outcomes = [
                one
                async for one in host.map(
                    host.repos.get, ["acme/a", "acme/b", "acme/c"], concurrency=2
                )
            ]
        assert isinstance(outcomes[2].error, githost.NotFoundError)
        return [one.value.id if one.value else None for one in outcomes]

    found = asyncio.run(main())
    assert sorted(found[:2], key=str) == ["0", "1"]
    assert found[2] is None
