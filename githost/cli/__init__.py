"""The command line, `githost`. Needs the extra `cli`."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line: exit status 0, 1 where the work failed or differs, 2 where what was given cannot work."""
    try:
        from githost.cli.app import run
    except ImportError as error:
        sys.stderr.write(
            f"githost: the command line needs more packages ({error}); install githost-sdk[cli]\n"
        )
        sys.exit(2)
    sys.exit(run(sys.argv[1:]))
