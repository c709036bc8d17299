"""What Data Center answers in tests, in the shapes of its REST 1.0."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import httpx

from tests.scripted_host import answer

__all__ = [
    "PULL",
    "REPO",
    "ROOT",
    "activity",
    "comment",
    "complaint",
    "page",
    "person",
    "project",
    "pull_request",
    "repository",
]

ROOT: Final = "https://git.example.com/bitbucket"
REPO: Final = "/api/1.0/projects/ACME/repos/site"
PULL: Final = f"{REPO}/pull-requests/7"


def complaint(status: int, exception: str | None = None, **more: Any) -> httpx.Response:
    """Build a refusal; `more` goes into the error beside `exceptionName`."""
    package = "com.atlassian.bitbucket."
    error = {
        "context": None,
        "message": "Refused.",
        "exceptionName": None if exception is None else package + exception,
        **more,
    }
    return answer(status, {"errors": [error]})


def page(
    values: Sequence[Any] = (), following: int | None = None, **headers: str
) -> httpx.Response:
    """Build a page; `following` is its `nextPageStart`."""
    document = {
        "values": list(values),
        "size": len(values),
        "limit": 1000,
        "start": 0,
        "isLastPage": following is None,
        "nextPageStart": following,
    }
    return answer(200, document, **headers)


def person(name: str = "jdoe", **more: Any) -> dict[str, Any]:
    """Build an account."""
    known = {"id": 101, "slug": name.replace("@", "_"), "displayName": name.title()}
    return {"name": name, "type": "NORMAL", "active": True, **known, **more}


def project(key: str = "ACME", **more: Any) -> dict[str, Any]:
    """Build a project."""
    return {"key": key, "id": 3, "name": key.title(), "public": False, "type": "NORMAL", **more}


def repository(slug: str = "site", **more: Any) -> dict[str, Any]:
    """Build a repository."""
    return {"slug": slug, "id": 12, "name": slug, "public": False, "project": project(), **more}


def _ref(branch: str, commit: str) -> dict[str, Any]:
    return {
        "id": f"refs/heads/{branch}",
        "displayId": branch,
        "latestCommit": commit,
        "repository": repository(),
    }


def pull_request(version: int = 3, **more: Any) -> dict[str, Any]:
    """Build pull request 7, from `fix` to `main`."""
    return {
        "id": 7,
        "version": version,
        "title": "Fix it",
        "description": "Because it is broken",
        "state": "OPEN",
        "createdDate": 1_700_000_000_000,
        "updatedDate": 1_700_000_100_000,
        "fromRef": _ref("fix", "a" * 40),
        "toRef": _ref("main", "b" * 40),
        "author": {"user": person("ann"), "role": "AUTHOR", "status": "UNAPPROVED"},
        "reviewers": [_part("bob", "APPROVED"), _part("cid", "UNAPPROVED")],
        "participants": [],
        **more,
    }


def _part(name: str, status: str) -> dict[str, Any]:
    approved = status == "APPROVED"
    return {"user": person(name), "role": "REVIEWER", "status": status, "approved": approved}


def comment(number: int, text: str = "Well", **more: Any) -> dict[str, Any]:
    """Build a comment; general, without answers, no task."""
    known: Mapping[str, Any] = {
        "version": 0,
        "author": person("ann"),
        "severity": "NORMAL",
        "state": "OPEN",
        "createdDate": 1_700_000_000_000,
        "updatedDate": 1_700_000_000_000,
        "comments": [],
        "threadResolved": False,
    }
    return {"id": number, "text": text, **known, **more}


def activity(number: int, action: str = "COMMENTED", **more: Any) -> dict[str, Any]:
    """Build an entry of a pull request's activities."""
    moment = 1_700_000_000_000 + number
    return {"id": number, "action": action, "user": person("ann"), "createdDate": moment, **more}
