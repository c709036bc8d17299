"""Receiving what hosts send to hooks: `verify` who sent it, `parse` it, or let `receiver` do both.

Everything here is loaded when first used, for plugins need only the events.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

    from githost.webhooks.asgi import AsgiApp as AsgiApp
    from githost.webhooks.asgi import Handler as Handler
    from githost.webhooks.asgi import Route as Route
    from githost.webhooks.asgi import receiver as receiver
    from githost.webhooks.deliveries import SeenDeliveries as SeenDeliveries
    from githost.webhooks.events import CommentEvent as CommentEvent
    from githost.webhooks.events import PingEvent as PingEvent
    from githost.webhooks.events import PullRequestEvent as PullRequestEvent
    from githost.webhooks.events import PushEvent as PushEvent
    from githost.webhooks.events import RefChange as RefChange
    from githost.webhooks.events import RefChangeKind as RefChangeKind
    from githost.webhooks.events import RefKind as RefKind
    from githost.webhooks.events import RepositoryEvent as RepositoryEvent
    from githost.webhooks.events import ReviewEvent as ReviewEvent
    from githost.webhooks.events import StatusEvent as StatusEvent
    from githost.webhooks.events import UnknownEvent as UnknownEvent
    from githost.webhooks.events import WebhookEvent as WebhookEvent
    from githost.webhooks.reading import Headers as Headers
    from githost.webhooks.reading import ProviderLike as ProviderLike
    from githost.webhooks.reading import Secrets as Secrets
    from githost.webhooks.reading import parse as parse
    from githost.webhooks.reading import sign as sign
    from githost.webhooks.reading import verify as verify

__all__ = [
    "AsgiApp",
    "CommentEvent",
    "Handler",
    "Headers",
    "PingEvent",
    "ProviderLike",
    "PullRequestEvent",
    "PushEvent",
    "RefChange",
    "RefChangeKind",
    "RefKind",
    "RepositoryEvent",
    "ReviewEvent",
    "Route",
    "Secrets",
    "SeenDeliveries",
    "StatusEvent",
    "UnknownEvent",
    "WebhookEvent",
    "parse",
    "receiver",
    "sign",
    "verify",
]

_HOMES = {
    "githost.webhooks.asgi": ("AsgiApp", "Handler", "Route", "receiver"),
    "githost.webhooks.deliveries": ("SeenDeliveries",),
    "githost.webhooks.events": (
        "CommentEvent",
        "PingEvent",
        "PullRequestEvent",
        "PushEvent",
        "RefChange",
        "RefChangeKind",
        "RefKind",
        "RepositoryEvent",
        "ReviewEvent",
        "StatusEvent",
        "UnknownEvent",
        "WebhookEvent",
    ),
    "githost.webhooks.reading": ("Headers", "ProviderLike", "Secrets", "parse", "sign", "verify"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> "Any":
    import importlib

    if name not in _HOME:
        raise AttributeError(f"module 'githost.webhooks' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
