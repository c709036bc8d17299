"""Carries out a plan: units of work on any executor, each of which can be run again.

    with Journal("journal.sqlite") as journal:
        summary = apply(plan, journal)

A unit names what it is about and opens what it needs, so an executor may run it in another process
or on another machine. What a unit made stands in the journal, so a unit that is run again, and a run
that follows one that was killed, makes only what is missing.
"""

from __future__ import annotations

import contextlib
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from typing import TypeAlias

import attrs

from githost.errors import AuthenticationError, ConfigurationError, GitHostError
from githost.migration.carrying import PASSING, Counts, Failure, StoppedError
from githost.migration.conversations import Conversation, carry_conversation
from githost.migration.finishing import finish_repository
from githost.migration.git import git
from githost.migration.groupings import Grouping, groupings
from githost.migration.journal import Journal, JournalError
from githost.migration.places import carry_grouping, finish_grouping, make_places
from githost.migration.plan import Move, Plan
from githost.migration.repositories import carry_repository, target_of
from githost.migration.run import Job, Run, open_run, opened

__all__ = ["Failure", "Progress", "Summary", "apply"]

#: Times that a unit is tried where what stopped it may go away, and seconds before the second try.
_TRIES = 4
_PAUSE = 0.5


@attrs.frozen
class Finish:
    """The end of the work on a repository, or on what holds repositories."""

    of: Move | Grouping


Unit: TypeAlias = Grouping | Move | Conversation | Finish


@attrs.frozen
class Result:
    """What a unit did, and what is to be done next."""

    counts: Counts
    conversations: tuple[Conversation, ...] = ()


def run_unit(job: Job, unit: Unit) -> Result:
    """Run one unit in whichever process this is.

    What may go away by itself is tried again: everything of a unit that is done stands in the
    journal.
    """
    run = opened(job)
    for attempt in range(1, _TRIES + 1):
        try:
            return _once(run, unit)
        except PASSING as error:
            if attempt == _TRIES or run.sides.stop.is_set():
                return _failed(unit, error)
            time.sleep(_PAUSE * 2**attempt * random.random())  # noqa: S311  # spreads the tries
        except (AuthenticationError, JournalError, StoppedError):
            raise
        except GitHostError as error:
            return _failed(unit, error)
    raise AssertionError("the last try returns")


def _once(run: Run, unit: Unit) -> Result:
    match unit:
        case Move():
            counts, conversations = carry_repository(run, unit)
            return Result(counts, conversations)
        case Conversation():
            return Result(carry_conversation(run, unit))
        case Grouping():
            return Result(carry_grouping(run, unit))
        case Finish(of=Move() as move):
            there = target_of(run.journal, move)
            return Result(finish_repository(run, move, there) if there is not None else Counts())
        case Finish(of=grouping):
            assert isinstance(grouping, Grouping)
            return Result(finish_grouping(run, grouping))


def _failed(unit: Unit, error: GitHostError) -> Result:
    return Result(Counts(failures=[Failure(name_of(unit), error)]))


def name_of(unit: Unit) -> str:
    """Return what people call the subject of a unit."""
    return name_of(unit.of) if isinstance(unit, Finish) else str(unit.source)


@attrs.frozen
class Progress:
    """How far a run is."""

    #: Units that are done.
    done: int
    #: Units that are known of; more come to be known, for repositories tell of their pull requests.
    known: int
    #: What was made on the target.
    made: int
    #: What is done at the moment, or was just done.
    what: str


@attrs.frozen(kw_only=True)
class Summary:
    """What a run did."""

    #: What was made on the target.
    made: int
    #: What was there and differed.
    changed: int
    #: What was there already, from an earlier run.
    kept: int
    #: What cannot be carried; `verify` says why.
    dropped: int
    #: What failed; another run tries it again.
    failures: tuple[Failure, ...]


