"""One commit or two in an address: `new..old`, the other way round than git has them.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/, "diff/{spec}": the first is
the one with the changes, the second what it is compared with. The addresses that the site makes
itself have the repository of a commit before it, `workspace/slug:hash`, and a carriage return
between the two, as recorded pull requests show.
"""

from __future__ import annotations

import re
from typing import Final

from githost_bitbucket.emulator.cloud.call import Call, find_repository
from githost_bitbucket.emulator.cloud.errors import ApiError, no_repository
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Level, Repository

#: What stands between the commits in addresses that the site makes.
SEPARATOR: Final = "\r"
_BETWEEN: Final = re.compile(r"\.\.|\r")


def one_or_two(call: Call, repository: Repository, text: str) -> tuple[str, str | None]:
    """Return the new commit, and the old one where there are two."""
    new, *rest = _BETWEEN.split(text, maxsplit=1)
    old = rest[0] if rest else None
    return (
        _resolve(call, repository, new),
        None if old is None else _resolve(call, repository, old),
    )


def two(call: Call, repository: Repository, text: str) -> tuple[str, str]:
    """Return the new and the old commit."""
    new, old = one_or_two(call, repository, text)
    if old is None:
        raise ApiError(400, f"Invalid revspec: {text}")
    return new, old


def _resolve(call: Call, repository: Repository, text: str) -> str:
    """Return the full name of a commit, which may be another repository's."""
    place, colon, rev = text.rpartition(":")
    if not colon:
        return call.forge.commits.resolve(repository, rev)
    workspace, _, slug = place.partition("/")
    source = find_repository(call.forge, workspace, slug)
    if call.level(source) < Level.READ:
        raise no_repository()
    try:
        # A pull request's commits stay in its target, whatever becomes of the source.
        return call.forge.commits.resolve(repository, rev)
    except NotFound:
        return call.forge.commits.bring(repository, source, rev)
