"""What a host can be asked about groups."""

from githost.interface.addresses import NamespaceLike
from githost.interface.capabilities import Noun, missing
from githost.model import Group
from githost.wire import Pages

__all__ = ["Groups"]


class Groups(Noun):
    """Operations on groups of accounts."""

    noun = "groups"

    def list(
        self,
        namespace: NamespaceLike | None = None,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Group]:
        """List the groups of a namespace, or of the host."""
        raise missing(self, "list")
