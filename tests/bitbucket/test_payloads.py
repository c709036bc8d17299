"""Whatever a host sends becomes a model or a `DecodeError` with the path, and nothing else."""

import json
from collections.abc import Callable
from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from githost.errors import DecodeError
from githost.interface import Decoder, without_secrets
from githost.model import NamespaceRef
from githost.wire import Response
from githost_bitbucket.cloud import decode as cloud
from githost_bitbucket.cloud import paging as cloud_paging
from githost_bitbucket.cloud import payloads as cloud_payloads
from githost_bitbucket.datacenter import decode as datacenter
from githost_bitbucket.datacenter import paging as datacenter_paging
from githost_bitbucket.datacenter import payloads as datacenter_payloads
from tests.bitbucket.odd_documents import ODD, changed, leads_to, places, sample

Model = Callable[[Any, Any], Any]


@attrs.frozen
class Shape:
    """A payload class, what is made of it, and a whole document of it."""

    product: str
    shape: type[Any]
    model: Model
    decoder: Decoder
    listed: Callable[..., Any]
    document: Any = attrs.field(repr=False)

    def __str__(self) -> str:
        return f"{self.product}-{self.shape.__name__}"

    def read(self, document: Any) -> Any:
        """Read one object as a single answer is."""
        wire = self.decoder.structure(document, self.shape)
        return self.model(wire, without_secrets(document))


def _itself(wire: Any, _: Any = None) -> Any:
    return wire


_TIME: Final = "2024-01-02T03:04:05.678901+00:00"
_CLOUD_LINKS: Final = {
    "html": {"href": "https://bitbucket.org/acme/site"},
    "clone": [
        {"name": "https", "href": "https://ann@bitbucket.org/acme/site.git"},
        {"name": "ssh", "href": "git@bitbucket.org:acme/site.git"},
    ],
}
_CLOUD_COMMENT: Final = {"id": 1, "content": {"raw": "Well"}, "user": {"uuid": "{a}"}}
_CLOUD_KNOWN: Final = {
    "links": _CLOUD_LINKS,
    "full_name": "acme/site",
    "inline": {"path": "a.py", "from": None, "to": 3},
    "resolution": {"user": {"uuid": "{a}"}, "created_on": _TIME},
    "attributes": ["link"],
    "role": "REVIEWER",
    "events": ["repo:push"],
    "permission": "write",
    "update": {"state": "OPEN", "date": _TIME, "author": {"uuid": "{a}"}, "changes": {}},
    "comment": _CLOUD_COMMENT,
    "approval": {"date": _TIME, "user": {"uuid": "{a}"}},
    "changes_requested": {"date": _TIME, "user": {"uuid": "{a}"}},
    **dict.fromkeys(
        ("created_on", "updated_on", "closed_on", "date", "participated_on"), _TIME
    ),
}
_CLOUD_MODELS: Final[dict[str, Model]] = {
    "Account": cloud.user,
    "BranchRestriction": cloud.branch_rule,
    "Comment": cloud.comment,
    "Commit": cloud.commit,
    "CommitStatus": cloud.status,
    "DeployKey": cloud.deploy_key,
    "Diffstat": cloud.change,
    "Group": cloud.group,
    "Membership": cloud.member,
    "Participant": cloud.review,
    "PermissionGrant": cloud.grant,
    "Project": lambda wire, raw: cloud.project(wire, raw, workspace=NamespaceRef("acme")),
    "PullRequest": cloud.pull_request,
    "Ref": lambda wire, raw: (cloud.branch(wire, raw), cloud.tag(wire, raw)),
    "Repository": cloud.repository,
    "Task": cloud.task,
    "TreeEntry": cloud.entry,
    "Webhook": cloud.hook,
    "Workspace": cloud.namespace,
    "WorkspaceAccess": cloud.workspace_access,
}
_MILLISECONDS: Final = 1_700_000_000_000
_PATH: Final = {"components": ["src", "a.py"], "name": "a.py", "toString": "src/a.py"}
_ANSWER: Final = {"id": 2, "text": "Yes", "comments": [{"id": 3}]}
_SERVER_KNOWN: Final = {
    "links": {
        "self": [{"href": "https://git.example.com/projects/ACME"}],
        "clone": [
            {"name": "http", "href": "https://ann@git.example.com/scm/acme/site.git"},
            {"name": "ssh", "href": "ssh://git@git.example.com/acme/site.git"},
        ],
    },
    "path": _PATH,
    "srcPath": _PATH,
    "source": _PATH,
    "destination": _PATH,
    "parent": {"id": 1},
    "action": "COMMENTED",
    "permission": "REPO_WRITE",
    "configuration": {"secret": "canary-4711"},
    "events": ["repo:refs_changed"],
    "comments": [_ANSWER],
    "comment": _ANSWER,
    "request": {"headers": {"X-Request-Id": "r"}, "url": "https://ci.example.com"},
    "response": {"statusCode": 200},
    "result": {"description": "200"},
    "addedReviewers": [],
    "removedReviewers": [],
    **dict.fromkeys(
        ("createdDate", "updatedDate", "closedDate", "dateAdded", "start", "finish"), _MILLISECONDS
    ),
    **dict.fromkeys(("authorTimestamp", "committerTimestamp"), _MILLISECONDS),
}
_SERVER_MODELS: Final[dict[str, Model]] = {
    "Activity": datacenter.activity,
    "Branch": datacenter.branch,
    "BuildStatus": datacenter.status,
    "Change": datacenter.change,
    "Comment": lambda wire, raw: (datacenter.comment(wire, raw), datacenter.task(wire, raw)),
    "Commit": datacenter.commit,
    "DeployKey": datacenter.deploy_key,
    "Entry": lambda wire, raw: datacenter.file_entry(wire, raw, directory="src", revision="a" * 40),
    "Grant": datacenter.grant,
    "Invocation": datacenter.delivery,
    "Mergeability": datacenter.mergeability,
    "Participant": datacenter.review,
    "Project": datacenter.namespace,
    "PullRequest": datacenter.pull_request,
    "Repository": datacenter.repository,
    "Restriction": datacenter.branch_rule,
    "Tag": datacenter.tag,
    "User": datacenter.user,
    "Webhook": datacenter.hook,
}


