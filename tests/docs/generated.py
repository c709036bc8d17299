"""The parts of the documentation that are made from the code. Run it to make them anew."""

from collections.abc import Mapping
from pathlib import Path

import githost
from githost.cli.facts import matrix, scope_table, summary
from tests import floors
from tests.docs import commands

__all__ = ["PAGES", "fresh", "parts"]

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "docs" / "reference" / "capabilities.md",
    ROOT / "docs" / "reference" / "scopes.md",
    ROOT / "docs" / "reference" / "command-line.md",
    ROOT / "docs" / "explanation" / "fidelity.md",
)


def parts() -> Mapping[str, str]:
    """Return the text of each generated part by its name."""
    providers = githost.providers()
    tables = {f"scopes of {one.name}": scope_table(one) for one in providers if one.scopes}
    return {
        "summary": summary(providers),
        "matrix": matrix(providers),
        "floors": floors.table(),
        "commands": commands.reference(),
        **tables,
    }


def fresh(page: str) -> str:
    """Return `page` with what stands between its marks made anew."""
    for name, text in parts().items():
        begin, end = f"<!-- generated: {name} -->\n", "<!-- end -->"
        if begin in page:
            head, _, rest = page.partition(begin)
            page = f"{head}{begin}{text}{end}{rest.partition(end)[2]}"
    return page


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(fresh(path.read_text("utf-8")), "utf-8")
