"""What links to Bitbucket Cloud name.

Shapes: pages as `links.html.href` gives them, clone addresses as `links.clone`, and the paths of REST 2.0.
"""

from githost.interface import Link, LinkRef, Located
from githost.model import BranchRef, CommitRef, FileRef, NamespaceRef, PullRequestRef, RepoRef

__all__ = ["locate"]


def locate(link: Link) -> Located | None:
    """Return what `link` names, None where it is no page, clone or API address of a repository or workspace."""
    match link.segments:
        case ():
            return Located(None)
        case ("2.0", "workspaces", workspace, *_):
            return Located(NamespaceRef(workspace))
        case ("2.0", "repositories", workspace):
            return Located(NamespaceRef(workspace))
        case ("2.0", "repositories", workspace, slug, *rest):
            return _located(_api(RepoRef(workspace, slug), tuple(rest)))
        case ("2.0",):
            return Located(None)
        case (workspace,) | (workspace, "workspace", *_):
            return Located(NamespaceRef(workspace))
        case (workspace, slug, *rest):
            repo = RepoRef(workspace, slug.removesuffix(".git"))
            return _located(_page(repo, tuple(rest), link.query.get("at")))
    return None


def _located(ref: LinkRef | None) -> Located | None:
    return None if ref is None else Located(ref)


def _page(repo: RepoRef, rest: tuple[str, ...], at: str | None) -> LinkRef | None:
    match rest:
        case () | ("src",) | ("branches" | "commits" | "pull-requests" | "admin", *_) if (
            len(rest) < 2
        ):
            return repo
        case ("pull-requests", number, *_) if number.isdecimal():
            return PullRequestRef(repo, int(number))
        case ("branch", _, *_) | ("commits", "branch", _, *_):
            return BranchRef(repo, "/".join(rest[1 if rest[0] == "branch" else 2 :]))
        case ("commits", sha):
            return CommitRef(repo, sha)
        case ("src", rev):
            return BranchRef(repo, at or rev)
        case ("src" | "raw", rev, *path):
            # `at` names the branch where the path holds a commit.
            return FileRef(repo, "/".join(path), at or rev)
    return repo


def _api(repo: RepoRef, rest: tuple[str, ...]) -> LinkRef | None:
    match rest:
        case ("pullrequests", number, *_) if number.isdecimal():
            return PullRequestRef(repo, int(number))
        case ("refs", "branches", _, *_):
            return BranchRef(repo, "/".join(rest[2:]))
        case ("commit", sha, *_):
            return CommitRef(repo, sha)
        case ("src", rev, _, *_):
            return FileRef(repo, "/".join(rest[2:]), rev)
    return repo
