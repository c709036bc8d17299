"""Branch rules: matchers, people, and a change without an unguarded moment."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import ConflictError, NotFoundError, UnsupportedError, ValidationError
from githost.model import BranchRuleKind, EnsureOutcome, GroupRef, NamespaceRef, UserRef
from tests.bitbucket.datacenter.exchanges import complaint, page, person
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_RULES = "/branch-permissions/2.0/projects/ACME/repos/site/restrictions"


def _rule(number: int = 4, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "read-only",
        "scope": {"type": "REPOSITORY", "resourceId": 12},
        "matcher": _matcher("refs/heads/main", "BRANCH", "main"),
        "users": [person("ann")],
        "groups": ["devs"],
        "accessKeys": [{"key": {"id": 9, "text": "ssh-ed25519 AAAA", "label": "ci"}}],
        **more,
    }


def _matcher(identity: str, kind: str, shown: str | None = None) -> dict[str, Any]:
    name = {"BRANCH": "Branch", "PATTERN": "Pattern"}.get(kind, "Any")
    kinds = {"id": kind, "name": name}
    return {"id": identity, "displayId": shown or identity, "type": kinds, "active": True}


def test_rules_of_the_project_are_not_the_repositorys(connect: Callable[..., Scripted]) -> None:
    """The server lists both; changing what comes from the project is another target's business."""
    inherited = _rule(5, scope={"type": "PROJECT", "resourceId": 3})
    server = connect(page([inherited, _rule()]), answer(200, inherited))
    found = list(server.host.branch_rules.list("ACME/site"))
    assert [(rule.id, rule.kind, rule.pattern) for rule in found] == [
        ("4", BranchRuleKind.READ_ONLY, "main")
    ]
    with pytest.raises(NotFoundError, match="project"):
        server.host.branch_rules.delete("ACME/site", "5")


@pytest.mark.parametrize(
    ("pattern", "matcher"),
    [
        ("main", _matcher("refs/heads/main", "BRANCH", "main")),
        ("refs/heads/main", _matcher("refs/heads/main", "BRANCH", "main")),
        ("release/*", _matcher("release/*", "PATTERN")),
    ],
    ids=["name", "full name", "glob"],
)
def test_pattern_is_a_branch_or_a_glob(
    connect: Callable[..., Scripted], pattern: str, matcher: dict[str, Any]
) -> None:
    """A branch is written out in full, a glob as it is."""
    server = connect(answer(200, _rule()))
    server.host.branch_rules.create(
        "ACME/site",
        kind=BranchRuleKind.READ_ONLY,
        pattern=pattern,
        users=[UserRef("ann")],
        groups=[GroupRef("web devs")],
    )
    assert server.sent == [f"POST {_RULES}"]
    assert server.body() == {
        "type": "read-only",
        "matcher": matcher,
        "users": ["ann"],
        "groups": ["web devs"],
        "accessKeys": [],
    }


def test_login_name_that_is_no_slug_is_looked_up(connect: Callable[..., Scripted]) -> None:
    """Rules name people by slug."""
    server = connect(page([person("ann@x")]), answer(200, _rule()))
    server.host.branch_rules.create(
        "ACME/site", kind=BranchRuleKind.DELETE, pattern="main", users=[UserRef("ann@x")]
    )
    assert server.body()["users"] == ["ann_x"]


def test_create_rule_needs_its_release(connect: Callable[..., Scripted]) -> None:
    """Older ones do not know `no-creates`."""
    server = connect(answer(200, {"version": "9.3.1"}))
    with pytest.raises(UnsupportedError, match=r"9\.4"):
        server.host.branch_rules.create(
            "ACME/site", kind=BranchRuleKind.CREATE, pattern="release/*"
        )
    server = connect(answer(200, {"version": "10.4.0"}), answer(200, _rule(type="no-creates")))
    made = server.host.branch_rules.create(
        NamespaceRef("ACME"), kind=BranchRuleKind.CREATE, pattern="release/*"
    )
    assert made.kind is BranchRuleKind.CREATE


