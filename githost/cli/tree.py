"""The nouns among the commands: each is loaded when it is typed, so that the others cost nothing."""

import importlib
from collections.abc import Mapping
from typing import Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

__all__ = ["LATE", "NOUNS", "Commands"]

#: Each noun's module in `githost.cli.nouns`, and what the help says of it.
NOUNS: Final[Mapping[str, str]] = {
    "repo": "Repositories.",
    "namespace": "Namespaces: what stands before a repository's name.",
    "project": "Projects: groups of repositories inside a namespace.",
    "pr": "Pull requests.",
    "review": "Reviews of a pull request.",
    "reviewer": "Default reviewers of a repository.",
    "comment": "Comments on a pull request.",
    "task": "Tasks on a pull request.",
    "branch": "Branches.",
    "tag": "Tags.",
    "commit": "Commits.",
    "file": "Files of a repository.",
    "status": "Statuses: what builds say about commits.",
    "permission": "Permissions: who may do what.",
    "hook": "Hooks: whom the host calls when something happens.",
    "key": "Deploy keys: SSH keys of a repository.",
    "rule": "Branch rules: what may happen to which branches.",
    "user": "Users.",
    "group": "Groups.",
}
#: Other commands that are loaded when they are typed, in modules of their names in `githost.cli`.
LATE: Final[Mapping[str, str]] = {
    "api": "Send any request to a host's API.",
    "migrate": "Move repositories from one host to another.",
    "report": "Make a dashboard of commits, pull requests and reviews.",
}


class Commands(TyperGroup):
    """All commands of githost: those of `app.py`, and the nouns."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, nouns first."""
        return [*NOUNS, *LATE, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, loading it where that waited."""
        if cmd_name not in NOUNS and cmd_name not in LATE:
            return super().get_command(ctx, cmd_name)
        room = "githost.cli.nouns" if cmd_name in NOUNS else "githost.cli"
        app: typer.Typer = importlib.import_module(f"{room}.{cmd_name}").app
        found = get_command(app)
        found.name = cmd_name
        return found

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  # as click calls it
        """Write what there is into the help, without loading what waits."""
        width = formatter.width - 6 - max(len(name) for name in NOUNS)
        loaded = [
            (name, command.get_short_help_str(width))
            for name, command in self.commands.items()
            if not command.hidden
        ]
        with formatter.section("Nouns"):
            formatter.write_dl(list(NOUNS.items()))
        with formatter.section("Commands"):
            formatter.write_dl([*LATE.items(), *loaded])
