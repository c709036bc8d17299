"""The public face: complete, sorted, and instant to import."""

import subprocess
import sys

import pytest

import githost


def test_all_is_complete_and_sorted() -> None:
    """Every public name is listed once, in order, and can be loaded."""
    assert githost.__all__ == sorted(set(githost.__all__))
    assert set(dir(githost)) == {*githost.__all__, "__version__"}
    for name in githost.__all__:
        assert getattr(githost, name) is not None


def test_unknown_name_is_an_attribute_error() -> None:
    """A name that is not there says so."""
    with pytest.raises(AttributeError, match="'nothing'"):
        githost.__getattr__("nothing")


def test_import_loads_nothing() -> None:
    """`import githost` loads no plugin, no command line, no server, no HTTP library, no models."""
    code = (
        "import sys; before = set(sys.modules); import githost; "
        "print(sorted(n for n in set(sys.modules) - before if n.partition('.')[0] not in {'githost', '__future__'}), "
        "sorted(n for n in sys.modules if n.startswith('githost')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] ['githost']"


def test_connecting_loads_no_command_line_and_no_server() -> None:
    """A script that opens a host pays for no typer, rich, starlette or uvicorn."""
    code = (
        # The HTTP library loads what it finds for a command line of its own.
        "import sys, httpx; before = set(sys.modules); import githost; "
        "githost.connect('https://bitbucket.org', credential=githost.Token('t')).close(); "
        "print([n for n in ('typer', 'rich', 'starlette', 'uvicorn', 'sqlite3', 'githost.cli') "
        "if n in set(sys.modules) - before])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
