"""`githost file`."""

import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import content
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, write_bytes
from githost.cli.places import AtRepo, InRepo
from githost.model import Commit, FileEntry

app = noun("Files of a repository.")

_Path = Annotated[str, typer.Argument(metavar="PATH", help="From the repository's root.")]
_Ref = Annotated[
    str | None, typer.Option(metavar="REF", help="Branch, tag or SHA; default: default branch.")
]
_Message = Annotated[str, typer.Option("--message", "-m", help="The message of the commit.")]
_Branch = Annotated[str, typer.Option(help="The branch that gets the commit.")]
_Parent = Annotated[
    str | None, typer.Option(metavar="SHA", help="Only if nothing came after this commit.")
]


@command(app, "list")
def list_(
    at: AtRepo,
    out: Listing[FileEntry],
    path: Annotated[str, typer.Option(help="The directory; default: the root.")] = "",
    ref: _Ref = None,
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Directories below, too.")
    ] = False,
) -> None:
    """List a directory of a repository.

    Example: githost file list acme/site --host bitbucket.org --ref v1.0 --recursive
    """
    found = at.host.files.list(at.repo, path, ref=ref, recursive=recursive)
    out.show(found, "kind", "path", "size")


@command(app, "view")
def view(path: _Path, at: InRepo, ref: _Ref = None) -> None:
    """Print a file, byte for byte.

    Example: githost file view README.md -R acme/site --ref main
    """
    write_bytes(at.host.files.read(at.repo, path, ref=ref))


@command(app, "download")
def download(
    path: _Path,
    at: InRepo,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Where; default: its own name here.")
    ] = None,
    ref: _Ref = None,
) -> None:
    """Store a file of any size here; what is there is replaced when all of it has come.

    Example: githost file download index.html -R acme/site --to front.html
    """
    where = to or Path(Path(path).name)
    with tempfile.NamedTemporaryFile(
        dir=where.parent, prefix=f".{where.name}.", delete=False
    ) as part:
        try:
            size = at.host.files.download(at.repo, path, part, ref=ref)
            part.close()
            Path(part.name).replace(where)
        except BaseException:
            Path(part.name).unlink(missing_ok=True)
            raise
    sys.stderr.write(f"{where}: {size} bytes\n")


@command(app, "write")
def write(
    path: _Path,
    at: InRepo,
    out: Single[Commit],
    given: Annotated[
        str, typer.Option("--input", "-i", metavar="FILE", help="Its content; - is stdin.")
    ],
    message: _Message,
    branch: _Branch,
    parent: _Parent = None,
) -> None:
    """Commit one file, new or changed, to a branch.

    Example: githost file write README.md --input README.md -m "Say more" --branch main -R acme/site
    """
    made = at.host.files.write(
        at.repo, path, content(given), message=message, branch=branch, parent=parent
    )
    out.show(made)


@command(app, "delete")
def delete(
    path: _Path,
    at: InRepo,
    confirmed: Confirmed,
    out: Single[Commit],
    message: _Message,
    branch: _Branch,
    parent: _Parent = None,
) -> None:
    """Commit the deletion of one file to a branch.

    Example: githost file delete style.css -m "Drop it" --branch main -R acme/site --yes
    """
    confirmed.ask(f"delete {path} on {branch} of {at.repo}")
    out.show(at.host.files.delete(at.repo, path, message=message, branch=branch, parent=parent))
