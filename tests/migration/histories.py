"""Git histories as people make them, the same each time: every date and name is drawn from a seed."""

import random
import subprocess
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import attrs

from tests.migration.people import PEOPLE

__all__ = ["Change", "History", "Topic", "commit_onto"]

_BEGINNING: Final = datetime(2024, 1, 8, 8, 30, tzinfo=UTC)
#: Who wrote code before there were accounts.
_OLD_TIMER: Final = ("Old Timer", "old@timer.example")
_AUTHORS: Final = (*((one.name, one.email) for one in PEOPLE if one.login != "admin"), _OLD_TIMER)
_LINES: Final = 40
_POINTER: Final = (
    "version https://git-lfs.github.com/spec/v1\n"
    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
    "size 12345\n"
)


@attrs.frozen
class Change:
    """What a topic does to one file: numbers of lines, from 1."""

    path: str
    #: Where it was before, for a file that was renamed.
    old_path: str
    #: Old lines that go.
    removed: tuple[int, ...] = ()
    #: New lines that come.
    added: tuple[int, ...] = ()
    #: Old and new number of lines beside the change that stay.
    context: tuple[tuple[int, int], ...] = ()


@attrs.frozen
class Topic:
    """A branch that a pull request may come from."""

    branch: str
    #: The branch that it is for.
    target: str
    changes: tuple[Change, ...]
    #: Whether its commits are for a fork, and not in the repository itself.
    fork: bool = False


@attrs.frozen
class _Commit:
    mark: int
    files: Mapping[str, bytes]


class History:
    """A repository that is being made up; `write` makes it real.

    Each topic has files of its own, so that topics merge in any order.
    """

    def __init__(self, seed: str, *, main: str) -> None:
        self.main = main
        self.topics: list[Topic] = []
        self._chance = random.Random(seed)
        self._stream: list[bytes] = []
        self._marks = 0
        self._when = _BEGINNING
        self._tips: dict[str, _Commit] = {}

    def begin(self, *, commits: int, topics: int, large: int = 0, pointer: bool = False) -> None:
        """Commit to the main branch, with merges, branches and tags on the way.

        `large` is the size of a binary file, none for 0; `pointer` commits what stands for a large
        file that is kept elsewhere.
        """
        first = {
            "README.md": b"# Read me\n\nText.\n",
            "docs/Überblick.md": "Größe\n".encode(),
            "docs/read me.txt": b"a path with a space\n",
        }
        for number in range(topics):
            for letter in "ab":
                first[_path(number, letter)] = _text(number, letter)
        self._commit(self.main, "Begin", first)
        self._odd_files()
        if large:
            self._commit(self.main, "Add a picture", {"big.bin": self._chance.randbytes(large)})
        if pointer:
            attributes = b"*.psd filter=lfs diff=lfs merge=lfs -text\n"
            self._commit(
                self.main,
                "Keep designs elsewhere",
                {".gitattributes": attributes, "design.psd": _POINTER.encode()},
            )
        for number in range(commits):
            self._grow(number)
        self._branch("release/1.x", self.main)
        self._branch("user/zoë/Größe_日本", self.main)
        self._commit("user/zoë/Größe_日本", "Try it", {"try.txt": "ü\n".encode()})

    def _odd_files(self) -> None:
        self._reset(
            self.main, [("120000", "link", b"README.md"), ("100755", "run.sh", b"#!/bin/sh\n")]
        )

    def _grow(self, number: int) -> None:
        """Commit to the main branch: now and then through a side branch, now and then with a tag."""
        notes = {f"notes/{number:03}.md": f"# Note {number}\n\n{self._chance.random()}\n".encode()}
        message = f"Note {number}\n\nWith a body: ü, 日本.\n"
        if number % 6 == 3:
            self._branch(f"old/side-{number}", self.main)
            side = self._commit(f"old/side-{number}", message, notes)
            self._commit(self.main, f"Plan {number}", {f"plan/{number:03}": b"p\n"})
            self._commit(self.main, f"Merge side {number}", notes, merge=side)
        else:
            self._commit(self.main, message, notes)
        if number % 5 == 1:
            self._tag(f"v0.{number}", annotated=number % 10 == 1)

    def topic(
        self, number: int, branch: str, *, own_target: bool = False, fork: bool = False
    ) -> Topic:
        """Add a branch that changes this topic's files, for the main branch or one of its own."""
        target = f"maintenance/{number}" if own_target else self.main
        if own_target:
            self._branch(target, self.main)
        self._branch(branch, self.main)
        edited = self._edit(branch, number)
        other = self._other(branch, number)
        added = f"added/{number:02} ü.txt"
        self._commit(branch, f"Add what is new in {number}", {added: b"one\ntwo\nthree\n"})
        topic = Topic(branch, target, (edited, *other, Change(added, added, added=(1, 2, 3))), fork)
        self.topics.append(topic)
        return topic

    def conflict(self, number: int) -> None:
        """Change on the main branch what this topic changes."""
        path = _path(number, "a")
        lines = self._tips[self.main].files[path].splitlines(keepends=True)
        self._commit(
            self.main, f"Do {number} in another way", {path: b"".join(lines[:5]) + b"else\n"}
        )

    def _edit(self, branch: str, number: int) -> Change:
        path = _path(number, "a")
        lines = self._tips[branch].files[path].splitlines(keepends=True)
        at, gone, new = 10, self._chance.randrange(1, 4), self._chance.randrange(1, 5)
        coming = [f"    new {number} {one} ä\n".encode() for one in range(new)]
        lines[at - 1 : at - 1 + gone] = coming
        self._commit(branch, f"Change part {number}", {path: b"".join(lines)})
        return Change(
            path,
            path,
            removed=tuple(range(at, at + gone)),
            added=tuple(range(at, at + new)),
            context=((at - 1, at - 1), (at + gone, at + new), (at + gone + 1, at + new + 1)),
        )

    def _other(self, branch: str, number: int) -> tuple[Change, ...]:
        """Rename a file, delete it, or leave it."""
        path = _path(number, "b")
        content = self._tips[branch].files[path]
        if number % 3 == 1:
            self._commit(branch, f"Drop part {number}", {path: None})
            return (Change(path, path, removed=tuple(range(1, _LINES + 1))),)
        if number % 3 == 2:
            moved = f"moved/part-{number:02}.py"
            files = {path: None, moved: content + b"# moved\n"}
            self._commit(branch, f"Move part {number}", files)
            return (Change(moved, path, added=(_LINES + 1,), context=((_LINES, _LINES),)),)
        return ()

    def _branch(self, name: str, start: str) -> None:
        self._tips[name] = self._tips[start]
        self._stream.append(f"reset refs/heads/{name}\nfrom :{self._tips[start].mark}\n\n".encode())

    def _tag(self, name: str, *, annotated: bool) -> None:
        tip = self._tips[self.main].mark
        if not annotated:
            self._stream.append(f"reset refs/tags/{name}\nfrom :{tip}\n\n".encode())
            return
        who, email = self._chance.choice(_AUTHORS)
        message = f"Release {name}\n\nÄnderungen: viele.\n".encode()
        stamp = f"{int(self._when.timestamp())} +0100"
        self._stream.append(
            f"tag {name}\nfrom :{tip}\ntagger {who} <{email}> {stamp}\n".encode() + _data(message)
        )

    def _commit(
        self,
        branch: str,
        message: str,
        changes: Mapping[str, bytes | None],
        *,
        merge: int | None = None,
    ) -> int:
        entries = [("100644", path, content) for path, content in changes.items()]
        return self._reset(branch, entries, message=message, merge=merge)

    def _reset(
        self,
        branch: str,
        entries: Iterable[tuple[str, str, bytes | None]],
        *,
        message: str = "Add a link and a program",
        merge: int | None = None,
    ) -> int:
        self._marks += 1
        self._when += timedelta(minutes=self._chance.randrange(20, 4000))
        stamp = int(self._when.timestamp())
        who, email = self._chance.choice(_AUTHORS)
        by, theirs = self._chance.choice(_AUTHORS) if self._marks % 4 == 0 else (who, email)
        lines = [
            f"commit refs/heads/{branch}\nmark :{self._marks}\n".encode(),
            f"author {who} <{email}> {stamp} +0100\n".encode(),
            f"committer {by} <{theirs}> {stamp + 60} -0530\n".encode(),
            _data(message.encode()),
        ]
        tip = self._tips.get(branch)
        if tip is not None:
            lines.append(f"from :{tip.mark}\n".encode())
        if merge is not None:
            lines.append(f"merge :{merge}\n".encode())
        files = dict(tip.files) if tip is not None else {}
        for mode, path, content in entries:
            if content is None:
                lines.append(f'D "{path}"\n'.encode())
                del files[path]
            else:
                lines.append(f'M {mode} inline "{path}"\n'.encode() + _data(content))
                files[path] = content
        self._stream += [*lines, b"\n"]
        self._tips[branch] = _Commit(self._marks, files)
        return self._marks

    def write(self, folder: Path) -> None:
        """Make a bare repository in `folder`, with every branch and tag."""
        _git("init", "--quiet", "--bare", f"--initial-branch={self.main}", str(folder))
        _git("fast-import", "--quiet", cwd=folder, stdin=b"".join(self._stream))


