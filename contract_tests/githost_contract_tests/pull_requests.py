"""What every provider promises about pull requests."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    NotMergeableError,
    StaleRevisionError,
    UnsupportedError,
    ValidationError,
    WrongStateError,
)
from githost.model import (
    ActivityKind,
    ChangeKind,
    GroupRef,
    MergeStrategy,
    PullRequest,
    PullRequestState,
    UserRef,
    Verdict,
)
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import BEGUN, CONFLICT, FEATURE, MAIN, SIDE
from githost_contract_tests.refusals import DENIED, IMPOSSIBLE
from githost_contract_tests.requirements import honest_skip, requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded, Workshop, unique

__all__ = ["PullRequestContract"]

#: For each strategy, how many parents the tip of the target then has.
_PARENTS = {
    MergeStrategy.MERGE: 2,
    MergeStrategy.SQUASH: 1,
    MergeStrategy.FAST_FORWARD: 1,
    MergeStrategy.FAST_FORWARD_ONLY: 1,
    MergeStrategy.SQUASH_FAST_FORWARD: 1,
    MergeStrategy.REBASE_MERGE: 2,
    MergeStrategy.REBASE_FAST_FORWARD: 1,
}
_STALE_WRITES = {
    "update": lambda host, pull, revision: host.pull_requests.update(
        pull.ref.repo, pull.number, description="late", revision=revision
    ),
    "merge": lambda host, pull, revision: host.pull_requests.merge(
        pull.ref.repo, pull.number, revision=revision
    ),
    "close": lambda host, pull, revision: host.pull_requests.close(
        pull.ref.repo, pull.number, revision=revision
    ),
}


class PullRequestContract(ProviderContract):
    """Promises about pull requests."""

    @requires("pull_requests.create")
    def test_created_pull_request_is_read_back(self, host: githost.Host, busy: Seeded) -> None:
        """What was given to `create` is what `get` tells.

        If this fails: check that title, description and both branches are sent, that the answer is
        decoded as `get`'s is, and that names of branches lose `refs/heads/`.
        """
        source, target = busy.branch(FEATURE), busy.branch(MAIN)
        made = host.pull_requests.create(
            busy.ref, title="Add one", source=source, target=target, description="It was missing"
        )
        found = host.pull_requests.get(busy.ref, made.number)
        for pull in (sound(made), sound(found)):
            assert (pull.ref.repo, pull.ref.number) == (busy.ref, pull.number)
            assert (pull.title, pull.description) == ("Add one", "It was missing")
            assert (pull.source.branch, pull.target.branch) == (source, target)
            assert pull.source.repo == pull.target.repo == busy.ref
            assert pull.state is PullRequestState.OPEN
            assert not pull.draft
            assert pull.merge_commit is None
            assert pull.closed_at is None
        assert found.number == made.number >= 1

    @requires("pull_requests.get")
    def test_ends_name_the_commits_at_their_tips(
        self, host: githost.Host, busy: Seeded, pull: PullRequest
    ) -> None:
        """Each end names its commit, in full or by its first digits.

        If this fails: check which field of the host's object holds the commit.
        """
        found = host.pull_requests.get(busy.ref, pull.number)
        assert found.source.commit is not None
        assert found.target.commit is not None
        assert busy.commit(FEATURE).startswith(found.source.commit)
        assert busy.commit(MAIN).startswith(found.target.commit)

    @requires("pull_requests.get")
    @requires("users.me")
    def test_author_is_the_caller(self, host: githost.Host, pull: PullRequest) -> None:
        """Whoever opened it is its author, under the address that operations take.

        If this fails: decode authors as `users.me` is decoded.
        """
        found = host.pull_requests.get(pull.ref.repo, pull.number)
        assert found.author is not None
        assert found.author.ref == host.users.me().ref

    @requires("pull_requests.create")
    def test_target_is_the_default_branch_unless_told(
        self, host: githost.Host, busy: Seeded
    ) -> None:
        """Without `target` a pull request goes to the default branch.

        If this fails: where the host wants a target, read the default branch first.
        """
        made = host.pull_requests.create(busy.ref, title="Add one", source=busy.branch(FEATURE))
        assert made.target.branch == MAIN

    @requires("pull_requests.get")
    def test_missing_number_is_not_found(self, host: githost.Host, standing: Seeded) -> None:
        """A number that was never given is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.pull_requests.get(standing.ref, 99_999)

    @requires("pull_requests.get")
    @pytest.mark.parametrize(
        "number", [0, -1, True, "1", None], ids=["zero", "negative", "bool", "text", "none"]
    )
    def test_impossible_number_is_refused(
        self, host: githost.Host, standing: Seeded, number: Any
    ) -> None:
        """What is no number of a pull request is `ConfigurationError`, and nothing is sent.

        If this fails: take numbers through `githost.interface.pull_number`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.pull_requests.get(standing.ref, number)
        assert wire.seen == []

    @requires("pull_requests.create")
    def test_same_branches_twice_raises_already_exists(
        self, host: githost.Host, pull: PullRequest
    ) -> None:
        """A second open pull request of the same branches is `AlreadyExistsError`.

        If this fails: where the host takes it or changes the first one, look for that first.
        """
        with pytest.raises(AlreadyExistsError):
            host.pull_requests.create(
                pull.ref.repo,
                title="Again",
                source=pull.source.branch,
                target=pull.target.branch,
            )
        assert host.pull_requests.get(pull.ref.repo, pull.number).title == pull.title

    @requires("pull_requests.create")
    def test_nothing_to_merge_is_refused(self, host: githost.Host, busy: Seeded) -> None:
        """Branches between which there is nothing are `ConflictError` or `ValidationError`.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        source, target = busy.branch(MAIN), busy.branch(FEATURE)
        with pytest.raises((ConflictError, ValidationError)):
            host.pull_requests.create(busy.ref, title="Nothing", source=source, target=target)

    @requires("pull_requests.create")
    def test_missing_source_is_refused(self, host: githost.Host, busy: Seeded) -> None:
        """A source that is not there cannot be asked for.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(IMPOSSIBLE):
            host.pull_requests.create(
                busy.ref, title="Nothing", source=unique("missing"), target=MAIN
            )

    @requires("pull_requests.create")
    @pytest.mark.parametrize(
        ("source", "target"), [("", MAIN), (FEATURE, "")], ids=["source", "target"]
    )
    def test_branch_without_a_name_is_refused(
        self, host: githost.Host, standing: Seeded, source: str, target: str
    ) -> None:
        """A branch without a name is `ConfigurationError`, and nothing is sent.

        If this fails: take names through `githost.interface.ref_name`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.pull_requests.create(standing.ref, title="Nothing", source=source, target=target)
        assert wire.seen == []

    @requires("pull_requests.create")
    @requires("users.me")
    def test_author_cannot_be_a_reviewer(self, host: githost.Host, busy: Seeded) -> None:
        """Asking oneself for a review is `ValidationError`, and opens nothing.

        If this fails: check how the provider's `error` decodes a refused reviewer.
        """
        source, target = busy.branch(FEATURE), busy.branch(MAIN)
        with pytest.raises(ValidationError):
            host.pull_requests.create(
                busy.ref, title="Mine", source=source, target=target, reviewers=[host.users.me()]
            )
        assert target not in {pull.target.branch for pull in host.pull_requests.list(busy.ref)}

    @requires("pull_requests.create")
    def test_missing_reviewer_is_refused(self, host: githost.Host, busy: Seeded) -> None:
        """Asking somebody who is not there is `ValidationError`, and opens nothing.

        If this fails: check how the provider's `error` decodes a refused reviewer.
        """
        source, target = busy.branch(FEATURE), busy.branch(MAIN)
        with pytest.raises(ValidationError):
            host.pull_requests.create(
                busy.ref,
                title="Ask nobody",
                source=source,
                target=target,
                # An id as some hosts have them, and a name that nobody has on the others.
                reviewers=[UserRef(f"{{{uuid.uuid4()}}}")],
            )
        assert target not in {pull.target.branch for pull in host.pull_requests.list(busy.ref)}

    @requires("pull_requests.create")
    def test_group_as_a_reviewer_is_asked_or_unsupported(
        self, host: githost.Host, busy: Seeded, group: GroupRef
    ) -> None:
        """Where only people review, a group is `UnsupportedError`, and nothing is sent.

        If this fails: take reviewers through `githost.interface.reviewer_refs`.
        """
        source, target = busy.branch(FEATURE), busy.branch(MAIN)
        with exchanges() as wire:
            try:
                host.pull_requests.create(
                    busy.ref, title="Ask them", source=source, target=target, reviewers=[group]
                )
            except UnsupportedError:
                assert wire.seen == []

    @requires("pull_requests.create")
    def test_reviewers_are_asked(self, host: githost.Host, busy: Seeded, reviewer: UserRef) -> None:
        """Reviewers are there with no verdict, in the answer and in `get`.

        If this fails: check that the whole list is sent, and that people who were asked are decoded
        as reviews.
        """
        made = busy.pull_request(reviewers=[reviewer])
        found = host.pull_requests.get(busy.ref, made.number)
        for pull in (made, found):
            asked = [
                review.reviewer.ref for review in pull.reviews if review.verdict is Verdict.NONE
            ]
            assert asked == [reviewer]

    @requires("pull_requests.create", draft=True)
    @requires("pull_requests.update", draft=True)
    def test_draft_stays_draft_until_marked_ready(self, host: githost.Host, busy: Seeded) -> None:
        """A draft is reported as draft until it is marked ready, and can be one again.

        If this fails: check that `draft` is decoded, and that `update` sends both of its values and
        keeps it where it is not given.
        """
        source, target = busy.branch(FEATURE), busy.branch(MAIN)
        made = host.pull_requests.create(
            busy.ref, title="Add one", source=source, target=target, draft=True
        )
        assert made.draft
        assert host.pull_requests.update(busy.ref, made.number, title="Add one file").draft
        assert host.pull_requests.get(busy.ref, made.number).draft
        assert not host.pull_requests.update(busy.ref, made.number, draft=False).draft
        assert not host.pull_requests.get(busy.ref, made.number).draft

    @requires("pull_requests.create", source_repo="acme/fork")
    @requires("repos.fork")
    def test_pull_request_may_come_from_a_fork(
        self, host: githost.Host, busy: Seeded, workshop: Workshop
    ) -> None:
        """`source_repo` is where the source branch lies; the pull request lies in the target's.

        If this fails: check that the source's repository is sent, and that each end is decoded with
        its own.
        """
        where = workshop.address("fork")
        host.repos.fork(busy.ref, into=where.namespace, name=where.name)
        made = host.pull_requests.create(
            busy.ref,
            title="Add one",
            source=FEATURE,
            target=busy.branch(MAIN),
            source_repo=where,
        )
        assert made.ref.repo == made.target.repo == busy.ref
        assert made.source.repo == where

    @requires("pull_requests.list")
    def test_list_gives_open_ones_unless_told(self, host: githost.Host, busy: Seeded) -> None:
        """`state` is OPEN unless told, and None gives all.

        If this fails: check what the host lists where no state is sent, and what it calls all.
        """
        opened, closed = busy.pull_request(), busy.pull_request()
        host.pull_requests.close(busy.ref, closed.number)

        def listed(**filters: Any) -> set[int]:
            found = [pull.number for pull in host.pull_requests.list(busy.ref, **filters)]
            assert len(found) == len(set(found))
            return {opened.number, closed.number}.intersection(found)

        assert listed() == {opened.number}
        assert listed(state=None) == {opened.number, closed.number}
        assert listed(state=PullRequestState.CLOSED) == {closed.number}
        assert listed(state=PullRequestState.MERGED) == set()

    @requires("pull_requests.list", source="x")
    @requires("pull_requests.list", target="x")
    def test_list_is_filtered_by_branches(self, host: githost.Host, busy: Seeded) -> None:
        """`source` and `target` are whole names, alone and together; empty ones are refused.

        If this fails: filter in the provider what the host cannot, also where it takes one only;
        take names through `githost.interface.ref_name`.
        """
        pull, elsewhere = busy.pull_request(), busy.pull_request()
        source, target = pull.source.branch, pull.target.branch

        def listed(**filters: Any) -> list[int]:
            return [found.number for found in host.pull_requests.list(busy.ref, **filters)]

        assert listed(source=source) == [pull.number]
        assert listed(target=target) == [pull.number]
        assert listed(source=source, target=target) == [pull.number]
        assert listed(source=source, target=elsewhere.target.branch) == []
        assert listed(source=source[:-1]) == []
        for nameless in ({"source": ""}, {"target": ""}):
            with pytest.raises(ConfigurationError):
                listed(**nameless)

    @requires("pull_requests.list", author=UserRef("x"))
    @requires("users.me")
    def test_list_is_filtered_by_author(
        self, host: githost.Host, pull: PullRequest, other: UserRef
    ) -> None:
        """`author` keeps one person's; a group is `ConfigurationError`.

        If this fails: hosts ignore parameters that they do not know; check the name of this one.
        """
        repo, target = pull.ref.repo, pull.target.branch
        mine = host.pull_requests.list(repo, author=host.users.me(), target=target)
        assert [found.number for found in mine] == [pull.number]
        assert host.pull_requests.list(repo, author=other, target=target).all() == []
        with pytest.raises(ConfigurationError):
            host.pull_requests.list(repo, author=GroupRef("developers")).first()

    @requires("pull_requests.list", updated_after=None)
    def test_list_is_filtered_by_time(self, host: githost.Host, pull: PullRequest) -> None:
        """`updated_after` keeps what was changed later.

        If this fails: send the time in UTC, or filter in the provider.
        """
        changed = host.pull_requests.get(pull.ref.repo, pull.number).updated_at
        if changed is None:
            pytest.skip("unsupported: the host does not tell when a pull request was changed")

        def listed(after: Any) -> set[int]:
            pulls = host.pull_requests.list(pull.ref.repo, updated_after=after)
            return {found.number for found in pulls}

        assert pull.number in listed(changed - timedelta(days=1))
        assert pull.number not in listed(changed + timedelta(days=1))

    @requires("pull_requests.list")
    def test_others_cannot_list(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights does not see a private repository's pull requests.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.pull_requests.list(standing.ref).first()

    @requires("pull_requests.update")
    def test_update_changes_what_is_given_and_leaves_the_rest(
        self, host: githost.Host, busy: Seeded, reviewer: UserRef
    ) -> None:
        """A new title leaves description, target and reviewers as they were, and so on.

        If this fails: hosts drop what is not sent back; read first, and send it all.
        """
        made = busy.pull_request(description="It was missing", reviewers=[reviewer])
        titled = host.pull_requests.update(busy.ref, made.number, title="Add one file")
        assert titled.title == "Add one file"
        assert titled.description == "It was missing"
        assert [review.reviewer.ref for review in titled.reviews] == [reviewer]
        described = host.pull_requests.update(busy.ref, made.number, description="")
        found = host.pull_requests.get(busy.ref, made.number)
        assert described.description == found.description == ""
        assert found.title == "Add one file"
        assert found.target.branch == made.target.branch
        assert [review.reviewer.ref for review in found.reviews] == [reviewer]

    @requires("pull_requests.update")
    def test_reviewers_are_replaced(
        self, host: githost.Host, busy: Seeded, reviewer: UserRef
    ) -> None:
        """`reviewers` is the whole new list, and an empty one is a value.

        If this fails: compare arguments with None, not by their truth.
        """
        made = busy.pull_request()
        asked = host.pull_requests.update(busy.ref, made.number, reviewers=[reviewer])
        assert [review.reviewer.ref for review in asked.reviews] == [reviewer]
        host.pull_requests.update(busy.ref, made.number, reviewers=[])
        found = host.pull_requests.get(busy.ref, made.number)
        assert reviewer not in {review.reviewer.ref for review in found.reviews}

    @requires("pull_requests.update", target="x")
    def test_target_can_be_changed(self, host: githost.Host, busy: Seeded) -> None:
        """A pull request can be led to another branch.

        If this fails: check that `target` is sent as the host wants it.
        """
        made, target = busy.pull_request(), busy.branch(MAIN)
        host.pull_requests.update(busy.ref, made.number, target=target)
        found = host.pull_requests.get(busy.ref, made.number)
        assert (found.source.branch, found.target.branch) == (made.source.branch, target)

    @requires("pull_requests.update")
    def test_update_without_revision_reads_it_first(
        self, host: githost.Host, pull: PullRequest
    ) -> None:
        """Who gives no revision writes, whatever was changed before.

        If this fails: read the pull request's revision before each write, where the host wants one.
        """
        host.pull_requests.update(pull.ref.repo, pull.number, title="Once")
        assert host.pull_requests.update(pull.ref.repo, pull.number, title="Twice").title == "Twice"

    @requires("pull_requests.get")
    @pytest.mark.parametrize("write", _STALE_WRITES.values(), ids=_STALE_WRITES)
    def test_stale_revision_is_refused(
        self,
        host: githost.Host,
        pull: PullRequest,
        write: Callable[[githost.Host, PullRequest, str], object],
    ) -> None:
        """An old `revision` is `StaleRevisionError` and changes nothing.

        On a host without revisions it is `ConfigurationError`, and nothing is sent.

        If this fails: send the revision that is given, not one that was read; and refuse it where
        `PullRequest.revision` is always None.
        """
        try:
            if pull.revision is None:
                with exchanges() as wire, pytest.raises(ConfigurationError):
                    write(host, pull, "1")
                assert wire.seen == []
            else:
                host.pull_requests.update(pull.ref.repo, pull.number, title="Changed in between")
                with pytest.raises(StaleRevisionError):
                    write(host, pull, pull.revision)
        except UnsupportedError as error:
            honest_skip(host, error)
        found = host.pull_requests.get(pull.ref.repo, pull.number)
        assert (found.state, found.description) == (PullRequestState.OPEN, pull.description)

    @requires("pull_requests.update")
    def test_current_revision_is_accepted(self, host: githost.Host, pull: PullRequest) -> None:
        """The `revision` that was read last lets the change through, and changes itself.

        If this fails: decode the revision from every answer that shows the pull request.
        """
        if pull.revision is None:
            pytest.skip("unsupported: the host has no revisions of pull requests")
        changed = host.pull_requests.update(
            pull.ref.repo, pull.number, title="Changed", revision=pull.revision
        )
        assert changed.revision not in {None, pull.revision}
        found = host.pull_requests.get(pull.ref.repo, pull.number)
        assert found.revision == changed.revision

    @requires("pull_requests.merge")
    def test_merged_pull_request_is_merged(
        self, host: githost.Host, busy: Seeded, pull: PullRequest
    ) -> None:
        """After a merge the target holds the change, and the pull request says so.

        If this fails: wait until the host is done, and decode state, time and commit from there.
        """
        merged = sound(host.pull_requests.merge(busy.ref, pull.number))
        found = sound(host.pull_requests.get(busy.ref, pull.number))
        tip = busy.tip(pull.target.branch)
        for answer in (merged, found):
            assert answer.state is PullRequestState.MERGED
            assert answer.merge_commit is not None
            assert tip.startswith(answer.merge_commit)
        assert found.closed_at is not None
        assert "one.txt" in busy.paths(pull.target.branch)
        assert busy.tip(pull.source.branch) == busy.commit(FEATURE)

    @requires("pull_requests.merge")
    @pytest.mark.parametrize("strategy", MergeStrategy, ids=str)
    def test_strategy_shapes_the_history(
        self, host: githost.Host, busy: Seeded, strategy: MergeStrategy
    ) -> None:
        """Each strategy of `Provider.merge_strategies` leads to its own shape; others are refused.

        If this fails: state the strategies with `limits(strategy=…)`, and check which of the host's
        words each is sent as.
        """
        pull = busy.pull_request(FEATURE, MAIN)
        if strategy not in host.provider.merge_strategies:
            with exchanges() as wire, pytest.raises(UnsupportedError) as refused:
                host.pull_requests.merge(busy.ref, pull.number, strategy=strategy)
            assert wire.writes == []
            if not host.supports("pull_requests.merge"):
                raise refused.value
            return
        host.pull_requests.merge(busy.ref, pull.number, strategy=strategy)
        tip = host.commits.get(busy.ref, busy.tip(pull.target.branch))
        assert len(tip.parents) == _PARENTS[strategy]
        if strategy in {MergeStrategy.FAST_FORWARD, MergeStrategy.FAST_FORWARD_ONLY}:
            assert tip.sha == busy.commit(FEATURE)
        if strategy in {MergeStrategy.SQUASH, MergeStrategy.SQUASH_FAST_FORWARD}:
            assert tip.parents == (busy.commit(MAIN),)

    @requires("pull_requests.merge", strategy=MergeStrategy.FAST_FORWARD_ONLY)
    def test_fast_forward_only_refuses_what_has_diverged(
        self, host: githost.Host, busy: Seeded
    ) -> None:
        """Where the target has moved on, FAST_FORWARD_ONLY is `NotMergeableError`.

        If this fails: check which of the host's words it is sent as, and how the refusal is
        decoded.
        """
        pull = busy.pull_request(FEATURE, SIDE)
        with pytest.raises(NotMergeableError):
            host.pull_requests.merge(
                busy.ref, pull.number, strategy=MergeStrategy.FAST_FORWARD_ONLY
            )
        assert busy.tip(pull.target.branch) == busy.commit(SIDE)

    @requires("pull_requests.merge", strategy=MergeStrategy.MERGE, message="x")
    @requires("commits.get")
    def test_merge_message_is_kept(
        self, host: githost.Host, busy: Seeded, pull: PullRequest
    ) -> None:
        """The commit of a merge holds the given message.

        If this fails: check that `message` is sent.
        """
        host.pull_requests.merge(
            busy.ref, pull.number, strategy=MergeStrategy.MERGE, message="Said by the contract"
        )
        made = host.commits.get(busy.ref, busy.tip(pull.target.branch))
        assert "Said by the contract" in made.message

    @requires("pull_requests.merge")
    def test_conflict_is_not_mergeable(self, host: githost.Host, busy: Seeded) -> None:
        """What conflicts is `NotMergeableError`, and stays open.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        pull = busy.pull_request(CONFLICT, MAIN)
        with pytest.raises(NotMergeableError):
            host.pull_requests.merge(busy.ref, pull.number)
        assert host.pull_requests.get(busy.ref, pull.number).state is PullRequestState.OPEN
        assert busy.tip(pull.target.branch) == busy.commit(MAIN)

    @requires("pull_requests.merge", delete_source=True)
    def test_merge_can_delete_the_source(
        self, host: githost.Host, busy: Seeded, pull: PullRequest
    ) -> None:
        """With `delete_source` the source branch is gone after the merge.

        If this fails: where the host cannot do it in the merge, delete the branch afterwards.
        """
        merged = host.pull_requests.merge(busy.ref, pull.number, delete_source=True)
        assert merged.state is PullRequestState.MERGED
        with pytest.raises(NotFoundError):
            host.branches.get(busy.ref, pull.source.branch)

    @requires("pull_requests.create", delete_source=True)
    @requires("pull_requests.merge")
    def test_create_can_promise_to_delete_the_source(
        self, host: githost.Host, busy: Seeded
    ) -> None:
        """With `delete_source` at its creation, the source is gone after any merge.

        If this fails: let `merge` leave it to the host unless `delete_source` is true.
        """
        made = host.pull_requests.create(
            busy.ref,
            title="Add one",
            source=busy.branch(FEATURE),
            target=busy.branch(MAIN),
            delete_source=True,
        )
        host.pull_requests.merge(busy.ref, made.number)
        with pytest.raises(NotFoundError):
            host.branches.get(busy.ref, made.source.branch)

    @requires("pull_requests.merge", source_commit="0" * 40)
    def test_source_commit_guards_the_merge(self, host: githost.Host, busy: Seeded) -> None:
        """Where the source is not at `source_commit`, `ConflictError` and nothing is merged.

        If this fails: where the host does not take it, compare before merging.
        """
        pull = busy.pull_request(FEATURE, MAIN)
        with pytest.raises(ConflictError):
            host.pull_requests.merge(busy.ref, pull.number, source_commit=busy.commit(BEGUN))
        assert busy.tip(pull.target.branch) == busy.commit(MAIN)
        merged = host.pull_requests.merge(busy.ref, pull.number, source_commit=busy.commit(FEATURE))
        assert merged.state is PullRequestState.MERGED

    @requires("pull_requests.merge", source_commit="0" * 40)
    @pytest.mark.parametrize(
        "given", ["", MAIN, "0123", "0" * 41], ids=["empty", "branch", "short", "long"]
    )
    def test_source_commit_must_be_a_sha(
        self, host: githost.Host, standing: Seeded, given: str
    ) -> None:
        """What guards nothing is `ConfigurationError`, and nothing is sent.

        If this fails: take `source_commit` through `githost.interface.commit_sha`.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.pull_requests.merge(standing.ref, 1, source_commit=given)
        assert wire.seen == []

    @requires("pull_requests.merge")
    def test_merged_one_takes_no_more(self, host: githost.Host, pull: PullRequest) -> None:
        """Merging, closing or changing a merged pull request is `WrongStateError`.

        If this fails: check how the provider's `error` decodes the host's refusal; where its answer
        does not tell, read the state.
        """
        repo, number = pull.ref.repo, pull.number
        host.pull_requests.merge(repo, number)
        with pytest.raises(WrongStateError):
            host.pull_requests.merge(repo, number)
        with pytest.raises(WrongStateError):
            host.pull_requests.close(repo, number)
        with pytest.raises(WrongStateError):
            host.pull_requests.update(repo, number, title="Too late")

    @requires("pull_requests.close")
    def test_closed_pull_request_is_closed(
        self, host: githost.Host, busy: Seeded, pull: PullRequest
    ) -> None:
        """Closing merges nothing and is remembered; a closed one is closed or merged no more.

        If this fails: check that every word of the host for it is decoded as CLOSED, and how its
        refusals are.
        """
        closed = host.pull_requests.close(busy.ref, pull.number)
        found = sound(host.pull_requests.get(busy.ref, pull.number))
        assert closed.state is found.state is PullRequestState.CLOSED
        assert found.closed_at is not None
        assert found.merge_commit is None
        assert busy.tip(pull.target.branch) == busy.commit(MAIN)
        with pytest.raises(WrongStateError):
            host.pull_requests.close(busy.ref, pull.number)
        with pytest.raises(WrongStateError):
            host.pull_requests.merge(busy.ref, pull.number)

    @requires("pull_requests.reopen")
    @requires("pull_requests.close")
    def test_closed_one_can_be_reopened(self, host: githost.Host, pull: PullRequest) -> None:
        """A closed pull request can be opened again; an open one cannot.

        If this fails: check that the current revision is sent, and how a refusal is decoded.
        """
        repo, number = pull.ref.repo, pull.number
        host.pull_requests.close(repo, number)
        assert host.pull_requests.reopen(repo, number).state is PullRequestState.OPEN
        found = host.pull_requests.get(repo, number)
        assert (found.state, found.closed_at) == (PullRequestState.OPEN, None)
        with pytest.raises(WrongStateError):
            host.pull_requests.reopen(repo, number)

    @requires("pull_requests.mergeability")
    def test_mergeability_tells_of_conflicts(self, host: githost.Host, busy: Seeded) -> None:
        """A conflict is told; what merges cleanly is never called a conflict.

        If this fails: give None, never a guess, for what the host does not tell.
        """
        clean = busy.pull_request(FEATURE, MAIN)
        conflicting = busy.pull_request(CONFLICT, MAIN)
        good = host.pull_requests.mergeability(busy.ref, clean.number)
        bad = host.pull_requests.mergeability(busy.ref, conflicting.number)
        assert good.can_merge in {True, None}
        assert good.conflicted in {False, None}
        assert (bad.can_merge in {False, None}, bad.conflicted) == (True, True)

    @requires("pull_requests.commits")
    def test_commits_are_those_that_it_adds(
        self, host: githost.Host, busy: Seeded, pull: PullRequest
    ) -> None:
        """The commits that the target lacks, newest first.

        If this fails: check which two branches are compared, and in which order.
        """
        found = host.pull_requests.commits(busy.ref, pull.number).all()
        assert [commit.sha for commit in found] == [busy.commit(FEATURE), busy.commit(BEGUN)]

    @requires("pull_requests.diff")
    def test_diff_is_text_in_bytes(self, host: githost.Host, pull: PullRequest) -> None:
        """The diff is unified, and what the pull request adds begins with `+`.

        If this fails: ask for `text/plain`, and follow the host's redirect.
        """
        diff = host.pull_requests.diff(pull.ref.repo, pull.number)
        assert isinstance(diff, bytes)
        assert b"one.txt" in diff
        assert b"\n+and more" in diff

    @requires("pull_requests.changes")
    def test_changes_name_the_files(self, host: githost.Host, pull: PullRequest) -> None:
        """The files that differ are listed; lines are counted, or None.

        If this fails: check how the host's words for kinds of change are decoded.
        """
        changes = host.pull_requests.changes(pull.ref.repo, pull.number).all()
        assert [(sound(c).path, c.kind) for c in changes] == [("one.txt", ChangeKind.ADDED)]
        assert changes[0].old_path is None
        assert changes[0].lines_added in {2, None}
        assert changes[0].lines_removed in {0, None}

    @requires("pull_requests.activity")
    @requires("pull_requests.close")
    def test_activity_tells_what_happened(self, host: githost.Host, pull: PullRequest) -> None:
        """What happened is listed, newest first, each entry once.

        If this fails: check how the host's words are decoded, and that ids differ.
        """
        host.pull_requests.close(pull.ref.repo, pull.number)
        found = [sound(one) for one in host.pull_requests.activity(pull.ref.repo, pull.number)]
        assert found[0].kind is ActivityKind.CLOSED
        assert len({one.id for one in found}) == len(found)
        times = [one.created_at for one in found if one.created_at is not None]
        assert times == sorted(times, reverse=True)

    @requires("pull_requests.get")
    def test_push_to_the_source_is_noticed(self, host: githost.Host, busy: Seeded) -> None:
        """After a push the source names the new commit.

        If this fails: read the source's commit from the host each time.
        """
        pull = busy.pull_request(SIDE, MAIN)
        busy.push(busy.commit(FEATURE), pull.source.branch)
        found = host.pull_requests.get(busy.ref, pull.number)
        assert found.source.commit is not None
        assert busy.commit(FEATURE).startswith(found.source.commit)
