"""Commits that a copy asks its source for: one that is gone is not one that the network lost."""

from pathlib import Path
from typing import Any

import pytest

from githost.errors import TransportError
from githost.migration import mirror
from githost.migration.git import git
from githost.migration.mirror import Mirror

AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mirror:
    """Give an empty copy of a source with one commit."""
    monkeypatch.setattr(mirror, "_PAUSE", 0.0)
    for name in ("source", "copy"):
        git("init", "--quiet", str(tmp_path / name))
    git(*AUTHOR, "commit", "--quiet", "--allow-empty", "-m", "Begin", cwd=tmp_path / "source")
    return Mirror(tmp_path / "copy", str(tmp_path / "source"), {})


def _failing(times: int, words: str) -> tuple[Any, list[str]]:
    asked: list[str] = []

    def run(*arguments: str, **named: Any) -> str:
        if arguments[0] == "fetch":
            asked.append(arguments[-1])
            if len(asked) <= times:
                raise TransportError(f"git fetch failed: {words}")
        return git(*arguments, **named)

    return run, asked


def test_commit_is_fetched(copy: Mirror) -> None:
    """What a ref leads to is given."""
    sha = git("rev-parse", "HEAD", cwd=Path(copy.url))
    assert copy.commit(sha) == sha


def test_network_that_fails_is_asked_again(copy: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that broke says nothing of the commit."""
    run, asked = _failing(2, "Recv failure: Connection reset by peer")
    monkeypatch.setattr(mirror, "git", run)
    sha = git("rev-parse", "HEAD", cwd=Path(copy.url))
    assert copy.commit(sha) == sha
    assert len(asked) == 3


def test_commit_that_is_gone_is_asked_for_once(
    copy: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source's refusal is an answer."""
    run, asked = _failing(0, "")
    monkeypatch.setattr(mirror, "git", run)
    assert copy.commit("1" * 40) is None
    assert len(asked) == 1
