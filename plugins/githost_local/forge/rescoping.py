"""Pull requests following their branches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from githost_local.forge.commits import is_ancestor, merge_base
from githost_local.forge.events import PullRequestEventKind
from githost_local.forge.git import Git
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    PullRequest,
    PullRequestState,
    RefChange,
    Repository,
)
from githost_local.forge.refs import HIDDEN

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge


def head_ref(number: int) -> str:
    """Return the hidden ref that keeps a pull request's source commit."""
    return f"{HIDDEN}pull/{number}/head"


def merge_ref(number: int) -> str:
    """Return the hidden ref that says a pull request was merged, and by which commit.

    It is made by git in one transaction with the move of the target branch: where a crash kept
    the database from hearing of a merge, this tells it.
    """
    return f"{HIDDEN}pull/{number}/merge"


def pin(forge: Forge, repository: Repository, number: int, source: Repository, branch: str) -> str:
    """Fetch the source's head into the target's repository, keep it there, and return it."""
    git = forge.repos.git(repository)
    if source.id == repository.id:
        sha = forge.branches.get(source, branch).commit
        git.run("update-ref", head_ref(number), sha)
        return sha
    git.run(
        "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
        str(forge.repos.directory(source)), f"+refs/heads/{branch}:{head_ref(number)}",
    )  # fmt: skip
    return git.text("rev-parse", head_ref(number))


def unpin(forge: Forge, repository: Repository, number: int) -> None:
    """Let go of a deleted pull request's commits."""
    commands = f"delete {head_ref(number)}\ndelete {merge_ref(number)}\n"
    forge.repos.git(repository).run("update-ref", "--stdin", input=commands.encode())


class Rescoping(Noun):
    """What a moved branch means for pull requests."""

    def pushed(
        self, repository: Repository, changes: Iterable[RefChange], actor: Account | None
    ) -> None:
        """Rescope the open pull requests from and to the branches that changed."""
        names = frozenset(change.name for change in changes if change.kind == "branch")
        rows = self._store.rows(
            "SELECT id FROM pull_requests WHERE state = ? AND ("
            " source_repository_id = ? AND source_branch IN (SELECT value FROM json_each(?))"
            " OR repository_id = ? AND target_branch IN (SELECT value FROM json_each(?))"
            ") ORDER BY id",
            PullRequestState.OPEN,
            *(repository.id, names),
            *(repository.id, names),
        )
        for row in rows:
            self.rescope(self._forge.pull_requests.by_id(row["id"]), actor)

    def rescope(self, old: PullRequest, actor: Account | None) -> PullRequest:
        """Take over the commits the branches now have.

        A branch that is gone leaves the last commit in place. When the target moved and now
        holds the source, somebody has merged by hand, and the pull request is merged.
        """
        pull_requests = self._forge.pull_requests
        repository = self._forge.repos.get(old.repository_id)
        git = self._git(repository)
        merged = git.ref(merge_ref(old.number))
        if merged is not None:
            return self._merged(old, merged, actor)
        source_commit = old.source_commit
        if old.source_repository_id is not None and pull_requests.source_head(old) is not None:
            source = self._forge.repos.get(old.source_repository_id)
            source_commit = pin(self._forge, repository, old.number, source, old.source_branch)
        target_commit = (
            self._forge.branches.head(repository, old.target_branch) or old.target_commit
        )
        if (source_commit, target_commit) == (old.source_commit, old.target_commit):
            return old
        if target_commit != old.target_commit and is_ancestor(git, source_commit, target_commit):
            return self._merged(old, _bringer(git, source_commit, target_commit), actor)
        new = pull_requests.change(
            old,
            source_commit=source_commit,
            target_commit=target_commit,
            merge_base=merge_base(git, target_commit, source_commit),
        )
        if source_commit != old.source_commit:
            pull_requests.tell(PullRequestEventKind.SOURCE_UPDATED, new, actor, previous=old)
            pull_requests.log(
                new,
                "rescoped",
                actor,
                old=old.source_commit,
                new=source_commit,
                old_target=old.target_commit,
                new_target=target_commit,
            )
        return new

    def _merged(self, old: PullRequest, commit: str, actor: Account | None) -> PullRequest:
        pull_requests = self._forge.pull_requests
        new = pull_requests.change(
            old,
            state=PullRequestState.MERGED,
            merge_commit=commit,
            closed_at=self._forge.now(),
            closed_by=actor.id if actor else None,
        )
        pull_requests.tell(PullRequestEventKind.MERGED, new, actor, previous=old)
        pull_requests.log(new, "merged", actor, commit=commit)
        return new


def _bringer(git: Git, source: str, target: str) -> str:
    """Return the commit with which the target branch got the source: a merge, or the source."""
    path = git.text("rev-list", "--first-parent", "--ancestry-path", f"{source}..{target}").split()
    return path[-1] if path else source
