"""Comments as one caller sees them: threads of replies, anchored or not, tasks among them.

What the forge has no word for is kept in a comment's `extra`: `severity` (`NORMAL`, or `BLOCKER`
for a task), `state` (`OPEN`, `RESOLVED`, `PENDING`), who resolved a task and when, and the keys of
the anchor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from githost_bitbucket.emulator.datacenter import answers, hunks
from githost_bitbucket.emulator.datacenter.call import Call
from githost_bitbucket.emulator.datacenter.revisions import first_parent
from githost_local.forge.records import Comment, Commented, Level, PullRequest, Repository, Side

#: Lines around a change, unless a caller wants another number of them.
CONTEXT_LINES: Final = 10
#: What raw diffs write before paths, instead of git's `a/` and `b/`.
PREFIXES: Final = ("src://", "dst://")


def severity(comment: Comment) -> str:
    """Return `NORMAL`, or `BLOCKER` for a task."""
    return str(comment.extra.get("severity", "NORMAL"))


def state(comment: Comment) -> str:
    """Return `OPEN`, `RESOLVED` for a task that is done, `PENDING` for a draft."""
    return str(comment.extra.get("state", "OPEN"))


class Threads:
    """The comments on a pull request or commit; drafts are seen by those who wrote them."""

    def __init__(self, call: Call, repository: Repository, commented: Commented) -> None:
        self._call = call
        self._repository = repository
        self._commented = commented
        self._caller = call.caller.account
        self._is_admin = call.caller.level(repository) >= Level.ADMIN
        self.comments: Mapping[int, Comment] = {
            comment.id: comment
            for comment in call.forge.comments.list(commented)
            if state(comment) != "PENDING" or self._is_own(comment)
        }

    def roots(self) -> tuple[Comment, ...]:
        """Return the first comment of each thread, oldest first."""
        return tuple(c for c in self.comments.values() if c.parent_id not in self.comments)

    def root(self, comment: Comment) -> Comment:
        """Return the first comment of a comment's thread."""
        while comment.parent_id is not None and comment.parent_id in self.comments:
            comment = self.comments[comment.parent_id]
        return comment

    def replies(self, comment: Comment) -> tuple[Comment, ...]:
        """Return the direct replies to a comment, oldest first."""
        return tuple(c for c in self.comments.values() if c.parent_id == comment.id)

    def tasks(self) -> tuple[Comment, ...]:
        """Return the tasks, oldest first."""
        return tuple(c for c in self.comments.values() if answers.is_task(c.extra))

    def counts(self, since: str | None = None) -> Counter[str]:
        """Return how many comments each path has; with `since`, in the diff from there on."""
        return Counter(
            c.anchor.path
            for c in self.comments.values()
            if c.anchor is not None and since in {None, self._start(c)}
        )

    def answer(self, comment: Comment) -> dict[str, Any]:
        """Return a comment with all below it."""
        call = self._call
        root = self.root(comment)
        value: dict[str, Any] = {
            "properties": {"repositoryId": self._repository.id},
            "id": comment.id,
            "version": comment.version,
            "text": comment.body,
            "author": self._user(comment.author_id),
            "createdDate": call.world.time(comment.created_at),
            "updatedDate": call.world.time(comment.updated_at),
            "comments": [self.answer(reply) for reply in self.replies(comment)],
            "threadResolved": root.resolved,
            "severity": severity(comment),
            "state": state(comment),
            "permittedOperations": {
                "editable": self._is_own(comment),
                "transitionable": self.may_change(comment),
                "deletable": self.may_delete(comment),
            },
        }
        if comment.anchor is not None:
            value["anchor"] = self.anchor(comment)
        if comment.parent_id is not None:
            value["parent"] = {"id": comment.parent_id}
        if root.resolved and root.resolved_by is not None:
            value["threadResolver"] = self._user(root.resolved_by)
            value["threadResolvedDate"] = call.world.time(root.updated_at)
        if value["state"] == "RESOLVED":
            resolved = datetime.fromisoformat(comment.extra["resolvedDate"])
            value["resolver"] = self._user(comment.extra["resolver"])
            value["resolvedDate"] = call.world.time(resolved)
        return value

    def anchor(self, comment: Comment) -> dict[str, Any]:
        """Return where in the diff a comment is: the path is a text here, not an object."""
        place = comment.anchor
        assert place is not None, "callers have looked"
        known = comment.extra.get("anchor", {})
        is_old = place.side is Side.OLD
        value: dict[str, Any] = {
            "fromHash": self._start(comment),
            "toHash": known.get("toHash", place.commit),
            "line": place.line,
            "lineType": known.get("lineType", "REMOVED" if is_old else "ADDED"),
            "fileType": "FROM" if is_old else "TO",
            "path": place.path,
            "srcPath": known.get("srcPath"),
            "diffType": known.get("diffType", "EFFECTIVE"),
            "orphaned": self._is_pull_request and place.path not in self.diffs,
        }
        if place.line is None:
            # A comment on a whole file.
            del value["line"], value["lineType"], value["fileType"]
        for key in ("srcPath", "fromHash"):
            if value[key] is None:
                del value[key]
        return value

    @property
    def subject(self) -> str:
        """What the comments are on, in words."""
        return "pull request" if self._is_pull_request else "commit"

    @property
    def _is_pull_request(self) -> bool:
        return isinstance(self._commented, PullRequest)

    @cached_property
    def _ends(self) -> tuple[str | None, str]:
        """The commits between which the diff is that is shown unless others are asked for."""
        if isinstance(self._commented, PullRequest):
            return self._commented.merge_base, self._commented.source_commit
        sha = self._commented.sha
        return first_parent(self._call, self._repository, sha), sha

    def _start(self, comment: Comment) -> str | None:
        """Return where the diff begins that a comment is in; None is the empty tree."""
        start: str | None = comment.extra.get("anchor", {}).get("fromHash", self._ends[0])
        return start

    @cached_property
    def diffs(self) -> Mapping[str, Mapping[str, Any]]:
        """The JSON of each file's diff, by path."""
        forge, ends = self._call.forge, (self._repository, *self._ends)
        raw = forge.commits.diff(*ends, context=CONTEXT_LINES, prefixes=PREFIXES)
        files = hunks.split(raw, forge.commits.changes(*ends).items)
        return {found.change.path: hunks.answer(found) for found in files}

    def on(self, path: str, since: str | None = None) -> Iterator[Comment]:
        """Yield the first comments of the threads on a path; with `since`, as in `counts`."""
        return (
            c
            for c in self.roots()
            if c.anchor is not None and c.anchor.path == path and since in {None, self._start(c)}
        )

    def may_change(self, comment: Comment) -> bool:
        """Tell whether the caller may resolve a comment, or make it a task."""
        if self._caller is None:
            return False
        allowed = {comment.author_id}
        if isinstance(self._commented, PullRequest):
            allowed.add(self._commented.author_id)
        return self._caller.id in allowed or self._is_admin

    def may_delete(self, comment: Comment) -> bool:
        """Tell whether the caller may delete a comment."""
        return self._is_own(comment) or (self._caller is not None and self._is_admin)

    def _is_own(self, comment: Comment) -> bool:
        return self._caller is not None and self._caller.id == comment.author_id

    def _user(self, identifier: int) -> dict[str, Any]:
        return answers.user(self._call.world, self._call.forge.accounts.get(identifier))
