"""Files: reading trees, and making commits without a work tree."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath

from githost_local.forge.errors import Invalid, NotFound, StaleVersion, Unchanged
from githost_local.forge.git import ZERO, Git, check_message, identity
from githost_local.forge.noun import Noun
from githost_local.forge.paths import existing, is_inside
from githost_local.forge.records import (
    Account,
    Commit,
    EntryKind,
    RefChange,
    Repository,
    Signature,
    Slice,
    TreeEntry,
)
from githost_local.forge.refs import check_name

_DIRECTORY = "040000"
_PLAIN = "100644"
_KINDS = {
    _DIRECTORY: EntryKind.DIRECTORY,
    "120000": EntryKind.SYMLINK,
    "160000": EntryKind.SUBMODULE,
}


class Files(Noun):
    """The files of a repository. Paths have no slash at either end; "" is the root."""

    def list(
        self,
        repository: Repository,
        path: str = "",
        *,
        rev: str | None = None,
        recursive: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[TreeEntry]:
        """List a directory in git's order; `recursive` lists what is below it, directories too."""
        directory = self.entry(repository, path, rev=rev)
        if directory.kind is not EntryKind.DIRECTORY:
            raise NotFound("directory", path)
        options = ["-r", "-t"] if recursive else []
        output = self._git(repository).text("ls-tree", "-z", "-l", *options, directory.sha)
        prefix = f"{directory.path}/" if directory.path else ""
        found = tuple(_entry(line, directory.commit, prefix) for line in output.split("\0") if line)
        return Slice.of(found, offset=offset, limit=limit)

    def entry(self, repository: Repository, path: str, *, rev: str | None = None) -> TreeEntry:
        """Return what is at a path."""
        commit = self._forge.commits.resolve(repository, rev)
        git = self._git(repository)
        name = path.strip("/")
        if not name:
            tree = git.text("rev-parse", f"{commit}^{{tree}}")
            return TreeEntry(
                path="",
                kind=EntryKind.DIRECTORY,
                mode=_DIRECTORY,
                sha=tree,
                size=None,
                commit=commit,
            )
        output = git.text("ls-tree", "-z", "-l", commit, "--", existing(name))
        if not output:
            raise NotFound("file", path)
        return _entry(output.rstrip("\0"), commit, "")

    def read(self, repository: Repository, path: str, *, rev: str | None = None) -> bytes:
        """Return the content of a file, or the target of a symlink."""
        return b"".join(self.stream(repository, path, rev=rev))

    def stream(
        self, repository: Repository, path: str, *, rev: str | None = None
    ) -> Iterator[bytes]:
        """Return the content of a file in pieces; what is no file raises before the first."""
        entry = self.entry(repository, path, rev=rev)
        if entry.size is None:
            raise NotFound("file", path)
        return self._git(repository).stream("cat-file", "blob", entry.sha)

    def archive(
        self,
        repository: Repository,
        *,
        rev: str | None = None,
        format: str = "zip",  # noqa: A002 - git's own word
        prefix: str = "",
        paths: Sequence[str] = (),
    ) -> Iterator[bytes]:
        """Return an archive (`zip`, `tar`, `tar.gz`) of all files, or these paths, in pieces."""
        if format not in {"zip", "tar", "tar.gz"}:
            raise Invalid("format", f"{format!r} is not zip, tar or tar.gz")
        commit = self._forge.commits.resolve(repository, rev)
        wanted = [self.entry(repository, path, rev=commit).path for path in paths]
        return self._git(repository).stream(
            "archive", f"--format={format}", f"--prefix={prefix}", commit, "--", *wanted
        )

    def commit(
        self,
        repository: Repository,
        *,
        branch: str,
        files: Mapping[str, bytes | None],
        message: str,
        actor: Account,
        author: Signature | None = None,
        parent: str | None = None,
        start: str | None = None,
        allow_empty: bool = False,
    ) -> Commit:
        """Write files, or delete those that are None, in one commit on a branch.

        `parent` is the commit the caller read: StaleVersion if one of the files has changed
        since. `start` is where a branch that does not exist begins; in an empty repository it
        begins with this commit. Raises NotFound for a file to be deleted that is not there, and
        Unchanged if nothing would change, unless `allow_empty`.
        """
        check_name(branch)
        check_message(message)
        committer = self._forge.accounts.signature(actor)
        git = self._git(repository)
        with self._forge.transaction():
            head = self._forge.branches.head(repository, branch)
            base = head or self._start(repository, branch, start)
            paths = [_check_path(path) for path in files]
            if parent is not None and base is not None:
                self._check_unchanged(repository, paths, parent, base)
            tree = _write_tree(git, base, dict(zip(paths, files.values(), strict=True)))
            if not allow_empty and base and tree == git.text("rev-parse", f"{base}^{{tree}}"):
                raise Unchanged
            sha = git.text(
                "commit-tree", tree, *(["-p", base] if base else []),
                input=message.encode(),
                env=identity(author or committer, committer),
            )  # fmt: skip
            self._forge.refs.update(
                repository, [RefChange(ref=f"refs/heads/{branch}", old=head, new=sha)], actor=actor
            )
            return self._forge.commits.get(repository, sha)

    def _start(self, repository: Repository, branch: str, start: str | None) -> str | None:
        """Return where a new branch begins; None in an empty repository."""
        if start is not None:
            return self._forge.commits.resolve(repository, start)
        if self._forge.refs.all(repository):
            raise NotFound("branch", branch)
        return None

    def _check_unchanged(
        self, repository: Repository, paths: Sequence[str], parent: str, base: str
    ) -> None:
        read = self._forge.commits.resolve(repository, parent)
        if read != base and self._git(repository).run(
            "diff", "--name-only", read, base, "--", *paths
        ):
            raise StaleVersion(parent, base)


