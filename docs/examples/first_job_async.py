"""Publish a git repository on any host, under asyncio: the twin of first_job.py.

python first_job_async.py https://bitbucket.org acme ../site feature/greeting '{uuid}'
"""

import asyncio
import os
import sys
from pathlib import Path

import githost


async def publish(
    host: githost.AsyncHost, namespace: str, checkout: str, branch: str, colleague: str
) -> githost.PullRequest:
    """Publish `checkout` below `namespace` and open a pull request from `branch`."""
    name = Path(checkout).name
    taken = {repo.ref.name async for repo in host.repos.list(namespace)}
    if name in taken:
        sys.exit(f"{namespace}/{name} is there already")
    repo = await host.repos.create(f"{namespace}/{name}", description="Published by githost")
    environment = {**os.environ, **await host.git.environment()}
    command = ["git", "push", "--quiet", await host.git.clone_url(repo), "main", branch]
    pushed = await asyncio.create_subprocess_exec(*command, cwd=checkout, env=environment)
    if await pushed.wait():
        sys.exit("git could not push")
    pull = await host.pull_requests.create(
        repo, title=f"Merge {branch}", source=branch, target="main"
    )
    await host.permissions.grant(repo, githost.UserRef(colleague), githost.Permission.WRITE)
    await host.hooks.create(repo, url="https://ci.example.com/hook", events={githost.Event.PUSH})
    for found in (host.branches.list(repo), host.permissions.list(repo), host.hooks.list(repo)):
        async for item in found:
            print(item)
    return pull


async def main(url: str, *job: str) -> None:
    """Connect and publish."""
    async with githost.connect_async(url, provider=os.environ.get("GITHOST_PROVIDER")) as host:
        print((await publish(host, *job)).url)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:6]))
