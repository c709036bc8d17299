"""Sees contract tests that are taken out of a run after they were collected, or are marked not to count.

What a developer leaves out on the command line (`-k`, `-m`, `--lf`, `--deselect`, node ids) is
theirs: pytest and its plugins say what they deselect. What vanishes without a word, or what a
conftest deselects, is taken away from everybody who runs the tests.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from githost_contract_tests.reporting import is_promise
from githost_contract_tests.tampering import explains

__all__ = ["SelectionGuard"]

_OURS: Final = (__name__, "pluggy.")
_NAME: Final = "githost-contract"
#: How many complaints are printed.
_SHOWN: Final = 5


class SelectionGuard:
    """Compares what was collected with what is left to run."""

    def __init__(self) -> None:
        self._collected: dict[str, pytest.Item] = {}
        self._chosen: set[str] = set()

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Remember a test of the contract."""
        if isinstance(item, pytest.Function) and is_promise(item):
            self._collected[item.nodeid] = item

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Let a developer choose."""
        if not _by_conftest():
            self._chosen.update(item.nodeid for item in items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Put a test that fails before all others, where what is to run is not the contract."""
        left = {item.nodeid for item in session.items} | self._chosen
        strict = bool(session.config.getini("xfail_strict"))
        told = [
            f"{name} {complaint}"
            for name, item in self._collected.items()
            if (complaint := _complaint(item, name in left, strict)) is not None
        ]
        if told:
            session.items.insert(0, _Tampered.of(session, told))


class _Tampered(pytest.Item):
    """Fails the run, also in pytest-xdist's workers, which nothing else reaches."""

    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, session: pytest.Session, told: Sequence[str]) -> "_Tampered":
        made: _Tampered = cls.from_parent(session, name=_NAME, nodeid=_NAME)
        made.told = tuple(told)
        return made

    def runtest(self) -> None:
        """Say what is wrong."""
        more = len(self.told) - _SHOWN
        lines = [*self.told[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        pytest.fail("\n".join(lines), pytrace=False)


def _complaint(item: pytest.Item, left: bool, strict: bool) -> str | None:
    if not left:
        return (
            "is a test of the contract, and was taken out of the run by a conftest or a plugin; "
            "choose tests on the command line"
        )
    for mark in item.iter_markers():
        if mark.name in {"skip", "skipif"}:
            return (
                f"is a test of the contract, and is marked {mark.name}; where the host cannot be "
                "reached, skip in `githost_target`"
            )
        if mark.name == "xfail" and not explains(mark, strict):
            return (
                "is a test of the contract; mark it xfail(reason=…, strict=True) while the promise "
                "is broken"
            )
    return None


def _by_conftest() -> bool:
    """Say whether a conftest is what told pytest of tests that it left out."""
    frame = sys._getframe(1)  # noqa: SLF001  # who calls a hook is told in no other way
    while frame.f_back is not None:
        frame = frame.f_back
        if not frame.f_globals.get("__name__", "").startswith(_OURS):
            break
    return Path(frame.f_code.co_filename).name == "conftest.py"
