"""Branches on Cloud."""

from githost.errors import NotFoundError
from githost.interface import Branches, OnSite, RepoLike, adopting, repo_ref
from githost.model import Branch, RepoRef
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.commits import find_commit
from githost_bitbucket.cloud.filters import contains
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import branch_name, repo_path
from githost_bitbucket.cloud.repos import change_repository

__all__ = ["CloudBranches"]


class CloudBranches(OnSite, Branches):
    """Branches of a repository. `default` is None: it is a fact of the repository."""

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
            repo_path(repo, "refs", "branches"),
            payloads.Ref,
            decode.branch,
            query={"q": contains("name", query)},
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        path = repo_path(repo, "refs", "branches", tail=branch_name(name))
        return single((yield from send(Request("GET", path))), payloads.Ref, decode.branch)

    def create(self, repo: RepoLike, name: str, *, start: str) -> Op[Branch]:
        ref, short = repo_ref(repo), branch_name(name)
        return (
            yield from adopting(
                self._create(ref, short, start),
                self._made(ref, short, start),
                what=f"branch {short} in {ref}",
            )
        )

    def _create(self, repo: RepoRef, name: str, start: str) -> Op[Branch]:
        # `target.hash` takes the name of a branch, too.
        body = {"name": name, "target": {"hash": branch_name(start)}}
        request = Request("POST", repo_path(repo, "refs", "branches"), json=body)
        return single((yield from send(request)), payloads.Ref, decode.branch)

    def _made(self, repo: RepoRef, name: str, start: str) -> Op[Branch | None]:
        found = yield from self.get(repo, name)
        wanted = yield from find_commit(repo, branch_name(start))
        return found if found.commit == wanted.sha else None

    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        path = repo_path(repo, "refs", "branches", tail=branch_name(name))
        yield from send(Request("DELETE", path))

    def set_default(self, repo: RepoLike, name: str) -> Op[None]:
        """Make a branch the default one of its repository.

        Requests: three: Cloud creates a repository that is not there and does not say that it
        refuses a branch that is not, so both are read first.
        """
        short = branch_name(name)
        yield from self.get(repo, short)
        changed = yield from change_repository(repo_ref(repo), {"mainbranch": {"name": short}})
        if changed.default_branch != short:
            raise NotFoundError(
                f"{changed.ref} kept {changed.default_branch!r} as its default branch and did not "
                f"take {short!r}"
            )
