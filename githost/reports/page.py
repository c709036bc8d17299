"""What all pages share: one file that asks nobody for anything, in light, dark and print.

A page carries its style, scripts and data, so it works offline and by mail. Its content policy
forbids every request, and lets no script run but ours, which it names by digest: a title that
holds mark-up stays a title, even if an escape were forgotten.

Plots are drawn by plotly.js. It makes a page of 5 MB (1.5 MB compressed), which a mail still takes;
in return readers point at a value, zoom into a month and leave an author out. The others weighed:
Vega-Altair is a fifth of it, but needs a browser engine of 33 MB at the writer's side to become one
file, and evaluates code, which the policy forbids; matplotlib's SVG is small, and a picture only.
Where shares are all there is to show, a page draws them itself and carries no library.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import githost
from githost.errors import ConfigurationError

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["page", "plot_library", "require_extra", "script", "web_link"]


def require_extra() -> None:
    """Find out whether pages can be made, before much is read for them.

    Raises `ConfigurationError` where a package of the extra `report` cannot be imported.
    """
    try:
        for name in ("jinja2", "plotly"):
            import_module(name)
    except ImportError as error:
        raise ConfigurationError(
            f"pages need more packages ({error}); pip install 'githost-sdk[report]'"
        ) from error


@cache
def _environment() -> "Environment":
    require_extra()
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("githost.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def page(template: str, *, scripts: Sequence[str] = (), **values: Any) -> str:
    """Fill in a template and return the whole page.

    `scripts` run in this order at the end of the page; nothing else does.

    Raises `ConfigurationError` where the extra `report` is not installed.
    """
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            scripts=scripts,
            digests=[_digest(text) for text in scripts],
            version=githost.__version__,
        )
    )


def script(name: str) -> str:
    """Return the text of one of our scripts."""
    environment = _environment()
    loader = environment.loader
    assert loader is not None
    text, _, _ = loader.get_source(environment, name)
    return text


@cache
def plot_library() -> str:
    """Return the script of plotly.js.

    Raises `ConfigurationError` where the extra `report` is not installed.
    """
    require_extra()
    from plotly.offline import get_plotlyjs

    text: str = get_plotlyjs()
    return text


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def web_link(url: str | None) -> str | None:
    """Return an address that a reader may follow, None for any other: hosts' words are not trusted."""
    if url is None:
        return None
    try:
        return url if urlsplit(url).scheme in {"http", "https"} else None
    except ValueError:
        return None
