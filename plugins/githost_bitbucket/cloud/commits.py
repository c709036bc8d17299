"""Commits on Cloud.

A specification of two commits names the newer side first, which is not git's order. Names with a
slash cannot stand in it, nor in other paths, and are looked up first.
"""

import re
from typing import Final

from githost.errors import ConfigurationError, NotFoundError
from githost.interface import Commits, OnSite, RepoLike, path_within, ref_name, repo_ref
from githost.model import Change, Commit, Comparison, RepoRef
from githost.wire import Op, Page, Pages, QueryValue, Request, Response, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import Raw
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import branch_name, repo_path, tag_name

__all__ = [
    "AS_TEXT",
    "CloudCommits",
    "branch_tip",
    "commit_in_path",
    "find_commit",
    "main_branch",
]

#: A hash, in full or shortened; pull requests name 12 digits.
_HASH: Final = re.compile(r"[0-9a-f]{7,40}")
#: A diff is text in whatever encoding the files have; asked for as JSON it was refused with 406.
AS_TEXT: Final = {"accept": "text/plain"}


def _named(ref: str) -> str:
    # Two dots would make a range of it, where names stand in a specification.
    if ".." in ref_name(ref, "commit"):
        raise ConfigurationError(f"{ref!r} names no commit; give a SHA, branch or tag")
    return ref


def _short(ref: str) -> str:
    return tag_name(branch_name(_named(ref)))


def _within(path: str | None) -> str | None:
    """Return what `path` keeps; None for the root, which keeps everything."""
    return None if path is None else path_within(path) or None


def find_commit(repo: RepoRef, ref: str) -> Op[Commit]:
    """Read the commit that `ref` names: a SHA, in full or shortened, else a branch, else a tag."""
    sha = _named(ref).lower()
    if _HASH.fullmatch(sha):
        try:
            return _commit((yield from send(Request("GET", repo_path(repo, "commit", sha)))))
        except NotFoundError:
            if len(ref) == 40:
                raise
    try:
        return (yield from branch_tip(repo, ref))
    except NotFoundError:
        path = repo_path(repo, "refs", "tags", tail=tag_name(ref))
        return single((yield from send(Request("GET", path))), payloads.Ref, _target)


def branch_tip(repo: RepoRef, name: str) -> Op[Commit]:
    """Read the commit at the tip of a branch."""
    path = repo_path(repo, "refs", "branches", tail=branch_name(name))
    return single((yield from send(Request("GET", path))), payloads.Ref, _target)


def _target(wire: payloads.Ref, raw: Raw) -> Commit:
    kept = (raw or {}).get("target")
    return decode.commit(wire.target, kept if isinstance(kept, dict) else None)


def _commit(response: Response) -> Commit:
    return single(response, payloads.Commit, decode.commit)


def commit_in_path(repo: RepoRef, ref: str) -> Op[str]:
    """Return what stands in a path for `ref`: itself, or the SHA of a name with a slash."""
    if "/" not in _named(ref):
        return ref
    return (yield from find_commit(repo, ref)).sha


def main_branch(repo: RepoRef) -> Op[str | None]:
    """Return the name of the default branch, None for an empty repository."""
    response = yield from send(Request("GET", repo_path(repo)))
    return single(response, payloads.Repository, decode.repository).default_branch


class CloudCommits(OnSite, Commits):
    """Commits, and what lies between two of them."""

    def list(
        self,
        repo: RepoLike,
        *,
        ref: str | None = None,
        path: str | None = None,
        exclude: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        where, within = repo_ref(repo), _within(path)
        without = None if exclude is None else _short(exclude)
        if ref is not None:
            return self._reached(where, _short(ref), without, within, page_size, cursor)

        def fetch(link: str | None) -> Op[Page[Commit]]:
            if link is not None:
                return (yield from self._reached(where, None, without, within, None).fetch(link))
            default = yield from main_branch(where)
            if default is None:
                return Page(())
            found = self._reached(where, default, without, within, page_size)
            try:
                return (yield from found.fetch(None))
            except NotFoundError:
                if without is not None:
                    raise
                # The name of a default branch may be settled before the first push.
                return Page(())

        return Pages(fetch, cursor)

    def _reached(
        self,
        repo: RepoRef,
        ref: str | None,
        exclude: str | None,
        path: str | None,
        page_size: int | None,
        cursor: str | None = None,
        *,
        fields: str | None = None,
    ) -> Pages[Commit]:
        # Names stand in the query, where slashes do no harm.
        query: dict[str, QueryValue] = {
            "include": ref,
            "exclude": exclude,
            "path": path,
            "fields": fields,
        }
        return paged(
            self.site,
            repo_path(repo, "commits"),
            payloads.Commit,
            decode.commit,
            query=query,
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, ref: str) -> Op[Commit]:
        """Read the commit that `ref` names: a SHA, branch or tag.

        Requests: one for a SHA, also a shortened one, and for a branch; two for a tag.
        """
        return (yield from find_commit(repo_ref(repo), ref))

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        """Count the commits between `base` and `head`.

        Requests: one for each 100 commits in either direction, at least two, for Cloud does not
        count them; one for the merge base; and one or two for each of `base` and `head` that has a
        slash in its name.
        """
        where, old, new = repo_ref(repo), _named(base), _named(head)
        old = yield from commit_in_path(where, old)
        new = yield from commit_in_path(where, new)
        ahead = yield from self._count(where, new, old)
        behind = yield from self._count(where, old, new)
        try:
            path = repo_path(where, "merge-base", f"{new}..{old}")
            common = _commit((yield from send(Request("GET", path)))).sha
        except NotFoundError:
            # Both are there, or listing them had failed: they share nothing.
            common = None
        return Comparison(ahead=ahead, behind=behind, merge_base=common)

    def _count(self, repo: RepoRef, having: str, lacking: str) -> Op[int]:
        # Left out of `fields`, `next` would be missing and the list end early.
        found = self._reached(
            repo, _short(having), _short(lacking), None, None, fields="values.hash,next"
        )
        return len((yield from walk(found)))

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        where, within = repo_ref(repo), _within(path)
        spec = yield from _spec(where, base, head)
        # By itself the diff begins where the two parted.
        query: dict[str, QueryValue] = {"topic": False, "path": within}
        request = Request("GET", repo_path(where, "diff", spec), query=query, headers=AS_TEXT)
        return (yield from send(request)).body

    def changes(
        self,
        repo: RepoLike,
        base: str,
        head: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        where = repo_ref(repo)

        def fetch(link: str | None) -> Op[Page[Change]]:
            # A link names them already.
            spec = "…" if link is not None else (yield from _spec(where, base, head))
            found = paged(
                self.site,
                repo_path(where, "diffstat", spec),
                payloads.Diffstat,
                decode.change,
                query={"topic": False},
                page_size=page_size,
            )
            return (yield from found.fetch(link))

        return Pages(fetch, cursor)


def _spec(repo: RepoRef, base: str, head: str) -> Op[str]:
    new, old = _named(head), _named(base)
    new = yield from commit_in_path(repo, new)
    old = yield from commit_in_path(repo, old)
    return f"{new}..{old}"
