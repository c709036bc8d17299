"""Git beside the API: `/{workspace}/{repository}.git`, with or without the ending."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from githost_bitbucket.emulator.cloud.auth import authenticate_git
from githost_bitbucket.emulator.cloud.call import find_repository
from githost_bitbucket.emulator.cloud.errors import NO_REPOSITORY, ApiError
from githost_bitbucket.emulator.cloud.world import World
from githost_local.forge.records import Level
from githost_local.forge.smart_http import Access, Outcome, Scope, authorization

_PATH: Final = re.compile(r"/([^/]+)/([^/]+?)(?:\.git)?/(?:info/refs|git-[a-z-]+)")
_REALM: Final = "Bitbucket.org HTTP"


def locate(world: World, scope: Scope, writes: bool) -> Access:
    """Tell who asks for which repository, and whether they may.

    Nobody and a token that is not known are asked for credentials, whatever there is; somebody
    who may not read is told that there is nothing.
    """
    found = _PATH.fullmatch(scope["path"])
    if found is None:
        return Access(outcome=Outcome.NOT_FOUND, message="Repository not found")
    caller = authenticate_git(world.forge, authorization(scope))
    if caller is None:
        return Access(
            outcome=Outcome.UNAUTHENTICATED,
            message="Invalid credentials",
            realm=_REALM,
        )
    try:
        repository = find_repository(world.forge, unquote(found[1]), unquote(found[2]))
        level = caller.level(world.forge, repository)
    except ApiError:
        repository, level = None, Level.NONE
    wanted = Level.WRITE if writes else Level.READ
    if level < wanted and caller.account is None:
        return Access(
            outcome=Outcome.UNAUTHENTICATED, message="Authentication required", realm=_REALM
        )
    if level < Level.READ:
        return Access(outcome=Outcome.NOT_FOUND, message=NO_REPOSITORY)
    if level < wanted:
        return Access(
            outcome=Outcome.FORBIDDEN,
            message="Your credentials lack one or more required privilege scopes.",
        )
    try:
        caller.require_scopes("repository:write" if writes else "repository", "GET", None)
    except ApiError as error:
        return Access(outcome=Outcome.FORBIDDEN, message=error.message)
    return Access(outcome=Outcome.GRANTED, repository=repository, actor=caller.account)
