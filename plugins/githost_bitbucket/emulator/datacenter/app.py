"""The running imitation: its world, its accounts, its tokens."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

from githost.credentials import Token
from githost.interface.emulator import EmulatorSettings
from githost_bitbucket.emulator.datacenter import RELEASES, deliveries, tasks
from githost_bitbucket.emulator.datacenter.dispatch import Dispatcher
from githost_bitbucket.emulator.datacenter.faults import Faults
from githost_bitbucket.emulator.datacenter.world import FACE, World
from githost_bitbucket.emulator.opening import opened
from githost_local.forge import Forge
from githost_local.forge.demo import seed_demo
from githost_local.forge.records import Account, AccountKind
from githost_local.forge.seed import seed_base

#: The most that an HTTP access token can be given.
_ALL: Final = ("PROJECT_ADMIN", "REPO_ADMIN")


class DataCenterApp:
    """A running imitation of Bitbucket Data Center."""

    def __init__(self, world: World) -> None:
        self._world = world
        people = [a for a in world.forge.accounts.list() if a.kind is AccountKind.PERSON]
        #: What is answered next, whatever is asked.
        self.faults: Faults = deque()
        self.asgi: Callable[..., Any] = Dispatcher(world, self.faults)
        #: Facts of each account by its login, which is what operations name it by.
        self.users: Mapping[str, Mapping[str, str]] = {
            person.login: {
                "id": person.login,
                "name": person.display_name,
                "email": person.email or "",
            }
            for person in people
        }
        #: A fresh HTTP access token of each account, which may do all that its account may.
        self.tokens: Mapping[str, str] = {
            person.login: _access_token(world.forge, person) for person in people
        }

    @classmethod
    def start(cls, settings: EmulatorSettings) -> DataCenterApp:
        """Open the world, and fill it when it is empty.

        Raises `ConfigurationError` for a folder that cannot be opened.
        """
        with opened(settings.data) as forge:
            if settings.seed == "demo":
                seed_demo(forge, face=FACE, push_event="repo:refs_changed")
                tasks.adopt(forge)
            else:
                seed_base(forge)
            version = settings.version or next(iter(RELEASES))
            world = World(forge=forge, url=settings.url, version=version)
            forge.deliveries.register(FACE, deliveries.renderer(world))
            return cls(world)

    @property
    def forge(self) -> Forge:
        """What it holds."""
        return self._world.forge

    def credential(self, user: str) -> Token:
        """Return the HTTP access token of a user."""
        return Token(self.tokens[user])

    def close(self) -> None:
        """Close the forge."""
        self._world.forge.close()


def _access_token(forge: Forge, account: Account) -> str:
    token = forge.tokens.create(
        account, label="emulator", scopes=_ALL, secret=f"BBDC-{secrets.token_urlsafe(32)}"
    )
    assert token.secret is not None
    return token.secret
