"""What callers send about a pull request: its ends and its reviewers."""

from __future__ import annotations

import attrs

from githost_bitbucket.emulator.cloud.bodies import REQUIRED, Body
from githost_bitbucket.emulator.cloud.call import Call, find_repository, is_member
from githost_bitbucket.emulator.cloud.errors import ApiError, invalid
from githost_bitbucket.emulator.cloud.names import find_account, key_of
from githost_local.forge.errors import NotFound
from githost_local.forge.records import Account, Level, Repository


@attrs.frozen
class End:
    """A branch of a repository."""

    repository: Repository
    branch: str


def source(call: Call, target: Repository, body: Body) -> End:
    """Return where a pull request is to come from, which is its target's repository or a fork."""
    sent = body.object("source")
    if sent is None:
        raise invalid("source", REQUIRED)
    named = sent.object("repository")
    repository = target if named is None else _repository(call, target, named)
    branch = _branch(sent)
    if branch is None:
        raise invalid("source", REQUIRED)
    if call.forge.branches.head(repository, branch) is None:
        raise invalid("source", f"branch not found: {branch}")
    return End(repository, branch)


def destination(call: Call, target: Repository, body: Body) -> str | None:
    """Return the branch a pull request is to go into, or None where that is not said."""
    sent = body.object("destination")
    branch = None if sent is None else _branch(sent)
    if branch is not None and call.forge.branches.head(target, branch) is None:
        raise invalid("destination", f"branch not found: {branch}")
    return branch


def _branch(sent: Body) -> str | None:
    branch = sent.object("branch")
    return None if branch is None else branch.text("name")


def _repository(call: Call, target: Repository, named: Body) -> Repository:
    full_name, uuid = named.text("full_name"), named.text("uuid")
    try:
        if full_name is not None:
            workspace, _, slug = full_name.partition("/")
            found = find_repository(call.forge, workspace, slug)
        elif uuid is not None and (key := key_of(uuid)) is not None:
            found = call.forge.repos.by_key(key)
        else:
            return target
    except (ApiError, NotFound) as error:
        raise invalid("source", f"repository not found: {full_name or uuid}") from error
    if call.level(found) < Level.READ:
        raise invalid("source", f"repository not found: {full_name or uuid}")
    return found


def reviewers(
    call: Call, target: Repository, author: Account, body: Body
) -> tuple[Account, ...] | None:
    """Return the accounts that are to review, or None where that is not said.

    All that is wrong with them is told at once; the words are those that Renovate knows
    (https://github.com/renovatebot/renovate, lib/modules/platform/bitbucket/index.ts).
    """
    sent = body.objects("reviewers")
    if sent is None:
        return None
    accounts = tuple(_reviewer(call, one) for one in sent)
    workspace = call.forge.namespaces.get(target.namespace_id)
    messages = []
    for account in accounts:
        name = account.display_name
        if account.id == author.id:
            messages.append(f"{name} is the author and cannot be included as a reviewer.")
        elif not is_member(call.forge, workspace, account):
            messages.append(
                f"{name} is not a member of this workspace and cannot be added to this pull request"
            )
        elif call.forge.permissions.effective(account, target) < Level.READ:
            messages.append(f"{name} does not have access to view this pull request")
    if messages:
        raise ApiError(400, f"reviewers: {' '.join(messages)}", fields={"reviewers": messages})
    return accounts


def _reviewer(call: Call, sent: Body) -> Account:
    text = sent.text("uuid") or sent.text("account_id")
    try:
        account = find_account(call.forge, text or "")
    except ApiError as error:
        raise invalid("reviewers", "Malformed reviewers list") from error
    if not account.active:
        raise invalid("reviewers", "Malformed reviewers list")
    return account
