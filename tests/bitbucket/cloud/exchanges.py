"""What Cloud answers in tests, in the shapes of its REST 2.0."""

from collections.abc import Sequence
from typing import Any, Final

import httpx

from tests.scripted_host import answer

__all__ = [
    "PULL",
    "REPO",
    "SHA",
    "account",
    "comment",
    "commit",
    "page",
    "pull_request",
    "refusal",
    "repository",
    "workspace",
]

REPO: Final = "/repositories/acme/site"
PULL: Final = f"{REPO}/pullrequests/7"
SHA: Final = "0123456789abcdef0123456789abcdef01234567"


def refusal(status: int, message: str = "Refused.", **more: Any) -> httpx.Response:
    """Build a refusal; `more` goes beside the message."""
    return answer(status, {"type": "error", "error": {"message": message, **more}})


def page(values: Sequence[Any] = (), following: str | None = None) -> httpx.Response:
    """Build a page; `following` is its `next`. Only these two can be relied upon."""
    return answer(200, {"values": list(values)} | ({"next": following} if following else {}))


def account(name: str = "jdoe", **more: Any) -> dict[str, Any]:
    """Build an account."""
    known = {"uuid": f"{{{name}}}", "nickname": name, "display_name": name.title()}
    return {"type": "user", "account_id": f"557058:{name}", **known, **more}


def workspace(slug: str = "acme", **more: Any) -> dict[str, Any]:
    """Build a workspace."""
    return {"type": "workspace", "slug": slug, "uuid": f"{{{slug}}}", "name": slug.title(), **more}


def repository(slug: str = "site", **more: Any) -> dict[str, Any]:
    """Build a repository."""
    return {
        "type": "repository",
        "uuid": f"{{{slug}}}",
        "full_name": f"acme/{slug}",
        "name": slug.title(),
        "description": "Our site",
        "is_private": True,
        "mainbranch": {"name": "main", "type": "branch"},
        "project": {"key": "WEB", "name": "Web"},
        "created_on": "2024-01-02T03:04:05.678901+00:00",
        "updated_on": "2024-01-02T03:04:05.678901+00:00",
        **more,
    }


def commit(sha: str = SHA, **more: Any) -> dict[str, Any]:
    """Build a commit."""
    author = {"raw": "Ann Example <ann@example.com>", "user": account("ann")}
    known = {"message": "Fix it", "author": author, "parents": [{"hash": "b" * 40}]}
    return {"type": "commit", "hash": sha, "date": "2024-01-02T03:04:05+00:00", **known, **more}


def _end(branch: str, sha: str, **more: Any) -> dict[str, Any]:
    home = {"full_name": "acme/site", "uuid": "{site}"}
    return {
        "branch": {"name": branch, **more},
        "commit": {"hash": sha[:12]},
        "repository": home,
    }


def pull_request(**more: Any) -> dict[str, Any]:
    """Build pull request 7, from `fix` to `main`; its hashes are shortened, as Cloud does there."""
    return {
        "type": "pullrequest",
        "id": 7,
        "title": "Fix it",
        "description": "Because it is broken",
        "state": "OPEN",
        "draft": False,
        "close_source_branch": True,
        "source": _end("fix", SHA),
        "destination": _end("main", "b" * 40, default_merge_strategy="squash"),
        "author": account("ann"),
        "reviewers": [account("bob"), account("cid")],
        "participants": [
            {"user": account("bob"), "role": "REVIEWER", "approved": True, "state": "approved"},
            {"user": account("cid"), "role": "REVIEWER", "approved": False, "state": None},
        ],
        "created_on": "2024-01-02T03:04:05.678901+00:00",
        "updated_on": "2024-01-03T03:04:05.678901+00:00",
        **more,
    }


def comment(number: int = 11, text: str = "Well", **more: Any) -> dict[str, Any]:
    """Build a comment; general, no answer."""
    return {
        "type": "pullrequest_comment",
        "id": number,
        "content": {"raw": text, "markup": "markdown", "html": f"<p>{text}</p>"},
        "user": account("ann"),
        "created_on": "2024-01-02T03:04:05.678901+00:00",
        "updated_on": "2024-01-02T03:04:05.678901+00:00",
        "deleted": False,
        **more,
    }
