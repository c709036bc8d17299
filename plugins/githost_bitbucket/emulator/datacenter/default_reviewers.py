"""Default reviewers: conditions that say who reviews what goes from which branches to which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import invalid, invalid_argument, missing
from githost_bitbucket.emulator.datacenter.names import branch_name
from githost_bitbucket.emulator.datacenter.ref_matchers import Matcher, read_matcher
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, Level, Namespace, Repository

_KIND: Final = "default reviewers"
_LAST: Final = "last default reviewers"
#: Sent as the first, answered as the second.
_SENT: Final = ("sourceMatcher", "targetMatcher")
_SHOWN: Final = ("sourceRefMatcher", "targetRefMatcher")


def _stored(call: Call, target: Namespace | Repository) -> list[Mapping[str, Any]]:
    """Return the conditions of a target, by number; a repository also has its project's."""
    scopes = [answers.scope(target)]
    if isinstance(target, Repository):
        scopes.append(answers.scope(call.forge.namespaces.get(target.namespace_id)))
    found = [value for _, value in call.world.side.list(_KIND) if value["scope"] in scopes]
    return sorted(found, key=lambda value: int(value["id"]))


def _answer(call: Call, stored: Mapping[str, Any]) -> dict[str, Any]:
    matchers = {
        shown: _matcher(stored[sent]).answer() for sent, shown in zip(_SENT, _SHOWN, strict=True)
    }
    return {
        "id": stored["id"],
        "scope": stored["scope"],
        **matchers,
        "reviewers": answers.users(call.world, _reviewers(call.forge, stored)),
        "requiredApprovals": stored["requiredApprovals"],
    }


def _matcher(stored: Mapping[str, str]) -> Matcher:
    return Matcher(id=stored["id"], display_id=stored["displayId"], kind=stored["kind"])


def _reviewers(forge: Forge, stored: Mapping[str, Any]) -> list[Account]:
    return [forge.accounts.get(number) for number in stored["reviewers"]]


def _list(call: Call) -> Response:
    """List conditions: a bare array, without pages."""
    return ok([_answer(call, stored) for stored in _stored(call, call.target(Level.READ))])


def _read(call: Call, body: Body) -> dict[str, Any]:
    matchers = {}
    for name in _SENT:
        found = read_matcher(body.object(name), name)
        matchers[name] = {"id": found.id, "displayId": found.display_id, "kind": found.kind}
    reviewers = list(_numbers(call, body.objects("reviewers") or ()))
    approvals = body.number("requiredApprovals") or 0
    if not 0 <= approvals <= len(reviewers):
        message = "The number of required approvals must not exceed the number of reviewers"
        raise invalid(message, "requiredApprovals")
    return {**matchers, "reviewers": reviewers, "requiredApprovals": approvals}


def _numbers(call: Call, reviewers: Iterable[Body]) -> Iterable[int]:
    for reviewer in reviewers:
        number = reviewer.number("id")
        if number is None:
            raise invalid("A reviewer is given by id", "reviewers")
        try:
            yield call.forge.accounts.get(number).id
        except NotFound as error:
            raise invalid(f"No user has the id {number}", "reviewers") from error


def _create(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    values = _read(call, call.body())
    side = call.world.side
    with call.forge.transaction():
        number = (side.get(_LAST, "") or 0) + 1
        side.put(_LAST, "", number)
        stored = {"id": number, "scope": answers.scope(target), **values}
        side.put(_KIND, str(number), stored)
    return ok(_answer(call, stored))


def _update(call: Call) -> Response:
    """Replace a condition."""
    old = _found(call)
    if old is None:
        number = call.request.path_params["id"]
        raise missing("condition", f"Condition {number} does not exist.")
    stored = {"id": old["id"], "scope": old["scope"], **_read(call, call.body())}
    call.world.side.put(_KIND, str(old["id"]), stored)
    return ok(_answer(call, stored))


def _found(call: Call) -> Mapping[str, Any] | None:
    """Return the condition of exactly this target, if there is one."""
    target = call.target(Level.ADMIN)
    number = call.request.path_params["id"]
    stored: Mapping[str, Any] | None = call.world.side.get(_KIND, str(number))
    return stored if stored is not None and stored["scope"] == answers.scope(target) else None


def _delete(call: Call) -> Response:
    """Delete a condition; a missing one is answered without a body, as the document says."""
    old = _found(call)
    if old is None:
        return Response(status_code=404)
    call.world.side.delete(_KIND, str(old["id"]))
    return empty()


def _applicable(call: Call) -> Response:
    """List who is to review what goes from one branch to another."""
    call.repository(Level.READ)
    source, source_branch = _end(call, "source")
    target, target_branch = _end(call, "target")
    found: dict[int, Account] = {}
    for stored in _stored(call, target):
        leaves = _matcher(stored["sourceMatcher"]).matches(source, source_branch)
        arrives = _matcher(stored["targetMatcher"]).matches(target, target_branch)
        if leaves and arrives:
            found |= {account.id: account for account in _reviewers(call.forge, stored)}
    return ok(answers.users(call.world, found.values()))


def _end(call: Call, name: str) -> tuple[Repository, str]:
    number, ref = call.query(f"{name}RepoId"), call.query(f"{name}RefId")
    if not number or not number.isdecimal() or not ref:
        raise invalid_argument(f"{name}RepoId and {name}RefId are required")
    try:
        repository = call.forge.repos.get(int(number))
    except NotFound as error:
        raise invalid_argument(f"{name}RepoId {number} is no repository's") from error
    call.demand(repository, Level.READ)
    return repository, branch_name(ref)


_MODULE: Final = "default-reviewers"

ENDPOINTS = (
    *(
        endpoint
        for base in (PROJECT, REPOSITORY)
        for endpoint in (
            Endpoint("GET", _MODULE, base + "/conditions", _list),
            Endpoint("POST", _MODULE, base + "/condition", _create),
            Endpoint("PUT", _MODULE, base + "/condition/{id:int}", _update),
            Endpoint("DELETE", _MODULE, base + "/condition/{id:int}", _delete),
        )
    ),
    Endpoint("GET", _MODULE, REPOSITORY + "/reviewers", _applicable),
)
