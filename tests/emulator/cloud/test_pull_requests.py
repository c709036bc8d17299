"""Pull requests from opening to their end, as any HTTP client sees them."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from .conftest import Cloud


def _open(client: httpx.Client, code: str, **more: Any) -> Any:
    body = {"title": "X", "source": {"branch": {"name": "feature/x"}}, **more}
    answer = client.post(f"{code}/pullrequests", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def _uuid(client: httpx.Client) -> dict[str, str]:
    return {"uuid": client.get("/user").json()["uuid"]}


def _message(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["message"])


def test_opened_pull_request_goes_into_the_main_branch(
    alice: httpx.Client, bob: httpx.Client, code: str
) -> None:
    """It has what was sent, and its commits have twelve digits."""
    found = _open(
        alice,
        code,
        description="Why",
        reviewers=[_uuid(bob)],
        close_source_branch=True,
        draft=True,
    )
    assert found["destination"]["branch"] == {"name": "main"}
    assert found["source"]["repository"]["full_name"] == code.removeprefix("/repositories/")
    assert len(found["source"]["commit"]["hash"]) == 12
    assert (found["description"], found["summary"]["raw"]) == ("Why", "Why")
    assert (found["draft"], found["close_source_branch"], found["state"]) == (True, True, "OPEN")
    assert [r["nickname"] for r in found["reviewers"]] == ["bob"]
    assert alice.get(found["links"]["self"]["href"]).json() == found


def test_default_reviewers_are_not_asked(
    admin: httpx.Client, alice: httpx.Client, bob: httpx.Client, code: str
) -> None:
    """Whoever opens a pull request has to name them."""
    uuid = _uuid(bob)["uuid"].replace("{", "%7B").replace("}", "%7D")
    assert admin.put(f"{code}/default-reviewers/{uuid}").status_code == 200
    assert _open(alice, code)["reviewers"] == []


def test_second_pull_request_between_two_branches_changes_the_first(
    alice: httpx.Client, code: str
) -> None:
    """The title is the new one, and the number the old one."""
    first = _open(alice, code, title="Old")
    second = _open(alice, code, title="New")
    assert (second["id"], second["title"]) == (first["id"], "New")


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"title": None}, "title", "This field is required."),
        ({"source": None}, "source", "This field is required."),
        ({"source": {"branch": {"name": "no"}}}, "source", "branch not found: no"),
        ({"destination": {"branch": {"name": "no"}}}, "destination", "branch not found: no"),
        ({"reviewers": [{"uuid": "{no}"}]}, "reviewers", "Malformed reviewers list"),
        ({"reviewers": [{"nickname": "bob"}]}, "reviewers", "Malformed reviewers list"),
    ],
    ids=["title", "source", "source branch", "destination", "unknown reviewer", "nickname"],
)
def test_bad_pull_request_is_refused_by_field(
    alice: httpx.Client, code: str, change: Mapping[str, Any], field: str, message: str
) -> None:
    """The field is named, and what is wrong with it told."""
    body = {"title": "X", "source": {"branch": {"name": "feature/x"}}, **change}
    answer = alice.post(f"{code}/pullrequests", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"] == {field: [message]}


def test_author_and_strangers_cannot_review(cloud: Cloud, alice: httpx.Client, code: str) -> None:
    """All that is wrong with the reviewers is told at once."""
    forge = cloud.app._world.forge
    outsider = forge.accounts.create("otto", display_name="Otto Outsider")
    body = {
        "title": "X",
        "source": {"branch": {"name": "feature/x"}},
        "reviewers": [_uuid(alice), {"uuid": f"{{{outsider.key}}}"}],
    }
    answer = alice.post(f"{code}/pullrequests", json=body)
    assert answer.json()["error"]["fields"]["reviewers"] == [
        "Alice Adams is the author and cannot be included as a reviewer.",
        "Otto Outsider is not a member of this workspace and cannot be added to this pull request",
    ]


def test_branch_without_commits_of_its_own_is_refused(alice: httpx.Client, code: str) -> None:
    """There has to be something to pull."""
    alice.post(f"{code}/refs/branches", json={"name": "same", "target": {"hash": "main"}})
    body = {"title": "X", "source": {"branch": {"name": "same"}}}
    answer = alice.post(f"{code}/pullrequests", json=body)
    assert (answer.status_code, _message(answer)) == (400, "There are no changes to be pulled")


def test_list_has_the_open_ones_without_their_reviewers(
    alice: httpx.Client, code: str, pull: str
) -> None:
    """Those have to be asked for with `fields`, and other states with `state`."""
    alice.post(f"{pull}/decline")
    _open(alice, code)
    listed = alice.get(f"{code}/pullrequests").json()["values"]
    assert [p["state"] for p in listed] == ["OPEN"]
    assert not {"reviewers", "participants"} & listed[0].keys()
    fuller = alice.get(f"{code}/pullrequests?fields=%2Bvalues.reviewers").json()["values"]
    assert fuller[0]["reviewers"] == []
    both = alice.get(f"{code}/pullrequests?state=OPEN&state=DECLINED").json()["values"]
    assert [p["state"] for p in both] == ["OPEN", "DECLINED"]


def test_list_refuses_more_than_fifty(alice: httpx.Client, code: str) -> None:
    """More is no valid `pagelen`."""
    answer = alice.get(f"{code}/pullrequests", params={"pagelen": 51})
    assert (answer.status_code, _message(answer)) == (400, "Invalid pagelen")


def test_query_sees_every_state(
    alice: httpx.Client, bob: httpx.Client, code: str, pull: str
) -> None:
    """With `q`, `state` plays no role; and a query sees the reviewers, who are not shown."""
    alice.post(f"{pull}/decline")
    found = alice.get(f"{code}/pullrequests", params={"q": 'title ~ "x"', "state": "OPEN"})
    assert [p["state"] for p in found.json()["values"]] == ["DECLINED"]
    _open(alice, code, reviewers=[_uuid(bob)])
    query = f'state = "OPEN" AND reviewers.uuid = "{_uuid(bob)["uuid"]}"'
    found = alice.get(f"{code}/pullrequests", params={"q": query})
    assert len(found.json()["values"]) == 1


def test_pull_requests_of_an_author_and_of_a_commit(
    alice: httpx.Client, code: str, pull: str
) -> None:
    """They are found in the whole workspace, and by a commit they bring."""
    uuid = _uuid(alice)["uuid"].replace("{", "%7B").replace("}", "%7D")
    mine = alice.get(f"/workspaces/acme/pullrequests/{uuid}", params={"pagelen": 50}).json()
    assert pull in [p["links"]["self"]["href"] for p in mine["values"]]
    sha = alice.get(pull).json()["source"]["commit"]["hash"]
    bringing = alice.get(f"{code}/commit/{sha}/pullrequests").json()["values"]
    assert [p["links"]["self"]["href"] for p in bringing] == [pull]
    assert alice.get(f"{code}/commit/main/pullrequests").json()["values"] == []


def test_update_removes_reviewers_that_are_left_out(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """The description stays, and the title is required."""
    alice.put(pull, json={"title": "X", "description": "Why", "reviewers": [_uuid(bob)]})
    found = alice.put(pull, json={"title": "Y", "draft": True}).json()
    assert (found["title"], found["description"], found["draft"]) == ("Y", "Why", True)
    assert found["reviewers"] == []
    refused = alice.put(pull, json={"description": "Z"})
    assert (refused.status_code, _message(refused)) == (400, "title: This field is required.")


def test_update_of_others_needs_write_access(
    bob: httpx.Client, reader: httpx.Client, pull: str
) -> None:
    """Who may write may change it; who may read may not."""
    assert bob.put(pull, json={"title": "Bob's"}).status_code == 200
    assert reader.put(pull, json={"title": "Carol's"}).status_code == 403


def test_declined_pull_request_stays_so(alice: httpx.Client, pull: str) -> None:
    """The reason is kept, and nothing opens it again."""
    found = alice.post(f"{pull}/decline", json={"message": "No"}).json()
    assert (found["state"], found["reason"]) == ("DECLINED", "No")
    assert found["closed_by"]["nickname"] == "alice"
    again = alice.post(f"{pull}/decline")
    assert again.json()["error"]["fields"] == {
        "newstatus": ["This pull request is already closed."]
    }
    reopened = alice.put(pull, json={"title": "X", "state": "OPEN"})
    assert _message(reopened) == "Can only update an open pull request."


@pytest.mark.parametrize("kind", ["diff", "diffstat", "patch", "conflicts"])
def test_comparisons_are_shown_elsewhere(alice: httpx.Client, pull: str, kind: str) -> None:
    """A redirect leads to the repository's, with what was asked for."""
    answer = alice.get(f"{pull}/{kind}", params={"pagelen": 7})
    assert answer.status_code == 302
    assert "%0D" in answer.headers["Location"]
    assert answer.headers["Location"].endswith("&topic=true&pagelen=7")
    assert alice.get(answer.headers["Location"]).status_code == 200


