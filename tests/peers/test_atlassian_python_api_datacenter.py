"""The `Server` and `Bitbucket` classes of atlassian-python-api, as they come from PyPI, against Data Center."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import requests

from githost.emulation import Server
from githost_contract_tests.history import CONFLICT, FEATURE, MAIN, SIDE, History
from tests.peers.operations import Operations

bitbucket = pytest.importorskip("atlassian.bitbucket", reason="needs the extra `peers`")
server_classes = pytest.importorskip("atlassian.bitbucket.server", reason="needs the extra `peers`")

pytestmark = [pytest.mark.peers, pytest.mark.slow]

PLACE = ("MARS", "peer")


def test_client_works_unchanged(
    datacenter: Server, operations: Callable[[str], Operations], githost_history: History
) -> None:
    """Projects, repositories, refs, pull requests, comments, permissions, hooks, reviewers, paging."""
    run = operations("atlassian-python-api 5, Data Center")
    # The product's administrator by name and password, which administrative addresses ask for.
    site = server_classes.Server(datacenter.url, username="admin", password="admin")
    admin = bitbucket.Bitbucket(datacenter.url, token=datacenter.tokens["admin"])
    bob = bitbucket.Bitbucket(datacenter.url, token=datacenter.tokens["bob"])
    projects(site, admin, run)
    repositories(admin, run)
    url = datacenter.url.replace("//", "//admin:admin@")
    githost_history.push(f"{url}/scm/mars/peer.git", {})
    content(admin, githost_history, run)
    permissions(admin, run)
    refs(admin, githost_history, run)
    hooks(admin, run)
    default_reviewers(admin, run)
    branch_rules(admin, run)
    pull_requests(admin, bob, githost_history, run)
    ends(admin, run)
    run.close()


def projects(site: Any, admin: Any, run: Operations) -> None:
    """Make, find and change projects, more than a page of them."""
    with run("Server.projects.create"):
        made = site.projects.create("Mars Project", "MARS", "Colonies")
        assert (made.key, made.name, made.type) == ("MARS", "Mars Project", "NORMAL")
    with run("Server.projects.get"):
        assert site.projects.get("MARS").description == "Colonies"
    with run("Server.projects.get by name"):
        assert site.projects.get("Mars Project", by="name").key == "MARS"
    with run("Server.projects.exists"):
        assert site.projects.exists("MARS")
        assert not site.projects.exists("VENUS")
    with run.fault("Server.projects: Project.update"):
        made.update(description="More colonies")
    with run.fault("Server.projects: Project.repos.create"):
        made.repos.create("peer")
    with run("Bitbucket.create_project"):
        for number in range(26):
            admin.create_project(f"PAGE{number}", f"Page {number}")
    with run("Server.projects.each"):
        keys = [project.key for project in site.projects.each()]
        assert {"MARS", "ACME", *(f"PAGE{number}" for number in range(26))} <= set(keys)
        assert len(keys) == len(set(keys))
    with run("Bitbucket.project_list"):
        assert [project["key"] for project in admin.project_list(limit=10)] == keys
    with run("Bitbucket.update_project"):
        admin.update_project("MARS", description="More colonies")
    with run("Bitbucket.project"):
        assert admin.project("MARS")["description"] == "More colonies"
    with run("Bitbucket.project_exists"):
        assert admin.project_exists("MARS")
        assert not admin.project_exists("VENUS")


def repositories(admin: Any, run: Operations) -> None:
    """Make, find and change repositories, more than a page of them."""
    with run("Bitbucket.create_repo"):
        for name in ("peer", *(f"page-{number}" for number in range(26))):
            made = admin.create_repo("MARS", name, forkable=True)
        assert (made["slug"], made["public"], made["forkable"]) == ("page-25", False, True)
    with run("Bitbucket.get_repo"):
        assert admin.get_repo(*PLACE)["name"] == "peer"
    with run("Bitbucket.repo_exists"):
        assert admin.repo_exists(*PLACE)
        assert not admin.repo_exists("MARS", "nothing")
    with run("Bitbucket.update_repo"):
        assert admin.update_repo(*PLACE, description="Of a peer")["description"] == "Of a peer"
    with run("Bitbucket.disable_repo_forking"):
        admin.disable_repo_forking(*PLACE)
        assert admin.get_repo_forkable(*PLACE) is False
        admin.enable_repo_forking(*PLACE)
    with run("Bitbucket.repo_list"):
        slugs = [repository["slug"] for repository in admin.repo_list("MARS")]
        assert sorted(slugs) == sorted(["peer", *(f"page-{number}" for number in range(26))])
    with run("Bitbucket.delete_repo"):
        for number in range(26):
            admin.delete_repo("MARS", f"page-{number}")
        assert [repository["slug"] for repository in admin.repo_list("MARS")] == ["peer"]


def content(admin: Any, history: History, run: Operations) -> None:
    """Read commits and files, write a file, download an archive."""
    with run("Bitbucket.get_commits"):
        found = [commit["id"] for commit in admin.get_commits(*PLACE, until=FEATURE, limit=2)]
        assert len(found) == 5
        assert found[0] == history.commits[FEATURE]
    with run("Bitbucket.get_commit_info"):
        assert admin.get_commit_info(*PLACE, found[0])["message"] == "Add more to one"
    with run("Bitbucket.get_commit_changes"):
        (change,) = admin.get_commit_changes(*PLACE, commit_id=found[0])["values"]
        assert (change["type"], change["path"]["toString"]) == ("MODIFY", "one.txt")
    with run("Bitbucket.get_changelog"):
        ahead = [commit["id"] for commit in admin.get_changelog(*PLACE, FEATURE, MAIN)]
        assert ahead == found[:2]
    with run("Bitbucket.get_diff"):
        (diff,) = admin.get_diff(*PLACE, "one.txt", FEATURE, MAIN)
        assert diff["destination"]["toString"] == "one.txt"
    with run("Bitbucket.get_file_list"):
        assert list(admin.get_file_list(*PLACE)) == ["README.md", "src/program.py"]
    with run("Bitbucket.get_file_list of a folder"):
        assert list(admin.get_file_list(*PLACE, sub_folder="src")) == ["program.py"]
    with run("Bitbucket.get_content_of_file"):
        assert admin.get_content_of_file(*PLACE, "README.md", at=MAIN) == b"a program\n"
    with run("Bitbucket.upload_file"):
        written = admin.upload_file(*PLACE, "more\n", "Write", f"refs/heads/{SIDE}", "more.txt")
        assert admin.get_content_of_file(*PLACE, "more.txt", at=SIDE) == b"more\n"
    with run("Bitbucket.update_file"):
        admin.update_file(*PLACE, "most\n", "Rewrite", SIDE, "more.txt", written["id"])
        assert admin.get_content_of_file(*PLACE, "more.txt", at=SIDE) == b"most\n"
    with run("Bitbucket.download_repo_archive"):
        file = io.BytesIO()
        admin.download_repo_archive(*PLACE, file, at=MAIN, format="zip")
        assert {"README.md", "src/program.py"} <= set(zipfile.ZipFile(file).namelist())


def permissions(admin: Any, run: Operations) -> None:
    """Grant to people and groups, read and take back."""
    admin.repo_grant_user_permissions(*PLACE, "bob", "REPO_WRITE")
    with run("Bitbucket.repo_grant_user_permissions"):
        admin.repo_grant_user_permissions(*PLACE, "carol", "REPO_READ")
    with run("Bitbucket.repo_users"):
        granted = {one["user"]["name"]: one["permission"] for one in admin.repo_users(*PLACE)}
        assert granted == {"bob": "REPO_WRITE", "carol": "REPO_READ"}
    with run("Bitbucket.repo_remove_user_permissions"):
        admin.repo_remove_user_permissions(*PLACE, "carol")
        assert [one["user"]["name"] for one in admin.repo_users(*PLACE)] == ["bob"]
    with run("Bitbucket.repo_grant_group_permissions"):
        admin.repo_grant_group_permissions(*PLACE, "developers", "REPO_ADMIN")
    with run("Bitbucket.repo_groups"):
        found = [(one["group"]["name"], one["permission"]) for one in admin.repo_groups(*PLACE)]
        assert found == [("developers", "REPO_ADMIN")]
    with run("Bitbucket.repo_groups_with_administrator_permissions"):
        assert admin.repo_groups_with_administrator_permissions(*PLACE) == ["developers"]
    with run("Bitbucket.repo_remove_group_permissions"):
        admin.repo_remove_group_permissions(*PLACE, "developers", "REPO_ADMIN")
        assert list(admin.repo_groups(*PLACE)) == []
    with run("Bitbucket.project_grant_user_permissions"):
        admin.project_grant_user_permissions("MARS", "alice", "PROJECT_READ")
    with run("Bitbucket.project_users"):
        assert "alice" in {one["user"]["name"] for one in admin.project_users("MARS")}
    with run("Bitbucket.project_remove_user_permissions"):
        admin.project_remove_user_permissions("MARS", "alice")
        assert "alice" not in {one["user"]["name"] for one in admin.project_users("MARS")}
    with run("Bitbucket.project_grant_group_permissions"):
        admin.project_grant_group_permissions("MARS", "developers", "PROJECT_READ")
    with run("Bitbucket.project_groups"):
        assert [one["group"]["name"] for one in admin.project_groups("MARS")] == ["developers"]
    with run("Bitbucket.project_remove_group_permissions"):
        admin.project_remove_group_permissions("MARS", "developers")
        assert list(admin.project_groups("MARS")) == []
    with run("Bitbucket.project_grant_default_permissions"):
        admin.project_grant_default_permissions("MARS", "PROJECT_READ")
    with run("Bitbucket.project_default_permissions"):
        assert admin.project_default_permissions("MARS", "PROJECT_READ") == {"permitted": True}
        admin.project_remove_default_permissions("MARS", "PROJECT_READ")
    with run("Bitbucket.get_users"):
        assert [one["name"] for one in admin.get_users("bob")["values"]] == ["bob"]


def refs(admin: Any, history: History, run: Operations) -> None:
    """Make, find and delete branches and tags, more than a page of them."""
    tip = history.commits[SIDE]
    with run("Bitbucket.create_branch"):
        for number in range(27):
            made = admin.create_branch(*PLACE, f"page/{number}", tip)
        assert (made["displayId"], made["latestCommit"]) == ("page/26", tip)
    with run("Bitbucket.get_branches"):
        names = [branch["displayId"] for branch in admin.get_branches(*PLACE, filter="page/")]
        assert sorted(names) == sorted(f"page/{number}" for number in range(27))
    with run("Bitbucket.get_default_branch"):
        assert admin.get_default_branch(*PLACE)["id"] == f"refs/heads/{MAIN}"
    with run("Bitbucket.set_default_branch"):
        admin.set_default_branch(*PLACE, f"refs/heads/{SIDE}")
        assert admin.get_default_branch(*PLACE)["displayId"] == SIDE
        admin.set_default_branch(*PLACE, f"refs/heads/{MAIN}")
    with run("Bitbucket.delete_branch"):
        admin.delete_branch(*PLACE, "refs/heads/page/26", tip)
        assert list(admin.get_branches(*PLACE, filter="page/26")) == []
    with run("Bitbucket.set_tag"):
        assert admin.set_tag(*PLACE, "v1.0", tip, "The first")["displayId"] == "v1.0"
    with run("Bitbucket.get_tags"):
        assert [tag["latestCommit"] for tag in admin.get_tags(*PLACE)] == [tip]
    with run("Bitbucket.get_project_tags"):
        assert admin.get_project_tags(*PLACE, "v1.0")["id"] == "refs/tags/v1.0"
    with run("Bitbucket.delete_tag"):
        admin.delete_tag(*PLACE, "v1.0")
        assert list(admin.get_tags(*PLACE)) == []


def hooks(admin: Any, run: Operations) -> None:
    """Make, find, change and delete webhooks, more than a page of them."""
    events = ["repo:refs_changed", "pr:opened"]
    with run("Bitbucket.create_webhook"):
        made = [
            admin.create_webhook(
                *PLACE, f"hook {number}", events, "http://127.0.0.1:9/", True, "hush"
            )
            for number in range(26)
        ]
        assert (made[0]["name"], sorted(made[0]["events"])) == ("hook 0", sorted(events))
    with run("Bitbucket.get_webhooks"):
        assert {hook["id"] for hook in admin.get_webhooks(*PLACE)} == {hook["id"] for hook in made}
    with run("Bitbucket.update_webhook"):
        whole = {"events": ["pr:merged"], "url": "http://127.0.0.1:9/new", "active": False}
        admin.update_webhook(*PLACE, made[3]["id"], name="changed", **whole)
    with run("Bitbucket.get_webhook"):
        changed = admin.get_webhook(*PLACE, made[3]["id"])
        assert {key: changed[key] for key in whole} == whole
    with run("Bitbucket.delete_webhook"):
        for hook in made:
            admin.delete_webhook(*PLACE, hook["id"])
        assert list(admin.get_webhooks(*PLACE)) == []


def default_reviewers(admin: Any, run: Operations) -> None:
    """Make, find, change and delete conditions."""
    bob = admin.get_users("bob")["values"][0]["id"]
    condition = {
        "sourceMatcher": {"id": "any", "type": {"id": "ANY_REF"}},
        "targetMatcher": {"id": f"refs/heads/{MAIN}", "type": {"id": "BRANCH"}},
        "reviewers": [{"id": bob}],
        "requiredApprovals": 0,
    }
    with run("Bitbucket.create_project_condition"):
        above = admin.create_project_condition("MARS", condition)
        assert above["reviewers"][0]["name"] == "bob"
    with run("Bitbucket.get_project_conditions"):
        assert [one["id"] for one in admin.get_project_conditions("MARS")] == [above["id"]]
    with run("Bitbucket.create_repo_condition"):
        made = admin.create_repo_condition(*PLACE, condition)
        assert made["requiredApprovals"] == 0
    with run("Bitbucket.get_repo_conditions"):
        found = admin.get_repo_conditions(*PLACE)
        assert {one["id"] for one in found} == {above["id"], made["id"]}
    with run("Bitbucket.update_repo_condition"):
        more = condition | {"requiredApprovals": 1}
        assert admin.update_repo_condition(*PLACE, more, made["id"])["requiredApprovals"] == 1
    with run("Bitbucket.get_required_reviewers_for_pull_request"):
        people = admin.get_required_reviewers_for_pull_request(
            *PLACE, *PLACE, f"refs/heads/{FEATURE}", f"refs/heads/{MAIN}"
        )
        assert [person["name"] for person in people] == ["bob"]
    with run("Bitbucket.delete_repo_condition"):
        admin.delete_repo_condition(*PLACE, made["id"])
    with run("Bitbucket.delete_project_condition"):
        admin.delete_project_condition("MARS", above["id"])
        assert admin.get_repo_conditions(*PLACE) in ([], {})


def branch_rules(admin: Any, run: Operations) -> None:
    """Make, find and delete restrictions."""
    with run("Bitbucket.set_branches_permissions"):
        made = admin.set_branches_permissions(
            "MARS",
            matcher_type="branch",
            matcher_value=f"refs/heads/{CONFLICT}",
            permission_type="no-deletes",
            repository_slug="peer",
            except_users=["bob"],
        )
        assert (made["type"], made["users"][0]["name"]) == ("no-deletes", "bob")
    with run("Bitbucket.set_branches_permissions of several"):
        several = [
            {
                "type": word,
                "matcher": {"id": "release/*", "type": {"id": "PATTERN"}},
                "userSlugs": ["bob"],
            }
            for word in ("read-only", "fast-forward-only")
        ]
        admin.set_branches_permissions("MARS", multiple_permissions=several, repository_slug="peer")
    with run("Bitbucket.get_branches_permissions"):
        found = admin.get_branches_permissions("MARS", None, repository_slug="peer")["values"]
        assert sorted(one["type"] for one in found) == [
            "fast-forward-only",
            "no-deletes",
            "read-only",
        ]
    with run("Bitbucket.all_branches_permissions"):
        found = list(admin.all_branches_permissions("MARS", None, repository_slug="peer"))
        assert len(found) == 3
    with run("Bitbucket.delete_branch_permission"):
        for rule in found:
            admin.delete_branch_permission("MARS", rule["id"], repository_slug="peer")
        assert list(admin.all_branches_permissions("MARS", None, repository_slug="peer")) == []


def pull_requests(admin: Any, bob: Any, history: History, run: Operations) -> None:
    """Open, discuss, review, merge, decline, reopen and delete pull requests, more than a page."""
    with run("Bitbucket.open_pull_request"):
        made = admin.open_pull_request(
            *PLACE, *PLACE, FEATURE, MAIN, "Add one", "It adds one.", reviewers="bob"
        )
        assert (made["state"], made["version"]) == ("OPEN", 0)
    number = made["id"]
    with run("Bitbucket.get_pull_request"):
        found = admin.get_pull_request(*PLACE, number)
        assert found["reviewers"][0]["user"]["name"] == "bob"
        assert found["fromRef"]["latestCommit"] == history.commits[FEATURE]
    with run("Bitbucket.update_pull_request"):
        changed = admin.update_pull_request(
            *PLACE,
            number,
            {"version": 0, "title": "Add two", "reviewers": [{"user": {"name": "bob"}}]},
        )
        assert (changed["title"], changed["version"]) == ("Add two", 1)
    with run("Bitbucket.add_pull_request_comment"):
        remark = bob.add_pull_request_comment(*PLACE, number, "Why?")
        answer = admin.add_pull_request_comment(*PLACE, number, "Because.", remark["id"])
        assert answer["text"] == "Because."
    with run("Bitbucket.add_pull_request_inline_comment"):
        inline = bob.add_pull_request_inline_comment(
            *PLACE,
            number,
            "A typo",
            "one.txt",
            history.commits[MAIN],
            history.commits[FEATURE],
        )
        assert inline["anchor"]["path"] == "one.txt"
    with run("Bitbucket.get_pull_request_comment"):
        assert admin.get_pull_request_comment(*PLACE, number, inline["id"])["text"] == "A typo"
    with run("Bitbucket.update_pull_request_comment"):
        edited = bob.update_pull_request_comment(*PLACE, number, inline["id"], "No typo", 0)
        assert (edited["text"], edited["version"]) == ("No typo", 1)
    with run("Bitbucket.delete_pull_request_comment"):
        bob.delete_pull_request_comment(*PLACE, number, inline["id"], 1)
    with run("Bitbucket.add_pull_request_blocker_comment"):
        task = bob.add_pull_request_blocker_comment(*PLACE, number, "Write a test", "BLOCKER")
    with run("Bitbucket.search_pull_request_blocker_comment"):
        (only,) = admin.search_pull_request_blocker_comment(*PLACE, number)["values"]
        assert (only["id"], only["state"]) == (task["id"], "OPEN")
    with run("Bitbucket.get_pull_requests_activities"):
        actions = [one["action"] for one in admin.get_pull_requests_activities(*PLACE, number)]
        assert {"OPENED", "COMMENTED"} <= set(actions)
    with run("Bitbucket.get_pull_requests_changes"):
        (change,) = admin.get_pull_requests_changes(*PLACE, number)
        assert change["path"]["toString"] == "one.txt"
    with run("Bitbucket.get_pull_requests_commits"):
        assert len(list(admin.get_pull_requests_commits(*PLACE, number))) == 2
    with run("Bitbucket.assign_pull_request_participant_role"):
        admin.repo_grant_user_permissions(*PLACE, "alice", "REPO_READ")
        admin.assign_pull_request_participant_role(*PLACE, number, "REVIEWER", "alice")
    with run("Bitbucket.get_pull_requests_participants"):
        people = list(admin.get_pull_requests_participants(*PLACE, number))
        assert {one["user"]["name"] for one in people} == {"admin", "alice", "bob"}
    with run("Bitbucket.change_reviewed_status"):
        reviewed = bob.change_reviewed_status(*PLACE, number, "APPROVED", "bob")
        assert (reviewed["status"], reviewed["approved"]) == ("APPROVED", True)
    with run("Bitbucket.is_pull_request_can_be_merged"):
        able = admin.is_pull_request_can_be_merged(*PLACE, number)
        assert able["conflicted"] is False
    with run("Bitbucket.get_pull_requests"):
        opened = [
            admin.open_pull_request(*PLACE, *PLACE, f"page/{one}", MAIN, f"Page {one}", "")
            for one in range(26)
        ]
        listed = [one["id"] for one in admin.get_pull_requests(*PLACE, limit=10)]
        assert sorted(listed) == sorted([number, *(one["id"] for one in opened)])
    with run("Bitbucket.decline_pull_request"):
        declined = admin.decline_pull_request(*PLACE, opened[0]["id"], 0)
        assert declined["state"] == "DECLINED"
    with run("Bitbucket.reopen_pull_request"):
        reopened = admin.reopen_pull_request(*PLACE, opened[0]["id"], declined["version"])
        assert reopened["state"] == "OPEN"
    with run("Bitbucket.delete_pull_request"):
        admin.delete_pull_request(*PLACE, opened[0]["id"], reopened["version"])
        with pytest.raises(requests.HTTPError):
            admin.get_pull_request(*PLACE, opened[0]["id"])
    with run("Bitbucket.merge_pull_request"):
        version = admin.get_pull_request(*PLACE, number)["version"]
        merged = admin.merge_pull_request(*PLACE, number, "Merged", pr_version=version)
        assert merged["state"] == "MERGED"
    with run("Bitbucket.get_pull_requests_contain_commit"):
        containing = admin.get_pull_requests_contain_commit(*PLACE, history.commits[FEATURE])
        assert [one["id"] for one in containing] == [number]


def ends(admin: Any, run: Operations) -> None:
    """Fork, then delete everything."""
    with run("Bitbucket.fork_repository"):
        assert admin.fork_repository(*PLACE, "forked")["origin"]["slug"] == "peer"
    with run("Bitbucket.fork_repository_new_project"):
        assert admin.fork_repository_new_project(*PLACE, "ACME", "peer-2")["slug"] == "peer-2"
    for project, slug in (("ACME", "peer-2"), ("MARS", "forked"), PLACE):
        admin.delete_repo(project, slug)
        assert not admin.repo_exists(project, slug)
