"""What every list promises; walks are shown by the branches of a repository."""

from typing import Any

import attrs
import pytest

import githost
from githost.errors import ConfigurationError, UnsupportedError
from githost.model import RepoRef
from githost_contract_tests.arguments import LISTS, plausible
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import BRANCHES, MAIN
from githost_contract_tests.requirements import honest_skip, requires
from githost_contract_tests.target import Target
from githost_contract_tests.workshop import Seeded, unique
from githost_contract_tests.worlds import World

__all__ = ["PagingContract"]


class PagingContract(ProviderContract):
    """Promises about lists."""

    @pytest.fixture(params=LISTS)
    def listing(
        self,
        request: pytest.FixtureRequest,
        host: githost.Host,
        githost_target: Target,
    ) -> Any:
        """Give a function that makes each list of the interface, with arguments of its own."""
        noun, _, method = request.param.partition(".")
        missing = RepoRef(githost_target.namespace, unique("missing"))
        given = plausible(request.param, host=host, target=githost_target, repo=missing)

        def make(**more: Any) -> Any:
            try:
                return getattr(getattr(host, noun), method)(**given, **more)
            except UnsupportedError as error:
                honest_skip(host, error)

        return make

    def test_nothing_is_asked_before_the_first_item(self, listing: Any) -> None:
        """Making a list sends nothing, and neither does making its iterator.

        If this fails: do everything in the `fetch` of `githost.wire.Pages`.
        """
        with exchanges() as wire:
            made = listing()
            iter(made)
            made.pages()
            made.take(3)
        assert wire.seen == []

    def test_page_size_of_nothing_is_refused(self, listing: Any) -> None:
        """A page size of 0 is `ConfigurationError` for every list, and nothing is sent.

        If this fails: name the parameter `page_size`, as the interface does.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            listing(page_size=0).first()
        assert wire.seen == []

    @requires("branches.list")
    @pytest.mark.parametrize(
        "size", [-1, True, "10", 2.5], ids=["negative", "bool", "text", "fraction"]
    )
    def test_impossible_page_size_is_refused(
        self, host: githost.Host, standing: Seeded, size: Any
    ) -> None:
        """A page size that is no whole number from 1 is `ConfigurationError`; nothing is sent.

        If this fails: leave the check to the client.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            host.branches.list(standing.ref, page_size=size).first()
        assert wire.seen == []

    def test_foreign_text_is_no_cursor(self, listing: Any) -> None:
        """What no page has given as `next` is `ConfigurationError`, and nothing is sent.

        If this fails: name the parameter `cursor`, as the interface does.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            listing(cursor="https://elsewhere.example/?page=2").first()
        assert wire.seen == []

    @requires("branches.list")
    def test_list_shows_what_is_there_when_it_is_walked(
        self, host: githost.Host, busy: Seeded
    ) -> None:
        """A list is read when it is iterated, each time anew.

        If this fails: do everything in the `fetch` of `githost.wire.Pages`, and keep nothing.
        """
        listed = host.branches.list(busy.ref)
        first = busy.branch(MAIN)
        assert first in {branch.name for branch in listed}
        second = busy.branch(MAIN)
        assert second in {branch.name for branch in listed}

    @requires("branches.list")
    def test_pages_are_as_large_as_asked(self, host: githost.Host, standing: Seeded) -> None:
        """`page_size` is honoured, and all pages together hold each item once.

        If this fails: check the name of the host's parameter, and that it is on every request.
        """
        pages = list(host.branches.list(standing.ref, page_size=2).pages())
        assert [len(page.items) for page in pages] == [2, 2]
        assert {branch.name for page in pages for branch in page.items} == BRANCHES
        assert pages[-1].next is None

    @requires("branches.list")
    def test_items_do_not_depend_on_the_page_size(
        self, host: githost.Host, standing: Seeded
    ) -> None:
        """The same items come in the same order, however they are cut.

        If this fails: follow the host's own cursor; never compute an offset.
        """
        whole = host.branches.list(standing.ref).all()
        assert host.branches.list(standing.ref, page_size=1).all() == whole
        assert host.branches.list(standing.ref, page_size=3).all() == whole

    @requires("branches.list")
    def test_page_size_beyond_the_hosts_maximum_is_taken(
        self, host: githost.Host, standing: Seeded
    ) -> None:
        """A page size that is larger than the host's largest page loses nothing.

        If this fails: send no more than the endpoint's documented maximum.
        """
        assert len(host.branches.list(standing.ref, page_size=100_000).all()) == len(BRANCHES)

    @requires("branches.list")
    def test_cursor_resumes_where_a_page_ended(self, host: githost.Host, standing: Seeded) -> None:
        """`next` of a page, kept and given as `cursor`, goes on behind that page.

        If this fails: pass `cursor` as the start of `githost.wire.Pages`.
        """
        pages = list(host.branches.list(standing.ref, page_size=1).pages())
        rest = host.branches.list(standing.ref, page_size=1, cursor=pages[1].next).all()
        assert rest == [branch for page in pages[2:] for branch in page.items]

    @requires("branches.list")
    def test_cursor_of_another_list_is_refused(self, host: githost.Host, standing: Seeded) -> None:
        """A cursor belongs to its operation and arguments: `ConfigurationError`, nothing is sent.

        If this fails: take every argument by the interface's name, so that cursors are bound to it.
        """
        cursor = next(iter(host.branches.list(standing.ref, page_size=1).pages())).next
        assert cursor is not None
        other = RepoRef(standing.ref.namespace, unique("other"))
        with exchanges() as wire:
            with pytest.raises(ConfigurationError):
                host.branches.list(other, cursor=cursor).first()
            with pytest.raises(ConfigurationError):
                host.branches.list(standing.ref, query="x", cursor=cursor).first()
            with pytest.raises(ConfigurationError):
                host.tags.list(standing.ref, cursor=cursor).first()
        assert wire.seen == []

    @requires("branches.list")
    def test_first_item_needs_one_request(self, host: githost.Host, standing: Seeded) -> None:
        """`first` asks for one page, and so does leaving a loop early.

        If this fails: fetch the next page only when `fetch` is called with its cursor.
        """
        listed = host.branches.list(standing.ref, page_size=1)
        assert listed.first() is not None
        with exchanges() as wire:
            listed.first()
        assert len(wire.seen) <= 1
        with exchanges() as wire:
            next(iter(listed))
        assert len(wire.seen) <= 1

    @requires("branches.list")
    def test_take_ends_a_list(self, host: githost.Host, standing: Seeded) -> None:
        """`take` gives that many items at the most, and asks for no more pages than that needs.

        If this fails: cut pages in `fetch` as the host does, and nowhere else.
        """
        listed = host.branches.list(standing.ref, page_size=2)
        assert listed.take(3).all() == listed.all()[:3]
        with exchanges() as wire:
            assert listed.take(0).all() == []
        assert wire.seen == []
        with exchanges() as wire:
            listed.take(2).all()
        assert len(wire.seen) <= 1

    @requires("branches.list")
    def test_count_is_exact_or_not_told(self, host: githost.Host, standing: Seeded) -> None:
        """`count` is how many items there are, or None; `total` says the same on each page.

        If this fails: give the host's total as `Page.total`, and None where it counts a page.
        """
        listed = host.branches.list(standing.ref, page_size=2)
        assert listed.count() in {len(BRANCHES), None}
        assert {page.total for page in listed.pages()} <= {len(BRANCHES), None}
        assert host.branches.list(standing.ref).count() in {len(BRANCHES), None}

    @requires("branches.list")
    def test_items_leave_the_hosts_own_object_out(
        self, host: githost.Host, githost_target: Target, standing: Seeded
    ) -> None:
        """Items of a list have no `raw` unless `Options.keep_raw` asks for it.

        If this fails: look at `Site.keep_raw`, for it costs more than the model.
        """
        if githost_target.options is not None and githost_target.options.keep_raw:
            pytest.skip("the target's options ask for it")
        assert {branch.raw is None for branch in host.branches.list(standing.ref)} == {True}

    @requires("branches.list")
    def test_items_keep_the_hosts_own_object_if_asked(
        self, host: githost.Host, githost_target: Target, world: World, standing: Seeded
    ) -> None:
        """With `Options.keep_raw` each item of a list has its `raw`.

        If this fails: look at `Site.keep_raw`.
        """
        options = attrs.evolve(githost_target.options or githost.Options(), keep_raw=True)
        keeping = world.open(
            attrs.evolve(githost_target, options=options), githost_target.credential
        )
        try:
            items = keeping.branches.list(standing.ref).all()
        finally:
            keeping.close()
        assert items == host.branches.list(standing.ref).all()
        assert all(branch.raw for branch in items)
