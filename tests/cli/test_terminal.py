"""The command line as a person sees it, on a terminal of its own."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.cli.seats import Seat, seated


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """Give a local host: terminals are the same everywhere."""
    with seated("local", tmp_path_factory.mktemp("host")) as seat:
        yield seat


@contextmanager
def typed(*words: Any, **environment: str) -> Iterator[Any]:
    """Type a command on a terminal."""
    surroundings = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "120", **environment}
    child = pexpect.spawn(
        sys.executable,
        ["-m", "githost", *map(str, words)],
        encoding="utf-8",
        timeout=30,
        dimensions=(24, 120),
        env=surroundings,
    )
    try:
        yield child
    finally:
        child.close(force=True)


def finished(child: Any) -> tuple[int, str]:
    """Return the exit status, and what is left on the terminal."""
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus, child.before


def shown(*words: Any, **environment: str) -> str:
    """Return what a command shows that asks nothing and succeeds."""
    with typed(*words, **environment) as child:
        status, text = finished(child)
    assert status == 0, text
    return text


def test_lists_are_tables(seat: Seat, repo: str, pull: int) -> None:
    """With headings, states in colour, times to the minute."""
    text = shown("pr", "list", repo)
    heading, row = text.splitlines()[:2]
    for word in ("NUMBER", "TITLE", "SOURCE", "AUTHOR", "STATE", "UPDATED AT"):
        assert word in heading
    assert "Say more" in row
    assert "OLD PATH" not in shown("pr", "files", pull, "-R", repo)
    assert "\x1b[32mopen" in row


@pytest.mark.parametrize("variable", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colours_can_be_off(seat: Seat, repo: str, pull: int, variable: dict[str, str]) -> None:
    """By NO_COLOR, and where the terminal has none."""
    text = shown("pr", "list", repo, **variable)
    assert "open" in text
    assert "\x1b[32m" not in text


def test_terminal_is_not_steered_by_what_a_host_says(seat: Seat, repo: str) -> None:
    """Escapes are shown as text, in tables, single results and formats."""
    with seat.connect() as host:
        host.pull_requests.create(
            repo, title="\x1b]0;owned\x07 \u202eevil", source="fix", target="main"
        )
    for words in (["list", repo], ["view", "1", "-R", repo], ["list", repo, "--format", "{title}"]):
        text = shown("pr", *words)
        assert "\\x1b]0;owned\\x07 \\u202eevil" in text
        assert "\x1b]0;" not in text


def test_one_result_is_shown_field_by_field(seat: Seat, repo: str, pull: int) -> None:
    """Texts of several lines keep them."""
    shown("pr", "edit", pull, "-R", repo, "--body", "first\nsecond")
    text = shown("pr", "view", pull, "-R", repo)
    assert "title:" in text
    lines = [line.strip() for line in text.splitlines()]
    assert "second" in lines


def test_long_lists_end_after_a_screenful(seat: Seat, repo: str) -> None:
    """With a word on how to see the others; `--all` shows them."""
    with seat.connect() as host:
        for number in range(31):
            host.tags.create(repo, f"v{number:02}", target="main")
    text = shown("tag", "list", repo)
    assert [line[:3] for line in text.splitlines() if line.startswith("v")] == [
        f"v{number:02}" for number in range(30)
    ]
    assert "the first 30; there are more" in text
    everything = shown("tag", "list", repo, "--all")
    assert "there are more" not in everything
    assert all(f"v{number:02}" in everything for number in range(31))


def test_empty_list_says_so(seat: Seat, repo: str) -> None:
    """A table without rows would look broken."""
    assert "nothing there" in shown("tag", "list", repo)


def test_deletion_asks(seat: Seat, repo: str) -> None:
    """A no changes nothing and is status 1, a yes does it."""
    with typed("branch", "delete", "fix", "-R", repo) as child:
        child.expect(f"Delete the branch fix of {repo}\\?")
        child.sendline("n")
        status, text = finished(child)
    assert (status, "nothing was done" in text) == (1, True)
    with typed("branch", "delete", "fix", "-R", repo) as child:
        child.expect("\\?")
        child.sendline("y")
        assert finished(child)[0] == 0
    with seat.connect() as host:
        assert [branch.name for branch in host.branches.list(repo)] == ["main"]


def test_repository_is_deleted_after_its_name_is_typed(seat: Seat, repo: str) -> None:
    """A yes is not enough."""
    with typed("repo", "delete", repo) as child:
        child.expect(f"type {repo}")
        child.sendline("y")
        assert finished(child)[0] == 1
    with typed("repo", "delete", repo) as child:
        child.expect(f"type {repo}")
        child.sendline(repo)
        status, text = finished(child)
    assert (status, f"deleted {repo}" in text) == (0, True)


def test_title_is_asked_for(seat: Seat, repo: str) -> None:
    """Where a terminal is there to ask on."""
    with typed("pr", "create", "-R", repo, "-H", "fix", "-B", "main") as child:
        child.expect("Title")
        child.sendline("Typed by hand")
        status, text = finished(child)
    assert status == 0
    assert "Typed by hand" in text


def test_secret_is_asked_for_without_being_shown(seat: Seat, repo: str) -> None:
    """It stands on the terminal at no time."""
    words = ("hook", "create", "-R", repo, "--url", "https://ci.example.com", "-e", "push")
    with typed(*words, "--secret-prompt") as child:
        child.expect("Secret")
        child.sendline("canary")
        status, text = finished(child)
    assert status == 0
    assert "canary" not in text
    assert "has_secret:" in text


def test_interrupt_at_a_question_ends_with_130(seat: Seat, repo: str) -> None:
    """Nothing is done, and there is no traceback."""
    with typed("repo", "delete", repo) as child:
        child.expect("type")
        child.sendintr()
        status, text = finished(child)
    assert status == 130, text
    assert "githost: interrupted" in text
    assert "Traceback" not in text


def test_interrupt_while_a_host_is_slow_ends_with_130(home: Path) -> None:
    """At once, and without a traceback."""
    words = ("api", "GET", "/x", "--provider", "bitbucket-cloud", "--anonymous")
    with silent_host() as (url, asked), typed(*words, "--host", url) as child:
        assert asked.wait(20)
        child.sendintr()
        status, text = finished(child)
    assert status == 130, text
    assert "githost: interrupted" in text
    assert "Traceback" not in text


@contextmanager
def silent_host() -> Iterator[tuple[str, threading.Event]]:
    """Serve a host that does not answer before the test is over; the event tells that it was asked."""
    asked, over = threading.Event(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.set()
            over.wait(30)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its base's name
            """Stay quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def test_long_lists_are_counted_while_they_come() -> None:
    """On standard error, and the count is gone at the end."""
    script = (
        "import sys, time\n"
        "from githost.cli.progress import counted\n"
        "for one in counted(iter(range(8))):\n"
        "    time.sleep(0.12)\n"
    )
    child = pexpect.spawn(sys.executable, ["-c", script], encoding="utf-8", timeout=30)
    status, text = finished(child)
    assert status == 0
    assert "7 …" in text
    assert text.endswith("\r")
    assert not text.rpartition("…")[2].strip()
