"""What a unit of work needs: both hosts and the journal, opened once in each process."""

from __future__ import annotations

import contextlib
import threading
import uuid
from collections.abc import Iterator

import attrs

from githost.client.sync import Host
from githost.errors import GitHostError
from githost.migration.journal import Journal
from githost.migration.parts import Sides
from githost.migration.people import People
from githost.migration.plan import Plan
from githost.model import UserRef

__all__ = ["Job", "Run", "open_run", "opened"]


@attrs.frozen
class Job:
    """What a worker is told, in this process or in another: enough to open everything itself."""

    plan: Plan = attrs.field(repr=False)
    #: Where the journal is: a path or a database's URL.
    journal: str = attrs.field(repr=False)
    #: Names this run, so that its units find what was opened for it.
    token: str = attrs.field(factory=lambda: uuid.uuid4().hex)


@attrs.frozen
class Run:
    """A migration that is open: the source for reading only, the target, and the journal."""

    sides: Sides
    journal: Journal

    @property
    def plan(self) -> Plan:
        """The plan that is followed."""
        return self.sides.plan

    def carries(self, part: str) -> bool:
        """Say whether the plan carries a part."""
        return part in self.plan.parts


_OPENED: dict[str, Run] = {}
_LOCK = threading.Lock()


@contextlib.contextmanager
def sides_of(plan: Plan) -> Iterator[Sides]:
    """Open both hosts: the source so that every write to it is refused. One request: who we are."""
    with plan.source.open(read_only=True) as source, plan.target.open() as target:
        yield Sides(plan, source, target, People(plan), _me(target))


@contextlib.contextmanager
def open_run(job: Job) -> Iterator[Run]:
    """Open everything of a job in this process while the `with` block lasts."""
    with sides_of(job.plan) as sides, Journal(job.journal) as journal:
        run = Run(sides, journal)
        _OPENED[job.token] = run
        try:
            yield run
        finally:
            del _OPENED[job.token]


def opened(job: Job) -> Run:
    """Return what is open for a job in this process; a worker elsewhere opens it for as long as it lives."""
    with _LOCK:
        found = _OPENED.get(job.token)
        if found is None:
            stack = contextlib.ExitStack()
            found = stack.enter_context(open_run(job))
            _KEPT.append(stack)
    return found


#: Keeps what workers opened from being closed before their process ends.
_KEPT: list[contextlib.ExitStack] = []


def _me(target: Host) -> UserRef | None:
    """Return the account that makes everything; None where a token belongs to nobody."""
    if not target.supports("users.me"):
        return None
    try:
        return target.users.me().ref
    except GitHostError:
        return None
