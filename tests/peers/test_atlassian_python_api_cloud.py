"""The `Cloud` class of atlassian-python-api, as it comes from PyPI, against the Cloud emulator."""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from githost.emulation import Server
from githost_contract_tests.history import CONFLICT, FEATURE, MAIN, SIDE, History
from tests.peers.operations import Operations

bitbucket = pytest.importorskip("atlassian.bitbucket", reason="needs the extra `peers`")

pytestmark = [pytest.mark.peers, pytest.mark.slow]


def connect(cloud: Server, login: str = "admin") -> Any:
    """Return the client of an account, with its e-mail address and API token."""
    return bitbucket.Cloud(
        url=cloud.url, username=cloud.users[login]["email"], password=cloud.tokens[login]
    )


def test_client_works_unchanged(
    cloud: Server, operations: Callable[[str], Operations], githost_history: History
) -> None:
    """Projects, repositories, refs, pull requests, comments, permissions, hooks, reviewers, paging."""
    run = operations("atlassian-python-api 5, Cloud")
    site = connect(cloud)
    workspace = workspaces(site, run)
    projects(workspace, run)
    code = repositories(site, workspace, run)
    token = cloud.tokens["admin"]
    url = cloud.url.replace("//", f"//x-bitbucket-api-token-auth:{token}@")
    githost_history.push(f"{url}/acme/peer.git", {})
    commits(code, githost_history, run)
    branches(code, githost_history, run)
    permissions(workspace, code, run)
    hooks(code, run)
    default_reviewers(code, cloud.users["bob"]["id"], run)
    branch_rules(code, run)
    pull_requests(code, connect(cloud, "bob").repositories.get("acme", "peer"), cloud, run)
    with run("Repository.delete"):
        code.delete()
        assert not workspace.repositories.exists("peer")
    run.close()


def workspaces(site: Any, run: Operations) -> Any:
    """Find the workspace and its people."""
    with run("Workspaces.get"):
        workspace = site.workspaces.get("acme")
        assert (workspace.slug, workspace.uuid[0]) == ("acme", "{")
    with run("Workspaces.each"):
        assert "acme" in [one.slug for one in site.workspaces.each()]
    with run("Workspaces.exists"):
        assert site.workspaces.exists("acme")
        assert not site.workspaces.exists("nowhere")
    with run("WorkspaceMembers.each"):
        people = [member.user for member in workspace.members.each()]
        assert {"Alice Adams", "Bob Brown"} <= {person["display_name"] for person in people}
    with run("WorkspaceMembers.get"):
        assert workspace.members.get(people[0]["uuid"]).user["uuid"] == people[0]["uuid"]
    return workspace


def projects(workspace: Any, run: Operations) -> None:
    """Make, find, change and delete projects."""
    with run("Projects.create"):
        made = workspace.projects.create("Mars Project", "MARS", "Colonies", is_private=True)
        assert (made.key, made.name, made.is_private) == ("MARS", "Mars Project", True)
    with run("Projects.get"):
        assert workspace.projects.get("MARS").description == "Colonies"
    with run("Projects.get by name"):
        assert workspace.projects.get("Mars Project", by="name").key == "MARS"
    with run("Projects.exists"):
        assert workspace.projects.exists("MARS")
        assert not workspace.projects.exists("VENUS")
    with run("Project.update"):
        made.update(name="Mars Project", key="MARS", description="More colonies")
        assert workspace.projects.get("MARS").description == "More colonies"
    with run("Projects.each"):
        for number in range(11):
            workspace.projects.create(f"Page {number}", f"PAGE{number}", "")
        keys = [project.key for project in workspace.projects.each(sort="key")]
        assert len(keys) == len(set(keys)) > 10
        assert {"MARS", *(f"PAGE{number}" for number in range(11))} <= set(keys)
    with run("Project.delete"):
        for number in range(11):
            workspace.projects.get(f"PAGE{number}").delete()
        assert not workspace.projects.exists("PAGE3")