def test_commits_are_gone_with_the_source_branch(alice: httpx.Client, code: str, pull: str) -> None:
    """Then there are none to see."""
    found = alice.get(f"{pull}/commits").json()["values"]
    assert [c["message"] for c in found] == ["Two", "One"]
    alice.delete(f"{code}/refs/branches/feature/x")
    assert alice.get(f"{pull}/commits").json()["values"] == []


def test_pull_request_outlives_its_fork(admin: httpx.Client, code: str) -> None:
    """The source's repository is null then, and the diff is still there."""
    fork = admin.post(
        f"{code}/forks",
        json={"name": f"fork-{code.rpartition('/')[2]}", "workspace": {"slug": "acme"}},
    ).json()
    here = f"/repositories/{fork['full_name']}"
    admin.post(f"{here}/src", data={"branch": "theirs", "/theirs.txt": "theirs\n"})
    source = {"branch": {"name": "theirs"}, "repository": {"full_name": fork["full_name"]}}
    pull = _open(admin, code, source=source)["links"]["self"]["href"]
    assert fork["full_name"] in admin.get(f"{pull}/diff").headers["Location"]
    admin.delete(here)
    assert admin.get(pull).json()["source"]["repository"] is None
    assert "+theirs" in admin.get(admin.get(f"{pull}/diff").headers["Location"]).text


