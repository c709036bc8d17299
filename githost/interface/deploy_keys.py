"""What a host can be asked about deploy keys."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import DeployKey
from githost.wire import Op, Pages

__all__ = ["DeployKeys"]


class DeployKeys(Noun):
    """Operations on SSH keys that belong to a repository.

    `key` is the `id` of one, but in `create` the public key itself. `label` is what people see.
    `read_only` keys may clone and fetch, others push as well.
    """

    noun = "deploy_keys"

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[DeployKey]:
        """List the deploy keys of a repository.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Raises: `PermissionDeniedError` for callers who do not administer the repository.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/deploy-keys`; Data Center
        `GET /rest/keys/1.0/projects/{projectKey}/repos/{repositorySlug}/ssh`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike, key: str) -> Op[DeployKey]:
        """Read a deploy key.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}`; Data Center
        `GET /rest/keys/1.0/projects/{projectKey}/repos/{repositorySlug}/ssh/{keyId}`.
        """
        raise missing(self, "get")

    @writes
    def create(
        self, repo: RepoLike, *, label: str, key: str, read_only: bool = True
    ) -> Op[DeployKey]:
        """Add a deploy key to a repository.

        `key` is a public key, as `ssh-ed25519 AAAA…`. Cloud's deploy keys only read.

        Requests: one.

        Raises: `ValidationError` where it is no key; `AlreadyExistsError` where it is in use;
        `UnsupportedError` for `read_only=False` on Cloud.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/deploy-keys`; Data Center
        `POST /rest/keys/1.0/projects/{projectKey}/repos/{repositorySlug}/ssh`.
        """
        raise missing(self, "create")

    @writes
    def update(
        self, repo: RepoLike, key: str, *, label: str | None = None, read_only: bool | None = None
    ) -> Op[DeployKey]:
        """Change what is given of a deploy key, and leave the rest.

        None leaves a value as it is. Cloud changes the label, Data Center what the key may do;
        neither changes the other, nor the key.

        Requests: two on Cloud, whose `PUT` repeats the key; one on Data Center.

        Raises: `NotFoundError`; `UnsupportedError` for what the host cannot change.

        Source: Cloud `PUT /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}`; Data Center
        `PUT
        /rest/keys/1.0/projects/{projectKey}/repos/{repositorySlug}/ssh/{keyId}/permission/{permission}`.
        """
        raise missing(self, "update")

    @writes
    def delete(self, repo: RepoLike, key: str) -> Op[None]:
        """Remove a deploy key from its repository.

        Requests: one on Cloud; two on Data Center, which answers the same where there was none.

        Raises: `NotFoundError`.

        Source: Cloud `DELETE /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}`; Data
        Center `DELETE /rest/keys/1.0/projects/{projectKey}/repos/{repositorySlug}/ssh/{keyId}`.
        """
        raise missing(self, "delete")
