"""The two windows on one interface."""

import asyncio
import inspect
import pydoc
import re

import pytest

import githost
from githost.interface import Repos
from githost.model import RepoRef
from tests.client.connecting import open_async, open_host
from tests.scripted_host import Script, answer

SITE = {"id": 1, "path": "acme/site"}


def test_operation_asks_the_host_and_returns_the_model() -> None:
    """A call sends the provider's request, with the credential, and returns what it decodes."""
    script = Script(answer(200, SITE))
    with open_host(script) as host:
        repo = host.repos.get("acme/site")
    assert repo.ref == RepoRef("acme", "site")
    [request] = script.requests
    assert str(request.url) == "https://git.example.com/api/repos/acme/site"
    assert request.headers["authorization"] == "Bearer canary-4711"


def test_async_operation_is_a_coroutine_that_can_become_a_task() -> None:
    """`TaskGroup.create_task` takes an operation of the async window."""
    script = Script(answer(200, SITE), answer(200, {"id": 2, "path": "acme/app"}))

    async def main() -> list[str]:
        async with open_async(script) as host, asyncio.TaskGroup() as group:
            tasks = [group.create_task(host.repos.get(path)) for path in ("acme/site", "acme/app")]
        return sorted(task.result().name for task in tasks)

    assert asyncio.run(main()) == ["acme/app", "acme/site"]


def test_help_shows_the_interface() -> None:
    """A bound operation has the interface's signature without self, its name and its docstring."""
    with open_host(Script()) as host:
        signature = inspect.signature(host.repos.get)
        assert list(signature.parameters) == ["repo"]
        assert signature.return_annotation is githost.Repository
        assert host.repos.get.__doc__ == Repos.get.__doc__
        assert host.repos.get.__name__ == "get"


def test_help_reads_well() -> None:
    """`help()` gives one argument a line, plain names, what callers get, and the interface's text."""
    with open_host(Script()) as host:
        one, several, noun = (
            pydoc.plain(pydoc.render_doc(what))
            for what in (host.pull_requests.create, host.pull_requests.list, host.pull_requests)
        )
    arguments = "create(\n    repo: RepoRef | Repository | str,\n    *,\n    title: str,\n    source: str,\n"
    assert arguments in one
    assert ") -> PullRequest\n    Open a pull request.\n" in one
    assert "Raises: `AlreadyExistsError` where the same branches have an open one" in one
    assert "state: PullRequestState | None = PullRequestState.OPEN,\n" in several
    assert ") -> Paginator[PullRequest]\n" in several
    assert re.search(r"\) -> PullRequest.*\n \|      Open a pull request\.\n", noun)


def test_help_of_the_async_window_shows_a_coroutine_function() -> None:
    """`help()` says that an operation is awaited, and that a list is an async paginator."""

    async def main() -> list[str]:
        async with open_async(Script()) as host:
            return [pydoc.plain(pydoc.render_doc(one)) for one in (host.users.me, host.repos.list)]

    awaited, listed = asyncio.run(main())
    assert "async me() -> User\n" in awaited
    assert ") -> AsyncPaginator[Repository]\n" in listed


def test_operation_of_the_class_takes_the_window_first() -> None:
    """As any method does that is looked up on its class."""
    with open_host(Script(answer(200, SITE))) as host:
        assert type(host.repos).get(host.repos, "acme/site").ref == RepoRef("acme", "site")


def test_unsupported_operation_is_refused_before_any_request() -> None:
    """What a provider declares unsupported, or does not override, raises and sends nothing."""
    script = Script()
    with open_host(script) as host:
        with pytest.raises(githost.UnsupportedError, match="stays closed here"):
            host.pull_requests.reopen("acme/site", 1)
        with pytest.raises(githost.UnsupportedError, match=r"does not offer tags\.list"):
            host.tags.list("acme/site")
    assert script.requests == []


def test_argument_that_the_host_does_not_take_is_refused_before_any_request() -> None:
    """A limit with a reason refuses the argument and names the reason."""
    script = Script()
    with open_host(script) as host, pytest.raises(githost.UnsupportedError, match="branches stay"):
        host.pull_requests.create("acme/site", title="t", source="x", delete_source=True)
    assert script.requests == []


