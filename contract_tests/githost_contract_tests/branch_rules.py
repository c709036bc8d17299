"""What every provider promises about branch rules."""

import pytest

import githost
from githost.errors import ConflictError, NotFoundError, UnsupportedError, ValidationError
from githost.model import BranchRule, BranchRuleKind, EnsureOutcome, Repository, UserRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound

__all__ = ["BranchRuleContract"]

#: Kinds that let named people through; hosts have one of them at least.
_NAMING = (BranchRuleKind.PUSH, BranchRuleKind.READ_ONLY, BranchRuleKind.PULL_REQUEST_ONLY)
#: Kinds that have a number.
_NUMBERED = frozenset(
    {
        BranchRuleKind.REQUIRE_APPROVALS,
        BranchRuleKind.REQUIRE_DEFAULT_REVIEWER_APPROVALS,
        BranchRuleKind.REQUIRE_PASSING_BUILDS,
        BranchRuleKind.REQUIRE_COMMITS_BEHIND,
    }
)


class BranchRuleContract(ProviderContract):
    """Promises about branch rules."""

    @pytest.fixture
    def naming(self, host: githost.Host) -> BranchRuleKind:
        """Give a kind of the host's that lets named people through."""
        taken = [kind for kind in _NAMING if host.supports("branch_rules.create", kind=kind)]
        return taken[0] if taken else BranchRuleKind.PUSH

    @pytest.fixture
    def named(self, host: githost.Host, repo: Repository, other: UserRef) -> UserRef:
        """Let the second user write to `repo`, for hosts let only such people through."""
        host.permissions.grant(repo, other, githost.Permission.WRITE)
        return other

    @requires("branch_rules.create")
    @requires("branch_rules.get")
    @requires("branch_rules.list")
    def test_created_rule_is_read_back(
        self, host: githost.Host, repo: Repository, naming: BranchRuleKind, named: UserRef
    ) -> None:
        """Kind, pattern and whom it lets through are what was given.

        If this fails: check how the host writes patterns, and that users are sent by their key.
        """
        made = host.branch_rules.create(repo, kind=naming, pattern="release/*", users=[named])
        for rule in (made, host.branch_rules.get(repo, made.id), *host.branch_rules.list(repo)):
            assert (sound(rule).id, rule.kind, rule.pattern) == (made.id, naming, "release/*")
            assert rule.users == {named}
            assert rule.groups == frozenset()

    @requires("branch_rules.create")
    @pytest.mark.parametrize(
        "kind", [kind for kind in BranchRuleKind if kind is not BranchRuleKind.UNKNOWN], ids=str
    )
    def test_kind_is_kept_or_refused(
        self, host: githost.Host, repo: Repository, kind: BranchRuleKind
    ) -> None:
        """Each kind is the host's, and read back; or `UnsupportedError`, and nothing is sent.

        If this fails: state the kinds with `limits(kind=…)`, and check their words.
        """
        value = 1 if kind in _NUMBERED else None
        with exchanges() as wire:
            try:
                made = host.branch_rules.create(repo, kind=kind, pattern="main", value=value)
            except UnsupportedError:
                made = None
        # Only now: before the call the host's version may not be known, and with it the answer.
        supported = bool(host.supports("branch_rules.create", kind=kind))
        assert (made is not None) is supported
        if made is None:
            assert wire.writes == []
        else:
            assert host.branch_rules.get(repo, made.id).kind is kind

    @requires("branch_rules.create", kind=BranchRuleKind.REQUIRE_APPROVALS)
    def test_number_is_kept(self, host: githost.Host, repo: Repository) -> None:
        """`value` is kept in kinds that have one, and can be changed.

        If this fails: check that it is sent.
        """
        made = host.branch_rules.create(
            repo, kind=BranchRuleKind.REQUIRE_APPROVALS, pattern="main", value=2
        )
        assert host.branch_rules.get(repo, made.id).value == 2
        assert host.branch_rules.update(repo, made.id, value=3).value == 3

    @requires("branch_rules.update")
    def test_update_changes_what_is_given_and_leaves_the_rest(
        self, host: githost.Host, repo: Repository, naming: BranchRuleKind, named: UserRef
    ) -> None:
        """A new pattern leaves kind and users; an empty list of users is a value.

        If this fails: hosts replace the whole rule; read first, and send it all.
        """
        made = host.branch_rules.create(repo, kind=naming, pattern="main", users=[named])
        moved = host.branch_rules.update(repo, made.id, pattern="release/*")
        assert (moved.kind, moved.pattern, moved.users) == (naming, "release/*", frozenset({named}))
        emptied = host.branch_rules.update(repo, moved.id, users=[])
        assert (emptied.pattern, emptied.users) == ("release/*", frozenset())
        assert [rule.id for rule in host.branch_rules.list(repo)] == [emptied.id]

    @requires("branch_rules.delete")
    def test_deleted_rule_is_gone(
        self, host: githost.Host, repo: Repository, naming: BranchRuleKind
    ) -> None:
        """Reading and deleting what is not there is `NotFoundError`.

        If this fails: some hosts answer success where there is nothing; tell the two apart.
        """
        made = host.branch_rules.create(repo, kind=naming, pattern="main")
        host.branch_rules.delete(repo, made.id)
        assert host.branch_rules.list(repo).all() == []
        with pytest.raises(NotFoundError):
            host.branch_rules.get(repo, made.id)
        with pytest.raises(NotFoundError):
            host.branch_rules.delete(repo, made.id)

    @requires("branch_rules.ensure")
    def test_ensure_writes_what_differs_only(
        self, host: githost.Host, repo: Repository, naming: BranchRuleKind, named: UserRef
    ) -> None:
        """`ensure` creates, leaves alone and changes one rule, and says which.

        If this fails: leave `ensure` to the interface, and check `list`, `create` and `update`.
        """
        other = host.branch_rules.create(repo, kind=naming, pattern="other")
        created = host.branch_rules.ensure(repo, kind=naming, pattern="main")
        with exchanges() as wire:
            same = host.branch_rules.ensure(repo, kind=naming, pattern="main")
        assert wire.writes == []
        changed = host.branch_rules.ensure(repo, kind=naming, pattern="main", users=[named])
        assert created.outcome is EnsureOutcome.CREATED
        assert same.outcome is EnsureOutcome.UNCHANGED
        assert (changed.outcome, changed.changes) == (EnsureOutcome.CHANGED, ("users",))
        rules = {rule.id: rule.users for rule in host.branch_rules.list(repo)}
        assert rules == {other.id: frozenset(), changed.value.id: {named}}

    @requires("branch_rules.create")
    def test_second_rule_of_one_kind_and_pattern(
        self, host: githost.Host, repo: Repository, naming: BranchRuleKind
    ) -> None:
        """A second rule of the same kind and pattern is refused, or one of the two.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        first = host.branch_rules.create(repo, kind=naming, pattern="main")
        second: BranchRule | None = None
        try:
            second = host.branch_rules.create(repo, kind=naming, pattern="main")
        except (ConflictError, ValidationError):
            assert [rule.id for rule in host.branch_rules.list(repo)] == [first.id]
        else:
            assert second.id in {rule.id for rule in host.branch_rules.list(repo)}

    @requires("branch_rules.list")
    def test_others_cannot_list(
        self, host: githost.Host, other_host: githost.Host, repo: Repository
    ) -> None:
        """Somebody without rights sees none.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.branch_rules.list(repo.ref).first()
