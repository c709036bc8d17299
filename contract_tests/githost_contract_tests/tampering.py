"""Sees contract tests that a provider's author has replaced or removed."""

from githost_contract_tests.contract import ProviderContract

__all__ = ["explains", "tampering"]

_OURS = ProviderContract.__module__.rpartition(".")[0] + "."


def tampering(suite: type[ProviderContract], *, strict: bool) -> str | None:
    """Return what is wrong with a suite's class, None where that is nothing.

    `strict` is whether `xfail` is strict unless told.
    """
    for base in suite.__mro__:
        for name in vars(base):
            if name.startswith("test_") and base.__module__.startswith(_OURS):
                complaint = _complaint(suite, name, strict)
                if complaint is not None:
                    return complaint
    return None


def _complaint(suite: type[ProviderContract], name: str, strict: bool) -> str | None:
    last = next(base for base in suite.__mro__ if name in vars(base))
    found = vars(last)[name]
    if last.__module__.startswith(_OURS):
        return None
    if not callable(found) or not getattr(found, "__test__", True):
        done = "removes"
    elif not any(explains(mark, strict) for mark in getattr(found, "pytestmark", ())):
        done = "overrides"
    else:
        return None
    return (
        f"{last.__name__}.{name} {done} a test of the contract; while the promise is broken, mark "
        "an override xfail(reason=…, strict=True), else leave the test as it is"
    )


def explains(mark: object, strict: bool) -> bool:
    """Say whether a mark says why a promise is broken, and that it is; `strict` is the default."""
    named = getattr(mark, "kwargs", {})
    known = getattr(mark, "name", None) == "xfail"
    return bool(known and named.get("reason") and named.get("strict", strict))
