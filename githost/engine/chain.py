"""Finds a credential that the caller did not give.

Rule 1: a credential goes to the exact origin that its source names, or to nobody: never to a host
of a similar name, another port, or one that only the remote of some directory names.
Rule 2: nothing is asked for a host that would get it over plain http, but for this machine.
Rule 3: nobody is asked anything on a terminal or a screen, and nothing waits for ever.
"""

import importlib
import netrc
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias, get_args
from urllib.parse import urlsplit

import attrs

from githost.credentials import Anonymous, ApiToken, Basic, Credential, Token
from githost.engine.configuration import configured, is_private
from githost.engine.origin import is_loopback, origin_of
from githost.errors import ConfigurationError
from githost.interface.provider import Provider

__all__ = ["Found", "Plugins", "find", "from_environment"]

#: Seconds that git's credential helpers may take.
_PATIENCE = 10.0
#: What would let the directory in which we stand, and not the user, say which helpers git runs.
_OF_A_REPOSITORY = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_CONFIG"})

#: Plugins that may know a credential, by name.
Plugins: TypeAlias = Mapping[str, Callable[[str, Provider], Credential | None]]


@attrs.frozen
class Found:
    """A credential, and where it came from."""

    credential: Credential
    source: str


@attrs.frozen
class _Search:
    """What is looked for, and why the places looked at were passed over."""

    url: str
    provider: Provider
    environment: Mapping[str, str]
    plugins: Plugins
    passed: list[str] = attrs.field(factory=list)

    def credential(self, user: str, secret: str, source: str) -> Found | None:
        """Return what `source` holds, None where the host's API does not take it."""
        found = self.provider.credential(user, secret)
        if found is None:
            self.passed.append(
                f"{source} has one for the user name {user!r}, which the API of {self.provider.title} does not take"
            )
            return None
        return Found(found, source)


def find(
    url: str,
    provider: Provider,
    *,
    allow_http: bool = False,
    environment: Mapping[str, str] = os.environ,
    plugins: Plugins = MappingProxyType({}),
) -> Found:
    """Return the first credential for the host at `url`, of these places in this order.

    The environment, the configuration file, `plugins`, git's credential helpers, netrc, the
    keyring.

    Raises `ConfigurationError` where none has one, or a place cannot be read.
    """
    if urlsplit(url).scheme != "https" and not (is_loopback(url) or allow_http):
        raise ConfigurationError(
            f"a credential is not sent to {origin_of(url)} without encryption; use https, or say allow_http=True"
        )
    search = _Search(url, provider, environment, plugins)
    places: tuple[Callable[[_Search], Found | None], ...] = (
        _from_environment,
        _from_configuration,
        _from_plugins,
        _from_git,
        _from_netrc,
        _from_keyring,
    )
    for place in places:
        found = place(search)
        if found is not None:
            return found
    passed = "".join(f"; {reason}" for reason in search.passed)
    raise ConfigurationError(
        f"no credential for {url}: give credential=githost.Token(…) (or ApiToken, Basic, OAuth2), set GITHOST_TOKEN "
        f"and GITHOST_HOST, or write one into the configuration file{passed}; to connect as nobody say "
        "credential=githost.Anonymous()"
    )


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


def _from_environment(search: _Search) -> Found | None:
    found = from_environment(search.url, search.environment)
    return None if found is None else Found(found, "the environment (GITHOST_TOKEN)")


def _from_configuration(search: _Search) -> Found | None:
    entry = configured(search.url, search.environment)
    if entry is None or entry.kind is None:
        return None
    return Found(entry.credential(search.environment), f"the configuration file {entry.path}")


def _from_plugins(search: _Search) -> Found | None:
    for name, ask in search.plugins.items():
        try:
            found = ask(search.url, search.provider)
        except Exception as error:
            # Not even as a cause: a stranger's error may hold a secret.
            raise ConfigurationError(
                f"the plugin {name} could not be asked for a credential ({type(error).__name__}); "
                "mend it, or give credential=…"
            ) from None
        if found is None:
            continue
        if isinstance(found, Anonymous) or not isinstance(found, get_args(Credential)):
            raise ConfigurationError(
                f"the plugin {name} gave no credential but {type(found).__name__}; it must give "
                "githost.Token, ApiToken, Basic or OAuth2, or None"
            )
        return Found(found, f"the plugin {name}")
    return None


def _from_git(search: _Search) -> Found | None:
    """Ask the helpers that the user has set up for git, far from any repository's own settings."""
    parts = urlsplit(search.url)
    if parts.scheme != "https":
        return None
    wanted = {"protocol": "https", "host": parts.netloc.lower()}
    environment = {
        **{k: v for k, v in search.environment.items() if k not in _OF_A_REPOSITORY},
        "GIT_TERMINAL_PROMPT": "0",
        "GCM_INTERACTIVE": "never",
        "GIT_ASKPASS": "",
        "SSH_ASKPASS": "",
    }
    command = ["git", "credential", "fill"]
    try:
        done = subprocess.run(
            command,
            input="".join(f"{name}={value}\n" for name, value in wanted.items()) + "\n",
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            env=environment,
            timeout=_PATIENCE,
        )
    except FileNotFoundError:
        return None
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        search.passed.append(
            f"git's credential helpers could not be asked ({type(error).__name__})"
        )
        return None
    answer = dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)
    user, secret = answer.get("username"), answer.get("password")
    if done.returncode or not user or not secret:
        return None
    if any(answer.get(name, value).lower() != value for name, value in wanted.items()):
        search.passed.append("git's credential helpers answered for another host")
        return None
    return search.credential(user, secret, "git's credential helper")


def _from_netrc(search: _Search) -> Found | None:
    """Look for the host's own entry, which names no port: it stands for https on the usual one."""
    parts = urlsplit(search.url)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https" or parts.port not in {None, 443} or host == "default":
        return None
    path = _netrc_path(search.environment)
    if not path.is_file():
        return None
    if not is_private(path):
        search.passed.append(f"{path} may be read by others and was passed over (chmod 600 {path})")
        return None
    try:
        entry = netrc.netrc(path).hosts.get(host)
    except (netrc.NetrcParseError, OSError, UnicodeDecodeError) as error:
        # The parser's own words may hold a part of a secret.
        search.passed.append(f"{path} cannot be read ({type(error).__name__})")
        return None
    if entry is None or not entry[0] or not entry[2]:
        return None
    return search.credential(entry[0], entry[2], str(path))


def _netrc_path(environment: Mapping[str, str]) -> Path:
    if given := environment.get("NETRC"):
        return Path(given)
    home = Path(environment.get("HOME") or Path.home())
    usual = home / ".netrc"
    return usual if os.name != "nt" or usual.is_file() else home / "_netrc"


def _from_keyring(search: _Search) -> Found | None:
    """Look for the service `githost:` and the origin; the user name `token` has a bearer token."""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        entry = keyring.get_credential(f"githost:{_spelt(search.url)}", None)
    except Exception as error:  # whatever a stranger's backend raises, the keyring is not there
        search.passed.append(f"the keyring could not be asked ({type(error).__name__})")
        return None
    if entry is None or not entry.password:
        return None
    if entry.username == "token":
        return Found(Token(entry.password), "the keyring")
    return search.credential(entry.username or "", entry.password, "the keyring")


def _spelt(url: str) -> str:
    """Return the origin of `url` as people write it, without the usual port."""
    origin = origin_of(url)
    usual = ":443" if origin.startswith("https:") else ":80"
    return origin.removesuffix(usual)
