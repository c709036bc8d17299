"""What the contract runs against: the emulators of both products, in their least worlds."""

from collections.abc import Mapping
from typing import Final

from githost import emulation
from githost.model import GroupRef, UserRef
from githost_contract_tests import SecondUser, Target

__all__ = ["BUDGETS", "target"]

#: Where a product needs more requests than is usual: the docstrings of its operations say why.
BUDGETS: Final[Mapping[str, Mapping[str, int]]] = {
    # A merge in the background is asked after until it is done.
    "bitbucket-cloud": {
        "branches.set_default": 3,
        "pull_requests.create": 2,
        "pull_requests.merge": 5,
        "pull_requests.mergeability": 3,
        "pull_requests.diff": 2,
    },
    "bitbucket-datacenter": {
        "repos.get": 2,
        "repos.ensure": 2,
        "branches.delete": 2,
        "statuses.set": 2,
        "comments.update": 2,
        "comments.delete": 2,
        "tasks.update": 2,
        "tasks.resolve": 2,
        "tasks.delete": 2,
        "permissions.grant": 2,
        "permissions.effective": 3,
        "deploy_keys.delete": 2,
    },
}
#: A namespace, and a key for hooks that no neutral event stands for.
_WORDS: Final = {
    "bitbucket-cloud": ("acme", "repo:transfer"),
    "bitbucket-datacenter": ("ACME", "mirror:repo_synchronized"),
}


def target(server: emulation.Server, *, name: str | None = None) -> Target:
    """Return an emulator as the contract wants it; `name` is its product's unless given."""
    namespace, hook_key = _WORDS[server.provider]
    return Target(
        name=name or server.provider,
        url=server.url,
        provider=server.provider,
        namespace=namespace,
        credential=server.credential(),
        second_user=SecondUser(
            ref=UserRef(server.users["alice"]["id"]), credential=server.credential("alice")
        ),
        hook_key=hook_key,
        group=GroupRef("developers"),
        budgets=BUDGETS[server.provider],
    )
