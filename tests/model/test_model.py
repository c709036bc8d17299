"""What holds for every class of the model."""

import enum
import typing
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

import githost.model
from githost.model import (
    Activity,
    ActivityKind,
    Anchor,
    Branch,
    BranchRef,
    BranchRule,
    BranchRuleKind,
    Change,
    ChangeKind,
    CloneUrls,
    Comment,
    Commit,
    CommitRef,
    Comparison,
    Delivery,
    DeployKey,
    Ensured,
    EnsureOutcome,
    EntryKind,
    Event,
    FileEntry,
    FileRef,
    Grant,
    Group,
    GroupRef,
    Hook,
    Mergeability,
    Namespace,
    NamespaceRef,
    Permission,
    Project,
    ProjectRef,
    PullRequest,
    PullRequestEnd,
    PullRequestRef,
    PullRequestState,
    RepoRef,
    Repository,
    Review,
    Signature,
    Status,
    StatusState,
    Tag,
    Task,
    User,
    UserRef,
)

REPO = RepoRef("acme", "site")
ADA = User(id="{1}", ref=UserRef("{1}"), name="ada")
DEVS = Group(id="devs", ref=GroupRef("devs"), name="Developers")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RAW: Mapping[str, object] = {"id": 1, "links": {"self": []}}


def values() -> tuple[Any, ...]:
    """Make one value of every class, with the host's own object where the class can keep it."""
    comment = Comment(id="7", body="Why?", author=ADA, anchor=Anchor(path="a.py", line=3), raw=RAW)
    return (
        REPO,
        NamespaceRef("acme"),
        ProjectRef("acme", "WEB"),
        PullRequestRef(REPO, 12),
        BranchRef(REPO, "main"),
        CommitRef(REPO, "0a1b"),
        FileRef(REPO, "docs/a.md", "main"),
        ADA.ref,
        DEVS.ref,
        ADA,
        DEVS,
        CloneUrls(https="https://git.example/acme/site.git"),
        Repository(id="{2}", ref=REPO, name="Site", created_at=NOON, raw=RAW),
        Namespace(id="{3}", path="acme", name="Acme", raw=RAW),
        Project(id="{4}", namespace=NamespaceRef("acme"), key="WEB", name="Web", raw=RAW),
        Branch(name="main", commit="0a1b", default=True, raw=RAW),
        Tag(name="v1", commit="0a1b", message="First", annotated=True, raw=RAW),
        Signature(name="Ada", email="ada@example.com", user=ADA),
        Commit(sha="0a1b", author=Signature(name="Ada"), parents=("2c3d", "4e5f"), raw=RAW),
        Comparison(ahead=2, behind=0, merge_base="0a1b"),
        FileEntry(path="docs", kind=EntryKind.DIRECTORY, raw=RAW),
        Change(path="b.py", old_path="a.py", kind=ChangeKind.RENAMED, raw=RAW),
        Status(key="ci", state=StatusState.SUCCESS, raw=RAW),
        Review(reviewer=ADA, raw=RAW),
        Anchor(path="a.py"),
        comment,
        Task(id="8", body="Test it", comment="7", raw=RAW),
        PullRequestEnd(branch="fix"),
        PullRequest(
            ref=PullRequestRef(REPO, 12),
            number=12,
            title="Fix",
            state=PullRequestState.OPEN,
            source=PullRequestEnd(branch="fix", repo=None),
            target=PullRequestEnd(branch="main", repo=REPO, commit="0a1b"),
            reviews=(Review(reviewer=ADA), Review(reviewer=DEVS)),
            raw=RAW,
        ),
        Mergeability(can_merge=None, conflicted=False, vetoes=("Too few approvals",), raw=RAW),
        Activity(id="9", kind=ActivityKind.COMMENTED, comment=comment, raw=RAW),
        Grant(subject=ADA.ref, permission=Permission.WRITE, raw=RAW),
        Hook(id="10", url="https://ci.example/", events=frozenset({Event.PUSH}), raw=RAW),
        Delivery(id="11", event="repo:push", status=200, raw=RAW),
        DeployKey(id="12", key="ssh-ed25519 AAAA", raw=RAW),
        BranchRule(
            id="13",
            kind=BranchRuleKind.PUSH,
            pattern="main",
            users=frozenset({ADA.ref}),
            raw=RAW,
        ),
        Ensured(value=REPO, outcome=EnsureOutcome.CHANGED, changes=("visibility",)),
    )


CLASSES = tuple(
    value for name in githost.model.__all__ if attrs.has(value := getattr(githost.model, name))
)
ENUMS = tuple(
    value
    for name in githost.model.__all__
    if issubclass(value := getattr(githost.model, name), enum.Enum)
)


def type_name(value: object) -> str:
    """Name a case by its class."""
    return value.__name__ if isinstance(value, type) else type(value).__name__


def test_everything_public_is_listed_once_and_sorted() -> None:
    """`__all__` is sorted, as readers look names up."""
    assert githost.model.__all__ == sorted(set(githost.model.__all__))


def test_every_class_is_covered_here() -> None:
    """A new class of the model is also held to what these tests hold."""
    assert {type(value) for value in values()} == set(CLASSES)


@pytest.mark.parametrize("value", values(), ids=type_name)
def test_equal_values_hash_alike(value: Any) -> None:
    """Two values with the same fields are one member of a set."""
    twin = attrs.evolve(value)

    assert twin is not value
    assert len({value, twin}) == 1


@pytest.mark.parametrize("value", values(), ids=type_name)
def test_fields_cannot_be_set(value: Any) -> None:
    """A value never changes."""
    name = attrs.fields(type(value))[0].name

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        setattr(value, name, "other")


@pytest.mark.parametrize(
    "value", [value for value in values() if hasattr(value, "raw")], ids=type_name
)
def test_the_hosts_own_object_is_neither_compared_nor_shown(value: Any) -> None:
    """`raw` is the last field, and two values that differ in it alone are equal."""
    bare = attrs.evolve(value, raw=None)

    assert attrs.fields(type(value))[-1].name == "raw"
    assert bare == value
    assert hash(bare) == hash(value)
    assert "raw" not in repr(value)


@pytest.mark.parametrize("cls", CLASSES, ids=type_name)
def test_no_field_holds_a_mutable_collection(cls: type[attrs.AttrsInstance]) -> None:
    """Collections are tuples or frozen sets, so that values stay hashable."""
    hints = typing.get_type_hints(cls)
    origins = {typing.get_origin(hint) for hint in hints.values()}

    assert not origins & {list, dict, set}


@pytest.mark.parametrize("cls", ENUMS, ids=type_name)
def test_words_are_their_names_in_lower_case(cls: type[enum.Enum]) -> None:
    """A word reads the same in code, in JSON and on the command line."""
    assert {member.name.lower() for member in cls} == {member.value for member in cls}


def test_whole_is_keyword_only() -> None:
    """Fields may be added to a model without breaking whoever builds one."""
    with pytest.raises(TypeError):
        Branch("main", "0a1b")  # type: ignore[call-arg]  # what is refused
