"""A browser without a window, run as a program: what it makes of a page, and what it says and asks for."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import attrs
import pytest

__all__ = ["Opened", "browser", "open_page"]

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # The browser's own requests, which the flags above do not stop, find no host either.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--virtual-time-budget=20000",
    "--window-size=1280,1000",
)
#: What the network log says of a request of the browser's own.
_OWN = "not an origin"


@attrs.frozen
class Opened:
    """A page after its scripts have run."""

    #: Its elements: name, attributes, and the text directly inside.
    elements: tuple[tuple[str, dict[str, str | None], str], ...]
    #: What was written to the console, errors and refusals among it.
    console: tuple[str, ...]
    #: Addresses that it asked for.
    requests: tuple[str, ...]

    def rows(self, table: str) -> int:
        """Count the lines of a table's body."""
        inside, count = False, 0
        for name, attributes, _ in self.elements:
            if name == "table":
                inside = attributes.get("id") == table
            elif name == "thead":
                count = 0
            count += inside and name == "tr"
            if not inside and count:
                break
        return count - 1

    def of_class(self, word: str) -> list[str]:
        """Return the texts of the elements of a class."""
        return [
            text
            for _, attributes, text in self.elements
            if word in (attributes.get("class") or "").split()
        ]

    def text_of(self, identity: str) -> str:
        """Return the text of the element with an id."""
        (found,) = (
            text for _, attributes, text in self.elements if attributes.get("id") == identity
        )
        return found


class _Document(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.elements[-1][2].append(data)


def browser() -> str:
    """Return the program; skip the test where there is none."""
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    pytest.skip(f"needs a browser: none of {', '.join(_NAMES)} is installed")


def open_page(path: Path, folder: Path, *, fragment: str = "", dark: bool = False) -> Opened:
    """Open the page at `path`; the browser's own files go below `folder`."""
    log = folder / "network.json"
    done = subprocess.run(
        [
            browser(),
            *_FLAGS,
            *(["--blink-settings=preferredColorScheme=0"] if dark else []),
            f"--user-data-dir={folder / 'profile'}",
            f"--log-net-log={log}",
            "--dump-dom",
            f"{path.as_uri()}{fragment}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    document = _Document()
    document.feed(done.stdout)
    return Opened(
        elements=tuple(
            (name, found, "".join(text).strip()) for name, found, text in document.elements
        ),
        console=tuple(re.findall(r"CONSOLE:\d+\] (.*)", done.stderr)),
        requests=_requests(json.loads(log.read_text("utf-8"))),
    )


def _requests(log: dict[str, object]) -> tuple[str, ...]:
    events = log["events"]
    assert isinstance(events, list)
    asked = [event["params"] for event in events if "initiator" in event.get("params", {})]
    return tuple(one["url"] for one in asked if one["initiator"] != _OWN and "url" in one)
