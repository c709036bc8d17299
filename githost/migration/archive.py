"""Keeps what no target can hold, as files: pull requests whose commits are gone."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from githost.client.sync import Host
from githost.migration.plan import Move
from githost.migration.run import Run
from githost.model import PullRequest

__all__ = ["archived", "keep"]


def archived(run: Run, move: Move, number: int) -> Path:
    """Return the file of a pull request in the plan's archive."""
    return run.plan.archive / move.source.namespace / move.source.name / f"{number}.json"


def keep(run: Run, move: Move, pull: PullRequest) -> None:
    """Write a pull request with all that was said in it to its file: whole, or not at all."""
    path = archived(run, move, pull.number)
    document = json.dumps(_whole(run.sides.source, pull), ensure_ascii=False, indent=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_text(document, encoding="utf-8")
    unfinished.replace(path)


def _whole(source: Host, pull: PullRequest) -> dict[str, Any]:
    # Imported here: few migrations keep anything.
    from cattrs.preconf.json import make_converter

    plain = make_converter().unstructure
    repo, number = pull.ref.repo, pull.number
    return {
        "version": 1,
        "pull_request": plain(pull),
        "comments": [plain(one) for one in source.comments.list(repo, number)],
        "tasks": [plain(one) for one in source.tasks.list(repo, number)],
    }
