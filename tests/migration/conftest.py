"""Worlds to move: each is made once in a run of the tests, and copied for whoever wants it."""

import fcntl
import os

import pytest

from tests.migration.world import FULL, SMALL, Sizes, World, build


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a small world; copy its folder before anything is changed."""
    return _once(tmp_path_factory, "small", SMALL)


@pytest.fixture(scope="session")
def full_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a full world; copy its folder before anything is changed."""
    return _once(tmp_path_factory, "full", FULL)


def _once(factory: pytest.TempPathFactory, name: str, sizes: Sizes) -> World:
    """Build a world unless another worker of this run has done so."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    facts = shared / f"world-{name}.json"
    with (shared / f"world-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            facts.write_text(build(shared / f"world-{name}", sizes).json(), "utf-8")
    return World.read(facts.read_text("utf-8"))
