"""Permissions have an order."""

import operator
from collections.abc import Callable

import pytest

from githost.model import Permission


def test_each_level_allows_more_than_the_one_before() -> None:
    """NONE < READ < WRITE < ADMIN."""
    shuffled = [Permission.WRITE, Permission.ADMIN, Permission.NONE, Permission.READ]

    assert sorted(shuffled) == [
        Permission.NONE,
        Permission.READ,
        Permission.WRITE,
        Permission.ADMIN,
    ]


def test_a_level_is_at_least_and_at_most_itself() -> None:
    """`>=` asks whether something may be done."""
    assert Permission.WRITE >= Permission.WRITE
    assert Permission.WRITE <= Permission.WRITE
    assert not Permission.WRITE < Permission.WRITE


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.gt, operator.ge])
@pytest.mark.parametrize("other", ["write", 2, None], ids=repr)
def test_comparing_with_another_type_is_an_error(
    compare: Callable[[object, object], bool], other: object
) -> None:
    """Text is not silently ordered by its letters: "admin" comes before "read"."""
    with pytest.raises(TypeError):
        compare(Permission.WRITE, other)
