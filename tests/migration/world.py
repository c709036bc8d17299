"""A believable Bitbucket Data Center, made through githost as its people would make it.

    python -m tests.migration.world FOLDER [--full] [--seed 0]

Content, structure and order are drawn from the seed. Of a second world with the same seed and sizes only
times, and the commits that the server makes by merging, may differ.
"""

import argparse
import contextlib
import itertools
import json
import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import attrs

import githost
from githost.client.sync import Host
from githost.model import RepoRef, Visibility
from tests.migration.conversations import Conversation, pulled
from tests.migration.histories import History
from tests.migration.hosts import Emulated, running
from tests.migration.people import PEOPLE, populate, retire
from tests.migration.settings import Settings
from tests.migration.shapes import SHAPES, Shape

__all__ = ["FULL", "SMALL", "Sizes", "World", "build"]

_PROVIDER: Final = "bitbucket-datacenter"
_NAMES: Final = (
    "site",
    "api",
    "web.shop",
    "mobile-app",
    "tools",
    "docs",
    "infra",
    "ml",
    "cli",
    "old",
)
_KEYS: Final = ("SHOP", "DATA", "OPS")
#: Permissions that each project gives.
_PER_PROJECT: Final = 3
#: Seconds that the emulator's clock moves whenever it is looked at.
_STEP: Final = 1200.0


@attrs.frozen(kw_only=True)
class Sizes:
    """How much there is of everything; counts are of the whole world."""

    projects: int
    repositories: int
    pull_requests: int
    comments: int
    tasks: int
    permissions: int
    hooks: int
    rules: int
    deploy_keys: int
    #: Fewest and most commits of a main branch.
    commits: tuple[int, int]
    #: Bytes of the large file.
    large: int


SMALL: Final = Sizes(
    projects=1,
    repositories=3,
    pull_requests=15,
    comments=60,
    tasks=8,
    permissions=8,
    hooks=4,
    rules=6,
    deploy_keys=3,
    commits=(10, 20),
    large=64 * 1024,
)
FULL: Final = Sizes(
    projects=3,
    repositories=30,
    pull_requests=300,
    comments=3000,
    tasks=150,
    permissions=60,
    hooks=30,
    rules=30,
    deploy_keys=20,
    commits=(10, 60),
    large=3 * 1024 * 1024,
)


@attrs.frozen(kw_only=True)
class World:
    """A world on disk."""

    #: What an emulator of Data Center takes as its folder; copy it before anything is changed.
    data: Path
    #: Keys of the projects.
    namespaces: tuple[str, ...]
    #: How often what was made.
    counts: Mapping[str, int]
    #: Seconds that it took.
    seconds: float

    def json(self) -> str:
        """Write it down, for other processes."""
        return json.dumps({**attrs.asdict(self), "data": str(self.data)})

    @classmethod
    def read(cls, text: str) -> "World":
        """Read what `json` wrote."""
        facts = json.loads(text)
        facts.update(data=Path(facts["data"]), namespaces=tuple(facts["namespaces"]))
        return cls(**facts)

    def copied(self, to: Path) -> Path:
        """Copy its folder to `to`, which is not there yet, and return that."""
        return shutil.copytree(self.data, to)


@attrs.frozen
class _Part:
    """One repository, and its share of everything."""

    index: int
    ref: RepoRef
    shapes: Sequence[Shape]
    comments: Sequence[int]
    tasks: int
    permissions: int
    hooks: int
    rules: int
    deploy_keys: int
    #: An empty one has neither commits nor pull requests.
    empty: bool
    archived: bool


class Crew:
    """Everybody's connection to one emulator, opened when somebody first does something."""

    def __init__(self, server: Emulated, stack: contextlib.ExitStack) -> None:
        self._server = server
        self._stack = stack
        self._lock = threading.Lock()
        self._hosts: dict[str, Host] = {}

    def __getitem__(self, login: str) -> Host:
        """Return the host as this person sees it."""
        with self._lock:
            if login not in self._hosts:
                self._hosts[login] = self._stack.enter_context(self._server.connect(login))
            return self._hosts[login]


