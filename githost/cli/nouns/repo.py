"""`githost repo`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import VisibilityOption
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtNamespace, AtRepo
from githost.cli.worktree import git
from githost.errors import ConfigurationError
from githost.model import Ensured, NamespaceRef, Repository, Visibility

app = noun("Repositories.")

_COLUMNS = ("ref", "description", "visibility", "updated_at")

_Description = Annotated[str | None, typer.Option("--description", "-d", help="What it is.")]
_Project = Annotated[str | None, typer.Option(metavar="KEY", help="The project that holds it.")]
_DefaultBranch = Annotated[str | None, typer.Option(help="The branch that people work from.")]


@command(app, "list")
def list_(
    at: AtNamespace,
    out: Listing[Repository],
    query: Annotated[str | None, typer.Option("--query", "-q", help="Part of the name.")] = None,
    project: _Project = None,
    updated_after: Annotated[
        datetime | None, typer.Option(help="Changed since then, in UTC.")
    ] = None,
) -> None:
    """List the repositories of a namespace, or of every namespace of a host.

    Example: githost repo list https://bitbucket.org/acme --json ref,default_branch
    """
    since = None if updated_after is None else updated_after.replace(tzinfo=UTC)

    def walk() -> Iterator[Repository]:
        spaces = [at.namespace] if at.namespace else at.host.namespaces.list()
        for space in spaces:
            ref = space if isinstance(space, NamespaceRef) else space.ref
            yield from at.host.repos.list(ref, query=query, project=project, updated_after=since)

    out.show(walk(), *_COLUMNS)


@command(app, "view")
def view(at: AtRepo, out: Single[Repository]) -> None:
    """Show a repository.

    Example: githost repo view acme/site --host bitbucket.org
    """
    out.show(at.host.repos.get(at.repo))


@command(app, "create")
def create(
    at: AtRepo,
    out: Single[Repository],
    description: _Description = None,
    visibility: VisibilityOption = None,
    project: _Project = None,
    default_branch: _DefaultBranch = None,
) -> None:
    """Create an empty repository, private unless told.

    Example: githost repo create acme/shop --host bitbucket.org --description "Our shop"
    """
    made = at.host.repos.create(
        at.repo,
        visibility=visibility or Visibility.PRIVATE,
        description=description,
        project=project,
        default_branch=default_branch,
    )
    out.show(made)


@command(app, "edit")
def edit(
    at: AtRepo,
    out: Single[Repository],
    name: Annotated[str | None, typer.Option(help="A new name, and so a new address.")] = None,
    description: _Description = None,
    visibility: VisibilityOption = None,
    project: _Project = None,
    archived: Annotated[
        bool | None, typer.Option("--archive/--unarchive", help="Close it for changes, or open it.")
    ] = None,
) -> None:
    """Change what is given of a repository, and leave the rest.

    Example: githost repo edit acme/site --host bitbucket.org --visibility public
    """
    changed = at.host.repos.update(
        at.repo,
        name=name,
        description=description,
        visibility=visibility,
        project=project,
        archived=archived,
    )
    out.show(changed)


@command(app, "ensure")
def ensure(
    at: AtRepo,
    out: Single[Ensured[Repository]],
    description: _Description = None,
    visibility: VisibilityOption = None,
    project: _Project = None,
    default_branch: _DefaultBranch = None,
) -> None:
    """Create a repository where there is none, or change what differs.

    Example: githost repo ensure acme/site --host bitbucket.org --visibility private
    """
    ensured = at.host.repos.ensure(
        at.repo,
        visibility=visibility,
        description=description,
        project=project,
        default_branch=default_branch,
    )
    out.show(ensured)


@command(app, "delete")
def delete(at: AtRepo, confirmed: Confirmed) -> None:
    """Delete a repository with everything in it.

    Example: githost repo delete acme/shop --host bitbucket.org --yes
    """
    if confirmed.yes and not at.is_typed:
        raise ConfigurationError(f"--yes deletes what is named; say githost repo delete {at.repo}")
    confirmed.ask(f"delete {at.repo} with everything in it", word=str(at.repo))
    at.host.repos.delete(at.repo)
    say(f"deleted {at.repo}")


@command(app, "fork")
def fork(
    at: AtRepo,
    out: Single[Repository],
    into: Annotated[
        str | None, typer.Option(metavar="NAMESPACE", help="Where; default: your own.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Its name there; default: the same.")] = None,
) -> None:
    """Copy a repository into another namespace, keeping the relation.

    Example: githost repo fork acme/site --host bitbucket.org --into acme --name site-2
    """
    out.show(at.host.repos.fork(at.repo, into=into, name=name))


@command(app, "forks")
def forks(at: AtRepo, out: Listing[Repository]) -> None:
    """List the direct forks of a repository.

    Example: githost repo forks acme/site --host bitbucket.org
    """
    out.show(at.host.repos.forks(at.repo), *_COLUMNS)


@command(app, "clone")
def clone(
    at: AtRepo,
    folder: Annotated[
        Path | None, typer.Argument(help="Where; default: the repository's name.")
    ] = None,
    ssh: Annotated[bool, typer.Option("--ssh", help="By SSH, with your own keys.")] = False,
    mirror: Annotated[bool, typer.Option("--mirror", help="Every ref, and no files.")] = False,
) -> None:
    """Clone a repository with the credential of this host; it is kept nowhere.

    Example: githost repo clone https://bitbucket.org/acme/site ~/src/site
    """
    url = at.host.git.clone_url(at.repo, "ssh" if ssh else "https")
    where = folder or Path(f"{at.repo.name}.git" if mirror else at.repo.name)
    git(
        "clone",
        *(["--mirror"] if mirror else []),
        "--",
        url,
        str(where.expanduser()),
        environment={} if ssh else at.host.git.environment(),
    )
