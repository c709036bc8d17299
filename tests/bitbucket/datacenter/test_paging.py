"""Lists follow the server's own `nextPageStart`."""

from collections.abc import Callable

import pytest

from githost.errors import ConfigurationError, DecodeError, PaginationError
from tests.bitbucket.datacenter.exchanges import page, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def test_next_page_starts_where_the_server_says(connect: Callable[..., Scripted]) -> None:
    """Rows that are hidden from the caller are skipped, so start plus limit would be wrong."""
    server = connect(page([repository("a")], 57), page([repository("b")]))
    assert [repo.ref.name for repo in server.host.repos.list("ACME")] == ["a", "b"]
    assert server.sent == [
        "GET /api/1.0/projects/ACME/repos?archived=ALL&limit=1000",
        "GET /api/1.0/projects/ACME/repos?archived=ALL&limit=1000&start=57",
    ]


def test_page_without_items_does_not_end_the_list(connect: Callable[..., Scripted]) -> None:
    """Only `isLastPage` ends it: a page may be hidden whole."""
    server = connect(page([], 25), page([repository("b")]))
    assert [repo.ref.name for repo in server.host.repos.list("ACME")] == ["b"]


@pytest.mark.parametrize("again", [0, 25, 10])
def test_list_that_goes_round_is_an_error(connect: Callable[..., Scripted], again: int) -> None:
    """A start is compared with null, not by its truth; items would come twice, or for ever."""
    server = connect(*([page([], 25)] if again else []), page([], again))
    with pytest.raises(PaginationError, match="repeat"):
        list(server.host.repos.list("ACME"))


def test_more_without_a_start_is_an_error(connect: Callable[..., Scripted]) -> None:
    """A list that cannot be finished is not passed off as whole."""
    server = connect(answer(200, {"values": [], "isLastPage": False}))
    with pytest.raises(PaginationError):
        list(server.host.repos.list("ACME"))


def test_page_size_is_sent_and_capped(connect: Callable[..., Scripted]) -> None:
    """The server lowers what is above its maximum; more is not asked for."""
    server = connect(page(), page())
    list(server.host.repos.list("ACME", page_size=10))
    list(server.host.repos.list("ACME", page_size=5000))
    assert [line.rpartition("&")[2] for line in server.sent] == ["limit=10", "limit=1000"]


def test_cursor_of_a_page_resumes_the_list(connect: Callable[..., Scripted]) -> None:
    """`next` of a page goes on behind it."""
    server = connect(page([repository("a")], 9), page([repository("b")]))
    first = next(iter(server.host.repos.list("ACME").pages()))
    rest = server.host.repos.list("ACME", cursor=first.next)
    assert [repo.ref.name for repo in rest] == ["b"]
    assert server.sent[1].endswith("start=9")


def test_cursor_of_another_list_is_refused(connect: Callable[..., Scripted]) -> None:
    """A cursor goes with its operation and arguments."""
    server = connect(page([repository("a")], 9))
    first = next(iter(server.host.repos.list("ACME").pages()))
    with pytest.raises(ConfigurationError):
        server.host.repos.list("OTHER", cursor=first.next)


def test_malformed_item_is_named_by_its_place(connect: Callable[..., Scripted]) -> None:
    """The path in the document says which item it was."""
    broken = {"slug": "x", "project": {"key": 7}}
    server = connect(page([repository("a"), broken]))
    with pytest.raises(DecodeError) as caught:
        list(server.host.repos.list("ACME"))
    assert caught.value.path == "$.values[1].project.key"


def test_users_come_before_groups_in_one_list(connect: Callable[..., Scripted]) -> None:
    """Grants are two lists of the server and one of ours."""
    grant = {"user": {"name": "ann"}, "permission": "REPO_ADMIN"}
    team = {"group": {"name": "web devs"}, "permission": "REPO_READ"}
    server = connect(page([grant], 1), page(), page([team]))
    found = list(server.host.permissions.list("ACME/site"))
    assert [str(one.subject) for one in found] == ["ann", "web devs"]
    assert [line.rpartition("/")[2] for line in server.paths] == ["users", "users", "groups"]


def test_raw_is_kept_in_lists_only_when_asked(connect: Callable[..., Scripted]) -> None:
    """It costs more than the model."""
    server = connect(page([repository()]))
    assert server.host.repos.list("ACME").first().raw is None  # type: ignore[union-attr]  # there is one
    server = connect(page([repository()]), keep_raw=True)
    assert server.host.repos.list("ACME").first().raw["id"] == 12  # type: ignore[union-attr,index]  # there is one


def test_groups_are_plain_texts(connect: Callable[..., Scripted]) -> None:
    """A group is its name, spaces and all."""
    server = connect(page(["devs", "web devs"]))
    assert [group.ref.id for group in server.host.groups.list()] == ["devs", "web devs"]
