"""Rate limits: what a product documents, and what an answer tells."""

import attrs

from githost.value import Value

__all__ = ["Allowance", "Limit"]


@attrs.frozen(kw_only=True)
class Limit(Value):
    """A rate limit that the product documents."""

    #: How many requests it grants in a window.
    requests: int
    #: The rolling window, in seconds.
    seconds: float
    #: Which requests share it, in the words of `Provider.resource`; None is all of them.
    resource: str | None = None
    #: Whether it is the limit of those who connect as nobody, and not that of an account.
    anonymous: bool = False


@attrs.frozen(kw_only=True)
class Allowance(Value):
    """What an answer tells of the limit that its request counted against.

    A bucket that fills steadily is told as a window: what fits into it, and the seconds in which it
    fills.
    """

    #: How many requests are granted in `seconds`; None where the answer does not say.
    requests: int | None = None
    #: The window, in seconds; None where the answer does not say.
    seconds: float | None = None
    #: How many of them are left; None where the answer does not say.
    left: int | None = None
    #: False: at the most so many are left.
    exact: bool = True
