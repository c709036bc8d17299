"""What the interface builds from other operations: `ensure` writes only what differs."""

import functools
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

import attrs
import pytest

from githost.errors import ConfigurationError, NotFoundError, UnsupportedError
from githost.interface.addresses import (
    GroupLike,
    RepoLike,
    Subject,
    Target,
    UserLike,
    group_ref,
    repo_ref,
    subject_ref,
    user_ref,
)
from githost.interface.branch_rules import BranchRules
from githost.interface.hooks import Hooks
from githost.interface.permissions import Permissions
from githost.interface.repos import Repos
from githost.model import (
    BranchRule,
    BranchRuleKind,
    Ensured,
    EnsureOutcome,
    Event,
    Grant,
    GroupRef,
    Hook,
    Permission,
    RepoRef,
    Repository,
    UserRef,
    Via,
    Visibility,
)
from githost.wire import Op, Pages, Step, Work, work

T = TypeVar("T")

SITE = RepoRef("acme", "site")
ADA = UserRef("{ada}")
DEVS = GroupRef("devs")
URL = "https://ci.example/hook"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def run(operation: Op[T]) -> T:
    """Do the work that an operation without a wire asks for, and throw its errors into it."""
    advance: Callable[[], Step] = functools.partial(next, operation)
    while True:
        try:
            step = advance()
        except StopIteration as stop:
            value: T = stop.value
            return value
        assert isinstance(step, Work)
        try:
            advance = functools.partial(operation.send, step.do())
        except NotFoundError as error:
            advance = functools.partial(operation.throw, error)


class MemoryRepos(Repos):
    """Repositories in a dictionary, and the writes that were made."""

    def __init__(self, *repos: Repository) -> None:
        self.held = {repo.ref: repo for repo in repos}
        self.writes: list[dict[str, Any]] = []

    def get(self, repo: RepoLike) -> Op[Repository]:
        """Look it up."""

        def find() -> Repository:
            if repo_ref(repo) not in self.held:
                raise NotFoundError("no such repository", status=404)
            return self.held[repo_ref(repo)]

        return (yield from work(find))

    def create(
        self,
        repo: RepoLike,
        *,
        visibility: Visibility = Visibility.PRIVATE,
        description: str | None = None,
        project: str | None = None,
        default_branch: str | None = None,
    ) -> Op[Repository]:
        """Remember what was given."""
        made = Repository(
            id="1",
            ref=repo_ref(repo),
            name=repo_ref(repo).name,
            visibility=visibility,
            description=description or "",
            project=project,
            default_branch=default_branch,
        )
        self.held[made.ref] = made
        return (yield from work(lambda: made))

    def update(
        self,
        repo: RepoLike,
        *,
        name: str | None = None,
        description: str | None = None,
        visibility: Visibility | None = None,
        project: str | None = None,
        archived: bool | None = None,
    ) -> Op[Repository]:
        """Remember what was given, and nothing else."""
        given = {"description": description, "visibility": visibility, "project": project}
        self.writes.append({key: value for key, value in given.items() if value is not None})
        return (yield from work(lambda: attrs.evolve(self.held[repo_ref(repo)], **self.writes[-1])))


class MemoryPermissions(Permissions):
    """Grants in a dictionary, and the subjects that were written."""

    def __init__(self, *grants: Grant) -> None:
        self.held = {grant.subject: grant for grant in grants}
        self.writes: list[tuple[str, UserRef | GroupRef]] = []

    def get(self, target: Target, subject: Subject) -> Op[Grant]:
        """Look it up."""
        who = subject_ref(subject)
        nothing = Grant(subject=who, permission=Permission.NONE)
        return (yield from work(lambda: self.held.get(who, nothing)))

    def grant(
        self,
        target: Target,
        subject: Subject,
        permission: Permission,
        *,
        role: str | None = None,
    ) -> Op[Grant]:
        """Remember who was written."""
        who = subject_ref(subject)
        self.writes.append(("grant", who))
        granted = Grant(subject=who, permission=permission, role=role or permission.value)
        self.held[who] = granted
        return (yield from work(lambda: granted))

    def revoke(self, target: Target, subject: Subject) -> Op[None]:
        """Remember who was written."""
        who = subject_ref(subject)
        self.writes.append(("revoke", who))
        yield from work(lambda: self.held.pop(who))


