"""Example Forge for githost: tokens, pages with Link headers, and sixteen operations."""

import base64
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import attrs

from githost.credentials import Credential, Token
from githost.errors import (
    AlreadyExistsError,
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    GitHostError,
    NotFoundError,
    NotMergeableError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    ValidationError,
    WrongStateError,
)
from githost.hookspecs import hookimpl
from githost.interface import (
    Branches,
    GitCredential,
    Hooks,
    NamespaceLike,
    Nouns,
    Provider,
    PullRequests,
    RepoLike,
    Repos,
    Site,
    Subject,
    Target,
    Users,
    commit_sha,
    hook_secret,
    limits,
    namespace_ref,
    pull_number,
    ref_name,
    repo_ref,
    subject_ref,
)
from githost.model import (
    Branch,
    Event,
    Hook,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    RepoRef,
    Repository,
    User,
    Visibility,
)
from githost.wire import Op, Page, Pages, Request, Response, join_path, send
from githost_example import payloads

T = TypeVar("T")

_MOST = 50
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
_STYLES = {MergeStrategy.MERGE: "merge", MergeStrategy.SQUASH: "squash"}
_PULLS = "pull_request"
_KEYS: Mapping[str, str] = {
    Event.PUSH: "push",
    Event.REPO_FORKED: "fork",
    Event.PR_OPENED: _PULLS,
    Event.PR_UPDATED: _PULLS,
    Event.PR_MERGED: _PULLS,
    Event.PR_CLOSED: _PULLS,
}
_STATES = {
    None: "all",
    PullRequestState.OPEN: "open",
    PullRequestState.CLOSED: "closed",
    PullRequestState.MERGED: "closed",
}


def _path(repo: RepoRef, *more: str | int, tail: str | None = None) -> str:
    return join_path("repos", repo.namespace, repo.name, *more, tail=tail)


def _list(
    site: Site,
    path: str,
    decode: Callable[[Any, bool], T],
    cursor: str | None,
    size: int | None,
    **query: str,
) -> Pages[T]:
    """Follow the Link headers, which name the next page whole."""

    def fetch(at: str | None) -> Op[Page[T]]:
        limit = min(size or _MOST, _MOST)
        request = (
            Request("GET", at) if at else Request("GET", path, query={"limit": limit, **query})
        )
        response = yield from send(request)
        found = _NEXT.search(response.headers.get("link", ""))
        total = response.headers.get("x-total-count", "")
        items = tuple(decode(one, site.keep_raw) for one in payloads.array(response))
        return Page(items, found[1] if found else None, int(total) if total.isdecimal() else None)

    return Pages(fetch, cursor)


