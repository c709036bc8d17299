"""Commits on Cloud.

A specification of two commits names the newer side first, which is not git's order. Names with a
slash cannot stand in it, nor in other paths, and are looked up first.
"""

import re
from typing import Final

import attrs

from githost.errors import ConfigurationError, NotFoundError
from githost.interface import Commits, RepoLike, Site, repo_ref
from githost.model import Change, Commit, Comparison, RepoRef
from githost.wire import Op, Page, Pages, QueryValue, Request, Response, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import Raw
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import repo_path

__all__ = ["CloudCommits", "commit_in_path", "find_commit", "main_branch"]

_FULL_HASH: Final = re.compile(r"[0-9a-f]{40}")
#: Text in whatever encoding the files have; asked for as JSON it was refused with 406.
_TEXT: Final = {"accept": "text/plain"}


def _named(ref: str) -> str:
    if not ref.strip():
        raise ConfigurationError("the name of a commit is empty; give a SHA, branch or tag")
    return ref


def find_commit(repo: RepoRef, ref: str) -> Op[Commit]:
    """Read the commit that `ref` names: a full SHA, else a branch, else a tag or a shortened SHA."""
    if not _FULL_HASH.fullmatch(_named(ref)):
        for kind in ("branches", "tags"):
            path = repo_path(repo, "refs", kind, tail=ref)
            try:
                response = yield from send(Request("GET", path))
            except NotFoundError:
                continue
            return single(response, payloads.Ref, _target)
    return _commit((yield from send(Request("GET", repo_path(repo, "commit", ref)))))


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


@attrs.frozen
class CloudCommits(Commits):
    """Commits, and what lies between two of them."""

    site: Site

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
        where = repo_ref(repo)
        if ref is not None:
            return self._reached(where, ref, path, exclude, page_size, cursor)

        def fetch(link: str | None) -> Op[Page[Commit]]:
            if link is not None:
                return (yield from self._reached(where, "", path, exclude, page_size).fetch(link))
            default = yield from main_branch(where)
            if default is None:
                return Page(())
            return (yield from self._reached(where, default, path, exclude, page_size).fetch(None))

        return Pages(fetch, cursor)

    def _reached(
        self,
        repo: RepoRef,
        ref: str,
        path: str | None,
        exclude: str | None,
        page_size: int | None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        # Names stand in the query, where slashes do no harm.
        query: dict[str, QueryValue] = {"include": ref, "exclude": exclude, "path": path}
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

        Requests: one for a full SHA or a branch, two for a tag, three for a shortened SHA.
        """
        return (yield from find_commit(repo_ref(repo), ref))

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        where = repo_ref(repo)
        old = yield from commit_in_path(where, base)
        new = yield from commit_in_path(where, head)
        ahead = yield from walk(self._reached(where, new, None, old, None))
        behind = yield from walk(self._reached(where, old, None, new, None))
        try:
            path = repo_path(where, "merge-base", f"{new}..{old}")
            common = _commit((yield from send(Request("GET", path)))).sha
        except NotFoundError:
            # Both are there, or listing them had failed: they share nothing.
            common = None
        return Comparison(ahead=len(ahead), behind=len(behind), merge_base=common)

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        where = repo_ref(repo)
        spec = yield from _spec(where, base, head)
        # By itself the diff begins where the two parted.
        query: dict[str, QueryValue] = {"topic": False, "path": path}
        request = Request("GET", repo_path(where, "diff", spec), query=query, headers=_TEXT)
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

        def described(spec: str) -> Pages[Change]:
            return paged(
                self.site,
                repo_path(where, "diffstat", spec),
                payloads.Diffstat,
                decode.change,
                query={"topic": False},
                page_size=page_size,
            )

        def fetch(link: str | None) -> Op[Page[Change]]:
            spec = "" if link is not None else (yield from _spec(where, base, head))
            return (yield from described(spec or "next").fetch(link))

        return Pages(fetch, cursor)


def _spec(repo: RepoRef, base: str, head: str) -> Op[str]:
    new = yield from commit_in_path(repo, head)
    old = yield from commit_in_path(repo, base)
    return f"{new}..{old}"
