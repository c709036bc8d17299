"""Reviews: who takes part in a pull request, and what they say."""

import httpx
import pytest


def says(client: httpx.Client, pull: str, who: str, **body: object) -> httpx.Response:
    """Set somebody's status."""
    return client.put(f"{pull}/participants/{who}", json=body)


@pytest.mark.parametrize("word", ["APPROVED", "NEEDS_WORK", "UNAPPROVED"])
def test_status_makes_a_participant(
    alice: httpx.Client, bob: httpx.Client, pull: str, word: str
) -> None:
    """Nobody has to ask for it, and the pull request's version stays."""
    said = says(bob, pull, "bob", status=word)
    assert said.status_code == 200
    assert said.json()["approved"] is (word == "APPROVED")
    shown = alice.get(pull).json()
    (participant,) = shown["participants"]
    assert participant == said.json()
    assert (participant["role"], participant["status"]) == ("PARTICIPANT", word)
    assert ("lastReviewedCommit" in participant) is (word != "UNAPPROVED")
    assert shown["version"] == 0


def test_older_addresses_still_work(bob: httpx.Client, pull: str) -> None:
    """They answer with the participant, too."""
    assert bob.post(f"{pull}/approve").json()["status"] == "APPROVED"
    assert bob.delete(f"{pull}/approve").json()["status"] == "UNAPPROVED"


def test_author_does_not_review(alice: httpx.Client, pull: str) -> None:
    """Whichever way."""
    assert says(alice, pull, "alice", status="APPROVED").status_code == 400
    assert alice.post(f"{pull}/approve").status_code == 400


def test_nobody_speaks_for_others(bob: httpx.Client, pull: str) -> None:
    """Nor does the word have to be known."""
    assert says(bob, pull, "admin", status="APPROVED").status_code == 401
    assert says(bob, pull, "bob", status="FINE").status_code == 400
    assert says(bob, pull, "bob").status_code == 400


def test_newer_commits_undo_what_was_reviewed(bob: httpx.Client, pull: str) -> None:
    """The reviewed commit must be the latest."""
    head = bob.get(pull).json()["fromRef"]["latestCommit"]
    stale = says(bob, pull, "bob", status="APPROVED", lastReviewedCommit="1" * 40)
    assert stale.status_code == 409
    fresh = says(bob, pull, "bob", status="APPROVED", lastReviewedCommit=head)
    assert fresh.json()["lastReviewedCommit"] == head


def test_reviewer_is_added_and_taken_off(
    alice: httpx.Client, admin: httpx.Client, pull: str
) -> None:
    """Who was one stays a participant for ever."""
    address = f"{pull}/participants"
    body = {"user": {"name": "bob"}, "role": "REVIEWER"}
    added = alice.post(address, json=body)
    assert (added.status_code, added.json()["role"]) == (200, "REVIEWER")
    roles = {one["user"]["name"]: one["role"] for one in alice.get(address).json()["values"]}
    assert roles == {"alice": "AUTHOR", "bob": "REVIEWER"}
    assert alice.delete(f"{address}/bob").status_code == 204
    shown = admin.get(pull).json()
    assert shown["reviewers"] == []
    assert [one["user"]["name"] for one in shown["participants"]] == ["bob"]
    alice.post(address, json=body)
    assert alice.delete(address, params={"username": "bob"}).status_code == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"user": {"name": "alice"}, "role": "REVIEWER"}, 400),
        ({"user": {"name": "carol"}, "role": "REVIEWER"}, 400),
        ({"user": {"name": "bob"}, "role": "AUTHOR"}, 400),
        ({"role": "REVIEWER"}, 400),
        ({"user": {"name": "nobody"}, "role": "REVIEWER"}, 404),
    ],
    ids=["the author", "no access", "another role", "nobody", "unknown"],
)
def test_wrong_reviewers_are_refused(
    alice: httpx.Client, pull: str, body: dict[str, object], status: int
) -> None:
    """Nobody is added."""
    assert alice.post(f"{pull}/participants", json=body).status_code == status
    assert alice.get(pull).json()["reviewers"] == []


def test_reader_reviews_but_asks_nobody(
    admin: httpx.Client, carol: httpx.Client, code: str, pull: str
) -> None:
    """Asking others takes the right to write."""
    admin.put(f"{code}/permissions/users", params={"name": "carol", "permission": "REPO_READ"})
    assert says(carol, pull, "carol", status="NEEDS_WORK").status_code == 200
    body = {"user": {"name": "bob"}, "role": "REVIEWER"}
    assert carol.post(f"{pull}/participants", json=body).status_code == 401


def test_closed_one_is_not_reviewed(alice: httpx.Client, bob: httpx.Client, pull: str) -> None:
    """It says which state it is in."""
    alice.post(f"{pull}/decline", params={"version": 0})
    answer = says(bob, pull, "bob", status="APPROVED")
    assert answer.status_code == 409
    name = answer.json()["errors"][0]["exceptionName"]
    assert name.endswith(".IllegalPullRequestStateException")
