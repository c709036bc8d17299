"""Makes what a test needs on the host, and clears it away."""

import secrets
import string
from collections.abc import Iterable

import attrs

import githost
from githost.errors import NotFoundError
from githost.interface import Subject
from githost.model import PullRequest, RepoRef, Repository
from githost_contract_tests.history import FEATURE, MAIN, History

__all__ = ["Seeded", "Workshop", "new_namespace_path", "unique"]


def unique(what: str) -> str:
    """Return a name that nothing on the host has, as every host takes it."""
    return f"githost-{what}-{secrets.token_hex(4)}"


def new_namespace_path() -> str:
    """Return the path of a namespace that is not there: letters only, in capitals, and short.

    Some hosts take no more in the keys of their projects.
    """
    return "GITHOST" + "".join(secrets.choice(string.ascii_uppercase) for _ in range(8))


@attrs.frozen
class Seeded:
    """A repository that holds the history of `githost_contract_tests.history`."""

    ref: RepoRef
    history: History
    host: githost.Host

    def commit(self, branch: str) -> str:
        """Return the full SHA of a branch's tip, as it was pushed."""
        return self.history.commits[branch]

    def branch(self, start: str) -> str:
        """Make a branch of a test's own at the commit of `start`, one of the history's."""
        name = unique("branch")
        self.host.branches.create(self.ref, name, start=self.commit(start))
        return name

    def pull_request(
        self,
        start: str = FEATURE,
        onto: str = MAIN,
        *,
        title: str = "Add one",
        description: str = "",
        reviewers: Iterable[Subject] = (),
    ) -> PullRequest:
        """Open a pull request between two new branches, made at `start` and at `onto`."""
        return self.host.pull_requests.create(
            self.ref,
            title=title,
            source=self.branch(start),
            target=self.branch(onto),
            description=description,
            reviewers=reviewers,
        )

    def tip(self, branch: str) -> str:
        """Return the full SHA of a branch's tip on the host now."""
        return self.host.branches.get(self.ref, branch).commit

    def push(self, commit: str, branch: str) -> None:
        """Move a branch on the host to a commit of the history, by git."""
        self.history.push_commit(*self._remote(), commit, branch)

    def parents(self, branch: str) -> tuple[str, ...]:
        """Return, as git sees them, the parents of a branch's tip on the host."""
        return self.history.parents(*self._remote(), branch)

    def paths(self, branch: str) -> frozenset[str]:
        """Return, as git sees them, the files of a branch on the host."""
        return self.history.paths(*self._remote(), branch)

    def _remote(self) -> tuple[str, dict[str, str]]:
        return self.host.git.clone_url(self.ref, "https"), self.host.git.environment()


class Workshop:
    """Makes repositories below one namespace; `clear` deletes them."""

    def __init__(self, host: githost.Host, namespace: str, history: History) -> None:
        self.host = host
        self.namespace = namespace
        self._history = history
        self._made: list[RepoRef] = []

    def address(self, what: str = "repo") -> RepoRef:
        """Return the address of a repository that is not there; it is deleted if it comes to be."""
        return self.adopt(RepoRef(self.namespace, unique(what)))

    def adopt(self, ref: RepoRef) -> RepoRef:
        """Delete this one too at the end."""
        self._made.append(ref)
        return ref

    def repository(self) -> Repository:
        """Make an empty private repository."""
        made = self.host.repos.create(self.address())
        self.adopt(made.ref)
        return made

    def seeded(self) -> Seeded:
        """Make a repository and push the history to it with git."""
        made = self.repository()
        url = self.host.git.clone_url(made, "https")
        self._history.push(url, self.host.git.environment())
        return Seeded(made.ref, self._history, self.host)

    def clear(self) -> None:
        """Delete whatever is left, forks before what they were made from."""
        for ref in reversed(dict.fromkeys(self._made)):
            try:
                self.host.repos.delete(ref)
            except NotFoundError:
                continue
        self._made.clear()
