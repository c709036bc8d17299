"""Branches; the module `branch-utils` makes and deletes them, too."""

from __future__ import annotations

from starlette.responses import Response

from githost_bitbucket.emulator.datacenter import answers
from githost_bitbucket.emulator.datacenter.call import (
    REPOSITORY,
    Call,
    Endpoint,
    created,
    empty,
    ok,
)
from githost_bitbucket.emulator.datacenter.errors import (
    Refusal,
    duplicate_ref,
    invalid,
    invalid_ref,
    no_branch,
    no_commit,
    no_default_branch,
)
from githost_bitbucket.emulator.datacenter.names import branch_name
from githost_bitbucket.emulator.datacenter.paging import page, page_of
from githost_bitbucket.emulator.datacenter.restrictions import Deed, check
from githost_bitbucket.emulator.datacenter.revisions import find_commit
from githost_local.forge.errors import AlreadyExists, Conflict, Invalid, NotFound, RefMoved
from githost_local.forge.records import Level, RefSort, Repository


def _list(call: Call) -> Response:
    """List branches; `filterText` is a part of the name."""
    repository = call.repository(Level.READ)
    window = call.window
    by_date = (call.query("orderBy") or "").upper() != "ALPHABETICAL"
    found = call.forge.branches.list(
        repository,
        query=call.query("filterText"),
        sort=RefSort.DATE if by_date else RefSort.NAME,
        descending=by_date,
        offset=window.start,
        limit=window.limit,
    )
    return ok(page(window, found, answers.branch))


def _create_in_api(call: Call) -> Response:
    return ok(_made(call))


def _create(call: Call) -> Response:
    return created(_made(call))


def _made(call: Call) -> dict[str, object]:
    repository = call.repository(Level.WRITE, writes=True)
    body = call.body()
    name = branch_name(body.required("name"))
    check(call, repository, name, Deed.CREATE)
    start = body.required("startPoint")
    try:
        found = call.forge.branches.create(repository, name, start=start, actor=call.account)
    except AlreadyExists as error:
        raise duplicate_ref(name) from error
    except Invalid as error:
        raise invalid_ref("branch", name) from error
    except NotFound as error:
        raise no_commit(start, repository.slug) from error
    except Conflict as error:
        message = f"The name of branch '{name}' overlaps with an existing branch."
        raise Refusal(409, message) from error
    return answers.branch(found)


def _delete(call: Call) -> Response:
    """Delete the branch that the body names; one that is not there was deleted already."""
    repository = call.repository(Level.WRITE, writes=True)
    body = call.body()
    name = branch_name(body.required("name"))
    head = call.forge.branches.head(repository, name)
    if head is None:
        return empty()
    _check_deletable(repository, name)
    check(call, repository, name, Deed.DELETE)
    expected = body.text("endPoint")
    if expected is not None and expected != head:
        raise invalid(f"Branch '{name}' points to {head}, not to {expected}.")
    if body.flag("dryRun"):
        return empty()
    try:
        call.forge.branches.delete(repository, name, expected=head, actor=call.account)
    except RefMoved as error:
        raise invalid(f"Branch '{name}' no longer points to {head}.") from error
    return empty()


def _check_deletable(repository: Repository, name: str) -> None:
    if name == repository.default_branch:
        raise invalid(f"'{name}' is the default branch and cannot be deleted.")


def _default(call: Call) -> Response:
    """Tell the configured default branch; 404 while it has no commit."""
    repository = call.repository(Level.READ)
    found = call.forge.branches.default(repository)
    if found is None:
        raise no_default_branch(repository.slug)
    return ok(answers.minimal_branch(found.name))


def _old_default(call: Call) -> Response:
    """Tell the default branch at its older address: nothing for an empty repository."""
    repository = call.repository(Level.READ)
    found = call.forge.branches.default(repository)
    if found is not None:
        return ok(answers.branch(found))
    if call.forge.branches.list(repository, limit=1).total:
        raise no_default_branch(repository.slug)
    return empty()


def _set_default(call: Call) -> Response:
    repository = call.repository(Level.ADMIN, writes=True)
    name = branch_name(call.body().required("id"))
    if call.forge.branches.head(repository, name) is None:
        raise no_branch(name, repository.slug)
    call.forge.branches.set_default(repository, name, actor=call.account)
    return empty()


def _containing(call: Call) -> Response:
    """List the branches that hold a commit."""
    repository = call.repository(Level.READ)
    sha = find_commit(call, repository, call.path("commit"))
    held = [
        b
        for b in call.forge.branches.list(repository)
        if call.forge.commits.reaches(repository, sha, b.commit)
    ]
    return ok(page_of(call.window, held, lambda b: answers.minimal_branch(b.name)))


ENDPOINTS = (
    Endpoint("GET", "api", REPOSITORY + "/branches", _list),
    Endpoint("POST", "api", REPOSITORY + "/branches", _create_in_api),
    Endpoint("GET", "api", REPOSITORY + "/branches/default", _old_default),
    Endpoint("PUT", "api", REPOSITORY + "/branches/default", _set_default),
    Endpoint("GET", "api", REPOSITORY + "/default-branch", _default),
    Endpoint("PUT", "api", REPOSITORY + "/default-branch", _set_default),
    Endpoint("POST", "branch-utils", REPOSITORY + "/branches", _create),
    Endpoint("DELETE", "branch-utils", REPOSITORY + "/branches", _delete),
    Endpoint("GET", "branch-utils", REPOSITORY + "/branches/info/{commit}", _containing),
)
