"""Write what there is to a CSV file: one line for each repository.

    python inventory.py https://bitbucket.org acme > inventory.csv

Without namespaces it takes all that there are. What it may not read is told on standard error.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from typing import Any

import githost

HEADS = "repository,visibility,default branch,last commit,branches,open,oldest open,administrators"


def line(host: githost.Host, repo: githost.Repository) -> tuple[Any, ...]:
    """Return the figures of a repository."""
    newest = host.commits.list(repo, page_size=1).first()
    opened = [pull.created_at for pull in host.pull_requests.list(repo) if pull.created_at]
    grants = host.permissions.list(repo)
    admins = [grant.name for grant in grants if grant.permission is githost.Permission.ADMIN]
    return (
        repo.ref,
        repo.visibility,
        host.repos.get(repo).default_branch,  # lists of Data Center do not tell it
        newest and newest.authored_at,
        len(host.branches.list(repo).all()),
        len(opened),
        min(opened, default=None),
        " ".join(map(str, admins)),
    )


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("namespaces", nargs="*")
    job = parser.parse_args(arguments)
    table, status = csv.writer(sys.stdout), 0
    table.writerow(HEADS.split(","))
    with githost.connect(job.url, provider=githost.detect(job.url)) as host:
        where: Iterable[Any] = job.namespaces or host.namespaces.list()
        repos = (repo for namespace in where for repo in host.repos.list(namespace).prefetch())
        for outcome in host.map(lambda repo: line(host, repo), repos):
            if outcome.value is None:
                print(f"{outcome.item.ref}: {outcome.error}", file=sys.stderr)
                status = 1
            else:
                table.writerow(outcome.value)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except githost.GitHostError as error:
        sys.exit(f"inventory: {error}")
