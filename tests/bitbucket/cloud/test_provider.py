"""What is fixed about Cloud: addresses, credentials, capabilities."""

import base64
from collections.abc import Callable

import pytest

import githost
from githost.errors import (
    AuthenticationError,
    ConfigurationError,
    OriginError,
    PermissionDeniedError,
    UnsupportedError,
)
from githost.interface import Nouns, Site, capabilities
from githost.model import NamespaceRef
from githost_bitbucket.cloud.provider import BitbucketCloud
from githost_bitbucket.cloud.scopes import SCOPES
from tests.bitbucket.cloud.exchanges import REPO, account, page, refusal, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_OAUTH = githost.OAuth2("client", "canary-4711")


def _nouns() -> Nouns:
    provider = BitbucketCloud()
    url = "https://bitbucket.org"
    return provider.open(Site(url=url, roots=provider.roots(url)))


def _basic(user: str, password: str = "canary-4711") -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize(
    "url", ["https://bitbucket.org", "https://api.bitbucket.org", "https://api.bitbucket.org/2.0"]
)
def test_web_root_and_api_root_are_the_same_service(url: str) -> None:
    """Either may be given."""
    assert BitbucketCloud().roots(url) == {
        "api": "https://api.bitbucket.org/2.0",
        "web": "https://bitbucket.org",
    }


@pytest.mark.parametrize("url", ["http://127.0.0.1:4711", "http://127.0.0.1:4711/2.0"])
def test_other_address_is_an_imitation_with_everything_below_it(url: str) -> None:
    """An emulator has one address for API and pages."""
    assert BitbucketCloud().roots(url) == {
        "api": "http://127.0.0.1:4711/2.0",
        "web": "http://127.0.0.1:4711",
    }


@pytest.mark.parametrize("url", ["https://bitbucket.org/acme/site", "http://bitbucket.org"])
def test_page_and_plain_http_are_refused_as_the_address(url: str) -> None:
    """The message says which address to connect to."""
    with pytest.raises(ConfigurationError, match=r"https://bitbucket\.org"):
        BitbucketCloud().roots(url)


def test_exact_host_is_resolved_to_this_provider() -> None:
    """Nobody has to name the provider."""
    host = githost.connect("https://bitbucket.org", credential=githost.Anonymous())
    with host:
        assert host.provider.name == "bitbucket-cloud"


@pytest.mark.parametrize(
    ("credential", "header"),
    [
        (githost.ApiToken("me@example.com", "canary-4711"), _basic("me@example.com")),
        (githost.Token("canary-4711"), "Bearer canary-4711"),
    ],
    ids=["API token", "access token"],
)
def test_credential_goes_in_the_header_that_the_api_takes(
    cloud: Callable[..., Scripted], credential: githost.ApiToken | githost.Token, header: str
) -> None:
    """An API token is a password beside the account's e-mail address; an access token is Bearer."""
    host = cloud(answer(200, account()), credential=credential)
    host.host.users.me()
    assert host.script.requests[0].headers["authorization"] == header


def test_nobody_sends_no_credential(cloud: Callable[..., Scripted]) -> None:
    """What is public is read by anybody."""
    host = cloud(answer(200, repository()), credential=githost.Anonymous())
    host.host.repos.get("acme/site")
    assert "authorization" not in host.script.requests[0].headers


@pytest.mark.parametrize(
    ("credential", "form"),
    [
        (_OAUTH, b"grant_type=client_credentials"),
        (
            githost.OAuth2("client", "canary-4711", "canary-again"),
            b"grant_type=refresh_token&refresh_token=canary-again",
        ),
    ],
    ids=["client", "user"],
)
def test_oauth_client_is_exchanged_for_a_token_once(
    cloud: Callable[..., Scripted], credential: githost.OAuth2, form: bytes
) -> None:
    """The exchange is at the web root, with the client's id and secret."""
    token = answer(200, {"access_token": "canary-new", "expires_in": 7200})
    host = cloud(token, answer(200, account()), answer(200, account()), credential=credential)
    host.host.users.me()
    host.host.users.me()
    exchange, first, second = host.script.requests
    assert str(exchange.url) == "https://bitbucket.org/site/oauth2/access_token"
    assert exchange.headers["authorization"] == _basic("client")
    assert exchange.content == form
    assert [one.headers["authorization"] for one in (first, second)] == ["Bearer canary-new"] * 2


