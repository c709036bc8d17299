"""What a host that was moved to says of the host where everything began."""

from collections.abc import Mapping
from typing import Any

from githost.migration.attribution import parse
from githost.model import PullRequestState, Verdict
from tests.migration.snapshots import Key, Snapshot

__all__ = ["recovered"]


def recovered(moved: Snapshot) -> Snapshot:
    """Undo the attributions in a snapshot: texts, authors, states and verdicts are those of the origin."""
    found: dict[Key, Any] = {}
    for key, facts in moved.items():
        if key[1] == "pull_requests":
            found[key] = _pull(facts)
        elif key[1] == "comments":
            body, _, *rest = facts
            found[key] = (*_text(body), *rest)
        elif key[1] == "tasks":
            body, done, on, _ = facts
            body, author = _text(body)
            found[key] = (body, done, on, author)
        else:
            found[key] = facts
    return found


def _text(text: str) -> tuple[str, str | None]:
    parsed = parse(text)
    return parsed.body, parsed.origin.login if parsed.origin is not None else None


def _pull(facts: tuple[Any, ...]) -> tuple[Any, ...]:
    title, description, _, draft, _, repo, _, _, _, reviews = facts
    parsed = parse(description)
    assert parsed.origin is not None, description
    told = parsed.origin.facts
    verdicts = {name: Verdict.NONE for name, _ in reviews}
    verdicts |= _told(told, "approved by", Verdict.APPROVED)
    verdicts |= _told(told, "changes requested by", Verdict.CHANGES_REQUESTED)
    return (
        title,
        parsed.body,
        PullRequestState(told["state"]),
        draft,
        told["from"],
        repo,
        told["head"][:12],
        told["into"],
        parsed.origin.login,
        frozenset(verdicts.items()),
    )


def _told(facts: Mapping[str, str], name: str, verdict: Verdict) -> dict[str, Verdict]:
    return {login: verdict for login in facts.get(name, "").split(", ") if login}
