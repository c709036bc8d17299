"""Bitbucket Cloud as a kind of host."""

import base64
from collections.abc import Mapping
from typing import ClassVar, Final
from urllib.parse import urlsplit

from githost.credentials import Anonymous, ApiToken, Basic, Credential, OAuth2, Secret, Token
from githost.errors import ConfigurationError, GitHostError, PermissionDeniedError
from githost.interface import (
    AccessToken,
    Allowance,
    GitCredential,
    Identity,
    Limit,
    Link,
    Located,
    Nouns,
    Provider,
    Site,
    Webhooks,
)
from githost.model import BranchRuleKind, Event, MergeStrategy, Permission
from githost.wire import Form, Op, Request, Response, send
from githost_bitbucket.cloud import links
from githost_bitbucket.cloud.events import KEYS
from githost_bitbucket.cloud.rates import LIMITS, allowance_of, resource_of
from githost_bitbucket.cloud.rule_kinds import NAMING
from githost_bitbucket.cloud.scopes import IMPLIED, SCOPES
from githost_bitbucket.cloud.strategies import STRATEGY_WORDS
from githost_bitbucket.cloud.webhooks import CloudWebhooks

__all__ = ["BitbucketCloud"]

_WEB: Final = "https://bitbucket.org"
_API: Final = "https://api.bitbucket.org"
_HOSTS: Final = frozenset({"bitbucket.org", "api.bitbucket.org"})
#: Where git finds Cloud on port 443, by ssh.
_SSH_ONLY: Final = "altssh.bitbucket.org"


