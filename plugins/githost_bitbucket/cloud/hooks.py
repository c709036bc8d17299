"""Hooks on Cloud, of repositories and of workspaces; projects have none.

A change replaces all but the secret, which stays where it is not sent and never comes back.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from githost.errors import ConfigurationError
from githost.interface import (
    Hooks,
    OnSite,
    Target,
    adopting,
    hook_secret,
    limits,
    only,
    target_ref,
    unsupported,
)
from githost.model import Event, Hook, NamespaceRef, ProjectRef, RepoRef, Repository
from githost.wire import Op, Pages, Request, redact_url, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.events import vendor_keys
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import repo_path, workspace_path

__all__ = ["CloudHooks"]

_TARGETS: Final = (RepoRef, str, Repository, NamespaceRef)
#: Characters of a secret. Source: the schema `webhook_subscription`.
_LONGEST_SECRET: Final = 128
_SOURCE: Final = "https://developer.atlassian.com/cloud/bitbucket/rest/api-group-webhooks/"


class CloudHooks(OnSite, Hooks):
    """Hooks of repositories and workspaces."""

    @limits(target=_TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        return paged(
            self.site,
            _path(target),
            payloads.Webhook,
            decode.hook,
            page_size=page_size,
            cursor=cursor,
        )

    @limits(target=_TARGETS)
    def get(self, target: Target, hook: str) -> Op[Hook]:
        response = yield from send(Request("GET", _path(target, hook)))
        return single(response, payloads.Webhook, decode.hook)

    @limits(target=_TARGETS)
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
        body: dict[str, Any] = {
            "description": description or "",
            "url": url,
            "active": active,
            "events": sorted(self.vendor_keys(events)),
            # Not in the published schema; Cloud takes and returns it.
            "skip_cert_verification": not verify_ssl,
        }
        if secret is not None:
            body["secret"] = _checked(secret)
        return (
            yield from adopting(
                self._create(target, body),
                self._made(target, body),
                what=f"a hook of {target_ref(target)} that calls {redact_url(url)}",
            )
        )

    def _create(self, target: Target, body: Mapping[str, Any]) -> Op[Hook]:
        response = yield from send(Request("POST", _path(target), json=body))
        return single(response, payloads.Webhook, decode.hook)

    def _made(self, target: Target, body: Mapping[str, Any]) -> Op[Hook | None]:
        hooks = yield from walk(self.list(target))
        found = only(
            one
            for one in hooks
            if one.url == body["url"]
            and one.active is body["active"]
            and sorted(one.vendor_events) == body["events"]
            and one.description == body["description"]
        )
        if found is None:
            return None
        if "secret" not in body:
            return None if found.has_secret else found
        # Which secret it has cannot be read, so it is given once more.
        return (yield from self.update(target, found.id, secret=body["secret"]))

    @limits(target=_TARGETS)
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
        keys = None if events is None else self.vendor_keys(events)
        given: dict[str, Any] = {} if secret is None else {"secret": _checked(secret)}
        found = yield from self.get(target, hook)
        verifies = found.verify_ssl if verify_ssl is None else verify_ssl
        body = {
            "description": found.description if description is None else description,
            "url": found.url if url is None else url,
            "active": found.active if active is None else active,
            "events": sorted(found.vendor_events if keys is None else keys),
            "skip_cert_verification": verifies is False,
            **given,
        }
        response = yield from send(Request("PUT", _path(target, hook), json=body))
        return single(response, payloads.Webhook, decode.hook)

    @limits(target=_TARGETS)
    def delete(self, target: Target, hook: str) -> Op[None]:
        yield from send(Request("DELETE", _path(target, hook)))

    test = unsupported("Bitbucket Cloud has no call that tests a hook", source=_SOURCE)
    deliveries = unsupported(
        "Bitbucket Cloud shows a hook's calls in its web pages only", source=_SOURCE
    )

    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        return vendor_keys(events)


def _path(target: Target, *rest: str) -> str:
    ref = target_ref(target)
    if isinstance(ref, ProjectRef):
        raise ConfigurationError(
            f"{ref} is a project, which has no hooks on Bitbucket Cloud; "
            f"write NamespaceRef({ref.namespace!r}) for those of its workspace"
        )
    if isinstance(ref, NamespaceRef):
        return workspace_path(ref, "hooks", *rest)
    return repo_path(ref, "hooks", *rest)


def _checked(secret: str) -> str:
    if len(hook_secret(secret)) > _LONGEST_SECRET:
        raise ConfigurationError(
            f"the secret of a hook has at most {_LONGEST_SECRET} characters on Bitbucket Cloud, "
            f"not {len(secret)}"
        )
    return secret
