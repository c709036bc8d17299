"""Ends of pull requests: whether one can be merged, merging, declining, and opening it again.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-pull-requests/, and for the
checks "settings/pull-requests". A veto is a merge check that objects.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers, pull_request_settings
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PULL_REQUEST,
    Call,
    Endpoint,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import Refusal, invalid_argument
from githost_bitbucket.emulator.datacenter.names import STRATEGIES, project_key
from githost_bitbucket.emulator.datacenter.pull_requests import (
    expected_version,
    illegal_state,
    out_of_date,
)
from githost_bitbucket.emulator.datacenter.restrictions import Deed, forbids
from githost_local.forge.errors import (
    MergeConflict,
    NotFastForward,
    NothingToMerge,
    RefMoved,
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

#: The version that can merge by itself later, which repositories do not allow until it is set.
_AUTO_MERGE: Final = "8.15"


def _vetoes(call: Call, repository: Repository, found: PullRequest) -> list[dict[str, str]]:
    """Return what the merge checks object to."""
    wanted = pull_request_settings.checks(call, repository)
    approvals = sum(review.verdict is Verdict.APPROVED for review in found.reviews)
    asked = [review for review in found.reviews if review.account_id in found.reviewers]
    vetoes = []
    if found.draft:
        vetoes.append(_veto("Draft pull request", "Mark it as ready for review first."))
    needed = wanted["requiredApprovers"]
    if approvals < needed:
        vetoes.append(
            _veto("Not enough approvals", f"You need {needed} approvals, and have {approvals}.")
        )
    if wanted["requiredAllApprovers"] and any(
        review.verdict is not Verdict.APPROVED for review in asked
    ):
        vetoes.append(_veto("Not all reviewers approved", "All reviewers need to approve."))
    if wanted["requiredAllTasksComplete"] and answers.open_tasks(call.forge.comments.list(found)):
        vetoes.append(_veto("Not all tasks are complete", "All tasks need to be complete."))
    if _builds(call, repository, found) < wanted["requiredSuccessfulBuilds"]:
        vetoes.append(_veto("Not enough successful builds", "Wait until its builds succeed."))
    why = forbids(call.forge, call.caller.account, repository, found.target_branch, Deed.MERGE)
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
    if body.flag("autoMerge") and call.world.since(_AUTO_MERGE):
        raise Refusal(403, "Auto-merge is not enabled for this repository.")
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
    except RefMoved as error:
        message = (
            f"New changes were pushed to {found.target_branch} in {_place(call, repository)} while "
            "the merge was being performed. Please retry the merge."
        )
        raise Refusal(409, message, exception="scm.MergeException") from error
    except WrongState as error:
        raise illegal_state(error) from error
    except NotFastForward as error:
        detail = "The branch has commits of its own and cannot be fast-forwarded."
        raise _vetoed([_veto("Not a fast-forward", detail)], conflicted=False) from error
    except (NothingToMerge, SourceMissing) as error:
        raise Refusal(409, str(error), exception="pull.EmptyPullRequestException") from error
    return ok(answers.pull_request(call.world, merged))


def _strategy(call: Call, repository: Repository, body: Body) -> MergeStrategy:
    offered = pull_request_settings.strategies(call, repository)
    word = body.text("strategyId") or offered.default
    if word not in offered.enabled:
        raise invalid_argument(f"The merge strategy '{word}' is not enabled for this repository")
    return STRATEGIES[word]


def _message(call: Call, repository: Repository, found: PullRequest, body: Body) -> str:
    """Return the commit's message: a subject of the server's own comes first, unless refused."""
    said = body.text("message")
    automatic = body.flag("autoSubject")
    if automatic is False and said:
        return said
    subject = (
        f"Pull request #{found.number}: {found.title}\n\n"
        f"Merge in {_place(call, repository)} from {found.source_branch} to {found.target_branch}\n"
    )
    return f"{subject}\n{said}" if said else subject


def _place(call: Call, repository: Repository) -> str:
    home = call.forge.namespaces.get(repository.namespace_id)
    return f"{project_key(call.forge, home)}/{repository.slug}"


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
    Endpoint("GET", "api", PULL_REQUEST + "/merge", _test),
    Endpoint("POST", "api", PULL_REQUEST + "/merge", _merge),
    Endpoint("POST", "api", PULL_REQUEST + "/decline", _decline),
    Endpoint("POST", "api", PULL_REQUEST + "/reopen", _reopen),
)
