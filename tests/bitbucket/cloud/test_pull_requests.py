"""Pull requests: what a list asks for, what an update sends back, merging in the background."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    AmbiguousWriteError,
    ConfigurationError,
    ConflictError,
    NotMergeableError,
    OriginError,
    UnsupportedError,
    ValidationError,
    WrongStateError,
)
from githost.model import (
    ActivityKind,
    ChangeKind,
    MergeStrategy,
    PullRequestState,
    RepoRef,
    UserRef,
    Verdict,
)
from tests.bitbucket.cloud.exchanges import (
    PULL,
    REPO,
    SHA,
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

PEOPLE = "fields=+values.reviewers,+values.participants&pagelen=50"
API = "https://api.bitbucket.org/2.0"
MERGE = f"POST {PULL}/merge?async=true"
TASK = f"{PULL}/merge/task-status/3af-1"


def _merged(**more: Any) -> dict[str, Any]:
    closed = {"state": "MERGED", "closed_on": "2024-01-04T03:04:05+00:00"}
    return pull_request(**closed, merge_commit={"hash": "c" * 12}, **more)


def _accepted(**headers: str) -> httpx.Response:
    return httpx.Response(202, headers=headers)


def test_pull_request_is_read_whole(cloud: Callable[..., Scripted]) -> None:
    """Hashes have 12 digits; verdicts come from those who take part."""
    host = cloud(answer(200, pull_request()))
    found = host.host.pull_requests.get("acme/site", 7)
    assert str(found.ref) == "acme/site#7"
    assert found.created_at == datetime(2024, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
    assert (found.source.branch, found.source.commit) == ("fix", SHA[:12])
    assert (found.revision, found.closed_at, found.draft) == (None, None, False)
    assert [(one.reviewer.name, one.verdict) for one in found.reviews] == [
        ("bob", Verdict.APPROVED),
        ("cid", Verdict.NONE),
    ]
    assert found.raw is not None


def test_fork_that_is_gone_leaves_an_end_without_repository(
    cloud: Callable[..., Scripted],
) -> None:
    """Deleted accounts are null, too."""
    gone = {"branch": {"name": "fix"}, "commit": None, "repository": None}
    host = cloud(answer(200, pull_request(source=gone, author=None, state="SUPERSEDED")))
    found = host.host.pull_requests.get("acme/site", 7)
    assert (found.source.repo, found.source.commit, found.author) == (None, None, None)
    assert found.state is PullRequestState.CLOSED


@pytest.mark.parametrize(
    ("state", "sent"),
    [
        (PullRequestState.OPEN, "state=OPEN"),
        (PullRequestState.MERGED, "state=MERGED"),
        (PullRequestState.CLOSED, "state=DECLINED&state=SUPERSEDED"),
        (None, "state=OPEN&state=MERGED&state=DECLINED&state=SUPERSEDED"),
    ],
    ids=str,
)
def test_list_names_every_state_and_asks_for_people(
    cloud: Callable[..., Scripted], state: PullRequestState | None, sent: str
) -> None:
    """More than 50 a page is refused, and people are left out of lists unless asked for."""
    host = cloud(page([pull_request()]))
    [found] = host.host.pull_requests.list("acme/site", state=state, page_size=100)
    assert len(found.reviews) == 2
    assert host.sent == [f"GET {REPO}/pullrequests?{sent}&{PEOPLE}"]
    assert "fields=%2Bvalues" in str(host.script.requests[0].url)


def test_filters_are_one_condition_that_names_the_state_again(
    cloud: Callable[..., Scripted],
) -> None:
    """With `q` the parameter `state` was seen to be ignored."""
    host = cloud(page())
    list(
        host.host.pull_requests.list(
            "acme/site",
            state=PullRequestState.CLOSED,
            author=UserRef("{ann}"),
            source="refs/heads/feature/x",
            target='od"d',
            updated_after=datetime(2024, 1, 2, tzinfo=UTC),
        )
    )
    condition = (
        '(state = "DECLINED" OR state = "SUPERSEDED") AND author.uuid = "{ann}" AND '
        'source.branch.name = "feature/x" AND destination.branch.name = "od\\"d" AND '
        "updated_on > 2024-01-02T00:00:00+00:00"
    )
    assert host.sent == [
        f"GET {REPO}/pullrequests?state=DECLINED&state=SUPERSEDED&q={condition}&{PEOPLE}"
    ]


def test_filter_of_all_states_names_them_beside_it(cloud: Callable[..., Scripted]) -> None:
    """Else only open ones could come; people without a uuid go by their account id."""
    host = cloud(page())
    list(host.host.pull_requests.list("acme/site", state=None, author=UserRef("557058:ann")))
    states = "state=OPEN&state=MERGED&state=DECLINED&state=SUPERSEDED"
    assert host.sent == [
        f'GET {REPO}/pullrequests?{states}&q=author.account_id = "557058:ann"&{PEOPLE}'
    ]


def test_next_page_is_the_link_as_it_is(cloud: Callable[..., Scripted]) -> None:
    """It holds the whole query; a link to elsewhere is not followed."""
    link = f"{API}{REPO}/pullrequests?ctx=abc%2Bd&page=2"
    host = cloud(page([pull_request()], link), page([pull_request(id=8)]))
    assert [one.number for one in host.host.pull_requests.list("acme/site")] == [7, 8]
    assert str(host.script.requests[1].url) == link
    host = cloud(page([pull_request()], "https://evil.example/2.0/x"))
    with pytest.raises(OriginError):
        list(host.host.pull_requests.list("acme/site"))


@pytest.mark.parametrize(
    "filters",
    [
        {"author": githost.GroupRef("devs")},
        {"updated_after": datetime(2024, 1, 2, tzinfo=UTC).replace(tzinfo=None)},
        {"page_size": 0},
    ],
    ids=["group", "zoneless", "no page"],
)
def test_filter_that_cannot_be_is_refused(
    cloud: Callable[..., Scripted], filters: dict[str, Any]
) -> None:
    """Nothing is sent."""
    host = cloud()
    with pytest.raises(ConfigurationError):
        list(host.host.pull_requests.list("acme/site", **filters))
    assert host.sent == []


def test_create_looks_for_one_that_is_open_first(cloud: Callable[..., Scripted]) -> None:
    """Cloud would return that one, with the new title."""
    host = cloud(page(), answer(201, pull_request()))
    host.host.pull_requests.create(
        "acme/site",
        title="Fix it",
        source="refs/heads/fix",
        target="main",
        description="Because",
        reviewers=[UserRef("{bob}"), UserRef("557058:cid")],
        draft=True,
        delete_source=True,
    )
    condition = 'state = "OPEN" AND source.branch.name = "fix" AND destination.branch.name = "main"'
    assert host.sent == [
        f"GET {REPO}/pullrequests?state=OPEN&q={condition}&pagelen=50",
        f"POST {REPO}/pullrequests",
    ]
    assert host.body() == {
        "title": "Fix it",
        "description": "Because",
        "source": {"branch": {"name": "fix"}},
        "destination": {"branch": {"name": "main"}},
        "reviewers": [{"uuid": "{bob}"}, {"account_id": "557058:cid"}],
        "close_source_branch": True,
        "draft": True,
    }


def test_second_one_for_the_same_branches_is_refused(cloud: Callable[..., Scripted]) -> None:
    """Nothing is written."""
    host = cloud(page([pull_request()]))
    with pytest.raises(AlreadyExistsError, match="#7"):
        host.host.pull_requests.create("acme/site", title="T", source="fix", target="main")
    assert [line.split()[0] for line in host.sent] == ["GET"]


def test_same_branch_of_a_fork_is_another_one(cloud: Callable[..., Scripted]) -> None:
    """The fork is named in the document, and told apart where one is open already."""
    host = cloud(answer(200, repository()), page([pull_request()]), answer(201, pull_request()))
    host.host.pull_requests.create("acme/site", title="T", source="fix", source_repo="ann/site")
    assert host.body()["source"]["repository"] == {"full_name": "ann/site"}
    end = {**pull_request()["source"], "repository": {"full_name": "ann/site"}}
    host = cloud(answer(200, repository()), page([pull_request(source=end)]))
    with pytest.raises(AlreadyExistsError):
        host.host.pull_requests.create("acme/site", title="T", source="fix", source_repo="Ann/Site")


def test_fork_may_be_named_by_its_uuid(cloud: Callable[..., Scripted]) -> None:
    """A `full_name` holds slugs only."""
    host = cloud(page(), answer(201, pull_request()))
    host.host.pull_requests.create(
        "acme/site",
        title="T",
        source="fix",
        target="main",
        source_repo=RepoRef("{ann}", "{4b}"),
    )
    assert host.body()["source"]["repository"] == {"uuid": "{4b}"}


def test_refused_reviewer_is_a_validation_error(cloud: Callable[..., Scripted]) -> None:
    """Cloud tells in free text."""
    complaint = {"reviewers": ["ann is the author and cannot be included as a reviewer."]}
    host = cloud(page(), refusal(400, "reviewers: ann is the author", fields=complaint))
    with pytest.raises(ValidationError) as caught:
        host.host.pull_requests.create("acme/site", title="T", source="fix", target="main")
    assert "reviewers" in caught.value.fields


def test_update_sends_back_what_would_be_lost(cloud: Callable[..., Scripted]) -> None:
    """What is left out is dropped: reviewers, a title, the wish to delete the source."""
    host = cloud(answer(200, pull_request(draft=True)), answer(200, pull_request(title="New")))
    assert host.host.pull_requests.update("acme/site", 7, title="New").title == "New"
    assert host.sent == [f"GET {PULL}", f"PUT {PULL}"]
    assert host.body() == {
        "title": "New",
        "description": "Because it is broken",
        "reviewers": [{"uuid": "{bob}"}, {"uuid": "{cid}"}],
        "close_source_branch": True,
        "draft": True,
    }


def test_update_takes_values_that_are_empty(cloud: Callable[..., Scripted]) -> None:
    """None leaves a value, an empty one empties it."""
    host = cloud(answer(200, pull_request()), answer(200, pull_request()))
    host.host.pull_requests.update(
        "acme/site", 7, description="", reviewers=[], target="refs/heads/dev", draft=False
    )
    body = host.body()
    assert (body["description"], body["reviewers"], body["draft"]) == ("", [], False)
    assert body["destination"] == {"branch": {"name": "dev"}}


def test_description_of_old_answers_is_kept(cloud: Callable[..., Scripted]) -> None:
    """It may stand in `summary` only."""
    old = pull_request(summary={"raw": "From the summary"})
    del old["description"], old["draft"]
    host = cloud(answer(200, old), answer(200, pull_request()))
    host.host.pull_requests.update("acme/site", 7, title="New")
    assert host.body()["description"] == "From the summary"
    assert "draft" not in host.body()


def test_update_of_nothing_writes_nothing(cloud: Callable[..., Scripted]) -> None:
    """It only reads."""
    host = cloud(answer(200, _merged()))
    assert host.host.pull_requests.update("acme/site", 7).state is PullRequestState.MERGED


def test_update_of_a_merged_one_is_refused_before_it_is_sent(
    cloud: Callable[..., Scripted],
) -> None:
    """Its state was read anyway."""
    host = cloud(answer(200, _merged()))
    with pytest.raises(WrongStateError, match="MERGED"):
        host.host.pull_requests.update("acme/site", 7, title="New")


@pytest.mark.parametrize("operation", ["update", "merge", "close"])
def test_revision_is_refused_before_anything_is_sent(
    cloud: Callable[..., Scripted], operation: str
) -> None:
    """Cloud has none."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="no revisions"):
        getattr(host.host.pull_requests, operation)("acme/site", 7, revision="1")
    assert host.sent == []


