"""What Cloud answers in tests, in the shapes of its REST 2.0."""

from collections.abc import Sequence
from typing import Any, Final

import httpx

from tests.scripted_host import answer

__all__ = ["REPO", "account", "page", "refusal", "repository", "workspace"]

REPO: Final = "/repositories/acme/site"


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
