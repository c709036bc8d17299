"""What the local host keeps for a repository: hooks, deploy keys, branch rules."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

import githost
from githost.client.sync import Host
from githost.model import BranchRuleKind, EnsureOutcome

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHNvbWUga2V5IHRoYXQgbm9ib2R5IGhhcyBvciB1c2Vz"
HOOK = "https://ci.example/hook"


class _Listener(BaseHTTPRequestHandler):
    """Answers 204 to every post."""

    def do_POST(self) -> None:  # the base class names it so
        """Answer."""
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named by the base class
        """Stay silent."""


@pytest.fixture
def listener() -> Iterator[str]:
    """Give the address of somebody who listens."""
    with HTTPServer(("127.0.0.1", 0), _Listener) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hook"
        server.shutdown()
        thread.join()


def test_hook_reads_back_without_its_secret(host: Host, site: githost.Repository) -> None:
    """A hook keeps everything, and shows that it has a secret but never the secret."""
    made = host.hooks.create(
        site,
        url=HOOK,
        events={githost.Event.PUSH, "pr_merged"},
        secret="canary-4711",
        active=False,
        description="CI",
        verify_ssl=False,
    )

    assert host.hooks.get(site, made.id) == made
    assert made.events == {githost.Event.PUSH, githost.Event.PR_MERGED}
    assert (made.has_secret, made.active, made.verify_ssl) == (True, False, False)
    assert "canary" not in f"{made!r}{made.raw}"


def test_hook_is_changed_in_what_is_given(host: Host, site: githost.Repository) -> None:
    """An update leaves what is not named, the secret too."""
    made = host.hooks.create(site, url=HOOK, events={githost.Event.PUSH}, secret="s")

    changed = host.hooks.update(site, made.id, events={githost.Event.PR_OPENED})
    host.hooks.delete(site, made.id)

    assert (changed.url, changed.has_secret) == (HOOK, True)
    assert changed.events == {githost.Event.PR_OPENED}
    assert host.hooks.list(site).all() == []


def test_hooks_of_a_namespace_are_its_own(host: Host, site: githost.Repository) -> None:
    """A namespace's hook is not one of its repositories', and projects have none."""
    namespace = githost.NamespaceRef("acme")
    made = host.hooks.create(namespace, url=HOOK, events={githost.Event.PUSH})

    assert host.hooks.list(namespace).all() == [made]
    assert host.hooks.list(site).all() == []
    with pytest.raises(githost.NotFoundError):
        host.hooks.get(site, made.id)
    with pytest.raises(githost.UnsupportedError):
        host.hooks.list(githost.ProjectRef("acme", "WEB")).all()


@pytest.mark.parametrize("events", [{"repo:push"}, "push"], ids=["unknown", "text"])
def test_unknown_event_is_refused(
    host: Host, site: githost.Repository, events: set[githost.Event | str]
) -> None:
    """Another host's key, or a text in place of a collection, is the caller's mistake."""
    with pytest.raises(githost.ConfigurationError):
        host.hooks.create(site, url=HOOK, events=events)


def test_ensured_hook_is_written_once(host: Host, site: githost.Repository) -> None:
    """Ensuring a hook twice makes one, and rotates its secret only when told."""
    events = {githost.Event.PUSH}
    outcomes = [
        host.hooks.ensure(site, url=HOOK, events=events, secret="s").outcome,
        host.hooks.ensure(site, url=HOOK, events=events, secret="s").outcome,
        host.hooks.ensure(site, url=HOOK, events=events, secret="t", rotate_secret=True).outcome,
    ]

    assert outcomes == [EnsureOutcome.CREATED, EnsureOutcome.UNCHANGED, EnsureOutcome.CHANGED]
    assert host.hooks.list(site).count() == 1


def test_trying_a_hook_calls_it(host: Host, site: githost.Repository, listener: str) -> None:
    """A hook that is tried is called once, and the call is listed."""
    made = host.hooks.create(site, url=listener, events={githost.Event.PUSH}, secret="s")

    delivery = host.hooks.test(site, made.id)

    assert (delivery.event, delivery.status) == (githost.Event.PING, 204)
    assert host.hooks.deliveries(site, made.id).all() == [delivery]


def test_address_elsewhere_is_not_called(host: Host, site: githost.Repository) -> None:
    """Nothing leaves the machine: a call elsewhere is recorded without an answer."""
    made = host.hooks.create(site, url=HOOK, events={githost.Event.PUSH})

    assert host.hooks.test(site, made.id).status is None


def test_deploy_key_is_kept(host: Host, site: githost.Repository) -> None:
    """A key is added once, changed, and removed."""
    made = host.deploy_keys.create(site, label="CI", key=KEY)
    with pytest.raises(githost.AlreadyExistsError):
        host.deploy_keys.create(site, label="Again", key=KEY)
    with pytest.raises(githost.ValidationError):
        host.deploy_keys.create(site, label="None", key="no key")

    changed = host.deploy_keys.update(site, made.id, label="Build", read_only=False)
    listed = host.deploy_keys.list(site).all()
    host.deploy_keys.delete(site, made.id)

    assert (changed.label, changed.read_only, changed.key) == ("Build", False, KEY)
    assert listed == [changed]
    with pytest.raises(githost.NotFoundError):
        host.deploy_keys.get(site, made.id)


@pytest.mark.parametrize(
    "target",
    ["acme/site", githost.NamespaceRef("acme"), githost.ProjectRef("acme", "WEB")],
    ids=["repository", "namespace", "project"],
)
def test_branch_rule_is_kept(host: Host, bob: Host, site: githost.Repository, target: str) -> None:
    """A rule is made once for kind and pattern, changed, and deleted."""
    host.projects.create("acme", "WEB", name="Web")
    person = bob.users.me()
    made = host.branch_rules.create(
        target,
        kind=BranchRuleKind.PUSH,
        pattern="release/*",
        users=[person],
        groups=[githost.GroupRef("developers")],
    )
    with pytest.raises(githost.AlreadyExistsError):
        host.branch_rules.create(target, kind=BranchRuleKind.PUSH, pattern="release/*")

    changed = host.branch_rules.update(target, made.id, users=[], pattern="main")
    read = host.branch_rules.get(target, made.id)
    host.branch_rules.delete(target, made.id)

    assert made.users == {person.ref}
    assert read == changed
    assert (changed.pattern, changed.users) == ("main", frozenset())
    assert changed.groups == {githost.GroupRef("developers")}
    assert host.branch_rules.list(target).all() == []


def test_ensured_rule_is_written_once(host: Host, site: githost.Repository) -> None:
    """Ensuring a rule makes it, changes it, and leaves it."""
    outcomes = [
        host.branch_rules.ensure(
            site, kind=BranchRuleKind.REQUIRE_APPROVALS, pattern="main", value=value
        ).outcome
        for value in (1, 2, 2)
    ]

    assert outcomes == [EnsureOutcome.CREATED, EnsureOutcome.CHANGED, EnsureOutcome.UNCHANGED]


def test_rule_of_an_unknown_kind_is_refused(host: Host, site: githost.Repository) -> None:
    """UNKNOWN is never written."""
    with pytest.raises(githost.UnsupportedError):
        host.branch_rules.create(site, kind=BranchRuleKind.UNKNOWN, pattern="main")
