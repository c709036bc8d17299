"""Comments on pull requests and commits; those of severity `BLOCKER` are tasks.

There is no list of all of them: `comments` shows those on one path; of a pull request,
`blocker-comments` shows the tasks, and `activities` everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    COMMIT,
    PULL_REQUEST,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid, missing
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_bitbucket.emulator.datacenter.revisions import find_commit
from githost_bitbucket.emulator.datacenter.threads import Threads, severity, state
from githost_local.forge.records import (
    Account,
    Anchor,
    Comment,
    Commented,
    CommitIn,
    Level,
    Repository,
    Side,
)

_SEVERITIES: Final = frozenset({"NORMAL", "BLOCKER"})
_LINE_TYPES: Final = frozenset({"ADDED", "CONTEXT", "REMOVED"})
_FILE_TYPES: Final = {"FROM": Side.OLD, "TO": Side.NEW}
_DIFF_TYPES: Final = frozenset({"COMMIT", "EFFECTIVE", "RANGE"})


def read_states(call: Call) -> frozenset[str]:
    """Read the states that are asked for, one by one or with commas; none stands for all."""
    words = (*call.queries("state"), *call.queries("states"))
    return frozenset(word.strip().upper() for text in words for word in text.split(",")) - {""}


def _on(call: Call, *, writes: bool = False) -> tuple[Repository, Commented]:
    """Return the pull request or commit in the address, and the repository it is in."""
    if "number" in call.request.path_params:
        return call.pull_request(writes=writes)
    repository = call.repository(Level.READ, writes=writes)
    return repository, CommitIn(repository, find_commit(call, repository, call.path("commit")))


def _since(call: Call, repository: Repository, on: Commented) -> str | None:
    """Read which of a commit's diffs is meant; None for the one with its first parent."""
    name = call.query("since") if isinstance(on, CommitIn) else None
    return find_commit(call, repository, name) if name else None


def _list(call: Call) -> Response:
    """List the threads on a path; of a commit, with `since` those in the diff from there on."""
    repository, on = _on(call)
    path = call.query("path")
    if not path:
        # The documentation calls it optional, and servers refuse to do without.
        raise invalid("A path must be supplied to retrieve comments", "path")
    threads = Threads(call, repository, on)
    states = read_states(call)
    since = _since(call, repository, on)
    found = [c for c in threads.on(path, since) if not states or state(c) in states]
    return ok(page_of(call.window, found, threads.answer))


def get(call: Call) -> Response:
    """Return a comment with its replies."""
    repository, on = _on(call)
    threads = Threads(call, repository, on)
    return ok(threads.answer(_found(call, threads)))


def _found(call: Call, threads: Threads) -> Comment:
    return _by_number(threads, call.request.path_params["comment"])


def _by_number(threads: Threads, number: int | None) -> Comment:
    if number is None or number not in threads.comments:
        message = f"No comment exists with ID {number} for this {threads.subject}."
        raise missing("comment", message)
    return threads.comments[number]


def _create(call: Call) -> Response:
    return create(call, None)


def create(call: Call, default: str | None) -> Response:
    """Add a comment, of the default severity if it says none."""
    repository, on = _on(call, writes=True)
    account = call.account
    body = call.body()
    threads = Threads(call, repository, on)
    text = body.required("text")
    weight = _severity(body.text("severity") or default or "NORMAL")
    answered = body.object("parent")
    parent = None if answered is None else _by_number(threads, answered.number("id"))
    place = None if parent is not None else body.object("anchor")
    extra: dict[str, Any] = {"severity": weight, "state": _first_state(on, body)}
    anchor = None
    if place is not None:
        anchor, known = _anchor(place)
        extra["anchor"] = {**known, **_diff(call, repository, on, place)}
    elif parent is not None and "anchor" in parent.extra:
        extra["anchor"] = parent.extra["anchor"]
    made = call.forge.comments.create(
        on, text, parent=parent, anchor=anchor, extra=extra, actor=account
    )
    return created(Threads(call, repository, on).answer(made))


def _severity(word: str) -> str:
    if word not in _SEVERITIES:
        raise invalid(f"'{word}' is not a severity", "severity")
    return word


def _first_state(on: Commented, body: Body) -> str:
    """Return `PENDING` for a draft, which a review has; nothing begins as resolved."""
    is_draft = body.text("state") == "PENDING" and not isinstance(on, CommitIn)
    return "PENDING" if is_draft else "OPEN"


def _anchor(body: Body) -> tuple[Anchor, Mapping[str, Any]]:
    """Read where in the diff a comment is to stand."""
    path = body.required("path")
    line = body.number("line")
    known: dict[str, Any] = {"srcPath": body.text("srcPath")}
    side = Side.NEW
    if line is not None:
        if line < 1:
            raise invalid("The line must be greater than 0", "anchor.line")
        line_type = body.text("lineType") or ""
        if line_type not in _LINE_TYPES:
            raise invalid(
                "The line type must be one of ADDED, CONTEXT or REMOVED", "anchor.lineType"
            )
        file_type = body.text("fileType") or ("FROM" if line_type == "REMOVED" else "TO")
        if file_type not in _FILE_TYPES:
            raise invalid("The file type must be FROM or TO", "anchor.fileType")
        side = _FILE_TYPES[file_type]
        known["lineType"] = line_type
    anchor = Anchor(path=path, line=line, side=side, commit=None)
    return anchor, {key: value for key, value in known.items() if value is not None}


