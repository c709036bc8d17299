"""Asking an unknown host which product it is."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

import githost
from tests.scripted_host import Script, answer

UNKNOWN = "https://code.example.org"


def options(script: Script, *, later: bool = False) -> githost.Options:
    """Answer from the script instead of the network."""
    return githost.Options(transport=httpx.MockTransport(script.later if later else script))


def test_exact_host_is_told_without_a_request() -> None:
    """A host that a provider claims is not asked."""
    script = Script()
    assert githost.detect("https://git.example.com", options=options(script)) == "scripted"
    assert script.requests == []


@pytest.mark.parametrize("world", ["sync", "async"])
def test_unknown_host_is_asked_without_a_credential(world: str) -> None:
    """One request that carries no credential decides."""
    script = Script(answer(200, {"version": "2.1"}))
    if world == "sync":
        found = githost.detect(UNKNOWN, options=options(script))
    else:
        found = asyncio.run(githost.detect_async(UNKNOWN, options=options(script, later=True)))
    assert found == "scripted"
    [request] = script.requests
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    "said",
    [
        answer(404, {}),
        answer(200, {"hello": 1}),
        answer(503, {}),
        httpx.Response(200, text="<html>"),
    ],
    ids=["404", "other", "503", "login page"],
)
def test_host_of_another_product_is_told_apart(said: Any) -> None:
    """What no provider recognises is an error that says how to name one."""
    with pytest.raises(githost.ConfigurationError, match="say provider="):
        githost.detect(UNKNOWN, options=options(Script(said)))


def test_host_that_cannot_be_reached_is_a_transport_error() -> None:
    """A broken network is not taken for another product."""
    with pytest.raises(githost.ConnectError):
        githost.detect(UNKNOWN, options=options(Script(httpx.ConnectError("refused"))))


@pytest.mark.parametrize("world", ["sync", "async"])
def test_configuration_file_tells_without_a_request(
    world: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it does for connect: a host that the user has named is not asked, its neighbours are."""
    file = tmp_path / "config.toml"
    file.write_text(f'[hosts."{UNKNOWN}/git"]\nprovider = "scripted"\n')
    file.chmod(0o600)
    monkeypatch.setenv("GITHOST_CONFIG", str(file))
    script = Script()
    settings = options(script, later=world == "async")
    if world == "sync":
        found = githost.detect(f"{UNKNOWN}/git", options=settings)
    else:
        found = asyncio.run(githost.detect_async(f"{UNKNOWN}/git", options=settings))
    assert found == "scripted"
    assert script.requests == []
    script.answers.append(answer(404, {}))
    with pytest.raises(githost.ConfigurationError, match="say provider="):
        githost.detect(UNKNOWN, options=options(script))
    assert len(script.requests) == 1
