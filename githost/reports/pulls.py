"""What is counted of one pull request: when it ended, and who reviewed it when."""

from collections.abc import Iterable
from datetime import datetime

import attrs

from githost.model import (
    AccountKind,
    Activity,
    ActivityKind,
    PullRequest,
    PullRequestState,
    User,
    Verdict,
)
from githost.reports.figures import Person

__all__ = ["Pull", "Remark", "life", "person"]

#: What counts as a review.
_REVIEWS = {ActivityKind.COMMENTED, ActivityKind.APPROVED, ActivityKind.CHANGES_REQUESTED}
_ENDINGS = {
    PullRequestState.MERGED: ActivityKind.MERGED,
    PullRequestState.CLOSED: ActivityKind.CLOSED,
}


@attrs.frozen(kw_only=True)
class Remark:
    """A person other than the author commented, approved or requested changes."""

    at: datetime
    person: Person
    kind: ActivityKind


@attrs.frozen(kw_only=True)
class Pull:
    """A pull request, and what was said about it."""

    pull: PullRequest
    #: None for a deleted account.
    author: Person | None
    #: When it was merged or closed; None while open.
    ended_at: datetime | None
    #: Whether `ended_at` is only its last update, for the host tells no better.
    guessed: bool
    #: Oldest first; None where they could not be read.
    remarks: tuple[Remark, ...] | None
    #: Who is asked for a verdict and has given none.
    awaited: tuple[Person, ...]


def life(pull: PullRequest, happened: tuple[Activity, ...] | None) -> Pull:
    """Return what is counted of a pull request; `happened` None is what could not be read."""
    ended_at, guessed = _ended(pull, happened or ())
    remarks = None if happened is None else tuple(_remarks(pull, happened))
    return Pull(
        pull=pull,
        author=None if pull.author is None else person(pull.author),
        ended_at=ended_at,
        guessed=guessed,
        remarks=remarks,
        awaited=tuple(
            person(review.reviewer)
            for review in pull.reviews
            if isinstance(review.reviewer, User)
            and review.verdict is Verdict.NONE
            and not _is_author(pull, review.reviewer)
        ),
    )


def _ended(pull: PullRequest, happened: Iterable[Activity]) -> tuple[datetime | None, bool]:
    """Return when a pull request was merged or closed, and whether that is a guess."""
    ending = _ENDINGS.get(pull.state)
    if ending is None or pull.closed_at is not None:
        return pull.closed_at, False
    told = [one.created_at for one in happened if one.kind is ending and one.created_at is not None]
    return (max(told), False) if told else (pull.updated_at, True)


def _remarks(pull: PullRequest, happened: Iterable[Activity]) -> list[Remark]:
    found = [
        Remark(at=one.created_at, person=person(one.actor), kind=one.kind)
        for one in happened
        if one.kind in _REVIEWS
        and one.created_at is not None
        and one.actor is not None
        and one.actor.kind is not AccountKind.SERVICE
        and not _is_author(pull, one.actor)
    ]
    return sorted(found, key=lambda remark: remark.at)


def _is_author(pull: PullRequest, user: User) -> bool:
    return pull.author is not None and pull.author.id == user.id


def person(user: User) -> Person:
    """Return an account as it is counted."""
    return Person(id=user.id, name=user.display_name or user.name)
