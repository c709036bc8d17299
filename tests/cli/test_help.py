"""What the command line says of itself: help with examples, completion, and how soon it comes."""

import os
import re
import subprocess
import sys

import pytest
from typer.main import get_command

from githost.cli.app import app, run
from githost.cli.tree import LATE, NOUNS
from githost.cli.wording import SPELLINGS
from tests.cli.seats import Typist
from tests.docs.commands import commands
from tests.docs.generated import ROOT

COMMANDS = commands()


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_has_an_example_of_the_command(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """It begins with the command's own words, and its options are there."""
    assert run([*path, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert f"Example: githost {' '.join(path)}" in text


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_options_of_examples_are_there(path: tuple[str, ...]) -> None:
    """An example can be typed as it is."""
    command = COMMANDS[path]
    known = {spelt for option in command.params for spelt in (*option.opts, *option.secondary_opts)}
    example = command.help.partition("Example: ")[2].split()
    used = {word for word in example if word.startswith("-")}
    assert used <= known


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    """Arguments as well."""
    for option in COMMANDS[path].params:
        assert getattr(option, "help", None), option.name


@pytest.mark.parametrize("noun", NOUNS)
def test_nouns_are_told_as_their_own_help_tells_them(noun: str) -> None:
    """The overview is written apart, so that it loads nothing."""
    group = get_command(app).get_command(None, noun)  # type: ignore[attr-defined]  # a group
    assert group.help.rstrip(".").startswith(NOUNS[noun].rstrip("."))


def test_overview_loads_no_noun() -> None:
    """And neither the HTTP library nor the models."""
    script = (
        "import sys; from githost.cli.app import run; assert run(['--help']) == 0; "
        "print(*(name for name in sys.modules if name.startswith(('githost.cli.nouns', 'httpx',"
        " 'githost.model', 'rich.'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1].strip() == ""
    for name in (*NOUNS, *LATE):
        assert f"  {name}" in done.stdout


def test_help_of_a_command_opens_no_host() -> None:
    """So that it, and completion, come at once."""
    script = (
        "import sys; from githost.cli.app import run; assert run(['pr', 'list', '--help']) == 0; "
        "print(*(name for name in sys.modules if name.startswith(('httpx', 'githost.client', "
        "'githost.engine', 'githost.registry', 'rich.'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1].strip() == ""


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("githost p", {"pr", "project", "permission", "providers"}),
        ("githost pr m", {"merge", "mergeability"}),
        ("githost pr list --provider bit", {"bitbucket-cloud", "bitbucket-datacenter"}),
        ("githost pr list --state ", {"open", "merged", "closed", "all"}),
        ("githost branch list --json name,com", {"name,commit"}),
        ("githost hook create --event pr_op", {"pr_opened"}),
    ],
)
def test_shells_complete(words: str, offered: set[str]) -> None:
    """Commands, providers, words of enumerations, fields, events."""
    environment = {
        **os.environ,
        "_GITHOST_COMPLETE": "complete_bash",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
    }
    done = subprocess.run(
        [sys.executable, "-m", "githost"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert set(done.stdout.split()) == offered, done


def test_completion_can_be_installed() -> None:
    """`--show-completion` prints what the shell around it reads."""
    script = f"{sys.executable} -m githost --show-completion; true"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert "_GITHOST_COMPLETE=complete_bash" in done.stdout


@pytest.mark.parametrize("said", SPELLINGS)
def test_reworded_complaints_are_the_librarys(said: str) -> None:
    """Each is still said somewhere, as it is spelt there."""
    sources = "".join(
        path.read_text() for path in (ROOT / "githost").rglob("*.py") if path.name != "wording.py"
    )
    joined = re.sub(r'"\s*\n\s*f?"', "", sources)
    assert said in joined


@pytest.mark.parametrize("words", [(), ("repo",), ("migrate",)], ids=" ".join)
def test_help_without_a_command_has_lines(typist: Typist, words: tuple[str, ...]) -> None:
    """It is read by people, and is no complaint."""
    said = typist(*words, status=2).err
    assert said.startswith("Usage: githost")
    assert len(said.splitlines()) > 5


def test_password_in_an_address_is_advised_elsewhere(typist: Typist) -> None:
    """In words of the command line, and without the password."""
    address = "https://me:s3cret@git.example.com"
    said = typist("repo", "list", "--host", address, "--provider", "bitbucket-cloud", "x", status=2)
    assert "write them into the configuration file" in said.err
    assert "s3cret" not in said.err


def test_complaints_name_options(typist: Typist) -> None:
    """Not parameters of a library."""
    assert "say --provider NAME" in typist("auth", "check", "git.example.com", status=2).err
    said = typist("repo", "list", "https://bitbucket.org/acme", status=2).err
    assert "--anonymous" in said
    assert "credential=" not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("report", "acme", "--host", "bitbucket.org", "--json", "a.json"),
        ("migrate", "inventory", "bitbucket.org", "acme"),
        ("auth", "check", "bitbucket.org"),
    ],
    ids=" ".join,
)
def test_option_that_a_command_lacks_is_not_advised(typist: Typist, words: tuple[str, ...]) -> None:
    """Not every command can ask as nobody."""
    said = typist(*words, status=2).err
    assert "set GITHOST_TOKEN" in said
    assert "nobody" not in said


@pytest.mark.parametrize(
    "words",
    [
        ["pr", "list", "--state", "odd"],
        ["pr", "view"],
        ["pr", "view", "--nope"],
        ["pr", "odd"],
        ["repo", "list", "--limit", "0"],
        ["pr", "create", "-R", "acme/site", "--host", "local:x", "-H", "fix"],
        ["hook", "create", "-R", "a/b", "--host", "local:x", "--url", "u", "-e", "push",
         "--secret-env", "ABSENT"],
        ["comment", "create", "1", "-R", "a/b", "--host", "local:x", "--body-file", "absent"],
        ["comment", "create", "1", "-R", "a/b", "--host", "local:x", "-b", "x", "-F", "y"],
        ["task", "create", "1", "-R", "a/b", "--host", "local:x"],
        ["repo", "list", "acme", "--host", "https://bitbucket.org", "--provider", "github"],
        ["config", "odd"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_work_is_one_line_and_status_2(words: list[str], typist: Typist) -> None:
    """Whatever was typed wrong, nothing is sent and nothing is made."""
    said = typist(*words, status=2)
    assert said.err.startswith("githost: ")
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
