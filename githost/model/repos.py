"""Repositories."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from githost.model.refs import RepoRef
from githost.value import Value

__all__ = ["CloneUrls", "Repository", "Visibility"]


class Visibility(StrEnum):
    """Who may read."""

    #: Everybody, without an account.
    PUBLIC = "public"
    #: Everybody who has an account on the host. Neither Bitbucket product has it.
    INTERNAL = "internal"
    #: Only those who were granted it.
    PRIVATE = "private"
    #: The host said nothing, or a word that nobody knows. Never written.
    UNKNOWN = "unknown"


@attrs.frozen(kw_only=True)
class CloneUrls(Value):
    """Where git reaches a repository. Neither address holds a user name or a secret."""

    #: None where the host has switched it off. Cloud: `links.clone` named `https`; Data Center:
    #: the one named `http`, which may be plain http.
    https: str | None = None
    #: None where the host has switched it off. Both: `links.clone` named `ssh`.
    ssh: str | None = None


@attrs.frozen(kw_only=True)
class Repository(Value):
    """A Git repository on a host.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}`;
    Data Center `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}`.
    """

    #: The host's immutable id. Cloud: `uuid` in braces; Data Center: the integer `id` as text.
    id: str
    #: Its address now; renaming changes it. Cloud: `full_name`; Data Center: project key and slug.
    ref: RepoRef
    #: The name shown to people; it may differ from `ref.name`.
    name: str
    #: Empty where there is none.
    description: str = ""
    #: Cloud: from `is_private`; Data Center: from `public`, of the repository or of its project.
    visibility: Visibility = Visibility.UNKNOWN
    #: Name without `refs/heads/`; None for an empty repository. Cloud: `mainbranch.name`;
    #: Data Center needs one more request for it, so it is None in lists.
    default_branch: str | None = None
    #: Whether it is frozen. Data Center from 8.0; always false on Cloud, which has no archiving.
    archived: bool = False
    #: Key of the grouping that holds it; None where the host has none (Data Center). Cloud:
    #: `project.key`.
    project: str | None = None
    #: What it was forked from; None for no fork, or where the caller may not see the origin.
    #: Cloud: `parent`; Data Center: `origin`.
    parent: RepoRef | None = None
    #: When it was made; None on Data Center, which does not tell. Cloud: `created_on`.
    created_at: datetime | None = None
    #: When it was last changed; None on Data Center, which does not tell. Cloud: `updated_on`.
    updated_at: datetime | None = None
    #: Its web page. Cloud: `links.html`; Data Center: the first of `links.self`.
    url: str | None = None
    #: Where git reaches it.
    clone_urls: CloneUrls = attrs.field(factory=CloneUrls)
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
