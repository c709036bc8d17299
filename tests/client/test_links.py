"""Links to what they name."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

import githost
from githost import (
    BranchRef,
    CommitRef,
    ConfigurationError,
    FileRef,
    NamespaceRef,
    PullRequestRef,
    RepoRef,
    parse_url,
    registry,
)

SITE = RepoRef("acme", "site")
CLOUD = "https://bitbucket.org"
SERVER = "https://git.example.com:8443/bitbucket"
KEY = RepoRef("PROJ", "site")


@pytest.fixture(autouse=True)
def scripted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the plugins that are installed, not the scripted one of this folder."""
    monkeypatch.setattr("githost.client.links.installed", registry.installed)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        (CLOUD, None),
        (f"{CLOUD}/acme", NamespaceRef("acme")),
        (f"{CLOUD}/acme/workspace/projects/WEB", NamespaceRef("acme")),
        (f"{CLOUD}/acme/site", SITE),
        (f"{CLOUD}/acme/site/", SITE),
        (f"{CLOUD}/acme/site.git", SITE),
        ("https://me:secret@bitbucket.org/acme/site.git", SITE),
        ("git@bitbucket.org:acme/site.git", SITE),
        ("ssh://git@bitbucket.org/acme/site.git", SITE),
        ("ssh://git@altssh.bitbucket.org:443/acme/site.git", SITE),
        (f"{CLOUD}/acme/site/pull-requests/12", PullRequestRef(SITE, 12)),
        (f"{CLOUD}/acme/site/pull-requests/12/fix-it/diff", PullRequestRef(SITE, 12)),
        (f"{CLOUD}/acme/site/branch/feature/x", BranchRef(SITE, "feature/x")),
        (f"{CLOUD}/acme/site/commits/abc123", CommitRef(SITE, "abc123")),
        (f"{CLOUD}/acme/site/commits/branch/feature%2Fx", BranchRef(SITE, "feature/x")),
        (f"{CLOUD}/acme/site/src/main/docs/a%20b.md", FileRef(SITE, "docs/a b.md", "main")),
        (f"{CLOUD}/acme/site/src/abc123/a.md?at=feature%2Fx", FileRef(SITE, "a.md", "feature/x")),
        ("https://api.bitbucket.org/2.0/repositories/acme/site", SITE),
        (
            "https://api.bitbucket.org/2.0/repositories/acme/site/pullrequests/3/comments",
            PullRequestRef(SITE, 3),
        ),
        (
            "https://api.bitbucket.org/2.0/repositories/acme/site/refs/branches/a/b",
            BranchRef(SITE, "a/b"),
        ),
        ("https://api.bitbucket.org/2.0/workspaces/acme", NamespaceRef("acme")),
    ],
)
def test_cloud_link(text: str, ref: object) -> None:
    """Pages, clone and API addresses of Cloud."""
    found = parse_url(text)
    assert (found.provider, found.ref) == ("bitbucket-cloud", ref)
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    ("text", "root", "ref"),
    [
        (f"{SERVER}/projects/PROJ", SERVER, NamespaceRef("PROJ")),
        (f"{SERVER}/projects/PROJ/repos/site/browse", SERVER, KEY),
        (f"{SERVER}/users/jdoe/repos/site/browse", SERVER, RepoRef("~jdoe", "site")),
        (f"{SERVER}/scm/proj/site.git", SERVER, RepoRef("proj", "site")),
        (f"{SERVER}/scm/~jdoe/site.git", SERVER, RepoRef("~jdoe", "site")),
        (
            f"{SERVER}/projects/PROJ/repos/site/pull-requests/7/overview",
            SERVER,
            PullRequestRef(KEY, 7),
        ),
        (f"{SERVER}/projects/PROJ/repos/site/commits/abc", SERVER, CommitRef(KEY, "abc")),
        (
            f"{SERVER}/projects/PROJ/repos/site/browse/a/b.md?at=refs%2Fheads%2Ffeature%2Fx",
            SERVER,
            FileRef(KEY, "a/b.md", "feature/x"),
        ),
        (
            f"{SERVER}/projects/PROJ/repos/site/browse?at=refs%2Fheads%2Fdev",
            SERVER,
            BranchRef(KEY, "dev"),
        ),
        (
            f"{SERVER}/rest/api/1.0/projects/PROJ/repos/site/pull-requests/7",
            SERVER,
            PullRequestRef(KEY, 7),
        ),
        ("http://localhost:7990/projects/PROJ/repos/site", "http://localhost:7990", KEY),
        (
            "ssh://git@git.example.com:7999/proj/site.git",
            "https://git.example.com",
            RepoRef("proj", "site"),
        ),
        (
            "ssh://git@git.example.com:7999/~jdoe/site.git",
            "https://git.example.com",
            RepoRef("~jdoe", "site"),
        ),
    ],
)
def test_data_center_link(text: str, root: str, ref: object) -> None:
    """Pages, clone and API addresses of a Data Center below a context path; its host is nobody's."""
    found = parse_url(text)
    assert (found.provider, found.root, found.ref) == (None, root, ref)


