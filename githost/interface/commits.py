"""What a host can be asked about commits."""

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing
from githost.model import Change, Commit, Comparison
from githost.wire import Op, Pages

__all__ = ["Commits"]


class Commits(Noun):
    """Operations on commits, and on what lies between two of them."""

    noun = "commits"

    def list(
        self,
        repo: RepoLike,
        *,
        ref: str | None = None,
        path: str | None = None,
        exclude: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Commit]:
        """List the commits that `ref` reaches, newest first.

        `ref` None is the default branch. `exclude` leaves out what it reaches; `path` keeps what
        touched a file or directory.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). With `ref` None one more
        on Cloud, which would otherwise walk every branch and tag.

        Filters: both hosts take all three.

        Raises: `NotFoundError` where `ref` or `exclude` is not there. An empty repository gives an
        empty list.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/commits/{revision}?exclude=&path=`;
        Data Center `GET
        /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/commits?until=&since=&path=`.
        """
        raise missing(self, "list")

    def get(self, repo: RepoLike, ref: str) -> Op[Commit]:
        """Read the commit that `ref` names: a SHA, branch or tag.

        Requests: one; on Cloud two for a tag.

        Raises: `NotFoundError`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/commit/{commit}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}`.
        """
        raise missing(self, "get")

    def compare(self, repo: RepoLike, base: str, head: str) -> Op[Comparison]:
        """Count the commits between `base` and `head`.

        `ahead` counts what `head` has and `base` has not, as `git rev-list base..head` does.

        Requests: one a page of commits in both directions, and one for the merge base: dear where
        the branches are far apart. One or two more for each name that has a slash in it (Cloud) or
        is no whole SHA (Data Center).

        Raises: `NotFoundError` where either is not there.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/commits?include=&exclude=` and
        `GET /repositories/{workspace}/{repo_slug}/merge-base/{revspec}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/compare/commits?from=&to=`
        and `GET
        /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}/merge-base`.
        """
        raise missing(self, "compare")

    def diff(self, repo: RepoLike, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        """Read the unified diff that leads from `base` to `head`.

        The order is git's: lines that only `head` has begin with `+`. Bytes, for the files'
        encoding is not known. `path` keeps what touches that file or directory.

        Requests: one; on Cloud one or two more for each name that has a slash in it. Cloud answers
        555 where the diff takes it too long: `ServerError`, try later.

        Raises: `NotFoundError` where either is not there.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/diff/{spec}`, whose `spec` names
        the newer side first; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/diff/{path}?since=&until=` as
        `text/plain`.
        """
        raise missing(self, "diff")

    def changes(
        self,
        repo: RepoLike,
        base: str,
        head: str,
        *,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Change]:
        """List the files that differ between `base` and `head`.

        Data Center does not count lines.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center); on Cloud one or two more
        for each name that has a slash in it. Data Center ends very long lists early, which cannot
        be paged past.

        Raises: `NotFoundError` where either is not there.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/diffstat/{spec}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/changes?since=&until=`.
        """
        raise missing(self, "changes")
