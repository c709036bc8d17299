"""Providers that break one promise each: the local host, with one thing wrong."""

import itertools
from collections.abc import Callable
from typing import Any, ClassVar

import attrs

from githost.errors import (
    AlreadyExistsError,
    ConflictError,
    NotFoundError,
    ServerError,
    UnsupportedError,
)
from githost.interface import Noun, Nouns, Site, unsupported
from githost.model import (
    Ensured,
    EnsureOutcome,
    Event,
    GroupRef,
    Permission,
    PullRequestState,
    Verdict,
    Via,
    Visibility,
)
from githost.wire import Op, Page, Pages, wait, walk, work
from githost_local.access import Access
from githost_local.branch_rules import LocalBranchRules
from githost_local.branches import LocalBranches
from githost_local.comments import LocalComments
from githost_local.commits import LocalCommits
from githost_local.default_reviewers import LocalDefaultReviewers
from githost_local.deploy_keys import LocalDeployKeys
from githost_local.files import LocalFiles
from githost_local.groups import LocalGroups
from githost_local.hooks import LocalHooks
from githost_local.namespaces import LocalNamespaces
from githost_local.permissions import LocalPermissions
from githost_local.projects import LocalProjects
from githost_local.provider import LocalHost
from githost_local.pull_requests import LocalPullRequests
from githost_local.repos import LocalRepos
from githost_local.reviews import LocalReviews
from githost_local.statuses import LocalStatuses
from githost_local.tags import LocalTags
from githost_local.tasks import LocalTasks
from githost_local.users import LocalUsers

__all__ = ["BREAKAGES", "Breakage", "BrokenHost"]


@attrs.frozen
class Breakage:
    """A broken promise."""

    #: The one noun with something wrong.
    broken: Callable[[Access], Noun]
    #: The suite that should notice.
    suite: str
    #: Names of its tests that fail, without their parameters; all others pass.
    failing: frozenset[str]


BREAKAGES: dict[str, Breakage] = {}


def breaks(suite: str, *failing: str) -> Callable[[type[Noun]], type[Noun]]:
    """Say which tests of which suite notice what is wrong with a noun."""

    def remember(broken: type[Noun]) -> type[Noun]:
        BREAKAGES[broken.__name__] = Breakage(broken, suite, frozenset(failing))
        return broken

    return remember


class BrokenHost(LocalHost):
    """The local host with one noun replaced."""

    name = "broken"
    title = "Broken host"
    schemes = frozenset({"broken"})

    def __init__(self, breakage: Breakage) -> None:
        self._breakage = breakage

    def open(self, site: Site) -> Nouns:
        """Return the local host's operations, one noun of them broken."""
        nouns = super().open(site)
        broken = self._breakage.broken(nouns.repos.access)  # type: ignore[attr-defined]  # the local host's
        return attrs.evolve(nouns, **{broken.noun: broken})  # type: ignore[arg-type]  # it is that noun


def _now(op: Op[Any]) -> Any:
    """Do an operation here and at once, as no provider may."""
    answer: Any = None
    try:
        while True:
            answer = op.send(answer).do()  # type: ignore[union-attr]  # the local host has nothing but work
    except StopIteration as stop:
        return stop.value


@breaks("RepoContract", "test_created_visibility_is_kept", "test_visibility_can_be_changed")
class DecodesVisibilityWrongly(LocalRepos):
    def get(self, repo: Any) -> Op[Any]:
        return attrs.evolve((yield from super().get(repo)), visibility=Visibility.PRIVATE)


@breaks("RepoContract", "test_times_have_a_time_zone", "test_update_time_is_a_filter")
class GivesNaiveTimes(LocalRepos):
    def get(self, repo: Any) -> Op[Any]:
        found = yield from super().get(repo)
        assert found.updated_at is not None
        return attrs.evolve(found, updated_at=found.updated_at.replace(tzinfo=None))


@breaks("RepoContract", "test_creating_twice_raises_already_exists")
class CallsADuplicateAConflict(LocalRepos):
    def create(self, repo: Any, **given: Any) -> Op[Any]:
        try:
            return (yield from super().create(repo, **given))
        except AlreadyExistsError as error:
            raise ConflictError(str(error)) from error


