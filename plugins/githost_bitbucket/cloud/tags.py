"""Tags on Cloud. Those made through the API are all annotated."""

from typing import Any

from githost.interface import OnSite, RepoLike, Tags, adopting, repo_ref
from githost.model import RepoRef, Tag
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.commits import find_commit
from githost_bitbucket.cloud.filters import contains
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import branch_name, repo_path, tag_name

__all__ = ["CloudTags"]


class CloudTags(OnSite, Tags):
    """Tags of a repository."""

    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Tag]:
        return paged(
            self.site,
            repo_path(repo, "refs", "tags"),
            payloads.Ref,
            decode.tag,
            query={"q": contains("name", query)},
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, name: str) -> Op[Tag]:
        path = repo_path(repo, "refs", "tags", tail=tag_name(name))
        return single((yield from send(Request("GET", path))), payloads.Ref, decode.tag)

    def create(
        self, repo: RepoLike, name: str, *, target: str, message: str | None = None
    ) -> Op[Tag]:
        """Create a tag at `target`, a commit or a branch.

        It is annotated also without a `message`: Cloud then writes one of its own.
        """
        ref, short = repo_ref(repo), tag_name(name)
        body: dict[str, Any] = {"name": short, "target": {"hash": branch_name(target)}}
        if message is not None:
            body["message"] = message
        return (
            yield from adopting(
                self._create(ref, body),
                self._made(ref, short, branch_name(target), message),
                what=f"tag {short} in {ref}",
            )
        )

    def _create(self, repo: RepoRef, body: dict[str, Any]) -> Op[Tag]:
        request = Request("POST", repo_path(repo, "refs", "tags"), json=body)
        return single((yield from send(request)), payloads.Ref, decode.tag)

    def _made(self, repo: RepoRef, name: str, target: str, message: str | None) -> Op[Tag | None]:
        found = yield from self.get(repo, name)
        if message is not None and (found.message or "").strip() != message.strip():
            return None
        wanted = yield from find_commit(repo, target)
        return found if found.commit == wanted.sha else None

    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        path = repo_path(repo, "refs", "tags", tail=tag_name(name))
        yield from send(Request("DELETE", path))
