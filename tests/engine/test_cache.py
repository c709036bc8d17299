"""Conditional requests: what is kept, for whom, and when it is used. Needs the extra `cache`."""

import asyncio
import gzip
import sqlite3
import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

import githost
from githost import hookspecs, registry
from githost.engine.cache import AnswerCache
from githost.wire import Exchange, Op, Request, Response, send
from tests.client.conftest import _Plugin, scripted
from tests.client.connecting import TOKEN, open_async, open_host
from tests.scripted_host import Script, answer

__all__ = ["scripted"]

pytest.importorskip("hishel")

NEVER = githost.Retry(attempts=1)


def get(path: str = "/x", **more: Any) -> Op[Response]:
    """Ask once."""
    return send(Request("GET", path, **more))


def tagged(body: Any, tag: str = '"1"', **headers: str) -> httpx.Response:
    """Answer with an entity tag."""
    return answer(200, body, etag=tag, **headers)


def unchanged(**headers: str) -> httpx.Response:
    """Answer that what was asked about still holds."""
    return httpx.Response(304, headers={"etag": '"1"', **headers})


def moment(seconds: float) -> str:
    """Write a date as headers do, so many seconds from now."""
    return format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)


@pytest.fixture(params=["memory", "file"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> githost.Cache:
    """Keep answers in memory, and in a file."""
    return githost.Cache(path=tmp_path / "cache.sqlite" if request.param == "file" else None)


def test_nothing_is_kept_unless_asked_for() -> None:
    """It is off by default."""
    script = Script(tagged(1), tagged(2))
    with open_host(script) as host:
        assert [host.run(get()).json() for _ in range(2)] == [1, 2]
    assert "if-none-match" not in script.requests[1].headers


def test_kept_answer_is_used_when_the_host_confirms_it(cache: githost.Cache) -> None:
    """The host is asked with the tag it gave, and the answer has the date of the confirmation."""
    then, now = moment(-50), moment(0)
    script = Script(tagged({"a": 1}, date=then), unchanged(date=now), unchanged(date=now))
    with open_host(script, cache=cache) as host:
        host.run(get())
        for _ in range(2):
            found = host.run(get())
            assert (found.status, found.json(), found.headers["date"]) == (200, {"a": 1}, now)
    assert [request.headers.get("if-none-match") for request in script.requests] == [
        None,
        '"1"',
        '"1"',
    ]


def test_changed_answer_replaces_the_kept_one(cache: githost.Cache) -> None:
    """The newer one is kept from then on."""
    script = Script(tagged(1), tagged(2, '"2"'), httpx.Response(304, headers={"etag": '"2"'}))
    with open_host(script, cache=cache) as host:
        assert [host.run(get()).json() for _ in range(3)] == [1, 2, 2]
    assert script.requests[2].headers["if-none-match"] == '"2"'


@pytest.mark.parametrize("control", ["max-age=3600", "public, max-age=3600, immutable", ""])
def test_fresh_answer_is_confirmed_too(cache: githost.Cache, control: str) -> None:
    """A read after a write to another address must see what the write did."""
    script = Script(tagged(1, cache_control=control), unchanged())
    with open_host(script, cache=cache) as host:
        assert [host.run(get()).json() for _ in range(2)] == [1, 1]
    assert len(script.requests) == 2


@pytest.mark.parametrize(
    "first",
    [
        lambda: answer(200, 1),
        lambda: tagged(1, cache_control="no-store"),
        lambda: answer(200, 1, last_modified=moment(0), date=moment(0)),
        lambda: answer(200, 1, last_modified="yesterday", date=moment(0)),
        lambda: answer(203, 1, etag='"1"'),
    ],
    ids=["no validator", "no-store", "changed just now", "no date", "another status"],
)
def test_what_cannot_be_confirmed_is_not_kept(
    cache: githost.Cache, first: Callable[[], httpx.Response]
) -> None:
    """Nor what the host says may not be kept."""
    script = Script(first(), answer(200, 2))
    with open_host(script, cache=cache) as host:
        assert [host.run(get()).json() for _ in range(2)] == [1, 2]
    assert not {"if-none-match", "if-modified-since"} & set(script.requests[1].headers)


def test_date_of_change_confirms_as_well(cache: githost.Cache) -> None:
    """Where it is older than the answer."""
    changed = moment(-100)
    script = Script(
        answer(200, 1, last_modified=changed, date=moment(0)),
        httpx.Response(304, headers={"last-modified": changed}),
    )
    with open_host(script, cache=cache) as host:
        assert [host.run(get()).json() for _ in range(2)] == [1, 1]
    assert script.requests[1].headers["if-modified-since"] == changed


@pytest.mark.parametrize(
    "request_",
    [
        Request("POST", "/x", json={}),
        Request("GET", "/x", download=True),
        Request("GET", "/x", authorized=False),
        Request("GET", "/x", headers={"X-Key": "canary"}),
    ],
    ids=["write", "download", "unsigned", "headers of its own"],
)
def test_what_is_no_plain_read_is_not_kept(cache: githost.Cache, request_: Request) -> None:
    """Its answer is that of the moment, or for one caller."""
    script = Script(tagged(1), tagged(2))
    with open_host(script, cache=cache) as host:
        assert [host.run(send(request_)).json() for _ in range(2)] == [1, 2]
    assert "if-none-match" not in script.requests[1].headers


def test_write_makes_the_answer_of_its_address_forgotten(cache: githost.Cache) -> None:
    """A date of change is too coarse to tell what a write has just done."""
    script = Script(tagged(1), answer(200, 0), tagged(2))
    with open_host(script, cache=cache) as host:
        host.run(get())
        host.run(send(Request("PUT", "/x", json={})))
        assert host.run(get()).json() == 2
    assert "if-none-match" not in script.requests[2].headers


def test_unusable_file_stops_a_write_before_it_is_sent(tmp_path: Path) -> None:
    """After it, a write that was done would look failed."""
    path = tmp_path / "cache.sqlite"
    path.touch(0o644)
    script = Script()
    with (
        open_host(script, cache=githost.Cache(path=path)) as host,
        pytest.raises(githost.ConfigurationError),
    ):
        host.run(send(Request("POST", "/x", json={})))
    assert not script.requests


@pytest.mark.parametrize("status", [403, 404])
def test_refusal_makes_the_answer_forgotten(cache: githost.Cache, status: int) -> None:
    """Who may not see it any more does not get it from here, and finds nothing here later."""
    script = Script(tagged(1), answer(status), tagged(2))
    with open_host(script, cache=cache) as host:
        host.run(get())
        with pytest.raises(githost.ResponseError):
            host.run(get())
        assert host.run(get()).json() == 2
    assert "if-none-match" not in script.requests[2].headers


def test_failing_host_leaves_the_answer_for_later(cache: githost.Cache) -> None:
    """Its answer is an error all the same: nothing stale is passed off as current."""
    script = Script(tagged(1), answer(500), unchanged())
    with open_host(script, cache=cache, retry=NEVER) as host:
        host.run(get())
        with pytest.raises(githost.ServerError):
            host.run(get())
        assert host.run(get()).json() == 1


def test_confirmation_of_something_else_is_asked_again(cache: githost.Cache) -> None:
    """A host that confirms a tag that is not ours is asked without one."""
    script = Script(tagged(1), httpx.Response(304, headers={"etag": '"other"'}), tagged(2))
    with open_host(script, cache=cache) as host:
        assert [host.run(get()).json() for _ in range(2)] == [1, 2]
    assert "if-none-match" not in script.requests[2].headers


def test_answers_are_told_apart_by_what_was_asked_for(cache: githost.Cache) -> None:
    """Address, query and wanted type are one key."""
    asked = [
        get("/x"),
        get("/y"),
        get("/x", query={"page": 2}),
        get("/x", headers={"Accept": "text/plain"}),
    ]
    script = Script(*(tagged(number) for number in range(4)))
    with open_host(script, cache=cache) as host:
        assert [host.run(one).json() for one in asked] == [0, 1, 2, 3]
    assert not any("if-none-match" in request.headers for request in script.requests)


def test_no_account_finds_what_another_was_answered(tmp_path: Path) -> None:
    """They may share the file, not the answers; who comes again finds their own."""
    cache = githost.Cache(path=tmp_path / "cache.sqlite")
    script = Script(tagged("mine"), tagged("theirs"), tagged("nobody's"), unchanged())
    others = (githost.Token("another"), githost.Anonymous())
    found = []
    for credential in (TOKEN, *others, TOKEN):
        with open_host(script, credential, cache=cache) as host:
            found.append(host.run(get()).json())
    assert found == ["mine", "theirs", "nobody's", "mine"]
    assert [r.headers.get("if-none-match") for r in script.requests] == [None, None, None, '"1"']


def test_rotated_credential_finds_nothing(cache: githost.Cache) -> None:
    """Whether it is the same account is not known here."""
    tokens = iter(["old", "new"])
    script = Script(tagged(1), answer(401), tagged(2))
    with open_host(script, lambda: githost.Token(next(tokens)), cache=cache) as host:
        assert [host.run(get()).json() for _ in range(2)] == [1, 2]
    assert [r.headers.get("if-none-match") for r in script.requests] == [None, '"1"', None]


def test_file_holds_no_secret_and_is_its_owners(tmp_path: Path) -> None:
    """Neither the credential, nor a cookie, nor a header or an address with a key in it."""
    path = tmp_path / "cache.sqlite"
    script = Script(
        tagged({"a": "visible-4711"}, set_cookie="session=canary-1"),
        tagged(2, location="https://x/?key=canary-2"),
    )
    with open_host(script, cache=githost.Cache(path=path)) as host:
        host.run(get(query={"token": "canary-3"}))
        host.run(get("/y"))
        written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert b"visible-4711" in written
    assert b"canary" not in written
    assert modes == {0o600}


def test_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """It holds what the host would not tell them."""
    path = tmp_path / "cache.sqlite"
    path.touch(0o644)
    with (
        open_host(Script(), cache=githost.Cache(path=path)) as host,
        pytest.raises(githost.ConfigurationError, match="chmod 600"),
    ):
        host.run(get())


def test_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    """And is left as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("my notes " * 500)
    path.chmod(0o600)
    with (
        open_host(Script(), cache=githost.Cache(path=path)) as host,
        pytest.raises(githost.ConfigurationError, match="cannot be used"),
    ):
        host.run(get())
    assert path.read_text().startswith("my notes")


def test_file_in_use_by_another_process_does_not_hold_up(tmp_path: Path) -> None:
    """Then the host is asked as if nothing could be kept."""
    path = tmp_path / "cache.sqlite"
    script = Script(tagged(1), tagged(2))
    with open_host(script, cache=githost.Cache(path=path)) as host:
        host.run(get("/other"))
        with sqlite3.connect(path, isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert host.run(get()).json() == 2
            other.execute("ROLLBACK")
        other.close()


def test_answer_larger_than_max_body_is_not_taken_from_the_file(tmp_path: Path) -> None:
    """The limit is that of the connection which reads."""
    cache = githost.Cache(path=tmp_path / "cache.sqlite")
    script = Script(tagged("x" * 1000), tagged("y"))
    with open_host(script, cache=cache) as host:
        host.run(get())
    with open_host(script, cache=cache, max_body=500) as host:
        assert host.run(get()).json() == "y"
    assert "if-none-match" not in script.requests[1].headers


def test_compressed_answer_is_kept_plain(cache: githost.Cache) -> None:
    """It is undone once, within the limit, and never again."""
    packed = httpx.Response(
        200,
        headers={"content-encoding": "gzip", "etag": '"1"'},
        stream=httpx.ByteStream(gzip.compress(b"[1]")),
    )
    with open_host(Script(packed, unchanged()), cache=cache) as host:
        assert [host.run(get()).json() for _ in range(2)] == [[1], [1]]


def test_observers_see_what_went_over_the_wire(
    cache: githost.Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A confirmation is one exchange with the status 304."""
    seen: list[Exchange] = []

    class Watching:
        @staticmethod
        @hookspecs.hookimpl
        def githost_exchange(exchange: Exchange) -> None:
            seen.append(exchange)

    found = registry.gather([("scripted", _Plugin), ("watching", Watching)])
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    with open_host(Script(tagged(1), unchanged()), cache=cache) as host:
        host.run(get())
        host.run(get())
    assert [one.status for one in seen] == [200, 304]


def test_async_host_keeps_answers_too(cache: githost.Cache) -> None:
    """Its files are read in a thread; many tasks may ask at once."""
    script = Script(tagged(1), *(unchanged() for _ in range(20)))

    async def main() -> list[int]:
        async with open_async(script, cache=cache) as host:
            first = await host.run(get())
            more = await asyncio.gather(*(host.run(get()) for _ in range(20)))
            return [one.json() for one in (first, *more)]

    assert asyncio.run(main()) == [1] * 21
    assert all(r.headers["if-none-match"] == '"1"' for r in script.requests[1:])


def test_threads_share_a_cache(cache: githost.Cache) -> None:
    """Sixteen of them, each asking for what others keep."""

    def serve(request: httpx.Request) -> httpx.Response:
        name = request.url.path
        tag = f'"{name}"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304, headers={"etag": tag})
        return tagged(name, tag)

    script = Script(*[serve] * 320)
    with open_host(script, cache=cache) as host, ThreadPoolExecutor(16) as pool:
        wanted = [f"/x{number % 10}" for number in range(320)]
        found = [one.json() for one in pool.map(lambda path: host.run(get(path)), wanted)]
    assert found == [f"/api{path}" for path in wanted]


def test_absent_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """When connecting, not at the first request."""
    monkeypatch.setitem(sys.modules, "hishel", None)
    with pytest.raises(githost.ConfigurationError, match=r"githost-sdk\[cache\]"):
        open_host(Script(), cache=githost.Cache())


def test_little_stays_at_hand(monkeypatch: pytest.MonkeyPatch, cache: githost.Cache) -> None:
    """What no longer does is read from where it is kept."""
    monkeypatch.setattr("githost.engine.cache._AT_HAND", 10)
    script = Script(tagged("x" * 8), tagged("y" * 8), unchanged(), unchanged())
    with open_host(script, cache=cache) as host:
        asked = [host.run(get(path)).json() for path in ("/x", "/y", "/x", "/y")]
        kept = host._connection.pipeline._cache
        assert isinstance(kept, AnswerCache)
        assert kept._size <= 10
    assert asked == ["x" * 8, "y" * 8] * 2
