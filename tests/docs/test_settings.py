"""The TOML of the documentation is read by what is to read it."""

import importlib.metadata
import tomllib
from pathlib import Path

import pytest

import githost
from githost import registry
from githost.engine.configuration import configured
from tests.docs.blocks import ROOT, named
from tests.docs.desks import AUTHENTICATE, CLOUD, DATA_CENTER, pass_prints, settings
from tests.docs.kinds import Kind, holding, pages
from tests.examples.places import EXAMPLES

AUTHORS = ROOT / "docs" / "plugin-authors" / "index.md"
OBSERVE = ROOT / "docs" / "how-to" / "observe.md"


def test_each_page_with_settings_is_tested() -> None:
    """Those with a file of the user's, and those with an entry point."""
    assert sorted(pages(Kind.SETTINGS)) == sorted([AUTHENTICATE, AUTHORS, OBSERVE])


def test_configuration_file_gives_credentials(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One from the environment, the other from what a program prints."""
    path = tmp_path / "config.toml"
    path.write_text(settings(), "utf-8")
    path.chmod(0o600)
    pass_prints("of the program", tmp_path, monkeypatch)
    monkeypatch.setenv("GITHOST_CONFIG", str(path))
    center, cloud = configured(DATA_CENTER), configured(CLOUD)
    assert center is not None
    assert cloud is not None
    assert (center.provider, cloud.provider) == ("bitbucket-datacenter", None)
    assert center.credential({"WORK_TOKEN": "of the environment"}) == githost.Token(
        "of the environment"
    )
    assert cloud.credential() == githost.ApiToken("me@example.com", "of the program")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (AUTHORS, holding(Kind.PYTHON, AUTHORS)[0].text),
        (OBSERVE, (EXAMPLES / "tracing.py").read_text("utf-8")),
    ],
    ids=lambda given: named(given) if isinstance(given, Path) else "",
)
def test_entry_point_makes_the_code_a_plugin(
    page: Path, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code that the page shows, as the module that it names, is found and asked."""
    [block] = holding(Kind.SETTINGS, page)
    points = [
        importlib.metadata.EntryPoint(name, value, group)
        for group, those in tomllib.loads(block.text)["project"]["entry-points"].items()
        for name, value in those.items()
    ]
    [point] = points
    module = tmp_path.joinpath(*point.value.split(".")).with_suffix(".py")
    module.parent.mkdir(exist_ok=True)
    module.write_text(code, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(
        importlib.metadata,
        "entry_points",
        lambda group: [one for one in points if one.group == group],
    )
    found = registry.installed.__wrapped__()
    assert found.broken == {}
    assert len(found.providers) + len(found.observers) == 1