def test_oauth_client_that_is_unknown_is_an_authentication_error(
    cloud: Callable[..., Scripted],
) -> None:
    """The secret shows nowhere."""
    host = cloud(answer(400, {"error": "invalid_client"}), credential=_OAUTH)
    with pytest.raises(AuthenticationError) as caught:
        host.host.users.me()
    assert "canary" not in str(caught.value)


def test_passwords_are_refused_with_what_to_give_instead(cloud: Callable[..., Scripted]) -> None:
    """App passwords ended; nothing is sent."""
    host = cloud(credential=githost.Basic("me", "canary-4711"))
    with pytest.raises(ConfigurationError, match="API token") as caught:
        host.host.users.me()
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("credential", "user"),
    [
        (githost.ApiToken("me@example.com", "canary-4711"), "x-bitbucket-api-token-auth"),
        (githost.Token("canary-4711"), "x-token-auth"),
    ],
    ids=["API token", "access token"],
)
def test_git_has_user_names_of_its_own_and_goes_to_the_web_host(
    scripted: Callable[..., Scripted],
    credential: githost.ApiToken | githost.Token,
    user: str,
) -> None:
    """Never the e-mail address, and never the API's host, whichever of the two was given."""
    host = scripted("bitbucket-cloud", "https://api.bitbucket.org", credential=credential)
    environment = host.host.git.environment()
    assert environment["GIT_CONFIG_KEY_1"] == "http.https://bitbucket.org/.extraHeader"
    assert environment["GIT_CONFIG_VALUE_1"] == f"Authorization: {_basic(user)}"


@pytest.mark.parametrize(
    "following",
    [
        "https://api.bitbucket.org/2.0/repositories/acme?pagelen=100&page=2",
        "https://bitbucket.org/!api/2.0/repositories/acme?ctx=a%3Db&pagelen=100",
        "https://bitbucket.org/api/2.0/repositories/acme?after=WyJ4Il0",
    ],
)
def test_next_is_followed_as_it_is(cloud: Callable[..., Scripted], following: str) -> None:
    """It holds the whole query, and may lie at either of Cloud's hosts."""
    host = cloud(page([repository("a")], following), page([repository("b")]))
    assert [repo.ref.name for repo in host.host.repos.list("acme")] == ["a", "b"]
    assert str(host.script.requests[1].url) == following


def test_next_that_leads_elsewhere_is_not_followed(cloud: Callable[..., Scripted]) -> None:
    """The credential would go with it."""
    host = cloud(page([repository("a")], "https://api.bitbucket.org.evil.example/2.0/x"))
    with pytest.raises(OriginError):
        list(host.host.repos.list("acme"))
    assert len(host.script.requests) == 1


def test_empty_page_with_a_next_does_not_end_the_list(cloud: Callable[..., Scripted]) -> None:
    """Only a page without `next` does; an empty `next` was recorded on a last page."""
    following = "https://api.bitbucket.org/2.0/repositories/acme?page=2"
    last = answer(200, {"values": [repository()], "next": ""})
    host = cloud(page([], following), last)
    assert len(list(host.host.repos.list("acme"))) == 1


def test_braces_of_uuids_are_escaped_in_paths(cloud: Callable[..., Scripted]) -> None:
    """Raw ones are answered 400."""
    host = cloud(page())
    list(host.host.hooks.list(NamespaceRef("{acme}")))
    assert "/workspaces/%7Bacme%7D/hooks" in str(host.script.requests[0].url)


def test_path_of_several_parts_is_no_workspace(cloud: Callable[..., Scripted]) -> None:
    """Workspaces hold no further ones."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="acme/team"):
        host.host.repos.get("acme/team/site")


def test_refusal_names_the_scopes_that_an_api_token_needs(cloud: Callable[..., Scripted]) -> None:
    """Where Cloud does not name them, the provider's table does: no level includes a lower one."""
    credential = githost.ApiToken("me@example.com", "canary-4711")
    host = cloud(refusal(403), credential=credential)
    with pytest.raises(PermissionDeniedError) as caught:
        host.host.hooks.create("acme/site", url="https://ci.example", events={githost.Event.PUSH})
    assert caught.value.required == ("read:webhook:bitbucket", "write:webhook:bitbucket")