@breaks("RepoContract", "test_update_changes_what_is_given_and_leaves_the_rest")
class UpdateResetsWhatIsNotGiven(LocalRepos):
    def update(self, repo: Any, **given: Any) -> Op[Any]:
        changed = yield from super().update(repo, **given)
        if set(given) == {"description"} and given["description"]:
            changed = yield from super().update(repo, visibility=Visibility.PUBLIC)
        return changed


@breaks("PagingContract", "test_list_shows_what_is_there_when_it_is_walked")
class ListsBeforeItIsWalked(LocalBranches):
    def list(self, repo: Any, **given: Any) -> Pages[Any]:
        pages = super().list(repo, **given)
        try:
            first: Page[Any] = _now(pages.fetch(pages.start))
        except NotFoundError:
            return pages

        def fetch(cursor: str | None) -> Op[Page[Any]]:
            if cursor == pages.start:
                yield from work(lambda: None)
                return first
            return (yield from pages.fetch(cursor))

        return Pages(fetch, pages.start)


@breaks(
    "PagingContract",
    "test_pages_are_as_large_as_asked",
    "test_cursor_resumes_where_a_page_ended",
    "test_cursor_of_another_list_is_refused",
)
class IgnoresThePageSize(LocalBranches):
    def list(self, repo: Any, *, page_size: int | None = None, **given: Any) -> Pages[Any]:
        return super().list(repo, **given)


@breaks(
    "PagingContract",
    "test_pages_are_as_large_as_asked",
    "test_items_do_not_depend_on_the_page_size",
    "test_cursor_resumes_where_a_page_ended",
    "test_take_ends_a_list",
    "test_count_is_exact_or_not_told",
)
class RepeatsItsCursor(LocalBranches):
    def list(self, repo: Any, **given: Any) -> Pages[Any]:
        pages = super().list(repo, **given)

        def fetch(cursor: str | None) -> Op[Page[Any]]:
            page = yield from pages.fetch(cursor)
            again = "1" if page.items and given.get("page_size") in {1, 2, 3} else None
            return Page(page.items, again, page.total)

        return Pages(fetch, pages.start)


@breaks("PagingContract", "test_count_is_exact_or_not_told")
class CountsAPageAsTheWhole(LocalBranches):
    def list(self, repo: Any, **given: Any) -> Pages[Any]:
        pages = super().list(repo, **given)

        def fetch(cursor: str | None) -> Op[Page[Any]]:
            page = yield from pages.fetch(cursor)
            return Page(page.items, page.next, len(page.items))

        return Pages(fetch, pages.start)


@breaks("PagingContract", "test_items_leave_the_hosts_own_object_out")
class KeepsRawInLists(LocalBranches):
    def list(self, repo: Any, **given: Any) -> Pages[Any]:
        return (
            super().list(repo, **given).map(lambda one: attrs.evolve(one, raw={"name": one.name}))
        )


@breaks("CapabilityContract", "test_claim_is_true")
class ClaimsWhatItRefuses(LocalBranches):
    def create(self, repo: Any, name: str, *, start: str) -> Op[Any]:
        raise UnsupportedError("not today", operation="branches.create")


@breaks("BranchContract", "test_get_compares_the_whole_name")
class FindsAPartOfTheName(LocalBranches):
    def get(self, repo: Any, name: str) -> Op[Any]:
        try:
            return (yield from super().get(repo, name))
        except NotFoundError:
            found = yield from walk(self.list(repo, query=name))
            if not found:
                raise
            return found[0]


@breaks("BranchContract", "test_deleted_branch_is_gone")
class DeletesWhatIsNotThere(LocalBranches):
    def delete(self, repo: Any, name: str) -> Op[None]:
        try:
            yield from super().delete(repo, name)
        except NotFoundError:
            return


@breaks(
    "NamespaceContract", "test_missing_namespace_is_not_found", "test_deleted_namespace_is_gone"
)
class CallsWhatIsMissingAFailure(LocalNamespaces):
    def get(self, namespace: Any) -> Op[Any]:
        try:
            return (yield from super().get(namespace))
        except NotFoundError as error:
            raise ServerError(str(error)) from error


@breaks("UserContract", "test_each_connection_is_its_own_user")
class TakesEverybodyForOne(LocalUsers):
    def me(self) -> Op[Any]:
        return (yield from super().get("owner"))


