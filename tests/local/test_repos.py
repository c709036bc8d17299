"""Namespaces, projects and repositories of the local host."""

import errno
import os
from datetime import UTC, datetime

import pytest

import githost
from githost.client.sync import Host
from githost.model import EnsureOutcome


def test_repository_reads_back_as_it_was_made(host: Host) -> None:
    """What create takes, get gives."""
    host.namespaces.create("acme")
    host.projects.create("acme", "WEB", name="Web")
    host.repos.create(
        "acme/site",
        visibility=githost.Visibility.INTERNAL,
        description="The site",
        project="WEB",
        default_branch="trunk",
    )

    found = host.repos.get("acme/site")

    assert (found.ref, found.name) == (githost.RepoRef("acme", "site"), "site")
    assert found.visibility is githost.Visibility.INTERNAL
    assert (found.description, found.project) == ("The site", "WEB")
    assert found.default_branch == "trunk"
    assert found.created_at is not None
    assert found.created_at.tzinfo is UTC


def test_second_repository_of_a_name_is_refused(host: Host, site: githost.Repository) -> None:
    """A taken name is an AlreadyExistsError."""
    with pytest.raises(githost.AlreadyExistsError):
        host.repos.create(site.ref)


def test_missing_namespace_is_not_found(host: Host) -> None:
    """A repository cannot be made in, nor listed of, a namespace that is not there."""
    with pytest.raises(githost.NotFoundError):
        host.repos.create("nowhere/site")
    with pytest.raises(githost.NotFoundError):
        host.repos.list("nowhere").all()


def test_visibility_that_nobody_knows_is_never_written(
    host: Host, site: githost.Repository
) -> None:
    """UNKNOWN is refused before anything is done."""
    with pytest.raises(githost.UnsupportedError):
        host.repos.update(site, visibility=githost.Visibility.UNKNOWN)


def test_renaming_changes_the_address(host: Host, site: githost.Repository) -> None:
    """A new name is a new address, and the old one is gone."""
    renamed = host.repos.update(site, name="shop")

    assert str(renamed.ref) == "acme/shop"
    assert renamed.id == site.id
    with pytest.raises(githost.NotFoundError):
        host.repos.get("acme/site")


def test_archived_repository_takes_no_changes(host: Host, site: githost.Repository) -> None:
    """An archived repository refuses commits, branches and pull requests until it is opened."""
    host.repos.update(site, archived=True)
    with pytest.raises(githost.WrongStateError):
        host.branches.create(site, "more", start="main")
    with pytest.raises(githost.WrongStateError):
        host.pull_requests.create(site, title="Append", source="fix")

    host.repos.update(site, archived=False)

    assert host.branches.create(site, "more", start="main").name == "more"


def test_fork_goes_to_the_callers_own_namespace(host: Host, site: githost.Repository) -> None:
    """A fork without a destination is in the caller's own namespace and knows its origin."""
    fork = host.repos.fork(site)

    assert str(fork.ref) == "~owner/site"
    assert fork.parent == site.ref
    assert [found.ref for found in host.repos.forks(site)] == [fork.ref]
    assert host.namespaces.get("~owner").kind is githost.NamespaceKind.PERSONAL


def test_filters_are_applied(host: Host, site: githost.Repository) -> None:
    """Repositories are listed by part of the name, project, and time of change."""
    host.projects.create("acme", "DOC", name="Docs")
    host.repos.create("acme/guide", project="DOC")
    later = datetime(2100, 1, 1, tzinfo=UTC)

    assert [r.name for r in host.repos.list("acme", query="UID")] == ["guide"]
    assert [r.name for r in host.repos.list("acme", project="DOC")] == ["guide"]
    assert host.repos.list("acme", updated_after=later).all() == []
    assert host.repos.list("acme").count() == 2


def test_time_without_zone_is_refused(host: Host, site: githost.Repository) -> None:
    """A naive time could be any, so it is refused at once."""
    with pytest.raises(githost.ConfigurationError, match="time zone"):
        host.repos.list("acme", updated_after=datetime(2026, 1, 1))  # noqa: DTZ001  # the test's point


def test_ensure_writes_only_what_differs(host: Host, site: githost.Repository) -> None:
    """Ensuring twice changes once."""
    first = host.repos.ensure(site, description="Another")
    second = host.repos.ensure(site, description="Another")

    assert (first.outcome, first.changes) == (EnsureOutcome.CHANGED, ("description",))
    assert second.outcome is EnsureOutcome.UNCHANGED


def test_pages_resume_from_a_cursor(host: Host) -> None:
    """A saved cursor gives the rest, and the total is known."""
    host.namespaces.create("acme")
    for number in range(5):
        host.repos.create(f"acme/r{number}")

    page = next(iter(host.repos.list("acme", page_size=2).pages()))
    rest = host.repos.list("acme", page_size=2, cursor=page.next).all()

    assert page.total == 5
    assert [repo.name for repo in (*page.items, *rest)] == [f"r{n}" for n in range(5)]


def test_namespace_with_repositories_is_not_deleted(host: Host, site: githost.Repository) -> None:
    """A namespace goes only when it is empty."""
    with pytest.raises(githost.ConflictError):
        host.namespaces.delete("acme")

    host.repos.delete(site)
    host.namespaces.delete("acme")

    assert host.namespaces.list().all() == []


def test_namespace_is_changed_in_what_is_given(host: Host) -> None:
    """An update leaves what is not named."""
    host.namespaces.create("acme", name="Acme", description="Makes things")

    changed = host.namespaces.update("acme", visibility=githost.Visibility.PUBLIC)

    assert (changed.name, changed.description) == ("Acme", "Makes things")
    assert changed.visibility is githost.Visibility.PUBLIC


def test_project_is_changed_and_deleted(host: Host) -> None:
    """A project is made, changed and deleted by its key."""
    host.namespaces.create("acme")
    host.projects.create("acme", "WEB", name="Web")

    changed = host.projects.update("acme", "WEB", name="World Wide Web")
    listed = host.projects.list("acme").all()
    host.projects.delete("acme", "WEB")

    assert changed.name == "World Wide Web"
    assert listed == [changed]
    with pytest.raises(githost.NotFoundError):
        host.projects.get("acme", "WEB")


def test_raw_is_kept_of_single_answers(host: Host, site: githost.Repository) -> None:
    """Single answers keep the record, list items do not unless asked for."""
    listed = host.repos.list("acme").first()

    assert site.raw is not None
    assert site.raw["slug"] == "site"
    assert listed is not None
    assert listed.raw is None


def test_failing_disk_is_a_failure_of_the_host(
    host: Host, site: githost.Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the system refuses is an error of githost, in the system's words."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("githost_local.forge.git.subprocess.run", full)
    with pytest.raises(githost.ServerError, match=r"the forge failed: .*No space left on device"):
        host.branches.get(site, "main")


def test_refused_name_says_which(host: Host, site: githost.Repository) -> None:
    """Its field, why, and what to do."""
    with pytest.raises(
        githost.ValidationError, match=r"^the title cannot be that: .*; give another$"
    ):
        host.pull_requests.create(site, title="", source="main")


def test_number_that_no_forge_holds_is_not_found(host: Host, site: githost.Repository) -> None:
    """It is no failure of the forge."""
    with pytest.raises(githost.NotFoundError, match="a number this large"):
        host.pull_requests.get(site, 10**30)
