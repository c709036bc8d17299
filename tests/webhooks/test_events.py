"""Every key of both products, and what a message tells beside its own facts."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

import githost
from githost import Event, webhooks
from githost.webhooks import (
    CommentEvent,
    PullRequestEvent,
    PushEvent,
    RefChange,
    RefChangeKind,
    RefKind,
    RepositoryEvent,
    ReviewEvent,
    StatusEvent,
    UnknownEvent,
    WebhookEvent,
)
from githost_bitbucket.cloud.events import KEYS as CLOUD_KEYS
from githost_bitbucket.datacenter.events import KEYS as DATA_CENTER_KEYS
from tests.webhooks.bodies import CLOUD_BODY, DATA_CENTER_BODY, ONE, TWO, WEB

ZEROS = "0" * 40

CLOUD = [
    ("repo:push", PushEvent, Event.PUSH),
    ("repo:fork", RepositoryEvent, Event.REPO_FORKED),
    ("repo:updated", RepositoryEvent, Event.REPO_UPDATED),
    ("repo:transfer", RepositoryEvent, Event.REPO_UPDATED),
    ("repo:created", RepositoryEvent, Event.REPO_CREATED),
    ("repo:deleted", RepositoryEvent, Event.REPO_DELETED),
    ("repo:imported", RepositoryEvent, None),
    ("repo:commit_comment_created", CommentEvent, Event.COMMIT_COMMENT_CREATED),
    ("repo:commit_status_created", StatusEvent, Event.STATUS_CREATED),
    ("repo:commit_status_updated", StatusEvent, Event.STATUS_UPDATED),
    ("project:updated", UnknownEvent, None),
    ("pipeline:span_created", UnknownEvent, None),
    ("pullrequest:created", PullRequestEvent, Event.PR_OPENED),
    ("pullrequest:updated", PullRequestEvent, Event.PR_UPDATED),
    ("pullrequest:push", PullRequestEvent, Event.PR_SOURCE_UPDATED),
    ("pullrequest:approved", ReviewEvent, Event.PR_APPROVED),
    ("pullrequest:unapproved", ReviewEvent, Event.PR_UNAPPROVED),
    ("pullrequest:changes_request_created", ReviewEvent, Event.PR_CHANGES_REQUESTED),
    ("pullrequest:changes_request_removed", ReviewEvent, Event.PR_CHANGES_WITHDRAWN),
    ("pullrequest:fulfilled", PullRequestEvent, Event.PR_MERGED),
    ("pullrequest:rejected", PullRequestEvent, Event.PR_CLOSED),
    ("pullrequest:comment_created", CommentEvent, Event.PR_COMMENT_CREATED),
    ("pullrequest:comment_updated", CommentEvent, Event.PR_COMMENT_UPDATED),
    ("pullrequest:comment_deleted", CommentEvent, Event.PR_COMMENT_DELETED),
    ("pullrequest:comment_resolved", CommentEvent, Event.PR_COMMENT_RESOLVED),
    ("pullrequest:comment_reopened", CommentEvent, Event.PR_COMMENT_REOPENED),
    ("issue:created", UnknownEvent, None),
    ("nobody:knows", UnknownEvent, None),
]
DATA_CENTER = [
    ("repo:refs_changed", PushEvent, Event.PUSH),
    ("repo:modified", RepositoryEvent, Event.REPO_UPDATED),
    ("repo:forked", RepositoryEvent, Event.REPO_FORKED),
    ("repo:comment:added", CommentEvent, Event.COMMIT_COMMENT_CREATED),
    ("repo:comment:edited", CommentEvent, None),
    ("repo:comment:deleted", CommentEvent, None),
    ("repo:secret_detected", UnknownEvent, None),
    ("mirror:repo_synchronized", UnknownEvent, None),
    ("project:modified", UnknownEvent, None),
    ("proj:modified", UnknownEvent, None),
    ("pr:opened", PullRequestEvent, Event.PR_OPENED),
    ("pr:from_ref_updated", PullRequestEvent, Event.PR_SOURCE_UPDATED),
    ("pr:to_ref_updated", PullRequestEvent, Event.PR_UPDATED),
    ("pr:modified", PullRequestEvent, Event.PR_UPDATED),
    ("pr:merged", PullRequestEvent, Event.PR_MERGED),
    ("pr:declined", PullRequestEvent, Event.PR_CLOSED),
    ("pr:deleted", PullRequestEvent, Event.PR_DELETED),
    ("pr:reviewer:updated", PullRequestEvent, Event.PR_REVIEWERS_CHANGED),
    ("pr:reviewer:approved", ReviewEvent, Event.PR_APPROVED),
    ("pr:reviewer:unapproved", ReviewEvent, Event.PR_UNAPPROVED),
    ("pr:reviewer:needs_work", ReviewEvent, Event.PR_CHANGES_REQUESTED),
    ("pr:reviewer:changes_requested", ReviewEvent, Event.PR_CHANGES_REQUESTED),
    ("pr:comment:added", CommentEvent, Event.PR_COMMENT_CREATED),
    ("pr:comment:edited", CommentEvent, Event.PR_COMMENT_UPDATED),
    ("pr:comment:deleted", CommentEvent, Event.PR_COMMENT_DELETED),
    ("nobody:knows", UnknownEvent, None),
]


def _cloud(key: str, headers: Mapping[str, str] | None = None, **changed: Any) -> WebhookEvent:
    body = json.dumps({**CLOUD_BODY, **changed}).encode()
    return webhooks.parse("bitbucket-cloud", {"X-Event-Key": key, **(headers or {})}, body)


def _data_center(
    key: str, headers: Mapping[str, str] | None = None, **changed: Any
) -> WebhookEvent:
    body = json.dumps({"eventKey": key, **DATA_CENTER_BODY, **changed}).encode()
    return webhooks.parse("bitbucket-datacenter", {"X-Event-Key": key, **(headers or {})}, body)


@pytest.mark.parametrize(("key", "kind", "event"), CLOUD, ids=[one[0] for one in CLOUD])
def test_keys_of_cloud(key: str, kind: type[WebhookEvent], event: Event | None) -> None:
    """Each has its class and its neutral word."""
    found = _cloud(key)
    assert (type(found), found.kind, found.key) == (kind, event, key)
    assert found.actor is not None
    assert found.actor.ref == githost.UserRef("{emma}")
    assert found.repository is not None
    assert str(found.repository.ref) == "acme/site"
    assert found.raw == CLOUD_BODY


@pytest.mark.parametrize(("key", "kind", "event"), DATA_CENTER, ids=[one[0] for one in DATA_CENTER])
def test_keys_of_data_center(key: str, kind: type[WebhookEvent], event: Event | None) -> None:
    """Each has its class and its neutral word."""
    found = _data_center(key)
    assert (type(found), found.kind, found.key) == (kind, event, key)
    assert found.actor is not None
    assert found.actor.ref == githost.UserRef("jane")
    assert found.repository is not None
    assert found.repository.ref.name == "web"
    assert found.happened_at == datetime(2026, 5, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("provider", ["cloud", "datacenter"])
def test_events_of_hooks_are_those_that_are_read(provider: str) -> None:
    """What a hook can be made for comes back as the same word, but where one key has several."""
    keys = CLOUD_KEYS if provider == "cloud" else DATA_CENTER_KEYS
    parse = _cloud if provider == "cloud" else _data_center
    for event, key in keys.items():
        found = parse(key)
        shared = {other for other, used in keys.items() if used == key}
        assert found.kind in shared, event
        assert not isinstance(found, UnknownEvent)


def test_headers_of_cloud() -> None:
    """Delivery, hook and attempt; the hook's id is that of the API, with its braces."""
    headers = {"X-Request-UUID": "d-1", "X-Hook-UUID": "h-1", "x-attempt-number": "3"}
    found = _cloud("repo:push", headers)
    assert (found.delivery, found.hook, found.attempt) == ("d-1", "{h-1}", 3)
    assert _cloud("repo:push", {"X-Hook-UUID": "{h-1}"}).hook == "{h-1}"
    for odd in ("many", "9" * 5000, "²", "-1"):
        bare = _cloud("repo:push", {"X-Attempt-Number": odd})
        assert (bare.delivery, bare.hook, bare.attempt) == (None, None, None)


