"""Commits, comparisons and build statuses, as any HTTP client sees them."""

import httpx
import pytest


def _head(client: httpx.Client, code: str, branch: str) -> str:
    target = client.get(f"{code}/refs/branches/{branch}").json()["target"]
    return str(target["hash"])


def test_history_of_a_branch_is_paged_by_opaque_names(alice: httpx.Client, code: str) -> None:
    """A page tells neither size nor number, and `next` leads on."""
    page = alice.get(f"{code}/commits/feature/x", params={"pagelen": 2}).json()
    rest = alice.get(page["next"]).json()
    assert not {"size", "page"} & page.keys()
    assert not page["next"].rpartition("page=")[2].isdecimal()
    assert [c["message"] for c in page["values"] + rest["values"]] == ["Two", "One", "Begin"]
    assert "next" not in rest


def test_history_excludes_what_another_branch_has(alice: httpx.Client, code: str) -> None:
    """`exclude` takes away, and `path` keeps what changed it."""
    found = alice.get(f"{code}/commits/feature/x", params={"exclude": "main"}).json()
    assert [c["message"] for c in found["values"]] == ["Two", "One"]
    found = alice.get(f"{code}/commits/feature/x", params={"path": "docs"}).json()
    assert [c["message"] for c in found["values"]] == ["Two"]


def test_history_from_a_form_goes_on_without_it(alice: httpx.Client, code: str) -> None:
    """What a POST includes and excludes holds for the pages that follow."""
    form = {"include": "feature/x", "exclude": "main"}
    page = alice.post(f"{code}/commits", params={"pagelen": 1}, data=form).json()
    rest = alice.get(page["next"]).json()
    assert [c["message"] for c in page["values"] + rest["values"]] == ["Two", "One"]
    assert "next" not in rest


def test_history_without_a_revision_has_every_branch(alice: httpx.Client, code: str) -> None:
    """All branches and tags are walked."""
    found = alice.get(f"{code}/commits").json()
    assert {c["message"] for c in found["values"]} == {"Begin", "One", "Two"}


def test_commit_is_found_by_a_short_name(alice: httpx.Client, code: str) -> None:
    """A commit is shown whole, with its parents and who made it."""
    sha = _head(alice, code, "feature/x")
    found = alice.get(f"{code}/commit/{sha[:12]}").json()
    assert found["hash"] == sha
    assert found["author"]["user"]["nickname"] == "alice"
    assert [p["type"] for p in found["parents"]] == ["commit"]


def test_missing_commit_is_named_in_the_error(alice: httpx.Client, code: str) -> None:
    """The error has the names that were not found."""
    answer = alice.get(f"{code}/commit/{'f' * 40}")
    assert answer.status_code == 404
    assert answer.json()["error"]["data"] == {"shas": ["f" * 40]}


def test_merge_base_is_the_common_ancestor(alice: httpx.Client, code: str) -> None:
    """The answer is a commit."""
    found = alice.get(f"{code}/merge-base/feature/x..main").json()
    assert found["message"] == "Begin"


def test_first_commit_of_a_pair_is_the_new_side(alice: httpx.Client, code: str) -> None:
    """`A..B` shows what A has and B lacks: the other way round than git."""
    answer = alice.get(f"{code}/diff/feature/x..main")
    assert answer.headers["Content-Type"] == "text/plain"
    assert "+two" in answer.text
    backwards = alice.get(f"{code}/diff/main..feature/x", params={"topic": "false"})
    assert "-two" in backwards.text
    assert not alice.get(f"{code}/diff/main..feature/x").text


def test_lone_commit_is_compared_with_its_parent(alice: httpx.Client, code: str) -> None:
    """And with nothing where it has none; `path` can be repeated."""
    sha = _head(alice, code, "feature/x")
    assert [c["new"]["path"] for c in alice.get(f"{code}/diffstat/{sha}").json()["values"]] == [
        "docs/b.md"
    ]
    root = alice.get(f"{code}/diffstat/main").json()["values"]
    assert [(c["status"], c["old"]) for c in root] == [("added", None)]
    text = alice.get(f"{code}/diff/feature/x..main", params={"path": ["a.txt", "docs/b.md"]}).text
    assert text.count("diff --git") == 2


