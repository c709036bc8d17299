"""A verification as a page for people, and as JSON for programs."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

import attrs

from githost.errors import ConfigurationError
from githost.migration.items import Fate, Item, Verification
from githost.reports.page import page, script, web_link

__all__ = ["read_verification", "verification_json", "verification_page"]

#: Of the JSON: raised where a field is renamed, removed, or changes its meaning.
_VERSION: Final = 1
_FORMAT: Final = "githost-verification"
_MEANINGS: Final[Mapping[Fate, str]] = {
    Fate.KEPT: "as it was",
    Fate.DEGRADED: "there, with something lost",
    Fate.DROPPED: "not there, and why",
    Fate.DIFFERS: "unexplained",
}
#: Least width of a share that is not nothing, of 100.
_SLIVER: Final = 1.5


def verification_page(verification: Verification) -> str:
    """Return the page: totals, shares of each part, and a list of all items to sort and filter.

    What is filtered stands in the page's address (`#part=hooks&fate=dropped`), so it can be passed
    on.

    Raises `ConfigurationError` where the extra `report` is not installed.
    """
    totals = verification.totals()
    return page(
        "verification.html",
        scripts=[script("verification.js")],
        source=verification.source,
        target=verification.target,
        at=verification.at.astimezone(UTC),
        clean=verification.clean,
        items=len(verification.items),
        fates=[{"word": fate.value, "meaning": _MEANINGS[fate]} for fate in Fate],
        sums={fate.value: sum(counts[fate] for counts in totals.values()) for fate in Fate},
        parts=[_part(name, counts) for name, counts in totals.items()],
        data=_rows(verification.items),
    )


def _part(name: str, counts: Mapping[Fate, int]) -> Mapping[str, Any]:
    widths = {fate: max(_SLIVER, 100 * count) for fate, count in _shares(counts).items()}
    scale = 100 / sum(widths.values())
    bars, x = [], 0.0
    for fate, width in widths.items():
        bars.append({"fate": fate.value, "x": round(x, 2), "width": round(width * scale, 2)})
        x += width * scale
    return {
        "name": name,
        "link": f"#{urlencode({'part': name})}",
        "counts": [counts[fate] for fate in Fate],
        "all": sum(counts.values()),
        "bars": bars,
    }


def _shares(counts: Mapping[Fate, int]) -> Mapping[Fate, float]:
    total = sum(counts.values())
    return {fate: count / total for fate, count in counts.items() if count}


class _Words:
    """Words that come many times, each kept once and named by its place."""

    def __init__(self) -> None:
        self.places: dict[str, int] = {}

    def place(self, word: str) -> int:
        return self.places.setdefault(word, len(self.places))


def _rows(items: tuple[Item, ...]) -> Mapping[str, Any]:
    parts, repositories, whys = _Words(), _Words(), _Words()
    fates = list(Fate)
    rows = [
        (
            parts.place(item.part),
            repositories.place(item.repository),
            item.name,
            fates.index(item.fate),
            whys.place(item.why),
            web_link(item.source_url),
            web_link(item.target_url),
        )
        for item in items
    ]
    return {
        "parts": list(parts.places),
        "repositories": list(repositories.places),
        "whys": list(whys.places),
        "fates": [fate.value for fate in fates],
        "rows": rows,
    }


def verification_json(verification: Verification) -> str:
    """Return the verification as JSON, which `read_verification` reads back.

    `version` is raised where a field is renamed, removed or changes its meaning, and not where one
    is added.
    """
    totals = verification.totals()
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "source": verification.source,
        "target": verification.target,
        "at": verification.at.astimezone(UTC).isoformat(),
        "clean": verification.clean,
        "totals": {
            part: {fate.value: count for fate, count in counts.items()}
            for part, counts in totals.items()
        },
        "items": [attrs.asdict(item) for item in verification.items],
    }
    return json.dumps(document, indent=1) + "\n"


def read_verification(text: str) -> Verification:
    """Read what `verification_json` wrote; fields that it does not know are passed over.

    Raises `ConfigurationError` for anything else, and for a version that this release cannot read.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"this is no verification, for it is no JSON: {error}; give what verify wrote as JSON"
        ) from error
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise ConfigurationError(
            f"this is no verification, for its format is not {_FORMAT!r}; give what verify wrote as JSON"
        )
    if document.get("version") != _VERSION:
        raise ConfigurationError(
            f"this verification has version {document.get('version')!r}, "
            f"and this githost reads {_VERSION}: use the githost that wrote it"
        )
    try:
        return Verification(
            source=_text(document, "source"),
            target=_text(document, "target"),
            at=_moment(_text(document, "at")),
            items=tuple(_item(entry) for entry in _list(document, "items")),
        )
    except (KeyError, TypeError, ValueError) as error:
        why = f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)
        raise ConfigurationError(
            f"this verification cannot be read: {why}; give what verify wrote, unchanged"
        ) from error


def _item(entry: Any) -> Item:
    if not isinstance(entry, dict):
        raise TypeError(f"the item {entry!r} is no object")
    return Item(
        part=_text(entry, "part"),
        repository=_text(entry, "repository"),
        name=_text(entry, "name"),
        fate=Fate(entry["fate"]),
        why=_text(entry, "why"),
        source_url=_text_or_none(entry, "source_url"),
        target_url=_text_or_none(entry, "target_url"),
    )


def _list(entry: Mapping[str, Any], key: str) -> list[Any]:
    value = entry[key]
    if not isinstance(value, list):
        raise TypeError(f"{key} is no list")
    return value


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry[key]
    if not isinstance(value, str):
        raise TypeError(f"{key} is {value!r}, and no text")
    return value


def _text_or_none(entry: Mapping[str, Any], key: str) -> str | None:
    return None if entry.get(key) is None else _text(entry, key)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("at has no time zone")
    return moment.astimezone(UTC)
