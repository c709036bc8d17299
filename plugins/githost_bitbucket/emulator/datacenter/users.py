"""Users: who may call, and who they are."""

from __future__ import annotations

import attrs
from starlette.responses import PlainTextResponse, Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.auth import Caller
from githost_bitbucket.emulator.datacenter.call import Call, Endpoint, find_repository, ok
from githost_bitbucket.emulator.datacenter.errors import invalid_argument
from githost_bitbucket.emulator.datacenter.names import (
    find_project,
    find_user,
    permission_kind,
    read_permission,
)
from githost_bitbucket.emulator.datacenter.paging import page_where
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, AccountKind, Namespace, Repository

#: Global permissions: every account here has a licence.
_LICENSED = frozenset({"LICENSED_USER", "PROJECT_CREATE"})
_ADMIN = frozenset({"ADMIN", "SYS_ADMIN"})


@attrs.frozen(kw_only=True)
class _Demand:
    """A permission that the users to be listed must have."""

    word: str
    target: Namespace | Repository | None

    def holds(self, caller: Caller) -> bool:
        if self.target is None:
            account = caller.account
            return account is not None and (self.word in _LICENSED or account.site_admin)
        if self.word == "PROJECT_VIEW":
            assert isinstance(self.target, Namespace)
            return caller.may_view(self.target)
        kind = permission_kind(self.target)
        return caller.level(self.target) >= read_permission(self.word, kind)


def _list(call: Call) -> Response:
    """List people; `filter` is a part of name, display name or address."""
    _ = call.account
    demands = _demands(call)
    group = call.query("group")
    members = None if group is None else _members(call, group)

    def keep(account: Account) -> bool:
        caller = Caller(forge=call.forge, account=account)
        return (
            account.kind is AccountKind.PERSON
            and (members is None or account.id in members)
            and all(demand.holds(caller) for demand in demands)
        )

    found = call.forge.accounts.list(query=call.query("filter"), active=True)
    return ok(page_where(call.window, found.items, keep, lambda a: answers.user(call.world, a)))


def _members(call: Call, name: str) -> frozenset[int]:
    try:
        group = call.forge.groups.by_name(name)
    except NotFound:
        return frozenset()
    return frozenset(account.id for account in call.forge.groups.members(group))


def _demands(call: Call) -> list[_Demand]:
    """Read `permission`, and `permission.1`, `permission.2` and so on as long as they go on."""
    roots = ["permission"] if call.query("permission") is not None else []
    number = 1
    while call.query(f"permission.{number}") is not None:
        roots.append(f"permission.{number}")
        number += 1
    return [_demand(call, root) for root in roots]


def _demand(call: Call, root: str) -> _Demand:
    word = call.query(root) or ""
    if word in _LICENSED | _ADMIN:
        return _Demand(word=word, target=None)
    project = call.query(f"{root}.projectKey")
    slug = call.query(f"{root}.repositorySlug")
    number = call.query(f"{root}.repositoryId")
    target: Namespace | Repository
    if word.startswith("REPO_") and number is not None and number.isdecimal():
        target = call.forge.repos.get(int(number))
    elif word.startswith("REPO_") and project is not None and slug is not None:
        target = find_repository(call.forge, project, slug)
    elif word.startswith("PROJECT_") and project is not None:
        target = find_project(call.forge, project)
    else:
        raise invalid_argument(f"The permission filter {root} lacks what it applies to")
    if word != "PROJECT_VIEW":
        read_permission(word, word.partition("_")[0])
    return _Demand(word=word, target=target)


def _get(call: Call) -> Response:
    _ = call.account
    return ok(answers.user(call.world, find_user(call.forge, call.path("slug"))))


def _who_am_i(call: Call) -> Response:
    """Tell the caller's name; to somebody not signed in, nothing."""
    account = call.caller.account
    return PlainTextResponse("" if account is None else account.login)


def _administered(call: Call) -> Response:
    """List people with what only administrators ask for."""
    _ = call.account
    found = call.forge.accounts.list(query=call.query("filter"))
    return ok(
        page_where(
            call.window,
            found.items,
            lambda a: a.kind is AccountKind.PERSON,
            lambda a: answers.detailed_user(call.world, a),
        )
    )


ENDPOINTS = (
    Endpoint("GET", "api", "/users", _list),
    Endpoint("GET", "api", "/users/{slug}", _get),
    Endpoint("GET", "api", "/admin/users", _administered),
    Endpoint("GET", "plugins", "/applinks/whoami", _who_am_i, produces=("text/plain",)),
)
