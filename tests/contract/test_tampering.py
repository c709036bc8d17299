"""A contract test is not made to pass by writing another in its place, or none."""

from typing import Any

import pytest

from githost_contract_tests import GroupContract, ProviderContract
from githost_contract_tests.tampering import tampering

NAME = "test_group_is_listed_once"


def _suite(**contents: Any) -> type[ProviderContract]:
    return type("TestGroups", (GroupContract,), contents)


def _test(self: Any) -> None:
    """Stand in the place of a promise."""


def _marked(*arguments: Any, **named: Any) -> Any:
    def another(self: Any) -> None:
        """Stand in the place of a promise, with a mark."""

    return pytest.mark.xfail(*arguments, **named)(another)


@pytest.mark.parametrize(
    ("contents", "complaint"),
    [
        ({}, None),
        ({"test_of_their_own": _test}, None),
        ({NAME: _test}, "overrides"),
        ({NAME: _marked()}, "overrides"),
        ({NAME: _marked(reason="known")}, "overrides"),
        ({NAME: _marked(strict=True)}, "overrides"),
        ({NAME: _marked(reason="known", strict=True)}, None),
        ({NAME: None}, "removes"),
    ],
    ids=[
        "untouched",
        "more tests",
        "unmarked",
        "unexplained",
        "not strict",
        "strict without reason",
        "explained",
        "removed",
    ],
)
def test_only_a_known_failure_may_stand_in_a_promises_place(
    contents: dict[str, Any], complaint: str | None
) -> None:
    """An override says why the promise is broken, and strictly; nothing takes a promise away."""
    told = tampering(_suite(**contents), strict=False)
    assert (told is None) is (complaint is None)
    assert complaint is None or f"TestGroups.{NAME} {complaint}" in str(told)


def test_what_is_inherited_is_seen_too() -> None:
    """A class between the contract and the suite hides nothing."""
    between = _suite(**{NAME: _test})
    assert "overrides" in str(tampering(type("TestMore", (between,), {}), strict=True))


def test_xfail_may_be_strict_by_the_authors_settings() -> None:
    """Where `xfail_strict` is set, the mark need not say it again."""
    suite = _suite(**{NAME: _marked(reason="known")})
    assert tampering(suite, strict=True) is None
    assert tampering(suite, strict=False) is not None


@pytest.mark.parametrize("options", [(), ("-k", "nothing")], ids=["all", "-k"])
def test_run_with_a_replaced_promise_fails(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    """The run fails, even where the replaced test would not be run, and says why."""
    pytester.makeconftest('pytest_plugins = ["githost_contract_tests.plugin"]')
    pytester.makepyfile(
        f"""
        from githost_contract_tests import GroupContract

        class TestGroups(GroupContract):
            {NAME} = None
        """
    )
    run = pytester.runpytest("-q", "-p", "no:cacheprovider", *options)
    assert run.ret is pytest.ExitCode.INTERRUPTED
    run.stdout.fnmatch_lines(["*TestGroups.test_group_is_listed_once removes a test*"])


_SUITE = """
from githost_contract_tests import GroupContract, UserContract

class TestGroups(GroupContract):
    pass

class TestUsers(UserContract):
    pass
"""
_TAKES = """
pytest_plugins = ["githost_contract_tests.plugin"]

def pytest_collection_modifyitems(config, items):
    taken = [item for item in items if "TestGroups" in item.nodeid]
    items[:] = [item for item in items if item not in taken]
"""
_DESELECTS = f"{_TAKES}    config.hook.pytest_deselected(items=taken)"
_MARKS = """
import pytest

pytest_plugins = ["githost_contract_tests.plugin"]

def pytest_collection_modifyitems(items):
    for item in items:
        if "TestGroups" in item.nodeid:
            item.add_marker(pytest.mark.{mark})
"""


@pytest.mark.parametrize(
    ("conftest", "complaint", "workers"),
    [
        (_TAKES, "taken out of the run", ()),
        (_TAKES, "taken out of the run", ("-n", "1")),
        (_DESELECTS, "taken out of the run", ()),
        (_MARKS.format(mark="skip(reason='no')"), "is marked skip;", ()),
        (_MARKS.format(mark="skipif(True, reason='no')"), "is marked skipif;", ()),
        (_MARKS.format(mark="xfail"), "mark it xfail", ()),
    ],
    ids=["taken", "taken in a worker", "deselected", "skip", "skipif", "xfail"],
)
def test_conftest_takes_no_promise_away(
    pytester: pytest.Pytester, conftest: str, complaint: str, workers: tuple[str, ...]
) -> None:
    """A run from which a conftest takes tests of the contract fails, and says which."""
    pytester.makeconftest(conftest)
    pytester.makepyfile(_SUITE)
    run = pytester.runpytest("-q", "-ra", "-p", "no:cacheprovider", "-k", "sync", *workers)
    assert run.ret is pytest.ExitCode.TESTS_FAILED
    run.stdout.fnmatch_lines([f"*TestGroups::test_group_is_listed_once*{complaint}*"])
    run.stdout.fnmatch_lines(["FAILED githost-contract*"])


def test_known_failure_may_be_marked_by_a_conftest(pytester: pytest.Pytester) -> None:
    """A mark that says why, and strictly, stands for an override."""
    pytester.makeconftest(_MARKS.format(mark="xfail(reason='known', strict=True)"))
    pytester.makepyfile(_SUITE)
    run = pytester.runpytest("-q", "--collect-only", "-p", "no:cacheprovider")
    assert run.ret is pytest.ExitCode.OK


@pytest.mark.parametrize(
    "options",
    [
        ("-k", "Users"),
        ("-m", "nothing"),
        ("--deselect", "test_suite.py::TestGroups"),
        ("test_suite.py::TestUsers",),
        ("--lf",),
    ],
    ids=["-k", "-m", "--deselect", "node id", "--lf"],
)
def test_whoever_runs_the_tests_chooses(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    """What the command line leaves out is nobody's tampering."""
    pytester.makeconftest('pytest_plugins = ["githost_contract_tests.plugin"]')
    pytester.makepyfile(test_suite=_SUITE)
    failed = pytester.runpytest("-q", "-k", "Users and me")
    assert failed.ret is pytest.ExitCode.TESTS_FAILED
    run = pytester.runpytest("-q", "--collect-only", *options)
    assert run.ret in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}


@pytest.mark.parametrize(
    "options",
    [("-k", "matches_nobody"), ("test_suite.py::TestGroups::test_group_is_found",)],
    ids=["-k", "node id"],
)
def test_a_developers_choice_of_tests_is_theirs(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    """Leaving tests out on the command line is no tampering."""
    pytester.makeconftest('pytest_plugins = ["githost_contract_tests.plugin"]')
    pytester.makepyfile(
        test_suite="""
        from githost_contract_tests import GroupContract

        class TestGroups(GroupContract):
            def test_group_is_found(self):
                pass
        """
    )
    run = pytester.runpytest("-q", "--collect-only", "-p", "no:cacheprovider", *options)
    assert run.ret in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}
