"""SSH keys of users. There is no SSH here; the server only keeps them."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, created, empty, ok
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid
from githost_bitbucket.emulator.datacenter.names import named_user
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_local.forge.deploy_keys import read_key
from githost_local.forge.errors import Invalid
from githost_local.forge.records import Account

_KIND: Final = "ssh keys"
_LAST: Final = "last ssh key"


def _owner(call: Call) -> Account:
    """Return whose keys they are: the caller's, or for an administrator anybody's."""
    name = call.query("user") or call.query("userName")
    if name is None or name == call.account.login:
        return call.account
    if not call.caller.is_site_admin:
        raise call.refuse()
    return named_user(call.forge, name)


def _stored(call: Call) -> list[dict[str, Any]]:
    return sorted((value for _, value in call.world.side.list(_KIND)), key=lambda v: int(v["id"]))


def _answer(stored: dict[str, Any]) -> dict[str, Any]:
    return {"id": stored["id"], "text": stored["text"], "label": stored["label"]}


def _list(call: Call) -> Response:
    owner = _owner(call)
    found = [value for value in _stored(call) if value["account"] == owner.id]
    return ok(page_of(call.window, found, _answer))


def _create(call: Call) -> Response:
    owner = _owner(call)
    body = call.body()
    text = (body.text("text") or "").strip()
    try:
        key = read_key(text)
    except Invalid as error:
        raise invalid("You must enter a valid public key", "text") from error
    side = call.world.side
    with call.forge.transaction():
        if any(read_key(value["text"]) == key for value in _stored(call)):
            raise Refusal(409, "The SSH key already exists on the system.", context="text")
        number = (side.get(_LAST, "") or 0) + 1
        side.put(_LAST, "", number)
        label = body.text("label") or key.comment
        stored = {"id": number, "text": text, "label": label, "account": owner.id}
        side.put(_KIND, str(number), stored)
    return created(_answer(stored))


def _get(call: Call) -> Response:
    found = _found(call)
    if found is None:
        number = call.request.path_params["id"]
        raise Refusal(404, f"No SSH key exists with ID {number}.")
    return ok(_answer(found))


def _found(call: Call) -> dict[str, Any] | None:
    """Return the key in the address, which its owner and administrators may see."""
    account = call.account
    stored: dict[str, Any] | None = call.world.side.get(_KIND, str(call.request.path_params["id"]))
    is_own = stored is not None and stored["account"] == account.id
    if not is_own and not call.caller.is_site_admin:
        raise call.refuse()
    return stored


def _delete(call: Call) -> Response:
    """Delete a key; one that is not there was deleted already."""
    found = _found(call)
    if found is not None:
        call.world.side.delete(_KIND, str(found["id"]))
    return empty()


def _delete_all(call: Call) -> Response:
    owner = _owner(call)
    with call.forge.transaction():
        for value in _stored(call):
            if value["account"] == owner.id:
                call.world.side.delete(_KIND, str(value["id"]))
    return empty()


ENDPOINTS = (
    Endpoint("GET", "ssh", "/keys", _list),
    Endpoint("POST", "ssh", "/keys", _create),
    Endpoint("DELETE", "ssh", "/keys", _delete_all),
    Endpoint("GET", "ssh", "/keys/{id:int}", _get),
    Endpoint("DELETE", "ssh", "/keys/{id:int}", _delete),
)
