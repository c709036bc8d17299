"""The pages at the top of the repository, which the documentation's own build does not read."""

import re
from pathlib import Path

import pytest

from tests.docs.generated import ROOT

PAGES = sorted(ROOT.glob("*.md"))
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_links_lead_to_files(page: Path) -> None:
    """A link without a scheme names a file of this repository."""
    missing = [
        link for link in _LINK.findall(page.read_text("utf-8")) if not (ROOT / link).exists()
    ]

    assert missing == []


def test_contributors_run_what_newcomers_run() -> None:
    """One command makes the environment and runs the tests; README has it, and CI takes it from there."""
    readme = (ROOT / "README.md").read_text("utf-8")
    command = readme.partition("<!-- tests -->\n")[2].partition("<!-- end -->")[0]

    assert command.startswith("```sh\n")
    assert command in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_every_decision_is_in_the_list() -> None:
    """The list of decisions, and the site's, name each page."""
    pages = sorted(one.name for one in (ROOT / "docs" / "decisions").glob("0*.md"))
    index = (ROOT / "docs" / "decisions" / "index.md").read_text("utf-8")
    site = (ROOT / "mkdocs.yml").read_text("utf-8")

    assert pages
    assert _LINK.findall(index) == pages
    assert [page for page in pages if f"decisions/{page}" not in site] == []
