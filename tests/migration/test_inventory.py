"""The inventory: what there is to move, what stays behind and why, and what it costs."""

from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

import githost
from githost.client.sync import Host
from githost.emulation import serve
from githost.errors import ConfigurationError
from githost.migration.inventory import Inventory, inventory
from githost.migration.obstacles import Obstacle
from githost.model import BranchRuleKind, Event, Permission, PullRequestState, RepoRef, UserRef
from githost_local.forge import Forge

SITE = RepoRef("ACME", "site")


@attrs.frozen
class Sides:
    """A Data Center with its demonstration and more, and a Cloud."""

    center: Host
    cloud: Host


@pytest.fixture(scope="module")
def sides() -> Iterator[Sides]:
    """Serve both."""
    with serve("bitbucket-datacenter", seed="demo") as one, serve("bitbucket-cloud") as other:
        center, cloud = (
            githost.connect(server.url, provider=server.provider, credential=server.credential())
            for server in (one, other)
        )
        with center, cloud:
            center.branch_rules.create(SITE, kind=BranchRuleKind.READ_ONLY, pattern="release/*")
            center.permissions.grant(SITE, UserRef("bob"), Permission.ADMIN)
            center.hooks.create(SITE, url="https://ci.example/", events={Event.PR_DELETED})
            center.repos.update("ACME/docs", archived=True)
            yield Sides(center, cloud)


@pytest.fixture(scope="module")
def counted(sides: Sides) -> Inventory:
    """Count what there is to move to Cloud."""
    return inventory(sides.center, sides.cloud, ["ACME"])


def test_everything_of_a_repository_is_counted(counted: Inventory) -> None:
    """Each number is that of the host's own lists."""
    [site] = [stock for stock in counted.repositories if stock.repo == SITE]
    assert (site.branches, site.tags, site.hooks, site.branch_rules) == (4, 2, 2, 1)
    assert (site.grants, site.deploy_keys, site.comments) == (2, 0, 2)
    assert site.comments_counted
    assert site.pull_requests == {
        PullRequestState.OPEN: 2,
        PullRequestState.MERGED: 1,
        PullRequestState.CLOSED: 1,
    }
    assert site.unread == ()
    assert counted.totals["repositories"] == 3
    assert counted.totals["merged_pull_requests"] == 2
    assert (counted.users, counted.groups) == (3, 1)


def test_obstacles_follow_from_both_sides(counted: Inventory, sides: Sides) -> None:
    """What Cloud cannot hold is told with its number; on a host of the same product it is none."""
    told = {(one.part, one.what): one for one in counted.obstacles}
    kind = told["branch_rules", "rules of the kind read_only"]
    assert kind.count == 1
    assert kind.why == "Bitbucket Cloud has none"
    archived = told["settings", "that repositories are archived"]
    assert archived.count == 1
    assert archived.why == "Bitbucket Cloud does not archive repositories"
    assert told["hooks", "hooks on the event pr_deleted"].count == 1
    assert told["hooks", "their secrets"].count == 1
    assert told["pull_requests", "that they were merged"].count == 2
    assert told["comments", "who wrote them, and when"].count == 2
    same = {
        (one.part, one.what) for one in inventory(sides.center, sides.center, ["ACME"]).obstacles
    }
    assert same == {
        ("hooks", "their secrets"),
        ("pull_requests", "who opened them, and when"),
        ("pull_requests", "that they were merged"),
        ("pull_requests", "what reviewers decided"),
        ("comments", "who wrote them, and when"),
    }


def test_comments_of_many_pull_requests_are_reckoned_from_the_newest(sides: Sides) -> None:
    """The sample is bounded, and the result says that it is a reckoning."""
    stock = inventory(sides.center, None, repos=[SITE], sample=3).repositories[0]
    newest = sides.center.pull_requests.list(SITE, state=None)
    numbers = sorted((one.number for one in newest), reverse=True)[:3]
    found = sum(len(sides.center.comments.list(SITE, one).all()) for one in numbers)
    assert not stock.comments_counted
    assert stock.comments == round(found * 4 / 3)


def test_the_cost_follows_from_the_rate_limit(sides: Sides, tmp_path: Path) -> None:
    """A host with a limit makes requests wait; one on this machine does not."""
    with githost.connect("https://bitbucket.org", credential=githost.ApiToken("a@b.c", "x")) as far:
        found = inventory(sides.center, far, repos=[SITE, RepoRef("ACME", "api")])
    assert found.reading.seconds == 0
    assert found.writing is not None
    assert found.writing.requests > 0
    assert found.writing.seconds == far.budget.estimate(found.writing.requests)


def test_without_a_target_only_what_there_is_is_told(sides: Sides) -> None:
    """Nothing is said of a host that was not named."""
    found = inventory(sides.center, None, ["ACME"])
    assert (found.target, found.writing, found.obstacles) == (None, None, ())


def test_an_operation_that_a_side_lacks_is_an_obstacle(sides: Sides, tmp_path: Path) -> None:
    """What no list of the source gives is told as a whole."""
    with Forge.open(tmp_path / "forge") as forge:
        forge.accounts.create("alice", email="alice@example.com", password="x")
    with githost.connect(f"local:{tmp_path / 'forge'}") as local:
        local.namespaces.create("team")
        local.repos.create("team/site")
        found = inventory(local, sides.cloud, ["team"])
    assert found.repositories[0].branches == 0
    assert all(isinstance(one, Obstacle) and one.why for one in found.obstacles)


def test_what_may_not_be_read_is_told_and_the_rest_counted() -> None:
    """Who does not administer a repository learns what is missing from the figures."""
    with (
        serve("bitbucket-datacenter", seed="demo") as server,
        githost.connect(
            server.url, provider=server.provider, credential=server.credential("carol")
        ) as host,
    ):
        stock = inventory(host, None, repos=[RepoRef("ACME", "api")]).repositories[0]
    assert stock.branches == 4
    assert stock.grants is None
    assert any(why.startswith("permissions.list: ") for why in stock.unread)


def test_a_namespace_that_is_not_there_is_one_line(sides: Sides) -> None:
    """The complaint names it."""
    with pytest.raises(ConfigurationError, match="there is no namespace 'NOPE'"):
        inventory(sides.center, None, ["NOPE"])
