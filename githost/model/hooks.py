"""Hooks: whom the host calls when something happens, and the words for what happens."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.value import Value

__all__ = ["Delivery", "Event", "Hook"]


class Event(StrEnum):
    """What can happen on a host, in neutral words.

    Several may share one key of a host: Cloud's `pullrequest:updated` stands for PR_UPDATED,
    PR_SOURCE_UPDATED and PR_REVIEWERS_CHANGED.
    """

    #: Branches or tags were made, moved or deleted. Cloud: `repo:push`; Data Center:
    #: `repo:refs_changed`.
    PUSH = "push"
    REPO_CREATED = "repo_created"
    REPO_UPDATED = "repo_updated"
    REPO_DELETED = "repo_deleted"
    REPO_FORKED = "repo_forked"
    PR_OPENED = "pr_opened"
    #: Title, description or target changed.
    PR_UPDATED = "pr_updated"
    #: Commits were pushed to the source branch.
    PR_SOURCE_UPDATED = "pr_source_updated"
    PR_REVIEWERS_CHANGED = "pr_reviewers_changed"
    PR_APPROVED = "pr_approved"
    PR_UNAPPROVED = "pr_unapproved"
    PR_CHANGES_REQUESTED = "pr_changes_requested"
    PR_CHANGES_WITHDRAWN = "pr_changes_withdrawn"
    PR_MERGED = "pr_merged"
    PR_CLOSED = "pr_closed"
    PR_REOPENED = "pr_reopened"
    PR_DELETED = "pr_deleted"
    PR_COMMENT_CREATED = "pr_comment_created"
    PR_COMMENT_UPDATED = "pr_comment_updated"
    PR_COMMENT_DELETED = "pr_comment_deleted"
    PR_COMMENT_RESOLVED = "pr_comment_resolved"
    PR_COMMENT_REOPENED = "pr_comment_reopened"
    COMMIT_COMMENT_CREATED = "commit_comment_created"
    STATUS_CREATED = "status_created"
    STATUS_UPDATED = "status_updated"
    #: The host tries out whether anybody listens. Data Center: `diagnostics:ping`, unsigned.
    PING = "ping"


@attrs.frozen(kw_only=True)
class Hook(Value):
    """An address that the host calls when something happens.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/hooks/{uid}`; Data Center
    `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/webhooks/{webhookId}`.
    """

    #: Cloud: `uuid` in braces; Data Center: the integer `id` as text.
    id: str
    #: The address that is called.
    url: str
    #: What it is called for, in neutral words, as far as there are any for `vendor_events`.
    events: frozenset[Event] = frozenset()
    #: What it is called for, in the host's own keys. Both: `events`.
    vendor_events: frozenset[str] = frozenset()
    #: Whether it is called at all.
    active: bool = True
    #: Empty where there is none. Cloud: `description`; Data Center: `name`.
    description: str = ""
    #: Whether calls are signed; None where the host does not tell. The secret itself is never
    #: kept. Cloud: `secret_set`; Data Center: `configuration.secret` is there.
    has_secret: bool | None = None
    #: Whether the host checks the certificate of `url`; None where it does not tell. Cloud: the
    #: opposite of `skip_cert_verification`; Data Center: `sslVerificationRequired`.
    verify_ssl: bool | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Delivery(Value):
    """One call of a hook.

    Source: Data Center `GET …/webhooks/{webhookId}/latest`, `POST …/webhooks/test`; Cloud keeps
    none that can be read.
    """

    #: Names the call. Data Center: the `X-Request-Id` that the receiver saw.
    id: str
    #: The neutral event where there is one, else the host's key; None where it does not tell.
    event: Event | str | None = None
    #: HTTP status that the receiver answered; None where it did not answer.
    status: int | None = None
    #: When the call was made; None where the host does not tell.
    delivered_at: datetime | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