def apply(
    plan: Plan,
    journal: Journal,
    *,
    executor: Executor | None = None,
    workers: int = 8,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Carry out `plan`; what the `journal` has already is not made again.

    Units run on `executor` (as many at once as it has workers), else in `workers` threads. In other
    processes they open the hosts and the journal themselves: then the plan's credentials have to be
    None or functions, and the journal a file or database that all reach. What could not be carried
    is told in the summary, and the rest goes on. `progress` is called after each unit, in this thread.

    Raises `ConfigurationError` where there is no git, and for a journal of another migration or in
    use; `AuthenticationError` where a host refuses the credential, `JournalError` where the journal
    cannot be written: then nothing new is begun, and the next run goes on from there.
    """
    if workers < 1:
        raise ConfigurationError(f"workers must be a whole number from 1, not {workers}")
    if executor is None:
        # Without git nothing can be carried, and repositories are made before anything is pushed.
        git("--version")
    journal.belongs(plan)
    job = Job(plan, journal)
    with journal.exclusive(), open_run(job) as run, contextlib.ExitStack() as stack:
        if executor is None:
            pool = ThreadPoolExecutor(workers, thread_name_prefix="githost-migration")
            executor = stack.enter_context(_ending(pool, run.sides.stop))
        return _Schedule(job, run, executor, progress).run_all()


@contextlib.contextmanager
def _ending(pool: ThreadPoolExecutor, stop: threading.Event) -> Iterator[ThreadPoolExecutor]:
    """End a pool, after an error as soon as what is being made at the moment is made."""
    try:
        yield pool
    except BaseException:
        stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


@attrs.define
class _Schedule:
    """Hands out units: what holds repositories, then each repository, its conversations, its end."""

    job: Job
    run: Run
    executor: Executor
    progress: Callable[[Progress], None] | None
    counts: Counts = attrs.field(factory=Counts, init=False)
    _running: dict[Future[Result], Unit] = attrs.field(factory=dict, init=False)
    #: Conversations of a repository that are not done.
    _open: dict[str, int] = attrs.field(factory=dict, init=False)
    _moves: dict[str, Move] = attrs.field(factory=dict, init=False)
    _done: int = attrs.field(default=0, init=False)

    def run_all(self) -> Summary:
        """Run everything and return what was done."""
        held = groupings(self.run.plan, self.run.sides.source)
        self._moves = {str(move.source): move for move in self.run.plan.moves}
        self.counts.add(make_places(self.run))
        try:
            self._all(held)
            self._all(self._moves.values())
            self._all(Finish(grouping) for grouping in held)
        finally:
            for future in self._running:
                future.cancel()
        return Summary(
            made=self.counts.made,
            changed=self.counts.changed,
            kept=self.counts.kept,
            dropped=self.counts.dropped,
            failures=tuple(self.counts.failures),
        )

    def _all(self, units: Iterable[Unit]) -> None:
        """Run units and all that follows from them, and wait for the last."""
        for unit in units:
            self._submit(unit)
        self._tell("")
        while self._running:
            ended, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in ended:
                unit = self._running.pop(future)
                result = future.result()
                self.counts.add(result.counts)
                self._done += 1
                self._next(unit, result)
                self._tell(name_of(unit))

    def _submit(self, unit: Unit) -> None:
        self._running[self.executor.submit(run_unit, self.job, unit)] = unit

    def _next(self, unit: Unit, result: Result) -> None:
        """Hand out what can begin now: conversations after their repository, its end after them."""
        if isinstance(unit, Move):
            self._open[str(unit.source)] = len(result.conversations)
            for conversation in result.conversations:
                self._submit(conversation)
            if not result.conversations:
                self._submit(Finish(unit))
        elif isinstance(unit, Conversation):
            repo = str(unit.source.repo)
            self._open[repo] -= 1
            if not self._open[repo]:
                self._submit(Finish(self._moves[repo]))

    def _tell(self, what: str) -> None:
        if self.progress is not None:
            known = self._done + len(self._running)
            self.progress(Progress(self._done, known, self.counts.made, what))