def repositories(site: Any, workspace: Any, run: Operations) -> Any:
    """Make, find, change and delete repositories."""
    with run("WorkspaceRepositories.create"):
        made = workspace.repositories.create("peer", project_key="MARS", is_private=True)
        assert (made.slug, made.is_private) == ("peer", True)
    with run("WorkspaceRepositories.get"):
        assert workspace.repositories.get("peer").uuid == made.uuid
    with run("WorkspaceRepositories.get by name"):
        assert workspace.repositories.get("peer", by="name").uuid == made.uuid
    with run("WorkspaceRepositories.exists"):
        assert workspace.repositories.exists("peer")
        assert not workspace.repositories.exists("nothing")
    with run("Repositories.get"):
        assert site.repositories.get("acme", "peer").uuid == made.uuid
    with run("ProjectRepositories.each"):
        mars = workspace.projects.get("MARS")
        assert [repository.slug for repository in mars.repositories.each()] == ["peer"]
    with run("ProjectRepositories.get"):
        assert mars.repositories.get("peer").uuid == made.uuid
    with run("Repository.update"):
        made.update(description="Of a peer")
        assert site.repositories.get("acme", "peer").description == "Of a peer"
    with run("WorkspaceRepositories.each"):
        for number in range(11):
            workspace.repositories.create(f"page-{number}", project_key="MARS")
        slugs = [one.slug for one in workspace.repositories.each(sort="slug")]
        assert slugs == sorted(set(slugs))
        assert {"peer", "site", *(f"page-{number}" for number in range(11))} <= set(slugs)
        for number in range(11):
            workspace.repositories.get(f"page-{number}").delete()
    return made


def commits(code: Any, history: History, run: Operations) -> None:
    """Read commits and files, comment, and set build statuses."""
    with run("Commits.each"):
        found = [commit.hash for commit in code.commits.each()]
        assert set(history.commits.values()) <= set(found)
    with run("Commits.each of a branch"):
        assert [one.message for one in code.commits.each(top=FEATURE.replace("/", "%2F"))][:1] == [
            "Add more to one"
        ]
    with run("Commits.get"):
        commit = code.commits.get(history.commits[FEATURE])
        assert commit.hash == history.commits[FEATURE]
        assert commit.date is not None
    with run("Commit.parents"):
        assert [parent.hash for parent in commit.parents()] == [history.commits[f"{FEATURE}~1"]]
    with run("Commit.add_build"):
        commit.add_build(
            "ci", url="https://ci.example.com/1", description="Passed", state="SUCCESSFUL"
        )
    with run("Commit.get_build"):
        build = commit.get_build("ci")
        assert (build.key, build.successful) == ("ci", True)
    with run("Build.update"):
        build.update(state="FAILED", url="https://ci.example.com/1")
        assert commit.get_build("ci").failed
    with run("Commit.builds"):
        assert [one.website for one in commit.builds()] == ["https://ci.example.com/1"]
    with run("Repository.get_source_file"):
        assert code.get_source_file(history.commits[MAIN], "README.md") == b"a program\n"
    with run("Repository.get_source_directory"):
        listed = code.get_source_directory(history.commits[MAIN], "src")
        assert [entry["path"] for entry in listed["values"]] == ["src/program.py"]
    with run.fault("Repository.get_source_directory of the root"):
        code.get_source_directory(history.commits[MAIN])


def branches(code: Any, history: History, run: Operations) -> None:
    """Make and find branches and tags, more than a page of each."""
    tip = history.commits[SIDE]
    with run("Branches.create"):
        for number in range(12):
            made = code.branches.create(f"page/{number}", tip)
        assert (made.name, made.hash) == ("page/11", tip)
    with run("Branches.get"):
        assert code.branches.get("page/3").hash == tip
    with run("Branches.each"):
        names = [branch.name for branch in code.branches.each(sort="name")]
        assert len(names) == len(set(names))
        assert {*(f"page/{number}" for number in range(12)), MAIN, FEATURE, SIDE} <= set(names)
    with run("Branches.each, filtered"):
        found = [one.name for one in code.branches.each(q='name ~ "page/1"', sort="name")]
        assert found == ["page/1", "page/10", "page/11"]
    with run("Tags.create"):
        assert code.tags.create("v1.0", tip).hash == tip
    with run("Tags.get"):
        assert code.tags.get("v1.0").name == "v1.0"
    with run("Tags.each"):
        assert [tag.name for tag in code.tags.each()] == ["v1.0"]


