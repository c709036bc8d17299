"""Recorded documents of real servers become models."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from githost.errors import DecodeError
from githost.model import Permission
from githost_bitbucket.datacenter import decode, payloads

_DECODERS: Final[dict[str, tuple[Any, Callable[[Any], Any]]]] = {
    "pr": (payloads.PullRequest, decode.pull_request),
    "commit": (payloads.Commit, decode.commit),
    "repo": (payloads.Repository, decode.repository),
    "branch": (payloads.Branch, decode.branch),
    "tag": (payloads.Tag, decode.tag),
    "comment": (payloads.Comment, decode.comment),
    "activities": (payloads.Activity, decode.activity),
    "key": (payloads.DeployKey, decode.deploy_key),
    "hook": (payloads.Webhook, decode.hook),
    "user": (payloads.User, decode.user),
    "project": (payloads.Project, decode.namespace),
    "participant": (payloads.Participant, decode.review),
    "permissions": (payloads.Grant, decode.grant),
    "changes": (payloads.Change, decode.change),
    "statuses": (payloads.BuildStatus, decode.status),
    "restrictions": (payloads.Restriction, decode.branch_rule),
    "merge_check": (payloads.Mergeability, decode.mergeability),
    "default_reviewers": (payloads.Condition, lambda wire: wire),
    "diff": (payloads.Diff, lambda wire: wire),
}
_PLURALS: Final = {
    "prs": "pr",
    "commits": "commit",
    "repos": "repo",
    "branches": "branch",
    "tags": "tag",
    "comments": "comment",
    "keys": "key",
    "hooks": "hook",
    "users": "user",
    "projects": "project",
    "participants": "participant",
}
#: Recorded or made by hand without what every server sends: no document of the product.
_TRIMMED: Final = frozenset(
    {
        "branches/cdancy__branch-list.json",
        "diffs/danger-js__bitbucket_server_changes.json",
        "pullrequests/froggit__get_pull_request_response_nil.json",
        "statuses/froggit__commits_statuses_bad_decode.json",
    }
)


def _recorded(shared: Path) -> Iterator[tuple[str, str, Any]]:
    """Give file, kind and document of everything that has a decoder."""
    folder = shared / "fixtures"
    for entry in json.loads((folder / "index.json").read_text())["files"]:
        file, kind = entry["file"], entry["kind"]
        if entry["product"] != "datacenter" or ".golden." in file or not file.endswith(".json"):
            continue
        name = kind.removesuffix("_page").removesuffix("_list")
        name = _PLURALS.get(name, name)
        if name not in _DECODERS:
            continue
        document = json.loads((folder / file).read_text())
        if kind.endswith(("_page", "_list")):
            document = document["values"] if isinstance(document, dict) else document
        else:
            document = [document]
        for one in document:
            yield file.removeprefix("datacenter/"), name, one


def test_recorded_documents_are_read(shared: Path) -> None:
    """Whichever release sent them."""
    read = 0
    for file, kind, document in _recorded(shared):
        if file in _TRIMMED:
            continue
        shape, model = _DECODERS[kind]
        model(decode.decoder.structure(document, shape, at=file))
        read += 1
    assert read > 200


def test_recorded_models_hold_plain_values(shared: Path) -> None:
    """Times are UTC, and everything can stand in a set."""
    for file, kind, document in _recorded(shared):
        if file in _TRIMMED or kind in {"default_reviewers", "diff"}:
            continue
        shape, model = _DECODERS[kind]
        made = model(decode.decoder.structure(document, shape))
        hash(made)
        for name in (field.name for field in attrs.fields(type(made))):
            value = getattr(made, name)
            if isinstance(value, datetime):
                assert value.tzinfo is UTC, f"{file}: {name}"


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
