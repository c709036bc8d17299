"""Commits, and how two of them relate."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from githost.model.users import User
from githost.value import Value

__all__ = ["Commit", "Comparison", "Signature"]


@attrs.frozen(kw_only=True)
class Signature(Value):
    """Who a commit names as its author or committer. Anybody can write anything there."""

    #: As the commit says. Cloud: the part of `raw` before the address; Data Center: `name`.
    name: str
    #: As the commit says; None where the host hides it or the commit has none. Cloud: the address
    #: in `raw`; Data Center: `emailAddress`.
    email: str | None = None
    #: The account that the host recognises by the address; None where it recognises none.
    user: User | None = None


@attrs.frozen(kw_only=True)
class Commit(Value):
    """A commit.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/commit/{commit}`;
    Data Center `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/commits/{commitId}`.
    """

    #: Full SHA. Cloud: `hash`; Data Center: `id`.
    sha: str
    #: The whole message.
    message: str = ""
    #: Who wrote the change; None where the host does not tell.
    author: Signature | None = None
    #: Who made the commit; None where the host does not tell.
    committer: Signature | None = None
    #: When the change was written. Cloud: `date`; Data Center: `authorTimestamp`.
    authored_at: datetime | None = None
    #: When the commit was made; None on Cloud, which has one date only. Data Center:
    #: `committerTimestamp`.
    committed_at: datetime | None = None
    #: Full SHAs, in the commit's order; empty for a root commit.
    parents: tuple[str, ...] = ()
    #: Its web page; None on Data Center, which names none.
    url: str | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Comparison(Value):
    """How far two commits are apart."""

    #: Number of commits that the head has and the base has not.
    ahead: int
    #: Number of commits that the base has and the head has not.
    behind: int
    #: Full SHA of the best common ancestor; None where the histories share nothing.
    merge_base: str | None = None
