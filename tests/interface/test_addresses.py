"""What callers give becomes a checked address, or an error that says what to write."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from githost.errors import ConfigurationError
from githost.interface.addresses import (
    group_ref,
    namespace_ref,
    pull_number,
    repo_ref,
    subject_ref,
    target_ref,
    user_ref,
)
from githost.model import (
    Group,
    GroupRef,
    Namespace,
    NamespaceRef,
    ProjectRef,
    RepoRef,
    Repository,
    User,
    UserRef,
)

SITE = RepoRef("acme", "site")
ADA = User(id="1", ref=UserRef("{1}"), name="ada")
DEVS = Group(id="2", ref=GroupRef("devs"), name="Developers")
ACME = Namespace(id="3", path="acme", name="Acme")

#: Texts rich in what breaks addresses.
HOSTILE = st.text(
    st.sampled_from("ab./\\?#%~{}@: \t\r\n\0\x7f\u2028\ud800é") | st.characters(), max_size=12
)


@pytest.mark.parametrize(
    ("value", "ref"),
    [
        pytest.param("acme/site", SITE, id="text"),
        pytest.param("group/sub/site", RepoRef("group/sub", "site"), id="nested namespace"),
        pytest.param("~ada/site", RepoRef("~ada", "site"), id="personal project"),
        pytest.param("{1}/{2}", RepoRef("{1}", "{2}"), id="ids in braces"),
        pytest.param(SITE, SITE, id="ref"),
        pytest.param(Repository(id="4", ref=SITE, name="Site"), SITE, id="model"),
    ],
)
def test_a_repository_is_found_in_all_its_forms(
    value: RepoRef | Repository | str, ref: RepoRef
) -> None:
    """Text is split at its last slash; refs and models are taken as they are."""
    assert repo_ref(value) == ref


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        pytest.param("acme", "NamespaceRef('acme')", id="namespace alone"),
        pytest.param("", "names no repository", id="empty"),
        pytest.param("/site", "empty part", id="no namespace"),
        pytest.param("acme/", "empty part", id="no name"),
        pytest.param("acme//site", "empty part", id="doubled slash"),
        pytest.param(" acme/site", "space", id="leading space"),
        pytest.param("acme/site ", "space", id="trailing space"),
        pytest.param("acme/si\rte", "control", id="carriage return"),
        pytest.param("acme/si\nte", "control", id="line feed"),
        pytest.param("ac\0me/site", "control", id="NUL"),
        pytest.param("acme/si\tte", "control", id="tab"),
        pytest.param("acme/si\ud800te", "control", id="lone surrogate"),
        pytest.param("acme/..", "'..'", id="parent"),
        pytest.param("./site", "'.'", id="here"),
        pytest.param("acme/../../admin", "'..'", id="climbing"),
        pytest.param("acme\\site/x", "\\", id="backslash"),
        pytest.param("acme/site?x=1", "?", id="query"),
        pytest.param("acme/site#1", "#", id="fragment"),
        pytest.param("acme/%2e%2e", "%", id="escape"),
        pytest.param("https://git.example/acme/site", "parse_url", id="URL"),
        pytest.param(RepoRef("acme", "a/b"), "/", id="slash in a ref's name"),
        pytest.param(RepoRef("acme", ""), "empty part", id="empty name in a ref"),
    ],
)
def test_what_is_no_repository_is_refused_with_a_hint(value: RepoRef | str, hint: str) -> None:
    """The message says what was wrong or what to write instead."""
    with pytest.raises(ConfigurationError) as caught:
        repo_ref(value)

    assert hint in str(caught.value)


@pytest.mark.parametrize("value", [None, 7, b"acme/site", ("acme", "site")], ids=repr)
def test_other_types_are_refused_by_name(value: object) -> None:
    """The message names the type that was given."""
    with pytest.raises(ConfigurationError, match=type(value).__name__):
        repo_ref(value)  # type: ignore[arg-type]  # what is refused


def test_a_ref_with_a_part_of_another_type_is_refused() -> None:
    """Refs check nothing themselves, so their parts are checked here."""
    with pytest.raises(ConfigurationError, match="int"):
        repo_ref(RepoRef("acme", 7))  # type: ignore[arg-type]  # what is refused


@pytest.mark.parametrize(
    "value", ["acme", NamespaceRef("acme"), ACME], ids=["text", "ref", "model"]
)
def test_a_namespace_is_found_in_all_its_forms(value: NamespaceRef | Namespace | str) -> None:
    """Where a namespace is asked for, a text is its path."""
    assert namespace_ref(value) == NamespaceRef("acme")


def test_a_repository_is_no_namespace() -> None:
    """A repository where a namespace is asked for is a mistake, not its namespace."""
    with pytest.raises(ConfigurationError, match="RepoRef"):
        namespace_ref(SITE)  # type: ignore[arg-type]  # what is refused


@pytest.mark.parametrize(
    ("value", "ref"),
    [
        pytest.param("acme/site", SITE, id="text"),
        pytest.param(NamespaceRef("acme"), NamespaceRef("acme"), id="namespace"),
        pytest.param(ProjectRef("acme", "WEB"), ProjectRef("acme", "WEB"), id="project"),
    ],
)
def test_a_target_keeps_its_kind(
    value: NamespaceRef | ProjectRef | str, ref: RepoRef | NamespaceRef | ProjectRef
) -> None:
    """A text is always a repository; the rest is what it says."""
    assert target_ref(value) == ref


def test_a_bare_word_is_no_target() -> None:
    """A text without a slash could be anything, and says so."""
    with pytest.raises(ConfigurationError, match="NamespaceRef"):
        target_ref("acme")


@pytest.mark.parametrize(
    ("value", "ref"),
    [
        pytest.param(ADA, UserRef("{1}"), id="user"),
        pytest.param(UserRef("ada"), UserRef("ada"), id="user's ref"),
        pytest.param(DEVS, GroupRef("devs"), id="group"),
        pytest.param(GroupRef("Core Devs"), GroupRef("Core Devs"), id="group's ref"),
    ],
)
def test_a_subject_keeps_its_kind(
    value: User | UserRef | Group | GroupRef, ref: UserRef | GroupRef
) -> None:
    """Users stay users and groups stay groups."""
    assert subject_ref(value) == ref


def test_a_text_is_no_subject() -> None:
    """A name could be a user's or a group's, so the message offers both."""
    with pytest.raises(ConfigurationError) as caught:
        subject_ref("ada")  # type: ignore[arg-type]  # what is refused

    assert "UserRef('ada')" in str(caught.value)
    assert "GroupRef('ada')" in str(caught.value)


def test_a_text_is_the_key_where_only_one_kind_is_meant() -> None:
    """Where a user or a group is asked for, a text is its id."""
    assert user_ref("ada") == UserRef("ada")
    assert group_ref("devs") == GroupRef("devs")


def test_a_group_is_no_user() -> None:
    """The kinds are not mixed up where only one is meant."""
    with pytest.raises(ConfigurationError, match="GroupRef"):
        user_ref(DEVS.ref)  # type: ignore[arg-type]  # what is refused
    with pytest.raises(ConfigurationError, match="UserRef"):
        group_ref(ADA.ref)  # type: ignore[arg-type]  # what is refused


def test_a_pull_request_number_is_given_back() -> None:
    """Numbers begin at 1."""
    assert pull_number(1) == 1


@pytest.mark.parametrize("value", [0, -1, True, "1", 1.0, None], ids=repr)
def test_what_is_no_pull_request_number_is_refused(value: object) -> None:
    """True counts as 1 in Python and as a mistake here."""
    with pytest.raises(ConfigurationError):
        pull_number(value)  # type: ignore[arg-type]  # what is refused


@given(HOSTILE)
def test_no_text_slips_through_as_a_repository(text: str) -> None:
    """A text becomes an address that prints as it was given, or a ConfigurationError."""
    try:
        ref = repo_ref(text)
    except ConfigurationError:
        return
    assert str(ref) == text
    assert "/" not in ref.name
    assert not {"", ".", ".."} & set(text.split("/"))
    assert not set("\\?#%\r\n\t\0") & set(text)
    text.encode()


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(namespace_ref, id="namespace"),
        pytest.param(lambda text: target_ref(ProjectRef("acme", text)), id="project"),
        pytest.param(lambda text: subject_ref(UserRef(text)), id="user"),
        pytest.param(lambda text: subject_ref(GroupRef(text)), id="group"),
    ],
)
@given(text=HOSTILE)
def test_no_text_slips_through_as_anything_else(check: Callable[[str], object], text: str) -> None:
    """The same for namespaces, projects, users and groups."""
    try:
        shown = str(check(text))
    except ConfigurationError:
        return
    assert shown.endswith(text)
    assert text == text.strip() != ""
    assert not set("\r\n\t\0") & set(text)
    text.encode()
