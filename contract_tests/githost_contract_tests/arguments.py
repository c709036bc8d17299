"""Arguments with which any operation of the interface can be called without changing anything.

They name what is not there: a provider that can do the operation says so (`NotFoundError`), and one
that cannot refuses it, as it would with arguments of something that is.
"""

import inspect
import io
from typing import Any, Final

import githost
from githost.interface import Noun, Nouns, operations
from githost.model import BranchRuleKind, Event, Permission, RepoRef, StatusState, UserRef
from githost_contract_tests.history import MISSING
from githost_contract_tests.target import Target
from githost_contract_tests.workshop import new_namespace_path, unique

__all__ = ["LISTS", "OPERATIONS", "plausible", "usual_event"]

_NOUNS: Final[dict[str, Noun]] = dict(Nouns().items())
#: A public key that was made for this, and whose private half was never kept.
_KEY: Final = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJZ2kq1cUVtQyzDvHcR5oCc3bP3H6cWlMrN3nVwXo9aB"
_BY_NAME: Final[dict[str, Any]] = {
    "base": "main",
    "body": "text",
    "branch": "main",
    "comment": "1",
    "commit": MISSING,
    "content": b"text",
    "head": "main",
    "hook": "1",
    "key": "1",
    "label": "text",
    "message": "text",
    "name": "main",
    "number": 1,
    "path": "README.md",
    "pattern": "main",
    "permission": Permission.READ,
    "query": "text",
    "ref": "main",
    "rule": "1",
    "source": "main",
    "start": "main",
    "state": StatusState.SUCCESS,
    "task": "1",
    "title": "text",
}
_BY_OPERATION: Final[dict[str, dict[str, Any]]] = {
    "deploy_keys.create": {"key": _KEY},
    "projects.create": {"key": "GITHOST"},
    "tags.create": {"target": "main"},
}


def _signature(operation: str) -> inspect.Signature:
    noun, _, method = operation.partition(".")
    return inspect.signature(getattr(type(_NOUNS[noun]), method))


#: Every operation of the interface.
OPERATIONS: Final = tuple(
    f"{name}.{operation}" for name, noun in _NOUNS.items() for operation in operations(type(noun))
)
#: Those that give lists.
LISTS: Final = tuple(name for name in OPERATIONS if "cursor" in _signature(name).parameters)


def plausible(
    operation: str, *, host: githost.Host, target: Target, repo: RepoRef
) -> dict[str, Any]:
    """Return arguments for `operation`; `repo` is the address of a repository that is not there."""
    user = UserRef(unique("nobody"))
    values = {
        **_BY_NAME,
        "events": {usual_event(host)},
        "kind": _kind(host),
        "namespace": new_namespace_path(),
        "repo": repo,
        "subject": user,
        "target": repo,
        "to": io.BytesIO(),
        "url": target.hook_url,
        "user": user,
        **_BY_OPERATION.get(operation, {}),
    }
    if operation == "namespaces.create":
        # The one thing that would be made somewhere else: so it is one that is there.
        values["path"] = target.namespace
    parameters = _signature(operation).parameters
    needed = {
        name
        for name, parameter in parameters.items()
        if name != "self" and parameter.default is parameter.empty
    }
    if "namespace" in parameters and host.supports(operation, namespace=values["namespace"]):
        # Some hosts look for people and groups in a namespace only.
        needed.add("namespace")
    return {name: values[name] for name in needed}


def usual_event(host: githost.Host) -> Event:
    """Return an event of repositories that the host has: a push, where it has that."""
    events = host.provider.hook_events
    return Event.PUSH if Event.PUSH in events else min(events, default=Event.PUSH)


def _kind(host: githost.Host) -> BranchRuleKind:
    taken = (kind for kind in BranchRuleKind if host.supports("branch_rules.create", kind=kind))
    return next(taken, BranchRuleKind.DELETE)
