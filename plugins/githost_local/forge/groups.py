"""Groups of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable

from githost_local.forge.errors import Invalid
from githost_local.forge.noun import Noun
from githost_local.forge.records import Account, Group, Slice
from githost_local.forge.rows import record

_TABLE = "user_groups"


class Groups(Noun):
    """Groups, known on the whole site."""

    def create(self, name: str) -> Group:
        """Make an empty group; its slug is made from the name."""
        slug = re.sub(r"[^a-z0-9_.-]+", "-", name.lower()).strip("-")
        if not slug:
            raise Invalid("name", "it has no letter or digit to make a slug from")
        with self._store.transaction():
            self._store.free(_TABLE, "group", name=name)
            self._store.free(_TABLE, "group", slug=slug)
            return self.get(self._store.insert(_TABLE, name=name, slug=slug))

    def get(self, identifier: int) -> Group:
        """Return the group with this id."""
        return self._store.get(Group, _TABLE, "group", id=identifier)

    def by_slug(self, slug: str) -> Group:
        """Return the group with this slug, in whatever case."""
        return self._store.get(Group, _TABLE, "group", slug=slug)

    def by_name(self, name: str) -> Group:
        """Return the group with this name, in whatever case."""
        return self._store.get(Group, _TABLE, "group", name=name)

    def many(self, identifiers: Iterable[int]) -> dict[int, Group]:
        """Return groups by id, those that exist."""
        found = self._store.select(
            lambda row: record(Group, row),
            _TABLE,
            {"id IN (SELECT value FROM json_each(?))": tuple(identifiers)},
            order="id",
        )
        return {group.id: group for group in found}

    def list(
        self, *, query: str | None = None, offset: int = 0, limit: int | None = None
    ) -> Slice[Group]:
        """List groups by name; `query` is a part of it."""
        return self._store.select(
            lambda row: record(Group, row),
            _TABLE,
            {"instr(lower(name), lower(?))": query},
            order="name",
            offset=offset,
            limit=limit,
        )

    def delete(self, group: Group) -> None:
        """Delete a group, and what was granted to it."""
        with self._store.transaction():
            self._store.delete(_TABLE, group.id)

    def members(
        self,
        group: Group,
        *,
        query: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Account]:
        """List a group's accounts by login; `query` is a part of login or name."""
        return self._store.select(
            lambda row: record(Account, row),
            "accounts",
            {
                "id IN (SELECT account_id FROM group_members WHERE group_id = ?)": group.id,
                "(instr(lower(login), lower(?)) OR instr(lower(display_name), lower(?)))": query,
            },
            order="login",
            offset=offset,
            limit=limit,
        )

    def of(self, account: Account) -> tuple[Group, ...]:
        """Return the groups an account is in, by name."""
        return self._store.select(
            lambda row: record(Group, row),
            _TABLE,
            {"id IN (SELECT group_id FROM group_members WHERE account_id = ?)": account.id},
            order="name",
        ).items

    def add(self, group: Group, account: Account) -> None:
        """Put an account into a group, if it is not there."""
        with self._store.transaction():
            self._store.execute(
                "INSERT OR IGNORE INTO group_members VALUES (?, ?)", group.id, account.id
            )

    def remove(self, group: Group, account: Account) -> bool:
        """Take an account out of a group; tell whether it was there."""
        with self._store.transaction():
            return bool(
                self._store.execute(
                    "DELETE FROM group_members WHERE group_id = ? AND account_id = ?",
                    group.id,
                    account.id,
                )
            )
