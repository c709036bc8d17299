"""What builds say about commits, on Data Center.

Statuses are written and read one by one below their repository (from 7.14 on). Only the older module
lists them: by commit, whichever repository they were set in.
"""

from typing import Any, Final

from githost.errors import ConfigurationError
from githost.interface import (
    OnSite,
    RepoLike,
    Statuses,
    commit_sha,
    repo_ref,
)
from githost.model import Status, StatusState
from githost.wire import Op, Pages, Request, join_path, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import repo_path

__all__ = ["DataCenterStatuses"]

#: Digits of a SHA that is whole.
_WHOLE: Final = 40


class DataCenterStatuses(OnSite, Statuses):
    """Statuses of commits."""

    def list(
        self,
        repo: RepoLike,
        commit: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Status]:
        repo_ref(repo)  # the server lists by commit alone; a bad address is refused all the same
        return paged(
            self.site,
            join_path("commits", _full(commit)),
            payloads.BuildStatus,
            decode.status,
            root="build-status",
            page_size=page_size,
            cursor=cursor,
        )

    def set(
        self,
        repo: RepoLike,
        commit: str,
        *,
        key: str,
        state: StatusState,
        url: str,
        name: str | None = None,
        description: str | None = None,
    ) -> Op[Status]:
        path = repo_path(repo_ref(repo), "commits", _full(commit), "builds")
        body: dict[str, Any] = {"key": key, "state": decode.STATUS_WORDS[state], "url": url}
        if name is not None:
            body["name"] = name
        if description is not None:
            body["description"] = description
        # The key tells builds apart, so a second time changes nothing.
        yield from send(Request("POST", path, json=body, repeatable=True))
        response = yield from send(Request("GET", path, query={"key": key}))
        return single(response, payloads.BuildStatus, decode.status)


def _full(commit: str) -> str:
    sha = commit_sha(commit)
    if len(sha) != _WHOLE:
        raise ConfigurationError(
            f"{commit!r} is no full SHA, which Data Center's builds belong to; "
            "take Commit.sha of commits.get"
        )
    return sha
