"""A connection's requests are counted, wait for their turn, and learn from answers."""

import asyncio
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

import pytest

import githost
from githost.engine.budget import Usage
from githost.engine.ledger import FileLedger, Ledger, MemoryLedger
from githost.engine.meter import Meter
from githost.engine.pipeline import Done, advance
from githost.interface import Allowance, Limit, Site
from githost.registry import Registry
from githost.wire import Op, Request, Response, Wait, Work, send
from tests.client.conftest import scripted
from tests.client.connecting import TOKEN, open_async, open_host
from tests.scripted_host import ROOT, Script, ScriptedHost, answer

__all__ = ["scripted"]

NOW = 1_800_000_000.0
READ = Request("GET", "/x")
WRITE = Request("POST", "/x")


class Clock:
    """A clock that goes on when somebody waits."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


class LimitedHost(ScriptedHost):
    """Ten requests a minute below `/x`, and no limit elsewhere."""

    limits: ClassVar[tuple[Limit, ...]] = (
        Limit(requests=10, seconds=60, resource="x"),
        Limit(requests=2, seconds=60, anonymous=True),
    )

    def resource(self, request: Request) -> str | None:
        return "x" if request.path.startswith("/x") else None

    def allowance(self, response: Response) -> Allowance | None:
        left = response.headers.get("x-left")
        return Allowance(requests=10, seconds=60.0, left=int(left)) if left else None


@pytest.fixture
def clock() -> Clock:
    """Stand still until somebody waits."""
    return Clock()


@pytest.fixture(params=["memory", "file"])
def budget(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> githost.Budget:
    """Count in a new ledger, of either kind."""
    if request.param == "file":
        return githost.Budget(path=tmp_path / "sub" / "budget.db")
    fresh = MemoryLedger()
    monkeypatch.setattr("githost.engine.meter.of_process", lambda: fresh)
    return githost.Budget()


def metered(
    clock: Clock,
    budget: githost.Budget | None,
    url: str = ROOT,
    credential: Any = TOKEN,
    **options: Any,
) -> Meter:
    """Make the meter of a connection to the host of ten requests a minute."""
    provider = LimitedHost()
    site = Site(url=url, roots=provider.roots(url))
    meter = Meter(provider, site, githost.Options(budget=budget, **options), clock)
    meter.identify(credential)
    return meter


def run(op: Op[None], clock: Clock) -> float:
    """Run what the meter does, and return the seconds that it waited."""
    began, step = clock.now, advance(op)
    while not isinstance(step, Done):
        answered = None
        if isinstance(step, Wait):
            clock.now += step.seconds
        else:
            assert isinstance(step, Work)
            answered = step.do()
        step = advance(op, answered)
    return clock.now - began


def waits(meter: Meter, clock: Clock, number: int, request: Request = READ) -> list[float]:
    """Send some requests; return how long each waited."""
    return [round(run(meter.admit(request), clock), 3) for _ in range(number)]


def told(status: int = 200, **headers: str) -> Response:
    """Build an answer with some headers."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, b"", "GET", ROOT)


def test_requests_wait_when_the_limit_is_near(clock: Clock, budget: githost.Budget) -> None:
    """Nine of ten go at once, the tenth after its share of the minute."""
    assert waits(metered(clock, budget), clock, 10) == [0.0] * 9 + [6.0]


def test_connections_of_one_account_share_a_budget(clock: Clock, budget: githost.Budget) -> None:
    """A second connection starts where the first is."""
    waits(metered(clock, budget), clock, 9)
    assert waits(metered(clock, budget), clock, 1) == [6.0]


@pytest.mark.parametrize(
    "other",
    [
        {"credential": githost.Token("another")},
        {"url": "https://git.example.org"},
        {"url": f"{ROOT}:8443"},
    ],
    ids=["account", "host", "port"],
)
def test_other_account_or_host_has_a_budget_of_its_own(
    clock: Clock, budget: githost.Budget, other: dict[str, Any]
) -> None:
    """What one used, another does not lack."""
    waits(metered(clock, budget), clock, 9)
    assert waits(metered(clock, budget, **other), clock, 1) == [0.0]


def test_other_resource_is_not_counted(clock: Clock, budget: githost.Budget) -> None:
    """Requests outside the limit neither wait nor use it up."""
    meter = metered(clock, budget)
    assert waits(meter, clock, 30, Request("GET", "/other")) == [0.0] * 30
    assert meter.left == 10


def test_nobody_has_the_limit_of_nobody(clock: Clock, budget: githost.Budget) -> None:
    """The product grants less to those who connect anonymously, over everything they ask."""
    meter = metered(clock, budget, credential=githost.Anonymous())
    waits(meter, clock, 1, Request("GET", "/other"))
    assert (meter.used, meter.left) == (1, 1)


