"""Reviews: the caller's own status, under their slug."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import ValidationError, WrongStateError
from githost.model import Verdict
from tests.bitbucket.datacenter.exchanges import (
    PULL,
    complaint,
    page,
    person,
    pull_request,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _participant(status: str) -> dict[str, Any]:
    return {"user": person("me@x"), "role": "REVIEWER", "status": status, "approved": False}


def _whoami() -> tuple[Any, Any]:
    return page(x_ausername="me@x"), page([person("me@x")])


@pytest.mark.parametrize(
    ("verb", "status", "verdict"),
    [
        ("approve", "APPROVED", Verdict.APPROVED),
        ("request_changes", "NEEDS_WORK", Verdict.CHANGES_REQUESTED),
        ("unapprove", "UNAPPROVED", None),
        ("withdraw", "UNAPPROVED", None),
    ],
)
def test_verdict_is_a_status_of_the_caller(
    connect: Callable[..., Scripted], verb: str, status: str, verdict: Verdict | None
) -> None:
    """The path takes the slug, which is not the login name."""
    server = connect(*_whoami(), answer(200, _participant(status)))
    told = getattr(server.host.reviews, verb)("ACME/site", 7)
    assert (told.verdict if told else None) == verdict
    assert server.sent[2] == f"PUT {PULL}/participants/me_x"
    assert server.body() == {"status": status}


def test_caller_is_looked_up_once(connect: Callable[..., Scripted]) -> None:
    """Who one is does not change on a connection."""
    answers = [answer(200, _participant("APPROVED")) for _ in range(2)]
    server = connect(*_whoami(), *answers)
    server.host.reviews.approve("ACME/site", 7)
    server.host.reviews.approve("ACME/site", 7)
    assert len(server.sent) == 4


def test_own_pull_request_and_closed_one_are_refused(connect: Callable[..., Scripted]) -> None:
    """An author has no verdict, and what is closed takes none."""
    server = connect(
        *_whoami(), complaint(400), complaint(409, "pull.IllegalPullRequestStateException")
    )
    with pytest.raises(ValidationError):
        server.host.reviews.approve("ACME/site", 7)
    with pytest.raises(WrongStateError):
        server.host.reviews.approve("ACME/site", 7)


def test_list_holds_who_was_asked_and_who_spoke_unasked(connect: Callable[..., Scripted]) -> None:
    """Participants without a verdict, and reviewers named again, are not repeated."""
    spoke = {"user": person("dan"), "role": "PARTICIPANT", "status": "NEEDS_WORK"}
    watched = {"user": person("eve"), "role": "PARTICIPANT", "status": "UNAPPROVED"}
    again = pull_request()["reviewers"][0]
    document = pull_request(participants=[spoke, watched, again])
    server = connect(answer(200, document), keep_raw=True)
    found = list(server.host.reviews.list("ACME/site", 7))
    assert [one.reviewer.name for one in found] == ["bob", "cid", "dan"]
    assert found[2].verdict is Verdict.CHANGES_REQUESTED
    assert found[2].raw == spoke