class BitbucketCloud(Provider):
    """Bitbucket Cloud, `https://bitbucket.org`; any other address is taken for an imitation of it."""

    name: ClassVar[str] = "bitbucket-cloud"
    title: ClassVar[str] = "Bitbucket Cloud"
    hosts: ClassVar[frozenset[str]] = _HOSTS | {_SSH_ONLY}
    limits: ClassVar[tuple[Limit, ...]] = LIMITS
    merge_strategies: ClassVar[frozenset[MergeStrategy]] = frozenset(STRATEGY_WORDS)
    permission_levels: ClassVar[tuple[Permission, ...]] = (
        Permission.READ,
        Permission.WRITE,
        Permission.ADMIN,
    )
    hook_events: ClassVar[frozenset[Event]] = frozenset(KEYS)
    naming_rules: ClassVar[frozenset[BranchRuleKind]] = NAMING
    webhooks: ClassVar[Webhooks | None] = CloudWebhooks()
    scopes: ClassVar[Mapping[str, Mapping[type[Credential], tuple[str, ...]]]] = SCOPES
    implied_scopes: ClassVar[Mapping[str, frozenset[str]]] = IMPLIED

    def roots(self, url: str) -> Mapping[str, str]:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        if host == _SSH_ONLY:
            raise ConfigurationError(f"{host} is for git by ssh only; connect to {_WEB}")
        if host not in _HOSTS:
            base = url.removesuffix("/2.0")
            return {"api": f"{base}/2.0", "web": base}
        if parts.scheme != "https":
            raise ConfigurationError(f"Bitbucket Cloud is reached by https only; write {_WEB}")
        if parts.path.strip("/") not in {"", "2.0"}:
            raise ConfigurationError(
                f"{url} is a page and no root; connect to {_WEB}, and name the repository in the "
                "operations"
            )
        return {"api": f"{_API}/2.0", "web": _WEB}

    def origins(self, url: str) -> frozenset[str]:
        """Return both of Cloud's own: `next` links were seen to lead to `bitbucket.org/api/2.0`."""
        known = (urlsplit(url).hostname or "").lower() in _HOSTS
        return frozenset({_WEB, _API}) if known else frozenset()

    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        yield from ()
        if isinstance(credential, Anonymous):
            return {}
        if isinstance(credential, ApiToken):
            return _basic(credential.email, credential.token)
        if isinstance(credential, Token):
            return {"Authorization": f"Bearer {credential.token.reveal()}"}
        raise _refused(credential)

    def exchange(self, credential: OAuth2) -> Op[AccessToken]:
        """Ask for an access token at the web root.

        Source: https://developer.atlassian.com/cloud/bitbucket/oauth-2/
        """
        fields = [("grant_type", "client_credentials")]
        if credential.refresh_token is not None:
            fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", credential.refresh_token.reveal()),
            ]
        response = yield from send(
            Request(
                "POST",
                "/site/oauth2/access_token",
                root="web",
                body=Form(tuple(fields)),
                headers=_basic(credential.client_id, credential.client_secret),
                authorized=False,
            )
        )
        # Imported here, as the operations are.
        from githost_bitbucket.cloud import payloads
        from githost_bitbucket.cloud.decode import decoder

        found = decoder.decode(response, payloads.OAuthToken).value
        return AccessToken(
            token=Secret(found.access_token),
            expires_in=found.expires_in,
            refresh_token=Secret(found.refresh_token) if found.refresh_token else None,
        )

    def credential(self, user: str, secret: str) -> Credential | None:
        """Tell by the user name: an e-mail address has an API token, `x-token-auth` an access token.

        The other names that git uses do not tell the e-mail address that the API wants.
        """
        if user == "x-token-auth":
            return Token(secret)
        return ApiToken(user, secret) if "@" in user else None

    def identify(self, site: Site, nouns: Nouns) -> Op[Identity]:
        """Ask for the account; the scopes stand in a header.

        Source: https://support.atlassian.com/bitbucket-cloud/kb/how-to-fetch-the-scope-of-a-token-via-command-line/
        """
        del site, nouns
        try:
            response = yield from send(Request("GET", "/user"))
        except PermissionDeniedError as error:
            # An access token, which belongs to no account, or a token that may not read it.
            return Identity(scopes=error.granted or None)
        # Imported here, as the operations are.
        from githost_bitbucket.cloud import decode, payloads
        from githost_bitbucket.cloud.paging import single

        told = response.headers.get("x-oauth-scopes")
        return Identity(
            user=single(response, payloads.Account, decode.user),
            scopes=None
            if told is None
            else tuple(word for part in told.split(",") if (word := part.strip())),
        )

    def git_credential(self, credential: Credential) -> Op[GitCredential]:
        """Return what git sends: other user names than the API's.

        Source: https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/ and
        https://support.atlassian.com/bitbucket-cloud/docs/using-access-tokens/.
        """
        yield from ()
        if isinstance(credential, Anonymous):
            return GitCredential()
        if isinstance(credential, ApiToken):
            return GitCredential(headers=_basic("x-bitbucket-api-token-auth", credential.token))
        if isinstance(credential, Token):
            return GitCredential(headers=_basic("x-token-auth", credential.token))
        raise _refused(credential)

    def error(self, response: Response) -> GitHostError | None:
        # Imported here, as the operations are.
        from githost_bitbucket.cloud.errors import error_of

        return error_of(response)

    def resource(self, request: Request) -> str | None:
        return resource_of(request)

    def allowance(self, response: Response) -> Allowance | None:
        return allowance_of(response)

    def probe(self, site: Site) -> Op[bool]:
        """Ask for the kinds of hook events, which anybody may read."""
        del site  # one request is enough
        response = yield from send(Request("GET", "/hook_events", authorized=False))
        document = response.json()
        return isinstance(document, dict) and {"repository", "workspace"} <= document.keys()

    def locate(self, link: Link) -> Located | None:
        return links.locate(link)

    def open(self, site: Site) -> Nouns:
        # Imported here, so that those who only use other hosts do not load the operations.
        from githost_bitbucket.cloud.nouns import nouns

        return nouns(site)


def _basic(user: str, secret: Secret) -> Mapping[str, str]:
    pair = f"{user}:{secret.reveal()}".encode()
    return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}


def _refused(credential: Credential) -> ConfigurationError:
    kind = "Basic" if isinstance(credential, Basic) else type(credential).__name__
    return ConfigurationError(
        f"Bitbucket Cloud takes no {kind}: passwords are not accepted, and app passwords ended on "
        "2026-07-28. Create an API token with scopes, and give githost.ApiToken(email, token); for "
        "an access token of a repository, project or workspace give githost.Token"
    )
