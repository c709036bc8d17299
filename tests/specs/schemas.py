"""JSON held against the schemas of an OpenAPI 3.0 document.

OpenAPI 3.0 has a dialect of JSON Schema of its own (https://spec.openapis.org/oas/v3.0.3#schema-object).
It is translated once a document and direction: `nullable` becomes a type, `readOnly` is refused in
requests and `writeOnly` in answers, `discriminator` leads to the schema that a value names. Beyond
OpenAPI, keys that a document does not name are reported, since a misspelt key is silent on both
products: wherever a schema names any.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias

import attrs
import jsonschema
from jsonschema.protocols import Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

__all__ = ["Direction", "Schemas", "Violation"]

Direction: TypeAlias = Literal["request", "answer"]

_DOCUMENT: Final = "urn:document"
_REFERENCE: Final = "#/components/schemas/"
#: What a translation keeps as it is.
_KEPT: Final = frozenset(
    {"type", "format", "enum", "pattern", "required", "minimum", "maximum"}
    | {"minLength", "maxLength", "minItems", "maxItems", "uniqueItems"}
)
_FORBIDDEN: Final[Mapping[Direction, str]] = {"request": "readOnly", "answer": "writeOnly"}


@attrs.frozen(order=True)
class Violation:
    """One place in a document that a schema refuses."""

    #: Keys from the top, without numbers: `values[].links.clone`.
    at: str
    #: The word of the schema: `type`, `required`, `readOnly`; or `null`, `undeclared`.
    rule: str
    message: str = attrs.field(eq=False, order=False)


class Schemas:
    """The component schemas of one document, for one direction."""

    def __init__(self, components: Mapping[str, Any], direction: Direction) -> None:
        self._components = components
        self._forbidden = _FORBIDDEN[direction]
        translated = {name: self._open(schema) for name, schema in components.items()}
        resource = DRAFT202012.create_resource({"components": {"schemas": translated}})
        self._registry: Registry[Any] = Registry().with_resource(_DOCUMENT, resource)
        self._validator = self._dialect()
        self._validators: dict[int, tuple[Any, Validator]] = {}

    def violations(self, schema: Mapping[str, Any], document: Any) -> list[Violation]:
        """Return what `schema` refuses in `document`, each place and rule once."""
        return sorted({_violation(error) for error in self._of(schema).iter_errors(document)})

    def declared(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the properties that a schema names, by itself or through what it includes."""
        return dict(self._named(schema))

    def _of(self, schema: Mapping[str, Any]) -> Validator:
        # The schema is kept with its validator, so its id is not given to another one.
        known = self._validators.get(id(schema))
        if known is None:
            made = self._validator(
                self._closed(schema), registry=self._registry, format_checker=_FORMATS
            )
            known = self._validators[id(schema)] = (schema, made)
        return known[1]

    def _closed(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Translate a schema that stands for a whole value: its keys are all there may be."""
        closed = self._open(schema)
        names = sorted({name for name, _ in self._named(schema)})
        if names and not self._takes_anything(schema):
            closed = {"allOf": [closed], "x-declared": names}
        if self._names_its_type(schema):
            closed = {"allOf": [closed], "x-named-by": "type"}
        for word in (self._forbidden,):
            if schema.get(word):
                closed[word] = True
        return closed

    def _open(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """Translate a schema that may be a part of another's `allOf`."""
        if "$ref" in schema:
            return {"$ref": _DOCUMENT + schema["$ref"]}
        made: dict[str, Any] = {key: schema[key] for key in _KEPT & schema.keys()}
        if schema.get("nullable") and "type" in made:
            made["type"] = [made["type"], "null"]
        properties = schema.get("properties")
        if properties is not None:
            made["properties"] = {name: self._closed(one) for name, one in properties.items()}
            made["required"] = [
                name
                for name in schema.get("required", ())
                if not properties.get(name, {}).get(self._forbidden)
            ]
        if "items" in schema:
            made["items"] = self._closed(schema["items"])
        if isinstance(schema.get("additionalProperties"), dict):
            made["additionalProperties"] = self._closed(schema["additionalProperties"])
        for word in ("allOf", "anyOf", "oneOf"):
            if word in schema:
                made[word] = [self._open(one) for one in schema[word]]
        return made

    def _parts(self, schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """Give a schema and all that it is made of, references followed."""
        if "$ref" in schema:
            yield from self._parts(self._components[schema["$ref"].removeprefix(_REFERENCE)])
            return
        yield schema
        for word in ("allOf", "anyOf", "oneOf"):
            for one in schema.get(word, ()):
                yield from self._parts(one)

    def _named(self, schema: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for part in self._parts(schema):
            yield from part.get("properties", {}).items()

    def _takes_anything(self, schema: Mapping[str, Any]) -> bool:
        return any(
            isinstance(part.get("additionalProperties"), dict) for part in self._parts(schema)
        )

    def _names_its_type(self, schema: Mapping[str, Any]) -> bool:
        return any("discriminator" in part for part in self._parts(schema))

    def _dialect(self) -> Callable[..., Validator]:
        """Return a validator that knows the words above beside those of JSON Schema."""

        def declared(validator: Any, names: Any, document: Any, schema: Any) -> Any:
            if not isinstance(document, dict):
                return
            known = set(names)
            kind = document.get("type")
            if isinstance(kind, str) and "type" in known and kind in self._components:
                known.update(name for name, _ in self._named(self._components[kind]))
            for name in sorted(document.keys() - known):
                yield jsonschema.ValidationError(
                    f"{name!r} is not in the document", path=[name], validator="undeclared"
                )

        def named_by(validator: Any, key: Any, document: Any, schema: Any) -> Any:
            kind = document.get(key) if isinstance(document, dict) else None
            if isinstance(kind, str) and kind in self._components:
                reference = {"$ref": f"{_DOCUMENT}{_REFERENCE}{kind}"}
                yield from validator.descend(document, reference)

        def forbidden(validator: Any, value: Any, document: Any, schema: Any) -> Any:
            yield jsonschema.ValidationError(f"is {self._forbidden}", validator=self._forbidden)

        def required(validator: Any, names: Any, document: Any, schema: Any) -> Any:
            for name in names if isinstance(document, dict) else ():
                if name not in document:
                    yield jsonschema.ValidationError(
                        f"{name!r} is missing", path=[name], validator="required"
                    )

        words = {
            "required": required,
            "x-declared": declared,
            "x-named-by": named_by,
            self._forbidden: forbidden,
        }
        made: Callable[..., Validator] = jsonschema.validators.extend(  # type: ignore[no-untyped-call]  # its stub has no types
            jsonschema.Draft202012Validator, words
        )
        return made


def _violation(error: jsonschema.ValidationError) -> Violation:
    at = ""
    for step in error.absolute_path:
        at += "[]" if isinstance(step, int) else f".{step}"
    # OpenAPI 3.0 says null by `nullable`, which neither vendor ever wrote: a rule of its own.
    null = error.validator == "type" and error.instance is None
    rule = "null" if null else str(error.validator)
    return Violation(at.removeprefix("."), rule, error.message)


_FORMATS: Final = jsonschema.FormatChecker(formats=())


@_FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    """RFC 3339, section 5.6: a date, a time and a zone."""
    if not isinstance(value, str):
        return True
    return "T" in value.upper() and datetime.fromisoformat(value).tzinfo is not None


@_FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or re.match(r"[a-z][a-z0-9+.-]*:\S+$", value) is not None


@_FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


@_FORMATS.checks("int64")
def _is_int64(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63
