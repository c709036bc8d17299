"""Commits on Data Center.

In `compare` the names are a pull request's: what is told is what `from` has and `to` has not. The
path of one commit takes a hash only; branches and tags are looked up in the list.
"""

import re
from typing import Final

from githost.errors import NotFoundError
from githost.interface import (
    Commits,
    OnSite,
    RepoLike,
    path_within,
    ref_name,
    repo_ref,
)
from githost.model import Change, Commit, Comparison, RepoRef
from githost.wire import Op, Page, Pages, QueryValue, Request, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import listed, paged, single
from githost_bitbucket.datacenter.paths import repo_path

__all__ = ["DataCenterCommits", "find_commit"]

_FULL_HASH: Final = re.compile(r"[0-9a-f]{40}")


def find_commit(repo: RepoRef, ref: str) -> Op[Commit]:
    """Read the commit that `ref` names: a hash, branch or tag."""
    if _FULL_HASH.fullmatch(ref_name(ref, "commit")):
        response = yield from send(Request("GET", repo_path(repo, "commits", ref)))
        return single(response, payloads.Commit, decode.commit)
    query: dict[str, QueryValue] = {"until": ref, "limit": 1}
    response = yield from send(Request("GET", repo_path(repo, "commits"), query=query))
    newest = listed(response, payloads.Commit, decode.commit, keep_raw=True).items
    if not newest:
        raise NotFoundError(
            f"{repo} has no commit {ref!r}",
            **response.facts,
        )
    return newest[0]


class DataCenterCommits(OnSite, Commits):
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
        where = repo_ref(repo)
        within = None if path is None else path_within(path) or None
        for one in (ref, exclude):
            if one is not None:
                ref_name(one, "commit")
        found = paged(
            self.site,
            repo_path(where, "commits"),
            payloads.Commit,
            decode.commit,
            query={"until": ref, "since": exclude, "path": within},
            page_size=page_size,
            cursor=cursor,
        )
        if ref is not None or exclude is not None:
            return found

        def fetch(start: str | None) -> Op[Page[Commit]]:
            try:
                return (yield from found.fetch(start))
            except NotFoundError:
                # An empty repository has no default branch to list; one that is not there is
                # refused here again.
                yield from send(Request("GET", repo_path(where)))
                return Page(())

        return Pages(fetch, cursor)

    def get(self, repo: RepoLike, ref: str) -> Op[Commit]:
        return (yield from find_commit(repo_ref(repo), ref))

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        """Count the commits between `base` and `head`.

        Requests: one a page of commits in both directions, one for the merge base, and one for each
        of `base` and `head` that is no full hash.
        """
        ref = repo_ref(repo)
        old, new = ref_name(base, "commit"), ref_name(head, "commit")
        old, new = (yield from _hash(ref, old)), (yield from _hash(ref, new))
        ahead = yield from walk(self._between(ref, new, old))
        behind = yield from walk(self._between(ref, old, new))
        query = {"otherCommitId": old}
        path = repo_path(ref, "commits", new, "merge-base")
        response = yield from send(Request("GET", path, query=query))
        common = None
        if response.status != 204:
            common = decoder.decode(response, payloads.ShortCommit).value.id
        return Comparison(ahead=len(ahead), behind=len(behind), merge_base=common)

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        # `compare/diff` begins at the merge base and shows nothing of what only `base` has.
        within = None if path is None else path_within(path)
        where = repo_path(repo_ref(repo), "diff", tail=within)
        query = {"until": ref_name(head, "commit"), "since": ref_name(base, "commit")}
        request = Request("GET", where, query=query, headers={"accept": "text/plain"})
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
        return paged(
            self.site,
            repo_path(repo_ref(repo), "changes"),
            payloads.Change,
            decode.change,
            query={"until": ref_name(head, "commit"), "since": ref_name(base, "commit")},
            page_size=page_size,
            cursor=cursor,
        )

    def _between(self, repo: RepoRef, having: str, lacking: str) -> Pages[Commit]:
        return paged(
            self.site,
            repo_path(repo, "compare", "commits"),
            payloads.Commit,
            decode.commit,
            query={"from": having, "to": lacking},
            page_size=None,
        )


def _hash(repo: RepoRef, ref: str) -> Op[str]:
    if _FULL_HASH.fullmatch(ref):
        return ref
    return (yield from find_commit(repo, ref)).sha
