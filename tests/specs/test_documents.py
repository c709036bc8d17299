"""Operations are found by what was sent."""

import pytest

from tests.specs.documents import Document


def _document(product: str, *paths: str) -> Document:
    item = {"get": {"responses": {}}, "parameters": [{"in": "path", "name": "workspace"}]}
    return Document(product, {"components": {"schemas": {}}, "paths": dict.fromkeys(paths, item)})


_CLOUD = (
    "/repositories/{workspace}/{repo_slug}",
    "/repositories/{workspace}/{repo_slug}/src/{commit}/{path}",
    "/repositories/{workspace}/{repo_slug}/refs/branches",
    "/repositories/{workspace}/{repo_slug}/refs/branches/{name}",
    "/workspaces/{workspace}",
)
_DATA_CENTER = (
    "/api/latest/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}",
    "/api/latest/projects/{projectKey}/repos/{repositorySlug}/pull-requests/{pullRequestId}.diff",
    "/branch-permissions/latest/projects/{projectKey}/restrictions",
)


@pytest.mark.parametrize(
    ("path", "operation", "parts"),
    [
        ("/2.0/workspaces/acme", _CLOUD[4], {"workspace": "acme"}),
        ("/2.0/workspaces/acme/", _CLOUD[4], {"workspace": "acme"}),
        ("/2.0/workspaces/%7Bkey%7D", _CLOUD[4], {"workspace": "{key}"}),
        (
            "/2.0/repositories/a/b/refs/branches/fix/it",
            _CLOUD[3],
            {"workspace": "a", "repo_slug": "b", "name": "fix/it"},
        ),
        ("/2.0/repositories/a/b/refs/branches", _CLOUD[2], {"workspace": "a", "repo_slug": "b"}),
        (
            "/2.0/repositories/a/b/src/c0ffee/",
            _CLOUD[1],
            {"workspace": "a", "repo_slug": "b", "commit": "c0ffee", "path": ""},
        ),
    ],
    ids=["fixed", "slash-at-the-end", "encoded", "deep", "fixed-before-named", "root-of-files"],
)
def test_address_of_cloud_is_found(path: str, operation: str, parts: dict[str, str]) -> None:
    """The most exact path is chosen, and its parts are decoded."""
    found = _document("bitbucket-cloud", *_CLOUD).find("GET", path)
    assert found is not None
    assert (found.operation.path, dict(found.parts)) == (operation, parts)


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/bitbucket/rest/api/1.0/projects/A/repos/b/pull-requests/7", _DATA_CENTER[0]),
        ("/bitbucket/rest/api/latest/projects/A/repos/b/pull-requests/7", _DATA_CENTER[0]),
        ("/bitbucket/rest/api/1.0/projects/A/repos/b/pull-requests/7.diff", _DATA_CENTER[1]),
        ("/bitbucket/rest/branch-permissions/2.0/projects/A/restrictions", _DATA_CENTER[2]),
    ],
    ids=["numbered", "latest", "suffix", "second-version"],
)
def test_latest_stands_for_the_numbered_version(path: str, operation: str) -> None:
    """Data Center's document speaks of `latest` alone."""
    found = _document("bitbucket-datacenter", *_DATA_CENTER).find("GET", path)
    assert found is not None
    assert found.operation.path == operation


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/1.0/workspaces/acme"),
        ("GET", "/2.0/workspaces"),
        ("GET", "/2.0/workspaces/acme/more"),
        ("DELETE", "/2.0/workspaces/acme"),
    ],
    ids=["other-version", "shorter", "longer", "other-method"],
)
def test_what_is_not_described_is_not_found(method: str, path: str) -> None:
    """Nothing near is taken for it."""
    assert _document("bitbucket-cloud", *_CLOUD).find(method, path) is None
