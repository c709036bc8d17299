"""The part of a vendor's document that an emulator has, and what exists in the emulator's world."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from githost_bitbucket.emulator.cloud import dispatch as cloud
from githost_bitbucket.emulator.datacenter import dispatch as datacenter
from tests.specs.documents import Document, Operation

__all__ = ["implemented", "slice_of", "values"]

_NAME: Final = re.compile(r"\{\w+(?::\w+)?\}")
#: What is put into addresses by the name of their part: mostly what the demo's world has.
_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "workspace": ("acme", "acme", "acme", "nobody"),
    "projectKey": ("ACME", "ACME", "ACME", "NOBODY"),
    "project_key": ("PROJ", "PROJ", "NONE"),
    "repo_slug": ("site", "site", "api", "none"),
    "repositorySlug": ("site", "site", "api", "none"),
    "commit": ("main", "v1.0", "0" * 40),
    "commitId": ("main", "refs/heads/feature/login", "0" * 40),
    "revision": ("main", "v1.0", "none"),
    "revspec": ("main..feature/login", "v0.9..main", "none"),
    "spec": ("feature/login..main", "main", "none"),
    "path": ("README.md", "index.html", "none.txt"),
    "name": ("main", "v1.0", "none"),
    "group_slug": ("developers", "none"),
    "subject_type": ("repository", "workspace", "none"),
    "permission": ("REPO_READ", "PROJECT_READ", "PROJECT_ADMIN", "ANY"),
}
_PEOPLE: Final = frozenset(
    {"member", "selected_user", "selected_user_id", "target_username", "userSlug", "email"}
)
_NUMBERS: Final = ("1", "2", "3", "4", "99999999", "x")


def implemented(document: Document) -> dict[str, Operation]:
    """Return the document's operations that its product's emulator has, by name."""
    addresses = _cloud() if document.product == "bitbucket-cloud" else _datacenter()
    found = (document.find(method, _NAME.sub("1", path)) for method, path in addresses)
    return {one.operation.name: one.operation for one in found if one is not None}


def slice_of(content: Mapping[str, Any], operations: Iterable[Operation]) -> dict[str, Any]:
    """Return a vendor's document with these operations only."""
    wanted = {(operation.path, operation.method.lower()) for operation in operations}
    paths: dict[str, Any] = {}
    for path, item in content["paths"].items():
        methods = {key: one for key, one in item.items() if (path, key) in wanted}
        if methods:
            paths[path] = {"parameters": item.get("parameters", []), **methods}
    return {**content, "paths": paths}


def values(name: str, people: Sequence[str]) -> Sequence[str]:
    """Return what to put into an address for a part of it."""
    return (*people, "nobody") if name in _PEOPLE else _WORDS.get(name, _NUMBERS)


def _cloud() -> Iterable[tuple[str, str]]:
    for noun in cloud._NOUNS:
        for endpoint in noun.ENDPOINTS:
            yield endpoint.method, endpoint.root + endpoint.path


def _datacenter() -> Iterable[tuple[str, str]]:
    for noun in datacenter._NOUNS:
        for endpoint in noun.ENDPOINTS:
            for address in datacenter._addresses(endpoint):
                yield endpoint.method, f"/bitbucket{address}"
