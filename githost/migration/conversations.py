"""Carries what was said in one pull request, then closes it where it had ended."""

from __future__ import annotations

import attrs

from githost.migration.carrying import Counts, carry_pair
from githost.migration.journal import State
from githost.migration.pairs import Pair
from githost.migration.parts import Comments, Statuses, Tasks
from githost.migration.run import Run
from githost.model import CommitRef, PullRequestRef, PullRequestState, RepoRef

__all__ = ["Conversation", "carry_conversation", "carry_statuses"]

#: The part under which the journal has pull requests that were closed.
_CLOSED = "closed"


@attrs.frozen
class Conversation:
    """A pull request that is on the target, in which everything is still to be said."""

    source: PullRequestRef
    target: PullRequestRef
    #: Whole SHA of its newest commit; None where that is gone.
    commit: str | None
    #: Whether it ends when everything is said.
    close: bool


def carry_conversation(run: Run, conversation: Conversation) -> Counts:
    """Carry comments, tasks and statuses of a pull request, and close it where it had ended."""
    counts = Counts()
    source, target = conversation.source, conversation.target
    under = str(source)
    ids = {
        f"{under}/{Comments.name}/{entry.source.rpartition('/')[2]}": entry.target
        for entry in run.journal.entries(Comments.name, under=under)
        if entry.state is State.DONE and entry.target
    }
    for part in (Comments(ids), Tasks(ids)):
        counts.add(carry_pair(run, Pair(part, under, source, target)))
    if conversation.commit is not None:
        counts.add(carry_statuses(run, CommitRef(source.repo, conversation.commit), target.repo))
    if conversation.close and not counts.failures:
        _close(run, conversation)
    return counts


def carry_statuses(run: Run, commit: CommitRef, repo: RepoRef) -> Counts:
    """Carry the statuses of a commit to the same commit of `repo` on the target."""
    return carry_pair(run, Pair(Statuses(), str(commit), commit, CommitRef(repo, commit.sha)))


def _close(run: Run, conversation: Conversation) -> None:
    source, target = str(conversation.source), conversation.target
    entry = run.journal.find(_CLOSED, source)
    if entry is not None and entry.state is State.DONE:
        return
    host = run.sides.target
    run.journal.begin(_CLOSED, source)
    if host.pull_requests.get(target.repo, target.number).state is PullRequestState.OPEN:
        host.pull_requests.close(target.repo, target.number)
    run.journal.done(_CLOSED, source, target=str(target))
