"""Statuses: what builds say about commits."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.value import Value

__all__ = ["Status", "StatusState"]


class StatusState(StrEnum):
    """How a build stands."""

    #: Waiting to begin. Both Bitbucket products have no such word: written as `INPROGRESS` and read
    #: back as RUNNING.
    PENDING = "pending"
    #: Both: `INPROGRESS`.
    RUNNING = "running"
    #: Both: `SUCCESSFUL`.
    SUCCESS = "success"
    #: Both: `FAILED`.
    FAILURE = "failure"
    #: Cloud: `STOPPED`; Data Center: `CANCELLED`.
    CANCELLED = "cancelled"
    #: The host said nothing, or a word that nobody knows. Data Center also has it: `UNKNOWN`.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class Status(Value):
    """What one build says about a commit.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/commit/{commit}/statuses`;
    Data Center `GET /rest/build-status/1.0/commits/{commitId}`.
    """

    #: Names the build; setting a status with the same key replaces it.
    key: str
    #: How the build stands.
    state: StatusState
    #: Where people read about the build; None where the host has none.
    url: str | None = None
    #: The name shown to people; None where the key is shown.
    name: str | None = None
    #: Empty where there is none.
    description: str = ""
    #: When it was first set. Cloud: `created_on`; Data Center: `createdDate` or `dateAdded`.
    created_at: datetime | None = None
    #: When it was last set. Cloud: `updated_on`; Data Center: `updatedDate`.
    updated_at: datetime | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
