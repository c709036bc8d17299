"""Files and directories."""

from typing import IO

import attrs

from githost.interface import (
    Files,
    RepoLike,
    commit_sha,
    file_path,
    path_within,
    ref_name,
    repo_ref,
)
from githost.model import Commit, FileEntry
from githost.wire import Op, Pages
from githost_local import decode
from githost_local.access import Access
from githost_local.forge import records
from githost_local.forge.records import Slice
from githost_local.session import Session

__all__ = ["LocalFiles"]


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
        where, inside, at = repo_ref(repo), path_within(path), _at(ref)

        def select(session: Session, offset: int, limit: int) -> Slice[records.TreeEntry]:
            return session.forge.files.list(
                session.repository(where),
                inside,
                rev=at,
                recursive=recursive,
                offset=offset,
                limit=limit,
            )

        return self.access.pages(select, decode.file_entry, page_size=page_size, cursor=cursor)

    def read(self, repo: RepoLike, path: str, *, ref: str | None = None) -> Op[bytes]:
        where, file, at = repo_ref(repo), file_path(path), _at(ref)
        return (
            yield from self.access.read(
                lambda session: session.forge.files.read(session.repository(where), file, rev=at)
            )
        )

    def download(
        self, repo: RepoLike, path: str, to: IO[bytes], *, ref: str | None = None
    ) -> Op[int]:
        where, file, at = repo_ref(repo), file_path(path), _at(ref)

        def download(session: Session) -> int:
            written = 0
            for piece in session.forge.files.stream(session.repository(where), file, rev=at):
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
        where, file, onto = repo_ref(repo), file_path(path), ref_name(branch, "branch")
        known = None if parent is None else commit_sha(parent)

        def commit(session: Session) -> Commit:
            made = session.forge.files.commit(
                session.active_repository(where),
                branch=onto,
                files={file: content},
                message=message,
                actor=session.actor,
                parent=known,
            )
            return decode.commit(session, made)

        return (yield from self.access.write(commit))


def _at(ref: str | None) -> str | None:
    return None if ref is None else ref_name(ref, "commit")
