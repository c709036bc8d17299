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
        """Read the caller's own account."""
        raise missing(self, "me")

    def get(self, user: UserRef | str) -> Op[User]:
        """Read an account."""
        raise missing(self, "get")

    def search(
        self,
        query: str,
        *,
        namespace: NamespaceLike | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[User]:
        """List the accounts whose names contain `query`."""
        raise missing(self, "search")
