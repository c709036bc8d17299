"""A copy of one repository on this machine's disk, between fetching it and pushing it."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from githost.client.sync import Host
from githost.errors import TransportError
from githost.migration.git import git
from githost.migration.parts.refs import HEADS
from githost.model import RepoRef

__all__ = ["FULL", "Mirror", "cloned", "delete"]

_ARCHIVE_NAMES = {
    "GIT_AUTHOR_NAME": "githost",
    "GIT_AUTHOR_EMAIL": "githost@localhost",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "githost",
    "GIT_COMMITTER_EMAIL": "githost@localhost",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
}


@attrs.frozen
class Mirror:
    """A bare copy with all that the source shows: branches, tags, and refs of the host's own."""

    path: Path
    #: Where it came from, and what git needs to fetch more from there.
    url: str
    environment: Mapping[str, str] = attrs.field(repr=False)

    def refs(self) -> dict[str, str]:
        """Return the branches and tags: full names and SHAs."""
        listed = git(
            "for-each-ref",
            "--format=%(refname) %(objectname)",
            HEADS,
            "refs/tags/",
            cwd=self.path,
        )
        return dict(line.split(" ", 1) for line in listed.splitlines())

    def commit(self, name: str) -> str | None:
        """Return the full SHA of a commit, fetching it where the source gives it; None where it is gone."""
        found = self._resolved(name)
        if found is None and len(name) == FULL:
            self._ask_for(name)
            found = self._resolved(name)
        return found

    def _ask_for(self, sha: str) -> None:
        """Fetch a commit to which perhaps no ref leads: hosts may refuse that, and then it cannot be had."""
        for attempt in range(1, _TRIES + 1):
            try:
                git("fetch", "--quiet", self.url, sha, cwd=self.path, environment=self.environment)
            except TransportError as error:
                if any(words in str(error) for words in _REFUSALS):
                    return
                time.sleep(_PAUSE * attempt)
            else:
                return

    def _resolved(self, name: str) -> str | None:
        try:
            return git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}", cwd=self.path)
        except TransportError:
            return None

    def parent(self, sha: str) -> str | None:
        """Return the first parent of a commit, None for a first one."""
        return self._resolved(f"{sha}^1")

    def contains(self, later: str, earlier: str) -> bool:
        """Say whether `earlier` is `later` or comes before it."""
        try:
            git("merge-base", "--is-ancestor", earlier, later, cwd=self.path)
        except TransportError:
            return False
        return True

    def unreachable(self, shas: Sequence[str]) -> list[str]:
        """Return those of `shas` to which no branch or tag leads."""
        if not shas:
            return []
        listed = git(
            *("rev-list", "--no-walk=unsorted", *shas, "--not", "--branches", "--tags"),
            cwd=self.path,
        )
        return listed.split()

    def joined(self, shas: Sequence[str]) -> str:
        """Make the commit that has all of `shas` as parents, the same one each time, and return its SHA."""
        tree = git("hash-object", "-t", "tree", "-w", "--stdin", cwd=self.path)
        parents = [word for sha in sorted(set(shas)) for word in ("-p", sha)]
        message = "Keep the commits of pull requests whose branches are gone"
        return git(
            *("commit-tree", tree, *parents, "-m", message),
            cwd=self.path,
            environment=_ARCHIVE_NAMES,
        )

    def fork_point(self, branch: str, sha: str) -> str | None:
        """Return where `sha` left a branch; None where either is gone, or nothing is common."""
        try:
            return git("merge-base", f"{HEADS}{branch}", sha, cwd=self.path)
        except TransportError:
            return None

    def fetch(self, url: str, environment: Mapping[str, str], ref: str) -> None:
        """Fetch one ref of another host, for its commits."""
        git("fetch", "--quiet", url, ref, cwd=self.path, environment=environment)

    def push(
        self,
        url: str,
        environment: Mapping[str, str],
        refs: Mapping[str, str],
        now: Mapping[str, str],
    ) -> None:
        """Push commits to the `refs` of the host at `url`.

        `now` says what the refs are there: one that moved meanwhile is refused, so that nothing
        that somebody else pushed is lost.
        """
        push(self.path, url, environment, refs, now)

    def uses_lfs(self) -> bool:
        """Say whether some branch keeps large files outside of git."""
        for name in self.refs():
            if not name.startswith(HEADS):
                continue
            with contextlib.suppress(TransportError):
                found = git("grep", "-l", "filter=lfs", name, "--", ".gitattributes", cwd=self.path)
                if found:
                    return True
        return False

    def carry_lfs(self, url: str, environment: Mapping[str, str]) -> str:
        """Carry large files with `git lfs`; return why that did not work, empty where it did."""
        if shutil.which("git-lfs") is None:
            return "git-lfs is not installed here; install it and run again"
        try:
            git("lfs", "fetch", "--all", self.url, cwd=self.path, environment=self.environment)
            git("lfs", "push", "--all", url, cwd=self.path, environment=environment)
        except TransportError as error:
            return str(error)
        return ""


def push(
    path: Path,
    url: str,
    environment: Mapping[str, str],
    refs: Mapping[str, str],
    now: Mapping[str, str],
) -> None:
    """Push from the repository at `path`; an empty SHA deletes. `now` says what is there."""
    names = sorted(refs)
    for begin in range(0, len(names), _AT_ONCE):
        chunk = names[begin : begin + _AT_ONCE]
        leases = [f"--force-with-lease={name}:{now.get(name, '')}" for name in chunk]
        specs = [f"{refs[name]}:{name}" for name in chunk]
        git("push", "--quiet", *leases, url, *specs, cwd=path, environment=environment)


def delete(
    url: str, environment: Mapping[str, str], names: Sequence[str], now: Mapping[str, str]
) -> None:
    """Delete refs of the host at `url`, unless they moved meanwhile."""
    with tempfile.TemporaryDirectory(prefix="githost-carry-") as folder:
        git("init", "--quiet", "--bare", folder)
        push(Path(folder), url, environment, dict.fromkeys(names, ""), now)


#: Digits of a whole SHA-1.
FULL = 40
#: What git says where a host does not give a commit, other than where the network fails; git 2.38.
_REFUSALS = ("not our ref", "unadvertised object", "couldn't find remote ref")
#: Times that a commit is asked for, and seconds between the first two.
_TRIES = 4
_PAUSE = 0.5
#: Refs in one push: their names stand on the command line.
_AT_ONCE = 400


@contextlib.contextmanager
def cloned(source: Host, repo: RepoRef) -> Iterator[Mirror]:
    """Clone `repo` into a folder that is deleted at the end."""
    url = source.git.clone_url(repo)
    environment = source.git.environment()
    with tempfile.TemporaryDirectory(prefix="githost-carry-") as folder:
        path = Path(folder) / "mirror.git"
        git("clone", "--quiet", "--mirror", url, str(path), environment=environment)
        yield Mirror(path, url, environment)