@attrs.frozen
class ExampleRepos(Repos):
    site: Site

    @limits(
        query="the list takes no search",
        project="there are no projects",
        updated_after="the list takes no time",
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
        path = join_path("orgs", namespace_ref(namespace).path, "repos")
        return _list(self.site, path, payloads.repository, cursor, page_size)

    def get(self, repo: RepoLike) -> Op[Repository]:
        return payloads.repository((yield from send(Request("GET", _path(repo_ref(repo))))).json())

    @limits(visibility={Visibility.PUBLIC, Visibility.PRIVATE}, project="there are no projects")
    def create(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Repository]:
        ref = repo_ref(repo)
        wanted = {
            "name": ref.name,
            "private": visibility is Visibility.PRIVATE,
            "description": description or "",
            "default_branch": default_branch or "main",
        }
        path = join_path("orgs", ref.namespace, "repos")
        response = yield from send(Request("POST", path, json=wanted))
        return payloads.repository(response.json())

    def delete(self, repo: RepoLike) -> Op[None]:
        yield from send(Request("DELETE", _path(repo_ref(repo))))


@attrs.frozen
class ExampleBranches(Branches):
    site: Site

    @limits(query="the list takes no search")
    def list(
        self,
        repo: RepoLike,
        *,
        query: str | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Branch]:
        path = _path(repo_ref(repo), "branches")
        return _list(self.site, path, payloads.branch, cursor, page_size)

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        path = _path(repo_ref(repo), "branches", tail=ref_name(name, "branch"))
        return payloads.branch((yield from send(Request("GET", path))).json())

    def create(self, repo: RepoLike, name: str, *, start: str) -> Op[Branch]:
        new, old = ref_name(name, "branch"), ref_name(start, "commit")
        wanted = {"new_branch_name": new, "old_ref_name": old}
        response = yield from send(Request("POST", _path(repo_ref(repo), "branches"), json=wanted))
        return payloads.branch(response.json())


@attrs.frozen
class ExamplePullRequests(PullRequests):
    site: Site

    @limits(
        author="the list takes no author",
        source="the list takes no branches",
        target="the list takes no branches",
        updated_after="the list takes no time",
    )
    def list(
        self,
        repo: RepoLike,
        *,
        state: PullRequestState | None = PullRequestState.OPEN,
        author: Subject | None = None,
        source: str | None = None,
        target: str | None = None,
        updated_after: datetime | None = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PullRequest]:
        path, word = _path(repo_ref(repo), "pulls"), _STATES[state]
        found = _list(self.site, path, payloads.pull_request, cursor, page_size, state=word)
        # The forge calls merged ones closed too.
        return found if word != "closed" else found.filter(lambda pull: pull.state is state)

    def get(self, repo: RepoLike, number: int) -> Op[PullRequest]:
        path = _path(repo_ref(repo), "pulls", pull_number(number))
        return payloads.pull_request((yield from send(Request("GET", path))).json())

    @limits(
        source_repo="there are no forks",
        draft="drafts are told by their titles",
        delete_source="branches are deleted when merging",
    )
    def create(
        self,
        repo: RepoLike,
        *,
        title: str,
        source: str,
        target: str | None = None,
        source_repo: RepoLike | None = None,
        description: str = "",
        reviewers: Iterable[Subject] = (),
        draft: bool = False,
        delete_source: bool = False,
    ) -> Op[PullRequest]:
        ref = repo_ref(repo)
        if target is None:
            target = (yield from send(Request("GET", _path(ref)))).json()["default_branch"]
        wanted = {
            "title": title,
            "body": description,
            "head": ref_name(source, "branch"),
            "base": ref_name(target, "branch"),
            "reviewers": [subject_ref(one).id for one in reviewers],
        }
        response = yield from send(Request("POST", _path(ref, "pulls"), json=wanted))
        return payloads.pull_request(response.json())

    @limits(strategy=frozenset(_STYLES))
    def merge(
        self,
        repo: RepoLike,
        number: int,
        *,
        strategy: MergeStrategy | None = None,
        message: str | None = None,
        delete_source: bool = False,
        source_commit: str | None = None,
        revision: str | None = None,
    ) -> Op[PullRequest]:
        if revision is not None:
            raise ConfigurationError("Example Forge has no revisions; leave `revision` out")
        wanted = {
            "Do": _STYLES[strategy or MergeStrategy.MERGE],
            "MergeMessageField": message or "",
            "head_commit_id": "" if source_commit is None else commit_sha(source_commit),
            "delete_branch_after_merge": delete_source,
        }
        path = _path(repo_ref(repo), "pulls", pull_number(number), "merge")
        try:
            yield from send(Request("POST", path, json=wanted))
        except NotMergeableError as error:
            # The forge gives one answer to conflicts and to what is not open.
            if (yield from self.get(repo, number)).state is not PullRequestState.OPEN:
                raise WrongStateError(str(error), status=error.status) from error
            raise
        return (yield from self.get(repo, number))


@attrs.frozen
class ExampleHooks(Hooks):
    site: Site

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        path = _path(self._repo(target), "hooks")

        def hook(document: Any, keep: bool) -> Hook:
            return payloads.hook(document, _KEYS, keep)

        return _list(self.site, path, hook, cursor, page_size)

    def get(self, target: Target, hook: str) -> Op[Hook]:
        response = yield from send(Request("GET", _path(self._repo(target), "hooks", hook)))
        return payloads.hook(response.json(), _KEYS)

    @limits(
        target=(RepoRef, Repository, str),
        description="hooks have no description",
        verify_ssl="certificates are always checked",
    )
    def create(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        description: str | None = None,
        verify_ssl: bool = True,
    ) -> Op[Hook]:
        signing = "" if secret is None else hook_secret(secret)
        wanted = {
            "type": "gitea",
            "active": active,
            "events": sorted(self.vendor_keys(events)),
            "config": {"url": url, "content_type": "json", "secret": signing},
        }
        path = _path(self._repo(target), "hooks")
        return payloads.hook((yield from send(Request("POST", path, json=wanted))).json(), _KEYS)

    def delete(self, target: Target, hook: str) -> Op[None]:
        yield from send(Request("DELETE", _path(self._repo(target), "hooks", hook)))

    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        known = _KEYS.values()
        found = {_KEYS.get(event, event) for event in super().vendor_keys(events)}
        if not found.issubset(known):
            raise ConfigurationError(f"Example Forge has the events {sorted(known)} only")
        return frozenset(found)

    @staticmethod
    def _repo(target: Target) -> RepoRef:
        if isinstance(target, RepoRef | Repository | str):
            return repo_ref(target)
        raise ConfigurationError("Example Forge has hooks on repositories only")


@attrs.frozen
class ExampleUsers(Users):
    site: Site

    def me(self) -> Op[User]:
        return payloads.user((yield from send(Request("GET", "/user"))).json())


class ExampleForge(Provider):
    """Example Forge, at any address."""

    name = "example-forge"
    title = "Example Forge"
    merge_strategies = frozenset(_STYLES)
    hook_events = frozenset(Event(event) for event in _KEYS)
    _errors: ClassVar[Mapping[int, type[ResponseError]]] = {
        401: AuthenticationError,
        403: PermissionDeniedError,
        404: NotFoundError,
        405: NotMergeableError,
        409: AlreadyExistsError,
        422: ValidationError,
    }

    def roots(self, url: str) -> Mapping[str, str]:
        return {"api": f"{url}/api/v1"}

    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        yield from ()
        return {"Authorization": f"token {self._token(credential)}"}

    def git_credential(self, credential: Credential) -> Op[GitCredential]:
        yield from ()
        pair = base64.b64encode(f"git:{self._token(credential)}".encode()).decode()
        return GitCredential(headers={"Authorization": f"Basic {pair}"})

    @staticmethod
    def _token(credential: Credential) -> str:
        if not isinstance(credential, Token):
            raise ConfigurationError("Example Forge takes githost.Token only")
        return credential.token.reveal()

    def error(self, response: Response) -> GitHostError | None:
        if response.status < 400:
            return None
        message = f"{response.method} {response.url} answered {response.status}: {response.text()}"
        if response.status == 429:
            return RateLimitError(message, status=429, retry_after=response.retry_after())
        kind = self._errors.get(response.status, ResponseError)
        if response.status == 409 and response.url.endswith("/merge"):
            kind = ConflictError
        return (ServerError if response.status >= 500 else kind)(message, status=response.status)

    def open(self, site: Site) -> Nouns:
        return Nouns(
            repos=ExampleRepos(site),
            branches=ExampleBranches(site),
            pull_requests=ExamplePullRequests(site),
            hooks=ExampleHooks(site),
            users=ExampleUsers(site),
        )


@hookimpl
def githost_providers() -> list[Provider]:
    """Return the provider."""
    return [ExampleForge()]
