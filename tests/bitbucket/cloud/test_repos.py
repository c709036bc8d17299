"""Repositories: PUT creates, so what changes one reads it first; slugs are the host's."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from githost.errors import (
    AlreadyExistsError,
    ConfigurationError,
    NotFoundError,
    PaginationError,
    UnsupportedError,
)
from githost.model import EnsureOutcome, RepoRef, Visibility
from tests.bitbucket.cloud.exchanges import REPO, page, refusal, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer


def test_filters_become_one_condition(cloud: Callable[..., Scripted]) -> None:
    """Quotes within a text are escaped, and times are in UTC."""
    host = cloud(page())
    moment = datetime(2026, 1, 2, tzinfo=UTC)
    list(host.host.repos.list("acme", query='a"b', project="WEB", updated_after=moment))
    condition = 'name ~ "a\\"b" AND project.key = "WEB" AND updated_on > 2026-01-02T00:00:00+00:00'
    assert host.sent == [f"GET /repositories/acme?q={condition}&pagelen=100"]
    assert "%2B00%3A00" in str(host.script.requests[0].url)


def test_time_without_a_zone_is_refused(cloud: Callable[..., Scripted]) -> None:
    """It could be any of some forty."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="time zone"):
        host.host.repos.list("acme", updated_after=datetime(2026, 1, 2))  # noqa: DTZ001  # the point


def test_page_size_is_kept_within_the_largest(cloud: Callable[..., Scripted]) -> None:
    """A larger `pagelen` is refused by the host, not lowered."""
    host = cloud(page())
    list(host.host.repos.list("acme", page_size=5000))
    assert host.sent == ["GET /repositories/acme?pagelen=100"]


def test_empty_repository_has_no_default_branch(cloud: Callable[..., Scripted]) -> None:
    """`mainbranch` is null."""
    host = cloud(answer(200, repository(mainbranch=None)))
    assert host.host.repos.get("acme/site").default_branch is None


def test_missing_repository_is_not_found(cloud: Callable[..., Scripted]) -> None:
    """It may also be one that the caller may not see."""
    host = cloud(refusal(404, "Repository acme/site not found"))
    with pytest.raises(NotFoundError, match="may not see"):
        host.host.repos.get("acme/site")


def test_create_puts_a_slug_into_the_address_and_reads_the_one_that_comes_back(
    cloud: Callable[..., Scripted],
) -> None:
    """A slug in capitals or with spaces is answered 400; the name keeps both."""
    host = cloud(answer(200, repository("my_site", name="My Site")))
    made = host.host.repos.create("acme/My Site", project="WEB")
    assert made.ref == RepoRef("acme", "my_site")
    assert host.sent == ["POST /repositories/acme/my-site"]
    assert host.body() == {
        "scm": "git",
        "name": "My Site",
        "is_private": True,
        "project": {"key": "WEB"},
    }


def test_create_sets_the_default_branch_by_a_second_request(
    cloud: Callable[..., Scripted],
) -> None:
    """At the address that came back, with what the first one made."""
    made = repository("my_site", mainbranch=None)
    host = cloud(answer(200, made), answer(200, repository("my_site")))
    host.host.repos.create("acme/site", default_branch="main")
    assert host.sent == ["POST /repositories/acme/site", "PUT /repositories/acme/my_site"]
    assert host.body() == {
        "description": "Our site",
        "is_private": True,
        "project": {"key": "WEB"},
        "mainbranch": {"name": "main"},
    }


def test_name_that_is_taken_already_exists(cloud: Callable[..., Scripted]) -> None:
    """Cloud says 400."""
    host = cloud(refusal(400, "Repository with this Slug and Owner already exists."))
    with pytest.raises(AlreadyExistsError):
        host.host.repos.create("acme/site")


def test_update_of_a_missing_repository_creates_none(cloud: Callable[..., Scripted]) -> None:
    """A `PUT` would, so nothing is written before it was read."""
    host = cloud(refusal(404))
    with pytest.raises(NotFoundError):
        host.host.repos.update("acme/site", description="New")
    assert host.sent == [f"GET {REPO}"]


