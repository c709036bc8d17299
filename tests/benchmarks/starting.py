"""What imports and clients cost in a fresh process, in milliseconds of CPU over the bare interpreter.

As after `pip install` of the core into an environment of its own: nothing else is installed, for
finding entry points takes longer with every distribution, and modules come from compiled files.
"""

import importlib.metadata
import importlib.util
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.benchmarks.measuring import ROUNDS, Row, host_of

__all__ = ["starting"]

_OURS: Final = "githost-sdk"
_PACKAGES: Final = ("githost", "githost_bitbucket", "githost_local")
_CLIENT: Final = (
    "import githost; host = githost.connect('https://git.example.com', "
    "provider='bitbucket-datacenter', credential=githost.Token('t')); host.repos.list('SHOP')"
)
_HTTP: Final = "; import githost.engine.transport, cattrs"


def _install(folder: Path) -> None:
    """Link into `folder` the library, and the distributions that its core requires."""
    wanted, linked = [_OURS], set[str]()
    for name in wanted:
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            # Required on another version of Python.
            continue
        for top in {path.parts[0] for path in found.files or ()} - linked - {"..", "__pycache__"}:
            linked.add(top)
            if not top.endswith(".pth"):
                (folder / top).symlink_to(Path(str(found.locate_file(top))).resolve())
        for line in found.requires or ():
            other = re.match(r"[\w.-]+", line)
            if other is not None and "extra ==" not in line and other[0] not in wanted:
                wanted.append(other[0])
    for package in _PACKAGES:
        spec = importlib.util.find_spec(package)
        if package not in linked and spec is not None and spec.origin is not None:
            (folder / package).symlink_to(Path(spec.origin).parent)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def starting() -> list[Row]:
    """Measure imports, the first client, and later ones."""
    codes = ("pass", "import githost", _CLIENT, _CLIENT + _HTTP)
    with tempfile.TemporaryDirectory() as compiled, tempfile.TemporaryDirectory() as folder:
        _install(Path(folder))
        here = f"import sys; sys.path.append({folder!r}); "
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment.pop("PYTHONPATH", None)
        taken: list[list[float]] = [[] for _ in codes]
        for number in range(ROUNDS + 1):
            for code, found in zip(codes, taken, strict=True):
                # Without this environment's own packages.
                command = [sys.executable, "-S", "-c", here + code]
                began = _cpu_of_children()
                subprocess.run(command, check=True, env=environment)
                # The first round compiles.
                if number:
                    found.append((_cpu_of_children() - began) * 1000)
    nothing, face, client, http = (statistics.median(found) for found in taken)
    # The first one of a product in this process loads its plugin.
    host_of("https://git.example.com", "bitbucket-datacenter").close()
    began = time.process_time()
    for _ in range(100):
        host_of("https://git.example.com", "bitbucket-datacenter").close()
    each = (time.process_time() - began) * 10
    return [
        Row("import githost", face - nothing, 30, "ms"),
        Row("first client", client - nothing, 130, "ms"),
        Row("first client, and what its first request loads", http - nothing, None, "ms"),
        Row("each later client", each, 1, "ms"),
    ]
