"""The order in which comments are carried, and what becomes of those whose beginning is missing."""

import pytest

from githost.errors import WrongStateError
from githost.migration.parts import Comments
from githost.migration.parts.comments import in_order
from githost.model import Comment


def _ids(*comments: tuple[str, str | None]) -> list[str]:
    return [one.id for one in in_order(Comment(id=i, body="", parent=p) for i, p in comments)]


def test_what_is_answered_comes_first() -> None:
    """Also where the host lists the answer before it."""
    assert _ids(("1", "3"), ("2", None), ("3", None)) == ["3", "1", "2"]


def test_comments_that_answer_each_other_end() -> None:
    """A host that tells nonsense is no reason to go round for ever."""
    assert sorted(_ids(("1", "2"), ("2", "1"))) == ["1", "2"]


def test_answer_to_what_could_not_be_carried_says_so() -> None:
    """It is one failure among others, and the rest goes on."""
    with pytest.raises(WrongStateError, match="SHOP/site#1/comments/1, which it hangs on"):
        Comments().there("SHOP/site#1/comments/1")
