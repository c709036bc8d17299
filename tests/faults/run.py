"""A run of random faults against an open host, and its figures: all but the first are to be zero.

What was done is read from the emulator itself afterwards, past the proxy.
"""

import asyncio
import base64
import collections
import contextlib
import itertools
import random
import threading
import time
import traceback
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import attrs

import githost
from githost.client.aio import AsyncHost
from githost.client.sync import Host
from githost_contract_tests.canary import listening, shown
from tests.faults.proxy import MIX, Fault, FaultProxy, foreign_host, standing_before

__all__ = ["PRODUCTS", "Figures", "run"]

PRODUCTS: Final = ("bitbucket-cloud", "bitbucket-datacenter")
_HOOK_SECRET: Final = "canary-of-hooks-5c1f"
#: Seconds that one operation may take.
_TOTAL: Final = 4.0
#: Seconds beyond that which a machine with more to do than it can may need to notice.
_GRACE: Final = 3.0
_OPTIONS: Final = githost.Options(
    connect_timeout=2.0,
    read_timeout=2.0,
    total_timeout=_TOTAL,
    retry=githost.Retry(attempts=5, backoff=0.01, max_wait=1.0),
    max_body=2 * 1024 * 1024,
)
_LISTED: Final = 45


@attrs.define
class Figures:
    """What a run found."""

    exchanges: int = 0
    faults: int = 0
    operations: int = 0
    #: Writes that ended in `AmbiguousWriteError`, which is honest.
    ambiguous: int = 0
    #: Writes that were found and adopted, or simply succeeded.
    written: int = 0
    lost_or_doubled: int = 0
    created_twice: int = 0
    failed_but_done: int = 0
    done_but_missing: int = 0
    hangs: int = 0
    foreign_errors: int = 0
    secrets_seen: int = 0
    #: The first few things that went wrong, for people.
    details: list[str] = attrs.Factory(list)

    @property
    def wrong(self) -> int:
        """How many promises were broken."""
        return sum(getattr(self, name) for name in _ZERO)

    def note(self, name: str, detail: str, by: int = 1) -> None:
        """Count a broken promise."""
        setattr(self, name, getattr(self, name) + by)
        if len(self.details) < 20:
            self.details.append(f"{name}: {detail}")

    def add(self, other: "Figures") -> None:
        """Add the counts of another run."""
        for one in attrs.fields(Figures):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def __str__(self) -> str:
        lines = [f"{getattr(self, name):7}  {words}" for name, words in (_TOLD | _ZERO).items()]
        return "\n".join([*lines, *self.details])


_TOLD: Final = {
    "exchanges": "exchanges",
    "faults": "of them with a fault",
    "operations": "operations",
    "written": "writes done",
    "ambiguous": "writes said to be ambiguous",
}
_ZERO: Final = {
    "lost_or_doubled": "items lost or doubled in listings",
    "created_twice": "things created twice",
    "failed_but_done": "writes reported failed, not ambiguous, that were done",
    "done_but_missing": "writes reported done that were not",
    "hangs": "operations beyond the total time-out",
    "foreign_errors": "exceptions outside githost's tree",
    "secrets_seen": "sightings of a secret",
}


@attrs.frozen
class World:
    """What the emulator holds before the run."""

    repo: str
    #: A pull request whose comments do not change, and their ids in order.
    still: int
    comments: tuple[str, ...]
    #: A pull request that is commented on.
    busy: int


def prepared(host: Host) -> World:
    """Make a repository with two branches, and two pull requests."""
    namespace = next(iter(host.namespaces.list()))
    repo = f"{namespace.path}/faults"
    host.repos.create(repo)
    host.files.write(repo, "README", b"one\n", message="One", branch="main")
    tip = host.branches.get(repo, "main").commit
    for name in ("topic", "aside", "still-target", "busy-target"):
        host.branches.create(repo, name, start=tip)
    host.files.write(repo, "more", b"two\n", message="Two", branch="topic")
    still = host.pull_requests.create(repo, title="S", source="topic", target="still-target")
    busy = host.pull_requests.create(repo, title="B", source="topic", target="busy-target")
    for number in range(_LISTED):
        host.comments.create(repo, still.number, f"listed {number}")
    listed = tuple(one.id for one in host.comments.list(repo, still.number))
    return World(repo, still.number, listed, busy.number)