def _diff(call: Call, repository: Repository, on: Commented, body: Body) -> Mapping[str, str]:
    """Read which diff a comment is in."""
    return _diff_to(call, repository, on, body) if isinstance(on, CommitIn) else _range(body)


def _diff_to(call: Call, repository: Repository, on: CommitIn, body: Body) -> Mapping[str, str]:
    """Read which of a commit's diffs it is: the one with its first parent unless told otherwise."""
    kind = body.text("diffType") or "COMMIT"
    if kind not in _DIFF_TYPES - {"EFFECTIVE"}:
        raise invalid("The diff type must be COMMIT or RANGE", "anchor.diffType")
    name = body.text("fromHash")
    start = find_commit(call, repository, name) if name else _since(call, repository, on)
    return {"diffType": kind} if start is None else {"diffType": kind, "fromHash": start}


def _range(body: Body) -> Mapping[str, str]:
    """Read which of a pull request's it is: the whole one, unless two commits are named."""
    kind, start, end = body.text("diffType"), body.text("fromHash"), body.text("toHash")
    if kind is None and (start or end):
        raise invalid("The diff type is required where commits are given", "anchor.diffType")
    if kind is not None and kind not in _DIFF_TYPES:
        raise invalid("The diff type must be COMMIT, EFFECTIVE or RANGE", "anchor.diffType")
    if kind in {None, "EFFECTIVE"}:
        return {}
    if not start or not end:
        raise invalid(f"fromHash and toHash are required for {kind}", "anchor")
    return {"diffType": kind or "", "fromHash": start, "toHash": end}


def update(call: Call) -> Response:
    """Change a comment's text, make it a task or no longer one, resolve it or its thread."""
    repository, on = _on(call, writes=True)
    account = call.account
    body = call.body()
    with call.forge.transaction():
        threads = Threads(call, repository, on)
        comment = _found(call, threads)
        _check_version(comment, body.number("version"))
        text = body.text("text")
        if text is not None and text != comment.body:
            body.required("text")
            if comment.author_id != account.id:
                raise call.refuse()
        extra = _changed(call, account, comment, body)
        resolved = body.flag("threadResolved")
        turns = resolved is not None and resolved != threads.root(comment).resolved
        if (extra != comment.extra or turns) and not threads.may_change(comment):
            raise call.refuse()
        if (text not in {None, comment.body}) or extra != comment.extra:
            comment = call.forge.comments.update(comment, body=text, extra=extra, actor=account)
        if turns:
            comment = _turn(call, account, comment, resolved=bool(resolved))
    return ok(Threads(call, repository, on).answer(comment))


def _check_version(comment: Comment, version: int | None) -> None:
    """Refuse a version other than the present one; none at all counts as -1."""
    expected = -1 if version is None else version
    if expected != comment.version:
        raise Refusal(
            409,
            "You are attempting to modify a comment based on out-of-date information.",
            exception="comment.CommentOutOfDateException",
            more={"currentVersion": comment.version, "expectedVersion": expected},
        )


def _changed(call: Call, account: Account, comment: Comment, body: Body) -> Mapping[str, Any]:
    """Return what a comment's `extra` becomes."""
    weight = _severity(body.text("severity") or severity(comment))
    word = body.text("state") or state(comment)
    if weight == "NORMAL" and word == "RESOLVED":
        if state(comment) != "RESOLVED":
            raise invalid("Only tasks can be resolved", "state")
        word = "OPEN"
    if word not in {"OPEN", "PENDING", "RESOLVED"} or (word == "PENDING" != state(comment)):
        raise invalid(f"'{word}' is not a state that a comment can be given", "state")
    if (weight, word) == (severity(comment), state(comment)):
        return comment.extra
    extra = {**comment.extra, "severity": weight, "state": word}
    extra.pop("resolver", None)
    extra.pop("resolvedDate", None)
    if word == "RESOLVED":
        extra |= {"resolver": account.id, "resolvedDate": call.forge.now().isoformat()}
    return extra


def _turn(call: Call, account: Account, comment: Comment, *, resolved: bool) -> Comment:
    """Resolve a thread or open it again, which its first comment stands for."""
    if comment.parent_id is not None:
        raise invalid("Only the first comment of a thread can be resolved", "threadResolved")
    if resolved:
        return call.forge.comments.resolve(comment, actor=account)
    return call.forge.comments.reopen(comment, actor=account)


def delete(call: Call) -> Response:
    """Delete a comment without replies."""
    repository, on = _on(call, writes=True)
    account = call.account
    with call.forge.transaction():
        threads = Threads(call, repository, on)
        comment = _found(call, threads)
        if not threads.may_delete(comment):
            raise call.refuse()
        version = call.query("version")
        is_number = version is not None and version.isdecimal()
        _check_version(comment, int(version or "") if is_number else None)
        if threads.replies(comment):
            message = "The comment could not be deleted because it has replies."
            raise Refusal(409, message, exception="comment.CommentDeletionException")
        call.forge.comments.delete(comment, actor=account)
    return empty()


ENDPOINTS = tuple(
    Endpoint(method, "api", f"{base}/comments{tail}", handler)
    for base in (PULL_REQUEST, COMMIT)
    for method, tail, handler in (
        ("GET", "", _list),
        ("POST", "", _create),
        ("GET", "/{comment:int}", get),
        ("PUT", "/{comment:int}", update),
        ("DELETE", "/{comment:int}", delete),
    )
)
