"""What happened to a pull request, newest first: the only list that holds all its comments."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers, hunks
from githost_bitbucket.emulator.datacenter.call import PULL_REQUEST, Call, Endpoint, ok
from githost_bitbucket.emulator.datacenter.errors import invalid
from githost_bitbucket.emulator.datacenter.paging import Window, page_where
from githost_bitbucket.emulator.datacenter.threads import Threads
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Activity, Comment, PullRequest, Repository

#: The product has no word for a title or description that changed, nor for resolved threads.
_ACTIONS: Final = {
    "opened": "OPENED",
    "rescoped": "RESCOPED",
    "reviewers_changed": "UPDATED",
    "approved": "APPROVED",
    "unapproved": "UNAPPROVED",
    "changes_requested": "REVIEWED",
    "changes_withdrawn": "UNAPPROVED",
    "commented": "COMMENTED",
    "comment_updated": "COMMENTED",
    "merged": "MERGED",
    "closed": "DECLINED",
    "reopened": "REOPENED",
}
#: `pullrequest.rescope.commits.display.size`: of commits that came or went, so many are shown.
_RESCOPED: Final = 5


class _Log:
    """The activities of one pull request."""

    def __init__(self, call: Call, repository: Repository, pull_request: PullRequest) -> None:
        self._call = call
        self._repository = repository
        self._pull_request = pull_request
        self._threads = Threads(call, repository, pull_request)

    def shows(self, found: Activity) -> bool:
        """Tell whether the product logs it, and the caller sees what it is about."""
        action = _ACTIONS.get(found.action)
        return action is not None and (action != "COMMENTED" or self._comment(found) is not None)

    def _comment(self, found: Activity) -> Comment | None:
        return self._threads.comments.get(found.details["comment"])

    def answer(self, found: Activity) -> dict[str, Any]:
        """Return an activity."""
        call = self._call
        actor = self._pull_request.author_id if found.actor_id is None else found.actor_id
        action = _ACTIONS[found.action]
        value: dict[str, Any] = {
            "id": found.id,
            "createdDate": call.world.time(found.at),
            "user": answers.user(call.world, call.forge.accounts.get(actor)),
            "action": action,
        }
        match action:
            case "COMMENTED":
                value |= self._commented(found)
            case "RESCOPED":
                value |= self._rescoped(found)
            case "UPDATED":
                for key in ("added", "removed"):
                    accounts = [call.forge.accounts.get(a) for a in found.details[key]]
                    value[f"{key}Reviewers"] = answers.users(call.world, accounts)
            case "MERGED":
                value["commit"] = self._merge(found)
        return value

    def _commented(self, found: Activity) -> dict[str, Any]:
        comment = self._comment(found)
        assert comment is not None, "others are not shown"
        first = "ADDED" if comment.parent_id is None else "REPLIED"
        value = {
            "commentAction": first if found.action == "commented" else "EDITED",
            "comment": self._threads.answer(comment),
        }
        if comment.anchor is not None:
            anchor = self._threads.anchor(comment)
            value["commentAnchor"] = anchor
            if comment.anchor.path in self._threads.diffs:
                value["diff"] = self._diff(comment, anchor)
        return value

    def _diff(self, comment: Comment, anchor: dict[str, Any]) -> dict[str, Any]:
        """Return the hunk around a comment's line, as the overview shows it above the comment."""
        diff = hunks.around(self._threads.diffs[anchor["path"]], anchor)
        ends = {"fromHash": anchor["fromHash"], "toHash": anchor["toHash"]}
        is_current = comment.anchor is not None and (
            comment.anchor.commit == self._pull_request.source_commit
        )
        return {**diff, "properties": {**ends, "current": is_current}}

    def _rescoped(self, found: Activity) -> dict[str, Any]:
        details = found.details
        targets = [details["old_target"], details["new_target"]]
        return {
            "fromHash": details["new"],
            "previousFromHash": details["old"],
            "toHash": details["new_target"],
            "previousToHash": details["old_target"],
            "added": self._between(details["new"], [details["old"], *targets]),
            "removed": self._between(details["old"], [details["new"], *targets]),
        }

    def _between(self, head: str, without: list[str]) -> dict[str, Any]:
        """Return the commits that a push brought, or took away."""
        try:
            found = self._call.forge.commits.list(
                self._repository, include=[head], exclude=without, limit=_RESCOPED
            )
        except NotFound:
            # Git may have swept up what nothing leads to any more.
            return {"commits": [], "total": 0}
        return {
            "commits": [answers.commit(self._call.world, commit) for commit in found],
            "total": found.total,
        }

    def _merge(self, found: Activity) -> dict[str, Any]:
        commit = self._call.forge.commits.get(self._repository, found.details["commit"])
        return answers.commit(self._call.world, commit)


def _list(call: Call) -> Response:
    repository, pull_request = call.pull_request()
    log = _Log(call, repository, pull_request)
    found = call.forge.pull_requests.activity(pull_request).items
    asked = call.window
    if call.query("fromId") is not None:
        asked = Window(start=_place(call, found), limit=asked.limit)
    return ok(page_where(asked, found, log.shows, log.answer))


def _place(call: Call, found: tuple[Activity, ...]) -> int:
    """Return where the page begins that is to begin with an activity, or with a comment's."""
    kind = (call.query("fromType") or "").upper()
    if kind not in {"ACTIVITY", "COMMENT"}:
        raise invalid("fromType must be ACTIVITY or COMMENT where fromId is given", "fromType")
    wanted = call.query("fromId")
    for index, activity in enumerate(found):
        number = activity.id if kind == "ACTIVITY" else activity.details.get("comment")
        if str(number) == wanted:
            return index
    return 0


ENDPOINTS = (Endpoint("GET", "api", PULL_REQUEST + "/activities", _list),)
