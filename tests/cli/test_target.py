"""Which host and repository a command means."""

import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from githost.cli.target import (
    Target,
    find_host,
    find_namespace,
    find_pull_request,
    find_repo,
)
from githost.errors import ConfigurationError
from githost.model import NamespaceRef, PullRequestRef, RepoRef
from tests.cli.seats import Typist

CLOUD = "https://bitbucket.org"
SERVER = "https://git.example.com/bitbucket"
SITE = RepoRef("acme", "site")


@pytest.fixture(autouse=True)
def settings(home: Path) -> None:
    """Have a configuration file that names a Data Center below a context path."""
    path = home / ".config" / "githost" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'[hosts."{SERVER}"]\nprovider = "bitbucket-datacenter"\n')
    path.chmod(0o600)


def remote(address: str, name: str = "origin") -> None:
    """Make the current directory a repository with a remote."""
    subprocess.run(["git", "init", "--quiet"], check=True)
    subprocess.run(["git", "remote", "add", name, address], check=True)


def _detect(url: str) -> str:
    """Know one host that nobody else knows."""
    assert url == "http://localhost:7990"
    return "bitbucket-cloud"


@pytest.mark.parametrize(
    ("given", "host", "url", "provider", "ref"),
    [
        (f"{CLOUD}/acme/site", None, CLOUD, "bitbucket-cloud", SITE),
        (f"{CLOUD}/acme/site/pull-requests/3", None, CLOUD, "bitbucket-cloud", SITE),
        (f"{CLOUD}/acme/site/src/main/a.py", None, CLOUD, "bitbucket-cloud", SITE),
        ("git@bitbucket.org:acme/site.git", None, CLOUD, "bitbucket-cloud", SITE),
        ("bitbucket.org/acme/site", None, CLOUD, "bitbucket-cloud", SITE),
        ("acme/site", "bitbucket.org", CLOUD, "bitbucket-cloud", SITE),
        ("acme/site", CLOUD, CLOUD, "bitbucket-cloud", SITE),
        ("my.group/site", CLOUD, CLOUD, "bitbucket-cloud", RepoRef("my.group", "site")),
        ("acme/site", SERVER, SERVER, "bitbucket-datacenter", SITE),
        ("acme/site", "localhost:7990", "http://localhost:7990", "bitbucket-cloud", SITE),
        (
            f"{SERVER}/projects/SITE/repos/site/browse",
            None,
            SERVER,
            "bitbucket-datacenter",
            RepoRef("SITE", "site"),
        ),
        (
            "ssh://git@git.example.com:7999/site/site.git",
            None,
            SERVER,
            "bitbucket-datacenter",
            RepoRef("site", "site"),
        ),
        ("acme/site", "local:/srv/archive", "local:/srv/archive", "local", SITE),
    ],
)
def test_repository_is_found(
    given: str,
    host: str | None,
    url: str,
    provider: str,
    ref: RepoRef,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By a page, a clone address, a name with the host before it, or a path beside `--host`."""
    monkeypatch.setattr("githost.detect", _detect)
    found = find_repo(given, host=host, provider=None)
    assert found == Target(url=url, provider=provider, ref=ref)


@pytest.mark.parametrize(
    ("given", "host", "ref"),
    [
        (f"{CLOUD}/acme", None, NamespaceRef("acme")),
        (f"{CLOUD}/acme/site", None, NamespaceRef("acme")),
        ("acme", CLOUD, NamespaceRef("acme")),
        ("~first.last", CLOUD, NamespaceRef("~first.last")),
        (CLOUD, None, None),
        ("bitbucket.org", None, None),
    ],
)
def test_namespace_is_found(given: str, host: str | None, ref: NamespaceRef | None) -> None:
    """By its path or address; a host alone leaves it open."""
    assert find_namespace(given, host=host, provider=None).ref == ref


@pytest.mark.parametrize(
    ("given", "repo", "host"),
    [
        ("3", "acme/site", CLOUD),
        ("#3", f"{CLOUD}/acme/site", None),
        (f"{CLOUD}/acme/site/pull-requests/3", None, None),
        (f"{CLOUD}/acme/site/pull-requests/3/some-title/diff", None, None),
    ],
)
def test_pull_request_is_found(given: str, repo: str | None, host: str | None) -> None:
    """By its number in a repository, or its page."""
    found = find_pull_request(given, repo, host=host, provider=None)
    assert found.ref == PullRequestRef(SITE, 3)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://bitbucket.org/acme/site.git", CLOUD),
        ("git@bitbucket.org:acme/site.git", CLOUD),
        ("https://me@bitbucket.org/acme/site.git", CLOUD),
        ("https://git.example.com/bitbucket/scm/acme/site.git", SERVER),
    ],
)
def test_remote_of_the_directory_is_the_default(address: str, url: str) -> None:
    """From a directory below it, too."""
    remote(address)
    folder = Path("docs")
    folder.mkdir()
    found = find_repo(None, host=None, provider=None)
    assert (found.url, found.ref) == (url, SITE)
    assert find_namespace(None, host=None, provider=None).ref == NamespaceRef("acme")
    assert find_host(None, host=None, provider=None).url == url
    assert find_pull_request("7", None, host=None, provider=None).ref == PullRequestRef(SITE, 7)


def test_origin_is_the_remote_where_there_are_several() -> None:
    """Without it, and with several, none is guessed."""
    remote("https://bitbucket.org/acme/site.git", "upstream")
    assert find_repo(None, host=None, provider=None).ref == SITE
    remote("https://bitbucket.org/ada/site.git", "fork")
    with pytest.raises(ConfigurationError, match="say -R"):
        find_repo(None, host=None, provider=None)
    remote("https://bitbucket.org/ada/site.git")
    assert find_repo(None, host=None, provider=None).ref == RepoRef("ada", "site")


def test_path_is_on_the_host_of_the_remote(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before that of the environment; beside `--host` the directory does not count."""
    remote("https://bitbucket.org/acme/site.git")
    monkeypatch.setenv("GITHOST_HOST", SERVER)
    assert find_repo("acme/api", host=None, provider=None).url == CLOUD
    assert find_repo("acme/api", host=SERVER, provider=None).url == SERVER
    with pytest.raises(ConfigurationError, match="which repository"):
        find_repo(None, host=SERVER, provider=None)


def test_host_of_the_environment_is_the_last_resort(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither the command nor the directory names one."""
    monkeypatch.setenv("GITHOST_HOST", "bitbucket.org")
    assert find_repo("acme/site", host=None, provider=None).url == CLOUD
    assert find_host(None, host=None, provider=None).url == CLOUD


@pytest.mark.parametrize(
    ("given", "host", "complaint"),
    [
        (None, None, "say -R NAMESPACE/NAME"),
        ("acme/site", None, "which host"),
        ("acme", CLOUD, "names no repository"),
        (f"{CLOUD}/acme", None, "which repository"),
        (f"{CLOUD}/acme/site", CLOUD, "say one"),
    ],
)
def test_what_names_no_repository_is_told(
    given: str | None, host: str | None, complaint: str
) -> None:
    """With what to write in its place."""
    with pytest.raises(ConfigurationError, match=complaint):
        find_repo(given, host=host, provider=None)


@pytest.mark.parametrize(
    ("given", "repo", "complaint"),
    [
        ("fix", "acme/site", "its number or its address"),
        (f"{CLOUD}/acme/site", None, "no page of a pull request"),
        (f"{CLOUD}/acme/site/pull-requests/3", "acme/site", "say one"),
    ],
)
def test_what_names_no_pull_request_is_told(given: str, repo: str | None, complaint: str) -> None:
    """A branch is none."""
    with pytest.raises(ConfigurationError, match=complaint):
        find_pull_request(given, repo, host=None, provider=None)


@pytest.mark.parametrize("address", ["https://me:s3cret@[::1", "ssh://git.example.com:x/a/b"])
def test_address_that_cannot_be_taken_apart_is_told(address: str) -> None:
    """Wherever it is given, without its secret; as a remote's it is none."""
    for find in (find_host, find_repo, find_namespace):
        with pytest.raises(ConfigurationError, match="is no address: ") as caught:
            find(address, host=None, provider=None)
        assert "s3cret" not in str(caught.value)
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(["git", "remote", "add", "origin", address], check=True)
    with pytest.raises(ConfigurationError, match="no remote of it names a host"):
        find_repo(None, host=None, provider=None)


def test_unknown_host_of_a_remote_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever made the directory does not lead us anywhere: no request is made."""
    remote("https://elsewhere.example.com/acme/site.git")
    monkeypatch.setattr("githost.detect", lambda url: pytest.fail(f"asked {url}"))
    found = find_repo(None, host=None, provider=None)
    assert (found.url, found.provider) == ("https://elsewhere.example.com", None)


def test_unknown_host_that_was_typed_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a credential: that is how `detect` asks."""
    monkeypatch.setattr("githost.detect", lambda url: "bitbucket-datacenter")
    found = find_repo("https://elsewhere.example.com/acme/site", host=None, provider=None)
    assert found.provider == "bitbucket-datacenter"
    named = find_repo("https://127.0.0.1:1/acme/site", host=None, provider="bitbucket-cloud")
    assert named.provider == "bitbucket-cloud"


def test_deletion_without_a_question_wants_the_name(typist: Typist) -> None:
    """A directory does not name what is deleted for good."""
    remote("https://bitbucket.org/acme/site.git")
    said = typist("repo", "delete", "--yes", "--anonymous", status=2)
    assert "say githost repo delete acme/site" in said.err


def test_host_of_a_remote_gets_no_credential_of_another_host(
    typist: Typist, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever made the directory gets no token, and no request."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    monkeypatch.setenv("GITHOST_TOKEN", "canary-4711")
    monkeypatch.setenv("GITHOST_HOST", "bitbucket.org")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        remote(f"http://127.0.0.1:{server.server_port}/scm/acme/site.git")
        said = typist("pr", "list", "--provider", "bitbucket-datacenter", status=2)
        unnamed = typist("pr", "list", status=2)
        server.shutdown()
    assert asked == []
    assert f"no credential for http://127.0.0.1:{server.server_port}" in said.err
    assert "say --provider NAME" in unnamed.err
    assert "canary" not in said.err + unnamed.err
