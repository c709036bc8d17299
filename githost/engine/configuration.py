"""The user's configuration file: which product runs at a host, and where its credential is.

    [hosts."https://git.example.com/bitbucket"]
    provider = "bitbucket-datacenter"
    credential = "token"
    token = { env = "WORK_TOKEN" }

An entry is for the exact origin of its address and for what lies below its path. A secret is
written there itself, or comes from an environment variable (`env`), a file (`file`), what a program
prints (`command`), or the keyring (`keyring`, a service and a user).
"""

import importlib
import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from githost.credentials import ApiToken, Basic, Credential, OAuth2, Token
from githost.engine.origin import origin_of, redact_url_safely
from githost.errors import ConfigurationError

__all__ = ["Entry", "configuration_path", "configured", "entries", "is_private"]

#: Seconds that a program may take to print a secret.
_PATIENCE = 30.0
#: Each kind of credential: its class, the names in it, and the secrets in it.
_KINDS: Final[Mapping[str, tuple[type[Any], tuple[str, ...], tuple[str, ...]]]] = {
    "token": (Token, (), ("token",)),
    "api-token": (ApiToken, ("email",), ("token",)),
    "basic": (Basic, ("user",), ("password",)),
    "oauth2": (OAuth2, ("client_id",), ("client_secret", "refresh_token")),
}
_OPTIONAL: Final = frozenset({"refresh_token"})
_SECRETS: Final = frozenset(name for _, _, secrets in _KINDS.values() for name in secrets)
_KNOWN: Final = (
    frozenset(name for _, names, _ in _KINDS.values() for name in names)
    | _SECRETS
    | {"provider", "credential"}
)

_HOSTS_ARE_WRITTEN: Final = (
    'write [hosts."https://git.example.com"], and below it what belongs to it'
)


@attrs.frozen
class Entry:
    """What the file says of one host."""

    path: Path
    #: The address as it is written there.
    address: str
    provider: str | None
    #: The kind of credential; None where the entry has none.
    kind: str | None
    fields: Mapping[str, Any] = attrs.field(repr=False)

    def credential(self, environment: Mapping[str, str] = os.environ) -> Credential:
        """Read the credential from where the entry says it is.

        Raises `ConfigurationError` where it is not there.
        """
        if self.kind is None or self.kind not in _KINDS:
            raise self.wrong(
                f"credential must be {', '.join(map(repr, _KINDS))}, not {self.kind!r}"
            )
        make, names, secrets = _KINDS[self.kind]
        given: dict[str, Any] = {}
        for name in (*names, *secrets):
            if name not in self.fields:
                if name in _OPTIONAL:
                    continue
                raise self.wrong(f"a credential of the kind {self.kind!r} needs {name}")
            value = self.fields[name]
            given[name] = self._secret(name, value, environment) if name in secrets else value
        found: Credential = make(**given)
        return found

    def _secret(self, name: str, value: Any, environment: Mapping[str, str]) -> str:
        if isinstance(value, str):
            return value
        if not isinstance(value, dict) or len(value) != 1:
            raise self.wrong(f"{name} must be a text, or one of env, file, command, keyring")
        [(source, where)] = value.items()
        if source == "env" and isinstance(where, str):
            found = environment.get(where)
        elif source == "file" and isinstance(where, str):
            found = self._read(name, Path(where).expanduser())
        elif source == "command" and _is_texts(where):
            found = self._printed(name, where)
        elif source == "keyring" and _is_texts(where) and len(where) == 2:
            found = self._kept(name, *where)
        else:
            raise self.wrong(
                f'{name} must come from env = "NAME", file = "PATH", command = ["PROGRAM", …] '
                'or keyring = ["SERVICE", "USER"]'
            )
        if not found:
            raise self.wrong(f"{name} is empty, or not there, in the {source} that it names")
        return found

    def _read(self, name: str, path: Path) -> str:
        try:
            if not is_private(path):
                raise self.wrong(f"{name}: others may read {path}; say chmod 600 {path}")
            return path.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self.wrong(f"{name}: {path} cannot be read: {_hindrance(error)}") from None

    def _printed(self, name: str, command: list[str]) -> str:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                check=True,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError, UnicodeDecodeError) as error:
            raise self.wrong(
                f"{name}: the program {command[0]!r} did not print it: {_hindrance(error)}"
            ) from None
        return done.stdout.strip()

    def _kept(self, name: str, service: str, user: str) -> str | None:
        try:
            keyring = importlib.import_module("keyring")
        except ImportError:
            raise self.wrong(
                f"{name}: the package keyring is not installed; pip install 'githost-sdk[keyring]'"
            ) from None
        try:
            found: str | None = keyring.get_password(service, user)
        except Exception as error:  # whatever a stranger's backend raises, the keyring is not there
            raise self.wrong(
                f"{name}: the keyring could not be asked ({type(error).__name__})"
            ) from None
        return found

    def wrong(self, what: str) -> ConfigurationError:
        """Return the error that says what is wrong with the entry."""
        return ConfigurationError(f'{self.path}, hosts."{redact_url_safely(self.address)}": {what}')


