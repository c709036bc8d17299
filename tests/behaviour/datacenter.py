"""The world in which Bitbucket Data Center's behaviour is looked at."""

from functools import cached_property
from typing import Any, Final

import httpx

from tests.behaviour.situations import World

__all__ = ["REPOS", "DataCenterWorld", "below", "number", "opening", "ref"]

REPOS: Final = "/api/1.0/projects/ACME/repos"


class DataCenterWorld(World):
    """The emulator of Data Center."""

    def http(self, login: str | None = "admin", *, bearer: str | None = None) -> httpx.Client:
        """Return a client of an account's password, of a token, or of nobody."""
        base = f"{self.server.url}/rest"
        if bearer is not None:
            return self.client(base_url=base, headers={"Authorization": f"Bearer {bearer}"})
        return self.client(base_url=base, auth=None if login is None else (login, login))

    def repository(self) -> str:
        """Make an empty repository and return its address."""
        made = self.http().post(REPOS, json={"name": self.name(), "scmId": "git"})
        assert made.status_code == 201, made.text
        return f"{REPOS}/{made.json()['slug']}"

    @cached_property
    def code(self) -> str:
        """A repository in which developers may write.

        `main` and `side` disagree, `feature` is ahead, `same` is `main`.
        """
        address = self.repository()
        begun = self.write(address, "a.txt", "one\n", branch="main")
        new = {"sourceBranch": "main", "sourceCommitId": begun}
        self.write(address, "a.txt", "two\n", branch="side", **new)
        self.write(address, "b.txt", "b\n", branch="feature", sourceBranch="main")
        self.write(address, "a.txt", "three\n", branch="main", sourceCommitId=begun)
        self.branch(address, "same", "main")
        grant = {"name": "developers", "permission": "REPO_WRITE"}
        granted = self.http().put(f"{address}/permissions/groups", params=grant)
        assert granted.status_code == 204
        return address

    def write(self, code: str, path: str, text: str, **fields: str) -> str:
        """Commit a file and return the commit."""
        form = {"message": "Write", **fields}
        made = self.http().put(
            f"{code}/browse/{path}", data=form, files={"content": ("content", text)}
        )
        assert made.status_code == 200, made.text
        return str(made.json()["id"])

    def branch(self, code: str, name: str, start: str) -> str:
        """Make a branch and return its name."""
        body = {"name": name, "startPoint": f"refs/heads/{start}"}
        made = self.http().post(f"{code}/branches", json=body)
        assert made.status_code == 200, made.text
        return name

    def pull(self, source: str = "feature", **more: Any) -> str:
        """Open a pull request between branches of its own and return its address."""
        starts = {self.name(): source, self.name(): "main"}
        ends = [self.branch(self.code, *one) for one in starts.items()]
        body = opening(*ends) | more
        made = self.http().post(f"{self.code}/pull-requests", json=body)
        assert made.status_code == 201, made.text
        return f"{self.code}/pull-requests/{made.json()['id']}"

    def token_of(self, code: str) -> str:
        """Make a token of a repository, which belongs to nobody."""
        address = code.replace("/api/1.0", "/access-tokens/1.0")
        body = {"name": self.name(), "permissions": ["REPO_WRITE"]}
        made = self.http().put(address, json=body)
        assert made.status_code == 200, made.text
        return str(made.json()["token"])


def opening(source: str, target: str = "main") -> dict[str, Any]:
    """Return the body that opens a pull request."""
    return {
        "title": "T",
        "fromRef": {"id": f"refs/heads/{source}"},
        "toRef": {"id": f"refs/heads/{target}"},
    }


def ref(address: str) -> str:
    """Return how the interface addresses a repository."""
    parts = address.split("/")
    return f"{parts[4]}/{parts[6]}"


def number(pull: str) -> int:
    """Return a pull request's number."""
    return int(pull.rsplit("/", 1)[1])


def below(address: str) -> str:
    """Return an address as raw requests name it: below `/rest/api/1.0`."""
    return address.removeprefix("/api/1.0")
