"""What only one product knows, kept for its face beside what all products know."""

import json
from typing import Any

from githost_local.forge.store import Store


class SideTable:
    """JSON values under a kind and a key; changes belong to the transaction around them."""

    def __init__(self, store: Store, face: str) -> None:
        self._store = store
        self._face = face

    def get(self, kind: str, key: str) -> Any:
        """Return the value, or None."""
        row = self._store.row("side", face=self._face, kind=kind, key=key)
        return None if row is None else json.loads(row["value"])

    def put(self, kind: str, key: str, value: object) -> None:
        """Set the value."""
        with self._store.transaction():
            self._store.execute(
                "INSERT OR REPLACE INTO side VALUES (?, ?, ?, ?)",
                self._face, kind, key, json.dumps(value),
            )  # fmt: skip

    def delete(self, kind: str, key: str) -> bool:
        """Remove the value; tell whether there was one."""
        with self._store.transaction():
            return bool(
                self._store.execute(
                    "DELETE FROM side WHERE face = ? AND kind = ? AND key = ?",
                    self._face, kind, key,
                )
            )  # fmt: skip

    def list(self, kind: str) -> tuple[tuple[str, Any], ...]:
        """Return all keys of a kind with their values, sorted by key."""
        rows = self._store.rows(
            "SELECT key, value FROM side WHERE face = ? AND kind = ? ORDER BY key",
            self._face, kind,
        )  # fmt: skip
        return tuple((row["key"], json.loads(row["value"])) for row in rows)
