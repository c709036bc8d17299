"""What every provider promises about statuses."""

import pytest

import githost
from githost.errors import ConfigurationError, NotFoundError
from githost.model import StatusState
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import FEATURE, MAIN, MISSING, SIDE
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded, unique

__all__ = ["StatusContract"]

_URL = "https://ci.example.com/builds/7"
#: What may be read back for each state, as hosts have fewer words.
_READ_BACK = {
    StatusState.PENDING: {StatusState.PENDING, StatusState.RUNNING},
    StatusState.RUNNING: {StatusState.RUNNING},
    StatusState.SUCCESS: {StatusState.SUCCESS},
    StatusState.FAILURE: {StatusState.FAILURE},
    StatusState.CANCELLED: {StatusState.CANCELLED},
}


class StatusContract(ProviderContract):
    """Promises about statuses."""

    @requires("statuses.set")
    @requires("statuses.list")
    def test_set_status_is_read_back(self, host: githost.Host, busy: Seeded) -> None:
        """Key, state, address, name and description are what was set.

        If this fails: check that every argument is sent; where the answer is empty, read it back.
        """
        key = unique("status")
        made = host.statuses.set(
            busy.ref,
            busy.commit(FEATURE),
            key=key,
            state=StatusState.SUCCESS,
            url=_URL,
            name="Build",
            description="All is well",
        )
        listed = host.statuses.list(busy.ref, busy.commit(FEATURE))
        [found] = [status for status in listed if status.key == key]
        for status in (sound(made), sound(found)):
            assert (status.key, status.state, status.url) == (key, StatusState.SUCCESS, _URL)
            assert (status.name, status.description) == ("Build", "All is well")

    @requires("statuses.set")
    @pytest.mark.parametrize("state", _READ_BACK, ids=str)
    def test_state_is_kept(self, host: githost.Host, busy: Seeded, state: StatusState) -> None:
        """Each state is read back, PENDING as RUNNING where the host does not have it.

        If this fails: check which of the host's words each state is sent as and read from.
        """
        made = host.statuses.set(
            busy.ref, busy.commit(SIDE), key=unique("status"), state=state, url=_URL
        )
        assert made.state in _READ_BACK[state]

    @requires("statuses.set")
    @requires("statuses.list")
    def test_same_key_replaces(self, host: githost.Host, busy: Seeded) -> None:
        """There is one status for each key, the one set last.

        If this fails: where the host keeps both, update the first.
        """
        key, commit = unique("status"), busy.commit(FEATURE)
        for state in (StatusState.RUNNING, StatusState.FAILURE):
            host.statuses.set(busy.ref, commit, key=key, state=state, url=_URL)
        listed = host.statuses.list(busy.ref, commit, page_size=1)
        assert [one.state for one in listed if one.key == key] == [StatusState.FAILURE]

    @requires("statuses.list")
    def test_commit_without_statuses_has_none(self, host: githost.Host, standing: Seeded) -> None:
        """A commit that no build has spoken of gives an empty list.

        If this fails: the host's "not found" may mean an empty list here.
        """
        root = host.commits.list(standing.ref).all()[-1].sha
        assert host.statuses.list(standing.ref, root).all() == []

    @requires("statuses.set")
    def test_missing_repository_is_not_found(self, host: githost.Host, busy: Seeded) -> None:
        """Setting a status where there is no repository is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        missing = githost.RepoRef(busy.ref.namespace, unique("missing"))
        with pytest.raises(NotFoundError):
            host.statuses.set(
                missing, busy.commit(MAIN), key="x", state=StatusState.SUCCESS, url=_URL
            )

    @requires("statuses.set")
    def test_missing_commit_is_not_found(self, host: githost.Host, busy: Seeded) -> None:
        """Setting a status on what is not there is `NotFoundError`.

        If this fails: where the host takes any SHA, read the commit first.
        """
        with pytest.raises(NotFoundError):
            host.statuses.set(busy.ref, MISSING, key="x", state=StatusState.SUCCESS, url=_URL)

    @requires("statuses.set")
    @requires("statuses.list")
    def test_branch_is_no_commit(self, host: githost.Host, standing: Seeded) -> None:
        """A status is a commit's: the name of a branch is `ConfigurationError`, and nothing is sent.

        If this fails: take commits through `githost.interface.commit_sha`.
        """
        with exchanges() as wire:
            with pytest.raises(ConfigurationError):
                host.statuses.set(
                    standing.ref, FEATURE, key="x", state=StatusState.SUCCESS, url=_URL
                )
            with pytest.raises(ConfigurationError):
                host.statuses.list(standing.ref, FEATURE).first()
        assert wire.seen == []

    @requires("statuses.set")
    def test_others_cannot_set(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights sets no status.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.statuses.set(
                standing.ref, standing.commit(MAIN), key="x", state=StatusState.SUCCESS, url=_URL
            )
