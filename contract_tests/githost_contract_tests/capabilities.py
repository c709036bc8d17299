"""What a provider says of itself, held against what it does: both ways.

Every other suite helps: whatever works without being declared, or is declared and refused, fails
there (see `githost_contract_tests.requirements`).
"""

from typing import Any

import pytest

import githost
from githost.errors import GitHostError, UnsupportedError
from githost.model import Event, MergeStrategy, Permission, RepoRef
from githost_contract_tests.arguments import OPERATIONS, plausible
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.requirements import Unsupported
from githost_contract_tests.target import Target
from githost_contract_tests.workshop import Workshop, unique

__all__ = ["CapabilityContract"]

#: What makes the repository that its arguments name.
_MAKING = frozenset({"repos.create", "repos.ensure"})


class CapabilityContract(ProviderContract):
    """Promises about what is supported."""

    def test_every_operation_is_claimed_or_has_a_reason(self, host: githost.Host) -> None:
        """For each operation of the interface the host says yes, or no and why; nothing is sent.

        If this fails: give `unsupported` a text that says why.
        """
        with exchanges() as wire:
            told = host.capabilities()
        assert wire.seen == []
        assert set(told) == set(OPERATIONS)
        assert [name for name, support in told.items() if not support and not support.reason] == []

    @pytest.mark.parametrize("operation", OPERATIONS)
    def test_claim_is_true(
        self, host: githost.Host, githost_target: Target, workshop: Workshop, operation: str
    ) -> None:
        """What is denied is `UnsupportedError` and sends nothing; what is claimed is never that.

        What is denied, and was refused, counts as skipped.

        If this fails: override the operation, or declare it `unsupported`; raise `UnsupportedError`
        for nothing that `limits` does not state.
        """
        claimed = host.supports(operation)
        noun, _, method = operation.partition(".")
        missing = RepoRef(githost_target.namespace, unique("missing"))
        if operation in _MAKING:
            workshop.adopt(missing)
        arguments = plausible(operation, host=host, target=githost_target, repo=missing)
        with exchanges() as wire:
            refusal = _refusal(getattr(getattr(host, noun), method), arguments)
        support = host.supports(operation)
        if not support:
            assert refusal is not None, f"{operation} is denied and was not refused"
            assert refusal.operation == operation
            assert wire.seen == [] or claimed.known is False
            raise Unsupported(operation, support.reason)
        assert refusal is None, f"{operation} is claimed and refused: {refusal}"

    def test_unknown_operation_is_not_supported(self, host: githost.Host) -> None:
        """What the interface does not have is not supported, with a reason.

        If this fails: leave the answer to the interface.
        """
        told = host.supports("repos.polish")
        assert not told
        assert told.reason

    def test_provider_facts_are_of_the_models(self, host: githost.Host) -> None:
        """Strategies, permissions and events are members of the neutral enumerations.

        If this fails: give neutral words in the provider's facts, never the host's.
        """
        provider = host.provider
        assert all(isinstance(one, MergeStrategy) for one in provider.merge_strategies)
        assert all(isinstance(one, Permission) for one in provider.permission_levels)
        assert all(isinstance(one, Event) for one in provider.hook_events)
        assert list(provider.permission_levels) == sorted(provider.permission_levels)
        assert Permission.NONE not in provider.permission_levels
        assert bool(host.supports("pull_requests.merge")) is bool(provider.merge_strategies)
        assert bool(host.supports("hooks.create")) is bool(provider.hook_events)

    def test_scopes_name_operations(self, host: githost.Host) -> None:
        """`Provider.scopes` speaks of operations that exist and are supported.

        If this fails: spell the operation as `noun.operation`.
        """
        unknown = [name for name in host.provider.scopes if not host.supports(name)]
        assert unknown == []


def _refusal(operation: Any, arguments: dict[str, Any]) -> UnsupportedError | None:
    """Call an operation, and return its refusal; other errors of githost's are its answer."""
    try:
        answer = operation(**arguments)
        if hasattr(answer, "first"):
            answer.first()
    except UnsupportedError as error:
        return error
    except GitHostError:
        return None
    return None
