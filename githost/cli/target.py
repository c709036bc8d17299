"""Which host, and what on it, a command means.

Looked for in this order: an address (`https://bitbucket.org/acme/site`, a pull request's page, a
clone address), a path (`acme/site`) on the host that `--host` names, and what the remote of the git
repository around the current directory names. No request is made here but to a host that was typed
and that nobody knows: it is asked which product it is, without a credential.
"""

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import attrs

import githost
from githost.cli.worktree import remote_address
from githost.errors import ConfigurationError
from githost.model import NamespaceRef, PullRequestRef, RepoRef

if TYPE_CHECKING:
    from githost.engine.configuration import Entry

__all__ = ["Target", "find_host", "find_namespace", "find_pull_request", "find_repo", "url_of"]


@attrs.frozen(kw_only=True)
class Target:
    """A host, and what on it is meant."""

    #: The host's root, as `githost.connect` takes it.
    url: str
    #: None: the host's name or the configuration file tells.
    provider: str | None
    #: None: the host itself.
    ref: RepoRef | PullRequestRef | NamespaceRef | None = None


def find_host(given: str | None, *, host: str | None, provider: str | None) -> Target:
    """Return the host that is meant by `given`, an address or a name, or else by `host`.

    Raises `ConfigurationError` where nothing names one.
    """
    _refuse_both(given, host)
    named = given or host
    if named is not None:
        return _typed(url_of(named), provider)
    around = _around(provider)
    if around is not None:
        return attrs.evolve(around, ref=None)
    if usual := os.environ.get("GITHOST_HOST"):
        return _typed(url_of(usual), provider)
    raise ConfigurationError("which host? say --host, as --host bitbucket.org")


def find_repo(given: str | None, *, host: str | None, provider: str | None) -> Target:
    """Return the repository that `given` names, or the one around the current directory.

    Raises `ConfigurationError` where nothing names one.
    """
    target = _find(given, host, provider)
    if isinstance(target.ref, PullRequestRef):
        return attrs.evolve(target, ref=target.ref.repo)
    if isinstance(target.ref, RepoRef):
        return target
    if target.ref is None and given is not None and not _is_address(given, host):
        raise ConfigurationError(f"{given!r} names no repository; write it as acme/site")
    raise ConfigurationError("which repository? say -R NAMESPACE/NAME, or its whole address")


def find_namespace(given: str | None, *, host: str | None, provider: str | None) -> Target:
    """Return the namespace that `given` names, or that of the repository around the current directory.

    An address may name just a host: `ref` is None then.
    """
    if given is not None and not _is_address(given, host):
        at = find_host(None, host=host, provider=provider)
        return attrs.evolve(at, ref=NamespaceRef(given))
    try:
        target = _find(given, host, provider)
    except ConfigurationError:
        if given is None:
            raise
        # A host below a context path looks like something on the host; connecting judges.
        return find_host(given, host=host, provider=provider)
    repo = target.ref.repo if isinstance(target.ref, PullRequestRef) else target.ref
    if isinstance(repo, RepoRef):
        return attrs.evolve(target, ref=NamespaceRef(repo.namespace))
    return target


def find_pull_request(
    given: str, repo: str | None, *, host: str | None, provider: str | None
) -> Target:
    """Return the pull request that `given` names: a number in `repo`, or an address.

    Raises `ConfigurationError` for something else.
    """
    if given.removeprefix("#").isdecimal():
        target = find_repo(repo, host=host, provider=provider)
        assert isinstance(target.ref, RepoRef)
        return attrs.evolve(target, ref=PullRequestRef(target.ref, int(given.removeprefix("#"))))
    if not _is_address(given, None):
        raise ConfigurationError(f"{given!r} is no pull request; write its number or its address")
    _refuse_both(given, repo or host)
    target = _find(given, None, provider)
    if not isinstance(target.ref, PullRequestRef):
        raise ConfigurationError(
            f"{given} is no page of a pull request; write the number of one, or its address"
        )
    return target


