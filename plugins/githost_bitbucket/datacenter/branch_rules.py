"""Branch rules on Data Center, which calls them restrictions.

There is no call that changes one, and the vendor does not say whether a second restriction of the
same type for the same branches replaces the first or stands beside it. So the new one is written
first, and the old one deleted if it is still another one: the branch is not without its rule in
between.
Source: `POST /rest/branch-permissions/2.0/projects/{projectKey}/repos/{repositorySlug}/restrictions`.
"""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

import attrs

from githost.errors import ConflictError, NotFoundError
from githost.interface import (
    BranchRules,
    Decoded,
    GroupLike,
    OnSite,
    Site,
    Target,
    UserLike,
    adopting,
    group_ref,
    limits,
    since,
    user_ref,
    without_secrets,
)
from githost.model import (
    BranchRule,
    BranchRuleKind,
    GroupRef,
    NamespaceRef,
    RepoRef,
    UserRef,
)
from githost.wire import Op, Pages, Request, Response, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import RULE_TYPES, decoder
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import (
    TARGETS,
    branch_id,
    branch_name,
    own_target,
    target_path,
)
from githost_bitbucket.datacenter.users import account

__all__ = ["DataCenterBranchRules"]

_ROOT: Final = "branch-permissions"
_NO_VALUE: Final = "no rule of Data Center has a number; leave it out"
#: The kinds there are, and the release that a kind needs: the ones before it do not know its type.
_KINDS: Final = {
    kind: since("9.4") if kind is BranchRuleKind.CREATE else None for kind in RULE_TYPES
}
#: What makes a pattern of a name.
_GLOB: Final = re.compile(r"[*?]")
#: Login names that the server makes no other slug of.
_SLUG: Final = re.compile(r"[a-z0-9._-]+")


