"""Finds a credential that the caller did not give."""

import os
from collections.abc import Mapping

from githost.credentials import ApiToken, Basic, Credential, Token
from githost.engine.origin import is_loopback, origin_of
from githost.errors import ConfigurationError

__all__ = ["from_environment"]


def from_environment(url: str, environment: Mapping[str, str] = os.environ) -> Credential | None:
    """Return the credential of the environment for the host at `url`, None where it names another host or none.

    `GITHOST_TOKEN` is bound to the host that `GITHOST_HOST` names (`bitbucket.org`, or a whole
    address with scheme and port).
    With `GITHOST_EMAIL` it is an API token of that account, with `GITHOST_USER` that user's
    password, else a bearer token.
    """
    token, host = environment.get("GITHOST_TOKEN"), environment.get("GITHOST_HOST")
    if not token:
        return None
    if not host:
        raise ConfigurationError(
            "GITHOST_TOKEN is set but GITHOST_HOST is not; name the one host that the token is for, as bitbucket.org"
        )
    scheme = "http" if is_loopback(url) else "https"
    if origin_of(host if "://" in host else f"{scheme}://{host}") != origin_of(url):
        return None
    if email := environment.get("GITHOST_EMAIL"):
        return ApiToken(email, token)
    if user := environment.get("GITHOST_USER"):
        return Basic(user, token)
    return Token(token)
