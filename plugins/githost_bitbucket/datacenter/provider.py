"""Bitbucket Data Center as a kind of host."""

import base64
import re
from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlsplit

from githost.credentials import Anonymous, Basic, Credential, Token
from githost.errors import ConfigurationError, GitHostError
from githost.interface import (
    Allowance,
    GitCredential,
    Link,
    Located,
    Nouns,
    Provider,
    Site,
    Webhooks,
)
from githost.model import Event, MergeStrategy, Permission
from githost.wire import Op, Response
from githost_bitbucket.datacenter import links
from githost_bitbucket.datacenter.events import KEYS
from githost_bitbucket.datacenter.rates import allowance_of
from githost_bitbucket.datacenter.scopes import IMPLIED, SCOPES
from githost_bitbucket.datacenter.strategies import STRATEGY_IDS
from githost_bitbucket.datacenter.webhooks import DataCenterWebhooks

__all__ = ["BitbucketDataCenter"]

#: Roots of the API's modules, below the address of the server.
_MODULES: Mapping[str, str] = {
    "api": "/rest/api/1.0",
    "branch-utils": "/rest/branch-utils/1.0",
    "git": "/rest/git/1.0",
    "build-status": "/rest/build-status/1.0",
    "default-reviewers": "/rest/default-reviewers/1.0",
    "branch-permissions": "/rest/branch-permissions/2.0",
    "keys": "/rest/keys/1.0",
}
#: The root of the API behind the server's address; not a host named `rest`.
_API = re.compile(r"(?<=[^/])/rest(/api(/(1\.0|latest))?)?$")
#: Where the server's own pages and clone addresses begin.
_PAGES = frozenset({"projects", "users", "scm", "dashboard"})


class BitbucketDataCenter(Provider):
    """A Bitbucket Data Center server, from 7.21 on; it may lie below a path."""

    name: ClassVar[str] = "bitbucket-datacenter"
    title: ClassVar[str] = "Bitbucket Data Center"
    merge_strategies: ClassVar[frozenset[MergeStrategy]] = frozenset(STRATEGY_IDS)
    permission_levels: ClassVar[tuple[Permission, ...]] = (
        Permission.READ,
        Permission.WRITE,
        Permission.ADMIN,
    )
    hook_events: ClassVar[frozenset[Event]] = frozenset(KEYS)
    webhooks: ClassVar[Webhooks | None] = DataCenterWebhooks()
    scopes: ClassVar[Mapping[str, Mapping[type[Credential], tuple[str, ...]]]] = SCOPES
    implied_scopes: ClassVar[Mapping[str, frozenset[str]]] = IMPLIED
    #: Without it the server's guard against forged requests refuses some writes ("XSRF check
    #: failed").
    default_headers: ClassVar[Mapping[str, str]] = {"X-Atlassian-Token": "no-check"}

    def roots(self, url: str) -> Mapping[str, str]:
        base = _base(url)
        return {name: base + path for name, path in _MODULES.items()}

    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        yield from ()
        return _headers(credential)

    def git_credential(self, credential: Credential) -> Op[GitCredential]:
        yield from ()
        return GitCredential(headers=_headers(credential))

    def error(self, response: Response) -> GitHostError | None:
        # Imported here, as the operations are.
        from githost_bitbucket.datacenter.errors import error_of

        return error_of(response)

    def allowance(self, response: Response) -> Allowance | None:
        return allowance_of(response)

    def probe(self, site: Site) -> Op[bool]:
        from githost_bitbucket.datacenter.server import is_data_center

        del site
        return is_data_center()

    def version(self, site: Site) -> Op[str]:
        from githost_bitbucket.datacenter.server import server_version

        return server_version(site)

    def locate(self, link: Link) -> Located | None:
        return links.locate(link)

    def open(self, site: Site) -> Nouns:
        # Imported here, so that those who only use other hosts do not load the operations.
        from githost_bitbucket.datacenter.nouns import nouns

        return nouns(site)


def _base(url: str) -> str:
    """Return the server's own address, of which an API root may have been given."""
    base = _API.sub("", url.rstrip("/"))
    segments = urlsplit(base).path.strip("/").split("/")
    page = next((place for place, word in enumerate(segments) if word in _PAGES), None)
    if page is not None:
        root = base.split(f"/{segments[page]}", 1)[0]
        raise ConfigurationError(
            f"{url} is a page of the server and not its root; connect to {root}, and name the "
            "repository in the operations"
        )
    return base


def _headers(credential: Credential) -> Mapping[str, str]:
    if isinstance(credential, Token):
        return {"Authorization": f"Bearer {credential.token.reveal()}"}
    if isinstance(credential, Basic):
        pair = f"{credential.user}:{credential.password.reveal()}".encode()
        return {"Authorization": f"Basic {base64.b64encode(pair).decode('ascii')}"}
    if isinstance(credential, Anonymous):
        return {}
    raise ConfigurationError(
        f"Bitbucket Data Center takes no {type(credential).__name__}; give Token with an HTTP access "
        "token or one that OAuth gave, or Basic with user and password"
    )
