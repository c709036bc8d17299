"""Default reviewers: the repository's own condition for every branch, and no other."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import NotFoundError
from githost.model import UserRef
from tests.bitbucket.datacenter.exchanges import complaint, page, person
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_BASE = "/default-reviewers/1.0/projects/ACME/repos/site"
_ANY = {"id": "ANY_REF_MATCHER_ID", "displayId": "Any", "type": {"id": "ANY_REF", "name": "Any"}}
_MAIN = {"id": "refs/heads/main", "displayId": "main", "type": {"id": "BRANCH", "name": "Branch"}}
_SENT_ANY = {"id": "any", "type": {"id": "ANY_REF"}}


def _condition(number: int, *names: str, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "scope": {"type": "REPOSITORY", "resourceId": 12},
        "sourceRefMatcher": _ANY,
        "targetRefMatcher": _ANY,
        "reviewers": [person(name, id=100 + place) for place, name in enumerate(names)],
        "requiredApprovals": 0,
        **more,
    }


def _others() -> list[dict[str, Any]]:
    return [
        _condition(2, "zoe", targetRefMatcher=_MAIN),
        _condition(3, "zoe", scope={"type": "PROJECT", "resourceId": 3}),
    ]


def test_only_the_repositorys_own_for_every_branch_are_listed(
    connect: Callable[..., Scripted],
) -> None:
    """A bare array; people in several conditions come once."""
    server = connect(answer(200, [*_others(), _condition(1, "ann", "bob"), _condition(4, "ann")]))
    found = list(server.host.default_reviewers.list("ACME/site"))
    assert [user.name for user in found] == ["ann", "bob"]
    assert server.sent == [f"GET {_BASE}/conditions"]


def test_first_reviewer_makes_a_condition(connect: Callable[..., Scripted]) -> None:
    """People are named by number, matchers under the names for writing."""
    server = connect(page([person("ann", id=7)]), answer(200, _others()), answer(200, {}))
    server.host.default_reviewers.add("ACME/site", UserRef("ann"))
    assert server.sent[2] == f"POST {_BASE}/condition"
    assert server.body() == {
        "sourceMatcher": _SENT_ANY,
        "targetMatcher": _SENT_ANY,
        "reviewers": [{"id": 7}],
        "requiredApprovals": 0,
    }


def test_next_reviewer_extends_the_condition(connect: Callable[..., Scripted]) -> None:
    """It is written whole, groups and approvals included."""
    groups = [{"id": 5, "name": "team"}]
    there = _condition(1, "bob", requiredApprovals=1, reviewerGroups=groups)
    server = connect(page([person("ann", id=7)]), answer(200, [there]), answer(200, {}))
    server.host.default_reviewers.add("ACME/site", UserRef("ann"))
    assert server.sent[2] == f"PUT {_BASE}/condition/1"
    assert server.body()["reviewers"] == [{"id": 100}, {"id": 7}]
    assert server.body()["requiredApprovals"] == 1
    assert server.body()["reviewerGroups"] == groups


def test_adding_twice_changes_nothing(connect: Callable[..., Scripted]) -> None:
    """Nothing is written."""
    server = connect(page([person("ann")]), answer(200, [_condition(1, "ann")]))
    server.host.default_reviewers.add("ACME/site", UserRef("ann"))
    assert len(server.sent) == 2


def test_unknown_user_is_not_found(connect: Callable[..., Scripted]) -> None:
    """Names that merely contain it do not count."""
    server = connect(page([person("annika")]))
    with pytest.raises(NotFoundError):
        server.host.default_reviewers.add("ACME/site", UserRef("ann"))


def test_remove_lowers_the_approvals_and_deletes_what_is_empty(
    connect: Callable[..., Scripted],
) -> None:
    """A condition cannot demand more approvals than it names people."""
    conditions = [
        *_others(),
        _condition(1, "ann", "bob", requiredApprovals=2),
        _condition(4, "ann", requiredApprovals=1),
    ]
    server = connect(answer(200, conditions), answer(200, {}), answer(204))
    server.host.default_reviewers.remove("ACME/site", UserRef("Ann"))
    assert server.sent[1:] == [f"PUT {_BASE}/condition/1", f"DELETE {_BASE}/condition/4"]
    assert server.body(1)["reviewers"] == [{"id": 101}]
    assert server.body(1)["requiredApprovals"] == 1


def test_remove_of_somebody_else_is_not_found(connect: Callable[..., Scripted]) -> None:
    """Conditions for certain branches are not ours to change."""
    server = connect(answer(200, _others()))
    with pytest.raises(NotFoundError):
        server.host.default_reviewers.remove("ACME/site", UserRef("zoe"))


def test_missing_repository_is_not_found(connect: Callable[..., Scripted]) -> None:
    """The refusal is handed on."""
    server = connect(complaint(404, "NoSuchRepositoryException"))
    with pytest.raises(NotFoundError):
        server.host.default_reviewers.list("ACME/site").first()
