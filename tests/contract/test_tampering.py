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
