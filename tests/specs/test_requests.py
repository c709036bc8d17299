"""Every request that the plugins send is one that the vendor's document describes."""

from collections.abc import Callable

import pytest

from tests.specs.documents import Document
from tests.specs.fuzzing import Fuzzed
from tests.specs.judgement import Judgement
from tests.specs.known_faults import KNOWN_FAULTS
from tests.specs.recording import PRODUCTS

pytestmark = [pytest.mark.specs, pytest.mark.slow]

#: The fewest requests, and operations of the document, that a run has to judge to prove anything.
_FEWEST = {"bitbucket-cloud": (1500, 95), "bitbucket-datacenter": (1400, 88)}
#: Lists across workspaces, ended in April 2026, of which the document still has some.
#: https://developer.atlassian.com/cloud/bitbucket/changelog/#CHANGE-2770
_RETIRED = (
    "/2.0/workspaces",
    "/2.0/repositories",
    "/2.0/user/permissions/workspaces",
    "/2.0/user/permissions/repositories",
    "/2.0/snippets",
    "/2.0/teams",
    "/2.0/pullrequests",
    "/1.0",
)


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_request_is_outside_the_document(
    judged: Callable[[str], Judgement],
    record_property: Callable[[str, object], None],
    product: str,
) -> None:
    """Operation, path, query and body of each request are described, or a known fault says why not."""
    judgement = judged(product)
    outside = judgement.of_side("request")
    count = len(judgement.recording.exchanges)
    record_property(
        "measured", f"{product}: requests checked {count}, outside spec {len(outside.splitlines())}"
    )
    assert outside == ""
    assert count >= _FEWEST[product][0]


@pytest.mark.parametrize("product", PRODUCTS)
def test_every_supported_operation_sends_something(
    judged: Callable[[str], Judgement],
    record_property: Callable[[str, object], None],
    product: str,
) -> None:
    """The zeros above speak of everything that the provider can do."""
    judgement = judged(product)
    supported, used = judgement.recording.supported, judgement.operations()
    described = frozenset().union(*used.values())
    record_property(
        "measured",
        f"{product}: operations of the interface exercised {len(supported & used.keys())} of "
        f"{len(supported)}, on {len(described)} operations of the spec",
    )
    for name, operations in sorted(used.items()):
        print(f"{product} {name}: {', '.join(sorted(operations))}")
    assert sorted(supported - used.keys()) == []
    assert [name for name in sorted(supported) if not used[name]] == []
    assert len(described) >= _FEWEST[product][1]


@pytest.mark.parametrize("product", PRODUCTS)
def test_no_request_uses_what_is_deprecated(
    judged: Callable[[str], Judgement], product: str
) -> None:
    """Of all that is deprecated only the list of builds is used, which has no successor."""
    judgement = judged(product)
    names = {name for names in judgement.operations().values() for name in names}
    deprecated = {one.name for one in judgement.document.operations if one.deprecated}
    known = {"bitbucket-datacenter": {"GET /build-status/latest/commits/{commitId}"}}
    assert deprecated
    assert names & deprecated == known.get(product, set())


def test_no_request_uses_what_is_retired(judged: Callable[[str], Judgement]) -> None:
    """Cloud's lists across workspaces have ended, and so has its version 1.0."""
    asked = {one.path.rstrip("/") for one in judged("bitbucket-cloud").recording.exchanges}
    assert asked
    assert asked.isdisjoint(_RETIRED)
    assert [path for path in asked if not path.startswith("/2.0/")] == []


def test_each_known_fault_is_still_met(
    judged: Callable[[str], Judgement], fuzzed: Callable[[str], Fuzzed]
) -> None:
    """A line of the table that explains nothing any more is to be deleted."""
    judgements = [*map(judged, PRODUCTS), *(fuzzed(product).judgement for product in PRODUCTS)]
    met = frozenset().union(*(judgement.met for judgement in judgements))
    assert [fault for fault in KNOWN_FAULTS if fault not in met] == []


def test_deprecated_operations_are_known_to_the_documents(
    document: Callable[[str], Document],
) -> None:
    """The vendor marks the lists across workspaces itself."""
    names = {one.name for one in document("bitbucket-cloud").operations if one.deprecated}
    assert {"GET /workspaces", "GET /repositories", "GET /user/permissions/workspaces"} <= names