def test_update_resends_what_it_does_not_change(cloud: Callable[..., Scripted]) -> None:
    """But not the name, from which the address is made anew."""
    host = cloud(answer(200, repository()), answer(200, repository(is_private=False)))
    host.host.repos.update("acme/site", visibility=Visibility.PUBLIC)
    assert host.sent == [f"GET {REPO}", f"PUT {REPO}"]
    assert host.body() == {
        "description": "Our site",
        "is_private": False,
        "project": {"key": "WEB"},
    }


def test_update_without_changes_writes_nothing(cloud: Callable[..., Scripted]) -> None:
    """None leaves a value as it is."""
    host = cloud(answer(200, repository()))
    host.host.repos.update("acme/site")
    assert host.sent == [f"GET {REPO}"]


def test_rename_tells_the_new_address(cloud: Callable[..., Scripted]) -> None:
    """The host derives it."""
    host = cloud(answer(200, repository()), answer(200, repository("new-site")))
    assert host.host.repos.update("acme/site", name="New Site").ref.name == "new-site"


def test_archiving_is_refused(cloud: Callable[..., Scripted]) -> None:
    """Cloud has none."""
    host = cloud()
    with pytest.raises(UnsupportedError, match="archive"):
        host.host.repos.update("acme/site", archived=True)


def test_ensure_leaves_alone_what_is_right(cloud: Callable[..., Scripted]) -> None:
    """One read, no write."""
    host = cloud(answer(200, repository()))
    done = host.host.repos.ensure("acme/site", visibility=Visibility.PRIVATE, project="WEB")
    assert done.outcome is EnsureOutcome.UNCHANGED


@pytest.mark.parametrize(
    ("into", "body"),
    [
        ("other", {"workspace": {"slug": "other"}, "name": "copy"}),
        ("{other}", {"workspace": {"uuid": "{other}"}, "name": "copy"}),
    ],
    ids=["slug", "uuid"],
)
def test_fork_names_the_workspace(
    cloud: Callable[..., Scripted], into: str, body: dict[str, object]
) -> None:
    """By slug or by uuid, each under its own key."""
    fork = repository("copy", full_name="other/copy", parent={"full_name": "acme/site"})
    host = cloud(answer(201, fork))
    made = host.host.repos.fork("acme/site", into=into, name="copy")
    assert made.parent == RepoRef("acme", "site")
    assert host.sent == [f"POST {REPO}/forks"]
    assert host.body() == body


def test_fork_without_a_workspace_is_refused(cloud: Callable[..., Scripted]) -> None:
    """Cloud has no space that is the caller's own without a name."""
    host = cloud()
    with pytest.raises(ConfigurationError, match="into="):
        host.host.repos.fork("acme/site")


def test_clone_address_holds_no_user_name(cloud: Callable[..., Scripted]) -> None:
    """Cloud puts the caller's into it."""
    links = {
        "html": {"href": "https://bitbucket.org/acme/site"},
        "clone": [
            {"name": "https", "href": "https://me@bitbucket.org/acme/site.git"},
            {"name": "ssh", "href": "git@bitbucket.org:acme/site.git"},
        ],
    }
    host = cloud(answer(200, repository(links=links)))
    found = host.host.repos.get("acme/site")
    assert found.clone_urls.https == "https://bitbucket.org/acme/site.git"
    assert found.clone_urls.ssh == "git@bitbucket.org:acme/site.git"
    assert found.url == "https://bitbucket.org/acme/site"


def test_list_whose_first_page_names_itself_is_an_error(cloud: Callable[..., Scripted]) -> None:
    """Its items would come twice."""
    again = "https://api.bitbucket.org/2.0/repositories/acme?page=1&pagelen=100"
    host = cloud(answer(200, {"values": [repository()], "next": again}))
    with pytest.raises(PaginationError, match="itself"):
        list(host.host.repos.list("acme"))
