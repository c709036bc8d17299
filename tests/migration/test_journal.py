"""The journal: what was carried is known after a kill at any instant, and one run at a time holds it."""

import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import attrs
import pytest
from sqlalchemy import event
from sqlalchemy.pool import Pool

from githost.errors import ConfigurationError
from githost.migration.endpoint import Endpoint
from githost.migration.journal import Entry, Journal, JournalError, State
from githost.migration.plan import Move, Plan
from githost.model import RepoRef
from tests.migration.postgresql import postgresql

PLAN = Plan(
    source=Endpoint(url="https://git.example"),
    target=Endpoint(url="https://bitbucket.org"),
    moves=(Move(source=RepoRef("PROJ", "site"), target=RepoRef("acme", "site")),),
)


@pytest.fixture(scope="module")
def database() -> Iterator[Callable[[], str]]:
    """Serve PostgreSQL; gives empty databases."""
    with postgresql() as fresh:
        yield fresh


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give the path of a journal that is not there yet."""
    return tmp_path / "journal.sqlite"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def location(request: pytest.FixtureRequest, file: Path) -> Path | str:
    """Give where a journal is to be that is not there yet, in a file or in PostgreSQL."""
    if request.param == "sqlite":
        return file
    fresh: Callable[[], str] = request.getfixturevalue("database")
    return fresh()


def test_a_thing_is_begun_and_done(location: Path | str) -> None:
    """What was noted is there when the journal is opened again."""
    with Journal(location) as journal:
        assert journal.find("comments", "PROJ/site#5/comments/77") is None
        journal.begin("comments", "PROJ/site#5/comments/77")
        journal.done("comments", "PROJ/site#5/comments/77", target="9", digest="d", note="n")
        journal.begin("comments", "PROJ/site#5/comments/78")
    with Journal(location) as journal:
        done = Entry("comments", "PROJ/site#5/comments/77", "9", "d", State.DONE, "n")
        begun = Entry("comments", "PROJ/site#5/comments/78", None, "", State.BEGUN, "")
        assert list(journal.entries()) == [done, begun]
        assert journal.find("comments", begun.source) == begun


def test_beginning_again_changes_nothing(location: Path | str) -> None:
    """What is done stays done; what was dropped is begun after all."""
    with Journal(location) as journal:
        journal.begin("hooks", "PROJ/site/hooks/1")
        journal.begin("hooks", "PROJ/site/hooks/1")
        journal.done("hooks", "PROJ/site/hooks/1", target="1")
        journal.begin("hooks", "PROJ/site/hooks/1")
        journal.dropped("hooks", "PROJ/site/hooks/2", "why")
        assert [one.state for one in journal.entries()] == [State.DONE, State.DROPPED]
        assert [one.note for one in journal.entries()] == ["", "why"]
        journal.begin("hooks", "PROJ/site/hooks/2")
        journal.done("hooks", "PROJ/site/hooks/1", target="2", digest="later")
        assert [one.state for one in journal.entries()] == [State.DONE, State.BEGUN]
        assert [(one.target, one.digest) for one in journal.entries()] == [
            ("2", "later"),
            (None, ""),
        ]


def test_what_is_below_a_thing_is_found(location: Path | str) -> None:
    """A name that merely begins so is not below it, and the case of letters counts."""
    with Journal(location) as journal:
        for source in (
            *("PROJ/site", "PROJ/site#5", "PROJ/site#5/comments/77", "PROJ/site/hooks/1"),
            *("PROJ/site-2", "PROJ/site2#5", "PROJ/site#50", "proj/site", "PROJ/site@main"),
        ):
            journal.done("comments", source, target="1")

        def below(thing: str) -> set[str]:
            return {one.source for one in journal.entries("comments", under=thing)}

        assert below("PROJ/site#5") == {"PROJ/site#5", "PROJ/site#5/comments/77"}
        assert below("PROJ/site#") == {"PROJ/site#5", "PROJ/site#50", "PROJ/site#5/comments/77"}
        assert below("PROJ/site") == {
            *("PROJ/site", "PROJ/site#5", "PROJ/site#5/comments/77", "PROJ/site#50"),
            *("PROJ/site/hooks/1", "PROJ/site@main"),
        }
        assert list(journal.entries("tasks", under="PROJ/site")) == []


def test_more_than_a_batch_is_given_once_each(
    location: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Entries that are written while others are read do no harm."""
    monkeypatch.setattr("githost.migration.journal._BATCH", 3)
    with Journal(location) as journal:
        names = [f"PROJ/site/tags/{number}" for number in range(9)]
        for name in names:
            journal.begin("tags", name)
            journal.begin("branches", name)
        seen = []
        for one in journal.entries():
            journal.done(one.part, one.source, target="x")
            seen.append((one.part, one.source))
        assert seen == [(part, name) for part in ("branches", "tags") for name in names]


