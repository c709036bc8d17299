"""Where budgets are written down: in memory, or in a SQLite file that several processes share."""

import functools
import json
import os
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Protocol, TypeVar

from githost.engine.budget import Usage
from githost.errors import ConfigurationError

__all__ = ["FileLedger", "Ledger", "MemoryLedger", "of_file", "of_process"]

T = TypeVar("T")

#: Seconds to wait for another process that is writing.
_PATIENCE = 10.0


class Ledger(Protocol):
    """Usages by key. Each change is one transaction; threads and tasks may share a ledger."""

    #: Whether a change takes so long that an event loop should not wait for it.
    slow: bool

    def knows(self, key: str) -> bool:
        """Say whether something may be written under `key`."""
        ...

    def change(self, key: str, decide: Callable[[Usage], tuple[T, Usage]]) -> T:
        """Replace the usage under `key` by what `decide` makes of it, and return what else it gives."""
        ...


class MemoryLedger:
    """The usages of this process."""

    slow = False

    def __init__(self) -> None:
        self._usages: dict[str, Usage] = {}
        self._lock = threading.Lock()

    def knows(self, key: str) -> bool:
        """Say whether something is written under `key`."""
        return key in self._usages

    def change(self, key: str, decide: Callable[[Usage], tuple[T, Usage]]) -> T:
        """Replace the usage under `key` by what `decide` makes of it, and return what else it gives."""
        with self._lock:
            before = self._usages.get(key, Usage())
            answer, after = decide(before)
            if after != before:
                self._usages[key] = after
        return answer


class FileLedger:
    """The usages of all processes that name the same file.

    A connection is opened for each change: it cannot be carried over a fork or into another thread.
    """

    slow = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def knows(self, key: str) -> bool:
        """Say yes: only looking would tell."""
        del key
        return True

    def change(self, key: str, decide: Callable[[Usage], tuple[T, Usage]]) -> T:
        """Replace the usage under `key` by what `decide` makes of it, and return what else it gives.

        Raises `ConfigurationError` where the file cannot be used.
        """
        import sqlite3

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            with closing(
                sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
            ) as file:
                # What a crash of the machine loses, the host's answers tell anew.
                file.execute("PRAGMA synchronous = OFF")
                file.execute("BEGIN IMMEDIATE")
                file.execute(
                    "CREATE TABLE IF NOT EXISTS usage (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
                )
                row = file.execute("SELECT value FROM usage WHERE key = ?", (key,)).fetchone()
                before = _read(row[0]) if row else Usage()
                answer, after = decide(before)
                if after != before:
                    file.execute(
                        "INSERT OR REPLACE INTO usage VALUES (?, ?)", (key, _written(after))
                    )
                file.execute("COMMIT")
        except (OSError, sqlite3.Error, ValueError, TypeError) as error:
            raise ConfigurationError(
                f"the budget's file {self._path} cannot be used: {error}; delete it, or name another"
            ) from error
        return answer


def _written(usage: Usage) -> str:
    return json.dumps([usage.marks, usage.last, usage.closed_until, usage.requests, usage.seconds])


def _read(text: str) -> Usage:
    marks, last, closed_until, requests, seconds = json.loads(text)
    return Usage(
        tuple((start, count) for start, count in marks), last, closed_until, requests, seconds
    )


@functools.cache
def of_process() -> MemoryLedger:
    """Return the ledger that all connections of this process share."""
    return MemoryLedger()


@functools.cache
def of_file(path: Path) -> FileLedger:
    """Return the ledger in the file `path`."""
    return FileLedger(path)
