"""The report says of each operation what came of it, wherever its tests were run."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

import githost_contract_tests
from githost_contract_tests.conformance import CONTRACT, Conformance, Outcome, Record
from githost_contract_tests.requirements import since_of

_CONFTEST = """
import pytest
from githost_contract_tests import Target

pytest_plugins = ["githost_contract_tests.plugin"]

@pytest.fixture(scope="session")
def githost_target(tmp_path_factory):
    directory = tmp_path_factory.mktemp("forge")
    return Target(name="example", url=f"local:{directory}/forge", namespace="acme", contract="0.1")
"""
#: Promises that end in each of the ways there are.
_PROMISES = """
import pytest
from githost.errors import UnsupportedError
from githost_contract_tests import ProviderContract, required_since, requires

class TestEnds(ProviderContract):
    @requires("repos.get")
    @requires("repos.list")
    def test_kept(self, host):
        pass

    @requires("repos.list")
    def test_broken(self, host):
        assert not host

    @requires("repos.update")
    @pytest.mark.xfail(reason="known", strict=True)
    def test_known(self, host):
        assert not host

    @required_since("0.10")
    @requires("repos.fork")
    def test_later(self, host):
        assert not host

    @requires("repos.create", visibility="secret")
    def test_skipped(self, host):
        pytest.skip("nobody is there")
"""
_ENDS = {
    "repos.get": "passed",
    "repos.list": "failed",
    "repos.update": "known to fail",
    "repos.fork": "not required yet",
    "repos.create": "skipped",
}


def _record(outcome: Outcome = Outcome.PASSED, **given: Any) -> Record:
    whole = {
        "target": "one",
        "promise": "RepoContract.test_it",
        "since": "0.1",
        "operations": ("repos.get",),
        **given,
    }
    return Record(outcome=outcome, **whole)


def _gathered(*records: Record) -> Conformance:
    gathered = Conformance()
    for record in records:
        gathered.add(record)
    return gathered


@pytest.mark.parametrize(
    ("outcomes", "gravest"),
    [
        ([Outcome.PASSED, Outcome.FAILED, Outcome.PASSED], Outcome.FAILED),
        ([Outcome.PASSED, Outcome.SKIPPED], Outcome.PASSED),
        ([Outcome.BROKEN, Outcome.PASSED], Outcome.BROKEN),
        ([Outcome.SKIPPED], Outcome.SKIPPED),
        ([Outcome.PASSED, Outcome.UNSUPPORTED], Outcome.UNSUPPORTED),
    ],
    ids=["failed", "passed", "known", "skipped", "unsupported"],
)
def test_gravest_outcome_is_the_operations(outcomes: list[Outcome], gravest: Outcome) -> None:
    """One broken promise is enough; a skip is never taken for a pass."""
    refused = {Outcome.UNSUPPORTED: {"unsupported": "repos.get"}}
    records = [_record(outcome, **refused.get(outcome, {})) for outcome in outcomes]
    assert _gathered(*records).operations("one") == {"repos.get": gravest}


def test_what_is_unsupported_does_not_blame_what_the_test_needs_beside_it() -> None:
    """Only the operation that was refused is unsupported; with arguments, it is so in part."""
    both = ("repos.create", "repos.fork")
    refused = {"operations": both, "unsupported": "repos.fork", "reason": "no forks"}
    drafts = "pull_requests.create(draft=True)"
    gathered = _gathered(
        _record(Outcome.UNSUPPORTED, **refused),
        _record(operations=("pull_requests.create",)),
        _record(Outcome.UNSUPPORTED, unsupported=drafts, reason="since 8.18"),
    )
    assert gathered.operations("one") == {
        "repos.fork": Outcome.UNSUPPORTED,
        "pull_requests.create": Outcome.PASSED,
    }
    assert gathered.in_part("one") == {drafts: "since 8.18"}
    assert f"unsupported in part: {drafts}" in list(gathered.table("one"))


def test_targets_are_told_apart() -> None:
    """Each target of a run has a table of its own."""
    gathered = _gathered(_record(target="two"), _record(Outcome.FAILED))
    assert gathered.targets() == ["one", "two"]
    assert [list(gathered.table(name)) for name in ("one", "two")] == [
        ["repos  !get"],
        ["repos  +get"],
    ]


def test_record_survives_json() -> None:
    """What a worker of pytest-xdist sends is what it had."""
    record = _record(Outcome.UNSUPPORTED, unsupported="repos.get", reason="no")
    assert Record.of(json.loads(json.dumps(record.document()))) == record


def _reported(pytester: pytest.Pytester) -> Mapping[str, Any]:
    document = json.loads((pytester.path / "made" / "report.json").read_text("utf-8"))
    assert document["versions"]["contract"] == CONTRACT
    target: Mapping[str, Any] = document["targets"]["example"]
    return target


@pytest.mark.parametrize(
    "workers",
    [pytest.param((), id="one process"), pytest.param(("-n", "2", "--dist", "load"), id="xdist")],
)
def test_run_is_reported(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    """Text and JSON say the same, and what is not required yet does not fail the run."""
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(_PROMISES)
    run = pytester.runpytest(
        "-p", "no:cacheprovider", "--githost-report=made/report.json", *workers
    )
    run.assert_outcomes(passed=2, failed=2, xfailed=4, skipped=2)
    run.stdout.fnmatch_lines(
        ["*githost conformance*", "  repos  !list +get ?create ~update [*]fork"]
    )
    told = _reported(pytester)
    assert told["operations"] == _ENDS
    since = {one["promise"].partition("[")[0]: one["since"] for one in told["promises"]}
    assert since["ProviderContract.test_later"] == "0.10"
    assert since["ProviderContract.test_kept"] == "0.1"


def test_quiet_run_prints_a_line_for_each_target(pytester: pytest.Pytester) -> None:
    """With `-q` the figures are left, and the table is not."""
    pytester.makeconftest(_CONFTEST)
    pytester.makepyfile(_PROMISES)
    run = pytester.runpytest("-q", "-p", "no:cacheprovider", "-k", "kept")
    run.stdout.fnmatch_lines(["example: operations: 2 passed; tests: 2 passed"])
    run.stdout.no_fnmatch_line("*githost conformance*")


@pytest.mark.parametrize(
    "name", [name for name in githost_contract_tests.__all__ if name.endswith("Contract")]
)
def test_no_promise_is_newer_than_the_contract(name: str) -> None:
    """Each suite's tests are required since a version that there is."""
    suite = getattr(githost_contract_tests, name)
    tests = [value for key, value in vars(suite).items() if key.startswith("test_")]
    assert {since_of(test, suite) for test in tests} <= {CONTRACT}
