"""What a host can be asked about files."""

from typing import IO

from githost.interface.addresses import RepoLike
from githost.interface.capabilities import Noun, missing, writes
from githost.model import Commit, FileEntry
from githost.wire import Op, Pages

__all__ = ["Files"]


class Files(Noun):
    """Operations on files and directories at a branch, tag or commit."""

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
        """List a directory."""
        raise missing(self, "list")

    def read(self, repo: RepoLike, path: str, *, ref: str | None = None) -> Op[bytes]:
        """Read a file into memory."""
        raise missing(self, "read")

    def download(
        self, repo: RepoLike, path: str, to: IO[bytes], *, ref: str | None = None
    ) -> Op[int]:
        """Stream a file into `to` and return the number of bytes written."""
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
        """Commit one file to a branch, new or changed."""
        raise missing(self, "write")

    @writes
    def delete(
        self, repo: RepoLike, path: str, *, message: str, branch: str, parent: str | None = None
    ) -> Op[Commit]:
        """Commit the deletion of one file to a branch."""
        raise missing(self, "delete")
