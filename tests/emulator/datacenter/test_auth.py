"""Who is calling, and what the server tells them about that."""

from typing import Any

import httpx
import pytest

from .conftest import DataCenter

SITE = "/api/1.0/projects/ACME/repos/site"


def error(answer: httpx.Response) -> Any:
    """Return the first error of an answer."""
    return answer.json()["errors"][0]


def test_password_and_token_sign_in(datacenter: DataCenter) -> None:
    """A person's token is also a Basic password; each answer says whom it took the caller for."""
    token = datacenter.app.tokens["alice"]
    for client in (
        datacenter.signed_in("alice"),
        datacenter.with_token("alice"),
        datacenter.client(auth=("alice", token)),
    ):
        answer = client.get(SITE)
        assert answer.status_code == 200
        assert answer.headers["X-AUSERNAME"] == "alice"
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"


@pytest.mark.parametrize(
    "header", ["Basic YWxpY2U6d3Jvbmc=", "Basic ???", "Bearer wrong", "Digest x"]
)
def test_wrong_credentials_are_refused_everywhere(nobody: httpx.Client, header: str) -> None:
    """Even where none are needed."""
    answer = nobody.get("/api/1.0/application-properties", headers={"Authorization": header})
    assert answer.status_code == 401
    assert error(answer)["exceptionName"].endswith(".IncorrectPasswordAuthenticationException")
    assert "X-AUSERNAME" not in answer.headers


def test_token_of_another_is_no_password(datacenter: DataCenter) -> None:
    """Name and token must belong together."""
    client = datacenter.client(auth=("bob", datacenter.app.tokens["alice"]))
    assert client.get(SITE).status_code == 401


def test_missing_and_insufficient_rights_are_both_401(
    nobody: httpx.Client, carol: httpx.Client
) -> None:
    """The exception tells them apart."""
    unknown, denied = nobody.get(SITE), carol.put(SITE, json={"description": "x"})
    assert (unknown.status_code, denied.status_code) == (401, 401)
    assert error(unknown)["exceptionName"].endswith(".AuthenticationRequiredException")
    assert error(denied)["exceptionName"] == "com.atlassian.bitbucket.AuthorisationException"
    assert denied.headers["X-AUSERNAME"] == "carol"


def test_public_repository_is_read_by_nobody(nobody: httpx.Client) -> None:
    """Nothing in it is written by them."""
    docs = "/api/1.0/projects/acme/repos/docs"
    assert nobody.get(docs).json()["public"] is True
    listed = nobody.get("/api/1.0/repos").json()["values"]
    assert "docs" in [one["slug"] for one in listed]
    assert all(one["public"] for one in listed)
    body = {"name": "x", "startPoint": "main"}
    assert nobody.post(f"{docs}/branches", json=body).status_code == 401


def test_whoami_is_text(datacenter: DataCenter, alice: httpx.Client, nobody: httpx.Client) -> None:
    """It is beside the API, and empty for nobody."""
    address = f"{datacenter.url}/plugins/servlet/applinks/whoami"
    assert alice.get(address).text == "alice"
    assert nobody.get(address).text == ""


def test_version_is_told_to_anybody(nobody: httpx.Client) -> None:
    """It needs no credentials."""
    answer = nobody.get("/api/latest/application-properties").json()
    assert answer["version"].startswith("9.4.")
    assert answer["displayName"] == "Bitbucket"


def test_tokens_never_administer_the_server(datacenter: DataCenter, admin: httpx.Client) -> None:
    """An administrator's password does."""
    address, name = "/api/1.0/admin/groups", {"name": "made-by-auth"}
    assert datacenter.with_token("admin").post(address, params=name).status_code == 401
    assert admin.post(address, params=name).status_code == 200
