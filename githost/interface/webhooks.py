"""Receiving: what a provider knows of the messages that its product sends to hooks."""

from __future__ import annotations

import abc
import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeVar

import attrs

from githost.credentials import Basic, Secret
from githost.errors import ConfigurationError, DecodeError
from githost.interface.decoding import Decoder
from githost.value import Value

if TYPE_CHECKING:
    from githost.webhooks.events import WebhookEvent

__all__ = ["WebhookMessage", "Webhooks", "read_message"]

T = TypeVar("T")

#: Deeper documents are refused: no host sends them, and reading them would use up the stack.
_DEPTH: Final = 64


class Webhooks(abc.ABC):
    """Verifies, reads and signs the messages of one product.

    `headers` have their names in lower case; `body` is what was received, byte for byte. Whatever a
    stranger sends, nothing but the errors named here may be raised, and nothing may be sent or
    asked.
    """

    @abc.abstractmethod
    def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret]) -> bool:
        """Tell whether `body` is proven to be the host's by one of `secrets`, of which there is one at least.

        `headers` have their names in lower case. False is for a message that the product never
        signs, and that nobody may act on. Compare in constant time, each secret whatever the others
        gave.

        Raises `SignatureError` for anything that is not signed as the product signs.
        """

    def logged_in(self, headers: Mapping[str, str], logins: Sequence[Basic]) -> bool:
        """Say whether a message came with one of `logins`: the user and password of its hook.

        They come in `headers`. Compare in constant time. Not every product sends them.

        Raises `ConfigurationError` where it does not.
        """
        raise ConfigurationError(
            "this host sends no user and password with its messages; give the secret of the hook"
        )

    @abc.abstractmethod
    def parse(self, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Read a message of `headers` and `body`. A key that is not known gives an `UnknownEvent`.

        Raises `DecodeError` where a message does not have the shape that its key promises.
        """

    @abc.abstractmethod
    def sign(self, body: bytes, secret: Secret) -> Mapping[str, str]:
        """Return the headers that the product adds to `body` for a hook with `secret`."""


@attrs.frozen
class WebhookMessage(Value):
    """A message on its way to become an event; each product adds what its own documents hold."""

    #: Reads the parts, as it reads the product's answers.
    decoder: ClassVar[Decoder]

    #: Names in lower case.
    headers: Mapping[str, str]
    #: The host's own word for what happened.
    key: str
    #: What was received, byte for byte: signatures are of this.
    body: bytes
    #: The body as JSON.
    document: dict[str, Any]

    def part(self, name: str, shape: type[T]) -> T | None:
        """Read the part `name` of the document as a `shape`, None where it is missing or null.

        Raises `DecodeError`.
        """
        found = self.document.get(name)
        return None if found is None else self.decoder.structure(found, shape, at=f"$.{name}")

    def needed(self, name: str, shape: type[T]) -> T:
        """Read the part `name`, which this key promises, as a `shape`.

        Raises `DecodeError`.
        """
        found = self.part(name, shape)
        if found is None:
            raise DecodeError(f"{self.key} without {name}", path=f"$.{name}")
        return found


def read_message(body: bytes) -> dict[str, Any]:
    """Read the body of a message, which is a JSON object.

    Raises `DecodeError`.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DecodeError("the body of the webhook is not JSON", path="$") from error
    if not isinstance(document, dict):
        raise DecodeError("the body of the webhook is not a JSON object", path="$")
    level: list[Any] = [document]
    for _ in range(_DEPTH):
        level = [child for value in level for child in _children(value)]
        if not level:
            return document
    raise DecodeError(f"the body of the webhook is nested more than {_DEPTH} deep", path="$")


def _children(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()
