"""Pull requests: opening, changing and closing them.

The source's commits are fetched into the target's repository and kept there by a hidden ref, so
that they can be compared and outlive the source branch and the fork. `pull_request_views.py` looks at
them, `merges.py` merges them, `rescoping.py` follows the pushes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from githost_local.forge.commits import is_ancestor, merge_base
from githost_local.forge.errors import (
    AlreadyExists,
    Invalid,
    NothingToMerge,
    SourceMissing,
    StaleVersion,
    WrongState,
)
from githost_local.forge.events import PullRequestEvent, PullRequestEventKind
from githost_local.forge.merges import Merges
from githost_local.forge.pull_request_views import PullRequestViews
from githost_local.forge.records import (
    Account,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    RefChange,
    Repository,
)
from githost_local.forge.rescoping import Rescoping, pin, unpin

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge

_TABLE = "pull_requests"


class PullRequests(PullRequestViews):
    """Pull requests, numbered in their target's repository."""

    def __init__(self, forge: Forge) -> None:
        super().__init__(forge)
        self._merges = Merges(forge)
        self._rescoping = Rescoping(forge)

    def create(
        self,
        repository: Repository,
        *,
        title: str,
        source_branch: str,
        target_branch: str | None = None,
        source: Repository | None = None,
        description: str = "",
        reviewers: Iterable[Account] = (),
        draft: bool = False,
        delete_source: bool = False,
        extra: Mapping[str, Any] | None = None,
        actor: Account,
    ) -> PullRequest:
        """Open a pull request into `repository` from it, or from a fork or relative, `source`.

        Raises NotFound for a missing branch, AlreadyExists with the open pull request between
        the two branches, NothingToMerge, and Invalid for two times the same branch, an unrelated
        source, an empty title, or the author among the reviewers.
        """
        origin = source or repository
        if not title.strip():
            raise Invalid("title", "it is empty")
        with self._store.transaction():
            current = self._forge.repos.get(repository.id)
            into = current.default_branch if target_branch is None else target_branch
            if into is None:
                raise Invalid("target_branch", "the repository has no default branch")
            self._check_related(origin, current)
            self._check_ends(current, into, origin.id, source_branch, but=None)
            target_commit = self._forge.branches.get(current, into).commit
            self._forge.branches.get(origin, source_branch)
            number = self._next_number(current)
            source_commit = pin(self._forge, current, number, origin, source_branch)
            git = self._git(current)
            if is_ancestor(git, source_commit, target_commit):
                raise NothingToMerge
            now = self._forge.now()
            identifier = self._store.insert(
                _TABLE,
                number=number,
                repository_id=current.id,
                title=title,
                description=description,
                state=PullRequestState.OPEN,
                draft=draft,
                source_repository_id=origin.id,
                source_branch=source_branch,
                source_commit=source_commit,
                target_branch=into,
                target_commit=target_commit,
                merge_base=merge_base(git, target_commit, source_commit),
                author_id=actor.id,
                delete_source=delete_source,
                version=0,
                created_at=now,
                updated_at=now,
                close_reason="",
                extra=extra or {},
            )
            self._forge.reviews.set_reviewers(self.by_id(identifier), reviewers)
            created = self.by_id(identifier)
            self.tell(PullRequestEventKind.OPENED, created, actor)
            self.log(created, "opened", actor)
            return created

    def update(
        self,
        pull_request: PullRequest,
        *,
        title: str | None = None,
        description: str | None = None,
        target_branch: str | None = None,
        reviewers: Iterable[Account] | None = None,
        draft: bool | None = None,
        delete_source: bool | None = None,
        extra: Mapping[str, Any] | None = None,
        expected_version: int | None = None,
        actor: Account,
    ) -> PullRequest:
        """Change an open pull request; `reviewers` replaces the list, verdicts of the rest stay."""
        if title is not None and not title.strip():
            raise Invalid("title", "it is empty")
        with self._store.transaction():
            old = self.current(pull_request, PullRequestState.OPEN, expected_version)
            values: dict[str, object] = {
                "title": title,
                "description": description,
                "draft": draft,
                "delete_source": delete_source,
                "extra": extra,
            }
            if target_branch is not None and target_branch != old.target_branch:
                values |= self._retarget(old, target_branch)
            if reviewers is not None:
                self._forge.reviews.set_reviewers(old, reviewers)
            new = self.change(old, **values)
            if (old.title, old.description, old.draft, old.target_branch) != (
                new.title, new.description, new.draft, new.target_branch,
            ):  # fmt: skip
                self.tell(PullRequestEventKind.UPDATED, new, actor, previous=old)
                self.log(new, "updated", actor, **_changed(old, new))
            self.tell_reviewers(old, new, actor)
            return new

    def _retarget(self, old: PullRequest, branch: str) -> dict[str, object]:
        repository = self._forge.repos.get(old.repository_id)
        self._check_ends(
            repository, branch, old.source_repository_id, old.source_branch, but=old.id
        )
        head = self._forge.branches.get(repository, branch).commit
        git = self._git(repository)
        if is_ancestor(git, old.source_commit, head):
            raise NothingToMerge
        return {
            "target_branch": branch,
            "target_commit": head,
            "merge_base": merge_base(git, head, old.source_commit),
        }

    def close(
        self,
        pull_request: PullRequest,
        *,
        reason: str = "",
        expected_version: int | None = None,
        actor: Account,
    ) -> PullRequest:
        """Close an open pull request without merging it."""
        with self._store.transaction():
            old = self.current(pull_request, PullRequestState.OPEN, expected_version)
            new = self.change(
                old,
                state=PullRequestState.CLOSED,
                close_reason=reason,
                closed_at=self._forge.now(),
                closed_by=actor.id,
            )
            self.tell(PullRequestEventKind.CLOSED, new, actor, previous=old)
            self.log(new, "closed", actor, reason=reason)
            return new

    def reopen(
        self, pull_request: PullRequest, *, expected_version: int | None = None, actor: Account
    ) -> PullRequest:
        """Open a closed pull request again, with the commits its branches now have."""
        with self._store.transaction():
            old = self.current(pull_request, PullRequestState.CLOSED, expected_version)
            repository = self._forge.repos.get(old.repository_id)
            if self.source_head(old) is None:
                raise SourceMissing(old.source_branch)
            self._forge.branches.get(repository, old.target_branch)
            self._check_ends(
                repository,
                old.target_branch,
                old.source_repository_id,
                old.source_branch,
                but=old.id,
            )
            self._store.assign(_TABLE, old.id, {"closed_at": None, "closed_by": None})
            new = self.change(old, state=PullRequestState.OPEN, close_reason="")
            self.tell(PullRequestEventKind.REOPENED, new, actor, previous=old)
            self.log(new, "reopened", actor)
            return self._rescoping.rescope(new, actor)

    def delete(
        self, pull_request: PullRequest, *, expected_version: int | None = None, actor: Account
    ) -> None:
        """Delete a pull request with its log and comments; its number is not used again."""
        with self._store.transaction():
            old = self.current(pull_request, None, expected_version)
            self.tell(PullRequestEventKind.DELETED, old, actor)
            self._store.delete(_TABLE, old.id)
            repository = self._forge.repos.get(old.repository_id)
            self._store.after_commit(lambda: unpin(self._forge, repository, old.number))

    def merge(
        self,
        pull_request: PullRequest,
        *,
        strategy: MergeStrategy = MergeStrategy.MERGE_COMMIT,
        message: str | None = None,
        delete_source: bool | None = None,
        expected_version: int | None = None,
        actor: Account,
    ) -> PullRequest:
        """Merge an open pull request: the branch moves and the state changes, or neither does.

        Raises StaleVersion where the version is not the expected one, WrongState if it is not
        open or is a draft, SourceMissing, MergeConflict, NotFastForward, NothingToMerge.
        """
        return self._merges.merge(
            pull_request,
            strategy=strategy,
            message=message,
            delete_source=delete_source,
            expected_version=expected_version,
            actor=actor,
        )

    def pushed(
        self,
        repository: Repository,
        changes: Iterable[RefChange],
        *,
        actor: Account | None,
    ) -> None:
        """Refresh the open pull requests from and to the branches that changed."""
        self._rescoping.pushed(repository, changes, actor)

    # What the neighbours (merges, rescoping, reviews, comments) use, inside a transaction.

    def current(
        self,
        pull_request: PullRequest,
        state: PullRequestState | None,
        expected_version: int | None,
    ) -> PullRequest:
        """Read it again, and check state and version."""
        found = self.by_id(pull_request.id)
        if expected_version is not None and found.version != expected_version:
            raise StaleVersion(expected_version, found.version)
        if state is not None and found.state is not state:
            raise WrongState(found.state.value, state.value, what=f"pull request {found.number}")
        return found

    def change(self, old: PullRequest, **values: object) -> PullRequest:
        """Set fields that are not None, and count the version."""
        self._store.update(
            _TABLE, old.id, values | {"version": old.version + 1, "updated_at": self._forge.now()}
        )
        return self.by_id(old.id)

    def touch(self, pull_request: PullRequest) -> None:
        """Say that something about it was updated, which is no change of its version."""
        self._store.assign(_TABLE, pull_request.id, {"updated_at": self._forge.now()})

    def source_head(self, pull_request: PullRequest) -> str | None:
        """Return where the source branch is now, or None if it or its repository is gone."""
        if pull_request.source_repository_id is None:
            return None
        source = self._forge.repos.get(pull_request.source_repository_id)
        return self._forge.branches.head(source, pull_request.source_branch)

    def log(
        self, pull_request: PullRequest, action: str, actor: Account | None, **details: object
    ) -> None:
        """Add a line to its log."""
        self._activity.add(pull_request, action, actor, **details)

    def tell(
        self,
        kind: PullRequestEventKind,
        pull_request: PullRequest,
        actor: Account | None,
        *,
        previous: PullRequest | None = None,
    ) -> None:
        """Publish an event about it."""
        self._forge.publish(
            PullRequestEvent(
                kind=kind,
                repository=self._forge.repos.get(pull_request.repository_id),
                pull_request=pull_request,
                actor=actor,
                at=self._forge.now(),
                previous=previous,
            )
        )

    def tell_reviewers(self, old: PullRequest, new: PullRequest, actor: Account) -> None:
        """Log and publish which reviewers were added and removed, if any were."""
        added = [a for a in new.reviewers if a not in old.reviewers]
        removed = [a for a in old.reviewers if a not in new.reviewers]
        if added or removed:
            self.tell(PullRequestEventKind.REVIEWERS_CHANGED, new, actor, previous=old)
            self.log(new, "reviewers_changed", actor, added=added, removed=removed)

    def _check_related(self, source: Repository, target: Repository) -> None:
        repos = self._forge.repos
        if repos.root(source).id != repos.root(target).id:
            raise Invalid("source", f"{source.slug} is no relative of {target.slug}")

    def _check_ends(
        self,
        repository: Repository,
        target_branch: str,
        source_id: int | None,
        source_branch: str,
        *,
        but: int | None,
    ) -> None:
        if source_id == repository.id and source_branch == target_branch:
            raise Invalid("source_branch", "it is the target branch")
        row = self._store.row(
            _TABLE,
            repository_id=repository.id,
            target_branch=target_branch,
            source_repository_id=source_id,
            source_branch=source_branch,
            state=PullRequestState.OPEN,
        )
        if row is not None and row["id"] != but:
            existing = self._record(dict(row))
            raise AlreadyExists("pull request", existing.number, existing=existing)

    def _next_number(self, repository: Repository) -> int:
        row = self._store.row("repositories", id=repository.id)
        assert row is not None
        number: int = row["pull_requests"] + 1
        self._store.assign("repositories", repository.id, {"pull_requests": number})
        return number


def _changed(old: PullRequest, new: PullRequest) -> dict[str, object]:
    """Return the old and new value of each field that an edit changed."""
    return {
        name: {"old": getattr(old, name), "new": getattr(new, name)}
        for name in ("title", "description", "draft", "target_branch")
        if getattr(old, name) != getattr(new, name)
    }
