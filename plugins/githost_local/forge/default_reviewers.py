"""Default reviewers of a repository."""

from __future__ import annotations

from githost_local.forge.noun import Noun
from githost_local.forge.records import Account, Repository, Slice
from githost_local.forge.rows import record

_TABLE = "default_reviewers"


class DefaultReviewers(Noun):
    """Who is to be asked to review; opening a pull request does not ask them by itself."""

    def list(
        self, repository: Repository, *, offset: int = 0, limit: int | None = None
    ) -> Slice[Account]:
        """List default reviewers by login."""
        return self._store.select(
            lambda row: record(Account, row),
            "accounts",
            {
                "id IN (SELECT account_id FROM default_reviewers WHERE repository_id = ?)": (
                    repository.id
                )
            },
            order="login",
            offset=offset,
            limit=limit,
        )

    def add(self, repository: Repository, account: Account) -> None:
        """Add an account, if it is not there."""
        with self._store.transaction():
            if self._row(repository, account) is None:
                self._store.insert(_TABLE, repository_id=repository.id, account_id=account.id)

    def remove(self, repository: Repository, account: Account) -> bool:
        """Remove an account; tell whether it was there."""
        with self._store.transaction():
            identifier = self._row(repository, account)
            if identifier is not None:
                self._store.delete(_TABLE, identifier)
            return identifier is not None

    def _row(self, repository: Repository, account: Account) -> int | None:
        row = self._store.row(_TABLE, repository_id=repository.id, account_id=account.id)
        return None if row is None else row["id"]
