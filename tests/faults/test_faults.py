"""The fault run, shortened: `python -m pytest -m faults`. The long one is `python tests/faults/soak.py`."""

import pytest

from githost.engine import pipeline, policy
from githost.errors import GitHostError
from githost.wire import Request
from tests.faults.proxy import CALM, Fault
from tests.faults.run import PRODUCTS, run

pytestmark = [pytest.mark.faults, pytest.mark.slow]


@pytest.mark.parametrize("window", ["sync", "async"])
@pytest.mark.parametrize("product", PRODUCTS)
def test_no_promise_is_broken(product: str, window: str) -> None:
    """Under a random mix of faults every figure that is to be zero is zero."""
    figures = run(product, window, exchanges=300, seed=7)
    print(f"\n{product}, {window}\n{figures}")
    assert figures.faults > 30
    assert figures.written > 20
    assert figures.wrong == 0, str(figures)


@pytest.mark.parametrize("product", PRODUCTS)
def test_nothing_goes_wrong_where_nothing_is_done_to_it(product: str) -> None:
    """The run's own work is sound: without faults no write is ambiguous either."""
    figures = run(product, "sync", exchanges=80, mix=CALM)
    assert (figures.faults, figures.ambiguous, figures.wrong) == (0, 0, 0), str(figures)


def test_blind_repetition_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that repeats every write makes things twice, and the run counts them."""
    monkeypatch.setattr(policy, "repeatable", lambda request: True)
    figures = run(PRODUCTS[0], "sync", exchanges=250, mix={Fault.FAILED: 300})
    assert figures.created_twice > 0


def test_write_that_is_lost_silently_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that takes a failing server's word makes things that it reports as failed."""

    def never(error: GitHostError, request: Request) -> bool:
        return False

    monkeypatch.setattr(pipeline, "ambiguous", never)
    figures = run(PRODUCTS[1], "sync", exchanges=150, mix={Fault.FAILED: 300})
    assert figures.failed_but_done > 0


def test_credential_that_leaves_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that follows a redirect anywhere carries the credential away."""
    monkeypatch.setattr("githost.engine.origin.Origins.check", lambda self, url: None)
    figures = run(PRODUCTS[0], "sync", exchanges=80, mix={Fault.REDIRECT: 200})
    assert figures.secrets_seen > 0