def _find(given: str | None, host: str | None, provider: str | None) -> Target:
    if given is None:
        around = _around(provider)
        if around is not None and (host is None or _same_host(around.url, url_of(host))):
            return around
        if host is not None:
            return find_host(None, host=host, provider=provider)
        raise ConfigurationError(
            "no git repository is around this directory, or no remote of it names a host; say "
            "-R NAMESPACE/NAME with --host, or a whole address"
        )
    if _is_address(given, host):
        _refuse_both(given, host)
        return _typed(url_of(given), provider, is_root=False)
    at = find_host(None, host=host, provider=provider)
    return attrs.evolve(at, ref=_repo(given) if "/" in given else None)


def _repo(given: str) -> RepoRef:
    namespace, _, name = given.rpartition("/")
    return RepoRef(namespace, name)


def _refuse_both(given: str | None, host: str | None) -> None:
    if given is not None and host is not None:
        raise ConfigurationError(f"{given!r} names a host, and so does another option; say one")


def _is_address(given: str, host: str | None) -> bool:
    """Say whether `given` begins with a host: beside `--host` only what has a scheme does."""
    if "://" in given or given.partition(":")[0] in _schemes():
        return True
    before, colon, _ = given.partition(":")
    if colon and "@" in before and "/" not in before:
        return True
    first = given.partition("/")[0]
    is_name = "." in first or first.partition(":")[0] == "localhost"
    return host is None and is_name and not first.startswith((".", "~"))


def url_of(named: str) -> str:
    """Return a host or address as a URL: what has no scheme is https, but on this machine.

    Raises `ConfigurationError` for what cannot be one.
    """
    if "://" in named or named.partition(":")[0] in _schemes() or "@" in named.partition(":")[0]:
        return _readable(named)
    from githost.engine.origin import is_loopback

    plain = _readable(f"http://{named}")
    return plain if is_loopback(plain) else f"https://{named}"


def _readable(address: str) -> str:
    """Return `address`, or raise `ConfigurationError` where it cannot be taken apart."""
    try:
        _ = urlsplit(address).port
    except ValueError as error:
        from githost.engine.origin import redact_url_safely

        raise ConfigurationError(
            f"{redact_url_safely(address)!r} is no address: {error}; write it as https://git.example.com"
        ) from None
    return address


def _schemes() -> frozenset[str]:
    from githost.registry import installed

    return frozenset(
        scheme for provider in installed().providers.values() for scheme in provider.schemes
    )


def _typed(address: str, provider: str | None, *, is_root: bool = True) -> Target:
    """Return what an address means that the user typed; an unknown host may be asked what it is."""
    found = _located(address, provider, is_root=is_root)
    if found.provider is None:
        return attrs.evolve(found, provider=githost.detect(found.url))
    return found


def _located(address: str, provider: str | None, *, is_root: bool) -> Target:
    entry = _entry(_readable(address))
    provider = provider or (entry.provider if entry is not None else None)
    if is_root:
        return Target(url=address, provider=provider or _exact(address))
    read = githost.parse_url(address, provider=provider)
    url = entry.address if entry is not None else read.root
    ref = read.ref
    if ref is not None and not isinstance(ref, RepoRef | PullRequestRef | NamespaceRef):
        ref = ref.repo
    return Target(url=url, provider=provider or read.provider, ref=ref)


def _exact(address: str) -> str | None:
    from githost.registry import installed

    try:
        return installed().resolve(address).name
    except ConfigurationError:
        return None


def _entry(address: str) -> "Entry | None":
    """Return what the configuration file says of the host at `address`; SSH has the host's name only."""
    from githost.engine.configuration import configured, entries

    if urlsplit(address).scheme in {"http", "https"}:
        return configured(address)
    host = _host_of(address)
    found = [one for one in entries() if host and urlsplit(one.address).hostname == host]
    return found[0] if len(found) == 1 else None


def _host_of(address: str) -> str | None:
    if "://" in address:
        return urlsplit(address).hostname
    before = address.partition(":")[0]
    return before.rpartition("@")[2].lower() if "@" in before else None


def _same_host(url: str, other: str) -> bool:
    return _host_of(url) == _host_of(other) and urlsplit(url).port == urlsplit(other).port


def _around(provider: str | None) -> Target | None:
    """Return what the remote of the current directory names, None where it names nothing on a host."""
    address = remote_address()
    if address is None:
        return None
    try:
        found = _located(address, provider, is_root=False)
    except ConfigurationError:
        return None
    return found if found.ref is not None else None
