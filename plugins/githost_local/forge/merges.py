"""Merging a pull request: objects first, then the database and the refs together."""

from __future__ import annotations

from githost_local.forge.commits import is_ancestor
from githost_local.forge.errors import NothingToMerge, SourceMissing, WrongState
from githost_local.forge.events import PullRequestEventKind
from githost_local.forge.git import check_message
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    RefChange,
    Repository,
)
from githost_local.forge.rescoping import merge_ref
from githost_local.forge.strategies import merge

_SQUASHED = frozenset({MergeStrategy.SQUASH, MergeStrategy.SQUASH_FAST_FORWARD_ONLY})


class Merges(Noun):
    """The merging of pull requests."""

    def merge(
        self,
        pull_request: PullRequest,
        *,
        strategy: MergeStrategy,
        message: str | None,
        delete_source: bool | None,
        expected_version: int | None,
        actor: Account,
    ) -> PullRequest:
        """Merge it, as `PullRequests.merge` says."""
        pull_requests = self._forge.pull_requests
        check_message(message or "")
        with self._store.transaction():
            old = pull_requests.current(pull_request, PullRequestState.OPEN, expected_version)
            if old.draft:
                raise WrongState("draft", "ready for review", what=f"pull request {old.number}")
            if pull_requests.source_head(old) is None:
                raise SourceMissing(old.source_branch)
            repository = self._forge.repos.get(old.repository_id)
            git = self._git(repository)
            target = self._forge.branches.get(repository, old.target_branch).commit
            if is_ancestor(git, old.source_commit, target):
                raise NothingToMerge
            commits = self._forge.commits.list(
                repository, include=[old.source_commit], exclude=[target]
            )
            merged = merge(
                git,
                strategy,
                target=target,
                source=old.source_commit,
                commits=commits.items[::-1],
                message=message or _message(old, strategy),
                signature=self._forge.accounts.signature(actor),
            )
            # The state first: following the branch that moves now, `rescoping` looks at the open
            # ones only.
            new = pull_requests.change(
                old,
                state=PullRequestState.MERGED,
                target_commit=target,
                merge_commit=merged,
                closed_at=self._forge.now(),
                closed_by=actor.id,
            )
            self._forge.refs.update(
                repository,
                [
                    RefChange(ref=f"refs/heads/{old.target_branch}", old=target, new=merged),
                    RefChange(ref=merge_ref(old.number), old=None, new=merged),
                ],
                actor=actor,
            )
            pull_requests.tell(PullRequestEventKind.MERGED, new, actor, previous=old)
            pull_requests.log(new, "merged", actor, commit=merged)
            if old.delete_source if delete_source is None else delete_source:
                self._delete_source(new, actor)
            return new

    def _delete_source(self, merged: PullRequest, actor: Account) -> None:
        """Delete the source branch, unless it is the default one or has moved on."""
        assert merged.source_repository_id is not None
        source: Repository = self._forge.repos.get(merged.source_repository_id)
        branch = self._forge.branches.get(source, merged.source_branch)
        if not branch.default and branch.commit == merged.source_commit:
            self._forge.branches.delete(source, branch.name, expected=branch.commit, actor=actor)


def _message(pull_request: PullRequest, strategy: MergeStrategy) -> str:
    named = f"{pull_request.title} (#{pull_request.number})"
    if strategy in _SQUASHED:
        return f"{named}\n\n{pull_request.description}".rstrip() + "\n"
    ends = f"{pull_request.source_branch} into {pull_request.target_branch}"
    return f"Merge {ends}\n\n{named}\n"