def configuration_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the configuration file lies: `GITHOST_CONFIG`, else the platform's place."""
    if given := environment.get("GITHOST_CONFIG"):
        return Path(given).expanduser()
    home = Path(environment.get("HOME") or Path.home())
    if os.name == "nt":
        base = Path(environment.get("APPDATA") or home / "AppData" / "Roaming")
    elif given := environment.get("XDG_CONFIG_HOME"):
        base = Path(given)
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = home / ".config"
    return base / "githost" / "config.toml"


def configured(url: str, environment: Mapping[str, str] = os.environ) -> Entry | None:
    """Return what the configuration file says of the host at `url`, None where it says nothing.

    Raises `ConfigurationError` for a file that is wrong, that others may change, or that others may
    read while a secret is written in it.
    """
    path, hosts = _hosts(environment)
    best: Entry | None = None
    for address, fields in hosts.items():
        entry = _entry(path, address, fields)
        longer = best is None or len(_below(address)) > len(_below(best.address))
        if longer and _covers(address, url):
            best = entry
    return best


def entries(environment: Mapping[str, str] = os.environ) -> tuple[Entry, ...]:
    """Return what the configuration file says of every host, in its order.

    Raises what `configured` raises.
    """
    path, hosts = _hosts(environment)
    return tuple(_entry(path, address, fields) for address, fields in hosts.items())


def _hosts(environment: Mapping[str, str]) -> tuple[Path, Mapping[str, Mapping[str, Any]]]:
    """Return where the file lies, and its part about hosts; that is empty where there is no file."""
    path = configuration_path(environment)
    try:
        document = tomllib.loads(path.read_text("utf-8"))
        hosts = document.get("hosts", {})
    except (FileNotFoundError, NotADirectoryError):
        return path, {}
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigurationError(f"{path} is no TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {_hindrance(error)}") from None
    if not isinstance(hosts, dict) or not all(isinstance(one, dict) for one in hosts.values()):
        raise ConfigurationError(f"{path}: hosts is no table of hosts; {_HOSTS_ARE_WRITTEN}")
    unknown = sorted(set(document) - {"hosts"})
    if unknown:
        raise ConfigurationError(f"{path}: {', '.join(unknown)} is not known; {_HOSTS_ARE_WRITTEN}")
    _guard(path, hosts)
    return path, hosts


def is_private(path: Path) -> bool:
    """Say whether only its owner, who is this user or the machine's, may read `path`."""
    if os.name == "nt":
        return True
    found = path.stat()
    return found.st_uid in {0, os.geteuid()} and not found.st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _guard(path: Path, hosts: Mapping[str, Mapping[str, Any]]) -> None:
    written = any(
        isinstance(fields.get(name), str) for fields in hosts.values() for name in _SECRETS
    )
    if written and not is_private(path):
        raise ConfigurationError(
            f"{path} holds secrets and others may read it; say chmod 600 {path}"
        )
    if os.name != "nt":
        found = path.stat()
        if found.st_uid not in {0, os.geteuid()} or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise ConfigurationError(
                f"others may change {path}, and so say where credentials go; say chmod 600 {path}"
            )


def _entry(path: Path, address: str, fields: Mapping[str, Any]) -> Entry:
    provider, kind = fields.get("provider"), fields.get("credential")
    entry = Entry(path, address, provider, kind, fields)
    unknown = sorted(set(fields) - _KNOWN)
    if unknown:
        raise entry.wrong(
            f"{', '.join(unknown)} is not known; there are {', '.join(sorted(_KNOWN))}"
        )
    if not isinstance(provider, str | None) or not isinstance(kind, str | None):
        raise entry.wrong("provider and credential are names, in quotes")
    try:
        origin_of(address)
    except ConfigurationError as error:
        raise entry.wrong(str(error)) from None
    return entry


def _below(address: str) -> str:
    return urlsplit(address).path.rstrip("/")


def _covers(address: str, url: str) -> bool:
    inner = _below(url)
    outer = _below(address)
    return origin_of(address) == origin_of(url) and (
        inner == outer or inner.startswith(f"{outer}/")
    )


def _hindrance(error: Exception) -> str:
    """Say why something was not read, without what was read: it may hold a secret."""
    match error:
        case OSError():
            return error.strerror or type(error).__name__
        case subprocess.CalledProcessError():
            return f"it ended with status {error.returncode}"
        case subprocess.TimeoutExpired():
            return f"it took more than {_PATIENCE:.0f} s"
        case _:
            return "it is not UTF-8"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
