"""What is printed where no terminal is: lines, JSON, formats, and what goes to standard error."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import attrs
import pytest

import githost
from githost import model
from githost.cli.fields import chosen, field_names, formatted, plain, template
from githost.cli.inputs import subject
from githost.errors import ConfigurationError
from githost.interface.addresses import repo_ref
from githost.model import Ensured, EnsureOutcome, GroupRef, Hook, PullRequest, RepoRef, UserRef
from tests.cli.seats import Seat, Typist, seated

PULL = PullRequest(
    ref=model.PullRequestRef(RepoRef("acme", "site"), 3),
    number=3,
    title="Fix\tthe\nmenu \x1b[31m",
    state=model.PullRequestState.OPEN,
    source=model.PullRequestEnd(branch="fix"),
    target=model.PullRequestEnd(branch="main", repo=RepoRef("acme", "site")),
    created_at=datetime(2026, 7, 1, 14, tzinfo=timezone(timedelta(hours=2))),
    raw={"secret": "canary"},
)
MODELS = [one for one in vars(model).values() if attrs.has(one) and "raw" in attrs.fields_dict(one)]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """Give a local host: printing is the same everywhere."""
    with seated("local", tmp_path_factory.mktemp("host")) as seat:
        yield seat


def test_plain_values_are_the_schema() -> None:
    """Times in UTC, words as text, addresses as they are typed; no `raw`."""
    found = plain(PULL)
    assert list(found) == list(field_names(PullRequest))
    assert found["ref"] == "acme/site#3"
    assert found["state"] == "open"
    assert found["created_at"] == "2026-07-01T12:00:00Z"
    assert found["source"] == {"branch": "fix", "repo": None, "commit": None}
    assert found["reviews"] == []
    assert "canary" not in json.dumps(found)


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_every_model_has_fields_and_no_raw(kind: Any) -> None:
    """`all` gives what the class has."""
    assert chosen(kind, "all") == tuple(name for name in attrs.fields_dict(kind) if name != "raw")


@pytest.mark.parametrize("who", [UserRef("alice"), UserRef("{uuid}"), GroupRef("developers")])
def test_subjects_are_read_as_they_are_printed(who: UserRef | GroupRef) -> None:
    """What a list prints, a command takes."""
    assert subject(plain(who)) == who


def test_repositories_are_read_as_they_are_printed() -> None:
    """So are addresses."""
    assert repo_ref(plain(RepoRef("group/sub", "site"))) == RepoRef("group/sub", "site")


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (PullRequest, "nope"),
        (PullRequest, "number,source.nope"),
        (PullRequest, "number.real"),
        (PullRequest, ""),
        (PullRequest, "raw"),
        (Ensured[Hook], "value.nope"),
    ],
)
def test_unknown_field_lists_those_there_are(kind: Any, given: str) -> None:
    """Before anything is asked."""
    with pytest.raises(ConfigurationError, match="there is no field"):
        chosen(kind, given)


def test_fields_of_fields_are_chosen_by_dots() -> None:
    """Of what `ensure` gives, too."""
    assert chosen(PullRequest, "number, source.branch") == ("number", "source.branch")
    assert chosen(Ensured[Hook], "outcome,value.url") == ("outcome", "value.url")
    made = Ensured(value=Hook(id="1", url="https://x"), outcome=EnsureOutcome.CREATED)
    assert plain(made)["value"]["url"] == "https://x"


def test_format_fills_fields_in() -> None:
    """With widths; what is None is empty."""
    form = template(PullRequest, r"{number:>4}\t{source.branch}|{merge_commit}|{draft}")
    assert formatted(form, plain(PULL)) == "   3\tfix||false"


@pytest.mark.parametrize(
    "given",
    [
        "{title.__class__}",
        "{number.real}",
        "{reviews[0]}",
        "{0}",
        "{}",
        "{title!r:{number}}",
        "{nope}",
        "{title",
    ],
)
def test_format_reaches_no_attributes_and_no_indexes(given: str) -> None:
    """Only the model's own fields have names."""
    with pytest.raises(ConfigurationError):
        formatted(template(PullRequest, given), plain(PULL))


