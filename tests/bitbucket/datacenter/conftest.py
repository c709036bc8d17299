"""A Data Center server behind the client, whose answers a test writes down."""

from collections.abc import Callable
from functools import partial

import pytest

from tests.bitbucket.datacenter.exchanges import ROOT
from tests.bitbucket.scripted import Scripted


@pytest.fixture
def connect(scripted: Callable[..., Scripted]) -> Callable[..., Scripted]:
    """Give a function that opens a server which answers as told, in that order."""
    return partial(scripted, "bitbucket-datacenter", ROOT, root=f"{ROOT}/rest")
