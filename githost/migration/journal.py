"""What was carried already: a database that a kill at any instant leaves right.

Each thing has one row, which says that it is about to be made, that it was, or that it is not
carried. Every write is one committed statement, so a row is as it was or as it was to be. SQLite is
a file on this machine; for workers on several give the SQLAlchemy URL of a PostgreSQL database.
"""

import enum
import functools
import os
import platform
import sqlite3
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, Self

import attrs
import sqlalchemy as sql
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.schema import CreateTable

from githost.errors import ConfigurationError, GitHostError
from githost.migration.plan import Plan

__all__ = ["Entry", "Journal", "JournalError", "State"]


class JournalError(GitHostError):
    """The journal cannot be read or written. The run ends, and the next one goes on from there."""


class State(enum.StrEnum):
    """How far one thing is."""

    #: It is about to be made on the target, and may be there.
    BEGUN = "begun"
    #: It is on the target.
    DONE = "done"
    #: It is not carried; the entry's note says why.
    DROPPED = "dropped"


@attrs.frozen
class Entry:
    """What is known of one thing."""

    #: What kind of thing, one of `PARTS` or `repository`.
    part: str
    #: Its id on the source, as `PROJ/site#5/comments/77`.
    source: str
    #: Its id on the target; None while it is not known.
    target: str | None
    #: A digest of what was carried, by which a later run sees what changed.
    digest: str
    state: State
    #: What else the next run needs, or why it was dropped.
    note: str


_POSTGRESQL: Final = "postgresql+psycopg"
_SCHEMA: Final = "1"
_BEAT: Final = 10.0
_SILENCE: Final = 60.0
_BATCH: Final = 1000
#: What may follow the id of a thing in the ids of those below it.
_SIGNS: Final = ("#", "/", "@")

# Sorted by bytes everywhere, for what lies below a thing is found as a range.
_KEY: Final = sql.Text().with_variant(sql.Text(collation="C"), "postgresql")
_TABLES: Final = sql.MetaData()
_ENTRIES: Final = sql.Table(
    "githost_entries",
    _TABLES,
    sql.Column("part", _KEY, primary_key=True),
    sql.Column("source", _KEY, primary_key=True),
    sql.Column("target", sql.Text()),
    sql.Column("digest", sql.Text(), nullable=False),
    sql.Column("state", sql.Text(), nullable=False),
    sql.Column("note", sql.Text(), nullable=False),
)
_FACTS: Final = sql.Table(
    "githost_facts",
    _TABLES,
    sql.Column("key", _KEY, primary_key=True),
    sql.Column("value", sql.Text(), nullable=False),
)
_RUN: Final = sql.Table(
    "githost_run",
    _TABLES,
    sql.Column("id", sql.Integer(), primary_key=True, autoincrement=False),
    sql.Column("token", sql.Text(), nullable=False),
    sql.Column("machine", sql.Text(), nullable=False),
    sql.Column("process", sql.Integer(), nullable=False),
    sql.Column("beat", sql.Double(), nullable=False),
)


