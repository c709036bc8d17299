"""Opens the scripted host in both worlds."""

import httpx

import githost
from githost.client.aio import AsyncHost
from githost.client.sync import Host
from githost.credentials import CredentialSource
from tests.scripted_host import ROOT, Script

__all__ = ["TOKEN", "open_async", "open_host"]

TOKEN = githost.Token("canary-4711")


def open_host(script: Script, credential: CredentialSource = TOKEN, **options: object) -> Host:
    """Open the scripted host for threads."""
    settings = githost.Options(transport=httpx.MockTransport(script), **options)  # type: ignore[arg-type]  # settings of a test
    return githost.connect(ROOT, credential=credential, options=settings)


def open_async(script: Script, **options: object) -> AsyncHost:
    """Open the scripted host for asyncio."""
    settings = githost.Options(transport=httpx.MockTransport(script.later), **options)  # type: ignore[arg-type]  # settings of a test
    return githost.connect_async(ROOT, credential=TOKEN, options=settings)
