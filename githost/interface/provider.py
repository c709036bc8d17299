"""What ties the operations of one host together."""

import abc
import threading
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar

import attrs

from githost.credentials import Basic, Credential, CredentialSource, OAuth2
from githost.errors import ConfigurationError, GitHostError, PermissionDeniedError
from githost.interface.branch_rules import BranchRules
from githost.interface.branches import Branches
from githost.interface.capabilities import Noun
from githost.interface.comments import Comments
from githost.interface.commits import Commits
from githost.interface.default_reviewers import DefaultReviewers
from githost.interface.deploy_keys import DeployKeys
from githost.interface.files import Files
from githost.interface.groups import Groups
from githost.interface.hooks import Hooks
from githost.interface.identity import AccessToken, Identity
from githost.interface.links import Link, Located
from githost.interface.namespaces import Namespaces
from githost.interface.permissions import Permissions
from githost.interface.projects import Projects
from githost.interface.pull_requests import PullRequests
from githost.interface.rates import Allowance, Limit
from githost.interface.repos import Repos
from githost.interface.reviews import Reviews
from githost.interface.statuses import Statuses
from githost.interface.tags import Tags
from githost.interface.tasks import Tasks
from githost.interface.users import Users
from githost.interface.webhooks import Webhooks
from githost.model import BranchRuleKind, Event, MergeStrategy, Permission
from githost.value import Value
from githost.wire import Op, Request, Response, wait

