"""Webhooks of repositories and projects.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-repository/, "webhooks". A PUT
replaces the whole hook, its secret included. Recorded answers show the secret in clear.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PROJECT,
    REPOSITORY,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.deliveries import CREDENTIALS
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid, missing
from githost_bitbucket.emulator.datacenter.paging import page, page_of
from githost_bitbucket.emulator.datacenter.world import FACE
from githost_local.forge.deliveries import Message
from githost_local.forge.errors import Invalid, NotFound
from githost_local.forge.records import Delivery, Hook, Level, Namespace, Repository

#: What servers from 9.2 to 10.4 accepted; others are refused, documented ones among them.
EVENTS: Final = frozenset(
    {
        "repo:refs_changed",
        "repo:modified",
        "repo:forked",
        "repo:comment:added",
        "repo:comment:edited",
        "repo:comment:deleted",
        "repo:secret_detected",
        "mirror:repo_synchronized",
        "project:modified",
        "pr:opened",
        "pr:from_ref_updated",
        "pr:modified",
        "pr:merged",
        "pr:declined",
        "pr:deleted",
        "pr:reviewer:updated",
        "pr:reviewer:approved",
        "pr:reviewer:unapproved",
        "pr:reviewer:needs_work",
        "pr:comment:added",
        "pr:comment:edited",
        "pr:comment:deleted",
    }
)
#: The body of a test, which is the one message that is not signed.
_PING: Final = {"test": True}


def _found(call: Call, target: Repository | Namespace, number: int) -> Hook:
    try:
        hook = call.forge.hooks.get(number)
    except NotFound as error:
        raise _missing(number) from error
    home = hook.repository_id if isinstance(target, Repository) else hook.namespace_id
    if home != target.id or hook.face != FACE:
        raise _missing(number)
    return hook


def _missing(number: int) -> Refusal:
    return missing("webhook", f"Webhook with id {number} does not exist.")


def _number(call: Call) -> int:
    return int(call.request.path_params["hook"])


def _answer(call: Call, hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "name": hook.description,
        "createdDate": call.world.time(hook.created_at),
        "updatedDate": call.world.time(hook.updated_at),
        "events": sorted(hook.events),
        "configuration": {} if hook.secret is None else {"secret": hook.secret},
        "url": hook.url,
        "active": hook.active,
        "scopeType": "project" if hook.repository_id is None else "repository",
        "sslVerificationRequired": hook.verify_ssl,
        **_credentials(call, hook),
    }


def _credentials(call: Call, hook: Hook) -> dict[str, Any]:
    """Show the user name that the server signs in with at the receiver; never the password."""
    kept = call.world.side.get(CREDENTIALS, str(hook.id))
    return {} if kept is None else {"credentials": {"username": kept["username"]}}


def _list(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    window = call.window
    found = call.forge.hooks.list(target, face=FACE, offset=window.start, limit=window.limit)
    return ok(page(window, found, lambda hook: _answer(call, hook)))


def _get(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    return ok(_answer(call, _found(call, target, _number(call))))


def _events(body: Body) -> tuple[str, ...]:
    events = body.texts("events") or ()
    if not events:
        raise invalid("At least one event must be specified", "events")
    for event in events:
        if event not in EVENTS:
            raise invalid(f"The event '{event}' is unknown", "events")
    return events


def _settings(body: Body) -> dict[str, Any]:
    """Read a whole hook; what is left out has its usual value."""
    configuration = body.object("configuration")
    active, verify = body.flag("active"), body.flag("sslVerificationRequired")
    return {
        "url": body.required("url"),
        "description": body.required("name"),
        "events": _events(body),
        "secret": (configuration.text("secret") or None) if configuration is not None else None,
        "active": True if active is None else active,
        "verify_ssl": True if verify is None else verify,
    }


def _create(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    body = call.body()
    settings = _settings(body)
    with call.forge.transaction():
        try:
            hook = call.forge.hooks.create(target, face=FACE, **settings)
        except Invalid as error:
            raise _bad_url() from error
        _keep_credentials(call, hook, body)
    return created(_answer(call, hook))


def _update(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    hook = _found(call, target, _number(call))
    body = call.body()
    settings = _settings(body)
    with call.forge.transaction():
        try:
            changed = call.forge.hooks.update(hook, **settings)
        except Invalid as error:
            raise _bad_url() from error
        _keep_credentials(call, changed, body)
    return ok(_answer(call, changed))


def _bad_url() -> Refusal:
    return invalid("The URL must be an absolute http or https URL", "url")


def _keep_credentials(call: Call, hook: Hook, body: Body) -> None:
    given = body.object("credentials")
    key = str(hook.id)
    if given is None:
        call.world.side.delete(CREDENTIALS, key)
        return
    kept = {"username": given.text("username") or "", "password": given.text("password") or ""}
    call.world.side.put(CREDENTIALS, key, kept)


def _delete(call: Call) -> Response:
    target = call.target(Level.ADMIN)
    hook = _found(call, target, _number(call))
    with call.forge.transaction():
        call.forge.hooks.delete(hook)
        call.world.side.delete(CREDENTIALS, str(hook.id))
    return empty()


def _test(call: Call) -> Response:
    """Call an address now; the server fails without one, even where it knows the hook."""
    target = call.target(Level.ADMIN)
    url = call.query("url")
    if not url:
        raise Refusal(500, "An error occurred while testing the webhook")
    message = Message(
        event="diagnostics:ping",
        body=json.dumps(_PING).encode(),
        headers={
            "Content-Type": "application/json; charset=utf-8",
            "X-Event-Key": "diagnostics:ping",
        },
    )
    with _tested(call, target) as hook:
        verify = hook.verify_ssl and call.query("sslVerificationRequired") != "false"
        unsigned = attrs.evolve(hook, url=url, secret=None, verify_ssl=verify)
        return ok(_invocation(call.forge.deliveries.post(unsigned, message)))


@contextmanager
def _tested(call: Call, target: Repository | Namespace) -> Iterator[Hook]:
    """Give the hook that is tested, or one for the moment while it has not been made yet."""
    number = call.query("webhookId")
    if number:
        yield _found(call, target, call.number("webhookId", 0))
        return
    hook = call.forge.hooks.create(
        target, face=FACE, url="http://localhost", events=(), active=False
    )
    try:
        yield hook
    finally:
        call.forge.hooks.delete(hook)


def _invocation(delivery: Delivery) -> dict[str, Any]:
    """Return a call of a hook. The vendor leaves the parts of `request` and `result` open."""
    outcome = "ERROR"
    if delivery.status is not None:
        outcome = "SUCCESS" if 200 <= delivery.status < 300 else "FAILURE"
    started = int(delivery.at.timestamp() * 1000)
    lasted = int(delivery.duration * 1000)
    return {
        "id": delivery.id,
        "event": delivery.event,
        "duration": lasted,
        "start": started,
        "finish": started + lasted,
        "request": {
            "url": delivery.url,
            "method": "POST",
            "headers": {
                name: value
                for name, value in delivery.request_headers.items()
                if name != "Authorization"
            },
            "body": delivery.request_body.decode("utf-8", "replace"),
        },
        "result": {
            "outcome": outcome,
            "description": str(delivery.status or delivery.error),
            **({} if delivery.status is None else {"statusCode": delivery.status}),
            "headers": dict(delivery.response_headers or {}),
            "body": (delivery.response_body or b"").decode("utf-8", "replace"),
        },
    }


def _latest(call: Call) -> Response:
    """Tell of the latest call, of one event or outcome where that is asked; 204 for none."""
    target = call.target(Level.ADMIN)
    hook = _found(call, target, _number(call))
    event, outcome = call.query("event"), (call.query("outcome") or "").upper()
    for delivery in call.forge.hooks.deliveries(hook):
        answer = _invocation(delivery)
        if event in {None, delivery.event} and outcome in {"", answer["result"]["outcome"]}:
            return ok(answer)
    return empty()


def _search(call: Call) -> Response:
    """List the hooks of a repository and of its project, of one event where that is asked."""
    repository = call.repository(Level.ADMIN)
    home = call.forge.namespaces.get(repository.namespace_id)
    scope, event = (call.query("scopeType") or "").lower(), call.query("event")
    found = [
        hook
        for kind, target in (("project", home), ("repository", repository))
        if scope in {"", kind}
        for hook in call.forge.hooks.list(target, face=FACE)
        if event is None or event in hook.events
    ]
    return ok(page_of(call.window, found, lambda hook: _answer(call, hook)))


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/webhooks/search", _search),
    *(
        Endpoint(method, "api", place + path, handler)
        for place in (REPOSITORY, PROJECT)
        for method, path, handler in (
            ("GET", "/webhooks", _list),
            ("POST", "/webhooks", _create),
            ("POST", "/webhooks/test", _test),
            ("GET", "/webhooks/{hook:int}", _get),
            ("PUT", "/webhooks/{hook:int}", _update),
            ("DELETE", "/webhooks/{hook:int}", _delete),
            ("GET", "/webhooks/{hook:int}/latest", _latest),
        )
    ),
)
