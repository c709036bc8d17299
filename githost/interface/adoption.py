"""Writes whose fate is not known: read back what they were to make, and adopt it.

The engine raises `AmbiguousWriteError` into an operation whose write may have been done although no
answer says so: it timed out, broke off, was answered by a failing server, or its repetition was
refused. So is a write that was answered, where reading what it made fails. It is never sent again.
An operation that can find its work by a natural key says how::

    began = Began()
    write = self._post(ref, body)
    return (yield from adopting(write, self._find(ref, body, began), what=f"a comment on {ref}"))
"""

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final, Protocol, TypeVar

import attrs

from githost.errors import (
    AmbiguousWriteError,
    ConflictError,
    DecodeError,
    GitHostError,
    NotFoundError,
    ValidationError,
)
from githost.model import User
from githost.value import Value
from githost.wire import Op, Request, Response, Step

__all__ = ["Authorship", "Began", "adopting", "only"]

T = TypeVar("T")
#: Seconds by which the clocks of one host's machines may differ.
_SLACK: Final = 2.0


@attrs.define(eq=False)
class _Course:
    """How a write went, step by step."""

    #: Whether a write was asked for, and whether one was answered as it should be.
    sent: bool = False
    done: bool = False
    #: Whether the last step was a read that told nothing, after a write was done.
    unread: bool = False


class Began:
    """When a write began, for telling what it may have made from what was there before it.

    Make it right before the write.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._at = clock()

    def by(self, response: Response) -> datetime | None:
        """Return it by the clock of the host that just sent `response`, never late by it.

        No clock of this machine is compared with one of the host's. None where the host does not
        tell its time: nothing can then be known to be new.
        """
        now = response.sent_at()
        if now is None:
            return None
        return now - timedelta(seconds=self._clock() - self._at + _SLACK)


class Written(Protocol):
    """What somebody wrote: a comment, a task, a pull request."""

    @property
    def author(self) -> User | None:
        """Who wrote it."""

    @property
    def created_at(self) -> datetime | None:
        """When, by the host's clock."""


@attrs.frozen
class Authorship(Value):
    """Who wrote something, and when at the earliest: what tells it from what was there before."""

    #: The id of their `UserRef`; None where it is not known.
    author: str | None
    #: By the host's clock (`Began.by`); None where it does not tell its time.
    since: datetime | None

    def covers(self, one: Written) -> bool:
        """Say whether `one` is surely by that author, and that new."""
        return (
            one.author is not None
            and one.author.ref.id == self.author
            and one.created_at is not None
            and self.since is not None
            and one.created_at >= self.since
        )


def only(found: Iterable[T]) -> T | None:
    """Return what `found` holds where that is exactly one: of several none is surely the write's."""
    alike = list(found)
    return alike[0] if len(alike) == 1 else None


def adopting(write: Op[T], read_back: Op[T | None], *, what: str) -> Op[T]:
    """Do `write`; where nobody knows whether it was done, do `read_back` and return what that finds.

    `read_back` returns None, or raises `NotFoundError`, for what is not surely the work of `write`.
    `what` names what may exist now ("branch fix in acme/site").

    Requests: those of `write`, and those of `read_back` after an ambiguous end only.

    Raises: `AmbiguousWriteError` where nothing is found, or reading back fails.
    """
    course = _Course()
    try:
        result = yield from _watched(write, course)
    except GitHostError as error:
        unclear = error
        unread = course.unread or (isinstance(error, DecodeError) and course.sent)
        if not (unread or isinstance(error, AmbiguousWriteError)):
            raise
    else:
        read_back.close()
        return result
    found: T | None = None
    try:
        found = yield from read_back
    except NotFoundError:
        pass
    except GitHostError as error:
        raise AmbiguousWriteError(
            f"{what} may exist, and reading back failed ({error}). First: {unclear}"
        ) from unclear
    if found is None:
        raise AmbiguousWriteError(
            f"{what} may exist, now or soon; look before doing it again. {unclear}"
        ) from unclear
    return found


def _writes(step: Step) -> bool:
    return isinstance(step, Request) and step.writes


def _tells_nothing(error: Exception | None) -> bool:
    """Say whether a read failed for its own part: a conflict is how the host tells of the write."""
    return error is not None and not isinstance(error, ConflictError | ValidationError)


def _watched(op: Op[T], course: _Course) -> Op[T]:
    """Do `op`, and note how it goes."""
    answer: Any = None
    error: Exception | None = None
    try:
        while True:
            try:
                step = op.send(answer) if error is None else op.throw(error)
            except StopIteration as stop:
                done: T = stop.value
                return done
            writes = _writes(step)
            course.sent |= writes
            answer, error = None, None
            try:
                answer = yield step
            except Exception as thrown:
                error = thrown
            course.unread = course.done and not writes and _tells_nothing(error)
            course.done |= writes and error is None
    finally:
        op.close()
