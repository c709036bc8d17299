"""Groups: known by their names on the whole server."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, ok
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid, missing
from githost_bitbucket.emulator.datacenter.names import named_user
from githost_bitbucket.emulator.datacenter.paging import page, page_where
from githost_local.forge.errors import AlreadyExists, NotFound
from githost_local.forge.records import AccountKind, Group


def find_group(call: Call, name: str) -> Group:
    """Return the group with this name."""
    try:
        return call.forge.groups.by_name(name)
    except NotFound as error:
        raise missing("group", f"No such group '{name}'") from error


def _answer(group: Group) -> dict[str, object]:
    return {"name": group.name, "deletable": True}


def _list(call: Call) -> Response:
    """List the groups' names, which are all that anybody but an administrator sees."""
    _ = call.account
    window = call.window
    found = call.forge.groups.list(
        query=call.query("filter"), offset=window.start, limit=window.limit
    )
    return ok(page(window, found, lambda group: group.name))


def _administered(call: Call) -> Response:
    _ = call.account
    window = call.window
    found = call.forge.groups.list(
        query=call.query("filter"), offset=window.start, limit=window.limit
    )
    return ok(page(window, found, _answer))


def _demand_admin(call: Call) -> None:
    if not call.caller.is_site_admin:
        raise call.refuse()


def _create(call: Call) -> Response:
    _demand_admin(call)
    name = call.query("name")
    if not name:
        raise invalid("A group needs a name", "name")
    try:
        return ok(_answer(call.forge.groups.create(name)))
    except AlreadyExists as error:
        raise Refusal(409, f"A group with the name '{name}' already exists.") from error


def _delete(call: Call) -> Response:
    _demand_admin(call)
    group = find_group(call, call.query("name") or "")
    call.forge.groups.delete(group)
    return ok(_answer(group))


def _members(call: Call) -> Response:
    _ = call.account
    group = find_group(call, call.query("context") or "")
    found = call.forge.groups.members(group, query=call.query("filter"))
    return ok(
        page_where(
            call.window,
            found.items,
            lambda account: account.kind is AccountKind.PERSON,
            lambda account: answers.detailed_user(call.world, account),
        )
    )


def _add_users(call: Call) -> Response:
    _demand_admin(call)
    body = call.body()
    group = find_group(call, body.required("group"))
    accounts = [named_user(call.forge, name) for name in body.texts("users") or ()]
    with call.forge.transaction():
        for account in accounts:
            call.forge.groups.add(group, account)
    return Response(status_code=200)


def _remove_user(call: Call) -> Response:
    _demand_admin(call)
    body = call.body()
    group = find_group(call, body.required("context"))
    call.forge.groups.remove(group, named_user(call.forge, body.required("itemName")))
    return Response(status_code=200)


ENDPOINTS = (
    Endpoint("GET", "api", "/groups", _list),
    Endpoint("GET", "api", "/admin/groups", _administered),
    Endpoint("POST", "api", "/admin/groups", _create),
    Endpoint("DELETE", "api", "/admin/groups", _delete),
    Endpoint("GET", "api", "/admin/groups/more-members", _members),
    Endpoint("POST", "api", "/admin/groups/add-users", _add_users),
    Endpoint("POST", "api", "/admin/groups/remove-user", _remove_user),
)
