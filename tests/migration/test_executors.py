"""Units of work run anywhere: in threads, in processes, on a cluster; the journal is a file or a database."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from githost.migration import Journal, Plan, apply, verify
from tests.migration import tokens
from tests.migration.hosts import running
from tests.migration.people import GONE, populate
from tests.migration.plans import Side, plan_between
from tests.migration.postgresql import postgresql
from tests.migration.world import World

pytestmark = pytest.mark.slow

#: Workers of each executor.
_WORKERS = 3


@contextmanager
def threads() -> Iterator[Executor]:
    """Give threads of this process."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        yield pool


@contextmanager
def processes() -> Iterator[Executor]:
    """Give processes that begin with nothing of this one's."""
    with ProcessPoolExecutor(_WORKERS, multiprocessing.get_context("spawn")) as pool:
        yield pool


@contextmanager
def cluster() -> Iterator[Executor]:
    """Give the workers of a cluster, each of them a process."""
    distributed = pytest.importorskip("distributed", reason="needs dask's `distributed`")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=2, processes=True, dashboard_address=None
        ) as local,
        distributed.Client(local) as client,
    ):
        yield client.get_executor()


@pytest.fixture
def moving(small_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Plan]:
    """Give a plan to move a small world to Cloud; who carries it out finds credentials in the environment."""
    populate(tmp_path / "target", without=(GONE,))
    with (
        running("bitbucket-datacenter", data=small_world.copied(tmp_path / "source")) as source,
        running("bitbucket-cloud", data=tmp_path / "target") as target,
    ):
        monkeypatch.setenv(tokens.SOURCE_PASSWORD, "admin")
        monkeypatch.setenv(tokens.TARGET_EMAIL, target.users["admin"]["email"])
        monkeypatch.setenv(tokens.TARGET_TOKEN, target.tokens["admin"])
        yield plan_between(
            Side.of(source, tokens.source),
            Side.of(target, tokens.target),
            small_world.namespaces,
            archive=tmp_path / "archive",
        )


def carried(plan: Plan, location: str, executor: Executor) -> None:
    """Carry out a plan on an executor; all of it arrives, and a second run has nothing to do."""
    with Journal(location) as journal:
        done = apply(plan, journal, executor=executor)
        assert done.failures == ()
        assert done.made > 150
        assert verify(plan, journal).clean
        again = apply(plan, journal, executor=executor)
        assert (again.made, again.changed, again.failures) == (0, 0, ())


@pytest.mark.parametrize("where", [threads, processes], ids=lambda one: one.__name__)
def test_journal_in_a_file(
    moving: Plan, tmp_path: Path, where: Callable[[], AbstractContextManager[Executor]]
) -> None:
    """Workers on one machine share a file."""
    with where() as executor:
        carried(moving, str(tmp_path / "journal.sqlite"), executor)


@pytest.mark.filterwarnings("default")  # a cluster's own
def test_journal_in_a_database(moving: Plan) -> None:
    """Workers on many machines share a database."""
    with postgresql() as fresh, cluster() as executor:
        carried(moving, fresh(), executor)
