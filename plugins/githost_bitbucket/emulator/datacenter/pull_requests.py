"""Pull requests: listing, opening, changing and deleting them.

https://developer.atlassian.com/server/bitbucket/rest/v904/api-group-pull-requests/. Every change
must name the version that the caller read. Query parameters that are not known are ignored.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import attrs
from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.auth import Caller
from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.call import (
    PULL_REQUEST,
    REPOSITORY,
    Call,
    Endpoint,
    created,
    empty,
    find_repository,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import (
    Refusal,
    invalid,
    invalid_argument,
    no_branch,
)
from githost_bitbucket.emulator.datacenter.names import BRANCH_PREFIX, STATE_OF, branch_name
from githost_bitbucket.emulator.datacenter.paging import page_of
from githost_local.forge.errors import (
    AlreadyExists,
    NotFound,
    NothingToMerge,
    StaleVersion,
    WrongState,
)
from githost_local.forge.records import (
    Account,
    AccountKind,
    Level,
    PullRequest,
    PullRequestState,
    Repository,
    ReviewRole,
    Verdict,
)

_DRAFTS: Final = "8.18"
#: How many filters of participants count; more are dropped.
_FILTERS: Final = 10


@attrs.frozen
class _Part:
    """What `username.N`, `role.N` and `approved.N` ask for."""

    name: str
    role: str | None
    approved: bool | None

    def fits(self, call: Call, found: PullRequest) -> bool:
        author = call.forge.accounts.get(found.author_id)
        if self.role in {None, "AUTHOR"} and author.login.casefold() == self.name:
            return self.approved is not True
        for review in found.reviews:
            account = call.forge.accounts.get(review.account_id)
            role = "REVIEWER" if review.role is ReviewRole.REVIEWER else "PARTICIPANT"
            if account.login.casefold() != self.name or self.role not in {None, role}:
                continue
            if self.approved in {None, review.verdict is Verdict.APPROVED}:
                return True
        return False


def _parts(call: Call) -> list[_Part]:
    found, number = [], 1
    while number <= _FILTERS and (name := call.query(f"username.{number}")) is not None:
        role, approved = call.query(f"role.{number}"), call.query(f"approved.{number}")
        if role is not None and role.upper() not in {"AUTHOR", "REVIEWER", "PARTICIPANT"}:
            raise invalid_argument(f"'{role}' is not a role")
        found.append(
            _Part(
                name.casefold(),
                None if role is None else role.upper(),
                None if approved is None else approved.lower() == "true",
            )
        )
        number += 1
    return found


def _states(call: Call) -> tuple[PullRequestState, ...] | None:
    word = (call.query("state") or "OPEN").upper()
    if word == "ALL":
        return None
    if word not in STATE_OF:
        raise invalid_argument(f"'{word}' is not a pull request state")
    return (STATE_OF[word],)


def _list(call: Call) -> Response:
    repository = call.repository(Level.READ)
    outgoing = (call.query("direction") or "INCOMING").upper() == "OUTGOING"
    at = call.query("at")
    ref = None if at is None else at.removeprefix(BRANCH_PREFIX)
    # A name that is not fully qualified is no branch's id.
    is_branch = at is None or at.startswith(BRANCH_PREFIX)
    parts = _parts(call)
    draft = call.query("draft") if call.world.since(_DRAFTS) else None

    def keep(found: PullRequest) -> bool:
        if not is_branch:
            return False
        if draft is not None and found.draft is not (draft.lower() == "true"):
            return False
        return all(part.fits(call, found) for part in parts)

    found = call.forge.pull_requests.list(
        repository=None if outgoing else repository,
        source=repository if outgoing else None,
        states=_states(call),
        source_branch=ref if outgoing else None,
        target_branch=None if outgoing else ref,
        query=call.query("filterText"),
        descending=(call.query("order") or "NEWEST").upper() != "OLDEST",
        where=keep,
    )
    return ok(page_of(call.window, found.items, lambda p: _listed(call, p)))


def _listed(call: Call, found: PullRequest) -> dict[str, Any]:
    answer = answers.pull_request(call.world, found)
    if call.query("withProperties") == "false":
        del answer["properties"]
    return answer


def _get(call: Call) -> Response:
    _, found = call.pull_request()
    return ok(answers.pull_request(call.world, found))


def _create(call: Call) -> Response:
    repository = call.repository(Level.READ, writes=True)
    account = call.account
    body = call.body()
    title = body.required("title")
    source, source_branch = _end(call, body, "fromRef", repository)
    target, target_branch = _end(call, body, "toRef", repository)
    if target.id != repository.id:
        raise invalid("The target must be the repository that is addressed", "toRef")
    if (source.id, source_branch) == (target.id, target_branch):
        raise _nothing(target_branch, source_branch)
    if Caller(forge=call.forge, account=account).level(source) < Level.READ:
        raise call.refuse()
    _check_branches(call, source, source_branch, target, target_branch)
    reviewers = _reviewers(call, body, target, author=account)
    draft = bool(body.flag("draft")) and call.world.since(_DRAFTS)
    try:
        made = call.forge.pull_requests.create(
            target,
            title=title,
            source_branch=source_branch,
            target_branch=target_branch,
            source=source,
            description=body.text("description") or "",
            reviewers=reviewers or (),
            draft=draft,
            actor=account,
        )
    except AlreadyExists as error:
        raise _duplicate(call, error) from error
    except NothingToMerge as error:
        raise _nothing(target_branch, source_branch) from error
    return created(answers.pull_request(call.world, made))


def _end(call: Call, body: Body, key: str, usual: Repository) -> tuple[Repository, str]:
    """Return the repository and branch of one end; without a repository, the one addressed."""
    end = body.object(key)
    if end is None:
        raise invalid(f"{key} is required", key)
    branch = branch_name(end.required("id"))
    chosen = end.object("repository")
    if chosen is None:
        return usual, branch
    project = chosen.object("project")
    if project is None:
        raise invalid(f"{key}.repository.project is required", key)
    return find_repository(call.forge, project.required("key"), chosen.required("slug")), branch


def _check_branches(
    call: Call, source: Repository, from_: str, target: Repository, to: str
) -> None:
    for repository, name in ((source, from_), (target, to)):
        if call.forge.branches.head(repository, name) is None:
            raise no_branch(name, repository.slug)


def _reviewers(
    call: Call, body: Body, target: Repository, *, author: Account
) -> tuple[Account, ...] | None:
    """Return the reviewers named; one that cannot review refuses the whole request."""
    named = body.objects("reviewers")
    if named is None:
        return None
    wrong: list[dict[str, str]] = []
    right: list[Account] = []
    for one in named:
        user = one.object("user")
        name = user.required("name") if user is not None else ""
        problem, account = _reviewer(call, name, target, author)
        if account is not None:
            right.append(account)
        else:
            wrong.append({"context": name, "message": problem})
    if wrong:
        raise Refusal(
            409,
            "Errors encountered while adding some reviewers to this pull request.",
            exception="pull.InvalidPullRequestReviewersException",
            context="reviewers",
            more={
                "reviewerErrors": wrong,
                "validReviewers": [answers.user(call.world, one) for one in right],
            },
        )
    return tuple(right)


def _reviewer(
    call: Call, name: str, target: Repository, author: Account
) -> tuple[str, Account | None]:
    try:
        account = call.forge.accounts.by_login(name)
    except NotFound:
        return f"{name} is not a user.", None
    if account.kind is not AccountKind.PERSON or not account.active:
        return f"{name} is not a user.", None
    if account.id == author.id:
        return f"{account.display_name} is the author and cannot be added as a reviewer.", None
    if Caller(forge=call.forge, account=account).level(target) < Level.READ:
        message = f"{account.display_name} does not have permission to view this pull request."
        return message, None
    return "", account


def _duplicate(call: Call, error: AlreadyExists) -> Refusal:
    more: dict[str, Any] = {}
    if isinstance(error.existing, PullRequest):
        more["existingPullRequest"] = answers.pull_request(call.world, error.existing)
    return Refusal(
        409,
        "Only one pull request may be open for a given source and target branch",
        exception="pull.DuplicatePullRequestException",
        more=more,
    )


def _nothing(target: str, source: str) -> Refusal:
    return Refusal(
        409,
        f"{target} is already up-to-date with branch {source}.",
        exception="pull.EmptyPullRequestException",
    )


def _may_change(call: Call, repository: Repository, found: PullRequest) -> None:
    """Refuse who is neither the author nor may write to the target."""
    is_author = call.account.id == found.author_id
    if not is_author and call.caller.level(repository) < Level.WRITE:
        raise call.refuse()


def expected_version(call: Call, body: Body) -> int:
    """Return the version that the caller read, from the query or the body; none fits nothing."""
    asked = call.query("version")
    if asked is not None:
        return call.number("version", -1)
    found = body.number("version")
    return -1 if found is None else found


def out_of_date(call: Call, repository: Repository, error: StaleVersion, number: int) -> Refusal:
    """Say that somebody else was faster."""
    current = call.forge.pull_requests.get(repository, number)
    return Refusal(
        409,
        "You are attempting to modify a pull request based on out-of-date information.",
        exception="pull.PullRequestOutOfDateException",
        more={
            "currentVersion": current.version,
            "expectedVersion": error.expected,
            "pullRequest": answers.pull_request(call.world, current),
        },
    )


def illegal_state(error: WrongState) -> Refusal:
    """Say that a pull request is not in a state for this."""
    return Refusal(
        409,
        f"This pull request is {error.state}, and must be {error.wanted}.",
        exception="pull.IllegalPullRequestStateException",
    )


def _update(call: Call) -> Response:
    """Change a pull request: reviewers that are not sent are removed, a missing title stays."""
    repository, found = call.pull_request(writes=True)
    _may_change(call, repository, found)
    body = call.body()
    _check_update(body)
    version = expected_version(call, body)
    author = call.forge.accounts.get(found.author_id)
    reviewers = _reviewers(call, body, repository, author=author) or ()
    target = body.object("toRef")
    into = None if target is None else branch_name(target.required("id"))
    if into is not None and call.forge.branches.head(repository, into) is None:
        raise no_branch(into, repository.slug)
    draft = body.flag("draft") if call.world.since(_DRAFTS) else None
    try:
        with call.forge.transaction():
            changed = call.forge.pull_requests.update(
                found,
                title=body.text("title"),
                description=body.text("description"),
                target_branch=into,
                reviewers=reviewers,
                draft=draft,
                expected_version=version,
                actor=call.account,
            )
            _keep_as_participants(call, found, reviewers)
            changed = call.forge.pull_requests.by_id(changed.id)
    except StaleVersion as error:
        raise out_of_date(call, repository, error, found.number) from error
    except WrongState as error:
        raise illegal_state(error) from error
    except AlreadyExists as error:
        raise _duplicate(call, error) from error
    except NothingToMerge as error:
        raise _nothing(into or found.target_branch, found.source_branch) from error
    return ok(answers.pull_request(call.world, changed))


def _check_update(body: Body) -> None:
    """Refuse what an update must not have, and one that does not say what it changes."""
    for key in ("author", "participants"):
        if key in body:
            raise invalid(f"The {key} of a pull request cannot be changed", key)
    if body.number("version") is None:
        raise invalid("The pull request's version must be specified", "version")


def _keep_as_participants(call: Call, was: PullRequest, reviewers: Iterable[Account]) -> None:
    """Leave those who no longer review as participants, which the product never removes."""
    kept = {account.id for account in reviewers}
    for account_id in was.reviewers:
        if account_id not in kept:
            call.forge.reviews.join(was, call.forge.accounts.get(account_id))


def _delete(call: Call) -> Response:
    repository, found = call.pull_request(writes=True)
    if call.account.id != found.author_id and call.caller.level(repository) < Level.ADMIN:
        raise call.refuse()
    if found.state is PullRequestState.MERGED:
        message = "This pull request has already been merged and cannot be deleted."
        raise Refusal(409, message, exception="pull.IllegalPullRequestStateException")
    try:
        call.forge.pull_requests.delete(
            found, expected_version=expected_version(call, call.body()), actor=call.account
        )
    except StaleVersion as error:
        raise out_of_date(call, repository, error, found.number) from error
    return empty()


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/pull-requests", _list),
    Endpoint("POST", "api", REPOSITORY + "/pull-requests", _create),
    Endpoint("GET", "api", PULL_REQUEST, _get),
    Endpoint("PUT", "api", PULL_REQUEST, _update),
    Endpoint("DELETE", "api", PULL_REQUEST, _delete),
)