def test_headers_of_data_center() -> None:
    """It has a delivery's id and nothing else."""
    found = _data_center("pr:opened", {"X-Request-Id": "d-1", "X-Attempt-Number": "3"})
    assert (found.delivery, found.hook, found.attempt) == ("d-1", None, None)


def test_key_in_the_body_goes_before_the_header() -> None:
    """The signature covers the body, and headers anybody can write."""
    found = _data_center("pr:declined", {"X-Event-Key": "pr:merged"})
    assert (found.key, found.kind) == ("pr:declined", Event.PR_CLOSED)
    body = json.dumps(DATA_CENTER_BODY).encode()
    headers = {"X-Event-Key": "pr:merged"}
    assert webhooks.parse("bitbucket-datacenter", headers, body).kind is Event.PR_MERGED


def test_message_without_key_is_refused() -> None:
    """Nothing is guessed from what a body looks like."""
    for provider in ("bitbucket-cloud", "bitbucket-datacenter"):
        with pytest.raises(githost.DecodeError, match="X-Event-Key"):
            webhooks.parse(provider, {}, json.dumps(CLOUD_BODY).encode())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (None, ONE, (RefChangeKind.CREATED, None, ONE)),
        (ONE, TWO, (RefChangeKind.UPDATED, ONE, TWO)),
        (ONE, None, (RefChangeKind.DELETED, ONE, None)),
    ],
    ids=["created", "updated", "deleted"],
)
@pytest.mark.parametrize(("word", "ref"), [("branch", RefKind.BRANCH), ("tag", RefKind.TAG)])
def test_changes_of_a_push(
    old: str | None, new: str | None, expected: tuple[Any, ...], word: str, ref: RefKind
) -> None:
    """Both products tell the same: one with nulls, the other with zeros."""
    kind, before, after = expected
    cloud = _cloud(
        "repo:push",
        push={
            "changes": [
                {
                    "old": old and {"type": word, "name": "x/y", "target": {"hash": old}},
                    "new": new and {"type": word, "name": "x/y", "target": {"hash": new}},
                    "forced": True,
                    "truncated": True,
                    "commits": [{"hash": TWO, "message": "Two"}],
                }
            ]
        },
    )
    where = "heads" if word == "branch" else "tags"
    data_center = _data_center(
        "repo:refs_changed",
        changes=[
            {
                "ref": {"id": f"refs/{where}/x/y", "displayId": "x/y", "type": word.upper()},
                "refId": f"refs/{where}/x/y",
                "fromHash": old or ZEROS,
                "toHash": new or ZEROS,
                "type": {"created": "ADD", "updated": "UPDATE", "deleted": "DELETE"}[kind],
            }
        ],
    )
    assert isinstance(cloud, PushEvent)
    assert isinstance(data_center, PushEvent)
    (told,) = cloud.changes
    assert (told.kind, told.ref, told.name, told.old, told.new) == (kind, ref, "x/y", before, after)
    assert (told.forced, told.truncated, [one.sha for one in told.commits]) == (True, True, [TWO])
    assert data_center.changes == (
        RefChange(kind=kind, ref=ref, name="x/y", old=before, new=after),
    )


