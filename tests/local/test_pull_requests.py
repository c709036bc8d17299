"""Pull requests of the local host, what is said about them, and how they end."""

import pytest

import githost
from githost.client.sync import Host
from githost.model import ActivityKind, Anchor, Side, Verdict
from tests.local.conftest import LINES


def test_pull_request_tells_both_ends(host: Host, fix: githost.PullRequest) -> None:
    """A new one is open, from the source's tip into the default branch."""
    tip = host.branches.get("acme/site", "fix").commit

    assert (fix.number, fix.state) == (1, githost.PullRequestState.OPEN)
    assert (fix.source.branch, fix.source.commit) == ("fix", tip)
    assert (fix.target.branch, fix.target.repo) == ("main", fix.ref.repo)
    assert fix.author is not None
    assert fix.author.name == "owner"


def test_second_of_the_same_branches_is_refused(host: Host, fix: githost.PullRequest) -> None:
    """The same branches have one open pull request at most."""
    with pytest.raises(githost.AlreadyExistsError, match=r"pull request 1 .*; update that one"):
        host.pull_requests.create(fix.ref.repo, title="Again", source="fix")


def test_nothing_to_merge_is_a_conflict(host: Host, site: githost.Repository) -> None:
    """Branches without a difference make no pull request."""
    host.branches.create(site, "same", start="main")

    with pytest.raises(githost.ConflictError):
        host.pull_requests.create(site, title="Nothing", source="same")


@pytest.mark.parametrize("strategy", list(githost.MergeStrategy), ids=str)
def test_every_strategy_brings_the_change(
    host: Host, fix: githost.PullRequest, strategy: githost.MergeStrategy
) -> None:
    """Each strategy merges, and the target has the source's files."""
    merged = host.pull_requests.merge(fix.ref.repo, fix.number, strategy=strategy)

    assert merged.state is githost.PullRequestState.MERGED
    assert merged.merge_commit == host.branches.get(fix.ref.repo, "main").commit
    assert host.files.read(fix.ref.repo, "lines.txt") == LINES + b"four\n"


def test_merged_one_cannot_be_merged_again(host: Host, fix: githost.PullRequest) -> None:
    """A merged pull request is in the wrong state for all that follows."""
    host.pull_requests.merge(fix.ref.repo, fix.number, delete_source=True)

    with pytest.raises(githost.WrongStateError, match="pull request 1 is merged, and must be open"):
        host.pull_requests.merge(fix.ref.repo, fix.number)
    with pytest.raises(githost.WrongStateError):
        host.pull_requests.mergeability(fix.ref.repo, fix.number)
    with pytest.raises(githost.WrongStateError):
        host.reviews.approve(fix.ref.repo, fix.number)
    assert [branch.name for branch in host.branches.list(fix.ref.repo)] == ["main"]


def test_conflict_is_told_before_and_at_the_merge(host: Host, fix: githost.PullRequest) -> None:
    """Conflicting branches cannot be merged, and the veto names the file."""
    host.files.write(fix.ref.repo, "lines.txt", b"other\n", message="Other", branch="main")

    told = host.pull_requests.mergeability(fix.ref.repo, fix.number)

    assert (told.can_merge, told.conflicted) == (False, True)
    with pytest.raises(githost.NotMergeableError) as caught:
        host.pull_requests.merge(fix.ref.repo, fix.number)
    assert caught.value.vetoes == told.vetoes == ("conflict in lines.txt",)


def test_draft_is_not_merged_until_it_is_ready(host: Host, site: githost.Repository) -> None:
    """A draft vetoes its merge; marked ready, it can be merged."""
    draft = host.pull_requests.create(site, title="Soon", source="fix", draft=True)

    with pytest.raises(githost.NotMergeableError):
        host.pull_requests.merge(site, draft.number)
    ready = host.pull_requests.update(site, draft.number, draft=False)

    assert not ready.draft
    assert host.pull_requests.mergeability(site, draft.number).can_merge


def test_stale_revision_is_refused(host: Host, fix: githost.PullRequest) -> None:
    """A revision that is no longer current changes nothing, and the error has the current one."""
    now = host.pull_requests.update(fix.ref.repo, fix.number, title="Better")

    with pytest.raises(githost.StaleRevisionError) as caught:
        host.pull_requests.update(fix.ref.repo, fix.number, title="Worse", revision=fix.revision)

    assert caught.value.current == now.revision
    assert host.pull_requests.get(fix.ref.repo, fix.number).title == "Better"


def test_revision_of_another_host_is_refused(host: Host, fix: githost.PullRequest) -> None:
    """A text that is none of this host's revisions is the caller's mistake."""
    with pytest.raises(githost.ConfigurationError):
        host.pull_requests.close(fix.ref.repo, fix.number, revision="later")


