"""Build statuses of commits, and those that count for a pull request."""

from __future__ import annotations

from typing import Any, Final

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.answers import link
from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import (
    COMMIT,
    PULL_REQUEST,
    Answer,
    Call,
    Endpoint,
    created,
    ok,
)
from githost_bitbucket.emulator.cloud.commits import find_commit
from githost_bitbucket.emulator.cloud.errors import ApiError, check_choice, invalid
from githost_bitbucket.emulator.cloud.names import BUILD_STATES, quoted
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import World, time
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Commit, Level, Repository, Status, StatusState

_STATUSES: Final = COMMIT + "/statuses"
_BUILD: Final = _STATUSES + "/build/{key}"
_ORDER: Final = "created_on"
_STATES: Final = {
    "SUCCESSFUL": StatusState.SUCCESS,
    "FAILED": StatusState.FAILURE,
    "INPROGRESS": StatusState.RUNNING,
    "STOPPED": StatusState.CANCELLED,
}


def status(world: World, repository: Repository, found: Status) -> dict[str, Any]:
    """Return a status."""
    commit = answers.commit_stub(world, repository, found.commit)
    here = commit["links"]["self"]["href"]
    return {
        "type": "build",
        "key": found.key,
        "state": BUILD_STATES[found.state],
        "url": found.url,
        "name": found.name,
        "description": found.description,
        "refname": found.ref,
        "created_on": time(found.created_at),
        "updated_on": time(found.updated_at),
        "repository": answers.repository_stub(world, repository),
        "commit": commit,
        "links": {
            "self": link(f"{here}/statuses/build/{quoted(found.key)}"),
            "commit": link(here),
        },
    }


def _list(call: Call) -> Answer:
    """List a commit's statuses; `refname` leaves out those of other refs."""
    repository = call.repository()
    ref = call.query("refname")
    found = [
        one
        for one in call.forge.statuses.list(repository, find_commit(call, repository).sha)
        if ref is None or one.ref in {None, ref}
    ]
    return ok(page_of(call, found, lambda s: status(call.world, repository, s), order=_ORDER))


def _list_of_pull_request(call: Call) -> Answer:
    """List the statuses of the source commit that are its branch's, or no branch's."""
    repository, pull_request = call.pull_request()
    if pull_request.source_repository_id is not None:
        repository = call.forge.repos.get(pull_request.source_repository_id)
    found = [
        one
        for one in call.forge.statuses.list(repository, pull_request.source_commit)
        if one.ref in {None, pull_request.source_branch}
    ]
    return ok(page_of(call, found, lambda s: status(call.world, repository, s), order=_ORDER))


def _build(call: Call, repository: Repository, commit: Commit) -> Status:
    key = call.path("key")
    try:
        return call.forge.statuses.get(repository, commit.sha, key)
    except NotFound as error:
        raise ApiError(404, f"Build status {key} not found") from error


def _get(call: Call) -> Answer:
    repository = call.repository()
    found = _build(call, repository, find_commit(call, repository))
    return ok(status(call.world, repository, found))


def _create(call: Call) -> Answer:
    """Set a status; one with the same key is replaced, and the answer is the same."""
    repository = call.repository(Level.WRITE)
    commit = find_commit(call, repository)
    body = call.body()
    key = body.required("key")
    state = _state(body)
    if state is None:
        raise invalid("state", REQUIRED)
    found = call.forge.statuses.set(
        repository,
        commit.sha,
        key=key,
        state=state,
        url=body.required("url"),
        name=body.text("name"),
        description=body.text("description") or "",
        ref=body.text("refname"),
        actor=call.account,
    )
    answer = status(call.world, repository, found)
    return created(answer, location=answer["links"]["self"]["href"])


def _update(call: Call) -> Answer:
    """Change a status; what is left out stays as it is, and the key always does."""
    repository = call.repository(Level.WRITE)
    commit = find_commit(call, repository)
    old = _build(call, repository, commit)
    body = call.body()
    found = call.forge.statuses.set(
        repository,
        commit.sha,
        key=old.key,
        state=_state(body) or old.state,
        url=_changed(body, "url", old.url),
        name=_changed(body, "name", old.name),
        description=_changed(body, "description", old.description),
        ref=body.text("refname") or old.ref,
        actor=call.account,
    )
    return ok(status(call.world, repository, found))


def _state(body: Body) -> StatusState | None:
    word = body.text("state")
    if word is None:
        return None
    check_choice("state", word, _STATES)
    return _STATES[word]


def _changed(body: Body, key: str, old: str) -> str:
    value = body.text(key)
    return old if value is None else value


ENDPOINTS = (
    Endpoint("GET", _STATUSES, _list, scope="repository"),
    Endpoint("POST", _STATUSES + "/build", _create, scope="repository"),
    Endpoint("GET", _BUILD, _get, scope="repository"),
    Endpoint("PUT", _BUILD, _update, scope="repository"),
    Endpoint("GET", PULL_REQUEST + "/statuses", _list_of_pull_request, scope="pullrequest"),
)