def permissions(workspace: Any, code: Any, run: Operations) -> None:
    """Read who may do what, and grant to a group as the client's verbs allow."""
    group = code.group_permissions
    with run("GroupPermissions.put"):
        group.put("developers", data={"permission": "write"})
    with run("GroupPermissions.get"):
        assert group.get("developers").permission == "write"
    with run("GroupPermissions.each"):
        assert [one.group["slug"] for one in group.each()] == ["developers"]
    with run("Permissions.each"):
        assert {"owner", "member"} >= {one.permission for one in workspace.permissions.each()}
    with run("Permissions.repositories"):
        found = list(workspace.permissions.repositories("peer"))
        assert {one.permission for one in found} <= {"admin", "write", "read"}
        assert found


def hooks(code: Any, run: Operations) -> None:
    """Make, find, change and delete webhooks, more than a page of them."""
    events = ["repo:push", "pullrequest:created"]
    with run("Hooks.create"):
        made = [
            code.hooks.create(f"http://127.0.0.1:9/{number}", f"hook {number}", events)
            for number in range(12)
        ]
        assert sorted(made[0].events()) == sorted(events)
    with run("Hooks.each"):
        assert {hook.uuid() for hook in code.hooks.each()} == {hook.uuid() for hook in made}
    with run("Hooks.get"):
        assert code.hooks.get(made[3].uuid()).description() == "hook 3"
    with run("Hook.update"):
        made[3].update(description="changed", active=False)
        changed = code.hooks.get(made[3].uuid())
        assert (changed.description(), changed.active()) == ("changed", False)
        assert changed.webhook_url() == "http://127.0.0.1:9/3"
    with run("Hook.delete"):
        for hook in made:
            hook.delete()
        assert list(code.hooks.each()) == []


def default_reviewers(code: Any, person: str, run: Operations) -> None:
    """Add, find and remove a default reviewer."""
    with run("DefaultReviewers.add"):
        added = code.default_reviewers.add(person)
        assert added.uuid == person
    with run("DefaultReviewers.get"):
        assert code.default_reviewers.get(person).display_name == "Bob Brown"
    with run("DefaultReviewers.each"):
        assert [one.uuid for one in code.default_reviewers.each()] == [person]
    with run("DefaultReviewer.delete"):
        code.default_reviewers.get(person).delete()
        assert code.default_reviewers.get(person) is None


def branch_rules(code: Any, run: Operations) -> None:
    """Make, find, change and delete branch restrictions."""
    rules = code.branch_restrictions
    with run("BranchRestrictions.create"):
        made = rules.create("require_approvals_to_merge", branch_pattern="main", value=2)
        assert (made.kind, made.pattern, made.value) == ("require_approvals_to_merge", "main", 2)
    with run("BranchRestrictions.get"):
        assert rules.get(made.id).branch_match_kind == "glob"
    with run("BranchRestrictions.each"):
        rules.create("force", branch_pattern="main")
        assert [one.kind for one in rules.each(kind="force")] == ["force"]
    with run("BranchRestriction.update"):
        made.update(
            kind="require_approvals_to_merge", branch_match_kind="glob", pattern="main", value=1
        )
        assert rules.get(made.id).value == 1
    with run("BranchRestriction.delete"):
        for rule in list(rules.each()):
            rule.delete()
        assert list(rules.each()) == []


