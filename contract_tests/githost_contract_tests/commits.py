"""What every provider promises about commits, and about what lies between two of them."""

from collections.abc import Callable

import pytest

import githost
from githost.errors import ConfigurationError, NotFoundError
from githost.model import ChangeKind, RepoRef, Repository
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import BEGUN, CONFLICT, FEATURE, MAIN, MISSING, SIDE
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded

__all__ = ["CommitContract"]


#: Calls that name no commit.
_NAMELESS = {
    "get": lambda host, repo: host.commits.get(repo, ""),
    "ref": lambda host, repo: host.commits.list(repo, ref="").first(),
    "exclude": lambda host, repo: host.commits.list(repo, exclude="").first(),
    "compare": lambda host, repo: host.commits.compare(repo, MAIN, ""),
    "diff": lambda host, repo: host.commits.diff(repo, "", MAIN),
    "changes": lambda host, repo: host.commits.changes(repo, "", MAIN).first(),
}


class CommitContract(ProviderContract):
    """Promises about commits."""

    @requires("commits.get")
    def test_commit_is_what_git_says(self, host: githost.Host, standing: Seeded) -> None:
        """Names, times, message and parents are the commit's own.

        If this fails: check which fields of the host's object hold them; shortened SHAs are none.
        """
        found = sound(host.commits.get(standing.ref, standing.commit(FEATURE)))
        assert found.sha == standing.commit(FEATURE)
        assert found.message.strip() == "Add more to one"
        assert found.parents == (standing.commit(BEGUN),)
        assert found.author is not None
        assert found.author.name == "Ada Example"
        assert found.author.email in {"ada@example.com", None}
        assert found.authored_at is not None
        assert found.authored_at.timestamp() == 1_700_000_300
        assert found.committed_at in {found.authored_at, None}

    @requires("commits.get")
    @pytest.mark.parametrize("branch", [MAIN, FEATURE], ids=["plain", "slashes"])
    def test_branch_names_its_tip(self, host: githost.Host, standing: Seeded, branch: str) -> None:
        """`ref` may be a branch, also one with a slash in its name.

        If this fails: resolve the name where the host's path takes a SHA only.
        """
        assert host.commits.get(standing.ref, branch).sha == standing.commit(branch)

    @requires("commits.get")
    @pytest.mark.parametrize("ref", [MISSING, "missing"], ids=["sha", "name"])
    def test_missing_commit_is_not_found(
        self, host: githost.Host, standing: Seeded, ref: str
    ) -> None:
        """What is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.commits.get(standing.ref, ref)

    @requires("commits.get")
    @pytest.mark.parametrize("call", _NAMELESS.values(), ids=_NAMELESS)
    def test_empty_name_is_refused(
        self, host: githost.Host, standing: Seeded, call: Callable[[githost.Host, RepoRef], object]
    ) -> None:
        """A name that is empty is `ConfigurationError`, and nothing is sent.

        If this fails: take names through `githost.interface.ref_name`; hosts take an empty one for
        the default branch, or for all of them.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            call(host, standing.ref)
        assert wire.seen == []

    @requires("commits.list")
    def test_list_begins_with_the_newest(self, host: githost.Host, standing: Seeded) -> None:
        """What `ref` reaches, newest first, each commit once.

        If this fails: check what the host calls the end to begin at.
        """
        listed = [sound(c).sha for c in host.commits.list(standing.ref, ref=FEATURE, page_size=2)]
        assert listed[:2] == [standing.commit(FEATURE), standing.commit(BEGUN)]
        assert listed[2] == standing.commit(MAIN)
        assert len(listed) == len(set(listed)) == 5

    @requires("commits.list")
    def test_list_is_of_the_default_branch_unless_told(
        self, host: githost.Host, standing: Seeded
    ) -> None:
        """Without `ref` the default branch's commits are listed, and no other branch's.

        If this fails: some hosts walk every branch; name the default one.
        """
        listed = [commit.sha for commit in host.commits.list(standing.ref)]
        assert len(listed) == 3
        assert listed[0] == standing.commit(MAIN)

    @requires("commits.list", exclude="x")
    def test_list_leaves_out_what_is_excluded(self, host: githost.Host, standing: Seeded) -> None:
        """`exclude` takes away what it reaches.

        If this fails: check which of the host's parameters is which.
        """
        listed = host.commits.list(standing.ref, ref=FEATURE, exclude=MAIN)
        assert [c.sha for c in listed] == [standing.commit(FEATURE), standing.commit(BEGUN)]

    @requires("commits.list", path="x")
    def test_list_keeps_what_touched_a_path(self, host: githost.Host, standing: Seeded) -> None:
        """`path` keeps the commits that touched the file or directory.

        If this fails: check that the path is sent without a slash at its beginning.
        """
        listed = [commit.message.strip() for commit in host.commits.list(standing.ref, path="src")]
        assert listed == ["Add a program"]

    @requires("commits.list", path="x")
    def test_root_keeps_every_commit(self, host: githost.Host, standing: Seeded) -> None:
        """An empty `path` is the root, which all of them touched.

        If this fails: leave the path out where `githost.interface.path_within` gives the root.
        """
        listed = host.commits.list(standing.ref, path="/").all()
        assert listed == host.commits.list(standing.ref).all()

    @requires("commits.list")
    def test_missing_ref_is_not_found(self, host: githost.Host, standing: Seeded) -> None:
        """Listing from what is not there is `NotFoundError`, not an empty list.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.commits.list(standing.ref, ref="missing").first()

    @requires("commits.list")
    def test_empty_repository_has_no_commits(self, host: githost.Host, repo: Repository) -> None:
        """An empty repository gives an empty list.

        If this fails: some hosts refuse to list what is not begun; that answer means an empty list.
        """
        assert host.commits.list(repo).all() == []

    @requires("commits.compare")
    def test_comparison_counts_both_ways(self, host: githost.Host, standing: Seeded) -> None:
        """`ahead` is what `head` has and `base` lacks, `behind` the opposite.

        If this fails: check which of the two the host calls from, and which to.
        """
        found = sound(host.commits.compare(standing.ref, SIDE, FEATURE))
        assert (found.ahead, found.behind) == (2, 1)
        assert found.merge_base == standing.commit(MAIN)
        same = host.commits.compare(standing.ref, MAIN, MAIN)
        assert (same.ahead, same.behind) == (0, 0)

    @requires("commits.compare")
    def test_comparison_with_what_is_missing_is_not_found(
        self, host: githost.Host, standing: Seeded
    ) -> None:
        """Comparing with what is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.commits.compare(standing.ref, MAIN, "missing")

    @requires("commits.diff")
    def test_diff_leads_from_base_to_head(self, host: githost.Host, standing: Seeded) -> None:
        """Lines that only `head` has begin with `+`, those that only `base` has with `-`.

        If this fails: some hosts name the newer side first, and some begin at the merge base.
        """
        diff = host.commits.diff(standing.ref, SIDE, FEATURE)
        assert b"\n+and more" in diff
        assert b"\n-two" in diff

    @requires("commits.diff", path="x")
    def test_diff_can_be_of_one_file(self, host: githost.Host, standing: Seeded) -> None:
        """`path` leaves other files out.

        If this fails: check that the path is sent.
        """
        diff = host.commits.diff(standing.ref, CONFLICT, FEATURE, path="one.txt")
        assert b"one.txt" in diff
        assert b"README.md" not in diff

    @requires("commits.diff", path="x")
    def test_diff_of_the_root_is_whole(self, host: githost.Host, standing: Seeded) -> None:
        """An empty `path` is the root, and slashes at the ends of others do no harm.

        If this fails: take paths through `githost.interface.path_within`.
        """
        diff = host.commits.diff(standing.ref, CONFLICT, FEATURE, path="")
        assert b"one.txt" in diff
        assert b"README.md" in diff
        assert b"README.md" not in host.commits.diff(
            standing.ref, CONFLICT, FEATURE, path="/one.txt"
        )

    @requires("commits.changes")
    def test_changes_name_the_files(self, host: githost.Host, standing: Seeded) -> None:
        """The files that differ are listed, as seen from `base`; lines are counted, or None.

        If this fails: check which of the two the host calls from, and that it does not begin at
        the merge base.
        """
        listed = [sound(one) for one in host.commits.changes(standing.ref, SIDE, FEATURE)]
        changes = {one.path: one for one in listed}
        kinds = {path: one.kind for path, one in changes.items()}
        assert kinds == {"one.txt": ChangeKind.ADDED, "two.txt": ChangeKind.DELETED}
        assert changes["one.txt"].lines_added in {2, None}
        assert changes["two.txt"].lines_removed in {1, None}
