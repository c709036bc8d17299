"""One repository, from one host to another: read it, carry it, verify what arrived."""

import enum
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import attrs

from githost.client.sync import Host
from githost.interface.addresses import RepoLike, Subject, repo_ref, subject_ref
from githost.migration.git import git, refs_of
from githost.model import (
    Grant,
    Hook,
    PullRequest,
    PullRequestState,
    RepoRef,
    Repository,
    Verdict,
    Via,
    Visibility,
)

__all__ = ["Item", "Outcome", "Snapshot", "carry", "read", "verify"]


@attrs.frozen(kw_only=True)
class Snapshot:
    """What one side has."""

    repository: Repository
    #: Branches and tags: full names and SHAs.
    refs: Mapping[str, str]
    pull_requests: tuple[PullRequest, ...]
    grants: tuple[Grant, ...]
    hooks: tuple[Hook, ...]


class Outcome(enum.StrEnum):
    """What became of one thing."""

    KEPT = "kept"
    #: It could not be carried, and `why` says why.
    DROPPED = "dropped"
    #: The sides differ, and nothing explains it.
    DIFFERS = "differs"


@attrs.frozen
class Item:
    """One thing on both sides."""

    what: str
    source: str
    target: str
    outcome: Outcome
    why: str = ""


def read(host: Host, repo: RepoLike) -> Snapshot:
    """Read everything of `repo` that can be carried, through the neutral interface."""
    repository = host.repos.get(repo)
    return Snapshot(
        repository=repository,
        refs=refs_of(host.git.clone_url(repository), host.git.environment()),
        pull_requests=tuple(host.pull_requests.list(repository, state=None)),
        grants=tuple(g for g in host.permissions.list(repository) if g.via is not Via.INHERITED),
        hooks=tuple(host.hooks.list(repository)),
    )


def carry(
    source: Host,
    snapshot: Snapshot,
    target: Host,
    repo: RepoLike,
    *,
    people: Callable[[Subject], Subject | None],
    progress: Callable[[str], None] = lambda _: None,
) -> RepoRef:
    """Recreate `snapshot` of `source` as `repo` on `target` and return its address.

    `people` gives the target's user or group for one of the source, None where there is none.
    `progress` hears the name of each thing carried. Merged and closed pull requests are not
    recreated: no host lets a client state that one was merged.
    """
    was = snapshot.repository
    wanted = repo_ref(repo)
    visibility = Visibility.PRIVATE if was.visibility is Visibility.UNKNOWN else was.visibility
    made = target.repos.create(wanted, visibility=visibility, description=was.description)
    progress("repository")
    _push(source, snapshot, target, made)
    progress("branches and tags")
    if was.default_branch is not None:
        target.branches.set_default(made, was.default_branch)
    progress("default branch")
    for grant in snapshot.grants:
        subject = people(grant.subject)
        if subject is not None:
            target.permissions.grant(made, subject, grant.permission)
        progress("permissions")
    for hook in snapshot.hooks:
        target.hooks.create(
            made,
            url=hook.url,
            events=hook.events,
            active=hook.active,
            description=hook.description,
            verify_ssl=hook.verify_ssl is not False,
        )
        progress("hooks")
    me = target.users.me().ref
    for pull in snapshot.pull_requests:
        if _can_be_opened(pull, snapshot):
            target.pull_requests.create(
                made,
                title=pull.title,
                source=pull.source.branch,
                target=pull.target.branch,
                description=pull.description,
                reviewers=[ref for ref in _asked(pull, people) if ref != me],
                draft=pull.draft and bool(target.supports("pull_requests.create", draft=True)),
            )
            progress("pull requests")
    return made.ref


def _asked(pull: PullRequest, people: Callable[[Subject], Subject | None]) -> list[Subject]:
    """Return who was asked to review a pull request, as the target names them."""
    found = (people(review.reviewer) for review in pull.reviews)
    return [subject_ref(subject) for subject in found if subject is not None]


def _push(source: Host, snapshot: Snapshot, target: Host, made: Repository) -> None:
    with tempfile.TemporaryDirectory(prefix="githost-carry-") as folder:
        mirror = Path(folder) / "mirror.git"
        url = source.git.clone_url(snapshot.repository)
        git("clone", "--quiet", "--mirror", url, str(mirror), environment=source.git.environment())
        if not snapshot.refs:
            return
        # Hosts keep pull-request refs of their own and refuse a push to them, so not --mirror.
        git(
            *("push", "--quiet", target.git.clone_url(made)),
            *("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"),
            cwd=mirror,
            environment=target.git.environment(),
        )


def _can_be_opened(pull: PullRequest, snapshot: Snapshot) -> bool:
    own = pull.source.repo == snapshot.repository.ref
    return (
        pull.state is PullRequestState.OPEN
        and own
        and all(f"refs/heads/{end.branch}" in snapshot.refs for end in (pull.source, pull.target))
    )


