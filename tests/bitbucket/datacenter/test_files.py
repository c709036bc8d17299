"""Files: relative paths, and writes that name what they change."""

import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from githost.errors import (
    AmbiguousWriteError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    UnsupportedError,
)
from githost.model import EntryKind
from tests.bitbucket.datacenter.exchanges import REPO, complaint, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_COMMIT = {"id": "e" * 40, "message": "Write"}
_TIP = page([{"id": "c" * 40}])


def _directory(*entries: dict[str, Any], following: int | None = None) -> httpx.Response:
    children = {
        "values": list(entries),
        "isLastPage": following is None,
        "nextPageStart": following,
    }
    return answer(200, {"path": {"toString": "src"}, "revision": "main", "children": children})


def test_directory_is_a_page_within_the_answer(connect: Callable[..., Scripted]) -> None:
    """Paths are told relative to it, and come back from the root."""
    server = connect(
        _directory({"path": {"toString": "a.py"}, "type": "FILE", "size": 4}, following=1),
        _directory({"path": {"components": ["lib"]}, "type": "DIRECTORY"}),
    )
    found = list(server.host.files.list("ACME/site", "/src/", ref="feature/x#1"))
    assert [(one.path, one.kind, one.size) for one in found] == [
        ("src/a.py", EntryKind.FILE, 4),
        ("src/lib", EntryKind.DIRECTORY, None),
    ]
    assert server.sent[1] == f"GET {REPO}/browse/src?at=feature/x#1&limit=1000&start=1"
    assert "at=feature%2Fx%231" in str(server.script.requests[0].url)


def test_file_is_no_directory(connect: Callable[..., Scripted]) -> None:
    """The server then answers with lines."""
    server = connect(answer(200, {"lines": [{"text": "x"}], "size": 1, "isLastPage": True}))
    with pytest.raises(NotFoundError, match="no directory"):
        list(server.host.files.list("ACME/site", "a.py"))


def test_recursive_list_is_of_plain_texts(connect: Callable[..., Scripted]) -> None:
    """Relative to the directory, too."""
    server = connect(page(["a.py", "lib/b.py"]))
    found = list(server.host.files.list("ACME/site", "src", recursive=True))
    assert [one.path for one in found] == ["src/a.py", "src/lib/b.py"]
    assert server.sent == [f"GET {REPO}/files/src?limit=1000"]


def test_file_is_read_and_streamed_raw(connect: Callable[..., Scripted]) -> None:
    """Segments are escaped, slashes stay."""
    server = connect(
        httpx.Response(200, content=b"\xff\x00"), httpx.Response(200, content=b"\xff\x00")
    )
    assert server.host.files.read("ACME/site", "a b/ü.bin", ref="main") == b"\xff\x00"
    sink = io.BytesIO()
    assert server.host.files.download("ACME/site", "a b/ü.bin", sink) == 2
    assert sink.getvalue() == b"\xff\x00"
    assert server.sent == [f"GET {REPO}/raw/a b/ü.bin?at=main", f"GET {REPO}/raw/a b/ü.bin"]


def _form(server: Scripted) -> str:
    return server.script.requests[-1].content.decode()


def test_write_names_the_commit_that_was_read(connect: Callable[..., Scripted]) -> None:
    """Else the server takes the file for a new one and refuses it."""
    server = connect(answer(200, {"type": "FILE"}), _TIP, answer(200, _COMMIT))
    made = server.host.files.write("ACME/site", "src/a.py", b"new", message="Write", branch="main")
    assert made.sha == "e" * 40
    assert server.sent == [
        f"GET {REPO}/browse/src/a.py?at=refs/heads/main&type=true",
        f"GET {REPO}/commits?until=refs/heads/main&limit=1",
        f"PUT {REPO}/browse/src/a.py",
    ]
    assert server.script.requests[-1].headers["content-type"].startswith("multipart/form-data")
    assert 'name="sourceCommitId"\r\n\r\n' + "c" * 40 in _form(server)
    assert 'name="branch"\r\n\r\nmain' in _form(server)


def test_new_file_names_no_commit(connect: Callable[..., Scripted]) -> None:
    """With a parent or without."""
    for parent in (None, "d" * 40):
        server = connect(complaint(404), answer(200, _COMMIT))
        server.host.files.write(
            "ACME/site", "a.py", b"new", message="Write", branch="main", parent=parent
        )
        assert "sourceCommitId" not in _form(server)


def test_parent_that_is_no_longer_current_is_refused(connect: Callable[..., Scripted]) -> None:
    """What came in between is not overwritten."""
    server = connect(answer(200, {"type": "FILE"}), complaint(409))
    with pytest.raises(ConflictError):
        server.host.files.write(
            "ACME/site", "a.py", b"x", message="W", branch="main", parent="d" * 40
        )
    assert 'name="sourceCommitId"\r\n\r\n' + "d" * 40 in _form(server)


def test_write_is_not_sent_twice(connect: Callable[..., Scripted]) -> None:
    """The second one would be refused: nothing would change. The commit is looked for instead."""
    server = connect(complaint(404), complaint(503), page())
    with pytest.raises(AmbiguousWriteError, match="503"):
        server.host.files.write("ACME/site", "a.py", b"x", message="W", branch="main")
    assert [line.partition(" ")[0] for line in server.sent] == ["GET", "PUT", "GET"]


def test_delete_is_not_offered(connect: Callable[..., Scripted]) -> None:
    """The server has no such call; the reason says what to do instead."""
    server = connect()
    with pytest.raises(UnsupportedError, match="git"):
        server.host.files.delete("ACME/site", "a.py", message="W", branch="main")


@pytest.mark.parametrize("path", ["", "/", "a/../b", "./a"])
def test_path_that_means_another_file_is_refused(
    connect: Callable[..., Scripted], path: str
) -> None:
    """Before anything is sent."""
    server = connect()
    with pytest.raises(ConfigurationError):
        server.host.files.read("ACME/site", path)
