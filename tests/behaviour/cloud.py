"""The world in which Bitbucket Cloud's behaviour is looked at."""

from functools import cached_property

import httpx

from tests.behaviour.situations import World

__all__ = ["CloudWorld", "number", "ref"]


class CloudWorld(World):
    """The emulator of Cloud."""

    def http(self, login: str | None = "admin", *, bearer: str | None = None) -> httpx.Client:
        """Return a client of an account's API token, of an access token, or of nobody."""
        base = f"{self.server.url}/2.0"
        if bearer is not None:
            return self.client(base_url=base, headers={"Authorization": f"Bearer {bearer}"})
        if login is None:
            return self.client(base_url=base)
        auth = (self.server.users[login]["email"], self.server.tokens[login])
        return self.client(base_url=base, auth=auth)

    def repository(self, **body: object) -> str:
        """Make an empty repository and return its address."""
        address = f"/repositories/acme/{self.name()}"
        made = self.http().post(address, json=body)
        assert made.status_code == 200, made.text
        return address

    @cached_property
    def code(self) -> str:
        """A repository in which developers may write.

        `main` and `side` disagree, `feature` is ahead, `same` is `main`.
        """
        address = self.repository()
        for branch, path, text in (
            ("main", "/a.txt", "one\n"),
            ("side", "/a.txt", "two\n"),
            ("feature", "/b.txt", "b\n"),
            ("main", "/a.txt", "three\n"),
        ):
            form = {"message": "Write", "branch": branch, path: text}
            assert self.http().post(f"{address}/src", data=form).status_code == 201
        self.branch(address, "same", "main")
        grant = f"{address}/permissions-config/groups/developers"
        assert self.http().put(grant, json={"permission": "write"}).status_code == 200
        return address

    def branch(self, code: str, name: str, start: str) -> str:
        """Make a branch and return its name."""
        body = {"name": name, "target": {"hash": start}}
        made = self.http().post(f"{code}/refs/branches", json=body)
        assert made.status_code == 201, made.text
        return name

    def pull(self, source: str = "feature", target: str | None = None) -> str:
        """Open a pull request between branches of its own and return its address."""
        starts = {self.name(): source, target or self.name(): "main"}
        ends = [{"branch": {"name": self.branch(self.code, *one)}} for one in starts.items()]
        body = {"title": "T", "source": ends[0], "destination": ends[1]}
        made = self.http().post(f"{self.code}/pullrequests", json=body)
        assert made.status_code == 201, made.text
        return f"{self.code}/pullrequests/{made.json()['id']}"


def ref(address: str) -> str:
    """Return how the interface addresses a repository."""
    return "/".join(address.split("/")[2:4])


def number(pull: str) -> int:
    """Return a pull request's number."""
    return int(pull.rsplit("/", 1)[1])
