"""Carries one repository: itself, who may use it, its branches and tags, and its pull requests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from githost.errors import AlreadyExistsError, NotFoundError
from githost.migration.archive import archived, keep
from githost.migration.carrying import Counts, carry_pair, entries_of
from githost.migration.conversations import Conversation
from githost.migration.git import refs_in
from githost.migration.journal import Journal, State
from githost.migration.mirror import FULL, cloned
from githost.migration.pairs import Pair
from githost.migration.parts import Permissions, PullRequests
from githost.migration.parts.pull_requests import Way
from githost.migration.plan import Move
from githost.migration.pushing import Pushing
from githost.migration.run import Run
from githost.migration.ways import way_of
from githost.model import PullRequest, PullRequestRef, PullRequestState, RepoRef, Visibility

__all__ = ["REPOSITORIES", "carry_repository", "in_the_way", "target_of"]

#: The part under which the journal has repositories.
REPOSITORIES = "repositories"


def target_of(journal: Journal, move: Move) -> RepoRef | None:
    """Return where a repository is on the target; None where it was not carried yet."""
    entry = journal.find(REPOSITORIES, str(move.source))
    if entry is None or not entry.target:
        return None
    namespace, _, name = entry.target.rpartition("/")
    return RepoRef(namespace, name)


def in_the_way(move: Move) -> str:
    """Say what to do where a repository of the target has the name, and no run made it."""
    return (
        f"{move.target} is on the target already and this journal did not make it; give it another name "
        "in the plan, or take it over with githost migrate rebuild"
    )


def carry_repository(run: Run, move: Move) -> tuple[Counts, tuple[Conversation, ...]]:
    """Carry a repository; return what was done, and the conversations that remain to be carried."""
    counts = Counts()
    there = _made(run, move, counts)
    counts.add(carry_pair(run, Pair(Permissions(), str(move.source), move.source, there)))
    pulls = _pulls(run, move)
    heads, ways = _pushed(run, move, there, pulls, counts)
    counts.add(_opened(run, move, there, pulls, ways))
    done = _done(run, move)
    return counts, tuple(
        Conversation(
            source=pull.ref,
            target=PullRequestRef(there, done[pull.number]),
            commit=heads[pull.number],
            close=pull.state is not PullRequestState.OPEN,
        )
        for pull in pulls
        if pull.number in done
    )


def _made(run: Run, move: Move, counts: Counts) -> RepoRef:
    """Make the repository unless that was done; it is private until all of it is there."""
    source, host = str(move.source), run.sides.target
    there = target_of(run.journal, move)
    if there is not None:
        counts.kept += 1
        return there
    try:
        found = host.repos.get(move.target)
    except NotFoundError:
        run.journal.begin(REPOSITORIES, source)
        visibility = Visibility.PRIVATE
        found = host.repos.create(move.target, visibility=visibility, project=move.project)
    else:
        if run.journal.find(REPOSITORIES, source) is None:
            raise AlreadyExistsError(in_the_way(move))
    run.journal.done(REPOSITORIES, source, target=str(found.ref))
    counts.made += 1
    return found.ref


def _pulls(run: Run, move: Move) -> Sequence[PullRequest]:
    if run.carries(PullRequests.name) and run.sides.source.supports(PullRequests.reads):
        return PullRequests().read(run.sides.source, move.source)
    return ()


def _done(run: Run, move: Move) -> dict[int, int]:
    """Return the numbers of pull requests that are on the target, by their numbers on the source."""
    under = f"{move.source}/{PullRequests.name}/"
    return {
        int(source.removeprefix(under)): int(entry.target)
        for source, entry in entries_of(run.journal, PullRequests.name, under).items()
        if entry.state is State.DONE and entry.target
    }


def _pushed(
    run: Run, move: Move, there: RepoRef, pulls: Sequence[PullRequest], counts: Counts
) -> tuple[Mapping[int, str | None], Mapping[int, Way | str]]:
    """Push what is missing; return each pull request's newest commit, and how those not yet made are opened."""
    pushing = Pushing.to(run, move, there)
    done = _done(run, move)
    fresh = [pull for pull in pulls if pull.number not in done]
    if not fresh and pushing.has(refs_in(run.sides.source, move.source)):
        return {pull.number: _head(run, pull) for pull in pulls}, {}
    with cloned(run.sides.source, move.source) as mirror:
        refs = mirror.refs()
        heads = {pull.number: mirror.commit(pull.source.commit or "") for pull in pulls}
        ways = {pull.number: way_of(pull, heads[pull.number], mirror, refs) for pull in fresh}
        found = [way for way in ways.values() if isinstance(way, Way)]
        needed = {name: sha for way in found for name, sha in way.pushed.items()}
        counts.add(pushing.push(mirror, needed))
    return heads, ways


def _head(run: Run, pull: PullRequest) -> str | None:
    """Return the whole name of a pull request's newest commit; hosts may shorten it."""
    name = pull.source.commit
    if name is None or len(name) == FULL:
        return name
    try:
        return run.sides.source.commits.get(pull.ref.repo, name).sha
    except NotFoundError:
        return None


def _opened(
    run: Run,
    move: Move,
    there: RepoRef,
    pulls: Sequence[PullRequest],
    ways: Mapping[int, Way | str],
) -> Counts:
    """Open pull requests in the order of the source, so that their numbers are the same where they can be."""
    part = PullRequests({number: way for number, way in ways.items() if isinstance(way, Way)})
    expected = []
    for pull in pulls:
        thing = part.translated(pull, run.sides)
        why = ways.get(pull.number)
        if isinstance(why, str):
            keep(run, move, pull)
            file = archived(run, move, pull.number).relative_to(run.plan.archive)
            thing = thing.not_carried(f"{why}; it is kept as {file} in the plan's archive")
        expected.append(thing)
    return carry_pair(run, Pair(part, str(move.source), move.source, there), expected)
