"""What every provider promises about default reviewers."""

import pytest

import githost
from githost.errors import NotFoundError
from githost.model import UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.history import FEATURE, MAIN
from githost_contract_tests.refusals import DENIED, IMPOSSIBLE
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded, unique

__all__ = ["DefaultReviewerContract"]


class DefaultReviewerContract(ProviderContract):
    """Promises about default reviewers."""

    @requires("default_reviewers.add")
    @requires("default_reviewers.list")
    @requires("default_reviewers.remove")
    def test_added_once_and_removed(
        self, host: githost.Host, busy: Seeded, reviewer: UserRef
    ) -> None:
        """Adding somebody twice lists them once; after removing nobody is left.

        If this fails: look who is there before adding, and find every place that names them before
        removing.
        """
        host.default_reviewers.add(busy.ref, reviewer)
        host.default_reviewers.add(busy.ref, reviewer)
        assert [sound(user).ref for user in host.default_reviewers.list(busy.ref)] == [reviewer]
        host.default_reviewers.remove(busy.ref, reviewer)
        assert host.default_reviewers.list(busy.ref).all() == []

    @requires("default_reviewers.remove")
    def test_removing_who_is_not_among_them_is_not_found(
        self, host: githost.Host, busy: Seeded, reviewer: UserRef
    ) -> None:
        """Removing somebody who is no default reviewer is `NotFoundError`.

        If this fails: some hosts answer success; tell the two apart.
        """
        with pytest.raises(NotFoundError):
            host.default_reviewers.remove(busy.ref, reviewer)

    @requires("default_reviewers.add")
    def test_nobody_cannot_be_added(self, host: githost.Host, busy: Seeded) -> None:
        """Who is not there cannot be a default reviewer.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        with pytest.raises(IMPOSSIBLE):
            host.default_reviewers.add(busy.ref, UserRef(unique("nobody")))

    @requires("default_reviewers.add")
    @requires("default_reviewers.remove")
    def test_create_asks_only_whom_it_names(
        self, host: githost.Host, busy: Seeded, reviewer: UserRef
    ) -> None:
        """`pull_requests.create` takes its `reviewers` as the whole list: defaults do not join.

        If this fails: where the host adds them, take them off again.
        """
        host.default_reviewers.add(busy.ref, reviewer)
        try:
            made = busy.pull_request(FEATURE, MAIN)
        finally:
            host.default_reviewers.remove(busy.ref, reviewer)
        assert host.pull_requests.get(busy.ref, made.number).reviews == ()

    @requires("default_reviewers.list")
    def test_others_cannot_list(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights sees none.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.default_reviewers.list(standing.ref).first()
