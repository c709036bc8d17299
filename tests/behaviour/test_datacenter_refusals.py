"""What Bitbucket Data Center refuses, and how: one row for each situation.

Statuses and exceptions: https://developer.atlassian.com/server/bitbucket/rest/ ("Errors &
Validation"), the OpenAPI document of release 9.4, and what clients recorded of live servers. What lies
in the server itself (a licence, a CAPTCHA, 429, a move) is a fault that the emulator is told to have.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any

import pytest

import githost
from githost.errors import (
    AlreadyExistsError,
    AuthenticationError,
    ConflictError,
    NotFoundError,
    NotMergeableError,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    ServerError,
    StaleRevisionError,
    ValidationError,
    WrongStateError,
)
from githost.model import UserRef
from githost_bitbucket.emulator.datacenter import faults
from tests.behaviour.datacenter import REPOS, DataCenterWorld, below, number, opening, ref
from tests.behaviour.meanwhile import moving_while_merging
from tests.behaviour.situations import Case, Refusal, faulty, hold, refusal
from tests.served import served

ROWS: list[Refusal] = []


def error(exception: str | None, **parts: Any) -> dict[str, Any]:
    """Return what an error body with one exception of this name contains."""
    name = None if exception is None else re.compile(rf"^com\.atlassian\..*\.{exception}$")
    return {"errors": [{"exceptionName": name, "message": re.compile("."), **parts}]}


row = partial(refusal, ROWS)


@row("no credentials", 401, error("AuthenticationRequiredException"), AuthenticationError)
def _(w: DataCenterWorld) -> Case:
    host = w.connect(githost.Anonymous())
    return Case(w.http(None).get(f"{REPOS}/site"), lambda: host.repos.get("ACME/site"))


@row("bad credentials", 401, error("IncorrectPasswordAuthenticationException"), AuthenticationError)
def _(w: DataCenterWorld) -> Case:
    host = w.connect(githost.Basic("nobody", "nobody"))
    return Case(w.http("nobody").get(f"{REPOS}/site"), lambda: host.repos.get("ACME/site"))


@row("not permitted", 401, error("AuthorisationException"), PermissionDeniedError)
def _(w: DataCenterWorld) -> Case:
    code = w.repository()
    host = w.host("carol")
    return Case(w.http("carol").get(code), lambda: host.repos.get(ref(code)))


@row("for administrators only", 401, error("AuthorisationException"), PermissionDeniedError)
def _(w: DataCenterWorld) -> Case:
    host = w.host("bob")
    return Case(
        w.http("bob").get(f"{REPOS}/site/webhooks"), lambda: host.hooks.list("ACME/site").first()
    )


@row("missing project", 404, error("NoSuchProjectException"), NotFoundError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(w.http().get("/api/1.0/projects/NONE"), lambda: host.namespaces.get("NONE"))


@row("missing repository", 404, error("NoSuchRepositoryException"), NotFoundError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(w.http().get(f"{REPOS}/nothing"), lambda: host.repos.get("ACME/nothing"))


@row("missing pull request", 404, error("NoSuchPullRequestException"), NotFoundError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(
        w.http().get(f"{REPOS}/site/pull-requests/4711"),
        lambda: host.pull_requests.get("ACME/site", 4711),
    )


@row("missing commit", 404, error("NoSuchCommitException"), NotFoundError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(
        w.http().get(f"{REPOS}/site/commits/{'0' * 40}"),
        lambda: host.commits.get("ACME/site", "0" * 40),
    )


@row("missing user", 404, error("NoSuchUserException"), NotFoundError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(w.http().get("/api/1.0/users/nobody"), lambda: host.request("GET", "/users/nobody"))


@row("missing tag", 404, error(None), NotFoundError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(w.http().get(f"{REPOS}/site/tags/none"), lambda: host.tags.get("ACME/site", "none"))


@row("address that the release lacks", 404, {"status-code": 404, "sub-code": -1}, NotFoundError)
def _(w: DataCenterWorld) -> Case:
    path = "/projects/ACME/repos/site/pull-requests/1/tasks"
    host = w.host()
    return Case(w.http().get(f"/api/1.0{path}"), lambda: host.request("GET", path))


@row("duplicate branch", 400, error("DuplicateRefException"), AlreadyExistsError)
def _(w: DataCenterWorld) -> Case:
    code = w.code
    host = w.host()
    body = {"name": "same", "startPoint": "refs/heads/main"}
    return Case(
        w.http().post(f"{code}/branches", json=body),
        lambda: host.branches.create(ref(code), "same", start="main"),
    )


@row("duplicate tag", 400, error("DuplicateRefException"), AlreadyExistsError)
def _(w: DataCenterWorld) -> Case:
    code, name = w.code, w.name()
    host = w.host()
    body = {"name": name, "startPoint": "refs/heads/main", "message": "x"}
    assert w.http().post(f"{code}/tags", json=body).status_code == 200
    return Case(
        w.http().post(f"{code}/tags", json=body),
        lambda: host.tags.create(ref(code), name, target="main", message="x"),
    )


@row("duplicate repository", 409, error(None, context="name"), AlreadyExistsError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(
        w.http().post(REPOS, json={"name": "site", "scmId": "git"}),
        lambda: host.repos.create("ACME/site"),
    )


@row("duplicate project", 409, error(None, context="key"), AlreadyExistsError)
def _(w: DataCenterWorld) -> Case:
    # Nobody makes projects by a token.
    host = w.connect(githost.Basic("admin", "admin"))
    return Case(
        w.http().post("/api/1.0/projects", json={"key": "ACME", "name": "Again"}),
        lambda: host.namespaces.create("ACME", name="Again"),
    )


@row(
    "duplicate pull request",
    409,
    error("DuplicatePullRequestException", existingPullRequest={"state": "OPEN"}),
    AlreadyExistsError,
)
def _(w: DataCenterWorld) -> Case:
    code, source = w.code, w.name()
    w.branch(code, source, "feature")
    host = w.host()
    assert w.http().post(f"{code}/pull-requests", json=opening(source)).status_code == 201
    return Case(
        w.http().post(f"{code}/pull-requests", json=opening(source)),
        lambda: host.pull_requests.create(ref(code), title="T", source=source, target="main"),
    )


@row("names that overlap", 409, error(None), ConflictError)
def _(w: DataCenterWorld) -> Case:
    code = w.code
    host = w.host()
    body = {"name": "same/again", "startPoint": "refs/heads/main"}
    return Case(
        w.http().post(f"{code}/branches", json=body),
        lambda: host.branches.create(ref(code), "same/again", start="main"),
    )


@row("value refused", 400, error(None, context="events"), ValidationError)
def _(w: DataCenterWorld) -> Case:
    code = w.code
    host = w.host()
    body = {"name": "x", "url": "http://127.0.0.1:9/", "active": True, "events": ["pr:none"]}
    return Case(
        w.http().post(f"{code}/webhooks", json=body),
        lambda: host.hooks.create(ref(code), url="http://127.0.0.1:9/", events={"pr:none"}),
    )


@row("argument refused", 400, error("ArgumentValidationException"), ValidationError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    host = w.host()
    body = {"version": 0, "strategyId": "octopus"}
    path = f"{below(pull)}/merge"
    return Case(
        w.http().post(f"{pull}/merge", json=body), lambda: host.request("POST", path, json=body)
    )


@row(
    "stale version",
    409,
    error(
        "PullRequestOutOfDateException",
        currentVersion=1,
        expectedVersion=0,
        pullRequest={"version": 1},
    ),
    StaleRevisionError,
)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    body = {"version": 0, "title": "T2", "reviewers": []}
    assert w.http().put(pull, json=body).status_code == 200
    host = w.host()
    return Case(
        w.http().put(pull, json=body),
        lambda: host.pull_requests.close(ref(pull), number(pull), revision="0"),
    )


@row("stale comment", 409, error("CommentOutOfDateException"), StaleRevisionError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    made = w.http().post(f"{pull}/comments", json={"text": "x"}).json()["id"]
    comment = f"{pull}/comments/{made}"
    body = {"version": 0, "text": "y"}
    assert w.http().put(comment, json=body).status_code == 200
    host = w.host()
    return Case(
        w.http().put(comment, json=body),
        lambda: host.request("PUT", below(comment), json=body),
    )


@row("closed already", 409, error("IllegalPullRequestStateException"), WrongStateError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    assert w.http().post(f"{pull}/decline?version=0", json={}).status_code == 200
    host = w.host()
    return Case(
        w.http().post(f"{pull}/merge?version=1", json={}),
        lambda: host.pull_requests.merge(ref(pull), number(pull)),
    )


@row("nothing to merge", 409, error("EmptyPullRequestException"), ConflictError)
def _(w: DataCenterWorld) -> Case:
    code = w.code
    host = w.host()
    return Case(
        w.http().post(f"{code}/pull-requests", json=opening("same")),
        lambda: host.pull_requests.create(ref(code), title="T", source="same", target="main"),
    )


@row(
    "reviewer refused",
    409,
    error(
        "InvalidPullRequestReviewersException",
        reviewerErrors=[{"context": "nobody", "message": re.compile(".")}],
    ),
    ValidationError,
)
def _(w: DataCenterWorld) -> Case:
    code, source = w.code, w.name()
    w.branch(code, source, "feature")
    body = opening(source) | {"reviewers": [{"user": {"name": "nobody"}}]}
    host = w.host()
    return Case(
        w.http().post(f"{code}/pull-requests", json=body),
        lambda: host.pull_requests.create(
            ref(code), title="T", source=source, target="main", reviewers=[UserRef("nobody")]
        ),
    )


@row(
    "merge in conflict",
    409,
    error("PullRequestMergeVetoedException", conflicted=True, vetoes=[]),
    NotMergeableError,
)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull("side")
    host = w.host()
    return Case(
        w.http().post(f"{pull}/merge?version=0", json={}),
        lambda: host.pull_requests.merge(ref(pull), number(pull)),
    )


@row(
    "merge check unmet",
    409,
    error(
        "PullRequestMergeVetoedException",
        conflicted=False,
        vetoes=[{"summaryMessage": re.compile("Draft"), "detailedMessage": re.compile(".")}],
    ),
    NotMergeableError,
)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull(draft=True)
    host = w.host()
    return Case(
        w.http().post(f"{pull}/merge?version=0", json={}),
        lambda: host.pull_requests.merge(ref(pull), number(pull)),
    )


@row("type that cannot be served", 406, re.compile("^$"), ResponseError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    host = w.host()
    return Case(
        w.http().get(f"{pull}.patch", headers={"Accept": "application/json"}),
        lambda: host.request("GET", f"{below(pull)}.patch"),
    )


@row("project not empty", 409, error("IntegrityException"), ConflictError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return Case(w.http().delete("/api/1.0/projects/ACME"), lambda: host.namespaces.delete("ACME"))


@row("own right lowered", 403, error(None), PermissionDeniedError)
def _(w: DataCenterWorld) -> Case:
    code = w.repository()
    grant = {"name": "bob", "permission": "REPO_ADMIN"}
    assert w.http().put(f"{code}/permissions/users", params=grant).status_code == 204
    host = w.host("bob")
    return Case(
        w.http("bob").put(f"{code}/permissions/users", params=grant | {"permission": "REPO_READ"}),
        lambda: host.permissions.grant(ref(code), UserRef("bob"), githost.Permission.READ),
    )


@row("merge by a token without a user", 403, error(None), PermissionDeniedError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    token = w.token_of(w.code)
    host = w.connect(githost.Token(token))
    return Case(
        w.http(bearer=token).post(f"{pull}/merge?version=0", json={}),
        lambda: host.pull_requests.merge(ref(pull), number(pull)),
    )


@row("file unchanged", 409, error("FileContentUnmodifiedException"), ConflictError)
def _(w: DataCenterWorld) -> Case:
    code = w.code
    tip = w.http().get(f"{code}/commits?until=main&limit=1").json()["values"][0]["id"]
    form = {"message": "Write", "branch": "main", "sourceCommitId": tip}
    host = w.host()
    return Case(
        w.http().put(f"{code}/browse/a.txt", data=form, files={"content": ("content", "three\n")}),
        lambda: host.files.write(
            ref(code), "a.txt", b"three\n", branch="main", message="Write", parent=tip
        ),
    )


@row("verdict on one's own", 400, error(None, context="status"), ValidationError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    host = w.host()
    return Case(
        w.http().put(f"{pull}/participants/admin", json={"status": "APPROVED"}),
        lambda: host.reviews.approve(ref(pull), number(pull)),
    )


@row("repository archived", 409, error(None), ConflictError)
def _(w: DataCenterWorld) -> Case:
    code = w.repository()
    assert w.http().put(code, json={"archived": True}).status_code == 201
    host = w.host()
    form = {"message": "Write", "branch": "main"}
    return Case(
        w.http().put(f"{code}/browse/a.txt", data=form, files={"content": ("content", "x")}),
        lambda: host.files.write(ref(code), "a.txt", b"x", branch="main", message="Write"),
    )


@row("webhook tested without an address", 500, error(None), ServerError)
def _(w: DataCenterWorld) -> Case:
    path = f"{below(w.code)}/webhooks/test"
    host = w.host()
    return Case(
        w.http().post(f"/api/1.0{path}", json={}), lambda: host.request("POST", path, json={})
    )


@row("branch moved while merging", 409, error("MergeException"), ConflictError)
def _(w: DataCenterWorld) -> Case:
    pull = w.pull()
    target = w.http().get(pull).json()["toRef"]["displayId"]
    host = w.host()
    with moving_while_merging(target):
        answer = w.http().post(f"{pull}/merge?version=0", json={})

    def merge() -> None:
        with moving_while_merging(target):
            host.pull_requests.merge(ref(pull), number(pull))

    return Case(answer, merge)


@row("no licence", 401, error("NoAccessAuthenticationException"), PermissionDeniedError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return faulty(
        w,
        faults.not_licensed,
        lambda: w.http().get(f"{REPOS}/site"),
        lambda: host.repos.get("ACME/site"),
    )


@row("CAPTCHA", 401, error("CaptchaRequiredAuthenticationException"), AuthenticationError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return faulty(
        w,
        faults.captcha_required,
        lambda: w.http().get(f"{REPOS}/site"),
        lambda: host.repos.get("ACME/site"),
    )


@row("asked too often", 429, error(None), RateLimitError)
def _(w: DataCenterWorld) -> Case:
    host = w.host()
    return faulty(
        w,
        faults.rate_limited,
        lambda: w.http().get(f"{REPOS}/site"),
        lambda: host.repos.get("ACME/site"),
    )


@pytest.fixture(scope="module")
def world() -> Iterator[DataCenterWorld]:
    """Serve the emulator."""
    with served("bitbucket-datacenter") as (server, app), ExitStack() as opened:
        yield DataCenterWorld(server, app, opened)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.situation)
def test_refusal(world: DataCenterWorld, row: Refusal) -> None:
    """The product's status and body, and the neutral error for it."""
    hold(row, world)


def test_moved_repository_is_deleted(world: DataCenterWorld) -> None:
    """A deletion was seen to be redirected with 307, and goes on with the credential."""
    code = world.repository()
    world.faulty(partial(faults.moved, f"{world.server.url}/rest{code}"))
    world.host().repos.delete("ACME/old")
    assert world.http().get(code).status_code == 404
