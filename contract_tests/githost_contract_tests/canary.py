"""Where secrets must not be seen: everything that a log, an error or a repr may show of them."""

import base64
import contextlib
import io
import logging
import pickle
import traceback
from collections.abc import Callable, Iterable, Iterator
from typing import Final

import attrs

from githost.credentials import CredentialSource, Secret

__all__ = ["listening", "revealed", "secrets_of", "shown"]

#: What is shorter is found in texts by chance.
_SHORTEST: Final = 8


def secrets_of(source: CredentialSource | None) -> frozenset[str]:
    """Return the secrets of a credential, and what goes over the wire for a user's name and each.

    None for a credential that the client is to find: only the wire shows that one.
    """
    credential = source() if callable(source) else source
    if credential is None:
        return frozenset()
    fields = [getattr(credential, field.name) for field in attrs.fields(type(credential))]
    secrets = [value.reveal() for value in fields if isinstance(value, Secret)]
    pairs = [f"{value}:{one}" for value in fields if isinstance(value, str) for one in secrets]
    return frozenset([*secrets, *(base64.b64encode(pair.encode()).decode() for pair in pairs)])


def shown(error: BaseException) -> str:
    """Return all that an error shows: its text, repr, attributes, traceback and pickle."""
    texts = [str(error), repr(error), repr(vars(error)), *traceback.format_exception(error)]
    return "\n".join([*texts, repr(pickle.dumps(error))])


def revealed(text: str, secrets: Iterable[str]) -> bool:
    """Say whether `text` shows one of the secrets that are long enough to be told from chance."""
    return any(secret in text for secret in secrets if len(secret) >= _SHORTEST)


@contextlib.contextmanager
def listening() -> Iterator[Callable[[], str]]:
    """Keep what every logger says, at every level; what is given returns it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    known = [
        one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)
    ]
    before = [(one, one.level) for one in (logging.root, *known)]
    deaf = [logging.root, *(one for one in known if not one.propagate)]
    for one in deaf:
        one.addHandler(handler)
    for one, _ in before:
        one.setLevel(logging.DEBUG)
    try:
        yield text.getvalue
    finally:
        for one, level in before:
            one.setLevel(level)
        for one in deaf:
            one.removeHandler(handler)