def _write_tree(git: Git, base: str | None, files: Mapping[str, bytes | None]) -> str:
    """Return the tree of `base` with these files in it."""
    above = {str(parent) for path in files for parent in PurePosixPath(path).parents} - {"."}
    modes = _modes(git, base, [*files, *above]) if base is not None and files else {}
    for path in sorted(above):
        is_file = (
            modes.get(path, _DIRECTORY) != _DIRECTORY
            if path not in files
            else files[path] is not None
        )
        if is_file:
            raise Invalid("path", f"{path} is a file")
    lines = []
    for path, content in files.items():
        if content is None:
            if modes.get(path) in {None, _DIRECTORY}:
                raise NotFound("file", path)
            lines.append(f"0 {ZERO}\t{path}\0")
        else:
            if modes.get(path) == _DIRECTORY:
                raise Invalid("path", f"{path} is a directory")
            blob = git.text("hash-object", "-w", "--stdin", input=content)
            lines.append(f"{modes.get(path, _PLAIN)} {blob}\t{path}\0")
    with tempfile.TemporaryDirectory(prefix="index-", dir=git.directory) as scratch:
        index = {"GIT_INDEX_FILE": str(Path(scratch) / "index")}
        git.run("read-tree", *([base] if base else ["--empty"]), env=index)
        git.run(
            "update-index", "-z", "--index-info",
            input="".join(lines).encode(errors="surrogateescape"), env=index,
        )  # fmt: skip
        return git.text("write-tree", env=index)


def _modes(git: Git, commit: str, paths: Sequence[str]) -> dict[str, str]:
    modes = {}
    for line in git.text("ls-tree", "-z", commit, "--", *paths).split("\0"):
        if line:
            facts, _, path = line.partition("\t")
            modes[path] = facts.split(" ")[0]
    return modes


def _entry(line: str, commit: str, prefix: str) -> TreeEntry:
    """Read an entry of `git ls-tree -z -l`."""
    facts, _, path = line.partition("\t")
    mode, _, sha, size = facts.split()
    return TreeEntry(
        path=prefix + path,
        kind=_KINDS.get(mode, EntryKind.FILE),
        mode=mode,
        sha=sha,
        size=None if size == "-" else int(size),
        commit=commit,
    )


def _check_path(path: str) -> str:
    name = path.strip("/")
    if not is_inside(name) or ".git" in name.lower().split("/"):
        raise Invalid("path", f"{path!r} cannot be the path of a file")
    return name
