"""Looks on the target for those who stand for people of the source: by e-mail, then by name."""

from collections.abc import Iterable, Mapping, Sequence

from githost.client.sync import Host
from githost.errors import ResponseError
from githost.model import Group, NamespaceRef, User

__all__ = ["groups_for", "users_for"]

#: Remarks for the plan, by table and name.
Remarks = dict[tuple[str, str], str]


def users_for(
    users: Mapping[str, User | None], target: Host, into: str | None, *, by_name: bool = False
) -> tuple[dict[str, str], Remarks]:
    """Return who on `target` stands for each of `users`, "" where nobody is found, and remarks.

    An equal e-mail address decides. Else the only one with the same login, else the only one with
    the same name, is named in the remark, for a namesake would be given what is another's; with
    `by_name` they stand for the user all the same. `into` is the target's namespace among whose members
    people are looked for where the target has no other search.
    """
    members = _members(target, into)

    def look(item: tuple[str, User | None]) -> tuple[str, str]:
        return _match(item[1], _Candidates(target, members), by_name=by_name)

    found: dict[str, str] = {}
    remarks: Remarks = {}
    for outcome in target.map(look, users.items()):
        name = outcome.item[0]
        found[name], remarks["users", name] = outcome.result()
    return found, remarks


def _members(target: Host, into: str | None) -> Sequence[User] | None:
    """Return the members of the namespace, read once, where people are only found among such."""
    if into is None or not target.supports("users.search", namespace=NamespaceRef(into)):
        return None
    return list(target.users.search("", namespace=NamespaceRef(into)))


class _Candidates:
    """Whoever a text finds on the target."""

    def __init__(self, target: Host, members: Sequence[User] | None) -> None:
        self._target = target
        self._members = members

    def named(self, text: str) -> Iterable[User]:
        if self._members is not None:
            return self._members
        if not self._target.supports("users.search"):
            return ()
        return self._target.users.search(text)


def _match(user: User | None, candidates: _Candidates, *, by_name: bool) -> tuple[str, str]:
    """Return who stands for `user`, "" for nobody, and what to say of it."""
    if user is None:
        return "", "the source tells nothing of them; nobody was looked for"
    shown = user.display_name or user.name
    if user.email:
        by_mail = [
            one
            for one in candidates.named(user.email)
            if (one.email or "").casefold() == user.email.casefold()
        ]
        if len(by_mail) == 1:
            return by_mail[0].ref.id, f"{shown} <{user.email}>"
    for kind, text in (("login", user.name), ("name", user.display_name)):
        same = [one for one in candidates.named(text) if _is(one, kind, text)] if text else []
        if len(same) == 1:
            there = same[0].ref.id
            if by_name:
                return there, f"{shown}: check, found by the same {kind} only"
            return "", f'{shown}: perhaps "{there}", who has the same {kind}; check, and write it'
    return "", f"{shown}: nobody was found"


def _is(user: User, kind: str, text: str) -> bool:
    name = user.name if kind == "login" else user.display_name
    return (name or "").casefold() == text.casefold()


def groups_for(
    groups: Mapping[str, str], target: Host, into: str | None
) -> tuple[dict[str, str], Remarks]:
    """Return which group of `target` stands for each of `groups`, "" where none is found, and remarks."""
    there, why = _groups(target, into) if groups else ([], "")
    found: dict[str, str] = {}
    remarks: Remarks = {}
    for group, name in groups.items():
        same = [one for one in there if one.name.casefold() == name.casefold()]
        found[group] = same[0].ref.id if len(same) == 1 else ""
        if not found[group]:
            remarks["groups", group] = f"{name}: none was found{why}"
    return found, remarks


def _groups(target: Host, into: str | None) -> tuple[Sequence[Group], str]:
    """Return the groups of the target, or why they cannot be read."""
    if not target.supports("groups.list"):
        return [], ", for the target lists no groups; write its id there"
    try:
        if into is not None and target.supports("groups.list", namespace=NamespaceRef(into)):
            return list(target.groups.list(NamespaceRef(into))), ""
        return list(target.groups.list()), ""
    except ResponseError as error:
        return [], f", for the target does not list its groups: {error}"
