"""Every command of every noun, typed at each kind of host."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_command

from githost.cli.tree import NOUNS
from githost.credentials import ApiToken, Token
from githost.interface import Nouns, operations
from githost.model import NamespaceRef, ProjectRef
from tests.cli.seats import Seat, Typist

Scenario = Callable[[Typist, Seat, str, int], None]
SHA = 40


def leaves(noun: str) -> set[str]:
    """Return the commands of a noun, as `pr list`."""
    group = get_command(__import__(f"githost.cli.nouns.{noun}", fromlist=["app"]).app)
    return {f"{noun} {name}" for name in group.commands}  # type: ignore[attr-defined]  # a group


def secrets(seat: Seat) -> list[str]:
    """Return what of a credential must be kept nowhere."""
    held = seat.credential
    return [held.token.reveal()] if isinstance(held, ApiToken | Token) else []


def repo(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Repositories."""
    new = f"{seat.namespace}/made-{name.rpartition('/')[2]}"
    assert type_("repo", "create", new, "--description", "Made").lines[1] == ["ref", new]
    listed = type_("repo", "list", seat.namespace, "--json", "ref,description").objects
    assert {"ref": new, "description": "Made"} in listed
    assert new in type_("repo", "list", seat.url, "--format", "{ref}").out.splitlines()
    type_("repo", "edit", new, "--description", "Edited")
    assert type_("repo", "view", new, "--json", "description").object == {"description": "Edited"}
    same = type_("repo", "ensure", new, "--description", "Edited", "--json", "outcome").object
    assert same == {"outcome": "unchanged"}
    changed = type_("repo", "ensure", new, "--description", "Ensured", "--json").object
    assert (changed["outcome"], changed["changes"]) == ("changed", ["description"])
    assert changed["value"]["ref"] == new
    fork = type_("repo", "fork", new, "--into", seat.namespace, "--name", f"f-{new[-8:]}")
    assert fork.lines[1][0] == "ref"
    forks = type_("repo", "forks", new, "--format", "{parent}")
    assert forks.out == f"{new}\n"
    type_("repo", "clone", name, "cloned")
    config = Path("cloned/.git/config").read_text()
    assert not any(secret in config for secret in secrets(seat))
    assert Path("cloned/README.md").read_text() == "one\n"
    assert "Nothing" not in type_("repo", "delete", new, status=2).out
    type_("repo", "delete", new, "--yes")
    type_("repo", "view", new, status=1)