def test_commits_of_a_push_of_several_refs_are_nobodys() -> None:
    """Data Center sends them for the whole push, so with several refs it does not say whose."""
    change = {
        "ref": {"id": "refs/heads/a", "type": "BRANCH"},
        "fromHash": ONE,
        "toHash": TWO,
        "type": "UPDATE",
    }
    commits = [{"id": TWO, "message": "Two"}]
    one = _data_center("repo:refs_changed", changes=[change], commits=commits)
    two = _data_center("repo:refs_changed", changes=[change, change], commits=commits)
    assert isinstance(one, PushEvent)
    assert isinstance(two, PushEvent)
    assert [commit.sha for commit in one.changes[0].commits] == [TWO]
    assert [one.changes[0].name, *(change.commits for change in two.changes)] == ["a", (), ()]


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ("APPROVED", Event.PR_UNAPPROVED),
        ("NEEDS_WORK", Event.PR_CHANGES_WITHDRAWN),
        (None, Event.PR_UNAPPROVED),
    ],
)
def test_withdrawn_verdict_is_told_by_the_one_before(before: str | None, event: Event) -> None:
    """Data Center has one key for both."""
    assert _data_center("pr:reviewer:unapproved", previousStatus=before).kind is event


def test_verdict_of_cloud_names_who_and_when() -> None:
    """What stands after one is taken back is no verdict."""
    approved, back = _cloud("pullrequest:approved"), _cloud("pullrequest:unapproved")
    assert isinstance(approved, ReviewEvent)
    assert isinstance(back, ReviewEvent)
    assert approved.review.verdict is githost.Verdict.APPROVED
    assert approved.review.submitted_at == datetime(2026, 5, 1, 10, 0, 0, 123456, UTC)
    assert back.review.verdict is githost.Verdict.NONE