def test_facts_of_the_whole_are_kept(location: Path | str) -> None:
    """The last one counts."""
    with Journal(location) as journal:
        assert journal.noted("at") is None
        journal.note("at", "1")
        journal.note("at", "2")
        assert journal.noted("at") == "2"


def test_a_journal_of_another_migration_is_refused(location: Path | str) -> None:
    """Its entries would be taken for what is on this target."""
    with Journal(location) as journal:
        journal.belongs(PLAN)
        journal.belongs(attrs.evolve(PLAN, users={"ada": "{1}"}))
        other = attrs.evolve(PLAN, target=Endpoint(url="https://other.example"))
        with pytest.raises(ConfigurationError, match=r"from https://git\.example to https://bit"):
            journal.belongs(other)


def test_threads_share_a_journal(location: Path | str) -> None:
    """Nothing is lost, nothing is there twice."""
    with Journal(location) as journal, ThreadPoolExecutor(8) as pool:

        def one(number: int) -> None:
            journal.begin("comments", str(number % 50))
            journal.done("comments", str(number % 50), target=str(number % 50))

        list(pool.map(one, range(200)))
        assert len(list(journal.entries())) == 50
        assert {one.state for one in journal.entries()} == {State.DONE}


_WRITER = """
import sys
from githost.migration.journal import Journal
journal = Journal(sys.argv[1])
with journal.exclusive():
    for number in range(100000):
        journal.begin("tags", str(number))
        print(number, flush=True)
        journal.done("tags", str(number), target="x")
"""


def test_a_kill_leaves_what_was_written(location: Path | str) -> None:
    """Whatever was noted before the kill is there, whole; and the next run takes over at once."""
    for seen in (1, 30):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(location)], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            last = [int(writer.stdout.readline()) for _ in range(seen)][-1]
            writer.send_signal(signal.SIGKILL)
        with Journal(location) as journal:
            found = {int(one.source): one.state for one in journal.entries()}
            assert found[last] in {State.BEGUN, State.DONE}
            assert all(found[number] is State.DONE for number in range(last))
            assert set(found) == set(range(len(found)))
            with journal.exclusive():
                pass


def test_one_run_at_a_time(location: Path | str) -> None:
    """The second is told who holds it; once the first has ended, it may."""
    with Journal(location) as first, Journal(location) as second:
        with (
            first.exclusive(),
            pytest.raises(ConfigurationError, match=rf"process {os.getpid()} on \S+ is using"),
            second.exclusive(),
        ):
            pass
        with second.exclusive():
            second.begin("tags", "1")


def _write_until(deadline: float, journal: Journal) -> None:
    while time.monotonic() < deadline:
        journal.begin("tags", "1")
        time.sleep(0.01)


