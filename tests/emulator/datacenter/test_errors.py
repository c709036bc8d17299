"""How the server refuses, whatever is asked."""

import logging
from unittest import mock

import httpx
import pytest

from githost_bitbucket.emulator.datacenter import answers

SITE = "/api/1.0/projects/ACME/repos/site"


@pytest.mark.parametrize(
    ("path", "exception"),
    [
        ("/api/1.0/projects/NONE", "project.NoSuchProjectException"),
        ("/api/1.0/projects/ACME/repos/none", "repository.NoSuchRepositoryException"),
        (f"{SITE}/pull-requests/999", "pull.NoSuchPullRequestException"),
        (f"{SITE}/commits/{'0' * 39}1", "commit.NoSuchCommitException"),
        ("/api/1.0/users/none", "user.NoSuchUserException"),
    ],
)
def test_missing_things_are_named_by_their_exception(
    alice: httpx.Client, path: str, exception: str
) -> None:
    """The body is a list of errors."""
    answer = alice.get(path)
    assert answer.status_code == 404
    (error,) = answer.json()["errors"]
    assert error["exceptionName"] == f"com.atlassian.bitbucket.{exception}"
    assert error["context"] is None
    assert error["message"]


@pytest.mark.parametrize("path", ["/api/1.0/nothing", "/api/3.0/projects", "/nothing/1.0/x"])
def test_unknown_address_has_another_body(alice: httpx.Client, path: str) -> None:
    """There are no `errors` in it: the server does not have the feature."""
    answer = alice.get(path)
    assert answer.status_code == 404
    assert answer.json() == {
        "message": "HTTP 404 Not Found",
        "status-code": 404,
        "sub-code": -1,
    }


def test_wrong_method_is_405(alice: httpx.Client) -> None:
    """The allowed ones are named."""
    answer = alice.patch(SITE)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "DELETE, GET, POST, PUT"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("text/plain", 406),
        ("application/xml, application/json;q=0", 406),
        ("application/json;charset=UTF-8", 200),
        ("text/html, */*;q=0.1", 200),
        ("application/*", 200),
    ],
)
def test_only_json_is_served(alice: httpx.Client, accept: str, status: int) -> None:
    """A refusal of this kind has no body."""
    answer = alice.get(SITE, headers={"Accept": accept})
    assert answer.status_code == status
    assert (answer.content == b"") is (status == 406)


@pytest.mark.parametrize("content", ["{", "[]", '"x"'])
def test_malformed_body_is_400(admin: httpx.Client, content: str) -> None:
    """An object of JSON is wanted."""
    answer = admin.post(
        "/api/1.0/projects", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_wrong_value_names_its_field(admin: httpx.Client) -> None:
    """`context` is the field."""
    answer = admin.post("/api/1.0/projects", json={"key": "1X", "name": "One"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["context"] == "key"


def test_taken_key_and_name_are_409(admin: httpx.Client) -> None:
    """A key is taken in whatever case."""
    key = admin.post("/api/1.0/projects", json={"key": "acme", "name": "Other"})
    name = admin.post("/api/1.0/projects", json={"key": "OTHER", "name": "ACME"})
    for answer, context in ((key, "key"), (name, "name")):
        assert answer.status_code == 409
        assert answer.json()["errors"][0]["context"] == context


def test_project_with_repositories_stays(admin: httpx.Client) -> None:
    """It must be emptied first."""
    answer = admin.delete("/api/1.0/projects/ACME")
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["exceptionName"].endswith(".IntegrityException")


def test_fault_of_our_own_is_a_logged_500(
    alice: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """The caller sees the product's words and no traceback."""
    with (
        mock.patch.object(answers, "repository", side_effect=RuntimeError("a secret")),
        caplog.at_level(logging.ERROR),
    ):
        answer = alice.get(SITE)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.json()["errors"][0]["message"]
    assert "a secret" in caplog.text