@breaks(
    "PermissionContract",
    "test_no_grant_is_none",
    "test_group_can_be_granted",
    "test_revoked_permission_is_gone",
    "test_ensure_writes_what_differs_only",
    "test_ensure_touches_one_subject_only",
    "test_namespace_brings_permissions_to_its_repositories",
)
class RaisesForWantOfAGrant(LocalPermissions):
    def get(self, target: Any, subject: Any) -> Op[Any]:
        found = yield from super().get(target, subject)
        if found.permission is Permission.NONE:
            raise NotFoundError("nothing is granted")
        return found


@breaks(
    "PermissionContract",
    "test_list_holds_users_then_groups",
    "test_ensure_touches_one_subject_only",
)
class GrantRevokesTheOthers(LocalPermissions):
    def grant(self, target: Any, subject: Any, permission: Permission, **given: Any) -> Op[Any]:
        for grant in (yield from walk(self.list(target))):
            if grant.subject != subject:
                yield from self.revoke(target, grant.subject)
        return (yield from super().grant(target, subject, permission, **given))


@breaks("PermissionContract", "test_list_holds_users_then_groups")
class ListsGroupsFirst(LocalPermissions):
    def list(self, target: Any, **given: Any) -> Pages[Any]:
        listed = super().list(target, **given)

        def ordered() -> Op[list[Any]]:
            found = yield from walk(listed)
            return sorted(found, key=lambda grant: not isinstance(grant.subject, GroupRef))

        return Pages.whole(ordered)


@breaks("PermissionContract", "test_namespace_brings_permissions_to_its_repositories")
class CountsDirectGrantsOnly(LocalPermissions):
    def effective(self, repo: Any, user: Any = None) -> Op[Permission]:
        found = yield from super().effective(repo, user)
        if user is None or found is not Permission.READ:
            return found
        direct = yield from self.get(repo, user)
        return direct.permission if direct.via is Via.DIRECT else Permission.NONE


@breaks(
    "HookContract",
    "test_ensure_writes_what_differs_only",
    "test_ensure_compares_the_hosts_own_keys",
)
class EnsureAlwaysWrites(LocalHooks):
    def ensure(self, target: Any, *, url: str, events: Any, **given: Any) -> Op[Ensured[Any]]:
        done = yield from super().ensure(target, url=url, events=events, **given)
        if done.outcome is not EnsureOutcome.UNCHANGED or given.get("secret"):
            return done
        again = yield from self.update(target, done.value.id, events=events)
        return Ensured(value=again, outcome=EnsureOutcome.CHANGED, changes=("events",))


@breaks("HookContract", "test_secret_is_kept_and_never_shown")
class ShowsTheSecret(LocalHooks):
    def create(self, target: Any, *, secret: str | None = None, **given: Any) -> Op[Any]:
        made = yield from super().create(target, secret=secret, **given)
        return attrs.evolve(made, raw={"secret": secret})


@breaks("HookContract", "test_update_changes_what_is_given_and_leaves_the_rest")
class UpdateForgetsTheDescription(LocalHooks):
    def update(self, target: Any, hook: str, *, description: Any = None, **given: Any) -> Op[Any]:
        return (yield from super().update(target, hook, description=description or "", **given))


@breaks("HookContract", "test_hosts_own_keys_are_kept")
class ForgetsTheKeysItWasGiven(LocalHooks):
    def update(self, target: Any, hook: str, *, events: Any = None, **given: Any) -> Op[Any]:
        if events is None and given == {"active": False}:
            found = yield from self.get(target, hook)
            if found.url.endswith("-keys"):
                events = {Event.PING}
        return (yield from super().update(target, hook, events=events, **given))


@breaks("HookContract", "test_events_are_replaced")
class ExcusesItselfByAnotherOperation(LocalHooks):
    test = unsupported("hooks cannot be tried", source="https://forge.example/docs/hooks")

    def update(self, target: Any, hook: str, *, events: Any = None, **given: Any) -> Op[Any]:
        if events is not None and not given:
            raise UnsupportedError("events stay as they are", operation="hooks.test")
        return (yield from super().update(target, hook, events=events, **given))


@breaks("PullRequestContract", "test_closed_pull_request_is_closed")
class CallsWhatIsClosedMerged(LocalPullRequests):
    def get(self, repo: Any, number: int) -> Op[Any]:
        found = yield from super().get(repo, number)
        closed = found.state is PullRequestState.CLOSED
        return attrs.evolve(found, state=PullRequestState.MERGED) if closed else found


