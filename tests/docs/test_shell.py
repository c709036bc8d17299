"""What the documentation types in a shell does as printed: `githost` on emulators; the rest has to be there."""

import base64
import importlib.metadata
import importlib.util
import itertools
import os
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import uvicorn

import githost
from githost import emulation
from githost.emulation import Server
from tests.cli.seats import without_settings
from tests.docs.blocks import ROOT, Block, Typed, named, typed
from tests.docs.desks import CLOUD, DATA_CENTER, Desk
from tests.docs.kinds import Kind, holding, pages
from tests.examples.places import EXAMPLES

REFERENCE = ROOT / "docs" / "reference" / "command-line.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
#: Programs whose commands are carried out.
CARRIED_OUT = frozenset({"githost", "echo"})


def _typed(page: Path) -> list[Typed]:
    return [one for block in holding(Kind.SHELL, page) for one in typed(block)]


def _carried_out(page: Path) -> list[Typed]:
    return [one for one in _typed(page) if one.words[0] in CARRIED_OUT]


def _with_commands() -> list[Path]:
    return [page for page in pages(Kind.SHELL) if page != REFERENCE and _carried_out(page)]


def _public_key(letter: bytes) -> str:
    blob = b"\0\0\0\x0bssh-ed25519\0\0\0\x20" + letter * 32
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


@pytest.fixture(scope="module")
def center() -> Iterator[Server]:
    """Serve the Data Center, with a project `PROJ` to be moved."""
    with (
        emulation.serve("bitbucket-datacenter", seed="demo") as server,
        githost.connect(
            server.url, provider=server.provider, credential=server.credential()
        ) as host,
    ):
        host.namespaces.create("PROJ", name="Project")
        shop = host.repos.create("PROJ/shop").ref
        host.files.write(shop, "README.md", b"# Shop\n", message="Begin", branch="main")
        host.branches.create(shop, "till", start="main")
        host.files.write(shop, "TILL", b"0\n", message="Add a till", branch="till")
        pull = host.pull_requests.create(shop, title="Add a till", source="till", target="main")
        host.comments.create(shop, pull.number, "Which currency?")
        host.hooks.create(shop, url="https://ci.example.com/hook", events={githost.Event.PUSH})
        yield server


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a Cloud with the demonstration's world, which takes longer to make than to copy."""
    folder = tmp_path_factory.mktemp("cloud") / "world"
    with emulation.serve("bitbucket-cloud", data=folder, seed="demo"):
        return folder


@pytest.fixture
def desk(
    center: Server,
    world: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Desk]:
    """Give somebody with an account on that Data Center, and on a Cloud that nobody else uses."""
    home = tmp_path / "home"
    home.mkdir()
    without_settings(home, monkeypatch)
    own = shutil.copytree(world, tmp_path / "cloud")
    with emulation.serve("bitbucket-cloud", data=own) as cloud:
        found = Desk(home, {CLOUD: cloud, DATA_CENTER: center}, monkeypatch, capsys)
        found.furnish()
        yield found


@pytest.mark.parametrize("page", _with_commands(), ids=named)
def test_page_shows_what_happens(page: Path, desk: Desk) -> None:
    """Command after command, in one world."""
    for one in _carried_out(page):
        desk.type(one)


def test_every_example_of_the_reference_works(desk: Desk) -> None:
    """One after the other, inside a clone of `acme/site`, which has a deploy key and a branch rule."""
    cloud = desk.servers[CLOUD]
    with githost.connect(cloud.url, provider=cloud.provider, credential=cloud.credential()) as host:
        host.deploy_keys.create("acme/site", label="reader", key=_public_key(b"1"))
        host.branch_rules.create("acme/site", kind=githost.BranchRuleKind.DELETE, pattern="dev")
    public = desk.home / ".ssh" / "deploy.pub"
    public.parent.mkdir()
    public.write_text(_public_key(b"2"))
    desk.type(next(typed(Block("sh", "githost repo clone https://bitbucket.org/acme/site", None))))
    desk.monkeypatch.chdir("site")
    Path("README.md").write_text("# Site\n\nWhat everybody sees.\n")
    for one in _carried_out(REFERENCE):
        desk.type(one)


def _python(one: Typed, config: pytest.Config) -> None:
    """Find the module or the script, which has to take the options."""
    first, *given = one.words[1:]
    if first == "-m" and given[0] == "pytest":
        _pytest(given[1:], config)
    elif first == "-m":
        assert importlib.util.find_spec(given[0]) is not None
    else:
        assert (ROOT / first).is_file()
        text = (ROOT / first).read_text("utf-8")
        options = [word for word in given if word.startswith("-")]
        assert [option for option in options if f'add_argument("{option}"' not in text] == []


