"""Deploy keys. They are kept; the local host has no SSH that would ask for them."""

import attrs

from githost.interface import DeployKeys, RepoLike, repo_ref
from githost.model import DeployKey, RepoRef
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalDeployKeys"]


@attrs.frozen
class LocalDeployKeys(DeployKeys):
    """Operations on the SSH keys of a repository."""

    access: Access

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[DeployKey]:
        ref = repo_ref(repo)

        def select(session: Session, offset: int, limit: int) -> Slice[records.DeployKey]:
            return session.forge.deploy_keys.list(
                session.target(ref, Level.ADMIN), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.deploy_key, page_size=page_size, cursor=cursor)

    def get(self, repo: RepoLike, key: str) -> Op[DeployKey]:
        ref = repo_ref(repo)
        return (
            yield from self.access.read(
                lambda session: decode.deploy_key(session, _deploy_key(session, ref, key))
            )
        )

    def create(
        self, repo: RepoLike, *, label: str, key: str, read_only: bool = True
    ) -> Op[DeployKey]:
        ref = repo_ref(repo)

        def create(session: Session) -> DeployKey:
            made = session.forge.deploy_keys.create(
                session.target(ref, Level.ADMIN), label=label, key=key, read_only=read_only
            )
            return decode.deploy_key(session, made)

        return (yield from self.access.write(create))

    def update(
        self, repo: RepoLike, key: str, *, label: str | None = None, read_only: bool | None = None
    ) -> Op[DeployKey]:
        ref = repo_ref(repo)

        def update(session: Session) -> DeployKey:
            new = session.forge.deploy_keys.update(
                _deploy_key(session, ref, key), label=label, read_only=read_only
            )
            return decode.deploy_key(session, new)

        return (yield from self.access.write(update))

    def delete(self, repo: RepoLike, key: str) -> Op[None]:
        ref = repo_ref(repo)
        yield from self.access.write(
            lambda session: session.forge.deploy_keys.delete(_deploy_key(session, ref, key))
        )


def _deploy_key(session: Session, ref: RepoRef, key: str) -> records.DeployKey:
    return session.forge.deploy_keys.get(session.target(ref, Level.ADMIN), key)
