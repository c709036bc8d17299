"""What is no address is checked before anything is sent."""

import pytest

from githost.errors import ConfigurationError
from githost.interface.arguments import (
    commit_sha,
    file_path,
    grantable,
    hook_events,
    hook_secret,
    path_within,
    ref_name,
)
from githost.model import Permission


@pytest.mark.parametrize("length", [7, 40, 64])
def test_a_sha_is_given_back_in_lower_case(length: int) -> None:
    """Whole ones and their first digits are the same to git in capitals."""
    assert commit_sha("ABCDEF0123456789"[:7] + "0" * (length - 7)) == "abcdef0" + "0" * (length - 7)


@pytest.mark.parametrize("value", ["", "main", "0" * 6, "0" * 41, "0" * 65, "0" * 39 + "g", None])
def test_what_is_no_sha_is_refused(value: object) -> None:
    """A guard that fits every commit would guard nothing."""
    with pytest.raises(ConfigurationError, match="SHA"):
        commit_sha(value)  # type: ignore[arg-type]  # what is refused


@pytest.mark.parametrize("value", ["", " ", "\n", None, 7], ids=repr)
def test_name_that_is_empty_is_refused(value: object) -> None:
    """Hosts take it for all branches, or for the default one."""
    with pytest.raises(ConfigurationError, match="branch"):
        ref_name(value, "branch")  # type: ignore[arg-type]  # what is refused


@pytest.mark.parametrize(
    ("value", "path"), [("", ""), ("/", ""), ("/docs/a b.md", "docs/a b.md"), ("docs/", "docs")]
)
def test_path_loses_the_slashes_at_its_ends(value: str, path: str) -> None:
    """All of these are written from the root; an empty one is the root."""
    assert path_within(value) == path


@pytest.mark.parametrize("value", ["..", "../x", "a/./b", "a//b", "a\0b", None], ids=repr)
def test_what_is_no_path_is_refused(value: object) -> None:
    """It would lead somewhere else, or nowhere."""
    with pytest.raises(ConfigurationError, match="path"):
        path_within(value)  # type: ignore[arg-type]  # what is refused


def test_root_is_no_file() -> None:
    """A file's path is not empty."""
    with pytest.raises(ConfigurationError, match="empty"):
        file_path("/")


@pytest.mark.parametrize("value", [Permission.NONE, "write", None], ids=str)
def test_what_cannot_be_granted_is_refused(value: object) -> None:
    """NONE is taken away, not granted."""
    with pytest.raises(ConfigurationError, match=r"revoke|githost\.Permission"):
        grantable(value)  # type: ignore[arg-type]  # what is refused


def test_text_is_no_collection_of_events() -> None:
    """Its letters are none either."""
    assert hook_events(["push", "push"]) == {"push"}
    with pytest.raises(ConfigurationError, match="collection"):
        hook_events("push")


def test_empty_secret_is_refused() -> None:
    """It would protect nothing, or take away the one that there is."""
    with pytest.raises(ConfigurationError, match="empty"):
        hook_secret("")
