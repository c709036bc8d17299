"""What a caller can get wrong is refused with what to do, before anything is sent."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

import githost
from githost.engine.chain import from_environment
from githost.wire import Op, Page, Pages, Response, join_path, walk
from tests.client.connecting import TOKEN, open_async, open_host
from tests.scripted_host import ROOT, Script, answer

SITE = {"id": 1, "path": "acme/site"}


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        pytest.param(lambda: githost.connect(7), "give the address", id="no-address"),  # type: ignore[arg-type]  # the mistake
        pytest.param(lambda: githost.connect("https://[::1"), "cannot be read", id="address"),
        pytest.param(lambda: connect(options=3), "must be githost.Options", id="options"),
        pytest.param(lambda: connect(credential="t"), "githost.Token, ApiToken", id="credential"),
        pytest.param(lambda: githost.parse_url(7), "a link is a text", id="link"),  # type: ignore[arg-type]  # the mistake
        pytest.param(
            lambda: githost.parse_url("https://git.unknown.example/acme"),
            "NamespaceRef",
            id="namespace",
        ),
        pytest.param(lambda: githost.Token(""), "not empty", id="empty-secret"),
        pytest.param(lambda: githost.Token("abc\n"), "strip it", id="newline"),
        pytest.param(lambda: githost.Basic("a\nb", "x"), "user must be a text", id="user"),
        pytest.param(lambda: githost.Options(retry=3), "must be a githost.Retry", id="retry"),  # type: ignore[arg-type]  # the mistake
        pytest.param(lambda: githost.Options(budget=3), "must be a githost.Budget", id="budget"),  # type: ignore[arg-type]  # the mistake
        pytest.param(lambda: githost.Options(cache=3), "must be a githost.Cache", id="cache"),  # type: ignore[arg-type]  # the mistake
        pytest.param(lambda: join_path("acme", "\ud800"), "not valid Unicode", id="surrogate"),
        pytest.param(lambda: githost.Secret("x").__reduce__(), "not pickled", id="pickle"),
    ],
)
def test_what_cannot_work_is_refused_at_once(mistake: Callable[[], object], told: str) -> None:
    """The message says what was expected."""
    with pytest.raises(githost.ConfigurationError, match=told):
        mistake()


def connect(credential: Any = TOKEN, options: Any = None) -> object:
    """Open the scripted host with what is to be refused."""
    return githost.connect(ROOT, credential=credential, options=options)


@pytest.mark.parametrize(
    ("mistake", "told"),
    [
        pytest.param(lambda host: host.repos.list("acme").take(-1), "whole number", id="take"),
        pytest.param(lambda host: host.repos.list("acme", page_size=0), "page_size", id="page"),
        pytest.param(lambda host: host.repos.list("acme", cursor="x"), "no cursor", id="cursor"),
        pytest.param(lambda host: host.git.clone_url("a/b", protocol="ftp"), "'https'", id="git"),
        pytest.param(lambda host: host.map(host.repos.get, [], concurrency=0), "whole", id="map"),
        pytest.param(lambda host: host.repos.get(7), "is not", id="repository"),
    ],
)
def test_what_an_operation_cannot_take_is_refused(
    mistake: Callable[[githost.Host], object], told: str
) -> None:
    """Nothing was sent."""
    script = Script()
    with open_host(script) as host, pytest.raises(githost.ConfigurationError, match=told):
        mistake(host)

    assert script.requests == []


def test_an_argument_that_there_is_not_is_named_with_its_operation() -> None:
    """Python's own word for it, and where it was."""
    with open_host(Script()) as host, pytest.raises(TypeError, match=r"repos\.list: .*'branch'"):
        host.repos.list("acme", branch="main")  # type: ignore[call-arg]  # the mistake


def test_a_repository_without_such_an_address_is_said_to_have_none() -> None:
    """The host was asked, and gives no address for ssh."""
    with (
        open_host(Script(answer(200, SITE))) as host,
        pytest.raises(githost.UnsupportedError, match="offers no ssh address for acme/site"),
    ):
        host.git.clone_url("acme/site", protocol="ssh")


