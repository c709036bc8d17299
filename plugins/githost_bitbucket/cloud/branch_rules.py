"""Branch rules on Cloud, which calls them branch restrictions.

Only `push` and `restrict_merges` name people, and must: nobody named is nobody let through. Only
some kinds have a number. One kind and pattern make one rule.
Source: `POST /repositories/{workspace}/{repo_slug}/branch-restrictions`.
"""

from collections.abc import Iterable
from typing import Any, Final

import attrs

from githost.errors import ConfigurationError
from githost.interface import (
    BranchRules,
    GroupLike,
    OnSite,
    Target,
    UserLike,
    adopting,
    group_ref,
    limits,
    repo_ref,
    target_ref,
    user_ref,
)
from githost.model import (
    BranchRule,
    BranchRuleKind,
    GroupRef,
    NamespaceRef,
    ProjectRef,
    RepoRef,
    Repository,
    UserRef,
)
from githost.wire import Op, Pages, Request, send, walk
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import RULE_KINDS, decoder
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import branch_name, repo_path
from githost_bitbucket.cloud.rule_kinds import COUNTING, NAMING
from githost_bitbucket.cloud.users import account_key

__all__ = ["CloudBranchRules"]

_TARGETS: Final = (RepoRef, str, Repository)


class CloudBranchRules(OnSite, BranchRules):
    """Branch restrictions of repositories; projects and workspaces have none in the API."""

    @limits(target=_TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[BranchRule]:
        return paged(
            self.site,
            _path(target),
            payloads.BranchRestriction,
            decode.branch_rule,
            page_size=page_size,
            cursor=cursor,
        )

    @limits(target=_TARGETS)
    def get(self, target: Target, rule: str) -> Op[BranchRule]:
        response = yield from send(Request("GET", _path(target, rule)))
        return single(response, payloads.BranchRestriction, decode.branch_rule)

    @limits(target=_TARGETS, kind=tuple(RULE_KINDS))
    def create(
        self,
        target: Target,
        *,
        kind: BranchRuleKind,
        pattern: str,
        users: Iterable[UserLike] = (),
        groups: Iterable[GroupLike] = (),
        value: int | None = None,
    ) -> Op[BranchRule]:
        """Create a branch rule.

        Raises: also `ConfigurationError` for users, groups or a value in a kind that takes none.
        """
        named, teamed = tuple(users), tuple(groups)
        people, teams = _users(named), _groups(teamed)
        _check(kind, named=bool(people or teams), value=value)
        body: dict[str, Any] = {
            "kind": RULE_KINDS[kind],
            "branch_match_kind": "glob",
            "pattern": branch_name(pattern),
        }
        if kind in NAMING:
            body |= {"users": people, "groups": teams}
        if value is not None:
            body["value"] = value
        wanted = BranchRule(
            id="",
            kind=kind,
            pattern=branch_name(pattern),
            users=frozenset(user_ref(user) for user in named),
            groups=frozenset(group_ref(group) for group in teamed),
            value=value,
        )
        return (
            yield from adopting(
                _created(target, body),
                self._made(target, wanted),
                what=f"branch rule {kind.name} for {pattern} in {target_ref(target)}",
            )
        )

    def _made(self, target: Target, wanted: BranchRule) -> Op[BranchRule | None]:
        for one in (yield from walk(self.list(target))):
            if attrs.evolve(one, id="") == wanted:
                return one
        return None

    @limits(target=_TARGETS)
    def update(
        self,
        target: Target,
        rule: str,
        *,
        pattern: str | None = None,
        users: Iterable[UserLike] | None = None,
        groups: Iterable[GroupLike] | None = None,
        value: int | None = None,
    ) -> Op[BranchRule]:
        """Change what is given of a branch rule, and leave the rest.

        Raises: also `ConfigurationError` for users, groups or a value in a kind that takes none.
        """
        people = None if users is None else _users(users)
        teams = None if groups is None else _groups(groups)
        path = _path(target, rule)
        read = decoder.decode((yield from send(Request("GET", path))), payloads.BranchRestriction)
        old = read.value
        found = decode.branch_rule(old)
        _check(found.kind, named=bool(people or teams), value=value)
        body: dict[str, Any] = {"kind": old.kind, **_matching(old, pattern)}
        if found.kind in NAMING or old.users or old.groups:
            body["users"] = _users(found.users) if people is None else people
            body["groups"] = _groups(found.groups) if teams is None else teams
        number = found.value if value is None else value
        if number is not None:
            body["value"] = number
        response = yield from send(Request("PUT", path, json=body))
        return single(response, payloads.BranchRestriction, decode.branch_rule)

    @limits(target=_TARGETS)
    def delete(self, target: Target, rule: str) -> Op[None]:
        yield from send(Request("DELETE", _path(target, rule)))


def _path(target: Target, *rest: str) -> str:
    ref = target_ref(target)
    if isinstance(ref, NamespaceRef | ProjectRef):
        raise ConfigurationError(
            f"{ref} is no repository, and Bitbucket Cloud has branch rules on repositories only"
        )
    return repo_path(repo_ref(ref), "branch-restrictions", *rest)


def _created(target: Target, body: dict[str, Any]) -> Op[BranchRule]:
    response = yield from send(Request("POST", _path(target), json=body))
    return single(response, payloads.BranchRestriction, decode.branch_rule)


def _users(users: Iterable[UserLike]) -> list[dict[str, str]]:
    keys: set[UserRef] = {user_ref(user) for user in users}
    return [account_key(key) for key in sorted(keys, key=str)]


def _groups(groups: Iterable[GroupLike]) -> list[dict[str, str]]:
    keys: set[GroupRef] = {group_ref(group) for group in groups}
    return [{"slug": key.id} for key in sorted(keys, key=str)]


def _matching(old: payloads.BranchRestriction, pattern: str | None) -> dict[str, Any]:
    """Return which branches are meant: a new glob, or what the rule says already."""
    if pattern is not None:
        return {"branch_match_kind": "glob", "pattern": branch_name(pattern)}
    if old.branch_match_kind == "branching_model":
        return {
            "branch_match_kind": "branching_model",
            "branch_type": old.branch_type,
            "pattern": "",
        }
    return {"branch_match_kind": "glob", "pattern": old.pattern or ""}


def _check(kind: BranchRuleKind, *, named: bool, value: int | None) -> None:
    if kind is BranchRuleKind.UNKNOWN:
        return
    if named and kind not in NAMING:
        raise ConfigurationError(
            f"a rule {kind.name} names nobody on Bitbucket Cloud; leave users and groups out"
        )
    if value is not None and kind not in COUNTING:
        raise ConfigurationError(f"a rule {kind.name} has no number; leave value out")
