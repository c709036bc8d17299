"""The vendors' OpenAPI documents: operations, found by method and path.

Data Center's document gives every path below `latest`, which stands for the newest version of a
module; the numbered versions hold the same operations.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import attrs

__all__ = ["Document", "Found", "Operation"]

_METHODS: Final = ("get", "put", "post", "delete", "patch")
_NAME: Final = re.compile(r"\{(\w+)\}")
#: Last parts of an address that may have slashes in them: paths of files (the root is empty), names
#: of refs, and what is compared (a pull request's diff redirects to `owner/name:new%0Dold`).
_DEEP: Final = {"path": ".*", "name": ".+", "spec": ".+"}
#: What stands before the document's paths, with the version's number.
_ROOTS: Final = {
    "bitbucket-cloud": re.compile(r"()/2\.0"),
    "bitbucket-datacenter": re.compile(r"/bitbucket/rest(/[a-z-]+)/(?:1\.0|2\.0|latest)"),
}


@attrs.frozen(kw_only=True, eq=False)
class Operation:
    """An operation of a document."""

    method: str
    #: As the document spells it.
    path: str
    #: With those that the path states for all of its methods.
    parameters: tuple[Mapping[str, Any], ...] = attrs.field(repr=False)
    body: Mapping[str, Any] | None = attrs.field(repr=False)
    responses: Mapping[str, Any] = attrs.field(repr=False)
    deprecated: bool

    @property
    def name(self) -> str:
        """Its method and path."""
        return f"{self.method} {self.path}"

    def parameter(self, place: str, name: str) -> Mapping[str, Any] | None:
        """Return what is declared of a parameter in the `path` or `query`."""
        for parameter in self.parameters:
            if parameter["in"] == place and parameter["name"] == name:
                return parameter
        return None


@attrs.frozen
class Found:
    """An operation, and the parts of the address at which it was found."""

    operation: Operation
    #: Decoded.
    parts: Mapping[str, str]


class Document:
    """What one vendor says of one product."""

    def __init__(self, product: str, content: Mapping[str, Any]) -> None:
        self.product = product
        self.schemas: Mapping[str, Any] = content["components"]["schemas"]
        self.operations = tuple(
            _operation(path, method, item)
            for path, item in content["paths"].items()
            for method in _METHODS
            if method in item
        )
        self._patterns = [
            (_pattern(operation.path), operation)
            for operation in sorted(self.operations, key=lambda one: _rank(one.path))
        ]

    @classmethod
    def load(cls, shared: Path, product: str) -> "Document":
        """Read the document of `product`."""
        return cls(product, json.loads((shared / "specs" / f"{product}.json").read_text("utf-8")))

    def find(self, method: str, path: str) -> Found | None:
        """Return the operation at a path as it was sent; None where the document has none."""
        root = _ROOTS[self.product].match(path)
        if root is None:
            return None
        below = path[root.end() :]
        if root[1]:
            below = f"{root[1]}/latest{below}"
        for pattern, operation in self._patterns:
            if operation.method == method and (found := pattern.fullmatch(below)):
                parts = {name: unquote(part) for name, part in found.groupdict().items()}
                return Found(operation, parts)
        return None


def _operation(path: str, method: str, item: Mapping[str, Any]) -> Operation:
    stated = item[method]
    own = stated.get("parameters", [])
    overridden = {(one["in"], one["name"]) for one in own}
    shared = [
        one for one in item.get("parameters", []) if (one["in"], one["name"]) not in overridden
    ]
    return Operation(
        method=method.upper(),
        path=path,
        parameters=(*own, *shared),
        body=stated.get("requestBody"),
        responses=stated["responses"],
        deprecated=bool(stated.get("deprecated")),
    )


def _pattern(path: str) -> re.Pattern[str]:
    text, at = "", 0
    for found in _NAME.finditer(path):
        kind = _DEEP.get(found[1], "[^/]+") if found.end() == len(path) else "[^/]+"
        text += re.escape(path[at : found.start()]) + f"(?P<{found[1]}>{kind})"
        at = found.end()
    # A slash at the end is no other address.
    return re.compile(f"{text}{re.escape(path[at:])}/?")


def _rank(path: str) -> tuple[tuple[bool, int, str], ...]:
    """Put fixed words before names for anything, and names with words beside them before bare ones."""
    ranks = []
    for segment in path.split("/"):
        named = "{" in segment
        ranks.append((named, -len(_NAME.sub("", segment)) if named else 0, segment))
    return tuple(ranks)
