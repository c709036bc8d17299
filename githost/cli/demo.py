"""`githost demo`: the main job on real input, with both Bitbucket products imitated on this machine."""

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import githost
from githost import emulation
from githost.cli.sample import feature_branches, mirror_of
from githost.client.sync import Host
from githost.emulation import Server
from githost.errors import NotMergeableError
from githost.interface.addresses import Subject, repo_ref, subject_ref
from githost.migration import Item, Outcome, carry, read, verify
from githost.migration.git import git
from githost.model import Event, GroupRef, Permission, RepoRef, UserRef

__all__ = ["main"]

_SOURCE = "bitbucket-datacenter"
_TARGET = "bitbucket-cloud"
_MOST_PULL_REQUESTS = 5
_STYLES = {Outcome.KEPT: "green", Outcome.DROPPED: "yellow", Outcome.DIFFERS: "bold red"}


@attrs.frozen
class _Side:
    server: Server
    host: Host

    def user(self, login: str) -> UserRef:
        return UserRef(self.server.users[login]["id"])


def main(path: Path | None) -> int:
    """Run the demonstration and return the exit status: 1 where the two sides differ unexplained."""
    began = time.monotonic()
    errors, console = Console(stderr=True), Console()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="githost-demo-")))
        name, mirror = mirror_of(path, folder)
        errors.print(f"Moving {name} from Data Center to Cloud, both imitated on this machine …")
        source = stack.enter_context(_side(_SOURCE))
        target = stack.enter_context(_side(_TARGET))
        repo = _fill(source, mirror, name, errors)
        _show(source.host, repo, console)
        items = _move(source, target, repo, errors)
    console.print(_table(items))
    differing = [item for item in items if item.outcome is Outcome.DIFFERS]
    counts = ", ".join(
        f"{sum(item.outcome is outcome for item in items)} {outcome.value}" for outcome in Outcome
    )
    errors.print(f"{counts}; {time.monotonic() - began:.1f} s")
    return 1 if differing else 0


@contextlib.contextmanager
def _side(provider: str) -> Iterator[_Side]:
    with (
        emulation.serve(provider) as server,
        githost.connect(server.url, provider=provider, credential=server.credential()) as host,
    ):
        yield _Side(server, host)


def _namespace(host: Host) -> str:
    found = host.namespaces.list().first()
    if found is None:
        raise githost.ConfigurationError(f"{host.url} has no namespace to work in")
    return found.path


def _fill(source: _Side, mirror: Path, name: str, errors: Console) -> RepoRef:
    """Make the source side a place with a life: refs, pull requests in each state, permissions, a hook."""
    host = source.host
    default, branches = feature_branches(mirror, least=3)
    with _steps(errors, "Filling Data Center", 5) as step:
        made = host.repos.create(
            RepoRef(_namespace(host), name),
            description=f"Moved by githost demo from {name}",
            default_branch=default,
        )
        repo = made.ref
        git(
            *("push", "--quiet", host.git.clone_url(repo)),
            *("refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*"),
            cwd=mirror,
            environment=host.git.environment(),
        )
        step("pushed")
        host.permissions.grant(repo, source.user("alice"), Permission.WRITE)
        host.permissions.grant(repo, source.user("bob"), Permission.READ)
        host.permissions.grant(repo, GroupRef("developers"), Permission.WRITE)
        step("permissions granted")
        pulls = [
            host.pull_requests.create(
                repo,
                title=f"Merge {branch}",
                source=branch,
                target=default,
                description=f"Brings {branch} into {default}.",
                reviewers=[source.user("alice")],
            )
            for branch in branches[:_MOST_PULL_REQUESTS]
        ]
        step("pull requests opened")
        merged = _merge_one(host, repo, [pull.number for pull in pulls])
        closed = next(pull.number for pull in reversed(pulls) if pull.number != merged)
        host.pull_requests.close(repo, closed)
        step("one merged, one closed")
        host.hooks.create(
            repo,
            url="https://ci.example.com/hook",
            events={Event.PUSH, Event.PR_OPENED, Event.PR_MERGED},
            secret="demonstration",  # noqa: S106  # of a hook that reaches nobody
        )
        step("hook added")
    return repo


def _merge_one(host: Host, repo: RepoRef, numbers: list[int]) -> int | None:
    """Merge the first pull request that can be merged; None where all conflict."""
    for number in numbers:
        try:
            return host.pull_requests.merge(repo, number).number
        except NotMergeableError:
            continue
    return None


def _show(host: Host, repo: RepoRef, console: Console) -> None:
    """List what is there, through the neutral interface."""
    console.print(f"[bold]{repo}[/bold] on {host.provider.title}")
    for label, items in (
        ("branches", [f"{branch.name} {branch.commit[:8]}" for branch in host.branches.list(repo)]),
        (
            "pull requests",
            [
                f"#{p.number} {p.state.value}: {p.title}"
                for p in host.pull_requests.list(repo, state=None)
            ],
        ),
        (
            "permissions",
            [f"{grant.name}: {grant.permission.value}" for grant in host.permissions.list(repo)],
        ),
        (
            "hooks",
            [
                f"{h.url} ({', '.join(sorted(e.value for e in h.events))})"
                for h in host.hooks.list(repo)
            ],
        ),
    ):
        console.print(f"  {label}: {'; '.join(items)}", highlight=False)


def _move(source: _Side, target: _Side, repo: RepoRef, errors: Console) -> tuple[Item, ...]:
    """Do what a migration script does, and compare."""
    known = {
        source.user(login): target.user(login)
        for login in source.server.users
        if login in target.server.users
    }

    def people(subject: Subject) -> Subject | None:
        ref = subject_ref(subject)
        return ref if isinstance(ref, GroupRef) else known.get(ref)

    before = read(source.host, repo)
    count = 3 + len(before.grants) + len(before.hooks) + len(before.pull_requests)
    with _steps(errors, "Recreating on Cloud", count) as step:
        wanted = repo_ref(f"{_namespace(target.host)}/{repo.name}")
        arrived = carry(source.host, before, target.host, wanted, people=people, progress=step)
    return verify(before, read(target.host, arrived), people=people)


@contextlib.contextmanager
def _steps(errors: Console, label: str, total: int) -> Iterator[Callable[[str], None]]:
    """Show how far the work is: a bar on a terminal, nothing but the end elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, disable=not errors.is_terminal) as progress:
        task = progress.add_task(label, total=total)

        def step(what: str) -> None:
            progress.update(task, advance=1, description=f"{label}: {what}")

        yield step
        progress.update(task, completed=total, description=label)


def _table(items: tuple[Item, ...]) -> Table:
    table = Table(title="Data Center beside Cloud")
    for heading in ("what", "source", "target", "outcome", "why"):
        table.add_column(heading, overflow="fold")
    for item in items:
        outcome = f"[{_STYLES[item.outcome]}]{item.outcome.value}[/]"
        table.add_row(item.what, item.source, item.target, outcome, item.why)
    return table
