"""`githost review`."""

from githost.cli.options import command, noun
from githost.cli.output import Listing, Single, say
from githost.cli.places import AtPullRequest
from githost.model import Review

app = noun("Reviews of a pull request; yours, but for the list.")


@command(app, "list")
def list_(at: AtPullRequest, out: Listing[Review]) -> None:
    """List who was asked to review a pull request, and what they said.

    Example: githost review list 2 -R acme/site
    """
    found = at.host.reviews.list(at.repo, at.number)
    out.show(found, "reviewer.name", "verdict", "submitted_at")


@command(app, "approve")
def approve(at: AtPullRequest, out: Single[Review]) -> None:
    """Approve a pull request.

    Example: githost review approve 2 -R acme/site
    """
    out.show(at.host.reviews.approve(at.repo, at.number))


@command(app, "unapprove")
def unapprove(at: AtPullRequest) -> None:
    """Take your approval back.

    Example: githost review unapprove 2 -R acme/site
    """
    at.host.reviews.unapprove(at.repo, at.number)
    say(f"{at.repo}#{at.number} has no approval of yours")


@command(app, "request-changes")
def request_changes(at: AtPullRequest, out: Single[Review]) -> None:
    """Say that a pull request needs changes.

    Example: githost review request-changes 2 -R acme/site
    """
    out.show(at.host.reviews.request_changes(at.repo, at.number))


@command(app, "withdraw")
def withdraw(at: AtPullRequest) -> None:
    """Take your request for changes back.

    Example: githost review withdraw 2 -R acme/site
    """
    at.host.reviews.withdraw(at.repo, at.number)
    say(f"{at.repo}#{at.number} has no request for changes of yours")
