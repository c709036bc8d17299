"""Build statuses: of a repository's commit, and in the older module of a commit wherever it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.bodies import Body, parse
from githost_bitbucket.emulator.datacenter.call import COMMIT, Call, Endpoint, empty, ok
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.names import BUILD_STATES, project_key
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_bitbucket.emulator.datacenter.revisions import find_commit
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Level, Repository, Status, StatusState

_SHA: Final = re.compile(r"[0-9a-f]{40}")
_STATES: Final = {word: state for state, word in BUILD_STATES.items()}
#: How long each text may be.
_LENGTHS: Final = {
    "key": 255,
    "name": 255,
    "url": 450,
    "buildNumber": 255,
    "ref": 1024,
    "parent": 1024,
}
#: More of them are never shown for a commit.
_MOST: Final = 100
_COUNTS: Final = {
    "SUCCESSFUL": "successful",
    "INPROGRESS": "inProgress",
    "FAILED": "failed",
    "CANCELLED": "cancelled",
    "UNKNOWN": "unknown",
}


def _sha(text: str) -> str:
    if not _SHA.fullmatch(text.lower()):
        raise invalid(f"'{text}' is not a full 40-character commit ID", "commitId")
    return text.lower()


def _word(status: Status) -> str:
    """Return the word for a state; there is none for a build that has not begun."""
    if status.state is StatusState.PENDING:
        return BUILD_STATES[StatusState.RUNNING]
    return BUILD_STATES[status.state]


def _checked(body: Body) -> Mapping[str, Any]:
    """Read what both modules take."""
    key, word, url = body.required("key"), body.required("state"), body.required("url")
    for name, most in _LENGTHS.items():
        if len(body.text(name) or "") > most:
            raise invalid(f"{name} must not be longer than {most} characters", name)
    if word not in _STATES:
        raise invalid(f"'{word}' is not a build state", "state")
    ref = body.text("ref")
    if ref is not None and not ref.startswith("refs/"):
        raise invalid(f"'{ref}' is not a fully qualified ref", "ref")
    return {
        "key": key,
        "state": _STATES[word],
        "url": url,
        "name": body.text("name"),
        "description": body.text("description") or "",
        "ref": ref,
        "extra": _extra(body),
    }


def _extra(body: Body) -> dict[str, Any]:
    """Read what only this product knows about a build."""
    results = body.object("testResults")
    counts = None
    if results is not None:
        counts = {name: results.number(name) or 0 for name in ("failed", "skipped", "successful")}
    values = {
        "parent": body.text("parent"),
        "buildNumber": body.text("buildNumber"),
        "duration": body.number("duration"),
        "testResults": counts,
    }
    return {key: value for key, value in values.items() if value is not None}


def _set(call: Call) -> Response:
    repository = call.repository(Level.READ)
    return _stored(call, repository, find_commit(call, repository, _sha(call.path("commit"))))


def _set_anywhere(call: Call) -> Response:
    """Set the status of a commit that need not exist yet."""
    return _stored(call, None, _sha(call.path("commit")))


def _stored(call: Call, repository: Repository | None, sha: str) -> Response:
    """Set a status, as if at the moment `dateAdded` if there is one."""
    account = call.account
    body = call.body()
    values = _checked(body)
    added = body.number("dateAdded")
    moment = call.forge.now() if added is None else datetime.fromtimestamp(added / 1000, UTC)
    with call.forge.at(moment):
        call.forge.statuses.set(repository, sha, actor=account, **values)
    return empty()


def _get(call: Call) -> Response:
    """Return the status with the key, which the query must have."""
    repository = call.repository(Level.READ)
    sha = find_commit(call, repository, _sha(call.path("commit")))
    key = _key(call)
    found = _found(call, repository, sha, key)
    if found is None:
        raise Refusal(404, f"No build status with key '{key}' exists for commit {sha}.")
    return ok(_answer(call, repository, found))


def _key(call: Call) -> str:
    key = call.query("key")
    if not key:
        raise invalid("The key parameter is required", "key")
    return key


def _found(call: Call, repository: Repository, sha: str, key: str) -> Status | None:
    """Look in the repository, then among those that the older module set."""
    for where in (repository, None):
        try:
            return call.forge.statuses.get(where, sha, key)
        except NotFound:
            continue
    return None


def _delete(call: Call) -> Response:
    repository = call.repository(Level.ADMIN)
    sha = find_commit(call, repository, _sha(call.path("commit")))
    found = _found(call, repository, sha, _key(call))
    if found is not None:
        call.forge.statuses.delete(found)
    return empty()


def _answer(call: Call, repository: Repository, status: Status) -> dict[str, Any]:
    home = call.forge.namespaces.get(repository.namespace_id)
    answer: dict[str, Any] = {
        "state": _word(status),
        "key": status.key,
        "name": status.name,
        "url": status.url,
        "description": status.description,
        "createdDate": call.world.time(status.created_at),
        "updatedDate": call.world.time(status.updated_at),
        "ref": status.ref,
        "projectKey": project_key(call.forge, home),
        "repositorySlug": repository.slug,
        **status.extra,
    }
    return _without_nothing(answer)


def _short_answer(call: Call, status: Status) -> dict[str, Any]:
    """Return a status as the older module shows it."""
    answer = {
        "state": _word(status),
        "key": status.key,
        "name": status.name,
        "url": status.url,
        "description": status.description,
        "dateAdded": call.world.time(status.updated_at),
    }
    return _without_nothing(answer)


def _without_nothing(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if value not in (None, "")}


def _everywhere(call: Call, sha: str) -> list[Status]:
    """Return a commit's statuses in all repositories that the caller sees, newest first."""
    repositories = call.forge.repos.list(where=lambda r: call.caller.level(r) >= Level.READ)
    found = list(call.forge.statuses.list(None, sha))
    for repository in repositories:
        found += call.forge.statuses.list(repository, sha)
    return sorted(found, key=lambda status: (status.updated_at, status.id), reverse=True)[:_MOST]


