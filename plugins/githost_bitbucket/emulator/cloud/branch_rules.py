"""Branch restrictions.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-branch-restrictions/. Merging heeds
them (`merge_checks.py`); pushing and deleting branches does not: git's requests are answered by
git itself.
"""

from __future__ import annotations

from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.cloud import answers
from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import (
    REPOSITORY,
    Answer,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.cloud.errors import ApiError, check_choice, invalid
from githost_bitbucket.emulator.cloud.names import find_account, find_group
from githost_bitbucket.emulator.cloud.paging import page_of
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, BranchRule, Group, Level, Repository

_WITH_PEOPLE: Final = ("push", "restrict_merges")
#: The enumeration of `kind` in the schema `branchrestriction`.
_KINDS: Final = (
    *_WITH_PEOPLE,
    "delete",
    "force",
    "require_tasks_to_be_completed",
    "require_approvals_to_merge",
    "require_review_group_approvals_to_merge",
    "require_default_reviewer_approvals_to_merge",
    "require_no_changes_requested",
    "require_passing_builds_to_merge",
    "require_commits_behind",
    "reset_pullrequest_approvals_on_change",
    "smart_reset_pullrequest_approvals",
    "reset_pullrequest_changes_requested_on_change",
    "require_all_dependencies_merged",
    "enforce_merge_checks",
    "allow_auto_merge_when_builds_pass",
    "require_all_comments_resolved",
)
_GLOB: Final = "glob"
_MODEL: Final = "branching_model"
_BRANCH_TYPES: Final = ("feature", "bugfix", "release", "hotfix", "development", "production")


@attrs.frozen(kw_only=True)
class _Rule:
    """What a restriction is to be."""

    kind: str
    match_kind: str
    #: The pattern, or the type of branch.
    match: str
    value: int | None
    accounts: tuple[Account, ...]
    groups: tuple[Group, ...]


def _list(call: Call) -> Answer:
    repository = call.repository(Level.ADMIN)
    found = call.forge.branch_rules.list(
        repository, kind=call.query("kind") or None, pattern=call.query("pattern") or None
    ).items
    return ok(page_of(call, found, lambda r: _document(call, repository, r), queried=False))


def _found(call: Call, repository: Repository) -> BranchRule:
    number = call.path("id")
    try:
        return call.forge.branch_rules.get(repository, number)
    except NotFound as error:
        raise ApiError(404, f"Branch restriction {number} does not exist.") from error


def _get(call: Call) -> Answer:
    repository = call.repository(Level.ADMIN)
    return ok(_document(call, repository, _found(call, repository)))


def _create(call: Call) -> Answer:
    repository = call.repository(Level.ADMIN)
    wanted = _read(call, call.body(), None)
    with call.forge.transaction():
        _check_unique(call, repository, wanted, None)
        rule = call.forge.branch_rules.create(
            repository,
            kind=wanted.kind,
            pattern=wanted.match,
            pattern_kind=wanted.match_kind,
            accounts=wanted.accounts,
            groups=wanted.groups,
            value=wanted.value,
        )
    return created(_document(call, repository, rule))


def _update(call: Call) -> Answer:
    """Change what the body has; "fields not present in the request body are ignored"."""
    repository = call.repository(Level.ADMIN)
    old = _found(call, repository)
    wanted = _read(call, call.body(), old)
    with call.forge.transaction():
        _check_unique(call, repository, wanted, old)
        rule = call.forge.branch_rules.update(
            old,
            kind=wanted.kind,
            pattern=wanted.match,
            pattern_kind=wanted.match_kind,
            accounts=wanted.accounts,
            groups=wanted.groups,
            value=wanted.value,
        )
    return ok(_document(call, repository, rule))


def _delete(call: Call) -> Response:
    call.forge.branch_rules.delete(_found(call, call.repository(Level.ADMIN)))
    return empty()


def _read(call: Call, body: Body, old: BranchRule | None) -> _Rule:
    kind = body.text("kind") or (old.kind if old else body.required("kind"))
    check_choice("kind", kind, _KINDS)
    match_kind = body.text("branch_match_kind") or (old.pattern_kind if old else _GLOB)
    check_choice("branch_match_kind", match_kind, {_GLOB, _MODEL})
    value = body.number("value")
    accounts, groups = _people(call, body, kind, old)
    return _Rule(
        kind=kind,
        match_kind=match_kind,
        match=_match(body, match_kind, old),
        value=old.value if old and value is None else value,
        accounts=accounts,
        groups=groups,
    )


def _match(body: Body, match_kind: str, old: BranchRule | None) -> str:
    field = "pattern" if match_kind == _GLOB else "branch_type"
    text = body.text(field)
    if not text and old is not None and old.pattern_kind == match_kind:
        return old.pattern
    text = body.required(field)
    if match_kind == _MODEL:
        check_choice(field, text, _BRANCH_TYPES)
    return text


def _people(
    call: Call, body: Body, kind: str, old: BranchRule | None
) -> tuple[tuple[Account, ...], tuple[Group, ...]]:
    """Return whom a restriction does not bind, which two kinds must say and others cannot."""
    users, groups = body.objects("users"), body.objects("groups")
    if kind not in _WITH_PEOPLE:
        if users or groups:
            raise invalid("users" if users else "groups", f"Not allowed for {kind}.")
        return (), ()
    if old is None and (users is None or groups is None):
        raise invalid("users" if users is None else "groups", REQUIRED)
    return (
        (old.accounts if old else ())
        if users is None
        else tuple(find_account(call.forge, user.required("uuid")) for user in users),
        (old.groups if old else ())
        if groups is None
        else tuple(find_group(call.forge, group.required("slug")) for group in groups),
    )


def _check_unique(
    call: Call, repository: Repository, wanted: _Rule, old: BranchRule | None
) -> None:
    for other in call.forge.branch_rules.list(repository, kind=wanted.kind):
        is_same = (other.pattern_kind, other.pattern) == (wanted.match_kind, wanted.match)
        if is_same and (old is None or other.id != old.id):
            raise ApiError(
                400, f"A branch restriction of kind {wanted.kind} for this match already exists."
            )


def _document(call: Call, repository: Repository, rule: BranchRule) -> dict[str, Any]:
    is_glob = rule.pattern_kind == _GLOB
    workspace = call.forge.namespaces.get(repository.namespace_id)
    here = answers.repository_address(call.world, repository)
    answer: dict[str, Any] = {
        "type": "branchrestriction",
        "id": rule.id,
        "kind": rule.kind,
        "branch_match_kind": rule.pattern_kind,
        "pattern": rule.pattern if is_glob else "",
        "value": rule.value,
        "users": [answers.account(call.world, account) for account in rule.accounts],
        "groups": [answers.group(call.world, workspace, group) for group in rule.groups],
        "links": {"self": answers.link(f"{here}/branch-restrictions/{rule.id}")},
    }
    if not is_glob:
        answer["branch_type"] = rule.pattern
    return answer


_RULES: Final = REPOSITORY + "/branch-restrictions"

ENDPOINTS = (
    Endpoint("GET", _RULES, _list, scope="repository:admin"),
    Endpoint("POST", _RULES, _create, scope="repository:admin"),
    Endpoint("GET", _RULES + "/{id:int}", _get, scope="repository:admin"),
    Endpoint("PUT", _RULES + "/{id:int}", _update, scope="repository:admin"),
    Endpoint("DELETE", _RULES + "/{id:int}", _delete, scope="repository:admin"),
)