#: A host on which two neutral events share one key.
KEYS = {Event.PR_UPDATED: "pr:changed", Event.PR_SOURCE_UPDATED: "pr:changed", Event.PUSH: "push"}


class MemoryHooks(Hooks):
    """Hooks in a list, and the updates that were made."""

    def __init__(self, *hooks: Hook) -> None:
        self.held = hooks
        self.created: list[dict[str, Any]] = []
        self.writes: list[dict[str, Any]] = []

    def vendor_keys(self, events: Collection[Event | str]) -> frozenset[str]:
        """Translate by the table above."""
        return frozenset(KEYS[Event(event)] for event in events)

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[Hook]:
        """Give them on one page."""
        return Pages.whole(lambda: work(lambda: self.held))

    def create(
        self,
        target: Target,
        *,
        url: str,
        events: Collection[Event | str],
        secret: str | None = None,
        active: bool = True,
        description: str | None = None,
        verify_ssl: bool = True,
    ) -> Op[Hook]:
        """Remember what was given."""
        self.created.append({"url": url, "secret": secret, "active": active})
        return (yield from work(lambda: hook(vendor_events=self.vendor_keys(events))))

    def update(
        self,
        target: Target,
        hook: str,
        *,
        url: str | None = None,
        events: Collection[Event | str] | None = None,
        secret: str | None = None,
        active: bool | None = None,
        description: str | None = None,
        verify_ssl: bool | None = None,
    ) -> Op[Hook]:
        """Remember what was given, and nothing else."""
        given = {"hook": hook, "events": events, "secret": secret, "active": active}
        self.writes.append({key: value for key, value in given.items() if value is not None})
        return (yield from work(lambda: self.held[0]))


def hook(**fields: Any) -> Hook:
    """Make a hook on pushes that has a secret, but for what is given."""
    standard: dict[str, Any] = {"vendor_events": frozenset({"push"}), "has_secret": True}
    return Hook(**{"id": "5", "url": URL, **standard, **fields})


class MemoryRules(BranchRules):
    """Branch rules in a list, and the updates that were made."""

    def __init__(self, *rules: BranchRule) -> None:
        self.held = rules
        self.writes: list[dict[str, Any]] = []

    def list(
        self, target: Target, *, page_size: int | None = None, cursor: str | None = None
    ) -> Pages[BranchRule]:
        """Give them on one page."""
        return Pages.whole(lambda: work(lambda: self.held))

    def create(
        self,
        target: Target,
        *,
        kind: BranchRuleKind,
        pattern: str,
        users: Iterable[UserLike] = (),
        groups: Iterable[GroupLike] = (),
        value: int | None = None,
    ) -> Op[BranchRule]:
        """Remember what was given."""
        made = BranchRule(
            id="9",
            kind=kind,
            pattern=pattern,
            users=frozenset(user_ref(user) for user in users),
            groups=frozenset(group_ref(group) for group in groups),
            value=value,
        )
        return (yield from work(lambda: made))

    def update(
        self,
        target: Target,
        rule: str,
        *,
        pattern: str | None = None,
        users: Iterable[UserLike] | None = None,
        groups: Iterable[GroupLike] | None = None,
        value: int | None = None,
    ) -> Op[BranchRule]:
        """Remember what was given, and nothing else."""
        given = {"rule": rule, "users": users, "groups": groups, "value": value}
        self.writes.append({key: value for key, value in given.items() if value is not None})
        return (yield from work(lambda: self.held[0]))


def outcome(ensured: Ensured[Any]) -> tuple[EnsureOutcome, tuple[str, ...]]:
    """Give what was done and what differed."""
    return ensured.outcome, ensured.changes


HERE = Repository(
    id="1",
    ref=SITE,
    name="Site",
    description="Ours",
    visibility=Visibility.PRIVATE,
    default_branch="main",
    created_at=NOON,
)


def test_a_missing_repository_is_created_private() -> None:
    """Nothing becomes public because nobody said otherwise."""
    repos = MemoryRepos()

    ensured = run(repos.ensure("acme/site", default_branch="main"))

    assert outcome(ensured) == (EnsureOutcome.CREATED, ())
    assert ensured.value.visibility is Visibility.PRIVATE
    assert ensured.value.default_branch == "main"


def test_a_repository_as_wanted_is_not_written() -> None:
    """None leaves a value as it is."""
    repos = MemoryRepos(HERE)

    ensured = run(repos.ensure(SITE, description="Ours", default_branch="main"))

    assert outcome(ensured) == (EnsureOutcome.UNCHANGED, ())
    assert repos.writes == []


