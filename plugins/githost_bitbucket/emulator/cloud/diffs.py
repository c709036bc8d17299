"""Diffs, diffstats, patches, and the files in which two commits conflict.

A lone commit is compared with its first parent. Of two, the first is the new side; without
`topic=false` it is compared with what both have in common
(https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commits/, "diff/{spec}").
"""

from __future__ import annotations

from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.cloud import revspecs
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.call import REPOSITORY, Answer, Call, Endpoint, ok, plain
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.file_answers import escaped, source_address
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_local.forge.errors import MergeConflict, NotFound
from githost_local.forge.records import Change, ChangeKind, Repository
from githost_local.forge.strategies import merge_trees

#: The schema `paginated_diffstats` has other limits than all the rest.
_DEFAULT_LENGTH: Final = 500
_MAX_LENGTH: Final = 5000
_CONTEXT: Final = 3

_STATUSES: Final = {
    ChangeKind.ADDED: "added",
    ChangeKind.COPIED: "added",
    ChangeKind.DELETED: "removed",
    ChangeKind.MODIFIED: "modified",
    ChangeKind.TYPE_CHANGED: "modified",
    ChangeKind.RENAMED: "renamed",
}
_CONFLICT: Final = "merge conflict"


@attrs.frozen
class _Ends:
    """What a diff is between."""

    #: None for nothing at all.
    old: str | None
    new: str


def _ends(call: Call, repository: Repository) -> _Ends:
    new, old = revspecs.one_or_two(call, repository, call.path("spec"))
    commits = call.forge.commits
    if old is None:
        parents = commits.get(repository, new).parents
        return _Ends(parents[0] if parents else None, new)
    # `merge` is the old word, which `topic` replaces.
    if call.flag("topic", default=call.flag("merge", default=True)):
        return _Ends(commits.compare(repository, old, new).merge_base, new)
    return _Ends(old, new)


def _diff(call: Call) -> Response:
    repository = call.repository()
    if not _takes_text(call):
        raise ApiError(406, "Not Acceptable")
    ends = _ends(call, repository)
    parts = [
        call.forge.commits.diff(
            repository,
            ends.old,
            ends.new,
            path=path,
            context=_context(call),
            ignore_whitespace=call.flag("ignore_whitespace"),
            renames=call.flag("renames", default=True),
        )
        for path in _paths(call)
    ]
    return plain(b"".join(parts), content_type="text/plain")


def _takes_text(call: Call) -> bool:
    """Tell whether the caller takes what a diff is: `text/plain`."""
    header = call.request.headers.get("accept", "*/*")
    kinds = {part.partition(";")[0].strip().lower() for part in header.split(",")}
    return not kinds.isdisjoint({"text/plain", "text/*", "*/*"})


def _context(call: Call) -> int:
    text = call.query("context")
    if text is None:
        return _CONTEXT
    if not text.isdecimal():
        raise invalid("context", "Enter a whole number.")
    return int(text)


def _paths(call: Call) -> list[str | None]:
    """Return the paths that are asked for, in the order that git shows them; else None."""
    return [*sorted(set(call.queries("path")))] or [None]


def _diffstat(call: Call) -> Answer:
    """List the files that differ; of a pull request, with a word for those that conflict.

    The schema `diffstat` lacks that word, which clients know:
    https://github.com/atlassian-api/atlassian-python-api, bitbucket/cloud/repositories/diffstat.py.
    """
    repository = call.repository()
    ends = _ends(call, repository)
    conflicts: tuple[str, ...] = ()
    if call.query("from_pullrequest_id"):
        conflicts = _in_conflict(call, repository, *_pair(call, repository))
    found = [
        change
        for path in _paths(call)
        for change in call.forge.commits.changes(
            repository,
            ends.old,
            ends.new,
            path=path,
            ignore_whitespace=call.flag("ignore_whitespace"),
            renames=call.flag("renames", default=True),
        )
    ]
    return ok(
        page_of(
            call,
            found,
            lambda change: _change(
                call, repository, ends, change, conflicts=change.path in conflicts
            ),
            default=_DEFAULT_LENGTH,
            maximum=_MAX_LENGTH,
            queried=False,
        )
    )


def _change(
    call: Call, repository: Repository, ends: _Ends, found: Change, *, conflicts: bool
) -> dict[str, Any]:
    old, new = None, None
    if found.old_sha is not None and ends.old is not None:
        old = _file(call, repository, ends.old, found.old_path or found.path)
    if found.new_sha is not None:
        new = _file(call, repository, ends.new, found.path)
    return {
        "type": "diffstat",
        "status": _CONFLICT if conflicts else _STATUSES[found.kind],
        "lines_added": found.lines_added or 0,
        "lines_removed": found.lines_removed or 0,
        "old": old,
        "new": new,
    }


def _file(call: Call, repository: Repository, sha: str, path: str) -> dict[str, Any]:
    return {
        "type": "commit_file",
        "path": path,
        "escaped_path": escaped(path),
        "links": {"self": link(source_address(call.world, repository, sha, path))},
    }


def _patch(call: Call) -> Response:
    """Answer with the mails of a commit, or of all that the second lacks; `path` plays no role."""
    repository = call.repository()
    new, old = revspecs.one_or_two(call, repository, call.path("spec"))
    if old is None:
        parents = call.forge.commits.get(repository, new).parents
        old = parents[0] if parents else None
    return plain(call.forge.commits.patch(repository, old, new), content_type="text/plain")


def _conflicts(call: Call) -> Answer:
    """List the files that cannot be merged.

    The vendor's document names it where pull requests are sent here; the schema `file_conflict` is
    that of its later editions.
    """
    repository = call.repository()
    new, old = _pair(call, repository)
    return ok(
        page_of(
            call,
            _in_conflict(call, repository, new, old),
            lambda path: _conflict(call, repository, path, old, new),
            queried=False,
        )
    )


def _pair(call: Call, repository: Repository) -> tuple[str, str]:
    return revspecs.two(call, repository, call.path("spec"))


def _in_conflict(call: Call, repository: Repository, new: str, old: str) -> tuple[str, ...]:
    try:
        merge_trees(call.forge.repos.git(repository), old, new)
    except MergeConflict as conflict:
        return conflict.paths
    return ()


def _conflict(call: Call, repository: Repository, path: str, old: str, new: str) -> dict[str, str]:
    there = all(_exists(call, repository, path, sha) for sha in (old, new))
    return {
        "type": "file_conflict",
        "path": path,
        "scenario": "content" if there else "unknown",
        "message": f"{path} was changed on both sides",
    }


def _exists(call: Call, repository: Repository, path: str, sha: str) -> bool:
    try:
        call.forge.files.entry(repository, path, rev=sha)
    except NotFound:
        return False
    return True


ENDPOINTS = (
    Endpoint("GET", REPOSITORY + "/diff/{spec:path}", _diff, scope="repository"),
    Endpoint("GET", REPOSITORY + "/diffstat/{spec:path}", _diffstat, scope="repository"),
    Endpoint("GET", REPOSITORY + "/patch/{spec:path}", _patch, scope="repository"),
    Endpoint("GET", REPOSITORY + "/file-conflicts/{spec:path}", _conflicts, scope="repository"),
)