@pytest.mark.parametrize(("version", "allowed"), [("2.1.0", True), ("2.0.9", False)])
def test_version_is_asked_once_and_only_when_it_decides(version: str, *, allowed: bool) -> None:
    """An argument with a `since` limit asks the host for its version; other calls do not."""
    made = answer(201, {"number": 1})
    script = Script(made, answer(200, {"version": version}), *([made, made] if allowed else []))
    with open_host(script) as host:
        assert not host.supports("pull_requests.create", draft=True).known
        host.pull_requests.create("acme/site", title="t", source="x")
        assert len(script.requests) == 1
        if allowed:
            for _ in range(2):
                host.pull_requests.create("acme/site", title="t", source="x", draft=True)
            assert [r.url.path for r in script.requests[1:3]] == [
                "/api/version",
                "/api/repos/site/pulls",
            ]
        else:
            with pytest.raises(
                githost.UnsupportedError, match=r"version 2\.1 or later, this is 2\.0\.9"
            ):
                host.pull_requests.create("acme/site", title="t", source="x", draft=True)
        assert bool(host.supports("pull_requests.create", draft=True)) is allowed


def test_read_only_connection_refuses_writes_before_any_request() -> None:
    """`read_only` refuses operations that write, and raw requests that do."""
    script = Script(answer(200, SITE))
    with open_host(script, read_only=True) as host:
        host.repos.get("acme/site")
        with pytest.raises(githost.UnsupportedError, match="read-only"):
            host.repos.delete("acme/site")
        with pytest.raises(githost.UnsupportedError, match="read-only"):
            host.request("POST", "/repos", json={})
    assert len(script.requests) == 1


def test_capabilities_name_every_operation() -> None:
    """Every operation of the interface has an answer, and the answers follow from the code."""
    with open_host(Script()) as host:
        found = host.capabilities()
    assert found["repos.get"]
    assert not found["repos.create"]
    assert not found["repos.ensure"], "derived from an operation that is missing"
    assert {"hooks.ensure", "pull_requests.merge", "users.me"} <= set(found)
    assert "hooks.vendor_keys" not in found


def test_closed_host_refuses_and_closing_twice_is_harmless() -> None:
    """A closed host says so."""
    host = open_host(Script())
    host.close()
    host.close()
    with pytest.raises(githost.ConfigurationError, match="closed"):
        host.repos.get("acme/site")


def test_error_is_thrown_into_the_operation() -> None:
    """A provider can catch a decoded error and go on."""
    script = Script(answer(404, {}), answer(200, {}))
    with open_host(script) as host:
        assert host.branches.get("acme/site", "main").name == "main"
    assert [request.url.path for request in script.requests] == ["/api/first", "/api/second"]


@pytest.mark.parametrize(
    "address", ["acme", "", "acme/", "/site", "acme/../site", "acme/si\nte", "a?b/c"]
)
def test_malformed_address_is_refused_before_any_request(address: str) -> None:
    """A text that is no `namespace/name` raises and sends nothing."""
    script = Script()
    with open_host(script) as host, pytest.raises(githost.ConfigurationError):
        host.repos.get(address)
    assert script.requests == []


def test_raw_request_goes_through_the_same_guards() -> None:
    """`request` returns JSON, raises decoded errors, and refuses what is no path."""
    script = Script(answer(200, {"a": 1}), answer(404, {}))
    with open_host(script) as host:
        assert host.request("GET", "/x", query={"a": ["1", "2"], "b": None, "c": True}) == {"a": 1}
        assert str(script.requests[0].url).endswith("/api/x?a=1&a=2&c=true")
        with pytest.raises(githost.NotFoundError):
            host.request("GET", "/y")
        with pytest.raises(githost.ConfigurationError, match="begins with one slash"):
            host.request("GET", "https://elsewhere.example/")


def test_git_environment_binds_the_credential_to_the_host() -> None:
    """Git gets the credential by its environment, for this origin only, and asks nobody."""
    with open_host(Script()) as host:
        environment = host.git.environment()
    pairs = {
        environment[f"GIT_CONFIG_KEY_{n}"]: environment[f"GIT_CONFIG_VALUE_{n}"] for n in range(2)
    }
    assert pairs == {
        "credential.helper": "",
        "http.https://git.example.com/.extraHeader": "Authorization: Bearer canary-4711",
    }
    assert environment["GIT_TERMINAL_PROMPT"] == "0"


@pytest.mark.parametrize("operation", ["get", "list"])
def test_refusal_names_the_scopes_that_the_operation_needs(operation: str) -> None:
    """Where the host says no more than "forbidden", the error says what a token must be allowed."""
    with (
        open_host(Script(answer(403, {}))) as host,
        pytest.raises(githost.PermissionDeniedError, match="a token needs repo:read") as caught,
    ):
        _ = host.repos.get("acme/site") if operation == "get" else host.repos.list("acme").first()
    assert caught.value.required == ("repo:read",)


def test_refusal_of_an_operation_without_scopes_stays_as_it_is() -> None:
    """Nothing is said of scopes where the provider states none."""
    with (
        open_host(Script(answer(403, {}))) as host,
        pytest.raises(githost.PermissionDeniedError) as caught,
    ):
        host.repos.delete("acme/site")
    assert caught.value.required == ()