__all__ = ["GitCredential", "Nouns", "OnSite", "Provider", "Site"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class GitCredential(Value):
    """What git itself sends to the host, which is not always what the API takes."""

    #: Headers for git's HTTP requests; the values are secrets.
    headers: Mapping[str, str] = attrs.field(factory=dict, repr=False)


@attrs.frozen(kw_only=True)
class Nouns(Value):
    """The operations of one host. What a provider leaves out, it does not support."""

    namespaces: Namespaces = attrs.field(factory=Namespaces)
    projects: Projects = attrs.field(factory=Projects)
    repos: Repos = attrs.field(factory=Repos)
    branches: Branches = attrs.field(factory=Branches)
    tags: Tags = attrs.field(factory=Tags)
    commits: Commits = attrs.field(factory=Commits)
    files: Files = attrs.field(factory=Files)
    statuses: Statuses = attrs.field(factory=Statuses)
    pull_requests: PullRequests = attrs.field(factory=PullRequests)
    reviews: Reviews = attrs.field(factory=Reviews)
    default_reviewers: DefaultReviewers = attrs.field(factory=DefaultReviewers)
    comments: Comments = attrs.field(factory=Comments)
    tasks: Tasks = attrs.field(factory=Tasks)
    permissions: Permissions = attrs.field(factory=Permissions)
    hooks: Hooks = attrs.field(factory=Hooks)
    deploy_keys: DeployKeys = attrs.field(factory=DeployKeys)
    branch_rules: BranchRules = attrs.field(factory=BranchRules)
    users: Users = attrs.field(factory=Users)
    groups: Groups = attrs.field(factory=Groups)

    def items(self) -> Iterator[tuple[str, Noun]]:
        """Give each noun's name and operations."""
        for attribute in attrs.fields(Nouns):
            yield attribute.name, getattr(self, attribute.name)


#: Seconds between two looks at an operation that another thread or task is doing.
_POLL = 0.005


class Site:
    """One connection as a provider sees it: addresses, settings, and what is asked only once."""

    def __init__(
        self,
        *,
        url: str,
        roots: Mapping[str, str],
        credential: CredentialSource | None = None,
        keep_raw: bool = False,
    ) -> None:
        #: The address given to `connect`, without a slash at its end.
        self.url = url
        #: Where requests go, by the root's name.
        self.roots = roots
        #: Whether items of lists keep the host's own object.
        self.keep_raw = keep_raw
        self._credential = credential
        self._answers: dict[str, Any] = {}
        self._running: set[str] = set()
        self._lock = threading.Lock()

    @property
    def credential(self) -> Credential | None:
        """Who connects. A host with a wire has no use for it beyond `authorize`."""
        source = self._credential
        return source() if callable(source) else source

    @property
    def credential_kind(self) -> type[Credential] | None:
        """The kind of credential, None where only asking a function for it would tell."""
        source = self._credential
        return None if source is None or callable(source) else type(source)

    def known(self, key: str) -> Any:
        """Return what `once` found under `key`, or None where it was not asked yet."""
        return self._answers.get(key)

    def once(self, key: str, operation: Op[T]) -> Op[T]:
        """Do `operation` once for this connection and remember its answer under `key`.

        Whoever comes while it is running waits for it, thread or task alike; when it fails, the
        next one tries again.
        """
        while key not in self._answers:
            with self._lock:
                mine = key not in self._running and key not in self._answers
                if mine:
                    self._running.add(key)
            if mine:
                try:
                    self._answers[key] = yield from operation
                finally:
                    self._running.discard(key)
            else:
                yield from wait(_POLL)
        operation.close()
        answer: T = self._answers[key]
        return answer


@attrs.frozen
class OnSite(Value):
    """Operations that know their connection: a base beside the noun, as in `class MyTags(OnSite, Tags)`.

    Each attrs class takes time to make before the first client opens; this is one for all nouns.
    """

    #: The connection.
    site: Site


class Provider(abc.ABC):
    """A kind of host. Subclass it, say what is fixed, and return an instance from the hook `githost_providers`.

    Everything here is static: an instance holds no connection and no secret, and none of these
    methods does I/O.
    """

    #: What users write in `provider=`, as `bitbucket-cloud`.
    name: ClassVar[str]
    #: The product's name, for people.
    title: ClassVar[str]
    #: Exact host names that are always this product.
    hosts: ClassVar[frozenset[str]] = frozenset()
    #: URL schemes other than http and https that are this provider's (`local`).
    schemes: ClassVar[frozenset[str]] = frozenset()
    #: Whether `connect` must find a credential before it goes on.
    needs_credential: ClassVar[bool] = True
    #: Rate limits that the product documents.
    limits: ClassVar[tuple[Limit, ...]] = ()
    #: Merge strategies that `pull_requests.merge` accepts.
    merge_strategies: ClassVar[frozenset[MergeStrategy]] = frozenset()
    #: Permissions that can be granted.
    permission_levels: ClassVar[tuple[Permission, ...]] = ()
    #: Events that a hook can be told of.
    hook_events: ClassVar[frozenset[Event]] = frozenset()
    #: Kinds of branch rules that can name whom they let through.
    naming_rules: ClassVar[frozenset[BranchRuleKind]] = frozenset(BranchRuleKind)
    #: What a token must be allowed, by operation (`repos.list`) and kind of credential.
    scopes: ClassVar[Mapping[str, Mapping[type[Credential], tuple[str, ...]]]] = {}
    #: What a scope brings with it, where one includes others.
    implied_scopes: ClassVar[Mapping[str, frozenset[str]]] = {}
    #: Headers sent with every request.
    default_headers: ClassVar[Mapping[str, str]] = {}
    #: Verifies and reads what the product sends to hooks; None where it sends nothing.
    webhooks: ClassVar[Webhooks | None] = None

    @abc.abstractmethod
    def roots(self, url: str) -> Mapping[str, str]:
        """Return where requests go for the host at `url` (no slash at its end): at least `api`.

        `web` is where pages and git's own addresses lie; left out, that is `url`.

        Raises `ConfigurationError` for an address that cannot be this product's.
        """

    def origins(self, url: str) -> frozenset[str]:
        """Return the origins that are one service with the host at `url`, beside those of its roots.

        Credentials go to these and to no others.
        """
        del url
        return frozenset()

    @abc.abstractmethod
    def authorize(self, credential: Credential) -> Op[Mapping[str, str]]:
        """Return the headers that carry `credential`.

        Not asked for `OAuth2`, in whose place comes the token that `exchange` gives.

        Raises `ConfigurationError` for a kind of credential that the product does not take.
        """

    def exchange(self, credential: OAuth2) -> Op[AccessToken]:
        """Exchange an OAuth 2 client's id and secret, or its refresh token, for an access token.

        Send the request with `authorized=False`. Asked again before the token expires, by one
        thread or task at a time.
        """
        del credential
        raise ConfigurationError(
            f"{self.title} takes no OAuth2 client; give githost.Token with an access token that OAuth gave"
        )

    @abc.abstractmethod
    def git_credential(self, credential: Credential) -> Op[GitCredential]:
        """Return what git sends for `credential`, which is no `OAuth2` but the token that it gave."""

    def credential(self, user: str, secret: str) -> Credential | None:
        """Return the credential that `user` and `secret` are, as found where git keeps its own.

        None where the API takes something else, as when git has a user name that the API has not.
        """
        return Basic(user, secret)

    def identify(self, site: Site, nouns: Nouns) -> Op[Identity]:
        """Ask the host whom it takes us for, given `site` and the `nouns` that were opened on it.

        Makes the requests of `users.me`.
        """
        del site
        try:
            return Identity(user=(yield from nouns.users.me()))
        except PermissionDeniedError as error:
            # Known, but no person, or not allowed to ask.
            return Identity(scopes=error.granted or None)

    @abc.abstractmethod
    def error(self, response: Response) -> GitHostError | None:
        """Return the error that `response` stands for, None where it is a success.

        Sees every response.
        """

    def resource(self, request: Request) -> str | None:
        """Return which of `limits` the request counts against, by the limit's `resource`.

        None: only against the limits of all requests, if there are any.
        """
        del request
        return None

    def allowance(self, response: Response) -> Allowance | None:
        """Return what `response` tells of the rate limit, None where it tells nothing.

        Sees every response.
        """
        del response
        return None

    def probe(self, site: Site) -> Op[bool]:
        """Ask an unknown host whether it is this product, without a credential.

        Called by `detect` only. Ask for what anybody may read and only this product answers; an
        error that the host answers with counts as no.
        """
        del site
        yield from ()
        return False

    def version(self, site: Site) -> Op[str]:
        """Ask the host for its version, once a connection: `site.once("version", …)`.

        Only called for operations with `since` limits; what is known under that name is what the
        client compares them with, and `supports` too.
        """
        del site
        raise ConfigurationError(f"{self.title} has no versions")

    @abc.abstractmethod
    def open(self, site: Site) -> Nouns:
        """Return the operations on one connection. Must not do I/O."""

    def locate(self, link: Link) -> Located | None:
        """Return what `link` names by the shape of its path, None where it has no shape of this product's.

        Called for the product's exact `hosts`; for a product without any (self-hosted ones), for
        every host that nobody claims, so only distinctive shapes should be answered there.
        """
        del link
        return None

    def close(self, site: Site) -> None:
        """Let go of what `open` or an operation keeps on `site` outside the engine (files).

        Called once or more.
        """
        del site
