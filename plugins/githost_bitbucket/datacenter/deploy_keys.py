"""Deploy keys on Data Center, which calls them access keys.

Neither text nor label of a key can be changed, only what it may do.
"""

from typing import Any, Final

from githost.errors import AlreadyExistsError, ConflictError
from githost.interface import (
    DeployKeys,
    OnSite,
    RepoLike,
    adopting,
    limits,
    repo_ref,
)
from githost.model import DeployKey, RepoRef
from githost.wire import Op, Pages, Request, Response, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import repo_path

__all__ = ["DataCenterDeployKeys"]

_ROOT: Final = "keys"


class DataCenterDeployKeys(OnSite, DeployKeys):
    """Access keys of repositories; those of projects are not among them."""

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[DeployKey]:
        return paged(
            self.site,
            repo_path(repo_ref(repo), "ssh"),
            payloads.DeployKey,
            decode.deploy_key,
            root=_ROOT,
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, key: str) -> Op[DeployKey]:
        path = repo_path(repo_ref(repo), "ssh", key)
        return _deploy_key((yield from send(Request("GET", path, root=_ROOT))))

    def create(
        self, repo: RepoLike, *, label: str, key: str, read_only: bool = True
    ) -> Op[DeployKey]:
        ref = repo_ref(repo)
        body = {"key": {"text": key, "label": label}, "permission": _permission(read_only)}
        wanted = DeployKey(id="", key=key, label=label, read_only=read_only)
        return (
            yield from adopting(
                _created(ref, body),
                self._made(ref, wanted),
                what=f"deploy key {label!r} of {ref}",
            )
        )

    def _made(self, repo: RepoRef, wanted: DeployKey) -> Op[DeployKey | None]:
        # The comment of a key may be moved or dropped; a key is in a repository once.
        for one in (yield from walk(self.list(repo))):
            same = one.label == wanted.label and one.read_only is wanted.read_only
            if same and one.key.split()[:2] == wanted.key.split()[:2]:
                return one
        return None

    @limits(label="Data Center cannot rename a key; delete it and add it again under the new label")
    def update(
        self, repo: RepoLike, key: str, *, label: str | None = None, read_only: bool | None = None
    ) -> Op[DeployKey]:
        del label  # refused by the limits above
        ref = repo_ref(repo)
        if read_only is None:
            return (yield from self.get(ref, key))
        path = repo_path(ref, "ssh", key, "permission", _permission(read_only))
        return _deploy_key((yield from send(Request("PUT", path, root=_ROOT))))

    def delete(self, repo: RepoLike, key: str) -> Op[None]:
        """Remove a deploy key from its repository.

        Requests: two, for the server answers the same where there was none.
        """
        path = repo_path(repo_ref(repo), "ssh", key)
        yield from send(Request("GET", path, root=_ROOT))
        yield from send(Request("DELETE", path, root=_ROOT))


def _created(repo: RepoRef, body: dict[str, Any]) -> Op[DeployKey]:
    try:
        response = yield from send(Request("POST", repo_path(repo, "ssh"), json=body, root=_ROOT))
    except ConflictError as error:
        if type(error) is not ConflictError:
            raise
        # A key that is in use may be a plain 409, of which the message says no more.
        raise error.becoming(AlreadyExistsError) from error
    return _deploy_key(response)


def _permission(read_only: bool) -> str:
    return "REPO_READ" if read_only else "REPO_WRITE"


def _deploy_key(response: Response) -> DeployKey:
    return single(response, payloads.DeployKey, decode.deploy_key)
