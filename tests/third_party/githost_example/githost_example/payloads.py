"""From the forge's JSON to githost's models: attributes are spelt as the forge's keys."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import attrs

from githost.errors import DecodeError
from githost.interface import Decoder, repo_ref, without_secrets
from githost.model import (
    Branch,
    CloneUrls,
    Event,
    Hook,
    PullRequest,
    PullRequestEnd,
    PullRequestRef,
    PullRequestState,
    Repository,
    Review,
    User,
    UserRef,
    Visibility,
)
from githost.wire import Response

_decoder = Decoder()


@attrs.frozen
class _User:
    id: int
    login: str
    full_name: str = ""


@attrs.frozen
class _Repo:
    id: int
    name: str
    full_name: str
    private: bool
    empty: bool
    default_branch: str
    clone_url: str
    created_at: str
    description: str = ""


@attrs.frozen
class _Commit:
    id: str


@attrs.frozen
class _Branch:
    name: str
    commit: _Commit


@attrs.frozen
class _Name:
    full_name: str


@attrs.frozen
class _End:
    ref: str
    sha: str
    repo: _Name


@attrs.frozen
class _Pull:
    number: int
    title: str
    body: str
    state: str
    merged: bool
    head: _End
    base: _End
    user: _User
    created_at: str
    requested_reviewers: tuple[_User, ...] = ()
    closed_at: str | None = None
    merge_commit_sha: str | None = None


@attrs.frozen
class _Hook:
    id: int
    active: bool
    events: tuple[str, ...]
    config: dict[str, str]


def array(response: Response) -> list[Any]:
    """Return the items of a list's page."""
    document = response.json()
    if not isinstance(document, list):
        raise DecodeError(f"{response.url} answered with something else than a list", path="$")
    return document


def _raw(document: Any, keep: bool) -> Any:
    return without_secrets(document) if keep else None


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def user(document: Any, keep: bool = True) -> User:
    """Decode an account."""
    return attrs.evolve(_user(_decoder.structure(document, _User)), raw=_raw(document, keep))


def _user(read: _User) -> User:
    return User(
        id=str(read.id),
        ref=UserRef(read.login),
        name=read.login,
        display_name=read.full_name or None,
    )


def repository(document: Any, keep: bool = True) -> Repository:
    """Decode a repository."""
    read = _decoder.structure(document, _Repo)
    return Repository(
        id=str(read.id),
        ref=repo_ref(read.full_name),
        name=read.name,
        description=read.description,
        visibility=Visibility.PRIVATE if read.private else Visibility.PUBLIC,
        default_branch=None if read.empty else read.default_branch,
        created_at=_time(read.created_at),
        clone_urls=CloneUrls(https=read.clone_url),
        raw=_raw(document, keep),
    )


def branch(document: Any, keep: bool = True) -> Branch:
    """Decode a branch."""
    read = _decoder.structure(document, _Branch)
    return Branch(name=read.name, commit=read.commit.id, raw=_raw(document, keep))


def pull_request(document: Any, keep: bool = True) -> PullRequest:
    """Decode a pull request."""
    read = _decoder.structure(document, _Pull)
    ended = PullRequestState.MERGED if read.merged else PullRequestState.CLOSED
    return PullRequest(
        ref=PullRequestRef(repo_ref(read.base.repo.full_name), read.number),
        number=read.number,
        title=read.title,
        description=read.body,
        state=PullRequestState.OPEN if read.state == "open" else ended,
        source=_end(read.head),
        target=_end(read.base),
        author=_user(read.user),
        reviews=tuple(Review(reviewer=_user(one)) for one in read.requested_reviewers),
        created_at=_time(read.created_at),
        closed_at=_time(read.closed_at) if read.closed_at else None,
        merge_commit=read.merge_commit_sha,
        raw=_raw(document, keep),
    )


def _end(read: _End) -> PullRequestEnd:
    return PullRequestEnd(branch=read.ref, repo=repo_ref(read.repo.full_name), commit=read.sha)


def hook(document: Any, keys: Mapping[str, str], keep: bool = True) -> Hook:
    """Decode a hook; the forge never shows whether there is a secret."""
    read = _decoder.structure(document, _Hook)
    return Hook(
        id=str(read.id),
        url=read.config["url"],
        events=frozenset(Event(event) for event, key in keys.items() if key in read.events),
        vendor_events=frozenset(read.events),
        active=read.active,
        raw=_raw(document, keep),
    )
