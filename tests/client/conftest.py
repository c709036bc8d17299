"""A scripted host behind both windows."""

from typing import Any

import pytest

from githost import hookspecs, registry
from tests.scripted_host import ScriptedHost


class _Plugin:
    @staticmethod
    @hookspecs.hookimpl
    def githost_providers() -> list[Any]:
        return [ScriptedHost()]


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the scripted host the only one that is installed."""
    found = registry.gather([("scripted", _Plugin)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
