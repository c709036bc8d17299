"""Example Forge itself, small: an organisation, one token, and git behind a part of Gitea's API."""

import base64
import contextlib
import json
import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "example-token"
ORGANISATION = "acme"
_USER = {"id": 1, "login": "ada", "full_name": "Ada Example"}
_EVENTS = {"push", "fork", "pull_request"}


class RefusedError(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


class Forge:
    """What the forge holds; one request at a time changes it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.url = ""
        self.lock = threading.Lock()
        self.repos: dict[str, dict[str, Any]] = {}
        self.pulls: dict[str, list[dict[str, Any]]] = {}
        self.hooks: dict[str, dict[int, dict[str, Any]]] = {}
        self._last = 0

    def answer(self, method: str, parts: list[str], query: dict[str, str], body: Any) -> Any:
        """Do what one request asks for, and return status and document; lists are cut later."""
        match parts:
            case ["user"]:
                return 200, _USER
            case ["orgs", organisation, "repos"]:
                if organisation != ORGANISATION:
                    raise RefusedError(404, "no such organisation")
                shown = [self.repo(name) for name in self.repos]
                return (200, shown) if method == "GET" else (201, self.create(body))
            case ["repos", organisation, name, *rest]:
                if organisation != ORGANISATION or name not in self.repos:
                    raise RefusedError(404, "no such repository")
                return self.inside(method, name, rest, query, body)
        raise RefusedError(404, "no such page")

    def inside(
        self, method: str, name: str, rest: list[str], query: dict[str, str], body: Any
    ) -> Any:
        """Answer about one repository."""
        match method, rest:
            case "GET", []:
                return 200, self.repo(name)
            case "DELETE", []:
                for kept in (self.repos, self.pulls, self.hooks):
                    del kept[name]
                return 204, None
            case "GET", ["branches"]:
                refs = self.git(name, "for-each-ref", "--format=%(refname:lstrip=2)", "refs/heads")
                return 200, [self.branch(name, one) for one in refs.splitlines()]
            case "POST", ["branches"]:
                return 201, self.branch_off(name, body)
            case "GET", ["branches", *path]:
                return 200, self.branch(name, "/".join(path))
            case "GET", ["pulls"]:
                wanted = query.get("state", "open")
                found = [self.pull(name, one) for one in reversed(self.pulls[name])]
                return 200, [one for one in found if wanted in {"all", one["state"]}]
            case "POST", ["pulls"]:
                return 201, self.open(name, body)
            case "GET", ["pulls", number]:
                return 200, self.pull(name, self.numbered(name, number))
            case "POST", ["pulls", number, "merge"]:
                self.merge(name, self.numbered(name, number), body)
                return 200, None
            case "GET", ["hooks"]:
                return 200, list(self.hooks[name].values())
            case "POST", ["hooks"]:
                return 201, self.hook(name, body)
            case (("GET" | "DELETE"), ["hooks", number]):
                hooks = self.hooks[name]
                if not number.isdecimal() or int(number) not in hooks:
                    raise RefusedError(404, "no such hook")
                return (
                    (200, hooks[int(number)])
                    if method == "GET"
                    else (204, hooks.pop(int(number), None))
                )
        raise RefusedError(404, "no such page")

    def create(self, body: Any) -> Any:
        name = body["name"]
        if name in self.repos:
            raise RefusedError(409, "the repository is there already")
        path = str(self.directory / ORGANISATION / f"{name}.git")
        _git("init", "--quiet", "--bare", f"--initial-branch={body['default_branch']}", path)
        _git("-C", path, "config", "http.receivepack", "true")
        self._last += 1
        self.repos[name] = {**body, "id": self._last, "created_at": _now()}
        self.pulls[name], self.hooks[name] = [], {}
        return self.repo(name)

    def repo(self, name: str) -> Any:
        return {
            **self.repos[name],
            "full_name": f"{ORGANISATION}/{name}",
            "empty": not self.git(name, "for-each-ref", "--count=1", "refs/heads"),
            "clone_url": f"{self.url}/{ORGANISATION}/{name}.git",
        }

    def branch(self, name: str, branch: str) -> Any:
        return {"name": branch, "commit": {"id": self.tip(name, branch)}}

    def branch_off(self, name: str, body: Any) -> Any:
        branch, start = body["new_branch_name"], body["old_ref_name"]
        sha = self.git(name, "rev-parse", "--verify", "--quiet", f"{start}^{{commit}}", refused=404)
        # Nothing may be there yet, which the zeros say.
        self.git(name, "update-ref", f"refs/heads/{branch}", sha, "0" * 40, refused=409)
        return self.branch(name, branch)

    def open(self, name: str, body: Any) -> Any:
        head, base = body["head"], body["base"]
        ahead = f"{self.tip(name, base)}..{self.tip(name, head)}"
        if self.git(name, "rev-list", "--count", ahead) == "0":
            raise RefusedError(422, "there is nothing to merge")
        if body["reviewers"]:
            # The one account is the author's.
            raise RefusedError(422, "nobody else is there to review")
        for one in self.pulls[name]:
            if (one["state"], one["head"], one["base"]) == ("open", head, base):
                raise RefusedError(409, "there is an open one")
        made = {
            "number": len(self.pulls[name]) + 1,
            "title": body["title"],
            "body": body["body"],
            "state": "open",
            "merged": False,
            "head": head,
            "base": base,
            "user": _USER,
            "created_at": _now(),
        }
        self.pulls[name].append(made)
        return self.pull(name, made)

    def numbered(self, name: str, number: str) -> dict[str, Any]:
        if not number.isdecimal() or int(number) > len(self.pulls[name]):
            raise RefusedError(404, "no such pull request")
        return self.pulls[name][int(number) - 1]

    def pull(self, name: str, stored: dict[str, Any]) -> Any:
        repo = {"full_name": f"{ORGANISATION}/{name}"}
        known = stored.get("tips") or {one: self.tip(name, stored[one]) for one in ("head", "base")}
        ends = {
            one: {"ref": stored[one], "sha": known[one], "repo": repo} for one in ("head", "base")
        }
        return {**stored, **ends}

    def merge(self, name: str, pull: dict[str, Any], body: Any) -> None:
        if pull["state"] != "open":
            raise RefusedError(405, "it is not open")
        tips = {one: self.tip(name, pull[one]) for one in ("head", "base")}
        if body["head_commit_id"] not in {"", tips["head"]}:
            raise RefusedError(409, "the head is another commit")
        tree = self.git(name, "merge-tree", "--write-tree", tips["base"], tips["head"], refused=405)
        parents = ["-p", tips["base"], *(["-p", tips["head"]] if body["Do"] == "merge" else [])]
        message = body["MergeMessageField"] or f"Merge {pull['head']}"
        sha = self.git(name, "commit-tree", tree, *parents, "-m", message)
        self.git(name, "update-ref", f"refs/heads/{pull['base']}", sha, tips["base"])
        pull.update(state="closed", merged=True, merge_commit_sha=sha, closed_at=_now(), tips=tips)
        if body["delete_branch_after_merge"]:
            self.git(name, "update-ref", "-d", f"refs/heads/{pull['head']}")

    def hook(self, name: str, body: Any) -> Any:
        if not set(body["events"]) <= _EVENTS:
            raise RefusedError(422, "unknown events")
        self._last += 1
        shown = {"url": body["config"]["url"], "content_type": body["config"]["content_type"]}
        made = {
            "id": self._last,
            "active": body["active"],
            "events": body["events"],
            "config": shown,
        }
        self.hooks[name][self._last] = made
        return made

    def tip(self, name: str, branch: str) -> str:
        ref = f"refs/heads/{branch}"
        return self.git(name, "rev-parse", "--verify", "--quiet", ref, refused=404)

    def git(self, name: str, *arguments: str, refused: int = 500) -> str:
        path = self.directory / ORGANISATION / f"{name}.git"
        return _git("-C", str(path), *arguments, refused=refused)


def _git(*arguments: str, refused: int = 500) -> str:
    who = {
        f"GIT_{role}_{what}": "ada@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    done = subprocess.run(
        ["git", *arguments], env={**os.environ, **who}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RefusedError(refused, done.stderr.strip() or "not there")
    return done.stdout.strip()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    forge: Forge

    def _handle(self) -> None:
        url = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length)
        if not self._known():
            self._send(401, {"message": "sign in"}, {"WWW-Authenticate": 'Basic realm="forge"'})
        elif url.path.startswith("/api/v1/"):
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            parts = [unquote(part) for part in url.path.removeprefix("/api/v1/").split("/")]
            self._api(parts, query, json.loads(body) if body else None)
        else:
            self._git(url.path, url.query, body)

    do_GET = do_POST = do_DELETE = _handle  # noqa: N815  # names of http.server

    def _known(self) -> bool:
        scheme, _, value = self.headers.get("authorization", "").partition(" ")
        if scheme == "Basic":
            value = base64.b64decode(value).decode().partition(":")[2]
        return value == TOKEN

    def _api(self, parts: list[str], query: dict[str, str], body: Any) -> None:
        headers = {}
        try:
            with self.forge.lock:
                status, document = self.forge.answer(self.command, parts, query, body)
        except RefusedError as refused:
            status, document = refused.status, {"message": str(refused)}
        if isinstance(document, list):
            page, limit = int(query.get("page", 1)), min(int(query.get("limit", 30)), 50)
            headers["X-Total-Count"] = str(len(document))
            if page * limit < len(document):
                rest = "&".join(
                    f"{name}={value}" for name, value in query.items() if name != "page"
                )
                here = f"{self.forge.url}{urlsplit(self.path).path}"
                headers["Link"] = f'<{here}?{rest}&page={page + 1}>; rel="next"'
            document = document[(page - 1) * limit : page * limit]
        self._send(status, document, headers)

    def _send(self, status: int, document: Any, headers: dict[str, str]) -> None:
        data = b"" if status == 204 else json.dumps(document).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _git(self, path: str, query: str, body: bytes) -> None:
        environment = {
            **os.environ,
            "GIT_PROJECT_ROOT": str(self.forge.directory),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("content-type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("content-encoding", ""),
            "REMOTE_USER": "ada",
        }
        done = subprocess.run(
            ["git", "http-backend"], env=environment, input=body, capture_output=True, check=True
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for name, value in {**fields, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serve() -> Iterator[str]:
    """Run the forge on a free port of this machine, and give its address."""
    with tempfile.TemporaryDirectory() as directory:
        forge = Forge(Path(directory))
        handler = type("Handler", (_Handler,), {"forge": forge})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        forge.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield forge.url
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
