"""Ends of pull requests: whether one can be merged, merging, declining, and opening it again.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-pull-requests/, and for the
checks "settings/pull-requests". A veto is a merge check that objects.
"""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PULL_REQUEST,
    REPOSITORY,
    Call,
    Endpoint,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid_argument
from githost_bitbucket.emulator.datacenter.names import STRATEGIES, project_key
from githost_bitbucket.emulator.datacenter.pull_requests import (
    expected_version,
    illegal_state,
    may_change,
    out_of_date,
)
from githost_bitbucket.emulator.datacenter.restrictions import Deed, forbids
from githost_local.forge.errors import (
    MergeConflict,
    NotFastForward,
    NothingToMerge,
    SourceMissing,
    StaleVersion,
    WrongState,
)
from githost_local.forge.records import (
    Level,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    Repository,
    StatusState,
    Verdict,
)

_USUAL: Final = "no-ff"
_FLAGS: Final = ("requiredAllApprovers", "requiredAllTasksComplete")
#: Checks that want a number, with the key of the number in the newer form of the setting.
_COUNTS: Final = ("requiredApprovers", "requiredSuccessfulBuilds")
_SETTINGS: Final = "pull request settings"


def _kept(call: Call, repository: Repository) -> dict[str, Any]:
    found: dict[str, Any] = call.world.side.get(_SETTINGS, str(repository.id)) or {}
    return found


def _settings(call: Call) -> Response:
    return ok(_shown(_kept(call, call.repository(Level.READ))))


def _shown(kept: dict[str, Any]) -> dict[str, Any]:
    enabled = kept.get("strategies") or list(STRATEGIES)
    return {
        "mergeConfig": {
            "defaultStrategy": {"id": kept.get("default") or _USUAL, "enabled": True},
            "strategies": [{"id": word, "enabled": word in enabled} for word in STRATEGIES],
            "type": "REPOSITORY" if "strategies" in kept else "DEFAULT",
            "commitSummaries": 20,
        },
        **{flag: bool(kept.get(flag)) for flag in _FLAGS},
        **{count: int(kept.get(count, 0)) for count in _COUNTS},
    }


def _set_settings(call: Call) -> Response:
    """Change what is sent; an empty `mergeConfig` goes back to what the project has."""
    repository = call.repository(Level.ADMIN, writes=True)
    body = call.body()
    kept = {**_kept(call, repository), **_checks(body)}
    config = body.object("mergeConfig")
    if config is not None:
        kept.pop("strategies", None)
        kept.pop("default", None)
        kept.update(_strategies(config))
    call.world.side.put(_SETTINGS, str(repository.id), kept)
    return ok(_shown(kept))


def _checks(body: Body) -> dict[str, Any]:
    found: dict[str, Any] = {key: body.flag(key) for key in _FLAGS if key in body}
    for key in _COUNTS:
        if key not in body:
            continue
        try:
            count = body.number(key)
        except Refusal:
            # Newer servers send an object here, `{"count": 1, "enable": true}`.
            setting = body.object(key)
            wanted = setting is not None and setting.flag("enable") is not False
            count = setting.number("count") if setting is not None and wanted else 0
        found[key] = count or 0
    return found


def _strategies(config: Body) -> dict[str, Any]:
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


def _vetoes(call: Call, repository: Repository, found: PullRequest) -> list[dict[str, str]]:
    """Return what the merge checks object to."""
    kept = _kept(call, repository)
    approvals = sum(review.verdict is Verdict.APPROVED for review in found.reviews)
    asked = [review for review in found.reviews if review.account_id in found.reviewers]
    properties = answers.pull_request(call.world, found)["properties"]
    vetoes = []
    if found.draft:
        vetoes.append(_veto("Draft pull request", "Mark it as ready for review first."))
    if approvals < kept.get("requiredApprovers", 0):
        needed = kept["requiredApprovers"]
        vetoes.append(
            _veto("Not enough approvals", f"You need {needed} approvals, and have {approvals}.")
        )
    if kept.get("requiredAllApprovers") and any(
        review.verdict is not Verdict.APPROVED for review in asked
    ):
        vetoes.append(_veto("Not all reviewers approved", "All reviewers need to approve."))
    if kept.get("requiredAllTasksComplete") and properties.get("openTaskCount"):
        vetoes.append(_veto("Not all tasks are complete", "All tasks need to be complete."))
    if _builds(call, repository, found) < kept.get("requiredSuccessfulBuilds", 0):
        vetoes.append(_veto("Not enough successful builds", "Wait until its builds succeed."))
    why = forbids(call, repository, found.target_branch, Deed.MERGE)
    if why is not None:
        vetoes.append(_veto("Branch permission", why))
    return vetoes


def _builds(call: Call, repository: Repository, found: PullRequest) -> int:
    statuses = call.forge.statuses.list(repository, found.source_commit)
    return sum(status.state is StatusState.SUCCESS for status in statuses)


def _veto(summary: str, detail: str) -> dict[str, str]:
    return {"summaryMessage": summary, "detailedMessage": detail}


