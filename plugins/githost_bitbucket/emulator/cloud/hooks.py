"""Webhooks of repositories and workspaces, and the events they can have.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-repositories/, "hooks". The secret
is never shown. The product refuses addresses that are not public; the emulator takes them, for
what it delivers to are this machine's own (see the forge's `deliveries`).
"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import (
    REPOSITORY,
    WORKSPACE,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.hook_events import scope_of, subject_events
from githost_bitbucket.emulator.cloud.names import braced, key_of, quoted
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_bitbucket.emulator.cloud.world import FACE, time
from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.records import KEEP, Hook, Keep, Level, Namespace, Repository

#: "secret": `maxLength` in the schema `webhook_subscription`.
_LONGEST_SECRET: Final = 128


def _target(call: Call) -> Repository | Namespace:
    _ = call.account
    if "repo_slug" in call.parts:
        return call.repository(Level.ADMIN)
    return call.workspace(Level.ADMIN)


def _list(call: Call) -> Answer:
    target = _target(call)
    found = call.forge.hooks.list(target, face=FACE).items
    return ok(page_of(call, found, lambda h: _document(call, target, h), queried=False))


def _found(call: Call, target: Repository | Namespace) -> Hook:
    text = call.path("uid")
    try:
        hook = call.forge.hooks.by_key(key_of(text) or text)
    except NotFound as error:
        raise _missing(text) from error
    home = hook.repository_id if isinstance(target, Repository) else hook.namespace_id
    if home != target.id or hook.face != FACE:
        raise _missing(text)
    return hook


def _missing(text: str) -> ApiError:
    return ApiError(404, f"Webhook {text} does not exist.")


def _get(call: Call) -> Answer:
    target = _target(call)
    return ok(_document(call, target, _found(call, target)))


def _create(call: Call) -> Answer:
    target = _target(call)
    body = call.body()
    events = _events(call, target, body)
    if events is None:
        raise invalid("events", REQUIRED)
    secret = _secret(body)
    active = body.flag("active")
    try:
        hook = call.forge.hooks.create(
            target,
            face=FACE,
            url=body.required("url"),
            events=events,
            secret=None if isinstance(secret, Keep) else secret,
            active=True if active is None else active,
            description=body.text("description") or "",
            verify_ssl=not body.flag("skip_cert_verification"),
        )
    except Invalid as error:
        raise _bad_url() from error
    return created(_document(call, target, hook), location=_address(call, target, hook))


def _update(call: Call) -> Answer:
    """Change what the body has; a secret that is left out stays, an empty one goes."""
    target = _target(call)
    hook = _found(call, target)
    body = call.body()
    skip = body.flag("skip_cert_verification")
    try:
        changed = call.forge.hooks.update(
            hook,
            url=body.text("url"),
            events=_events(call, target, body),
            secret=_secret(body),
            active=body.flag("active"),
            description="" if body.is_null("description") else body.text("description"),
            verify_ssl=None if skip is None else not skip,
        )
    except Invalid as error:
        raise _bad_url() from error
    return ok(_document(call, target, changed))


def _delete(call: Call) -> Response:
    call.forge.hooks.delete(_found(call, _target(call)))
    return empty()


def _events(call: Call, target: Repository | Namespace, body: Body) -> tuple[str, ...] | None:
    """Return the events, each of which needs its own scope besides that of webhooks."""
    events = body.texts("events")
    if events is None:
        return None
    if not events:
        raise invalid("events", "At least one event is required.")
    known = subject_events("repository" if isinstance(target, Repository) else "workspace")
    for event in events:
        if event not in known:
            raise invalid("events", f'"{event}" is not a valid event.')
        call.caller.require_scopes(scope_of(event), "GET", None)
    return events


def _secret(body: Body) -> str | Keep | None:
    if "secret" not in body:
        return KEEP
    secret = body.text("secret")
    if secret is not None and len(secret) > _LONGEST_SECRET:
        raise invalid("secret", f"Ensure this value has at most {_LONGEST_SECRET} characters.")
    return secret or None


def _bad_url() -> ApiError:
    return invalid("url", "Enter a valid URL.")


def _address(call: Call, target: Repository | Namespace, hook: Hook) -> str:
    if isinstance(target, Repository):
        here = answers.repository_address(call.world, target)
    else:
        here = f"{call.world.api}/workspaces/{quoted(target.path)}"
    return f"{here}/hooks/{quoted(braced(hook.key))}"


def _document(call: Call, target: Repository | Namespace, hook: Hook) -> dict[str, Any]:
    is_repository = isinstance(target, Repository)
    return {
        "type": "webhook_subscription",
        "uuid": braced(hook.key),
        "url": hook.url,
        "description": hook.description,
        "subject_type": "repository" if is_repository else "workspace",
        "subject": (
            answers.repository_stub(call.world, target)
            if isinstance(target, Repository)
            else answers.workspace_stub(call.world, target)
        ),
        "active": hook.active,
        # As recorded: other times have an offset, this one a `Z`.
        "created_at": time(hook.created_at).replace("+00:00", "Z"),
        "events": sorted(hook.events),
        "secret_set": hook.secret is not None,
        "skip_cert_verification": not hook.verify_ssl,
        "read_only": False,
        "source": None,
        "links": {"self": answers.link(_address(call, target, hook))},
    }


ENDPOINTS = tuple(
    Endpoint(method, place + path, handler, scope="webhook")
    for place in (REPOSITORY, WORKSPACE)
    for method, path, handler in (
        ("GET", "/hooks", _list),
        ("POST", "/hooks", _create),
        ("GET", "/hooks/{uid}", _get),
        ("PUT", "/hooks/{uid}", _update),
        ("DELETE", "/hooks/{uid}", _delete),
    )
)
