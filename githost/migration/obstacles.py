"""What cannot be carried from one host to another, or not whole, and why: from what both can do."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Self

import attrs

from githost.client.sync import Host
from githost.interface.capabilities import Support
from githost.migration.parts import (
    Branches,
    BranchRules,
    Comments,
    DefaultReviewers,
    DeployKeys,
    Hooks,
    Permissions,
    PullRequests,
    Settings,
    Statuses,
    Tags,
    Tasks,
)
from githost.model import (
    BranchRule,
    BranchRuleKind,
    DeployKey,
    Event,
    Grant,
    Hook,
    Permission,
    PullRequest,
    PullRequestState,
    Repository,
    Verdict,
    Visibility,
)

__all__ = ["Obstacle", "Seen", "obstacles"]

_PARTS = (
    *(Branches, Tags, Settings, Permissions, BranchRules, DefaultReviewers, DeployKeys, Hooks),
    *(PullRequests, Comments, Tasks, Statuses),
)


@attrs.frozen(kw_only=True)
class Obstacle:
    """Something that cannot be carried, or not as it is."""

    #: What kind of thing, one of `PARTS`.
    part: str
    #: What it is about, as `rules of the kind read_only`.
    what: str
    #: Why it cannot be carried, or not as it is.
    why: str
    #: How many are concerned; None where that was not counted.
    count: int | None = None


@attrs.define
class Seen:
    """What the source holds, as far as hosts differ in it."""

    visibilities: Counter[Visibility] = attrs.field(factory=Counter)
    archived: int = 0
    states: Counter[PullRequestState] = attrs.field(factory=Counter)
    drafts: int = 0
    verdicts: int = 0
    comments: int = 0
    permissions: Counter[Permission] = attrs.field(factory=Counter)
    events: Counter[Event] = attrs.field(factory=Counter)
    secrets: int = 0
    rules: Counter[BranchRuleKind] = attrs.field(factory=Counter)
    writing_keys: int = 0

    @classmethod
    def of(
        cls,
        *,
        repository: Repository | None,
        pulls: Iterable[PullRequest],
        grants: Iterable[Grant],
        hooks: Iterable[Hook],
        rules: Iterable[BranchRule],
        keys: Iterable[DeployKey],
        comments: int,
    ) -> Self:
        """Take note of what one repository holds."""
        seen = cls(comments=comments)
        if repository is not None:
            seen.visibilities[repository.visibility] += 1
            seen.archived += repository.archived
        for pull in pulls:
            seen.states[pull.state] += 1
            seen.drafts += pull.draft and pull.state is PullRequestState.OPEN
            seen.verdicts += any(review.verdict is not Verdict.NONE for review in pull.reviews)
        for hook in hooks:
            seen.events.update(hook.events)
            seen.secrets += hook.has_secret is True
        seen.permissions.update(grant.permission for grant in grants)
        seen.rules.update(rule.kind for rule in rules)
        seen.writing_keys += sum(not key.read_only for key in keys)
        return seen

    def add(self, other: Self) -> None:
        """Add what another repository holds."""
        for field in attrs.fields(type(self)):
            mine, theirs = getattr(self, field.name), getattr(other, field.name)
            setattr(self, field.name, mine + theirs)


def obstacles(source: Host, target: Host, seen: Seen) -> Iterator[Obstacle]:
    """Say what of `seen` cannot be carried from `source` to `target` as it is, and why. No request."""
    for part in _PARTS:
        for host, operation in ((source, part.reads), (target, part.makes)):
            supported = host.supports(operation)
            if not supported:
                yield Obstacle(part=part.name, what="all of them", why=_why(supported))
                break
    yield from _settings(target, seen)
    yield from _held(target, seen)
    yield from _pull_requests(target, seen)


def _settings(target: Host, seen: Seen) -> Iterator[Obstacle]:
    for visibility, count in seen.visibilities.items():
        if visibility is Visibility.UNKNOWN:
            continue
        supported = target.supports("repos.create", visibility=visibility)
        if not supported:
            what = f"{visibility.value} repositories"
            why = f"{target.provider.title} has none"
            yield Obstacle(part="settings", what=what, why=why, count=count)
    archiving = target.supports("repos.update", archived=True)
    if seen.archived and not archiving:
        what = "that repositories are archived"
        yield Obstacle(part="settings", what=what, why=_why(archiving), count=seen.archived)


def _held(target: Host, seen: Seen) -> Iterator[Obstacle]:
    levels = target.provider.permission_levels
    for permission, count in seen.permissions.items():
        if permission is not Permission.NONE and permission not in levels:
            what = f"the permission {permission.value}"
            why = f"{target.provider.title} does not grant it"
            yield Obstacle(part="permissions", what=what, why=why, count=count)
    for kind, count in seen.rules.items():
        supported = target.supports("branch_rules.create", kind=kind)
        if not supported:
            what = f"rules of the kind {kind.value}"
            why = f"{target.provider.title} has none"
            yield Obstacle(part="branch_rules", what=what, why=why, count=count)
    for event, count in seen.events.items():
        if event not in target.provider.hook_events:
            what = f"hooks on the event {event.value}"
            why = f"{target.provider.title} has no such event"
            yield Obstacle(part="hooks", what=what, why=why, count=count)
    if seen.secrets:
        why = "hosts do not give secrets away; set them again"
        yield Obstacle(part="hooks", what="their secrets", why=why, count=seen.secrets)
    writing = target.supports("deploy_keys.create", read_only=False)
    if seen.writing_keys and not writing:
        what = "keys that may write"
        yield Obstacle(part="deploy_keys", what=what, why=_why(writing), count=seen.writing_keys)


def _pull_requests(target: Host, seen: Seen) -> Iterator[Obstacle]:
    part = "pull_requests"
    total = sum(seen.states.values())
    if total:
        what = "who opened them, and when"
        why = "no host lets a client say so; it stands in their first line"
        yield Obstacle(part=part, what=what, why=why, count=total)
    merged = seen.states[PullRequestState.MERGED]
    if merged:
        what = "that they were merged"
        why = "no host takes one that is merged already; it becomes a closed one"
        yield Obstacle(part=part, what=what, why=why, count=merged)
    if seen.verdicts:
        what = "what reviewers decided"
        why = "a reviewer alone can give a verdict; it stands in their first line"
        yield Obstacle(part=part, what=what, why=why, count=seen.verdicts)
    drafts = target.supports("pull_requests.create", draft=True)
    if seen.drafts and not drafts:
        what = "that they are drafts"
        yield Obstacle(part=part, what=what, why=_why(drafts), count=seen.drafts)
    if seen.comments:
        what = "who wrote them, and when"
        why = "no host lets a client say so; it stands in their first line"
        yield Obstacle(part="comments", what=what, why=why, count=seen.comments)


def _why(supported: Support) -> str:
    """Return the reason without the name of the operation, which stands before it where it is one of an argument."""
    reason = supported.reason or "the host does not offer it"
    return reason.rpartition("=…): ")[2]
