"""Back a namespace up into a folder, and restore it from there.

    python backup.py https://bitbucket.org acme /srv/backup [--restore]

Needs the extra `migration`. Run it as often as you like: only what is new is carried. What did not
arrive whole is told; the exit status is 1 where the sides differ and nothing explains it.
"""

import argparse
import sys
from pathlib import Path

import attrs

import githost
from githost.migration import Fate, Journal, Plan, apply, make_plan, verify
from githost_local.forge import Forge


def invite(folder: Path, plan: Plan) -> None:
    """Give everybody in the plan an account in the folder, so that it knows who may do what."""
    with Forge.open(folder) as forge:
        for user in set(plan.users) - {account.login for account in forge.accounts.list()}:
            forge.accounts.create(user)
        for group in set(plan.groups) - {group.slug for group in forge.groups.list()}:
            forge.groups.create(group)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("url", "namespace", "folder"):
        parser.add_argument(name)
    parser.add_argument("--restore", action="store_true")
    job = parser.parse_args(arguments)
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    with (
        githost.connect(job.url, provider=githost.detect(job.url)) as host,
        githost.connect(f"local:{folder / 'forge'}") as kept,
    ):
        source, target = (kept, host) if job.restore else (host, kept)
        into = None if target.supports("namespaces.create") else job.namespace
        plan = make_plan(source, target, [job.namespace], into=into)
    invite(folder / "forge", plan)
    users, groups = ({one: one for one in side} for side in (plan.users, plan.groups))
    plan = attrs.evolve(plan, users=users, groups=groups, archive=folder / "lost")
    with Journal(folder / ("restored" if job.restore else "backup")) as journal:
        for failure in apply(plan, journal).failures:
            print(f"{failure.what}: {failure.error}", file=sys.stderr)
        verification = verify(plan, journal)
    for item in (one for one in verification.items if one.fate is not Fate.KEPT):
        print(f"{item.repository}: {item.part} {item.name} {item.fate.value}: {item.why}")
    return 0 if verification.clean else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except githost.GitHostError as error:
        sys.exit(f"backup: {error}")
