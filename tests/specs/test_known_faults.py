"""The judges notice what is wrong, and the table of known faults does not hide it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import attrs
import pytest

from tests.specs.answers import AnswerJudge
from tests.specs.documents import Document
from tests.specs.findings import Finding
from tests.specs.known_faults import KNOWN_FAULTS, explanation
from tests.specs.payloads import RecordedPayloads
from tests.specs.recording import Exchange
from tests.specs.requests import RequestJudge

pytestmark = pytest.mark.specs

_PULLS = {
    "bitbucket-cloud": "/2.0/repositories/acme/site/pullrequests",
    "bitbucket-datacenter": "/bitbucket/rest/api/1.0/projects/ACME/repos/site/pull-requests",
}
_CREATE = Exchange(
    operation="pull_requests.create",
    method="POST",
    path="",
    query=(),
    content_type="application/json",
    content=b'{"title":"T"}',
    status=201,
    answer_type="application/json",
    answer=b'{"type":"pullrequest","id":1,"title":"T"}',
)


def _exchange(product: str, **changes: Any) -> Exchange:
    answer = b'{"id":1,"title":"T"}' if product == "bitbucket-datacenter" else _CREATE.answer
    return attrs.evolve(_CREATE, **{"path": _PULLS[product], "answer": answer, **changes})


@pytest.fixture
def unexplained(
    shared: Path, document: Callable[[str], Document]
) -> Callable[[str, Exchange], list[tuple[str, str, str]]]:
    """Give a function that returns what no known fault explains in an exchange."""

    def unexplained(product: str, exchange: Exchange) -> list[tuple[str, str, str]]:
        described = document(product)
        recorded = RecordedPayloads(shared, product)
        judges: Iterable[Any] = (RequestJudge(described), AnswerJudge(described))
        found: set[Finding] = {one for judge in judges for one in judge.findings(exchange)}
        return sorted(
            (one.side, one.rule, one.at) for one in found if explanation(one, recorded) is None
        )

    return unexplained


@pytest.mark.parametrize("product", _PULLS)
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"path": "/nowhere"}, [("request", "operation", "")]),
        ({"query": (("satte", "OPEN"),)}, [("request", "undeclared", "query.satte")]),
        ({"content": b'{"titel":"T"}'}, [("request", "undeclared", "body.titel")]),
        ({"content": b'{"title":7}'}, [("request", "type", "body.title")]),
        ({"content_type": "text/plain"}, [("request", "media", "body")]),
        ({"status": 418, "answer": b"{}"}, None),
        ({"answer_type": "text/html"}, [("answer", "media", "201")]),
        ({"answer": b""}, [("answer", "body", "201")]),
    ],
    ids=[
        "right",
        "nowhere",
        "misspelt-query",
        "misspelt-key",
        "wrong-type",
        "no-json",
        "unknown-status",
        "page-for-people",
        "empty-answer",
    ],
)
def test_difference_is_noticed(
    unexplained: Callable[[str, Exchange], list[tuple[str, str, str]]],
    product: str,
    changes: dict[str, Any],
    found: list[tuple[str, str, str]] | None,
) -> None:
    """One wrong thing in a request or an answer is told, and no line of the table excuses it."""
    told = unexplained(product, _exchange(product, **changes))
    if found is None:
        assert ("answer", "status", "418") in told
    else:
        assert told == found


@pytest.mark.parametrize("product", _PULLS)
@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [("titel", "T", "undeclared"), ("title", 7, "type"), ("title", None, "null")],
    ids=["invented", "wrong-type", "null"],
)
def test_answer_of_another_shape_is_noticed(
    unexplained: Callable[[str, Exchange], list[tuple[str, str, str]]],
    product: str,
    key: str,
    value: object,
    rule: str,
) -> None:
    """What neither the document nor a recording shows is no answer of the product's."""
    right = _exchange(product)
    answer = json.dumps({**json.loads(right.answer), key: value}).encode()
    assert unexplained(product, attrs.evolve(right, answer=answer)) == [("answer", rule, key)]


def test_recorded_key_is_no_fault(
    unexplained: Callable[[str, Exchange], list[tuple[str, str, str]]],
) -> None:
    """A key that live products were seen to answer needs no line of its own."""
    answer = b'{"type":"pullrequest","id":1,"closed_by":null,"summary":{"type":"rendered"}}'
    assert unexplained("bitbucket-cloud", _exchange("bitbucket-cloud", answer=answer)) == []


@pytest.mark.parametrize(
    "fault", KNOWN_FAULTS, ids=lambda one: f"{one.product}-{one.side}-{one.at}"
)
def test_known_fault_says_why_and_who_says_so(fault: Any) -> None:
    """Each line can be reviewed."""
    assert len(fault.reason) > 20
    assert fault.source.startswith("https://") or fault.source.startswith("recorded answers")
