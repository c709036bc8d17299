"""Who may call, and what is answered to others."""

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx
import pytest

from githost_bitbucket.emulator.cloud.auth import Means

from .conftest import Cloud

SITE = "/repositories/acme/site"


def test_api_token_goes_beside_the_email_address(admin: httpx.Client) -> None:
    """`/user` tells who calls, by ids in braces and without a login name."""
    me = admin.get("/user").json()
    assert me["type"] == "user"
    assert me["uuid"].startswith("{")
    assert me["nickname"] == "admin"
    assert "username" not in me


def test_passwords_are_no_credentials(cloud: Cloud) -> None:
    """App passwords and account passwords have ended."""
    answer = cloud.client(auth=("admin@example.com", "admin")).get("/user")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("OAuth ")
    assert answer.json() == {
        "type": "error",
        "error": {"message": "Token is invalid, expired, or not supported for this endpoint."},
    }


def test_api_token_beside_the_login_is_refused(cloud: Cloud) -> None:
    """The API wants the e-mail address; the login is for git."""
    assert cloud.client(auth=("admin", cloud.app.tokens["admin"])).get("/user").status_code == 401


def test_nobody_sees_public_repositories_only(nobody: httpx.Client) -> None:
    """What is private does not exist for those who may not read it."""
    assert nobody.get("/repositories/acme/docs").status_code == 200
    answer = nobody.get(SITE)
    assert answer.status_code == 404
    assert "make sure you are authenticated" in answer.json()["error"]["message"]
    assert nobody.get("/user").status_code == 401


def test_scopes_of_the_caller_stand_in_a_header(admin: httpx.Client, nobody: httpx.Client) -> None:
    """As Cloud has it on answers to those who are known."""
    told = admin.get("/user").headers["X-OAuth-Scopes"].split(", ")
    assert "read:repository:bitbucket" in told
    assert "X-OAuth-Scopes" not in nobody.get("/repositories/acme/docs").headers


def test_missing_scope_is_told(cloud: Cloud) -> None:
    """A 403 has what is required and what was granted."""
    forge = cloud.app._world.forge
    token = forge.tokens.create(
        forge.accounts.by_login("admin"),
        label="narrow",
        scopes=["read:repository:bitbucket"],
        extra={"means": Means.API_TOKEN.value},
    )
    narrow = cloud.client(auth=("admin@example.com", token.secret))
    assert narrow.get(SITE).status_code == 200
    answer = narrow.delete(SITE)
    assert answer.status_code == 403
    assert answer.json()["error"]["detail"] == {
        "required": ["delete:repository:bitbucket"],
        "granted": ["read:repository:bitbucket"],
    }


def test_oauth_client_gets_a_token_and_refreshes_it(cloud: Cloud, nobody: httpx.Client) -> None:
    """Both grants need the consumer's key and secret."""
    address = f"{cloud.url}/site/oauth2/access_token"
    first = nobody.post(
        address, data={"grant_type": "client_credentials"}, auth=("bob", "bob")
    ).json()
    second = nobody.post(
        address,
        data={"grant_type": "refresh_token", "refresh_token": first["refresh_token"]},
        auth=("bob", "bob"),
    ).json()
    for token in (first, second):
        assert token["token_type"] == "bearer"
        assert cloud.with_bearer(token["access_token"]).get("/user").json()["nickname"] == "bob"


@pytest.mark.parametrize(
    ("form", "secret", "error"),
    [
        ({"grant_type": "client_credentials"}, "wrong", "unauthorized_client"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "bob", "invalid_grant"),
        ({"grant_type": "password"}, "bob", "unsupported_grant_type"),
    ],
)
def test_oauth_refuses(
    cloud: Cloud, nobody: httpx.Client, form: dict[str, str], secret: str, error: str
) -> None:
    """Refusals are in the words of RFC 6749."""
    answer = nobody.post(f"{cloud.url}/site/oauth2/access_token", data=form, auth=("bob", secret))
    assert answer.status_code == 400
    assert answer.json()["error"] == error


def test_access_token_is_bound_to_its_repository(cloud: Cloud) -> None:
    """It is nobody's, and the calls of persons are not for it."""
    client = cloud.with_bearer(cloud.app.access_token("acme/site", ["repository", "account"]))
    assert client.get(SITE).status_code == 200
    assert client.get("/repositories/acme/api").status_code == 404
    assert client.get("/user").status_code == 401
    answer = client.get("/user/workspaces")
    assert answer.status_code == 403
    assert "not accessible by this authentication mechanism" in answer.json()["error"]["message"]


def test_raw_braces_in_an_address_are_refused(cloud: Cloud) -> None:
    """UUIDs must be percent-encoded in paths, which most clients do by themselves."""
    statuses = []
    for uuid in (cloud.place("bob"), cloud.app.users["bob"]["id"]):
        with closing(HTTPConnection(urlsplit(cloud.url).netloc, timeout=10)) as connection:
            connection.request("GET", f"/2.0/users/{uuid}")
            statuses.append(connection.getresponse().status)
    assert statuses == [200, 400]
