"""What `githost.webhooks` shows: complete, sorted, and loaded when it is used."""

import subprocess
import sys

import pytest

from githost import webhooks


def test_all_is_complete_and_sorted() -> None:
    """Every public name is listed once, in order, and can be loaded."""
    assert webhooks.__all__ == sorted(set(webhooks.__all__))
    assert dir(webhooks) == webhooks.__all__
    for name in webhooks.__all__:
        assert getattr(webhooks, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there says so."""
    with pytest.raises(AttributeError, match="'nothing'"):
        webhooks.__getattr__("nothing")


def test_events_load_no_receiver() -> None:
    """A plugin that makes events pays for no asyncio and finds no other plugins."""
    code = (
        "import sys; from githost.webhooks import PushEvent; "
        "print(sorted(n for n in sys.modules if n == 'asyncio' or n.startswith('githost.webhooks')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['githost.webhooks', 'githost.webhooks.events']"
