"""Write what there is to a CSV file: one line for each repository.

    python inventory.py https://bitbucket.org acme > inventory.csv

Without namespaces it takes all that the caller sees. What cannot be read is told at the end, and
the exit status is 1.
"""

import argparse
import csv
import sys
from collections.abc import Iterable
from typing import Any

import githost
from githost import Permission


def line(host: githost.Host, repo: githost.Repository) -> dict[str, Any]:
    """Return the figures of a repository."""
    full = host.repos.get(repo)
    newest = host.commits.list(repo, page_size=1).first()
    pulls = host.pull_requests.list(repo).prefetch().all()
    grants = host.permissions.list(repo).all()
    return {
        "repository": full.ref,
        "visibility": full.visibility,
        "archived": full.archived,
        "default branch": full.default_branch,
        "last commit": newest and newest.authored_at,
        "branches": len(host.branches.list(repo).all()),
        "tags": len(host.tags.list(repo).all()),
        "open pull requests": len(pulls),
        "oldest open one": min((pull.created_at for pull in pulls if pull.created_at), default=None),
        "administrators": " ".join(
            grant.name or grant.subject.id
            for grant in grants
            if grant.permission is Permission.ADMIN
        ),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("namespaces", nargs="*")
    job = parser.parse_args(arguments)
    table, status = None, 0
    with githost.connect(job.url, provider=githost.detect(job.url)) as host:
        where: Iterable[Any] = job.namespaces or host.namespaces.list()
        repos = (repo for namespace in where for repo in host.repos.list(namespace).prefetch())
        for outcome in host.map(lambda repo: line(host, repo), repos):
            if outcome.value is None:
                print(f"{outcome.item.ref}: {outcome.error}", file=sys.stderr)
                status = 1
                continue
            if table is None:
                table = csv.DictWriter(sys.stdout, list(outcome.value))
                table.writeheader()
            table.writerow(outcome.value)
    return status


if __name__ == "__main__":
    sys.exit(main())
