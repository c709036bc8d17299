"""The headers that carry a credential: found once, renewed ahead, by one at a time."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

import githost
from githost.credentials import Credential, OAuth2, Secret
from githost.engine.pipeline import Done, advance
from githost.engine.signing import Signer
from githost.interface import AccessToken
from githost.wire import Op, Request, Wait, Work, send
from tests.client.connecting import TOKEN
from tests.scripted_host import ScriptedHost

CLIENT = OAuth2("client", "canary-4711")


class Exchanging(ScriptedHost):
    """Gives a new token for each exchange, and notes what was exchanged."""

    def __init__(
        self, life: float | None = None, refresh: Callable[[int], str | None] = lambda _: None
    ) -> None:
        self.exchanged: list[OAuth2] = []
        self._life = life
        self._refresh = refresh

    def exchange(self, credential: OAuth2) -> Op[AccessToken]:
        self.exchanged.append(credential)
        number = len(self.exchanged)
        yield from send(Request("POST", "/token", authorized=False))
        refresh = self._refresh(number)
        return AccessToken(
            token=Secret(f"access-{number}"),
            expires_in=self._life,
            refresh_token=Secret(refresh) if refresh else None,
        )


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def run(op: Op[Any]) -> Any:
    """Run an operation whose requests all succeed."""
    step = advance(op)
    while not isinstance(step, Done):
        step = advance(op, step.do() if isinstance(step, Work) else None)
    return step.value


def signer(provider: Exchanging, source: Any = CLIENT, clock: Clock | None = None) -> Signer:
    """Make the signer of one connection."""
    return Signer(provider, source, lambda credential: None, clock or Clock())


def test_token_is_renewed_before_it_expires() -> None:
    """A minute ahead, so that no request is refused for it."""
    provider, clock = Exchanging(life=7200), Clock()
    signing = signer(provider, clock=clock)
    assert run(signing.headers()) == {"authorization": "Bearer access-1"}
    clock.now += 7139
    assert run(signing.headers()) == {"authorization": "Bearer access-1"}
    clock.now += 2
    assert run(signing.headers()) == {"authorization": "Bearer access-2"}


def test_token_of_a_short_life_is_used_for_most_of_it() -> None:
    """Not renewed at once for ever."""
    provider, clock = Exchanging(life=30), Clock()
    signing = signer(provider, clock=clock)
    run(signing.headers())
    clock.now += 26
    run(signing.headers())
    assert len(provider.exchanged) == 1
    clock.now += 2
    run(signing.headers())
    assert len(provider.exchanged) == 2


def test_token_without_a_known_end_is_kept() -> None:
    """Until the host refuses it."""
    provider, clock = Exchanging(), Clock()
    signing = signer(provider, clock=clock)
    run(signing.headers())
    clock.now += 1e9
    run(signing.headers())
    assert len(provider.exchanged) == 1
    assert signing.expires_at is None


def test_replaced_refresh_token_is_handed_on_and_used() -> None:
    """The callback gets the new one as a secret, and the next exchange uses it."""
    kept: list[Secret] = []
    client = OAuth2("client", "canary-4711", "refresh-0", on_refresh=kept.append)
    provider, clock = Exchanging(100, lambda number: f"refresh-{number}"), Clock()
    signing = signer(provider, client, clock)
    for _ in range(3):
        run(signing.headers())
        clock.now += 100
    assert [one.reveal() for one in kept] == ["refresh-1", "refresh-2", "refresh-3"]
    assert "refresh" not in repr(kept)
    sent = [one.refresh_token.reveal() for one in provider.exchanged if one.refresh_token]
    assert sent == ["refresh-0", "refresh-1", "refresh-2"]


def test_refresh_token_that_stays_is_not_handed_on() -> None:
    """The callback hears of new ones only; a client that acts for itself gets none."""
    kept: list[Secret] = []
    same = OAuth2("client", "canary-4711", "refresh", on_refresh=kept.append)
    own = OAuth2("client", "canary-4711", on_refresh=kept.append)
    for client in (same, own):
        provider = Exchanging(100, lambda _: "refresh")
        run(signer(provider, client).headers())
    assert kept == []
    assert provider.exchanged[-1].refresh_token is None


def test_refresh_token_is_used_even_when_it_could_not_be_kept() -> None:
    """An error of the callback is the caller's; the new refresh token is not lost here."""

    def fail(_: Secret) -> None:
        raise OSError("disk full")

    client = OAuth2("client", "canary-4711", "refresh-0", on_refresh=fail)
    provider = Exchanging(100, lambda number: f"refresh-{number}")
    signing = signer(provider, client)
    for _ in range(2):
        with pytest.raises(OSError, match="disk full"):
            run(signing.headers())
    assert provider.exchanged[1].refresh_token == Secret("refresh-1")


