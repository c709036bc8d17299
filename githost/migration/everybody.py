"""Everybody who appears on a host: whom something was granted to, who wrote, who reviews, whom rules name."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

import attrs

from githost.client.sync import Host
from githost.errors import NotFoundError, ResponseError
from githost.interface.addresses import Subject
from githost.model import Group, NamespaceRef, ProjectRef, RepoRef, User, UserRef

__all__ = ["Everybody", "Place", "everybody"]

#: Where people appear: a repository, or what holds repositories.
Place: TypeAlias = RepoRef | NamespaceRef | ProjectRef


@attrs.define
class Everybody:
    """Whom a migration has to know on the other side."""

    #: By `UserRef.id`; None for whom the host tells nothing but that.
    users: dict[str, User | None] = attrs.field(factory=dict)
    #: The names shown to people, by `GroupRef.id`.
    groups: dict[str, str] = attrs.field(factory=dict)
    #: What could not be read, by repository or namespace, and why.
    unread: dict[str, list[str]] = attrs.field(factory=dict)

    def meet(self, subject: Subject) -> None:
        """Take note of somebody."""
        if isinstance(subject, User):
            self.users[subject.ref.id] = subject
        elif isinstance(subject, UserRef):
            self.users.setdefault(subject.id, None)
        elif isinstance(subject, Group):
            self.groups[subject.ref.id] = subject.name
        else:
            self.groups.setdefault(subject.id, subject.id)


def everybody(
    host: Host,
    places: Iterable[Place],
    *,
    details: bool = True,
    progress: Callable[[str], object] = lambda _: None,
) -> Everybody:
    """Read who appears at `places`: grants, rules, default reviewers, authors and reviewers.

    Pull requests are read by their lists, so whoever only commented is not among them. `progress`
    hears the name of each place that was read. What the caller may not read is told, and
    everything else read.

    Requests: about five a repository, and with `details` one for each person of whom only the id
    was seen.
    """
    found = Everybody()
    for outcome in host.map(lambda place: _at(host, place), places):
        subjects, unread = outcome.result()
        for subject in subjects:
            found.meet(subject)
        if unread:
            found.unread[str(outcome.item)] = unread
        progress(str(outcome.item))
    unknown = [user for user, known in found.users.items() if details and known is None]
    for asked in host.map(lambda user: _known(host, user), unknown):
        found.users[asked.item] = asked.result()
    return found


def _known(host: Host, user: str) -> User | None:
    try:
        return host.users.get(UserRef(user))
    except NotFoundError:
        return None


def _at(host: Host, place: Place) -> tuple[list[Subject], list[str]]:
    """Return who appears at a place, and what of it the caller may not read."""
    subjects: list[Subject] = []
    unread: list[str] = []
    for operation, read in _READ.items():
        anywhere = operation in _ANYWHERE
        if not (anywhere or isinstance(place, RepoRef)):
            continue
        if not host.supports(operation, **({"target": place} if anywhere else {})):
            continue
        try:
            subjects += read(host, place)
        except ResponseError as error:
            unread.append(f"{operation}: {error}")
    return subjects, unread


def _granted(host: Host, place: Place) -> list[Subject]:
    return [grant.subject for grant in host.permissions.list(place)]


def _let_through(host: Host, place: Place) -> list[Subject]:
    found: list[Subject] = []
    for rule in host.branch_rules.list(place):
        found += [*rule.users, *rule.groups]
    return found


def _default_reviewers(host: Host, place: Place) -> list[Subject]:
    assert isinstance(place, RepoRef)
    return list(host.default_reviewers.list(place))


def _of_pull_requests(host: Host, place: Place) -> list[Subject]:
    assert isinstance(place, RepoRef)
    found: list[Subject] = []
    for pull in host.pull_requests.list(place, state=None):
        found += [pull.author] if pull.author is not None else []
        found += [review.reviewer for review in pull.reviews]
    return found


_READ: Final[Mapping[str, Callable[[Host, Place], list[Subject]]]] = {
    "permissions.list": _granted,
    "branch_rules.list": _let_through,
    "default_reviewers.list": _default_reviewers,
    "pull_requests.list": _of_pull_requests,
}
#: Those that not only repositories have.
_ANYWHERE: Final = frozenset({"permissions.list", "branch_rules.list"})