def test_source_commit_guards_the_merge(host: Host, fix: githost.PullRequest) -> None:
    """A source that has moved on is not merged; its short name is enough when it has not."""
    assert fix.source.commit is not None
    host.files.write(fix.ref.repo, "more.txt", b"more\n", message="More", branch="fix")
    now = host.branches.get(fix.ref.repo, "fix").commit

    with pytest.raises(githost.ConflictError):
        host.pull_requests.merge(fix.ref.repo, fix.number, source_commit=fix.source.commit)
    merged = host.pull_requests.merge(fix.ref.repo, fix.number, source_commit=now[:12])

    assert merged.source.commit == now


def test_closed_one_can_be_reopened(host: Host, fix: githost.PullRequest) -> None:
    """Closing and reopening go back and forth, each once."""
    closed = host.pull_requests.close(fix.ref.repo, fix.number)
    with pytest.raises(githost.WrongStateError):
        host.pull_requests.close(fix.ref.repo, fix.number)
    reopened = host.pull_requests.reopen(fix.ref.repo, fix.number)

    assert closed.state is githost.PullRequestState.CLOSED
    assert closed.closed_at is not None
    assert reopened.state is githost.PullRequestState.OPEN
    assert reopened.closed_at is None


def test_list_gives_open_ones_unless_told(host: Host, fix: githost.PullRequest) -> None:
    """Without a state open ones are listed, with None all."""
    repo = fix.ref.repo
    host.pull_requests.close(repo, fix.number)

    assert host.pull_requests.list(repo).all() == []
    assert host.pull_requests.list(repo, state=None, source="fix").count() == 1
    assert host.pull_requests.list(repo, state=None, target="fix").all() == []
    me = host.users.me()
    assert host.pull_requests.list(repo, state=None, author=me).count() == 1
    nobody = githost.UserRef("nobody")
    assert host.pull_requests.list(repo, state=None, author=nobody).all() == []
    with pytest.raises(githost.ConfigurationError, match="group"):
        host.pull_requests.list(repo, author=githost.GroupRef("developers"))


def test_pull_request_from_a_fork(host: Host, site: githost.Repository) -> None:
    """A fork's branch is merged into the repository that it came from."""
    fork = host.repos.fork(site)
    host.files.write(fork, "new.txt", b"new\n", message="New", branch="fix")

    made = host.pull_requests.create(site, title="From afar", source="fix", source_repo=fork)
    host.files.write(fork, "new.txt", b"newer\n", message="Newer", branch="fix")
    found = host.pull_requests.get(site, made.number)
    host.pull_requests.merge(site, made.number)

    assert made.source.repo == fork.ref
    assert found.source.commit == host.branches.get(fork, "fix").commit
    assert host.files.read(site, "new.txt") == b"newer\n"


def test_groups_do_not_review(host: Host, site: githost.Repository) -> None:
    """Groups as reviewers are refused before anything is made."""
    with pytest.raises(githost.UnsupportedError):
        host.pull_requests.create(
            site, title="Ask", source="fix", reviewers=[githost.GroupRef("developers")]
        )

    assert host.pull_requests.list(site).all() == []


def test_verdicts_are_given_and_taken_back(host: Host, bob: Host, fix: githost.PullRequest) -> None:
    """A reviewer approves, asks for changes instead, and takes it back."""
    repo = fix.ref.repo
    host.permissions.grant(repo, bob.users.me(), githost.Permission.READ)
    host.pull_requests.update(repo, fix.number, reviewers=[githost.UserRef("bob")])

    asked = host.reviews.list(repo, fix.number).all()
    bob.reviews.approve(repo, fix.number)
    bob.reviews.withdraw(repo, fix.number)
    approved = host.reviews.list(repo, fix.number).all()
    bob.reviews.request_changes(repo, fix.number)
    refused = host.reviews.list(repo, fix.number).all()
    bob.reviews.withdraw(repo, fix.number)

    verdicts = [reviews[0].verdict for reviews in (asked, approved, refused)]
    assert verdicts == [Verdict.NONE, Verdict.APPROVED, Verdict.CHANGES_REQUESTED]
    assert approved[0].commit == fix.source.commit
    assert host.pull_requests.get(repo, fix.number).reviews[0].verdict is Verdict.NONE


def test_comments_make_threads(host: Host, fix: githost.PullRequest) -> None:
    """A comment on a line is answered, settled, and opened again."""
    repo = fix.ref.repo
    place = Anchor(path="lines.txt", line=4)
    first = host.comments.create(repo, fix.number, "Why four?", anchor=place)
    answer = host.comments.create(repo, fix.number, "Because", reply_to=first.id)

    host.comments.resolve(repo, fix.number, first.id)
    settled = host.comments.get(repo, fix.number, first.id)
    host.comments.reopen(repo, fix.number, first.id)

    assert first.anchor is not None
    assert (first.anchor.line, first.anchor.side) == (4, Side.NEW)
    assert answer.parent == first.id
    assert settled.resolved
    assert not host.comments.get(repo, fix.number, first.id).resolved
    with pytest.raises(githost.ValidationError):
        host.comments.resolve(repo, fix.number, answer.id)