def test_documented_limits_do_not_hold_on_this_machine(
    clock: Clock, budget: githost.Budget
) -> None:
    """An imitation of the product is not slowed down, unless it tells a limit itself."""
    meter = metered(clock, budget, url="http://127.0.0.1:7990")
    assert waits(meter, clock, 50) == [0.0] * 50
    assert meter.left is None
    run(meter.learn(READ, told(x_left="0"), None), clock)
    assert waits(meter, clock, 1)[0] > 0


def test_without_a_budget_nothing_is_counted(clock: Clock) -> None:
    """`budget=None` turns it off; asking is harmless."""
    meter = metered(clock, None)
    assert waits(meter, clock, 50) == [0.0] * 50
    run(meter.learn(READ, told(x_left="0"), None), clock)
    assert (meter.used, meter.left, meter.resets_at, meter.estimate(1000)) == (0, None, None, 0.0)


def test_answers_tell_what_others_used(clock: Clock, budget: githost.Budget) -> None:
    """The host's own word counts."""
    meter = metered(clock, budget)
    run(meter.learn(READ, told(x_left="3"), None), clock)
    assert (meter.used, meter.left) == (7, 3)


def test_refusal_holds_for_everybody_who_shares_the_budget(
    clock: Clock, budget: githost.Budget
) -> None:
    """After a 429 another connection waits as long as the host asked."""
    error = githost.RateLimitError("slow down", retry_after=40.0)
    run(metered(clock, budget).learn(READ, told(429), error), clock)
    assert waits(metered(clock, budget), clock, 1) == [40.0]


def test_refusal_of_a_host_without_known_limits_holds_too(
    clock: Clock, budget: githost.Budget
) -> None:
    """`Retry-After` needs no limit to be understood."""
    error = githost.RateLimitError("slow down", retry_after=40.0)
    other = Request("GET", "/other")
    run(metered(clock, budget).learn(other, told(429), error), clock)
    assert waits(metered(clock, budget), clock, 2, other) == [40.0, 0.0]


def test_writes_are_paced_by_themselves(clock: Clock, budget: githost.Budget) -> None:
    """Reads go between two writes."""
    meter = metered(clock, githost.Budget(path=budget.path, write_interval=2.0))
    assert waits(meter, clock, 2, WRITE) == [0.0, 2.0]
    assert waits(meter, clock, 1, READ) == [0.0]
    assert waits(meter, clock, 1, WRITE) == [2.0]


def test_wait_beyond_the_total_timeout_is_an_error_and_uses_nothing(
    clock: Clock, budget: githost.Budget
) -> None:
    """The error says when to come back."""
    meter = metered(clock, budget)
    waits(meter, clock, 9)
    with pytest.raises(githost.RateLimitError, match="total_timeout") as caught:
        run(meter.admit(READ, left=5.0), clock)
    assert caught.value.retry_after == pytest.approx(6.0)
    assert meter.used == 9


def test_budget_is_told(clock: Clock, budget: githost.Budget) -> None:
    """Used, left, when it comes back, and how long some more will take."""
    meter = metered(clock, budget)
    waits(meter, clock, 4)
    assert (meter.used, meter.left) == (4, 6)
    assert meter.resets_at is not None
    assert 60 <= meter.resets_at.timestamp() - NOW <= 61
    assert meter.estimate(5) == 0.0
    assert meter.estimate(16) == pytest.approx(60, abs=7)
    assert meter.estimate(16, resource="x") == meter.estimate(16)
    with pytest.raises(githost.ConfigurationError, match="there are 'x'"):
        meter.estimate(1, resource="y")
    [standing] = meter.standings()
    assert (standing.resource, standing.requests, standing.seconds) == ("x", 10, 60)


@pytest.mark.parametrize(
    ("credential", "same"),
    [
        (githost.Basic("ada", "another"), True),
        (githost.Basic("bob", "canary-4711"), False),
    ],
    ids=["new password", "other user"],
)
def test_account_outlives_its_password(
    clock: Clock, budget: githost.Budget, credential: githost.Basic, same: bool
) -> None:
    """A user's limit is the user's, and a rotated password does not renew it."""
    waits(metered(clock, budget, credential=githost.Basic("ada", "canary-4711")), clock, 5)
    assert metered(clock, budget, credential=credential).used == (5 if same else 0)


