"""Diffs in JSON: hunks of segments of lines, as the REST documentation's `RestDiff` has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from githost_bitbucket.emulator.datacenter import answers
from githost_local.forge.records import Change, ChangeKind

_FILE: Final = b"diff --git "
_HUNK: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@ ?(.*)", re.DOTALL)
_TYPES: Final = {b" ": "CONTEXT", b"+": "ADDED", b"-": "REMOVED"}
_SIDES: Final = {"FROM": "source", "TO": "destination"}


@attrs.frozen
class FileDiff:
    """What a diff says about one file."""

    change: Change
    #: Its part of the unified diff.
    raw: bytes = attrs.field(repr=False)


def split(raw: bytes, changes: Sequence[Change]) -> tuple[FileDiff, ...]:
    """Cut a unified diff into files; the changes are those of the same diff, in its order."""
    sections = iter(_sections(raw))
    found = []
    for change in changes:
        # A file that became a symlink, or the other way, is deleted and added.
        count = 2 if change.kind is ChangeKind.TYPE_CHANGED else 1
        found.append(FileDiff(change, b"".join(next(sections, b"") for _ in range(count))))
    return tuple(found)


def _sections(raw: bytes) -> Iterator[bytes]:
    """Yield each file's part; lines of content begin with a space or a sign, never with this."""
    start: list[bytes] = []
    for line in _lines(raw):
        if line.startswith(_FILE) and start:
            yield b"".join(start)
            start = []
        start.append(line)
    if start:
        yield b"".join(start)


def _lines(raw: bytes) -> list[bytes]:
    """Split at line feeds only: a carriage return is content."""
    *whole, rest = raw.split(b"\n")
    return [line + b"\n" for line in whole] + ([rest] if rest else [])


def answer(found: FileDiff) -> dict[str, Any]:
    """Return the JSON of one file's diff."""
    change = found.change
    old = change.old_path or change.path
    value: dict[str, Any] = {
        "source": None if change.kind is ChangeKind.ADDED else answers.path(old),
        "destination": None if change.kind is ChangeKind.DELETED else answers.path(change.path),
        "hunks": [hunk for section in _sections(found.raw) for hunk in _hunks(section)],
        "truncated": False,
    }
    if change.lines_added is None:
        value["binary"] = True
    return value


def _hunks(raw: bytes) -> list[dict[str, Any]]:
    hunks: list[dict[str, Any]] = []
    source = destination = 0
    for line in _lines(raw):
        content = line.removesuffix(b"\n")
        header = _HUNK.fullmatch(content)
        if header:
            source, destination = int(header[1]), int(header[3])
            hunks.append(_hunk(header))
            continue
        kind = _TYPES.get(content[:1])
        if not hunks or kind is None:
            continue
        segments = hunks[-1]["segments"]
        if not segments or segments[-1]["type"] != kind:
            segments.append({"type": kind, "lines": [], "truncated": False})
        segments[-1]["lines"].append(
            {
                "source": source,
                "destination": destination,
                "line": content[1:].decode(errors="replace"),
                "truncated": False,
            }
        )
        source += kind != "ADDED"
        destination += kind != "REMOVED"
    return hunks


def _hunk(header: re.Match[bytes]) -> dict[str, Any]:
    value: dict[str, Any] = {
        "context": header[5].decode(errors="replace"),
        "sourceLine": int(header[1]),
        "sourceSpan": int(header[2] or 1),
        "destinationLine": int(header[3]),
        "destinationSpan": int(header[4] or 1),
        "segments": [],
        "truncated": False,
    }
    if not value["context"]:
        del value["context"]
    return value


def lines_of(diff: Mapping[str, Any], anchor: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the line of a diff's JSON that a comment's anchor is about, or nothing."""
    for hunk in diff["hunks"]:
        found = _in_hunk(hunk, anchor)
        if found:
            return found
    return []


def around(diff: Mapping[str, Any], anchor: Mapping[str, Any]) -> dict[str, Any]:
    """Return a diff's JSON with only the hunk that holds the anchor's line."""
    return {**diff, "hunks": [hunk for hunk in diff["hunks"] if _in_hunk(hunk, anchor)]}


def _in_hunk(hunk: Mapping[str, Any], anchor: Mapping[str, Any]) -> list[dict[str, Any]]:
    kind, side = anchor.get("lineType"), _SIDES.get(anchor.get("fileType", "TO"), "destination")
    return [
        line
        for segment in hunk["segments"]
        if segment["type"] == kind
        for line in segment["lines"]
        if line[side] == anchor.get("line")
    ]
