"""Pull requests: versions, what an update sends back, merging and its refusals."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    NotMergeableError,
    StaleRevisionError,
    UnsupportedError,
    WrongStateError,
)
from githost.model import ActivityKind, MergeStrategy, PullRequestState, RepoRef, UserRef, Verdict
from tests.bitbucket.datacenter.exchanges import (
    PULL,
    REPO,
    activity,
    comment,
    complaint,
    page,
    person,
    pull_request,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

STALE = complaint(409, "pull.PullRequestOutOfDateException", currentVersion=4)


def test_pull_request_is_read_whole(connect: Callable[..., Scripted]) -> None:
    """Times are UTC, the version is the revision, and the ends have full hashes."""
    server = connect(answer(200, pull_request()))
    found = server.host.pull_requests.get("ACME/site", 7)
    assert str(found.ref) == "ACME/site#7"
    assert found.created_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    assert (found.source.branch, found.source.commit) == ("fix", "a" * 40)
    assert found.revision == "3"
    assert [(one.reviewer.name, one.verdict) for one in found.reviews] == [
        ("bob", Verdict.APPROVED),
        ("cid", Verdict.NONE),
    ]
    assert found.raw is not None


def test_iso_dates_of_newer_releases_are_read(connect: Callable[..., Scripted]) -> None:
    """From 10.3 dates may be ISO 8601, with an offset that lacks its colon."""
    server = connect(answer(200, pull_request(createdDate="2026-05-01T12:00:00.250+0200")))
    created = server.host.pull_requests.get("ACME/site", 7).created_at
    assert created == datetime(2026, 5, 1, 10, 0, 0, 250_000, tzinfo=UTC)
    assert created is not None
    assert created.tzinfo is UTC


def test_list_names_the_author_by_role(connect: Callable[..., Scripted]) -> None:
    """A query `author=` would be ignored in silence, and everybody's would come."""
    server = connect(page())
    pulls = server.host.pull_requests
    list(pulls.list("ACME/site", state=None, author=UserRef("ann"), target="main"))
    assert server.sent[0] == (
        f"GET {REPO}/pull-requests?state=ALL&role.1=AUTHOR&username.1=ann&at=refs/heads/main"
        "&direction=INCOMING&limit=1000"
    )


def test_source_and_date_are_filtered_here(connect: Callable[..., Scripted]) -> None:
    """The server's filter by source would leave forks out, and it knows no date."""
    other = pull_request(id=8, fromRef={**pull_request()["fromRef"], "displayId": "other"})
    old = pull_request(id=9, updatedDate=1_600_000_000_000)
    server = connect(page([pull_request(), other, old]))
    after = datetime(2022, 1, 1, tzinfo=UTC)
    found = server.host.pull_requests.list("ACME/site", source="fix", updated_after=after)
    assert [pull.number for pull in found] == [7]
    assert "at=" not in server.sent[0]


