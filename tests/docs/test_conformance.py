"""The page on conformance says what a run of the contract finds."""

import pytest

import githost
from githost.cli.facts import capabilities_of
from tests.docs.conformance import BEGIN, END, PAGE, rendered, reported, titles


def _printed() -> str:
    return PAGE.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def _told() -> dict[str, dict[str, str]]:
    """Read the page's first table: what it says of each operation, by product."""
    rows = [line.strip("| ").split(" | ") for line in _printed().partition("\n\n")[0].splitlines()]
    _, *products = rows[0]
    return {
        product: {row[0].strip("`"): row[place] for row in rows[2:]}
        for place, product in enumerate(products, 1)
    }


def test_page_says_what_providers_say() -> None:
    """Every operation of every provider is on it, and passed exactly where it is supported."""
    told = _told()
    assert set(told) == set(titles().values())
    for provider in githost.providers():
        claims = capabilities_of(provider)
        expected = {name: "passed" if can else "unsupported" for name, can in claims.items()}
        assert told[provider.title] == expected


@pytest.mark.slow
def test_page_is_fresh() -> None:
    """Run `python -m tests.docs.conformance` after a change of the contract, or of a provider.

    In sync only: both clients run the same operations, and the page tells of operations.
    """
    assert _printed() == rendered(reported("-k", "not async"))
