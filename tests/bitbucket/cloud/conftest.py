"""Cloud behind the client, whose answers a test writes down."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.bitbucket.scripted import Scripted


@pytest.fixture
def cloud(scripted: Callable[..., Scripted]) -> Callable[..., Scripted]:
    """Give a function that opens Cloud, which answers as told, in that order."""
    return partial(scripted, "bitbucket-cloud", "https://bitbucket.org")
