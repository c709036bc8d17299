"""The local host as a provider."""

from collections.abc import Mapping
from pathlib import Path

from githost.credentials import Credential
from githost.errors import ConfigurationError, GitHostError, ServerError
from githost.interface import GitCredential, Nouns, Provider, Site
from githost.model import Event, MergeStrategy, Permission
from githost.wire import Op, Response, work

__all__ = ["LocalHost"]


class LocalHost(Provider):
    """A forge in a directory, addressed as `local:PATH`."""

    name = "local"
    title = "Local host"
    schemes = frozenset({"local"})
    needs_credential = False
    merge_strategies = frozenset(MergeStrategy)
    permission_levels = (Permission.READ, Permission.WRITE, Permission.ADMIN)
    hook_events = frozenset(Event)

    def roots(self, url: str) -> Mapping[str, str]:
        """Return no roots, for nothing is sent; refuse what names no directory."""
        _directory(url)
        return {}

    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        """Return no headers, for nothing is sent: the credential is checked in the forge."""
        del credential
        return (yield from work(dict[str, str]))

    def git_credential(self, credential: Credential) -> Op[GitCredential]:
        """Return nothing: git reaches the repositories by their paths."""
        del credential
        return (yield from work(GitCredential))

    def error(self, response: Response) -> GitHostError | None:
        """Refuse every response: the local host has no wire on which one could come."""
        return ServerError(f"{response.url} answered for the local host, which sends no requests")

    def open(self, site: Site) -> Nouns:
        """Return the operations; the first of them opens the forge."""
        # Imported here, so that those who only use other hosts do not load the forge.
        from githost_local.nouns import nouns

        return nouns(site, _directory(site.url))

    def close(self, site: Site) -> None:
        """Close the forge, if an operation has opened it."""
        from githost_local.access import SESSION

        session = site.known(SESSION)
        if session is not None:
            session.close()


def _directory(url: str) -> Path:
    """Return the directory that `local:PATH` names, a relative path seen from here and now."""
    _, _, path = url.partition(":")
    if not path:
        raise ConfigurationError("local: names no directory; write local:PATH")
    if path.startswith("//") and not path.startswith("///"):
        raise ConfigurationError(
            f"{url!r} names a host, and the local host has none; write local:PATH, "
            "as local:archive or local:/srv/archive"
        )
    return Path(path).expanduser().absolute()