@breaks("PullRequestContract", "test_update_changes_what_is_given_and_leaves_the_rest")
class UpdateDropsTheReviewers(LocalPullRequests):
    def update(self, repo: Any, number: int, *, reviewers: Any = None, **given: Any) -> Op[Any]:
        return (
            yield from super().update(
                repo, number, reviewers=() if reviewers is None else reviewers, **given
            )
        )


@breaks("PullRequestContract", "test_stale_revision_is_refused")
class IgnoresTheRevision(LocalPullRequests):
    def update(self, repo: Any, number: int, *, revision: Any = None, **given: Any) -> Op[Any]:
        return (yield from super().update(repo, number, **given))


@breaks(
    "PullRequestContract",
    "test_source_commit_guards_the_merge",
    "test_source_commit_must_be_a_sha",
)
class MergesWhateverTheSourceIs(LocalPullRequests):
    def merge(self, repo: Any, number: int, *, source_commit: Any = None, **given: Any) -> Op[Any]:
        return (yield from super().merge(repo, number, **given))


@breaks("PullRequestContract", "test_merge_can_delete_the_source")
class KeepsTheSource(LocalPullRequests):
    def merge(
        self, repo: Any, number: int, *, delete_source: bool = False, **given: Any
    ) -> Op[Any]:
        return (yield from super().merge(repo, number, **given))


@breaks("PullRequestContract", "test_list_gives_open_ones_unless_told")
class ListsAllUnlessTold(LocalPullRequests):
    def list(self, repo: Any, *, state: Any = PullRequestState.OPEN, **given: Any) -> Pages[Any]:
        every = state is PullRequestState.OPEN
        return super().list(repo, state=None if every else state, **given)


@breaks("PullRequestContract", "test_created_pull_request_is_read_back")
class HoldsAMutableList(LocalPullRequests):
    def create(self, repo: Any, **given: Any) -> Op[Any]:
        made = yield from super().create(repo, **given)
        return attrs.evolve(made, reviews=list(made.reviews))  # type: ignore[arg-type]  # the fault


@breaks("TogetherContract", "test_each_answer_goes_to_who_asked")
class KeepsTheQuestionOnItself(LocalBranches):
    asked: list[str] = []  # noqa: RUF012  # shared by all calls: the fault

    def get(self, repo: Any, name: str) -> Op[Any]:
        self.asked.append(name)
        yield from wait(0.02)
        return (yield from super().get(repo, self.asked[-1]))


@breaks("TagContract", "test_list_holds_every_tag_once")
class ListsATagTwice(LocalTags):
    def list(self, repo: Any, **given: Any) -> Pages[Any]:
        pages = super().list(repo, **given)

        def fetch(cursor: str | None) -> Op[Page[Any]]:
            page = yield from pages.fetch(cursor)
            twice = given.get("page_size") == 1
            return Page((*page.items, *page.items) if twice else page.items, page.next)

        return Pages(fetch, pages.start)


@breaks(
    "CommitContract",
    "test_list_begins_with_the_newest",
    "test_list_is_of_the_default_branch_unless_told",
    "test_list_leaves_out_what_is_excluded",
)
class ListsTheOldestFirst(LocalCommits):
    def list(self, repo: Any, **given: Any) -> Pages[Any]:
        listed = super().list(repo, **given)

        def ordered() -> Op[tuple[Any, ...]]:
            found = yield from walk(listed)
            return tuple(reversed(found))

        return Pages.whole(ordered)


@breaks("CommitContract", "test_diff_leads_from_base_to_head")
class ComparesTheOtherWayRound(LocalCommits):
    def diff(self, repo: Any, base: str, head: str, *, path: str | None = None) -> Op[bytes]:
        return (yield from super().diff(repo, head, base, path=path))


@breaks("FileContract", "test_directory_below_is_listed_from_the_root")
class NamesFilesWithinTheDirectory(LocalFiles):
    def list(self, repo: Any, path: str = "", **given: Any) -> Pages[Any]:
        listed = super().list(repo, path, **given)
        return listed.map(lambda one: attrs.evolve(one, path=one.path.removeprefix(f"{path}/")))


