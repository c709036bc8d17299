"""What all tests of the project share."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["githost_contract_tests.plugin", "pytester"]

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
    """Show the tables that tests recorded as their property `table`."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "table":
                terminalreporter.section(report.nodeid.rpartition("::")[2])
                terminalreporter.write_line(str(value))
