"""What differs between the versions that can be imitated."""

from collections.abc import Iterator

import httpx
import pytest

from .conftest import DataCenter, served

SITE = "/api/latest/projects/ACME/repos/site"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataCenter]:
    """Give the oldest version that can be imitated."""
    with served(tmp_path_factory.mktemp("old") / "world", "7.21") as made:
        yield made


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataCenter]:
    """Give the newest version that can be imitated."""
    with served(tmp_path_factory.mktemp("new") / "world", "10.4") as made:
        yield made


def test_each_tells_its_version(old: DataCenter, new: DataCenter) -> None:
    """With the number of a patch release."""
    for server, version in ((old, "7.21."), (new, "10.4.")):
        told = server.client().get("/api/1.0/application-properties").json()["version"]
        assert told.startswith(version)


def test_old_servers_know_no_drafts(old: DataCenter, admin: httpx.Client) -> None:
    """They ignore the key in silence."""
    client = old.with_token("bob")
    pulls = client.get(f"{SITE}/pull-requests", params={"draft": "true"}).json()["values"]
    assert len(pulls) == 2
    assert all("draft" not in pull for pull in pulls)
    made = client.post(
        f"{SITE}/pull-requests",
        json={
            "title": "Old",
            "draft": True,
            "fromRef": {"id": "refs/heads/wip/blink"},
            "toRef": {"id": "refs/heads/main"},
        },
    )
    assert made.status_code == 201
    assert "draft" not in made.json()
    assert all("draft" in pull for pull in admin.get(f"{SITE}/pull-requests").json()["values"])


def test_old_servers_cannot_archive(old: DataCenter) -> None:
    """They ignore that key, too."""
    answer = old.signed_in("admin").put(SITE, json={"archived": True})
    assert answer.status_code == 201
    assert "archived" not in answer.json()


def test_addresses_of_later_versions_are_unknown(old: DataCenter, new: DataCenter) -> None:
    """The body is that of an unknown address."""
    address = f"{SITE}/compare/diff-stats-summary"
    params = {"from": "feature/login", "to": "main"}
    assert new.with_token("alice").get(address, params=params).status_code == 200
    unknown = old.with_token("alice").get(address, params=params)
    assert unknown.status_code == 404
    assert "errors" not in unknown.json()


def test_times_are_texts_from_10_3_on(old: DataCenter, new: DataCenter) -> None:
    """Before, they are milliseconds."""
    dates = [
        server.with_token("alice").get(f"{SITE}/pull-requests").json()["values"][0]["createdDate"]
        for server in (old, new)
    ]
    assert isinstance(dates[0], int)
    assert dates[1].endswith("Z")


def test_restriction_of_creation_is_new(old: DataCenter, admin: httpx.Client) -> None:
    """Older servers refuse the type."""
    address = "/branch-permissions/latest/projects/ACME/repos/site/restrictions"
    body = {"type": "no-creates", "matcher": {"id": "x/*", "type": {"id": "PATTERN"}}}
    assert old.signed_in("admin").post(address, json=body).status_code == 400
    made = admin.post(address, json=body)
    assert made.status_code == 200
    assert admin.delete(f"{address}/{made.json()['id']}").status_code == 204
