"""Commits, and what changed between them."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from githost_local.forge.errors import NotFound
from githost_local.forge.git import EMPTY_TREE, GitFailed
from githost_local.forge.noun import Noun
from githost_local.forge.paths import existing
from githost_local.forge.records import (
    Change,
    ChangeKind,
    Commit,
    Comparison,
    Repository,
    Signature,
    Slice,
)

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge
    from githost_local.forge.git import Git

_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%at%x00%cn%x00%ce%x00%ct%x00%B"
_FIELDS = 9
_SHA = re.compile(r"[0-9a-fA-F]{40}")
_ABBREVIATED = re.compile(r"[0-9a-fA-F]{4,40}")
# What a ref's name cannot contain, and rev-parse would read as an expression or option:
# https://git-scm.com/docs/gitrevisions
_EXPRESSION = re.compile(r"^-|[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{")
_KINDS = {
    "A": ChangeKind.ADDED,
    "M": ChangeKind.MODIFIED,
    "D": ChangeKind.DELETED,
    "R": ChangeKind.RENAMED,
    "C": ChangeKind.COPIED,
    "T": ChangeKind.TYPE_CHANGED,
}
_NO_MODE = "000000"
#: How many comparisons are remembered, each of at most so many bytes.
_REMEMBERED, _MOST = 256, 256 * 1024


class Commits(Noun):
    """The commits of a repository.

    A `rev` is a commit's name (at least four digits of it), a branch, a tag, a full ref, or HEAD;
    never an expression. In doubt a full name wins over a branch, and a branch over a tag.
    """

    def __init__(self, forge: Forge) -> None:
        super().__init__(forge)
        self._compared: OrderedDict[tuple[object, ...], bytes] = OrderedDict()
        self._lock = threading.Lock()

    def resolve(self, repository: Repository, rev: str | None) -> str:
        """Return the full name of the commit; None stands for the default branch."""
        return self._resolve(repository, [rev])[0]

    def _resolve(self, repository: Repository, revs: Sequence[str | None]) -> list[str]:
        """Return the full names of commits, in the order of `revs`, in one go."""
        if not revs:
            return []
        tries = [_tries("HEAD" if rev is None else rev) for rev in revs]
        answer = self._git(repository).text(
            "cat-file",
            "--batch-check=%(objectname) %(objecttype)",
            input="".join(f"{attempt}^{{commit}}\n" for each in tries for attempt in each).encode(
                errors="surrogateescape"
            ),
        )
        # Names are repeated where nothing is found, and may have other ends of lines in them.
        lines, found = iter(answer.split("\n")), []
        for rev, each in zip(revs, tries, strict=True):
            answers = [next(lines).partition(" ") for _ in each]
            sha = next((sha for sha, _, kind in answers if kind == "commit"), None)
            if sha is None:
                raise NotFound("commit", "HEAD" if rev is None else rev)
            found.append(sha)
        return found

    def get(self, repository: Repository, rev: str | None) -> Commit:
        """Return a commit."""
        if rev is not None and _SHA.fullmatch(rev):
            # Git need not be asked first which one is meant; an annotated tag has such a name, too.
            found = self.many(repository, [rev]).get(rev.lower())
            if found is not None:
                return found
        sha = self.resolve(repository, rev)
        return self.many(repository, [sha])[sha]

    def many(self, repository: Repository, shas: Iterable[str]) -> dict[str, Commit]:
        """Return commits by their full names, in one go; those that are missing are left out."""
        wanted = sorted(set(shas))
        if not wanted:
            return {}
        output = self._git(repository).text(
            "log", "-z", "--no-walk=unsorted", "--ignore-missing", f"--format={_FORMAT}", "--stdin",
            input="\n".join(wanted).encode(),
        )  # fmt: skip
        return {commit.sha: commit for commit in _commits(output)}

    def list(
        self,
        repository: Repository,
        *,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] = (),
        path: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Commit]:
        """List the commits that are reached from `include` and not from `exclude`, newest first.

        No parent comes before its child, whatever the dates.
        `include` defaults to all branches and tags; `path` keeps those that changed it.
        """
        wanted = include or ()
        resolved = self._resolve(repository, [*wanted, *exclude])
        shas, limits = resolved[: len(wanted)], [f"^{sha}" for sha in resolved[len(wanted) :]]
        options = ["--branches", "--tags"] if include is None else []
        if include is not None and not shas:
            return Slice((), 0)
        lines = shas + limits + ([] if path is None else ["--", existing(path)])
        given = "\n".join(lines).encode()
        git = self._git(repository)
        output = git.text(
            "log", "-z", "--date-order", f"--format={_FORMAT}", f"--skip={offset}",
            f"--max-count={-1 if limit is None else limit}", *options, "--stdin", input=given,
        )  # fmt: skip
        total = int(git.text("rev-list", "--count", *options, "--stdin", input=given))
        return Slice(_commits(output), total)

    def compare(self, repository: Repository, base: str, head: str) -> Comparison:
        """Count what each side has alone, and find where they parted."""
        git = self._git(repository)
        left, right = self.resolve(repository, base), self.resolve(repository, head)
        counts = git.text("rev-list", "--count", "--left-right", f"{left}...{right}").split()
        return Comparison(
            ahead=int(counts[1]),
            behind=int(counts[0]),
            merge_base=merge_base(git, left, right),
        )

    def reaches(self, repository: Repository, ancestor: str, head: str) -> bool:
        """Tell whether `head` is, or descends from, `ancestor`; both full names."""
        return is_ancestor(self._git(repository), ancestor, head)

    def diff(
        self,
        repository: Repository,
        base: str | None,
        head: str,
        *,
        path: str | None = None,
        context: int = 3,
        ignore_whitespace: bool = False,
        renames: bool = True,
        prefixes: tuple[str, str] = ("a/", "b/"),
    ) -> bytes:
        """Return the unified diff from `base`, or from nothing if None, to `head`.

        `prefixes` stand before the old and the new path.
        """
        options = _diff_options(ignore_whitespace=ignore_whitespace, renames=renames)
        return self._compare(
            repository, base, head, path,
            "--no-color", "--no-ext-diff", "--no-textconv", f"--unified={context}",
            f"--src-prefix={prefixes[0]}", f"--dst-prefix={prefixes[1]}", *options,
        )  # fmt: skip

    def patch(self, repository: Repository, base: str | None, head: str) -> bytes:
        """Return the commits that `head` has and `base` lacks, oldest first, as mails."""
        end = self.resolve(repository, head)
        span = ["--root", end] if base is None else [f"{self.resolve(repository, base)}..{end}"]
        return self._git(repository).run(
            "format-patch", "--stdout", "--no-signature", "--no-color", "--no-ext-diff",
            "--no-textconv", *span,
        )  # fmt: skip

    def changes(
        self,
        repository: Repository,
        base: str | None,
        head: str,
        *,
        path: str | None = None,
        ignore_whitespace: bool = False,
        renames: bool = True,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Change]:
        """List the files that differ from `base`, or from nothing if None, to `head`, by path."""
        options = _diff_options(ignore_whitespace=ignore_whitespace, renames=renames)
        output = self._compare(
            repository, base, head, path, "--raw", "--numstat", "-z", "--no-abbrev", *options
        )
        found = _changes(output.decode(errors="surrogateescape").split("\0")[:-1])
        return Slice.of(found, offset=offset, limit=limit)

    def bring(self, repository: Repository, source: Repository, rev: str) -> str:
        """Fetch a commit of a related repository, so that it can be compared; return its name."""
        sha = self.resolve(source, rev)
        if source.id != repository.id and not self._git(repository).has_commit(sha):
            self._git(repository).run(
                "-c", "uploadpack.allowAnySHA1InWant=true", "fetch", "--quiet", "--no-tags",
                "--no-write-fetch-head", str(self._forge.repos.directory(source)), sha,
            )  # fmt: skip
        return sha

    def _compare(
        self,
        repository: Repository,
        base: str | None,
        head: str,
        path: str | None,
        *options: str,
    ) -> bytes:
        """Run `git diff`. Between two full names it never changes, so the latest ones are remembered."""
        known = _SHA.fullmatch(head) and (base is None or _SHA.fullmatch(base))
        key = (repository.id, base, head, path, *options)
        with self._lock:
            if known and key in self._compared:
                self._compared.move_to_end(key)
                return self._compared[key]
        start = EMPTY_TREE if base is None else self.resolve(repository, base)
        ends = (start, self.resolve(repository, head))
        paths = [] if path is None else [existing(path)]
        output = self._git(repository).run("diff", *options, *ends, "--", *paths)
        if known and len(output) <= _MOST:
            with self._lock:
                self._compared[key] = output
                if len(self._compared) > _REMEMBERED:
                    self._compared.popitem(last=False)
        return output


def _diff_options(*, ignore_whitespace: bool, renames: bool) -> Sequence[str]:
    return [
        "--find-renames" if renames else "--no-renames",
        *(["--ignore-all-space"] if ignore_whitespace else []),
    ]


def merge_base(git: Git, one: str, other: str) -> str | None:
    """Return the best commit that both descend from, or None."""
    try:
        return git.text("merge-base", one, other)
    except GitFailed as failure:
        if failure.status == 1:
            return None
        raise


def is_ancestor(git: Git, ancestor: str, head: str) -> bool:
    """Tell whether `head` is, or descends from, `ancestor`."""
    try:
        git.run("merge-base", "--is-ancestor", ancestor, head)
    except GitFailed as failure:
        if failure.status == 1:
            return False
        raise
    return True


def _commits(output: str) -> tuple[Commit, ...]:
    fields = output.removesuffix("\0").split("\0") if output else []
    return tuple(
        _commit(fields[start : start + _FIELDS]) for start in range(0, len(fields), _FIELDS)
    )


def _commit(fields: Sequence[str]) -> Commit:
    sha, parents, an, ae, at, cn, ce, ct, message = fields
    return Commit(
        sha=sha,
        parents=tuple(parents.split()),
        author=Signature(name=an, email=ae, date=datetime.fromtimestamp(int(at), UTC)),
        committer=Signature(name=cn, email=ce, date=datetime.fromtimestamp(int(ct), UTC)),
        message=message,
    )


def _tries(name: str) -> list[str]:
    """Return what a `rev` may stand for, the likeliest first."""
    if not name or _EXPRESSION.search(name):
        raise NotFound("commit", name)
    tries = [name] if name == "HEAD" or name.startswith("refs/") or _SHA.fullmatch(name) else []
    tries += [f"refs/heads/{name}", f"refs/tags/{name}"]
    if _ABBREVIATED.fullmatch(name):
        tries.append(name)
    return tries


def _changes(tokens: Sequence[str]) -> tuple[Change, ...]:
    """Read `git diff --raw --numstat -z`: first all raw entries, then all counts.

    What differs in white space only, where that is ignored, has an entry but no count.
    """
    raw: list[tuple[list[str], str | None, str]] = []
    counts: dict[str, str] = {}
    rest = iter(tokens)
    for token in rest:
        if token.startswith(":"):
            fields = token[1:].split(" ")
            first = next(rest)
            moved = fields[4][0] in "RC"
            raw.append((fields, first if moved else None, next(rest) if moved else first))
        elif token.endswith("\t"):
            next(rest)
            counts[next(rest)] = token
        else:
            counts[token.split("\t", 2)[2]] = token
    return tuple(
        _change(fields, old_path, path, counts[path])
        for fields, old_path, path in raw
        if path in counts
    )


def _change(fields: Sequence[str], old_path: str | None, path: str, count: str) -> Change:
    old_mode, new_mode, old_sha, new_sha, status = fields
    added, removed, _ = count.split("\t", 2)
    kind = _KINDS[status[0]]
    return Change(
        path=path,
        old_path=old_path,
        kind=kind,
        lines_added=None if added == "-" else int(added),
        lines_removed=None if removed == "-" else int(removed),
        old_sha=None if old_mode == _NO_MODE else old_sha,
        new_sha=None if new_mode == _NO_MODE else new_sha,
        old_mode=None if old_mode == _NO_MODE else old_mode,
        new_mode=None if new_mode == _NO_MODE else new_mode,
        similarity=int(status[1:]) if old_path is not None else None,
    )
