"""What the tests of both products share: a host that answers as it is told."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import githost
from githost.credentials import CredentialSource
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import Script

_TOKEN = githost.Token("canary-4711")


@pytest.fixture
def scripted() -> Iterator[Callable[..., Scripted]]:
    """Give a function that opens a host of a provider which answers as told, in that order."""
    opened: list[Scripted] = []

    def scripted(
        provider: str,
        url: str,
        *answers: httpx.Response | Exception,
        credential: CredentialSource = _TOKEN,
        root: str | None = None,
        **options: Any,
    ) -> Scripted:
        script = Script(*answers)
        settings = githost.Options(transport=httpx.MockTransport(script), **options)
        host = githost.connect(url, provider=provider, credential=credential, options=settings)
        opened.append(Scripted(host, script, root or host.provider.roots(url)["api"]))
        return opened[-1]

    yield scripted
    for one in opened:
        one.host.close()
        assert not one.script.answers, "answers that nobody asked for"
