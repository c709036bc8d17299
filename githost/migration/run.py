"""What a unit of work needs: both hosts and the journal, opened once in each process."""

from __future__ import annotations

import atexit
import contextlib
import threading
import uuid
from collections.abc import Iterator

import attrs

from githost.client.sync import Host
from githost.errors import ConfigurationError, GitHostError
from githost.migration.endpoint import Endpoint
from githost.migration.journal import Journal
from githost.migration.parts import Sides
from githost.migration.people import People
from githost.migration.plan import Plan
from githost.model import UserRef

__all__ = ["Job", "Run", "open_run", "opened", "sides_of"]


@attrs.frozen
class Job:
    """What a worker is told, in this process or in another: enough to open everything itself."""

    plan: Plan = attrs.field(repr=False)
    journal: Journal
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
#: Closes what workers opened when their process ends.
_UNTIL_THE_END = contextlib.ExitStack()
atexit.register(_UNTIL_THE_END.close)


@contextlib.contextmanager
def sides_of(plan: Plan) -> Iterator[Sides]:
    """Open both hosts: the source so that every write to it is refused. One request: who we are."""
    with (
        _open(plan.source, "source", read_only=True) as source,
        _open(plan.target, "target") as target,
    ):
        yield Sides(plan, source, target, People(plan), _me(target))


@contextlib.contextmanager
def open_run(job: Job) -> Iterator[Run]:
    """Open the hosts of a job in this process while the `with` block lasts."""
    with sides_of(job.plan) as sides:
        _OPENED[job.token] = Run(sides, job.journal)
        try:
            yield _OPENED[job.token]
        finally:
            del _OPENED[job.token]


def opened(job: Job) -> Run:
    """Return what is open for a job in this process; a worker elsewhere opens it until it ends."""
    with _LOCK:
        if job.token not in _OPENED:
            sides = _UNTIL_THE_END.enter_context(sides_of(job.plan))
            _OPENED[job.token] = Run(sides, job.journal)
        return _OPENED[job.token]


def _open(endpoint: Endpoint, table: str, *, read_only: bool = False) -> Host:
    """Open a side; what is wrong with it is told with the table of the plan where it stands."""
    try:
        return endpoint.open(read_only=read_only)
    except ConfigurationError as error:
        raise ConfigurationError(f"the plan's [{table}] cannot be opened: {error}") from error


def _me(target: Host) -> UserRef | None:
    """Return the account that makes everything; None where a token belongs to nobody."""
    if not target.supports("users.me"):
        return None
    try:
        return target.users.me().ref
    except GitHostError:
        return None
