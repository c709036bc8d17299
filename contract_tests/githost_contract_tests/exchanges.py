"""Counts what goes over the wire, to see that nothing does before it has to.

Every answer is told to the logger `githost.exchange`. A host without a wire never has any: there
the same promises are seen by what lists and operations give.
"""

import contextlib
import logging
from collections.abc import Iterator
from typing import Final

__all__ = ["Exchanges", "exchanges"]

_LOGGER: Final = "githost.exchange"
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Exchanges(logging.Handler):
    """The exchanges with hosts, of all threads, while `exchanges` lasts."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        #: Method and redacted address of each, in the order of the answers.
        self.seen: list[tuple[str, str]] = []

    @property
    def writes(self) -> list[tuple[str, str]]:
        """Those that may have changed something."""
        return [exchange for exchange in self.seen if exchange[0] not in _READS]

    def emit(self, record: logging.LogRecord) -> None:
        """Remember one exchange."""
        if record.levelno == logging.DEBUG and isinstance(record.args, tuple):
            method, url, *_ = record.args
            self.seen.append((str(method), str(url)))


@contextlib.contextmanager
def exchanges() -> Iterator[Exchanges]:
    """Watch the wire while the `with` block lasts."""
    logger, watching = logging.getLogger(_LOGGER), Exchanges()
    level = logger.level
    logger.addHandler(watching)
    logger.setLevel(logging.DEBUG)
    try:
        yield watching
    finally:
        logger.setLevel(level)
        logger.removeHandler(watching)
