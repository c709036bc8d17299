"""`githost api`, and `githost config`."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from githost.credentials import ApiToken, Token
from tests.cli.seats import Seat, Typist, configure, seated

CLOUD, SERVER = "bitbucket-cloud", "bitbucket-datacenter"


@pytest.fixture(scope="module", params=[CLOUD, SERVER])
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Seat]:
    """Give the hosts that have an API."""
    with seated(request.param, tmp_path_factory.mktemp("host")) as seat:
        yield seat


def below(seat: Seat, repo: str, rest: str = "") -> str:
    """Return the path of a repository in the host's API."""
    if seat.provider == CLOUD:
        return f"/repositories/{repo}{rest}"
    namespace, _, name = repo.partition("/")
    return f"/projects/{namespace}/repos/{name}{rest}"


def branches(seat: Seat) -> str:
    """Return how the host spells branches."""
    return "/refs/branches" if seat.provider == CLOUD else "/branches"


def test_answer_is_printed_as_json(seat: Seat, typist: Typist, repo: str) -> None:
    """On one line where no terminal is; a slash at the beginning is not needed."""
    found = typist("api", "GET", below(seat, repo)).object
    assert found["slug"] == repo.rpartition("/")[2]
    assert typist("api", "get", below(seat, repo)[1:]).object == found


@pytest.mark.parametrize("given", ["--field", "?"])
def test_fields_are_the_query_of_a_get(seat: Seat, typist: Typist, repo: str, given: str) -> None:
    """As those in the path are."""
    size = "pagelen" if seat.provider == CLOUD else "limit"
    path = below(seat, repo, branches(seat))
    words = [f"{path}?{size}=1"] if given == "?" else [path, "--field", f"{size}:=1"]
    assert len(typist("api", "GET", *words).object["values"]) == 1


def test_fields_and_files_are_the_body_of_a_post(
    seat: Seat, typist: Typist, repo: str, home: Path
) -> None:
    """As JSON."""
    pulls = "/pullrequests" if seat.provider == CLOUD else "/pull-requests"
    made = typist("api", "GET", below(seat, repo, pulls)).object
    assert made["values"] == []
    path = below(seat, repo, "/hooks" if seat.provider == CLOUD else "/webhooks")
    keys = (
        {
            "description": "d",
            "url": "https://x.example.com",
            "active": True,
            "events": ["repo:push"],
        }
        if seat.provider == CLOUD
        else {"name": "d", "url": "https://x.example.com", "events": ["repo:refs_changed"]}
    )
    fields = [f"{name}:={json.dumps(value)}" for name, value in keys.items()]
    words = [word for field in fields for word in ("-f", field)]
    assert typist("api", "POST", path, *words).object["url"] == keys["url"]
    Path("hook.json").write_text(json.dumps(keys))
    assert typist("api", "POST", path, "--input", "hook.json").object["url"] == keys["url"]
    text = json.dumps(keys).encode()
    assert typist("api", "POST", path, "--input", "-", stdin=text).object["url"] == keys["url"]
    assert len(typist("hook", "list", repo).lines) == 3


def test_deletion_wants_yes_and_prints_nothing(seat: Seat, typist: Typist, repo: str) -> None:
    """As other deletions do."""
    assert "--yes" in typist("api", "DELETE", below(seat, repo), status=2).err
    typist("repo", "view", repo)
    typist("api", "DELETE", below(seat, repo), "--yes")
    typist("repo", "view", repo, status=1)


def test_refusal_is_one_line_and_status_1(seat: Seat, typist: Typist) -> None:
    """With the host's own words."""
    said = typist("api", "GET", below(seat, f"{seat.namespace}/absent"), status=1)
    assert "404" in said.err
    assert len(said.err.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["GET", "//evil.example.com/x"],
        ["GET", "https://evil.example.com/x"],
        ["GET", "/x", "--field", "novalue"],
        ["GET", "/x", "--field", "a:=not json"],
        ["GET", "/x", "--input", "-"],
        ["POST", "/x", "--input", "absent.json"],
        ["POST", "/x", "--input", "-"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_sent_is_status_2(seat: Seat, typist: Typist, words: list[str]) -> None:
    """Nothing leaves, and least of all to another host."""
    typist("api", *words, status=2)


def test_product_at_a_typed_host_is_found_out(
    seat: Seat, typist: Typist, repo: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where neither an option nor the configuration file tells."""
    (home / ".config" / "githost" / "config.toml").unlink()
    held = seat.credential
    assert isinstance(held, ApiToken | Token)
    monkeypatch.setenv("GITHOST_TOKEN", held.token.reveal())
    if isinstance(held, ApiToken):
        monkeypatch.setenv("GITHOST_EMAIL", held.email)
    assert typist("repo", "view", repo, "--host", seat.url, "--format", "{ref}").out == f"{repo}\n"
    assert "admin" in typist("auth", "check", "--provider", seat.provider).out


def test_local_host_has_no_api(typist: Typist, home: Path) -> None:
    """It has no wire."""
    assert "githost: " in typist("api", "GET", "/x", "--host", "local:x", status=2).err


@pytest.mark.parametrize("body", ["[", "NaN", "[-Infinity]", "[" * 100_000], ids=len)
def test_body_that_is_no_json_is_refused(typist: Typist, home: Path, body: str) -> None:
    """What Python reads beyond JSON is not sent either."""
    words = ("api", "POST", "/x", "--host", "bitbucket.org", "--anonymous", "--input", "-")
    assert "standard input is no JSON: " in typist(*words, status=2, stdin=body.encode()).err


@pytest.mark.parametrize("path", ["https://[", "//[::1", "https://me:s3cret@evil.example/x"])
def test_path_that_is_none_is_named(typist: Typist, home: Path, path: str) -> None:
    """Nothing is sent, and a password in it is not shown."""
    said = typist("api", "GET", path, "--host", "bitbucket.org", "--anonymous", status=2).err
    assert "is no path below the API; write one" in said
    assert "s3cret" not in said


def test_configuration_is_shown_without_secrets(seat: Seat, typist: Typist, home: Path) -> None:
    """Where it lies, and what it says."""
    path = home / ".config" / "githost" / "config.toml"
    assert typist("config", "path").out == f"{path}\n"
    path.write_text(
        path.read_text()
        + '[hosts."https://git.example.com"]\ncredential = "oauth2"\nclient_id = "me"\n'
        'client_secret = { command = ["pass", "canary"] }\nrefresh_token = { env = "WORK" }\n'
    )
    shown = typist("config", "view").out
    assert f"# {path}" in shown
    assert f'[hosts."{seat.url}"]' in shown
    assert f'provider = "{seat.provider}"' in shown
    assert 'token = "…"' in shown
    assert 'client_secret = { command = ["…"] }' in shown
    assert 'refresh_token = { env = "WORK" }' in shown
    for secret in ("canary", path.read_text().partition('token = "')[2].partition('"')[0]):
        assert secret not in shown


def test_configuration_that_is_not_there_is_no_error(typist: Typist, home: Path) -> None:
    """It is told where it would lie."""
    assert "is not there" in typist("config", "view").out
    configure(home)
    assert typist("config", "view").out.startswith("# ")


def test_folder_in_place_of_the_configuration_is_told(
    typist: Typist, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is there, but no file."""
    monkeypatch.setenv("GITHOST_CONFIG", str(home))
    assert f"{home} cannot be read: Is a directory" in typist("config", "view", status=2).err
