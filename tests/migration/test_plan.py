"""The plan: a file that says exactly what is moved where, and complaints that say what to write."""

import re
import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import githost
from githost.errors import ConfigurationError
from githost.migration.endpoint import Endpoint
from githost.migration.plan import PARTS, Move, NewNamespace, NewProject, Plan
from githost.model import RepoRef, Visibility
from githost.options import Budget, Cache, Options, Retry

PLAN = Plan(
    source=Endpoint(url="https://git.example", provider="bitbucket-datacenter"),
    target=Endpoint(url="https://bitbucket.org"),
    moves=(
        Move(source=RepoRef("PROJ", "site"), target=RepoRef("acme", "site"), project="PROJ"),
        Move(source=RepoRef("~ada", "notes"), target=RepoRef("acme", "notes")),
    ),
    projects=(NewProject(namespace="acme", key="PROJ", name="Project"),),
    users={"ada": "{1}", "bob": ""},
    groups={"all staff": "staff"},
    remarks={("users", "bob"): "Bob\n= 1", ("moves", "PROJ/site"): "The site"},
)

CHARACTERS = st.characters(exclude_categories=["C", "Z"], exclude_characters="\\?#%/")
WORDS = st.text(CHARACTERS, min_size=1, max_size=8).filter(lambda one: one not in {".", ".."})
IDS = st.one_of(WORDS, st.builds("{} {}".format, WORDS, WORDS), st.builds("{{{}}}".format, WORDS))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
REPOS = st.builds(RepoRef, WORDS, WORDS)
VISIBILITIES = st.sampled_from([one for one in Visibility if one is not Visibility.UNKNOWN])
OPTIONS = st.builds(
    Options,
    read_timeout=st.floats(0.1, 1e6),
    total_timeout=st.none() | st.floats(0.1, 1e6),
    retry=st.builds(Retry, attempts=st.integers(1, 20)),
    budget=st.none()
    | st.builds(Budget, share=st.floats(0.01, 1), path=st.none() | st.just("budget.sqlite")),
    cache=st.none() | st.builds(Cache, max_bytes=st.integers(1)),
    verify=st.booleans(),
    ca=st.none() | TEXTS,
    client_certificate=st.none() | TEXTS | st.tuples(TEXTS, TEXTS),
)
ENDPOINTS = st.builds(Endpoint, url=TEXTS.filter(bool), provider=st.none() | WORDS, options=OPTIONS)
PLANS = st.builds(
    Plan,
    source=ENDPOINTS,
    target=ENDPOINTS,
    moves=st.lists(
        st.builds(Move, source=REPOS, target=REPOS, project=st.none() | WORDS),
        min_size=1,
        max_size=4,
        unique_by=(lambda move: move.source, lambda move: str(move.target).casefold()),
    ).map(tuple),
    namespaces=st.lists(
        st.builds(
            NewNamespace,
            path=WORDS,
            name=TEXTS.filter(bool),
            description=TEXTS,
            visibility=VISIBILITIES,
        ),
        max_size=2,
    ).map(tuple),
    projects=st.lists(
        st.builds(
            NewProject,
            namespace=WORDS,
            key=TEXTS.filter(bool),
            name=TEXTS.filter(bool),
            description=TEXTS,
            visibility=VISIBILITIES,
        ),
        max_size=2,
    ).map(tuple),
    users=st.dictionaries(IDS, IDS | st.just(""), max_size=4),
    groups=st.dictionaries(IDS, IDS | st.just(""), max_size=4),
    placeholder=st.none() | IDS,
    parts=st.frozensets(st.sampled_from(PARTS)),
    hooks_active=st.booleans(),
    archive=st.text(string.ascii_letters + "/ .é\"'\\", min_size=1).map(Path),
    remarks=st.dictionaries(st.tuples(st.sampled_from(["users", "moves"]), IDS), TEXTS, max_size=2),
)


# A busy machine draws whole plans slowly.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PLANS)
def test_a_plan_that_was_written_is_read_back(plan: Plan) -> None:
    """Whatever a plan holds stands in its text."""
    assert Plan.parse(plan.text()) == plan


def test_a_plan_reads_as_a_person_would_write_it() -> None:
    """The text is commented, short, and says nothing that holds anyway."""
    text = PLAN.text()
    assert (
        "# Each repository, and where it goes.\n[[moves]]\n# The site\n"
        'source = "PROJ/site"\ntarget = "acme/site"\nproject = "PROJ"\n\n'
        '[[moves]]\nsource = "~ada/notes"\ntarget = "acme/notes"\n\n# Who stands'
    ) in text
    assert '\nada = "{1}"\nbob = ""  # Bob = 1\n' in text
    assert '# placeholder = "id"\n' in text
    assert "options" not in text
    assert "visibility" not in text


def test_a_secret_is_not_in_the_text() -> None:
    """Neither credentials nor what may hold a password are written."""
    endpoint = Endpoint(
        url="https://git.example",
        credential=githost.Token("s3cret"),
        options=Options(proxy="http://me:s3cret@proxy.example:3128"),
    )
    text = Plan(source=endpoint, target=endpoint, moves=PLAN.moves).text()
    assert "s3cret" not in text
    assert "s3cret" not in repr(endpoint)


