"""Settings of pull requests: merge strategies and merge checks of a repository.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-repository/,
"settings/pull-requests". What a repository does not set for itself, its project does; what the
project does not set, is as on a new server. Only the strategies can be set for a project.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import PROJECT, REPOSITORY, Call, Endpoint, ok
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid_argument
from githost_bitbucket.emulator.datacenter.names import STRATEGIES
from githost_local.forge.records import Level, Namespace, Repository

_KIND: Final = "pull request settings"
_USUAL: Final = "no-ff"
_SUMMARIES: Final = 20
#: Names and flags of the strategies, as a server described them.
_DESCRIPTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "no-ff": ("Merge commit", "--no-ff"),
    "ff": ("Fast-forward", "--ff"),
    "ff-only": ("Fast-forward only", "--ff-only"),
    "rebase-no-ff": ("Rebase and merge", "rebase + merge --no-ff"),
    "rebase-ff-only": ("Rebase and fast-forward", "rebase + merge --ff-only"),
    "squash": ("Squash", "--squash"),
    "squash-ff-only": ("Squash, fast-forward only", "--squash --ff-only"),
}
_FLAGS: Final = ("requiredAllApprovers", "requiredAllTasksComplete")
#: Checks that want a number, by the older key that has the number alone, with the key that has
#: `enabled` and `count`.
_COUNTS: Final[Mapping[str, str]] = {
    "requiredApprovers": (
        "com.atlassian.bitbucket.server.bundled-hooks.requiredApproversMergeHook"
    ),
    "requiredSuccessfulBuilds": (
        "com.atlassian.bitbucket.server.bitbucket-build.requiredBuildsMergeCheck"
    ),
}


@attrs.frozen(kw_only=True)
class Strategies:
    """Which merge strategies there are, and which is taken when none is named."""

    enabled: tuple[str, ...] = tuple(STRATEGIES)
    default: str = _USUAL
    #: Where that was set.
    type: str = "DEFAULT"

    def answer(self) -> dict[str, Any]:
        """Return its JSON."""
        return {
            "defaultStrategy": self._strategy(self.default),
            "strategies": [self._strategy(word) for word in STRATEGIES],
            "type": self.type,
            "commitSummaries": _SUMMARIES,
        }

    def _strategy(self, word: str) -> dict[str, Any]:
        name, flag = _DESCRIPTIONS[word]
        return {
            "id": word,
            "name": name,
            "description": name,
            "flag": flag,
            "enabled": word in self.enabled,
        }


def _key(target: Namespace | Repository) -> str:
    kind = "repository" if isinstance(target, Repository) else "project"
    return f"{kind} {target.id}"


def _kept(call: Call, target: Namespace | Repository) -> dict[str, Any]:
    found: dict[str, Any] = call.world.side.get(_KIND, _key(target)) or {}
    return found


def strategies(call: Call, target: Namespace | Repository) -> Strategies:
    """Return the merge strategies of a repository, or those its project sets."""
    kept = _kept(call, target)
    if "strategies" in kept:
        return Strategies(
            enabled=tuple(kept["strategies"]),
            default=kept["default"],
            type="REPOSITORY" if isinstance(target, Repository) else "PROJECT",
        )
    if isinstance(target, Repository):
        return strategies(call, call.forge.namespaces.get(target.namespace_id))
    return Strategies()


def checks(call: Call, repository: Repository) -> Mapping[str, Any]:
    """Return what the merge checks of a repository want, by the keys of the settings."""
    kept = _kept(call, repository)
    return {
        **{flag: bool(kept.get(flag)) for flag in _FLAGS},
        **{count: int(kept.get(count, 0)) for count in _COUNTS},
    }


def _answer(call: Call, repository: Repository) -> Response:
    found = checks(call, repository)
    return ok(
        {
            "mergeConfig": strategies(call, repository).answer(),
            **found,
            **{
                newer: {"enabled": found[older] > 0, "count": str(found[older])}
                for older, newer in _COUNTS.items()
            },
        }
    )


def _get(call: Call) -> Response:
    return _answer(call, call.repository(Level.READ))


def _set(call: Call) -> Response:
    """Change what is sent; an empty `mergeConfig` goes back to what the project has."""
    repository = call.repository(Level.ADMIN, writes=True)
    body = call.body()
    _keep(call, repository, body, {**_kept(call, repository), **_read_checks(body)})
    return _answer(call, repository)


def _get_of_project(call: Call) -> Response:
    return ok({"mergeConfig": strategies(call, call.project(Level.READ)).answer()})


def _set_of_project(call: Call) -> Response:
    project = call.project(Level.ADMIN)
    _keep(call, project, call.body(), _kept(call, project))
    return ok({"mergeConfig": strategies(call, project).answer()})


def _keep(call: Call, target: Namespace | Repository, body: Body, kept: Mapping[str, Any]) -> None:
    wanted = dict(kept)
    config = body.object("mergeConfig")
    if config is not None:
        wanted.pop("strategies", None)
        wanted.pop("default", None)
        wanted.update(_read_strategies(config))
    call.world.side.put(_KIND, _key(target), wanted)


def _read_checks(body: Body) -> dict[str, Any]:
    found: dict[str, Any] = {key: body.flag(key) for key in _FLAGS if key in body}
    for older, newer in _COUNTS.items():
        for key in (older, newer):
            if key in body:
                found[older] = _read_count(body, key)
    return found


def _read_count(body: Body, key: str) -> int:
    """Read a count, which is a number or says whether it is enabled, under either key.

    The documentation's text has a number under the older key, its schema an object.
    """
    try:
        return body.number(key) or 0
    except Refusal:
        setting = body.object(key)
        if setting is None or setting.flag("enabled") is False:
            return 0
        return setting.number("count") or 0


def _read_strategies(config: Body) -> dict[str, Any]:
    listed = config.objects("strategies")
    default = config.object("defaultStrategy")
    if listed is None and default is None:
        return {}
    enabled = [one.required("id") for one in listed or () if one.flag("enabled") is not False]
    usual = default.required("id") if default is not None else _USUAL
    for word in (*enabled, usual):
        if word not in STRATEGIES:
            raise invalid_argument(f"There is no merge strategy '{word}'")
    if usual not in enabled:
        raise invalid_argument("The default strategy must be one of those that are enabled")
    return {"strategies": enabled, "default": usual}


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/settings/pull-requests", _get),
    Endpoint("POST", "api", REPOSITORY + "/settings/pull-requests", _set),
    Endpoint("GET", "api", PROJECT + "/settings/pull-requests/git", _get_of_project),
    Endpoint("POST", "api", PROJECT + "/settings/pull-requests/git", _set_of_project),
)
