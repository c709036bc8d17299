"""Publish a git repository on any host: list, create, push, open a pull request, grant, add a hook, iterate.

python first_job.py https://bitbucket.org acme ../site feature/greeting '{uuid}'
"""

import os
import subprocess
import sys
from pathlib import Path

import githost


def publish(
    host: githost.Host, namespace: str, checkout: str, branch: str, colleague: str
) -> githost.PullRequest:
    """Publish `checkout` below `namespace` and open a pull request from `branch`."""
    name = Path(checkout).name
    taken = {repo.ref.name for repo in host.repos.list(namespace)}
    if name in taken:
        sys.exit(f"{namespace}/{name} is there already")
    repo = host.repos.create(f"{namespace}/{name}", description="Published by githost")
    environment = {**os.environ, **host.git.environment()}
    command = ["git", "push", "--quiet", host.git.clone_url(repo), "main", branch]
    subprocess.run(command, cwd=checkout, env=environment, check=True)
    pull = host.pull_requests.create(repo, title=f"Merge {branch}", source=branch, target="main")
    host.permissions.grant(repo, githost.UserRef(colleague), githost.Permission.WRITE)
    host.hooks.create(repo, url="https://ci.example.com/hook", events={githost.Event.PUSH})
    for item in (*host.branches.list(repo), *host.permissions.list(repo), *host.hooks.list(repo)):
        print(item)
    return pull


if __name__ == "__main__":
    url, *job = sys.argv[1:6]
    with githost.connect(url, provider=os.environ.get("GITHOST_PROVIDER")) as host:
        print(publish(host, *job).url)
