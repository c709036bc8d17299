"""An interruption after which the work can be gone on with."""

__all__ = ["Interrupted"]


class Interrupted(Exception):  # noqa: N818  # no fault
    """Somebody interrupted the command; the text says how to go on."""
