"""Makes records of pytest's reports, and prints what came of them."""

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

import pytest

import githost
from githost_contract_tests.arguments import OPERATIONS
from githost_contract_tests.conformance import Conformance, Outcome, Record
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.requirements import Unsupported, requirements_of, since_of

__all__ = ["ConformanceReporter", "is_promise", "settle"]

#: The name of the record among a report's properties.
_PROPERTY: Final = "githost"


def is_promise(item: pytest.Function) -> bool:
    """Say whether a test is one of the contract's."""
    return item.cls is not None and issubclass(item.cls, ProviderContract)


def settle(item: pytest.Function, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Excuse what is not required yet, and leave a record on the report."""
    if report.passed and report.when != "call":
        return
    target = item.funcargs.get("githost_target")
    since = since_of(item.function, item.cls or ProviderContract)
    kept = getattr(target, "contract", None)
    outcome = _outcome(call, report)
    if outcome is Outcome.FAILED and kept is not None and _numbers(kept) < _numbers(since):
        outcome, report.outcome = Outcome.LATER, "skipped"
        report.wasxfail = f"required since {since}, and the target keeps the contract of {kept}"
    raised = call.excinfo.value if call.excinfo is not None else None
    record = Record(
        target=getattr(target, "name", "no target"),
        promise=f"{_suite(item.cls)}.{item.name}",
        since=since,
        operations=tuple(_operations(item)),
        outcome=outcome,
        unsupported=raised.unsupported if isinstance(raised, Unsupported) else None,
        reason=_reason(report, raised),
    )
    report.user_properties.append((_PROPERTY, record.document()))


def _outcome(call: pytest.CallInfo[None], report: pytest.TestReport) -> Outcome:
    if report.passed:
        return Outcome.PASSED
    if report.failed:
        return Outcome.FAILED
    if hasattr(report, "wasxfail"):
        return Outcome.BROKEN
    unsupported = call.excinfo is not None and isinstance(call.excinfo.value, Unsupported)
    return Outcome.UNSUPPORTED if unsupported else Outcome.SKIPPED


def _reason(report: pytest.TestReport, raised: BaseException | None) -> str | None:
    if isinstance(raised, Unsupported):
        return raised.reason
    known: str | None = getattr(report, "wasxfail", None)
    return known or (str(raised) if isinstance(raised, pytest.skip.Exception) else None)


def _suite(suite: type | None) -> str:
    """Return the name of the contract's own class that a suite is made from."""
    package = __name__.rpartition(".")[0]
    bases = suite.__mro__ if suite is not None else ()
    ours = (base for base in bases if base.__module__.partition(".")[0] == package)
    named = (base.__name__ for base in ours if not base.__name__.startswith("Test"))
    return next(named, ProviderContract.__name__)


def _operations(item: pytest.Function) -> Iterator[str]:
    """Give the operations that a test requires, and those that it is run for."""
    yield from dict.fromkeys(one.operation for one in requirements_of(item.function))
    given: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    yield from (value for value in given.values() if value in OPERATIONS)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(piece) for piece in version.split("."))


class ConformanceReporter:
    """Collects the records of a run; prints the table, and writes the report that was asked for."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._conformance = Conformance()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take a report's record, wherever the test was run."""
        for name, value in report.user_properties:
            if name == _PROPERTY and isinstance(value, dict):
                self._conformance.add(Record.of(value))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print each target's table; with `-q` its figures only."""
        targets = self._conformance.targets()
        brief = self._config.get_verbosity() < 0
        if targets and not brief:
            terminalreporter.section("githost conformance")
            terminalreporter.line(self._conformance.legend())
        for target in targets:
            terminalreporter.line(self._conformance.summary(target))
            for line in () if brief else self._conformance.table(target):
                terminalreporter.line(f"  {line}")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Write the report."""
        path: Path | None = self._config.getoption("githost_report")
        if path is not None:
            self._conformance.write(path, {"githost": _version(), "pytest": pytest.__version__})


def _version() -> str:
    try:
        return version("githost-sdk")
    except PackageNotFoundError:
        return getattr(githost, "__version__", "unknown")
