"""What the author of a provider says about the host that the contract runs against."""

from collections.abc import Mapping

import attrs

import githost
from githost.credentials import CredentialSource
from githost.model import GroupRef, UserRef

__all__ = ["SecondUser", "Target"]


@attrs.frozen(kw_only=True)
class SecondUser:
    """Somebody else on the host, without any right in the target's namespace."""

    #: How operations name them.
    ref: UserRef
    #: With what they connect.
    credential: CredentialSource = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Target:
    """A host to run the contract against, as the fixture `githost_target` gives it.

    Everything that the contract makes lies in `namespace`, under names that begin with
    `githost-`, and is deleted afterwards.
    """

    #: Shown in reports.
    name: str
    #: What `githost.connect` takes.
    url: str
    #: Name of the provider; None where the address tells.
    provider: str | None = None
    #: Of somebody who administers `namespace`; None looks where `githost.connect` looks.
    credential: CredentialSource | None = attrs.field(default=None, repr=False)
    #: Settings of the connections.
    options: githost.Options | None = attrs.field(default=None, repr=False)
    #: Path of a namespace that may be written to.
    namespace: str
    #: Somebody else; None where there is nobody, and what needs them is skipped.
    second_user: SecondUser | None = None
    #: A group without any right in `namespace`; None where there is none.
    group: GroupRef | None = None
    #: An address that the host accepts for hooks. It is never called.
    hook_url: str = "https://example.com/githost-contract"
    #: A key of the host's for hooks of repositories that no neutral event stands for; None where
    #: there is none.
    hook_key: str | None = None
    #: The version of the contract that the provider keeps, as `0.1`: what was promised later and
    #: is broken gets reported, and does not fail the run. None keeps all of it.
    contract: str | None = None
    #: The most requests that operations make where this host's API forces more than
    #: `githost_contract_tests.budgets` allows: by operation, as `{"repos.get": 2}`.
    budgets: Mapping[str, int] = attrs.field(factory=dict)
