"""Files and directories."""

from typing import IO

import attrs

from githost.errors import ConfigurationError
from githost.interface import Files, RepoLike, repo_ref
from githost.model import Commit, FileEntry
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalFiles", "path_in"]


@attrs.frozen
class LocalFiles(Files):
    """Operations on files and directories."""

    access: Access

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
        where, inside = repo_ref(repo), path_in(path)

        def select(session: Session, offset: int, limit: int) -> Slice[records.TreeEntry]:
            return session.forge.files.list(
                session.repository(where),
                inside,
                rev=ref,
                recursive=recursive,
                offset=offset,
                limit=limit,
            )

        return self.access.pages(select, decode.file_entry, page_size=page_size, cursor=cursor)

    def read(self, repo: RepoLike, path: str, *, ref: str | None = None) -> Op[bytes]:
        where, inside = repo_ref(repo), path_in(path)
        return (
            yield from self.access.read(
                lambda session: session.forge.files.read(session.repository(where), inside, rev=ref)
            )
        )

    def download(
        self, repo: RepoLike, path: str, to: IO[bytes], *, ref: str | None = None
    ) -> Op[int]:
        where, inside = repo_ref(repo), path_in(path)

        def download(session: Session) -> int:
            written = 0
            for piece in session.forge.files.stream(session.repository(where), inside, rev=ref):
                to.write(piece)
                written += len(piece)
            return written

        return (yield from self.access.read(download))

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
        return self._commit(repo, path, content, message, branch, parent)

    def delete(
        self, repo: RepoLike, path: str, *, message: str, branch: str, parent: str | None = None
    ) -> Op[Commit]:
        return self._commit(repo, path, None, message, branch, parent)

    def _commit(
        self,
        repo: RepoLike,
        path: str,
        content: bytes | None,
        message: str,
        branch: str,
        parent: str | None,
    ) -> Op[Commit]:
        where, inside = repo_ref(repo), path_in(path)

        def commit(session: Session) -> Commit:
            made = session.forge.files.commit(
                session.active_repository(where),
                branch=branch,
                files={inside: content},
                message=message,
                actor=session.actor,
                parent=parent,
            )
            return decode.commit(session, made)

        return (yield from self.access.write(commit))


def path_in(path: str) -> str:
    """Return the checked path of a file or directory, without slashes at its ends.

    Raises: `ConfigurationError` for one that leads out of the repository or that git cannot take.
    """
    name = path.strip("/")
    if "\0" in name or (name and {"", ".", ".."} & set(name.split("/"))):
        raise ConfigurationError(f"{path!r} is no path in a repository; write it from the root")
    return name
