"""What a host that was moved to says of the host where everything began, and what it lost on the way."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from githost.migration import Fate, Item, Verification
from githost.migration.attribution import parse
from githost.migration.parts.refs import OWN
from githost.migration.parts.texts import plain
from githost.model import PullRequestState, Verdict
from tests.migration.people import PEOPLE
from tests.migration.plans import PLACEHOLDER
from tests.migration.snapshots import Key, Snapshot

__all__ = ["explanations", "recovered"]

#: Losses that `recovered` undoes, for what is lost stands in the text.
_UNDONE: Final = frozenset(
    {
        "its author and time stand in its first line",
        "no host takes one that is merged already: it is a closed one",
        "verdicts, which their reviewers alone can give, stand in its first line",
        "hosts take the time at which it is set",
    }
)


def recovered(moved: Snapshot) -> Snapshot:
    """Undo the attributions in a snapshot: texts, authors, states and verdicts are those of the origin."""
    found: dict[Key, Any] = {}
    for key, facts in moved.items():
        if key[1] == "pull_requests":
            found[key] = _pull(key[0], facts)
        elif key[1] == "comments":
            body, _, *rest = facts
            found[key] = (*_text(body), *rest)
        elif key[1] == "tasks":
            body, done, on, _ = facts
            body, author = _text(body)
            found[key] = (body, done, on, author)
        elif not key[2].startswith(OWN):
            found[key] = facts
    return found


def _text(text: str) -> tuple[str, str | None]:
    parsed = parse(text)
    return plain(parsed.body), parsed.origin.login if parsed.origin is not None else None


def _pull(repository: str, facts: tuple[Any, ...]) -> tuple[Any, ...]:
    title, description, _, draft, *_ = facts
    parsed = parse(description)
    assert parsed.origin is not None, description
    told = parsed.origin.facts
    verdicts = {
        login: verdict
        for name, verdict in (
            ("asked to review", Verdict.NONE),
            ("approved by", Verdict.APPROVED),
            ("changes requested by", Verdict.CHANGES_REQUESTED),
        )
        for login in told.get(name, "").split(", ")
        if login
    }
    return (
        title,
        plain(parsed.body),
        PullRequestState(told["state"]),
        draft,
        told["from"],
        told.get("fork", repository),
        told["head"][:12],
        told["into"],
        parsed.origin.login,
        frozenset(verdicts.items()),
    )


def explanations(verification: Verification, names: Mapping[str, str]) -> Mapping[Key, set[str]]:
    """Return why what is not the same on the target is not, by what a snapshot calls it.

    `names` gives each repository of the source the name that it has in the snapshot.
    """
    found: dict[Key, set[str]] = {}
    comments: dict[str, str] = {}
    for item in verification.items:
        where = names.get(item.repository, item.repository)
        for key in _keys(item, where, comments):
            reasons = set(item.why.split("; ")) - _UNDONE
            if item.fate in {Fate.DEGRADED, Fate.DROPPED}:
                found.setdefault(key, set()).update(reasons - {""})
    return found


def _keys(item: Item, where: str, comments: dict[str, str]) -> Iterator[Key]:
    """Give what a snapshot calls the thing that an item is about."""
    part = item.part
    if part == "pull_requests":
        number = int(item.name.partition(" ")[0][1:])
        yield (where, part, f"{number:04}")
    elif part == "comments":
        yield (where, part, _comment(item.name, comments))
    elif part == "branch_rules":
        kind, _, pattern = item.name.partition(" of ")
        yield (where, part, f"{kind} {pattern}")
        if "the target has no rule" in item.why:
            # Something like it stands in its place.
            for near in ("push", "merge", "pull_request_only"):
                yield (where, part, f"{near} {pattern}")
    elif part == "settings":
        yield (where, part, "facts")
    elif part == "hooks":
        yield (where, part, item.name.removeprefix("hook "))
    elif part == "permissions":
        who = item.name.partition(" for ")[2]
        login = _login(who)
        yield (where, part, f"group {who}" if login is None else f"user {login}")
    elif part == "default_reviewers":
        yield (where, part, _login(item.name) or item.name)
        if "placeholder" in item.why:
            yield (where, part, PLACEHOLDER)
    elif part == "deploy_keys":
        yield (where, part, item.name.removeprefix("key "))
    else:
        yield (where, part, item.name)


def _login(name: str) -> str | None:
    return next((one.login for one in PEOPLE if name in {one.name, one.login}), None)


def _comment(name: str, comments: dict[str, str]) -> str:
    """Return a comment's place: they come in order, then those whose threads are settled."""
    if name.endswith(" is settled"):
        return comments[name.removesuffix(" is settled")]
    number, _, pull = name.removeprefix("comment ").partition(" on ")
    place = sum(one.startswith(f"{pull}/") for one in comments) + 1
    comments[f"{pull}/comments/{number}"] = f"{int(pull.rpartition('#')[2]):04}.{place:04}"
    return comments[f"{pull}/comments/{number}"]
