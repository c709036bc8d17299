"""Whatever a host sends becomes a model or a `DecodeError` with the path, and nothing else."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from githost.errors import DecodeError, PaginationError, ResponseError
from githost.interface import Decoder, without_secrets
from githost.model import NamespaceRef
from githost.wire import Response
from githost_bitbucket.cloud import decode as cloud
from githost_bitbucket.cloud import errors as cloud_errors
from githost_bitbucket.cloud import paging as cloud_paging
from githost_bitbucket.cloud import payloads as cloud_payloads
from githost_bitbucket.datacenter import decode as datacenter
from githost_bitbucket.datacenter import errors as datacenter_errors
from githost_bitbucket.datacenter import paging as datacenter_paging
from githost_bitbucket.datacenter import payloads as datacenter_payloads
from tests.bitbucket.odd_documents import (
    MISSING,
    ODD,
    changed,
    leads_to,
    places,
    sample,
    with_fault,
)
from tests.plain import plain

Model = Callable[[Any, Any], Any]


@attrs.frozen
class Shape:
    """A payload class, what is made of it, and a whole document of it."""

    name: str
    shape: type[Any]
    model: Model
    decoder: Decoder
    listed: Callable[..., Any]
    document: Any = attrs.field(repr=False)

    def __str__(self) -> str:
        return self.name

    def read(self, document: Any) -> Any:
        """Read one object as a single answer is."""
        wire = self.decoder.structure(document, self.shape)
        return self.model(wire, without_secrets(document))


def _itself(wire: Any, _: Any = None) -> Any:
    return plain(wire)


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
    **dict.fromkeys(("created_on", "updated_on", "closed_on", "date", "participated_on"), _TIME),
}
_CLOUD_MODELS: Final[dict[str, Model]] = {
    "Account": cloud.user,
    "BranchRestriction": cloud.branch_rule,
    "Comment": cloud.comment,
    "Commit": cloud.commit,
    "CommitStatus": cloud.status,
    "DeployKey": cloud.deploy_key,
    "Diffstat": cloud.change,
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


_SIDES: Final = (
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
#: Cloud's activities are read from the document: which part they have says what they are.
_PARTS: Final = ("update", "comment", "approval", "changes_requested")
_SHAPES: Final = [
    *(
        Shape(
            f"{product}-{name}",
            getattr(module, name),
            models.get(name, _itself),
            decoder,
            listed,
            sample(getattr(module, name), known),
        )
        for product, module, models, known, decoder, listed in _SIDES
        for name in module.__all__
    ),
    *(
        Shape(
            f"cloud-activity-{part}",
            dict[str, Any],
            cloud.activity,
            cloud.decoder,
            cloud_paging.listed,
            {"pull_request": {"id": 7}, part: _CLOUD_KNOWN[part]},
        )
        for part in _PARTS
    ),
]
_EACH: Final = pytest.mark.parametrize("shape", _SHAPES, ids=str)


def _outcome(read: Callable[[], Any]) -> Any:
    """Return what is read, or the error; no other exception gets through."""
    try:
        return read()
    except DecodeError as error:
        return error


def _check(shape: Shape, document: Any) -> None:
    alone = _outcome(lambda: shape.read(document))
    page = {"values": [document], "isLastPage": True}
    response = _answer(json.dumps(page).encode())
    listed = [
        _outcome(partial(shape.listed, response, shape.shape, shape.model, keep_raw=keep_raw))
        for keep_raw in (True, False)
    ]
    if isinstance(alone, DecodeError):
        assert alone.path is not None
        assert leads_to(alone.path, document), alone.path
        assert alone.path in str(alone)
        assert [error.path for error in listed] == ["$.values[0]" + alone.path[1:]] * 2
    else:
        assert [found.items for found in listed] == [(alone,)] * 2
        assert _is_payload(alone) or hash(alone) is not None


def _is_payload(found: Any) -> bool:
    return type(found).__module__.endswith(".payloads") or isinstance(found, dict)


def _answer(body: bytes, status: int = 200) -> Response:
    return Response(status, {}, body, "GET", "https://host.example")


@_EACH
def test_whole_document_of_every_payload_class_is_read(shape: Shape) -> None:
    """What the classes say that is read, is."""
    assert not isinstance(_outcome(lambda: shape.read(shape.document)), DecodeError)
    _check(shape, shape.document)


@_EACH
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_odd_document_is_a_model_or_a_decode_error(shape: Shape, data: st.DataObject) -> None:
    """Fields missing, null, of another type, with other words, and new ones; several at once."""
    _check(shape, data.draw(changed(shape.document)))


@pytest.mark.slow
@_EACH
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_very_odd_document_is_a_model_or_a_decode_error(shape: Shape, data: st.DataObject) -> None:
    """The same, longer."""
    _check(shape, data.draw(changed(shape.document)))


@pytest.mark.slow
@_EACH
def test_every_place_takes_every_odd_value(shape: Shape) -> None:
    """One fault at a time, all of them."""
    for way in places(shape.document):
        for odd in (*ODD, MISSING):
            _check(shape, with_fault(shape.document, way, odd))


_CLONE: Final = ("links", "clone", 1, "name")


@pytest.mark.parametrize(
    ("name", "way", "odd"),
    [
        ("cloud-Repository", _CLONE, []),
        ("cloud-Repository", ("links", "clone", 0, "href"), "http://[@"),
        ("cloud-Repository", ("created_on",), "0001-01-01T00:00:00+14:00"),
        ("cloud-Repository", ("parent", "full_name"), "site"),
        ("cloud-PullRequest", ("source", "repository", "full_name"), "/"),
        ("cloud-PullRequest", ("participants", 0, "participated_on"), "soon"),
        ("cloud-PullRequest", ("destination", "repository"), None),
        ("cloud-BranchRestriction", ("users", 0), {}),
        ("datacenter-Repository", _CLONE, {}),
        ("datacenter-Repository", ("links", "clone", 0, "href"), "http://[@"),
        ("datacenter-Activity", ("commentAnchor", "path"), None),
        ("datacenter-Invocation", ("response", "statusCode"), "9" * 5000),
        ("datacenter-PullRequest", ("createdDate",), 10**40),
        ("datacenter-PullRequest", ("createdDate",), "9" * 5000),
    ],
    ids=str,
)
def test_value_that_once_escaped_is_read_or_told_with_its_place(
    name: str, way: tuple[Any, ...], odd: Any
) -> None:
    """Each was another exception, or an error that did not say where."""
    (shape,) = (one for one in _SHAPES if one.name == name)
    _check(shape, with_fault(shape.document, way, odd))


@pytest.mark.parametrize(
    ("listed", "envelope"),
    [
        (cloud_paging.listed, {"values": [], "next": "https://api.bitbucket.org/2.0/x", "size": 1}),
        (datacenter_paging.listed, {"values": [], "isLastPage": False, "nextPageStart": 25}),
    ],
    ids=["cloud", "datacenter"],
)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_odd_envelope_is_a_page_or_an_error(
    listed: Callable[..., Any], envelope: Any, data: st.DataObject
) -> None:
    """Or says that the list cannot go on."""
    page = data.draw(changed(envelope))
    for keep_raw in (True, False):
        try:
            found = listed(_answer(json.dumps(page).encode()), str, _itself, keep_raw=keep_raw)
        except (DecodeError, PaginationError):
            continue
        assert found.next is None or isinstance(found.next, str)


@pytest.mark.parametrize(
    ("error_of", "body"),
    [
        (
            cloud_errors.error_of,
            {
                "type": "error",
                "error": {
                    "message": "No",
                    "detail": {"required": ["repository"], "granted": []},
                    "fields": {"name": ["taken"]},
                    "data": {"key": "X", "announcement_url": "https://x"},
                },
            },
        ),
        (
            datacenter_errors.error_of,
            {
                "errors": [
                    {
                        "context": "name",
                        "message": "No",
                        "exceptionName": "com.atlassian.X",
                        "vetoes": [{"summaryMessage": "No", "detailedMessage": "No"}],
                        "reviewerErrors": [{"context": "ann", "message": "No"}],
                        "details": ["No"],
                        "currentVersion": 3,
                        "conflicted": True,
                    }
                ]
            },
        ),
    ],
    ids=["cloud", "datacenter"],
)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_odd_refusal_is_the_error_of_its_status(
    error_of: Callable[[Response], Any], body: Any, data: st.DataObject
) -> None:
    """Whatever its body is."""
    document = data.draw(changed(body))
    status = data.draw(st.sampled_from([400, 401, 403, 404, 409, 410, 429, 500, 555]))
    error = error_of(_answer(json.dumps(document).encode(), status))
    assert isinstance(error, ResponseError)
    assert error.status == status
    assert str(error)