def build(data: Path, sizes: Sizes = SMALL, *, seed: int = 0, workers: int = 2) -> World:
    """Make a world in the folder `data`, which is missing or empty."""
    began = time.monotonic()
    populate(data)
    counts: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(running(_PROVIDER, data=data, step=_STEP))
        crew = Crew(server, stack)
        keys = _KEYS[: sizes.projects]
        _projects(server, crew, keys)
        counts["permissions"] += len(keys) * _PER_PROJECT
        parts = list(_parts(sizes, keys, seed))
        with ThreadPoolExecutor(workers) as pool:
            for made in pool.map(lambda part: _repository(crew, part, sizes, seed), parts):
                counts.update(made)
        counts.update({"projects": len(keys), "repositories": len(parts)})
    retire(data)
    return World(data=data, namespaces=keys, counts=dict(counts), seconds=time.monotonic() - began)


def _projects(server: Emulated, crew: Crew, keys: Sequence[str]) -> None:
    # A token never administers the server, which making projects takes.
    password = githost.Basic("admin", "admin")
    with githost.connect(server.url, provider=_PROVIDER, credential=password) as admin:
        for number, key in enumerate(keys):
            admin.namespaces.create(
                key,
                name=f"{key.title()} & Co. {number}",
                description=f"What {key} needs: Größe, 日本.",
                visibility=Visibility.PUBLIC if number == 1 else Visibility.PRIVATE,
            )
    for key in keys:
        Settings(crew["admin"], githost.NamespaceRef(key), random.Random(key)).project()


