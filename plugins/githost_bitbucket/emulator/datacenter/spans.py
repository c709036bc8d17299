"""What is compared: the two commits that diffs and changes are asked about."""

from __future__ import annotations

import attrs

from githost_bitbucket.emulator.datacenter.call import Call
from githost_bitbucket.emulator.datacenter.errors import invalid
from githost_bitbucket.emulator.datacenter.revisions import compared, find_commit, first_parent
from githost_local.forge.records import Commented, CommitIn, Level, Repository


@attrs.frozen(kw_only=True)
class Span:
    """What is to be compared."""

    repository: Repository
    #: None is the empty tree.
    base: str | None
    head: str
    #: What the answer calls the base.
    since: str | None
    #: What the comments are on that are shown with it.
    commented: Commented | None = None


def of_commit(call: Call) -> Span:
    """Take a commit and its first parent, or the commit that `since` names."""
    repository = call.repository(Level.READ)
    found = _since(call, repository, call.path("commit"))
    return attrs.evolve(found, commented=CommitIn(repository, found.head))


def of_repository(call: Call) -> Span:
    """Take the same where the commit stands in the query; its comments are not shown."""
    repository = call.repository(Level.READ)
    return _since(call, repository, until(call))


def until(call: Call) -> str:
    """Return the name of the commit that the query must have."""
    name = call.query("until")
    if not name:
        raise invalid("The until parameter is required", "until")
    return name


def _since(call: Call, repository: Repository, name: str) -> Span:
    head = find_commit(call, repository, name)
    start = call.query("since")
    since = find_commit(call, repository, start) if start else None
    base = since or first_parent(call, repository, head)
    return Span(repository=repository, base=base, head=head, since=since)


def comparison(call: Call) -> Span:
    """Take `from` and where it left `to`."""
    repository = call.repository(Level.READ)
    head, other = compared(call, repository)
    base = call.forge.commits.compare(repository, other, head).merge_base or other
    return Span(repository=repository, base=base, head=head, since=other)


def with_comments(call: Call) -> bool:
    """Tell whether comments are to be shown, as they are unless the query says no."""
    return (call.query("withComments") or "true").lower() != "false"
