"""Carries what was said in one pull request, then closes it where it had ended."""

from __future__ import annotations

from githost.migration.carrying import Carrier, Counts
from githost.migration.journal import State
from githost.migration.parts import Comments, Statuses, Tasks
from githost.migration.repositories import Conversation
from githost.migration.run import Run
from githost.model import CommitRef, PullRequestState, RepoRef

__all__ = ["carry_conversation", "carry_statuses"]

#: The part under which the journal has pull requests that were closed.
_CLOSED = "closed"


def carry_conversation(run: Run, conversation: Conversation) -> Counts:
    """Carry comments, tasks and statuses of a pull request, and close it where it had ended."""
    counts = Counts()
    sides, journal = run.sides, run.journal
    source, target = conversation.source, conversation.target
    under = str(source)
    ids = {
        f"{under}/comments/{entry.source.rpartition('/')[2]}": entry.target
        for entry in journal.entries(Comments.name, under=under)
        if entry.state is State.DONE and entry.target
    }
    for part in (Comments(ids), Tasks(ids)):
        if run.carries(part.name) and sides.source.supports(part.reads):
            carrier = Carrier(part=part, sides=sides, journal=journal, place=target, under=under)
            counts.add(carrier.carry(part.expected(sides, source)))
    if conversation.commit is not None and run.carries(Statuses.name):
        counts.add(carry_statuses(run, CommitRef(source.repo, conversation.commit), target.repo))
    if conversation.close and not counts.failures:
        _close(run, conversation)
    return counts


def carry_statuses(run: Run, commit: CommitRef, repo: RepoRef) -> Counts:
    """Carry the statuses of a commit to the same commit of `repo` on the target."""
    part = Statuses()
    if not run.sides.source.supports(part.reads):
        return Counts()
    carrier = Carrier(
        part=part,
        sides=run.sides,
        journal=run.journal,
        place=CommitRef(repo, commit.sha),
        under=str(commit),
    )
    return carrier.carry(part.expected(run.sides, commit))


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
