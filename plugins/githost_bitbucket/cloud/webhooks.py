"""Cloud's messages to hooks: who sent them. `messages.py` reads what they say.

Source: https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from githost.credentials import Secret
from githost.interface import Webhooks
from githost_bitbucket import family

if TYPE_CHECKING:
    from githost.webhooks.events import WebhookEvent

__all__ = ["CloudWebhooks"]


class CloudWebhooks(Webhooks):
    """Cloud's messages; those of hooks without a secret are not signed."""

    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret]) -> bool:
        family.check_signature(headers.get(family.SIGNATURE_HEADER.lower()), body, secrets)
        return True

    def sign(self, body: bytes, secret: Secret) -> Mapping[str, str]:
        return {family.SIGNATURE_HEADER: family.signature(body, secret)}

    def parse(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        # Imported here, for whoever only asks a host reads no messages.
        from githost_bitbucket.cloud.messages import event

        return event(headers, body)
