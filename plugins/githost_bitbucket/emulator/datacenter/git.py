"""Git beside the API: `/scm/{project}/{repository}.git` below the context path."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from githost_bitbucket.emulator.datacenter.auth import identify
from githost_bitbucket.emulator.datacenter.call import find_repository
from githost_bitbucket.emulator.datacenter.errors import Refusal
from githost_bitbucket.emulator.datacenter.world import World
from githost_local.forge.records import Level
from githost_local.forge.smart_http import Access, Outcome, Scope, authorization

_PATH: Final = re.compile(r"/scm/([^/]+)/([^/]+?)(?:\.git)?/(?:info/refs|git-[a-z-]+)")
_REALM: Final = "Atlassian Bitbucket"


def locate(world: World, context: str, scope: Scope, writes: bool) -> Access:
    """Tell who asks for which repository, and whether they may.

    Nobody is asked for credentials, whatever there is.
    """
    found = _PATH.fullmatch(scope["path"].removeprefix(context))
    if found is None:
        return Access(outcome=Outcome.NOT_FOUND, message="Repository not found")
    try:
        caller = identify(world.forge, authorization(scope))
    except Refusal:
        return Access(
            outcome=Outcome.UNAUTHENTICATED, message="Authentication failed", realm=_REALM
        )
    try:
        repository = find_repository(world.forge, unquote(found[1]), unquote(found[2]))
        level = caller.level(repository)
    except Refusal:
        repository, level = None, Level.NONE
    wanted = Level.WRITE if writes else Level.READ
    if level < wanted and caller.account is None:
        return Access(
            outcome=Outcome.UNAUTHENTICATED, message="Authentication required", realm=_REALM
        )
    if repository is None or level < Level.READ:
        return Access(outcome=Outcome.NOT_FOUND, message="The requested repository does not exist")
    if level < wanted:
        return Access(outcome=Outcome.FORBIDDEN, message="You are not permitted to push here")
    if writes and repository.archived:
        return Access(outcome=Outcome.FORBIDDEN, message="The repository is archived")
    return Access(outcome=Outcome.GRANTED, repository=repository, actor=caller.account)