def test_repository_that_was_renamed_tells_its_address_before() -> None:
    """One that only got another description does not."""
    changes = {"full_name": {"old": "acme/was", "new": "acme/site"}}
    renamed = _cloud("repo:updated", changes=changes)
    described = _cloud("repo:updated", changes={"description": {"old": "", "new": "x"}})
    moved = _data_center("repo:modified")
    same = _data_center("repo:modified", old=WEB)
    assert all(isinstance(one, RepositoryEvent) for one in (renamed, described, moved, same))
    before = [getattr(one, "previous") for one in (renamed, described, moved, same)]  # noqa: B009 - narrowed above
    assert before == [githost.RepoRef("acme", "was"), None, githost.RepoRef("PRJ", "was"), None]


def test_fork_is_told_with_its_original() -> None:
    """`repository` is the original on both, though Data Center sends the fork under that name."""
    cloud, data_center = _cloud("repo:fork"), _data_center("repo:forked")
    for found, original, fork in (
        (cloud, "acme/site", "emma/site"),
        (data_center, "OLD/web", "PRJ/web"),
    ):
        assert isinstance(found, RepositoryEvent)
        assert found.repository is not None
        assert found.fork is not None
        assert (str(found.repository.ref), str(found.fork.ref)) == (original, fork)


def test_unknown_message_is_kept_whatever_is_in_it() -> None:
    """What cannot be read of it is left out; the document says the rest."""
    odd: dict[str, Any] = {"actor": 5, "repository": [], "date": "soon"}
    for found in (_cloud("new:key", **odd), _data_center("new:key", **odd)):
        assert isinstance(found, UnknownEvent)
        assert (found.actor, found.repository, found.happened_at) == (None, None, None)
        assert found.raw["actor"] == 5


@pytest.mark.parametrize("key", [one[0] for one in CLOUD if one[1] is not UnknownEvent])
def test_message_of_cloud_without_its_parts_is_refused(key: str) -> None:
    """By the path of what is missing."""
    with pytest.raises(githost.DecodeError) as caught:
        webhooks.parse("bitbucket-cloud", {"X-Event-Key": key}, b"{}")
    assert (caught.value.path or "").startswith("$.")


@pytest.mark.parametrize("key", [one[0] for one in DATA_CENTER if one[1] is not UnknownEvent])
def test_message_of_data_center_without_its_parts_is_refused(key: str) -> None:
    """By the path of what is missing."""
    with pytest.raises(githost.DecodeError) as caught:
        webhooks.parse("bitbucket-datacenter", {"X-Event-Key": key}, b"{}")
    assert (caught.value.path or "").startswith("$.")


def test_deleted_account_is_nobody() -> None:
    """Cloud sends null."""
    assert _cloud("repo:push", actor=None).actor is None


def test_events_are_values() -> None:
    """Equal by what they tell, hashable, and without the body in what is printed."""
    one, other = _cloud("repo:push"), _cloud("repo:push", more="x")
    assert one == other
    assert hash(one) == hash(other)
    assert "nickname" not in repr(one)
