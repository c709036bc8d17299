"""What is said where a host is used after its end, or elsewhere, or was forgotten."""

from githost.errors import ConfigurationError

__all__ = ["closed", "foreign_process", "unclosed"]


def closed() -> ConfigurationError:
    """Return the error for a host that is used after it was closed."""
    return ConfigurationError("this host is closed; connect again")


def unclosed(url: str) -> str:
    """Return the warning about a host at `url` that was forgotten with its connections open."""
    return f"the host at {url} was not closed; open it in a `with`, or call close()"


def foreign_process() -> ConfigurationError:
    """Return the error for a host that is used in a process other than the one that opened it.

    Parent and child would write into the same sockets, and the child would wait for what threads of
    the parent began.
    """
    return ConfigurationError(
        "this host was opened in another process, of which this one is a fork; connect again here"
    )
