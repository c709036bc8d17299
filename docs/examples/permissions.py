"""Compare who may do what with a policy, in every repository of a namespace, and mend it.

    python permissions.py https://bitbucket.org acme policy.toml --repair

Without --repair it only tells. The exit status is 1 while anything differs. The policy names
groups and users by what the host's API takes (`githost.UserRef`); nobody else is to have a grant:

    groups = { developers = "write" }
    users = { "{0b3c…}" = "admin" }
"""

import argparse
import sys
import tomllib
from pathlib import Path

import githost
from githost import GroupRef, Permission, Repository, UserRef

Policy = dict[UserRef | GroupRef, Permission]


def read(path: str) -> Policy:
    """Read a policy."""
    told = tomllib.loads(Path(path).read_text("utf-8"))
    policy: Policy = {UserRef(one): Permission(word) for one, word in told["users"].items()}
    return policy | {GroupRef(one): Permission(word) for one, word in told["groups"].items()}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "namespace", "policy"):
        parser.add_argument(name)
    parser.add_argument("--repair", action="store_true")
    job = parser.parse_args(arguments)
    policy, status = read(job.policy), 0

    def audit(repo: Repository) -> list[str]:
        granted = {grant.subject: grant.permission for grant in host.permissions.list(repo)}
        differing = []
        for subject in granted | policy:
            has, due = (side.get(subject, Permission.NONE) for side in (granted, policy))
            if has is not due:
                differing.append(f"{subject.id} has {has.value} instead of {due.value}")
                if job.repair:
                    host.permissions.ensure(repo, subject, due)
        return differing

    with githost.connect(job.url, provider=githost.detect(job.url)) as host:
        for outcome in host.map(audit, host.repos.list(job.namespace).prefetch()):
            for line in outcome.value or [str(outcome.error)] * (outcome.error is not None):
                print(f"{outcome.item.ref}: {line}")
                status = 0 if job.repair and outcome.error is None else 1
    return status


if __name__ == "__main__":
    sys.exit(main())