def _shapes() -> list[Shape]:
    sides = (
        ("cloud", cloud_payloads, _CLOUD_MODELS, _CLOUD_KNOWN, cloud.decoder, cloud_paging.listed),
        (
            "datacenter",
            datacenter_payloads,
            _SERVER_MODELS,
            _SERVER_KNOWN,
            datacenter.decoder,
            datacenter_paging.listed,
        ),
    )
    return [
        Shape(
            product,
            getattr(module, name),
            models.get(name, _itself),
            decoder,
            listed,
            sample(getattr(module, name), known),
        )
        for product, module, models, known, decoder, listed in sides
        for name in module.__all__
    ]


_SHAPES: Final = _shapes()
_EACH: Final = pytest.mark.parametrize("shape", _SHAPES, ids=str)


def _outcome(read: Callable[[], Any], document: Any) -> Any:
    """Return what is read, or the path of the error, which leads into the document."""
    try:
        found = read()
    except DecodeError as error:
        assert error.path is not None
        assert leads_to(error.path, document), error.path
        assert error.path in str(error)
        return error.path
    hash(found) if attrs.has(type(found)) and not _is_payload(found) else None
    return found


def _is_payload(found: Any) -> bool:
    return type(found).__module__.endswith(".payloads")


def _check(shape: Shape, document: Any) -> None:
    alone = _outcome(lambda: shape.read(document), document)
    page = {"values": [document], "isLastPage": True}
    body = json.dumps(page).encode()
    response = Response(200, {}, body, "GET", "https://host.example")
    for keep_raw in (True, False):
        found = _outcome(
            lambda keep_raw=keep_raw: shape.listed(  # type: ignore[misc]  # bound by the default
                response, shape.shape, shape.model, keep_raw=keep_raw
            ).items,
            page,
        )
        expected = "$.values[0]" + alone[1:] if isinstance(alone, str) else (alone,)
        assert found == expected


@_EACH
def test_whole_document_of_every_payload_class_is_read(shape: Shape) -> None:
    """What the classes say that is read, is."""
    assert not isinstance(_outcome(lambda: shape.read(shape.document), shape.document), str)
    _check(shape, shape.document)


@_EACH
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_odd_document_is_a_model_or_a_decode_error(shape: Shape, data: st.DataObject) -> None:
    """Fields missing, null, of another type, with other words, and new ones; several at once."""
    _check(shape, data.draw(changed(shape.document)))


@pytest.mark.slow
@_EACH
@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_very_odd_document_is_a_model_or_a_decode_error(shape: Shape, data: st.DataObject) -> None:
    """The same, longer."""
    _check(shape, data.draw(changed(shape.document)))
