"""Commits: names with slashes, one branch's history, and specifications the wrong way round."""

from collections.abc import Callable

import httpx
import pytest

from githost.errors import ConfigurationError, NotFoundError
from githost.model import ChangeKind
from tests.bitbucket.cloud.exchanges import REPO, SHA, commit, page, refusal, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

API = "https://api.bitbucket.org/2.0"
OTHER = "d" * 40


def _ref(name: str, sha: str = SHA) -> httpx.Response:
    return answer(200, {"name": name, "target": commit(sha)})


def test_list_without_a_ref_is_of_the_default_branch(cloud: Callable[..., Scripted]) -> None:
    """Without a name Cloud would walk every branch and tag."""
    link = f"{API}{REPO}/commits?ctx=a%2Fb&page=2"
    host = cloud(answer(200, repository()), page([commit()], link), page([commit(OTHER)]))
    found = host.host.commits.list("acme/site", exclude="refs/tags/v1", path="/src/")
    assert [one.sha for one in found] == [SHA, OTHER]
    assert host.sent[:2] == [
        f"GET {REPO}",
        f"GET {REPO}/commits?include=main&exclude=v1&path=src&pagelen=100",
    ]
    assert str(host.script.requests[2].url) == link


def test_resumed_list_asks_for_no_default_branch(cloud: Callable[..., Scripted]) -> None:
    """The link names it."""
    host = cloud(answer(200, repository()), page([commit()], f"{API}{REPO}/commits?ctx=1"))
    first = next(iter(host.host.commits.list("acme/site").pages()))
    host = cloud(page([commit(OTHER)]))
    rest = host.host.commits.list("acme/site", cursor=first.next)
    assert [one.sha for one in rest] == [OTHER]


@pytest.mark.parametrize(
    "answers",
    [
        [answer(200, repository(mainbranch=None))],
        [answer(200, repository()), refusal(404, "Commit not found")],
    ],
    ids=["no main branch", "not begun"],
)
def test_empty_repository_has_no_commits(
    cloud: Callable[..., Scripted], answers: list[httpx.Response]
) -> None:
    """Emptiness is no error; a repository that is not there is."""
    host = cloud(*answers)
    assert host.host.commits.list("acme/site").all() == []
    host = cloud(refusal(404))
    with pytest.raises(NotFoundError):
        host.host.commits.list("acme/site").all()


def test_ref_with_a_slash_stands_in_the_query(cloud: Callable[..., Scripted]) -> None:
    """One request; what is not there is not found."""
    host = cloud(page([commit()]), refusal(404))
    assert len(host.host.commits.list("acme/site", ref="refs/heads/feature/x").all()) == 1
    assert host.sent == [f"GET {REPO}/commits?include=feature/x&pagelen=100"]
    with pytest.raises(NotFoundError):
        host.host.commits.list("acme/site", ref="missing").all()


def test_commit_is_read_by_its_hash(cloud: Callable[..., Scripted]) -> None:
    """Not by `commits/`, which is its history; a shortened one costs no more."""
    host = cloud(answer(200, commit()), answer(200, commit()), refusal(404))
    found = host.host.commits.get("acme/site", SHA)
    assert found.author is not None
    assert (found.author.name, found.author.email) == ("Ann Example", "ann@example.com")
    assert found.parents == ("b" * 40,)
    assert host.host.commits.get("acme/site", SHA[:12]).sha == SHA
    with pytest.raises(NotFoundError):
        host.host.commits.get("acme/site", OTHER)
    assert host.sent == [
        f"GET {REPO}/commit/{SHA}",
        f"GET {REPO}/commit/{SHA[:12]}",
        f"GET {REPO}/commit/{OTHER}",
    ]


def test_hash_in_capitals_is_one(cloud: Callable[..., Scripted]) -> None:
    """As git has it; it is no branch, and no tag."""
    host = cloud(answer(200, commit()))
    assert host.host.commits.get("acme/site", SHA.upper()).sha == SHA
    assert host.sent == [f"GET {REPO}/commit/{SHA}"]


