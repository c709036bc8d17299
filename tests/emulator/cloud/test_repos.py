"""Repositories, branches and tags."""

from collections.abc import Callable

import httpx

SITE = "/repositories/acme/site"


def test_new_repository_is_answered_with_200_and_has_no_main_branch(
    admin: httpx.Client, make: Callable[..., str]
) -> None:
    """It is private, and in the workspace's oldest project."""
    made = admin.get(make(description="Tools")).json()
    assert made["description"] == "Tools"
    assert made["is_private"] is True
    assert made["mainbranch"] is None
    assert made["project"]["key"] == "ACME"
    assert {link["name"] for link in made["links"]["clone"]} == {"https", "ssh"}


def test_slug_with_capitals_or_spaces_is_refused(admin: httpx.Client) -> None:
    """The address is not corrected."""
    for slug in ("Big", "two%20words"):
        answer = admin.post(f"/repositories/acme/{slug}", json={})
        assert answer.status_code == 400
        assert "slug" in answer.json()["error"]["fields"]


def test_taken_slug_is_a_400(admin: httpx.Client, repo: str) -> None:
    """Not a conflict."""
    assert admin.post(repo, json={}).status_code == 400


def test_put_makes_renames_and_keeps_what_is_left_out(admin: httpx.Client, repo: str) -> None:
    """201 tells that one was made; a new name moves the repository."""
    made = admin.put(f"{repo}-put", json={"description": "Kept"})
    assert made.status_code == 201
    renamed = admin.put(f"{repo}-put", json={"name": f"Renamed {repo[-3:]}!"})
    assert renamed.status_code == 200
    assert renamed.json()["description"] == "Kept"
    assert renamed.headers["Location"] == renamed.json()["links"]["self"]["href"]
    assert admin.get(f"{repo}-put").status_code == 404
    assert admin.delete(renamed.headers["Location"]).status_code == 204


def test_private_project_has_no_public_repositories(admin: httpx.Client, repo: str) -> None:
    """Neither made there nor moved there."""
    admin.put("/workspaces/acme/projects/VAULT", json={"name": "Vault", "is_private": True})
    vault = {"project": {"key": "VAULT"}, "is_private": False}
    assert admin.post(f"{repo}-x", json=vault).status_code == 400
    assert admin.put(repo, json=vault).status_code == 400
    assert admin.put(repo, json={"project": {"key": "VAULT"}}).json()["project"]["key"] == "VAULT"
    assert admin.put(repo, json={"is_private": False}).status_code == 400


def test_reading_is_not_enough_to_change(bob: httpx.Client, carol: httpx.Client) -> None:
    """403 for those who see it, 404 for those who do not."""
    assert bob.put(SITE, json={"description": "x"}).status_code == 403
    assert bob.delete(SITE).status_code == 403
    assert carol.delete(SITE).status_code == 404
    assert bob.post("/repositories/acme/mine", json={}).status_code == 400


def test_role_narrows_the_list(carol: httpx.Client, bob: httpx.Client) -> None:
    """Public repositories without a grant are not among one's own."""

    def slugs(client: httpx.Client, **query: str) -> set[str]:
        query |= {"pagelen": "100", "q": 'slug = "api" OR slug = "docs" OR slug = "site"'}
        values = client.get("/repositories/acme", params=query).json()["values"]
        return {value["slug"] for value in values}

    assert slugs(carol) == {"api", "docs"}
    assert slugs(carol, role="member") == {"api"}
    assert slugs(carol, role="contributor") == set()
    assert slugs(bob, role="contributor") == {"site", "api", "docs"}
    assert slugs(bob, role="admin") == set()


def test_fork_has_a_parent(admin: httpx.Client, repo: str) -> None:
    """In the same workspace it needs a name of its own."""
    home = {"workspace": {"slug": "acme"}}
    assert admin.post(f"{repo}/forks", json=home).status_code == 400
    name = f"Fork of {repo.rpartition('/')[2]}"
    fork = admin.post(f"{repo}/forks", json={**home, "name": name})
    assert fork.status_code == 201
    assert fork.json()["parent"]["full_name"] == repo.removeprefix("/repositories/")
    assert [f["name"] for f in admin.get(f"{repo}/forks").json()["values"]] == [name]


def test_branch_names_have_slashes_raw_or_encoded(bob: httpx.Client) -> None:
    """A branch starts at another branch's name as well as at a commit."""
    body = {"name": "topic/one", "target": {"hash": "main"}}
    made = bob.post(f"{SITE}/refs/branches", json=body)
    assert made.status_code == 201
    assert bob.post(f"{SITE}/refs/branches", json=body).json()["error"]["data"] == {
        "key": "BRANCH_ALREADY_EXISTS"
    }
    assert bob.get(f"{SITE}/refs/branches/topic%2Fone").json() == made.json()
    assert bob.delete(f"{SITE}/refs/branches/topic/one").status_code == 204
    assert bob.get(f"{SITE}/refs/branches/topic/one").status_code == 404


def test_main_branch_cannot_be_deleted(bob: httpx.Client) -> None:
    """It is a 400."""
    assert bob.delete(f"{SITE}/refs/branches/main").status_code == 400


def test_main_branch_is_chosen_among_those_there_are(admin: httpx.Client) -> None:
    """Another name is refused."""
    api = "/repositories/acme/api"
    chosen = admin.put(api, json={"mainbranch": {"name": "develop"}}).json()
    assert chosen["mainbranch"]["name"] == "develop"
    assert admin.put(api, json={"mainbranch": {"name": "none"}}).status_code == 400
    admin.put(api, json={"mainbranch": {"name": "main"}})


def test_tags_are_annotated_and_sort_as_people_count(bob: httpx.Client) -> None:
    """The message that is left out is made up."""
    made = bob.post(f"{SITE}/refs/tags", json={"name": "v10", "target": {"hash": "main"}})
    assert made.status_code == 201
    assert made.json()["message"].startswith("Added tag v10 for changeset ")
    assert made.json()["tagger"]["user"]["nickname"] == "bob"
    found = bob.get(f"{SITE}/refs/tags?sort=name").json()["values"]
    assert [tag["name"] for tag in found] == ["v0.9", "v1.0", "v10"]
    assert bob.delete(f"{SITE}/refs/tags/v10").status_code == 204


def test_commits_of_a_branch_are_whole(admin: httpx.Client) -> None:
    """Full names, an author who is known, times without parts of a second."""
    target = admin.get(f"{SITE}/refs/branches/main").json()["target"]
    assert len(target["hash"]) == 40
    assert target["author"]["user"]["type"] == "user"
    assert target["date"].endswith("+00:00")
