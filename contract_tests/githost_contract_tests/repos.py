"""What every provider promises about repositories."""

from datetime import UTC, timedelta

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    NotFoundError,
)
from githost.model import EnsureOutcome, Repository, Visibility
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import MAIN
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.workshop import Seeded, Workshop, unique

__all__ = ["RepoContract"]


class RepoContract(ProviderContract):
    """Promises about repositories."""

    @requires("repos.create")
    def test_created_repository_is_read_back(self, host: githost.Host, workshop: Workshop) -> None:
        """What was given to `create` is what `get` tells.

        If this fails: check that `create` sends name, description and visibility, that its answer
        is decoded as `get`'s is, and that `ref` is the address that the host gave it.
        """
        where = workshop.address("created")
        made = host.repos.create(where, description="Made by the contract")
        found = host.repos.get(where)
        assert made.ref == found.ref == where
        assert made.id == found.id
        assert made.name == found.name == where.name
        assert made.description == found.description == "Made by the contract"
        assert made.visibility is found.visibility is Visibility.PRIVATE

    @requires("repos.create", visibility=Visibility.PUBLIC)
    def test_created_visibility_is_kept(self, host: githost.Host, workshop: Workshop) -> None:
        """A repository created as PUBLIC is PUBLIC.

        If this fails: check that `visibility` is sent, and how it is decoded.
        """
        made = host.repos.create(workshop.address("public"), visibility=Visibility.PUBLIC)
        assert host.repos.get(made).visibility is Visibility.PUBLIC

    @requires("repos.create")
    def test_creating_twice_raises_already_exists(
        self, host: githost.Host, repo: Repository
    ) -> None:
        """A second repository with the same address is `AlreadyExistsError`.

        If this fails: check which answer the host gives to a name that is taken, and decode it.
        """
        with pytest.raises(AlreadyExistsError):
            host.repos.create(repo.ref)

    @requires("repos.get")
    def test_every_way_to_name_a_repository_means_the_same(
        self, host: githost.Host, repo: Repository
    ) -> None:
        """A `RepoRef`, a `Repository` and `namespace/name` are the same address.

        If this fails: take addresses through `githost.interface.repo_ref`.
        """
        by_ref = host.repos.get(repo.ref)
        assert by_ref == host.repos.get(repo) == host.repos.get(str(repo.ref))
        assert hash(by_ref) == hash(host.repos.get(repo))

    @requires("repos.get")
    @pytest.mark.parametrize(
        "address",
        [
            "site",
            "",
            "/",
            "acme/",
            "/site",
            "acme/../site",
            "https://x.example/a/b",
            "a/b?c",
            "a/b%2fc",
        ],
        ids=["bare", "empty", "slash", "nameless", "homeless", "dots", "url", "query", "escape"],
    )
    def test_malformed_address_is_refused(self, host: githost.Host, address: str) -> None:
        """A text that is no `namespace/name` is `ConfigurationError`.

        If this fails: take addresses through `githost.interface.repo_ref`, before any request.
        """
        with pytest.raises(ConfigurationError):
            host.repos.get(address)

    @requires("repos.get")
    def test_wrong_type_of_address_is_refused(self, host: githost.Host) -> None:
        """What is no repository at all is `ConfigurationError`.

        If this fails: take addresses through `githost.interface.repo_ref`.
        """
        with pytest.raises(ConfigurationError):
            host.repos.get(githost.NamespaceRef("acme"))  # type: ignore[arg-type]  # the mistake under test

    @requires("repos.get")
    def test_missing_repository_is_not_found(self, host: githost.Host, workshop: Workshop) -> None:
        """Reading what is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.repos.get(workshop.address("missing"))

    @requires("repos.get")
    def test_times_have_a_time_zone(self, host: githost.Host, repo: Repository) -> None:
        """Times are UTC, or None where the host does not tell.

        If this fails: convert times with their zone, `datetime.fromtimestamp(seconds, UTC)`.
        """
        found = host.repos.get(repo)
        assert found.created_at is None or found.created_at.tzinfo is UTC
        assert found.updated_at is None or found.updated_at.tzinfo is UTC

    @requires("repos.get")
    def test_clone_addresses_hold_no_user(self, host: githost.Host, repo: Repository) -> None:
        """There is an address for git over https, without user name or password.

        If this fails: cut what stands before the `@`, as some hosts put the caller's name there.
        """
        https = host.repos.get(repo).clone_urls.https
        assert https is not None
        assert "@" not in https

    @requires("repos.get")
    def test_default_branch_is_told(self, host: githost.Host, standing: Seeded) -> None:
        """`get` names the default branch, without `refs/heads/`.

        If this fails: where the host tells it by another call, `get` makes that one too.
        """
        assert host.repos.get(standing.ref).default_branch == MAIN

    @requires("repos.get")
    def test_answer_keeps_the_hosts_own_object(self, host: githost.Host, repo: Repository) -> None:
        """`raw` is there on single answers, and neither compared nor printed.

        If this fails: give the decoded document to the model as `raw`.
        """
        found = host.repos.get(repo)
        assert found.raw
        assert "raw" not in repr(found)

    @requires("repos.list")
    def test_list_holds_every_repository_once(self, host: githost.Host, workshop: Workshop) -> None:
        """Each repository of the namespace is listed, and once.

        If this fails: check that every page is followed, and that no filter is applied unasked.
        """
        made = {workshop.repository().ref for _ in range(2)}
        listed = [found.ref for found in host.repos.list(workshop.namespace)]
        assert made <= set(listed)
        assert len(listed) == len(set(listed))

    @requires("repos.list", query="x")
    def test_query_keeps_names_that_contain_it(
        self, host: githost.Host, workshop: Workshop
    ) -> None:
        """`query` is part of the name, ignoring case.

        If this fails: filter in the provider where the host cannot, and quote the text where it
        can.
        """
        first, second = workshop.repository(), workshop.repository()
        query = first.ref.name[-8:].upper()
        found = {repo.ref for repo in host.repos.list(workshop.namespace, query=query)}
        assert first.ref in found
        assert second.ref not in found

    @requires("repos.list")
    def test_list_of_a_missing_namespace_is_not_found(self, host: githost.Host) -> None:
        """Listing what is not there is `NotFoundError`, not an empty list.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.repos.list(unique("missing")).first()

    @requires("repos.update")
    def test_update_changes_what_is_given_and_leaves_the_rest(
        self, host: githost.Host, workshop: Workshop
    ) -> None:
        """A new description leaves name, address and visibility as they were.

        If this fails: send only what is given, or what was read before for what is not.
        """
        made = host.repos.create(workshop.address(), description="before")
        changed = host.repos.update(made, description="after")
        assert changed.description == "after"
        found = host.repos.get(made)
        assert found.description == "after"
        assert (found.id, found.ref, found.name) == (made.id, made.ref, made.name)
        assert found.visibility is made.visibility

    @requires("repos.update")
    def test_description_can_be_emptied(self, host: githost.Host, workshop: Workshop) -> None:
        """An empty description is a value; None alone leaves it.

        If this fails: compare arguments with None, not by their truth.
        """
        made = host.repos.create(workshop.address(), description="before")
        host.repos.update(made, description="")
        assert host.repos.get(made).description == ""

    @requires("repos.update")
    def test_rename_moves_the_address(self, host: githost.Host, workshop: Workshop) -> None:
        """After a rename the same repository is at the `ref` that came back.

        If this fails: decode `ref` from the answer, not from the request.
        """
        made, new = workshop.repository(), workshop.address("renamed")
        renamed = host.repos.update(made, name=new.name)
        assert renamed.ref == new
        assert host.repos.get(new).id == made.id

    @requires("repos.update", visibility=Visibility.PUBLIC)
    def test_visibility_can_be_changed(self, host: githost.Host, repo: Repository) -> None:
        """A private repository can be made public.

        If this fails: check that `visibility` is sent by `update`.
        """
        host.repos.update(repo, visibility=Visibility.PUBLIC)
        assert host.repos.get(repo).visibility is Visibility.PUBLIC

    @requires("repos.update", archived=True)
    def test_archive_and_back(self, host: githost.Host, repo: Repository) -> None:
        """A repository can be archived, and opened again.

        If this fails: check that `archived` is sent, and that both of its values are.
        """
        assert host.repos.update(repo, archived=True).archived
        assert host.repos.get(repo).archived
        assert not host.repos.update(repo, archived=False).archived

    @requires("repos.update")
    def test_update_of_a_missing_repository_is_not_found(
        self, host: githost.Host, workshop: Workshop
    ) -> None:
        """Changing what is not there is `NotFoundError`, and makes nothing.

        If this fails: a host's PUT may create what is not there; read it first.
        """
        where = workshop.address("missing")
        with pytest.raises(NotFoundError):
            host.repos.update(where, description="x")
        with pytest.raises(NotFoundError):
            host.repos.get(where)

    @requires("repos.delete")
    def test_deleted_repository_is_gone(self, host: githost.Host, repo: Repository) -> None:
        """What was deleted is `NotFoundError`.

        If this fails: check that `delete` asks for this very repository.
        """
        host.repos.delete(repo)
        with pytest.raises(NotFoundError):
            host.repos.get(repo)

    @requires("repos.delete")
    def test_deleting_what_is_not_there_is_not_found(
        self, host: githost.Host, workshop: Workshop
    ) -> None:
        """Deleting a missing repository is `NotFoundError`.

        If this fails: some hosts answer success; tell the two apart.
        """
        with pytest.raises(NotFoundError):
            host.repos.delete(workshop.address("missing"))

    @requires("repos.fork")
    def test_fork_names_what_it_was_made_from(
        self, host: githost.Host, workshop: Workshop, standing: Seeded
    ) -> None:
        """A fork has its own address and remembers its parent.

        If this fails: check that `into` and `name` are sent, and that `parent` is decoded.
        """
        where = workshop.address("fork")
        made = host.repos.fork(standing.ref, into=where.namespace, name=where.name)
        assert made.ref == where
        assert host.repos.get(where).parent == standing.ref

    @requires("repos.forks")
    @requires("repos.fork")
    def test_forks_are_listed(
        self, host: githost.Host, workshop: Workshop, standing: Seeded
    ) -> None:
        """`forks` lists a direct fork.

        If this fails: check the address that is asked, and that the answer is decoded.
        """
        where = workshop.address("fork")
        host.repos.fork(standing.ref, into=where.namespace, name=where.name)
        assert where in {found.ref for found in host.repos.forks(standing.ref)}

    @requires("repos.ensure")
    def test_ensure_creates_then_leaves_alone_then_changes(
        self, host: githost.Host, workshop: Workshop
    ) -> None:
        """`ensure` writes what differs, and says what it did.

        If this fails: leave `ensure` to the interface, and check `get`, `create` and `update`.
        """
        where = workshop.address("ensured")
        created = host.repos.ensure(where, description="one")
        same = host.repos.ensure(where, description="one")
        changed = host.repos.ensure(where, description="two")
        assert created.outcome is EnsureOutcome.CREATED
        assert same.outcome is EnsureOutcome.UNCHANGED
        assert (changed.outcome, changed.changes) == (EnsureOutcome.CHANGED, ("description",))
        assert host.repos.get(where).description == "two"

    @requires("repos.get")
    def test_private_repository_is_hidden_from_others(
        self, host: githost.Host, other_host: githost.Host, repo: Repository
    ) -> None:
        """Somebody without rights cannot read a private repository.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.repos.get(repo.ref)

    @requires("repos.delete")
    def test_others_cannot_delete(
        self, host: githost.Host, other_host: githost.Host, repo: Repository
    ) -> None:
        """Somebody without rights cannot delete, and the repository stays.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.repos.delete(repo.ref)
        assert host.repos.get(repo).id == repo.id

    @requires("repos.create")
    def test_others_cannot_create(
        self, host: githost.Host, other_host: githost.Host, workshop: Workshop
    ) -> None:
        """Somebody without rights in a namespace cannot create there.

        If this fails: check how the provider's `error` decodes a refusal.
        """
        with pytest.raises(DENIED):
            other_host.repos.create(workshop.address("denied"))

    @requires("repos.list", updated_after=None)
    def test_update_time_is_a_filter(self, host: githost.Host, repo: Repository) -> None:
        """`updated_after` in the future leaves nothing, where the host tells times.

        If this fails: send the time in UTC, or filter in the provider.
        """
        found = host.repos.get(repo)
        if found.updated_at is None:
            pytest.skip("unsupported: the host does not tell when a repository was changed")
        later = found.updated_at + timedelta(days=1)
        assert host.repos.list(repo.ref.namespace, updated_after=later).all() == []
