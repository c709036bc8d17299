"""Migrations that are killed at random instants, and go on: the end must be as if nobody had been killed.

A small Data Center moves to a fresh Cloud and a fresh Data Center in turn, by the command line, in a
process of its own that is killed with all its children. Now and then its journal is lost as well.
"""

import contextlib
import itertools
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from githost.migration import Plan
from tests.migration.hosts import Emulated, running
from tests.migration.people import GONE, populate
from tests.migration.plans import Side, plan_between
from tests.migration.snapshots import Snapshot, differing, snapshot
from tests.migration.world import World

__all__ = ["TARGETS", "Tally", "run"]

TARGETS: Final = ("bitbucket-cloud", "bitbucket-datacenter")
_ROOT: Final = Path(__file__).parents[2]
#: A killed run is followed by one that has lost its journal, once in so many times.
_LOSES: Final = 4
#: Times that a command may fail by itself before it succeeds, where hosts are unreliable.
_PATIENCE: Final = 8
#: How much later the next kill may come after one.
_LONGER: Final = 1.1
#: How much sooner after a run that ended before it came.
_SHORTER: Final = 0.8
#: Seconds in which no process has begun its work.
_STARTING: Final = 0.4


@attrs.define
class Tally:
    """What was done and what came of it."""

    kills: int = 0
    rounds: int = 0
    #: Journals that were lost and written anew.
    rebuilt: int = 0
    #: Runs that ended by themselves with something that could not be carried: a fault, and no kill.
    failed_runs: int = 0
    #: Faults that the hosts' proxies were asked for, out of a thousand exchanges.
    faults: int = 0
    seconds: float = 0.0
    #: Seconds within which the next kill comes.
    window: float = 0.0
    #: What is not as it is where nobody was killed.
    wrong: list[str] = attrs.field(factory=list)

    def __str__(self) -> str:
        """Return the figures as a table."""
        names = ("kills", "rounds", "rebuilt", "failed_runs", "faults")
        lines = [f"| {name.replace('_', ' ')} | {getattr(self, name)} |" for name in names]
        lines += [f"| wrong | {len(self.wrong)} |", f"| seconds | {self.seconds:.0f} |"]
        return "\n".join(["| what | count |", "|---|---|", *lines, *self.wrong[:20]])


