"""Files and directories on Data Center.

A write changes one file in one commit. It names the commit at which the file was last read, so that
changes in between are refused, and names none for a new file. There is no deletion.
"""

from typing import IO, Final

from githost.errors import DecodeError, NotFoundError
from githost.interface import (
    Files,
    OnSite,
    RepoLike,
    adopting,
    commit_sha,
    file_path,
    path_within,
    ref_name,
    repo_ref,
    unsupported,
    without_secrets,
)
from githost.model import Commit, EntryKind, FileEntry, RepoRef
from githost.wire import FilePart, Form, Op, Page, Pages, Request, Response, send
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.commits import find_commit
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import (
    listed,
    next_start,
    page_limit,
    page_start,
    paged,
    single,
)
from githost_bitbucket.datacenter.paths import branch_id, branch_name, repo_path

__all__ = ["DataCenterFiles"]

#: The server answers a file with its type by name; whatever it is, it comes as it is.
_ANY: Final = {"accept": "*/*"}


class DataCenterFiles(OnSite, Files):
    """Files and directories at a branch, tag or commit."""

    delete = unsupported(
        "Bitbucket Data Center cannot delete a file by its API; commit the deletion with git",
        source="PUT /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/browse/{path}",
    )

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
        where, directory = repo_ref(repo), path_within(path)
        if recursive:
            return paged(
                self.site,
                repo_path(where, "files", tail=directory),
                str,
                lambda name, _: FileEntry(
                    path=f"{directory}/{name}" if directory else name, kind=EntryKind.FILE
                ),
                query={"at": _at(ref)},
                page_size=page_size,
                cursor=cursor,
            )
        limit = page_limit(page_size)

        def fetch(start: str | None) -> Op[Page[FileEntry]]:
            query = {"at": _at(ref), "limit": limit, "start": page_start(start)}
            address = repo_path(where, "browse", tail=directory)
            response = yield from send(Request("GET", address, query=query))
            return self._entries(response, directory, start)

        return Pages(fetch, cursor)

    def read(self, repo: RepoLike, path: str, *, ref: str | None = None) -> Op[bytes]:
        address = repo_path(repo_ref(repo), "raw", tail=file_path(path))
        request = Request("GET", address, query={"at": _at(ref)}, headers=_ANY, download=True)
        return (yield from send(request)).body

    def download(
        self, repo: RepoLike, path: str, to: IO[bytes], *, ref: str | None = None
    ) -> Op[int]:
        address = repo_path(repo_ref(repo), "raw", tail=file_path(path))
        request = Request(
            "GET", address, query={"at": _at(ref)}, headers=_ANY, download=True, sink=to
        )
        return (yield from send(request)).streamed

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

        Requests: up to three. Where no answer says that it was made, the commit is looked for on
        the branch, by its message and the file's content.
        """
        where, file = repo_ref(repo), file_path(path)
        known = None if parent is None else commit_sha(parent)
        source = yield from _source(where, file, branch_id(branch), known)
        fields: list[tuple[str, str | FilePart]] = [
            ("content", FilePart(content, file.rpartition("/")[2])),
            ("message", message),
            ("branch", branch_name(branch)),
        ]
        if source is not None:
            fields.append(("sourceCommitId", source))
        return (
            yield from adopting(
                _committed(where, file, tuple(fields)),
                self._made(where, file, content, message, branch, source),
                what=f"a commit of {file} on {branch} of {where}",
            )
        )

    def _made(
        self,
        repo: RepoRef,
        file: str,
        content: bytes,
        message: str,
        branch: str,
        source: str | None,
    ) -> Op[Commit | None]:
        """Find the commit that was to be made: the newest of the file, which since `source` had none.

        A file that was not there has none but newer ones either, while it is there.
        """
        query = {"until": branch_id(branch), "since": source, "path": file, "limit": 1}
        response = yield from send(Request("GET", repo_path(repo, "commits"), query=query))
        for one in listed(response, payloads.Commit, decode.commit, keep_raw=True).items:
            there = yield from self.read(repo, file, ref=one.sha)
            if one.message.strip() == message.strip() and there == content:
                return one
        return None

    def _entries(self, response: Response, directory: str, start: str | None) -> Page[FileEntry]:
        found = decoder.decode(response, payloads.Directory).value
        if found.children is None:
            raise NotFoundError(
                f"{directory!r} is a file and no directory; read it instead",
                **response.facts,
            )
        entries: list[FileEntry] = []
        try:
            for document in found.children.values:
                raw = without_secrets(document) if self.site.keep_raw else None
                wire = decoder.structure(document, payloads.Entry)
                entries.append(
                    decode.file_entry(wire, raw, directory=directory, revision=found.revision)
                )
        except DecodeError as error:
            raise error.within(f"$.children.values[{len(entries)}]") from error
        return Page(entries, next_start(found.children, start))


def _at(ref: str | None) -> str | None:
    return None if ref is None else ref_name(ref, "commit")


def _committed(
    repo: RepoRef, file: str, fields: tuple[tuple[str, str | FilePart], ...]
) -> Op[Commit]:
    # A second one would be refused: the file is then as it should be.
    request = Request(
        "PUT",
        repo_path(repo, "browse", tail=file),
        body=Form(fields, multipart=True),
        repeatable=False,
    )
    return single((yield from send(request)), payloads.Commit, decode.commit)


def _source(repo: RepoRef, file: str, branch: str, parent: str | None) -> Op[str | None]:
    """Return the commit at which `file` was last read, None where it was not there yet.

    The server takes no commit for a file that is new, and refuses it if it has come up since.
    """
    at = branch if parent is None else parent
    address = repo_path(repo, "browse", tail=file)
    try:
        yield from send(Request("GET", address, query={"at": at, "type": True}))
    except NotFoundError:
        return None
    return parent if parent is not None else (yield from find_commit(repo, branch)).sha
