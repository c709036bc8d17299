"""Files and directories on Cloud.

A write is a form: a part named by the file's path holds its content, the field `files` names a path
to delete. Paths begin with a slash there, so that no file is taken for a field of the form
(`message`, `branch`, …). Source: `POST /repositories/{workspace}/{repo_slug}/src`.
"""

from typing import IO, Final

import attrs

from githost.errors import ConfigurationError, NotFoundError
from githost.interface import Files, RepoLike, Site, repo_ref
from githost.model import Commit, EntryKind, FileEntry, RepoRef
from githost.wire import FilePart, Form, Op, Page, Pages, Request, Response, send
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.commits import commit_in_path, find_commit, main_branch
from githost_bitbucket.cloud.paging import paged, single
from githost_bitbucket.cloud.paths import repo_path

__all__ = ["CloudFiles"]

#: A file's type is told by its name; whatever it is, it comes as it is.
_ANY: Final = {"accept": "*/*"}
#: How deep a recursive listing goes; a directory deeper than that is far beyond what git is used
#: for. The schema names no largest value.
_DEPTH: Final = 1000


@attrs.frozen
class CloudFiles(Files):
    """Files and directories at a branch, tag or commit.

    With `ref` None each operation makes one more request, for the name of the default branch.
    """

    site: Site

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
        """List a directory; recursively, files alone, as the other hosts do."""
        where, directory = repo_ref(repo), path.strip("/")

        def described(commit: str) -> Pages[FileEntry]:
            # Without the slash at its end a directory is answered by a redirect.
            return paged(
                self.site,
                repo_path(where, "src", commit, tail=directory) + "/",
                payloads.TreeEntry,
                decode.entry,
                query={"max_depth": _DEPTH if recursive else None},
                page_size=page_size,
            )

        def fetch(link: str | None) -> Op[Page[FileEntry]]:
            commit = "next" if link is not None else (yield from _commit_of(where, ref))
            if commit is None:
                return Page(())
            return (yield from described(commit).fetch(link))

        found = Pages(fetch, cursor)
        if recursive:
            return found.filter(lambda one: one.kind is not EntryKind.DIRECTORY)
        return found

    def read(self, repo: RepoLike, path: str, *, ref: str | None = None) -> Op[bytes]:
        response = yield from _read(repo_ref(repo), path, ref, None)
        return response.body

    def download(
        self, repo: RepoLike, path: str, to: IO[bytes], *, ref: str | None = None
    ) -> Op[int]:
        response = yield from _read(repo_ref(repo), path, ref, to)
        return response.streamed

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
        file = _file(path)
        part = (f"/{file}", FilePart(content, file.rpartition("/")[2]))
        return (yield from _committed(repo_ref(repo), part, message, branch, parent))

    def delete(
        self, repo: RepoLike, path: str, *, message: str, branch: str, parent: str | None = None
    ) -> Op[Commit]:
        where, file = repo_ref(repo), _file(path)
        # The deletion of what is not there makes a commit that changes nothing.
        yield from _described(where, file, branch)
        return (yield from _committed(where, ("files", f"/{file}"), message, branch, parent))


def _file(path: str) -> str:
    file = path.strip("/")
    if not file:
        raise ConfigurationError("the path of a file is empty; give it from the repository's root")
    return file


def _commit_of(repo: RepoRef, ref: str | None) -> Op[str | None]:
    """Return what stands in the path for `ref`; None for an empty repository."""
    name = ref if ref is not None else (yield from main_branch(repo))
    return None if name is None else (yield from commit_in_path(repo, name))


def _known_commit(repo: RepoRef, ref: str | None) -> Op[str]:
    commit = yield from _commit_of(repo, ref)
    if commit is None:
        raise NotFoundError(f"{repo} is empty: it has no commit, and no files")
    return commit


def _read(repo: RepoRef, path: str, ref: str | None, sink: IO[bytes] | None) -> Op[Response]:
    file = _file(path)
    commit = yield from _known_commit(repo, ref)
    address = repo_path(repo, "src", commit, tail=file)
    response = yield from send(Request("GET", address, headers=_ANY, download=True, sink=sink))
    # A directory is answered by a page of its entries. A file in JSON may look the same.
    if "json" in response.headers.get("content-type", ""):
        yield from _described(repo, file, commit)
    return response


def _described(repo: RepoRef, file: str, ref: str) -> Op[FileEntry]:
    """Read what is known of a file.

    Raises `NotFoundError` for a directory, too.
    """
    commit = yield from commit_in_path(repo, ref)
    path = repo_path(repo, "src", commit, tail=file)
    response = yield from send(Request("GET", path, query={"format": "meta"}))
    found = single(response, payloads.TreeEntry, decode.entry)
    if found.kind is EntryKind.DIRECTORY:
        raise NotFoundError(
            f"{file!r} is a directory and no file; list it instead",
            status=response.status,
            method=response.method,
            url=response.url,
        )
    return found


def _committed(
    repo: RepoRef,
    part: tuple[str, str | FilePart],
    message: str,
    branch: str,
    parent: str | None,
) -> Op[Commit]:
    name = branch.removeprefix("refs/heads/")
    fields: list[tuple[str, str | FilePart]] = [("message", message), ("branch", name), part]
    if parent is not None:
        fields.insert(2, ("parents", parent))
    # As query parameters, of which the schema speaks, they were ignored.
    request = Request("POST", repo_path(repo, "src"), body=Form(tuple(fields), multipart=True))
    response = yield from send(request)
    # The answer has no documented body; the new commit's address was seen in `Location`.
    made = response.headers.get("location", "").rstrip("/").rpartition("/")[2]
    return (yield from find_commit(repo, made or name))
