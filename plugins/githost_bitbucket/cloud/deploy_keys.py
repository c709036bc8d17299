"""Deploy keys on Cloud. They only read; a key's text cannot be changed, only its label."""

from githost.interface import DeployKeys, OnSite, RepoLike, adopting, limits, repo_ref
from githost.model import DeployKey, RepoRef
from githost.wire import Op, Pages, Request, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import repo_path

__all__ = ["CloudDeployKeys"]


class CloudDeployKeys(OnSite, DeployKeys):
    """Deploy keys of repositories; those of projects are not among them."""

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[DeployKey]:
        return paged(
            self.site,
            repo_path(repo, "deploy-keys"),
            payloads.DeployKey,
            decode.deploy_key,
            page_size=page_size,
            cursor=cursor,
        )

    def get(self, repo: RepoLike, key: str) -> Op[DeployKey]:
        response = yield from send(Request("GET", repo_path(repo, "deploy-keys", key)))
        return single(response, payloads.DeployKey, decode.deploy_key)

    @limits(read_only="deploy keys of Bitbucket Cloud only read")
    def create(
        self, repo: RepoLike, *, label: str, key: str, read_only: bool = True
    ) -> Op[DeployKey]:
        del read_only  # False is refused by the limits above
        ref = repo_ref(repo)
        return (
            yield from adopting(
                self._create(ref, label, key),
                self._made(ref, label, key),
                what=f"deploy key {label!r} of {ref}",
            )
        )

    def _create(self, repo: RepoRef, label: str, key: str) -> Op[DeployKey]:
        request = Request("POST", repo_path(repo, "deploy-keys"), json={"key": key, "label": label})
        return single((yield from send(request)), payloads.DeployKey, decode.deploy_key)

    def _made(self, repo: RepoRef, label: str, key: str) -> Op[DeployKey | None]:
        # Cloud drops the comment of a key, or keeps it; a key is in a repository once.
        wanted = key.split()[:2]
        for one in (yield from walk(self.list(repo))):
            if one.key.split()[:2] == wanted and one.label == label:
                return one
        return None

    @limits(read_only=(True,))
    def update(
        self, repo: RepoLike, key: str, *, label: str | None = None, read_only: bool | None = None
    ) -> Op[DeployKey]:
        del read_only  # False is refused by the limits above
        ref = repo_ref(repo)
        found = yield from self.get(ref, key)
        if label is None or label == found.label:
            return found
        # The key must be the same one, and must be there.
        body = {"key": found.key, "label": label}
        response = yield from send(Request("PUT", repo_path(ref, "deploy-keys", key), json=body))
        return single(response, payloads.DeployKey, decode.deploy_key)

    def delete(self, repo: RepoLike, key: str) -> Op[None]:
        yield from send(Request("DELETE", repo_path(repo, "deploy-keys", key)))
