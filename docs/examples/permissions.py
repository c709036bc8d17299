"""Compare who may do what with a policy, in every repository of a namespace, and mend it.

    python permissions.py https://bitbucket.org acme policy.toml --repair

Without --repair it only tells. The exit status is 1 while something differs. Who may what:

    groups = { developers = "write" }
    users = { "{0b3c…}" = "admin" }
"""

import argparse
import sys
import tomllib
from pathlib import Path

import githost
from githost import GroupRef, Permission, Repository, UserRef


def read(path: str) -> dict[UserRef | GroupRef, Permission]:
    """Read a policy."""
    told = tomllib.loads(Path(path).read_text("utf-8"))
    kinds: dict[str, type[UserRef | GroupRef]] = {"users": UserRef, "groups": GroupRef}
    return {kinds[key](name): Permission(told[key][name]) for key in kinds for name in told[key]}


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
                differing.append(f"{subject.id} has {has.value}, not {due.value}")
            if has is not due and job.repair:
                host.permissions.ensure(repo, subject, due)
        return differing

    with githost.connect(job.url, provider=githost.detect(job.url)) as host:
        for outcome in host.map(audit, host.repos.list(job.namespace).prefetch()):
            told = [outcome.error] if outcome.error else outcome.value or []
            for line in told:
                print(f"{outcome.item.ref}: {line}")
            if outcome.error or (told and not job.repair):
                status = 1
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except githost.GitHostError as error:
        sys.exit(f"permissions: {error}")
