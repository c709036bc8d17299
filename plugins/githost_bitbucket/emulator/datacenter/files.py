"""Files: looking into directories, reading and writing single files, archives of many."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import attrs
from starlette.responses import Response, StreamingResponse

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import REPOSITORY, Call, Endpoint, ok
from githost_bitbucket.emulator.datacenter.errors import (
    Refusal,
    duplicate_ref,
    invalid,
    no_branch,
    no_path,
)
from githost_bitbucket.emulator.datacenter.names import BRANCH_PREFIX, TAG_PREFIX, branch_name
from githost_bitbucket.emulator.datacenter.paging import Window, page_of, window
from githost_bitbucket.emulator.datacenter.restrictions import Deed, check
from githost_bitbucket.emulator.datacenter.revisions import find_commit
from githost_local.forge.errors import NotFound, StaleVersion, Unchanged
from githost_local.forge.records import EntryKind, Level, Repository, TreeEntry

#: Entries of a directory, and lines of a file, on one page unless another number is wanted.
_BROWSE_LIMIT: Final = "500"
_TYPES: Final = {
    EntryKind.FILE: "FILE",
    EntryKind.SYMLINK: "FILE",
    EntryKind.DIRECTORY: "DIRECTORY",
    EntryKind.SUBMODULE: "SUBMODULE",
}
#: As much of a file as git looks at to tell text from data.
_SNIFFED: Final = 8000
_FORMATS: Final = {"zip": "zip", "tar": "tar", "tar.gz": "tar.gz", "tgz": "tar.gz"}


@attrs.frozen(kw_only=True)
class _Place:
    """What an address and `at` point to."""

    repository: Repository
    entry: TreeEntry


def _path(call: Call) -> str:
    return str(call.request.path_params.get("path", "")).strip("/")


def _place(call: Call) -> _Place:
    repository = call.repository(Level.READ)
    commit = find_commit(call, repository, call.query("at"))
    path = _path(call)
    try:
        entry = call.forge.files.entry(repository, path, rev=commit)
    except NotFound as error:
        raise no_path(path, call.query("at") or commit) from error
    return _Place(repository=repository, entry=entry)


def _browse(call: Call) -> Response:
    """Show a directory's entries or a file's lines; or only size or type."""
    place = _place(call)
    if call.flag("size"):
        return ok({"size": place.entry.size or 0})
    if call.flag("type"):
        return ok({"type": _TYPES[place.entry.kind]})
    asked = window(call.query("start"), call.query("limit") or _BROWSE_LIMIT)
    if place.entry.kind is EntryKind.DIRECTORY:
        return ok(_directory(call, place, asked))
    return ok(_lines(call, place, asked))


def _directory(call: Call, place: _Place, asked: Window) -> dict[str, Any]:
    above = f"{place.entry.path}/" if place.entry.path else ""
    found = call.forge.files.list(place.repository, place.entry.path, rev=place.entry.commit).items
    return {
        "path": answers.path(place.entry.path),
        "revision": call.query("at") or f"{BRANCH_PREFIX}{place.repository.default_branch}",
        "children": page_of(asked, found, lambda entry: _child(entry, above)),
    }


def _child(entry: TreeEntry, above: str) -> dict[str, Any]:
    """Return an entry of a directory, named from there."""
    is_directory = entry.kind is EntryKind.DIRECTORY
    answer: dict[str, Any] = {
        "path": answers.path(entry.path.removeprefix(above)),
        "node" if is_directory else "contentId": entry.sha,
        "type": _TYPES[entry.kind],
    }
    if entry.size is not None:
        answer["size"] = entry.size
    return answer


def _lines(call: Call, place: _Place, asked: Window) -> dict[str, Any]:
    """Return a page of lines, whose name for `values` is `lines`."""
    content = call.forge.files.read(place.repository, place.entry.path, rev=place.entry.commit)
    if b"\0" in content[:_SNIFFED]:
        return {"binary": True, "path": answers.path(place.entry.path)}
    lines = content.decode(errors="replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    answer = page_of(asked, lines, lambda line: {"text": line})
    return {"lines": answer.pop("values"), **answer}


def _list(call: Call) -> Response:
    """List the paths of all files below a directory, named from there."""
    place = _place(call)
    if place.entry.kind is not EntryKind.DIRECTORY:
        raise invalid(f'The path "{place.entry.path}" is not a directory', "path")
    above = f"{place.entry.path}/" if place.entry.path else ""
    found = [
        entry.path.removeprefix(above)
        for entry in call.forge.files.list(
            place.repository, place.entry.path, rev=place.entry.commit, recursive=True
        )
        if entry.kind in {EntryKind.FILE, EntryKind.SYMLINK}
    ]
    return ok(page_of(call.window, found, str))


def _raw(call: Call) -> Response:
    """Return a file's bytes."""
    place = _place(call)
    if place.entry.size is None:
        message = f'The path "{place.entry.path}" is not a file'
        raise invalid(message, "path")
    content = call.forge.files.read(place.repository, place.entry.path, rev=place.entry.commit)
    is_text = b"\0" not in content[:_SNIFFED]
    kind = "text/plain;charset=UTF-8" if is_text else "application/octet-stream"
    return Response(content, media_type=kind)


