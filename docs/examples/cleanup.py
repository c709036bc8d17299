"""Close pull requests and delete merged branches that nobody has touched for a long time.

    python cleanup.py https://bitbucket.org acme/site --days 90 --really

Without --really nothing is changed: githost refuses every write, and what would be done is printed.
The default branch, branches of open pull requests and branches with commits of their own stay.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import githost


def stale(host: githost.Host, repo: str, days: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """Give what is to be done, in words and as something to call."""
    limit, busy = datetime.now(UTC) - timedelta(days=days), set()
    for pull in host.pull_requests.list(repo).prefetch().all():
        if pull.updated_at and pull.updated_at < limit:
            number, why = pull.number, f"Closed: untouched for {days} days."
            yield f"comment on #{number}", partial(host.comments.create, repo, number, why)
            yield f"close #{number}", partial(host.pull_requests.close, repo, number)
        busy |= {pull.source.branch, pull.target.branch}
    main = host.repos.get(repo).default_branch or "main"
    branches = [one for one in host.branches.list(repo) if one.name not in busy | {main}]
    for outcome in host.map(lambda one: host.commits.get(repo, one.commit), branches):
        name, at = outcome.item.name, outcome.result().authored_at
        if at and at < limit and not host.commits.compare(repo, main, outcome.item.commit).ahead:
            yield f"delete {name}", partial(host.branches.delete, repo, name)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("repo")
    parser.add_argument("--days", type=int, default=90)
    parser.add_argument("--really", action="store_true")
    job = parser.parse_args(arguments)
    failed, options = False, githost.Options(read_only=not job.really)
    with githost.connect(job.url, provider=githost.detect(job.url), options=options) as host:
        for words, do in stale(host, job.repo, job.days):
            print(words if job.really else f"would {words}")
            try:
                if job.really:
                    do()
            except githost.ResponseError as error:
                print(error, file=sys.stderr)
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except githost.GitHostError as error:
        sys.exit(f"cleanup: {error}")