def test_file_is_private_and_holds_no_secret(clock: Clock, tmp_path: Path) -> None:
    """Only its owner reads it, and it names no token."""
    path = tmp_path / "budget.db"
    waits(metered(clock, githost.Budget(path=path)), clock, 3)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TOKEN.token.reveal().encode() not in path.read_bytes()


def test_file_that_is_none_is_named(clock: Clock, tmp_path: Path) -> None:
    """A file of another kind is a wrong setting, not a failure of the host."""
    path = tmp_path / "budget.db"
    path.write_text("no database" * 100)
    with pytest.raises(githost.ConfigurationError, match=r"budget\.db"):
        waits(metered(clock, githost.Budget(path=path)), clock, 1)


def one_more(usage: Usage) -> tuple[None, Usage]:
    """Count one."""
    return None, Usage(marks=((0.0, (usage.marks[0][1] if usage.marks else 0) + 1),))


@pytest.mark.parametrize("kind", ["memory", "file"])
def test_threads_lose_no_count(kind: str, tmp_path: Path) -> None:
    """Sixteen threads that count together count everything."""
    ledger: Ledger = MemoryLedger() if kind == "memory" else FileLedger(tmp_path / "b.db")
    threads = [
        threading.Thread(target=lambda: [ledger.change("k", one_more) for _ in range(20)])
        for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.change("k", lambda usage: (usage.marks, usage)) == ((0.0, 320),)


def test_processes_share_a_file(tmp_path: Path) -> None:
    """Several processes that count together count everything."""
    code = (
        "import sys; from pathlib import Path; from githost.engine.ledger import FileLedger; "
        "from githost.engine.budget import Usage\n"
        "def one(u): return None, Usage(marks=((0.0, (u.marks[0][1] if u.marks else 0) + 1),))\n"
        "for _ in range(25): FileLedger(Path(sys.argv[1])).change('k', one)"
    )
    path = tmp_path / "budget.db"
    running = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    ledger = FileLedger(path)
    assert ledger.change("k", lambda usage: (usage.marks, usage)) == ((0.0, 75),)


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Clock:
    """Let `connect` open the host of ten requests a minute, on a clock that waits itself."""
    host = LimitedHost()
    found = Registry({host.name: host}, {}, {})
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    monkeypatch.setattr(
        "githost.engine.pipeline.Meter",
        lambda provider, site, options: Meter(provider, site, options, clock),
    )

    # Threads that other tests left behind, as those of a server, go on by the real clock.
    strangers = {thread.ident for thread in threading.enumerate()} - {threading.get_ident()}
    really, really_later = time.sleep, asyncio.sleep

    def sleep(seconds: float) -> None:
        if threading.get_ident() in strangers:
            really(seconds)
        else:
            clock.now += seconds

    async def sleep_later(seconds: float) -> None:
        if threading.get_ident() in strangers:
            await really_later(seconds)
        else:
            clock.now += seconds

    monkeypatch.setattr("githost.engine.sync.time.sleep", sleep)
    monkeypatch.setattr("githost.engine.aio.asyncio.sleep", sleep_later)
    return clock


def test_host_paces_its_requests_and_tells_its_budget(limited: Clock) -> None:
    """The twentieth request goes in the second minute; a refused one counts as well."""
    script = Script(*[answer(200, {}) for _ in range(21)])
    with open_host(script) as host:
        for _ in range(20):
            host.run(send(READ))
        assert 60 <= limited.now - NOW <= 130
        assert 0 < host.budget.used <= 10
        before = limited.now
        host.run(send(Request("GET", "/free")))
        assert limited.now == before


def test_async_host_paces_its_tasks_together(limited: Clock, tmp_path: Path) -> None:
    """Twelve tasks at once share the minute's ten, with the count in a file."""
    script = Script(*[answer(200, {}) for _ in range(12)])

    async def main() -> None:
        budget = githost.Budget(path=tmp_path / "b.db")
        async with (
            open_async(script, budget=budget) as host,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(12):
                group.create_task(host.run(send(READ)))

    asyncio.run(main())
    assert limited.now - NOW >= 60
    assert len(script.requests) == 12


def test_retry_after_a_refusal_waits_once(limited: Clock) -> None:
    """The request that was refused is sent again when the host asked, and not later."""
    script = Script(answer(429, {}, retry_after="30"), answer(200, {}))
    with open_host(script) as host:
        host.run(send(READ))
    assert limited.now - NOW == pytest.approx(30, abs=7)


def test_account_is_known_before_the_first_request() -> None:
    """An estimate is for whoever will ask, and not for nobody."""
    with open_host(Script()) as host, open_host(Script(), githost.Anonymous()) as nobody:
        assert not host.budget._anonymous
        assert nobody.budget._anonymous
