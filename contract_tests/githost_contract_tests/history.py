"""A small git history, made by git itself, and how it gets to a host."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

__all__ = ["BEGUN", "BRANCHES", "CONFLICT", "FEATURE", "MAIN", "MISSING", "SIDE", "History"]

#: The default branch: three commits, the last of which rewrites README.md.
MAIN: Final = "main"
#: Two commits on top of `MAIN` that add `one.txt`.
FEATURE: Final = "feature/one"
#: No branch: the first of the two commits of `FEATURE`.
BEGUN: Final = f"{FEATURE}~1"
#: One commit on top of `MAIN` that adds `two.txt`.
SIDE: Final = "feature/two"
#: Rewrites README.md from before `MAIN` did, so that the two cannot be merged.
CONFLICT: Final = "conflict"
#: Every branch that is pushed.
BRANCHES: Final = frozenset({MAIN, FEATURE, SIDE, CONFLICT})
#: The full SHA of a commit that nobody has.
MISSING: Final = "0123456789" * 4

#: Branch, the mark it begins at, message, path, content.
_COMMITS: Final = (
    (MAIN, None, "Begin", "README.md", "begun\n"),
    (MAIN, 1, "Add a program", "src/program.py", "print('hello')\n"),
    (MAIN, 2, "Say what it is", "README.md", "a program\n"),
    (FEATURE, 3, "Add one", "one.txt", "one\n"),
    (FEATURE, 4, "Add more to one", "one.txt", "one\nand more\n"),
    (SIDE, 3, "Add two", "two.txt", "two\n"),
    (CONFLICT, 2, "Say something else", "README.md", "something else\n"),
)
_AUTHOR: Final = "Ada Example <ada@example.com>"
_START: Final = 1_700_000_000
#: Variables by which the caller's own git would lead ours to another repository.
_ASTRAY: Final = frozenset(
    {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
)


@attrs.frozen
class History:
    """A bare repository on this machine, the same commits each time."""

    directory: Path
    #: The full SHA of each branch's tip, and of `BEGUN`.
    commits: Mapping[str, str]

    @classmethod
    def build(cls, directory: Path) -> "History":
        """Make the history in a directory that is not there yet."""
        _git("init", "--quiet", "--bare", f"--initial-branch={MAIN}", str(directory))
        _git("fast-import", "--quiet", cwd=directory, stdin=_stream())
        lines = _git("for-each-ref", "--format=%(objectname) %(refname:short)", cwd=directory)
        pairs = (line.split(" ") for line in lines.splitlines())
        tips = {name: sha for sha, name in pairs}
        begun = _git("rev-parse", BEGUN, cwd=directory)
        return cls(directory, {**tips, BEGUN: begun})

    def push(self, url: str, environment: Mapping[str, str]) -> None:
        """Push every branch to `url`, the default one first.

        Hosts take the first branch that they see as the default one.
        """
        for refspec in (f"refs/heads/{MAIN}", "refs/heads/*:refs/heads/*"):
            _git("push", "--quiet", url, refspec, cwd=self.directory, environment=environment)

    def push_commit(
        self, url: str, environment: Mapping[str, str], commit: str, branch: str
    ) -> None:
        """Push one commit of the history to a branch at `url`, whatever is there."""
        refspec = f"+{commit}:refs/heads/{branch}"
        _git("push", "--quiet", url, refspec, cwd=self.directory, environment=environment)

    def parents(self, url: str, environment: Mapping[str, str], branch: str) -> tuple[str, ...]:
        """Fetch a branch from `url` and return the parents of its tip."""
        self._fetch(url, environment, branch)
        _, *parents = _git("rev-list", "--parents", "-1", "FETCH_HEAD", cwd=self.directory).split()
        return tuple(parents)

    def paths(self, url: str, environment: Mapping[str, str], branch: str) -> frozenset[str]:
        """Fetch a branch from `url` and return the paths of its files."""
        self._fetch(url, environment, branch)
        listed = _git("ls-tree", "-r", "--name-only", "FETCH_HEAD", cwd=self.directory)
        return frozenset(listed.splitlines())

    def _fetch(self, url: str, environment: Mapping[str, str], branch: str) -> None:
        refspec = f"refs/heads/{branch}"
        _git("fetch", "--quiet", url, refspec, cwd=self.directory, environment=environment)


def _stream() -> str:
    """Write the history in the language of `git fast-import`."""
    lines: list[str] = []
    for mark, (branch, start, message, path, content) in enumerate(_COMMITS, 1):
        lines += [
            f"commit refs/heads/{branch}",
            f"mark :{mark}",
            f"committer {_AUTHOR} {_START + 60 * mark} +0000",
            f"data {len(message)}",
            message,
            *([f"from :{start}"] if start else []),
            f"M 100644 inline {path}",
            f"data {len(content)}",
            content,
        ]
    return "\n".join(lines) + "\n"


def _git(
    *arguments: str,
    cwd: Path | None = None,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run git without the settings of whoever runs the tests."""
    own = {name: value for name, value in os.environ.items() if name not in _ASTRAY}
    settled = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C"}
    done = subprocess.run(
        ["git", *arguments],
        cwd=cwd,
        input=stdin,
        env={**own, **settled, "GIT_TERMINAL_PROMPT": "0", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"git {arguments[0]} failed: {done.stderr.strip()}"
    return done.stdout.strip()