def test_statuses_are_those_of_the_source_branch(alice: httpx.Client, code: str, pull: str) -> None:
    """A status of another ref does not count."""
    sha = alice.get(pull).json()["source"]["commit"]["hash"]
    for key, ref in (("a", "feature/x"), ("b", "else"), ("c", None)):
        status = {"key": key, "state": "SUCCESSFUL", "url": "https://ci/", "refname": ref}
        alice.post(f"{code}/commit/{sha}/statuses/build", json=status)
    found = alice.get(f"{pull}/statuses").json()["values"]
    assert [s["key"] for s in found] == ["a", "c"]


def test_verdicts_are_given_and_taken_back(
    bob: httpx.Client, alice: httpx.Client, pull: str
) -> None:
    """A participant is the answer; taking back another verdict changes nothing."""
    given = bob.post(f"{pull}/approve").json()
    assert (given["type"], given["role"], given["approved"], given["state"]) == (
        "participant",
        "PARTICIPANT",
        True,
        "approved",
    )
    assert bob.delete(f"{pull}/request-changes").status_code == 204
    assert alice.get(pull).json()["participants"][0]["approved"] is True
    assert bob.delete(f"{pull}/approve").status_code == 204
    given = bob.post(f"{pull}/request-changes").json()
    assert (given["approved"], given["state"]) == (False, "changes_requested")
    assert bob.delete(f"{pull}/request-changes").status_code == 204
    assert alice.get(pull).json()["participants"][0]["state"] is None


