"""What is fixed about Data Center: addresses, credentials, headers, releases, capabilities."""

from collections.abc import Callable

import pytest

import githost
from githost.errors import (
    AuthenticationError,
    ConfigurationError,
    PermissionDeniedError,
    UnsupportedError,
)
from githost.interface import Nouns, Site, capabilities, operations
from githost_bitbucket.datacenter.provider import BitbucketDataCenter
from githost_bitbucket.datacenter.scopes import SCOPES
from tests.bitbucket.datacenter.exchanges import (
    REPO,
    ROOT,
    complaint,
    page,
    person,
    pull_request,
    repository,
)
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def _nouns() -> Nouns:
    provider = BitbucketDataCenter()
    return provider.open(Site(url=ROOT, roots=provider.roots(ROOT)))


@pytest.mark.parametrize(
    ("url", "api"),
    [
        ("https://git.example.com", "https://git.example.com/rest/api/1.0"),
        ("https://git.example.com/bitbucket", "https://git.example.com/bitbucket/rest/api/1.0"),
        ("https://git.example.com/rest/api/latest", "https://git.example.com/rest/api/1.0"),
        ("https://git.example.com/x/rest", "https://git.example.com/x/rest/api/1.0"),
        ("https://rest", "https://rest/rest/api/1.0"),
    ],
    ids=["root", "context path", "api root", "rest root", "a host of that name"],
)
def test_roots_lie_below_the_servers_own_address(url: str, api: str) -> None:
    """A context path is kept, and the root of the API is understood as the server's."""
    assert BitbucketDataCenter().roots(url)["api"] == api


def test_page_of_the_server_is_refused_as_its_address() -> None:
    """Connecting to a page names the address to connect to."""
    with pytest.raises(ConfigurationError, match=r"connect to https://git\.example\.com/x"):
        BitbucketDataCenter().roots("https://git.example.com/x/projects/ACME/repos/site")


def test_token_goes_as_bearer_and_writes_pass_the_forgery_guard(
    connect: Callable[..., Scripted],
) -> None:
    """HTTP access tokens of projects work as Bearer only; the guard wants its header."""
    server = connect(answer(200, pull_request()))
    server.host.pull_requests.get("ACME/site", 7)
    headers = server.script.requests[0].headers
    assert headers["authorization"] == "Bearer canary-4711"
    assert headers["x-atlassian-token"] == "no-check"


def test_credential_of_cloud_is_refused() -> None:
    """An `ApiToken` is Cloud's; the message says what to give instead."""
    op = BitbucketDataCenter().authorize(githost.ApiToken("me@example.com", "secret-4711"))
    with pytest.raises(ConfigurationError, match="give Token") as caught:
        next(op)
    assert "4711" not in str(caught.value)


def test_draft_asks_for_the_release_once_and_refuses_old_ones(
    connect: Callable[..., Scripted],
) -> None:
    """Releases before 8.18 would ignore `draft` in silence, so it is refused."""
    server = connect(answer(200, {"version": "8.17.2"}))
    for _ in range(2):
        with pytest.raises(UnsupportedError, match=r"8\.18"):
            server.host.pull_requests.create(
                "ACME/site", title="T", source="fix", target="main", draft=True
            )
    assert server.sent == ["GET /api/1.0/application-properties"]


def test_pull_request_that_is_no_draft_asks_for_no_release(
    connect: Callable[..., Scripted],
) -> None:
    """The release is only asked for where it matters."""
    server = connect(answer(201, pull_request()))
    server.host.pull_requests.create("ACME/site", title="T", source="fix", target="main")
    assert server.paths == [f"POST {REPO}/pull-requests"]


def test_every_supported_operation_names_its_token_permission() -> None:
    """`scopes` covers what is offered, but for what no token can carry."""
    nouns = _nouns()
    offered = {name for name, able in capabilities(nouns).items() if able}
    derived = {name for name in offered if name.endswith(".ensure")}
    assert offered - derived - set(SCOPES) == {"namespaces.create"}
    assert set(SCOPES) <= offered


def test_what_is_not_offered_says_why() -> None:
    """Only grouping projects and deleting files are missing, each with a reason."""
    answers = capabilities(_nouns())
    missing = {name: answer.reason for name, answer in answers.items() if not answer}
    assert set(missing) == {f"projects.{one}" for one in operations(type(_nouns().projects))} | {
        "files.delete"
    }
    assert all(missing.values())


def test_refusal_names_the_token_permission_that_is_needed(
    connect: Callable[..., Scripted],
) -> None:
    """Data Center does not say what a token lacks; the provider's table does."""
    server = connect(complaint(401, "AuthorisationException"))
    with pytest.raises(PermissionDeniedError) as caught:
        server.host.hooks.list("ACME/site").first()
    assert caught.value.required == ("REPO_ADMIN",)


def test_caller_is_named_by_a_header_and_found_by_exact_login_name(
    connect: Callable[..., Scripted],
) -> None:
    """The filter finds every name that contains the caller's; only the whole name counts."""
    server = connect(
        page(x_ausername="jdoe%40example.com"),
        page([person("jdoe@example.com.au"), person("JDoe@example.com", id=7)]),
    )
    assert server.host.users.me().id == "7"
    assert server.sent == [
        "GET /api/1.0/projects?limit=1",
        "GET /api/1.0/users?filter=jdoe@example.com&limit=1000",
    ]


def test_caller_without_a_name_is_not_authenticated(connect: Callable[..., Scripted]) -> None:
    """A server that allows anonymous reading names nobody."""
    server = connect(page())
    with pytest.raises(AuthenticationError):
        server.host.users.me()


def test_repository_is_read_with_its_default_branch(connect: Callable[..., Scripted]) -> None:
    """The default branch is kept apart, and an empty repository has none."""
    server = connect(answer(200, repository()), complaint(404, "NoSuchBranchException"))
    assert server.host.repos.get("ACME/site").default_branch is None
    assert server.sent == [f"GET {REPO}", f"GET {REPO}/default-branch"]


def test_account_that_is_locked_is_not_tried_again(connect: Callable[..., Scripted]) -> None:
    """A CAPTCHA is asked for after failed log-ins; one more makes it worse."""
    locked = complaint(401, "auth.CaptchaRequiredAuthenticationException")
    server = connect(locked, credential=lambda: githost.Token("canary-4711"))
    with pytest.raises(AuthenticationError, match="browser") as caught:
        server.host.repos.get("ACME/site")
    assert caught.value.locked
    assert len(server.sent) == 1
