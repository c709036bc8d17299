"""Pull requests: open ones as real ones; those that ended as closed ones, which tell how they ended."""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from githost.client.sync import Host
from githost.errors import ValidationError
from githost.interface.addresses import subject_ref
from githost.migration.attribution import Origin, attributed, parse
from githost.migration.parts.part import Part, Sides
from githost.migration.parts.texts import origin, plain
from githost.migration.things import Thing
from githost.model import PullRequest, PullRequestState, RepoRef, UserRef, Verdict

__all__ = ["PullRequests", "Way"]

_TIME = "%Y-%m-%d %H:%M:%S UTC"


@attrs.frozen
class Way:
    """Between which branches of the target a pull request is opened."""

    source: str
    target: str
    #: What is pushed for it beforehand: full names and SHAs.
    pushed: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen
class PullRequests(Part[RepoRef]):
    """The pull requests of a repository, without what is said in them."""

    #: How those that are to be made are opened, by their numbers on the source.
    ways: Mapping[int, Way] = attrs.field(factory=dict)

    name = "pull_requests"
    reads = "pull_requests.list"
    makes = "pull_requests.create"
    exact = False

    def expected(self, sides: Sides, place: RepoRef) -> list[Thing]:
        """Return what each is to be, in the order in which they were opened."""
        return [self.translated(pull, sides) for pull in self.read(sides.source, place)]

    def read(self, host: Host, place: RepoRef) -> list[PullRequest]:
        """Return all pull requests in the order in which they were opened."""
        return sorted(host.pull_requests.list(place, state=None), key=lambda one: one.number)

    def translated(self, pull: PullRequest, sides: Sides) -> Thing:
        """Return what `pull` is to be on the target."""
        is_open = pull.state is PullRequestState.OPEN
        losses = ["its author and time stand in its first line"]
        draft = pull.draft and is_open
        if draft and not sides.target.supports(self.makes, draft=True):
            draft = False
            losses.append("the target has no drafts")
        if pull.state is PullRequestState.MERGED:
            losses.append("no host takes one that is merged already: it is a closed one")
        if not is_open:
            losses.append("its branches stand in its first line")
        if is_open and _is_fork(pull):
            losses.append("it comes from a fork, which stands in its first line")
        if any(review.verdict is not Verdict.NONE for review in pull.reviews):
            losses.append("verdicts, which their reviewers alone can give, stand in its first line")
        reviewers, lost = _reviewers(pull, sides) if is_open else ([], [])
        losses += lost
        parsed = parse(pull.description)
        key = str(pull.ref)
        return Thing(
            key=key,
            id=str(pull.number),
            name=f"#{pull.number} {pull.title}",
            facts={
                "title": pull.title,
                "body": plain(attributed(parsed.body, _origin(pull, parsed.origin), key)),
                "state": "open" if is_open else "closed",
                "draft": draft,
                "reviewers": reviewers,
                "head": pull.source.commit,
            },
            losses=tuple(losses),
            url=pull.url,
        )

    def found(self, host: Host, place: RepoRef) -> Iterator[Thing]:
        """Give those that a migration made; people may have opened others since."""
        for pull in self.read(host, place):
            parsed = parse(pull.description)
            if parsed.marker is not None:
                yield Thing(
                    key=parsed.marker,
                    id=str(pull.number),
                    name=f"#{pull.number} {pull.title}",
                    facts=_facts(pull),
                    url=pull.url,
                )

    def make(self, sides: Sides, place: RepoRef, thing: Thing) -> str:
        """Open it between its own branches, or between those that were pushed for it."""
        way = self.ways[int(thing.id)]
        reviewers = [UserRef(one) for one in thing.facts["reviewers"]]

        def create(reviewers: Sequence[UserRef]) -> str:
            made = sides.target.pull_requests.create(
                place,
                title=thing.facts["title"],
                source=way.source,
                target=way.target,
                description=thing.facts["body"],
                reviewers=reviewers,
                draft=thing.facts["draft"],
            )
            return str(made.number)

        try:
            return create(reviewers)
        except ValidationError:
            # One whom the host does not take as a reviewer (who left, say) is refused with all.
            if not reviewers:
                raise
            number = create(())
        _ask(sides.target, place, int(number), reviewers)
        return number

    def differing(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Compare; hosts may shorten the SHA of the newest commit or not tell it, and refuse reviewers."""
        excused = set()
        heads = expected.facts["head"], found.facts["head"]
        if None in heads or heads[0].startswith(heads[1]) or heads[1].startswith(heads[0]):
            excused.add("head")
        if set(found.facts["reviewers"]) <= set(expected.facts["reviewers"]):
            excused.add("reviewers")
        return tuple(name for name in super().differing(expected, found) if name not in excused)

    def lost(self, expected: Thing, found: Thing) -> tuple[str, ...]:
        """Say whom the target did not take as reviewers."""
        refused = sorted(set(expected.facts["reviewers"]) - set(found.facts["reviewers"]))
        return (f"the target did not take as reviewers: {', '.join(refused)}",) if refused else ()

    def change(self, sides: Sides, place: RepoRef, there: Thing, thing: Thing) -> str:
        """Give it its title, text and reviewers; it is closed when all has been said in it."""
        if there.facts["state"] == "open":
            number, title, text = int(there.id), thing.facts["title"], thing.facts["body"]
            named = thing.facts["reviewers"] or there.facts["reviewers"]
            reviewers = [UserRef(one) for one in named]
            update = sides.target.pull_requests.update
            try:
                update(place, number, title=title, description=text, reviewers=reviewers)
            except ValidationError:
                update(place, number, title=title, description=text)
                _ask(sides.target, place, number, reviewers)
        return there.id


def _ask(host: Host, place: RepoRef, number: int, reviewers: Iterable[UserRef]) -> None:
    """Ask them to review one after the other, and pass over whom the host does not take."""
    asked: list[UserRef] = []
    for one in reviewers:
        with contextlib.suppress(ValidationError):
            host.pull_requests.update(place, number, reviewers=[*asked, one])
            asked.append(one)


def _facts(pull: PullRequest) -> Mapping[str, object]:
    is_open = pull.state is PullRequestState.OPEN
    asked = sorted(subject_ref(review.reviewer).id for review in pull.reviews)
    return {
        "title": pull.title,
        "body": plain(pull.description),
        "state": "open" if is_open else "closed",
        "draft": pull.draft and is_open,
        "reviewers": asked if is_open else [],
        "head": pull.source.commit,
    }


def _reviewers(pull: PullRequest, sides: Sides) -> tuple[list[str], list[str]]:
    """Return whom to ask on the target, and what of it is not as it was."""
    asked, lost, replaced = set(), [], []
    for review in pull.reviews:
        ref = subject_ref(review.reviewer)
        there = sides.people.reviewer(ref) if isinstance(ref, UserRef) else None
        if there is None or there == sides.me:
            lost.append(review.reviewer.name)
            continue
        if isinstance(ref, UserRef) and sides.people.user(ref) is None:
            replaced.append(review.reviewer.name)
        asked.add(there.id)
    told = {
        "nobody on the target is asked to review for": lost,
        "the plan's placeholder is asked to review for": replaced,
    }
    return sorted(asked), [f"{what} {', '.join(names)}" for what, names in told.items() if names]


def _origin(pull: PullRequest, earlier: Origin | None) -> Origin:
    """Return where it comes from at first, with how it ended since."""
    if earlier is not None and earlier.facts.get("state") != PullRequestState.OPEN.value:
        return earlier
    facts = {
        "state": pull.state.value,
        "from": pull.source.branch,
        "fork": str(pull.source.repo) if _is_fork(pull) else "",
        "into": pull.target.branch,
        "head": pull.source.commit or "",
        "merged as": pull.merge_commit or "",
        "ended": pull.closed_at.strftime(_TIME) if pull.closed_at is not None else "",
        "approved by": ", ".join(_with(pull, Verdict.APPROVED)),
        "changes requested by": ", ".join(_with(pull, Verdict.CHANGES_REQUESTED)),
        "asked to review": ", ".join(_with(pull, Verdict.NONE)),
    }
    if earlier is not None:
        return attrs.evolve(earlier, facts={**facts, **earlier.facts, "state": pull.state.value})
    return origin("opened", pull.author, pull.created_at, url=pull.url, facts=facts)


def _is_fork(pull: PullRequest) -> bool:
    return pull.source.repo not in {None, pull.ref.repo}


def _with(pull: PullRequest, verdict: Verdict) -> Iterable[str]:
    return sorted(one.reviewer.name for one in pull.reviews if one.verdict is verdict)
