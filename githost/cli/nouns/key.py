"""`githost key`."""

from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import content
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtRepo, InRepo
from githost.errors import ConfigurationError
from githost.model import DeployKey

app = noun("Deploy keys: SSH keys of a repository.")

_Id = Annotated[str, typer.Argument(metavar="KEY", help="The key's id.")]


@command(app, "list")
def list_(at: AtRepo, out: Listing[DeployKey]) -> None:
    """List the deploy keys of a repository.

    Example: githost key list acme/site --host bitbucket.org
    """
    out.show(at.host.deploy_keys.list(at.repo), "id", "label", "read_only", "key")


@command(app, "view")
def view(key: _Id, at: InRepo, out: Single[DeployKey]) -> None:
    """Show a deploy key.

    Example: githost key view 1 -R acme/site
    """
    out.show(at.host.deploy_keys.get(at.repo, key))


@command(app, "create")
def create(
    at: InRepo,
    out: Single[DeployKey],
    label: Annotated[str, typer.Option(help="The name shown to people.")],
    given: Annotated[
        str, typer.Option("--input", "-i", metavar="FILE", help="The public key; - is stdin.")
    ],
    read_only: Annotated[
        bool, typer.Option("--read-only/--read-write", help="What it may do.")
    ] = True,
) -> None:
    """Add a deploy key.

    Example: githost key create -R acme/site --label deploy --input ~/.ssh/deploy.pub
    """
    try:
        key = content(given).decode("ascii").strip()
    except UnicodeDecodeError:
        raise ConfigurationError(
            f"{given} is no public key of SSH; give a file as id_ed25519.pub"
        ) from None
    if "PRIVATE KEY" in key:
        raise ConfigurationError(f"{given} is a private key; give the public one, {given}.pub")
    out.show(at.host.deploy_keys.create(at.repo, label=label, key=key, read_only=read_only))


@command(app, "edit")
def edit(
    key: _Id,
    at: InRepo,
    out: Single[DeployKey],
    label: Annotated[str | None, typer.Option(help="A new name.")] = None,
    read_only: Annotated[
        bool | None, typer.Option("--read-only/--read-write", help="What it may do.")
    ] = None,
) -> None:
    """Change what is given of a deploy key, as far as the host can.

    Example: githost key edit 2 -R acme/site --label "deploy from CI"
    """
    out.show(at.host.deploy_keys.update(at.repo, key, label=label, read_only=read_only))


@command(app, "delete")
def delete(key: _Id, at: InRepo, confirmed: Confirmed) -> None:
    """Remove a deploy key.

    Example: githost key delete 2 -R acme/site --yes
    """
    confirmed.ask(f"remove deploy key {key} from {at.repo}")
    at.host.deploy_keys.delete(at.repo, key)
    say(f"removed key {key}")
