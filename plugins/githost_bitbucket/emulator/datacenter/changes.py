"""Changes: which files differ, without their lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import (
    COMMIT,
    PULL_REQUEST,
    REPOSITORY,
    Call,
    Endpoint,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import invalid
from githost_bitbucket.emulator.datacenter.paging import page
from githost_bitbucket.emulator.datacenter.revisions import find_commit
from githost_bitbucket.emulator.datacenter.spans import (
    Span,
    comparison,
    of_commit,
    of_repository,
    with_comments,
)
from githost_bitbucket.emulator.datacenter.threads import Threads
from githost_local.forge.git import ZERO
from githost_local.forge.records import Change, ChangeKind, CommitIn

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


def _answer(found: Change, link: str | None, comments: Mapping[str, int]) -> dict[str, Any]:
    kind, git_kind = _TYPES[found.kind]
    count = comments.get(found.path)
    is_submodule = _SUBMODULE in {found.old_mode, found.new_mode}
    answer: dict[str, Any] = {
        # What was deleted is named by what it was.
        "contentId": found.new_sha or found.old_sha,
        "fromContentId": found.old_sha or ZERO,
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
    call: Call, span: Span, properties: Mapping[str, Any], *, linked: bool = True
) -> Response:
    """Answer with a page of what differs, and how often each file is spoken of."""
    window = call.window
    found = call.forge.commits.changes(
        span.repository, span.base, span.head, offset=window.start, limit=window.limit
    )
    home = f"{answers.repository_page(call.world, span.repository)}/commits/{span.head}"
    counts: Mapping[str, int] = {}
    if span.commented is not None and with_comments(call):
        since = span.base if isinstance(span.commented, CommitIn) else None
        counts = Threads(call, span.repository, span.commented).counts(since)

    def render(change: Change) -> dict[str, Any]:
        return _answer(change, f"{home}#{quote(change.path)}" if linked else None, counts)

    return ok(
        {
            "fromHash": span.since,
            "toHash": span.head,
            "properties": properties,
            **page(window, found, render),
        }
    )


def _of_commit(call: Call) -> Response:
    return _page(call, of_commit(call), {})


def _of_repository(call: Call) -> Response:
    return _page(call, of_repository(call), {})


def _compare(call: Call) -> Response:
    return _page(call, comparison(call), {"changeScope": "ALL"})


def _of_pull_request(call: Call) -> Response:
    """List what a pull request changes, or with `changeScope=RANGE` what a part of it does."""
    repository, pull_request = call.pull_request()
    base, head = pull_request.merge_base, pull_request.source_commit
    scope = "ALL"
    if (call.query("changeScope") or "").upper() == "RANGE":
        scope = "RANGE"
        since, until = call.query("sinceId"), call.query("untilId")
        if not since or not until:
            raise invalid("sinceId and untilId are required for the RANGE scope")
        base = find_commit(call, repository, since)
        head = find_commit(call, repository, until)
    span = Span(repository=repository, base=base, head=head, since=base, commented=pull_request)
    # The addresses of a pull request's changes were recorded as null.
    return _page(call, span, {"changeScope": scope}, linked=False)


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/changes", _of_repository),
    Endpoint("GET", "api", COMMIT + "/changes", _of_commit),
    Endpoint("GET", "api", REPOSITORY + "/compare/changes", _compare),
    Endpoint("GET", "api", PULL_REQUEST + "/changes", _of_pull_request),
)
