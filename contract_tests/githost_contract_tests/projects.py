"""What every provider promises about projects: groupings that stand in no address."""

from collections.abc import Iterator

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
)
from githost.model import EnsureOutcome, Permission, Project, ProjectRef, UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Workshop, new_namespace_path, unique

__all__ = ["ProjectContract"]


class ProjectContract(ProviderContract):
    """Promises about projects."""

    @pytest.fixture
    def project(self, host: githost.Host, githost_target: Target) -> Iterator[Project]:
        """Make a project in the target's namespace, and delete it after the test."""
        made = host.projects.create(
            githost_target.namespace,
            new_namespace_path(),
            name=unique("project"),
            description="Made by the contract",
        )
        yield made
        try:
            host.projects.delete(made.namespace, made.key)
        except NotFoundError:
            return

    @requires("projects.create")
    @requires("projects.get")
    @requires("projects.list")
    def test_created_project_is_read_back(
        self, host: githost.Host, githost_target: Target, project: Project
    ) -> None:
        """What was given to `create` is what `get` and `list` tell.

        If this fails: check that every argument is sent, and that the answer is decoded as `get`'s
        is.
        """
        found = host.projects.get(githost_target.namespace, project.key)
        listed = host.projects.list(githost_target.namespace)
        [again] = [one for one in listed if one.key == project.key]
        for one in (project, found, again):
            assert (sound(one).id, one.key, one.name) == (project.id, project.key, project.name)
            assert one.description == "Made by the contract"
            assert one.ref == ProjectRef(githost_target.namespace, project.key)

    @requires("projects.create")
    def test_creating_twice_raises_already_exists(
        self, host: githost.Host, project: Project
    ) -> None:
        """A second project with the same key is `AlreadyExistsError`.

        If this fails: check which answer the host gives to a key that is taken, and decode it.
        """
        with pytest.raises(AlreadyExistsError):
            host.projects.create(project.namespace, project.key, name=unique("other"))

    @requires("projects.update")
    def test_update_changes_what_is_given_and_leaves_the_rest(
        self, host: githost.Host, project: Project
    ) -> None:
        """A new description leaves key, name and visibility as they were.

        If this fails: send only what is given, or what was read before for what is not.
        """
        host.projects.update(project.namespace, project.key, description="after")
        found = host.projects.get(project.namespace, project.key)
        assert found.description == "after"
        assert (found.id, found.name) == (project.id, project.name)
        assert found.visibility is project.visibility

    @requires("projects.update")
    @requires("projects.get")
    def test_missing_project_is_not_found(self, host: githost.Host, githost_target: Target) -> None:
        """Reading and changing what is not there is `NotFoundError`, and makes nothing.

        If this fails: a host's PUT may create what is not there; read it first.
        """
        where, key = githost_target.namespace, new_namespace_path()
        with pytest.raises(NotFoundError):
            host.projects.update(where, key, description="x")
        with pytest.raises(NotFoundError):
            host.projects.get(where, key)

    @requires("projects.delete")
    @requires("projects.create")
    def test_deleted_project_is_gone(self, host: githost.Host, project: Project) -> None:
        """What was deleted is `NotFoundError`.

        If this fails: check that `delete` asks for this very project.
        """
        host.projects.delete(project.namespace, project.key)
        with pytest.raises(NotFoundError):
            host.projects.get(project.namespace, project.key)

    @requires("projects.create")
    @requires("repos.create", project="WEB")
    @requires("repos.list", project="WEB")
    def test_repository_belongs_to_its_project(
        self, host: githost.Host, workshop: Workshop, project: Project
    ) -> None:
        """A repository made in a project says so, is found by it, and keeps it from deletion.

        If this fails: check that `project` is sent, and decoded as its key.
        """
        where = workshop.address()
        made = host.repos.create(where, project=project.key)
        assert made.project == project.key
        assert host.repos.get(where).project == project.key
        listed = host.repos.list(workshop.namespace, project=project.key)
        assert [repo.ref for repo in listed] == [where]
        with pytest.raises((ConflictError, PermissionDeniedError)):
            host.projects.delete(project.namespace, project.key)
        host.repos.delete(where)

    @requires("projects.create")
    @requires("repos.update", project="WEB")
    def test_repository_can_be_moved_to_a_project(
        self, host: githost.Host, workshop: Workshop, project: Project
    ) -> None:
        """Moving a repository between projects leaves its address.

        If this fails: check that `project` is sent by `update`.
        """
        made = workshop.repository()
        assert host.repos.update(made, project=project.key).project == project.key
        found = host.repos.get(made)
        assert (found.ref, found.project) == (made.ref, project.key)
        host.repos.delete(made)

    @requires("projects.create")
    @requires("permissions.ensure", target=ProjectRef("acme", "WEB"))
    def test_project_takes_permissions(
        self, host: githost.Host, project: Project, other: UserRef
    ) -> None:
        """Permissions can be granted on a project, and are read back and listed.

        If this fails: check which address each kind of target goes to.
        """
        made = host.permissions.ensure(project.ref, other, Permission.WRITE)
        assert made.outcome is EnsureOutcome.CREATED
        assert host.permissions.get(project.ref, other).permission is Permission.WRITE
        granted = {one.subject: one.permission for one in host.permissions.list(project.ref)}
        assert granted[other] is Permission.WRITE
        host.permissions.revoke(project.ref, other)
        assert host.permissions.get(project.ref, other).permission is Permission.NONE
