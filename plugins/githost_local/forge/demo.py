"""A small believable world, the same each time: its commits have fixed dates and names."""

from datetime import UTC, datetime, timedelta
from typing import Final

from githost_local.forge.errors import NotFound
from githost_local.forge.forge import Forge
from githost_local.forge.records import (
    Account,
    Anchor,
    Level,
    MergeStrategy,
    PullRequest,
    Repository,
    Side,
    StatusState,
    Visibility,
)
from githost_local.forge.seed import seed_base

_START: Final = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)

_INDEX: Final = "<!doctype html>\n<title>Acme</title>\n<h1>Welcom to Acme</h1>\n"
_STYLE: Final = "body { color: black; background: white; }\n"
_SERVER: Final = "def answer(path):\n    return 404\n"


class _World:
    """The forge, and a clock that moves an hour with each deed."""

    def __init__(self, forge: Forge) -> None:
        self.forge = forge
        self._hours = 0

    def tick(self) -> datetime:
        self._hours += 1
        return _START + timedelta(hours=self._hours)

    def commit(
        self,
        repository: Repository,
        branch: str,
        actor: Account,
        message: str,
        **files: str,
    ) -> None:
        """Commit files, named with underscores for dots, on a branch that begins at `main`."""
        start = None if self.forge.branches.default(repository) is None else "main"
        with self.forge.at(self.tick()):
            self.forge.files.commit(
                repository,
                branch=branch,
                start=start,
                files={name.replace("_", "."): text.encode() for name, text in files.items()},
                message=f"{message}\n",
                actor=actor,
            )

    def pull(
        self,
        repository: Repository,
        branch: str,
        title: str,
        actor: Account,
        *reviewers: Account,
        draft: bool = False,
    ) -> PullRequest:
        """Open a pull request into `main`."""
        with self.forge.at(self.tick()):
            return self.forge.pull_requests.create(
                repository,
                title=title,
                source_branch=branch,
                reviewers=reviewers,
                draft=draft,
                actor=actor,
            )


def seed_demo(forge: Forge, *, face: str = "demo", push_event: str = "push") -> None:
    """Fill the namespace `acme` with three repositories, unless it has them.

    There are open, draft, merged and closed pull requests with reviews and comments, tags, a
    build status, grants to a group and an account, and a hook in the words of a face. Passwords
    are the logins: admin, alice, bob, carol.
    """
    with forge.transaction():
        seed_base(forge)
        try:
            forge.accounts.by_login("carol")
        except NotFound:
            world = _World(forge)
            with forge.at(world.tick()):
                carol = forge.accounts.create(
                    "carol",
                    display_name="Carol Clark",
                    email="carol@example.com",
                    password="carol",  # noqa: S106 - an emulator's password is published
                )
                forge.namespaces.add_member(forge.namespaces.by_path("acme"), carol)
            _site(world, face, push_event)
            _api(world)
            _docs(world)


def _make(world: _World, slug: str, description: str, visibility: Visibility) -> Repository:
    forge = world.forge
    acme = forge.namespaces.by_path("acme")
    with forge.at(world.tick()):
        repository = forge.repos.create(
            acme,
            slug,
            description=description,
            visibility=visibility,
            actor=forge.accounts.by_login("admin"),
        )
        forge.permissions.grant(repository, forge.groups.by_slug("developers"), Level.WRITE)
    return repository


def _site(world: _World, face: str, push_event: str) -> None:
    forge = world.forge
    alice, bob, carol = (forge.accounts.by_login(login) for login in ("alice", "bob", "carol"))
    site = _make(world, "site", "The web site.", Visibility.PRIVATE)
    world.commit(site, "main", alice, "Add the front page", README_md="# Site\n", index_html=_INDEX)
    world.commit(site, "main", bob, "Add a style sheet", style_css=_STYLE)
    with forge.at(world.tick()):
        forge.tags.create(site, "v0.9", target="main", actor=alice)
    world.commit(
        site, "fix/typo", bob, "Fix a typo", index_html=_INDEX.replace("Welcom ", "Welcome ")
    )
    typo = world.pull(site, "fix/typo", "Fix a typo on the front page", bob, alice)
    with forge.at(world.tick()):
        forge.reviews.approve(typo, actor=alice)
        forge.pull_requests.merge(typo, actor=alice, delete_source=True)
        forge.tags.create(site, "v1.0", target="main", message="First release", actor=alice)
    world.commit(site, "feature/login", alice, "Add a login form", login_html="<form></form>\n")
    world.commit(
        site, "feature/login", alice, "Ask for a password", login_html="<form><input></form>\n"
    )
    login = world.pull(site, "feature/login", "Add a login form", alice, bob, carol)
    with forge.at(world.tick()):
        anchor = Anchor(path="login.html", line=1, side=Side.NEW, commit=None)
        remark = forge.comments.create(login, "The input needs a label.", anchor=anchor, actor=bob)
        forge.comments.create(login, "Right, I will add one.", parent=remark, actor=alice)
        forge.tasks.create(login, "Label the input", comment=remark, actor=bob)
        forge.reviews.request_changes(login, actor=bob)
        forge.reviews.approve(login, actor=carol)
        forge.statuses.set(
            site,
            login.source_commit,
            key="build",
            state=StatusState.SUCCESS,
            url="https://ci.example.com/builds/1",
            description="All tests passed",
            actor=bob,
        )
    world.commit(
        site,
        "feature/dark-mode",
        bob,
        "Turn the lights off",
        style_css=_STYLE.replace("white", "navy"),
    )
    world.pull(site, "feature/dark-mode", "Dark mode", bob, draft=True)
    world.commit(site, "wip/blink", carol, "Let it blink", style_css="h1 { animation: blink; }\n")
    blink = world.pull(site, "wip/blink", "Blinking headings", carol, alice)
    with forge.at(world.tick()):
        forge.pull_requests.close(blink, reason="Nobody wants this.", actor=alice)
        forge.hooks.create(
            site,
            face=face,
            url="http://127.0.0.1:9/hook",
            events=[push_event],
            secret="demo",  # noqa: S106 - an emulator's secret is published
            description="Build server",
        )


def _api(world: _World) -> None:
    forge = world.forge
    alice, bob, carol = (forge.accounts.by_login(login) for login in ("alice", "bob", "carol"))
    api = _make(world, "api", "The service behind the web site.", Visibility.PRIVATE)
    world.commit(api, "main", bob, "Begin", README_md="# API\n", server_py=_SERVER)
    world.commit(
        api, "feature/status", alice, "Answer /status", server_py=_SERVER.replace("404", "200")
    )
    status = world.pull(api, "feature/status", "Answer /status", alice, bob)
    with forge.at(world.tick()):
        forge.pull_requests.merge(status, strategy=MergeStrategy.SQUASH, actor=bob)
        forge.branches.create(api, "release/1.x", start="main", actor=bob)
        forge.permissions.grant(api, carol, Level.READ)
    world.commit(api, "develop", bob, "Note the plans", PLANS_md="- more\n")


def _docs(world: _World) -> None:
    alice = world.forge.accounts.by_login("alice")
    docs = _make(world, "docs", "What everybody may read.", Visibility.PUBLIC)
    world.commit(docs, "main", alice, "Say hello", README_md="# Docs\n")
