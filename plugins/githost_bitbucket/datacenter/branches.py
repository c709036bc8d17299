"""Branches on Data Center.

There is no call that reads one branch: its name is searched for, which finds every name that
contains it, and compared exactly here.
"""

from githost.errors import NotFoundError
from githost.interface import Branches, OnSite, RepoLike, adopting, repo_ref
from githost.model import Branch, RepoRef
from githost.wire import Op, Pages, QueryValue, Request, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.commits import find_commit
from githost_bitbucket.datacenter.paging import LARGEST_PAGE, listed, paged, single
from githost_bitbucket.datacenter.paths import branch_id, branch_name, repo_path, start_point

__all__ = ["DataCenterBranches", "delete_branch", "find_branch"]


def find_branch(repo: RepoRef, name: str) -> Op[Branch]:
    """Find the branch `name`.

    Raises `NotFoundError` where there is none.
    """
    short = branch_name(name)
    start: str | None = None
    while True:
        query: dict[str, QueryValue] = {"filterText": short, "limit": LARGEST_PAGE, "start": start}
        response = yield from send(Request("GET", repo_path(repo, "branches"), query=query))
        page = listed(response, payloads.Branch, decode.branch, keep_raw=True, start=start)
        for branch in page.items:
            if branch.name == short:
                return branch
        start = page.next
        if start is None:
            raise NotFoundError(
                f"{repo} has no branch {short!r}",
                **response.facts,
            )


def delete_branch(repo: RepoRef, name: str, *, tip: str | None = None) -> Op[None]:
    """Delete a branch, only if it is still at `tip` where that is given.

    The server answers the same where there was none.
    """
    body = {"name": branch_id(name), "dryRun": False}
    if tip is not None:
        body["endPoint"] = tip
    yield from send(Request("DELETE", repo_path(repo, "branches"), json=body, root="branch-utils"))


class DataCenterBranches(OnSite, Branches):
    """Branches."""

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Branch]:
        return paged(
            self.site,
            repo_path(repo_ref(repo), "branches"),
            payloads.Branch,
            decode.branch,
            query={"filterText": query},
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        return (yield from find_branch(repo_ref(repo), name))

    def create(self, repo: RepoLike, name: str, *, start: str) -> Op[Branch]:
        ref, short = repo_ref(repo), branch_name(name)
        return (
            yield from adopting(
                _created(ref, short, start),
                _made(ref, short, start),
                what=f"branch {short} in {ref}",
            )
        )

    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        ref = repo_ref(repo)
        found = yield from find_branch(ref, name)
        yield from delete_branch(ref, found.name)

    def set_default(self, repo: RepoLike, name: str) -> Op[None]:
        path = repo_path(repo_ref(repo), "default-branch")
        yield from send(Request("PUT", path, json={"id": branch_id(name)}))


def _created(repo: RepoRef, name: str, start: str) -> Op[Branch]:
    body = {"name": name, "startPoint": start_point(start)}
    path = repo_path(repo, "branches")
    response = yield from send(Request("POST", path, json=body, root="branch-utils"))
    return single(response, payloads.Branch, decode.branch)


def _made(repo: RepoRef, name: str, start: str) -> Op[Branch | None]:
    found = yield from find_branch(repo, name)
    wanted = yield from find_commit(repo, start_point(start))
    return found if found.commit == wanted.sha else None
