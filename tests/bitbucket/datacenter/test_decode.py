"""Times and permissions of every release become plain values."""

from datetime import UTC, datetime
from typing import Any

import pytest

from githost.errors import DecodeError
from githost.model import Permission
from githost_bitbucket.datacenter import decode


@pytest.mark.parametrize(
    "value",
    [
        1_700_000_000_250,
        "1700000000250",
        "2023-11-14T22:13:20.250Z",
        "2023-11-14T22:13:20.250+0000",
        "2023-11-14T23:13:20.250+01:00",
        "2023-11-14T22:13:20.250",
    ],
)
def test_times_in_every_recorded_form_are_one_moment(value: Any) -> None:
    """Milliseconds up to 10.2, ISO 8601 from 10.3, and what lies between."""
    assert decode.moment(value) == datetime(2023, 11, 14, 22, 13, 20, 250_000, tzinfo=UTC)


@pytest.mark.parametrize("value", ["soon", True, [], 10**40, ""])
def test_no_time_is_a_decode_error(value: Any) -> None:
    """And never another exception."""
    with pytest.raises(DecodeError):
        decode.moment(value)


@pytest.mark.parametrize(
    ("word", "permission"),
    [
        ("REPO_READ", Permission.READ),
        ("PROJECT_WRITE", Permission.WRITE),
        ("REPO_CREATE", Permission.WRITE),
        ("ADMIN", Permission.ADMIN),
        ("SYS_ADMIN", Permission.ADMIN),
        ("PROJECT_VIEW", Permission.NONE),
    ],
)
def test_words_for_permissions(word: str, permission: Permission) -> None:
    """The end of the word decides; unknown ones allow nothing."""
    assert decode.permission_of(word) is permission
