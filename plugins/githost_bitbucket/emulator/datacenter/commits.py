"""Commits: history, what one branch has that another lacks, and where commits are part of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import (
    COMMIT,
    PULL_REQUEST,
    REPOSITORY,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid, no_path
from githost_bitbucket.emulator.datacenter.paging import page, page_of
from githost_bitbucket.emulator.datacenter.revisions import compared, find_commit
from githost_local.forge.records import ChangeKind, Commit, Level, Repository

#: Which commits each word of `merges` keeps.
_MERGES: Final[Mapping[str, Callable[[Commit], bool]]] = {
    "include": lambda _: True,
    "exclude": lambda commit: len(commit.parents) < 2,
    "only": lambda commit: len(commit.parents) > 1,
}


def _list(call: Call) -> Response:
    """List the commits up to `until`, which is the default branch unless given."""
    repository = call.repository(Level.READ)
    include = _present(call, repository, [call.query("until")])
    exclude = _present(call, repository, [call.query("since")] if call.query("since") else [])
    path = call.query("path") or None
    keep = _MERGES.get((call.query("merges") or "include").lower())
    if keep is None:
        raise invalid("merges must be one of exclude, include or only", "merges")
    renames = call.flag("followRenames") and path is not None
    if keep is _MERGES["include"] and not renames and not call.flag("withCounts"):
        window = call.window
        found = call.forge.commits.list(
            repository,
            include=include,
            exclude=exclude,
            path=path,
            offset=window.start,
            limit=window.limit,
        )
        return ok(page(window, found, lambda commit: answers.commit(call.world, commit)))
    history: Sequence[Commit]
    if renames and path is not None:
        history = _following(call, repository, include, exclude, path)
    else:
        history = call.forge.commits.list(
            repository, include=include, exclude=exclude, path=path
        ).items
    return ok(_counted(call, [commit for commit in history if keep(commit)]))


def _present(call: Call, repository: Repository, names: Iterable[str | None]) -> list[str]:
    """Return the ids of the commits; with `ignoreMissing`, of those that exist."""
    found = []
    for name in names:
        try:
            found.append(find_commit(call, repository, name))
        except Refusal:
            if not (name and call.flag("ignoreMissing")):
                raise
    return found


def _following(
    call: Call, repository: Repository, include: list[str], exclude: list[str], path: str
) -> list[Commit]:
    """List the commits that changed a file, also under the names it had before."""
    commits = call.forge.commits
    history: list[Commit] = []
    while True:
        found = commits.list(repository, include=include, exclude=exclude, path=path).items
        history += found
        if not found or not found[-1].parents:
            return history
        parent = found[-1].parents[0]
        moves = [
            change.old_path
            for change in commits.changes(repository, parent, found[-1].sha)
            if change.path == path and change.kind is ChangeKind.RENAMED
        ]
        if not moves or moves[0] is None:
            return history
        include, path = [parent], moves[0]


def _counted(call: Call, commits: Sequence[Commit]) -> dict[str, Any]:
    """Return a page of commits; with `withCounts`, how many there are, and of how many authors."""
    answer = page_of(call.window, commits, lambda commit: answers.commit(call.world, commit))
    if call.flag("withCounts"):
        answer["authorCount"] = len({(c.author.name, c.author.email) for c in commits})
        answer["totalCount"] = len(commits)
    return answer


def _get(call: Call) -> Response:
    """Return a commit; with `path`, the first from there on that changed it."""
    repository = call.repository(Level.READ)
    sha = find_commit(call, repository, call.path("commit"))
    path = call.query("path")
    if not path:
        return ok(answers.commit(call.world, call.forge.commits.get(repository, sha)))
    found = call.forge.commits.list(repository, include=[sha], path=path, limit=1).items
    if not found:
        raise no_path(path, sha)
    return ok(answers.commit(call.world, found[0]))


def _merge_base(call: Call) -> Response:
    """Return the commit from which two descend; nothing if there is none."""
    repository = call.repository(Level.READ)
    other = call.query("otherCommitId")
    if not other:
        raise invalid("The otherCommitId parameter is required", "otherCommitId")
    ends = [find_commit(call, repository, name) for name in (call.path("commit"), other)]
    return _base_answer(call, repository, call.forge.commits.compare(repository, *ends).merge_base)


def _merge_base_of_pull_request(call: Call) -> Response:
    repository, pull_request = call.pull_request()
    return _base_answer(call, repository, pull_request.merge_base)


def _base_answer(call: Call, repository: Repository, sha: str | None) -> Response:
    if sha is None:
        return empty()
    return ok(answers.commit(call.world, call.forge.commits.get(repository, sha)))


def _compare(call: Call) -> Response:
    """List the commits that `from` has and `to` lacks."""
    repository = call.repository(Level.READ)
    head, other = compared(call, repository)
    window = call.window
    found = call.forge.commits.list(
        repository, include=[head], exclude=[other], offset=window.start, limit=window.limit
    )
    return ok(page(window, found, lambda commit: answers.commit(call.world, commit)))


def _of_pull_request(call: Call) -> Response:
    _, pull_request = call.pull_request()
    return ok(_counted(call, call.forge.pull_requests.commits(pull_request).items))


def _pull_requests(call: Call) -> Response:
    """List the pull requests into this repository that hold a commit."""
    repository = call.repository(Level.READ)
    _ = call.account
    sha = find_commit(call, repository, call.path("commit"))
    pull_requests = call.forge.pull_requests
    found = [
        pull_request
        for pull_request in pull_requests.list(repository=repository)
        if any(commit.sha == sha for commit in pull_requests.commits(pull_request))
    ]
    return ok(page_of(call.window, found, lambda p: answers.pull_request(call.world, p)))


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/commits", _list),
    Endpoint("GET", "api", COMMIT, _get),
    Endpoint("GET", "api", COMMIT + "/merge-base", _merge_base),
    Endpoint("GET", "api", COMMIT + "/pull-requests", _pull_requests),
    Endpoint("GET", "api", REPOSITORY + "/compare/commits", _compare),
    Endpoint("GET", "api", PULL_REQUEST + "/commits", _of_pull_request),
    Endpoint("GET", "api", PULL_REQUEST + "/merge-base", _merge_base_of_pull_request),
)
