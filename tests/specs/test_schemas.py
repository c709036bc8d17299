"""The dialect of OpenAPI 3.0 is understood, and misspelt keys are noticed."""

from typing import Any

import pytest

from tests.specs.schemas import Direction, Schemas

_COMPONENTS: dict[str, Any] = {
    "object": {
        "type": "object",
        "properties": {"type": {"type": "string"}},
        "required": ["type"],
        "additionalProperties": True,
        "discriminator": {"propertyName": "type"},
    },
    "account": {
        "allOf": [
            {"$ref": "#/components/schemas/object"},
            {"type": "object", "properties": {"uuid": {"type": "string"}}},
        ]
    },
    "team": {
        "allOf": [
            {"$ref": "#/components/schemas/account"},
            {"type": "object", "properties": {"size": {"type": "integer", "format": "int32"}}},
        ]
    },
    "hook": {
        "type": "object",
        "required": ["id", "secret", "url"],
        "properties": {
            "id": {"type": "integer", "readOnly": True},
            "secret": {"type": "string", "writeOnly": True},
            "url": {"type": "string", "format": "uri"},
            "at": {"type": "string", "format": "date-time", "nullable": True},
            "owners": {"type": "array", "items": {"$ref": "#/components/schemas/account"}},
            "settings": {"type": "object", "properties": {}},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
    },
}
_HOOK = {"$ref": "#/components/schemas/hook"}


def _found(direction: Direction, schema: dict[str, Any], document: Any) -> list[tuple[str, str]]:
    violations = Schemas(_COMPONENTS, direction).violations(schema, document)
    return [(violation.at, violation.rule) for violation in violations]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"id": 1, "url": "https://a.example", "at": None}, []),
        ({"id": 1, "url": "https://a.example", "secret": "s"}, [("secret", "writeOnly")]),
        ({"url": "https://a.example"}, [("id", "required")]),
        ({"id": 1, "url": "not one"}, [("url", "format")]),
        ({"id": None, "url": "https://a.example"}, [("id", "null")]),
        ({"id": 1, "url": "https://a.example", "at": "2026-02-30T00:00:00Z"}, [("at", "format")]),
        ({"id": 1, "url": "https://a.example", "at": "2026-02-03T00:00:00"}, [("at", "format")]),
        ({"id": 1, "url": "https://a.example", "ulr": 1}, [("ulr", "undeclared")]),
        ({"id": 1, "url": "https://a.example", "settings": {"any": 1}}, []),
        ({"id": 1, "url": "https://a.example", "counts": {"x": "1"}}, [("counts.x", "type")]),
    ],
    ids=[
        "right",
        "write-only",
        "required",
        "uri",
        "null",
        "no-such-day",
        "no-zone",
        "misspelt",
        "free",
        "map",
    ],
)
def test_answer_is_held_against_its_schema(
    document: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    """Each difference is told with its place and rule, and what is right is not."""
    assert _found("answer", _HOOK, document) == found


def test_what_is_read_only_is_not_sent_and_not_required() -> None:
    """A request may not say what the server decides; nor does it lack it."""
    document = {"secret": "s", "url": "https://a.example"}
    assert _found("request", _HOOK, document) == []
    assert _found("request", _HOOK, {**document, "id": 1}) == [("id", "readOnly")]


@pytest.mark.parametrize(
    ("owner", "found"),
    [
        ({"type": "team", "uuid": "u", "size": 3}, []),
        ({"type": "team", "size": "3"}, [("owners[].size", "type")]),
        ({"type": "team", "size": 2**31}, [("owners[].size", "format")]),
        ({"type": "account", "size": 3}, [("owners[].size", "undeclared")]),
        ({"type": "something else", "uuid": 7}, [("owners[].uuid", "type")]),
        ({}, [("owners[].type", "required")]),
    ],
    ids=["right", "wrong-type", "too-large", "of-another-type", "unknown-type", "no-type"],
)
def test_discriminator_names_the_schema(
    owner: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    """An object is also what its `type` says it is."""
    document = {"id": 1, "url": "https://a.example", "owners": [owner]}
    assert _found("answer", _HOOK, document) == found
