"""Diffs: JSON by default, unified text for those who ask for it; patches are text only.

A raw diff names its files `src://` and `dst://`, where git writes `a/` and `b/`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import accept, hunks
from githost_bitbucket.emulator.datacenter.call import (
    COMMIT,
    PULL_REQUEST,
    REPOSITORY,
    Call,
    Endpoint,
    ok,
)
from githost_bitbucket.emulator.datacenter.revisions import find_commit, first_parent
from githost_bitbucket.emulator.datacenter.spans import (
    Span,
    comparison,
    of_commit,
    of_repository,
    until,
    with_comments,
)
from githost_bitbucket.emulator.datacenter.threads import CONTEXT_LINES, PREFIXES, Threads
from githost_local.forge.records import CommitIn, Level

_TEXT: Final = (accept.TEXT,)
_EITHER: Final = (accept.JSON, accept.TEXT)


def _of_pull_request(call: Call) -> Span:
    """Take the effective diff, or the one between `sinceId` and `untilId`."""
    repository, found = call.pull_request()
    base, head = found.merge_base, found.source_commit
    since, until = call.query("sinceId"), call.query("untilId")
    if not since and not until:
        return Span(repository=repository, base=base, head=head, since=base, commented=found)
    base = find_commit(call, repository, since) if since else base
    head = find_commit(call, repository, until) if until else head
    return Span(repository=repository, base=base, head=head, since=base)


def _files(call: Call, span: Span) -> tuple[hunks.FileDiff, ...]:
    """Compare, and keep what is at the address's path.

    A file that was moved is one that was added, unless `srcPath` says where it was.
    """
    path = str(call.request.path_params.get("path", "")).strip("/")
    source = call.query("srcPath")
    only = path if path and not source else None
    ignore = _ignores_whitespace(call)
    ends = (span.repository, span.base, span.head)
    raw = call.forge.commits.diff(
        *ends,
        path=only,
        context=_context(call),
        ignore_whitespace=ignore,
        prefixes=PREFIXES,
    )
    changes = call.forge.commits.changes(*ends, path=only, ignore_whitespace=ignore)
    found = hunks.split(raw, changes.items)
    if not source:
        return found
    return tuple(f for f in found if (f.change.path, f.change.old_path) == (path, source))


def _ignores_whitespace(call: Call) -> bool:
    return (call.query("whitespace") or "").lower() == "ignore-all"


def _context(call: Call) -> int:
    lines = call.number("contextLines", CONTEXT_LINES)
    return lines if lines >= 0 else CONTEXT_LINES


def _either(span: Callable[[Call], Span]) -> Callable[[Call], Response]:
    """Return a handler that answers in JSON or in text."""

    def handler(call: Call) -> Response:
        wanted = span(call)
        is_json = accept.chosen(call, *_EITHER) == accept.JSON
        return ok(_json(call, wanted)) if is_json else _raw(call, wanted)

    return handler


def _text_only(content: Callable[[Call], bytes]) -> Callable[[Call], Response]:
    """Return a handler that answers in text."""
    return lambda call: accept.text(content(call))


def _raw(call: Call, span: Span) -> Response:
    return accept.text(_joined(call, span))


def _joined(call: Call, span: Span) -> bytes:
    return b"".join(found.raw for found in _files(call, span))


def _json(call: Call, span: Span) -> dict[str, Any]:
    found = [hunks.answer(file) for file in _files(call, span)]
    if span.commented is not None and with_comments(call):
        threads = Threads(call, span.repository, span.commented)
        since = span.base if isinstance(span.commented, CommitIn) else None
        for diff in found:
            _add_comments(diff, threads, since)
    return {
        "fromHash": span.since,
        "toHash": span.head,
        "contextLines": _context(call),
        "whitespace": "IGNORE_ALL" if _ignores_whitespace(call) else "SHOW",
        "diffs": found,
        "truncated": False,
    }


def _add_comments(diff: dict[str, Any], threads: Threads, since: str | None) -> None:
    """Put the comments on a file into its diff, and their numbers to their lines."""
    where = diff["destination"] or diff["source"]
    for comment in threads.on(where["toString"], since):
        anchor = threads.anchor(comment)
        key = "lineComments" if "line" in anchor else "fileComments"
        diff.setdefault(key, []).append(threads.answer(comment))
        for line in hunks.lines_of(diff, anchor):
            line.setdefault("commentIds", []).append(comment.id)


def _statistics(span: Callable[[Call], Span]) -> Callable[[Call], Response]:
    """Return a handler that counts files and lines.

    The documentation says what is counted, but not the keys (`RestDiffStatsSummary` has none).
    """

    def handler(call: Call) -> Response:
        changes = [found.change for found in _files(call, span(call))]
        return ok(
            {
                "filesChanged": len(changes),
                "linesAdded": sum(change.lines_added or 0 for change in changes),
                "linesDeleted": sum(change.lines_removed or 0 for change in changes),
            }
        )

    return handler


def _patch(call: Call) -> bytes:
    """Return the commit `until` as a mail, those since `since`, or with all its ancestors."""
    repository = call.repository(Level.READ)
    head = find_commit(call, repository, until(call))
    name = call.query("since")
    base: str | None = None
    if not call.flag("allAncestors"):
        base = find_commit(call, repository, name) if name else first_parent(call, repository, head)
    return call.forge.commits.patch(repository, base, head)


def _patch_of_pull_request(call: Call) -> bytes:
    repository, found = call.pull_request()
    return call.forge.commits.patch(repository, found.merge_base, found.source_commit)


def _diff_of_pull_request(call: Call) -> bytes:
    return _joined(call, _of_pull_request(call))


def _diff_of_repository(call: Call) -> bytes:
    return _joined(call, of_repository(call))


_COMPARE = REPOSITORY + "/compare"
_TAIL = "/{path:path}"
#: The release of `diff-stats-summary`.
_STATISTICS = "9.1"

# The documentation ends all these addresses with a path; the server takes them without, too.
ENDPOINTS = (
    *(
        Endpoint("GET", "api", base + "/diff" + tail, _either(span), produces=_EITHER)
        for base, span in (
            (COMMIT, of_commit),
            (_COMPARE, comparison),
            (PULL_REQUEST, _of_pull_request),
        )
        for tail in ("", _TAIL)
    ),
    *(
        Endpoint(
            "GET", "api", base + "/diff-stats-summary" + tail, _statistics(span), since=_STATISTICS
        )
        for base, span in (
            (COMMIT, of_commit),
            (_COMPARE, comparison),
            (PULL_REQUEST, _of_pull_request),
        )
        for tail in ("", _TAIL)
    ),
    Endpoint("GET", "api", REPOSITORY + "/diff", _text_only(_diff_of_repository), produces=_TEXT),
    Endpoint(
        "GET", "api", REPOSITORY + "/diff" + _TAIL, _text_only(_diff_of_repository), produces=_TEXT
    ),
    Endpoint("GET", "api", REPOSITORY + "/patch", _text_only(_patch), produces=_TEXT),
    Endpoint(
        "GET", "api", PULL_REQUEST + ".diff", _text_only(_diff_of_pull_request), produces=_TEXT
    ),
    Endpoint(
        "GET", "api", PULL_REQUEST + ".patch", _text_only(_patch_of_pull_request), produces=_TEXT
    ),
)
