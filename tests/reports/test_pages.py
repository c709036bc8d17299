"""Both pages in a browser: what its scripts make of them."""

from datetime import timedelta
from pathlib import Path

import pytest

from githost.reports.activity import count
from githost.reports.dashboard import dashboard_page
from githost.reports.verification import verification_page
from githost.reports.writing import write
from tests.reports.browser import Opened, open_page
from tests.reports.worlds import PERIOD, readings, verification

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def verified(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page of a verification of 10 000 items."""
    path: Path = tmp_path_factory.mktemp("page") / "verification.html"
    write(path, verification_page(verification(10_000)))
    return path


@pytest.fixture(scope="module", params=[False, True], ids=["light", "dark"])
def dashboard(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Opened:
    """Open the page of the world that is counted by hand."""
    figures = count(
        readings(),
        PERIOD,
        host="https://bitbucket.org",
        product="Bitbucket Cloud",
        targets=["acme"],
        at=PERIOD.until + timedelta(days=1),
    )
    folder: Path = tmp_path_factory.mktemp("page")
    write(folder / "dashboard.html", dashboard_page(figures))
    return open_page(folder / "dashboard.html", folder, dark=request.param)


def quiet(opened: Opened) -> bool:
    """Say whether a page complained of nothing, asked for nothing, and kept its title."""
    assert opened.console == ()
    assert opened.requests == ()
    titles = [text for name, _, text in opened.elements if name == "title"]
    return "taken" not in titles


def test_items_are_listed_gravest_first(verified: Path, tmp_path: Path) -> None:
    """The first 500 of them, whatever their names hold."""
    opened = open_page(verified, tmp_path)
    assert quiet(opened)
    assert opened.rows("items") == 500
    assert opened.text_of("shown") == "10000 of 10000; the first 500 are shown"
    assert opened.of_class("fate")[:101] == [*["differs"] * 100, "dropped"]
    assert not [name for name, _, _ in opened.elements if name == "img"]
    links = [a["href"] or "" for name, a, _ in opened.elements if name == "a"]
    assert len([link for link in links if link.startswith("https://git.example.com/")]) == 500
    assert not [link for link in links if link.startswith("javascript:")]


@pytest.mark.parametrize(
    ("fragment", "shown", "fates"),
    [
        ("#fate=differs", "100 of 10000", {"differs"}),
        ("#part=comments&fate=degraded&sort=name", "1000 of 10000", {"degraded"}),
        ("#text=%2342+LOGIN&part=tags", "34 of 10000", {"kept"}),
        ("#text=nothing+like+it", "0 of 10000", set()),
    ],
)
def test_fragment_filters(
    verified: Path, tmp_path: Path, fragment: str, shown: str, fates: set[str]
) -> None:
    """A filtered list can be passed on as a link."""
    opened = open_page(verified, tmp_path, fragment=fragment)
    assert quiet(opened)
    assert opened.text_of("shown").partition(";")[0] == shown
    assert set(opened.of_class("fate")) == fates


def test_fragment_sorts(verified: Path, tmp_path: Path) -> None:
    """Numbers in names by their value; the column says so to those who cannot see it."""
    opened = open_page(verified, tmp_path, fragment="#part=tags&sort=name&order=desc")
    assert quiet(opened)
    cells = [text for name, _, text in opened.elements if name == "td"]
    assert "#9992 Fix the login" in cells
    assert cells.index("#9992 Fix the login") < cells.index("#9991 Fix the login")
    heads = [a.get("aria-sort") for name, a, _ in opened.elements if name == "th"]
    assert [head for head in heads if head] == ["descending"]


def test_plots_are_drawn(dashboard: Opened) -> None:
    """All seven, with text in the colour of the page."""
    assert quiet(dashboard)
    (root,) = (a for name, a, _ in dashboard.elements if name == "html")
    assert root["data-drawn"] == "7"
    drawings = [
        a for name, a, _ in dashboard.elements if "js-plotly-plot" in (a.get("class") or "")
    ]
    assert len(drawings) == 7
    assert all((a["aria-label"] or "").endswith("The table below has the same.") for a in drawings)


def test_plots_take_names_as_they_are(dashboard: Opened) -> None:
    """Mark-up in them is shown and does nothing."""
    assert "Bob <b>Brown</b>" in dashboard.of_class("legendtext")
    assert not [name for name, _, _ in dashboard.elements if name == "img"]


def test_request_and_complaint_would_be_seen(tmp_path: Path) -> None:
    """A page that asks for something is told from one that does not."""
    page = tmp_path / "asks.html"
    page.write_text("<img src='http://canary.example/a.png'><script>throw Error('no')</script>")
    opened = open_page(page, tmp_path)
    assert opened.requests == ("http://canary.example/a.png",)
    assert len(opened.console) == 1
    assert "Error: no" in opened.console[0]


def test_script_of_another_does_not_run(tmp_path: Path) -> None:
    """Even if it got into the page: the policy names ours by digest."""
    path = tmp_path / "page.html"
    injected = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"
    page = verification_page(verification(3))
    path.write_text(page.replace("<main>", f"<main>{injected}"))
    opened = open_page(path, tmp_path)
    assert "taken" not in [text for name, _, text in opened.elements if name == "title"]
    assert len(opened.console) == 3
    assert all("Content Security Policy" in line for line in opened.console)
    assert opened.requests == ()
    assert opened.rows("items") == 3
