"""Repositories on Data Center.

A repository's document does not name its default branch: one more request asks for it.
"""

from datetime import datetime
from typing import Any

from githost.errors import AlreadyExistsError, ConflictError, NotFoundError
from githost.interface import (
    NamespaceLike,
    OnSite,
    RepoLike,
    Repos,
    adopting,
    limits,
    namespace_ref,
    repo_ref,
    since,
    without_secrets,
)
from githost.model import RepoRef, Repository, Visibility
from githost.wire import Op, Pages, Request, Response, send, walk
from githost_bitbucket.datacenter import decode, payloads
from githost_bitbucket.datacenter.decode import decoder
from githost_bitbucket.datacenter.paging import paged, single
from githost_bitbucket.datacenter.paths import repo_path, target_path

__all__ = ["VISIBILITIES", "DataCenterRepos", "default_branch"]

_NO_PROJECT = "a project is the namespace here; name it in the repository's address"
#: What repositories and projects can be given.
VISIBILITIES = (Visibility.PUBLIC, Visibility.PRIVATE)


def default_branch(repo: RepoRef) -> Op[payloads.Branch | None]:
    """Ask for the default branch; None where the repository is empty."""
    try:
        response = yield from send(Request("GET", repo_path(repo, "default-branch")))
    except NotFoundError:
        return None
    if response.status == 204:
        return None
    return decoder.decode(response, payloads.Branch).value


class DataCenterRepos(OnSite, Repos):
    """Repositories."""

    @limits(
        project=_NO_PROJECT,
        updated_after="Data Center does not tell when a repository was changed",
    )
    def list(
        self,
        namespace: NamespaceLike,
        *,
        query: str | None = None,
        project: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Repository]:
        del project, updated_after  # refused by the limits above
        found = paged(
            self.site,
            target_path(namespace_ref(namespace), "repos"),
            payloads.Repository,
            decode.repository,
            # Without it archived ones are left out, from 8.0 on.
            query={"archived": "ALL"},
            page_size=page_size,
            cursor=cursor,
        )
        if query is None:
            return found
        part = query.casefold()
        return found.filter(
            lambda repo: part in repo.name.casefold() or part in repo.ref.name.casefold()
        )

    def get(self, repo: RepoLike) -> Op[Repository]:
        response = yield from send(Request("GET", repo_path(repo_ref(repo))))
        return (yield from self._whole(response))

    @limits(project=_NO_PROJECT, visibility=VISIBILITIES)
    def create(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Repository]:
        del project  # refused by the limits above
        ref = repo_ref(repo)
        body: dict[str, Any] = {
            "name": ref.name,
            "scmId": "git",
            "public": visibility is Visibility.PUBLIC,
        }
        if description is not None:
            body["description"] = description
        if default_branch is not None:
            body["defaultBranch"] = default_branch
        return (
            yield from adopting(
                _created(ref, body), self._made(ref, body), what=f"repository {ref}"
            )
        )

    def _made(self, repo: RepoRef, body: dict[str, Any]) -> Op[Repository | None]:
        """Find the repository that `body` asks for, still empty; its address is made from the name."""
        for one in (yield from walk(self.list(repo.namespace, query=repo.name))):
            public = one.visibility is Visibility.PUBLIC
            same = one.description.strip() == body.get("description", "").strip()
            if one.name == repo.name and same and public is body["public"]:
                query = {"limit": 1}
                path = repo_path(one.ref, "branches")
                refs = yield from send(Request("GET", path, query=query))
                return None if decoder.decode(refs, payloads.Page).value.values else one
        return None

    @limits(archived=since("8.0"), project=_NO_PROJECT, visibility=VISIBILITIES)
    def update(
        self,
        repo: RepoLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
        project: str | None = None,
        archived: bool | None = None,
    ) -> Op[Repository]:
        """Change what is given of a repository, and leave the rest.

        Requests: two, the second one for the default branch.
        """
        del project  # refused by the limits above
        ref = repo_ref(repo)
        given = {
            "name": name,
            "description": description,
            "public": None if visibility is None else visibility is Visibility.PUBLIC,
            "archived": archived,
        }
        body = {key: value for key, value in given.items() if value is not None}
        if not body:
            return (yield from self.get(ref))
        # A new name changes the address, so a repeated request would miss the repository.
        request = Request("PUT", repo_path(ref), json=body, repeatable=name is None)
        response = yield from _named(request)
        return (yield from self._whole(response))

    def delete(self, repo: RepoLike) -> Op[None]:
        ref = repo_ref(repo)
        response = yield from send(Request("DELETE", repo_path(ref)))
        # 202 is "scheduled"; the server says 204 where there was nothing to delete.
        if response.status == 204 and not response.repeated:
            raise NotFoundError(
                f"{ref} was not there to be deleted",
                **response.facts,
            )

    def fork(
        self, repo: RepoLike, *, into: NamespaceLike | None = None, name: str | None = None
    ) -> Op[Repository]:
        """Copy a repository into another namespace, keeping the relation.

        Requests: two, the second one for the default branch.
        """
        ref = repo_ref(repo)
        body: dict[str, Any] = {}
        if name is not None:
            body["name"] = name
        if into is not None:
            body["project"] = {"key": namespace_ref(into).path}
        return (
            yield from adopting(
                self._fork(ref, body),
                self._fork_in(ref, into, name),
                what=f"a fork of {ref} in {'your own space' if into is None else into}",
            )
        )

    def _fork(self, repo: RepoRef, body: dict[str, Any]) -> Op[Repository]:
        response = yield from _named(Request("POST", repo_path(repo), json=body))
        return (yield from self._whole(response))

    def _fork_in(
        self, repo: RepoRef, into: NamespaceLike | None, name: str | None
    ) -> Op[Repository | None]:
        if into is None:
            # The caller's own project; the server tells its key in the fork only.
            return None
        home, wanted = namespace_ref(into).path.casefold(), (name or repo.name).casefold()
        for one in (yield from walk(self.forks(repo))):
            if one.ref.namespace.casefold() == home and one.name.casefold() == wanted:
                return one
        return None

    def forks(
        self, repo: RepoLike, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Repository]:
        return paged(
            self.site,
            repo_path(repo_ref(repo), "forks"),
            payloads.Repository,
            decode.repository,
            page_size=page_size,
            cursor=cursor,
        )

    def _whole(self, response: Response) -> Op[Repository]:
        read = decoder.decode(response, payloads.Repository)
        found = yield from default_branch(decode.repo_ref_of(read.value))
        return decode.repository(
            read.value,
            without_secrets(read.document),
            default_branch=found.displayId if found is not None else None,
        )


def _created(repo: RepoRef, body: dict[str, Any]) -> Op[Repository]:
    path = target_path(namespace_ref(repo.namespace), "repos")
    return single(
        (yield from _named(Request("POST", path, json=body))),
        payloads.Repository,
        decode.repository,
    )


def _named(request: Request) -> Op[Response]:
    """Send a request that gives a repository a name.

    A name that is taken is a plain 409, of which Data Center says no more than the message.
    """
    try:
        return (yield from send(request))
    except ConflictError as error:
        if type(error) is ConflictError and request.method == "POST":
            raise error.becoming(AlreadyExistsError) from error
        raise
