"""A forge whose commits, pull requests and reviews have dates, on which any of the hosts can sit."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from githost_local.forge import Forge
from githost_local.forge.records import Account, PullRequest, Repository
from githost_local.forge.seed import seed_base

__all__ = ["DAY", "START", "fill"]

DAY = timedelta(days=1)
#: A Monday, 30 weeks before the period that is reported begins.
START = datetime(2025, 3, 3, 9, tzinfo=UTC)


class _Life:
    """What people do on certain days and hours after `START`."""

    def __init__(self, forge: Forge) -> None:
        self.forge = forge
        self.alice, self.bob = (forge.accounts.by_login(login) for login in ("alice", "bob"))

    def repository(self, name: str) -> Repository:
        with self.forge.at(START):
            return self.forge.repos.create(
                self.forge.namespaces.by_path("acme"),
                name,
                actor=self.forge.accounts.by_login("admin"),
            )

    def commit(
        self, repo: Repository, day: float, who: Account, *, branch: str = "main", file: str
    ) -> None:
        start = None if branch == "main" else "main"
        with self.forge.at(START + day * DAY):
            self.forge.files.commit(
                repo,
                branch=branch,
                start=start,
                files={file: f"{day}\n".encode()},
                message=f"Day {day}\n",
                actor=who,
            )

    def open(self, repo: Repository, day: float, who: Account, *asked: Account) -> PullRequest:
        """Open a pull request of a branch with a commit of the same day."""
        branch = f"day-{day}"
        self.commit(repo, day, who, branch=branch, file=branch)
        with self.forge.at(START + day * DAY):
            return self.forge.pull_requests.create(
                repo, title=f"Day {day}", source_branch=branch, reviewers=asked, actor=who
            )


def fill(folder: Path) -> None:
    """Make the forge, for an emulator or the local host to be opened on.

    On `acme/site` Alice commits every Monday for 40 weeks. From week 30 on, a commit of Bob's and a
    merge of Alice's come with the one pull request that is merged. `acme/old` has nothing from then
    on, `acme/empty` nothing ever.
    """
    with Forge.open(folder) as forge:
        seed_base(forge)
        life = _Life(forge)
        alice, bob = life.alice, life.bob
        site, old, _ = (life.repository(name) for name in ("site", "old", "empty"))
        life.commit(old, 1, bob, file="README")
        life.commit(old, 2, bob, file="NEWS")
        early = life.open(old, 3, alice, bob)
        with forge.at(START + 4 * DAY):
            forge.reviews.approve(early, actor=bob)
            forge.pull_requests.close(early, actor=bob)
        for number in range(40):
            life.commit(site, 7 * number, alice, file="README")
            if number == 30:
                _pull_requests(life, site)


def _pull_requests(life: _Life, site: Repository) -> None:
    """Open three in week 30, on Tuesday, Wednesday and Thursday: merged, closed and left open."""
    forge, alice, bob = life.forge, life.alice, life.bob
    monday = 30 * 7
    merged = life.open(site, monday + 1, bob, alice)
    for hours, who, text in ((1, bob, "Please look."), (3, alice, "Nice."), (5, alice, "Really.")):
        with forge.at(START + (monday + 1) * DAY + timedelta(hours=hours)):
            forge.comments.create(merged, text, actor=who)
    with forge.at(START + (monday + 2) * DAY):
        forge.reviews.approve(merged, actor=alice)
        forge.pull_requests.merge(merged, actor=alice)
    closed = life.open(site, monday + 2, alice)
    with forge.at(START + (monday + 2) * DAY + timedelta(hours=7)):
        forge.reviews.request_changes(closed, actor=bob)
    with forge.at(START + (monday + 8) * DAY):
        forge.pull_requests.close(closed, actor=alice)
    life.open(site, monday + 3, alice, bob)
