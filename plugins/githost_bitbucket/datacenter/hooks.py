"""Hooks on Data Center, of repositories and of projects.

A change replaces the whole hook. Recorded answers hold the secret in clear; where the server echoes
it, it goes back with every change, and it is never handed out.
"""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

from githost.interface import (
    Decoded,
    Hooks,
    OnSite,
    Target,
    adopting,
    hook_secret,
    limits,
    only,
    without_secrets,
)
from githost.model import Delivery, Event, Hook, NamespaceRef, RepoRef
from githost.wire import Op, Page, Pages, Request, Response, redact_url, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.events import vendor_keys
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import TARGETS, own_target, target_path

__all__ = ["DataCenterHooks"]


class DataCenterHooks(OnSite, Hooks):
    """Hooks of repositories and projects."""

    @limits(target=TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        return paged(
            self.site,
            target_path(own_target(target), "webhooks"),
            payloads.Webhook,
            decode.hook,
            page_size=page_size,
            cursor=cursor,
        )

    @limits(target=TARGETS)
    def get(self, target: Target, hook: str) -> Op[Hook]:
        found = yield from _read(own_target(target), hook)
        return decode.hook(found.value, without_secrets(found.document))

    @limits(target=TARGETS)
    def create(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        description: str | None = None,
        verify_ssl: bool = True,
    ) -> Op[Hook]:
        where = own_target(target)
        body = {
            # The server demands a name.
            "name": description or urlsplit(url).hostname or url,
            "url": url,
            "active": active,
            "events": sorted(self.vendor_keys(events)),
            "configuration": {} if secret is None else {"secret": hook_secret(secret)},
            "sslVerificationRequired": verify_ssl,
        }
        return (
            yield from adopting(
                _created(where, body),
                self._made(where, body, secret),
                what=f"a hook of {where} that calls {redact_url(url)}",
            )
        )

    def _made(
        self, where: RepoRef | NamespaceRef, body: Mapping[str, Any], secret: str | None
    ) -> Op[Hook | None]:
        hooks = yield from walk(self.list(where))
        found = only(
            one
            for one in hooks
            if one.url == body["url"]
            and one.active is body["active"]
            and sorted(one.vendor_events) == body["events"]
            and one.description == body["name"]
        )
        if found is None:
            return None
        if secret is None:
            return None if found.has_secret else found
        # Not every server tells which secret it has, so it is given once more.
        return (yield from self.update(where, found.id, secret=secret))

    @limits(target=TARGETS)
    def update(
        self,
        target: Target,
        hook: str,
        *,
        url: str | None = None,
        events: Collection[Event | str] | None = None,
        secret: str | None = None,
        active: bool | None = None,
        description: str | None = None,
        verify_ssl: bool | None = None,
    ) -> Op[Hook]:
        """Change what is given of a hook, and leave the rest.

        A server that does not echo the secret when the hook is read may lose it by a change that
        does not give it: give `secret` with every change there.
        """
        where = own_target(target)
        keys = None if events is None else sorted(self.vendor_keys(events))
        signing = {} if secret is None else {"secret": hook_secret(secret)}
        found = yield from _read(where, hook)
        given = {
            "name": description,
            "url": url,
            "events": keys,
            "active": active,
            "sslVerificationRequired": verify_ssl,
        }
        body = _writable(found.document)
        body.update({key: value for key, value in given.items() if value is not None})
        if signing:
            body["configuration"] = {**(found.value.configuration or {}), **signing}
        request = Request("PUT", target_path(where, "webhooks", hook), json=body)
        response = yield from send(request)
        return _hook(response)

    @limits(target=TARGETS)
    def delete(self, target: Target, hook: str) -> Op[None]:
        yield from send(Request("DELETE", target_path(own_target(target), "webhooks", hook)))

    @limits(target=TARGETS)
    def test(self, target: Target, hook: str) -> Op[Delivery]:
        where = own_target(target)
        found = yield from _read(where, hook)
        # The server fails without the address, even where it knows the hook.
        query = {"webhookId": hook, "url": found.value.url}
        response = yield from send(
            Request("POST", target_path(where, "webhooks", "test"), query=query, json={})
        )
        return _delivery(response)

    @limits(target=TARGETS)
    def deliveries(
        self, target: Target, hook: str, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Delivery]:
        del page_size  # the server keeps no more than the latest call
        path = target_path(own_target(target), "webhooks", hook, "latest")

        def fetch(_: str | None) -> Op[Page[Delivery]]:
            response = yield from send(Request("GET", path))
            return Page(() if response.status == 204 else (_delivery(response),))

        return Pages(fetch, cursor)

    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        return vendor_keys(events)


def _created(where: RepoRef | NamespaceRef, body: Mapping[str, Any]) -> Op[Hook]:
    return _hook(
        (yield from send(Request("POST", target_path(where, "webhooks"), json=dict(body))))
    )


def _read(target: RepoRef | NamespaceRef, hook: str) -> Op[Decoded[payloads.Webhook]]:
    response = yield from send(Request("GET", target_path(target, "webhooks", hook)))
    return decoder.decode(response, payloads.Webhook)


def _writable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of a hook that was read goes back to the server."""
    names = ("name", "url", "events", "active", "configuration", "sslVerificationRequired")
    # With `credentials` the server authenticates itself to the receiver.
    return {name: document[name] for name in (*names, "credentials") if name in document}


def _hook(response: Response) -> Hook:
    return single(response, payloads.Webhook, decode.hook)


def _delivery(response: Response) -> Delivery:
    return single(response, payloads.Invocation, decode.delivery)
