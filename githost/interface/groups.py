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

        On Data Center groups are the host's and `namespace` None; on Cloud they are a workspace's.

        Requests: one on Cloud; one a page of at most 1000 on Data Center.

        Raises: `ConfigurationError` without `namespace` on Cloud; `PermissionDeniedError` for
        callers who may not see them: on Data Center, who administer no project.

        Source: Cloud `GET /1.0/groups/{workspace_slug}`, for its 2.0 has none; Data Center
        `GET /rest/api/1.0/groups`.
        """
        raise missing(self, "list")
