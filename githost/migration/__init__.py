"""Moves repositories from any host to any other, through the public interface only."""

from githost.migration.repository import Item, Outcome, Snapshot, carry, read, verify

__all__ = ["Item", "Outcome", "Snapshot", "carry", "read", "verify"]
