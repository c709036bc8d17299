"""`githost auth check`, against the products' imitations."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import githost
import githost_bitbucket.plugin
from githost import emulation, hookspecs, registry
from githost.cli.app import run
from githost.credentials import ApiToken, Credential, Token
from githost.emulation import Server

#: Everybody here is a user without any settings.
pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture(scope="module")
def cloud() -> Iterator[Server]:
    """Imitate Cloud."""
    with emulation.serve("bitbucket-cloud", seed="demo") as server:
        yield server


@pytest.fixture(scope="module")
def data_center() -> Iterator[Server]:
    """Imitate Data Center."""
    with emulation.serve("bitbucket-datacenter", seed="demo") as server:
        yield server


def configure(home: Path, text: str) -> Path:
    """Write the configuration file."""
    path = home / "config" / "githost" / "config.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)
    return path


def printed(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return what was printed, by name."""
    lines = capsys.readouterr().out.splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_token_of_the_environment_is_told(
    cloud: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its source, kind, user and scopes; not the token."""
    credential = cloud.credential()
    assert isinstance(credential, ApiToken)
    monkeypatch.setenv("GITHOST_TOKEN", credential.token.reveal())
    monkeypatch.setenv("GITHOST_EMAIL", credential.email)
    monkeypatch.setenv("GITHOST_HOST", cloud.url)
    assert run(["auth", "check", cloud.url, "--provider", "bitbucket-cloud"]) == 0
    told = printed(capsys)
    assert told["host"] == f"{cloud.url} (Bitbucket Cloud)"
    assert told["source"] == "the environment (GITHOST_TOKEN)"
    assert told["kind"] == "ApiToken"
    assert told["user"].startswith("admin")
    assert "read:repository:bitbucket" in told["scopes"]
    assert told["expires"] == "the host does not say"
    assert credential.token.reveal() not in str(told)


def test_host_and_provider_of_the_configuration_file_are_used(
    data_center: Server,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Neither has to be said again."""
    credential = data_center.credential()
    assert isinstance(credential, Token)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    path = configure(
        home,
        f'[hosts."{data_center.url}"]\nprovider = "bitbucket-datacenter"\ncredential = "token"\n'
        f'token = "{credential.token.reveal()}"\n',
    )
    assert run(["auth", "check", data_center.url]) == 0
    told = printed(capsys)
    assert told["source"] == f"the configuration file {path}"
    assert told["user"].startswith("admin")
    assert told["scopes"] == "the host does not say"


def test_exchanged_token_tells_when_it_ends(
    cloud: Server,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The imitation's consumers have the login for key and secret."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    configure(
        home,
        f'[hosts."{cloud.url}"]\nprovider = "bitbucket-cloud"\ncredential = "oauth2"\n'
        'client_id = "admin"\nclient_secret = "admin"\n',
    )
    assert run(["auth", "check", cloud.url]) == 0
    told = printed(capsys)
    assert told["kind"] == "OAuth2, exchanged for a token"
    assert told["expires"].endswith("UTC")
    assert told["user"].startswith("admin")


@pytest.mark.parametrize("product", ["bitbucket-cloud", "bitbucket-datacenter"])
def test_refused_credential_is_status_1(
    cloud: Server,
    data_center: Server,
    product: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The host's refusal is one line, without the token."""
    server = cloud if product == cloud.provider else data_center
    monkeypatch.setenv("GITHOST_TOKEN", "canary-4711")
    monkeypatch.setenv("GITHOST_HOST", server.url)
    assert run(["auth", "check", server.url, "--provider", product]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith("githost: ")
    assert "canary" not in shown.err + shown.out


def test_host_that_cannot_be_reached_is_status_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing listens there."""
    url = "http://127.0.0.1:9"
    monkeypatch.setenv("GITHOST_TOKEN", "canary-4711")
    monkeypatch.setenv("GITHOST_HOST", url)
    monkeypatch.setattr("githost.engine.sync.time.sleep", lambda seconds: None)
    assert run(["auth", "check", url, "--provider", "bitbucket-cloud"]) == 1
    assert "canary" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["bitbucket.org"], "no credential for https://bitbucket.org"),
        (["git.example.com"], "say --provider"),
        (["http://git.example.com", "--provider", "bitbucket-datacenter"], "without encryption"),
        (["https://bitbucket.org/acme/site"], "is a page and no root"),
        (["bitbucket.org", "--provider", "github"], "there is no provider 'github'"),
        (["local:x"], "needs no credential"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_nothing_to_check_with_is_status_2(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is found, or the host cannot be meant."""
    assert run(["auth", "check", *arguments]) == 2
    assert complaint in capsys.readouterr().err


def test_plugin_that_knows_the_credential_is_told(
    cloud: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By its name; connecting asks it as well."""
    credential = cloud.credential()
    assert isinstance(credential, ApiToken)

    class Vault:
        @staticmethod
        @hookspecs.hookimpl
        def githost_credential(url: str) -> Credential | None:
            return credential if url == cloud.url else None

    plugins = [("bitbucket", githost_bitbucket.plugin), ("vault", Vault)]
    found = registry.gather(plugins)
    monkeypatch.setattr("githost.client.connect.installed", lambda: found)
    monkeypatch.setattr("githost.cli.auth.installed", lambda: found)
    assert run(["auth", "check", cloud.url, "--provider", "bitbucket-cloud"]) == 0
    assert printed(capsys)["source"] == "the plugin vault"
    with githost.connect(cloud.url, provider="bitbucket-cloud") as host:
        assert host.users.me().name == "admin"