def test_only_what_differs_of_a_repository_is_written() -> None:
    """A host that replaces what it is sent is sent nothing else."""
    repos = MemoryRepos(HERE)

    ensured = run(repos.ensure(SITE, visibility=Visibility.PUBLIC, description="Ours"))

    assert outcome(ensured) == (EnsureOutcome.CHANGED, ("visibility",))
    assert repos.writes == [{"visibility": Visibility.PUBLIC}]


def test_another_default_branch_is_refused_before_anything_is_written() -> None:
    """A promise that cannot be kept is not half kept."""
    repos = MemoryRepos(HERE)

    with pytest.raises(UnsupportedError, match=r"branches\.set_default"):
        run(repos.ensure(SITE, description="Theirs", default_branch="trunk"))

    assert repos.writes == []


def test_an_empty_description_empties_the_one_there_is() -> None:
    """Empty is a value; only None leaves it."""
    repos = MemoryRepos(HERE)

    ensured = run(repos.ensure(SITE, description=""))

    assert outcome(ensured) == (EnsureOutcome.CHANGED, ("description",))


@pytest.mark.parametrize(
    ("before", "wanted", "done"),
    [
        pytest.param(None, Permission.READ, (EnsureOutcome.CREATED, ()), id="granted anew"),
        pytest.param(
            Grant(subject=ADA, permission=Permission.READ),
            Permission.WRITE,
            (EnsureOutcome.CHANGED, ("permission",)),
            id="raised",
        ),
        pytest.param(
            Grant(subject=ADA, permission=Permission.WRITE),
            Permission.NONE,
            (EnsureOutcome.CHANGED, ("permission",)),
            id="revoked",
        ),
        pytest.param(
            Grant(subject=ADA, permission=Permission.READ, role="triage"),
            Permission.READ,
            (EnsureOutcome.UNCHANGED, ()),
            id="another word for the same",
        ),
        pytest.param(None, Permission.NONE, (EnsureOutcome.UNCHANGED, ()), id="nothing to revoke"),
        pytest.param(
            Grant(subject=ADA, permission=Permission.WRITE, via=Via.INHERITED),
            Permission.WRITE,
            (EnsureOutcome.CREATED, ()),
            id="inherited is not granted here",
        ),
    ],
)
def test_a_permission_is_written_where_it_differs(
    before: Grant | None, wanted: Permission, done: tuple[EnsureOutcome, tuple[str, ...]]
) -> None:
    """The subject ends with the permission, and other subjects keep theirs."""
    other = Grant(subject=DEVS, permission=Permission.ADMIN)
    permissions = MemoryPermissions(other, *([before] if before else []))

    ensured = run(permissions.ensure(SITE, ADA, wanted))

    assert outcome(ensured) == done
    assert ensured.value.permission is wanted
    assert {who for _, who in permissions.writes} <= {ADA}
    assert bool(permissions.writes) is (done[0] is not EnsureOutcome.UNCHANGED)
    assert permissions.held[DEVS] == other


def test_another_role_of_the_same_permission_is_written_when_asked_for() -> None:
    """A host's finer levels can be told apart by their word."""
    permissions = MemoryPermissions(Grant(subject=ADA, permission=Permission.WRITE, role="write"))

    ensured = run(permissions.ensure(SITE, ADA, Permission.WRITE, role="maintain"))

    assert outcome(ensured) == (EnsureOutcome.CHANGED, ("role",))
    assert ensured.value.role == "maintain"


def test_a_role_of_nothing_is_refused() -> None:
    """NONE has no word on any host."""
    with pytest.raises(ConfigurationError, match="role"):
        run(MemoryPermissions().ensure(SITE, ADA, Permission.NONE, role="read"))


def test_a_missing_hook_is_created_with_its_secret() -> None:
    """Another hook with another address is no reason not to."""
    hooks = MemoryHooks(hook(url="https://other.example/"))

    ensured = run(hooks.ensure(SITE, url=URL, events={Event.PUSH}, secret="s3cret", active=False))

    assert outcome(ensured) == (EnsureOutcome.CREATED, ())
    assert hooks.created == [{"url": URL, "secret": "s3cret", "active": False}]