def _parts(sizes: Sizes, keys: Sequence[str], seed: int) -> Iterator[_Part]:
    """Share everything out: each kind of pull request comes equally often."""
    chance = random.Random(f"parts {seed}")
    count = sizes.repositories
    inhabited = count - 1
    pulls = [*_even(sizes.pull_requests, inhabited), 0]
    shapes = itertools.cycle(SHAPES)
    talk = iter(_uneven(chance, sizes.comments, sizes.pull_requests))
    permissions = _even(sizes.permissions - _PER_PROJECT * len(keys), count)
    hooks, rules = _even(sizes.hooks, inhabited), _even(sizes.rules, inhabited)
    tasks, deploy_keys = _even(sizes.tasks, inhabited), _even(sizes.deploy_keys, inhabited)
    for index in range(count):
        empty = index == inhabited
        key = keys[index % len(keys)]
        name = _NAMES[index // len(keys) % len(_NAMES)]
        yield _Part(
            index,
            RepoRef(key, name),
            list(itertools.islice(shapes, pulls[index])),
            list(itertools.islice(talk, pulls[index])),
            0 if empty else tasks[index],
            permissions[index],
            0 if empty else hooks[index],
            0 if empty else rules[index],
            0 if empty else deploy_keys[index],
            empty,
            # In a small world every pull request is wanted as it is, so the empty one is frozen.
            archived=index == (inhabited if count < 5 else inhabited - 1),
        )


def _even(total: int, among: int) -> list[int]:
    return [total * (one + 1) // among - total * one // among for one in range(among)]


def _uneven(chance: random.Random, total: int, among: int) -> list[int]:
    """Share out half of it evenly, and the rest by chance: some get much more than others."""
    cuts = sorted(chance.randrange(total + 1) for _ in range(among - 1))
    by_chance = [end - start for start, end in itertools.pairwise((0, *cuts, total))]
    pairs = zip(by_chance, _even(total, among), strict=True)
    found = [(one + other) // 2 for one, other in pairs]
    found[0] += total - sum(found)
    return found


def _repository(crew: Crew, part: _Part, sizes: Sizes, seed: int) -> Counter[str]:
    """Make one repository with all that belongs to it."""
    chance = random.Random(f"{seed} {part.ref}")
    admin, ref = crew["admin"], part.ref
    main = "trunk" if part.index % 5 == 1 else "main"
    admin.repos.create(
        ref,
        visibility=Visibility.PUBLIC if part.index % 7 == 2 else Visibility.PRIVATE,
        description="" if part.index % 4 == 3 else f"Repository {part.index}: ü & <co>.",
        default_branch=main,
    )
    counts: Counter[str] = Counter()
    if not part.empty:
        history = _history(part, sizes, chance, main)
        with tempfile.TemporaryDirectory(prefix="githost-world-") as folder:
            bare = Path(folder) / "made.git"
            history.write(bare)
            fork = _pushed(crew, part, history, bare)
            counts.update(_conversations(crew, part, history, bare, fork, chance))
    settings = Settings(admin, ref, chance)
    counts.update(settings.repository(part.permissions, part.hooks, part.rules, part.deploy_keys))
    if part.archived:
        admin.repos.update(ref, archived=True)
        counts["archived"] += 1
    return counts


def _history(part: _Part, sizes: Sizes, chance: random.Random, main: str) -> History:
    history = History(f"{part.ref} {chance.random()}", main=main)
    history.begin(
        commits=chance.randrange(sizes.commits[0], sizes.commits[1] + 1),
        topics=len(part.shapes),
        large=sizes.large if part.index == 0 else 0,
        pointer=part.index % 10 == 0,
    )
    for number, shape in enumerate(part.shapes):
        branch = ("feature/{}-größe", "bugfix/PROJ-{}", "{}-try", "user/zoë/a/b/{}")[number % 4]
        history.topic(number, branch.format(number), own_target=shape.own_target, fork=shape.fork)
    for number, shape in enumerate(part.shapes):
        if shape.conflicting:
            history.conflict(number)
    return history


def _pushed(crew: Crew, part: _Part, history: History, bare: Path) -> RepoRef | None:
    """Push what belongs into the repository, and the rest to a fork of it."""
    forked = [topic.branch for topic in history.topics if topic.fork]
    away = [f"^refs/heads/{branch}" for branch in forked]
    push(
        crew["alice"],
        part.ref,
        bare,
        "+refs/heads/*:refs/heads/*",
        "+refs/tags/*:refs/tags/*",
        *away,
    )
    if not forked:
        return None
    erin = crew["erin"]
    name = f"{part.ref.namespace.lower()}-{part.ref.name}"
    fork = erin.repos.fork(part.ref, into="~erin", name=name).ref
    push(erin, fork, bare, *(f"refs/heads/{one}:refs/heads/{one}" for one in forked))
    return fork


def push(host: Host, ref: RepoRef, bare: Path, *refspecs: str) -> None:
    """Push from a folder to a repository of a host."""
    subprocess.run(
        ["git", "push", "--quiet", host.git.clone_url(ref), *refspecs],
        cwd=bare,
        env={**os.environ, **host.git.environment()},
        check=True,
        capture_output=True,
    )


def _conversations(
    crew: Crew,
    part: _Part,
    history: History,
    bare: Path,
    fork: RepoRef | None,
    chance: random.Random,
) -> Counter[str]:
    counts: Counter[str] = Counter()
    tasks = _even(part.tasks, len(part.shapes))
    for number, (shape, topic) in enumerate(zip(part.shapes, history.topics, strict=True)):
        talk = Conversation(crew.__getitem__, part.ref, topic, shape, chance, number)
        talk.open(fork if shape.fork else None)
        talk.write(comments=part.comments[number], tasks=tasks[number])
        if shape.rescoped:
            pulled(bare, topic)
            author = crew[talk.author]
            push(author, part.ref, bare, f"refs/heads/{topic.branch}:refs/heads/{topic.branch}")
            talk.counts["pushed again"] += 1
        # What has open pull requests cannot be archived.
        talk.end(given_up=part.archived)
        counts.update(talk.counts)
    if fork is not None and all(not (s.fork and s.outcome is None) for s in part.shapes):
        crew["erin"].repos.delete(fork)
        counts["forks deleted"] += 1
    return counts


def main() -> None:
    """Make a world and tell what is in it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    sizes = FULL if asked.full else SMALL
    world = build(asked.folder, sizes, seed=asked.seed, workers=asked.workers)
    for what, count in sorted(world.counts.items()):
        print(f"{count:7} {what}")
    print(f"{world.seconds:7.1f} seconds; {len(PEOPLE)} people")


if __name__ == "__main__":
    main()