def _pytest(given: list[str], config: pytest.Config) -> None:
    """Let pytest and its plugins read the options; markers have to be registered."""
    read, unknown = config._parser.parse_known_and_unknown_args(given)
    assert unknown == []
    assert [path for path in read.file_or_dir if not (ROOT / path).exists()] == []
    known = {line.partition(":")[0] for line in PROJECT["tool"]["pytest"]["ini_options"]["markers"]}
    assert set(re.findall(r"\w+", read.markexpr)) - {"and", "or", "not"} <= known


def _pip(one: Typed, config: pytest.Config) -> None:
    """Install this distribution, with extras that it has, or one that is here."""
    assert one.words[1] == "install"
    wanted = [word for word in one.words[2:] if not word.startswith("-")]
    names = {word.partition("[")[0] for word in wanted} - {".", PROJECT["project"]["name"]}
    assert [name for name in names if not importlib.metadata.version(name)] == []
    extras = {
        extra for several in re.findall(r"\[([\w,-]+)\]", one.line) for extra in several.split(",")
    }
    assert extras <= set(PROJECT["project"]["optional-dependencies"])


def _demo(one: Typed, config: pytest.Config) -> None:
    """Run what the session `wheel` of CI runs, with the same extras."""
    session = (
        (ROOT / "noxfile.py").read_text("utf-8").partition("def wheel(")[2].partition("\ndef ")[0]
    )
    [extras] = re.findall(r"\[[\w,]+\]", one.line)
    assert f"{{built}}{extras}" in session
    assert f'"{one.words[1]}"' in session


def _nox(one: Typed, config: pytest.Config) -> None:
    """Name sessions that there are."""
    match one.words[1:]:
        case [] | ["--list"]:
            pass
        case ["-s", session]:
            text = (ROOT / "noxfile.py").read_text("utf-8")
            assert f"\ndef {session}(session: nox.Session)" in text
        case other:
            pytest.fail(f"nox is run with {other}")


def _pre_commit(one: Typed, config: pytest.Config) -> None:
    """Install those kinds of hooks that the configuration has."""
    assert one.words[1] == "install"
    kinds = {kind for flag, kind in itertools.pairwise(one.words[2:]) if flag == "--hook-type"}
    text = (ROOT / ".pre-commit-config.yaml").read_text("utf-8")
    assert f"default_install_hook_types: [{', '.join(sorted(kinds))}]\n" in text


def _ci(one: Typed, config: pytest.Config) -> None:
    """Run a program that is there, and that runs what README says."""
    program = ROOT / one.words[0]
    assert os.access(program, os.X_OK)
    assert "$(readme_command tests)" in program.read_text("utf-8")


def _activated(one: Typed, config: pytest.Config) -> None:
    """Use the environment that README makes."""
    assert one.words == [".", ".venv/bin/activate"]


def _exported(one: Typed, config: pytest.Config) -> None:
    """Set what the relay reads."""
    assert {word.partition("=")[0] for word in one.words[1:]} <= _read_by_the_relay()


def _read_by_the_relay() -> set[str]:
    text = (EXAMPLES / "relay.py").read_text("utf-8")
    return set(re.findall(r"os\.environ\[['\"](\w+)['\"]\]", text))


def _uvicorn(one: Typed, config: pytest.Config) -> None:
    """Serve an application of an example."""
    _, served, *options = one.words
    module, _, name = served.partition(":")
    assert f"\n{name} = " in (EXAMPLES / f"{module}.py").read_text("utf-8")
    known = {flag for option in uvicorn.main.params for flag in option.opts}
    assert {word for word in options if word.startswith("-")} <= known


#: How a command that is not carried out is checked, by its program as it is typed.
CHECKED: Mapping[str, Callable[[Typed, pytest.Config], None]] = {
    ".": _activated,
    ".ci/run": _ci,
    ".venv/bin/githost": _demo,
    ".venv/bin/pip": _pip,
    ".venv/bin/python": _python,
    "export": _exported,
    "nox": _nox,
    "pip": _pip,
    "pre-commit": _pre_commit,
    "python": _python,
    "python3": _python,
    "uvicorn": _uvicorn,
}


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=f"{named(page)}-{' '.join(one.words)}")
        for page in pages(Kind.SHELL)
        for one in _typed(page)
        if one.words[0] not in CARRIED_OUT
    ],
)
def test_what_is_typed_is_there(one: Typed, pytestconfig: pytest.Config) -> None:
    """Programs that install, test and serve are not run again here."""
    CHECKED[one.words[0]](one, pytestconfig)


def test_relay_is_told_all_that_it_reads() -> None:
    """The page on integrations exports each variable."""
    page = ROOT / "docs" / "how-to" / "integrations.md"
    exported = [one.words[1:] for one in _typed(page) if one.words[0] == "export"]
    names = {word.partition("=")[0] for words in exported for word in words}
    assert names == _read_by_the_relay()
