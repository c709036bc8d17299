"""Accounts on Cloud: found by `uuid` or `account_id`, for names are neither unique nor fixed."""

from githost.errors import ConfigurationError
from githost.interface import Authorship, Began, NamespaceLike, OnSite, Users, user_ref
from githost.model import User, UserRef
from githost.wire import Op, Pages, Request, join_path, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import Raw
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import workspace_path

__all__ = ["CloudUsers", "account_key", "written_by"]


def account_key(user: UserRef) -> dict[str, str]:
    """Return how a request's document names an account: by its `{uuid}`, else by its account id."""
    return {("uuid" if user.id.startswith("{") else "account_id"): user.id}


def written_by(began: Began) -> Op[Authorship]:
    """Return by whom, and since when, something was written that `began` stands for."""
    response = yield from send(Request("GET", "/user"))
    me = single(response, payloads.Account, decode.user)
    return Authorship(me.ref.id, began.by(response))


class CloudUsers(OnSite, Users):
    """Accounts."""

    def me(self) -> Op[User]:
        response = yield from send(Request("GET", "/user"))
        return single(response, payloads.Account, decode.user)

    def get(self, user: UserRef | str) -> Op[User]:
        response = yield from send(Request("GET", join_path("users", user_ref(user).id)))
        return single(response, payloads.Account, decode.user)

    def search(
        self,
        query: str,
        *,
        namespace: NamespaceLike | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[User]:
        if namespace is None:
            raise ConfigurationError(
                "Bitbucket Cloud has no search for people; give namespace=…, the workspace among "
                "whose members to look"
            )
        part = query.casefold()
        members = paged(
            self.site,
            workspace_path(namespace, "members"),
            payloads.Membership,
            _member,
            page_size=page_size,
            cursor=cursor,
        )
        return members.filter(
            lambda user: (
                part in user.name.casefold() or part in (user.display_name or "").casefold()
            )
        )


def _member(wire: payloads.Membership, raw: Raw) -> User:
    return decode.user(wire.user, raw)
