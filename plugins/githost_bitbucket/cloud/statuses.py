"""Statuses of commits on Cloud, which knows those of builds only."""

from typing import Final

from githost.interface import OnSite, RepoLike, Statuses, commit_sha, limits
from githost.model import Status, StatusState
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import repo_path

__all__ = ["CloudStatuses"]

_STATES: Final = tuple(decode.STATUS_WORDS)


class CloudStatuses(OnSite, Statuses):
    """What builds say about commits."""

    def list(
        self,
        repo: RepoLike,
        commit: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Status]:
        return paged(
            self.site,
            repo_path(repo, "commit", commit_sha(commit), "statuses"),
            payloads.CommitStatus,
            decode.status,
            page_size=page_size,
            cursor=cursor,
        )

    @limits(state=_STATES)
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
        given = {"key": key, "state": decode.STATUS_WORDS[state], "url": url}
        named = {"name": name, "description": description}
        body = {**given, **{word: text for word, text in named.items() if text is not None}}
        path = repo_path(repo, "commit", commit_sha(commit), "statuses", "build")
        # The key is what makes a status one, so a second time sets the same.
        request = Request("POST", path, json=body, repeatable=True)
        return single((yield from send(request)), payloads.CommitStatus, decode.status)
