"""Who connects: what a token exchange gives, and what a host tells of a credential."""

from datetime import datetime

import attrs

from githost.credentials import Secret
from githost.model import User
from githost.value import Value

__all__ = ["AccessToken", "Identity"]


@attrs.frozen(kw_only=True)
class AccessToken(Value):
    """What an OAuth 2 client was given for itself, or for a user."""

    #: The bearer token.
    token: Secret
    #: Seconds until it expires; None where the host does not say.
    expires_in: float | None = None
    #: The refresh token to use from now on; None where the one that was used stays good.
    refresh_token: Secret | None = None


@attrs.frozen(kw_only=True)
class Identity(Value):
    """Whom the host takes us for."""

    #: None for a token that belongs to no person (a repository's), and for nobody.
    user: User | None = None
    #: What the credential allows, in the host's words; None where the host does not say.
    scopes: tuple[str, ...] | None = None
    #: When the credential expires; None where the host does not say.
    expires_at: datetime | None = None