def test_events_that_share_a_key_do_not_differ() -> None:
    """Hooks are compared by the host's keys, else `ensure` would write every time."""
    hooks = MemoryHooks(hook(vendor_events=frozenset({"pr:changed"})))

    ensured = run(hooks.ensure(SITE, url=URL, events={Event.PR_UPDATED}, secret="s3cret"))

    assert outcome(ensured) == (EnsureOutcome.UNCHANGED, ())
    assert hooks.writes == []


@pytest.mark.parametrize(
    ("has_secret", "rotate", "written"),
    [
        pytest.param(False, False, True, id="none there"),
        pytest.param(True, False, False, id="one there"),
        pytest.param(None, False, False, id="host does not tell"),
        pytest.param(True, True, True, id="rotated"),
    ],
)
def test_a_secret_is_written_only_where_there_is_none_or_to_rotate_it(
    has_secret: bool | None, rotate: bool, written: bool
) -> None:
    """A secret cannot be read back, so it cannot be compared."""
    hooks = MemoryHooks(hook(has_secret=has_secret))

    run(hooks.ensure(SITE, url=URL, events=[Event.PUSH], secret="s3cret", rotate_secret=rotate))

    assert hooks.writes == ([{"hook": "5", "secret": "s3cret"}] if written else [])


def test_only_what_differs_of_a_hook_is_written() -> None:
    """The secret is not sent along with new events."""
    hooks = MemoryHooks(hook(active=False))

    ensured = run(hooks.ensure(SITE, url=URL, events=[Event.PR_UPDATED], secret="s3cret"))

    assert outcome(ensured) == (EnsureOutcome.CHANGED, ("events", "active"))
    assert hooks.writes == [{"hook": "5", "events": [Event.PR_UPDATED], "active": True}]


def test_of_several_hooks_with_one_address_the_one_with_the_events_is_meant() -> None:
    """A second hook of the same receiver is left alone."""
    hooks = MemoryHooks(hook(id="4", vendor_events=frozenset({"pr:changed"})), hook(id="5"))

    ensured = run(hooks.ensure(SITE, url=URL, events=[Event.PUSH]))

    assert outcome(ensured) == (EnsureOutcome.UNCHANGED, ())
    assert ensured.value.id == "5"


def test_rotating_without_a_secret_is_refused() -> None:
    """There would be nothing to rotate to."""
    with pytest.raises(ConfigurationError, match="secret"):
        run(MemoryHooks().ensure(SITE, url=URL, events=[Event.PUSH], rotate_secret=True))


def test_events_given_as_one_text_are_refused() -> None:
    """A text is a collection of letters, which nobody means."""
    with pytest.raises(ConfigurationError, match="collection"):
        Hooks().vendor_keys("push")


RULE = BranchRule(
    id="9",
    kind=BranchRuleKind.PUSH,
    pattern="main",
    users=frozenset({ADA}),
    groups=frozenset({DEVS}),
)


def test_a_missing_branch_rule_is_created() -> None:
    """A rule of the same kind for other branches is another rule."""
    rules = MemoryRules(RULE)

    ensured = run(
        rules.ensure(SITE, kind=BranchRuleKind.PUSH, pattern="release/*", users=iter([ADA]))
    )

    assert outcome(ensured) == (EnsureOutcome.CREATED, ())
    assert ensured.value.users == {ADA}
    assert rules.writes == []


@pytest.mark.parametrize(
    ("users", "value", "done", "writes"),
    [
        pytest.param([ADA], None, (EnsureOutcome.UNCHANGED, ()), [], id="as wanted"),
        pytest.param(
            [],
            None,
            (EnsureOutcome.CHANGED, ("users",)),
            [{"rule": "9", "users": frozenset()}],
            id="nobody",
        ),
        pytest.param(
            [ADA],
            2,
            (EnsureOutcome.CHANGED, ("value",)),
            [{"rule": "9", "value": 2}],
            id="another number",
        ),
    ],
)
def test_only_what_differs_of_a_branch_rule_is_written(
    users: list[UserRef],
    value: int | None,
    done: tuple[EnsureOutcome, tuple[str, ...]],
    writes: list[dict[str, Any]],
) -> None:
    """Users and groups are whole lists, compared without order."""
    rules = MemoryRules(RULE)

    ensured = run(
        rules.ensure(SITE, kind=RULE.kind, pattern="main", users=users, groups=[DEVS], value=value)
    )

    assert outcome(ensured) == done
    assert rules.writes == writes
