"""`update_docs.py`: a page shows what its files hold, by a commit where that has changed."""

from typing import Any

import pytest

import githost
from githost.client.sync import Host
from tests.examples.places import Place, example

PAGE = """# Usage

<!-- begin {repo} answer.py -->
old
<!-- end -->

The end.
"""


@pytest.fixture
def page(host: Host, repo: str) -> str:
    """Give a repository with a page, and the file that it shows."""
    host.files.write(repo, "answer.py", b"answer = 42\n", message="Answer", branch="main")
    page = PAGE.format(repo=repo).encode()
    host.files.write(repo, "usage.md", page, message="Explain", branch="main")
    return repo


def shown(repo: str, text: str) -> bytes:
    """Return the page as it is to be."""
    return PAGE.format(repo=repo).replace("old\n", text).encode()


def test_changed_file_is_shown_by_a_commit(
    place: Place, host: Host, page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One commit; the rest of the page stays as it was, and the next run commits nothing."""
    update_docs = example("update_docs")
    update_docs.main([place.url, page, "usage.md"])
    tip = host.commits.get(page, "main")
    assert (tip.message.strip(), capsys.readouterr().out) == (
        "Show in usage.md what its files hold now",
        f"usage.md: {tip.sha}\n",
    )
    assert host.files.read(page, "usage.md") == shown(page, "```py\nanswer = 42\n```\n")
    update_docs.main([place.url, page, "usage.md"])
    assert capsys.readouterr().out == "usage.md: nothing to do\n"
    assert host.commits.get(page, "main").sha == tip.sha


def test_fence_is_longer_than_those_in_the_file(place: Place, host: Host, page: str) -> None:
    """A file with fences of its own cannot break out of its block."""
    host.files.write(page, "answer.py", b"````\n", message="Fence", branch="main")
    example("update_docs").main([place.url, page, "usage.md"])
    assert host.files.read(page, "usage.md") == shown(page, "`````py\n````\n`````\n")


def test_page_that_somebody_changed_meanwhile_is_read_again(
    place: Place, host: Host, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the other wrote is kept."""
    connect = githost.connect

    def interrupted(*given: Any, **named: Any) -> Host:
        opened = connect(*given, **named)
        read, left = opened.files.read, ["now"]

        def reading(repo: str, path: str, **where: Any) -> bytes:
            if path == "answer.py" and left:
                left.clear()
                more = host.files.read(page, "usage.md") + b"\nMore.\n"
                host.files.write(page, "usage.md", more, message="More", branch="main")
            return read(repo, path, **where)

        monkeypatch.setattr(opened.files, "read", reading)
        return opened

    monkeypatch.setattr(githost, "connect", interrupted)
    example("update_docs").main([place.url, page, "usage.md"])
    assert host.files.read(page, "usage.md") == (
        shown(page, "```py\nanswer = 42\n```\n") + b"\nMore.\n"
    )
