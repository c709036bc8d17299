"""What every provider promises about reviews."""

import pytest

import githost
from githost.errors import NotFoundError, WrongStateError
from githost.model import PullRequest, Review, UserRef, Verdict
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded

__all__ = ["ReviewContract"]


class ReviewContract(ProviderContract):
    """Promises about reviews. The second user is the one who gives them."""

    @pytest.fixture
    def asked(self, busy: Seeded, reviewer: UserRef) -> PullRequest:
        """Open a pull request that the second user is asked to review."""
        return busy.pull_request(reviewers=[reviewer])

    @requires("reviews.list")
    def test_who_was_asked_has_no_verdict_yet(
        self, host: githost.Host, asked: PullRequest, reviewer: UserRef
    ) -> None:
        """Whoever was asked is listed, with NONE; the author is not.

        If this fails: leave out those who only wrote it or took part.
        """
        [found] = host.reviews.list(asked.ref.repo, asked.number)
        assert sound(found).reviewer.ref == reviewer
        assert found.verdict is Verdict.NONE
        assert found.submitted_at is None

    @requires("reviews.approve")
    @requires("reviews.list")
    def test_approval_is_read_back(
        self,
        host: githost.Host,
        other_host: githost.Host,
        asked: PullRequest,
        reviewer: UserRef,
    ) -> None:
        """An approval is the caller's, in the answer, in the list and on the pull request.

        If this fails: check how the host's words for verdicts are decoded.
        """
        given = sound(other_host.reviews.approve(asked.ref.repo, asked.number))
        assert (given.reviewer.ref, given.verdict) == (reviewer, Verdict.APPROVED)
        assert _verdict(host, asked, reviewer) is Verdict.APPROVED
        read = host.pull_requests.get(asked.ref.repo, asked.number)
        assert [review.verdict for review in read.reviews] == [Verdict.APPROVED]

    @requires("reviews.approve")
    @requires("reviews.unapprove")
    def test_approval_can_be_taken_back(
        self,
        host: githost.Host,
        other_host: githost.Host,
        asked: PullRequest,
        reviewer: UserRef,
    ) -> None:
        """After `unapprove` whoever was asked has no verdict again.

        If this fails: check that it is sent for the caller.
        """
        other_host.reviews.approve(asked.ref.repo, asked.number)
        other_host.reviews.unapprove(asked.ref.repo, asked.number)
        assert _verdict(host, asked, reviewer) is Verdict.NONE

    @requires("reviews.request_changes")
    @requires("reviews.withdraw")
    def test_request_for_changes_can_be_taken_back(
        self,
        host: githost.Host,
        other_host: githost.Host,
        asked: PullRequest,
        reviewer: UserRef,
    ) -> None:
        """A request for changes is read back, and after `withdraw` it is gone.

        If this fails: check how the host's words for verdicts are decoded.
        """
        given = sound(other_host.reviews.request_changes(asked.ref.repo, asked.number))
        assert (given.reviewer.ref, given.verdict) == (reviewer, Verdict.CHANGES_REQUESTED)
        assert _verdict(host, asked, reviewer) is Verdict.CHANGES_REQUESTED
        other_host.reviews.withdraw(asked.ref.repo, asked.number)
        assert _verdict(host, asked, reviewer) is Verdict.NONE

    @requires("reviews.approve")
    @requires("reviews.request_changes")
    def test_one_verdict_replaces_the_other(
        self,
        host: githost.Host,
        other_host: githost.Host,
        asked: PullRequest,
        reviewer: UserRef,
    ) -> None:
        """A caller has one verdict, the one given last.

        If this fails: where the host keeps both, take the other one back.
        """
        other_host.reviews.request_changes(asked.ref.repo, asked.number)
        other_host.reviews.approve(asked.ref.repo, asked.number)
        assert _verdict(host, asked, reviewer) is Verdict.APPROVED
        other_host.reviews.request_changes(asked.ref.repo, asked.number)
        assert _verdict(host, asked, reviewer) is Verdict.CHANGES_REQUESTED

    @requires("reviews.approve")
    @requires("reviews.list")
    def test_who_was_not_asked_can_review(
        self,
        host: githost.Host,
        other_host: githost.Host,
        reviewer: UserRef,
        pull: PullRequest,
    ) -> None:
        """A verdict that nobody asked for is listed, too.

        If this fails: look at those who took part, not at reviewers alone.
        """
        assert host.reviews.list(pull.ref.repo, pull.number).all() == []
        other_host.reviews.approve(pull.ref.repo, pull.number)
        assert _verdict(host, pull, reviewer) is Verdict.APPROVED

    @requires("reviews.approve")
    def test_merged_one_is_not_reviewed(
        self, host: githost.Host, other_host: githost.Host, asked: PullRequest
    ) -> None:
        """A verdict on what is merged is `WrongStateError`.

        If this fails: check how the provider's `error` decodes the host's refusal; where its answer
        does not tell, read the state.
        """
        host.pull_requests.merge(asked.ref.repo, asked.number)
        with pytest.raises(WrongStateError):
            other_host.reviews.approve(asked.ref.repo, asked.number)

    @requires("reviews.approve")
    @requires("reviews.list")
    def test_missing_pull_request_is_not_found(
        self, host: githost.Host, other_host: githost.Host, reviewer: UserRef, busy: Seeded
    ) -> None:
        """Reviews of what is not there are `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.reviews.list(busy.ref, 99_999).first()
        with pytest.raises(NotFoundError):
            other_host.reviews.approve(busy.ref, 99_999)


def _verdict(host: githost.Host, pull: PullRequest, reviewer: UserRef) -> Verdict:
    listed = host.reviews.list(pull.ref.repo, pull.number)
    [found] = [review for review in listed if review.reviewer.ref == reviewer]
    assert isinstance(found, Review)
    return found.verdict