def commit_onto(folder: Path, branch: str, *, path: str, seed: str) -> None:
    """Add a commit to a branch of a bare repository, which puts a line on top of a file."""
    old = _git("show", f"{branch}:{path}", cwd=folder)
    chance = random.Random(seed)
    who, email = chance.choice(_AUTHORS)
    when = int((_BEGINNING + timedelta(days=400, minutes=chance.randrange(100_000))).timestamp())
    stream = (
        f"commit refs/heads/{branch}\ncommitter {who} <{email}> {when} +0000\n".encode()
        + _data(b"Think again\n")
        + f"from refs/heads/{branch}^0\n".encode()
        + f'M 100644 inline "{path}"\n'.encode()
        + _data(b"# thought again\n" + old)
    )
    _git("fast-import", "--quiet", cwd=folder, stdin=stream)


def _path(number: int, letter: str) -> str:
    folder = ("src", "src/größe", "src/with space")[number % 3] if letter == "a" else "src"
    return f"{folder}/part-{number:02}{letter}.py"


def _text(number: int, letter: str) -> bytes:
    return b"".join(f"line {line} of {number}{letter}\n".encode() for line in range(1, _LINES + 1))


def _data(content: bytes) -> bytes:
    return b"data %d\n" % len(content) + content + b"\n"


def _git(*arguments: str, cwd: Path | None = None, stdin: bytes = b"") -> bytes:
    done = subprocess.run(
        ["git", *arguments], cwd=cwd, input=stdin, stdout=subprocess.PIPE, check=True
    )
    return done.stdout