def test_a_cursor_of_a_chain_is_refused_by_another() -> None:
    """Its segment is not there."""

    def fetch(_: str | None) -> Op[Page[int]]:
        yield from ()
        return Page((1,))

    chain = Pages.chain(Pages(fetch), start="7:")
    with (
        open_host(Script()) as host,
        pytest.raises(githost.ConfigurationError, match="another list"),
    ):
        host.run(chain).all()


def test_a_walk_inside_an_operation_ends_where_the_host_goes_round() -> None:
    """It is an error, and no list without end."""

    def fetch(_: str | None) -> Op[Page[int]]:
        yield from ()
        return Page((1,), "again")

    with open_host(Script()) as host, pytest.raises(githost.PaginationError, match="never end"):
        host.run(walk(Pages(fetch)))


def test_text_of_an_unknown_charset_is_read_as_utf_8() -> None:
    """What cannot be read is replaced."""
    headers = {"content-type": "text/plain; charset=klingon"}
    response = Response(200, headers, "é\n".encode() + b"\xff", "GET", ROOT)

    assert response.text() == "é\n\ufffd"


def test_an_empty_answer_is_none() -> None:
    """`request` has nothing to parse."""
    script = Script(answer(204), answer(204))

    async def later() -> object:
        async with open_async(script) as host:
            return await host.request("DELETE", "/x")

    with open_host(script) as host:
        assert host.request("DELETE", "/x") is None
    assert asyncio.run(later()) is None


def test_lists_and_nouns_say_what_they_are() -> None:
    """Without asking the host."""

    async def later() -> list[str]:
        async with open_async(Script()) as host:
            return [repr(host.repos), repr(host.repos.list("acme"))]

    with open_host(Script()) as host:
        assert repr(host.repos) == f"<repos of {ROOT}>"
        assert repr(host.repos.list("acme")).startswith("<Paginator: nothing is asked")
        assert repr(host.hooks) == f"<hooks of {ROOT}>"
    assert asyncio.run(later())[0] == f"<repos of {ROOT}>"


def test_a_cursor_holds_for_the_same_arguments_however_they_are_written() -> None:
    """A namespace and its path as text are one; another namespace is not."""
    script = Script(answer(200, {"items": [SITE], "next": "/more"}), answer(200, {"items": []}))
    with open_host(script) as host:
        [page, *_] = host.repos.list(githost.NamespaceRef("acme")).pages()
        assert page.next is not None
    script = Script(answer(200, {"items": []}))
    with open_host(script) as host:
        assert host.repos.list("acme", cursor=page.next).all() == []
        with pytest.raises(githost.ConfigurationError, match="another list"):
            host.repos.list("other", cursor=page.next)


@pytest.mark.parametrize(
    ("extra", "kind"),
    [
        ({}, githost.Token("secret")),
        ({"GITHOST_EMAIL": "me@example.com"}, githost.ApiToken("me@example.com", "secret")),
        ({"GITHOST_USER": "ada"}, githost.Basic("ada", "secret")),
    ],
    ids=["token", "email", "user"],
)
def test_environment_says_what_kind_of_credential_it_holds(
    extra: dict[str, str], kind: object
) -> None:
    """By what stands beside the token."""
    environment = {"GITHOST_TOKEN": "secret", "GITHOST_HOST": "git.example.com", **extra}

    assert from_environment(ROOT, environment) == kind


def test_leaving_an_async_map_ends_what_is_under_way() -> None:
    """Nothing goes on in the background."""
    ended = list[str]()

    async def slow(item: str) -> str:
        try:
            await asyncio.sleep(0 if item == "first" else 60)
        except asyncio.CancelledError:
            ended.append(item)
            raise
        return item

    async def main() -> None:
        async with open_async(Script()) as host:
            outcomes = host.map(slow, ["first", "second", "third"], concurrency=2)
            async for outcome in outcomes:
                assert outcome.value == "first"
                break
            await outcomes.aclose()  # type: ignore[attr-defined]  # a generator, as all async iterators here

    asyncio.run(asyncio.wait_for(main(), 20))

    assert ended == ["second"]
