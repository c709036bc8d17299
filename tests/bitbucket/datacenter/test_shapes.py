"""Shapes that recorded answers of Data Center have, and that its schemas do not show."""

import sys
from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import DecodeError, NotFoundError, StaleRevisionError, ValidationError
from githost.model import (
    AccountKind,
    ActivityKind,
    BranchRuleKind,
    ChangeKind,
    NamespaceKind,
    Permission,
    PullRequestState,
    RepoRef,
    Side,
    StatusState,
    Verdict,
    Visibility,
)
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from tests.bitbucket.datacenter.exchanges import (
    activity,
    comment,
    complaint,
    page,
    person,
    project,
    pull_request,
    repository,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _pull(**more: Any) -> Any:
    return decode.pull_request(decoder.structure(pull_request(**more), payloads.PullRequest))


def _comment(**more: Any) -> Any:
    return decode.comment(decoder.structure(comment(11, **more), payloads.Comment))


def _without(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in keys}


@pytest.mark.parametrize(
    "recorded",
    [
        1_700_000_000_250,
        "1700000000250",
        "2023-11-14T22:13:20.250Z",
        "2023-11-14T22:13:20.250+0000",
    ],
)
def test_times_of_every_release_are_read_wherever_they_stand(recorded: Any) -> None:
    """Milliseconds, the same as text, and ISO 8601 are one moment in all objects."""
    moment = decode.moment(1_700_000_000_250)
    assert _pull(createdDate=recorded).created_at == moment
    assert _comment(updatedDate=recorded).updated_at == moment
    status = decoder.structure({"key": "ci", "dateAdded": recorded}, payloads.BuildStatus)
    assert decode.status(status).created_at == moment
    commit = decoder.structure({"id": "a" * 40, "authorTimestamp": recorded}, payloads.Commit)
    assert decode.commit(commit).authored_at == moment


@pytest.mark.parametrize("value", ["soon", True, 1.5, {}, [], 10**40, "9" * 5000, -(10**17)])
def test_value_that_is_no_time_is_a_decode_error(value: Any) -> None:
    """The path leads to it, however absurd it is."""
    with pytest.raises(DecodeError) as caught:
        _pull(closedDate=value)
    assert caught.value.path == "$.closedDate"


@pytest.mark.parametrize("account", [True, False])
def test_commit_author_is_an_account_or_a_name_and_an_address(account: bool) -> None:
    """Only accounts have a slug."""
    bare = {"name": "ann", "emailAddress": "ann@example.com"}
    author = {**bare, "slug": "ann", "id": 7, "displayName": "Ann Example"} if account else bare
    found = decode.commit(decoder.structure({"id": "a" * 40, "author": author}, payloads.Commit))
    assert found.author is not None
    assert found.author.email == "ann@example.com"
    assert found.author.name == ("Ann Example" if account else "ann")
    assert (found.author.user is not None) is account


@pytest.mark.parametrize(
    "last",
    [
        {"isLastPage": True, "nextPageStart": None},
        {"isLastPage": True},
        {"isLastPage": True, "nextPageStart": 25},
        {"count": 1, "nextStart": None},
        {},
    ],
)
def test_last_page_is_told_in_several_ways(
    connect: Callable[..., Scripted], last: dict[str, Any]
) -> None:
    """`nextPageStart` is null or absent; other pages use other words."""
    host = connect(answer(200, {"values": [repository("a")], **last})).host
    assert [repo.ref.name for repo in host.repos.list("ACME")] == ["a"]


def test_pull_request_may_lack_what_the_schema_has() -> None:
    """Description, links, types of refs and their short names."""
    bare = {end: _without(pull_request()[end], "displayId", "type") for end in ("fromRef", "toRef")}
    document = {**_without(pull_request(), "description", "links", "reviewers"), **bare}
    found = decode.pull_request(decoder.structure(document, payloads.PullRequest))
    assert (found.description, found.url, found.reviews) == ("", None, ())
    assert (found.source.branch, found.target.branch) == ("fix", "main")


@pytest.mark.parametrize("links", [None, {}, {"self": [None]}, {"self": []}, {"self": [{}]}])
def test_links_may_lead_nowhere(links: Any) -> None:
    """`links.self` was recorded as `[null]`, and `links.clone` is missing where it is switched off."""
    assert _pull(links=links).url is None
    wire = decoder.structure(repository(links=links), payloads.Repository)
    found = decode.repository(wire)
    assert (found.url, found.clone_urls.https, found.clone_urls.ssh) == (None, None, None)


def test_pull_request_may_come_from_a_tag() -> None:
    """The name is told without what all tags begin with."""
    source = {**_without(pull_request()["fromRef"], "displayId"), "id": "refs/tags/v1"}
    assert _pull(fromRef=source).source.branch == "v1"


@pytest.mark.parametrize(
    "path",
    [
        "src/a.py",
        {"components": ["src", "a.py"], "name": "a.py", "toString": "src/a.py"},
        {"components": ["src", "a.py"]},
    ],
)
def test_path_is_an_object_or_a_text(path: Any) -> None:
    """An object in changes, a text in anchors; each is read in either."""
    change = decoder.structure({"path": path, "type": "MODIFY"}, payloads.Change)
    assert decode.change(change).path == "src/a.py"
    assert _comment(anchor={"path": path, "line": 3}).anchor.path == "src/a.py"


def test_anchor_of_a_whole_file_has_no_line() -> None:
    """Nor a type of file or line."""
    anchor = _comment(anchor={"path": "a.py"}).anchor
    assert (anchor.path, anchor.line, anchor.side) == ("a.py", None, Side.NEW)


def test_change_of_an_unknown_type_is_unknown() -> None:
    """The server says `UNKNOWN` itself."""
    change = decoder.structure({"path": "a.py", "type": "UNKNOWN"}, payloads.Change)
    assert decode.change(change).kind is ChangeKind.UNKNOWN


def test_refusal_has_a_context_in_few_cases(connect: Callable[..., Scripted]) -> None:
    """Without one, the message is all."""
    with pytest.raises(ValidationError) as caught:
        connect(complaint(400, "ArgumentValidationException", context=None)).host.repos.get("A/b")
    assert not caught.value.fields


def test_refusal_may_hold_a_whole_pull_request(connect: Callable[..., Scripted]) -> None:
    """What else is in it does not matter."""
    more = {"currentVersion": 5, "expectedVersion": 3, "pullRequest": pull_request(5)}
    refused = complaint(409, "PullRequestOutOfDateException", **more)
    with pytest.raises(StaleRevisionError) as caught:
        connect(refused).host.repos.get("A/b")
    assert caught.value.current == "5"


def test_refusal_may_be_bare(connect: Callable[..., Scripted]) -> None:
    """One error without the array around it, as recorded of access keys."""
    bare = {
        "context": None,
        "message": "SSH key with ID 2 cannot access A/b",
        "exceptionName": None,
    }
    with pytest.raises(NotFoundError, match="SSH key with ID 2"):
        connect(answer(404, bare)).host.repos.get("A/b")


def test_personal_project_says_nothing_of_being_public() -> None:
    """Its key begins with a tilde, and it has no `public`."""
    document = _without(project("~jdoe", type="PERSONAL"), "public")
    found = decode.namespace(decoder.structure(document, payloads.Project))
    assert (found.path, found.kind) == ("~jdoe", NamespaceKind.PERSONAL)
    assert found.visibility is Visibility.UNKNOWN
    wire = decoder.structure(repository(project=document), payloads.Repository)
    assert decode.repository(wire).ref == RepoRef("~jdoe", "site")


def test_what_is_gone_is_none() -> None:
    """A deleted fork and deleted people are null or absent."""
    source = {**pull_request()["fromRef"], "repository": None}
    found = _pull(fromRef=source, author=None)
    assert (found.source.repo, found.source.branch, found.author) == (None, "fix", None)
    assert _comment(author=None).author is None
    read = decode.activity(decoder.structure(activity(1, "MERGED", user=None), payloads.Activity))
    assert read.actor is None


@pytest.mark.parametrize("word", ["ABANDONED", "open", "", None])
def test_unknown_words_are_unknown_and_kept(word: str | None) -> None:
    """A word outside the documented ones is never an exception."""
    document = pull_request(state=word)
    found = decode.pull_request(decoder.structure(document, payloads.PullRequest), document)
    assert found.state is PullRequestState.UNKNOWN
    assert found.raw is not None
    assert found.raw["state"] == word


def test_unknown_words_of_every_enumeration_are_unknown() -> None:
    """Statuses, verdicts, accounts, projects, rules, permissions, activities."""
    odd = "BRAND_NEW"
    read = decoder.structure
    status = read({"key": "ci", "state": odd}, payloads.BuildStatus)
    part = read({"user": person(), "role": odd, "status": odd}, payloads.Participant)
    matcher = {"id": odd, "type": {"id": odd}}
    rule = read({"id": 1, "type": odd, "matcher": matcher}, payloads.Restriction)
    grant = read({"permission": odd, "user": person()}, payloads.Grant)
    assert decode.status(status).state is StatusState.UNKNOWN
    assert decode.review(part).verdict is Verdict.UNKNOWN
    assert decode.user(read(person(type=odd), payloads.User)).kind is AccountKind.UNKNOWN
    assert decode.namespace(read(project(type=odd), payloads.Project)).kind is NamespaceKind.UNKNOWN
    assert decode.branch_rule(rule).kind is BranchRuleKind.UNKNOWN
    assert (decode.grant(grant).permission, decode.grant(grant).role) == (Permission.NONE, odd)
    happened = decode.activity(read(activity(1, odd), payloads.Activity))
    assert (happened.kind, happened.detail) == (ActivityKind.UNKNOWN, odd)


def test_path_of_an_error_leads_through_the_page(connect: Callable[..., Scripted]) -> None:
    """A value within an answer to a comment is named by its place in the whole document."""
    thread = comment(1, comments=[comment(2), comment(3, createdDate="soon")])
    host = connect(page([activity(1, "MERGED"), activity(2, comment=thread)])).host
    with pytest.raises(DecodeError) as caught:
        list(host.comments.list("ACME/site", 7))
    assert caught.value.path == "$.values[1].comment.comments[1].createdDate"


def test_answers_that_are_nested_without_end_are_a_decode_error() -> None:
    """Not an overflow of the stack."""
    document: dict[str, Any] = comment(0)
    for number in range(1, sys.getrecursionlimit()):
        document = comment(number, comments=[document])
    with pytest.raises(DecodeError) as caught:
        decode.thread(document)
    assert caught.value.path is not None
    assert caught.value.path.startswith("$.comments")
