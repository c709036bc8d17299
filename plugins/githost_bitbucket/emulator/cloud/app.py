"""The running imitation: its world, its accounts, its tokens."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from githost.credentials import ApiToken
from githost.interface.emulator import EmulatorSettings
from githost_bitbucket.emulator.cloud import deliveries, projects
from githost_bitbucket.emulator.cloud.access_tokens import make_access_token
from githost_bitbucket.emulator.cloud.auth import Means
from githost_bitbucket.emulator.cloud.dispatch import Dispatcher
from githost_bitbucket.emulator.cloud.faults import Faults
from githost_bitbucket.emulator.cloud.names import braced
from githost_bitbucket.emulator.cloud.scopes import ALL_API_TOKEN_SCOPES
from githost_bitbucket.emulator.cloud.world import FACE, World
from githost_bitbucket.emulator.opening import opened
from githost_local.forge import Forge
from githost_local.forge.demo import seed_demo
from githost_local.forge.records import Account, AccountKind
from githost_local.forge.seed import seed_base


class CloudApp:
    """A running imitation of Bitbucket Cloud."""

    def __init__(self, world: World) -> None:
        self._world = world
        people = [a for a in world.forge.accounts.list() if a.kind is AccountKind.PERSON]
        #: What is answered next, whatever is asked.
        self.faults: Faults = deque()
        self.asgi: Callable[..., Any] = Dispatcher(world, self.faults)
        #: Facts of each account by its login.
        self.users: Mapping[str, Mapping[str, str]] = {
            person.login: {
                "id": braced(person.key),
                "name": person.display_name,
                "email": person.email or "",
            }
            for person in people
        }
        #: A fresh API token of each account, which may do all that its account may.
        self.tokens: Mapping[str, str] = {
            person.login: _api_token(world.forge, person) for person in people
        }

    @classmethod
    def start(cls, settings: EmulatorSettings) -> CloudApp:
        """Open the world, and fill it when it is empty.

        Raises `ConfigurationError` for a folder that cannot be opened.
        """
        with opened(settings.data) as forge:
            if settings.seed == "demo":
                seed_demo(forge, face=FACE, push_event="repo:push")
            else:
                seed_base(forge)
            projects.house(forge)
            world = World(forge=forge, url=settings.url)
            forge.deliveries.register(FACE, deliveries.renderer(world))
            return cls(world)

    def credential(self, user: str) -> ApiToken:
        """Return the API token of a user."""
        return ApiToken(self.users[user]["email"], self.tokens[user])

    def access_token(self, path: str, scopes: Iterable[str], *, name: str = "ci") -> str:
        """Make an access token of the workspace or repository at `acme` or `acme/site`."""
        forge = self._world.forge
        target = forge.repos.by_path(path) if "/" in path else forge.namespaces.by_path(path)
        return make_access_token(forge, target, name=name, scopes=scopes)

    def close(self) -> None:
        """Close the forge."""
        self._world.forge.close()


def _api_token(forge: Forge, account: Account) -> str:
    token = forge.tokens.create(
        account,
        label="emulator",
        scopes=ALL_API_TOKEN_SCOPES,
        # https://support.atlassian.com/bitbucket-cloud/docs/using-api-tokens/: they begin so.
        secret=f"ATATT{secrets.token_urlsafe(32)}",
        extra={"means": Means.API_TOKEN.value},
    )
    assert token.secret is not None
    return token.secret
