"""Accounts on Data Center.

Operations name people by login name, paths by slug, and default reviewers by number. The server
finds an account by login name only through a search, which is compared exactly here.
"""

from urllib.parse import unquote

from githost.errors import AuthenticationError, NotFoundError
from githost.interface import (
    Authorship,
    Began,
    Decoded,
    NamespaceLike,
    OnSite,
    Site,
    Users,
    limits,
    user_ref,
    without_secrets,
)
from githost.model import User, UserRef
from githost.wire import Op, Pages, QueryValue, Request, Response, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import LARGEST_PAGE, next_start, paged

__all__ = ["DataCenterUsers", "account", "caller", "written_by"]


def account(site: Site, name: str, **query: QueryValue) -> Op[Decoded[payloads.User]]:
    """Find the account with the login name `name`, among those that `query` admits.

    Raises `NotFoundError` where there is none.
    """
    start: str | None = None
    while True:
        wanted = {**query, "filter": name, "limit": LARGEST_PAGE, "start": start}
        response = yield from send(Request("GET", "/users", query=wanted))
        page = decoder.decode(response, payloads.Page).value
        for index, document in enumerate(page.values):
            found = decoder.structure(document, payloads.User, at=f"$.values[{index}]")
            # Login names are told apart without regard to case.
            if found.name.casefold() == name.casefold():
                return Decoded(found, document)
        start = next_start(page, start)
        if start is None:
            raise NotFoundError(
                f"there is no account with the login name {name!r} at {site.url}, "
                "or the caller may not see it",
                **response.facts,
            )


def caller(site: Site) -> Op[Decoded[payloads.User]]:
    """Find the caller's own account, once a connection.

    There is no call for it: every answer to a known caller names them in `X-AUSERNAME`.
    """
    return site.once("caller", _caller(site))


def written_by(began: Began) -> Op[Authorship]:
    """Return by whom, and since when, something was written that `began` stands for."""
    name, response = yield from _greeting()
    return Authorship(name, began.by(response))


def _caller(site: Site) -> Op[Decoded[payloads.User]]:
    name, response = yield from _greeting()
    if name is None:
        raise AuthenticationError(
            f"{site.url} does not know the caller; connect with a credential",
            **response.facts,
        )
    return (yield from account(site, name))


def _greeting() -> Op[tuple[str | None, Response]]:
    """Ask for little; return the caller's login name, None for nobody, and the answer that told it."""
    response = yield from send(Request("GET", "/projects", query={"limit": 1}))
    name = response.headers.get("x-ausername")
    # Not described by the vendor: what cannot stand in a header comes percent-encoded.
    return (unquote(name) if name else None), response


class DataCenterUsers(OnSite, Users):
    """Accounts."""

    def me(self) -> Op[User]:
        found = yield from caller(self.site)
        return decode.user(found.value, without_secrets(found.document))

    def get(self, user: UserRef | str) -> Op[User]:
        found = yield from account(self.site, user_ref(user).id)
        return decode.user(found.value, without_secrets(found.document))

    @limits(namespace="accounts belong to the host and to no project; leave it out")
    def search(
        self,
        query: str,
        *,
        namespace: NamespaceLike | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[User]:
        del namespace  # refused by the limits above
        return paged(
            self.site,
            "/users",
            payloads.User,
            decode.user,
            query={"filter": query},
            page_size=page_size,
            cursor=cursor,
        )
