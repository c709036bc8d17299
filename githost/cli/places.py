"""Where a command works: the options that say it, and the open host."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import attrs
import typer

import githost
from githost.cli.options import Shared
from githost.cli.target import (
    Target,
    find_host,
    find_namespace,
    find_pull_request,
    find_repo,
)
from githost.errors import ConfigurationError
from githost.model import NamespaceRef, ProjectRef, PullRequestRef, RepoRef

if TYPE_CHECKING:
    # Help and completion open no host, and do not wait for what that needs.
    from githost.client.sync import Host

__all__ = [
    "AtHost",
    "AtNamespace",
    "AtPullRequest",
    "AtRepo",
    "AtTarget",
    "InNamespace",
    "InRepo",
    "OnHost",
    "OnTarget",
]


def _provider_names(incomplete: str) -> list[str]:
    return [one.name for one in githost.providers() if one.name.startswith(incomplete)]


HostOption = Annotated[
    str | None,
    typer.Option(
        "--host", metavar="HOST", help="The host's name or address; local:PATH for a folder."
    ),
]
ProviderOption = Annotated[
    str | None,
    typer.Option(
        "--provider",
        metavar="NAME",
        help="The host's provider, where neither its name nor the configuration file tells.",
        autocompletion=_provider_names,
    ),
]
AnonymousOption = Annotated[bool, typer.Option("--anonymous", help="Ask as nobody.")]
RepoOption = Annotated[
    str | None,
    typer.Option(
        "--repo",
        "-R",
        metavar="REPO",
        help="NAMESPACE/NAME, or an address; default: what the directory's git remote names.",
    ),
]
RepoArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="REPO",
        help="NAMESPACE/NAME, or an address; default: what the directory's git remote names.",
        show_default=False,
    ),
]
NamespaceOption = Annotated[
    str | None,
    typer.Option("--namespace", "-n", metavar="NAMESPACE", help="A namespace's path or address."),
]


@contextmanager
def _connected(target: Target, anonymous: bool) -> "Iterator[Host]":
    credential = githost.Anonymous() if anonymous else None
    with githost.connect(target.url, provider=target.provider, credential=credential) as host:
        yield host


@attrs.frozen
class AtHost(Shared):
    """A host, named or that of the current directory."""

    host: "Host"

    @classmethod
    @contextmanager
    def opened(
        cls,
        where: Annotated[
            str | None,
            typer.Argument(metavar="HOST", help="Its name or address.", show_default=False),
        ] = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[AtHost]":
        """Open it."""
        target = find_host(where, host=host, provider=provider)
        with _connected(target, anonymous) as connected:
            yield cls(connected)


@attrs.frozen
class OnHost(Shared):
    """A host, for commands that take another argument."""

    host: "Host"

    @classmethod
    @contextmanager
    def opened(
        cls,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[OnHost]":
        """Open it."""
        target = find_host(None, host=host, provider=provider)
        with _connected(target, anonymous) as connected:
            yield cls(connected)


@attrs.frozen
class OfNamespace(Shared):
    """A namespace; None for the whole host."""

    host: "Host"
    namespace: NamespaceRef | None

    @property
    def path(self) -> NamespaceRef:
        """The namespace. Raises `ConfigurationError` where only a host is meant."""
        return _wanted(self.namespace)


@attrs.frozen
class AtNamespace(OfNamespace):
    """A namespace as argument; None for the whole host."""

    @classmethod
    @contextmanager
    def opened(
        cls,
        where: Annotated[
            str | None,
            typer.Argument(
                metavar="NAMESPACE",
                help="Its path or address, or a host; default: that of the directory's git remote.",
                show_default=False,
            ),
        ] = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[AtNamespace]":
        """Open its host."""
        target = find_namespace(where, host=host, provider=provider)
        with _connected(target, anonymous) as connected:
            yield cls(connected, _namespace(target))


@attrs.frozen
class InNamespace(OfNamespace):
    """A namespace as option."""

    @classmethod
    @contextmanager
    def opened(
        cls,
        namespace: NamespaceOption = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[InNamespace]":
        """Open its host."""
        target = find_namespace(namespace, host=host, provider=provider)
        with _connected(target, anonymous) as connected:
            yield cls(connected, _namespace(target))


@attrs.frozen
class AtRepo(Shared):
    """A repository, as argument or with `-R`."""

    host: "Host"
    repo: RepoRef
    #: Whether it was typed; else the current directory names it.
    is_typed: bool

    @classmethod
    @contextmanager
    def opened(
        cls,
        where: RepoArgument = None,
        repo: RepoOption = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[AtRepo]":
        """Open its host."""
        given = _one_of(where, repo)
        target = find_repo(given, host=host, provider=provider)
        with _connected(target, anonymous) as connected:
            yield cls(connected, _repo(target), given is not None)


@attrs.frozen
class InRepo(Shared):
    """A repository with `-R`."""

    host: "Host"
    repo: RepoRef

    @classmethod
    @contextmanager
    def opened(
        cls,
        repo: RepoOption = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[InRepo]":
        """Open its host."""
        target = find_repo(repo, host=host, provider=provider)
        with _connected(target, anonymous) as connected:
            yield cls(connected, _repo(target))


@attrs.frozen
class AtPullRequest(Shared):
    """A pull request."""

    host: "Host"
    repo: RepoRef
    number: int

    @classmethod
    @contextmanager
    def opened(
        cls,
        pull_request: Annotated[
            str, typer.Argument(metavar="NUMBER", help="Its number, or its page's address.")
        ],
        repo: RepoOption = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[AtPullRequest]":
        """Open its host."""
        target = find_pull_request(pull_request, repo, host=host, provider=provider)
        assert isinstance(target.ref, PullRequestRef)
        with _connected(target, anonymous) as connected:
            yield cls(connected, target.ref.repo, target.ref.number)


@attrs.frozen
class OnTarget(Shared):
    """A repository, a namespace or a project, by options."""

    host: "Host"
    target: RepoRef | NamespaceRef | ProjectRef

    @classmethod
    @contextmanager
    def opened(
        cls,
        repo: RepoOption = None,
        namespace: NamespaceOption = None,
        project: Annotated[
            str | None, typer.Option("--project", metavar="KEY", help="A project of the namespace.")
        ] = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[OnTarget]":
        """Open its host."""
        if repo is not None and (namespace is not None or project is not None):
            raise ConfigurationError("-R names a repository; leave out --namespace and --project")
        if namespace is None and project is None:
            found = find_repo(repo, host=host, provider=provider)
        else:
            found = find_namespace(namespace, host=host, provider=provider)
        with _connected(found, anonymous) as connected:
            if isinstance(found.ref, RepoRef):
                yield cls(connected, found.ref)
            elif project is None:
                yield cls(connected, _wanted(_namespace(found)))
            else:
                yield cls(connected, ProjectRef(_wanted(_namespace(found)).path, project))


@attrs.frozen
class AtTarget(Shared):
    """A repository, as argument or with `-R`, or a namespace or project by options."""

    host: "Host"
    target: RepoRef | NamespaceRef | ProjectRef

    @classmethod
    @contextmanager
    def opened(
        cls,
        where: RepoArgument = None,
        repo: RepoOption = None,
        namespace: NamespaceOption = None,
        project: Annotated[
            str | None, typer.Option("--project", metavar="KEY", help="A project of the namespace.")
        ] = None,
        host: HostOption = None,
        provider: ProviderOption = None,
        anonymous: AnonymousOption = False,
    ) -> "Iterator[AtTarget]":
        """Open its host."""
        with OnTarget.opened(
            _one_of(where, repo), namespace, project, host, provider, anonymous
        ) as found:
            yield cls(found.host, found.target)


def _one_of(where: str | None, repo: str | None) -> str | None:
    if where is not None and repo is not None:
        raise ConfigurationError(f"{where} and -R {repo} both name a repository; say one")
    return repo if where is None else where


def _repo(target: Target) -> RepoRef:
    assert isinstance(target.ref, RepoRef)
    return target.ref


def _namespace(target: Target) -> NamespaceRef | None:
    assert target.ref is None or isinstance(target.ref, NamespaceRef)
    return target.ref


def _wanted(namespace: NamespaceRef | None) -> NamespaceRef:
    if namespace is None:
        raise ConfigurationError("which namespace? say its path, or its address")
    return namespace
