"""What every provider promises about accounts."""

import pytest

import githost
from githost.errors import AuthenticationError, ConfigurationError, NotFoundError
from githost.model import UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import unique
from githost_contract_tests.worlds import World

__all__ = ["UserContract"]


class UserContract(ProviderContract):
    """Promises about accounts."""

    @requires("users.me")
    def test_each_connection_is_its_own_user(
        self, host: githost.Host, other_host: githost.Host, other: UserRef
    ) -> None:
        """`me` is whoever the credential stands for.

        If this fails: check that each connection uses its own credential, and that `User.ref` is
        what operations take.
        """
        assert sound(other_host.users.me()).ref == other
        assert sound(host.users.me()).ref != other

    @requires("users.get")
    @requires("users.me")
    def test_every_way_to_name_a_user_means_the_same(self, host: githost.Host) -> None:
        """`User.ref` and its text lead to the same account.

        If this fails: check that `ref` holds the key that the host's API takes.
        """
        me = host.users.me()
        found = sound(host.users.get(me.ref))
        assert (found.id, found.ref, found.name) == (me.id, me.ref, me.name)
        assert host.users.get(me.ref.id) == found

    @requires("users.get")
    def test_others_can_be_read(self, host: githost.Host, other: UserRef) -> None:
        """An account other than the caller's is read by its key.

        If this fails: check which key the host's path takes.
        """
        assert host.users.get(other).ref == other

    @requires("users.get")
    def test_missing_user_is_not_found(self, host: githost.Host) -> None:
        """Reading who is not there is `NotFoundError`.

        If this fails: where the host has a search only, compare what it finds with the key.
        """
        with pytest.raises(NotFoundError):
            host.users.get(UserRef(unique("nobody")))

    @requires("users.get")
    @pytest.mark.parametrize("key", ["", " alice", "a\nb"], ids=["empty", "space", "newline"])
    def test_malformed_key_is_refused(self, host: githost.Host, key: str) -> None:
        """A text that is no key is `ConfigurationError`, and nothing is sent.

        If this fails: take users through `githost.interface.user_ref`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.users.get(key)
        assert wire.seen == []

    @requires("users.get")
    def test_key_is_compared_whole(self, host: githost.Host, other: UserRef) -> None:
        """A part of a key is nobody's.

        If this fails: where the host has a search only, compare what it finds with the key.
        """
        with pytest.raises(NotFoundError):
            host.users.get(other.id[:-1])

    @requires("users.search")
    @requires("users.me")
    def test_search_finds_by_name(self, host: githost.Host, githost_target: Target) -> None:
        """A part of a name finds its account once, and nonsense finds nobody.

        If this fails: check what the host compares, and filter in the provider where it cannot.
        """

        def searched(query: str) -> list[UserRef]:
            try:
                found = host.users.search(query).all()
            except ConfigurationError:
                found = host.users.search(query, namespace=githost_target.namespace).all()
            return [sound(user).ref for user in found]

        me = host.users.me()
        assert searched(me.name[:-1]).count(me.ref) == 1
        assert searched(unique("nobody")) == []

    @requires("users.me")
    def test_nobody_is_not_a_user(
        self, host: githost.Host, githost_target: Target, world: World
    ) -> None:
        """An anonymous caller's `me` is `AuthenticationError`, where the host wants a credential.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        if not host.provider.needs_credential:
            pytest.skip("the host knows everybody without a credential")
        anonymous = world.open(githost_target, githost.Anonymous())
        try:
            with pytest.raises(AuthenticationError):
                anonymous.users.me()
        finally:
            anonymous.close()
