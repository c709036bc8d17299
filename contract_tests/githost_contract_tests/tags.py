"""What every provider promises about tags."""

from collections.abc import Callable

import pytest

import githost
from githost.errors import AlreadyExistsError, ConfigurationError, NotFoundError, ValidationError
from githost.model import RepoRef, Repository
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import FEATURE, MAIN, MISSING
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded, unique

__all__ = ["TagContract"]

#: Calls that name no tag.
_NAMELESS = {
    "get": lambda host, repo: host.tags.get(repo, ""),
    "create": lambda host, repo: host.tags.create(repo, " ", target=MAIN),
    "target": lambda host, repo: host.tags.create(repo, unique("tag"), target=""),
    "delete": lambda host, repo: host.tags.delete(repo, ""),
}


class TagContract(ProviderContract):
    """Promises about tags."""

    @requires("tags.create")
    @requires("tags.get")
    def test_created_tag_is_read_back(self, host: githost.Host, busy: Seeded) -> None:
        """A tag names the commit that it was made at, with the name it was given.

        If this fails: check that name and `target` are sent, and that names lose `refs/tags/`.
        """
        name = unique("tag")
        made = sound(host.tags.create(busy.ref, name, target=busy.commit(FEATURE)))
        found = sound(host.tags.get(busy.ref, name))
        assert made.name == found.name == name
        assert made.commit == found.commit == busy.commit(FEATURE)

    @requires("tags.create", message="x")
    @requires("tags.get")
    def test_annotated_tag_names_the_commit(self, host: githost.Host, busy: Seeded) -> None:
        """A tag with a message is annotated, and its `commit` is the commit, not the tag object.

        If this fails: hosts show both; take what the tag points to.
        """
        name = unique("tag")
        host.tags.create(busy.ref, name, target=busy.commit(FEATURE), message="The first one")
        found = host.tags.get(busy.ref, name)
        assert found.commit == busy.commit(FEATURE)
        assert found.annotated in {True, None}
        assert found.message is None or found.message.strip() == "The first one"

    @requires("tags.create")
    def test_tag_can_be_made_at_a_branch(self, host: githost.Host, busy: Seeded) -> None:
        """`target` may be the name of a branch.

        If this fails: where the host takes only one kind of `target`, translate the other.
        """
        made = host.tags.create(busy.ref, unique("tag"), target=FEATURE)
        assert made.commit == busy.commit(FEATURE)

    @requires("tags.create")
    @requires("tags.get")
    @pytest.mark.parametrize(
        "suffix",
        ["deep/er", "number#1", "one+one", "100%41", "größe"],
        ids=["slashes", "hash", "plus", "percent", "umlaut"],
    )
    def test_unusual_name_is_kept(self, host: githost.Host, busy: Seeded, suffix: str) -> None:
        """What git allows in a name survives the way to the host and back.

        If this fails: build paths with `githost.wire.join_path`, so that each part is encoded once.
        """
        name = f"{unique('odd')}/{suffix}"
        host.tags.create(busy.ref, name, target=busy.commit(MAIN))
        assert host.tags.get(busy.ref, name).name == name

    @requires("tags.create")
    def test_creating_twice_raises_already_exists(self, host: githost.Host, busy: Seeded) -> None:
        """A second tag of the same name is `AlreadyExistsError`, and the first one stays.

        If this fails: check which answer the host gives to a name that is taken, and decode it.
        """
        name = unique("tag")
        host.tags.create(busy.ref, name, target=busy.commit(MAIN))
        with pytest.raises(AlreadyExistsError):
            host.tags.create(busy.ref, name, target=busy.commit(FEATURE))
        assert host.tags.get(busy.ref, name).commit == busy.commit(MAIN)

    @requires("tags.create")
    def test_missing_target_is_refused(self, host: githost.Host, busy: Seeded) -> None:
        """A `target` that is not there is `NotFoundError` or `ValidationError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises((NotFoundError, ValidationError)):
            host.tags.create(busy.ref, unique("tag"), target=MISSING)

    @requires("tags.get")
    def test_missing_tag_is_not_found(self, host: githost.Host, standing: Seeded) -> None:
        """Reading what is not there is `NotFoundError`; a branch is no tag.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.tags.get(standing.ref, unique("missing"))
        with pytest.raises(NotFoundError):
            host.tags.get(standing.ref, MAIN)

    @requires("tags.get")
    @pytest.mark.parametrize("call", _NAMELESS.values(), ids=_NAMELESS)
    def test_empty_name_is_refused(
        self, host: githost.Host, standing: Seeded, call: Callable[[githost.Host, RepoRef], object]
    ) -> None:
        """A name that is empty is `ConfigurationError`, and nothing is sent.

        If this fails: take names through `githost.interface.ref_name`; in a path an empty one may
        stand for all of them.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            call(host, standing.ref)
        assert wire.seen == []

    @requires("tags.list")
    @requires("tags.create")
    def test_list_holds_every_tag_once(self, host: githost.Host, busy: Seeded) -> None:
        """Each tag is listed once, with its commit.

        If this fails: check that every page is followed.
        """
        names = [unique("tag"), unique("tag")]
        for name in names:
            host.tags.create(busy.ref, name, target=busy.commit(FEATURE))
        listed = [sound(tag) for tag in host.tags.list(busy.ref, page_size=1)]
        commits = {tag.name: tag.commit for tag in listed}
        assert [commits[name] for name in names] == [busy.commit(FEATURE)] * 2
        assert len(commits) == len(listed)

    @requires("tags.list", query="x")
    @requires("tags.create")
    def test_query_keeps_names_that_contain_it(self, host: githost.Host, busy: Seeded) -> None:
        """`query` is a part of the name.

        If this fails: filter in the provider where the host cannot.
        """
        first, second = unique("tag"), unique("tag")
        for name in (first, second):
            host.tags.create(busy.ref, name, target=busy.commit(MAIN))
        assert [tag.name for tag in host.tags.list(busy.ref, query=first[-8:])] == [first]

    @requires("tags.list")
    def test_empty_repository_has_no_tags(self, host: githost.Host, repo: Repository) -> None:
        """An empty repository gives an empty list.

        If this fails: some hosts refuse to list what is not begun; that answer means an empty list.
        """
        assert host.tags.list(repo).all() == []

    @requires("tags.delete")
    @requires("tags.create")
    def test_deleted_tag_is_gone(self, host: githost.Host, busy: Seeded) -> None:
        """What was deleted is `NotFoundError`, and so is deleting it again.

        If this fails: some hosts answer success where there is nothing; tell the two apart.
        """
        name = unique("tag")
        host.tags.create(busy.ref, name, target=busy.commit(MAIN))
        host.tags.delete(busy.ref, name)
        with pytest.raises(NotFoundError):
            host.tags.get(busy.ref, name)
        with pytest.raises(NotFoundError):
            host.tags.delete(busy.ref, name)

    @requires("tags.create")
    def test_others_cannot_create(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights makes no tag.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.tags.create(standing.ref, unique("tag"), target=MAIN)