def _last_modified(call: Call) -> Response:
    """Tell of each entry of a directory which commit changed it last."""
    place = _place(call)
    if place.entry.kind is not EntryKind.DIRECTORY:
        raise invalid(f'The path "{place.entry.path}" is not a directory', "path")
    above = f"{place.entry.path}/" if place.entry.path else ""
    entries = call.forge.files.list(place.repository, place.entry.path, rev=place.entry.commit)
    return ok(
        {
            "files": {
                entry.path.removeprefix(above): _last(call, place, entry.path) for entry in entries
            },
            "latestCommit": _last(call, place, place.entry.path or None),
        }
    )


def _last(call: Call, place: _Place, path: str | None) -> dict[str, Any]:
    found = call.forge.commits.list(
        place.repository, include=[place.entry.commit], path=path, limit=1
    )
    return answers.commit(call.world, found.items[0])


def _edit(call: Call) -> Response:
    """Write one file in one commit; `sourceCommitId` is where the caller read it."""
    repository = call.repository(Level.WRITE, writes=True)
    if call.caller.is_service:
        raise Refusal(403, "Files cannot be edited with an access token that belongs to no user.")
    path = _path(call)
    branch = branch_name(_field(call, "branch") or "")
    if not branch:
        raise invalid("The branch is required", "branch")
    content = call.form.get("content")
    if content is None:
        raise invalid("The content is required", "content")
    start = _start(call, repository, branch)
    source = _field(call, "sourceCommitId")
    if source is None:
        _check_new(call, repository, start or branch, path)
    check(call, repository, branch, Deed.CHANGE if start is None else Deed.CREATE)
    verb = "created" if source is None else "edited"
    try:
        commit = call.forge.files.commit(
            repository,
            branch=branch,
            files={path: content},
            message=_field(call, "message") or f"{path} {verb} online with Bitbucket",
            actor=call.account,
            parent=None if source is None else find_commit(call, repository, source),
            start=start,
        )
    except NotFound as error:
        raise no_branch(branch, repository.slug) from error
    except Unchanged as error:
        raise _refusal(
            "The content provided is the same as what already exists. No change was committed.",
            "FileContentUnmodifiedException",
        ) from error
    except StaleVersion as error:
        message = f'The file "{path}" has changed since commit {source}.'
        raise _refusal(message, "FileOutOfDateException") from error
    return ok(answers.commit(call.world, commit))


def _field(call: Call, name: str) -> str | None:
    """Return a text of the form; None where it is absent or empty."""
    return call.form.get(name, b"").decode(errors="replace") or None


def _start(call: Call, repository: Repository, branch: str) -> str | None:
    """Return where a branch that is to be made begins; None for one that is there."""
    source = branch_name(_field(call, "sourceBranch") or branch)
    if source == branch:
        return None
    if call.forge.branches.head(repository, branch) is not None:
        raise duplicate_ref(branch)
    head = call.forge.branches.head(repository, source)
    if head is None:
        raise no_branch(source, repository.slug)
    return head


def _check_new(call: Call, repository: Repository, rev: str, path: str) -> None:
    """Refuse to overwrite a file that the caller takes for a new one."""
    try:
        call.forge.files.entry(repository, path, rev=rev)
    except NotFound:
        return
    message = f'The file "{path}" already exists.'
    raise _refusal(message, "FileAlreadyExistsException")


def _refusal(message: str, exception: str) -> Refusal:
    # Only the first of the three exceptions was recorded; the names of the other two are those of
    # the same Java package:
    # https://developer.atlassian.com/server/bitbucket/reference/java-api/
    return Refusal(409, message, exception=f"content.{exception}")


def _archive(call: Call) -> Response:
    """Return an archive of all files, or of those that `path` names."""
    repository = call.repository(Level.READ)
    kind = call.query("format") or "zip"
    if kind not in _FORMATS:
        raise invalid(f"The format '{kind}' is not supported", "format")
    at = call.query("at")
    commit = find_commit(call, repository, at)
    prefix = call.query("prefix") or ""
    try:
        content = call.forge.files.archive(
            repository,
            rev=commit,
            format=_FORMATS[kind],
            prefix=f"{prefix.rstrip('/')}/" if prefix else "",
            paths=call.queries("path"),
        )
    except NotFound as error:
        raise no_path(error.key, at or commit) from error
    name = call.query("filename") or f"{_archive_name(repository, at, commit)}.{kind}"
    return StreamingResponse(
        content,
        media_type="application/x-tar" if kind == "tar" else "application/octet-stream",
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )


def _archive_name(repository: Repository, at: str | None, commit: str) -> str:
    """Name an archive after what it is of, as the documentation of `archive` says."""
    if at == commit:
        return f"{repository.slug}-{commit}"
    name = at or repository.default_branch or ""
    short = name.removeprefix(BRANCH_PREFIX).removeprefix(TAG_PREFIX).replace("/", "-")
    return f"{repository.slug}-{short}@{answers.minimal_commit(commit)['displayId']}"


_TAIL: Final = "/{path:path}"

ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/browse", _browse),
    Endpoint("GET", "api", REPOSITORY + "/browse" + _TAIL, _browse),
    Endpoint("PUT", "api", REPOSITORY + "/browse" + _TAIL, _edit),
    Endpoint("GET", "api", REPOSITORY + "/files", _list),
    Endpoint("GET", "api", REPOSITORY + "/files" + _TAIL, _list),
    Endpoint("GET", "api", REPOSITORY + "/raw" + _TAIL, _raw, produces=()),
    Endpoint("GET", "api", REPOSITORY + "/last-modified", _last_modified),
    Endpoint("GET", "api", REPOSITORY + "/last-modified" + _TAIL, _last_modified),
    Endpoint("GET", "api", REPOSITORY + "/archive", _archive, produces=()),
)
