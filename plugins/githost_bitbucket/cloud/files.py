"""Files and directories on Cloud.

A write is a form: a part named by the file's path holds its content, the field `files` names a path
to delete. Paths begin with a slash there, so that no file is taken for a field of the form
(`message`, `branch`, …). Source: `POST /repositories/{workspace}/{repo_slug}/src`.
"""

import re
from collections.abc import Callable
from typing import IO, Final

from githost.errors import AmbiguousWriteError, NotFoundError
from githost.interface import (
    Files,
    OnSite,
    RepoLike,
    adopting,
    commit_sha,
    file_path,
    path_within,
    repo_ref,
)
from githost.model import Commit, EntryKind, FileEntry, RepoRef
from githost.wire import (
    FilePart,
    Form,
    Op,
    Page,
    Pages,
    QueryValue,
    Request,
    Response,
    join_path,
    send,
    walk,
)
from githost_bitbucket.cloud import decode, payloads
from githost_bitbucket.cloud.commits import (
    CloudCommits,
    branch_tip,
    commit_in_path,
    find_commit,
    main_branch,
)
from githost_bitbucket.cloud.paging import listed, page_length, single
from githost_bitbucket.cloud.paths import branch_name, repo_path

__all__ = ["CloudFiles"]

#: A file's type is told by its name; whatever it is, it comes as it is.
_ANY: Final = {"accept": "*/*"}
#: How deep a recursive listing goes; a directory deeper than that is far beyond what git is used
#: for. The schema names no largest value.
_DEPTH: Final = 1000
_FULL_HASH: Final = re.compile(r"[0-9a-f]{40}")


class CloudFiles(OnSite, Files):
    """Files and directories at a branch, tag or commit.

    With `ref` None each operation makes one more request, for the name of the default branch.
    """

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
        where, directory = repo_ref(repo), path_within(path)
        query: dict[str, QueryValue] = {
            "max_depth": _DEPTH if recursive else None,
            "pagelen": page_length(page_size),
        }

        def fetch(link: str | None) -> Op[Page[FileEntry]]:
            if link is not None:
                return self._entries((yield from send(Request("GET", link))), directory)
            commit = yield from _commit_of(where, ref)
            if commit is None and not directory:
                return Page(())
            if commit is None:
                raise _empty(where)
            # Without the slash at its end a directory was answered by a redirect.
            address = repo_path(where, "src", commit, tail=directory) + "/"
            response = yield from send(Request("GET", address, query=query))
            page = self._entries(response, directory)
            if directory and not page.items and page.next is None:
                # Git keeps no empty directories; some were listed instead of refused.
                raise _missing(f"{directory!r} is not there", response)
            return page

        found = Pages(fetch, cursor)
        if recursive:
            return found.filter(lambda one: one.kind is not EntryKind.DIRECTORY)
        return found

    def _entries(self, response: Response, directory: str) -> Page[FileEntry]:
        if _is_content(response):
            raise _missing(f"{directory!r} is a file and no directory; read it instead", response)
        return listed(response, payloads.TreeEntry, decode.entry, keep_raw=self.site.keep_raw)

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
        """Commit one file to a branch, new or changed.

        The branch must be there, or the repository be empty. Cloud makes an empty commit where
        nothing would change.

        Requests: three, four for the first commit. Where no answer says that it was made, the
        commit is looked for on the branch, by its message and the file's content.

        Raises: `NotFoundError` for a branch that is not there; what the interface states.
        """
        where, file = repo_ref(repo), _file(path)
        known = None if parent is None else commit_sha(parent)
        tip = yield from _tip(where, branch)
        above = tip if known is None else known
        part = (f"/{file}", FilePart(content, file.rpartition("/")[2]))

        def is_there(commit: str) -> Op[bool]:
            return (yield from _read(where, file, commit, None)).body == content

        return (
            yield from adopting(
                _committed(where, part, message, branch, above),
                self._made(where, message, branch, above, is_there),
                what=f"a commit of {file} on {branch} of {where}",
            )
        )

    def delete(
        self, repo: RepoLike, path: str, *, message: str, branch: str, parent: str | None = None
    ) -> Op[Commit]:
        """Commit the deletion of one file to a branch.

        Requests: four, for Cloud makes an empty commit of the deletion of what is not there; where
        no answer says that it was made, as `write`.
        """
        where, file = repo_ref(repo), _file(path)
        known = None if parent is None else commit_sha(parent)
        tip = (yield from branch_tip(where, branch)).sha
        yield from _described(where, file, tip)
        above = tip if known is None else known

        def is_gone(commit: str) -> Op[bool]:
            try:
                yield from _described(where, file, commit)
            except NotFoundError:
                return True
            return False

        return (
            yield from adopting(
                _committed(where, ("files", f"/{file}"), message, branch, above),
                self._made(where, message, branch, above, is_gone),
                what=f"a commit without {file} on {branch} of {where}",
            )
        )

    def _made(
        self,
        repo: RepoRef,
        message: str,
        branch: str,
        above: str | None,
        is_so: Callable[[str], Op[bool]],
    ) -> Op[Commit | None]:
        """Find the commit that was to be made on `above`: no other may stand there."""
        since = CloudCommits(self.site).list(repo, ref=branch, exclude=above)
        for one in (yield from walk(since)):
            stands = one.parents == (() if above is None else (above,))
            if stands and one.message.strip() == message.strip() and (yield from is_so(one.sha)):
                return one
        return None


