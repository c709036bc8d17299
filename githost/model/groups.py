"""Groups of accounts."""

from collections.abc import Mapping
from typing import Any

import attrs

from githost.model.refs import GroupRef
from githost.value import Value

__all__ = ["Group"]


@attrs.frozen(kw_only=True)
class Group(Value):
    """A named group of accounts that permissions can be granted to.

    Source: Cloud `GET /1.0/groups/{workspace}`; Data Center `GET /rest/api/1.0/groups`.
    """

    #: Cloud: the group's slug; Data Center: its name, for it has no other id.
    id: str
    #: What operations take as this group.
    ref: GroupRef
    #: The name shown to people.
    name: str
    #: The host's own object; None unless kept, and always for Data Center, which sends plain text.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
