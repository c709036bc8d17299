"""Refs: the one way in which they move, and what follows when they did.

Git is the truth, and the database holds what has been told about it: the last refs whose change
has been announced. A push is run by git itself and announced afterwards. So that a crash between
the two loses nothing, a mark lies in the directory `unsettled` from before a ref may move until
its consequences are committed; opening the forge settles what is marked.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from githost_local.forge.errors import Conflict, Invalid, RefMoved
from githost_local.forge.events import PushEvent
from githost_local.forge.git import ZERO, Git, GitFailed
from githost_local.forge.noun import Noun
from githost_local.forge.records import Account, RefChange, Repository

log = logging.getLogger(__name__)

#: Refs of the forge's own, hidden from clones and closed to pushes.
HIDDEN = "refs/githost/"

# https://git-scm.com/docs/git-check-ref-format
_BAD = re.compile(r"^[-/]|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|/\.|\.lock(/|$)|[/.]$|^\.|^@$")


def check_name(name: str) -> None:
    """Refuse what cannot be the name of a branch or tag."""
    if not name or _BAD.search(name):
        raise Invalid("name", f"{name!r} is not a name that git allows")


class Refs(Noun):
    """The refs of a repository."""

    def all(self, repository: Repository) -> dict[str, str]:
        """Return the object each ref points to, by full name, without the forge's own refs."""
        lines = self._git(repository).text("for-each-ref", "--format=%(objectname) %(refname)")
        pairs = (line.split(" ", 1) for line in lines.splitlines())
        return {ref: sha for sha, ref in pairs if not ref.startswith(HIDDEN)}

    def update(
        self, repository: Repository, changes: Iterable[RefChange], *, actor: Account | None
    ) -> None:
        """Make, move and delete refs, all of them or none, and announce it.

        Raises RefMoved if one is not where `old` says, and Conflict if git allows it for
        another reason not (`a` beside `a/b`).
        """
        wanted = tuple(changes)
        with self._forge.transaction():
            git = self._git(repository)
            mark = self._mark(repository)
            try:
                _move(git, wanted)
            except GitFailed as failure:
                mark.unlink()
                for change in wanted:
                    if git.ref(change.ref) != change.old:
                        raise RefMoved(change.ref) from failure
                raise Conflict(failure.error) from failure
            self._store.after_commit(lambda: mark.unlink(missing_ok=True))
            self._store.after_rollback(lambda: _move_back(git, wanted, mark))
            self._announce(
                repository, tuple(c for c in wanted if not c.ref.startswith(HIDDEN)), actor
            )

    def point_head(self, repository: Repository, branch: str) -> None:
        """Let HEAD, and the record of the default branch, say this branch."""
        with self._forge.transaction():
            git = self._git(repository)
            before = git.text("symbolic-ref", "HEAD")
            self._store.after_rollback(lambda: _set_head(git, before))
            _set_head(git, f"refs/heads/{branch}")
            self._store.assign("repositories", repository.id, {"default_branch": branch})

    def synchronize(
        self, repository: Repository, *, actor: Account | None
    ) -> tuple[RefChange, ...]:
        """Announce the refs that git moved by itself since the last announcement."""
        with self._forge.transaction():
            rows = self._store.rows(
                "SELECT ref, sha FROM refs WHERE repository_id = ?", repository.id
            )
            before = {row["ref"]: row["sha"] for row in rows}
            after = self.all(repository)
            changes = tuple(
                RefChange(ref=ref, old=before.get(ref), new=after.get(ref))
                for ref in sorted(before.keys() | after.keys())
                if before.get(ref) != after.get(ref)
            )
            self._announce(repository, changes, actor)
            return changes

    @contextmanager
    def settling(self, repository: Repository) -> Iterator[None]:
        """Mark the repository while git moves refs by itself and until that is announced."""
        mark = self._mark(repository)
        yield
        mark.unlink(missing_ok=True)

    def settle(self) -> None:
        """Announce what a process that died left unannounced."""
        for mark in sorted(self._marks.glob("*")):
            row = self._store.row("repositories", id=int(mark.name.partition("-")[0]))
            if row is not None:
                self.synchronize(self._forge.repos.get(row["id"]), actor=None)
            mark.unlink(missing_ok=True)

    @property
    def _marks(self) -> Path:
        return self._forge.directory / "unsettled"

    def _mark(self, repository: Repository) -> Path:
        self._marks.mkdir(exist_ok=True)
        mark = self._marks / f"{repository.id}-{uuid.uuid4()}"
        mark.touch()
        return mark

    def _announce(
        self, repository: Repository, changes: tuple[RefChange, ...], actor: Account | None
    ) -> None:
        if not changes:
            return
        for change in changes:
            if change.new is None:
                self._store.execute(
                    "DELETE FROM refs WHERE repository_id = ? AND ref = ?",
                    repository.id,
                    change.ref,
                )
            else:
                self._store.execute(
                    "INSERT OR REPLACE INTO refs VALUES (?, ?, ?)",
                    repository.id,
                    change.ref,
                    change.new,
                )
        now = self._forge.now()
        self._store.assign("repositories", repository.id, {"updated_at": now})
        self._choose_default(self._forge.repos.get(repository.id), changes)
        current = self._forge.repos.get(repository.id)
        self._forge.publish(PushEvent(repository=current, actor=actor, at=now, changes=changes))
        self._forge.pull_requests.pushed(current, changes, actor=actor)

    def _choose_default(self, repository: Repository, changes: tuple[RefChange, ...]) -> None:
        """Take the first branches' `main`, `master`, or first, where nobody chose one."""
        if repository.default_branch is not None:
            return
        made = [c.name for c in changes if c.kind == "branch" and c.new is not None]
        if made:
            chosen = next((name for name in ("main", "master") if name in made), made[0])
            self.point_head(repository, chosen)


def _set_head(git: Git, ref: str) -> None:
    git.run("symbolic-ref", "HEAD", ref)


def _move(git: Git, changes: Iterable[RefChange]) -> None:
    """Let git move refs in one transaction of its own."""
    commands = "".join(
        f"update {change.ref}\0{change.new or ZERO}\0{change.old or ZERO}\0" for change in changes
    )
    git.run("update-ref", "--stdin", "-z", input=commands.encode())


def _move_back(git: Git, changes: Iterable[RefChange], mark: Path) -> None:
    """Undo a move; where a push has come in between, the mark stays and it will be announced."""
    try:
        _move(git, [RefChange(ref=c.ref, old=c.new, new=c.old) for c in changes])
    except GitFailed as failure:
        log.warning("refs stay moved after a failed transaction: %s", failure)
    else:
        mark.unlink(missing_ok=True)