def _test(call: Call) -> Response:
    """Tell whether it can be merged."""
    repository, found = call.pull_request()
    if found.state is not PullRequestState.OPEN:
        raise illegal_state(WrongState(found.state.value, "open"))
    clean = call.forge.pull_requests.mergeability(found).clean
    vetoes = _vetoes(call, repository, found)
    if call.caller.level(repository) < Level.WRITE:
        vetoes.append(_veto("Insufficient permissions", "You need write permission to merge."))
    return ok(
        {
            "canMerge": clean and not vetoes,
            "conflicted": not clean,
            "outcome": "CLEAN" if clean else "CONFLICTED",
            "vetoes": vetoes,
            "properties": {},
        }
    )


def _merge(call: Call) -> Response:
    repository, found = call.pull_request(Level.WRITE, writes=True)
    account = call.account
    if call.caller.is_service:
        # https://confluence.atlassian.com/bitbucketserver/http-access-tokens-939515499.html:
        # merging needs a user with an e-mail address.
        raise Refusal(403, "Tokens of projects and repositories cannot merge pull requests.")
    body = call.body()
    version = expected_version(call, body)
    strategy = _strategy(call, repository, body)
    if found.state is not PullRequestState.OPEN:
        raise illegal_state(WrongState(found.state.value, "open"))
    if version != found.version:
        stale = StaleVersion(version, found.version)
        raise out_of_date(call, repository, stale, found.number)
    vetoes = _vetoes(call, repository, found)
    if vetoes:
        raise _vetoed(vetoes, conflicted=False)
    try:
        merged = call.forge.pull_requests.merge(
            found,
            strategy=strategy,
            message=_message(call, repository, found, body),
            delete_source=False,
            expected_version=version,
            actor=account,
        )
    except MergeConflict as error:
        raise _vetoed([], conflicted=True) from error
    except StaleVersion as error:
        raise out_of_date(call, repository, error, found.number) from error
    except WrongState as error:
        raise illegal_state(error) from error
    except NotFastForward as error:
        detail = "The branch has commits of its own and cannot be fast-forwarded."
        raise _vetoed([_veto("Not a fast-forward", detail)], conflicted=False) from error
    except (NothingToMerge, SourceMissing) as error:
        raise Refusal(409, str(error), exception="pull.EmptyPullRequestException") from error
    return ok(answers.pull_request(call.world, merged))


def _strategy(call: Call, repository: Repository, body: Body) -> MergeStrategy:
    kept = _kept(call, repository)
    word = body.text("strategyId") or kept.get("default") or _USUAL
    if word not in STRATEGIES or word not in kept.get("strategies", STRATEGIES):
        raise invalid_argument(f"The merge strategy '{word}' is not enabled for this repository")
    return STRATEGIES[word]


def _message(call: Call, repository: Repository, found: PullRequest, body: Body) -> str:
    """Return the commit's message: a subject of the server's own comes first, unless refused."""
    said = body.text("message")
    automatic = body.flag("autoSubject")
    if automatic is False and said:
        return said
    home = call.forge.namespaces.get(repository.namespace_id)
    where = f"{project_key(call.forge, home)}/{repository.slug}"
    subject = (
        f"Pull request #{found.number}: {found.title}\n\n"
        f"Merge in {where} from {found.source_branch} to {found.target_branch}\n"
    )
    return f"{subject}\n{said}" if said else subject


def _vetoed(vetoes: list[dict[str, str]], *, conflicted: bool) -> Refusal:
    message = (
        "The pull request has conflicts and can't be merged."
        if conflicted
        else "; ".join(veto["detailedMessage"] for veto in vetoes)
    )
    return Refusal(
        409,
        message,
        exception="pull.PullRequestMergeVetoedException",
        more={"conflicted": conflicted, "vetoes": vetoes},
    )


def _decline(call: Call) -> Response:
    repository, found = call.pull_request(writes=True)
    may_change(call, repository, found)
    body = call.body()
    comment = body.text("comment")
    try:
        with call.forge.transaction():
            closed = call.forge.pull_requests.close(
                found, expected_version=expected_version(call, body), actor=call.account
            )
            if comment:
                call.forge.comments.create(closed, comment, actor=call.account)
    except StaleVersion as error:
        raise out_of_date(call, repository, error, found.number) from error
    except WrongState as error:
        raise illegal_state(error) from error
    return ok(answers.pull_request(call.world, closed))


def _reopen(call: Call) -> Response:
    repository, found = call.pull_request(writes=True)
    may_change(call, repository, found)
    try:
        opened = call.forge.pull_requests.reopen(
            found,
            expected_version=expected_version(call, call.body()),
            actor=call.account,
        )
    except StaleVersion as error:
        raise out_of_date(call, repository, error, found.number) from error
    except WrongState as error:
        raise illegal_state(error) from error
    except SourceMissing as error:
        raise Refusal(409, str(error), exception="pull.EmptyPullRequestException") from error
    return ok(answers.pull_request(call.world, opened))


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/settings/pull-requests", _settings),
    Endpoint("POST", "api", REPOSITORY + "/settings/pull-requests", _set_settings),
    Endpoint("GET", "api", PULL_REQUEST + "/merge", _test),
    Endpoint("POST", "api", PULL_REQUEST + "/merge", _merge),
    Endpoint("POST", "api", PULL_REQUEST + "/decline", _decline),
    Endpoint("POST", "api", PULL_REQUEST + "/reopen", _reopen),
)