def test_format_that_does_not_fit_is_told() -> None:
    """A number's format on a text."""
    with pytest.raises(ConfigurationError, match="--format"):
        formatted(template(PullRequest, "{title:d}"), plain(PULL))


def test_line_ends_in_values_do_not_end_the_line(seat: Seat, typist: Typist, repo: str) -> None:
    """One object a line: tabs, line ends and a terminal's controls are written as escapes."""
    with seat.connect() as host:
        host.pull_requests.create(
            repo, title="A\tb \x1b[31mred \u202egnp", source="fix", target="main"
        )
    [line] = typist("pr", "list", repo).lines
    assert line[1] == "A\\tb \\x1b[31mred \\u202egnp"
    body = typist("pr", "edit", "1", "-R", repo, "--body", "one\ntwo").lines
    assert ["description", "one\\ntwo"] in body


def test_json_alone_means_every_field(seat: Seat, typist: Typist, repo: str) -> None:
    """At the end, and before another option."""
    [found] = typist("repo", "list", seat.namespace, "--json", "--query", repo[-8:]).objects
    assert set(found) == set(field_names(githost.Repository))
    assert set(typist("repo", "view", repo, "--json").object) == set(found)


def test_json_and_format_together_are_refused(seat: Seat, typist: Typist, repo: str) -> None:
    """So are `--all` and `--limit`."""
    assert "say one" in typist("pr", "list", repo, "--json", "--format", "{id}", status=2).err
    assert "say one" in typist("pr", "list", repo, "--all", "--limit", "1", status=2).err


def test_limit_is_kept_and_pipes_get_everything(seat: Seat, typist: Typist, repo: str) -> None:
    """Nothing is said on standard error: nobody looks at it."""
    with seat.connect() as host:
        for number in range(35):
            host.tags.create(repo, f"v{number}", target="main")
    everything = typist("tag", "list", repo)
    assert (len(everything.lines), everything.err) == (35, "")
    assert len(typist("tag", "list", repo, "--limit", "2").lines) == 2
    assert len(typist("tag", "list", repo, "--limit", str(10**30)).lines) > 2


def test_reader_that_goes_away_is_no_error(seat: Seat, home: Path, repo: str) -> None:
    """`| head -1` ends the command, quietly."""
    with seat.connect() as host:
        for number in range(20):
            host.branches.create(repo, f"b{number}", start="main")
    command = f"{sys.executable} -m githost branch list {repo} --json | head -1"
    done = subprocess.run(
        ["sh", "-c", f"{command}; exec true"], capture_output=True, text=True, check=True
    )
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""


def test_output_that_nobody_takes_is_status_1(seat: Seat, home: Path, repo: str) -> None:
    """A pipe that is closed from the beginning."""
    with subprocess.Popen(
        [sys.executable, "-m", "githost", "branch", "list", repo],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_terminal_without_the_letters_gets_escapes(seat: Seat, home: Path, repo: str) -> None:
    """Not a traceback."""
    with seat.connect() as host:
        host.pull_requests.create(repo, title="Müsli", source="fix", target="main")
    done = subprocess.run(
        [sys.executable, "-m", "githost", "pr", "list", repo],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert b"M\\xfcsli" in done.stdout


def test_disk_that_is_full_is_told(seat: Seat, home: Path, repo: str) -> None:
    """In one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "githost", "branch", "list", repo],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.startswith("githost: ")
    assert "No space left" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_secrets_are_in_no_output(home: Path, typist: Typist) -> None:
    """Not even in what a wrong configuration is told with."""
    path = home / ".config" / "githost" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('[hosts."https://git.example.com"]\ntoken = "canary"\ncredential = "token"\n')
    path.chmod(0o644)
    said = typist("repo", "list", "git.example.com", status=2)
    assert "canary" not in said.out + said.err
