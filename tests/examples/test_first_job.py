"""The script of the documentation, on every host, with only the address changed."""

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import githost
from githost import emulation
from githost.credentials import Credential
from githost_local.forge import Forge
from tests.examples.places import example


@attrs.frozen
class Place:
    """Where the script runs."""

    url: str
    provider: str
    namespace: str
    #: Whom the script lets in, by the key that the host's API takes.
    colleague: str
    credential: Credential | None


@pytest.fixture(params=["bitbucket-cloud", "bitbucket-datacenter", "local"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Start a host with a namespace."""
    if request.param == "local":
        url = f"local:{tmp_path / 'forge'}"
        with githost.connect(url) as host:
            host.namespaces.create("acme")
        with Forge.open(tmp_path / "forge") as forge:
            forge.accounts.create("alice", email="alice@example.com", password="alice")
        yield Place(url, "local", "acme", "alice", None)
        return
    with emulation.serve(request.param) as server:
        with githost.connect(
            server.url, provider=server.provider, credential=server.credential()
        ) as host:
            namespace = host.namespaces.list().all()[0].path
        colleague = server.users["alice"]["id"]
        yield Place(server.url, server.provider, namespace, colleague, server.credential())


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a repository with `main` and `feature/greeting`."""
    folder = tmp_path / "published"
    folder.mkdir()
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
    for command in (
        ("init", "--quiet", "--initial-branch=main"),
        (*identity, "commit", "--quiet", "--allow-empty", "--message=Begin"),
        ("checkout", "--quiet", "-b", "feature/greeting"),
        (*identity, "commit", "--quiet", "--allow-empty", "--message=Greet"),
    ):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("world", ["sync", "async"])
def test_script_does_the_job(
    world: str, place: Place, checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It creates, pushes, opens, grants, adds a hook, and lists them lazily."""
    if world == "sync":
        with githost.connect(
            place.url, provider=place.provider, credential=place.credential
        ) as host:
            pull = example("first_job").publish(
                host, place.namespace, str(checkout), "feature/greeting", place.colleague
            )
    else:

        async def main() -> githost.PullRequest:
            async with githost.connect_async(
                place.url, provider=place.provider, credential=place.credential
            ) as host:
                made = await example("first_job_async").publish(
                    host, place.namespace, str(checkout), "feature/greeting", place.colleague
                )
                assert isinstance(made, githost.PullRequest)
                return made

        pull = asyncio.run(main())
    assert (pull.number, pull.source.branch, pull.state) == (
        1,
        "feature/greeting",
        githost.PullRequestState.OPEN,
    )
    printed = capsys.readouterr().out
    assert "feature/greeting" in printed
    assert "https://ci.example.com/hook" in printed
