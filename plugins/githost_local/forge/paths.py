"""Paths inside a repository, as callers give them."""

from githost_local.forge.errors import NotFound


def is_inside(path: str) -> bool:
    """Tell whether a path without outer slashes can name something in a tree."""
    return "\0" not in path and not any(part in {"", ".", ".."} for part in path.split("/"))


def existing(path: str) -> str:
    """Return the path without outer slashes; NotFound for one that no tree can have."""
    name = path.strip("/")
    if not is_inside(name):
        raise NotFound("file", path)
    return name
