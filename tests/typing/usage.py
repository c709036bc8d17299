"""Uses githost as its users do: read by the type checkers, not run."""

import asyncio
from typing import assert_type

import githost
from githost import (
    AsyncPaginator,
    Branch,
    Event,
    Grant,
    GroupRef,
    Hook,
    Namespace,
    NamespaceRef,
    Page,
    Paginator,
    Permission,
    PullRequest,
    Repository,
    UserRef,
    webhooks,
)


def sync_window(host: githost.Host) -> None:
    """Check what the sync window gives."""
    assert_type(host.repos.get("acme/site"), Repository)
    assert_type(host.repos.list("acme", query="x", page_size=10), Paginator[Repository])
    assert_type(host.repos.list("acme").first(), Repository | None)
    assert_type(host.repos.list("acme").all(), list[Repository])
    for repo in host.repos.list(NamespaceRef("acme")):
        assert_type(repo, Repository)
        assert_type(repo.default_branch, str | None)
    for page in host.pull_requests.list("acme/site", state=None).pages():
        assert_type(page, Page[PullRequest])
    pr = host.pull_requests.create("acme/site", title="t", source="x", target="main")
    assert_type(pr, PullRequest)
    assert_type(host.pull_requests.merge(pr.ref.repo, pr.number), PullRequest)
    assert_type(host.branches.create("acme/site", "x", start="main"), Branch)
    assert_type(host.permissions.grant("acme/site", UserRef("u"), Permission.WRITE), Grant)
    assert_type(host.permissions.get(NamespaceRef("acme"), GroupRef("g")), Grant)
    assert_type(
        host.hooks.create("acme/site", url="https://x", events={Event.PUSH, "own:key"}), Hook
    )
    assert_type(host.namespaces.list().count(), int | None)
    assert_type(host.repos.delete("acme/site"), None)
    host.repos.get(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # no repository
    host.repos.list("acme", "x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # keyword only


async def async_window(host: githost.AsyncHost) -> None:
    """Check what the async window gives."""
    task = asyncio.create_task(host.repos.get("acme/site"))
    assert_type(await task, Repository)
    assert_type(await host.repos.get("acme/site"), Repository)
    assert_type(host.namespaces.list(), AsyncPaginator[Namespace])
    async for repo in host.repos.list("acme"):
        assert_type(repo, Repository)
    async for page in host.hooks.list("acme/site").pages():
        assert_type(page, Page[Hook])
    assert_type(await host.repos.list("acme").take(5).all(), list[Repository])
    await host.pull_requests.create("acme/site", title="t")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # no source


async def opening() -> None:
    """Check how hosts are opened."""
    with githost.connect("https://bitbucket.org", credential=githost.Token("t")) as host:
        assert_type(host, githost.Host)
    async with githost.connect_async("local:x", options=githost.Options(read_timeout=5.0)) as later:
        assert_type(later, githost.AsyncHost)


def received(headers: dict[str, str], body: bytes) -> None:
    """Check how messages of hooks are read."""
    assert_type(webhooks.verify("bitbucket-cloud", headers, body, "secret"), bool)
    event = webhooks.parse("bitbucket-cloud", headers.items(), body)
    assert_type(event, webhooks.WebhookEvent)
    match event:
        case webhooks.PushEvent(changes=changes):
            assert_type(changes, tuple[webhooks.RefChange, ...])
        case webhooks.ReviewEvent(pull_request=pull_request):
            assert_type(pull_request, PullRequest)
        case _:
            assert_type(event.repository, Repository | None)
    route = webhooks.Route("bitbucket-cloud", print, secrets=["old", "new"])
    assert_type(webhooks.receiver({"/hook": route}), webhooks.AsgiApp)
