"""The database: connections, transactions, and the few statements every noun needs."""

from __future__ import annotations

import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from githost_local.forge.errors import AlreadyExists, Invalid, NotFound
from githost_local.forge.records import Slice
from githost_local.forge.rows import encode, record
from githost_local.forge.schema import APPLICATION_ID, KEYED, SCHEMA, VERSION

R = TypeVar("R")

#: Seconds to wait for another process's transaction.
_BUSY = 30.0


class Store:
    """One SQLite file, used by many threads and by more than one process."""

    def __init__(self, path: Path, *, identity: uuid.UUID | None = None) -> None:
        self._path = path
        self._pool: list[sqlite3.Connection] = []
        self._pool_lock = threading.Lock()
        self._closed = False
        # Threads of one process queue here: SQLite's own wait polls, and is not fair.
        self._writing = threading.RLock()
        self._thread = _Thread()
        try:
            self._prepare(identity or uuid.uuid4())
            row = self.one("SELECT value FROM meta WHERE name = 'identity'")
        except BaseException:
            self.close()
            raise
        assert row is not None, "a prepared directory has one"
        self._identity = uuid.UUID(row["value"])

    def _prepare(self, identity: uuid.UUID) -> None:
        with self.transaction():
            connection = self._thread.connection
            assert connection is not None
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if application == APPLICATION_ID and version == VERSION:
                return
            if application == APPLICATION_ID:
                raise Invalid(
                    "directory",
                    f"it holds a forge of version {version}, and this githost knows version {VERSION}; "
                    "use the githost that wrote it, or name another directory",
                )
            if (
                application
                or version
                or connection.execute("SELECT * FROM sqlite_master").fetchone()
            ):
                raise Invalid(
                    "directory",
                    f"its {self._path.name} is the database of something that is not a forge; "
                    "name another directory",
                )
            for statement in SCHEMA.split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.execute("INSERT INTO meta VALUES ('identity', ?)", (str(identity),))

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=_BUSY, isolation_level=None, check_same_thread=False
        )
        connection.row_factory = sqlite3.Row
        try:
            for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _borrow(self) -> Iterator[sqlite3.Connection]:
        with self._pool_lock:
            if self._closed:
                raise Invalid("forge", "it has been closed")
            connection = self._pool.pop() if self._pool else None
        connection = connection or self._connect()
        try:
            yield connection
        finally:
            with self._pool_lock:
                if self._closed:
                    connection.close()
                else:
                    self._pool.append(connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make what is written inside one unit.

        A transaction inside another is a part of it that can fail alone.
        """
        outer = self._thread.connection
        if outer is not None:
            with self._unit(outer, "SAVEPOINT part", "RELEASE part", "ROLLBACK TO part"):
                yield
            return
        with self._writing, self._borrow() as connection:
            self._thread.connection = connection
            try:
                with self._unit(connection, "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"):
                    yield
            finally:
                self._thread.connection = None
                self._thread.undo.clear()
        after, self._thread.after = self._thread.after, []
        for function in after:
            function()

    @contextmanager
    def _unit(
        self, connection: sqlite3.Connection, begin: str, commit: str, rollback: str
    ) -> Iterator[None]:
        after, undo = len(self._thread.after), len(self._thread.undo)
        connection.execute(begin)
        try:
            yield
            connection.execute(commit)
        except BaseException:
            connection.execute(rollback)
            for function in reversed(self._thread.undo[undo:]):
                function()
            del self._thread.after[after:]
            del self._thread.undo[undo:]
            raise

    def after_commit(self, function: Callable[[], None]) -> None:
        """Call the function once the transaction is committed; never if it is not."""
        assert self._thread.connection is not None
        self._thread.after.append(function)

    def after_rollback(self, function: Callable[[], None]) -> None:
        """Call the function if the transaction fails, to undo what is not in the database."""
        assert self._thread.connection is not None
        self._thread.undo.append(function)

    def rows(self, sql: str, *values: object) -> Sequence[sqlite3.Row]:
        """Return all rows of a query."""
        parameters = tuple(encode(value) for value in values)
        if self._thread.connection is not None:
            return self._thread.connection.execute(sql, parameters).fetchall()
        with self._borrow() as connection:
            return connection.execute(sql, parameters).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """Return the first row of a query."""
        return next(iter(self.rows(sql, *values)), None)

    def execute(self, sql: str, *values: object) -> int:
        """Run a statement that writes; return how many rows it touched."""
        assert self._thread.connection is not None, "writes happen in a transaction"
        return self._thread.connection.execute(
            sql, tuple(encode(value) for value in values)
        ).rowcount

    # Table and column names below come from this package's code, never from a caller's data.

    def insert(self, table: str, **values: object) -> int:
        """Add a row, with its key if the table has one; return its id."""
        assert self._thread.connection is not None, "writes happen in a transaction"
        row = self.one("SELECT seq FROM sqlite_sequence WHERE name = ?", table)
        values["id"] = identifier = (row["seq"] if row else 0) + 1
        if table in KEYED:
            values["key"] = str(uuid.uuid5(self._identity, f"{table}:{identifier}"))
        columns = ", ".join(f'"{column}"' for column in values)
        marks = ", ".join("?" * len(values))
        self.execute(
            f'INSERT INTO "{table}" ({columns}) VALUES ({marks})',  # noqa: S608 - see above
            *values.values(),
        )
        return int(identifier)

    def update(self, table: str, identifier: int, values: Mapping[str, object]) -> None:
        """Set columns of the row with this id; None leaves a column as it is."""
        given = {column: value for column, value in values.items() if value is not None}
        if given:
            self.assign(table, identifier, given)

    def assign(self, table: str, identifier: int, values: Mapping[str, object]) -> None:
        """Set columns of the row with this id, None included."""
        columns = ", ".join(f'"{column}" = ?' for column in values)
        self.execute(
            f'UPDATE "{table}" SET {columns} WHERE id = ?',  # noqa: S608 - see above
            *values.values(),
            identifier,
        )

    def delete(self, table: str, identifier: int) -> None:
        """Remove the row with this id."""
        self.execute(f'DELETE FROM "{table}" WHERE id = ?', identifier)  # noqa: S608 - see above

    def get(self, cls: type[R], table: str, kind: str, **by: object) -> R:
        """Return the record whose columns have these values, or raise NotFound."""
        row = self.row(table, **by)
        if row is None:
            raise NotFound(kind, list(by.values())[-1])
        return record(cls, _mapping(row))

    def row(self, table: str, **by: object) -> sqlite3.Row | None:
        """Return the row whose columns have these values."""
        condition = " AND ".join(f'"{column}" = ?' for column in by)
        return self.one(
            f'SELECT * FROM "{table}" WHERE {condition}',  # noqa: S608 - see above
            *by.values(),
        )

    def free(self, table: str, kind: str, *, but: int | None = None, **by: object) -> None:
        """Raise AlreadyExists if a row other than `but` has these values."""
        row = self.row(table, **by)
        if row is not None and row["id"] != but:
            raise AlreadyExists(kind, list(by.values())[-1])

    def select(
        self,
        make: Callable[[Mapping[str, Any]], R],
        table: str,
        conditions: Mapping[str, object],
        *,
        order: str,
        offset: int = 0,
        limit: int | None = None,
        where: Callable[[R], bool] | None = None,
    ) -> Slice[R]:
        """Return a part of a table.

        A condition is an SQL expression whose `?` all stand for its value; it does not count if
        the value is None. `where` filters in Python, before the part is cut out.
        """
        given = {sql: value for sql, value in conditions.items() if value is not None}
        body = f'FROM "{table}" WHERE {" AND ".join(given) or "TRUE"}'
        values = [value for sql, value in given.items() for _ in range(sql.count("?"))]
        query = f"SELECT * {body} ORDER BY {order}"
        if where is not None:
            found = [
                item
                for item in (make(_mapping(r)) for r in self.rows(query, *values))
                if where(item)
            ]
            return Slice.of(found, offset=offset, limit=limit)
        page = self.rows(
            f"{query} LIMIT ? OFFSET ?", *values, -1 if limit is None else limit, offset
        )
        total = offset + len(page)
        if limit is not None or (offset and not page):
            (count,) = self.rows(f"SELECT count(*) AS n {body}", *values)
            total = count["n"]
        return Slice(tuple(make(_mapping(row)) for row in page), total)

    def close(self) -> None:
        """Close every connection; those in use, when they are given back."""
        with self._pool_lock:
            self._closed = True
            for connection in self._pool:
                connection.close()
            self._pool.clear()


class _Thread(threading.local):
    """What one thread has under way."""

    def __init__(self) -> None:
        self.connection: sqlite3.Connection | None = None
        self.after: list[Callable[[], None]] = []
        self.undo: list[Callable[[], None]] = []


def _mapping(row: sqlite3.Row) -> Mapping[str, Any]:
    return dict(row)