@breaks("StatusContract", "test_same_key_replaces")
class KeepsEveryStatus(LocalStatuses):
    numbers = itertools.count()

    def set(self, repo: Any, commit: str, *, key: str, **given: Any) -> Op[Any]:
        made = yield from super().set(repo, commit, key=f"{key}#{next(self.numbers)}", **given)
        return attrs.evolve(made, key=key)

    def list(self, repo: Any, commit: str, **given: Any) -> Pages[Any]:
        listed = super().list(repo, commit, **given)
        return listed.map(lambda one: attrs.evolve(one, key=one.key.partition("#")[0]))


@breaks("ReviewContract", "test_one_verdict_replaces_the_other")
class LetsAnApprovalBe(LocalReviews):
    def request_changes(self, repo: Any, number: int) -> Op[Any]:
        said = yield from walk(self.list(repo, number))
        approved = [review for review in said if review.verdict is Verdict.APPROVED]
        if approved:
            return attrs.evolve(approved[0], raw={})
        return (yield from super().request_changes(repo, number))


@breaks(
    "CommentContract", "test_answer_names_what_it_answers", "test_list_is_flat_and_holds_each_once"
)
class ForgetsWhatIsAnswered(LocalComments):
    def create(self, repo: Any, number: int, body: str, **given: Any) -> Op[Any]:
        if "anchor" not in given and given.get("reply_to") != "99999999":
            given.pop("reply_to", None)
        return (yield from super().create(repo, number, body, **given))


@breaks("TaskContract", "test_text_can_be_changed")
class UpdateReopensTheTask(LocalTasks):
    def update(self, repo: Any, number: int, task: str, body: str) -> Op[Any]:
        yield from super().update(repo, number, task, body)
        return (yield from super().reopen(repo, number, task))


@breaks("DefaultReviewerContract", "test_removing_who_is_not_among_them_is_not_found")
class RemovesWhoIsNotThere(LocalDefaultReviewers):
    def remove(self, repo: Any, user: Any) -> Op[None]:
        try:
            yield from super().remove(repo, user)
        except NotFoundError:
            return


@breaks("DeployKeyContract", "test_key_can_be_allowed_to_write")
class CallsEveryKeyReadOnly(LocalDeployKeys):
    def get(self, repo: Any, key: str) -> Op[Any]:
        return attrs.evolve((yield from super().get(repo, key)), read_only=True)


@breaks("BranchRuleContract", "test_update_changes_what_is_given_and_leaves_the_rest")
class UpdateForgetsTheUsers(LocalBranchRules):
    def update(self, target: Any, rule: str, *, users: Any = None, **given: Any) -> Op[Any]:
        return (yield from super().update(target, rule, users=users or (), **given))


@breaks("GroupContract", "test_group_is_listed_once")
class ListsAGroupTwice(LocalGroups):
    def list(self, namespace: Any = None, **given: Any) -> Pages[Any]:
        pages = super().list(namespace, **given)

        def twice() -> Op[tuple[Any, ...]]:
            found = yield from walk(pages)
            return (*found, *found)

        return Pages.whole(twice)


@breaks("ProjectContract", "test_missing_project_is_not_found")
class UpdateMakesWhatIsMissing(LocalProjects):
    def update(self, namespace: Any, key: str, **given: Any) -> Op[Any]:
        try:
            return (yield from super().update(namespace, key, **given))
        except NotFoundError:
            return (yield from self.create(namespace, key, name=key))


@breaks("LifeContract", "test_whole_life_of_a_pull_request")
class LosesTheLineOfAComment(LocalComments):
    def create(
        self, repo: Any, number: int, body: str, *, reply_to: Any = None, **given: Any
    ) -> Op[Any]:
        return (yield from super().create(repo, number, body, **given))


@breaks("SequenceContract", "test_any_sequence_ends_as_the_model_does")
class RenameTurnsHooksOff(LocalHooks):
    """A fault that needs two nouns: hooks are found by a name that a repository no longer has."""

    _first: ClassVar[dict[str, str]] = {}

    def list(self, target: Any, **given: Any) -> Pages[Any]:
        pages = super().list(target, **given)

        def kept() -> Op[tuple[Any, ...]]:
            found = yield from walk(pages)
            names = [self._first.setdefault(hook.id, str(target)) for hook in found]
            return tuple(
                attrs.evolve(hook, active=hook.active and name == str(target))
                for hook, name in zip(found, names, strict=True)
            )

        return Pages.whole(kept)
