"""What all tests of the project share."""

import os
import sys
from pathlib import Path

import pytest

pytest_plugins = ["githost_contract_tests.plugin", "pytester"]

# Packages that the run is to do without, although they are installed.
for _name in os.environ.get("GITHOST_WITHOUT", "").split():
    sys.modules[_name] = None  # type: ignore[assignment]  # so an import of it fails

_SHARED = Path(__file__).parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of vendors' documents and recorded payloads; skip where it is absent."""
    if not _SHARED.is_dir():
        reason = (
            "needs ../shared: the vendors' documents and recorded payloads, not in this checkout"
        )
        if os.environ.get("GITHOST_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return _SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the figures that tests recorded as their property `measured`."""
    figures = [
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport)
        for name, value in report.user_properties
        if name == "measured"
    ]
    if figures:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(sorted(set(figures))))
