"""The commands of the command line, as its reference lists them."""

from collections.abc import Iterator
from typing import Any

from typer.main import get_command

from githost.cli.app import app

__all__ = ["commands", "reference"]

#: Options that the page explains once.
SHARED = frozenset(
    {
        *("host", "provider", "anonymous", "repo", "where", "json", "form", "limit"),
        *("all_of_them", "yes", "help", "install_completion", "show_completion"),
    }
)


def commands() -> dict[tuple[str, ...], Any]:
    """Return every command of the tree that is no group, by its words."""
    return dict(_walk(get_command(app), ()))


def _walk(command: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not hasattr(command, "list_commands"):
        yield path, command
        return
    for name in command.list_commands(None):
        yield from _walk(command.get_command(None, name), (*path, name))


def reference() -> str:
    """Return the commands noun by noun, as Markdown."""
    lines: list[str] = []
    before = ""
    for path, command in commands().items():
        if path[0] != before:
            before = path[0]
            lines += [f"## githost {before}", ""]
        lines += _described(path, command)
    return "\n".join(lines)


def _described(path: tuple[str, ...], command: Any) -> list[str]:
    text, _, example = command.help.partition("Example: ")
    arguments = [one for one in command.params if type(one).__name__ == "TyperArgument"]
    usage = " ".join(("githost", *path, *map(_placed, arguments)))
    own = [one for one in command.params if one not in arguments and one.name not in SHARED]
    lines = [f"### {' '.join(path)}", "", f"`{usage}`", "", " ".join(text.split()), ""]
    lines += ["```console", f"$ {' '.join(example.split())}", "```", ""]
    lines += [f"- {_spelt(one)}: {one.help}" for one in own]
    return [*lines, ""] if own else lines


def _placed(argument: Any) -> str:
    name: str = argument.metavar or argument.name.upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _spelt(option: Any) -> str:
    return ", ".join(f"`{word}`" for word in (*option.opts, *option.secondary_opts))
