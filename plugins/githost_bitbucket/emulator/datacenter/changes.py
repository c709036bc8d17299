"""Changes: which files differ, without their lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import (
    PULL_REQUEST,
    REPOSITORY,
    Call,
    Endpoint,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import invalid
from githost_bitbucket.emulator.datacenter.paging import page
from githost_bitbucket.emulator.datacenter.revisions import compared, find_commit, first_parent
from githost_bitbucket.emulator.datacenter.threads import Threads
from githost_local.forge.records import Change, ChangeKind, CommitIn, Level, Repository

_TYPES: Final = {
    ChangeKind.ADDED: ("ADD", "ADD"),
    ChangeKind.MODIFIED: ("MODIFY", "MODIFY"),
    ChangeKind.DELETED: ("DELETE", "DELETE"),
    ChangeKind.RENAMED: ("MOVE", "RENAME"),
    ChangeKind.COPIED: ("COPY", "COPY"),
    ChangeKind.TYPE_CHANGED: ("MODIFY", "MODIFY"),
}
_SUBMODULE: Final = "160000"
_EXECUTABLE: Final = "100755"
_NO_CONTENT: Final = "0" * 40


def _answer(found: Change, link: str | None, comments: Mapping[str, int]) -> dict[str, Any]:
    kind, git_kind = _TYPES[found.kind]
    count = comments.get(found.path)
    is_submodule = _SUBMODULE in {found.old_mode, found.new_mode}
    answer: dict[str, Any] = {
        # What was deleted is named by what it was.
        "contentId": found.new_sha or found.old_sha,
        "fromContentId": found.old_sha or _NO_CONTENT,
        "path": answers.path(found.path),
        "percentUnchanged": -1 if found.similarity is None else found.similarity,
        "type": kind,
        "nodeType": "SUBMODULE" if is_submodule else "FILE",
        "links": {"self": [None if link is None else {"href": link}]},
        "properties": {
            "gitChangeType": git_kind,
            **({} if count is None else {"activeComments": count}),
        },
    }
    if found.new_mode is not None:
        answer["executable"] = found.new_mode == _EXECUTABLE
    if found.old_mode is not None:
        answer["srcExecutable"] = found.old_mode == _EXECUTABLE
    if found.old_path is not None:
        answer["srcPath"] = answers.path(found.old_path)
    return answer


def _page(
    call: Call,
    repository: Repository,
    base: str | None,
    head: str,
    *,
    since: str | None,
    properties: dict[str, Any] | None = None,
    comments: Mapping[str, int] | None = None,
) -> Response:
    """Answer with the changes from `base` to `head`; `since` is what the caller calls the base."""
    window = call.window
    found = call.forge.commits.changes(
        repository, base, head, offset=window.start, limit=window.limit
    )
    home = f"{answers.repository_page(call.world, repository)}/commits/{head}"
    counts = comments or {}
    shown = page(window, found, lambda c: _answer(c, f"{home}#{quote(c.path)}", counts))
    return ok({"fromHash": since, "toHash": head, "properties": properties or {}, **shown})


def _of_commit(call: Call) -> Response:
    """List what a commit changed since its first parent, or since another commit."""
    repository = call.repository(Level.READ)
    head = find_commit(call, repository, call.path("commit"))
    return _since(call, repository, head, commented=CommitIn(repository, head))


def _of_repository(call: Call) -> Response:
    """List the same where the commit stands in the query."""
    repository = call.repository(Level.READ)
    until = call.query("until")
    if not until:
        raise invalid("The until parameter is required", "until")
    return _since(call, repository, find_commit(call, repository, until))


def _with_comments(call: Call) -> bool:
    return (call.query("withComments") or "true").lower() != "false"


def _since(
    call: Call, repository: Repository, head: str, *, commented: CommitIn | None = None
) -> Response:
    """Answer with the changes since `since` or the first parent, and how often those are spoken of."""
    name = call.query("since")
    since = find_commit(call, repository, name) if name else None
    base = since or first_parent(call, repository, head)
    comments: Mapping[str, int] | None = None
    if commented is not None and _with_comments(call):
        comments = Threads(call, repository, commented).counts(base)
    return _page(call, repository, base, head, since=since, comments=comments)


def _compare(call: Call) -> Response:
    """List what `from` changed since it left `to`."""
    repository = call.repository(Level.READ)
    head, other = compared(call, repository)
    base = call.forge.commits.compare(repository, other, head).merge_base or other
    return _page(call, repository, base, head, since=other, properties={"changeScope": "ALL"})


def _of_pull_request(call: Call) -> Response:
    """List what a pull request changes, or with `changeScope=RANGE` what a part of it does."""
    repository, pull_request = call.pull_request()
    window = call.window
    base, head = pull_request.merge_base, pull_request.source_commit
    scope = (call.query("changeScope") or "ALL").upper()
    if scope == "RANGE":
        since, until = call.query("sinceId"), call.query("untilId")
        if not since or not until:
            raise invalid("sinceId and untilId are required for the RANGE scope")
        base = find_commit(call, repository, since)
        head = find_commit(call, repository, until)
    counts: Mapping[str, int] = {}
    if _with_comments(call):
        counts = Threads(call, repository, pull_request).counts()
    found = call.forge.commits.changes(
        repository, base, head, offset=window.start, limit=window.limit
    )
    return ok(
        {
            "fromHash": base,
            "toHash": head,
            "properties": {"changeScope": "RANGE" if scope == "RANGE" else "ALL"},
            **page(
                window,
                found,
                # The addresses of a pull request's changes were recorded as null.
                lambda c: _answer(c, None, counts),
            ),
        }
    )


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/changes", _of_repository),
    Endpoint("GET", "api", REPOSITORY + "/commits/{commit}/changes", _of_commit),
    Endpoint("GET", "api", REPOSITORY + "/compare/changes", _compare),
    Endpoint("GET", "api", PULL_REQUEST + "/changes", _of_pull_request),
)