def test_client_with_a_callback_is_equal_and_silent() -> None:
    """The callback is no part of who it is."""
    client = OAuth2("client", "canary-4711", on_refresh=print)
    assert client == CLIENT
    assert hash(client) == hash(CLIENT)
    assert "canary" not in repr(client)


def test_git_gets_the_token_and_not_the_client() -> None:
    """One exchange serves both; other credentials are as they were given."""
    provider = Exchanging()
    signing = signer(provider)
    run(signing.headers())
    assert run(signing.credential()) == githost.Token("access-1")
    assert len(provider.exchanged) == 1
    assert run(signer(provider, TOKEN).credential()) is TOKEN


def test_client_is_refused_where_the_product_takes_none() -> None:
    """The message says what to give."""
    host = Signer(ScriptedHost(), CLIENT, lambda credential: None)
    with pytest.raises(githost.ConfigurationError, match=r"githost\.Token"):
        run(host.headers())


def test_those_who_come_while_it_is_asked_wait_for_it() -> None:
    """One exchange for two, whichever way they are driven."""
    provider = Exchanging()
    signing = signer(provider)
    first, second = signing.headers(), signing.headers()
    assert isinstance(advance(first), Request)
    assert isinstance(advance(second), Wait)
    done = advance(first, None)
    assert isinstance(done, Done)
    assert run(second) == done.value
    assert len(provider.exchanged) == 1


def test_failed_exchange_lets_the_next_one_try() -> None:
    """Whoever waited asks anew; nobody waits for ever."""
    provider = Exchanging()
    signing = signer(provider)
    first, second = signing.headers(), signing.headers()
    advance(first)
    advance(second)
    with pytest.raises(githost.ServerError):
        advance(first, error=githost.ServerError("down"))
    assert run(second) == {"authorization": "Bearer access-2"}


def test_cancelled_exchange_lets_the_next_one_try() -> None:
    """Closing the operation in the middle leaves no half state."""
    provider = Exchanging()
    signing = signer(provider)
    first = signing.headers()
    advance(first)
    first.close()
    assert run(signing.headers()) == {"authorization": "Bearer access-2"}


def test_threads_share_one_exchange() -> None:
    """Sixteen threads at once make one."""
    provider, found = Exchanging(7200), list[Any]()
    signing, together = signer(provider), threading.Barrier(16)

    def ask() -> None:
        together.wait()
        found.append(run(signing.headers()))

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [{"authorization": "Bearer access-1"}] * 16
    assert len(provider.exchanged) == 1


def test_tasks_share_one_exchange() -> None:
    """Two hundred tasks at once make one."""
    provider = Exchanging(7200)
    signing = signer(provider)

    async def ask() -> Any:
        op = signing.headers()
        step = advance(op)
        while not isinstance(step, Done):
            await asyncio.sleep(0)
            step = advance(op)
        return step.value

    async def main() -> list[Any]:
        return await asyncio.gather(*(ask() for _ in range(200)))

    assert asyncio.run(main()) == [{"authorization": "Bearer access-1"}] * 200
    assert len(provider.exchanged) == 1


def test_refusal_that_somebody_else_had_first_renews_nothing_again() -> None:
    """Who was refused with the old token takes the new one that is already there."""
    provider = Exchanging()
    signing = signer(provider)
    old = run(signing.headers())
    assert signing.refused(old, known=True)
    new = run(signing.headers())
    assert signing.refused(old, known=True)
    assert run(signing.headers()) is new
    assert len(provider.exchanged) == 2


@pytest.mark.parametrize(
    ("source", "known", "again"),
    [
        (TOKEN, True, False),
        (CLIENT, False, False),
        (CLIENT, True, True),
        (lambda: TOKEN, False, True),
    ],
    ids=["token", "new client", "client", "function"],
)
def test_only_what_may_change_is_asked_again(
    source: Credential | Callable[[], Credential], known: bool, again: bool
) -> None:
    """A token stays what it is, and one that was just exchanged did not expire."""
    signing = signer(Exchanging(), source)
    headers = run(signing.headers())
    assert signing.refused(headers, known=known) is again
