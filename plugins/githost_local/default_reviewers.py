"""Default reviewers. They are kept; opening a pull request asks nobody by itself."""

import attrs

from githost.errors import NotFoundError, ValidationError
from githost.interface import DefaultReviewers, RepoLike, UserLike, repo_ref, user_ref
from githost.model import User
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge.records import Account, Level, Slice
from githost_local.session import Session

__all__ = ["LocalDefaultReviewers"]


@attrs.frozen
class LocalDefaultReviewers(DefaultReviewers):
    """Operations on who is to be asked to review."""

    access: Access

    def list(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[User]:
        ref = repo_ref(repo)

        def select(session: Session, offset: int, limit: int) -> Slice[Account]:
            return session.forge.default_reviewers.list(
                session.repository(ref), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.user, page_size=page_size, cursor=cursor)

    def add(self, repo: RepoLike, user: UserLike) -> Op[None]:
        ref, who = repo_ref(repo), user_ref(user)

        def add(session: Session) -> None:
            repository = session.repository(ref, Level.ADMIN)
            account = session.account(who)
            if session.forge.permissions.effective(account, repository) < Level.READ:
                raise ValidationError(
                    f"{who} may not read {ref}, so cannot review there; grant READ first",
                    fields={"user": ("may not read the repository",)},
                )
            session.forge.default_reviewers.add(repository, account)

        yield from self.access.write(add)

    def remove(self, repo: RepoLike, user: UserLike) -> Op[None]:
        ref, who = repo_ref(repo), user_ref(user)

        def remove(session: Session) -> None:
            repository = session.repository(ref, Level.ADMIN)
            if not session.forge.default_reviewers.remove(repository, session.account(who)):
                raise NotFoundError(f"{who} is no default reviewer of {ref}")

        yield from self.access.write(remove)