def test_date_without_a_zone_is_refused(connect: Callable[..., Scripted]) -> None:
    """It could be any of some forty moments."""
    naive = datetime(2022, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    server = connect()
    with pytest.raises(ConfigurationError, match="time zone"):
        server.host.pull_requests.list("ACME/site", updated_after=naive)


def test_date_in_another_zone_is_compared_as_a_moment(connect: Callable[..., Scripted]) -> None:
    """Zones do not matter."""
    server = connect(page([pull_request(updatedDate=1_700_000_000_000)]))
    moment = datetime.fromtimestamp(1_700_000_000, timezone(timedelta(hours=9)))
    found = server.host.pull_requests.list("ACME/site", updated_after=moment - timedelta(seconds=1))
    assert len(list(found)) == 1


def test_group_as_author_is_refused(connect: Callable[..., Scripted]) -> None:
    """Groups open no pull requests."""
    server = connect()
    with pytest.raises(ConfigurationError):
        server.host.pull_requests.list("ACME/site", author=githost.GroupRef("devs"))


def test_create_writes_refs_out_in_full(connect: Callable[..., Scripted]) -> None:
    """A short name could be a tag's; a fork is named by project and slug."""
    server = connect(answer(201, pull_request()))
    server.host.pull_requests.create(
        "ACME/site",
        title="Fix it",
        source="fix",
        target="main",
        source_repo="~ann/site",
        reviewers=[UserRef("bob")],
    )
    assert server.paths == [f"POST {REPO}/pull-requests"]
    assert server.body() == {
        "title": "Fix it",
        "description": "",
        "fromRef": {
            "id": "refs/heads/fix",
            "repository": {"slug": "site", "project": {"key": "~ann"}},
        },
        "toRef": {
            "id": "refs/heads/main",
            "repository": {"slug": "site", "project": {"key": "ACME"}},
        },
        "reviewers": [{"user": {"name": "bob"}}],
    }


def test_create_without_a_target_asks_for_the_default_branch(
    connect: Callable[..., Scripted],
) -> None:
    """One request more; an empty repository has none."""
    main = {"id": "refs/heads/main", "displayId": "main", "latestCommit": "b" * 40}
    server = connect(answer(200, main), answer(201, pull_request()))
    server.host.pull_requests.create("ACME/site", title="T", source="fix")
    assert server.body()["toRef"]["id"] == "refs/heads/main"
    server = connect(complaint(404, "NoSuchBranchException"))
    with pytest.raises(NotFoundError, match="no default branch"):
        server.host.pull_requests.create("ACME/site", title="T", source="fix")


def test_delete_source_on_create_points_to_merge(connect: Callable[..., Scripted]) -> None:
    """Data Center remembers no such wish."""
    server = connect()
    with pytest.raises(UnsupportedError, match=r"pull_requests\.merge"):
        server.host.pull_requests.create("ACME/site", title="T", source="fix", delete_source=True)


def test_second_pull_request_for_the_same_branches_exists_already(
    connect: Callable[..., Scripted],
) -> None:
    """A POST is sent once, and its refusal is named."""
    server = connect(complaint(409, "pull.DuplicatePullRequestException"))
    with pytest.raises(AlreadyExistsError):
        server.host.pull_requests.create("ACME/site", title="T", source="fix", target="main")


def test_update_sends_back_what_would_be_lost(connect: Callable[..., Scripted]) -> None:
    """Reviewers that are not sent back are removed."""
    server = connect(answer(200, pull_request()), answer(200, pull_request(4, title="New")))
    changed = server.host.pull_requests.update("ACME/site", 7, title="New")
    assert changed.revision == "4"
    assert server.sent == [f"GET {PULL}", f"PUT {PULL}"]
    assert server.body() == {
        "version": 3,
        "title": "New",
        "description": "Because it is broken",
        "reviewers": [{"user": {"name": "bob"}}, {"user": {"name": "cid"}}],
    }


def test_update_takes_values_that_are_empty(connect: Callable[..., Scripted]) -> None:
    """None leaves a value, an empty one empties it."""
    server = connect(answer(200, pull_request()), answer(200, pull_request(4)))
    server.host.pull_requests.update("ACME/site", 7, description="", reviewers=[], target="dev")
    body = server.body()
    assert (body["description"], body["reviewers"]) == ("", [])
    assert body["toRef"] == {"id": "refs/heads/dev"}


def test_update_of_nothing_writes_nothing(connect: Callable[..., Scripted]) -> None:
    """It only reads, and still checks the revision."""
    server = connect(answer(200, pull_request()), answer(200, pull_request()))
    assert server.host.pull_requests.update("ACME/site", 7).number == 7
    with pytest.raises(StaleRevisionError):
        server.host.pull_requests.update("ACME/site", 7, revision="2")
    assert server.sent == [f"GET {PULL}"] * 2


def test_update_with_a_stale_revision_writes_nothing(connect: Callable[..., Scripted]) -> None:
    """What was changed since is not overwritten."""
    server = connect(answer(200, pull_request(5)))
    with pytest.raises(StaleRevisionError) as caught:
        server.host.pull_requests.update("ACME/site", 7, title="New", revision="3")
    assert caught.value.current == "5"
    assert server.paths == [f"GET {PULL}"]


def test_update_without_a_revision_is_made_anew_once(connect: Callable[..., Scripted]) -> None:
    """What came in between is read, kept, and the change made on top of it."""
    newer = pull_request(4, description="Newer")
    server = connect(
        answer(200, pull_request()), STALE, answer(200, newer), answer(200, pull_request(5))
    )
    server.host.pull_requests.update("ACME/site", 7, title="New")
    assert server.body()["version"] == 4
    assert server.body()["description"] == "Newer"


def test_update_gives_up_when_it_is_overtaken_twice(connect: Callable[..., Scripted]) -> None:
    """There is no third attempt."""
    server = connect(answer(200, pull_request()), STALE, answer(200, pull_request(4)), STALE)
    with pytest.raises(StaleRevisionError):
        server.host.pull_requests.update("ACME/site", 7, title="New")


def test_overtaken_revision_is_not_made_anew(connect: Callable[..., Scripted]) -> None:
    """Whoever names a revision wants exactly that one."""
    server = connect(answer(200, pull_request()), STALE)
    with pytest.raises(StaleRevisionError):
        server.host.pull_requests.update("ACME/site", 7, title="New", revision="3")


def test_versioned_write_is_not_sent_twice(connect: Callable[..., Scripted]) -> None:
    """Nobody knows whether the first one arrived; the second would be out of date."""
    server = connect(answer(200, pull_request()), complaint(503))
    with pytest.raises(githost.AmbiguousWriteError):
        server.host.pull_requests.update("ACME/site", 7, title="New")
    assert server.sent == [f"GET {PULL}", f"PUT {PULL}"]


def test_revision_of_another_shape_is_refused(connect: Callable[..., Scripted]) -> None:
    """A revision of another host is not sent."""
    server = connect()
    with pytest.raises(ConfigurationError, match="no revision of this host"):
        server.host.pull_requests.merge("ACME/site", 7, revision="abc")


def test_merge_carries_the_version_that_was_read(connect: Callable[..., Scripted]) -> None:
    """Both in the query and in the body; without a message the server writes one."""
    merged = pull_request(4, state="MERGED", properties={"mergeCommit": {"id": "c" * 40}})
    server = connect(answer(200, pull_request()), answer(200, merged))
    done = server.host.pull_requests.merge("ACME/site", 7)
    assert (done.state, done.merge_commit) == (PullRequestState.MERGED, "c" * 40)
    assert server.sent == [f"GET {PULL}", f"POST {PULL}/merge?version=3"]
    assert server.body() == {"version": 3}


def test_merge_with_a_revision_needs_no_reading(connect: Callable[..., Scripted]) -> None:
    """The message is taken as it is, without a subject of the server's."""
    server = connect(answer(200, pull_request(4, state="MERGED")))
    server.host.pull_requests.merge(
        "ACME/site", 7, strategy=MergeStrategy.SQUASH, message="Done", revision="3"
    )
    assert server.sent == [f"POST {PULL}/merge?version=3"]
    assert server.body() == {
        "version": 3,
        "strategyId": "squash",
        "message": "Done",
        "autoSubject": False,
    }


def test_merge_of_an_unknown_strategy_is_refused(connect: Callable[..., Scripted]) -> None:
    """A word that the host does not know is not sent."""
    unknown: Any = "octopus"
    server = connect()
    with pytest.raises(UnsupportedError, match="octopus"):
        server.host.pull_requests.merge("ACME/site", 7, strategy=unknown)


def test_merge_of_a_source_that_moved_on_is_refused(connect: Callable[..., Scripted]) -> None:
    """Nothing is merged that was not looked at."""
    server = connect(answer(200, pull_request()))
    with pytest.raises(ConflictError, match="no longer at"):
        server.host.pull_requests.merge("ACME/site", 7, source_commit="f" * 40)
    assert server.paths == [f"GET {PULL}"]


def test_merge_guards_the_source_again_when_overtaken(connect: Callable[..., Scripted]) -> None:
    """A push in between changes the version and the source."""
    pushed = pull_request(4, fromRef={**pull_request()["fromRef"], "latestCommit": "d" * 40})
    server = connect(answer(200, pull_request()), STALE, answer(200, pushed))
    with pytest.raises(ConflictError, match="no longer at"):
        server.host.pull_requests.merge("ACME/site", 7, source_commit="a" * 40)


def test_vetoed_merge_says_why(connect: Callable[..., Scripted]) -> None:
    """The merge checks' words are handed on."""
    veto = {"summaryMessage": "Approvals", "detailedMessage": "You need one approval"}
    server = connect(
        answer(200, pull_request()),
        complaint(409, "pull.PullRequestMergeVetoedException", vetoes=[veto], conflicted=False),
    )
    with pytest.raises(NotMergeableError) as caught:
        server.host.pull_requests.merge("ACME/site", 7)
    assert caught.value.vetoes == ("You need one approval",)


def test_source_is_deleted_after_the_merge_where_it_was_merged(
    connect: Callable[..., Scripted],
) -> None:
    """By a call of its own with a body, and only while the branch is still there."""
    server = connect(answer(200, pull_request(4, state="MERGED")), answer(204))
    server.host.pull_requests.merge("ACME/site", 7, delete_source=True, revision="3")
    path = "/branch-utils/1.0/projects/ACME/repos/site/branches"
    assert server.sent[1] == f"DELETE {path}"
    assert server.body() == {"name": "refs/heads/fix", "dryRun": False, "endPoint": "a" * 40}


def test_source_that_stays_does_not_hide_the_merge(connect: Callable[..., Scripted]) -> None:
    """The error says that the merge itself is done."""
    merged = answer(200, pull_request(4, state="MERGED"))
    server = connect(merged, complaint(401, "AuthorisationException"))
    with pytest.raises(ConflictError, match="#7 was merged, but its source fix was not deleted"):
        server.host.pull_requests.merge("ACME/site", 7, delete_source=True, revision="3")


def test_close_and_reopen_carry_the_version(connect: Callable[..., Scripted]) -> None:
    """Read first where it is not given."""
    server = connect(
        answer(200, pull_request()),
        answer(200, pull_request(4, state="DECLINED")),
        answer(200, pull_request(5)),
    )
    closed = server.host.pull_requests.close("ACME/site", 7)
    assert closed.state is PullRequestState.CLOSED
    server.host.pull_requests.reopen("ACME/site", 7, revision=closed.revision)
    assert server.sent == [
        f"GET {PULL}",
        f"POST {PULL}/decline?version=3",
        f"POST {PULL}/reopen?version=4",
    ]


def test_merged_pull_request_cannot_be_closed(connect: Callable[..., Scripted]) -> None:
    """A wrong state is no stale revision: it is not tried again."""
    server = connect(
        answer(200, pull_request(state="MERGED")),
        complaint(409, "pull.IllegalPullRequestStateException"),
    )
    with pytest.raises(WrongStateError):
        server.host.pull_requests.close("ACME/site", 7)


def test_unknown_outcome_is_no_conflict(connect: Callable[..., Scripted]) -> None:
    """Until the server has tried, nobody knows."""
    asked = {"canMerge": False, "conflicted": False, "outcome": "UNKNOWN", "vetoes": []}
    server = connect(answer(200, asked))
    told = server.host.pull_requests.mergeability("ACME/site", 7)
    assert (told.can_merge, told.conflicted) == (False, None)


def test_diff_is_asked_for_as_text(connect: Callable[..., Scripted]) -> None:
    """Bytes, as they came."""
    text = {"content-type": "text/plain"}
    server = connect(httpx.Response(200, content=b"diff --git \xff", headers=text))
    assert server.host.pull_requests.diff("ACME/site", 7) == b"diff --git \xff"
    assert server.sent == [f"GET {PULL}.diff"]
    assert server.script.requests[0].headers["accept"] == "text/plain"


def test_changes_tell_renames(connect: Callable[..., Scripted]) -> None:
    """Paths are objects here."""
    moved = {"type": "MOVE", "path": {"toString": "b.py"}, "srcPath": {"toString": "a.py"}}
    server = connect(page([moved, {"type": "WHO", "path": {"toString": "c.py"}}]))
    found = list(server.host.pull_requests.changes("ACME/site", 7))
    assert [(one.path, one.old_path, str(one.kind)) for one in found] == [
        ("b.py", "a.py", "renamed"),
        ("c.py", None, "unknown"),
    ]


def test_activity_of_unknown_kind_keeps_its_word(connect: Callable[..., Scripted]) -> None:
    """Releases add kinds; one word stands for new reviewers and for a new title."""
    server = connect(
        page(
            [
                activity(5, "AUTO_MERGE_REQUESTED"),
                activity(4, "UPDATED", addedReviewers=[person("bob")], removedReviewers=[]),
                activity(3, "UPDATED"),
                activity(2, comment=comment(11, "Hm"), commentAction="ADDED"),
                activity(1, "REVIEWED"),
            ]
        )
    )
    found = list(server.host.pull_requests.activity("ACME/site", 7))
    assert [one.kind for one in found] == [
        ActivityKind.UNKNOWN,
        ActivityKind.REVIEWERS_CHANGED,
        ActivityKind.UPDATED,
        ActivityKind.COMMENTED,
        ActivityKind.CHANGES_REQUESTED,
    ]
    assert found[0].detail == "AUTO_MERGE_REQUESTED"
    assert found[3].comment is not None
    assert found[3].comment.body == "Hm"


def test_pull_request_from_a_deleted_fork_and_a_tag_is_read(
    connect: Callable[..., Scripted],
) -> None:
    """Its source has no repository."""
    gone = {"id": "refs/tags/v1", "latestCommit": None, "repository": None}
    server = connect(answer(200, pull_request(fromRef=gone, description=None, links=None)))
    found = server.host.pull_requests.get("ACME/site", 7)
    assert (found.source.branch, found.source.repo, found.source.commit) == ("v1", None, None)
    assert found.target.repo == RepoRef("ACME", "site")
    assert found.description == ""


def test_lost_merge_is_not_sent_again(connect: Callable[..., Scripted]) -> None:
    """Nobody knows whether it arrived, and the pull request is still open."""
    server = connect(answer(200, pull_request()))
    server.script.answers.append(httpx.ReadTimeout("slow"))
    server.script.answers.append(answer(200, pull_request()))
    with pytest.raises(githost.AmbiguousWriteError, match="the merge of ACME/site#7 may exist"):
        server.host.pull_requests.merge("ACME/site", 7)
    assert server.sent == [f"GET {PULL}", f"POST {PULL}/merge?version=3", f"GET {PULL}"]
