"""Files: their contents, directories, history, and commits made of uploaded files.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-source/
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers, file_answers
from githost_bitbucket.emulator.cloud.bodies import Part
from githost_bitbucket.emulator.cloud.call import (
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    empty,
    ok,
    redirect,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Commit,
    EntryKind,
    Level,
    Repository,
    Signature,
    TreeEntry,
)

_SOURCE: Final = REPOSITORY + "/src"
_FILE: Final = _SOURCE + "/{commit}/{path:path}"
#: Fields of the form that are no files, unless a slash stands before them.
_ABOUT: Final = frozenset({"message", "author", "branch", "parents", "files"})
_AUTHOR: Final = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<email>[^<>\s]+)>\s*")
#: What the first branch of a repository is called where nobody says.
_FIRST_BRANCH: Final = "main"


def _revision(call: Call, repository: Repository) -> str:
    """Return the commit in the address, in which a ref with a slash has no place."""
    text = call.path("commit")
    if "/" in text:
        raise NotFound("commit", text)
    return call.forge.commits.resolve(repository, text)


def _root(call: Call) -> Response:
    """Send the caller to the main branch's files."""
    repository = call.repository()
    main = call.forge.branches.default(repository)
    if main is None:
        raise NotFound("commit", repository.default_branch or "")
    address = file_answers.source_address(call.world, repository, main.commit, "")
    query = call.request.url.query
    return redirect(f"{address}?{query}" if query else address)


def _read(call: Call) -> Answer | Response:
    repository = call.repository()
    path = call.path("path")
    entry = call.forge.files.entry(repository, path, rev=_revision(call, repository))
    about = call.query("format") == "meta"
    if entry.kind is EntryKind.DIRECTORY:
        if about:
            return ok(file_answers.directory(call.world, repository, entry))
        return ok(_listing(call, repository, entry))
    if path.endswith("/"):
        raise NotFound("directory", path)
    if about:
        binary = entry.path in _binaries(call, repository, entry)
        return ok(file_answers.file(call.world, repository, entry, binary=binary))
    return _raw(call, repository, entry)


def _raw(call: Call, repository: Repository, entry: TreeEntry) -> Response:
    """Answer with the bytes; of a submodule, with the name of its commit."""
    if entry.kind is EntryKind.SUBMODULE:
        content = entry.sha.encode()
    else:
        content = call.forge.files.read(repository, entry.path, rev=entry.commit)
    return Response(
        content,
        headers={
            "Content-Type": mimetypes.guess_type(entry.path)[0] or "application/octet-stream",
            "Content-Disposition": "attachment",
            "ETag": f'"{entry.sha}{entry.mode}"',
        },
    )


def _listing(call: Call, repository: Repository, directory: TreeEntry) -> dict[str, Any]:
    """List a directory, and those in it down to `max_depth`, the nearer ones first."""
    depth = call.query("max_depth") or "1"
    if not depth.isdecimal():
        raise invalid("max_depth", "Enter a whole number.")
    deepest = int(depth)
    entries = call.forge.files.list(
        repository, directory.path, rev=directory.commit, recursive=deepest > 1
    )
    above = directory.path.count("/") + 1 if directory.path else 0
    found = sorted(
        (entry for entry in entries if entry.path.count("/") - above < deepest),
        key=lambda entry: entry.path.count("/"),
    )
    binaries = _binaries(call, repository, directory)

    def render(entry: TreeEntry) -> dict[str, Any]:
        if entry.kind is EntryKind.DIRECTORY:
            return file_answers.directory(call.world, repository, entry)
        return file_answers.file(call.world, repository, entry, binary=entry.path in binaries)

    return page_of(call, found, render)


def _binaries(call: Call, repository: Repository, entry: TreeEntry) -> frozenset[str]:
    """Return the paths, here or below, of files that git takes for binary."""
    changes = call.forge.commits.changes(
        repository, None, entry.commit, path=entry.path or None, renames=False
    )
    return frozenset(change.path for change in changes if change.lines_added is None)


def _history(call: Call) -> Answer:
    """List the commits that changed a file, under each name it had."""
    repository = call.repository()
    entry = call.forge.files.entry(repository, call.path("path"), rev=_revision(call, repository))
    found = _changed(call, repository, entry, renames=call.flag("renames", default=True))

    def render(item: tuple[Commit, str]) -> dict[str, Any]:
        commit, path = item
        shown = _file_then(call, repository, commit, path)
        return {**shown, "commit": answers.commit(call.world, repository, commit)}

    return ok(page_of(call, found, render))


