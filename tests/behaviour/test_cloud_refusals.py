"""What Bitbucket Cloud refuses, and how: one row for each situation.

Statuses and bodies: https://developer.atlassian.com/cloud/bitbucket/rest/intro/ ("Standardized
error responses"), the OpenAPI document of REST 2.0, and what clients recorded. What lies in Cloud
itself (402, 429, 555, a move) is a fault that the emulator is told to have.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Final

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    AuthenticationError,
    ConflictError,
    GoneError,
    NotFoundError,
    NotMergeableError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    ValidationError,
    WrongStateError,
)
from githost.model import UserRef
from githost_bitbucket.emulator.cloud import faults
from tests.behaviour.cloud import CloudWorld, number, ref
from tests.behaviour.meanwhile import moving_while_merging
from tests.behaviour.situations import Case, Refusal, faulty, hold, refusal
from tests.served import served

ROWS: list[Refusal] = []
DENIED: Final = PermissionDeniedError
#: What is said of repositories that are not there, and of those that the caller may not see.
NO_ACCESS: Final = re.compile("may not have access")


def error(**parts: object) -> dict[str, object]:
    """Return what an error body with these parts contains."""
    return {"type": "error", "error": parts}


row = partial(refusal, ROWS)


@row("no credentials", 401, error(message=re.compile(".")), AuthenticationError)
def _(w: CloudWorld) -> Case:
    host = w.connect(githost.Anonymous())
    return Case(w.http(None).get("/user"), host.users.me)


@row("bad credentials", 401, error(message=re.compile("Token is invalid")), AuthenticationError)
def _(w: CloudWorld) -> Case:
    host = w.connect(githost.Token("nonsense"))
    return Case(w.http(bearer="nonsense").get("/user"), host.users.me)


@row("private and not the caller's", 404, error(message=NO_ACCESS), NotFoundError)
def _(w: CloudWorld) -> Case:
    code = w.repository(is_private=True)
    host = w.host("carol")
    return Case(w.http("carol").get(code), lambda: host.repos.get(ref(code)))


@row(
    "scope missing",
    403,
    error(detail={"required": ["pullrequest"], "granted": ["repository"]}),
    PermissionDeniedError,
)
def _(w: CloudWorld) -> Case:
    code = w.code
    pull = w.pull()
    token = w.app.access_token(ref(code), ["repository"])
    host = w.connect(githost.Token(token))
    return Case(
        w.http(bearer=token).get(pull), lambda: host.pull_requests.get(ref(code), number(pull))
    )


@row("for administrators only", 403, error(message=re.compile("admin")), PermissionDeniedError)
def _(w: CloudWorld) -> Case:
    host = w.host("bob")
    return Case(
        w.http("bob").get("/repositories/acme/site/hooks"),
        lambda: host.hooks.list("acme/site").first(),
    )


@row("permissions by OAuth", 403, error(message=re.compile("authentication method")), DENIED)
def _(w: CloudWorld) -> Case:
    code = w.repository()
    bob = w.server.users["bob"]["id"]
    host = w.connect(githost.OAuth2("admin", "admin"))
    form = {"grant_type": "client_credentials"}
    address = f"{w.server.url}/site/oauth2/access_token"
    token = w.client(auth=("admin", "admin")).post(address, data=form).json()["access_token"]
    place = bob.replace("{", "%7B").replace("}", "%7D")
    return Case(
        w.http(bearer=token).put(
            f"{code}/permissions-config/users/{place}", json={"permission": "read"}
        ),
        lambda: host.permissions.grant(ref(code), UserRef(bob), githost.Permission.READ),
    )


@row("missing repository", 404, error(message=NO_ACCESS), NotFoundError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    return Case(w.http().get("/repositories/acme/nothing"), lambda: host.repos.get("acme/nothing"))


@row("missing pull request", 404, error(message=re.compile("4711")), NotFoundError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    return Case(
        w.http().get("/repositories/acme/site/pullrequests/4711"),
        lambda: host.pull_requests.get("acme/site", 4711),
    )


@row("missing commit", 404, error(data={"shas": ["0" * 40]}), NotFoundError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    return Case(
        w.http().get(f"/repositories/acme/site/commit/{'0' * 40}"),
        lambda: host.commits.get("acme/site", "0" * 40),
    )


@row("removed API", 410, error(data={"announcement_url": re.compile("^https://")}), GoneError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    return Case(w.http().get("/workspaces"), lambda: host.request("GET", "/workspaces"))


@row("duplicate repository", 400, error(message=re.compile("already exists")), AlreadyExistsError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    return Case(
        w.http().post("/repositories/acme/site", json={"scm": "git"}),
        lambda: host.repos.create("acme/site"),
    )


@row("duplicate branch", 400, error(data={"key": "BRANCH_ALREADY_EXISTS"}), AlreadyExistsError)
def _(w: CloudWorld) -> Case:
    code = w.code
    host = w.host()
    body = {"name": "same", "target": {"hash": "main"}}
    return Case(
        w.http().post(f"{code}/refs/branches", json=body),
        lambda: host.branches.create(ref(code), "same", start="main"),
    )


@row("duplicate tag", 400, error(message=re.compile("already exists")), AlreadyExistsError)
def _(w: CloudWorld) -> Case:
    code = w.code
    host = w.host()
    body = {"name": "v1", "target": {"hash": "main"}}
    assert w.http().post(f"{code}/refs/tags", json=body).status_code == 201
    return Case(
        w.http().post(f"{code}/refs/tags", json=body),
        lambda: host.tags.create(ref(code), "v1", target="main"),
    )


@row("duplicate project", 400, error(fields={"key": [re.compile("exists")]}), AlreadyExistsError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    body = {"key": "TWICE", "name": "Twice"}
    w.http().post("/workspaces/acme/projects", json=body)
    return Case(
        w.http().post("/workspaces/acme/projects", json=body),
        lambda: host.projects.create("acme", "TWICE", name="Twice"),
    )


@row("value refused", 400, error(fields={"url": [re.compile(".")]}), ValidationError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    body = {"description": "x", "url": "ftp://example.com", "active": True, "events": ["repo:push"]}
    return Case(
        w.http().post("/repositories/acme/site/hooks", json=body),
        lambda: host.hooks.create(
            "acme/site", url="ftp://example.com", events={githost.Event.PUSH}
        ),
    )


@row("page too large", 400, error(message=re.compile("Invalid pagelen")), ValidationError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    path = "/repositories/acme/site/pullrequests"
    return Case(
        w.http().get(path, params={"pagelen": 51}),
        lambda: host.request("GET", path, query={"pagelen": 51}),
    )


@row("closed already", 400, error(message=re.compile("already closed")), WrongStateError)
def _(w: CloudWorld) -> Case:
    pull = w.pull()
    assert w.http().post(f"{pull}/decline").status_code == 200
    host = w.host()
    return Case(
        w.http().post(f"{pull}/decline"),
        lambda: host.pull_requests.close(ref(pull), number(pull)),
    )


@row("comment resolved already", 409, error(message=re.compile("resolved")), WrongStateError)
def _(w: CloudWorld) -> Case:
    pull = w.pull()
    body = {"content": {"raw": "x"}, "inline": {"path": "b.txt", "to": 1}}
    comment = w.http().post(f"{pull}/comments", json=body).json()["id"]
    assert w.http().post(f"{pull}/comments/{comment}/resolve").status_code == 200
    host = w.host()
    path = f"{pull}/comments/{comment}/resolve"
    return Case(w.http().post(path), lambda: host.request("POST", path))


@row("nothing to merge", 400, error(message=re.compile("no changes")), ValidationError)
def _(w: CloudWorld) -> Case:
    code = w.code
    host = w.host()
    body = {"title": "T", "source": {"branch": {"name": "same"}}}
    return Case(
        w.http().post(f"{code}/pullrequests", json=body),
        lambda: host.pull_requests.create(ref(code), title="T", source="same"),
    )


@row("reviewer refused", 400, error(fields={"reviewers": [re.compile(".")]}), ValidationError)
def _(w: CloudWorld) -> Case:
    code = w.code
    host = w.host()
    author = w.server.users["admin"]["id"]
    body = {
        "title": "T",
        "source": {"branch": {"name": "feature"}},
        "reviewers": [{"uuid": author}],
    }
    return Case(
        w.http().post(f"{code}/pullrequests", json=body),
        lambda: host.pull_requests.create(
            ref(code), title="T", source="feature", reviewers=[UserRef(author)]
        ),
    )


@row("merge in conflict", 400, error(message=re.compile("conflict")), NotMergeableError)
def _(w: CloudWorld) -> Case:
    pull = w.pull("side")
    host = w.host()
    return Case(
        w.http().post(f"{pull}/merge"),
        lambda: host.pull_requests.merge(ref(pull), number(pull)),
    )


@row("merge check unmet", 400, error(message=re.compile("[Mm]erge checks")), NotMergeableError)
def _(w: CloudWorld) -> Case:
    code, target = w.code, w.name()
    rule = {
        "kind": "require_approvals_to_merge",
        "branch_match_kind": "glob",
        "pattern": target,
        "value": 1,
    }
    for one in (rule, rule | {"kind": "enforce_merge_checks", "value": None}):
        made = w.http().post(f"{code}/branch-restrictions", json=one)
        assert made.status_code == 201, made.text
    pull = w.pull(target=target)
    host = w.host()
    return Case(
        w.http().post(f"{pull}/merge"),
        lambda: host.pull_requests.merge(ref(pull), number(pull)),
    )


@row("file written on an old tip", 409, error(message=re.compile("tip")), ConflictError)
def _(w: CloudWorld) -> Case:
    code = w.code
    old = w.http().get(f"{code}/commits/main").json()["values"][1]["hash"]
    form = {"message": "Write", "branch": "main", "parents": old, "/a.txt": "four\n"}
    host = w.host()
    return Case(
        w.http().post(f"{code}/src", data=form),
        lambda: host.files.write(
            ref(code), "a.txt", b"four\n", branch="main", message="Write", parent=old
        ),
    )


@row("diff wanted as JSON", 406, error(message=re.compile("Acceptable")), ResponseError)
def _(w: CloudWorld) -> Case:
    path = f"{w.code}/diff/main"
    host = w.host()
    return Case(
        w.http().get(path, headers={"Accept": "application/json"}),
        lambda: host.request("GET", path),
    )


@row("project not empty", 403, error(message=re.compile("contains repositories")), ConflictError)
def _(w: CloudWorld) -> Case:
    body = {"key": "FULL", "name": "Full"}
    w.http().post("/workspaces/acme/projects", json=body)
    w.repository(project={"key": "FULL"})
    host = w.host()
    return Case(
        w.http().delete("/workspaces/acme/projects/FULL"),
        lambda: host.projects.delete("acme", "FULL"),
    )


@row("branch moved while merging", 409, error(message=re.compile("refs.*changed")), ConflictError)
def _(w: CloudWorld) -> Case:
    target = w.name()
    pull = w.pull(target=target)
    host = w.host()
    with moving_while_merging(target):
        answer = w.http().post(f"{pull}/merge")

    def merge() -> None:
        with moving_while_merging(target):
            host.pull_requests.merge(ref(pull), number(pull))

    return Case(answer, merge)


@row("plan too small", 402, error(message=re.compile("plan")), PermissionDeniedError)
def _(w: CloudWorld) -> Case:
    code, bob = w.repository(), w.server.users["bob"]["id"]
    host = w.host()
    place = bob.replace("{", "%7B").replace("}", "%7D")
    path = f"{code}/permissions-config/users/{place}"
    return faulty(
        w,
        faults.over_plan,
        lambda: w.http().put(path, json={"permission": "read"}),
        lambda: host.permissions.grant(ref(code), UserRef(bob), githost.Permission.READ),
    )


@row("asked too often", 429, re.compile("Rate limit for this resource"), RateLimitError)
def _(w: CloudWorld) -> Case:
    host = w.host()
    return faulty(
        w,
        faults.rate_limited,
        lambda: w.http().get("/repositories/acme/site"),
        lambda: host.repos.get("acme/site"),
    )


@row("took too long", 555, error(message=re.compile("timed out")), ServerError)
def _(w: CloudWorld) -> Case:
    pull = w.pull()
    host = w.host()
    return faulty(
        w,
        faults.too_slow,
        lambda: w.http().post(f"{pull}/decline"),
        lambda: host.pull_requests.close(ref(pull), number(pull)),
    )


@pytest.fixture(scope="module")
def world() -> Iterator[CloudWorld]:
    """Serve the emulator."""
    with served("bitbucket-cloud") as (server, app), ExitStack() as opened:
        yield CloudWorld(server, app, opened)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.situation)
def test_refusal(world: CloudWorld, row: Refusal) -> None:
    """The product's status and body, and the neutral error for it."""
    hold(row, world)


def test_moved_repository_is_found(world: CloudWorld) -> None:
    """Whatever an address redirects to on the same host is asked instead, with the credential."""
    world.faulty(partial(faults.moved, f"{world.server.url}/2.0/repositories/acme/site"))
    assert world.host().repos.get("acme/old").ref.name == "site"
