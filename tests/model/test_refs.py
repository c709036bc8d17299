"""Addresses print as people write them."""

import pytest

from githost.model import (
    BranchRef,
    CommitRef,
    FileRef,
    GroupRef,
    Namespace,
    NamespaceRef,
    Project,
    ProjectRef,
    PullRequestRef,
    RepoRef,
    UserRef,
)

REPO = RepoRef("group/sub", "site")


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        pytest.param(REPO, "group/sub/site", id="repo"),
        pytest.param(NamespaceRef("group/sub"), "group/sub", id="namespace"),
        pytest.param(ProjectRef("acme", "WEB"), "acme/WEB", id="project"),
        pytest.param(PullRequestRef(REPO, 12), "group/sub/site#12", id="pull request"),
        pytest.param(BranchRef(REPO, "fix/a"), "group/sub/site@fix/a", id="branch"),
        pytest.param(CommitRef(REPO, "0a1b"), "group/sub/site@0a1b", id="commit"),
        pytest.param(FileRef(REPO, "a.md", "main"), "group/sub/site@main:a.md", id="file"),
        pytest.param(FileRef(REPO, "a.md"), "group/sub/site:a.md", id="file on the default branch"),
        pytest.param(UserRef("{1}"), "{1}", id="user"),
        pytest.param(GroupRef("Core Developers"), "Core Developers", id="group"),
    ],
)
def test_str_is_what_people_write(ref: object, text: str) -> None:
    """An address in a message can be read and used again."""
    assert str(ref) == text


def test_a_user_and_a_group_of_one_id_are_different() -> None:
    """A grant to a user is never taken for one to a group."""
    subjects: set[UserRef | GroupRef] = {UserRef("devs"), GroupRef("devs")}

    assert len(subjects) == 2


def test_holders_know_their_own_address() -> None:
    """A namespace or project that was read can be handed on as a target."""
    namespace = Namespace(id="1", path="acme", name="Acme")
    project = Project(id="2", namespace=namespace.ref, key="WEB", name="Web")

    assert namespace.ref == NamespaceRef("acme")
    assert project.ref == ProjectRef("acme", "WEB")
