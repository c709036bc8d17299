"""What both products answer to lists, in the shapes and sizes of real answers."""

from typing import Any

__all__ = [
    "cloud_pull_request",
    "cloud_repository",
    "cloud_workspace",
    "datacenter_pull_request",
    "datacenter_repository",
]

_API = "https://api.bitbucket.org/2.0"
_WEB = "https://bitbucket.org"
_SHA = "0123456789abcdef0123456789abcdef01234567"


def _account(number: int) -> dict[str, Any]:
    uuid = f"{{{number:08d}-2222-4333-8444-555555555555}}"
    return {
        "display_name": f"Person {number}",
        "links": {
            "self": {"href": f"{_API}/users/{uuid}"},
            "avatar": {"href": f"https://avatars.example.com/{number}/avatar/128.png"},
            "html": {"href": f"{_WEB}/{uuid}/"},
        },
        "type": "user",
        "uuid": uuid,
        "account_id": f"557058:{number:08d}-aaaa-bbbb-cccc-dddddddddddd",
        "nickname": f"person{number}",
    }


def _links(path: str, *names: str) -> dict[str, Any]:
    return {name: {"href": f"{_API}{path}/{name}"} for name in names}


def cloud_repository(number: int) -> dict[str, Any]:
    """Return an item of `GET /repositories/{workspace}`, some 3.2 KB."""
    name = f"repository-{number}"
    path = f"/repositories/acme/{name}"
    return {
        "type": "repository",
        "full_name": f"acme/{name}",
        "links": {
            **_links(path, "self", "avatar", "pullrequests", "commits", "forks", "watchers"),
            **_links(path, "branches", "tags", "downloads", "source", "hooks"),
            "html": {"href": f"{_WEB}/acme/{name}"},
            "clone": [
                {"name": "https", "href": f"https://person1@bitbucket.org/acme/{name}.git"},
                {"name": "ssh", "href": f"git@bitbucket.org:acme/{name}.git"},
            ],
        },
        "name": name,
        "slug": name,
        "description": "A service of the shop: " + "prices, stock and orders, kept in step. " * 6,
        "scm": "git",
        "website": None,
        "owner": _account(1),
        "workspace": {
            "type": "workspace",
            "uuid": "{11111111-2222-4333-8444-555555555555}",
            "name": "Acme",
            "slug": "acme",
            "links": _links("/workspaces/acme", "avatar", "html", "self"),
        },
        "is_private": True,
        "project": {
            "type": "project",
            "key": "SHOP",
            "uuid": "{33333333-2222-4333-8444-555555555555}",
            "name": "Shop",
            "links": _links("/workspaces/acme/projects/SHOP", "self", "html", "avatar"),
        },
        "fork_policy": "no_public_forks",
        "created_on": "2023-05-04T09:15:31.123456+00:00",
        "updated_on": "2026-10-01T17:42:00.654321+00:00",
        "size": 1234567,
        "language": "python",
        "uuid": f"{{{number:08d}-1111-4222-8333-444444444444}}",
        "mainbranch": {"name": "main", "type": "branch"},
        "override_settings": {"default_merge_strategy": False, "branching_model": False},
        "parent": None,
        "enforced_signed_commits": None,
        "has_issues": False,
        "has_wiki": False,
    }


def _end(branch: str, name: str) -> dict[str, Any]:
    path = f"/repositories/acme/{name}"
    return {
        "branch": {"name": branch, "links": {}},
        "commit": {
            "hash": _SHA[:12],
            "type": "commit",
            "links": _links(f"{path}/commit/{_SHA[:12]}", "self", "html"),
        },
        "repository": {
            "type": "repository",
            "full_name": f"acme/{name}",
            "name": name,
            "uuid": "{44444444-2222-4333-8444-555555555555}",
            "links": _links(path, "self", "html", "avatar"),
        },
    }


