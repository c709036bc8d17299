"""Opening a directory, transactions, and what is left by a crash."""

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from githost_local.forge import Forge
from githost_local.forge.errors import AlreadyExists, Invalid
from githost_local.forge.events import Event, PushEvent
from githost_local.forge.records import (
    Account,
    Namespace,
    PullRequest,
    PullRequestState,
    RefChange,
    Repository,
)
from githost_local.forge.rescoping import merge_ref

IDENTITY = UUID("12345678-1234-5678-1234-567812345678")


def test_what_is_written_is_there_after_opening_again(tmp_path: Path) -> None:
    """A directory keeps its records."""
    with Forge.open(tmp_path / "new") as forge:
        account = forge.accounts.create("alice")
    with Forge.open(tmp_path / "new") as forge:
        assert forge.accounts.get(account.id) == account


def test_directory_with_something_else_is_refused(tmp_path: Path) -> None:
    """A directory that holds other files is left alone."""
    (tmp_path / "thesis.txt").write_text("words")
    with pytest.raises(Invalid, match="not a forge"):
        Forge.open(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_other_database_is_refused(tmp_path: Path) -> None:
    """A file of the right name that is no forge's is refused."""
    import sqlite3

    connection = sqlite3.connect(tmp_path / "forge.db")
    connection.execute("CREATE TABLE songs (title TEXT)")
    connection.close()
    with pytest.raises(Invalid, match="not a forge"):
        Forge.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no database at all, but as long as one's header is"])
def test_refused_database_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """What was opened to look at it is closed again: elsewhere it could not be deleted."""
    database = tmp_path / "forge.db"
    database.write_bytes(content)
    if not content:
        with closing(sqlite3.connect(database)) as other:
            other.execute("CREATE TABLE somebody (name TEXT)")
    connect, opened = sqlite3.connect, list[sqlite3.Connection]()

    def connected(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        opened.append(connect(*args, **kwargs))
        return opened[-1]

    monkeypatch.setattr(sqlite3, "connect", connected)
    with pytest.raises((Invalid, sqlite3.DatabaseError)):
        Forge.open(tmp_path)

    assert opened
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_closed_forge_refuses(tmp_path: Path) -> None:
    """A closed forge says so."""
    forge = Forge.open(tmp_path)
    forge.close()
    with pytest.raises(Invalid, match="closed"):
        forge.accounts.list()


def test_keys_follow_from_the_identity() -> None:
    """Two forges with one identity and one history have the same keys."""
    with Forge.temporary(identity=IDENTITY) as one, Forge.temporary(identity=IDENTITY) as two:
        assert one.accounts.create("a").key == two.accounts.create("b").key


def test_failed_transaction_leaves_nothing(forge: Forge, events: list[Event]) -> None:
    """An error undoes everything inside, and tells nobody."""
    made: list[Repository] = []

    def fail() -> None:
        with forge.transaction():
            made.append(forge.repos.create(forge.namespaces.create("acme"), "site"))
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert forge.namespaces.list().items == ()
    assert events == []
    assert list((forge.directory / "repos").iterdir()) == []
    again = forge.repos.create(forge.namespaces.create("acme"), "site")
    assert (again.id, again.key) == (made[0].id, made[0].key)


def test_ids_are_not_used_twice(forge: Forge) -> None:
    """A deleted record's id does not come back."""
    first = forge.groups.create("first")
    forge.groups.delete(first)
    assert forge.groups.create("second").id == first.id + 1


def test_failing_subscriber_does_not_undo_the_deed(
    forge: Forge, acme: Namespace, caplog: pytest.LogCaptureFixture
) -> None:
    """What a subscriber raises is logged, and the others are told."""
    seen: list[Event] = []

    def fail(event: Event) -> None:
        raise RuntimeError("no")

    forge.events.subscribe(fail)
    stop = forge.events.subscribe(seen.append)
    forge.repos.create(acme, "site")
    stop()
    forge.repos.create(acme, "other")
    assert len(seen) == 1
    assert "failed on RepositoryEvent" in caplog.text


def test_many_threads_write(forge: Forge) -> None:
    """Threads wait for each other, and none is lost."""
    threads = [
        threading.Thread(target=forge.accounts.create, args=(f"user{n}",)) for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert forge.accounts.list().total == 20


def test_two_processes_write_one_directory(forge: Forge) -> None:
    """Another process's accounts are seen, and ids do not collide."""
    program = (
        "import sys; from githost_local.forge import Forge\n"
        "with Forge.open(sys.argv[1]) as forge:\n"
        "    for n in range(10): forge.accounts.create(f'other{n}')\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(forge.directory)]) as process:
        for n in range(10):
            forge.accounts.create(f"mine{n}")
    assert process.returncode == 0
    assert forge.accounts.list().total == 20


def test_unannounced_push_is_announced_on_opening(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """A push whose process died before it was announced changes pull requests later."""

    def die() -> None:
        with forge.refs.settling(site):
            forge.repos.git(site).run("update-ref", "refs/heads/fix", "refs/heads/main")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        die()
    assert forge.pull_requests.by_id(fix.id).version == fix.version
    seen: list[Event] = []
    with Forge.open(forge.directory) as again:
        again.events.subscribe(seen.append)
        assert again.pull_requests.by_id(fix.id).source_commit == fix.target_commit
        assert again.repos.received(site, actor=alice) == ()
    assert seen == []
    assert list((forge.directory / "unsettled").iterdir()) == []


def test_merge_whose_record_was_lost_is_found_again(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account
) -> None:
    """A process that dies after the refs moved and before the commit has merged all the same."""
    program = (
        "import os, sys; from githost_local.forge import Forge\n"
        "forge = Forge.open(sys.argv[1])\n"
        "forge.refs._announce = lambda *arguments: os._exit(9)\n"
        "pull_request = forge.pull_requests.by_id(1)\n"
        "forge.pull_requests.merge(pull_request, actor=forge.accounts.by_login('alice'))\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(forge.directory)], check=False)
    assert done.returncode == 9
    assert forge.pull_requests.by_id(fix.id).state is PullRequestState.OPEN
    moved = forge.branches.get(site, "main").commit
    with Forge.open(forge.directory) as again:
        merged = again.pull_requests.by_id(fix.id)
    assert merged.state is PullRequestState.MERGED
    assert merged.merge_commit == moved == forge.repos.git(site).ref(merge_ref(fix.number))


def test_failed_transaction_moves_refs_back(
    forge: Forge, site: Repository, fix: PullRequest, alice: Account, events: list[Event]
) -> None:
    """Refs that moved in a transaction return when it fails, and nothing is told."""
    before = forge.refs.all(site)

    def fail() -> None:
        with forge.transaction():
            forge.pull_requests.merge(fix, delete_source=True, actor=alice)
            forge.branches.set_default(site, "main")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        fail()
    assert forge.refs.all(site) == before
    assert forge.pull_requests.by_id(fix.id) == fix
    assert forge.repos.git(site).ref(merge_ref(fix.number)) is None
    assert events == []
    assert list((forge.directory / "unsettled").iterdir()) == []


def test_part_of_a_transaction_can_fail_alone(
    forge: Forge, site: Repository, events: list[Event]
) -> None:
    """What was done before and after the failed part is committed and told."""
    with forge.transaction():
        forge.branches.create(site, "one", start="main")
        with pytest.raises(AlreadyExists):
            forge.branches.create(site, "one", start="main")
        forge.branches.create(site, "two", start="main")
    assert [branch.name for branch in forge.branches.list(site)] == ["main", "one", "two"]
    assert len(events) == 2


def test_orphaned_directories_go_on_opening(forge: Forge) -> None:
    """A bare repository without a record is what a crash left, and is removed."""
    orphan = forge.directory / "repos" / "99.git"
    orphan.mkdir()
    Forge.open(forge.directory).close()
    assert not orphan.exists()


def test_side_table_keeps_json(forge: Forge) -> None:
    """Each face has values of its own, within the transaction."""
    side = forge.side("cloud")
    side.put("colour", "2", {"rgb": [1, 2, 3]})
    side.put("colour", "1", None)

    def fail() -> None:
        with forge.transaction():
            side.delete("colour", "2")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert side.get("colour", "2") == {"rgb": [1, 2, 3]}
    assert side.list("colour") == (("1", None), ("2", {"rgb": [1, 2, 3]}))
    assert forge.side("other").list("colour") == ()
    assert side.delete("colour", "2")
    assert side.get("colour", "2") is None


def test_refs_move_together_or_not_at_all(
    forge: Forge, site: Repository, alice: Account, events: list[Event]
) -> None:
    """One ref that has moved keeps all the others where they are."""
    head = forge.branches.get(site, "main").commit
    before = forge.refs.all(site)
    with pytest.raises(Exception, match="refs/heads/main has moved"):
        forge.refs.update(
            site,
            [
                RefChange(ref="refs/heads/new", old=None, new=head),
                RefChange(ref="refs/heads/main", old=None, new=head),
            ],
            actor=alice,
        )
    assert forge.refs.all(site) == before
    assert not [event for event in events if isinstance(event, PushEvent)]
