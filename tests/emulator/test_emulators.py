"""What both emulators of the distribution have in common."""

import subprocess
import sys

from githost_bitbucket.emulator import emulators


def test_both_products_have_an_emulator() -> None:
    """They are found by their providers' names."""
    assert [one.provider for one in emulators()] == ["bitbucket-cloud", "bitbucket-datacenter"]


def test_no_server_is_imported_before_it_starts() -> None:
    """Starlette and uvicorn are an extra that users of the client may not have."""
    code = (
        "import sys; from githost_bitbucket.emulator import emulators; emulators();"
        "print(sorted({'starlette', 'uvicorn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
