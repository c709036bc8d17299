"""What every provider promises about groups."""

import githost
from githost.errors import ConfigurationError
from githost.model import Group, GroupRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.requirements import requires
from githost_contract_tests.target import Target
from githost_contract_tests.values import sound

__all__ = ["GroupContract"]


class GroupContract(ProviderContract):
    """Promises about groups."""

    @requires("groups.list")
    def test_group_is_listed_once(
        self, host: githost.Host, githost_target: Target, group: GroupRef
    ) -> None:
        """The target's group is listed under the address that operations take.

        If this fails: check that every page is followed, and that `Group.ref` is the host's key.
        """
        listed = [sound(found) for found in _groups(host, githost_target)]
        [found] = [one for one in listed if one.ref == group]
        assert found.name
        assert len({one.ref for one in listed}) == len(listed)


def _groups(host: githost.Host, target: Target) -> list[Group]:
    """List the groups of the host, or of the namespace where the host wants one."""
    try:
        return host.groups.list().all()
    except ConfigurationError:
        return host.groups.list(target.namespace).all()