def _file(path: str) -> str:
    file = file_path(path)
    # What cannot stand in an address is refused here also where it stands in a form.
    join_path(tail=file)
    return file


def _commit_of(repo: RepoRef, ref: str | None) -> Op[str | None]:
    """Return what stands in the path for `ref`; None for an empty repository."""
    name = ref if ref is not None else (yield from main_branch(repo))
    return None if name is None else (yield from commit_in_path(repo, name))


def _tip(repo: RepoRef, branch: str) -> Op[str | None]:
    """Return the SHA at the tip of a branch; None in an empty repository.

    Cloud would take a branch that is not there for a new one, and begin it at the default branch.
    """
    try:
        return (yield from branch_tip(repo, branch)).sha
    except NotFoundError:
        if (yield from main_branch(repo)) is not None:
            raise
        return None


def _read(repo: RepoRef, path: str, ref: str | None, sink: IO[bytes] | None) -> Op[Response]:
    file = _file(path)
    commit = yield from _commit_of(repo, ref)
    if commit is None:
        raise _empty(repo)
    address = repo_path(repo, "src", commit, tail=file)
    response = yield from send(Request("GET", address, headers=_ANY, download=True, sink=sink))
    # A directory is answered by a page of its entries, which a file may look like.
    if not _is_content(response) and "json" in response.headers.get("content-type", ""):
        yield from _described(repo, file, commit)
    return response


def _is_content(response: Response) -> bool:
    """Say whether this is a file for certain: files come as attachments, pages of entries do not."""
    return response.headers.get("content-disposition", "").startswith("attachment")


def _described(repo: RepoRef, file: str, commit: str) -> Op[None]:
    """Read what is known of a file.

    Raises `NotFoundError` where there is none, and for a directory.
    """
    path = repo_path(repo, "src", commit, tail=file)
    response = yield from send(Request("GET", path, query={"format": "meta"}))
    found = single(response, payloads.TreeEntry, decode.entry)
    if found.kind is EntryKind.DIRECTORY:
        raise _missing(f"{file!r} is a directory and no file; list it instead", response)


def _empty(repo: RepoRef) -> NotFoundError:
    return NotFoundError(f"{repo} is empty: it has no commit, and no files")


def _missing(what: str, response: Response) -> NotFoundError:
    return NotFoundError(what, **response.facts)


def _committed(
    repo: RepoRef,
    part: tuple[str, str | FilePart],
    message: str,
    branch: str,
    above: str | None,
) -> Op[Commit]:
    name = branch_name(branch)
    fields: list[tuple[str, str | FilePart]] = [("message", message), ("branch", name)]
    # Refused with 409 where it is not the branch's tip.
    if above is not None:
        fields.append(("parents", above))
    fields.append(part)
    # As query parameters, of which the schema speaks, they were ignored.
    request = Request("POST", repo_path(repo, "src"), body=Form(tuple(fields), multipart=True))
    response = yield from send(request)
    if response.status != 201:
        # A proxy's log-in page, perhaps: the schema knows no other success.
        raise AmbiguousWriteError(
            f"{response.method} {response.url} was answered {response.status} and not 201, so "
            "nobody knows whether the commit was made; look at the branch before writing again"
        )
    # The answer has no documented body; the new commit's address was seen in `Location`.
    made = _FULL_HASH.search(response.headers.get("location", ""))
    if made is not None:
        return (yield from find_commit(repo, made[0]))
    return (yield from branch_tip(repo, name))