def test_merge_that_is_done_at_once(cloud: Callable[..., Scripted]) -> None:
    """Strategy and message are Cloud's words; the wish of the creation holds unless told."""
    host = cloud(answer(200, _merged()))
    done = host.host.pull_requests.merge(
        "acme/site", 7, strategy=MergeStrategy.REBASE_MERGE, message="Done"
    )
    assert (done.state, done.merge_commit) == (PullRequestState.MERGED, "c" * 12)
    assert done.closed_at == datetime(2024, 1, 4, 3, 4, 5, tzinfo=UTC)
    assert host.sent == [MERGE]
    assert host.body() == {"merge_strategy": "rebase_merge", "message": "Done"}


def test_merge_without_a_strategy_takes_the_target_branchs(
    cloud: Callable[..., Scripted],
) -> None:
    """Cloud itself would make a merge commit, whatever the branch is set to."""
    host = cloud(answer(200, pull_request()), answer(200, _merged()))
    host.host.pull_requests.merge("acme/site", 7, delete_source=True)
    assert host.sent == [f"GET {PULL}", MERGE]
    assert host.body() == {"merge_strategy": "squash", "close_source_branch": True}


@pytest.mark.parametrize(
    "accepted",
    [
        _accepted(location=f"{API}{TASK}"),
        _accepted(location=f"https://elsewhere.example/2.0{TASK}?x=1"),
        _accepted(location=f"/2.0{TASK}/"),
        answer(202, {"task_id": "3af-1"}),
    ],
    ids=["location", "other host", "relative", "body"],
)
def test_merge_in_the_background_is_waited_for(
    cloud: Callable[..., Scripted], accepted: httpx.Response
) -> None:
    """The task's id is in the address or in the body; it is asked for at the host's own address."""
    pending = {"task_status": "PENDING", "links": {}}
    done = {"task_status": "SUCCESS", "merge_result": _merged()}
    host = cloud(accepted, answer(200, pending), answer(200, pending), answer(200, done))
    merged = host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)
    assert merged.state is PullRequestState.MERGED
    assert merged.raw is not None
    assert host.sent == [MERGE, *[f"GET {TASK}"] * 3]


