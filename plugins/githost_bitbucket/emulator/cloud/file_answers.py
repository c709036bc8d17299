"""The JSON of files and directories at a commit."""

from __future__ import annotations

import mimetypes
from typing import Any, Final
from urllib.parse import quote

from githost_bitbucket.emulator.cloud.answers import commit_stub, link, repository_address
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge.records import EntryKind, Repository, TreeEntry

_EXECUTABLE: Final = "100755"
#: What a submodule's "content", the name of a commit, is long.
_SUBMODULE_SIZE: Final = 40


def escaped(path: str) -> str:
    """Return a path as it appears in a diff: in git's quotes, where it needs them.

    https://git-scm.com/docs/git-config#Documentation/git-config.txt-corequotePath
    """
    if path.isascii() and path.isprintable() and not set(path) & {'"', "\\"}:
        return path
    return '"' + "".join(map(_escaped_byte, path.encode(errors="surrogateescape"))) + '"'


def _escaped_byte(byte: int) -> str:
    letter = chr(byte)
    if letter in {'"', "\\"}:
        return f"\\{letter}"
    return letter if letter.isascii() and letter.isprintable() else f"\\{byte:03o}"


def source_address(world: World, repository: Repository, sha: str, path: str) -> str:
    """Return where the API has a file."""
    place = quote(path, errors="surrogateescape")
    return f"{repository_address(world, repository)}/src/{sha}/{place}"


def directory(world: World, repository: Repository, found: TreeEntry) -> dict[str, Any]:
    """Return a directory."""
    here = source_address(world, repository, found.commit, f"{found.path}/".lstrip("/"))
    return {
        "type": "commit_directory",
        "path": found.path,
        "commit": commit_stub(world, repository, found.commit),
        "links": {"self": link(here), "meta": link(f"{here}?format=meta")},
    }


def file(world: World, repository: Repository, found: TreeEntry, *, binary: bool) -> dict[str, Any]:
    """Return what is known of a file, a link or a submodule."""
    here = source_address(world, repository, found.commit, found.path)
    history = quote(found.path, errors="surrogateescape")
    return {
        "type": "commit_file",
        "path": found.path,
        "escaped_path": escaped(found.path),
        "size": _SUBMODULE_SIZE if found.size is None else found.size,
        "mimetype": mimetypes.guess_type(found.path)[0],
        "attributes": _attributes(found, binary=binary),
        "commit": commit_stub(world, repository, found.commit),
        "links": {
            "self": link(here),
            "meta": link(f"{here}?format=meta"),
            "history": link(
                f"{repository_address(world, repository)}/filehistory/{found.commit}/{history}"
            ),
        },
    }


def _attributes(found: TreeEntry, *, binary: bool) -> list[str]:
    attributes = {
        "link": found.kind is EntryKind.SYMLINK,
        "executable": found.mode == _EXECUTABLE,
        "subrepository": found.kind is EntryKind.SUBMODULE,
        "binary": binary,
    }
    return [name for name, holds in attributes.items() if holds]
