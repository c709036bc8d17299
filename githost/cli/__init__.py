"""The command line, `githost`. Needs the extra `cli`."""

import io
import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line: exit status 0, 1 where the work failed or differs, 2 where what was given cannot work."""
    try:
        from githost.cli.app import run
    except ImportError as error:
        sys.stderr.write(
            f"githost: the command line needs more packages ({error}); pip install 'githost-sdk[cli]'\n"
        )
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        # Names may hold what the terminal's encoding has not; the command is not to end for that.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run(sys.argv[1:]))
