"""One host for many threads, tasks, and processes."""

import asyncio
import gc
import json
import multiprocessing
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

import githost
from githost.client.sync import Host
from githost.wire import Request, send
from tests.client.conftest import scripted
from tests.client.connecting import TOKEN, open_async, open_host
from tests.scripted_host import ROOT, Script, answer

__all__ = ["scripted"]


class Echo(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answers each request with its own path, after letting others go first."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()

    def _count(self, by: int) -> None:
        with self._lock:
            self._now += by
            self.most = max(self.most, self._now)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        number = int(request.url.path.rpartition("/")[2])
        return httpx.Response(200, json={"id": number, "path": f"acme/{number}"})

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._count(1)
        threading.Event().wait(0.001)
        self._count(-1)
        return self._answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._count(1)
        await asyncio.sleep(0.001)
        self._count(-1)
        return self._answer(request)


def test_sixteen_threads_share_one_host() -> None:
    """Each gets the answer to its own question."""
    echo = Echo()
    options = githost.Options(transport=echo)
    with (
        githost.connect(ROOT, credential=TOKEN, options=options) as host,
        ThreadPoolExecutor(16) as pool,
    ):
        found = list(pool.map(lambda n: host.repos.get(f"acme/{n}").id, range(800)))
    assert found == [str(n) for n in range(800)]
    assert echo.most > 1


def test_two_hundred_tasks_share_one_host() -> None:
    """Each gets the answer to its own question."""
    echo = Echo()

    async def one(host: githost.AsyncHost, number: int) -> list[str]:
        return [(await host.repos.get(f"acme/{number + n}")).id for n in range(5)]

    async def main() -> list[list[str]]:
        options = githost.Options(transport=echo)
        async with githost.connect_async(ROOT, credential=TOKEN, options=options) as host:
            return await asyncio.gather(*(one(host, 10 * n) for n in range(200)))

    assert asyncio.run(main()) == [[str(10 * n + m) for m in range(5)] for n in range(200)]
    assert echo.most > 20


def test_closing_twice_is_harmless_and_use_after_it_is_refused() -> None:
    """For threads and for asyncio."""
    host = open_host(Script(answer(200, {})))
    host.run(send(Request("GET", "/x")))
    host.close()
    host.close()
    with pytest.raises(githost.ConfigurationError, match="closed"):
        host.repos.get("acme/site")

    async def main() -> None:
        later = open_async(Script(answer(200, {})))
        await later.run(send(Request("GET", "/x")))
        await later.close()
        await later.close()
        with pytest.raises(githost.ConfigurationError, match="closed"):
            await later.repos.get("acme/site")

    asyncio.run(main())


def test_closing_while_others_work_ends_them_in_our_error() -> None:
    """What the HTTP library says about it does not come out."""
    begun, may_go = threading.Event(), threading.Event()

    def slow(_: httpx.Request) -> httpx.Response:
        begun.set()
        may_go.wait(5)
        return answer(502)

    host = open_host(Script(slow), retry=githost.Retry(backoff=0.001))
    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(host.repos.get, "acme/site")
        begun.wait(5)
        host.close()
        may_go.set()
        with pytest.raises(githost.ConfigurationError, match="closed"):
            job.result(5)


def _used(host: Host, results: "multiprocessing.SimpleQueue[str]") -> None:
    try:
        host.repos.get("acme/1")
    except githost.GitHostError as error:
        results.put(f"{type(error).__name__}: {error}")
    host.close()
    results.put("closed")


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_host_is_refused_in_a_forked_process() -> None:
    """Parent and child would share sockets; closing it there is harmless to the parent."""
    fork = multiprocessing.get_context("fork")
    results: multiprocessing.SimpleQueue[str] = fork.SimpleQueue()
    options = githost.Options(transport=Echo())
    with githost.connect(ROOT, credential=TOKEN, options=options) as host:
        host.repos.get("acme/1")
        child = fork.Process(target=_used, args=(host, results))
        child.start()
        assert results.get().startswith(
            "ConfigurationError: this host was opened in another process"
        )
        assert results.get() == "closed"
        child.join(10)
        assert host.repos.get("acme/2").id == "2"


def test_host_is_refused_in_another_event_loop() -> None:
    """Its connections belong to the first one."""
    host = open_async(Script(answer(200, {}), answer(200, {})))
    asyncio.run(host.run(send(Request("GET", "/x"))))
    with pytest.raises(githost.ConfigurationError, match="another event loop"):
        asyncio.run(host.run(send(Request("GET", "/x"))))
    asyncio.run(host.close())


def _forget(hosts: list[Host]) -> None:
    hosts.clear()
    gc.collect()


def test_forgotten_host_warns() -> None:
    """Connections that nobody closes are told of."""
    host = open_host(Script(answer(200, {})))
    host.run(send(Request("GET", "/x")))
    forgotten = [host]
    del host
    with pytest.warns(ResourceWarning, match="was not closed"):
        _forget(forgotten)


def test_host_that_was_never_used_need_not_be_closed(recwarn: pytest.WarningsRecorder) -> None:
    """It has no connections."""
    open_host(Script())
    gc.collect()
    assert [one for one in recwarn if one.category is ResourceWarning] == []


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_transport_of_the_other_world_is_refused(kind: str) -> None:
    """It would fail at the first request, in the HTTP library's words."""

    class OneWorld(httpx.BaseTransport if kind == "async" else httpx.AsyncBaseTransport):  # type: ignore[misc]  # either will do
        pass

    options = githost.Options(transport=OneWorld())
    opened = githost.connect if kind == "sync" else githost.connect_async
    with pytest.raises(githost.ConfigurationError, match=r"options\.transport"):
        opened(ROOT, credential=TOKEN, options=options)


def test_question_that_is_asked_once_is_asked_once_by_many_threads() -> None:
    """`Site.once` lets one ask and the others wait."""
    asked: Counter[str] = Counter()

    def version(request: httpx.Request) -> httpx.Response:
        asked[request.url.path] += 1
        threading.Event().wait(0.02)
        return httpx.Response(200, content=json.dumps({"version": "3.0"}))

    with open_host(Script(*[version] * 8)) as host, ThreadPoolExecutor(8) as pool:
        site, provider = host._connection.site, host.provider
        found = list(pool.map(lambda _: host.run(provider.version(site)), range(8)))
    assert found == ["3.0"] * 8
    assert asked == {"/api/version": 1}
