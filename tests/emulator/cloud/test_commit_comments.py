"""Comments on a commit, as any HTTP client sees them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from githost_bitbucket.emulator.cloud.auth import Means

from .conftest import Cloud


@pytest.fixture
def commit(alice: httpx.Client, code: str) -> str:
    """Give the address of the commit at which `main` began."""
    sha = alice.get(f"{code}/commit/main").json()["hash"]
    return f"{code}/commit/{sha}"


def _say(client: httpx.Client, commit: str, text: str = "Hm", **more: Any) -> Any:
    answer = client.post(f"{commit}/comments", json={"content": {"raw": text}, **more})
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == answer.json()["links"]["self"]["href"]
    return answer.json()


def test_comments_are_listed_flat_and_oldest_first(
    alice: httpx.Client, bob: httpx.Client, commit: str
) -> None:
    """Replies stand where what they answer stands; the commit's own link leads to the list."""
    first = _say(alice, commit, "General")
    second = _say(bob, commit, "Line", inline={"path": "a.txt", "to": 1})
    reply = _say(alice, commit, "Reply", parent={"id": second["id"]})
    address = alice.get(commit).json()["links"]["comments"]["href"]
    listed = alice.get(address).json()["values"]
    assert [c["id"] for c in listed] == [first["id"], second["id"], reply["id"]]
    assert [c.get("parent", {}).get("id") for c in listed] == [None, None, second["id"]]
    assert [c.get("inline") for c in listed] == [None, second["inline"], second["inline"]]
    newest = alice.get(address, params={"sort": "-created_on", "pagelen": 1}).json()
    assert [c["id"] for c in newest["values"]] == [reply["id"]]


def test_comment_names_its_commit(alice: httpx.Client, commit: str) -> None:
    """By its whole name, however the address has it."""
    sha = commit.rpartition("/")[2]
    made = _say(alice, commit.replace(sha, sha[:10]), inline={"path": "a.txt", "to": 1})
    assert (made["type"], made["commit"]["hash"]) == ("commit_comment", sha)
    assert made["links"]["html"]["href"].endswith(f"/commits/{sha}#comment-{made['id']}")
    assert "pullrequest" not in made
    assert alice.get(made["links"]["self"]["href"]).json() == made
    code = alice.get(made["links"]["code"]["href"])
    assert "+one" in code.text


@pytest.mark.parametrize(
    ("sent", "stands"),
    [
        ({"to": 3}, {"from": None, "to": 3}),
        ({"from": 2}, {"from": 2, "to": None}),
        ({"start_to": 1, "to": 2}, {"from": None, "to": 2, "start_to": 1}),
        ({}, {"from": None, "to": None}),
    ],
    ids=["new line", "old line", "range", "file"],
)
def test_inline_comment_keeps_its_lines(
    alice: httpx.Client, commit: str, sent: Mapping[str, int], stands: Mapping[str, int | None]
) -> None:
    """Nothing outdates them: a commit stays as it is."""
    inline = _say(alice, commit, inline={"path": "no/such", **sent})["inline"]
    assert inline == {"path": "no/such", **stands}


def test_comment_is_heard_on_its_commit_only(
    alice: httpx.Client, code: str, commit: str, pull: str
) -> None:
    """What is said elsewhere cannot be answered here: 400, and 404 for what was never said."""
    elsewhere = _say(alice, f"{code}/commit/feature%2Fx")["id"]
    in_pull = alice.post(f"{pull}/comments", json={"content": {"raw": "Hm"}}).json()["id"]
    assert alice.get(f"{commit}/comments").json()["values"] == []
    assert alice.get(f"{commit}/comments/{elsewhere}").status_code == 404
    assert alice.get(f"{pull}/comments/{elsewhere}").status_code == 404
    for parent, status in ((elsewhere, 400), (in_pull, 400), (999999, 404)):
        body = {"content": {"raw": "Hm"}, "parent": {"id": parent}}
        assert alice.post(f"{commit}/comments", json=body).status_code == status


