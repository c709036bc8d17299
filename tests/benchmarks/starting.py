"""What imports and clients cost in a fresh process, in milliseconds over the bare interpreter.

As after `pip install` of the core: modules come from compiled files, and what httpx imports only
where it happens to be installed for other reasons (click and rich, for its command line) is hidden.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from typing import Final

from tests.benchmarks.measuring import ROUNDS, Row, host_of

__all__ = ["starting"]

_CORE: Final = "import sys; sys.modules.update(dict.fromkeys(('click', 'rich', 'msgspec'))); "
_CLIENT: Final = (
    "import githost; host = githost.connect('https://git.example.com', "
    "provider='bitbucket-datacenter', credential=githost.Token('t')); host.repos.list('SHOP')"
)
_HTTP: Final = "; import githost.engine.transport, cattrs"


def starting() -> list[Row]:
    """Measure imports, the first client, and later ones."""
    codes = ("pass", "import githost", _CORE + _CLIENT, _CORE + _CLIENT + _HTTP)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        taken: list[list[float]] = [[] for _ in codes]
        for number in range(ROUNDS + 1):
            for code, found in zip(codes, taken, strict=True):
                began = time.perf_counter()
                subprocess.run([sys.executable, "-c", code], check=True, env=environment)
                # The first round compiles.
                if number:
                    found.append((time.perf_counter() - began) * 1000)
    nothing, face, client, http = (statistics.median(found) for found in taken)
    # The first one of a product in this process loads its plugin.
    host_of("https://git.example.com", "bitbucket-datacenter").close()
    began = time.perf_counter()
    for _ in range(100):
        host_of("https://git.example.com", "bitbucket-datacenter").close()
    each = (time.perf_counter() - began) * 10
    return [
        Row("import githost", face - nothing, 30, "ms"),
        Row("first client", client - nothing, 130, "ms"),
        Row("first client, and what its first request loads", http - nothing, None, "ms"),
        Row("each later client", each, 1, "ms"),
    ]
