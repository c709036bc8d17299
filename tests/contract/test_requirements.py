"""Honest skips: what is denied has to be refused, and what is claimed has to work."""

from collections.abc import Callable
from typing import Any

import pytest

from githost import Support
from githost.errors import UnsupportedError
from githost_contract_tests import requires
from githost_contract_tests.requirements import honest_skip, where_supported
from tests.client.conftest import scripted
from tests.client.connecting import open_host
from tests.scripted_host import Script

__all__ = ["scripted"]


class _Host:
    """Says of everything that it is supported, or that nothing is."""

    def __init__(self, claims: bool) -> None:
        self._claims = claims

    def supports(self, operation: str, **arguments: Any) -> Support:
        return Support(possible=self._claims, reason=None if self._claims else "it cannot")


def _refuse(operation: str = "repos.fork") -> Any:
    """Call what the host does not have, so that the client refuses it."""
    noun, _, method = operation.partition(".")
    with open_host(Script()) as host:
        return getattr(getattr(host, noun), method)("acme/site")


def _excuse(operation: str = "repos.fork") -> Any:
    """Fail as a provider's code does that begins, and then says that it lacks something."""
    raise UnsupportedError("no", operation=operation)


def _test(body: Callable[[], Any]) -> Callable[[Any], None]:
    @requires("repos.get")
    @requires("repos.fork")
    def test(host: Any) -> None:
        body()

    return test


def test_what_is_claimed_and_works_passes() -> None:
    """A test of something supported is just run."""
    _test(lambda: None)(_Host(claims=True))


def test_what_is_claimed_and_refused_fails() -> None:
    """A refusal of something that is claimed is the test's failure."""
    with pytest.raises(UnsupportedError):
        _test(_refuse)(_Host(claims=True))


def test_what_is_denied_and_refused_is_skipped() -> None:
    """A refusal of what is denied counts as skipped, with the operation and the reason."""
    with pytest.raises(pytest.skip.Exception, match=r"repos\.fork \(it cannot\)"):
        _test(_refuse)(_Host(claims=False))


def test_what_is_denied_and_works_fails() -> None:
    """An unexpected success fails, and says what to declare."""
    with pytest.raises(pytest.fail.Exception, match="worked although"):
        _test(lambda: None)(_Host(claims=False))


@pytest.mark.parametrize("claims", [True, False], ids=["claimed", "denied"])
def test_step_beside_is_skipped_only_where_it_is_denied(claims: bool) -> None:
    """A step that the host does not have at all is no failure; one that it claims and refuses is."""
    end = UnsupportedError if claims else pytest.skip.Exception
    with pytest.raises(end, match="cannot do" if claims else r"hooks\.list"):
        _test(lambda: _refuse("hooks.list"))(_Host(claims=claims))


def test_preparation_is_skipped_where_it_is_denied() -> None:
    """What cannot be prepared is skipped, unless the provider claims it."""
    able: Any = _Host(claims=True)
    unable: Any = _Host(claims=False)
    with pytest.raises(UnsupportedError) as refused:
        _refuse("hooks.list")
    with pytest.raises(pytest.skip.Exception, match=r"hooks\.list"):
        honest_skip(unable, refused.value)
    with pytest.raises(UnsupportedError):
        honest_skip(able, refused.value)


@pytest.mark.parametrize("operation", ["repos.fork", "hooks.list"], ids=["own", "another"])
def test_what_has_begun_excuses_nothing(operation: str) -> None:
    """A refusal by the provider's own code fails, whatever it names and whether that is denied."""
    unable: Any = _Host(claims=False)
    with pytest.raises(UnsupportedError):
        _test(lambda: _excuse(operation))(unable)
    with pytest.raises(UnsupportedError):
        where_supported(unable, lambda: _excuse(operation), operation)


def test_long_test_goes_on_without_what_is_denied() -> None:
    """One step of many is left out where it is denied and refused, and nowhere else."""
    able: Any = _Host(claims=True)
    unable: Any = _Host(claims=False)
    assert where_supported(able, lambda: 7, "repos.fork") == 7
    assert where_supported(unable, _refuse, "repos.fork") is None
    with pytest.raises(UnsupportedError):
        where_supported(able, _refuse, "repos.fork")
    with pytest.raises(pytest.fail.Exception, match="worked although"):
        where_supported(unable, lambda: 7, "repos.fork")
