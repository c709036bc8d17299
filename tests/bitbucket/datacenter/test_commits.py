"""Commits, and what lies between two of them."""

from collections.abc import Callable

import httpx
import pytest

from githost.errors import NotFoundError
from tests.bitbucket.datacenter.exchanges import REPO, complaint, page, person, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_OLD, _NEW, _BASE = "a" * 40, "b" * 40, "c" * 40


def test_author_without_an_account_is_a_name(connect: Callable[..., Scripted]) -> None:
    """Only accounts have a slug."""
    document = {
        "id": _NEW,
        "message": "Fix",
        "author": {"name": "Ann", "emailAddress": "ann@example.com"},
        "authorTimestamp": 1_700_000_000_000,
        "committer": person("bob"),
        "committerTimestamp": "1700000000000",
        "parents": [{"id": _OLD, "displayId": _OLD[:11]}],
    }
    server = connect(answer(200, document))
    found = server.host.commits.get("ACME/site", _NEW)
    assert found.author is not None
    assert (found.author.name, found.author.user) == ("Ann", None)
    assert found.committer is not None
    assert found.committer.user is not None
    assert found.committer.name == "Bob"
    assert found.authored_at == found.committed_at
    assert found.parents == (_OLD,)
    assert server.sent == [f"GET {REPO}/commits/{_NEW}"]


def test_name_is_looked_up_in_the_list(connect: Callable[..., Scripted]) -> None:
    """The path of one commit takes hashes only."""
    server = connect(page([{"id": _NEW}]), page())
    assert server.host.commits.get("ACME/site", "feature/x").sha == _NEW
    assert server.sent == [f"GET {REPO}/commits?until=feature/x&limit=1"]
    with pytest.raises(NotFoundError):
        server.host.commits.get("ACME/site", "feature/x")


def test_list_bounds_and_path_are_the_servers(connect: Callable[..., Scripted]) -> None:
    """`until` reaches, `since` leaves out."""
    server = connect(page([{"id": _NEW}]))
    list(server.host.commits.list("ACME/site", ref="main", exclude="v1", path="src"))
    assert server.sent == [f"GET {REPO}/commits?until=main&since=v1&path=src&limit=1000"]


def test_empty_repository_has_no_commits(connect: Callable[..., Scripted]) -> None:
    """It answers 404; a repository that is not there does so twice."""
    server = connect(complaint(404, "NoDefaultBranchException"), answer(200, repository()))
    assert list(server.host.commits.list("ACME/site")) == []
    missing = [complaint(404, "NoSuchRepositoryException") for _ in range(2)]
    server = connect(*missing)
    with pytest.raises(NotFoundError):
        list(server.host.commits.list("ACME/site"))


def test_missing_ref_is_not_an_empty_list(connect: Callable[..., Scripted]) -> None:
    """Whoever names a branch wants that one."""
    server = connect(complaint(404, "NoSuchCommitException"))
    with pytest.raises(NotFoundError):
        list(server.host.commits.list("ACME/site", ref="gone"))


def test_compare_counts_both_ways(connect: Callable[..., Scripted]) -> None:
    """`from` has what `to` has not: the newer side comes first."""
    server = connect(
        page([{"id": _NEW}, {"id": "d" * 40}], 2),
        page([{"id": "e" * 40}]),
        page([{"id": _OLD}]),
        answer(200, {"id": _BASE}),
    )
    told = server.host.commits.compare("ACME/site", _OLD, _NEW)
    assert (told.ahead, told.behind, told.merge_base) == (3, 1, _BASE)
    assert server.sent == [
        f"GET {REPO}/compare/commits?from={_NEW}&to={_OLD}&limit=1000",
        f"GET {REPO}/compare/commits?from={_NEW}&to={_OLD}&limit=1000&start=2",
        f"GET {REPO}/compare/commits?from={_OLD}&to={_NEW}&limit=1000",
        f"GET {REPO}/commits/{_NEW}/merge-base?otherCommitId={_OLD}",
    ]


def test_unrelated_histories_have_no_base(connect: Callable[..., Scripted]) -> None:
    """204 stands for none."""
    server = connect(page(), page(), httpx.Response(204))
    assert server.host.commits.compare("ACME/site", _OLD, _NEW).merge_base is None


def test_diff_leads_from_base_to_head(connect: Callable[..., Scripted]) -> None:
    """As text, of one path or of all."""
    server = connect(httpx.Response(200, content=b"diff"), httpx.Response(200, content=b"diff"))
    server.host.commits.diff("ACME/site", "main", "fix")
    server.host.commits.diff("ACME/site", "main", "fix", path="src/a.py")
    assert server.sent == [
        f"GET {REPO}/diff?until=fix&since=main",
        f"GET {REPO}/diff/src/a.py?until=fix&since=main",
    ]
    assert server.script.requests[0].headers["accept"] == "text/plain"
