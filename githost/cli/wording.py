"""The library's complaints name its parameters; on the command line they name options."""

from collections.abc import Mapping
from typing import Final

__all__ = ["SPELLINGS", "as_typed"]

#: What the library says, and what a user of the command line is told in its place.
SPELLINGS: Final[Mapping[str, str]] = {
    "give credential=githost.Token(…) (or ApiToken, Basic, OAuth2), set GITHOST_TOKEN": "set GITHOST_TOKEN",
    "to connect as nobody say credential=githost.Anonymous()": "to ask as nobody say --anonymous",
    "give them as credential=…": "leave them out, and write them into the configuration file",
    "mend it, or give credential=…": "mend it, or set GITHOST_TOKEN and GITHOST_HOST",
    "say provider=…": "say --provider NAME",
    "rotate_secret=True needs the new secret; give secret=…": (
        "--rotate-secret needs the new secret; say --secret-env NAME"
    ),
    "give an earlier since": "give an earlier --since",
    "use https, or say allow_http=True": "use https",
}


_NOBODY: Final = "; to connect as nobody say credential=githost.Anonymous()"


def as_typed(message: str, *, anonymous: bool = True) -> str:
    """Return `message` in the words of the command line, on one line.

    `anonymous` says whether the command has the option of that name.
    """
    if not anonymous:
        message = message.replace(_NOBODY, "")
    for said, told in SPELLINGS.items():
        message = message.replace(said, told)
    return " ".join(message.split())
