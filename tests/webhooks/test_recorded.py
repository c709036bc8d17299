"""Every recorded message of both products becomes the right event."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from githost.model import PullRequest, PullRequestState
from githost.webhooks import (
    CommentEvent,
    PullRequestEvent,
    PushEvent,
    ReviewEvent,
    StatusEvent,
    WebhookEvent,
    parse,
)
from tests.webhooks.facts import facts
from tests.webhooks.recorded import CLOUD, DATA_CENTER

FOLDERS = {"cloud": "bitbucket-cloud", "datacenter": "bitbucket-datacenter"}
RECORDED = [
    *(("cloud", name, said) for name, said in CLOUD.items()),
    *(("datacenter", name, said) for name, said in DATA_CENTER.items()),
]
#: Messages with values that no host sends, and what stands in them.
PLACEHOLDERS = {
    **{
        f"go-webhooks__pull-request-{name}.json": "the state is the text OPEN|MERGED|DECLINED"
        for name in (
            "approval-removed",
            "approved",
            "comment-created",
            "comment-deleted",
            "comment-updated",
            "created",
            "declined",
            "merged",
            "updated",
        )
    },
    "spinnaker__bitbucket_payload.json": "each hash is the text hash",
}


def _parsed(shared: Path, folder: str, name: str) -> WebhookEvent:
    fixtures = shared / "fixtures"
    index = json.loads((fixtures / "index.json").read_text("utf-8"))["files"]
    path = f"{folder}/webhooks/{name}"
    (kind,) = (one["kind"] for one in index if one["file"] == path)
    headers = {"X-Event-Key": kind.removeprefix("webhook:")}
    return parse(FOLDERS[folder], headers, (fixtures / path).read_bytes())


@pytest.mark.parametrize(
    ("folder", "name", "said"), RECORDED, ids=[f"{one[0]}-{one[1]}" for one in RECORDED]
)
def test_recorded_message_is_read(shared: Path, folder: str, name: str, said: str) -> None:
    """Class, kind, actor, repository and the facts of its class are those of the message."""
    event = _parsed(shared, folder, name)
    assert facts(event) == said
    assert event.body == (shared / "fixtures" / folder / "webhooks" / name).read_bytes()
    assert event.raw == json.loads(event.body)


@pytest.mark.parametrize(("folder", "table"), [("cloud", CLOUD), ("datacenter", DATA_CENTER)])
def test_no_recorded_message_is_left_out(shared: Path, folder: str, table: dict[str, str]) -> None:
    """The tables name every file there is."""
    files = (shared / "fixtures" / folder / "webhooks").glob("*.json")
    assert set(table) == {file.name for file in files if not file.name.endswith(".golden.json")}


def test_values_are_odd_only_where_the_message_has_placeholders(shared: Path) -> None:
    """Elsewhere each state is a known one, and each hash is one."""
    odd = {name for folder, name, _ in RECORDED if _is_odd(_parsed(shared, folder, name))}
    assert odd == set(PLACEHOLDERS)


def _is_odd(event: WebhookEvent) -> bool:
    if isinstance(event, PushEvent):
        hashes = [sha for change in event.changes for sha in (change.old, change.new) if sha]
        return not all(re.fullmatch("[0-9a-f]{40}", sha) for sha in hashes)
    pull_request = getattr(event, "pull_request", None)
    return isinstance(pull_request, PullRequest) and (
        pull_request.state is PullRequestState.UNKNOWN
    )


def _goldens(shared: Path) -> list[tuple[str, str, Any]]:
    return [
        (folder, file.name.replace(".golden", ""), json.loads(file.read_text("utf-8")))
        for folder in FOLDERS
        for file in sorted((shared / "fixtures" / folder / "webhooks").glob("*.golden.json"))
    ]


def test_another_library_reads_the_same(shared: Path) -> None:
    """Repository, ends of a push, and the pull request are those of go-scm's own answers."""
    goldens = _goldens(shared)
    assert len(goldens) > 30
    for folder, name, golden in goldens:
        event = _parsed(shared, folder, name)
        _same(event, golden, name)


def _same(event: WebhookEvent, golden: Any, name: str) -> None:
    assert event.repository is not None, name
    repository = event.repository
    theirs = golden["Repo"]
    assert (repository.id, repository.ref.namespace, repository.ref.name) == (
        theirs["ID"],
        theirs["Namespace"],
        theirs["Name"],
    ), name
    if isinstance(event, PushEvent):
        (change,) = event.changes
        if "Action" in golden:  # a branch or tag came or went
            theirs = golden["Ref"]
            assert (change.name, change.new or change.old) == (theirs["Name"], theirs["Sha"]), name
        else:
            assert golden["After"] == change.new, name
            assert golden.get("Before", change.old) == change.old, name
    elif isinstance(event, PullRequestEvent | ReviewEvent):
        theirs, found = golden["PullRequest"], event.pull_request
        assert (found.number, found.title, found.source.branch, found.target.branch) == (
            theirs["Number"],
            theirs["Title"],
            theirs["Source"],
            theirs["Target"],
        ), name
        assert (found.state is PullRequestState.MERGED) == theirs["Merged"], name
        assert found.source.commit == theirs["Sha"], name
    elif isinstance(event, CommentEvent):
        assert event.comment.body == golden["Comment"]["Body"], name
    else:
        assert isinstance(event, StatusEvent), name
        assert event.commit == golden["Commit"]["Sha"], name
