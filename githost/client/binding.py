"""How both windows bind an operation of the interface."""

import types
from typing import Any

__all__ = ["remembered"]


def remembered(window: Any, name: str, run: Any, operation: Any) -> Any:
    """Keep the bound operation on the window; its signature is the interface's, without `self`."""
    run.__wrapped__ = types.MethodType(operation, window)
    window.__dict__[name] = run
    return run