def namespace(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Namespaces."""
    listed = type_("namespace", "list").lines
    assert seat.namespace in [line[0] for line in listed]
    assert ["path", seat.namespace] in type_("namespace", "view", seat.namespace).lines
    type_("namespace", "members", seat.namespace)
    new = "NEW" if seat.provider == "bitbucket-datacenter" else "new"
    type_.where(seat, "namespaces.create", "namespace", "create", new, "--name", "New")
    edited = type_.where(seat, "namespaces.update", "namespace", "edit", new, "--name", "Newer")
    assert edited is None or ["name", "Newer"] in edited.lines
    type_.where(seat, "namespaces.delete", "namespace", "delete", new, "--yes")


def project(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Projects."""
    at = ("--namespace", seat.namespace)
    type_.where(seat, "projects.create", "project", "create", "CLI", *at, "--name", "Typed")
    found = type_.where(seat, "projects.list", "project", "list", seat.namespace)
    assert found is None or "CLI" in [line[0] for line in found.lines]
    edited = type_.where(seat, "projects.update", "project", "edit", "CLI", *at, "--name", "Again")
    shown = type_.where(seat, "projects.get", "project", "view", "CLI", *at)
    assert shown is None or ["name", "Again"] in shown.lines
    assert (edited is None) == (shown is None)
    type_.where(seat, "projects.delete", "project", "delete", "CLI", *at, "--yes")


def pr(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Pull requests."""
    at = ("-R", name)
    assert type_("pr", "list", name, "--format", "{number} {source.branch}").out == f"{pull} fix\n"
    assert ["title", "Say more"] in type_("pr", "view", pull, *at).lines
    type_("pr", "edit", pull, *at, "--title", "Say a lot", "--body", "a\nb")
    assert type_("pr", "view", f"#{pull}", *at, "--json", "title,description").object == {
        "title": "Say a lot",
        "description": "a\nb",
    }
    assert type_("pr", "commits", pull, *at).lines[0][3].startswith("Say more")
    assert "+two" in type_("pr", "diff", pull, *at).out
    assert type_("pr", "files", pull, *at).lines[0][:2] == ["modified", "README.md"]
    assert type_("pr", "activity", pull, *at, "--format", "{kind}").out
    type_("pr", "mergeability", pull, *at)
    type_("pr", "close", pull, *at)
    assert type_("pr", "list", name, "--state", "closed", "--json", "number").objects
    again = type_.where(seat, "pull_requests.reopen", "pr", "reopen", pull, *at)
    assert again is None or ["state", "open"] in again.lines
    if again is None:
        made = type_("pr", "create", *at, "-t", "Again", "-H", "fix", "-B", "main", "--json")
        pull = made.object["number"]
    else:
        type_("pr", "create", *at, "-t", "Twice", "-H", "fix", "-B", "main", status=1)
    _checked_out(type_, name, pull)
    merged = type_("pr", "merge", pull, *at, "--message", "Merge it", "--json", "state")
    assert merged.object == {"state": "merged"}


def _checked_out(type_: Typist, name: str, pull: int) -> None:
    type_("repo", "clone", name, ".")
    type_("pr", "checkout", pull, "-R", name)
    head = subprocess.run(["git", "branch", "--show-current"], capture_output=True, check=True)
    assert head.stdout == b"fix\n"
    assert Path("README.md").read_text() == "one\ntwo\n"
    type_("pr", "checkout", pull, "-R", name)
    type_.typed.discard("repo clone")


def review(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Review somebody else's pull request: hosts let nobody approve their own."""
    at = ("-R", name)
    if seat.as_alice is not None:
        type_("permission", "grant", seat.alice, "write", *at)
        type_("pr", "close", pull, *at)
        type_.typed.clear()
        with seat.connect(seat.as_alice) as host:
            pull = host.pull_requests.create(name, title="Hers", source="fix", target="main").number

    def verdicts() -> list[str]:
        said = type_("review", "list", pull, *at, "--format", "{verdict}").out.split()
        return [verdict for verdict in said if verdict != "none"]

    type_("review", "approve", pull, *at)
    assert verdicts() == ["approved"]
    type_("review", "unapprove", pull, *at)
    assert verdicts() == []
    assert ["verdict", "changes_requested"] in type_("review", "request-changes", pull, *at).lines
    assert verdicts() == ["changes_requested"]
    type_("review", "withdraw", pull, *at)
    assert verdicts() == []


def reviewer(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Default reviewers."""
    type_("permission", "grant", seat.alice, "write", "-R", name)
    type_("reviewer", "add", seat.alice, "-R", name)
    assert [line[0] for line in type_("reviewer", "list", name).lines] == [seat.alice]
    type_("reviewer", "remove", f"user:{seat.alice}", "-R", name)
    assert type_("reviewer", "list", name).out == ""
    assert "is a group" in type_("reviewer", "add", "group:x", "-R", name, status=2).err
    type_.typed.discard("permission grant")


def comment(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Comments: a thread on a line."""
    at = ("-R", name)
    line = ("--path", "README.md", "--line", "2")
    first = type_("comment", "create", pull, *at, "--body", "Why?", *line, "--json").object
    assert first["anchor"]["path"] == "README.md"
    reply = type_("comment", "create", pull, *at, "-F", "-", "--reply-to", first["id"], "--json",
                  stdin="Därum.\n".encode())  # fmt: skip
    assert reply.object["parent"] == first["id"]
    assert reply.object["body"].strip() == "Därum."
    type_("comment", "edit", pull, first["id"], *at, "--body", "Why not?")
    assert (
        type_("comment", "view", pull, first["id"], *at, "--format", "{body}").out == "Why not?\n"
    )
    type_("comment", "resolve", pull, first["id"], *at)
    type_("comment", "reopen", pull, first["id"], *at)
    assert len(type_("comment", "list", pull, *at).lines) == 2
    type_("comment", "delete", pull, reply.object["id"], *at, "--yes")
    assert len(type_("comment", "list", pull, *at).lines) == 1
    assert "--path" in type_("comment", "create", pull, *at, "--line", "2", status=2).err


def task(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Tasks."""
    at = ("-R", name)
    made = type_("task", "create", pull, *at, "--body", "Test it", "--json").object
    type_("task", "edit", pull, made["id"], *at, "--body", "Test it twice")
    assert ["done", "true"] in type_("task", "resolve", pull, made["id"], *at).lines
    assert ["done", "false"] in type_("task", "reopen", pull, made["id"], *at).lines
    assert [line[3] for line in type_("task", "list", pull, *at).lines] == ["Test it twice"]
    type_("task", "delete", pull, made["id"], *at, "--yes")
    assert type_("task", "list", pull, *at).out == ""


def branch(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Branches."""
    at = ("-R", name)
    type_("branch", "create", "feature/x", "--start", "main", *at)
    assert len(type_("branch", "view", "feature/x", *at, "--format", "{commit}").out) == SHA + 1
    names = type_("branch", "list", name, "--format", "{name}").out.split()
    assert sorted(names) == ["feature/x", "fix", "main"]
    type_("branch", "set-default", "feature/x", *at)
    type_("branch", "set-default", "main", *at)
    type_("branch", "delete", "feature/x", *at, status=2)
    type_("branch", "delete", "feature/x", *at, "-y")
    type_("branch", "view", "feature/x", *at, status=1)


def tag(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Tags."""
    at = ("-R", name)
    type_("tag", "create", "v1", "--target", "main", "--message", "First", *at)
    assert ["name", "v1"] in type_("tag", "view", "v1", *at).lines
    assert [line[0] for line in type_("tag", "list", name).lines] == ["v1"]
    type_("tag", "delete", "v1", *at, "--yes")
    assert type_("tag", "list", name).out == ""


def commit(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Read commits."""
    at = ("-R", name)
    assert len(type_("commit", "list", name, "--ref", "fix").lines) == 2
    assert len(type_("commit", "list", name, "--ref", "fix", "--exclude", "main").lines) == 1
    assert type_("commit", "view", "fix", *at, "--json", "message").object["message"]
    compared = type_("commit", "compare", "main", "fix", *at, "--json", "ahead,behind").object
    assert compared == {"ahead": 1, "behind": 0}
    assert "+two" in type_("commit", "diff", "main", "fix", *at).out
    assert type_("commit", "files", "main", "fix", *at).lines[0][1] == "README.md"


def file(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Files."""
    at = ("-R", name)
    assert [line[1] for line in type_("file", "list", name).lines] == ["README.md"]
    assert type_("file", "view", "README.md", *at, "--ref", "fix").out == "one\ntwo\n"
    type_("file", "download", "README.md", *at, "--to", "here.md")
    assert Path("here.md").read_text() == "one\n"
    type_("file", "download", "absent", *at, "--to", "absent", status=1)
    assert [path.name for path in Path().iterdir()] == ["here.md"]
    to = ("-m", "Add", "--branch", "main", *at)
    type_("file", "write", "docs/new.md", "--input", "-", *to, stdin=b"new\n")
    assert type_("file", "view", "docs/new.md", *at).out == "new\n"
    gone = type_.where(seat, "files.delete", "file", "delete", "docs/new.md", *to, "--yes")
    type_("file", "view", "docs/new.md", *at, status=0 if gone is None else 1)


def status(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Statuses."""
    at = ("-R", name)
    sha = type_("branch", "view", "fix", *at, "--format", "{commit}").out.strip()
    url = "https://ci.example.com/1"
    type_("status", "set", sha, *at, "--key", "ci", "--state", "success", "--url", url)
    assert type_("status", "list", sha, *at).lines[0][:2] == ["ci", "success"]
    type_.typed.discard("branch view")


def permission(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Permissions of a repository, and of a namespace where the host can."""
    at = ("-R", name)
    group = f"group:{seat.group}"
    type_("permission", "grant", seat.alice, "read", *at)
    type_("permission", "grant", group, "write", *at)
    found = type_("permission", "list", name, "--json", "subject,permission").objects
    assert {"subject": seat.alice, "permission": "read"} in found
    assert {"subject": group, "permission": "write"} in found
    assert ["permission", "write"] in type_("permission", "view", group, *at).lines
    same = type_("permission", "ensure", group, "write", *at, "--json", "outcome").object
    assert same == {"outcome": "unchanged"}
    type_("permission", "revoke", group, *at, "--yes")
    assert ["permission", "none"] in type_("permission", "view", group, *at).lines
    assert type_("permission", "effective", *at).out == "admin\n"
    assert type_("permission", "effective", seat.alice, *at).out == "read\n"
    for key in (None, "PERM"):
        space: NamespaceRef | ProjectRef = NamespaceRef(seat.namespace)
        words = ["--namespace", seat.namespace]
        if key is not None:
            space = ProjectRef(seat.namespace, key)
            words += ["--project", key]
            with seat.connect() as host:
                if host.supports("projects.create"):
                    host.projects.create(seat.namespace, key, name="Permissions")
        granted = type_.where(
            seat, "permissions.grant", "permission", "grant", group, "read", *words, target=space
        )
        listed = type_.where(seat, "permissions.list", "permission", "list", *words, target=space)
        assert (granted is None) == (listed is None)
        assert listed is None or group in [line[0] for line in listed.lines]
    both = type_("permission", "list", *at, "--namespace", seat.namespace, status=2)
    assert "leave out" in both.err


def hook(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Hooks, with a secret that is no argument."""
    at = ("-R", name)
    url = "https://ci.example.com/hook"
    made = type_("hook", "create", *at, "--url", url, "-e", "push", "-e", "pr_opened",
                 "--secret-stdin", "--json", stdin=b"canary\n").object  # fmt: skip
    assert set(made["events"]) == {"push", "pr_opened"}
    ident = made["id"]
    assert [line[:3] for line in type_("hook", "list", name).lines] == [[ident, url, "true"]]
    type_("hook", "edit", ident, *at, "--inactive")
    assert ["active", "false"] in type_("hook", "view", ident, *at).lines
    ensured = type_("hook", "ensure", *at, "--url", url, "-e", "push", "-e", "pr_opened", "--json")
    assert ensured.object["changes"] == ["active"]
    type_.where(seat, "hooks.deliveries", "hook", "deliveries", ident, *at)
    type_.where(seat, "hooks.test", "hook", "test", ident, *at)
    type_("hook", "delete", ident, *at, "--yes")
    assert type_("hook", "list", name).out == ""


def key(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Deploy keys, from a file."""
    at = ("-R", name)
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", "deploy"], check=True
    )
    private = type_("key", "create", *at, "--label", "ci", "--input", "deploy", status=2)
    assert "private key" in private.err
    made = type_("key", "create", *at, "--label", "ci", "--input", "deploy.pub", "--json").object
    assert type_("key", "list", name).lines[0][:2] == [made["id"], "ci"]
    assert ["label", "ci"] in type_("key", "view", made["id"], *at).lines
    type_.where(seat, "deploy_keys.update", "key", "edit", made["id"], *at, "--label", "cd",
                label="cd")  # fmt: skip
    type_("key", "delete", made["id"], *at, "--yes")
    assert type_("key", "list", name).out == ""


def rule(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Branch rules."""
    at = ("-R", name)
    made = type_("rule", "create", *at, "--kind", "delete", "--pattern", "main", "--json").object
    assert type_("rule", "list", name).lines[0][1:3] == ["delete", "main"]
    assert ["pattern", "main"] in type_("rule", "view", made["id"], *at).lines
    edited = type_("rule", "edit", made["id"], *at, "--pattern", "release/*", "--json").object
    assert edited["pattern"] == "release/*"
    same = type_("rule", "ensure", *at, "--kind", "delete", "--pattern", "release/*", "--json")
    assert same.object["outcome"] == "unchanged"
    type_("rule", "delete", edited["id"], *at, "--yes")
    assert type_("rule", "list", name).out == ""


def user(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """Users."""
    me = type_("user", "me", "--json", "ref,name").object
    assert me["name"] in {"admin", "owner"}
    assert ["name", "alice"] in type_("user", "view", seat.alice).lines
    among = ("--namespace", seat.namespace) if seat.provider == "bitbucket-cloud" else ()
    assert type_("user", "search", "ali", *among, "--format", "{name}").out == "alice\n"


def group(type_: Typist, seat: Seat, name: str, pull: int) -> None:
    """List groups."""
    found = type_.where(seat, "groups.list", "group", "list")
    assert found is None or [f"group:{seat.group}"] == [line[0] for line in found.lines]


SCENARIOS: dict[str, Scenario] = {
    one.__name__: one
    for one in (
        repo,
        namespace,
        project,
        pr,
        review,
        reviewer,
        comment,
        task,
        branch,
        tag,
        commit,
        file,
        status,
        permission,
        hook,
        key,
        rule,
        user,
        group,
    )
}


@pytest.mark.parametrize("noun", SCENARIOS)
def test_commands_of_a_noun_work(
    noun: str, typist: Typist, seat: Seat, repo: str, pull: int
) -> None:
    """Each does what it says where the host can, and is refused with the reason where it cannot."""
    SCENARIOS[noun](typist, seat, repo, pull)
    assert typist.typed == leaves(noun)


def test_every_noun_has_a_scenario() -> None:
    """No noun is left out."""
    assert set(SCENARIOS) == set(NOUNS)


def test_every_operation_has_a_command() -> None:
    """What the library can do, the command line can."""
    spelt = {
        "get": "view",
        "update": "edit",
        "changes": "files",
        "read": "view",
        "set_default": "set-default",
        "request_changes": "request-changes",
    }
    nouns = {
        "repos": "repo",
        "branches": "branch",
        "statuses": "status",
        "pull_requests": "pr",
        "default_reviewers": "reviewer",
        "deploy_keys": "key",
        "branch_rules": "rule",
    }
    wanted = {
        f"{nouns.get(name, name.removesuffix('s'))} {spelt.get(one, one)}"
        for name, noun in Nouns().items()
        for one in operations(type(noun))
    }
    there = {command for noun in NOUNS for command in leaves(noun)}
    assert wanted <= there