def pull_requests(code: Any, as_reviewer: Any, cloud: Server, run: Operations) -> None:
    """Open, discuss, review, merge and decline pull requests, more than a page of them."""
    reviewer = cloud.users["bob"]["id"]
    with run("PullRequests.create"):
        made = code.pullrequests.create(
            "Add one", FEATURE, MAIN, "It adds one.", close_source_branch=True, reviewers=[reviewer]
        )
        assert (made.title, made.is_open, made.source_branch) == ("Add one", True, FEATURE)
        assert made.destination_branch == MAIN
    with run("PullRequests.get"):
        found = code.pullrequests.get(made.id)
        assert (found.description, found.close_source_branch) == ("It adds one.", True)
        assert found.author.display_name == "Admin"
        assert found.created_on is not None
    with run("PullRequest.reviewers"):
        assert [person.uuid for person in found.reviewers()] == [reviewer]
    with run("PullRequest.participants"):
        assert [one.is_reviewer for one in found.participants() if one.user.uuid == reviewer] == [
            True
        ]
    with run("PullRequest.comment"):
        assert made.comment("Looks right.")["content"]["raw"] == "Looks right."
        for number in range(11):
            made.comment(f"Remark {number}")
    with run("PullRequest.comments"):
        told = list(made.comments())
        assert [one.raw for one in told] == ["Looks right.", *(f"Remark {n}" for n in range(11))]
        assert told[0].user.display_name == "Admin"
    with run("Comment.update"):
        told[0].update(content={"raw": "Looks right to me."})
        assert next(iter(made.comments())).raw == "Looks right to me."
    with run("Comment.delete"):
        told[1].delete()
        assert "Remark 0" not in [one.raw for one in made.comments()]
    with run("PullRequest.add_task"):
        task = made.add_task("Write a test")
        assert (task.description, task.is_resolved) == ("Write a test", False)
    with run("PullRequest.tasks"):
        assert [one.id for one in made.tasks()] == [task.id]
    with run("Task.update"):
        task.update("Write two tests")
        assert next(iter(made.tasks())).description == "Write two tests"
    with run("Task.delete"):
        task.delete()
        assert list(made.tasks()) == []
    with run.fault("PullRequest.diff"):
        made.diff()
    with run("PullRequest.patch"):
        assert "Subject: " in made.patch()
    with run("PullRequest.diffstat"):
        (stat,) = made.diffstat()
        assert (stat.new.path, stat.lines_added, stat.has_conflict) == ("one.txt", 2, False)
    with run("PullRequest.has_conflict"):
        assert code.pullrequests.create("Clash", CONFLICT, MAIN).has_conflict
    with run("PullRequest.commits"):
        assert [one.message for one in made.commits] == ["Add more to one", "Add one"]
    with run("PullRequest.builds"):
        assert [build.key for build in made.builds()] == ["ci"]
    theirs = as_reviewer.pullrequests.get(made.id)
    with run("PullRequest.request_changes"):
        assert theirs.request_changes()["state"] == "changes_requested"
    with run("PullRequest.unrequest_changes"):
        theirs.unrequest_changes()
    with run("PullRequest.approve"):
        assert theirs.approve()["approved"] is True
        assert [one.has_approved for one in code.pullrequests.get(made.id).participants()] == [True]
    with run("PullRequest.unapprove"):
        theirs.unapprove()
        assert [one.has_approved for one in code.pullrequests.get(made.id).participants()] == [
            False
        ]
    with run("PullRequests.each"):
        opened = [code.pullrequests.create(f"Page {n}", f"page/{n}", MAIN).id for n in range(10)]
        listed = [one.id for one in code.pullrequests.each(sort="id")]
        assert {made.id, *opened} <= set(listed)
        assert len(listed) == len(set(listed)) == 12
    with run("PullRequest.decline"):
        code.pullrequests.get(opened[0]).decline()
        assert code.pullrequests.get(opened[0]).is_declined
    with run("PullRequest.merge"):
        made.merge(merge_strategy=made.MERGE_SQUASH, close_source_branch=True)
        assert code.pullrequests.get(made.id).is_merged
        with pytest.raises(requests.HTTPError) as gone:
            code.branches.get(FEATURE)
        assert gone.value.response is not None
        assert gone.value.response.status_code == 404
