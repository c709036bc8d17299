"""Merges on Cloud, which go on in the background: asked for, awaited, and what came of them."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from githost.errors import (
    AmbiguousWriteError,
    DecodeError,
    NotMergeableError,
    RateLimitError,
    ServerError,
    TransportError,
)
from githost.interface import without_secrets
from githost.model import PullRequest, PullRequestState, RepoRef
from githost.wire import Op, Request, Response, send, wait
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import decoder
from githost_bitbucket.cloud.paging import single
from githost_bitbucket.cloud.paths import pull_path

__all__ = ["merged"]

#: Seconds between two looks at a merge in the background: the first ones, and the longest.
_FIRST_WAIT: Final = 0.1
_LONGEST_WAIT: Final = 2.0
#: Seconds after which a merge in the background is no longer waited for.
_PATIENCE: Final = 300.0


def merged(repo: RepoRef, number: int, wishes: Mapping[str, Any]) -> Op[PullRequest]:
    """Merge a pull request as `wishes` says, in Cloud's words, and wait until that is done."""
    path = pull_path(repo, number, "merge")
    response = yield from send(Request("POST", path, query={"async": True}, json=wishes))
    if response.status != 202:
        return single(response, payloads.PullRequest, decode.pull_request)
    try:
        return (yield from _awaited(response, repo, number))
    except (TransportError, ServerError, RateLimitError) as error:
        raise AmbiguousWriteError(
            f"Bitbucket Cloud took the merge of {repo}#{number}, and how it ended could not be "
            f"read: {error}"
        ) from error


def _awaited(response: Response, repo: RepoRef, number: int) -> Op[PullRequest]:
    task = Request("GET", pull_path(repo, number, "merge", "task-status", _task(response)))
    pause, waited = _FIRST_WAIT, 0.0
    while True:
        response = yield from send(task)
        read = decoder.decode(response, payloads.MergeTask)
        if read.value.merge_result is not None:
            result = read.value.merge_result
            try:
                wire = decoder.structure(result, payloads.PullRequest)
                return decode.pull_request(wire, without_secrets(result))
            except DecodeError as error:
                raise error.within("$.merge_result") from error
        if read.value.task_status != "PENDING":
            return (yield from _ended(repo, number, read.value.task_status))
        if waited >= _PATIENCE:
            raise AmbiguousWriteError(
                f"Bitbucket Cloud still merges {repo}#{number} after {waited:.0f} s; look at the "
                "pull request before merging again"
            )
        yield from wait(pause)
        waited, pause = waited + pause, min(_LONGEST_WAIT, pause * 2)


def _ended(repo: RepoRef, number: int, word: str) -> Op[PullRequest]:
    """Return a pull request whose merge has ended, as its task says without showing it."""
    response = yield from send(Request("GET", pull_path(repo, number)))
    found = single(response, payloads.PullRequest, decode.pull_request)
    if found.state is not PullRequestState.MERGED:
        raise NotMergeableError(
            f"{repo}#{number} was not merged: Bitbucket Cloud ended the merge with {word}"
        )
    return found


def _task(response: Response) -> str:
    """Return the id of a merge in the background: the body may name it, `Location` ends with it."""
    try:
        document = response.json()
    except DecodeError:
        document = None
    task = document.get("task_id") if isinstance(document, dict) else None
    path = urlsplit(response.headers.get("location", "")).path
    task = task if isinstance(task, str) else unquote(path.rstrip("/").rpartition("/")[2])
    if not task:
        raise AmbiguousWriteError(
            f"{response.method} {response.url} answered 202 without naming a task to wait for; the "
            "merge goes on. Look at the pull request before merging again"
        )
    return task
