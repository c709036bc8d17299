"""Opening a local host: what its address may be, and who one is."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import githost
from githost.client.sync import Host
from githost_local.forge import Forge
from githost_local.forge.git import check_version


def test_directory_is_made_by_the_first_operation(directory: Path) -> None:
    """Connecting alone makes no directory; the first operation does."""
    with githost.connect(f"local:{directory}") as host:
        before = directory.exists()
        host.namespaces.list().all()

    assert not before
    assert directory.is_dir()


def test_relative_path_is_seen_from_where_one_connects(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative path means the directory at connecting, wherever one goes afterwards."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    with githost.connect("local:archive") as host:
        monkeypatch.chdir(tmp_path / "elsewhere")
        host.users.me()

    assert (tmp_path / "archive").is_dir()


@pytest.mark.parametrize("url", ["local:", "local://server/archive"], ids=["empty", "host"])
def test_address_without_directory_is_refused(url: str) -> None:
    """An address that names no directory, or a host, is refused at connecting."""
    with pytest.raises(githost.ConfigurationError, match="local:PATH"):
        githost.connect(url)


def test_directory_of_something_else_is_refused(tmp_path: Path) -> None:
    """A directory that holds other things is refused and left alone."""
    (tmp_path / "letter.txt").write_text("Dear Sir")
    with (
        githost.connect(f"local:{tmp_path}") as host,
        pytest.raises(githost.ConfigurationError, match="not a forge"),
    ):
        host.users.me()

    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_file_in_place_of_the_database_is_refused(tmp_path: Path) -> None:
    """A file that SQLite cannot read is refused as a configuration, not as a crash."""
    (tmp_path / "forge.db").write_text("no database at all, but long enough to have a header")
    with (
        githost.connect(f"local:{tmp_path}") as host,
        pytest.raises(githost.ConfigurationError, match="cannot be opened"),
    ):
        host.users.me()


def test_forge_of_a_later_version_is_refused(directory: Path) -> None:
    """What a later githost wrote is refused with both versions, and with who can read it."""
    Forge.open(directory).close()
    with closing(sqlite3.connect(directory / "forge.db")) as database:
        database.execute("PRAGMA user_version = 999")
    with (
        githost.connect(f"local:{directory}") as host,
        pytest.raises(
            githost.ConfigurationError,
            match=r"forge of version 999, and this .* version \d+; use the githost that wrote it",
        ),
    ):
        host.users.me()


def test_missing_git_is_no_fault_of_the_directory(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without git one is told to install it, and not to name another directory."""
    monkeypatch.setenv("PATH", str(directory))
    check_version.cache_clear()
    with (
        githost.connect(f"local:{directory}") as host,
        pytest.raises(githost.ConfigurationError) as caught,
    ):
        host.users.me()

    assert str(caught.value).endswith(
        "git is not installed, or not on PATH; install git 2.38 or later"
    )


def test_world_is_there_when_opened_again(directory: Path, site: githost.Repository) -> None:
    """What one connection wrote, the next one reads."""
    with githost.connect(f"local:{directory}") as again:
        found = again.repos.get("acme/site")

    assert found == site


def test_nobody_in_particular_is_the_owner(host: Host, directory: Path) -> None:
    """Without a credential, and as Anonymous, one is the built-in owner."""
    with githost.connect(f"local:{directory}", credential=githost.Anonymous()) as other:
        names = (host.users.me().name, other.users.me().name)

    assert names == ("owner", "owner")


def test_password_and_token_stand_for_their_account(bob: Host, directory: Path) -> None:
    """Basic and Token connect as the account that has them."""
    with Forge.open(directory) as forge:
        token = forge.tokens.create(forge.accounts.by_login("bob"), label="test").secret
    assert token is not None
    with githost.connect(f"local:{directory}", credential=githost.Token(token)) as other:
        names = (bob.users.me().name, other.users.me().name)

    assert names == ("bob", "bob")


@pytest.mark.parametrize(
    "credential",
    [githost.Basic("owner", "guess"), githost.Token("guess")],
    ids=["basic", "token"],
)
def test_wrong_credential_is_refused_each_time(
    host: Host, directory: Path, credential: githost.Basic | githost.Token
) -> None:
    """A wrong credential is an AuthenticationError, the second time too."""
    host.users.me()
    with githost.connect(f"local:{directory}", credential=credential) as other:
        for _ in range(2):
            with pytest.raises(githost.AuthenticationError):
                other.users.me()


def test_credential_of_another_kind_is_refused(directory: Path) -> None:
    """A kind of credential that no account has is a ConfigurationError that names those it has."""
    credential = githost.OAuth2("id", "secret")
    with (
        githost.connect(f"local:{directory}", credential=credential) as host,
        pytest.raises(githost.ConfigurationError, match="Basic or Token"),
    ):
        host.users.me()


def test_closing_twice_is_harmless(host: Host) -> None:
    """A host that is closed answers no more, and can be closed again."""
    host.users.me()
    host.close()
    host.close()

    with pytest.raises(githost.ConfigurationError, match="closed"):
        host.users.me()


def test_every_operation_is_supported(host: Host) -> None:
    """The local host lacks no operation of the interface."""
    missing = [name for name, support in host.capabilities().items() if not support]

    assert missing == []


def test_request_has_nowhere_to_go(host: Host) -> None:
    """There is no wire, so a request is refused before anything is sent."""
    with pytest.raises(githost.ConfigurationError):
        host.request("GET", "/repositories")


def test_tasks_share_one_session(directory: Path) -> None:
    """Many tasks at once open the forge once and do not disturb each other."""

    async def work() -> list[str]:
        async with githost.connect_async(f"local:{directory}") as host:
            async with asyncio.TaskGroup() as group:
                for number in range(8):
                    group.create_task(host.namespaces.create(f"team{number}"))
            return [namespace.path async for namespace in host.namespaces.list(page_size=3)]

    assert asyncio.run(work()) == [f"team{number}" for number in range(8)]