class Journal:
    """What was carried, in a file or a database. Many threads may share it.

    Can be pickled, unless its address holds a password: workers open it for themselves.
    """

    def __init__(self, location: str | Path) -> None:
        """Open the journal at `location`, a path or an SQLAlchemy URL; make it where there is none.

        Raises `ConfigurationError` for an address that cannot work, and for a journal of another
        version; `JournalError` where the database cannot be reached.
        """
        self._url = _url(location)
        if self._url.get_backend_name() == "sqlite":
            _check_place(Path(str(self._url.database)))
        self._lost = False
        try:
            self._engine = sql.create_engine(self._url, **_settings(self._url))
        except NoSuchModuleError:
            raise ConfigurationError(
                f"the journal {self} cannot be opened: there is no kind of database {self._url.drivername!r}; "
                "write it as postgresql://user@host/database, or give a file"
            ) from None
        except (ArgumentError, ImportError) as error:
            is_ours = self._url.drivername == _POSTGRESQL
            driver = "pip install 'githost-sdk[postgresql]'" if is_ours else "install its driver"
            raise ConfigurationError(
                f"the journal {self} cannot be opened: {error}; {driver}, or give a file"
            ) from None
        if self._url.get_backend_name() == "sqlite":
            event.listen(self._engine, "connect", _set_up)
        try:
            self._check_schema()
        except BaseException:
            self._engine.dispose()
            raise

    def _check_schema(self) -> None:
        with self._failing():
            inspector = sql.inspect(self._engine)
            if not inspector.has_table(_FACTS.name):
                # A file is for one thing; a server's database may be shared.
                if self._url.get_backend_name() == "sqlite":
                    self._refuse_other(set(inspector.get_table_names()))
                self._create()
        schema = self.noted("schema")
        if schema is None:
            self.note("schema", _SCHEMA)
        elif schema != _SCHEMA:
            raise ConfigurationError(
                f"the journal {self} has the form {schema}, and this githost knows {_SCHEMA}; "
                "use the githost that made it, or make a new one with githost migrate rebuild"
            )

    def _refuse_other(self, tables: set[str]) -> None:
        others = tables - set(_TABLES.tables)
        if others:
            raise ConfigurationError(
                f"{self} is no journal (it is a database with the table {min(others)}); name another file"
            )

    def _create(self) -> None:
        # Several workers may open a new journal at once, and the first one makes it.
        for table in _TABLES.sorted_tables:
            with suppress(IntegrityError), self._engine.begin() as connection:
                connection.execute(CreateTable(table, if_not_exists=True))

    def begin(self, part: str, source: str) -> None:
        """Note that the thing `source` of this `part` is about to be made. What is done stays done."""
        fresh = {"target": None, "digest": "", "state": State.BEGUN.value, "note": ""}
        if not self._insert(_ENTRIES, part=part, source=source, **fresh):
            self._write(
                _ENTRIES.update()
                .where(*_is(part, source), _ENTRIES.c.state == State.DROPPED.value)
                .values(state=State.BEGUN.value, note="")
            )

    def done(
        self, part: str, source: str, *, target: str, digest: str = "", note: str = ""
    ) -> None:
        """Note that the thing `source` of this `part` is on the target, as `target`.

        `digest` is of what was carried; `note` is what else the next run needs.
        """
        self._put(part, source, target=target, digest=digest, state=State.DONE.value, note=note)

    def dropped(self, part: str, source: str, why: str) -> None:
        """Note that the thing `source` of this `part` is not carried, and `why`."""
        self._put(part, source, target=None, digest="", state=State.DROPPED.value, note=why)

    def find(self, part: str, source: str) -> Entry | None:
        """Return what is known of the thing `source` of this `part`, None where nothing is."""
        with self._failing(), self._engine.connect() as connection:
            row = connection.execute(sql.select(_ENTRIES).where(*_is(part, source))).first()
            return None if row is None else _entry(row)

    def entries(self, part: str | None = None, *, under: str | None = None) -> Iterator[Entry]:
        """Give every entry, or those of `part`, or those of the thing `under` and all below it.

        `PROJ/site#5` is below `PROJ/site`, and `PROJ/site#5/comments/77` below both. The order is
        that of part and source.
        """
        wanted = [] if part is None else [_ENTRIES.c.part == part]
        if under:
            wanted.append(_below(under))
        key = sql.tuple_(_ENTRIES.c.part, _ENTRIES.c.source)
        query = sql.select(_ENTRIES).where(*wanted).order_by(*key).limit(_BATCH)
        after: tuple[str, str] | None = None
        while True:
            batch = query if after is None else query.where(key > sql.tuple_(*after))
            with self._failing(), self._engine.connect() as connection:
                rows = connection.execute(batch).all()
                found = [_entry(row) for row in rows]
            yield from found
            if len(rows) < _BATCH:
                return
            after = (rows[-1].part, rows[-1].source)

    def note(self, key: str, value: str) -> None:
        """Keep `value` as the fact `key` of the migration as a whole."""
        where = _FACTS.c.key == key
        if not self._write(_FACTS.update().where(where).values(value=value)) and not self._insert(
            _FACTS, key=key, value=value
        ):
            self._write(_FACTS.update().where(where).values(value=value))

    def noted(self, key: str) -> str | None:
        """Return a fact of the migration as a whole, None where it was not noted."""
        with self._failing(), self._engine.connect() as connection:
            return connection.execute(
                sql.select(_FACTS.c.value).where(_FACTS.c.key == key)
            ).scalar_one_or_none()

    def belongs(self, plan: Plan) -> None:
        """Take this journal for the migration that `plan` describes.

        Raises `ConfigurationError` where it is that of a migration between other hosts.
        """
        self._insert(_FACTS, key="hosts", value=_hosts(plan))
        self.check(plan)

    def check(self, plan: Plan) -> None:
        """Find out whether this journal may be that of the migration that `plan` describes.

        Raises `ConfigurationError` where it is that of a migration between other hosts.
        """
        own = _hosts(plan)
        noted = self.noted("hosts")
        if noted not in {None, own}:
            raise ConfigurationError(
                f"the journal {self} is that of a migration {noted}, and the plan goes {own}; "
                "give the plan a journal of its own, as --journal FILE"
            )

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Hold the journal for one run, so that two at once do not make everything twice.

        A run whose process is gone, or that was not heard of for a minute, is taken over.

        Raises `ConfigurationError` where another run holds it, and says which.
        """
        token = uuid.uuid4().hex
        while not self._taken(token):
            pass
        self._lost = False
        ended = threading.Event()
        beats = threading.Thread(
            target=self._keep, args=(token, ended), name="githost-journal", daemon=True
        )
        beats.start()
        try:
            yield
        finally:
            ended.set()
            beats.join()
            self._lost = False
            self._write(_RUN.delete().where(_RUN.c.token == token))

    def _taken(self, token: str) -> bool:
        """Try to become the run that holds the journal; False where another was as fast."""
        own = {"token": token, "machine": platform.node(), "process": os.getpid()}
        if self._insert(_RUN, id=1, beat=self._now(), **own):
            return True
        silent = (self._now() - _RUN.c.beat).label("silent")
        with self._failing(), self._engine.connect() as connection:
            holder = connection.execute(sql.select(_RUN, silent)).first()
        if holder is None:
            return False
        gone = holder.machine == own["machine"] and _dead(holder.process)
        if not gone and holder.silent < _SILENCE:
            raise ConfigurationError(
                f"process {holder.process} on {holder.machine} is using the journal {self}; "
                "wait until it ends, or end it, and run again"
            )
        takeover = _RUN.update().where(_RUN.c.token == holder.token, _RUN.c.beat == holder.beat)
        return bool(self._write(takeover.values(beat=self._now(), **own)))

    def _keep(self, token: str, ended: threading.Event) -> None:
        """Let others see that the run goes on, until it has `ended`."""
        beat = _RUN.update().where(_RUN.c.token == token).values(beat=self._now())
        while not ended.wait(_BEAT):
            # One that cannot be written is tried again; a run that stays silent is taken over.
            with suppress(JournalError):
                self._lost = not self._write(beat)

    def _now(self) -> Any:
        """Return the database's own time in seconds: the clocks of machines differ."""
        if self._engine.dialect.name == "sqlite":
            return sql.literal_column("(julianday('now') - 2440587.5) * 86400.0")
        return sql.extract("epoch", sql.func.current_timestamp())

    def _put(self, part: str, source: str, **values: Any) -> None:
        change = _ENTRIES.update().where(*_is(part, source)).values(values)
        if not self._write(change) and not self._insert(
            _ENTRIES, part=part, source=source, **values
        ):
            self._write(change)

    def _insert(self, table: sql.Table, **values: Any) -> bool:
        """Add a row and return True, or False where its key is there."""
        try:
            self._write(table.insert().values(values))
        except IntegrityError:
            return False
        return True

    def _write(self, statement: sql.Insert | sql.Update | sql.Delete) -> int:
        """Run one statement, commit it, and return how many rows it changed."""
        if self._lost:
            raise JournalError(
                f"another run took over the journal {self}, because this one was not heard of for a minute; "
                "let the other one end"
            )
        with self._failing(), self._engine.begin() as connection:
            return connection.execute(statement).rowcount

    @contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise
        except (SQLAlchemyError, OSError, ValueError) as error:
            raise self._failure(error) from None

    def _failure(self, error: Exception) -> GitHostError:
        cause = getattr(error, "orig", None) or error
        said = " ".join(str(cause).split())
        if self._url.password is not None:
            said = said.replace(str(self._url.password), "…")
        if any(words in said.casefold() for words in ("disk is full", "no space left")):
            return JournalError(
                f"the journal {self} cannot be written: {said}; free space and run again, to go on from here"
            )
        if isinstance(cause, sqlite3.DatabaseError) and "not a database" in said:
            return ConfigurationError(f"{self} is no journal ({said}); name another file")
        return JournalError(f"the journal {self} cannot be used: {said}; mend that and run again")

    def close(self) -> None:
        """Close every connection. Closing twice is harmless."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __str__(self) -> str:
        """Return its address, without a password."""
        if self._url.get_backend_name() == "sqlite":
            return str(self._url.database)
        return self._url.render_as_string(hide_password=True)

    def __repr__(self) -> str:
        return f"<Journal {self}>"

    def __reduce__(self) -> tuple[Callable[[str], "Journal"], tuple[str]]:
        if self._url.password is not None:
            raise ConfigurationError(
                f"the address of the journal {self} holds a password, which is not given to other processes; "
                "leave it out, and let the driver find it (PGPASSFILE)"
            )
        return _reopened, (self._url.render_as_string(hide_password=False),)


@functools.cache
def _reopened(location: str) -> Journal:
    """Return the journal in a process that it was sent to, which opens it once."""
    return Journal(location)


def _url(location: str | Path) -> sql.URL:
    text = str(location)
    if "://" not in text:
        return sql.URL.create("sqlite", database=str(Path(text).absolute()))
    try:
        url = sql.make_url(text)
    except (ArgumentError, ValueError):
        # The message would show the address, which may hold a password.
        raise ConfigurationError(
            "the address of the journal cannot be read; write it as postgresql://user@host/database"
        ) from None
    if url.drivername == "postgresql":
        url = url.set(drivername=_POSTGRESQL)
    if url.get_backend_name() == "sqlite":
        if url.database in {None, "", ":memory:"}:
            raise ConfigurationError("a journal in memory is forgotten; name a file")
        url = url.set(database=str(Path(str(url.database)).absolute()))
    return url


def _check_place(path: Path) -> None:
    """Say better than SQLite why there can be no file."""
    if os.path.isdir(path):  # noqa: PTH112  # says no where a folder is closed, and does not raise
        raise ConfigurationError(f"the journal {path} is a folder; give the name of a file")
    if not os.path.isdir(path.parent):  # noqa: PTH112  # as above
        raise ConfigurationError(
            f"there is no folder {path.parent} for the journal {path.name}; make it first"
        )


def _hosts(plan: Plan) -> str:
    return f"from {plan.source.url} to {plan.target.url}"


def _settings(url: sql.URL) -> dict[str, Any]:
    # As many connections as there are threads; whoever writes to a file at the same time is waited for.
    settings: dict[str, Any] = {"pool_size": 0, "pool_pre_ping": True}
    if url.get_backend_name() == "sqlite":
        settings["connect_args"] = {"timeout": 60}
    return settings


def _set_up(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _is(part: str, source: str) -> tuple[sql.ColumnElement[bool], ...]:
    return _ENTRIES.c.part == part, _ENTRIES.c.source == source


def _below(thing: str) -> sql.ColumnElement[bool]:
    source = _ENTRIES.c.source
    signs = [""] if thing[-1] in _SIGNS else _SIGNS
    below = [sql.and_(source >= thing + one, source < _after(thing + one)) for one in signs]
    # One range that holds all of them is what the index can find.
    whole = sql.and_(source >= thing, source < _after(thing))
    return sql.and_(whole, sql.or_(source == thing, *below))


def _after(prefix: str) -> str:
    """Return what sorts behind everything that begins with `prefix`."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _entry(row: Any) -> Entry:
    return Entry(row.part, row.source, row.target, row.digest, State(row.state), row.note)


def _dead(process: int) -> bool:
    """Say whether there surely is no such process on this machine."""
    if os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
