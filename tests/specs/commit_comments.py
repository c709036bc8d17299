"""The life of comments on commits, which no plugin asks for and made-up requests seldom meet."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx

from githost import emulation
from tests.specs.answers import AnswerJudge
from tests.specs.documents import Document
from tests.specs.judgement import Judgement
from tests.specs.payloads import RecordedPayloads
from tests.specs.recording import Recording, serving

__all__ = ["commented"]

_CLOUD: Final = "/repositories/acme/site/commit/{tip}/comments"
_DATA_CENTER: Final = "/api/latest/projects/ACME/repos/site/commits/{tip}/comments"
#: What is sent: method, what follows the list's address, parameters, body.
_Sent: TypeAlias = tuple[str, str, dict[str, str], dict[str, Any] | None]


def _cloud(number: int) -> list[_Sent]:
    answer = {"content": {"raw": "Because."}, "parent": {"id": number}}
    return [
        ("POST", "", {}, {"content": {"raw": "Why?"}, "inline": {"path": "README.md", "to": 1}}),
        ("POST", "", {}, answer),
        ("GET", "", {}, None),
        ("GET", f"/{number}", {}, None),
        ("PUT", f"/{number}", {}, {"content": {"raw": "Why not?"}}),
        ("DELETE", f"/{number}", {}, None),
        ("GET", "", {}, None),
    ]


def _datacenter(number: int) -> list[_Sent]:
    anchor = {"path": "README.md", "line": 1, "lineType": "CONTEXT", "fileType": "TO"}
    return [
        ("POST", "", {}, {"text": "Why?", "anchor": anchor}),
        ("POST", "", {}, {"text": "Because.", "parent": {"id": number}}),
        ("GET", "", {"path": "README.md"}, None),
        ("GET", f"/{number}", {}, None),
        ("PUT", f"/{number}", {}, {"version": 0, "text": "Why not?"}),
        ("DELETE", f"/{number + 1}", {"version": "0"}, None),
        ("DELETE", f"/{number}", {"version": "1"}, None),
    ]


def _client(server: emulation.Server) -> httpx.Client:
    headers = {"User-Agent": "githost commit comments"}
    if server.provider == "bitbucket-cloud":
        auth = (server.users["admin"]["email"], server.tokens["admin"])
        return httpx.Client(base_url=f"{server.url}/2.0", auth=auth, headers=headers)
    headers["Authorization"] = f"Bearer {server.tokens['admin']}"
    return httpx.Client(base_url=f"{server.url}/rest", headers=headers)


_LIVES: Final[Mapping[str, tuple[str, Callable[[int], list[_Sent]]]]] = {
    "bitbucket-cloud": (_CLOUD, _cloud),
    "bitbucket-datacenter": (_DATA_CENTER, _datacenter),
}


def commented(shared: Path, document: Document) -> Judgement:
    """Do each operation, from writing a comment and an answer to deleting both, and judge the answers."""
    product = document.product
    place, life = _LIVES[product]
    with serving(product, seed="demo") as (server, recorder), _client(server) as client:
        address = place.format(tip="main")
        first = client.post(address, json=life(0)[0][3])
        number = first.json()["id"]
        for method, tail, query, body in life(number)[1:]:
            answer = client.request(method, address + tail, params=query, json=body)
            assert answer.is_success, answer.text
        exchanges = tuple(recorder.exchanges)
    return Judgement.of(
        Recording(product, exchanges, supported=frozenset()),
        document,
        [AnswerJudge(document)],
        RecordedPayloads(shared, product),
    )
