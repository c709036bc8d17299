"""A pull request's whole life, told by one script that no host needs to be named in."""

from typing import Any

import pytest

import githost
from githost.errors import NotFoundError
from githost.model import (
    ActivityKind,
    Anchor,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    StatusState,
    UserRef,
    Verdict,
)
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import BEGUN, FEATURE, MAIN
from githost_contract_tests.requirements import requires, where_supported
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded

__all__ = ["LifeContract"]

_LINE = Anchor(path="one.txt", line=1)


class LifeContract(ProviderContract):
    """The promise that operations work together, on one pull request from draft to merge."""

    @requires("pull_requests.create")
    @requires("pull_requests.update")
    @requires("pull_requests.merge")
    def test_whole_life_of_a_pull_request(
        self, host: githost.Host, other_host: githost.Host, busy: Seeded, reviewer: UserRef
    ) -> None:
        """From a draft over a review with changes to a squash that deletes the source.

        If this fails: each step has a suite of its own; make that pass first.
        """
        pull = _drafted(host, busy)
        pull = host.pull_requests.update(busy.ref, pull.number, reviewers=[reviewer])
        assert [review.reviewer.ref for review in pull.reviews] == [reviewer]
        task = _reviewed(host, other_host, pull)
        busy.push(busy.commit(FEATURE), pull.source.branch)
        found = host.pull_requests.get(busy.ref, pull.number)
        assert found.source.commit is not None
        assert busy.commit(FEATURE).startswith(found.source.commit)
        _settled(host, other_host, pull, task, reviewer)
        _built(host, busy)
        _merged(host, busy, pull)
        _told(host, pull)


def _drafted(host: githost.Host, busy: Seeded) -> PullRequest:
    """Open a draft where there are any, and mark it ready."""
    source, target = busy.branch(BEGUN), busy.branch(MAIN)

    def opened(**more: Any) -> PullRequest:
        return host.pull_requests.create(
            busy.ref, title="Add one", source=source, target=target, **more
        )

    draft = where_supported(host, lambda: opened(draft=True), "pull_requests.create", draft=True)
    if draft is None:
        return opened()
    assert draft.draft
    ready = host.pull_requests.update(busy.ref, draft.number, draft=False)
    assert not ready.draft
    return ready


def _reviewed(host: githost.Host, other_host: githost.Host, pull: PullRequest) -> str | None:
    """Have the second user comment on a line, set a task and request changes; return the task."""
    repo, number = pull.ref.repo, pull.number
    asked = where_supported(
        host,
        lambda: other_host.comments.create(repo, number, "Only one?", anchor=_LINE),
        "comments.create",
        anchor=_LINE,
    )
    if asked is None:
        return None
    answer = host.comments.create(repo, number, "More will come", reply_to=asked.id)
    assert answer.parent == asked.id
    task = where_supported(
        host,
        lambda: other_host.tasks.create(repo, number, "Add more", comment=asked.id),
        "tasks.create",
        comment=asked.id,
    )
    review = where_supported(
        host, lambda: other_host.reviews.request_changes(repo, number), "reviews.request_changes"
    )
    assert review is None or review.verdict is Verdict.CHANGES_REQUESTED
    return None if task is None else task.id


def _settled(
    host: githost.Host,
    other_host: githost.Host,
    pull: PullRequest,
    task: str | None,
    reviewer: UserRef,
) -> None:
    """Do the task, settle the thread, and have the second user approve."""
    repo, number = pull.ref.repo, pull.number
    if task is not None:
        done = where_supported(
            host, lambda: host.tasks.resolve(repo, number, task), "tasks.resolve"
        )
        assert done is None or done.done
    for comment in host.comments.list(repo, number).all():
        if comment.anchor is not None and comment.parent is None:
            where_supported(
                host,
                lambda: host.comments.resolve(repo, number, comment.id),  # noqa: B023  # called at once
                "comments.resolve",
            )
    approved = where_supported(
        host, lambda: other_host.reviews.approve(repo, number), "reviews.approve"
    )
    if approved is not None:
        verdicts = {one.reviewer.ref: one.verdict for one in host.reviews.list(repo, number)}
        assert verdicts[reviewer] is Verdict.APPROVED


def _built(host: githost.Host, busy: Seeded) -> None:
    """Let two builds say that all is well."""
    commit = busy.commit(FEATURE)
    for key in ("githost-lint", "githost-test"):
        status = where_supported(
            host,
            lambda: host.statuses.set(
                busy.ref,
                commit,
                key=key,  # noqa: B023  # called at once
                state=StatusState.SUCCESS,
                url="https://ci.example.com/builds/7",
            ),
            "statuses.set",
        )
        assert status is None or status.state is StatusState.SUCCESS


def _merged(host: githost.Host, busy: Seeded, pull: PullRequest) -> None:
    """Squash, delete the source, and see what git holds then."""
    repo, number = pull.ref.repo, pull.number
    squash = MergeStrategy.SQUASH in host.provider.merge_strategies
    merged = sound(
        host.pull_requests.merge(
            repo,
            number,
            strategy=MergeStrategy.SQUASH if squash else None,
            message="Add one, in one go",
            delete_source=True,
            source_commit=busy.commit(FEATURE),
        )
    )
    assert merged.state is PullRequestState.MERGED
    with pytest.raises(NotFoundError):
        host.branches.get(repo, pull.source.branch)
    assert "one.txt" in busy.paths(pull.target.branch)
    if squash:
        assert busy.parents(pull.target.branch) == (busy.commit(MAIN),)


def _told(host: githost.Host, pull: PullRequest) -> None:
    """Read back what happened."""
    told = where_supported(
        host,
        lambda: host.pull_requests.activity(pull.ref.repo, pull.number).all(),
        "pull_requests.activity",
    )
    if told is None:
        return
    kinds = [sound(activity).kind for activity in told]
    assert kinds[0] is ActivityKind.MERGED
    said = {one.comment.body for one in told if one.comment is not None}
    assert host.comments.list(pull.ref.repo, pull.number).first() is None or said
    if host.supports("reviews.approve"):
        assert ActivityKind.APPROVED in kinds
