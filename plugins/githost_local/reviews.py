"""Reviews."""

import attrs

from githost.errors import WrongStateError
from githost.interface import RepoLike, Reviews, pull_number, repo_ref
from githost.model import Review
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalReviews"]


@attrs.frozen
class LocalReviews(Reviews):
    """Operations on what reviewers say. Whoever can read a repository can review in it."""

    access: Access

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Review]:
        ref, n = repo_ref(repo), pull_number(number)

        def select(session: Session, offset: int, limit: int) -> Slice[records.Review]:
            found = decode.said(session.pull_request(ref, n))
            return Slice(found[offset : offset + limit], len(found))

        return self.access.pages(select, decode.review, page_size=page_size, cursor=cursor)

    def approve(self, repo: RepoLike, number: int) -> Op[Review]:
        ref, n = repo_ref(repo), pull_number(number)

        def approve(session: Session) -> Review:
            found = session.active_pull_request(ref, n)
            given = session.forge.reviews.approve(found, actor=session.actor)
            return decode.review(session, given)

        return (yield from self.access.write(approve))

    def unapprove(self, repo: RepoLike, number: int) -> Op[None]:
        return self._take_back(repo, number, records.Verdict.APPROVED)

    def request_changes(self, repo: RepoLike, number: int) -> Op[Review]:
        ref, n = repo_ref(repo), pull_number(number)

        def request(session: Session) -> Review:
            found = session.active_pull_request(ref, n)
            given = session.forge.reviews.request_changes(found, actor=session.actor)
            return decode.review(session, given)

        return (yield from self.access.write(request))

    def withdraw(self, repo: RepoLike, number: int) -> Op[None]:
        return self._take_back(repo, number, records.Verdict.CHANGES_REQUESTED)

    def _take_back(self, repo: RepoLike, number: int, verdict: records.Verdict) -> Op[None]:
        ref, n = repo_ref(repo), pull_number(number)

        def take_back(session: Session) -> None:
            found = session.active_pull_request(ref, n)
            if found.state is not records.PullRequestState.OPEN:
                raise WrongStateError(f"{ref}#{n} is {found.state.value}; its reviews stand")
            given = (session.actor.id, verdict)
            if any((review.account_id, review.verdict) == given for review in found.reviews):
                session.forge.reviews.clear(found, actor=session.actor)

        yield from self.access.write(take_back)