def test_diffstat_takes_five_thousand(alice: httpx.Client, code: str) -> None:
    """Its pages are longer than all others."""
    assert alice.get(f"{code}/diffstat/feature/x..main").json()["pagelen"] == 500
    for length, status in ((5000, 200), (5001, 400)):
        answer = alice.get(f"{code}/diffstat/feature/x..main", params={"pagelen": length})
        assert answer.status_code == status


def test_renames_are_found_unless_told_otherwise(alice: httpx.Client, code: str) -> None:
    """`renames=false` shows a file that went and one that came."""
    form = {"branch": "moved", "files": "a.txt", "/moved.txt": "one\ntwo\nthree\n"}
    alice.post(f"{code}/src", data={"branch": "moved", "/a.txt": "one\ntwo\nthree\n"})
    alice.post(f"{code}/src", data=form)
    found = alice.get(f"{code}/diffstat/moved").json()["values"]
    assert [(c["status"], c["old"]["path"], c["new"]["path"]) for c in found] == [
        ("renamed", "a.txt", "moved.txt")
    ]
    found = alice.get(f"{code}/diffstat/moved", params={"renames": "false"}).json()["values"]
    assert [c["status"] for c in found] == ["removed", "added"]


def test_patch_has_a_mail_for_each_commit(alice: httpx.Client, code: str) -> None:
    """Oldest first."""
    text = alice.get(f"{code}/patch/feature/x..main").text
    assert text.index("[PATCH 1/2] One") < text.index("[PATCH 2/2] Two")
    assert "[PATCH] Two" in alice.get(f"{code}/patch/feature/x").text


@pytest.mark.parametrize("spec", ["", "nope", "nope..main"], ids=["empty", "lone", "pair"])
def test_unknown_spec_is_not_found(alice: httpx.Client, code: str, spec: str) -> None:
    """Whatever cannot be read as commits is missing."""
    assert alice.get(f"{code}/diff/{spec}").status_code == 404


def test_status_is_replaced_by_its_key(alice: httpx.Client, code: str) -> None:
    """A second POST answers 201 as well, and there is still one."""
    here = f"{code}/commit/{_head(alice, code, 'main')}/statuses"
    status = {"key": "ci 1", "state": "INPROGRESS", "url": "https://ci.example.com/1"}
    first = alice.post(f"{here}/build", json=status)
    second = alice.post(f"{here}/build", json=status | {"state": "SUCCESSFUL"})
    assert (first.status_code, second.status_code) == (201, 201)
    found = alice.get(here).json()["values"]
    assert [(s["key"], s["state"], s["refname"]) for s in found] == [("ci 1", "SUCCESSFUL", None)]
    assert alice.get(found[0]["links"]["self"]["href"]).json() == found[0]


def test_status_keeps_what_put_leaves_out(alice: httpx.Client, code: str) -> None:
    """A status that is not there is 404, and its key stays."""
    here = f"{code}/commit/{_head(alice, code, 'main')}/statuses/build"
    assert alice.put(f"{here}/ci", json={"state": "FAILED"}).status_code == 404
    alice.post(here, json={"key": "ci", "state": "SUCCESSFUL", "url": "https://ci.example.com/"})
    found = alice.put(f"{here}/ci", json={"state": "STOPPED", "key": "other"}).json()
    assert (found["key"], found["state"], found["url"]) == (
        "ci",
        "STOPPED",
        "https://ci.example.com/",
    )


@pytest.mark.parametrize(
    "status",
    [
        {"state": "SUCCESSFUL", "url": "https://ci.example.com/"},
        {"key": "ci", "url": "https://ci.example.com/"},
        {"key": "ci", "state": "SUCCESSFUL"},
        {"key": "ci", "state": "PASSED", "url": "https://ci.example.com/"},
    ],
    ids=["no key", "no state", "no url", "unknown state"],
)
def test_incomplete_status_is_refused(
    alice: httpx.Client, code: str, status: dict[str, str]
) -> None:
    """Key, state and address are required."""
    answer = alice.post(f"{code}/commit/main/statuses/build", json=status)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"]