@pytest.mark.parametrize("kind", [BranchRuleKind.REQUIRE_APPROVALS, BranchRuleKind.UNKNOWN])
def test_kind_that_the_server_lacks_is_refused(
    connect: Callable[..., Scripted], kind: BranchRuleKind
) -> None:
    """Merge checks are no branch rules here."""
    server = connect()
    with pytest.raises(UnsupportedError):
        server.host.branch_rules.create("ACME/site", kind=kind, pattern="main")


def test_update_writes_the_new_rule_before_the_old_one_goes(
    connect: Callable[..., Scripted],
) -> None:
    """The branch is guarded throughout; access keys stay."""
    server = connect(answer(200, _rule()), answer(200, _rule(8)), answer(204))
    changed = server.host.branch_rules.update("ACME/site", "4", groups=[])
    assert changed.id == "8"
    assert server.sent == [f"GET {_RULES}/4", f"POST {_RULES}", f"DELETE {_RULES}/4"]
    assert server.body(1) == {
        "type": "read-only",
        "matcher": _rule()["matcher"],
        "users": ["ann"],
        "groups": [],
        "accessKeys": [9],
    }


def test_rule_that_the_server_replaced_is_not_deleted(connect: Callable[..., Scripted]) -> None:
    """Under its old id it is the new one."""
    server = connect(answer(200, _rule()), answer(200, _rule(4, groups=[])))
    assert server.host.branch_rules.update("ACME/site", "4", groups=[]).groups == frozenset()
    assert len(server.sent) == 2


def test_rule_replaced_under_a_new_id_is_gone_already(connect: Callable[..., Scripted]) -> None:
    """Deleting the old one then finds nothing, which is right."""
    server = connect(answer(200, _rule()), answer(200, _rule(8)), complaint(404))
    assert server.host.branch_rules.update("ACME/site", "4", pattern="dev").id == "8"


def test_server_that_takes_no_second_rule_has_the_first_deleted(
    connect: Callable[..., Scripted],
) -> None:
    """Then the new one is written."""
    server = connect(answer(200, _rule()), complaint(409), answer(204), answer(200, _rule(8)))
    assert server.host.branch_rules.update("ACME/site", "4", groups=[]).id == "8"


def test_old_rule_comes_back_where_the_new_one_is_refused(connect: Callable[..., Scripted]) -> None:
    """A branch is not left without its rule."""
    server = connect(
        answer(200, _rule()), complaint(409), answer(204), complaint(400), answer(200, _rule(8))
    )
    with pytest.raises(ValidationError):
        server.host.branch_rules.update("ACME/site", "4", users=[UserRef("ghost")])
    assert server.body()["users"] == ["ann"]
    assert server.body()["groups"] == ["devs"]


def test_update_of_nothing_writes_nothing(connect: Callable[..., Scripted]) -> None:
    """It only reads."""
    server = connect(answer(200, _rule()))
    assert server.host.branch_rules.update("ACME/site", "4", groups=[GroupRef("devs")]).id == "4"


def test_ensure_tells_rules_apart_by_kind_and_pattern(connect: Callable[..., Scripted]) -> None:
    """Any ref at all is the glob that matches all."""
    anything = _rule(6, matcher=_matcher("ANY_REF_MATCHER_ID", "ANY_REF"))
    server = connect(page([_rule(), anything]))
    done = server.host.branch_rules.ensure(
        "ACME/site",
        kind=BranchRuleKind.READ_ONLY,
        pattern="*",
        users=[UserRef("ann")],
        groups=[GroupRef("devs")],
    )
    assert (done.outcome, done.value.id) == (EnsureOutcome.UNCHANGED, "6")


def test_delete_reads_first(connect: Callable[..., Scripted]) -> None:
    """The server need not say that there was none."""
    server = connect(complaint(404), answer(200, _rule()), answer(204))
    with pytest.raises(NotFoundError):
        server.host.branch_rules.delete("ACME/site", "4")
    server.host.branch_rules.delete("ACME/site", "4")
    assert server.sent[-1] == f"DELETE {_RULES}/4"


def test_conflict_of_create_is_handed_on(connect: Callable[..., Scripted]) -> None:
    """Creating replaces nothing of its own accord."""
    server = connect(complaint(409))
    with pytest.raises(ConflictError):
        server.host.branch_rules.create("ACME/site", kind=BranchRuleKind.READ_ONLY, pattern="main")
