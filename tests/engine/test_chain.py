"""Where a credential is found that the caller did not give, and to whom none is given."""

import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import attrs
import pytest

import githost
from githost.engine.chain import Found, find
from githost.interface import Provider
from githost_bitbucket.cloud.provider import BitbucketCloud
from githost_bitbucket.datacenter.provider import BitbucketDataCenter

HOST = "https://git.example.com"
SERVER = BitbucketDataCenter()


@attrs.frozen
class Home:
    """A user's home directory, with nothing of the machine's own settings."""

    path: Path
    environment: dict[str, str]

    def write(self, name: str, text: str, mode: int = 0o600) -> Path:
        """Write a file of the user's."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        return file

    def configure(self, text: str, mode: int = 0o600) -> Path:
        """Write the configuration file."""
        return self.write(".config/githost/config.toml", text, mode)

    def helper(self, script: str, key: str = "credential.helper") -> None:
        """Set up a credential helper of git's that runs `script`."""
        program = self.write("helper.sh", f"#!/bin/sh\n{script}\n", 0o700)
        self.write(".gitconfig", "", 0o600)
        command = ["git", "config", "--global", key, str(program)]
        subprocess.run(command, check=True, env=self.environment)

    def find(self, url: str = HOST, provider: Provider = SERVER, **more: Any) -> Found:
        """Look for the credential of a host."""
        return find(url, provider, environment=self.environment, **more)

    def gets_nothing(self, url: str, provider: Provider = SERVER) -> str:
        """Check that nothing is found for a host, and return what is said."""
        with pytest.raises(githost.ConfigurationError) as caught:
            self.find(url, provider)
        assert "canary" not in str(caught.value)
        return str(caught.value)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Be a user who has set up nothing yet."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    path = tmp_path / "home"
    path.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(path),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    return Home(path, environment)


@pytest.fixture
def keyring(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, str]]:
    """Have a keyring with these services."""
    services: dict[str, tuple[str, str]] = {}
    module = types.ModuleType("keyring")

    def get_credential(service: str, user: str | None) -> Any:
        if service not in services:
            return None
        return types.SimpleNamespace(username=services[service][0], password=services[service][1])

    def get_password(service: str, user: str) -> str | None:
        name, secret = services.get(service, ("", ""))
        return secret if name == user else None

    module.__dict__.update(get_credential=get_credential, get_password=get_password)
    monkeypatch.setitem(sys.modules, "keyring", module)
    return services


ANSWER = "echo username=ada; echo password=canary-git"


def everywhere(
    home: Home, keyring: dict[str, tuple[str, str]], host: str = "git.example.com"
) -> None:
    """Have a credential for one host in every place."""
    home.environment.update(GITHOST_TOKEN="canary-env", GITHOST_HOST=host)
    home.configure(f'[hosts."https://{host}"]\ncredential = "token"\ntoken = "canary-config"\n')
    home.helper(ANSWER, f"credential.https://{host}.helper")
    home.write(".netrc", f"machine {host} login ada password canary-netrc\n")
    keyring[f"githost:https://{host}"] = ("token", "canary-keyring")


def test_places_are_asked_in_their_order(home: Home, keyring: dict[str, tuple[str, str]]) -> None:
    """Environment, configuration file, git, netrc, keyring; each where those before have none."""
    everywhere(home, keyring)
    found = [home.find()]
    del home.environment["GITHOST_TOKEN"]
    found.append(home.find())
    home.configure("")
    found.append(home.find())
    home.write(".gitconfig", "")
    found.append(home.find())
    home.write(".netrc", "")
    found.append(home.find())
    assert [one.credential for one in found] == [
        githost.Token("canary-env"),
        githost.Token("canary-config"),
        githost.Basic("ada", "canary-git"),
        githost.Basic("ada", "canary-netrc"),
        githost.Token("canary-keyring"),
    ]
    assert [one.source.split(" (")[0].split("/")[0].strip() for one in found] == [
        "the environment",
        "the configuration file",
        "git's credential helper",
        "",
        "the keyring",
    ]
    assert "canary" not in repr(found)
    keyring.clear()
    home.gets_nothing(HOST)


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com.evil.example",
        "https://evilgit.example.com",
        "https://git.example.com:8443",
        "https://example.com",
        "https://git.example.org",
        "https://xn--gt-nja.example.com",
    ],
)
def test_host_that_looks_alike_gets_nothing(
    home: Home, keyring: dict[str, tuple[str, str]], url: str
) -> None:
    """Another name, or another port, is another host in every place."""
    everywhere(home, keyring)
    home.gets_nothing(url)


