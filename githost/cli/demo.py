"""`githost demo`: the main job on real input, with both Bitbucket products imitated on this machine."""

import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import attrs
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import githost
from githost import emulation
from githost.cli.sample import feature_branches, mirror_of
from githost.client.sync import Host
from githost.emulation import Server
from githost.errors import NotMergeableError
from githost.migration import (
    Endpoint,
    Fate,
    Item,
    Journal,
    Move,
    Plan,
    Verification,
    apply,
    verify,
)
from githost.migration.git import git
from githost.model import Event, GroupRef, Permission, RepoRef, UserRef

__all__ = ["main"]

_SOURCE = "bitbucket-datacenter"
_TARGET = "bitbucket-cloud"
_MOST_PULL_REQUESTS = 5
_STYLES = {
    Fate.KEPT: "green",
    Fate.DEGRADED: "cyan",
    Fate.DROPPED: "yellow",
    Fate.DIFFERS: "bold red",
}


@attrs.frozen
class _Side:
    server: Server
    host: Host

    def user(self, login: str) -> UserRef:
        return UserRef(self.server.users[login]["id"])

    def endpoint(self) -> Endpoint:
        """Return how a migration reaches it."""
        server = self.server
        return Endpoint(url=server.url, provider=server.provider, credential=server.credential())


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
        verification = _move(source, target, repo, folder, errors)
    console.print(_table(verification.items))
    counts = Counter(item.fate for item in verification.items)
    told = ", ".join(f"{counts[fate]} {fate.value}" for fate in Fate)
    errors.print(f"{told}; {time.monotonic() - began:.1f} s")
    return 0 if verification.clean else 1


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
    with _steps(errors, "Filling Data Center") as step:
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
        step("pushed", 1, 5)
        host.permissions.grant(repo, source.user("alice"), Permission.WRITE)
        host.permissions.grant(repo, source.user("bob"), Permission.READ)
        host.permissions.grant(repo, GroupRef("developers"), Permission.WRITE)
        step("permissions granted", 2, 5)
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
        step("pull requests opened", 3, 5)
        merged = _merge_one(host, repo, [pull.number for pull in pulls])
        closed = next(pull.number for pull in reversed(pulls) if pull.number != merged)
        host.pull_requests.close(repo, closed)
        step("one merged, one closed", 4, 5)
        host.hooks.create(
            repo,
            url="https://ci.example.com/hook",
            events={Event.PUSH, Event.PR_OPENED, Event.PR_MERGED},
            secret="demonstration",  # noqa: S106  # of a hook that reaches nobody
        )
        step("hook added", 5, 5)
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


def _move(
    source: _Side, target: _Side, repo: RepoRef, folder: Path, errors: Console
) -> Verification:
    """Do what a migration does: plan, apply, verify."""
    shared = [login for login in source.server.users if login in target.server.users]
    plan = Plan(
        source=source.endpoint(),
        target=target.endpoint(),
        moves=(Move(source=repo, target=RepoRef(_namespace(target.host), repo.name)),),
        users={source.user(login).id: target.user(login).id for login in shared},
        groups={"developers": "developers"},
        archive=folder / "archive",
    )
    with Journal(folder / "journal.sqlite") as journal:
        with _steps(errors, "Recreating on Cloud") as step:
            summary = apply(plan, journal, progress=lambda now: step(now.what, now.done, now.known))
        for failure in summary.failures:
            errors.print(f"{failure.what}: {failure.error}", markup=False)
        return verify(plan, journal)


@contextlib.contextmanager
def _steps(errors: Console, label: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far the work is: a bar on a terminal, nothing but the end elsewhere."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, disable=not errors.is_terminal) as progress:
        task = progress.add_task(label, total=None)

        def step(what: str, done: int, known: int) -> None:
            progress.update(
                task, completed=done, total=known, description=f"{label}: {what}" if what else label
            )

        yield step
        progress.update(task, description=label)


def _table(items: tuple[Item, ...]) -> Table:
    table = Table(title="What became of everything")
    for heading in ("part", "what", "outcome", "why"):
        table.add_column(heading, overflow="fold")
    for item in items:
        fate = f"[{_STYLES[item.fate]}]{item.fate.value}[/]"
        table.add_row(item.part, escape(item.name), fate, escape(item.why))
    return table
