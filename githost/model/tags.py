"""Tags."""

from collections.abc import Mapping
from typing import Any

import attrs

from githost.value import Value

__all__ = ["Tag"]


@attrs.frozen(kw_only=True)
class Tag(Value):
    """A tag and the commit that it points to.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/refs/tags/{name}`;
    Data Center `GET /rest/api/1.0/projects/{projectKey}/repos/{repositorySlug}/tags/{name}`.
    """

    #: Without `refs/tags/`. Cloud: `name`; Data Center: `displayId`.
    name: str
    #: Full SHA of the tagged commit, not of the tag object. Cloud: `target.hash`; Data Center:
    #: `latestCommit`.
    commit: str
    #: The annotation; None for a lightweight tag, and on Data Center, which does not tell.
    message: str | None = None
    #: Whether it is a tag object; None where the host does not tell. Cloud: it has a `tagger`;
    #: Data Center: its `hash`, the tag object's, is not null.
    annotated: bool | None = None
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
