"""Reviews on Data Center.

A reviewer has one status, which each of these operations replaces: taking an approval back and
taking a request for changes back are the same to the server.
"""

from collections.abc import Iterable

from githost.interface import OnSite, RepoLike, Reviews, pull_number, repo_ref, without_secrets
from githost.model import Review
from githost.wire import Op, Pages, Request, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import single
from githost_bitbucket.datacenter.paths import pull_path
from githost_bitbucket.datacenter.users import caller

__all__ = ["DataCenterReviews"]


class DataCenterReviews(OnSite, Reviews):
    """What reviewers say."""

    def list(
        self,
        repo: RepoLike,
        number: int,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Review]:
        del page_size, cursor  # they come whole, with the pull request
        path = pull_path(repo_ref(repo), pull_number(number))

        def whole() -> Op[Iterable[Review]]:
            read = decoder.decode((yield from send(Request("GET", path))), payloads.PullRequest)
            kept = without_secrets(read.document) if self.site.keep_raw else None
            return decode.reviews(read.value, kept)

        return Pages.whole(whole)

    def approve(self, repo: RepoLike, number: int) -> Op[Review]:
        return (yield from self._say(repo, number, "APPROVED"))

    def unapprove(self, repo: RepoLike, number: int) -> Op[None]:
        """Take the caller's verdict back, whichever it is."""
        yield from self._say(repo, number, "UNAPPROVED")

    def request_changes(self, repo: RepoLike, number: int) -> Op[Review]:
        return (yield from self._say(repo, number, "NEEDS_WORK"))

    def withdraw(self, repo: RepoLike, number: int) -> Op[None]:
        """Take the caller's verdict back, whichever it is."""
        yield from self._say(repo, number, "UNAPPROVED")

    def _say(self, repo: RepoLike, number: int, status: str) -> Op[Review]:
        ref, number = repo_ref(repo), pull_number(number)
        me = (yield from caller(self.site)).value
        # The path takes the slug, which differs from login names that hold an @ or the like.
        path = pull_path(ref, number, "participants", me.slug or me.name)
        response = yield from send(Request("PUT", path, json={"status": status}))
        return single(response, payloads.Participant, decode.review)
