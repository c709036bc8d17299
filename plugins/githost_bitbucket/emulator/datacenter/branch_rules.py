"""Branch permissions: the module `branch-permissions` calls them restrictions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.bodies import Body, parse
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.names import find_user, named_user
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_bitbucket.emulator.datacenter.ref_matchers import read_matcher
from githost_bitbucket.emulator.datacenter.restrictions import TYPES, rule_matcher, rules_of
from githost_local.forge import Forge
from githost_local.forge.errors import NotFound
from githost_local.forge.records import (
    Account,
    BranchRule,
    DeployKey,
    Group,
    Level,
    Namespace,
    Repository,
)

#: Content of this type is a list of restrictions; any other is one.
_BULK: Final = "application/vnd.atl.bitbucket.bulk+json"


def _answer(call: Call, target: Namespace | Repository, rule: BranchRule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "scope": answers.scope(target),
        "type": rule.kind,
        "matcher": rule_matcher(rule).answer(),
        "users": answers.users(call.world, rule.accounts),
        "groups": [group.name for group in rule.groups],
        "accessKeys": [
            {"key": {"id": key.id, "text": key.key, "label": key.label}}
            for key in _keys(call.forge, target, rule.extra["accessKeys"])
        ],
    }


def _list(call: Call) -> Response:
    """List the restrictions; a repository's include those of its project."""
    target = call.target(Level.ADMIN)
    found = [(target, rule) for rule in call.forge.branch_rules.list(target)]
    if isinstance(target, Repository):
        project = call.forge.namespaces.get(target.namespace_id)
        own = {rule.id for _, rule in found}
        found = [
            (target if rule.id in own else project, rule) for rule in rules_of(call.forge, target)
        ]
    wanted = (call.query("type"), call.query("matcherType"), call.query("matcherId"))
    shown = [
        (home, rule)
        for home, rule in found
        if all(
            value in {None, fact}
            for value, fact in zip(
                wanted, (rule.kind, rule.pattern_kind, rule.pattern), strict=True
            )
        )
    ]
    return ok(page_of(call.window, shown, lambda pair: _answer(call, *pair)))


def _get(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    return ok(_answer(call, target, _found(call, target)))


def _found(call: Call, target: Namespace | Repository) -> BranchRule:
    number = call.request.path_params["id"]
    try:
        return call.forge.branch_rules.get(target, number)
    except NotFound as error:
        raise Refusal(404, f"No restriction exists with ID {number}.") from error


def _create(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    content = parse(call.content)
    is_bulk = (call.request.headers.get("content-type") or "").startswith(_BULK)
    items = content if is_bulk else [content]
    if not isinstance(items, list) or not all(isinstance(item, Mapping) for item in items):
        raise invalid("The request must contain restrictions")
    with call.forge.transaction():
        made = [_make(call, target, Body(item)) for item in items]
    shown = [_answer(call, target, rule) for rule in made]
    return ok(shown if is_bulk else shown[0])


def _make(call: Call, target: Namespace | Repository, body: Body) -> BranchRule:
    """Set a restriction: there is one of each type and matcher, so a second one replaces it."""
    kind = body.required("type")
    if kind not in TYPES or (kind == "no-creates" and not call.world.since("9.4")):
        raise invalid(f"'{kind}' is not a type of restriction", "type")
    matcher = read_matcher(body.object("matcher"), "matcher")
    forge = call.forge
    names = (*(body.texts("users") or ()), *(body.texts("userSlugs") or ()))
    groups = (*(body.texts("groups") or ()), *(body.texts("groupNames") or ()))
    keys = _key_ids(body)
    _keys(forge, target, keys)
    accounts: list[Account] = [_user(forge, name) for name in names]
    held: list[Group] = [forge.groups.by_name(name) for name in groups]
    extra = {"displayId": matcher.display_id, "accessKeys": list(keys)}
    for old in forge.branch_rules.list(target, kind=kind, pattern=matcher.id):
        if old.pattern_kind == matcher.kind:
            return forge.branch_rules.update(old, accounts=accounts, groups=held, extra=extra)
    return forge.branch_rules.create(
        target,
        kind=kind,
        pattern=matcher.id,
        pattern_kind=matcher.kind,
        accounts=accounts,
        groups=held,
        extra=extra,
    )


def _user(forge: Forge, word: str) -> Account:
    """Return the user whose slug or name this is: the two ways of sending them use one each."""
    try:
        return find_user(forge, word)
    except Refusal:
        return named_user(forge, word)


def _key_ids(body: Body) -> tuple[int, ...]:
    """Read access keys, which come as their numbers or as what an answer shows of them."""
    found = []
    for value in (*body.values("accessKeys"), *body.values("accessKeyIds")):
        number = value
        if isinstance(value, Mapping):
            key = Body(value).object("key")
            number = None if key is None else key.number("id")
        if not isinstance(number, int):
            raise invalid(f"{json.dumps(value)} is not an access key", "accessKeys")
        found.append(number)
    return tuple(found)


def _keys(
    forge: Forge, target: Namespace | Repository, numbers: tuple[int, ...] | list[int]
) -> list[DeployKey]:
    return [forge.deploy_keys.get(target, number) for number in numbers]


def _delete(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    call.forge.branch_rules.delete(_found(call, target))
    return empty()


ENDPOINTS = tuple(
    endpoint
    for base in (PROJECT, REPOSITORY)
    for endpoint in (
        Endpoint("GET", "branch-permissions", base + "/restrictions", _list),
        Endpoint("POST", "branch-permissions", base + "/restrictions", _create),
        Endpoint("GET", "branch-permissions", base + "/restrictions/{id:int}", _get),
        Endpoint("DELETE", "branch-permissions", base + "/restrictions/{id:int}", _delete),
    )
)
