"""The forge itself: a directory, its database, and one attribute for each noun."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import UUID

from githost_local.forge.accounts import Accounts
from githost_local.forge.branch_rules import BranchRules
from githost_local.forge.branches import Branches
from githost_local.forge.comments import Comments
from githost_local.forge.commits import Commits
from githost_local.forge.default_reviewers import DefaultReviewers
from githost_local.forge.deliveries import Deliveries
from githost_local.forge.deploy_keys import DeployKeys
from githost_local.forge.errors import Invalid
from githost_local.forge.events import Event, Events
from githost_local.forge.files import Files
from githost_local.forge.git import check_version
from githost_local.forge.groups import Groups
from githost_local.forge.hooks import Hooks
from githost_local.forge.namespaces import Namespaces
from githost_local.forge.permissions import Permissions
from githost_local.forge.projects import Projects
from githost_local.forge.pull_requests import PullRequests
from githost_local.forge.refs import Refs
from githost_local.forge.repos import Repos
from githost_local.forge.reviews import Reviews
from githost_local.forge.side import SideTable
from githost_local.forge.smart_http import Locate, SmartHTTP
from githost_local.forge.statuses import Statuses
from githost_local.forge.store import Store
from githost_local.forge.tags import Tags
from githost_local.forge.tasks import Tasks
from githost_local.forge.tokens import Tokens

_DATABASE = "forge.db"
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _now() -> datetime:
    return datetime.now(UTC)


class Forge:
    """A small forge in one directory; `open` makes or opens one."""

    def __init__(
        self, directory: Path, *, clock: Callable[[], datetime], identity: UUID | None
    ) -> None:
        self.directory = directory
        self._clock = clock
        self.store = Store(directory / _DATABASE, identity=identity)
        self.events = Events()
        self.accounts = Accounts(self)
        self.tokens = Tokens(self)
        self.groups = Groups(self)
        self.namespaces = Namespaces(self)
        self.projects = Projects(self)
        self.repos = Repos(self)
        self.refs = Refs(self)
        self.branches = Branches(self)
        self.tags = Tags(self)
        self.commits = Commits(self)
        self.files = Files(self)
        self.statuses = Statuses(self)
        self.pull_requests = PullRequests(self)
        self.reviews = Reviews(self)
        self.default_reviewers = DefaultReviewers(self)
        self.comments = Comments(self)
        self.tasks = Tasks(self)
        self.permissions = Permissions(self)
        self.hooks = Hooks(self)
        self.deliveries = Deliveries(self)
        self.deploy_keys = DeployKeys(self)
        self.branch_rules = BranchRules(self)

    @classmethod
    def open(
        cls,
        directory: Path | str,
        *,
        clock: Callable[[], datetime] = _now,
        identity: UUID | None = None,
    ) -> Forge:
        """Open the forge in a directory, which is made if it is missing or empty.

        The identity is what the keys of a new directory are made from: two directories with one
        identity and the same history have the same keys. Raises Invalid for a directory that
        holds something else, and where git is missing or too old.
        """
        check_version()
        path = Path(directory).absolute()
        if path.exists() and not (path / _DATABASE).exists() and not _is_empty(path):
            raise Invalid(
                "directory",
                "it holds something that is not a forge; "
                "name a forge's directory, or one that is empty or not there yet",
            )
        (path / "repos").mkdir(parents=True, exist_ok=True)
        forge = cls(path, clock=clock, identity=identity)
        try:
            forge.repos.recover()
        except BaseException:
            forge.close()
            raise
        return forge

    @classmethod
    @contextmanager
    def temporary(
        cls, *, clock: Callable[[], datetime] = _now, identity: UUID | None = None
    ) -> Iterator[Forge]:
        """Open a forge in a new directory that is deleted at the end."""
        with (
            tempfile.TemporaryDirectory(prefix="forge-") as directory,
            cls.open(directory, clock=clock, identity=identity) as forge,
        ):
            yield forge

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop delivering and close the database; a closed forge answers no more."""
        self.deliveries.close()
        self.store.close()

    def now(self) -> datetime:
        """Return the clock's time, or the moment that `at` set."""
        return _moment.get() or self._clock()

    @contextmanager
    def at(self, moment: datetime) -> Iterator[None]:
        """Do what is done inside as if it were this moment: a seeded world has its own dates."""
        token = _moment.set(moment)
        try:
            yield
        finally:
            _moment.reset(token)

    def transaction(self) -> AbstractContextManager[None]:
        """Make several writes one, with their events told together at the end."""
        return self.store.transaction()

    def publish(self, event: Event) -> None:
        """Tell the subscribers once the present transaction is committed."""
        self.store.after_commit(lambda: self.events.publish(event))

    def smart_http(self, locate: Locate) -> SmartHTTP:
        """Return the ASGI application for clones, fetches and pushes."""
        return SmartHTTP(self, locate)

    def side(self, face: str) -> SideTable:
        """Return the store of what only one product knows."""
        return SideTable(self.store, face)