def test_every_supported_operation_names_its_scopes() -> None:
    """`scopes` covers what is offered, and nothing else."""
    offered = {name for name, able in capabilities(_nouns()).items() if able}
    derived = {name for name in offered if name.endswith(".ensure")}
    assert offered - derived == set(SCOPES)


def test_what_is_not_offered_says_why() -> None:
    """Each of the few has a reason."""
    answers = capabilities(_nouns())
    missing = {name: answer.reason for name, answer in answers.items() if not answer}
    assert set(missing) == {
        "groups.list",
        "hooks.deliveries",
        "hooks.test",
        "namespaces.create",
        "namespaces.delete",
        "namespaces.update",
        "pull_requests.reopen",
    }
    assert all(missing.values())


def test_internal_visibility_is_refused_before_anything_is_sent(
    cloud: Callable[..., Scripted],
) -> None:
    """Cloud has public and private."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.repos.create("acme/new", visibility=githost.Visibility.INTERNAL)


def test_repository_is_read_from_the_api_root(cloud: Callable[..., Scripted]) -> None:
    """One request, and the default branch is in it."""
    host = cloud(answer(200, repository()))
    assert host.host.repos.get("acme/site").default_branch == "main"
    assert host.sent == [f"GET {REPO}"]


def test_oauth_token_that_expired_is_exchanged_anew(cloud: Callable[..., Scripted]) -> None:
    """A token that was good before and is refused now is asked for again, once."""
    first, second = (answer(200, {"access_token": word}) for word in ("first", "second"))
    me = answer(200, account())
    gone = refusal(401, "Access token expired.")
    scripted = cloud(first, me, gone, second, answer(200, account()), credential=_OAUTH)
    scripted.host.users.me()
    scripted.host.users.me()
    sent = [request.headers["authorization"] for request in scripted.script.requests]
    assert [word for word in sent if word.startswith("Bearer")] == [
        "Bearer first",
        "Bearer first",
        "Bearer second",
    ]


def test_host_for_ssh_only_is_no_address_to_connect_to() -> None:
    """Links to it are understood; requests are not sent there."""
    with pytest.raises(ConfigurationError, match="git by ssh only"):
        BitbucketCloud().roots("https://altssh.bitbucket.org")


def test_refresh_token_that_cloud_replaces_is_used_and_handed_on(
    cloud: Callable[..., Scripted],
) -> None:
    """The next exchange is with the new one, which the caller can keep."""
    kept: list[githost.Secret] = []
    credential = githost.OAuth2("client", "canary-4711", "canary-old", on_refresh=kept.append)
    first, second = (
        answer(200, {"access_token": word, "expires_in": 7200, "refresh_token": "canary-new"})
        for word in ("first", "second")
    )
    me, gone = answer(200, account()), refusal(401, "Access token expired.")
    scripted = cloud(first, me, gone, second, answer(200, account()), credential=credential)
    scripted.host.users.me()
    scripted.host.users.me()
    exchanges = [one.content for one in scripted.script.requests if one.method == "POST"]
    assert exchanges == [
        f"grant_type=refresh_token&refresh_token={word}".encode()
        for word in ("canary-old", "canary-new")
    ]
    assert [one.reveal() for one in kept] == ["canary-new"]


@pytest.mark.parametrize(
    ("said", "user", "scopes"),
    [
        (
            answer(200, account(), x_oauth_scopes="repository:write, account"),
            True,
            ("repository:write", "account"),
        ),
        (answer(200, account()), True, None),
        (refusal(403, "This API is not accessible by this authentication mechanism"), False, None),
    ],
    ids=["told", "not told", "access token"],
)
def test_identity_is_the_account_and_the_scopes_of_the_header(
    cloud: Callable[..., Scripted], said: object, user: bool, scopes: tuple[str, ...] | None
) -> None:
    """An access token belongs to no person, and is known all the same."""
    host = cloud(said).host
    connection = host._connection
    identity = host.run(host.provider.identify(connection.site, connection.nouns))
    assert (identity.user is not None) is user
    assert identity.scopes == scopes
