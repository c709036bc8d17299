"""What is moved where: a file that a person reads and edits before anything is done.

The file is TOML. It holds no secret: credentials are looked for where `githost.connect` looks.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import attrs

from githost.errors import ConfigurationError
from githost.migration.endpoint import Endpoint
from githost.model import RepoRef, Visibility

__all__ = ["PARTS", "Move", "NewNamespace", "NewProject", "Plan"]

#: What can be carried, in the order in which it is.
PARTS: Final = (
    "branches",
    "tags",
    "lfs",
    "settings",
    "permissions",
    "branch_rules",
    "default_reviewers",
    "deploy_keys",
    "hooks",
    "pull_requests",
    "comments",
    "tasks",
    "statuses",
)


@attrs.frozen(kw_only=True)
class Move:
    """One repository, and where it goes."""

    #: Its address on the host that is moved from.
    source: RepoRef
    #: Its address on the host that is moved to.
    target: RepoRef
    #: The key of the target's project that it goes into, where projects are no part of addresses.
    project: str | None = None


@attrs.frozen(kw_only=True)
class NewNamespace:
    """A namespace that is made on the target where it is missing."""

    #: Its address.
    path: str
    #: What people see.
    name: str
    #: What it is for.
    description: str = ""
    #: Who may see it.
    visibility: Visibility = Visibility.PRIVATE


@attrs.frozen(kw_only=True)
class NewProject:
    """A project, one that is no part of addresses, that is made on the target where it is missing."""

    #: The path of the namespace that it is in.
    namespace: str
    #: Its short name, unique in the namespace.
    key: str
    #: What people see.
    name: str
    #: What it is for.
    description: str = ""
    #: Who may see it.
    visibility: Visibility = Visibility.PRIVATE


@attrs.frozen(kw_only=True)
class Plan:
    """What is moved from where to where, and who stands for whom."""

    #: The host that is moved from; it is only read.
    source: Endpoint
    #: The host that is moved to.
    target: Endpoint
    #: The repositories that are moved.
    moves: tuple[Move, ...]
    #: Namespaces to make where they are missing.
    namespaces: tuple[NewNamespace, ...] = ()
    #: Projects to make where they are missing.
    projects: tuple[NewProject, ...] = ()
    #: The target's user for each of the source, by `UserRef.id`; empty where nobody stands for them.
    users: Mapping[str, str] = attrs.field(factory=dict)
    #: The target's group for each of the source, by `GroupRef.id`; empty where none stands for it.
    groups: Mapping[str, str] = attrs.field(factory=dict)
    #: The target's user who is asked to review in place of those for whom nobody stands.
    placeholder: str | None = None
    #: What is carried, of `PARTS`.
    parts: frozenset[str] = frozenset(PARTS)
    #: Whether hooks call from the start; else they are made inactive.
    hooks_active: bool = False
    #: The folder for pull requests that the target cannot hold.
    archive: Path = Path("archive")
    #: What whoever wrote the plan says of single lines, by table and name: comments in the text,
    #: which are not read back.
    remarks: Mapping[tuple[str, str], str] = attrs.field(factory=dict, eq=False, repr=False)

    @classmethod
    def read(cls, path: Path) -> "Plan":
        """Read the plan in the file at `path`; its archive is beside the file unless it is absolute.

        Raises `ConfigurationError`, one line that names file, table and key, for what is wrong.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            raise ConfigurationError(
                f"the plan {path} cannot be read: {why}; write one with githost migrate plan"
            ) from error
        plan = cls.parse(text, str(path))
        return attrs.evolve(plan, archive=path.parent / plan.archive)

    @classmethod
    def parse(cls, text: str, where: str = "the plan") -> "Plan":
        """Read a plan from `text`; `where` names it in complaints.

        Raises `ConfigurationError`, one line that names `where`, table and key, for what is wrong.
        """
        from githost.migration.planfile import read_plan

        try:
            document = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigurationError(f"{where} is not TOML: {error}") from error
        return read_plan(document, where)

    def text(self) -> str:
        """Return the plan as TOML, with comments, to read and to edit.

        Credentials, proxies and transports of the endpoints are not in it.
        """
        from githost.migration.planfile import write_plan

        return write_plan(self)

    def __attrs_post_init__(self) -> None:
        unknown = sorted(self.parts - set(PARTS))
        if unknown:
            raise ConfigurationError(
                f"parts: there is no part {unknown[0]!r}; parts are {', '.join(PARTS)}"
            )
        sources: dict[RepoRef, Move] = {}
        # Hosts tell repositories apart by name, but not by the case of its letters.
        targets: dict[str, Move] = {}
        for move in self.moves:
            if sources.setdefault(move.source, move) is not move:
                raise ConfigurationError(
                    f"[[moves]]: source {move.source} is there twice; leave one of them out"
                )
            other = targets.setdefault(str(move.target).casefold(), move)
            if other is not move:
                raise ConfigurationError(
                    f"[[moves]]: target {move.target} is that of {other.source} and of {move.source}; "
                    "give one of them another name"
                )