def test_task_that_shows_no_pull_request_is_read_back(cloud: Callable[..., Scripted]) -> None:
    """Any word but PENDING ends it, and the state tells how."""
    started = _accepted(location=f"{API}{TASK}")
    host = cloud(started, answer(200, {"task_status": "SUCCESS"}), answer(200, _merged()))
    merged = host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)
    assert merged.state is PullRequestState.MERGED
    host = cloud(
        started, answer(200, {"task_status": "FAILED"}), *[answer(200, pull_request())] * 2
    )
    with pytest.raises(NotMergeableError, match="FAILED"):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)


def test_merge_that_fails_in_the_background_is_not_mergeable(
    cloud: Callable[..., Scripted],
) -> None:
    """The refusal comes from the task's address; the pull request is still open."""
    host = cloud(
        _accepted(location=f"{API}{TASK}"),
        refusal(400, "Conflicts during merge."),
        answer(200, pull_request()),
    )
    with pytest.raises(NotMergeableError, match="Conflicts during merge"):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)


def test_merge_that_does_not_end_is_ambiguous(
    cloud: Callable[..., Scripted], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not waited for without end, and may still succeed."""
    monkeypatch.setattr("githost_bitbucket.cloud.merges._PATIENCE", 0.05)
    pending = answer(200, {"task_status": "PENDING"})
    host = cloud(_accepted(location=f"{API}{TASK}"), pending, pending, answer(200, pull_request()))
    with pytest.raises(AmbiguousWriteError, match="before merging again"):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)


def test_accepted_merge_without_a_task_is_ambiguous(cloud: Callable[..., Scripted]) -> None:
    """Nobody knows how it goes on."""
    host = cloud(_accepted(), answer(200, pull_request()))
    with pytest.raises(AmbiguousWriteError, match="without naming a task"):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)


@pytest.mark.parametrize("words", ["You can't do that.", "This pull request is already closed."])
def test_merge_of_a_merged_one_is_told_by_its_state(
    cloud: Callable[..., Scripted], words: str
) -> None:
    """Words that nobody documents need not be understood."""
    answers = [refusal(400, words), answer(200, _merged())]
    host = cloud(*(answers[:1] if "already" in words else answers))
    with pytest.raises(WrongStateError):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)


def test_merge_is_not_sent_twice(cloud: Callable[..., Scripted]) -> None:
    """555 means that it took Cloud too long; it may be done."""
    host = cloud(refusal(555), answer(200, pull_request()))
    with pytest.raises(AmbiguousWriteError, match="the merge of acme/site#7 may exist"):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)
    assert host.sent == [MERGE, f"GET {PULL}"]


def test_lost_merge_that_was_done_is_adopted(cloud: Callable[..., Scripted]) -> None:
    """Its state tells."""
    host = cloud(refusal(555), answer(200, _merged()))
    done = host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.MERGE)
    assert done.state is PullRequestState.MERGED


@pytest.mark.parametrize("given", [SHA, SHA[:12], SHA[:7], SHA.upper()])
def test_source_commit_is_compared_by_its_first_digits(
    cloud: Callable[..., Scripted], given: str
) -> None:
    """Cloud tells 12 of them."""
    host = cloud(answer(200, pull_request()), answer(200, _merged()))
    host.host.pull_requests.merge("acme/site", 7, source_commit=given, strategy=MergeStrategy.MERGE)
    assert host.sent == [f"GET {PULL}", MERGE]


def test_source_that_moved_on_is_not_merged(cloud: Callable[..., Scripted]) -> None:
    """Nothing is merged that was not looked at."""
    host = cloud(answer(200, pull_request()))
    with pytest.raises(ConflictError, match="no longer at"):
        host.host.pull_requests.merge("acme/site", 7, source_commit="f" * 40)


def test_what_cannot_be_merged_is_refused_before_anything_is_sent(
    cloud: Callable[..., Scripted],
) -> None:
    """A strategy that Cloud lacks, a commit that is none."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.pull_requests.merge("acme/site", 7, strategy=MergeStrategy.FAST_FORWARD)
    for commit_given in ("", "main", "0123"):
        with pytest.raises(ConfigurationError, match="no SHA"):
            host.host.pull_requests.merge("acme/site", 7, source_commit=commit_given)
    assert host.sent == []


def test_close_declines(cloud: Callable[..., Scripted]) -> None:
    """What is closed already is told by its state."""
    host = cloud(answer(200, pull_request(state="DECLINED")))
    closed = host.host.pull_requests.close("acme/site", 7)
    assert closed.state is PullRequestState.CLOSED
    assert host.sent == [f"POST {PULL}/decline"]
    host = cloud(refusal(400, "No."), answer(200, pull_request(state="SUPERSEDED")))
    with pytest.raises(WrongStateError, match="SUPERSEDED"):
        host.host.pull_requests.close("acme/site", 7)


def test_reopening_is_not_offered(cloud: Callable[..., Scripted]) -> None:
    """The reason says what to do instead."""
    host = cloud()
    with pytest.raises(UnsupportedError, match="open a new one"):
        host.host.pull_requests.reopen("acme/site", 7)


def _redirected(path: str) -> httpx.Response:
    return httpx.Response(302, headers={"location": f"{API}{path}"})


@pytest.mark.parametrize(
    ("files", "conflicted", "can_merge"),
    [([], False, None), ([{"path": "a.py", "scenario": "content"}], True, False)],
    ids=["clean", "conflict"],
)
def test_conflicts_are_read_where_cloud_tells_of_them(
    cloud: Callable[..., Scripted],
    files: list[dict[str, str]],
    conflicted: bool,
    can_merge: bool | None,
) -> None:
    """The redirect is followed with the credential; a clean one may still be vetoed."""
    where = f"{REPO}/file-conflicts/{SHA[:12]}..{'b' * 12}"
    host = cloud(answer(200, pull_request()), _redirected(where), page(files))
    found = host.host.pull_requests.mergeability("acme/site", 7)
    assert (found.conflicted, found.can_merge) == (conflicted, can_merge)
    assert host.sent == [f"GET {PULL}", f"GET {PULL}/conflicts", f"GET {where}"]
    assert host.script.requests[-1].headers["authorization"] == "Bearer canary-4711"


def test_what_is_not_open_cannot_be_merged(cloud: Callable[..., Scripted]) -> None:
    """Its branches may be gone, so they are not asked for."""
    host = cloud(answer(200, _merged()))
    found = host.host.pull_requests.mergeability("acme/site", 7)
    assert (found.conflicted, found.can_merge) == (None, False)


def test_conflicts_that_cloud_does_not_tell_are_unknown(cloud: Callable[..., Scripted]) -> None:
    """It refused API tokens there."""
    host = cloud(answer(200, pull_request()), refusal(403, "This resource does not support …"))
    found = host.host.pull_requests.mergeability("acme/site", 7)
    assert (found.conflicted, found.can_merge) == (None, None)


def test_diff_is_followed_on_the_same_host_only(cloud: Callable[..., Scripted]) -> None:
    """It is asked for as text and comes as bytes."""
    where = f"{REPO}/diff/acme/site:{SHA[:12]}"
    host = cloud(_redirected(where), httpx.Response(200, content=b"--- a\xff"))
    assert host.host.pull_requests.diff("acme/site", 7) == b"--- a\xff"
    assert host.sent == [f"GET {PULL}/diff", f"GET {where}"]
    assert {one.headers["accept"] for one in host.script.requests} == {"text/plain"}
    host = cloud(httpx.Response(302, headers={"location": "https://evil.example/diff"}))
    with pytest.raises(OriginError):
        host.host.pull_requests.diff("acme/site", 7)


def test_changes_are_pages_behind_a_redirect(cloud: Callable[..., Scripted]) -> None:
    """The side on which a file is not there is null; unknown words are no error."""
    where = f"{REPO}/diffstat/acme/site:{SHA[:12]}"
    stats = [
        {"status": "added", "old": None, "new": {"path": "a"}, "lines_added": 2},
        {"status": "renamed", "old": {"path": "b"}, "new": {"path": "c"}},
        {"status": "removed", "old": {"path": "d"}, "new": None, "lines_removed": 3},
        {"status": "merge conflict", "old": {"path": "e"}, "new": {"path": "e"}},
    ]
    host = cloud(_redirected(where), page(stats))
    found = host.host.pull_requests.changes("acme/site", 7).all()
    assert [(one.path, one.kind, one.old_path) for one in found] == [
        ("a", ChangeKind.ADDED, None),
        ("c", ChangeKind.RENAMED, "b"),
        ("d", ChangeKind.DELETED, None),
        ("e", ChangeKind.UNKNOWN, None),
    ]
    assert host.sent[0] == f"GET {PULL}/diffstat?pagelen=100"


def test_commits_are_listed(cloud: Callable[..., Scripted]) -> None:
    """A hundred a page, following opaque links."""
    link = f"{API}{PULL}/commits?page=FYn4Xw%3D%3D"
    host = cloud(page([commit()], link), page([commit("d" * 40)]))
    found = host.host.pull_requests.commits("acme/site", 7).all()
    assert [one.sha for one in found] == [SHA, "d" * 40]
    assert host.sent[0] == f"GET {PULL}/commits?pagelen=100"


def test_activity_has_one_part_an_entry(cloud: Callable[..., Scripted]) -> None:
    """Kinds that nobody knows keep their word."""
    when = "2024-01-02T03:04:05.678901+00:00"
    said = {"date": when, "user": account("bob")}
    reviewers = {"reviewers": {"added": [account("cid")]}}
    entries: list[dict[str, Any]] = [
        {"update": {"state": "DECLINED", "date": when, "author": account("ann")}},
        {"update": {"state": "OPEN", "date": when, "author": None, "changes": reviewers}},
        {"comment": comment(12)},
        {"approval": said},
        {"changes_requested": said},
        {"teleported": said},
    ]
    host = cloud(page([{"pull_request": {"id": 7}, **entry} for entry in entries]))
    found = host.host.pull_requests.activity("acme/site", 7, page_size=100).all()
    assert [(one.kind, one.detail) for one in found] == [
        (ActivityKind.CLOSED, "DECLINED"),
        (ActivityKind.REVIEWERS_CHANGED, "OPEN"),
        (ActivityKind.COMMENTED, "comment"),
        (ActivityKind.APPROVED, "approval"),
        (ActivityKind.CHANGES_REQUESTED, "changes_requested"),
        (ActivityKind.UNKNOWN, "teleported"),
    ]
    assert found[2].comment is not None
    assert found[3].actor is not None
    assert host.sent == [f"GET {PULL}/activity?pagelen=50"]
