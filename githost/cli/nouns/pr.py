"""`githost pr`."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from githost.cli.inputs import Body, asked, subject, user
from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say, write_bytes
from githost.cli.places import AtPullRequest, AtRepo, InRepo
from githost.cli.worktree import current_branch, git, has_branch
from githost.errors import ConfigurationError, UnsupportedError
from githost.model import (
    Activity,
    Change,
    Commit,
    Mergeability,
    MergeStrategy,
    PullRequest,
    PullRequestState,
)

app = noun("Pull requests.")

_Target = Annotated[
    str | None,
    typer.Option("--target", "-B", metavar="BRANCH", help="Merge into this branch."),
]
_Reviewers = Annotated[
    list[str] | None,
    typer.Option("--reviewer", metavar="SUBJECT", help="A user's id, or group:NAME; repeatable."),
]
_Revision = Annotated[
    str | None, typer.Option(help="Only if this is still the newest revision of it.")
]


class _States(StrEnum):
    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"
    ALL = "all"


@command(app, "list")
def list_(
    at: AtRepo,
    out: Listing[PullRequest],
    state: Annotated[
        _States, typer.Option("--state", "-s", help="open, merged, closed or all.")
    ] = _States.OPEN,
    author: Annotated[str | None, typer.Option(metavar="USER", help="By this user's id.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", "-H", metavar="BRANCH", help="From this branch.")
    ] = None,
    target: _Target = None,
    updated_after: Annotated[
        datetime | None, typer.Option(help="Changed since then, in UTC.")
    ] = None,
) -> None:
    """List the pull requests into a repository.

    Example: githost pr list https://bitbucket.org/acme/site --state all --json number,title
    """
    found = at.host.pull_requests.list(
        at.repo,
        state=None if state is _States.ALL else PullRequestState(state.value),
        author=None if author is None else user(author),
        source=source,
        target=target,
        updated_after=None if updated_after is None else updated_after.replace(tzinfo=UTC),
    )
    out.show(found, "number", "title", "source.branch", "author.name", "state", "updated_at")


@command(app, "view")
def view(at: AtPullRequest, out: Single[PullRequest]) -> None:
    """Show a pull request.

    Example: githost pr view https://bitbucket.org/acme/site/pull-requests/1
    """
    out.show(at.host.pull_requests.get(at.repo, at.number))


@command(app, "create")
def create(
    at: InRepo,
    body: Body,
    out: Single[PullRequest],
    title: Annotated[str | None, typer.Option("--title", "-t", help="Its title.")] = None,
    source: Annotated[
        str | None,
        typer.Option(
            "--source",
            "-H",
            metavar="BRANCH",
            help="From this branch; default: the checked out one.",
        ),
    ] = None,
    target: _Target = None,
    source_repo: Annotated[
        str | None, typer.Option(metavar="REPO", help="The fork that holds the source.")
    ] = None,
    reviewers: _Reviewers = None,
    draft: Annotated[bool, typer.Option("--draft", help="Not to be merged yet.")] = False,
    delete_source: Annotated[
        bool, typer.Option("--delete-source", help="Delete the branch when it is merged.")
    ] = False,
) -> None:
    """Open a pull request.

    Example: githost pr create --title "Blink" --source wip/blink --target main -R acme/site
    """
    branch = source or current_branch()
    if branch is None:
        raise ConfigurationError("say --source BRANCH: no branch is checked out here")
    made = at.host.pull_requests.create(
        at.repo,
        title=asked(title, "title"),
        source=branch,
        target=target,
        source_repo=source_repo,
        description=body.text or "",
        reviewers=[subject(one) for one in reviewers or ()],
        draft=draft,
        delete_source=delete_source,
    )
    out.show(made)


@command(app, "edit")
def edit(
    at: AtPullRequest,
    body: Body,
    out: Single[PullRequest],
    title: Annotated[str | None, typer.Option("--title", "-t", help="A new title.")] = None,
    target: _Target = None,
    reviewers: _Reviewers = None,
    draft: Annotated[
        bool | None, typer.Option("--draft/--ready", help="Whether it waits with merging.")
    ] = None,
    revision: _Revision = None,
) -> None:
    """Change what is given of a pull request; reviewers are the whole new list.

    Example: githost pr edit 3 -R acme/site --title "Turn the lights off" --ready
    """
    changed = at.host.pull_requests.update(
        at.repo,
        at.number,
        title=title,
        description=body.text,
        target=target,
        reviewers=None if reviewers is None else [subject(one) for one in reviewers],
        draft=draft,
        revision=revision,
    )
    out.show(changed)


@command(app, "merge")
def merge(
    at: AtPullRequest,
    out: Single[PullRequest],
    strategy: Annotated[
        MergeStrategy | None,
        typer.Option(
            metavar="STRATEGY",
            help="merge, squash, fast_forward, rebase_merge, …; default: as the host is set up.",
        ),
    ] = None,
    message: Annotated[
        str | None, typer.Option("--message", "-m", help="The message of the commit.")
    ] = None,
    delete_source: Annotated[
        bool, typer.Option("--delete-source", "-d", help="Delete the branch afterwards.")
    ] = False,
    source_commit: Annotated[
        str | None, typer.Option(metavar="SHA", help="Only if the source is still there.")
    ] = None,
    revision: _Revision = None,
) -> None:
    """Merge a pull request, and wait until that is done.

    Example: githost pr merge 3 -R acme/site --strategy squash --delete-source
    """
    merged = at.host.pull_requests.merge(
        at.repo,
        at.number,
        strategy=strategy,
        message=message,
        delete_source=delete_source,
        source_commit=source_commit,
        revision=revision,
    )
    out.show(merged)


@command(app, "close")
def close(at: AtPullRequest, out: Single[PullRequest], revision: _Revision = None) -> None:
    """Close a pull request without merging it. Some hosts cannot open it again.

    Example: githost pr close 5 -R acme/site
    """
    out.show(at.host.pull_requests.close(at.repo, at.number, revision=revision))


@command(app, "reopen")
def reopen(at: AtPullRequest, out: Single[PullRequest], revision: _Revision = None) -> None:
    """Open a closed pull request again.

    Example: githost pr reopen 4 -R ACME/site --host git.example.com/bitbucket
    """
    out.show(at.host.pull_requests.reopen(at.repo, at.number, revision=revision))


@command(app, "mergeability")
def mergeability(at: AtPullRequest, out: Single[Mergeability]) -> None:
    """Tell whether a pull request could be merged now. What the host does not tell is left out.

    Example: githost pr mergeability 2 -R acme/site
    """
    out.show(at.host.pull_requests.mergeability(at.repo, at.number))


@command(app, "commits")
def commits(at: AtPullRequest, out: Listing[Commit]) -> None:
    """List the commits that a pull request adds, newest first.

    Example: githost pr commits 2 -R acme/site
    """
    found = at.host.pull_requests.commits(at.repo, at.number)
    out.show(found, "sha", "author.name", "authored_at", "message")


@command(app, "diff")
def diff(at: AtPullRequest) -> None:
    """Print the diff of a pull request.

    Example: githost pr diff 2 -R acme/site
    """
    write_bytes(at.host.pull_requests.diff(at.repo, at.number))


@command(app, "files")
def files(at: AtPullRequest, out: Listing[Change]) -> None:
    """List the files that a pull request changes.

    Example: githost pr files 2 -R acme/site
    """
    found = at.host.pull_requests.changes(at.repo, at.number)
    out.show(found, "kind", "path", "old_path", "lines_added", "lines_removed")


@command(app, "activity")
def activity(at: AtPullRequest, out: Listing[Activity]) -> None:
    """List what happened to a pull request, newest first.

    Example: githost pr activity 2 -R acme/site
    """
    found = at.host.pull_requests.activity(at.repo, at.number)
    out.show(found, "created_at", "kind", "actor.name", "detail", "comment.body")


@command(app, "checkout")
def checkout(at: AtPullRequest) -> None:
    """Fetch the source of a pull request into the repository around you, and switch to it.

    Example: githost pr checkout 2
    """
    pull = at.host.pull_requests.get(at.repo, at.number)
    branch = pull.source.branch
    if pull.source.repo is None:
        raise UnsupportedError(
            f"the fork that pull request {at.number} comes from is gone, and its branch with it"
        )
    if branch.startswith("-"):
        raise ConfigurationError(
            f"git takes no branch named {branch!r}; have it renamed on the host"
        )
    git(
        *("fetch", "--", at.host.git.clone_url(pull.source.repo), f"refs/heads/{branch}"),
        environment=at.host.git.environment(),
    )
    if has_branch(branch):
        git("switch", branch)
        git("merge", "--ff-only", "FETCH_HEAD")
    else:
        git("switch", "--create", branch, "FETCH_HEAD")
    say(f"on {branch}, of {at.repo}#{at.number}")