def test_plain_http_gets_nothing(home: Home, keyring: dict[str, tuple[str, str]]) -> None:
    """No place is even asked."""
    everywhere(home, keyring)
    home.helper(f"touch {home.path}/asked; {ANSWER}")
    assert "without encryption" in home.gets_nothing("http://git.example.com")
    assert not (home.path / "asked").exists()


def test_plain_http_that_was_allowed_is_bound_to_its_scheme(home: Home) -> None:
    """What is for https is not sent without it."""
    home.configure(
        '[hosts."https://git.example.com"]\ncredential = "token"\ntoken = "canary-a"\n'
        '[hosts."http://old.example.com"]\ncredential = "token"\ntoken = "canary-b"\n'
    )
    found = home.find("http://old.example.com", allow_http=True)
    assert found.credential == githost.Token("canary-b")
    with pytest.raises(githost.ConfigurationError, match="no credential"):
        home.find("http://git.example.com", allow_http=True)


def test_this_machine_gets_its_own_over_plain_http(home: Home) -> None:
    """An emulator has an entry like any other host."""
    home.configure('[hosts."http://127.0.0.1:7990"]\ncredential = "token"\ntoken = "canary"\n')
    assert home.find("http://127.0.0.1:7990/bitbucket").credential == githost.Token("canary")
    home.gets_nothing("http://127.0.0.1:7991")


def test_default_entry_of_netrc_gives_nothing(home: Home) -> None:
    """It would send a secret to whichever host is named."""
    home.write(
        ".netrc",
        "machine other.example login x password canary-x\ndefault login ada password canary-any\n",
    )
    home.gets_nothing(HOST)
    home.gets_nothing("https://default")


def test_netrc_of_another_file_is_read_where_it_is_named(home: Home) -> None:
    """`NETRC` names it."""
    path = home.write("secrets", "machine git.example.com login ada password canary\n")
    home.environment["NETRC"] = str(path)
    assert home.find() == Found(githost.Basic("ada", "canary"), str(path))


@pytest.mark.parametrize("text", ["machine git.example.com login ada password canary\n"])
def test_netrc_that_others_may_read_is_passed_over(home: Home, text: str) -> None:
    """The message says what to do."""
    home.write(".netrc", text, 0o644)
    assert "chmod 600" in home.gets_nothing(HOST)


def test_netrc_that_cannot_be_read_is_passed_over_without_showing_it(home: Home) -> None:
    """The parser's complaint may quote the secret."""
    home.write(".netrc", "machine git.example.com login ada passwort canary\n")
    assert "cannot be read" in home.gets_nothing(HOST)


def hostile(home: Home) -> Path:
    """Clone a repository whose own settings name a host and a helper of its maker's."""
    clone = home.path / "clone"
    subprocess.run(["git", "init", "-q", str(clone)], check=True, env=home.environment)
    (clone / ".git" / "config").write_text(
        '[remote "origin"]\n\turl = https://evil.example/acme/site.git\n'
        f'[credential]\n\thelper = "!touch {home.path}/asked; echo username=x; echo password=y; :"\n'
        '[url "https://evil.example/"]\n\tinsteadOf = https://git.example.com/\n'
    )
    return clone


@pytest.mark.parametrize("way", ["directory", "GIT_DIR"])
def test_hostile_clone_is_not_asked_and_gets_nothing(
    home: Home, keyring: dict[str, tuple[str, str]], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """Neither the remote of the directory we stand in nor its helpers have a say."""
    clone = hostile(home)
    if way == "directory":
        monkeypatch.chdir(clone)
    else:
        home.environment["GIT_DIR"] = str(clone / ".git")
    home.gets_nothing("https://evil.example")
    home.gets_nothing(HOST)
    assert not (home.path / "asked").exists()
    everywhere(home, keyring)
    home.gets_nothing("https://evil.example")
    assert not (home.path / "asked").exists()


def test_connecting_never_follows_a_remote(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """An address is always said; a directory is none."""
    monkeypatch.chdir(hostile(home))
    for address in (".", "origin", ""):
        with pytest.raises(githost.ConfigurationError):
            githost.connect(address)


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "echo username=ada",
        "echo quit=1",
        f"echo host=evil.example; {ANSWER}",
        f"echo protocol=http; {ANSWER}",
        "echo nonsense",
    ],
)
def test_helper_without_an_answer_for_this_host_gives_nothing(home: Home, script: str) -> None:
    """Half an answer, none, or one for another host."""
    home.helper(script)
    home.gets_nothing(HOST)


