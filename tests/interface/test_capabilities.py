"""What limits say of operations, their arguments and the values of those."""

from enum import StrEnum
from typing import Any

import attrs
import pytest

from githost.interface import BranchRules, Nouns, Support, limits, since
from githost.interface.capabilities import limited, support
from githost.model import BranchRule, NamespaceRef, RepoRef
from githost.wire import Op, Pages


class Kind(StrEnum):
    """Kinds of which one came late."""

    OLD = "old"
    NEW = "new"
    LACKING = "lacking"


class Limited(BranchRules):
    """Operations limited in every way there is."""

    @limits(since("2.0"))
    def list(self, target: Any, **_: Any) -> Pages[BranchRule]:
        """Need a version."""
        raise NotImplementedError

    @limits(
        target={RepoRef: None, NamespaceRef: since("3.1")},
        kind={Kind.OLD: None, Kind.NEW: since("9.4")},
        pattern=since("3.0"),
        value="there are no numbers",
    )
    def create(self, target: Any, *, kind: Any, pattern: str = "main", **_: Any) -> Op[BranchRule]:
        """Need versions for values."""
        raise NotImplementedError

    @limits(rule=("1", int))
    def delete(self, target: Any, rule: Any) -> Op[None]:
        """Take some values only."""
        raise NotImplementedError


@attrs.frozen(kw_only=True)
class _Nouns(Nouns):
    branch_rules: BranchRules = attrs.field(factory=Limited)


def told(operation: str, version: str | None = None, **arguments: Any) -> Support:
    """Return what the limits say."""
    return support(_Nouns(), f"branch_rules.{operation}", arguments, version=version)


@pytest.mark.parametrize(
    ("value", "version", "possible", "known"),
    [
        (Kind.OLD, None, True, True),
        (Kind.OLD, "7.21.23", True, True),
        (Kind.NEW, None, True, False),
        (Kind.NEW, "9.3.9", False, True),
        (Kind.NEW, "9.4.0", True, True),
        (Kind.NEW, "10.4.0", True, True),
        (Kind.LACKING, None, False, True),
        (Kind.LACKING, "10.4.0", False, True),
        (None, "7.21.23", True, True),
    ],
)
def test_value_may_need_a_version(
    value: Kind | None, version: str | None, *, possible: bool, known: bool
) -> None:
    """Others of the same argument need none, and those that are not there are never accepted."""
    answer = told("create", version, kind=value)
    assert (answer.possible, answer.known) == (possible, known)


def test_type_may_need_a_version() -> None:
    """A mapping's keys are values or types, as those of other collections."""
    assert told("create", "3.0", target=RepoRef("acme", "site"))
    assert not told("create", "3.0", target=NamespaceRef("acme"))
    assert told("create", "3.1", target=NamespaceRef("acme"))


@pytest.mark.parametrize(
    ("operation", "version", "arguments", "reason"),
    [
        (
            "create",
            "9.3.9",
            {"kind": Kind.NEW},
            "branch_rules.create(kind=new) needs version 9.4 or later, this is 9.3.9",
        ),
        ("create", None, {"kind": Kind.NEW}, "branch_rules.create(kind=new) needs version 9.4"),
        (
            "create",
            None,
            {"kind": Kind.LACKING},
            "branch_rules.create(kind=…) accepts old, new, not lacking",
        ),
        (
            "create",
            "2.9",
            {"pattern": "x"},
            "branch_rules.create(pattern=…) needs version 3.0 or later, this is 2.9",
        ),
        ("create", None, {"value": 2}, "branch_rules.create(value=…): there are no numbers"),
        ("delete", None, {"rule": "2"}, "branch_rules.delete(rule=…) accepts 1, int, not str"),
        ("list", "1.9", {}, "branch_rules.list needs version 2.0 or later, this is 1.9"),
    ],
)
def test_refusal_says_what_and_why(
    operation: str, version: str | None, arguments: dict[str, Any], reason: str
) -> None:
    """The reason names operation, argument and version."""
    assert told(operation, version, **arguments).reason == reason


def test_certain_no_outweighs_what_a_version_decides() -> None:
    """An argument that no version accepts is refused although the version is not known."""
    answer = told("create", kind=Kind.NEW, value=2)
    assert (answer.possible, answer.known) == (False, True)


def test_derived_operation_takes_over_the_limits() -> None:
    """`ensure` is refused a value as `create` is, once what else it needs is there."""

    class Whole(Limited):
        def update(self, target: Any, rule: str, **_: Any) -> Op[BranchRule]:
            """Leave every version alone."""
            raise NotImplementedError

    nouns = _Nouns(branch_rules=Whole())
    asked = {"kind": Kind.NEW}
    assert not support(nouns, "branch_rules.ensure", asked, version="9.3")
    assert support(nouns, "branch_rules.ensure", asked, version="9.4")
    assert limited(nouns, "branch_rules.ensure")


def test_default_value_is_not_limited() -> None:
    """What callers did not ask for needs no version."""
    assert told("create", "2.0", pattern="main").known
    assert told("create", "2.0", kind=Kind.OLD, pattern="main")
