"""Shapes that recorded answers of Cloud have, and that its schemas do not show."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from githost.errors import DecodeError, NotFoundError
from githost.model import (
    AccountKind,
    ActivityKind,
    BranchRuleKind,
    ChangeKind,
    EntryKind,
    Permission,
    PullRequestState,
    Side,
    StatusState,
    UserRef,
    Verdict,
)
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import decoder
from tests.bitbucket.cloud.exchanges import (
    PULL,
    account,
    comment,
    commit,
    page,
    pull_request,
    refusal,
    repository,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _pull(**more: Any) -> Any:
    return decode.pull_request(decoder.structure(pull_request(**more), payloads.PullRequest))


def _comment(**more: Any) -> Any:
    return decode.comment(decoder.structure(comment(**more), payloads.Comment))


def _user(**known: Any) -> Any:
    return decode.user(decoder.structure(known, payloads.Account))


@pytest.mark.parametrize("zone", ["Z", "+00:00", ""])
@pytest.mark.parametrize(
    ("digits", "micros"),
    [
        ("", 0),
        (".6", 600_000),
        (".678", 678_000),
        (".67890", 678_900),
        (".678901", 678_901),
        (".678901234", 678_901),
    ],
)
def test_times_in_every_recorded_form_are_read(digits: str, micros: int, zone: str) -> None:
    """0, 1, 3, 5, 6 or 9 fraction digits, with a zone in two spellings or none."""
    found = _comment(created_on=f"2024-01-02T03:04:05{digits}{zone}")
    assert found.created_at == datetime(2024, 1, 2, 3, 4, 5, micros, UTC)
    assert found.created_at.tzinfo is UTC


@pytest.mark.parametrize(
    "text", ["", "soon", "1704164645", "0001-01-01T00:00:00+14:00", "2024-13-01T00:00:00Z"]
)
def test_text_that_is_no_time_is_a_decode_error(text: str) -> None:
    """The path leads to it, also where the time would lie before the year 1."""
    with pytest.raises(DecodeError) as caught:
        _pull(created_on=text)
    assert caught.value.path == "$.created_on"


@pytest.mark.parametrize(
    ("raw", "name", "email"),
    [
        ("Ann Example <ann@example.com>", "Ann Example", "ann@example.com"),
        ("Ann Example", "Ann Example", None),
        ("<ann@example.com>", "", "ann@example.com"),
        ("Ann <>", "Ann", None),
    ],
)
def test_commit_author_may_have_nothing_but_its_text(
    raw: str, name: str, email: str | None
) -> None:
    """No account goes with it."""
    wire = decoder.structure(commit(author={"raw": raw}), payloads.Commit)
    author = decode.commit(wire).author
    assert author is not None
    assert (author.name, author.email, author.user) == (name, email, None)


@pytest.mark.parametrize(
    ("known", "key", "name"),
    [
        ({"uuid": "{a}", "account_id": "1:a", "nickname": "ann"}, "{a}", "ann"),
        ({"account_id": "1:a", "uuid": None, "nickname": "ann"}, "1:a", "ann"),
        ({"uuid": "{a}", "nickname": None, "display_name": "Ann"}, "{a}", "Ann"),
        ({"uuid": "{a}", "account_id": None}, "{a}", "{a}"),
        ({"username": "ann", "display_name": "Ann"}, "ann", "ann"),
    ],
)
def test_account_is_named_by_what_is_there(known: dict[str, Any], key: str, name: str) -> None:
    """`username` is seldom sent, and each of the others may be absent or null."""
    found = _user(**known)
    assert (found.id, found.ref, found.name) == (key, UserRef(key), name)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("user", AccountKind.USER),
        ("team", AccountKind.TEAM),
        ("AppUser", AccountKind.SERVICE),
        ("app_user", AccountKind.SERVICE),
        ("robot", AccountKind.UNKNOWN),
        (None, AccountKind.UNKNOWN),
    ],
)
def test_accounts_are_of_several_kinds(word: str | None, kind: AccountKind) -> None:
    """Not only people."""
    assert _user(uuid="{a}", type=word).kind is kind


def test_account_that_nothing_names_is_a_decode_error_where_it_is_asked_for() -> None:
    """Within other objects it is a deleted one, and None."""
    with pytest.raises(DecodeError) as caught:
        _user(display_name="Former user")
    assert caught.value.path == "$.uuid"
    assert _pull(author={"display_name": "Former user", "type": "user"}).author is None


def test_hashes_within_pull_requests_are_short() -> None:
    """12 digits there, 40 in a commit; both are kept as they come."""
    end = {**pull_request()["source"], "commit": {"hash": "0123456789ab"}}
    assert _pull(source=end).source.commit == "0123456789ab"
    assert len(decode.commit(decoder.structure(commit(), payloads.Commit)).sha) == 40


def test_empty_repository_has_no_default_branch() -> None:
    """`mainbranch` is null."""
    wire = decoder.structure(repository(mainbranch=None), payloads.Repository)
    assert decode.repository(wire).default_branch is None


@pytest.mark.parametrize(
    ("inline", "line", "side"),
    [
        ({"path": "a.py", "from": None, "to": None}, None, Side.NEW),
        ({"path": "a.py"}, None, Side.NEW),
        ({"path": "a.py", "from": None, "to": 4}, 4, Side.NEW),
        ({"path": "a.py", "from": 3, "to": None}, 3, Side.OLD),
        ({"path": "a.py", "from": 3, "to": 4}, 4, Side.NEW),
    ],
)
def test_comment_on_a_file_has_no_line(
    inline: dict[str, Any], line: int | None, side: Side
) -> None:
    """`to` counts in the new file, `from` in the old, and both may be null."""
    anchor = _comment(inline=inline).anchor
    assert (anchor.path, anchor.line, anchor.side) == ("a.py", line, side)


def test_place_without_a_path_is_no_anchor() -> None:
    """An empty `inline` was recorded on a general comment."""
    assert _comment(inline={}).anchor is None


def test_deleted_comment_keeps_its_author_and_no_text() -> None:
    """Its `raw` is empty."""
    found = _comment(deleted=True, content={"raw": "", "html": ""})
    assert (found.deleted, found.body, found.author.id) == (True, "", "{ann}")


@pytest.mark.parametrize(
    "following",
    [
        "https://api.bitbucket.org/2.0/repositories/acme?ctx=a%3Db%2Fc",
        "https://api.bitbucket.org/2.0/repositories/acme?after=eyJhIjoxfQ%3D%3D&pagelen=100",
        "https://bitbucket.org/api/2.0/repositories/acme?page=2",
        "https://bitbucket.org/!api/2.0/repositories/acme?page=2",
    ],
)
def test_next_page_is_asked_for_as_the_link_says(
    cloud: Callable[..., Scripted], following: str
) -> None:
    """Pages may hold only `values`, and links lead to several addresses with opaque cursors."""
    host = cloud(page([repository("a")], following), answer(200, {"values": [repository("b")]}))
    assert [repo.ref.name for repo in host.host.repos.list("acme")] == ["a", "b"]
    assert str(host.script.requests[1].url) == following


@pytest.mark.parametrize("last", [{}, {"next": None}, {"next": ""}])
def test_last_page_has_no_next(cloud: Callable[..., Scripted], last: dict[str, Any]) -> None:
    """It is absent, null or empty."""
    host = cloud(answer(200, {"values": [repository("a")], **last}))
    assert len(list(host.host.repos.list("acme"))) == 1


def test_plain_text_404_is_an_absence(cloud: Callable[..., Scripted]) -> None:
    """Not every refusal is JSON."""
    text = httpx.Response(404, text="Not Found", headers={"content-type": "text/plain"})
    with pytest.raises(NotFoundError, match="Not Found"):
        cloud(text).host.repos.get("acme/site")


@pytest.mark.parametrize("message", ["9ae3ac39-3c4e-4d4c-8d3a-0f1b2c3d4e5f", 4711, None])
def test_message_of_a_refusal_may_be_an_id(cloud: Callable[..., Scripted], message: Any) -> None:
    """It says nothing to people, and is no fault of the caller."""
    with pytest.raises(NotFoundError):
        cloud(refusal(404, message)).host.repos.get("acme/site")


def test_empty_success_is_a_decode_error(cloud: Callable[..., Scripted]) -> None:
    """A 200 without a body was recorded."""
    with pytest.raises(DecodeError) as caught:
        cloud(httpx.Response(200)).host.repos.get("acme/site")
    assert caught.value.path == "$"


def test_deleted_fork_is_a_source_without_a_repository() -> None:
    """`source.repository` is null; its branch and commit are still told."""
    found = _pull(source={"branch": {"name": "fix"}, "commit": None, "repository": None})
    assert (found.source.repo, found.source.branch, found.source.commit) == (None, "fix", None)


def test_deleted_author_is_none() -> None:
    """Of pull requests and of comments."""
    assert _pull(author=None).author is None
    assert _comment(user=None).author is None


def test_participant_who_is_gone_has_no_review() -> None:
    """The others keep theirs."""
    gone = {"user": None, "role": "REVIEWER", "approved": True, "state": "approved"}
    here = {"user": account("bob"), "role": "REVIEWER", "approved": True, "state": "approved"}
    found = _pull(participants=[gone, here], reviewers=[])
    assert [one.reviewer.id for one in found.reviews] == ["{bob}"]


@pytest.mark.parametrize("status", ["removed", "added", "odd"])
def test_side_on_which_a_file_is_not_there_may_have_an_empty_path(status: str) -> None:
    """It is null in most answers."""
    there, gone = {"path": "a.py"}, {"path": ""}
    old, new = (gone, there) if status == "added" else (there, gone)
    document = {"status": status, "old": old, "new": new}
    found = decode.change(decoder.structure(document, payloads.Diffstat))
    assert (found.path, found.old_path) == ("a.py", None)


@pytest.mark.parametrize("word", ["DRAFT", "closed", "", None])
def test_unknown_words_are_unknown_and_kept(word: str | None) -> None:
    """A word outside the documented ones is never an exception."""
    document = pull_request(state=word)
    found = decode.pull_request(decoder.structure(document, payloads.PullRequest), document)
    assert found.state is PullRequestState.UNKNOWN
    assert found.raw is not None
    assert found.raw["state"] == word


def test_unknown_words_of_every_enumeration_are_unknown() -> None:
    """Statuses, verdicts, changes, entries, rules, permissions, activities."""
    odd = "brand-new"
    read = decoder.structure
    status = read({"key": "ci", "state": odd}, payloads.CommitStatus)
    part = read({"user": account(), "role": odd, "state": odd}, payloads.Participant)
    change = read({"status": odd, "new": {"path": "a"}}, payloads.Diffstat)
    entry = read({"path": "a", "type": odd, "attributes": [odd]}, payloads.TreeEntry)
    rule = read({"id": 1, "kind": odd}, payloads.BranchRestriction)
    grant = read({"permission": odd, "user": account()}, payloads.PermissionGrant)
    assert decode.status(status).state is StatusState.UNKNOWN
    assert decode.review(part).verdict is Verdict.UNKNOWN
    assert decode.change(change).kind is ChangeKind.UNKNOWN
    assert decode.entry(entry).kind is EntryKind.UNKNOWN
    assert decode.branch_rule(rule).kind is BranchRuleKind.UNKNOWN
    assert (decode.grant(grant).permission, decode.grant(grant).role) == (Permission.NONE, odd)
    assert decode.activity({odd: {"date": "2024-01-02T03:04:05Z"}}).kind is ActivityKind.UNKNOWN


def test_path_of_an_error_leads_through_the_page(cloud: Callable[..., Scripted]) -> None:
    """A value within an item that cannot be read is named by its place in the whole answer."""
    part = {"user": account(), "role": "REVIEWER", "state": "approved", "participated_on": "soon"}
    host = cloud(page([pull_request(), pull_request(participants=[part])]))
    with pytest.raises(DecodeError) as caught:
        list(host.host.pull_requests.list("acme/site"))
    assert caught.value.path == "$.values[1].participants[0].participated_on"
    assert f"GET https://api.bitbucket.org/2.0{PULL.rpartition('/')[0]}" in str(caught.value)