def test_helper_that_hangs_is_given_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has a time limit, and the message says that it was asked."""
    monkeypatch.setattr("githost.engine.chain._PATIENCE", 0.2)
    home.helper("exec sleep 5")
    assert "could not be asked" in home.gets_nothing(HOST)


def test_git_asks_nobody(home: Home) -> None:
    """Neither a terminal nor a program that opens a window."""
    asking = home.write("ask.sh", f"#!/bin/sh\ntouch {home.path}/asked\necho canary\n", 0o700)
    home.write(".gitconfig", f"[core]\n\taskPass = {asking}\n")
    home.environment.update(GIT_ASKPASS=str(asking), SSH_ASKPASS=str(asking), DISPLAY=":0")
    home.gets_nothing(HOST)
    assert not (home.path / "asked").exists()


def test_machine_without_git_has_the_other_places(home: Home) -> None:
    """Git is one place of several."""
    home.environment["PATH"] = str(home.path)
    home.write(".netrc", "machine git.example.com login ada password canary\n")
    assert home.find().credential == githost.Basic("ada", "canary")


@pytest.mark.parametrize(
    ("user", "credential"),
    [
        ("me@example.com", githost.ApiToken("me@example.com", "canary-git")),
        ("x-token-auth", githost.Token("canary-git")),
        ("ada", None),
        ("x-bitbucket-api-token-auth", None),
    ],
)
def test_what_git_keeps_for_cloud_is_used_where_the_api_takes_it(
    home: Home, user: str, credential: githost.ApiToken | None
) -> None:
    """By its user name; of what it does not take the message tells."""
    home.helper(ANSWER.replace("ada", user))
    if credential is not None:
        assert home.find("https://bitbucket.org", BitbucketCloud()).credential == credential
    else:
        assert user in home.gets_nothing("https://bitbucket.org", BitbucketCloud())


def test_keyring_has_passwords_too(home: Home, keyring: dict[str, tuple[str, str]]) -> None:
    """The user name `token` is for tokens, and any other for its password."""
    keyring["githost:https://git.example.com"] = ("ada", "canary")
    assert home.find().credential == githost.Basic("ada", "canary")


def test_keyring_that_fails_is_passed_over(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever its backend raises."""

    def fail(*_: object) -> None:
        raise RuntimeError("canary: no backend")

    module = types.ModuleType("keyring")
    module.__dict__["get_credential"] = fail
    monkeypatch.setitem(sys.modules, "keyring", module)
    assert "keyring could not be asked" in home.gets_nothing(HOST)


class Vault:
    """What a plugin of an organisation does: it knows one host."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def __call__(self, url: str, provider: Provider) -> Any:
        """Answer for the one host."""
        self.asked.append((url, provider.name))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if url == HOST else None


def test_plugin_is_asked_after_what_the_user_wrote_and_before_what_lies_about(
    home: Home, keyring: dict[str, tuple[str, str]]
) -> None:
    """The environment and the configuration file come first; git, netrc and the keyring after."""
    everywhere(home, keyring)
    vault = Vault(githost.Token("canary-vault"))
    home.find(plugins={"vault": vault})
    del home.environment["GITHOST_TOKEN"]
    home.find(plugins={"vault": vault})
    assert vault.asked == []
    home.configure("")
    found = home.find(plugins={"vault": vault})
    assert (found.credential, found.source) == (githost.Token("canary-vault"), "the plugin vault")
    assert vault.asked == [(HOST, "bitbucket-datacenter")]


def test_first_plugin_that_knows_is_the_last_that_is_asked(home: Home) -> None:
    """One that has nothing is passed over."""
    first, second, third = Vault(None), Vault(githost.Token("b")), Vault(githost.Token("c"))
    plugins = {"first": first, "second": second, "third": third}
    assert home.find(plugins=plugins).source == "the plugin second"
    assert first.asked
    assert not third.asked


def test_no_plugin_is_asked_for_a_host_without_encryption(home: Home) -> None:
    """What it gave would travel in the open."""
    vault = Vault(githost.Token("canary"))
    with pytest.raises(githost.ConfigurationError, match="without encryption"):
        home.find("http://git.example.com", plugins={"vault": vault})
    assert not vault.asked


def test_failing_plugin_is_named_and_its_words_are_not_shown(home: Home) -> None:
    """They may hold a secret; nor is it the cause of the error."""
    vault = Vault(RuntimeError("login canary-4711 refused"))
    with pytest.raises(githost.ConfigurationError, match=r"vault .*\(RuntimeError\)") as caught:
        home.find(plugins={"vault": vault})
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("given", ["canary-text", githost.Anonymous()], ids=["text", "nobody"])
def test_what_is_no_credential_is_not_taken_from_a_plugin(home: Home, given: Any) -> None:
    """Nobody is nobody by a plugin's will, and no secret is shown."""
    with pytest.raises(githost.ConfigurationError, match="vault gave no credential") as caught:
        home.find(plugins={"vault": Vault(given)})
    assert "canary" not in str(caught.value)
