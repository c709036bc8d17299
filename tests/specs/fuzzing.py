"""Requests made up from a vendor's document, sent to the emulator of its product."""

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import attrs
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from githost import emulation
from tests.specs.answers import AnswerJudge
from tests.specs.documents import Document
from tests.specs.judgement import Judgement
from tests.specs.payloads import RecordedPayloads
from tests.specs.recording import Recording, serving
from tests.specs.slices import implemented, slice_of, values

__all__ = ["Fuzzed", "fuzz"]

#: For each operation, and each of what is allowed and what is not: about half a minute a product.
_EXAMPLES: Final = 4
#: What takes things away comes last, the largest things at the very end.
_ORDER: Final = {"GET": 0, "PUT": 1, "POST": 2, "DELETE": 3}
_SETTINGS: Final = settings(
    max_examples=_EXAMPLES,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType]
)


@attrs.frozen
class Fuzzed:
    """What came of sending made-up requests to one emulator."""

    judgement: Judgement
    #: The operations of the document that the emulator has.
    operations: frozenset[str]


def fuzz(shared: Path, document: Document) -> Fuzzed:
    """Send requests that the document allows, and such that it does not, to each operation."""
    product = document.product
    content = json.loads((shared / "specs" / f"{product}.json").read_text("utf-8"))
    operations = implemented(document)
    with serving(product, seed="demo") as (server, recorder):
        schema = schemathesis.openapi.from_dict(slice_of(content, operations.values()))
        results = cast("Iterable[Any]", schema.get_all_operations())
        found = [result.ok() for result in results]
        for operation in sorted(
            found, key=lambda one: (_ORDER[one.method.upper()], -len(one.path))
        ):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _send(operation, mode, server)
        exchanges = tuple(recorder.exchanges)
    judgement = Judgement.of(
        Recording(product, exchanges, supported=frozenset()),
        document,
        [AnswerJudge(document)],
        RecordedPayloads(shared, product),
    )
    return Fuzzed(judgement, frozenset(operations))


def _send(operation: Any, mode: GenerationMode, server: emulation.Server) -> None:
    people = [user["id"] for user in server.users.values()]
    names = [one.name for one in operation.path_parameters]
    addresses = st.fixed_dictionaries(
        {name: st.sampled_from(values(name, people)) for name in names}
    )
    cases = addresses.flatmap(
        lambda address: operation.as_strategy(generation_mode=mode, path_parameters=address)
    )
    headers = _headers(server)
    root = "/rest" if server.provider == "bitbucket-datacenter" else "/2.0"

    @_SETTINGS
    @given(case=cases)
    def send(case: Any) -> None:
        case.call(base_url=server.url + root, headers=headers, allow_redirects=False)

    try:
        send()
    except Unsatisfiable:
        # There is nothing that such an operation could be sent wrongly.
        assert mode is GenerationMode.NEGATIVE, operation.label


def _headers(server: emulation.Server) -> Mapping[str, str]:
    token = server.tokens["admin"]
    authorization = f"Bearer {token}"
    if server.provider == "bitbucket-cloud":
        pair = f"{server.users['admin']['email']}:{token}".encode()
        authorization = f"Basic {base64.b64encode(pair).decode()}"
    return {
        "Authorization": authorization,
        "User-Agent": "githost fuzzing",
        # Without it every form is refused as a browser's.
        "X-Atlassian-Token": "no-check",
    }
