"""The user's configuration file."""

import sys
import types
from pathlib import Path

import pytest

import githost
from githost.engine.configuration import Entry, configuration_path, configured

HOST = "https://git.example.com"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Have a place for the file."""
    return tmp_path / "config.toml"


def read(path: Path, text: str, url: str = HOST, mode: int = 0o600) -> Entry | None:
    """Write the file and read what it says of a host."""
    path.write_text(text)
    path.chmod(mode)
    return configured(url, {"GITHOST_CONFIG": str(path)})


def entry(lines: str) -> str:
    """Write one host's entry."""
    return f'[hosts."{HOST}"]\n{lines}\n'


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"HOME": "/h"}, "/h/.config/githost/config.toml"),
        ("linux", {"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, "/x/githost/config.toml"),
        ("darwin", {"HOME": "/h"}, "/h/Library/Application Support/githost/config.toml"),
        ("linux", {"HOME": "/h", "GITHOST_CONFIG": "/c.toml"}, "/c.toml"),
    ],
)
def test_file_lies_where_the_platform_has_such_files(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str
) -> None:
    """Or where the environment says."""
    monkeypatch.setattr(sys, "platform", platform)
    assert configuration_path(environment) == Path(expected)


def test_machine_without_the_file_has_nothing_configured(path: Path) -> None:
    """No file is no error."""
    assert configured(HOST, {"GITHOST_CONFIG": str(path)}) is None


@pytest.mark.parametrize(
    ("lines", "credential"),
    [
        ('credential = "token"\ntoken = "t"', githost.Token("t")),
        (
            'credential = "api-token"\nemail = "a@b.example"\ntoken = "t"',
            githost.ApiToken("a@b.example", "t"),
        ),
        ('credential = "basic"\nuser = "ada"\npassword = "p"', githost.Basic("ada", "p")),
        (
            'credential = "oauth2"\nclient_id = "c"\nclient_secret = "s"',
            githost.OAuth2("c", "s"),
        ),
        (
            'credential = "oauth2"\nclient_id = "c"\nclient_secret = "s"\nrefresh_token = "r"',
            githost.OAuth2("c", "s", "r"),
        ),
    ],
    ids=["token", "api-token", "basic", "oauth2", "oauth2 of a user"],
)
def test_every_kind_of_credential_can_be_configured(
    path: Path, lines: str, credential: githost.Token
) -> None:
    """With the names that the classes have."""
    found = read(path, entry(lines))
    assert found is not None
    assert found.credential() == credential


