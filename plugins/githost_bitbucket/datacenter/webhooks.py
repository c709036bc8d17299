"""Data Center's messages to hooks: who sent them. `messages.py` reads what they say.

Source: https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from githost.credentials import Basic, Secret
from githost.errors import DecodeError
from githost.interface import Webhooks, read_message
from githost_bitbucket import family
from githost_bitbucket.datacenter.events import PING

if TYPE_CHECKING:
    from githost.webhooks.events import WebhookEvent

__all__ = ["DataCenterWebhooks"]

#: All that a ping says.
_PING_DOCUMENT: Final = {"test": True}


class DataCenterWebhooks(Webhooks):
    """Data Center's messages; those of hooks without a secret are not signed, and pings never.

    A hook may have `credentials`, which come with its messages as HTTP Basic.
    """

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret]) -> bool:
        given = headers.get(family.SIGNATURE_HEADER.lower())
        if given is None and _is_ping(headers, body):
            return False
        family.check_signature(given, body, secrets)
        return True

    def logged_in(self, headers: Mapping[str, str], logins: Sequence[Basic]) -> bool:
        kind, _, sent = headers.get("authorization", "").partition(" ")
        if kind.lower() != "basic":
            return False
        # Imported here, as in `family.py`.
        import hmac

        given = sent.strip().encode(errors="replace")
        # A list, so that one that fits does not keep the others from being tried.
        fits = [hmac.compare_digest(_login(one), given) for one in logins]
        return any(fits)

    def sign(self, body: bytes, secret: Secret) -> Mapping[str, str]:
        return {family.SIGNATURE_HEADER: family.signature(body, secret)}

    def parse(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        # Imported here, for whoever only asks a host reads no messages.
        from githost_bitbucket.datacenter.messages import event

        return event(headers, body)


def _login(login: Basic) -> bytes:
    pair = f"{login.user}:{login.password.reveal()}"
    return base64.b64encode(pair.encode(errors="replace"))


def _is_ping(headers: Mapping[str, str], body: bytes) -> bool:
    """Say whether it is the ping of "Test connection", which no server signs.

    The header alone would let a stranger's message pass, so the body may hold nothing else.
    """
    if headers.get("x-event-key") != PING:
        return False
    try:
        return read_message(body) == _PING_DOCUMENT
    except DecodeError:
        return False
