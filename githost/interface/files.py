"""What a host can be asked about files."""

from typing import IO

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Commit, FileEntry
from githost.wire import Op, Pages

__all__ = ["Files"]


class Files(Noun):
    """Operations on files and directories at a branch, tag or commit.

    `path` is from the root of the repository, without a slash at its beginning. `ref` is a branch,
    a tag or a SHA; None is the default branch. `content` is the whole file, and `branch` the one that
    the commit is made on.
    """

    noun = "files"

    def list(
        self,
        repo: RepoLike,
        path: str = "",
        *,
        ref: str | None = None,
        recursive: bool = False,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[FileEntry]:
        """List a directory.

        `path` is from the root, without a slash at its beginning; empty is the root. `ref` None is
        the default branch. `recursive` gives files in directories below, too.

        Requests: one a page of at most 100 (Cloud) or 1000 (Data Center). On Cloud one more where
        `ref` is None or a branch with a slash in its name.

        Raises: `NotFoundError` where path or `ref` is not there.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/src/{commit}/{path}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/browse/{path}`, recursively
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/files/{path}`.
        """
        raise missing(self, "list")

    def read(self, repo: RepoLike, path: str, *, ref: str | None = None) -> Op[bytes]:
        """Read a file into memory.

        `ref` None is the default branch. Large files: `download`.

        Requests: one; on Cloud one more where `ref` is None or a branch with a slash in its name.

        Raises: `NotFoundError` where path or `ref` is not there.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/src/{commit}/{path}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/raw/{path}`.
        """
        raise missing(self, "read")

    def download(
        self, repo: RepoLike, path: str, to: IO[bytes], *, ref: str | None = None
    ) -> Op[int]:
        """Stream a file into `to` and return the number of bytes written.

        Nothing is kept in memory. `to` is open for writing bytes and is not closed; a download that
        breaks off is repeated only if `to` can be rewound.

        Requests: as `read`. Cloud keeps large files (LFS) elsewhere; the redirect there is followed
        without credentials.

        Raises: as `read`.

        Source: Cloud `GET /repositories/{workspace}/{repo_slug}/src/{commit}/{path}`; Data Center
        `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/raw/{path}`.
        """
        raise missing(self, "download")

    @writes
    def write(
        self,
        repo: RepoLike,
        path: str,
        content: bytes,
        *,
        message: str,
        branch: str,
        parent: str | None = None,
    ) -> Op[Commit]:
        """Commit one file to a branch, new or changed.

        `parent` is the commit at which the file was last read: given, and no longer current, the
        write is refused. None reads it first.

        Requests: up to three: the file's or branch's state, the write, the new commit; on Cloud
        one more for the first commit of a repository.

        Raises: `ConflictError` where the branch has moved, or where the host sees that nothing
        would change (Data Center); `PermissionDeniedError` for Data Center's tokens of projects and
        repositories, which belong to no user.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/src`; Data Center
        `PUT /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/browse/{path}`.
        """
        raise missing(self, "write")

    @writes
    def delete(
        self, repo: RepoLike, path: str, *, message: str, branch: str, parent: str | None = None
    ) -> Op[Commit]:
        """Commit the deletion of one file to a branch.

        `parent` as in `write`. Data Center cannot: its API has no deletion of files.

        Requests: four: the branch's state, the file's, the write, the new commit.

        Raises: `NotFoundError` where the file is not there; `ConflictError` where the branch has
        moved.

        Source: Cloud `POST /repositories/{workspace}/{repo_slug}/src` with the field `files`.
        """
        raise missing(self, "delete")
