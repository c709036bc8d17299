"""Requests held against a vendor's document."""

import json
from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from typing import Any, Final
from urllib.parse import parse_qsl

from tests.specs.documents import Document, Found, Operation
from tests.specs.findings import Finding
from tests.specs.recording import Exchange
from tests.specs.schemas import Schemas

__all__ = ["RequestJudge"]

#: `2.5` is a number and `true` a truth value where the document says so; all else is text.
_READ_AS_JSON: Final = frozenset({"integer", "number", "boolean"})


class RequestJudge:
    """Tells what requests do that a document does not describe."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._schemas = Schemas(document.schemas, "request")

    def findings(self, exchange: Exchange) -> Iterator[Finding]:
        """Give what is outside the document in one request."""
        found = self._document.find(exchange.method, exchange.path)
        if found is None:
            sent = f"{exchange.method} {exchange.path}"
            yield self._finding(exchange, sent, "operation", "", "is not in the document")
            return
        name = found.operation.name
        for rule, at, message in self._differences(found, exchange):
            yield self._finding(exchange, name, rule, at, message)

    def _finding(
        self, exchange: Exchange, operation: str, rule: str, at: str, message: str
    ) -> Finding:
        return Finding(
            product=self._document.product,
            side="request",
            operation=operation,
            rule=rule,
            at=at,
            sent_by=exchange.operation,
            message=message,
        )

    def _differences(self, found: Found, exchange: Exchange) -> Iterator[tuple[str, str, str]]:
        operation = found.operation
        if operation.deprecated:
            yield "deprecated", "", "the document says not to use it any more"
        for name, part in found.parts.items():
            yield from self._parameter(operation, "path", name, [part])
        yield from self._query(operation, exchange)
        yield from self._body(operation, exchange)

    def _query(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[str, str, str]]:
        given: dict[str, list[str]] = {}
        for name, value in exchange.query:
            given.setdefault(name, []).append(value)
        for name, values in given.items():
            yield from self._parameter(operation, "query", name, values)
        for parameter in operation.parameters:
            needed = parameter["in"] == "query" and parameter.get("required")
            if needed and parameter["name"] not in given:
                yield "required", f"query.{parameter['name']}", "is not given"

    def _parameter(
        self, operation: Operation, place: str, name: str, values: list[str]
    ) -> Iterator[tuple[str, str, str]]:
        at = f"{place}.{name}"
        declared = operation.parameter(place, name)
        if declared is None:
            yield "undeclared", at, f"{values[0]!r} is given for what the document does not name"
            return
        if declared.get("deprecated"):
            yield "deprecated", at, "the document says not to use it any more"
        schema = declared["schema"]
        document: Any
        if schema.get("type") == "array":
            documents: list[Any] = [[_read(schema.get("items", {}), value) for value in values]]
        else:
            documents = [_read(schema, value) for value in values]
        for document in documents:
            for violation in self._schemas.violations(schema, document):
                yield violation.rule, f"{at}{violation.at}", violation.message

    def _body(self, operation: Operation, exchange: Exchange) -> Iterator[tuple[str, str, str]]:
        described = operation.body
        if not exchange.content:
            if described is not None and described.get("required"):
                yield "required", "body", "is not sent"
            return
        if described is None:
            yield "body", "body", f"the document describes none: {exchange.content[:80]!r}"
            return
        media = exchange.content_type.partition(";")[0]
        content = {kind.partition(";")[0]: one for kind, one in described["content"].items()}
        chosen = content.get(media, content.get("*/*"))
        if chosen is None:
            yield "media", "body", f"{media} is sent for {', '.join(content)}"
            return
        for violation in self._schemas.violations(chosen.get("schema", {}), _document(exchange)):
            yield violation.rule, f"body.{violation.at}".removesuffix("."), violation.message


def _read(schema: Mapping[str, Any], text: str) -> Any:
    """Read a parameter as the type that is declared of it; as text where it is not of that type."""
    if schema.get("type") not in _READ_AS_JSON:
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _document(exchange: Exchange) -> Any:
    """Return what a body says: JSON, or the fields of a form."""
    media = exchange.content_type.partition(";")[0]
    if media == "application/x-www-form-urlencoded":
        return dict(parse_qsl(exchange.content.decode(), keep_blank_values=True))
    if media == "multipart/form-data":
        head = f"Content-Type: {exchange.content_type}\r\n\r\n".encode()
        message = BytesParser().parsebytes(head + exchange.content)
        return {
            str(part.get_param("name", header="content-disposition")): str(part.get_payload())
            for part in message.walk()
            if not part.is_multipart()
        }
    return json.loads(exchange.content)
