"""The conditions under which the forge refuses.

    ForgeError
    ├── NotFound            kind, key
    ├── AlreadyExists       kind, key
    ├── Invalid             field, reason
    └── Conflict            reason
        ├── StaleVersion    expected, current
        ├── WrongState      state, wanted
        ├── MergeConflict   paths
        ├── SourceMissing   branch
        ├── NothingToMerge
        ├── NotFastForward
        ├── NotEmpty        kind, key
        ├── RefMoved        ref
        └── Unchanged

Each carries what happened as attributes, so that a face can render its product's own body.
"""

from collections.abc import Iterable


class ForgeError(Exception):
    """Anything the forge refuses to do."""


class NotFound(ForgeError):  # noqa: N818 - conditions are named, as HTTP names them
    """A thing that was asked for does not exist."""

    def __init__(self, kind: str, key: object = "") -> None:
        super().__init__(f"{kind} {key} does not exist" if key != "" else f"{kind} does not exist")
        #: What was looked for: `account`, `repository`, `branch`, `commit`, `file`, ...
        self.kind = kind
        #: What it was looked up by.
        self.key = str(key)


class AlreadyExists(ForgeError):  # noqa: N818 - conditions are named, as HTTP names them
    """A thing with this name is already there."""

    def __init__(self, kind: str, key: object = "", *, existing: object = None) -> None:
        super().__init__(f"{kind} {key} already exists")
        #: What was to be made.
        self.kind = kind
        #: The name that is taken.
        self.key = str(key)
        #: The record that is in the way, where a face shows it (a duplicate pull request).
        self.existing = existing


class Invalid(ForgeError):  # noqa: N818 - conditions are named, as HTTP names them
    """An argument has a value that the forge cannot accept."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        #: The argument's name.
        self.field = field
        #: What is wrong with it, as the end of a sentence.
        self.reason = reason


class Conflict(ForgeError):  # noqa: N818 - conditions are named, as HTTP names them
    """The state of things does not allow it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        #: Why, as a sentence.
        self.reason = reason


class StaleVersion(Conflict):
    """A record has changed since the caller read it."""

    def __init__(self, expected: object, current: object) -> None:
        super().__init__(f"version {expected} was expected, but it is {current}")
        #: What the caller knew: a version, or a commit.
        self.expected = expected
        #: What is there now.
        self.current = current


class WrongState(Conflict):
    """A pull request, comment or repository is in a state that forbids the action."""

    def __init__(self, state: str, wanted: str, *, what: str = "it") -> None:
        super().__init__(f"it is {state}, and must be {wanted}")
        #: The state it is in, as a word.
        self.state = state
        #: The state or states it must be in, in words.
        self.wanted = wanted
        #: What is in that state, in words.
        self.what = what


class MergeConflict(Conflict):
    """Two branches change the same lines."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        super().__init__(f"conflicts in {', '.join(self.paths)}")


class SourceMissing(Conflict):
    """A pull request's source branch, or its repository, is gone."""

    def __init__(self, branch: str) -> None:
        super().__init__(f"the source branch {branch} no longer exists")
        #: The branch's name.
        self.branch = branch


class NothingToMerge(Conflict):
    """The target already holds everything that the source has."""

    def __init__(self) -> None:
        super().__init__("the source has no commits that the target lacks")


class NotFastForward(Conflict):
    """The target has commits of its own, and only a fast-forward was allowed."""

    def __init__(self) -> None:
        super().__init__("the target has commits that the source lacks")


class NotEmpty(Conflict):
    """A container that still holds repositories cannot be deleted."""

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"{kind} {key} still holds repositories")
        #: `namespace` or `project`.
        self.kind = kind
        #: Its path or code.
        self.key = str(key)


class RefMoved(Conflict):
    """A ref is not where the caller thought it was."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"{ref} has moved")
        #: The full name, `refs/heads/main`.
        self.ref = ref


class Unchanged(Conflict):
    """A commit would hold exactly what its parent holds."""

    def __init__(self) -> None:
        super().__init__("the files already are what they were to become")
