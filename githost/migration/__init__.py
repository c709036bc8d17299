"""Moves repositories from any host to any other, through the public interface only. Needs the extra `migration`.

`inventory` counts what there is, and `make_plan` drafts a plan. A plan (`Plan`) says what goes where;
`compare` says what carrying it out would do, `apply` does it, with a `Journal` that lets it be run
again, and `verify` says what arrived.
"""

from githost.migration.activation import activate
from githost.migration.apply import Progress, Summary, apply
from githost.migration.carrying import Failure
from githost.migration.comparing import Difference, compare, verify
from githost.migration.drafting import make_plan
from githost.migration.endpoint import Endpoint
from githost.migration.inventory import Estimate, Inventory, Stock, inventory
from githost.migration.items import Fate, Item, Verification
from githost.migration.journal import Journal, JournalError
from githost.migration.obstacles import Obstacle
from githost.migration.plan import Move, NewNamespace, NewProject, Plan
from githost.migration.rebuilding import rebuild

__all__ = [
    "Difference",
    "Endpoint",
    "Estimate",
    "Failure",
    "Fate",
    "Inventory",
    "Item",
    "Journal",
    "JournalError",
    "Move",
    "NewNamespace",
    "NewProject",
    "Obstacle",
    "Plan",
    "Progress",
    "Stock",
    "Summary",
    "Verification",
    "activate",
    "apply",
    "compare",
    "inventory",
    "make_plan",
    "rebuild",
    "verify",
]