def _changed(
    call: Call, repository: Repository, entry: TreeEntry, *, renames: bool
) -> list[tuple[Commit, str]]:
    found: list[tuple[Commit, str]] = []
    start, path = entry.commit, entry.path
    while True:
        commits = call.forge.commits.list(repository, include=[start], path=path).items
        found += [(commit, path) for commit in commits]
        before = _before(call, repository, commits[-1], path) if renames and commits else None
        if before is None:
            return found
        start, path = before


def _before(call: Call, repository: Repository, first: Commit, path: str) -> tuple[str, str] | None:
    """Return the commit before the one in which a file got its name, and the name it had."""
    if not first.parents:
        return None
    for change in call.forge.commits.changes(repository, first.parents[0], first.sha):
        if change.path == path and change.old_path is not None:
            return first.parents[0], change.old_path
    return None


def _file_then(call: Call, repository: Repository, commit: Commit, path: str) -> dict[str, Any]:
    try:
        entry = call.forge.files.entry(repository, path, rev=commit.sha)
    except NotFound:
        # The commit that deleted it.
        return {"type": "commit_file", "path": path, "escaped_path": file_answers.escaped(path)}
    return file_answers.file(call.world, repository, entry, binary=False)


@attrs.frozen
class _Upload:
    """What a form says: facts about the commit, and files, of which None is to be deleted."""

    about: Mapping[str, tuple[str, ...]]
    files: Mapping[str, bytes | None]

    def one(self, name: str) -> str | None:
        """Return a fact that is told once at most."""
        values = self.about.get(name, ())
        if len(values) > 1:
            raise invalid(name, "This field cannot be repeated.")
        return values[0] if values and values[0] else None


def _upload(form: tuple[Part, ...]) -> _Upload:
    about: dict[str, tuple[str, ...]] = {}
    files: dict[str, bytes | None] = {}
    for part in form:
        if part.filename is None and part.name in _ABOUT:
            about[part.name] = (*about.get(part.name, ()), part.text)
        else:
            files[part.name.lstrip("/")] = part.content
    for name in about.get("files", ()):
        files.setdefault(name.lstrip("/"), None)
    return _Upload(about, files)


def _write(call: Call) -> Response:
    """Commit the files of the form; the answer is empty, and `Location` is the commit's address."""
    repository = call.repository(Level.WRITE)
    upload = _upload(call.form)
    with call.forge.transaction():
        branch, start, is_new = _place(call, repository, upload)
        if not upload.files and not is_new:
            raise ApiError(400, "Bad request", detail="There are no files to commit.")
        commit = call.forge.files.commit(
            repository,
            branch=branch,
            files=upload.files,
            message=upload.one("message") or _canned(upload.files),
            author=_author(call, upload.one("author")),
            start=start,
            allow_empty=True,
            actor=call.account,
        )
    address = answers.commit_stub(call.world, repository, commit.sha)["links"]["self"]["href"]
    return empty(201, headers={"Location": address})


def _place(call: Call, repository: Repository, upload: _Upload) -> tuple[str, str | None, bool]:
    """Return the branch, where it begins if there is none yet, and whether it does so."""
    parent = upload.one("parents")
    named = upload.one("branch")
    main = call.forge.branches.default(repository)
    branch = named or repository.default_branch or _FIRST_BRANCH
    tip = call.forge.branches.head(repository, branch)
    if parent is not None:
        parent = call.forge.commits.resolve(repository, parent)
        if (tip is not None or named is None) and parent != tip:
            raise ApiError(409, f"{parent} is not the tip of branch {branch}.")
    start = parent or (None if main is None else main.commit)
    return branch, start, tip is None and start is not None


def _canned(files: Mapping[str, bytes | None]) -> str:
    names = ", ".join(sorted(files))
    return f"{names} edited online with Bitbucket" if names else "Created online with Bitbucket"


def _author(call: Call, raw: str | None) -> Signature | None:
    if raw is None:
        return None
    found = _AUTHOR.fullmatch(raw)
    if found is None:
        raise invalid("author", "Not a valid author, as in Jane Doe <jane@example.com>.")
    return Signature(name=found["name"], email=found["email"], date=call.forge.now())


ENDPOINTS = (
    Endpoint("GET", _SOURCE, _root, scope="repository"),
    Endpoint("POST", _SOURCE, _write, scope="repository:write"),
    Endpoint("GET", _FILE, _read, scope="repository"),
    Endpoint("GET", REPOSITORY + "/filehistory/{commit}/{path:path}", _history, scope="repository"),
)
