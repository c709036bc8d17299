"""An event in one line: the facts that a reader of the recorded message can check by eye."""

from githost.model import RepoRef
from githost.webhooks import (
    CommentEvent,
    PullRequestEvent,
    PushEvent,
    RefChange,
    RepositoryEvent,
    ReviewEvent,
    StatusEvent,
    WebhookEvent,
)


def facts(event: WebhookEvent) -> str:
    """Return class, kind, repository, actor, and what its class adds."""
    where = "-" if event.repository is None else str(event.repository.ref)
    who = "-" if event.actor is None else event.actor.name
    kind = "-" if event.kind is None else event.kind.name
    return f"{type(event).__name__} {kind} {where} {who} | {_own(event)}".rstrip()


def _own(event: WebhookEvent) -> str:
    match event:
        case PushEvent():
            return "; ".join(_change(change) for change in event.changes)
        case PullRequestEvent():
            return _pull_request(event)
        case ReviewEvent():
            review, before = event.review, event.previous
            was = "" if before is None else f" was {before}"
            name = review.reviewer.name
            return f"#{event.pull_request.number} {name} {review.verdict}{was}"
        case CommentEvent():
            return _comment(event)
        case StatusEvent():
            return f"{event.status.key} {event.status.state} {_sha(event.commit)}"
        case RepositoryEvent():
            fork = None if event.fork is None else event.fork.ref
            return f"fork {_ref(fork)} was {_ref(event.previous)}"
        case _:
            return ""


def _ref(ref: RepoRef | None) -> str:
    return "-" if ref is None else str(ref)


def _sha(sha: str | None) -> str:
    return "-" if sha is None else sha[:7]


def _change(change: RefChange) -> str:
    more = "?" if change.truncated is None else "and more" if change.truncated else "all"
    return (
        f"{change.kind} {change.ref} {change.name} {_sha(change.old)}..{_sha(change.new)} "
        f"{len(change.commits)} commits {more}, forced {change.forced}"
    )


def _pull_request(event: PullRequestEvent) -> str:
    found = event.pull_request
    text = f"#{found.number} {found.state} {found.source.branch}->{found.target.branch} {found.title!r}"
    before = {
        "title": event.previous_title,
        "description": event.previous_description,
        "target": event.previous_target,
        "commit": None if event.previous_commit is None else _sha(event.previous_commit),
        "added": ",".join(user.name for user in event.added_reviewers) or None,
        "removed": ",".join(user.name for user in event.removed_reviewers) or None,
    }
    return " ".join([text, *(f"{name}={value}" for name, value in before.items() if value)])


def _comment(event: CommentEvent) -> str:
    about = _sha(event.commit) if event.pull_request is None else f"#{event.pull_request.number}"
    was = "" if event.previous_body is None else f" was {event.previous_body!r}"
    parent = "" if event.comment.parent is None else f" to {event.comment.parent}"
    return f"{about} comment {event.comment.id}{parent} {event.comment.body!r}{was}"
