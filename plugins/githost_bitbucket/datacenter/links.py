"""What links to Bitbucket Data Center name.

Shapes: pages as `links.self` gives them, clone addresses as `links.clone`, and the paths of REST
1.0; each below a context path. Personal repositories have pages below `/users/{slug}` and the project key `~{slug}`.
"""

from githost.interface import Link, LinkRef, Located
from githost.model import BranchRef, CommitRef, FileRef, NamespaceRef, PullRequestRef, RepoRef

__all__ = ["locate"]

_BRANCHES = "refs/heads/"


def locate(link: Link) -> Located | None:
    """Return what `link` names, None where its path has no shape of this product's."""
    segments = link.segments
    for place, word in enumerate(segments):
        prefix, rest = segments[:place], segments[place:]
        if word == "scm" and len(rest) == 3:
            return Located(RepoRef(rest[1], rest[2].removesuffix(".git")), prefix)
        if word == "rest" and len(rest) >= 4 and rest[3] in {"projects", "users"}:
            ref = _below(rest[3:], link)
            return None if ref is None else Located(ref, prefix)
        if word in {"projects", "users"} and (ref := _below(rest, link)) is not None:
            return Located(ref, prefix)
    if link.scheme == "ssh" and len(segments) == 2 and segments[0].startswith("~"):
        return Located(RepoRef(segments[0], segments[1].removesuffix(".git")))
    return None


def _below(rest: tuple[str, ...], link: Link) -> LinkRef | None:
    match rest:
        case ("projects", key):
            return NamespaceRef(key)
        case ("projects", key, "repos", slug, *more):
            return _within(RepoRef(key, slug), tuple(more), link)
        case ("users", user, "repos", slug, *more):
            return _within(RepoRef(f"~{user}", slug), tuple(more), link)
    return None


def _within(repo: RepoRef, more: tuple[str, ...], link: Link) -> LinkRef:
    at = link.query.get("at")
    match more:
        case ("pull-requests", number, *_) if number.isdecimal():
            return PullRequestRef(repo, int(number))
        case ("commits", sha, *_):
            return CommitRef(repo, sha)
        case ("browse" | "raw", _, *_):
            return FileRef(repo, "/".join(more[1:]), at.removeprefix(_BRANCHES) if at else None)
        case ("browse",) if at is not None and at.startswith(_BRANCHES):
            return BranchRef(repo, at.removeprefix(_BRANCHES))
        case ("commits",) if link.query.get("until", "").startswith(_BRANCHES):
            return BranchRef(repo, link.query["until"].removeprefix(_BRANCHES))
    return repo