@attrs.frozen
class _Round:
    """One migration to one fresh target."""

    folder: Path
    source: Emulated
    target: Emulated
    keys: tuple[str, ...]

    @property
    def journal(self) -> Path:
        """Where the migration keeps its journal."""
        return self.folder / "journal.sqlite"

    def prepare(self, *, source_url: str, target_url: str) -> None:
        """Write the plan, and where credentials are found."""
        source = self._side(self.source, source_url)
        target = self._side(self.target, target_url)
        plan = plan_between(source, target, self.keys, archive=self.folder / "archive")
        (self.folder / "plan.toml").write_text(plan.text(), "utf-8")
        assert Plan.read(self.folder / "plan.toml").moves == plan.moves
        (self.folder / "tmp").mkdir()
        lines = [
            *_entry(source_url, self.source, "SOURCE_SECRET"),
            *_entry(target_url, self.target, "TARGET_SECRET"),
        ]
        (self.folder / "config.toml").write_text("\n".join(lines), "utf-8")

    def _side(self, server: Emulated, url: str) -> Side:
        side = Side.of(server)
        return attrs.evolve(side, endpoint=attrs.evolve(side.endpoint, url=url))

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start a command of `githost migrate` as the first of its own group of processes."""
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(_ROOT), *filter(None, sys.path))),
            "GITHOST_CONFIG": str(self.folder / "config.toml"),
            "SOURCE_SECRET": _secret(self.source),
            "TARGET_SECRET": _secret(self.target),
            "TMPDIR": str(self.folder / "tmp"),
        }
        command = [sys.executable, "-m", "githost", "migrate", *words[:1]]
        return subprocess.Popen(
            [*command, str(self.folder / "plan.toml"), "--journal", str(self.journal), *words[1:]],
            cwd=self.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def finish(self, *words: str) -> tuple[int, str]:
        """Run a command until it ends by itself; return its status, and what it said."""
        with self.start(*words) as process:
            said, _ = process.communicate()
        return process.returncode, said

    def read(self) -> Snapshot:
        """Read the target past its faults; addresses of both hosts are left out."""
        keys = ("acme",) if self.target.provider == "bitbucket-cloud" else self.keys
        addresses = {
            self.source.url: "source",
            self.source.direct: "source",
            self.target.url: "target",
            self.target.direct: "target",
        }
        with self.target.connect(read_only=True) as host:
            return {key: _without(facts, addresses) for key, facts in snapshot(host, keys).items()}


def _secret(server: Emulated) -> str:
    return server.tokens["admin"] if server.provider == "bitbucket-cloud" else "admin"


def _entry(url: str, server: Emulated, variable: str) -> list[str]:
    """Return what the configuration file says of a host."""
    if server.provider == "bitbucket-cloud":
        kind = ['credential = "api-token"', f'email = "{server.users["admin"]["email"]}"']
        secret = "token"
    else:
        kind, secret = ['credential = "basic"', 'user = "admin"'], "password"
    name = f'provider = "{server.provider}"'
    return [f'[hosts."{url}"]', name, *kind, f'{secret} = {{ env = "{variable}" }}']


def _without(facts: Any, addresses: Mapping[str, str]) -> Any:
    """Return facts in which addresses are replaced by names."""
    if isinstance(facts, str):
        for address, name in addresses.items():
            facts = facts.replace(address, name)
        return facts
    if isinstance(facts, tuple):
        return tuple(_without(one, addresses) for one in facts)
    return facts


@contextlib.contextmanager
def _round(
    folder: Path, source: Emulated, provider: str, keys: tuple[str, ...], faults: int, seed: int
) -> Iterator[_Round]:
    """Start a fresh target and give a migration to it."""
    folder.mkdir(parents=True)
    populate(folder / "target", without=(GONE,))
    started = running(provider, data=folder / "target", faults=faults, seed=seed)
    with started as target:
        one = _Round(folder, source, target, keys)
        one.prepare(source_url=source.url, target_url=target.url)
        yield one


def run(
    folder: Path,
    world: World,
    *,
    kills: int,
    faults: int = 0,
    seed: int = 0,
    progress: Callable[[Tally], None] = lambda _: None,
) -> Tally:
    """Move a copy of `world` until so many runs were killed; of a thousand exchanges `faults` go wrong."""
    began = time.monotonic()
    tally = Tally(faults=faults)
    chance = random.Random(f"{seed} {faults}")
    data = world.copied(folder / "source")
    references = {
        provider: _reference(folder / f"reference-{provider}", world, provider)
        for provider in TARGETS
    }
    tally.window = max(seconds for _, seconds in references.values())
    source = running("bitbucket-datacenter", data=data, faults=faults, seed=seed)
    with source as server:
        for number in itertools.count():
            if tally.kills >= kills and number >= len(TARGETS):
                break
            provider = TARGETS[number % len(TARGETS)]
            reference, _ = references[provider]
            name = folder / f"round-{number}"
            opened = _round(name, server, provider, world.namespaces, faults, seed + number)
            with opened as one:
                tally.rounds += 1
                told = f"round {number} to {provider}"
                if _until_done(one, tally, chance, told):
                    _check(one, tally, reference, told)
            progress(tally)
    tally.seconds = time.monotonic() - began
    return tally


def _reference(folder: Path, world: World, provider: str) -> tuple[Snapshot, float]:
    """Move the world undisturbed; return what is there then, and the seconds that it took."""
    source = running("bitbucket-datacenter", data=world.copied(folder / "source"))
    with source as server, _round(folder / "one", server, provider, world.namespaces, 0, 0) as one:
        began = time.monotonic()
        status, said = one.finish("apply", "--yes", "--workers", "4")
        assert status == 0, said
        seconds = time.monotonic() - began
        return one.read(), seconds


def _until_done(one: _Round, tally: Tally, chance: random.Random, told: str) -> bool:
    """Run and kill until a run ends by itself and without failures; False where none does."""
    failures = 0
    while True:
        process = one.start("apply", "--yes", "--workers", "4")
        try:
            said, _ = process.communicate(timeout=chance.uniform(_STARTING, tally.window))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            tally.kills += 1
            # Hosts that fail, and machines with more to do, make a run longer than others.
            tally.window *= _LONGER
            if tally.kills % _LOSES == 0 and not _lose(one, tally, told):
                return False
            continue
        if process.returncode == 0:
            tally.window = max(2 * _STARTING, tally.window * _SHORTER)
            return True
        failures += 1
        tally.failed_runs += 1
        if failures == _tries(tally):
            tally.wrong.append(f"{told}: a run ended with {process.returncode}: {said[-600:]}")
            return False


def _tries(tally: Tally) -> int:
    """Return how often a command may fail by itself: where hosts do not, not once."""
    return _PATIENCE if tally.faults else 1


def _lose(one: _Round, tally: Tally, told: str) -> bool:
    """Lose the journal, and have it written anew."""
    said = ""
    for _ in range(_tries(tally)):
        for path in one.folder.glob(f"{one.journal.name}*"):
            path.unlink()
        status, said = one.finish("rebuild")
        if status == 0:
            tally.rebuilt += 1
            return True
    tally.wrong.append(f"{told}: no journal was rebuilt: {said[-600:]}")
    return False


def _check(one: _Round, tally: Tally, reference: Snapshot, told: str) -> None:
    """Want that verification finds nothing, and that all is as where nobody was killed."""
    said = ""
    for _ in range(_tries(tally)):
        status, said = one.finish("verify")
        if status == 0:
            break
    else:
        tally.wrong.append(f"{told}: verification found something: {said[-900:]}")
    found = differing(reference, one.read())
    tally.wrong += [
        f"{told}: {key}: {_short(was)} became {_short(now)}" for key, (was, now) in found.items()
    ]


def _short(facts: Any) -> str:
    return "nothing" if facts is None else repr(facts)[:200]
