"""What every provider promises about namespaces."""

from collections.abc import Iterator

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    PermissionDeniedError,
)
from githost.model import Namespace, NamespaceRef, Permission, RepoRef, UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import new_namespace_path, unique

__all__ = ["NamespaceContract"]


class NamespaceContract(ProviderContract):
    """Promises about namespaces."""

    @pytest.fixture
    def made(self, host: githost.Host) -> Iterator[Namespace]:
        """Make a namespace, and delete it after the test."""
        namespace = host.namespaces.create(
            new_namespace_path(), name=unique("namespace"), description="Made by the contract"
        )
        yield namespace
        try:
            host.namespaces.delete(namespace)
        except NotFoundError:
            return

    @requires("namespaces.get")
    def test_every_way_to_name_a_namespace_means_the_same(
        self, host: githost.Host, githost_target: Target
    ) -> None:
        """A path, a `NamespaceRef` and a `Namespace` are the same address.

        If this fails: take addresses through `githost.interface.namespace_ref`.
        """
        found = sound(host.namespaces.get(githost_target.namespace))
        assert found.path == githost_target.namespace
        assert found == host.namespaces.get(NamespaceRef(githost_target.namespace))
        assert found == host.namespaces.get(found)
        assert found.ref == NamespaceRef(githost_target.namespace)

    @requires("namespaces.get")
    def test_missing_namespace_is_not_found(self, host: githost.Host) -> None:
        """Reading what is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.namespaces.get(new_namespace_path())

    @requires("namespaces.get")
    @pytest.mark.parametrize(
        "path", ["", "..", "a//b", "a?b", " a"], ids=["empty", "dots", "gap", "query", "space"]
    )
    def test_malformed_path_is_refused(self, host: githost.Host, path: str) -> None:
        """A text that is no path is `ConfigurationError`, and nothing is sent.

        If this fails: take addresses through `githost.interface.namespace_ref`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.namespaces.get(path)
        assert wire.seen == []

    @requires("namespaces.list")
    def test_list_holds_what_the_caller_sees(
        self, host: githost.Host, githost_target: Target
    ) -> None:
        """The namespace that may be written to is listed, and each one once.

        If this fails: check that every page is followed.
        """
        paths = [sound(found).path for found in host.namespaces.list()]
        assert githost_target.namespace in paths
        assert len(paths) == len(set(paths))

    @requires("namespaces.list", query="x")
    def test_query_is_a_part_of_path_or_name(
        self, host: githost.Host, githost_target: Target
    ) -> None:
        """`query` is compared with path and name, ignoring case.

        If this fails: filter in the provider where the host cannot.
        """
        found = host.namespaces.get(githost_target.namespace)
        listed = host.namespaces.list(query=found.name[:-1].swapcase())
        assert found.path in {one.path for one in listed}
        assert host.namespaces.list(query=unique("missing")).all() == []

    @requires("namespaces.create")
    @requires("namespaces.get")
    def test_created_namespace_is_read_back(self, host: githost.Host, made: Namespace) -> None:
        """What was given to `create` is what `get` tells.

        If this fails: check that every argument is sent, and that the answer is decoded as `get`'s
        is.
        """
        found = sound(host.namespaces.get(made.path))
        assert (found.id, found.path, found.name) == (made.id, made.path, made.name)
        assert found.description == made.description == "Made by the contract"

    @requires("namespaces.create")
    def test_creating_twice_raises_already_exists(
        self, host: githost.Host, made: Namespace
    ) -> None:
        """A second namespace at the same path is `AlreadyExistsError`.

        If this fails: check which answer the host gives to a path that is taken, and decode it.
        """
        with pytest.raises(AlreadyExistsError):
            host.namespaces.create(made.path, name=unique("other"))

    @requires("namespaces.update")
    @requires("namespaces.create")
    def test_update_changes_what_is_given_and_leaves_the_rest(
        self, host: githost.Host, made: Namespace
    ) -> None:
        """A new description leaves path, name and visibility as they were.

        If this fails: send only what is given, or what was read before for what is not.
        """
        changed = host.namespaces.update(made, description="after")
        found = host.namespaces.get(made)
        assert changed.description == found.description == "after"
        assert (found.id, found.path, found.name) == (made.id, made.path, made.name)
        assert found.visibility is made.visibility

    @requires("namespaces.delete")
    @requires("namespaces.create")
    def test_deleted_namespace_is_gone(self, host: githost.Host, made: Namespace) -> None:
        """What was deleted is `NotFoundError`, and so is deleting it again.

        If this fails: some hosts answer success where there is nothing; tell the two apart.
        """
        host.namespaces.delete(made)
        with pytest.raises(NotFoundError):
            host.namespaces.get(made)
        with pytest.raises(NotFoundError):
            host.namespaces.delete(made)

    @requires("namespaces.delete")
    @requires("namespaces.create")
    def test_namespace_in_use_is_not_deleted(self, host: githost.Host, made: Namespace) -> None:
        """Deleting a namespace with repositories is `ConflictError`, and deletes none.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        where = RepoRef(made.path, unique("repo"))
        repo = host.repos.create(where)
        try:
            with pytest.raises(ConflictError):
                host.namespaces.delete(made)
            assert host.repos.get(where).id == repo.id
        finally:
            host.repos.delete(where)

    @requires("namespaces.update")
    def test_others_cannot_update(
        self, host: githost.Host, other_host: githost.Host, githost_target: Target
    ) -> None:
        """Somebody without rights changes nothing.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.namespaces.update(githost_target.namespace, description="denied")

    @requires("namespaces.members")
    def test_members_are_listed_once(
        self, host: githost.Host, githost_target: Target, other: UserRef
    ) -> None:
        """Each member is listed once; where a grant makes members, it makes one.

        If this fails: check how the host's words for roles are decoded.
        """
        where = NamespaceRef(githost_target.namespace)
        grants = bool(host.supports("permissions.grant", target=where))
        if grants:
            host.permissions.grant(where, other, Permission.READ)
        try:
            listed = [sound(grant) for grant in host.namespaces.members(where)]
        finally:
            if grants:
                host.permissions.revoke(where, other)
        members = {grant.subject: grant.permission for grant in listed}
        assert len(members) == len(listed) > 0
        assert not grants or members[other] is Permission.READ

    @requires("namespaces.members")
    def test_members_of_a_missing_namespace_are_not_found(self, host: githost.Host) -> None:
        """Members of what is not there are `NotFoundError`, not an empty list.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises((NotFoundError, PermissionDeniedError)):
            host.namespaces.members(new_namespace_path()).first()