def test_branch_and_tag_are_read_by_name(cloud: Callable[..., Scripted]) -> None:
    """Slashes stay, what means something else in an address does not."""
    host = cloud(_ref("feature/x#1"), refusal(404), _ref("v1"))
    assert host.host.commits.get("acme/site", "feature/x#1").sha == SHA
    assert host.host.commits.get("acme/site", "refs/tags/v1").sha == SHA
    assert [str(one.url).removeprefix(f"{API}{REPO}") for one in host.script.requests] == [
        "/refs/branches/feature/x%231",
        "/refs/branches/refs/tags/v1",
        "/refs/tags/v1",
    ]


def test_name_that_looks_like_a_hash_may_be_a_branch(cloud: Callable[..., Scripted]) -> None:
    """Where no commit begins so."""
    host = cloud(refusal(404), _ref("deadbeef"))
    assert host.host.commits.get("acme/site", "deadbeef").sha == SHA


@pytest.mark.parametrize("ref", ["", "  ", "..", "main..next"])
def test_ref_that_cannot_be_is_refused(cloud: Callable[..., Scripted], ref: str) -> None:
    """Nothing is sent."""
    host = cloud()
    with pytest.raises(ConfigurationError):
        host.host.commits.get("acme/site", ref)
    assert host.sent == []


def test_comparison_counts_hashes_only(cloud: Callable[..., Scripted]) -> None:
    """`next` is asked for too, or the list would end with its first page."""
    link = f"{API}{REPO}/commits?ctx=1"
    hashes = [{"hash": SHA}, {"hash": OTHER}]
    host = cloud(
        _ref("feature/x"),
        page(hashes, link),
        page(hashes[:1]),
        page(hashes[:1]),
        answer(200, commit("b" * 40)),
    )
    found = host.host.commits.compare("acme/site", "main", "feature/x")
    assert (found.ahead, found.behind, found.merge_base) == (3, 1, "b" * 40)
    fields = "fields=values.hash,next&pagelen=100"
    assert host.sent == [
        f"GET {REPO}/refs/branches/feature/x",
        f"GET {REPO}/commits?include={SHA}&exclude=main&{fields}",
        f"GET {link.removeprefix(API)}",
        f"GET {REPO}/commits?include=main&exclude={SHA}&{fields}",
        f"GET {REPO}/merge-base/{SHA}..main",
    ]


def test_histories_that_share_nothing_have_no_merge_base(cloud: Callable[..., Scripted]) -> None:
    """Both are there, or listing had failed."""
    host = cloud(page([{"hash": SHA}]), page([{"hash": OTHER}]), refusal(404))
    assert host.host.commits.compare("acme/site", "main", "other").merge_base is None
    host = cloud(refusal(404))
    with pytest.raises(NotFoundError):
        host.host.commits.compare("acme/site", "main", "missing")


def test_diff_names_the_newer_side_first(cloud: Callable[..., Scripted]) -> None:
    """That is the reverse of git; `topic` would begin where the two parted."""
    host = cloud(httpx.Response(200, content=b"+\xff"))
    assert host.host.commits.diff("acme/site", "main", "next", path="a b") == b"+\xff"
    assert host.sent == [f"GET {REPO}/diff/next..main?topic=false&path=a b"]
    assert host.script.requests[0].headers["accept"] == "text/plain"


def test_changes_resolve_slashes_once(cloud: Callable[..., Scripted]) -> None:
    """Later pages are links."""
    link = f"{API}{REPO}/diffstat/x?page=2"
    stat = {"status": "modified", "old": {"path": "a"}, "new": {"path": "a"}, "lines_added": 1}
    host = cloud(_ref("feature/x"), page([stat], link), page([{**stat, "status": "added"}]))
    found = host.host.commits.changes("acme/site", "main", "feature/x").all()
    assert [one.kind for one in found] == [ChangeKind.MODIFIED, ChangeKind.ADDED]
    assert host.sent == [
        f"GET {REPO}/refs/branches/feature/x",
        f"GET {REPO}/diffstat/{SHA}..main?topic=false&pagelen=100",
        f"GET {REPO}/diffstat/x?page=2",
    ]