@pytest.mark.parametrize(
    "anchor",
    [
        Anchor(path="other.txt"),
        Anchor(path="lines.txt", line=5),
        Anchor(path="lines.txt", line=4, side=Side.OLD),
    ],
    ids=["file", "line", "side"],
)
def test_place_outside_the_diff_is_refused(
    host: Host, fix: githost.PullRequest, anchor: Anchor
) -> None:
    """A comment cannot lie where the pull request has no such file or line."""
    with pytest.raises(githost.ValidationError):
        host.comments.create(fix.ref.repo, fix.number, "Here", anchor=anchor)


def test_deleted_comment_stays_where_it_has_answers(host: Host, fix: githost.PullRequest) -> None:
    """A deleted comment is gone, but marks the place of answers."""
    repo, n = fix.ref.repo, fix.number
    alone = host.comments.create(repo, n, "Alone")
    first = host.comments.create(repo, n, "First")
    host.comments.create(repo, n, "Answer", reply_to=first.id)

    host.comments.delete(repo, n, alone.id)
    host.comments.delete(repo, n, first.id)

    listed = host.comments.list(repo, n).all()
    assert [(comment.body, comment.deleted) for comment in listed] == [
        ("", True),
        ("Answer", False),
    ]
    with pytest.raises(githost.NotFoundError):
        host.comments.get(repo, n, alone.id)


def test_comment_belongs_to_its_author(host: Host, bob: Host, fix: githost.PullRequest) -> None:
    """Nobody changes somebody else's comment; an administrator may delete it."""
    repo, n = fix.ref.repo, fix.number
    host.permissions.grant(repo, githost.UserRef("bob"), githost.Permission.WRITE)
    mine = host.comments.create(repo, n, "Mine")
    his = bob.comments.create(repo, n, "His")

    with pytest.raises(githost.PermissionDeniedError):
        host.comments.update(repo, n, his.id, "Hers")
    with pytest.raises(githost.PermissionDeniedError):
        bob.comments.delete(repo, n, mine.id)
    host.comments.delete(repo, n, his.id)

    assert [comment.body for comment in host.comments.list(repo, n)] == ["Mine"]


def test_tasks_are_done_and_undone(host: Host, fix: githost.PullRequest) -> None:
    """A task on a comment is changed, done, undone and deleted."""
    repo, n = fix.ref.repo, fix.number
    comment = host.comments.create(repo, n, "Why?")
    task = host.tasks.create(repo, n, "Explain", comment=comment.id)

    host.tasks.update(repo, n, task.id, "Explain it")
    done = host.tasks.resolve(repo, n, task.id)
    undone = host.tasks.reopen(repo, n, task.id)
    listed = host.tasks.list(repo, n).all()
    host.tasks.delete(repo, n, task.id)

    assert (done.done, undone.done) == (True, False)
    assert listed == [undone]
    assert (undone.body, undone.comment) == ("Explain it", comment.id)
    assert host.tasks.list(repo, n).all() == []


def test_log_tells_what_happened(host: Host, fix: githost.PullRequest) -> None:
    """The activity has the newest first, and what was said."""
    repo, n = fix.ref.repo, fix.number
    host.comments.create(repo, n, "Fine")
    host.pull_requests.merge(repo, n)

    kinds = [(line.kind, line.comment and line.comment.body) for line in
             host.pull_requests.activity(repo, n)]  # fmt: skip

    assert kinds == [
        (ActivityKind.MERGED, None),
        (ActivityKind.COMMENTED, "Fine"),
        (ActivityKind.OPENED, None),
    ]


def test_what_it_changes_can_be_read(host: Host, fix: githost.PullRequest) -> None:
    """Commits, diff and changes are those of the source since it left the target."""
    repo, n = fix.ref.repo, fix.number

    assert [commit.message.strip() for commit in host.pull_requests.commits(repo, n)] == ["Append"]
    assert b"+four" in host.pull_requests.diff(repo, n)
    [change] = host.pull_requests.changes(repo, n)
    assert (change.path, change.lines_added, change.lines_removed) == ("lines.txt", 1, 0)


def test_default_reviewers_can_read(host: Host, bob: Host, site: githost.Repository) -> None:
    """Who may not read a repository cannot be its default reviewer."""
    person = bob.users.me()
    with pytest.raises(githost.ValidationError):
        host.default_reviewers.add(site, person)
    host.permissions.grant(site, person, githost.Permission.READ)

    host.default_reviewers.add(site, person)
    host.default_reviewers.add(site, person)
    listed = host.default_reviewers.list(site).all()
    host.default_reviewers.remove(site, person)

    assert listed == [person]
    with pytest.raises(githost.NotFoundError):
        host.default_reviewers.remove(site, person)
