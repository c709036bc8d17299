"""Branch rules: restrictions that the faces know how to read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from githost_local.forge.errors import NotFound
from githost_local.forge.noun import Noun, identifier
from githost_local.forge.records import Account, BranchRule, Group, Slice, Target
from githost_local.forge.rows import record
from githost_local.forge.targets import condition, place

_TABLE = "branch_rules"


class BranchRules(Noun):
    """Branch rules of repositories, projects and namespaces."""

    def create(
        self,
        target: Target,
        *,
        kind: str,
        pattern: str,
        pattern_kind: str = "glob",
        accounts: Iterable[Account] = (),
        groups: Iterable[Group] = (),
        value: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> BranchRule:
        """Make a rule."""
        with self._store.transaction():
            made = self._store.insert(
                _TABLE,
                kind=kind,
                pattern=pattern,
                pattern_kind=pattern_kind,
                account_ids=tuple(account.id for account in accounts),
                group_ids=tuple(group.id for group in groups),
                value=value,
                created_at=self._forge.now(),
                extra=extra or {},
                **place(target),
            )
            return self.get(target, made)

    def get(self, target: Target, rule: int | str) -> BranchRule:
        """Return a rule of exactly this target."""
        row = self._store.row(_TABLE, **place(target), id=identifier("branch rule", rule))
        if row is None:
            raise NotFound("branch rule", rule)
        return self._rule(dict(row))

    def by_key(self, key: str) -> BranchRule:
        """Return the rule with this key."""
        row = self._store.row(_TABLE, key=key)
        if row is None:
            raise NotFound("branch rule", key)
        return self._rule(dict(row))

    def list(
        self,
        target: Target,
        *,
        kind: str | None = None,
        pattern: str | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[BranchRule]:
        """List the rules of exactly this target, oldest first."""
        return self._store.select(
            self._rule,
            _TABLE,
            {**condition(target), "kind = ?": kind, "pattern = ?": pattern},
            order="id",
            offset=offset,
            limit=limit,
        )

    def update(
        self,
        rule: BranchRule,
        *,
        kind: str | None = None,
        pattern: str | None = None,
        pattern_kind: str | None = None,
        accounts: Iterable[Account] | None = None,
        groups: Iterable[Group] | None = None,
        value: int | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> BranchRule:
        """Change a rule."""
        with self._store.transaction():
            self._store.update(
                _TABLE,
                rule.id,
                {
                    "kind": kind,
                    "pattern": pattern,
                    "pattern_kind": pattern_kind,
                    "account_ids": (
                        None if accounts is None else tuple(account.id for account in accounts)
                    ),
                    "group_ids": None if groups is None else tuple(group.id for group in groups),
                    "value": value,
                    "extra": extra,
                },
            )
            return self.by_key(rule.key)

    def delete(self, rule: BranchRule) -> None:
        """Remove a rule."""
        with self._store.transaction():
            self._store.delete(_TABLE, rule.id)

    def _rule(self, row: Mapping[str, Any]) -> BranchRule:
        accounts = self._forge.accounts.many(json.loads(row["account_ids"]))
        groups = self._forge.groups.many(json.loads(row["group_ids"]))
        return record(
            BranchRule,
            row,
            accounts=tuple(accounts[i] for i in json.loads(row["account_ids"]) if i in accounts),
            groups=tuple(groups[i] for i in json.loads(row["group_ids"]) if i in groups),
        )
