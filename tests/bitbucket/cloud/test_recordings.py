"""Recorded answers of Cloud are read whole."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from githost.model import BranchRuleKind, Permission, PullRequestState, UserRef
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import decoder

_CASES: list[tuple[str, type[Any], Callable[..., Any]]] = [
    ("branches/*branch*.json", payloads.Ref, decode.branch),
    ("tags/*.json", payloads.Ref, decode.tag),
    ("repositories/*.json", payloads.Repository, decode.repository),
    ("hooks/*.json", payloads.Webhook, decode.hook),
    ("keys/*.json", payloads.DeployKey, decode.deploy_key),
    ("restrictions/*GET*.json", payloads.BranchRestriction, decode.branch_rule),
    ("reviewers/*default-reviewers.json", payloads.Account, decode.user),
    ("reviewers/*default_reviewers_with*.json", payloads.Account, decode.user),
    ("users/*[rR]eviewer*.json", payloads.Account, decode.user),
    ("users/go-scm__user.json", payloads.Account, decode.user),
    ("users/dependabot__current_user.json", payloads.Account, decode.user),
    ("users/jx-go-scm__workspace*.json", payloads.Workspace, decode.namespace),
    ("workspaces/*.json", payloads.Workspace, decode.namespace),
    ("permissions/*user_workspaces.json", payloads.WorkspaceAccess, decode.workspace_access),
    ("permissions/go-scm__workspace_repo_perms.json", payloads.PermissionGrant, decode.grant),
    ("permissions/*perm*ision.json", payloads.PermissionGrant, decode.grant),
    ("permissions/go-scm__perms.json", payloads.PermissionGrant, decode.grant),
    # Those of dependabot and of a commit were asked for with `fields`, and lack what they are about.
    ("pullrequests/atlassian*.json", payloads.PullRequest, decode.pull_request),
    ("pullrequests/danger*.json", payloads.PullRequest, decode.pull_request),
    ("pullrequests/devlake*.json", payloads.PullRequest, decode.pull_request),
    ("pullrequests/froggit__get*.json", payloads.PullRequest, decode.pull_request),
    ("pullrequests/froggit*list*.json", payloads.PullRequest, decode.pull_request),
    ("pullrequests/*go-scm*.json", payloads.PullRequest, decode.pull_request),
    ("comments/*.json", payloads.Comment, decode.comment),
    ("tasks/*.json", payloads.Task, decode.task),
    ("activities/*.json", dict[str, Any], decode.activity),
    ("commits/*.json", payloads.Commit, decode.commit),
    ("contents/*.json", payloads.TreeEntry, decode.entry),
    ("diffs/*.json", payloads.Diffstat, decode.change),
    ("statuses/*go-scm*.json", payloads.CommitStatus, decode.status),
    ("statuses/*statuses.json", payloads.CommitStatus, decode.status),
]


def _documents(shared: Path, pattern: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for file in sorted((shared / "fixtures" / "cloud").glob(pattern)):
        if file.name.endswith(".golden.json"):
            continue
        document = json.loads(file.read_text())
        values = document.get("values") if isinstance(document, dict) else document
        items = values if isinstance(values, list) else [document]
        found.extend((f"{file.name}[{index}]", item) for index, item in enumerate(items))
    return found


@pytest.mark.parametrize(("pattern", "shape", "model"), _CASES, ids=[case[0] for case in _CASES])
def test_recorded_objects_are_read(
    shared: Path, pattern: str, shape: type[Any], model: Callable[..., Any]
) -> None:
    """Each becomes a model, with what it lacks left out."""
    documents = _documents(shared, pattern)
    assert documents
    for name, document in documents:
        found = model(decoder.structure(document, shape, at=name), document)
        assert found.raw == document, name


def test_recorded_rules_name_whom_they_let_through(shared: Path) -> None:
    """Kinds are known, people are named by uuid."""
    documents = _documents(shared, "restrictions/*GET_repo_branch-restrictions.json")
    rules = [
        decode.branch_rule(decoder.structure(document, payloads.BranchRestriction))
        for _, document in documents
    ]
    assert {rule.kind for rule in rules} == {
        BranchRuleKind.DELETE,
        BranchRuleKind.FORCE_PUSH,
        BranchRuleKind.MERGE,
        BranchRuleKind.PUSH,
    }
    named = {rule.users for rule in rules if rule.kind is BranchRuleKind.PUSH}
    assert named == {frozenset({UserRef("{MergeRestrictUserUuid}")})}


def test_recorded_grants_have_their_permission(shared: Path) -> None:
    """The word is kept beside it."""
    ((_, document),) = _documents(shared, "permissions/go-scm__user_repo_perm_admin.json")
    found = decode.grant(decoder.structure(document, payloads.PermissionGrant))
    assert (found.permission, found.role) == (Permission.ADMIN, "admin")


def test_recorded_ends_of_pull_requests_are_told_with_their_time(shared: Path) -> None:
    """The answers to merge and decline hold it."""
    documents = _documents(shared, "pullrequests/*POST_repo_pullrequests_1_*.json")
    found = [
        decode.pull_request(decoder.structure(document, payloads.PullRequest))
        for _, document in documents
    ]
    assert [one.state for one in found] == [PullRequestState.CLOSED, PullRequestState.MERGED]
    assert None not in {one.closed_at for one in found}
    assert found[1].merge_commit is not None
