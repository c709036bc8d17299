"""Deploy keys: SSH keys that belong to a repository and to no person."""

from collections.abc import Mapping
from typing import Any

import attrs

from githost.value import Value

__all__ = ["DeployKey"]


@attrs.frozen(kw_only=True)
class DeployKey(Value):
    """An SSH key that may read, or also write, one repository.

    Source: Cloud `GET /repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}`; Data Center
    `GET /rest/keys/1.0/projects/{projectKey}/repos/{repositorySlug}/ssh/{keyId}`.
    """

    #: Both: the integer `id` as text.
    id: str
    #: The public key, as `ssh-ed25519 AAAA…`; hosts may drop or move its comment. Cloud: `key`;
    #: Data Center: `key.text`.
    key: str
    #: The name shown to people; empty where there is none.
    label: str = ""
    #: Always true on Cloud. Data Center: `permission` is `REPO_READ`.
    read_only: bool = True
    #: The host's own object, for what is not modelled; None unless kept. Secrets are removed.
    raw: Mapping[str, Any] | None = attrs.field(default=None, eq=False, repr=False)