def test_the_archive_is_beside_the_plan(tmp_path: Path) -> None:
    """A plan means the same folder wherever it is read from."""
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.text(), encoding="utf-8")
    assert Plan.read(path).archive == tmp_path / "archive"


WHOLE = """\
[source]
url = "https://git.example"
[target]
url = "https://bitbucket.org"
[[moves]]
source = "PROJ/site"
target = "acme/site"
[users]
[groups]
"""


def test_little_is_enough() -> None:
    """What is left out has its usual value."""
    plan = Plan.parse(WHOLE)
    assert plan.parts == frozenset(PARTS)
    assert (plan.hooks_active, plan.archive, plan.placeholder) == (False, Path("archive"), None)


@pytest.mark.parametrize(
    ("before", "after", "complaint"),
    [
        ("[users]", "", r"\[users\] is missing; name everybody"),
        ("[groups]", "", r"\[groups\] is missing"),
        ("[source]", "[sauce]", r"\[source\] is missing; say there where to move from"),
        ('url = "https://git.example"', "", r'\[source\]: url is missing; write url = "https'),
        ('"https://git.example"', "5", r"\[source\]: url is 5; write a text"),
        ("[groups]", "[groups]\n[extra]", r"extra is no key here; keys are .*parts"),
        ("[target]", "[target]\npasword = 1", r"\[target\]: pasword is no key here; keys are url"),
        ("[source]", "parts = ['wikis']\n[source]", r"parts: there is no part 'wikis'; parts are"),
        ("[source]", "parts = 'tags'\n[source]", r"parts is 'tags'; write a list of texts"),
        ("[source]", "hooks_active = 1\n[source]", r"hooks_active is 1; write true or false"),
        ("[source]", "archive = ''\n[source]", r"archive is ''; write a text"),
        ("[source]", "placeholder = ' x'\n[source]", r"placeholder cannot be that: ' x' begins"),
        ("[source]", "users = 5\n[source]", r"is not TOML"),
        ("[users]", "[users]\nada = 5", r"\[users\]: ada is 5; write the id on the target"),
        ("[users]", "[users]\n'' = 'x'", r"\[users\]: '' cannot be that"),
        ('"PROJ/site"', '"site"', r"\[\[moves\]\] 1: source cannot be that: 'site' names no repo"),
        ("[[moves]]", "[moves]", r"moves is no list of tables; write each below a line \[\[moves"),
        (
            "[users]",
            '[[moves]]\nsource = "A/b"\ntarget = "acme/Site"\n[users]',
            r"\[\[moves\]\]: target acme/Site is that of PROJ/site and of A/b; give one",
        ),
        (
            "[users]",
            '[[moves]]\nsource = "PROJ/site"\ntarget = "acme/b"\n[users]',
            r"\[\[moves\]\]: source PROJ/site is there twice",
        ),
        (
            "[users]",
            "[[projects]]\nkey = 'A'\n[users]",
            r"\[\[projects\]\] 1: namespace is missing",
        ),
        (
            "[users]",
            "[[namespaces]]\npath = 'A'\nvisibility = 'secret'\n[users]",
            r"\[\[namespaces\]\] 1: visibility is 'secret'; write one of public",
        ),
        (
            "[target]",
            "[source.options]\nverify = 1\n[target]",
            r"\[source.options\]: options cannot be that: verify must be True or False",
        ),
        (
            "[target]",
            "[source.options]\nproxy = 'x'\n[target]",
            r"\[source.options\]: proxy is no key here",
        ),
        (
            "[target]",
            "[source.options]\nretry = {attempt = 1}\n[target]",
            r"\[source.options.retry\]: attempt is no key here; keys are attempts, backoff",
        ),
        (
            "[target]",
            "[source.options]\nretry = false\n[target]",
            r"\[source.options\]: retry is False; write a table, \[source.options.retry\]",
        ),
        (
            "[target]",
            "[source.options]\nretry = {attempts = 0}\n[target]",
            r"\[source.options\]: retry cannot be that: attempts must be a whole number from 1",
        ),
        ("[users]", "[users", r"is not TOML: .*line 8"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(before: str, after: str, complaint: str) -> None:
    """File, table and key are named, and what to write."""
    with pytest.raises(ConfigurationError) as caught:
        Plan.parse(WHOLE.replace(before, after, 1), "plan.toml")
    message = str(caught.value)
    assert message.startswith("plan.toml")
    assert "\n" not in message
    assert re.search(complaint, message), message


def test_a_plan_without_moves_moves_nothing() -> None:
    """It is refused, for nobody means it."""
    with pytest.raises(ConfigurationError, match=r"plan: \[\[moves\]\] is missing; write one"):
        Plan.parse(re.sub(r"\[\[moves\]\][^[]*", "", WHOLE))


def test_a_plan_that_is_not_there_is_told(tmp_path: Path) -> None:
    """So is one that is no text."""
    with pytest.raises(ConfigurationError, match=r"a\.toml cannot be read: No such file"):
        Plan.read(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(ConfigurationError, match=r"b\.toml cannot be read: it is not UTF-8"):
        Plan.read(tmp_path / "b.toml")


def test_plan_that_is_nested_without_end_is_told() -> None:
    """As one that is not TOML."""
    with pytest.raises(ConfigurationError, match=r"^p\.toml is not TOML: "):
        Plan.parse(f"parts = {'[' * 100_000}", "p.toml")
