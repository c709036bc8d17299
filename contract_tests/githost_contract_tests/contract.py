"""What all suites are."""

import pytest

__all__ = ["ProviderContract"]


@pytest.mark.usefixtures("githost_target", "world")
class ProviderContract:
    """Promises that every provider keeps, about one noun.

    A suite's name does not begin with `Test`, so it runs only where it is subclassed::

        class TestRepos(RepoContract):
            pass

    Each test's docstring says the promise, and then where to look if it is broken. A test may be
    overridden only to say that it is known to fail, by `pytest.mark.xfail` with a reason.
    """
