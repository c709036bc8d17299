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
        """List the groups of a namespace, or of the host.

        `namespace` None is the host, to which groups belong on Data Center. Cloud cannot.

        Requests: one a page of at most 1000.

        Raises: `PermissionDeniedError` for callers who may not see them: on Data Center, who
        administer no project; `ConfigurationError` without `namespace` on a host whose groups are
        a namespace's.

        Source: Data Center `GET /rest/api/1.0/groups`.
        """
        raise missing(self, "list")