def test_secret_comes_from_where_the_entry_says(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable, a file, a program, the keyring."""
    secret = tmp_path / "secret"
    secret.write_text("canary\n")
    secret.chmod(0o600)
    module = types.ModuleType("keyring")
    module.__dict__["get_password"] = lambda service, user: {("s", "u"): "canary"}[service, user]
    monkeypatch.setitem(sys.modules, "keyring", module)
    for source in (
        '{ env = "WORK" }',
        f'{{ file = "{secret}" }}',
        f'{{ command = ["{sys.executable}", "-c", "print(\'canary\')"] }}',
        '{ keyring = ["s", "u"] }',
    ):
        found = read(path, entry(f'credential = "token"\ntoken = {source}'))
        assert found is not None
        assert found.credential({"WORK": "canary"}) == githost.Token("canary")


_NO_TEXT = r"import sys; sys.stdout.buffer.write(bytes([255]))"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('{ env = "WORK" }', "empty, or not there, in the env"),
        ('{ file = "/nowhere" }', "cannot be read"),
        ('{ command = ["/nowhere"] }', "did not print it: No such file"),
        ('{ command = ["false"] }', "did not print it: it ended with status 1"),
        (
            f"{{ command = ['{sys.executable}', '-c', '{_NO_TEXT}'] }}",
            "did not print it: it is not",
        ),
        ('{ keyring = ["s", "u"] }', r"githost-sdk\[keyring\]"),
        ('{ command = "echo t" }', "must come from"),
        ('{ vault = "x" }', "must come from"),
        ("7", "must be a text"),
    ],
)
def test_secret_that_is_not_there_is_an_error(
    path: Path, monkeypatch: pytest.MonkeyPatch, source: str, complaint: str
) -> None:
    """The message names the entry and the field."""
    monkeypatch.setitem(sys.modules, "keyring", None)
    found = read(path, entry(f'credential = "token"\ntoken = {source}'))
    assert found is not None
    with pytest.raises(githost.ConfigurationError, match=complaint) as caught:
        found.credential({})
    assert HOST in str(caught.value)
    assert "token" in str(caught.value)


def test_file_of_a_secret_must_be_private(path: Path, tmp_path: Path) -> None:
    """What others may read is no secret."""
    secret = tmp_path / "secret"
    secret.write_text("canary")
    secret.chmod(0o644)
    found = read(path, entry(f'credential = "token"\ntoken = {{ file = "{secret}" }}'))
    assert found is not None
    with pytest.raises(githost.ConfigurationError, match="chmod 600") as caught:
        found.credential()
    assert "canary" not in str(caught.value)


def test_file_with_secrets_that_others_may_read_is_refused(path: Path) -> None:
    """Wherever in it the secret stands."""
    text = entry('provider = "x"') + '[hosts."https://b.example"]\npassword = "canary"\n'
    with pytest.raises(githost.ConfigurationError, match="chmod 600") as caught:
        read(path, text, mode=0o640)
    assert "canary" not in str(caught.value)


def test_file_without_secrets_may_be_read_by_others_and_not_written(path: Path) -> None:
    """Who may change it says where credentials go."""
    text = entry('credential = "token"\ntoken = { env = "WORK" }')
    assert read(path, text, mode=0o644) is not None
    with pytest.raises(githost.ConfigurationError, match="others may change"):
        read(path, text, mode=0o664)


@pytest.mark.parametrize(
    ("address", "url", "covered"),
    [
        ("https://git.example.com", "https://git.example.com", True),
        ("https://git.example.com", "https://git.example.com/bitbucket", True),
        ("https://git.example.com/", "https://GIT.example.com:443", True),
        ("https://git.example.com/bitbucket", "https://git.example.com/bitbucket", True),
        ("https://git.example.com/bitbucket", "https://git.example.com/bitbucket2", False),
        ("https://git.example.com/bitbucket", "https://git.example.com", False),
        ("https://git.example.com", "https://git.example.com:8443", False),
        ("https://git.example.com", "http://git.example.com", False),
        ("https://git.example.com", "https://git.example.com.evil.example", False),
        ("https://example.com", "https://git.example.com", False),
    ],
)
def test_entry_is_for_its_exact_origin_and_what_lies_below(
    path: Path, address: str, url: str, covered: bool
) -> None:
    """A name that looks alike, another port and another scheme are other hosts."""
    found = read(path, f'[hosts."{address}"]\nprovider = "x"\n', url)
    assert (found is not None) is covered


def test_entry_of_the_longer_path_wins(path: Path) -> None:
    """In whichever order they stand."""
    outer, inner = (
        f'[hosts."{HOST}{below}"]\nprovider = "{name}"\n'
        for below, name in (("", "outer"), ("/a", "inner"))
    )
    for text in (outer + inner, inner + outer):
        found = read(path, text, f"{HOST}/a")
        assert found is not None
        assert found.provider == "inner"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("hosts = 1", "no table of hosts; write"),
        (f"[host.'{HOST}']\nprovider = 'x'", "host is not known; write"),
        ('[hosts]\n"https://a.example" = 1', "write"),
        ("[hosts", "no TOML"),
        pytest.param(f"hosts = {'[' * 100_000}", "no TOML", id="deep"),
        (entry("pasword = 1"), "pasword is not known"),
        (entry("provider = 1"), "names, in quotes"),
        ('[hosts."git.example.com"]\nprovider = "x"', "https://git.example.com"),
    ],
)
def test_wrong_file_is_an_error_that_names_it(path: Path, text: str, complaint: str) -> None:
    """A mistake in it is not passed over."""
    with pytest.raises(githost.ConfigurationError, match=complaint) as caught:
        read(path, text)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ('credential = "password"', "must be 'token'"),
        ('credential = "token"', "needs token"),
        ('credential = "basic"\npassword = "p"', "needs user"),
    ],
)
def test_wrong_entry_is_an_error_when_its_credential_is_needed(
    path: Path, lines: str, complaint: str
) -> None:
    """The message says what is missing."""
    found = read(path, entry(lines))
    assert found is not None
    with pytest.raises(githost.ConfigurationError, match=complaint):
        found.credential()


def test_entry_shows_no_secret(path: Path) -> None:
    """Not in its repr either."""
    found = read(path, entry('credential = "token"\ntoken = "canary"'))
    assert "canary" not in repr(found)


def test_provider_of_a_host_is_taken_from_the_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`connect` needs no provider then; an exact host keeps its own."""
    monkeypatch.setenv("GITHOST_CONFIG", str(path))
    text = (
        f'[hosts."{HOST}"]\nprovider = "bitbucket-datacenter"\ncredential = "token"\ntoken = "t"\n'
        '[hosts."https://bitbucket.org"]\nprovider = "bitbucket-datacenter"\n'
    )
    read(path, text)
    with githost.connect(f"{HOST}/bitbucket") as host:
        assert host.provider.name == "bitbucket-datacenter"
    with githost.connect("https://bitbucket.org", credential=githost.Anonymous()) as host:
        assert host.provider.name == "bitbucket-cloud"
    with pytest.raises(githost.ConfigurationError, match="say provider="):
        githost.connect("https://git.example.com.evil.example")


def test_file_that_is_no_text_is_refused(path: Path) -> None:
    """One line names the file."""
    path.write_bytes(b"\xff\xfe[hosts]")
    path.chmod(0o600)
    with pytest.raises(
        githost.ConfigurationError, match=r"config\.toml cannot be read: it is not UTF-8"
    ):
        configured(HOST, {"GITHOST_CONFIG": str(path)})
