"""A provider of a few lines on a scripted transport: what the engine and the windows are tested with."""

import json
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import attrs
import httpx

from githost.credentials import Credential, Token
from githost.errors import (
    AuthenticationError,
    ConfigurationError,
    ConflictError,
    GitHostError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    ServerError,
)
from githost.interface import (
    Branches,
    GitCredential,
    NamespaceLike,
    Nouns,
    Provider,
    PullRequests,
    RepoLike,
    Repos,
    Site,
    limits,
    namespace_ref,
    repo_ref,
    since,
    unsupported,
)
from githost.model import (
    Branch,
    PullRequest,
    PullRequestEnd,
    PullRequestRef,
    PullRequestState,
    Repository,
)
from githost.wire import Op, Page, Pages, Request, Response, join_path, send

__all__ = ["Script", "ScriptedHost", "answer"]

ROOT = "https://git.example.com"


def answer(status: int = 200, body: Any = None, **headers: str) -> httpx.Response:
    """Build a response with a JSON body."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, json=body, headers=named)


class Script:
    """Answers requests in order and remembers them; an exception is raised instead of answered."""

    def __init__(
        self, *answers: httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]
    ) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        assert self.answers, f"an unexpected request: {request.method} {request.url}"
        found = self.answers.pop(0)
        if isinstance(found, Exception):
            raise found
        return found(request) if callable(found) else found

    async def later(self, request: httpx.Request) -> httpx.Response:
        """Answer one request of the async client."""
        return self(request)


def _repository(document: Mapping[str, Any]) -> Repository:
    return Repository(id=str(document["id"]), ref=repo_ref(document["path"]), name=document["path"])


@attrs.frozen
class ScriptedRepos(Repos):
    site: Site

    def list(
        self,
        namespace: NamespaceLike,
        *,
        query: str | None = None,
        project: str | None = None,
        updated_after: Any = None,
        page_size: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Repository]:
        path = join_path("namespaces", namespace_ref(namespace).path, "repos")

        def fetch(at: str | None) -> Op[Page[Repository]]:
            request = (
                Request("GET", at)
                if at
                else Request("GET", path, query={"query": query, "size": page_size})
            )
            document = (yield from send(request)).json()
            items = tuple(_repository(one) for one in document["items"])
            return Page(items, document.get("next"), document.get("total"))

        return Pages(fetch, cursor)

    def get(self, repo: RepoLike) -> Op[Repository]:
        ref = repo_ref(repo)
        response = yield from send(Request("GET", join_path("repos", ref.namespace, ref.name)))
        return _repository(response.json())

    def delete(self, repo: RepoLike) -> Op[None]:
        ref = repo_ref(repo)
        yield from send(Request("DELETE", join_path("repos", ref.namespace, ref.name)))


@attrs.frozen
class ScriptedPullRequests(PullRequests):
    site: Site

    @limits(draft=since("2.1"), delete_source="branches stay on this host")
    def create(self, repo: RepoLike, *, title: str, source: str, **more: Any) -> Op[PullRequest]:
        ref = repo_ref(repo)
        response = yield from send(
            Request("POST", join_path("repos", ref.name, "pulls"), json={"title": title})
        )
        end = PullRequestEnd(repo=ref, branch=source)
        number = response.json()["number"]
        return PullRequest(
            ref=PullRequestRef(ref, number),
            number=number,
            title=title,
            state=PullRequestState.OPEN,
            source=end,
            target=end,
        )

    reopen = unsupported("a closed pull request stays closed here")


@attrs.frozen
class ScriptedBranches(Branches):
    site: Site

    def get(self, repo: RepoLike, name: str) -> Op[Branch]:
        try:
            yield from send(Request("GET", "/first"))
        except NotFoundError:
            yield from send(Request("GET", "/second"))
        return Branch(name=name, commit="0" * 40)


class ScriptedHost(Provider):
    """A small product: bearer tokens, plain status numbers, versions."""

    name = "scripted"
    title = "Scripted Host"
    hosts = frozenset({"git.example.com"})
    scopes: ClassVar[Mapping[str, Mapping[type[Credential], tuple[str, ...]]]] = {
        operation: {Token: ("repo:read",)} for operation in ("repos.get", "repos.list")
    }

    def roots(self, url: str) -> Mapping[str, str]:
        return {"api": f"{url}/api"}

    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        if not isinstance(credential, Token):
            raise ConfigurationError("Scripted Host takes githost.Token only")
        yield from ()
        return {"Authorization": f"Bearer {credential.token.reveal()}"}

    def git_credential(self, credential: Credential) -> Op[GitCredential]:
        return GitCredential(headers=(yield from self.authorize(credential)))

    def error(self, response: Response) -> GitHostError | None:
        kinds: dict[int, type[GitHostError]] = {
            401: AuthenticationError,
            403: PermissionDeniedError,
            404: NotFoundError,
            409: ConflictError,
        }
        if response.status == 429:
            return RateLimitError(
                "slow down", retry_after=float(response.headers.get("retry-after", 0))
            )
        if response.status >= 500:
            return ServerError("the host failed", status=response.status)
        kind = kinds.get(response.status)
        return kind(f"{response.method} {response.url}: {response.status}") if kind else None

    def probe(self, site: Site) -> Op[bool]:
        response = yield from send(Request("GET", "/version", authorized=False))
        return "version" in response.json()

    def version(self, site: Site) -> Op[str]:
        return (yield from site.once("version", self._ask()))

    def _ask(self) -> Op[str]:
        response = yield from send(Request("GET", "/version"))
        return str(json.loads(response.body)["version"])

    def open(self, site: Site) -> Nouns:
        return Nouns(
            repos=ScriptedRepos(site),
            pull_requests=ScriptedPullRequests(site),
            branches=ScriptedBranches(site),
        )
