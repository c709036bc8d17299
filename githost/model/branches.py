"""Branches."""

from collections.abc import Mapping
from typing import Any

import attrs

from githost.value import Value

__all__ = ["Branch"]


@attrs.frozen(kw_only=True)
class Branch(Value):
    """A branch and the commit that it points to.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/refs/branches/{name}`;
    Data Center `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/branches`.
    """

    #: Without `refs/heads/`. Cloud: `name`; Data Center: `displayId`.
    name: str
    #: Full SHA of its tip. Cloud: `target.hash`; Data Center: `latestCommit`.
    commit: str
    #: Whether it is the default branch; None where telling would cost one more request (Cloud).
    #: Data Center: `isDefault`.
    default: bool | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
