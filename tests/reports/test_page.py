"""What all pages share: they ask nobody, run only our scripts, and can be read."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from githost.reports import plots
from githost.reports.page import page, plot_library, script, web_link
from githost.reports.verification import verification_page
from tests.reports.worlds import verification

STYLE = Path(plots.__file__).parent / "templates" / "style.css"
#: The values of the page's colours, by theme.
LIGHT, DARK = (
    dict(re.findall(r"--(\w+): (#\w{6})", block))
    for block in re.findall(r":root \{(.*?)\}", STYLE.read_text("utf-8"), re.DOTALL)[:2]
)


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, as WCAG 2.2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, as WCAG 2.2 defines it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "quiet", "link"])
def test_text_can_be_read(theme: dict[str, str], ink: str) -> None:
    """On the page and on what is raised from it: 4.5:1 is level AA."""
    assert contrast(theme[ink], theme["paper"]) >= 4.5
    assert contrast(theme[ink], theme["raised"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_drawings_can_be_seen(theme: dict[str, str]) -> None:
    """3:1 is what graphics need, for the plots in both themes with the same colours."""
    for colour in (*plots._COLOURS, plots._OTHERS):
        assert contrast(colour, theme["paper"]) >= 3, colour


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("fate", ["kept", "degraded", "dropped", "differs"])
def test_fates_can_be_seen(theme: dict[str, str], fate: str) -> None:
    """On the page; their numbers stand beside them, so colour alone tells nothing."""
    assert contrast(theme[fate], theme["paper"]) >= 3


def test_policy_names_the_scripts_of_the_page() -> None:
    """By the digest of the text between their tags."""
    text = verification_page(verification(3))
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    assert scripts == [script("verification.js")]
    assert re.findall(r"sha256-([^']+)", policy) == digests
    assert "default-src 'none'" in policy


def test_library_ends_no_script() -> None:
    """It stands between two tags as it is."""
    assert "</script" not in plot_library()
    assert "<!--" not in plot_library()


def test_page_needs_all_its_values() -> None:
    """A template's misspelling is an error and not a gap."""
    from jinja2 import UndefinedError

    with pytest.raises(UndefinedError, match="target"):
        page("verification.html", source="a")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://git.example.com/a?b#c", "https://git.example.com/a?b#c"),
        ("http://127.0.0.1:7990/x", "http://127.0.0.1:7990/x"),
        ("HTTPS://git.example.com/", "HTTPS://git.example.com/"),
        ("javascript:alert(1)", None),
        (" javascript:alert(1)", None),
        ("java\nscript:alert(1)", None),
        ("data:text/html,x", None),
        ("//git.example.com/x", None),
        ("/x", None),
        ("https://[", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, link: str | None) -> None:
    """Whatever a host names as a page."""
    assert web_link(url) == link