@pytest.mark.parametrize(
    ("text", "ref"),
    [
        ("https://gitlab.example.com/group/sub/name.git", RepoRef("group/sub", "name")),
        ("git@gitlab.example.com:group/sub/name.git", RepoRef("group/sub", "name")),
        ("https://bitbucket.org.evil.example/acme/site", SITE),
    ],
)
def test_unknown_host_is_read_by_its_shape_and_belongs_to_nobody(text: str, ref: RepoRef) -> None:
    """Everything before the last segment is the namespace; a look-alike is not the product."""
    found = parse_url(text)
    assert (found.provider, found.ref) == (None, ref)


def test_local_link() -> None:
    """A forge in a directory is its own address."""
    assert parse_url("local:/srv/archive") == githost.Address("local", "local:/srv/archive", None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "acme/site",
        "C:\\repos\\site",
        "https://",
        "ftp://x/y",
        "https://h/a/../b",
        "https://h/a\nb",
        "https://[x/y",
    ],
)
def test_what_is_no_link_is_refused(text: str) -> None:
    """The error says what a link looks like."""
    with pytest.raises(ConfigurationError):
        parse_url(text)


NAME = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,15}", fullmatch=True).filter(
    lambda name: not name.endswith(".git") and name not in {"workspace", "2.0"}
)
BRANCH = st.lists(NAME, min_size=1, max_size=3).map("/".join)


@given(NAME, NAME, st.integers(1, 10**6), BRANCH)
def test_links_come_back_as_what_they_were_made_of(
    namespace: str, name: str, number: int, branch: str
) -> None:
    """A page's address round-trips on both products."""
    repo = RepoRef(namespace, name)
    cloud = f"{CLOUD}/{namespace}/{name}"
    server = f"{SERVER}/projects/{namespace}/repos/{name}"
    assert parse_url(cloud).ref == parse_url(server).ref == repo
    for url in (f"{cloud}/pull-requests/{number}", f"{server}/pull-requests/{number}/overview"):
        assert parse_url(url).ref == PullRequestRef(repo, number)
    for url in (
        f"{cloud}/branch/{quote(branch)}",
        f"{server}/browse?at={quote('refs/heads/' + branch, safe='')}",
    ):
        assert parse_url(url).ref == BranchRef(repo, branch)


@given(
    st.text(max_size=40) | st.text(max_size=30).map(lambda text: f"https://bitbucket.org/{text}")
)
def test_any_text_is_an_address_or_a_configuration_error(text: str) -> None:
    """No other exception comes out."""
    try:
        found = parse_url(text)
    except ConfigurationError:
        found = None
    assert found is None or found.root


@pytest.mark.parametrize(
    ("text", "provider", "ref"),
    [
        (
            "http://127.0.0.1:8080/acme/site/pull-requests/3",
            "bitbucket-cloud",
            PullRequestRef(RepoRef("acme", "site"), 3),
        ),
        ("http://127.0.0.1:8080/acme", "bitbucket-cloud", NamespaceRef("acme")),
        (
            "ssh://git@git.example.com:7999/site/web.git",
            "bitbucket-datacenter",
            RepoRef("site", "web"),
        ),
    ],
)
def test_provider_that_is_named_reads_the_path(text: str, provider: str, ref: object) -> None:
    """The host's name need not tell what runs there."""
    assert parse_url(text, provider=provider).ref == ref
    assert parse_url(text, provider=provider).provider == provider


def test_provider_that_is_not_there_is_refused() -> None:
    """As `connect` refuses it."""
    with pytest.raises(githost.ConfigurationError, match="no provider 'github'"):
        parse_url("https://git.example.com/acme/site", provider="github")
