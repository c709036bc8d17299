"""Reviews on Cloud: an approval and a request for changes are two calls, and two to take them back."""

from collections.abc import Iterable

from githost.interface import OnSite, RepoLike, Reviews, without_secrets
from githost.model import Review
from githost.wire import Op, Pages, Request, Response, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.decode import decoder
from githost_bitbucket.cloud.paging import single
from githost_bitbucket.cloud.paths import pull_path
from githost_bitbucket.cloud.pull_requests import only_open

__all__ = ["CloudReviews"]


class CloudReviews(OnSite, Reviews):
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
        path = pull_path(repo, number)

        def whole() -> Op[Iterable[Review]]:
            read = decoder.decode((yield from send(Request("GET", path))), payloads.PullRequest)
            kept = without_secrets(read.document) if self.site.keep_raw else None
            return decode.reviews(read.value, kept)

        return Pages.whole(whole)

    def approve(self, repo: RepoLike, number: int) -> Op[Review]:
        return (yield from _say("POST", repo, number, "approve"))

    def unapprove(self, repo: RepoLike, number: int) -> Op[None]:
        yield from _said("DELETE", repo, number, "approve")

    def request_changes(self, repo: RepoLike, number: int) -> Op[Review]:
        return (yield from _say("POST", repo, number, "request-changes"))

    def withdraw(self, repo: RepoLike, number: int) -> Op[None]:
        yield from _said("DELETE", repo, number, "request-changes")


def _say(method: str, repo: RepoLike, number: int, verdict: str) -> Op[Review]:
    response = yield from _said(method, repo, number, verdict)
    return single(response, payloads.Participant, decode.review)


def _said(method: str, repo: RepoLike, number: int, verdict: str) -> Op[Response]:
    # Saying it again says the same.
    request = Request(method, pull_path(repo, number, verdict), repeatable=True)
    return (yield from only_open(repo, number, send(request)))
