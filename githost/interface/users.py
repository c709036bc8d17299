"""What a host can be asked about users."""

from githost.interface.addresses import NamespaceLike
from githost.interface.capabilities import Noun, missing
from githost.model import User, UserRef
from githost.wire import Op, Pages

__all__ = ["Users"]


class Users(Noun):
    """Operations on accounts."""

    noun = "users"

    def me(self) -> Op[User]:
        """Read the caller's own account.

        Requests: one on Cloud; two on Data Center, which has no such call and names the caller in a
        header.

        Raises: `AuthenticationError` for an anonymous caller; `PermissionDeniedError` or
        `NotFoundError` for access tokens that stand for no person.

        Source: Cloud `GET /user`; Data Center the header `X-AUSERNAME`, then
        `GET /rest/api/1.0/users?filter=`.
        """
        raise missing(self, "me")

    def get(self, user: UserRef | str) -> Op[User]:
        """Read an account.

        A text is the key that the host's API takes: `UserRef.id`.

        Requests: one.

        Raises: `NotFoundError`.

        Source: Cloud `GET /users/{selected_user}`; Data Center `GET /rest/api/1.0/users?filter=`,
        compared exactly here, for the path takes a slug and not the login name.
        """
        raise missing(self, "get")

    def search(
        self,
        query: str,
        *,
        namespace: NamespaceLike | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[User]:
        """List the accounts whose names contain `query`.

        Data Center compares login name, display name and e-mail address. Cloud looks among the
        members of `namespace`, which it needs.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center).

        Filters: Data Center compares there; on Cloud the members are fetched and filtered here.

        Raises: `ConfigurationError` without `namespace` on Cloud.

        Source: Cloud `GET /workspaces/{workspace}/members`; Data Center
        `GET /rest/api/1.0/users?filter=`.
        """
        raise missing(self, "search")
