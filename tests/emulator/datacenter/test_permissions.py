"""Permissions: what is granted, who may grant, and what nobody may take from themselves."""

import httpx
import pytest

PROJECT = "/api/1.0/projects/ACME"


@pytest.fixture
def owned(repo: str, admin: httpx.Client) -> str:
    """Give a repository that alice administers without any other right."""
    params = {"name": "alice", "permission": "REPO_ADMIN"}
    assert admin.put(f"{repo}/permissions/users", params=params).status_code == 204
    return repo


def granted(client: httpx.Client, target: str, kind: str = "users", **params: str) -> list[str]:
    """Return what is granted, as `name permission`."""
    values = client.get(f"{target}/permissions/{kind}", params=params).json()["values"]
    key = kind.removesuffix("s")
    return [f"{one[key]['name']} {one['permission']}" for one in values]


def test_grant_change_and_revoke(admin: httpx.Client, repo: str) -> None:
    """Names stand in the query, and several may; there is no body."""
    address = f"{repo}/permissions/users"
    both = {"name": ["alice", "bob"], "permission": "REPO_WRITE"}
    assert admin.put(address, params=both).status_code == 204
    assert granted(admin, repo) == ["alice REPO_WRITE", "bob REPO_WRITE"]
    admin.put(address, params={"name": "bob", "permission": "REPO_READ"})
    assert granted(admin, repo) == ["alice REPO_WRITE", "bob REPO_READ"]
    assert admin.delete(address, params={"name": "bob"}).status_code == 204
    assert admin.delete(address, params={"name": "bob"}).status_code == 204
    assert granted(admin, repo) == ["alice REPO_WRITE"]


def test_filter_is_a_part_of_the_name(admin: httpx.Client, owned: str) -> None:
    """It is no exact match."""
    assert granted(admin, owned, filter="LIC") == ["alice REPO_ADMIN"]
    assert granted(admin, owned, filter="bob") == []


def test_groups_are_named(admin: httpx.Client, bob: httpx.Client, repo: str) -> None:
    """Their members have what they are granted."""
    assert bob.get(repo).status_code == 401
    params = {"name": "developers", "permission": "REPO_READ"}
    assert admin.put(f"{repo}/permissions/groups", params=params).status_code == 204
    assert granted(admin, repo, "groups") == ["developers REPO_READ"]
    assert bob.get(repo).status_code == 200


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"name": "nobody", "permission": "REPO_READ"}, 404),
        ({"name": "alice", "permission": "PROJECT_READ"}, 400),
        ({"name": "alice", "permission": "REPO_FLY"}, 400),
        ({"name": "alice"}, 400),
        ({"permission": "REPO_READ"}, 400),
    ],
)
def test_senseless_grants_are_refused(
    admin: httpx.Client, repo: str, params: dict[str, str], status: int
) -> None:
    """Nothing is granted then."""
    assert admin.put(f"{repo}/permissions/users", params=params).status_code == status
    assert granted(admin, repo) == []


def test_one_unknown_name_grants_nothing(admin: httpx.Client, repo: str) -> None:
    """All names or none."""
    params = {"name": ["alice", "nobody"], "permission": "REPO_READ"}
    assert admin.put(f"{repo}/permissions/users", params=params).status_code == 404
    assert granted(admin, repo) == []


def test_only_administrators_see_and_grant(
    alice: httpx.Client, bob: httpx.Client, code: str
) -> None:
    """Writing is not enough."""
    for client in (alice, bob):
        assert client.get(f"{code}/permissions/users").status_code == 401
        params = {"name": "bob", "permission": "REPO_ADMIN"}
        assert client.put(f"{code}/permissions/users", params=params).status_code == 401


def test_nobody_demotes_themselves(alice: httpx.Client, owned: str) -> None:
    """A lower grant is 403, a revocation 409; both change nothing."""
    address = f"{owned}/permissions/users"
    lowered = alice.put(address, params={"name": "alice", "permission": "REPO_READ"})
    revoked = alice.delete(address, params={"name": "alice"})
    bulk = alice.delete(f"{owned}/permissions", params={"user": "alice"})
    assert [a.status_code for a in (lowered, revoked, bulk)] == [403, 409, 409]
    assert granted(alice, owned) == ["alice REPO_ADMIN"]


def test_nobody_demotes_themselves_through_a_group(
    admin: httpx.Client, alice: httpx.Client, repo: str
) -> None:
    """What a group gives counts, too."""
    address = f"{repo}/permissions/groups"
    admin.put(address, params={"name": "developers", "permission": "REPO_ADMIN"})
    assert alice.delete(address, params={"name": "developers"}).status_code == 409
    assert alice.get(address).status_code == 200


def test_higher_right_elsewhere_allows_it(admin: httpx.Client, repo: str) -> None:
    """The server's administrator stays one whatever is granted here."""
    params = {"name": "admin", "permission": "REPO_READ"}
    assert admin.put(f"{repo}/permissions/users", params=params).status_code == 204


def test_several_are_revoked_at_once(admin: httpx.Client, owned: str) -> None:
    """Users and groups; somebody must be named."""
    admin.put(
        f"{owned}/permissions/groups", params={"name": "developers", "permission": "REPO_READ"}
    )
    assert admin.delete(f"{owned}/permissions").status_code == 400
    both = {"user": "alice", "group": "developers"}
    assert admin.delete(f"{owned}/permissions", params=both).status_code == 204
    assert granted(admin, owned) == granted(admin, owned, "groups") == []


def test_project_permission_reaches_repositories(
    admin: httpx.Client, carol: httpx.Client, repo: str
) -> None:
    """It is not listed there, where only what is granted there is."""
    address = f"{PROJECT}/permissions/users"
    params = {"name": "carol", "permission": "PROJECT_WRITE"}
    assert admin.put(address, params=params).status_code == 204
    try:
        assert granted(admin, PROJECT, filter="carol") == ["carol PROJECT_WRITE"]
        assert carol.get(repo).status_code == 200
        assert granted(admin, repo) == []
    finally:
        admin.delete(address, params={"name": "carol"})


def test_default_permission_is_everybodys(
    admin: httpx.Client, carol: httpx.Client, repo: str
) -> None:
    """It is asked for and set level by level."""

    def told() -> list[bool]:
        words = ("PROJECT_READ", "PROJECT_WRITE", "PROJECT_ADMIN")
        answers = [admin.get(f"{PROJECT}/permissions/{word}/all").json() for word in words]
        return [answer["permitted"] for answer in answers]

    def set_to(word: str, allow: str) -> None:
        answer = admin.post(f"{PROJECT}/permissions/{word}/all", params={"allow": allow})
        assert answer.status_code == 204

    assert told() == [False, False, False]
    set_to("PROJECT_WRITE", "true")
    assert told() == [True, True, False]
    assert carol.get(repo).status_code == 200
    set_to("PROJECT_WRITE", "false")
    assert told() == [True, False, False]
    set_to("PROJECT_READ", "false")
    assert told() == [False, False, False]
    assert carol.get(repo).status_code == 401
