"""From a Data Center to Cloud and back to another Data Center: what arrives is what left, but for what is told."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import attrs
import pytest

from githost.migration import Endpoint, Fate, Item, Journal, Verification, apply, verify
from githost.migration.attribution import Origin, attributed
from tests.migration.hosts import BEGINNING, Emulated, running
from tests.migration.people import GONE, PEOPLE, populate
from tests.migration.plans import Side, plan_between
from tests.migration.recovery import explanations, recovered
from tests.migration.snapshots import Key, Snapshot, differing, snapshot
from tests.migration.world import World

pytestmark = pytest.mark.slow


@attrs.frozen
class Trip:
    """Hosts that are moved between, all of which end with the test."""

    folder: Path
    stack: ExitStack

    def emulator(self, name: str, provider: str, *, missing: frozenset[str] = frozenset()) -> Side:
        """Start a fresh host, on which nobody with a login in `missing` has an account."""
        populate(self.folder / name, without=missing)
        return Side.of(self.running(name, provider))

    def running(self, name: str, provider: str, *, version: str | None = None) -> Emulated:
        """Start the host whose world is in the folder `name`."""
        data = self.folder / name
        return self.stack.enter_context(running(provider, data=data, version=version))

    def local(self, name: str) -> Side:
        """Make a fresh archive on disk."""
        populate(self.folder / name)
        return Side(
            endpoint=Endpoint(url=f"local:{self.folder / name}", provider="local"),
            users={person.login: person.login for person in PEOPLE},
        )

    def moved(
        self, source: Side, target: Side, keys: tuple[str, ...], *, twice: bool = True
    ) -> Verification:
        """Move everything and verify it; where it is run `twice`, the second run has nothing to do."""
        name = f"{source.endpoint.provider}-{target.endpoint.provider}"
        plan = plan_between(source, target, keys, archive=self.folder / f"{name}-archive")
        with Journal(self.folder / f"{name}.sqlite") as journal:
            done = apply(plan, journal)
            assert done.failures == ()
            verification = verify(plan, journal)
            assert unexplained(verification) == []
            if twice:
                again = apply(plan, journal)
                assert (again.made, again.changed, again.failures) == (0, 0, ())
        return verification

    def read(self, side: Side, keys: tuple[str, ...]) -> Snapshot:
        """Read all that a side holds."""
        with side.endpoint.open(read_only=True) as host:
            return snapshot(host, keys)


@pytest.fixture
def trip(tmp_path: Path) -> Iterator[Trip]:
    """Give a folder, and hosts that end with the test."""
    with ExitStack() as stack:
        yield Trip(tmp_path, stack)


def unexplained(verification: Verification) -> list[tuple[str, str, str, str]]:
    """Return what differs without a reason."""
    return [
        (item.part, item.repository, item.name, item.why)
        for item in verification.items
        if item.fate is Fate.DIFFERS
    ]


def lost(first: Snapshot, last: Snapshot, *legs: Mapping[Key, set[str]]) -> list[object]:
    """Return what is not the same at the end and is listed on none of the `legs`."""
    return [
        (key, was, now)
        for key, (was, now) in differing(first, recovered(last)).items()
        if not any(leg.get(key) for leg in legs)
    ]


def _there_and_back(
    trip: Trip, world: World, version: str | None = None, *, twice: bool = True
) -> None:
    """Move a world to Cloud and back; assert that all of it is there, but for what is told."""
    world.copied(trip.folder / "first")
    keys = world.namespaces
    first = Side.of(trip.running("first", "bitbucket-datacenter"))
    cloud = trip.emulator("cloud", "bitbucket-cloud", missing=frozenset({GONE}))
    populate(trip.folder / "last")
    last = Side.of(trip.running("last", "bitbucket-datacenter", version=version))
    out = trip.moved(first, cloud, keys, twice=twice)
    back = trip.moved(cloud, last, keys, twice=twice)
    before, after = trip.read(first, keys), trip.read(last, keys)
    names = {str(cloud.place(*at.split("/"))): at for at, part, _ in before if part == "settings"}
    assert lost(before, after, explanations(out, {}), explanations(back, names)) == []
    # What was lost is little: nearly all is the same to the letter.
    assert len(differing(before, recovered(after))) < len(before) / 5


def test_small_world_comes_back_to_another_release(trip: Trip, small_world: World) -> None:
    """What the release lacks is told like everything else."""
    _there_and_back(trip, small_world, "8.19")


def test_full_world_goes_to_cloud_and_back(trip: Trip, full_world: World) -> None:
    """Three projects, thirty repositories, three hundred pull requests, three thousand comments."""
    _there_and_back(trip, full_world, twice=False)


def test_cloud_goes_to_disk_and_on(trip: Trip, small_world: World) -> None:
    """Cloud, an archive on disk, a fresh Data Center; and from the disk to another Cloud."""
    small_world.copied(trip.folder / "first")
    keys = small_world.namespaces
    first = Side.of(trip.running("first", "bitbucket-datacenter"))
    cloud = trip.emulator("cloud", "bitbucket-cloud")
    disk = trip.local("disk")
    trip.moved(first, cloud, keys)
    trip.moved(cloud, disk, keys)
    trip.moved(disk, trip.emulator("last", "bitbucket-datacenter"), keys)
    trip.moved(disk, trip.emulator("other", "bitbucket-cloud"), keys)


def test_loss_that_nobody_tells_is_seen() -> None:
    """What differs at the end counts as lost, unless a verification has it with a reason."""
    origin = Origin(verb="wrote", author="Ada", login="ada")
    key: Key = ("SHOP/site", "comments", "0001.0001")
    rest = (None, None, False, False)
    first: Snapshot = {key: ("Hello", "ada", *rest)}

    def moved(body: str) -> Snapshot:
        return {key: (attributed(body, origin, "SHOP/site#1/comments/1"), "admin", *rest)}

    item = Item(
        part="comments",
        repository="SHOP/site",
        name="comment 1 on SHOP/site#1",
        fate=Fate.DEGRADED,
        why="its author and time stand in its first line",
    )

    def leg(item: Item) -> Mapping[Key, set[str]]:
        told = Verification(source="", target="", at=BEGINNING, items=(item,))
        return explanations(told, {})

    assert lost(first, moved("Hello"), leg(item)) == []
    assert lost(first, {}, leg(item)) != []
    assert lost(first, moved("Hullo"), leg(item)) != []
    assert lost(first, moved("Hullo"), leg(attrs.evolve(item, why="it was too long"))) == []
