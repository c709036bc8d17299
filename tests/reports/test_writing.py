"""Files are written whole or not at all."""

import errno
import os
from pathlib import Path

import pytest

from githost.errors import ConfigurationError
from githost.reports.writing import check, write


def test_file_is_written_and_replaced(tmp_path: Path) -> None:
    """As the process's mask says, with nothing left beside it."""
    path = tmp_path / "out.html"
    write(path, "one\n")
    write(path, "zwei, 二\n")
    assert path.read_text("utf-8") == "zwei, 二\n"
    assert list(tmp_path.iterdir()) == [path]
    (tmp_path / "other").touch()
    assert path.stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize(
    "kind", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()]
)
def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: BaseException
) -> None:
    """On a full disk, and when interrupted; the error names the file that was asked for."""
    path = tmp_path / "out.html"
    write(path, "old")

    def fail(descriptor: int) -> None:
        raise kind

    monkeypatch.setattr("githost.reports.writing.os.fsync", fail)
    with pytest.raises(type(kind)) as caught:
        write(path, "new")
    if isinstance(caught.value, OSError):
        assert caught.value.errno == errno.ENOSPC
        assert caught.value.filename == str(path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_full_disk_is_told(tmp_path: Path) -> None:
    """By the device that is one; it is written to, and not replaced."""
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    check(full)
    with pytest.raises(OSError, match="No space left on device: '/dev/full'"):
        write(full, "text")
    assert full.is_char_device()


def test_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is written."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "real" / "out.html")
    write(link, "text")
    assert link.is_symlink()
    assert (tmp_path / "real" / "out.html").read_text() == "text"


def test_half_a_character_becomes_a_question_mark(tmp_path: Path) -> None:
    """Hosts may send one half of a pair."""
    write(tmp_path / "out", "a\ud800b")
    assert (tmp_path / "out").read_text() == "a?b"


def test_place_that_cannot_be_written_is_found_out_first(tmp_path: Path) -> None:
    """Before hours of reading."""
    check(tmp_path / "out.html")
    with pytest.raises(ConfigurationError, match="is a folder"):
        check(tmp_path)
    with pytest.raises(ConfigurationError, match="there is no folder"):
        check(tmp_path / "missing" / "out.html")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_folder_that_may_not_be_written_is_found_out_first(tmp_path: Path) -> None:
    """By its permissions."""
    tmp_path.chmod(0o500)
    with pytest.raises(ConfigurationError, match="may not be written"):
        check(tmp_path / "out.html")
