"""Where a comment stands in a pull request's diff, as Data Center wants it told.

The server must be told whether the line was added, removed or left alone, and the old path of a
renamed file; both are read off the file's diff. A line under the wrong word would hang beside the
diff. Source: `POST …/pull-requests/{pullRequestId}/comments`.
"""

from typing import Any

from githost.errors import NotFoundError, UnsupportedError
from githost.model import Anchor, RepoRef, Side
from githost.wire import Op, Request, send
from githost_bitbucket.datacenter import payloads
from githost_bitbucket.datacenter.decode import decoder, path_text
from githost_bitbucket.datacenter.paths import pull_path

__all__ = ["place"]


def place(repo: RepoRef, number: int, anchor: Anchor) -> Op[dict[str, Any]]:
    """Return the document that puts a comment at `anchor`.

    Requests: one.

    Raises: `UnsupportedError` for an anchor at a commit that is not the pull request's newest.
    """
    diff = yield from _diff(repo, number, anchor.path)
    if anchor.commit is not None and not _same(diff.toHash, anchor.commit):
        raise UnsupportedError(
            f"{repo}#{number} is at {diff.toHash}, and a comment cannot be put at "
            f"{anchor.commit}; leave the commit out of the anchor",
            operation="comments.create",
        )
    file = diff.diffs[0] if diff.diffs else payloads.FileDiff()
    found: dict[str, Any] = {"path": anchor.path}
    if file.source is not None:
        source = path_text(file.source, "$.diffs[0].source")
        if source != anchor.path:
            found["srcPath"] = source
    if anchor.line is not None:
        found["line"] = anchor.line
        found["lineType"] = _line_type(diff, file, anchor.line, anchor.side)
        found["fileType"] = "FROM" if anchor.side is Side.OLD else "TO"
    return found


def _diff(repo: RepoRef, number: int, path: str) -> Op[payloads.Diff]:
    address = pull_path(repo, number, "diff", tail=path)
    try:
        response = yield from send(Request("GET", address, query={"withComments": False}))
    except NotFoundError:
        # A file that the pull request leaves alone: refused where the comment is written.
        return payloads.Diff(diffs=())
    return decoder.decode(response, payloads.Diff).value


def _same(told: str | None, commit: str) -> bool:
    return told is None or told.startswith(commit.lower())


def _line_type(diff: payloads.Diff, file: payloads.FileDiff, line: int, side: Side) -> str:
    changed = "REMOVED" if side is Side.OLD else "ADDED"
    for hunk in file.hunks or ():
        at = hunk.sourceLine if side is Side.OLD else hunk.destinationLine
        for segment in hunk.segments:
            if segment.type not in {"CONTEXT", changed}:
                continue
            if at <= line < at + len(segment.lines):
                return segment.type
            at += len(segment.lines)
    # In a diff that is whole, a line that is not there was left alone.
    cuts = (diff.truncated, file.truncated, *(hunk.truncated for hunk in file.hunks or ()))
    whole = file.hunks and not any(cut in {True, "true"} for cut in cuts)
    return "CONTEXT" if whole else changed
