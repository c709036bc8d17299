"""Reviews: who looks at a pull request, and what they say."""

from __future__ import annotations

from collections.abc import Iterable

from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.events import ReviewEvent, ReviewEventKind
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    PullRequest,
    PullRequestState,
    Review,
    ReviewRole,
    Verdict,
)

_EVENTS = {
    Verdict.APPROVED: ReviewEventKind.APPROVED,
    Verdict.CHANGES_REQUESTED: ReviewEventKind.CHANGES_REQUESTED,
}
_WITHDRAWN = {
    Verdict.APPROVED: ReviewEventKind.UNAPPROVED,
    Verdict.CHANGES_REQUESTED: ReviewEventKind.CHANGES_WITHDRAWN,
}


class Reviews(Noun):
    """The reviews of a pull request: reviewers were asked, participants joined in."""

    def list(self, pull_request: PullRequest) -> tuple[Review, ...]:
        """Return reviewers in the order they were added, then participants."""
        return self._forge.pull_requests.by_id(pull_request.id).reviews

    def get(self, pull_request: PullRequest, account: Account) -> Review:
        """Return an account's part."""
        for review in self.list(pull_request):
            if review.account_id == account.id:
                return review
        raise NotFound("review", account.login)

    def approve(self, pull_request: PullRequest, *, actor: Account) -> Review:
        """Approve as the actor, who becomes a participant unless asked to review."""
        return self._set(pull_request, actor, Verdict.APPROVED)

    def request_changes(self, pull_request: PullRequest, *, actor: Account) -> Review:
        """Ask for changes as the actor, who becomes a participant unless asked to review."""
        return self._set(pull_request, actor, Verdict.CHANGES_REQUESTED)

    def clear(self, pull_request: PullRequest, *, actor: Account) -> Review:
        """Take the actor's verdict back; who is not part of it becomes a participant."""
        return self._set(pull_request, actor, Verdict.NONE)

    def _set(self, pull_request: PullRequest, actor: Account, verdict: Verdict) -> Review:
        """Set a verdict; the one already given is given anew, without a word to anybody."""
        pull_requests = self._forge.pull_requests
        with self._store.transaction():
            current = pull_requests.current(pull_request, PullRequestState.OPEN, None)
            self.join(current, actor)
            previous = self.get(current, actor)
            now = self._forge.now()
            given = verdict is not Verdict.NONE
            self._store.execute(
                'UPDATE reviews SET verdict = ?, "commit" = ?, at = ?'
                " WHERE pull_request_id = ? AND account_id = ?",
                verdict,
                current.source_commit if given else None,
                now if given else None,
                current.id,
                actor.id,
            )
            review = self.get(current, actor)
            if verdict is previous.verdict:
                return review
            kind = _EVENTS[verdict] if given else _WITHDRAWN[previous.verdict]
            pull_requests.touch(current)
            pull_requests.log(current, kind.value, actor, commit=current.source_commit)
            self._forge.publish(
                ReviewEvent(
                    kind=kind,
                    repository=self._forge.repos.get(current.repository_id),
                    pull_request=pull_requests.by_id(current.id),
                    review=review,
                    actor=actor,
                    at=now,
                    previous=previous,
                )
            )
            return review

    def add_reviewer(
        self, pull_request: PullRequest, account: Account, *, actor: Account
    ) -> Review:
        """Ask an account to review, if it is not asked yet."""
        pull_requests = self._forge.pull_requests
        with self._store.transaction():
            old = pull_requests.current(pull_request, PullRequestState.OPEN, None)
            if account.id not in old.reviewers:
                self._ask(old, account.id)
                pull_requests.tell_reviewers(old, pull_requests.change(old), actor)
            return self.get(old, account)

    def set_reviewers(self, pull_request: PullRequest, reviewers: Iterable[Account]) -> None:
        """Ask these and no others, inside a transaction that tells of it; verdicts stay."""
        wanted = dict.fromkeys(account.id for account in reviewers)
        for account_id in pull_request.reviewers:
            if account_id not in wanted:
                self._remove(pull_request, account_id)
        for account_id in wanted:
            self._ask(pull_request, account_id)

    def _ask(self, pull_request: PullRequest, account_id: int) -> None:
        """Make an account a reviewer, who keeps the verdict that was given as a participant."""
        if account_id == pull_request.author_id:
            raise Invalid("reviewers", "the author cannot review")
        self._store.execute(
            "INSERT INTO reviews (pull_request_id, account_id, role, verdict)"
            " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET role = excluded.role",
            pull_request.id,
            account_id,
            ReviewRole.REVIEWER,
            Verdict.NONE,
        )

    def join(self, pull_request: PullRequest, account: Account) -> None:
        """Make an account a participant, if it has no part yet."""
        with self._store.transaction():
            self._store.execute(
                "INSERT OR IGNORE INTO reviews (pull_request_id, account_id, role, verdict)"
                " VALUES (?, ?, ?, ?)",
                pull_request.id,
                account.id,
                ReviewRole.PARTICIPANT,
                Verdict.NONE,
            )

    def remove(self, pull_request: PullRequest, account: Account, *, actor: Account) -> bool:
        """Take an account and its verdict off an open pull request; tell whether it was on it."""
        pull_requests = self._forge.pull_requests
        with self._store.transaction():
            old = pull_requests.current(pull_request, PullRequestState.OPEN, None)
            removed = self._remove(old, account.id)
            if removed:
                pull_requests.tell_reviewers(old, pull_requests.change(old), actor)
            return removed

    def _remove(self, pull_request: PullRequest, account_id: int) -> bool:
        return bool(
            self._store.execute(
                "DELETE FROM reviews WHERE pull_request_id = ? AND account_id = ?",
                pull_request.id,
                account_id,
            )
        )