class DataCenterBranchRules(OnSite, BranchRules):
    """Restrictions of repositories and projects."""

    @limits(target=TARGETS)
    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[BranchRule]:
        """List the branch rules of a target.

        On a repository those of its project, which the server lists too, are left out here.
        """
        where = own_target(target)
        found = paged(
            self.site,
            target_path(where, "restrictions"),
            payloads.Restriction,
            lambda wire, raw: (_own(wire, where), decode.branch_rule(wire, raw)),
            root=_ROOT,
            page_size=page_size,
            cursor=cursor,
        )
        return found.filter(lambda pair: pair[0]).map(lambda pair: pair[1])

    @limits(target=TARGETS)
    def get(self, target: Target, rule: str) -> Op[BranchRule]:
        found = yield from _read(own_target(target), rule)
        return decode.branch_rule(found.value, without_secrets(found.document))

    @limits(target=TARGETS, kind=_KINDS, value=_NO_VALUE)
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
        """Create a branch rule; CREATE needs 9.4.

        Requests: one, one more for a user whose login name is no slug, and once a connection one
        for the release, for CREATE.
        """
        del value  # refused by the limits above
        where = own_target(target)
        people = sorted(user_ref(user).id for user in users)
        teams = sorted(group_ref(group).id for group in groups)
        body = {
            "type": RULE_TYPES[kind],
            "matcher": _matcher(pattern),
            "users": (yield from _slugs(self.site, people)),
            "groups": teams,
            "accessKeys": [],
        }
        wanted = BranchRule(
            id="",
            kind=kind,
            pattern=branch_name(pattern),
            users=frozenset(UserRef(name) for name in people),
            groups=frozenset(GroupRef(name) for name in teams),
        )
        return (
            yield from adopting(
                _created(where, body),
                self._made(where, wanted),
                what=f"branch rule {kind.name} for {pattern} in {where}",
            )
        )

    def _made(self, where: RepoRef | NamespaceRef, wanted: BranchRule) -> Op[BranchRule | None]:
        for one in (yield from walk(self.list(where))):
            if attrs.evolve(one, id="") == wanted:
                return one
        return None

    @limits(target=TARGETS, value=_NO_VALUE)
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

        The rule is made anew and the old one deleted, so its id may change; read it from what comes
        back. Access keys that it lets through are kept.

        Requests: up to three, and one more for a user whose login name is no slug. A server that
        refuses the second rule has the old one deleted first, which takes one more; if the new one
        is refused then, too, the old one is made again.
        """
        del value  # refused by the limits above
        where = own_target(target)
        people = None if users is None else sorted(user_ref(user).id for user in users)
        teams = None if groups is None else sorted(group_ref(group).id for group in groups)
        found = yield from _read(where, rule)
        old = found.value
        before: dict[str, Any] = {
            "type": old.type,
            "matcher": found.document["matcher"],
            "users": sorted(one.slug or one.name for one in old.users or ()),
            "groups": sorted(old.groups or ()),
            "accessKeys": [one.key.id for one in old.accessKeys or ()],
        }
        after = dict(before)
        if pattern is not None:
            after["matcher"] = _matcher(pattern)
        if people is not None:
            after["users"] = yield from _slugs(self.site, people)
        if teams is not None:
            after["groups"] = teams
        if after == before:
            return decode.branch_rule(old, without_secrets(found.document))
        return (yield from _replace(where, old.id, before, after))

    @limits(target=TARGETS)
    def delete(self, target: Target, rule: str) -> Op[None]:
        """Delete a branch rule.

        Requests: two, for the server is not described to tell that there was none.
        """
        where = own_target(target)
        found = yield from _read(where, rule)
        yield from send(Request("DELETE", _path(where, found.value.id), root=_ROOT))


def _slugs(site: Site, names: Iterable[str]) -> Op[list[str]]:
    """Return what restrictions name people by: slugs.

    The vendor's schema says `userSlugs` for the same texts in its bulk form.
    """
    found = []
    for name in names:
        slug = name
        if not _SLUG.fullmatch(name):
            person = (yield from account(site, name)).value
            slug = person.slug or person.name
        found.append(slug)
    return found


def _path(where: RepoRef | NamespaceRef, rule: str | int) -> str:
    return target_path(where, "restrictions", rule)


def _read(where: RepoRef | NamespaceRef, rule: str) -> Op[Decoded[payloads.Restriction]]:
    response = yield from send(Request("GET", _path(where, rule), root=_ROOT))
    found = decoder.decode(response, payloads.Restriction)
    if not _own(found.value, where):
        raise NotFoundError(
            f"rule {rule} is not {where}'s own, but comes from its project; name that instead",
            **response.facts,
        )
    return found


def _created(where: RepoRef | NamespaceRef, body: Mapping[str, Any]) -> Op[BranchRule]:
    return _branch_rule((yield from _write(where, body)))


def _write(where: RepoRef | NamespaceRef, body: Mapping[str, Any]) -> Op[Response]:
    path = target_path(where, "restrictions")
    return (yield from send(Request("POST", path, json=body, root=_ROOT)))


def _replace(
    where: RepoRef | NamespaceRef, old: int, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Op[BranchRule]:
    away = Request("DELETE", _path(where, old), root=_ROOT)
    try:
        made = _branch_rule((yield from _write(where, after)))
    except ConflictError:
        yield from send(away)
        try:
            return _branch_rule((yield from _write(where, after)))
        except Exception:
            yield from _write(where, before)
            raise
    if made.id != str(old):
        # Not there any more: the server replaced it, under a new id.
        with suppress(NotFoundError):
            yield from send(away)
    return made


def _own(wire: payloads.Restriction, where: RepoRef | NamespaceRef) -> bool:
    scope = wire.scope.type if wire.scope is not None else None
    return scope is None or scope == (
        "PROJECT" if isinstance(where, NamespaceRef) else "REPOSITORY"
    )


def _matcher(pattern: str) -> dict[str, Any]:
    """Return which branches are meant: one by its name, or those that a glob matches."""
    short = branch_name(pattern)
    if _GLOB.search(short):
        kind, identity = {"id": "PATTERN", "name": "Pattern"}, short
    else:
        kind, identity = {"id": "BRANCH", "name": "Branch"}, branch_id(short)
    return {"id": identity, "displayId": short, "type": kind, "active": True}


def _branch_rule(response: Response) -> BranchRule:
    return single(response, payloads.Restriction, decode.branch_rule)
