"""Imitations of both products, for tests, demonstrations and work without a network."""

from githost.interface.emulator import Emulator
from githost_bitbucket.emulator import cloud, datacenter

__all__ = ["emulators"]


def emulators() -> tuple[Emulator, ...]:
    """Return the imitation of each product; nothing of a server is imported before it starts."""
    return (cloud.EMULATOR, datacenter.EMULATOR)
