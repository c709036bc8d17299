"""Branch rules and deploy keys: written whole, with what their kind takes."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import AlreadyExistsError, ConfigurationError, UnsupportedError
from githost.model import BranchRuleKind, EnsureOutcome, GroupRef, NamespaceRef, UserRef
from tests.bitbucket.cloud.exchanges import REPO, account, page, refusal
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_RULES = f"{REPO}/branch-restrictions"
_KEYS = f"{REPO}/deploy-keys"


def _rule(kind: str = "push", **more: Any) -> dict[str, Any]:
    return {
        "type": "branchrestriction",
        "id": 5,
        "kind": kind,
        "branch_match_kind": "glob",
        "pattern": "main",
        "value": None,
        "users": [],
        "groups": [],
        **more,
    }


def _key(**more: Any) -> dict[str, Any]:
    return {"type": "deploy_key", "id": 7, "key": "ssh-ed25519 AAAA", "label": "ci", **more}


def test_rule_that_names_people_sends_both_lists(cloud: Callable[..., Scripted]) -> None:
    """Both are required there; users are named by uuid, else by account id."""
    host = cloud(answer(201, _rule(users=[account("ann")], groups=[{"slug": "devs"}])))
    made = host.host.branch_rules.create(
        "acme/site",
        kind=BranchRuleKind.PUSH,
        pattern="refs/heads/main",
        users=[UserRef("{ann}"), UserRef("557058:bob")],
        groups=[GroupRef("devs")],
    )
    assert made.users == {UserRef("{ann}")}
    assert made.groups == {GroupRef("devs")}
    assert host.sent == [f"POST {_RULES}"]
    assert host.body() == {
        "kind": "push",
        "branch_match_kind": "glob",
        "pattern": "main",
        "users": [{"account_id": "557058:bob"}, {"uuid": "{ann}"}],
        "groups": [{"slug": "devs"}],
    }


def test_rule_for_nobody_sends_empty_lists(cloud: Callable[..., Scripted]) -> None:
    """Then nobody may push."""
    host = cloud(answer(201, _rule()))
    host.host.branch_rules.create("acme/site", kind=BranchRuleKind.PUSH, pattern="main")
    assert (host.body()["users"], host.body()["groups"]) == ([], [])


def test_rule_with_a_number_sends_it_and_no_lists(cloud: Callable[..., Scripted]) -> None:
    """Only some kinds have one."""
    host = cloud(answer(201, _rule("require_approvals_to_merge", value=2)))
    made = host.host.branch_rules.create(
        "acme/site", kind=BranchRuleKind.REQUIRE_APPROVALS, pattern="release/*", value=2
    )
    assert (made.kind, made.value) == (BranchRuleKind.REQUIRE_APPROVALS, 2)
    assert host.body() == {
        "kind": "require_approvals_to_merge",
        "branch_match_kind": "glob",
        "pattern": "release/*",
        "value": 2,
    }


@pytest.mark.parametrize(
    "more", [{"users": [UserRef("{ann}")]}, {"groups": [GroupRef("devs")]}, {"value": 2}]
)
def test_what_a_kind_does_not_take_is_refused(
    cloud: Callable[..., Scripted], more: dict[str, Any]
) -> None:
    """Nothing is sent."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="DELETE"):
        host.host.branch_rules.create(
            "acme/site", kind=BranchRuleKind.DELETE, pattern="main", **more
        )


def test_kind_that_cloud_lacks_is_refused(cloud: Callable[..., Scripted]) -> None:
    """Data Center's READ_ONLY is two rules here."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.branch_rules.create("acme/site", kind=BranchRuleKind.READ_ONLY, pattern="main")


def test_workspace_has_no_rules(cloud: Callable[..., Scripted]) -> None:
    """Repositories have."""
    host = cloud()
    with pytest.raises(UnsupportedError):
        host.host.branch_rules.list(NamespaceRef("acme"))


def test_rule_is_changed_by_sending_the_whole_of_it(cloud: Callable[..., Scripted]) -> None:
    """What was read goes back in the form in which it is written."""
    old = _rule(users=[account("ann")], groups=[{"slug": "devs", "name": "Devs"}])
    host = cloud(answer(200, old), answer(200, old))
    host.host.branch_rules.update("acme/site", "5", users=[])
    assert host.sent == [f"GET {_RULES}/5", f"PUT {_RULES}/5"]
    assert host.body() == {
        "kind": "push",
        "branch_match_kind": "glob",
        "pattern": "main",
        "users": [],
        "groups": [{"slug": "devs"}],
    }


def test_rule_by_the_branching_model_stays_one(cloud: Callable[..., Scripted]) -> None:
    """Its pattern is read as the kind of branch."""
    old = _rule(
        "require_passing_builds_to_merge",
        branch_match_kind="branching_model",
        pattern="",
        branch_type="production",
        value=1,
    )
    host = cloud(answer(200, old), answer(200, old))
    changed = host.host.branch_rules.update("acme/site", "5", value=3)
    assert changed.pattern == "production"
    assert host.body() == {
        "kind": "require_passing_builds_to_merge",
        "branch_match_kind": "branching_model",
        "branch_type": "production",
        "pattern": "",
        "value": 3,
    }


def test_kind_that_nobody_knows_is_read_and_written_back(cloud: Callable[..., Scripted]) -> None:
    """Its word is kept."""
    host = cloud(answer(200, _rule("require_sunshine", value=1)), answer(200, _rule()))
    host.host.branch_rules.update("acme/site", "5", pattern="dev")
    assert host.body() == {
        "kind": "require_sunshine",
        "branch_match_kind": "glob",
        "pattern": "dev",
        "value": 1,
    }


def test_ensure_finds_the_rule_by_kind_and_pattern(cloud: Callable[..., Scripted]) -> None:
    """One kind and pattern make one rule."""
    rules = [_rule("delete", id=4), _rule("force", id=6)]
    host = cloud(page(rules))
    done = host.host.branch_rules.ensure(
        "acme/site", kind=BranchRuleKind.FORCE_PUSH, pattern="main"
    )
    assert (done.outcome, done.value.id) == (EnsureOutcome.UNCHANGED, "6")


def test_deploy_key_only_reads(cloud: Callable[..., Scripted]) -> None:
    """One that writes is refused before anything is sent."""
    host = cloud(answer(200, _key()))
    made = host.host.deploy_keys.create("acme/site", label="ci", key="ssh-ed25519 AAAA")
    assert (made.id, made.read_only) == ("7", True)
    assert host.body() == {"key": "ssh-ed25519 AAAA", "label": "ci"}
    with pytest.raises(UnsupportedError, match="only read"):
        host.host.deploy_keys.create("acme/site", label="ci", key="k", read_only=False)


def test_deploy_key_is_renamed_by_repeating_the_key(cloud: Callable[..., Scripted]) -> None:
    """Its text cannot be changed and must be sent."""
    host = cloud(answer(200, _key()), answer(200, _key(label="new")))
    changed = host.host.deploy_keys.update("acme/site", "7", label="new", read_only=True)
    assert changed.label == "new"
    assert host.sent == [f"GET {_KEYS}/7", f"PUT {_KEYS}/7"]
    assert host.body() == {"key": "ssh-ed25519 AAAA", "label": "new"}


def test_deploy_key_that_is_in_use_already_exists(cloud: Callable[..., Scripted]) -> None:
    """Cloud says 400."""
    host = cloud(refusal(400, "Someone has already added that access key to this repository."))
    with pytest.raises(AlreadyExistsError):
        host.host.deploy_keys.create("acme/site", label="ci", key="ssh-ed25519 AAAA")