class Sync:
    """A host for threads."""

    def __init__(self, url: str, provider: str, credential: Any) -> None:
        self._host = githost.connect(
            url, provider=provider, credential=credential, options=_OPTIONS
        )

    def do(self, noun: str, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Do one operation; a list is read whole."""
        found = getattr(getattr(self._host, noun), operation)(*args, **kwargs)
        return found.all() if operation == "list" else found

    def close(self) -> None:
        """Close it."""
        self._host.close()

    @property
    def host(self) -> Host | AsyncHost:
        """The host itself."""
        return self._host


class Async:
    """A host for asyncio, on a loop of its own, behind the same face."""

    def __init__(self, url: str, provider: str, credential: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._host = githost.connect_async(
            url, provider=provider, credential=credential, options=_OPTIONS
        )

    def do(self, noun: str, operation: str, *args: Any, **kwargs: Any) -> Any:
        """Do one operation; a list is read whole."""
        return self._wait(self._done(noun, operation, args, kwargs))

    async def _done(self, noun: str, operation: str, args: Any, kwargs: Any) -> Any:
        found = getattr(getattr(self._host, noun), operation)(*args, **kwargs)
        return await (found.all() if operation == "list" else found)

    def _wait(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def close(self) -> None:
        """Close it, and its loop."""
        self._wait(self._host.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    @property
    def host(self) -> Host | AsyncHost:
        """The host itself."""
        return self._host


class Run:
    """One run: what is done to the host, and what came of it."""

    def __init__(self, face: Sync | Async, world: World, needles: tuple[str, ...]) -> None:
        self.figures = Figures()
        self._face = face
        self._world = world
        self._needles = needles
        self._lock = threading.Lock()
        #: Kind and key of each write, and how it was reported: done, ambiguous, failed.
        self.writes: dict[tuple[str, str], str] = {}

    def work(self, proxy: FaultProxy, exchanges: int, seed: int) -> None:
        """Do one thing after the other until the proxy has seen `exchanges`."""
        chance = random.Random(seed)
        kinds = (self._list, self._get, self._comment, self._hook, self._pull, self._file)
        for number in itertools.count():
            if proxy.exchanges >= exchanges:
                return
            (kind,) = chance.choices(kinds, weights=(30, 25, 20, 10, 8, 8))
            kind(f"{seed}-{number}")

    def _list(self, _: str) -> None:
        found = self._do("comments", "list", self._world.repo, self._world.still, page_size=20)
        if found is not None and tuple(one.id for one in found) != self._world.comments:
            self._note("lost_or_doubled", f"{len(found)} of {len(self._world.comments)}")

    def _get(self, _: str) -> None:
        self._do("repos", "get", self._world.repo)

    def _comment(self, key: str) -> None:
        self._write("comment", key, "comments", self._world.busy, f"remark {key}")

    def _hook(self, key: str) -> None:
        url = f"https://ci.example/{key}"
        events = {githost.Event.PUSH}
        # Switched off: what the emulator would send is not the matter here.
        more: dict[str, Any] = {"events": events, "secret": _HOOK_SECRET, "active": False}
        self._write("hook", key, "hooks", url=url, **more)

    def _pull(self, key: str) -> None:
        target = f"to-{key}"
        made = self._write("branch", key, "branches", target, start="main")
        if made is not None:
            more = {"title": f"Pull {key}", "source": "topic", "target": target}
            self._write("pull", key, "pull_requests", **more)

    def _file(self, key: str) -> None:
        # Others write to the same branch, so that a refusal is right now and then.
        more: dict[str, Any] = {"message": f"File {key}", "branch": "aside"}
        self._write("file", key, "files", f"f/{key}", b"held", operation="write", **more)

    def _write(
        self, kind: str, key: str, noun: str, *args: Any, operation: str = "create", **kwargs: Any
    ) -> Any:
        self.writes[kind, key] = "done"
        return self._do(noun, operation, self._world.repo, *args, write=(kind, key), **kwargs)

    def _do(
        self,
        noun: str,
        operation: str,
        *args: Any,
        write: tuple[str, str] | None = None,
        **kwargs: Any,
    ) -> Any:
        began = time.monotonic()
        try:
            return self._face.do(noun, operation, *args, **kwargs)
        except Exception as error:
            if write is not None:
                unclear = isinstance(error, githost.AmbiguousWriteError)
                self.writes[write] = "ambiguous" if unclear else "failed"
            self._judge(f"{noun}.{operation}", error)
            return None
        finally:
            # Of a list each page is an operation.
            pages = 1 + _LISTED // 20 if operation == "list" else 1
            seconds = time.monotonic() - began
            with self._lock:
                self.figures.operations += 1
            if seconds > pages * _TOTAL + _GRACE:
                self._note("hangs", f"{noun}.{operation} took {seconds:.1f} s")

    def _judge(self, what: str, error: Exception) -> None:
        if not isinstance(error, githost.GitHostError):
            text = "".join(traceback.format_exception(error))
            self._note("foreign_errors", f"{what}: {text[-600:]}")
            return
        self.look(f"the error of {what}", shown(error))

    def look(self, where: str, text: str) -> None:
        """Count the secrets in `text`."""
        for needle in self._needles:
            if needle in text:
                self._note("secrets_seen", where)

    def _note(self, name: str, detail: str) -> None:
        with self._lock:
            self.figures.note(name, detail)

    def settle(self, truth: Mapping[tuple[str, str], int]) -> None:
        """Compare what was reported with what is there."""
        for write, said in self.writes.items():
            times = truth.get(write, 0)
            if times > 1:
                self._note("created_twice", f"{write}: {times} times")
            if said == "failed" and times:
                self._note("failed_but_done", str(write))
            if said == "done" and not times:
                self._note("done_but_missing", str(write))
        reported = collections.Counter(self.writes.values())
        self.figures.ambiguous, self.figures.written = reported["ambiguous"], reported["done"]


def _truth(host: Host, world: World) -> Mapping[tuple[str, str], int]:
    found: collections.Counter[tuple[str, str]] = collections.Counter()
    for comment in host.comments.list(world.repo, world.busy):
        found["comment", comment.body.removeprefix("remark ")] += 1
    for hook in host.hooks.list(world.repo):
        found["hook", hook.url.removeprefix("https://ci.example/")] += 1
    for branch in host.branches.list(world.repo):
        found["branch", branch.name.removeprefix("to-")] += 1
    for pull in host.pull_requests.list(world.repo, state=None):
        found["pull", pull.title.removeprefix("Pull ")] += 1
    for commit in host.commits.list(world.repo, ref="aside"):
        found["file", commit.message.strip().removeprefix("File ")] += 1
    return found


def _processes() -> str:
    """Return the command lines of all processes that can be seen."""
    lines = []
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            lines.append(one.read_bytes().decode("utf-8", "replace"))
    return "\n".join(lines)


def run(
    product: str,
    window: str,
    *,
    exchanges: int,
    workers: int = 16,
    seed: int = 0,
    mix: Mapping[Fault, int] = MIX,
) -> Figures:
    """Do `exchanges` with `product` by `window` (`sync` or `async`) through faults; return the figures."""
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(githost.emulation.serve(product))
        direct = stack.enter_context(
            githost.connect(server.url, provider=product, credential=server.credential())
        )
        world = prepared(direct)
        foreign, got = stack.enter_context(foreign_host())
        proxy = stack.enter_context(standing_before(server.url, foreign, mix=mix, seed=seed))
        said = stack.enter_context(listening())
        kind = Sync if window == "sync" else Async
        face = kind(proxy.url, product, server.credential())
        stack.callback(face.close)
        needles = _needles(server)
        going = Run(face, world, needles)
        with ThreadPoolExecutor(workers) as pool:
            jobs = [pool.submit(going.work, proxy, exchanges, seed + n) for n in range(workers)]
            processes = _processes()
            for job in jobs:
                job.result()
        going.settle(_truth(direct, world))
        going.look("the log", said())
        going.look("the process list", processes + _processes())
        going.look("a repr", repr([face.host, face.host.repos, vars(face.host), _OPTIONS]))
        for request in got:
            going.look("a request to a foreign host", request.decode("latin-1"))
            if not _is_download(request):
                going.figures.note("secrets_seen", "a request to a foreign host")
        going.figures.exchanges = proxy.exchanges
        going.figures.faults = proxy.faults.total()
        return going.figures


def _is_download(request: bytes) -> bool:
    """Say whether this is a file fetched where a redirect led, as nobody: that may lie anywhere."""
    return request.startswith(b"GET /stolen HTTP/") and b"\r\nauthorization:" not in request.lower()


def _needles(server: githost.emulation.Server) -> tuple[str, ...]:
    token = server.tokens["admin"]
    email = server.users["admin"]["email"]
    pairs = (f"{user}:{token}" for user in ("admin", email))
    return (token, _HOOK_SECRET, *(base64.b64encode(one.encode()).decode() for one in pairs))