def test_author_has_no_verdict(alice: httpx.Client, pull: str) -> None:
    """Neither approval nor request for changes is taken."""
    assert alice.post(f"{pull}/approve").status_code == 400
    assert alice.post(f"{pull}/request-changes").status_code == 400


def test_verdict_with_announced_but_missing_json_is_refused(bob: httpx.Client, pull: str) -> None:
    """A `Content-Type` without content is a mistake."""
    answer = bob.post(f"{pull}/approve", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_closed_pull_request_takes_no_verdict(
    alice: httpx.Client, bob: httpx.Client, pull: str
) -> None:
    """Nor lets one be taken back."""
    bob.post(f"{pull}/approve")
    alice.post(f"{pull}/decline")
    for method, word in (("POST", "request-changes"), ("DELETE", "approve")):
        assert bob.request(method, f"{pull}/{word}").status_code == 400


def test_merged_pull_request_tells_its_commit(
    alice: httpx.Client, bob: httpx.Client, code: str, pull: str
) -> None:
    """Whole in the answer to the merge, with twelve digits ever after."""
    bob.post(f"{pull}/approve")
    found = alice.post(f"{pull}/merge", json={"close_source_branch": True}).json()
    sha = found["merge_commit"]["hash"]
    assert (found["state"], len(sha)) == ("MERGED", 40)
    assert alice.get(pull).json()["merge_commit"]["hash"] == sha[:12]
    assert alice.get(f"{code}/refs/branches/feature/x").status_code == 404
    commit = alice.get(f"{code}/commit/{sha}").json()
    assert len(commit["parents"]) == 2
    assert commit["message"] == (
        f"Merged in feature/x (pull request #{found['id']})\n\nX\n\nApproved-by: Bob Brown\n"
    )


@pytest.mark.parametrize(
    ("strategy", "parents"),
    [("squash", 1), ("fast_forward", 1), ("rebase_merge", 2), ("rebase_fast_forward", 1)],
)
def test_strategies_differ_in_their_commit(
    alice: httpx.Client, code: str, pull: str, strategy: str, parents: int
) -> None:
    """What the destination points to has one parent or two."""
    sent = {"merge_strategy": strategy, "message": "Mine"}
    sha = alice.post(f"{pull}/merge", json=sent).json()["merge_commit"]["hash"]
    assert len(alice.get(f"{code}/commit/{sha}").json()["parents"]) == parents


def test_merge_as_a_task_is_asked_about(alice: httpx.Client, pull: str) -> None:
    """`Location` has its address; it is pending first, then has the pull request."""
    answer = alice.post(f"{pull}/merge", params={"async": "true"}, json={})
    assert (answer.status_code, answer.json()) == (202, "")
    task = answer.headers["Location"]
    assert alice.get(task).json()["task_status"] == "PENDING"
    done = alice.get(task).json()
    assert (done["task_status"], done["merge_result"]["state"]) == ("SUCCESS", "MERGED")


def test_task_tells_why_a_merge_failed(alice: httpx.Client, code: str, pull: str) -> None:
    """The task's address answers as the merge itself would."""
    alice.post(f"{code}/src", data={"/docs/b.md": "else\n"})
    now = alice.post(f"{pull}/merge", json={})
    task = alice.post(f"{pull}/merge?async=true", json={}).headers["Location"]
    assert alice.get(task).status_code == 200
    later = alice.get(task)
    assert now.status_code == later.status_code == 400
    assert now.json() == later.json()
    assert _message(now) == "You can't merge until you resolve all merge conflicts."
    conflicts = alice.get(alice.get(f"{pull}/conflicts").headers["Location"]).json()
    assert [c["path"] for c in conflicts["values"]] == ["docs/b.md"]
    stat = alice.get(alice.get(f"{pull}/diffstat").headers["Location"]).json()
    assert [c["status"] for c in stat["values"]] == ["modified", "merge conflict"]


def test_task_of_another_pull_request_is_refused(alice: httpx.Client, code: str, pull: str) -> None:
    """And one that nobody ordered stays pending."""
    task = alice.post(f"{pull}/merge?async=true", json={}).headers["Location"].rpartition("/")[2]
    alice.post(f"{code}/src", data={"branch": "other", "/other": "1"})
    other = _open(alice, code, source={"branch": {"name": "other"}})["links"]["self"]["href"]
    assert alice.get(f"{other}/merge/task-status/{task}").status_code == 400
    unknown = alice.get(f"{other}/merge/task-status/unknown")
    assert unknown.json()["task_status"] == "PENDING"


def test_merge_that_cannot_be_is_refused(alice: httpx.Client, code: str, pull: str) -> None:
    """An unknown strategy, a fast-forward past other commits, and a merge of what is merged."""
    refused = alice.post(f"{pull}/merge", json={"merge_strategy": "octopus"})
    assert list(refused.json()["error"]["fields"]) == ["merge_strategy"]
    alice.post(f"{code}/src", data={"/other": "1"})
    refused = alice.post(f"{pull}/merge", json={"merge_strategy": "fast_forward"})
    assert _message(refused) == ("Unable to fast forward due to changes in the destination branch.")
    assert alice.post(f"{pull}/merge", json={}).status_code == 200
    refused = alice.post(f"{pull}/merge", json={})
    assert list(refused.json()["error"]["fields"]) == ["newstatus"]


def _restrict(client: httpx.Client, code: str, kind: str, **more: Any) -> None:
    rule = {"kind": kind, "branch_match_kind": "glob", "pattern": "main", **more}
    assert client.post(f"{code}/branch-restrictions", json=rule).status_code == 201


def test_merge_checks_stop_where_they_are_enforced(
    admin: httpx.Client, alice: httpx.Client, bob: httpx.Client, code: str, pull: str
) -> None:
    """All that is missing is told at once."""
    _restrict(admin, code, "enforce_merge_checks")
    _restrict(admin, code, "require_approvals_to_merge", value=1)
    _restrict(admin, code, "require_tasks_to_be_completed")
    task = alice.post(f"{pull}/tasks", json={"content": {"raw": "Do"}}).json()
    refused = alice.post(f"{pull}/merge", json={})
    assert refused.status_code == 400
    assert "1 more approvals" in _message(refused)
    assert "1 tasks" in _message(refused)
    alice.delete(task["links"]["self"]["href"])
    bob.post(f"{pull}/approve")
    assert alice.post(f"{pull}/merge", json={}).status_code == 200


def test_merge_checks_only_suggest_otherwise(
    admin: httpx.Client, alice: httpx.Client, code: str, pull: str
) -> None:
    """Without `enforce_merge_checks` nothing is stopped."""
    _restrict(admin, code, "require_approvals_to_merge", value=9)
    assert alice.post(f"{pull}/merge", json={}).status_code == 200


def test_merge_is_for_those_the_branch_names(
    admin: httpx.Client, alice: httpx.Client, bob: httpx.Client, code: str, pull: str
) -> None:
    """`restrict_merges` needs no enforcing."""
    _restrict(admin, code, "restrict_merges", users=[_uuid(bob)], groups=[])
    assert alice.post(f"{pull}/merge", json={}).status_code == 403
    assert bob.post(f"{pull}/merge", json={}).status_code == 200


def test_strategies_are_told_to_those_who_ask(alice: httpx.Client, pull: str) -> None:
    """They are hidden fields of the branches."""
    assert alice.get(pull).json()["destination"]["branch"] == {"name": "main"}
    wanted = "+destination.branch.merge_strategies,+destination.branch.default_merge_strategy"
    branch = alice.get(pull, params={"fields": wanted}).json()["destination"]["branch"]
    assert branch["default_merge_strategy"] == "merge_commit"
    assert "squash" in branch["merge_strategies"]


def test_nobody_may_look_and_not_touch(nobody: httpx.Client, pull: str) -> None:
    """Without a token what is private is not there."""
    assert nobody.get(pull).status_code == 404
    docs = "/repositories/acme/docs/pullrequests"
    assert nobody.get(docs).status_code == 200
    assert nobody.post(docs, json={}).status_code == 401