def verify(
    source: Snapshot, target: Snapshot, *, people: Callable[[Subject], Subject | None]
) -> tuple[Item, ...]:
    """Compare two sides, thing by thing: what was kept, what could not be and why, what differs unexplained."""
    was, now = source.repository, target.repository
    return (
        _same("description", was.description, now.description),
        _same("visibility", was.visibility.value, now.visibility.value),
        _same("default branch", was.default_branch or "-", now.default_branch or "-"),
        *(_refs(kind, prefix, source, target) for kind, prefix in _REF_KINDS),
        *_pull_requests(source, target, people),
        *_grants(source, target, people),
        *_hooks(source, target),
    )


_REF_KINDS = (("branches", "refs/heads/"), ("tags", "refs/tags/"))


def _same(what: str, source: str, target: str) -> Item:
    return Item(what, source, target, Outcome.KEPT if source == target else Outcome.DIFFERS)


def _refs(what: str, prefix: str, source: Snapshot, target: Snapshot) -> Item:
    ours, theirs = (
        {name: sha for name, sha in side.refs.items() if name.startswith(prefix)}
        for side in (source, target)
    )
    differing = sorted(
        name.removeprefix(prefix)
        for name in ours.keys() | theirs.keys()
        if ours.get(name) != theirs.get(name)
    )
    outcome = Outcome.DIFFERS if differing else Outcome.KEPT
    return Item(what, str(len(ours)), str(len(theirs)), outcome, ", ".join(differing[:5]))


def _pull_requests(
    source: Snapshot, target: Snapshot, people: Callable[[Subject], Subject | None]
) -> list[Item]:
    found = {
        (pull.source.branch, pull.target.branch): pull
        for pull in target.pull_requests
        if pull.state is PullRequestState.OPEN
    }
    items = []
    for pull in sorted(source.pull_requests, key=lambda one: one.number):
        what = f"pull request {pull.number}"
        shown = f"{pull.state.value}: {pull.title}"
        other = found.get((pull.source.branch, pull.target.branch))
        if pull.state is not PullRequestState.OPEN:
            why = "no host takes a pull request that is already " + pull.state.value
            items.append(Item(what, shown, "-", Outcome.DROPPED, f"{why}; its commits are kept"))
        elif not _can_be_opened(pull, source):
            why = "its branch is in another repository or gone"
            items.append(Item(what, shown, "-", Outcome.DROPPED, why))
        elif other is None:
            items.append(Item(what, shown, "missing", Outcome.DIFFERS))
        else:
            same = (pull.title, pull.description) == (other.title, other.description)
            outcome = Outcome.KEPT if same else Outcome.DIFFERS
            items.append(Item(what, shown, f"{other.state.value}: {other.title}", outcome))
            items += _people(what, pull, other, people)
    return items


def _people(
    what: str,
    was: PullRequest,
    now: PullRequest,
    people: Callable[[Subject], Subject | None],
) -> list[Item]:
    """Compare author and reviewers of a pull request that was recreated."""
    items = []
    author = people(was.author) if was.author is not None else None
    if now.author is None or author is None or subject_ref(author) != now.author.ref:
        why = "a host takes whoever opens a pull request as its author"
        items.append(Item(f"{what}: author", _name(was), _name(now), Outcome.DROPPED, why))
    if was.reviews:
        asked = {ref for ref in _asked(was, people) if now.author is None or ref != now.author.ref}
        there = {review.reviewer.ref for review in now.reviews}
        outcome = Outcome.KEPT if asked == there else Outcome.DIFFERS
        counts = (str(len(was.reviews)), str(len(there)))
        why = "" if len(asked) == len(was.reviews) else "some have no counterpart on the target"
        items.append(Item(f"{what}: reviewers", *counts, outcome, why))
        if any(review.verdict is not Verdict.NONE for review in was.reviews):
            why = "a verdict is given by the reviewer only"
            items.append(Item(f"{what}: verdicts", "given", "-", Outcome.DROPPED, why))
    return items


def _name(pull: PullRequest) -> str:
    return pull.author.name if pull.author is not None else "-"


def _grants(
    source: Snapshot, target: Snapshot, people: Callable[[Subject], Subject | None]
) -> list[Item]:
    found = {grant.subject: grant.permission for grant in target.grants}
    items = []
    for grant in source.grants:
        what = f"permission of {grant.name or grant.subject}"
        subject = people(grant.subject)
        if subject is None:
            why = "nobody on the target is named for them"
            items.append(Item(what, grant.permission.value, "-", Outcome.DROPPED, why))
            continue
        now = found.get(subject_ref(subject))
        items.append(_same(what, grant.permission.value, now.value if now else "missing"))
    return items


def _hooks(source: Snapshot, target: Snapshot) -> list[Item]:
    found = {hook.url: hook for hook in target.hooks}
    items = []
    for hook in source.hooks:
        other = found.get(hook.url)
        what = f"hook {hook.url}"
        shown = ", ".join(sorted(event.value for event in hook.events))
        if other is None:
            items.append(Item(what, shown, "missing", Outcome.DIFFERS))
            continue
        there = ", ".join(sorted(event.value for event in other.events))
        kept = hook.events <= other.events and hook.active == other.active
        items.append(Item(what, shown, there, Outcome.KEPT if kept else Outcome.DIFFERS))
        if hook.has_secret:
            why = "hosts do not give secrets away; set it again"
            items.append(Item(f"{what}: secret", "set", "-", Outcome.DROPPED, why))
    return items
