"""Reviews: who was asked, who has spoken, and what the caller says."""

from collections.abc import Callable

import httpx
import pytest

from githost.errors import NotFoundError, ValidationError, WrongStateError
from githost.model import Verdict
from tests.bitbucket.cloud.exchanges import PULL, account, pull_request, refusal
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_APPROVED = {
    "user": account("me"),
    "role": "PARTICIPANT",
    "approved": True,
    "state": "approved",
    "participated_on": "2024-01-02T03:04:05.678901+00:00",
}


def test_reviewers_and_those_who_spoke_unasked_are_listed(
    cloud: Callable[..., Scripted],
) -> None:
    """Who only commented is no reviewer; who was asked may be among the reviewers alone."""
    parts = [
        {"user": account("bob"), "role": "REVIEWER", "approved": False, "state": None},
        {"user": account("eve"), "role": "PARTICIPANT", "approved": False, "state": None},
        {**_APPROVED, "state": "changes_requested", "approved": False},
        {"user": None, "role": "PARTICIPANT", "approved": True, "state": "approved"},
    ]
    document = pull_request(participants=parts, reviewers=[account("bob"), account("cid")])
    host = cloud(answer(200, document))
    found = host.host.reviews.list("acme/site", 7).all()
    assert [(one.reviewer.name, one.verdict) for one in found] == [
        ("bob", Verdict.NONE),
        ("me", Verdict.CHANGES_REQUESTED),
        ("cid", Verdict.NONE),
    ]
    assert [one.submitted_at is not None for one in found] == [False, True, False]
    assert host.sent == [f"GET {PULL}"]


def test_word_that_nobody_knows_is_unknown(cloud: Callable[..., Scripted]) -> None:
    """It is a verdict all the same."""
    part = {**_APPROVED, "state": "pondering"}
    host = cloud(answer(200, pull_request(participants=[part], reviewers=[])))
    [found] = host.host.reviews.list("acme/site", 7)
    assert found.verdict is Verdict.UNKNOWN


def test_verdicts_are_the_callers(cloud: Callable[..., Scripted]) -> None:
    """Two calls, and two to take them back; none has a body."""
    changes = {**_APPROVED, "state": "changes_requested", "approved": False}
    gone = httpx.Response(204)
    host = cloud(answer(200, _APPROVED), gone, answer(200, changes), gone)
    reviews = host.host.reviews
    assert reviews.approve("acme/site", 7).verdict is Verdict.APPROVED
    reviews.unapprove("acme/site", 7)
    assert reviews.request_changes("acme/site", 7).verdict is Verdict.CHANGES_REQUESTED
    reviews.withdraw("acme/site", 7)
    assert host.sent == [
        f"POST {PULL}/approve",
        f"DELETE {PULL}/approve",
        f"POST {PULL}/request-changes",
        f"DELETE {PULL}/request-changes",
    ]
    assert {one.content for one in host.script.requests} == {b""}


@pytest.mark.parametrize("operation", ["approve", "unapprove", "request_changes", "withdraw"])
def test_verdict_on_what_is_merged_is_told_by_its_state(
    cloud: Callable[..., Scripted], operation: str
) -> None:
    """Cloud's words for it are not documented."""
    host = cloud(refusal(400, "No."), answer(200, pull_request(state="MERGED")))
    with pytest.raises(WrongStateError, match="MERGED"):
        getattr(host.host.reviews, operation)("acme/site", 7)


def test_other_refusals_stay_what_they_are(cloud: Callable[..., Scripted]) -> None:
    """An open one was refused for another reason; an approval that is not there is not found."""
    host = cloud(refusal(400, "No."), answer(200, pull_request()), refusal(404))
    with pytest.raises(ValidationError, match="No"):
        host.host.reviews.approve("acme/site", 7)
    with pytest.raises(NotFoundError):
        host.host.reviews.unapprove("acme/site", 7)
