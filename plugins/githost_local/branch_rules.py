"""Branch rules. They are kept; the local host holds nobody to them."""

from collections.abc import Iterable

import attrs

from githost.errors import AlreadyExistsError
from githost.interface import (
    BranchRules,
    GroupLike,
    Target,
    UserLike,
    group_ref,
    limits,
    ref_name,
    target_ref,
    user_ref,
)
from githost.model import BranchRule, BranchRuleKind, NamespaceRef, ProjectRef, RepoRef
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Level, Slice
from githost_local.session import Session

__all__ = ["LocalBranchRules"]


@attrs.frozen
class LocalBranchRules(BranchRules):
    """Operations on the branch rules of repositories, projects and namespaces."""

    access: Access

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[BranchRule]:
        where = target_ref(target)

        def select(session: Session, offset: int, limit: int) -> Slice[records.BranchRule]:
            return session.forge.branch_rules.list(
                session.target(where, Level.ADMIN), offset=offset, limit=limit
            )

        return self.access.pages(select, decode.branch_rule, page_size=page_size, cursor=cursor)

    def get(self, target: Target, rule: str) -> Op[BranchRule]:
        where = target_ref(target)
        return (
            yield from self.access.read(
                lambda session: decode.branch_rule(session, _rule(session, where, rule))
            )
        )

    @limits(kind=frozenset(BranchRuleKind) - {BranchRuleKind.UNKNOWN})
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
        where, branches = target_ref(target), ref_name(pattern, "branch")
        people = tuple(user_ref(user) for user in users)
        teams = tuple(group_ref(group) for group in groups)

        def create(session: Session) -> BranchRule:
            place = session.target(where, Level.ADMIN)
            rules = session.forge.branch_rules
            if rules.list(place, kind=kind.value, pattern=branches, limit=1).total:
                raise AlreadyExistsError(
                    f"{where} has a rule {kind.value} for {branches!r}; update it, or call ensure"
                )
            made = rules.create(
                place,
                kind=kind.value,
                pattern=branches,
                accounts=[session.account(person) for person in people],
                groups=[session.group(team) for team in teams],
                value=value,
            )
            return decode.branch_rule(session, made)

        return (yield from self.access.write(create))

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
        where = target_ref(target)
        branches = None if pattern is None else ref_name(pattern, "branch")
        people = None if users is None else tuple(user_ref(user) for user in users)
        teams = None if groups is None else tuple(group_ref(group) for group in groups)

        def update(session: Session) -> BranchRule:
            new = session.forge.branch_rules.update(
                _rule(session, where, rule),
                pattern=branches,
                accounts=None if people is None else [session.account(one) for one in people],
                groups=None if teams is None else [session.group(one) for one in teams],
                value=value,
            )
            return decode.branch_rule(session, new)

        return (yield from self.access.write(update))

    def delete(self, target: Target, rule: str) -> Op[None]:
        where = target_ref(target)
        yield from self.access.write(
            lambda session: session.forge.branch_rules.delete(_rule(session, where, rule))
        )


def _rule(
    session: Session, where: RepoRef | NamespaceRef | ProjectRef, rule: str
) -> records.BranchRule:
    return session.forge.branch_rules.get(session.target(where, Level.ADMIN), rule)
