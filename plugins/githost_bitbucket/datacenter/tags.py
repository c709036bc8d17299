"""Tags on Data Center. They are made and deleted in the `git` module, and read in the core."""

from typing import Any

from githost.interface import (
    OnSite,
    RepoLike,
    Tags,
    adopting,
    ref_name,
    repo_ref,
)
from githost.model import RepoRef, Tag
from githost.wire import Op, Pages, Request, Response, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.commits import find_commit
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import repo_path, start_point

__all__ = ["DataCenterTags"]


class DataCenterTags(OnSite, Tags):
    """Tags."""

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
            repo_path(repo_ref(repo), "tags"),
            payloads.Tag,
            decode.tag,
            query={"filterText": query},
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, name: str) -> Op[Tag]:
        path = repo_path(repo_ref(repo), "tags", tail=_short(name))
        return _tag((yield from send(Request("GET", path))))

    def create(
        self, repo: RepoLike, name: str, *, target: str, message: str | None = None
    ) -> Op[Tag]:
        ref, short = repo_ref(repo), _short(name)
        body: dict[str, Any] = {
            "name": short,
            "startPoint": start_point(target),
            "type": "LIGHTWEIGHT" if message is None else "ANNOTATED",
        }
        if message is not None:
            body["message"] = message
        return (
            yield from adopting(
                _created(ref, body),
                self._made(ref, short, start_point(target), message),
                what=f"tag {short} in {ref}",
            )
        )

    def _made(self, repo: RepoRef, name: str, target: str, message: str | None) -> Op[Tag | None]:
        found = yield from self.get(repo, name)
        wanted = yield from find_commit(repo, target)
        same = found.commit == wanted.sha and found.annotated is (message is not None)
        return found if same else None

    def delete(self, repo: RepoLike, name: str) -> Op[None]:
        path = repo_path(repo_ref(repo), "tags", tail=_short(name))
        yield from send(Request("DELETE", path, root="git"))


def _created(repo: RepoRef, body: dict[str, Any]) -> Op[Tag]:
    path = repo_path(repo, "tags")
    return _tag((yield from send(Request("POST", path, json=body, root="git"))))


def _short(name: str) -> str:
    return ref_name(name, "tag").removeprefix("refs/tags/")


def _tag(response: Response) -> Tag:
    return single(response, payloads.Tag, decode.tag)
