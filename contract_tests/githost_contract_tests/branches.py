"""What every provider promises about branches."""

from collections.abc import Callable

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    ValidationError,
)
from githost.model import RepoRef, Repository
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import BRANCHES, FEATURE, MAIN, MISSING
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded, Workshop, unique

__all__ = ["BranchContract"]

#: Calls that name no branch.
_NAMELESS = {
    "get": lambda host, repo: host.branches.get(repo, ""),
    "create": lambda host, repo: host.branches.create(repo, " ", start=MAIN),
    "start": lambda host, repo: host.branches.create(repo, unique("branch"), start=""),
    "delete": lambda host, repo: host.branches.delete(repo, ""),
    "set_default": lambda host, repo: host.branches.set_default(repo, ""),
}


class BranchContract(ProviderContract):
    """Promises about branches."""

    @requires("branches.create")
    def test_created_branch_is_read_back(self, host: githost.Host, busy: Seeded) -> None:
        """A branch made at a commit is there, at that commit.

        If this fails: check that name and `start` are sent, and that the answer is decoded as
        `get`'s is.
        """
        name = unique("branch")
        made = sound(host.branches.create(busy.ref, name, start=busy.commit(FEATURE)))
        found = sound(host.branches.get(busy.ref, name))
        assert made.name == found.name == name
        assert made.commit == found.commit == busy.commit(FEATURE)

    @requires("branches.create")
    def test_branch_can_start_at_another(self, host: githost.Host, busy: Seeded) -> None:
        """`start` may be the name of a branch.

        If this fails: where the host takes only one kind of `start`, translate the other.
        """
        made = host.branches.create(busy.ref, unique("branch"), start=FEATURE)
        assert made.commit == busy.commit(FEATURE)

    @requires("branches.create")
    @pytest.mark.parametrize(
        "suffix",
        ["deep/er", "number#1", "one+one", "100%41", "größe"],
        ids=["slashes", "hash", "plus", "percent", "umlaut"],
    )
    def test_unusual_name_is_kept(self, host: githost.Host, busy: Seeded, suffix: str) -> None:
        """What git allows in a name survives the way to the host and back.

        If this fails: build paths with `githost.wire.join_path`, and give queries as `query=`, so
        that each part is encoded once.
        """
        name = f"{unique('odd')}/{suffix}"
        host.branches.create(busy.ref, name, start=busy.commit(MAIN))
        assert host.branches.get(busy.ref, name).name == name
        host.branches.delete(busy.ref, name)
        with pytest.raises(NotFoundError):
            host.branches.get(busy.ref, name)

    @requires("branches.create")
    def test_creating_twice_raises_already_exists(self, host: githost.Host, busy: Seeded) -> None:
        """A second branch of the same name is `AlreadyExistsError`, and the first one stays.

        If this fails: check which answer the host gives to a name that is taken, and decode it.
        """
        name = busy.branch(MAIN)
        with pytest.raises(AlreadyExistsError):
            host.branches.create(busy.ref, name, start=busy.commit(FEATURE))
        assert busy.tip(name) == busy.commit(MAIN)

    @requires("branches.create")
    def test_overlapping_names_conflict(self, host: githost.Host, busy: Seeded) -> None:
        """`a/b` cannot be made beside `a`: `ConflictError` or `ValidationError`.

        If this fails: git keeps branches as files, so the host refuses; decode that answer.
        """
        name = busy.branch(MAIN)
        with pytest.raises((ConflictError, ValidationError)):
            host.branches.create(busy.ref, f"{name}/below", start=busy.commit(MAIN))

    @requires("branches.create")
    def test_missing_start_is_refused(self, host: githost.Host, busy: Seeded) -> None:
        """A `start` that is not there is `NotFoundError` or `ValidationError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        name = unique("branch")
        with pytest.raises((NotFoundError, ValidationError)):
            host.branches.create(busy.ref, name, start=MISSING)
        with pytest.raises(NotFoundError):
            host.branches.get(busy.ref, name)

    @requires("branches.get")
    def test_get_compares_the_whole_name(self, host: githost.Host, standing: Seeded) -> None:
        """A part of a branch's name is no branch.

        If this fails: where the host has only a search, compare what it finds with the name.
        """
        assert host.branches.get(standing.ref, FEATURE).commit == standing.commit(FEATURE)
        with pytest.raises(NotFoundError):
            host.branches.get(standing.ref, FEATURE[:-1])

    @requires("branches.get")
    @pytest.mark.parametrize("call", _NAMELESS.values(), ids=_NAMELESS)
    def test_empty_name_is_refused(
        self, host: githost.Host, standing: Seeded, call: Callable[[githost.Host, RepoRef], object]
    ) -> None:
        """A name that is empty is `ConfigurationError`, and nothing is sent.

        If this fails: take names through `githost.interface.ref_name`; in a path an empty one may
        stand for all of them.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            call(host, standing.ref)
        assert wire.seen == []

    @requires("branches.get")
    def test_missing_repository_is_not_found(self, host: githost.Host, workshop: Workshop) -> None:
        """A branch of a repository that is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.branches.get(workshop.address("missing"), MAIN)

    @requires("branches.get")
    def test_default_branch_is_marked(self, host: githost.Host, standing: Seeded) -> None:
        """`default` is true of the default branch alone, or None where telling is dear.

        If this fails: give None where the host's answer does not say it.
        """
        assert host.branches.get(standing.ref, MAIN).default in {True, None}
        assert host.branches.get(standing.ref, FEATURE).default in {False, None}

    @requires("branches.get")
    def test_answer_keeps_the_hosts_own_object(self, host: githost.Host, standing: Seeded) -> None:
        """`raw` is there on single answers, and neither compared nor printed.

        If this fails: give the decoded document to the model as `raw`.
        """
        found = host.branches.get(standing.ref, MAIN)
        assert found.raw
        assert "raw" not in repr(found)

    @requires("branches.list")
    def test_list_holds_every_branch_once(self, host: githost.Host, standing: Seeded) -> None:
        """Each branch is listed once, with the commit at its tip.

        If this fails: check that every page is followed, and that names lose `refs/heads/`.
        """
        listed = [(found.name, found.commit) for found in host.branches.list(standing.ref)]
        assert sorted(listed) == sorted((name, standing.commit(name)) for name in BRANCHES)

    @requires("branches.list", query="x")
    def test_query_keeps_names_that_contain_it(self, host: githost.Host, standing: Seeded) -> None:
        """`query` is a part of the name.

        If this fails: filter in the provider where the host cannot, and quote the text where it
        can.
        """
        names = {found.name for found in host.branches.list(standing.ref, query="ture/")}
        assert names == {name for name in BRANCHES if "ture/" in name}

    @requires("branches.list")
    def test_empty_repository_has_no_branches(self, host: githost.Host, repo: Repository) -> None:
        """An empty repository gives an empty list.

        If this fails: some hosts refuse to list what is not begun; that answer means an empty list.
        """
        assert host.branches.list(repo).all() == []

    @requires("branches.delete")
    def test_deleted_branch_is_gone(self, host: githost.Host, busy: Seeded) -> None:
        """What was deleted is `NotFoundError`, and so is deleting it again.

        If this fails: some hosts answer success where there is nothing; tell the two apart.
        """
        name = busy.branch(MAIN)
        host.branches.delete(busy.ref, name)
        with pytest.raises(NotFoundError):
            host.branches.get(busy.ref, name)
        with pytest.raises(NotFoundError):
            host.branches.delete(busy.ref, name)

    @requires("branches.delete")
    def test_default_branch_is_not_deleted(self, host: githost.Host, busy: Seeded) -> None:
        """Deleting the default branch is `ConflictError` or `ValidationError`.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        with pytest.raises((ConflictError, ValidationError)):
            host.branches.delete(busy.ref, MAIN)
        assert busy.tip(MAIN) == busy.commit(MAIN)

    @requires("branches.set_default")
    def test_default_branch_can_be_chosen(self, host: githost.Host, seeded: Seeded) -> None:
        """Another branch can be made the default one; one that is not there cannot.

        If this fails: check that the name is sent as the host wants it, with or without
        `refs/heads/`, and how a missing one is refused.
        """
        host.branches.set_default(seeded.ref, FEATURE)
        assert host.repos.get(seeded.ref).default_branch == FEATURE
        with pytest.raises(NotFoundError):
            host.branches.set_default(seeded.ref, unique("missing"))
        assert host.repos.get(seeded.ref).default_branch == FEATURE

    @requires("branches.create")
    def test_others_cannot_create(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights makes no branch.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.branches.create(standing.ref, unique("branch"), start=MAIN)
