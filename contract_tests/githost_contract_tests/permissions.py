"""What every provider promises about permissions."""

from collections.abc import Iterator
from typing import Any

import pytest

import githost
from githost.errors import ConfigurationError, NotFoundError
from githost.model import (
    EnsureOutcome,
    Grant,
    GroupRef,
    NamespaceRef,
    Permission,
    Repository,
    UserRef,
    Via,
    Visibility,
)
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Workshop, unique

__all__ = ["PermissionContract"]

_LEVELS = (Permission.READ, Permission.WRITE, Permission.ADMIN)


def _others(host: githost.Host, repo: Repository, subject: UserRef) -> set[Grant]:
    return {grant for grant in host.permissions.list(repo) if grant.subject != subject}


class PermissionContract(ProviderContract):
    """Promises about permissions."""

    @pytest.fixture
    def namespace(
        self, githost_target: Target, host: githost.Host, other: UserRef
    ) -> Iterator[NamespaceRef]:
        """Give the target's namespace, and take back what a test granted there."""
        where = NamespaceRef(githost_target.namespace)
        yield where
        if host.supports("permissions.revoke", target=where):
            host.permissions.revoke(where, other)

    @requires("permissions.grant")
    @requires("permissions.get")
    @pytest.mark.parametrize("permission", _LEVELS, ids=lambda level: level.value)
    def test_granted_permission_is_read_back(
        self, host: githost.Host, repo: Repository, other: UserRef, permission: Permission
    ) -> None:
        """Each level that can be granted is what `get` tells, as a direct grant.

        If this fails: check which of the host's words each level is sent as and read from.
        """
        given = sound(host.permissions.grant(repo, other, permission))
        found = sound(host.permissions.get(repo, other))
        for grant in (given, found):
            assert (grant.subject, grant.permission) == (other, permission)
            assert grant.via is Via.DIRECT
            assert grant.role

    @requires("permissions.grant")
    @requires("permissions.get")
    def test_granted_permission_replaces_the_last(
        self, host: githost.Host, repo: Repository, other: UserRef
    ) -> None:
        """A grant takes the place of what the subject had, also when it is less.

        If this fails: where the host adds grants, revoke the old one.
        """
        host.permissions.grant(repo, other, Permission.WRITE)
        host.permissions.grant(repo, other, Permission.READ)
        assert host.permissions.get(repo, other).permission is Permission.READ

    @requires("permissions.get")
    def test_no_grant_is_none(self, host: githost.Host, repo: Repository, other: UserRef) -> None:
        """Where nothing is granted, `get` gives NONE and does not raise.

        If this fails: the host's "not found" is an answer here.
        """
        found = sound(host.permissions.get(repo, other))
        assert (found.subject, found.permission) == (other, Permission.NONE)
        assert found.role is None

    @requires("permissions.grant")
    @requires("permissions.get")
    def test_group_can_be_granted(
        self, host: githost.Host, repo: Repository, group: GroupRef
    ) -> None:
        """A group takes permissions as a user does.

        If this fails: check that groups go to their own address.
        """
        host.permissions.grant(repo, group, Permission.WRITE)
        found = host.permissions.get(repo, group)
        assert (found.subject, found.permission) == (group, Permission.WRITE)
        host.permissions.revoke(repo, group)
        assert host.permissions.get(repo, group).permission is Permission.NONE

    @requires("permissions.list")
    @requires("permissions.grant")
    def test_list_holds_users_then_groups(
        self, host: githost.Host, repo: Repository, other: UserRef, group: GroupRef
    ) -> None:
        """Every subject is listed once with its permission, users before groups.

        If this fails: chain the two lists with `githost.wire.Pages.chain`.
        """
        host.permissions.grant(repo, group, Permission.READ)
        host.permissions.grant(repo, other, Permission.WRITE)
        listed = [sound(grant) for grant in host.permissions.list(repo)]
        granted = {grant.subject: grant.permission for grant in listed}
        assert granted[other] is Permission.WRITE
        assert granted[group] is Permission.READ
        assert len(granted) == len(listed)
        kinds = [isinstance(grant.subject, GroupRef) for grant in listed]
        assert kinds == sorted(kinds)

    @requires("permissions.list")
    @requires("permissions.grant")
    def test_list_holds_direct_grants_only(
        self,
        host: githost.Host,
        workshop: Workshop,
        other: UserRef,
    ) -> None:
        """What is granted on one repository is not listed on another.

        If this fails: check that the repository is part of the address that is asked.
        """
        first, second = workshop.repository(), workshop.repository()
        host.permissions.grant(first, other, Permission.READ)
        assert other in {grant.subject for grant in host.permissions.list(first)}
        assert other not in {grant.subject for grant in host.permissions.list(second)}

    @requires("permissions.revoke")
    @requires("permissions.grant")
    def test_revoked_permission_is_gone(
        self, host: githost.Host, repo: Repository, other: UserRef
    ) -> None:
        """What was revoked is NONE; revoking again changes nothing and does not raise.

        If this fails: the host's "not found" for a missing grant is an answer here.
        """
        host.permissions.grant(repo, other, Permission.WRITE)
        host.permissions.revoke(repo, other)
        assert host.permissions.get(repo, other).permission is Permission.NONE
        host.permissions.revoke(repo, other)
        assert host.permissions.get(repo, other).permission is Permission.NONE

    @requires("permissions.grant")
    @pytest.mark.parametrize("permission", [Permission.NONE, "write", None], ids=str)
    def test_none_is_not_granted(
        self, host: githost.Host, repo: Repository, other: UserRef, permission: Any
    ) -> None:
        """Granting NONE, or what is no permission, is `ConfigurationError`, and nothing is sent.

        If this fails: take permissions through `githost.interface.grantable`; NONE is `revoke`'s.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.permissions.grant(repo, other, permission)
        assert wire.seen == []

    @requires("permissions.get")
    @pytest.mark.parametrize("subject", ["alice", 7, None], ids=["text", "number", "none"])
    def test_subject_must_say_what_it_is(
        self, host: githost.Host, repo: Repository, subject: Any
    ) -> None:
        """A bare text could be a user or a group: `ConfigurationError`, and nothing is sent.

        If this fails: take subjects through `githost.interface.subject_ref`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.permissions.get(repo, subject)
        assert wire.seen == []

    @requires("permissions.grant")
    def test_missing_subject_is_not_found(self, host: githost.Host, repo: Repository) -> None:
        """Granting to nobody is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.permissions.grant(repo, UserRef(unique("nobody")), Permission.READ)

    @requires("permissions.get")
    @requires("permissions.list")
    def test_missing_target_is_not_found(
        self, host: githost.Host, workshop: Workshop, other: UserRef
    ) -> None:
        """Grants on what is not there are `NotFoundError`, not NONE and not an empty list.

        If this fails: tell the host's "no such repository" from its "no such grant".
        """
        where = workshop.address("missing")
        with pytest.raises(NotFoundError):
            host.permissions.get(where, other)
        with pytest.raises(NotFoundError):
            host.permissions.list(where).first()

    @requires("permissions.grant")
    def test_grant_lets_in_and_revoke_shuts_out(
        self,
        host: githost.Host,
        other_host: githost.Host,
        repo: Repository,
        other: UserRef,
    ) -> None:
        """Who is granted READ can read, not grant; who loses it sees nothing.

        If this fails: check that grants reach the host, and that each connection uses its own
        credential.
        """
        host.permissions.grant(repo, other, Permission.READ)
        assert other_host.repos.get(repo.ref).id == repo.id
        with pytest.raises(DENIED):
            other_host.permissions.grant(repo.ref, other, Permission.ADMIN)
        with pytest.raises(DENIED):
            other_host.permissions.list(repo.ref).first()
        host.permissions.revoke(repo, other)
        with pytest.raises(DENIED):
            other_host.repos.get(repo.ref)

    @requires("permissions.effective")
    def test_effective_permission_of_the_caller(self, host: githost.Host, repo: Repository) -> None:
        """Who administers the namespace has ADMIN on its repositories.

        If this fails: count what the namespace brings, not direct grants alone.
        """
        assert host.permissions.effective(repo) is Permission.ADMIN

    @requires("permissions.effective")
    @requires("permissions.grant")
    def test_effective_permission_of_others(
        self,
        host: githost.Host,
        other_host: githost.Host,
        repo: Repository,
        other: UserRef,
    ) -> None:
        """NONE before a grant and what was granted after it, asked by both.

        If this fails: check every level from ADMIN down, and compare the user exactly.
        """
        assert host.permissions.effective(repo, other) is Permission.NONE
        host.permissions.grant(repo, other, Permission.WRITE)
        assert host.permissions.effective(repo, other) is Permission.WRITE
        assert other_host.permissions.effective(repo.ref) is Permission.WRITE

    @requires("permissions.effective")
    def test_effective_permission_needs_a_repository(
        self, host: githost.Host, other_host: githost.Host, repo: Repository, workshop: Workshop
    ) -> None:
        """What is not there, or not to be seen, is `NotFoundError`, not NONE.

        If this fails: where the host's answer is an empty list, read the repository.
        """
        with pytest.raises(NotFoundError):
            host.permissions.effective(workshop.address("missing"))
        with pytest.raises(DENIED):
            other_host.permissions.effective(repo.ref)

    @requires("permissions.effective")
    @requires("repos.create", visibility=Visibility.PUBLIC)
    def test_everybody_reads_what_is_public(
        self, host: githost.Host, other_host: githost.Host, workshop: Workshop
    ) -> None:
        """A stranger's effective permission on a public repository is READ.

        If this fails: hosts list grants, and this is none; count the visibility too.
        """
        made = host.repos.create(workshop.address("public"), visibility=Visibility.PUBLIC)
        assert other_host.permissions.effective(made.ref) is Permission.READ

    @requires("permissions.grant", target=NamespaceRef("x"))
    @requires("permissions.effective")
    def test_namespace_brings_permissions_to_its_repositories(
        self, host: githost.Host, repo: Repository, namespace: NamespaceRef, other: UserRef
    ) -> None:
        """What is granted on a namespace counts in its repositories, and is no grant on them.

        If this fails: keep `get` and `list` to direct grants, and let `effective` count all.
        """
        host.permissions.grant(namespace, other, Permission.READ)
        assert host.permissions.get(namespace, other).permission is Permission.READ
        assert host.permissions.effective(repo, other) is Permission.READ
        direct = host.permissions.get(repo, other)
        assert direct.permission is Permission.NONE or direct.via is Via.INHERITED
        assert other not in {grant.subject for grant in host.permissions.list(repo)}
        assert host.permissions.ensure(repo, other, Permission.READ).outcome is (
            EnsureOutcome.CREATED
        )

    @requires("permissions.ensure")
    def test_ensure_writes_what_differs_only(
        self, host: githost.Host, repo: Repository, other: UserRef
    ) -> None:
        """`ensure` grants, leaves alone, changes and revokes, and says which.

        If this fails: leave `ensure` to the interface, and check `get`, `grant` and `revoke`.
        """
        created = host.permissions.ensure(repo, other, Permission.READ)
        with exchanges() as wire:
            same = host.permissions.ensure(repo, other, Permission.READ)
        assert wire.writes == []
        changed = host.permissions.ensure(repo, other, Permission.WRITE)
        revoked = host.permissions.ensure(repo, other, Permission.NONE)
        nothing = host.permissions.ensure(repo, other, Permission.NONE)
        assert created.outcome is EnsureOutcome.CREATED
        assert (same.outcome, same.changes) == (EnsureOutcome.UNCHANGED, ())
        assert (changed.outcome, changed.changes) == (EnsureOutcome.CHANGED, ("permission",))
        assert revoked.outcome is EnsureOutcome.CHANGED
        assert nothing.outcome is EnsureOutcome.UNCHANGED
        assert host.permissions.get(repo, other).permission is Permission.NONE

    @requires("permissions.ensure")
    @requires("permissions.grant")
    def test_ensure_touches_one_subject_only(
        self, host: githost.Host, repo: Repository, other: UserRef, group: GroupRef
    ) -> None:
        """Whatever `ensure` and `grant` do for one subject, the others' grants stay.

        If this fails: write one subject's grant, never the whole list.
        """
        host.permissions.grant(repo, group, Permission.WRITE)
        before = _others(host, repo, other)
        for permission in (Permission.ADMIN, Permission.READ, Permission.NONE):
            host.permissions.ensure(repo, other, permission)
            assert _others(host, repo, other) == before

    @requires("permissions.ensure")
    def test_role_goes_with_a_permission(
        self, host: githost.Host, repo: Repository, other: UserRef
    ) -> None:
        """A `role` with NONE is `ConfigurationError`, and nothing is sent.

        If this fails: leave `ensure` to the interface.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.permissions.ensure(repo, other, Permission.NONE, role="admin")
        assert wire.seen == []