def _list(call: Call) -> Response:
    """List a commit's statuses, wherever it is."""
    _ = call.account
    found = _everywhere(call, _sha(call.path("commit")))
    order = (call.query("orderBy") or "NEWEST").upper()
    if order == "OLDEST":
        found.reverse()
    elif order == "STATUS":
        found.sort(key=_word)
    return ok(page_of(call.window, found, lambda status: _short_answer(call, status)))


def _count(statuses: Iterable[Status]) -> dict[str, int]:
    counts = Counter(_word(status) for status in statuses)
    return {name: counts[word] for word, name in _COUNTS.items()}


def _statistics(call: Call) -> Response:
    _ = call.account
    return ok(_count(_everywhere(call, _sha(call.path("commit")))))


def _all_statistics(call: Call) -> Response:
    """Count the statuses of several commits; those without any are left out."""
    _ = call.account
    names = parse(call.content)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise invalid("The request must contain a list of commit IDs")
    found = {name: _everywhere(call, _sha(name)) for name in names}
    return ok({name: _count(statuses) for name, statuses in found.items() if statuses})


_BUILDS: Final = COMMIT + "/builds"

ENDPOINTS = (
    Endpoint("POST", "api", _BUILDS, _set, since="7.14"),
    Endpoint("GET", "api", _BUILDS, _get, since="7.14"),
    Endpoint("DELETE", "api", _BUILDS, _delete, since="7.14"),
    Endpoint("POST", "build-status", "/commits/stats", _all_statistics),
    Endpoint("GET", "build-status", "/commits/stats/{commit}", _statistics),
    Endpoint("GET", "build-status", "/commits/{commit}", _list),
    Endpoint("POST", "build-status", "/commits/{commit}", _set_anywhere),
)
