"""Plans between hosts of these tests: everybody is themselves on the other side, where they are there at all."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import attrs

from githost.credentials import Basic, CredentialSource
from githost.migration.endpoint import Endpoint
from githost.migration.plan import PARTS, Move, NewNamespace, NewProject, Plan
from githost.model import Namespace, Project, RepoRef
from tests.migration.hosts import Emulated
from tests.migration.people import GROUPS

__all__ = ["PLACEHOLDER", "Side", "plan_between"]

#: Who is asked to review in place of those for whom nobody stands.
PLACEHOLDER: Final = "bob"
#: The one namespace of a host that takes no new ones.
_HOME: Final = "acme"


@attrs.frozen(kw_only=True)
class Side:
    """A host that is moved from or to, as an administrator sees it."""

    endpoint: Endpoint
    #: What each account is named by, by its login.
    users: Mapping[str, str]
    #: Whether everything lies in one namespace, in projects that are no part of addresses.
    flat: bool = False

    @classmethod
    def of(cls, server: Emulated, credential: CredentialSource | None = None) -> "Side":
        """Take an emulator; its administrator's password makes namespaces, which no token does."""
        flat = server.provider == "bitbucket-cloud"
        usual = server.credential() if flat else Basic("admin", "admin")
        return cls(
            endpoint=Endpoint(
                url=server.url, provider=server.provider, credential=credential or usual
            ),
            users={login: facts["id"] for login, facts in server.users.items()},
            flat=flat,
        )

    def place(self, key: str, name: str) -> RepoRef:
        """Return where the repository of this name is, of the project or namespace `key`."""
        return RepoRef(_HOME, f"{key.lower()}-{name}") if self.flat else RepoRef(key, name)


def plan_between(
    source: Side,
    target: Side,
    namespaces: Iterable[str],
    *,
    archive: Path,
    parts: Iterable[str] = PARTS,
) -> Plan:
    """Plan to move what is in `namespaces`, which are projects where a side is flat."""
    keys = tuple(namespaces)
    moves: list[Move] = []
    held: dict[str, Project | Namespace] = {}
    with source.endpoint.open(read_only=True) as host:
        for key in keys:
            held[key] = host.projects.get(_HOME, key) if source.flat else host.namespaces.get(key)
            listed = host.repos.list(_HOME, project=key) if source.flat else host.repos.list(key)
            for repository in listed:
                name = repository.ref.name
                short = name.removeprefix(f"{key.lower()}-") if source.flat else name
                project = key if target.flat else None
                there = target.place(key, short)
                moves.append(Move(source=repository.ref, target=there, project=project))
    return Plan(
        source=source.endpoint,
        target=target.endpoint,
        moves=tuple(moves),
        namespaces=()
        if target.flat
        else tuple(
            NewNamespace(
                path=key, name=one.name, description=one.description, visibility=one.visibility
            )
            for key, one in held.items()
        ),
        projects=tuple(
            NewProject(
                namespace=_HOME,
                key=key,
                name=one.name,
                description=one.description,
                visibility=one.visibility,
            )
            for key, one in held.items()
        )
        if target.flat
        else (),
        users={named: target.users.get(login, "") for login, named in source.users.items()},
        groups={name: name for name in GROUPS},
        placeholder=target.users.get(PLACEHOLDER),
        parts=frozenset(parts),
        archive=archive,
    )