def cloud_pull_request(number: int) -> dict[str, Any]:
    """Return an item of `GET …/pullrequests`, some 3.5 KB."""
    path = f"/repositories/acme/site/pullrequests/{number}"
    description = "Brings the prices of the shop up to date. " * 5
    return {
        "type": "pullrequest",
        "id": number,
        "title": f"Bring prices up to date ({number})",
        "description": description,
        "summary": {"type": "rendered", "raw": description, "markup": "markdown", "html": "<p/>"},
        "state": "OPEN",
        "draft": False,
        "author": _account(2),
        "source": _end(f"feature/{number}", "site"),
        "destination": _end("main", "site"),
        "reviewers": [_account(3)],
        "participants": [
            {
                "type": "participant",
                "user": _account(3),
                "role": "REVIEWER",
                "approved": True,
                "state": "approved",
                "participated_on": "2026-09-30T08:00:00.000000+00:00",
            }
        ],
        "merge_commit": None,
        "comment_count": 4,
        "task_count": 1,
        "close_source_branch": True,
        "closed_by": None,
        "reason": "",
        "created_on": "2026-09-29T09:15:31.123456+00:00",
        "updated_on": "2026-10-01T17:42:00.654321+00:00",
        "links": _links(path, "self", "html", "commits", "approve", "diff", "comments", "activity"),
    }


def _project() -> dict[str, Any]:
    return {
        "key": "SHOP",
        "id": 7,
        "name": "Shop",
        "description": "The shop",
        "public": False,
        "type": "NORMAL",
        "links": {"self": [{"href": "https://git.example.com/projects/SHOP"}]},
    }


def datacenter_repository(number: int) -> dict[str, Any]:
    """Return an item of `GET …/projects/{projectKey}/repos`, some 0.8 KB."""
    name = f"repository-{number}"
    return {
        "slug": name,
        "id": number,
        "name": name,
        "description": "A service of the shop",
        "hierarchyId": "0123456789abcdef0123",
        "scmId": "git",
        "state": "AVAILABLE",
        "statusMessage": "Available",
        "forkable": True,
        "project": _project(),
        "public": False,
        "archived": False,
        "links": {
            "clone": [
                {"href": f"https://git.example.com/scm/shop/{name}.git", "name": "http"},
                {"href": f"ssh://git@git.example.com:7999/shop/{name}.git", "name": "ssh"},
            ],
            "self": [{"href": f"https://git.example.com/projects/SHOP/repos/{name}/browse"}],
        },
    }


def _person(number: int) -> dict[str, Any]:
    return {
        "name": f"person{number}",
        "emailAddress": f"person{number}@example.com",
        "active": True,
        "displayName": f"Person {number}",
        "id": number,
        "slug": f"person{number}",
        "type": "NORMAL",
        "links": {"self": [{"href": f"https://git.example.com/users/person{number}"}]},
    }


def _participant(number: int, role: str) -> dict[str, Any]:
    return {"user": _person(number), "role": role, "approved": False, "status": "UNAPPROVED"}


def _reference(branch: str) -> dict[str, Any]:
    return {
        "id": f"refs/heads/{branch}",
        "displayId": branch,
        "latestCommit": _SHA,
        "type": "BRANCH",
        "repository": datacenter_repository(1),
    }


def datacenter_pull_request(number: int) -> dict[str, Any]:
    """Return an item of `GET …/pull-requests`, some 3.3 KB."""
    return {
        "id": number,
        "version": 3,
        "title": f"Bring prices up to date ({number})",
        "description": "Brings the prices of the shop up to date.",
        "state": "OPEN",
        "open": True,
        "closed": False,
        "draft": False,
        "createdDate": 1759137331123,
        "updatedDate": 1759340520654,
        "fromRef": _reference(f"feature/{number}"),
        "toRef": _reference("main"),
        "locked": False,
        "author": _participant(2, "AUTHOR"),
        "reviewers": [_participant(3, "REVIEWER")],
        "participants": [],
        "properties": {"commentCount": 4, "openTaskCount": 1},
        "links": {
            "self": [
                {"href": f"https://git.example.com/projects/SHOP/repos/site/pull-requests/{number}"}
            ]
        },
    }


def cloud_workspace(url: str) -> dict[str, Any]:
    """Return what `GET /workspaces/{workspace}` of the server at `url` answers."""
    return {
        "type": "workspace",
        "uuid": "{11111111-2222-4333-8444-555555555555}",
        "name": "Acme",
        "slug": "acme",
        "is_private": True,
        "links": {"repositories": {"href": f"{url}/2.0/repositories/acme"}},
    }
