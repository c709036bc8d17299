"""Answers held against a vendor's document."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tests.specs.documents import Document, Operation
from tests.specs.findings import Finding
from tests.specs.recording import Exchange
from tests.specs.schemas import Schemas

__all__ = ["AnswerJudge"]

#: What both products refuse with, wherever it is not described again: the body of each error has
#: one shape. https://developer.atlassian.com/cloud/bitbucket/rest/intro/#standardized-error-responses
#: and https://developer.atlassian.com/server/bitbucket/rest/v905/intro/#errors-and-validation
_ERRORS: Final[Mapping[str, Mapping[str, Any]]] = {
    "bitbucket-cloud": {"$ref": "#/components/schemas/error"},
    "bitbucket-datacenter": {
        "type": "object",
        "properties": {
            "errors": {
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/components/schemas/RestErrorMessage"},
            }
        },
        "required": ["errors"],
    },
}


class AnswerJudge:
    """Tells what answers hold that a document does not describe."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._schemas = Schemas(document.schemas, "answer")

    def findings(self, exchange: Exchange) -> Iterator[Finding]:
        """Give what is outside the document in one answer; nothing where the operation is outside."""
        found = self._document.find(exchange.method, exchange.path)
        if found is None:
            return
        for rule, at, message in self._differences(found.operation, exchange):
            yield Finding(
                product=self._document.product,
                side="answer",
                operation=found.operation.name,
                rule=rule,
                at=at,
                sent_by=exchange.operation,
                message=message,
            )

    def _differences(
        self, operation: Operation, exchange: Exchange
    ) -> Iterator[tuple[str, str, str]]:
        status = str(exchange.status)
        described = operation.responses.get(status)
        if described is None and exchange.status >= 400:
            # Both vendors describe nothing but unexpected errors by it.
            described = operation.responses.get("default")
        if described is None:
            yield "status", status, exchange.answer[:160].decode("utf-8", "replace")
        content = _by_media((described or {}).get("content", {}))
        if exchange.status >= 400:
            yield from self._error(content, exchange)
        elif described is not None:
            yield from self._success(content, exchange)

    def _error(
        self, content: Mapping[str, Any], exchange: Exchange
    ) -> Iterator[tuple[str, str, str]]:
        """Hold a refusal against the operation's words for it, and in any case the product's."""
        media = exchange.answer_type.partition(";")[0]
        if media != "application/json":
            yield "media", str(exchange.status), f"{media or 'nothing'} is answered"
            return
        document = json.loads(exchange.answer)
        schemas = [_ERRORS[self._document.product]]
        if "application/json" in content:
            schemas.append(content["application/json"].get("schema", {}))
        for schema in schemas:
            for violation in self._schemas.violations(schema, document):
                yield violation.rule, f"error.{violation.at}".removesuffix("."), violation.message

    def _success(
        self, content: Mapping[str, Any], exchange: Exchange
    ) -> Iterator[tuple[str, str, str]]:
        media = exchange.answer_type.partition(";")[0]
        if not exchange.answer:
            if content:
                yield "body", str(exchange.status), "nothing is answered"
            return
        if not content:
            yield "body", str(exchange.status), f"the document describes none: {media}"
            return
        chosen = content.get(media, content.get("*/*"))
        if chosen is None:
            yield "media", str(exchange.status), f"{media} is answered for {', '.join(content)}"
            return
        if media == "application/json":
            document = json.loads(exchange.answer)
            for violation in self._schemas.violations(chosen.get("schema", {}), document):
                if violation.rule != "required" or not _is_partial(exchange):
                    yield violation.rule, violation.at, violation.message


def _is_partial(exchange: Exchange) -> bool:
    """Tell whether only some fields were asked for.

    https://developer.atlassian.com/cloud/bitbucket/rest/intro/#partial-response
    """
    asked = [value for name, value in exchange.query if name == "fields"]
    return any(value and value[0] not in "+-" for value in asked)


def _by_media(content: Mapping[str, Any]) -> dict[str, Any]:
    return {media.partition(";")[0].strip(): one for media, one in content.items()}