@pytest.mark.parametrize(
    "body",
    [{}, {"content": {"raw": " "}}, {"content": {"raw": "Hm"}, "inline": {"to": 1}}],
    ids=["no text", "blank", "no path"],
)
def test_bad_comment_is_refused(
    alice: httpx.Client, commit: str, body: Mapping[str, object]
) -> None:
    """Nothing is said."""
    assert alice.post(f"{commit}/comments", json=body).status_code == 400
    assert alice.get(f"{commit}/comments").json()["size"] == 0


def test_comment_is_edited_by_its_author_alone(
    alice: httpx.Client, bob: httpx.Client, commit: str
) -> None:
    """The answer is 201, as documented; only the text changes."""
    made = _say(alice, commit, inline={"path": "a.txt", "to": 1})
    here = made["links"]["self"]["href"]
    changed = alice.put(here, json={"content": {"raw": "Well"}, "inline": {"path": "b.txt"}})
    assert changed.status_code == 201
    assert changed.headers["Location"] == here
    assert (changed.json()["content"]["raw"], changed.json()["inline"]) == ("Well", made["inline"])
    assert bob.put(here, json={"content": {"raw": "No"}}).status_code == 403


def test_deleted_comment_stays_while_it_has_replies(alice: httpx.Client, commit: str) -> None:
    """Its text is gone; without replies all of it is. Deleting again changes nothing."""
    asked = _say(alice, commit, "Asked")["links"]["self"]["href"]
    number = int(asked.rpartition("/")[2])
    answered = _say(alice, commit, "Answered", parent={"id": number})["links"]["self"]["href"]
    assert alice.delete(asked).status_code == 204
    stub = alice.get(asked).json()
    assert (stub["deleted"], stub["content"]["raw"]) == (True, "")
    assert alice.delete(answered).status_code == 204
    assert alice.get(f"{commit}/comments").json()["values"] == []
    assert alice.get(asked).status_code == 404
    assert alice.delete(asked).status_code == 204
    assert alice.delete(f"{commit}/comments/999999").status_code == 404


def test_comment_is_deleted_by_its_author_and_administrators(
    alice: httpx.Client, bob: httpx.Client, admin: httpx.Client, commit: str
) -> None:
    """Writers are forbidden to."""
    here = _say(alice, commit)["links"]["self"]["href"]
    assert bob.delete(here).status_code == 403
    assert admin.delete(here).status_code == 204


def test_readers_may_comment_and_strangers_see_nothing(
    reader: httpx.Client, nobody: httpx.Client, commit: str
) -> None:
    """Reading the repository is enough; without that it is not there."""
    here = _say(reader, commit)["links"]["self"]["href"]
    assert reader.get(here).status_code == 200
    assert nobody.get(here).status_code in {401, 404}
    assert nobody.post(f"{commit}/comments", json={"content": {"raw": "Hm"}}).is_client_error


@pytest.mark.parametrize(
    ("scope", "status"),
    [("read:repository:bitbucket", 201), ("write:pullrequest:bitbucket", 403)],
)
def test_scope_of_reading_the_repository_is_enough(
    cloud: Cloud, commit: str, scope: str, status: int
) -> None:
    """As the operation has it; scopes of pull requests do not count."""
    forge = cloud.app._world.forge
    token = forge.tokens.create(
        forge.accounts.by_login("alice"),
        label="narrow",
        scopes=[scope],
        extra={"means": Means.API_TOKEN.value},
    )
    narrow = cloud.client(auth=("alice@example.com", token.secret))
    answer = narrow.post(f"{commit}/comments", json={"content": {"raw": "Hm"}})
    assert answer.status_code == status


def test_commit_that_is_not_there_has_no_comments(alice: httpx.Client, code: str) -> None:
    """Neither to read nor to write."""
    address = f"{code}/commit/{'0' * 40}/comments"
    assert alice.get(address).status_code == 404
    assert alice.post(address, json={"content": {"raw": "Hm"}}).status_code == 404