def test_a_silent_run_is_taken_over_and_stops(
    location: Path | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A run that was not heard of loses the journal, and must not write any more."""
    monkeypatch.setattr("githost.migration.journal._SILENCE", 0.0)
    monkeypatch.setattr("githost.migration.journal._BEAT", 0.02)
    with Journal(location) as first, Journal(location) as second:
        with first.exclusive(), second.exclusive():
            deadline = time.monotonic() + 10
            with pytest.raises(JournalError, match="another run took over"):
                _write_until(deadline, first)
        with first.exclusive():
            first.begin("tags", "2")


def _fill(journal: Journal) -> None:
    for number in range(10_000):
        journal.done("tags", f"{number}", target="x" * 500)


def test_a_full_disk_is_one_clear_line(file: Path) -> None:
    """The reader is told to free space and run again, and the journal is as it was."""
    with Journal(file) as journal:
        journal.done("tags", "1", target="x")

        def small(connection: sqlite3.Connection, *_: object) -> None:
            connection.execute("PRAGMA max_page_count = 12")

        event.listen(journal._engine, "connect", small)
        journal.close()
        with pytest.raises(JournalError, match=r"disk is full; free space and run again"):
            _fill(journal)
        found = journal.find("tags", "1")
        assert found is not None
        assert found.target == "x" * 500


def test_what_cannot_be_a_journal_is_told(tmp_path: Path, file: Path) -> None:
    """One line says what to do."""
    (tmp_path / "text").write_text("no database, but long enough to be looked at " * 50)
    with pytest.raises(ConfigurationError, match="is no journal"):
        Journal(tmp_path / "text")
    with pytest.raises(ConfigurationError, match=r"no folder .*missing for the journal journal\."):
        Journal(tmp_path / "missing" / "journal.sqlite")
    with pytest.raises(ConfigurationError, match="is a folder; give the name of a file"):
        Journal(tmp_path)
    with pytest.raises(ConfigurationError, match="in memory is forgotten"):
        Journal("sqlite://")
    with pytest.raises(ConfigurationError, match="no kind of database 'nosuch'; write it as postg"):
        Journal("nosuch://host/database")
    with Journal(file) as journal:
        journal.note("schema", "99")
    with pytest.raises(ConfigurationError, match="has the form 99"):
        Journal(file)


def test_database_of_something_else_is_left_alone(file: Path) -> None:
    """A file with other tables is refused and gets none of ours."""
    with closing(sqlite3.connect(file)) as other:
        other.execute("CREATE TABLE songs (title TEXT)")
    with pytest.raises(ConfigurationError, match=r"no journal .*the table songs.*; name another"):
        Journal(file)
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]


def test_missing_driver_is_named_by_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """For PostgreSQL the message says what to install, and hides the password."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ConfigurationError) as caught:
        Journal("postgresql://ada:s3cret@host/database")
    assert "pip install 'githost-sdk[postgresql]'" in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_entry_that_makes_no_sense_is_a_journal_error(file: Path) -> None:
    """A row that something else wrote ends in a message, whether one or all are asked for."""
    with Journal(file) as journal:
        journal.done("tags", "1", target="1")
        with closing(sqlite3.connect(file)) as other:
            other.execute("UPDATE githost_entries SET state = 'odd'")
            other.commit()
        with pytest.raises(JournalError, match="'odd' is not a valid State"):
            journal.find("tags", "1")
        with pytest.raises(JournalError, match="'odd' is not a valid State"):
            list(journal.entries())


def test_a_refused_journal_is_closed(file: Path) -> None:
    """What was opened to look at it is closed again: elsewhere it could not be deleted."""
    with Journal(file) as journal:
        journal.note("schema", "99")
    opened, closed = list[object](), list[object]()

    def note_opened(connection: object, _: object) -> None:
        opened.append(connection)

    def note_closed(connection: object, _: object) -> None:
        closed.append(connection)

    event.listen(Pool, "connect", note_opened)
    event.listen(Pool, "close", note_closed)
    try:
        with pytest.raises(ConfigurationError, match="has the form 99"):
            Journal(file)
    finally:
        event.remove(Pool, "connect", note_opened)
        event.remove(Pool, "close", note_closed)

    assert opened
    assert closed == opened


def test_a_password_is_never_shown() -> None:
    """Neither in complaints nor to other processes."""
    with pytest.raises(JournalError) as caught:
        Journal("postgresql://me:s3cret@127.0.0.1:1/journal")
    assert "s3cret" not in str(caught.value)
    with pytest.raises(ConfigurationError) as refused:
        Journal("post:gresql://me:s3cret@")
    assert "s3cret" not in str(refused.value)


def test_workers_open_the_same_journal(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pickled journal is opened anew, wherever the worker stands."""
    monkeypatch.chdir(file.parent)
    with Journal(file.name) as journal:
        journal.begin("tags", "1")
        monkeypatch.chdir("/")
        with pickle.loads(pickle.dumps(journal)) as other:
            assert str(other) == str(journal) == repr(journal)[9:-1] == str(file)
            assert list(other.entries()) == list(journal.entries())
