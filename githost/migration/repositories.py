"""Carries one repository: itself, who may use it, its branches and tags, and its pull requests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import attrs

from githost.errors import AlreadyExistsError, NotFoundError, WrongStateError
from githost.migration.archive import keep
from githost.migration.carrying import Carrier, Counts, Failure, entries_of
from githost.migration.git import refs_of
from githost.migration.journal import Journal, State
from githost.migration.mirror import Mirror, cloned
from githost.migration.parts import Permissions, PullRequests
from githost.migration.parts.pull_requests import Way
from githost.migration.parts.refs import KEPT, OWN
from githost.migration.plan import Move
from githost.migration.run import Run
from githost.model import PullRequest, PullRequestRef, PullRequestState, RepoRef, Visibility

__all__ = ["REFS", "REPOSITORIES", "Conversation", "carry_repository", "target_of"]

#: The parts under which the journal has repositories, the refs pushed to each, and large files.
REPOSITORIES = "repositories"
REFS = "refs"
_LFS = "lfs"
_HEADS = "refs/heads/"
_GONE = "its commits are gone from the source; it is kept as a file in the plan's archive"


@attrs.frozen
class Conversation:
    """A pull request that is on the target, in which everything is still to be said."""

    source: PullRequestRef
    target: PullRequestRef
    #: Whole SHA of its newest commit; None where that is gone.
    commit: str | None
    #: Whether it ends when everything is said.
    close: bool


def target_of(journal: Journal, move: Move) -> RepoRef | None:
    """Return where a repository is on the target; None where it was not carried yet."""
    entry = journal.find(REPOSITORIES, str(move.source))
    if entry is None or not entry.target:
        return None
    namespace, _, name = entry.target.rpartition("/")
    return RepoRef(namespace, name)


def carry_repository(run: Run, move: Move) -> tuple[Counts, tuple[Conversation, ...]]:
    """Carry a repository; return what was done, and the conversations that remain to be carried."""
    counts = Counts()
    there = _made(run, move, counts)
    if run.carries("permissions"):
        part = Permissions()
        carrier = Carrier(
            part=part, sides=run.sides, journal=run.journal, place=there, under=str(move.source)
        )
        counts.add(carrier.carry(part.expected(run.sides, move.source)))
    pulls = _pulls(run, move)
    done = _done(run, move)
    with cloned(run.sides.source, move.source) as mirror:
        heads = {pull.number: mirror.commit(pull.source.commit or "") for pull in pulls}
        ways = {
            pull.number: _way(pull, heads[pull.number], mirror)
            for pull in pulls
            if pull.number not in done
        }
        _push(run, move, there, mirror, ways, counts)
    _open(run, move, there, pulls, ways, counts)
    return counts, tuple(_conversations(run, move, there, pulls, heads))


def _made(run: Run, move: Move, counts: Counts) -> RepoRef:
    """Make the repository unless that was done, private until all of it is there."""
    source, host = str(move.source), run.sides.target
    entry = run.journal.find(REPOSITORIES, source)
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
        if entry is None:
            raise AlreadyExistsError(
                f"{move.target} is on the target already and this journal did not make it; give it another name "
                "in the plan, or take it over with githost migrate rebuild"
            )
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


def _way(pull: PullRequest, head: str | None, mirror: Mirror) -> Way | None:
    """Return between which branches it can be opened on the target; None where its commits are gone."""
    refs = mirror.refs()
    into = refs.get(f"{_HEADS}{pull.target.branch}")
    own = f"{OWN}pull/{pull.number}"
    if pull.state is PullRequestState.OPEN:
        if pull.source.repo == pull.ref.repo and f"{_HEADS}{pull.source.branch}" in refs and into:
            return Way(pull.source.branch, pull.target.branch)
        if head is not None and into is not None and not mirror.contains(into, head):
            return Way(own.removeprefix(_HEADS), pull.target.branch, {own: head})
        return None
    if head is None:
        return None
    base = _base(pull, head, mirror)
    if base is None:
        return None
    onto = f"{OWN}base/{pull.number}"
    return Way(own.removeprefix(_HEADS), onto.removeprefix(_HEADS), {own: head, onto: base})


def _base(pull: PullRequest, head: str, mirror: Mirror) -> str | None:
    """Return a commit of the target branch from before the merge: against it the changes show."""
    merge = mirror.commit(pull.merge_commit or "")
    candidates = (
        mirror.commit(pull.target.commit or ""),
        mirror.parent(merge) if merge is not None else None,
        mirror.fork_point(pull.target.branch, head),
    )
    return next(
        (one for one in candidates if one is not None and not mirror.contains(one, head)), None
    )


def _push(
    run: Run,
    move: Move,
    there: RepoRef,
    mirror: Mirror,
    ways: Mapping[int, Way | None],
    counts: Counts,
) -> None:
    """Push branches, tags and what pull requests need; nothing that others pushed is lost."""
    source, host = str(move.source), run.sides.target
    url = host.git.clone_url(there)
    now = refs_of(url, host.git.environment())
    entry = run.journal.find(REFS, source)
    pushed: dict[str, str] = json.loads(entry.note) if entry is not None and entry.note else {}
    if run.carries(_LFS):
        _carry_lfs(run, move, mirror, url, counts)
    wanted = _wanted(run, mirror)
    refs: dict[str, str] = {}
    for name, sha in wanted.items():
        was = now.get(name)
        if was == sha:
            counts.kept += 1
        elif was is None or was == pushed.get(name) or mirror.contains(sha, was):
            refs[name] = sha
        else:
            error = WrongStateError(f"{name} was moved on the target since; it is left as it is")
            counts.failures.append(Failure(f"{source} {name}", error))
    needed = {name: sha for way in ways.values() if way for name, sha in way.pushed.items()}
    refs |= {name: sha for name, sha in needed.items() if now.get(name) != sha}
    kept = _kept(mirror, url, host.git.environment(), needed, now)
    if kept is not None:
        refs[KEPT] = kept
    counts.made += sum(name not in now for name in refs)
    counts.changed += sum(name in now for name in refs)
    mirror.push(url, host.git.environment(), refs, now)
    told = json.dumps({**pushed, **{n: s for n, s in wanted.items() if now.get(n) == s}, **refs})
    if entry is None or entry.note != told:
        run.journal.done(REFS, source, target=str(there), note=told)


def _wanted(run: Run, mirror: Mirror) -> dict[str, str]:
    prefixes = {"branches": _HEADS, "tags": "refs/tags/"}
    carried = tuple(prefix for part, prefix in prefixes.items() if run.carries(part))
    return {
        name: sha
        for name, sha in mirror.refs().items()
        if name.startswith(carried) and (name == KEPT or not name.startswith(OWN))
    }


def _kept(
    mirror: Mirror,
    url: str,
    environment: Mapping[str, str],
    needed: Mapping[str, str],
    now: Mapping[str, str],
) -> str | None:
    """Return the commit that keeps those to which no branch or tag leads; None where it is there."""
    missing = mirror.unreachable(sorted(set(needed.values())))
    if not missing:
        return None
    tips = {mirror.refs().get(KEPT)} - {None}
    if KEPT in now:
        mirror.fetch(url, environment, KEPT)
        tips.add(now[KEPT])
        if all(mirror.contains(now[KEPT], sha) for sha in missing):
            return None
    return mirror.joined([*missing, *(tip for tip in tips if tip is not None)])


def _carry_lfs(run: Run, move: Move, mirror: Mirror, url: str, counts: Counts) -> None:
    if not mirror.uses_lfs():
        return
    why = mirror.carry_lfs(url, run.sides.target.git.environment())
    source = f"{move.source}/{_LFS}"
    if why:
        run.journal.dropped(_LFS, source, why)
        counts.dropped += 1
    else:
        run.journal.done(_LFS, source, target=url)
        counts.made += 1


def _open(
    run: Run,
    move: Move,
    there: RepoRef,
    pulls: Sequence[PullRequest],
    ways: Mapping[int, Way | None],
    counts: Counts,
) -> None:
    """Open the pull requests in the order of the source, so that their numbers are the same where they can be."""
    part = PullRequests({number: way for number, way in ways.items() if way is not None})
    expected = []
    for pull in pulls:
        thing = part.translated(pull, run.sides)
        if pull.number in ways and ways[pull.number] is None:
            thing = thing.not_carried(_GONE)
            keep(run, move, pull)
        expected.append(thing)
    carrier = Carrier(
        part=part, sides=run.sides, journal=run.journal, place=there, under=str(move.source)
    )
    counts.add(carrier.carry(expected))


def _conversations(
    run: Run,
    move: Move,
    there: RepoRef,
    pulls: Sequence[PullRequest],
    heads: Mapping[int, str | None],
) -> list[Conversation]:
    done = _done(run, move)
    return [
        Conversation(
            source=pull.ref,
            target=PullRequestRef(there, done[pull.number]),
            commit=heads[pull.number],
            close=pull.state is not PullRequestState.OPEN,
        )
        for pull in pulls
        if pull.number in done
    ]
