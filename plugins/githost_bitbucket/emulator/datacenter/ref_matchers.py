"""Matchers: which branches a branch permission or a default reviewer is about.

https://developer.atlassian.com/server/bitbucket/rest/, `RestRefRestriction.matcher`.
"""

from __future__ import annotations

import fnmatch
from typing import Any, Final

import attrs

from githost_bitbucket.emulator.datacenter.bodies import Body
from githost_bitbucket.emulator.datacenter.errors import invalid, invalid_argument
from githost_bitbucket.emulator.datacenter.names import BRANCH_PREFIX, branch_name
from githost_local.forge.records import Repository

_NAMES: Final = {
    "ANY_REF": "Any branch",
    "BRANCH": "Branch",
    "PATTERN": "Pattern",
    "MODEL_BRANCH": "Branching model branch",
    "MODEL_CATEGORY": "Branching model category",
}
_ANY: Final = "ANY_REF_MATCHER_ID"
#: The branching model that a repository has until somebody changes it:
#: https://confluence.atlassian.com/bitbucketserver/branches-776639968.html
_PREFIXES: Final = {
    "BUGFIX": "bugfix/",
    "FEATURE": "feature/",
    "HOTFIX": "hotfix/",
    "RELEASE": "release/",
}
_MODEL_BRANCHES: Final = frozenset({"development", "production"})


@attrs.frozen(kw_only=True)
class Matcher:
    """What chooses branches."""

    id: str
    display_id: str
    kind: str

    def matches(self, repository: Repository, name: str) -> bool:
        """Tell whether a branch of this short name is chosen."""
        match self.kind:
            case "ANY_REF":
                return True
            case "BRANCH":
                return branch_name(self.id) == name
            case "PATTERN":
                return _fits(name, self.id)
            case "MODEL_BRANCH":
                return self.id == "development" and name == repository.default_branch
            case _:
                return name.startswith(_PREFIXES[self.id])

    def answer(self) -> dict[str, Any]:
        """Return its JSON."""
        return {
            "id": self.id,
            "displayId": self.display_id,
            "type": {"id": self.kind, "name": _NAMES[self.kind]},
            "active": True,
        }


def read_matcher(body: Body | None, name: str) -> Matcher:
    """Read a matcher, which must be there, from what was sent."""
    kind_body = None if body is None else body.object("type")
    kind = None if kind_body is None else kind_body.text("id")
    if body is None or kind is None:
        raise invalid_argument(f"{name} must not be null")
    if kind not in _NAMES:
        raise invalid(f"'{kind}' is not a type of matcher", name)
    if kind == "ANY_REF":
        return Matcher(id=_ANY, display_id=_ANY, kind=kind)
    identifier = body.required("id")
    if kind == "BRANCH":
        short = branch_name(identifier)
        return Matcher(id=BRANCH_PREFIX + short, display_id=short, kind=kind)
    known = {"MODEL_BRANCH": _MODEL_BRANCHES, "MODEL_CATEGORY": frozenset(_PREFIXES)}.get(kind)
    if known is not None and identifier not in known:
        raise invalid(f"The branching model has no '{identifier}'", name)
    return Matcher(id=identifier, display_id=identifier.capitalize() if known else identifier,
                   kind=kind)  # fmt: skip


def _fits(name: str, pattern: str) -> bool:
    """Match as branch permission patterns do: a part of the name without slashes is enough.

    https://confluence.atlassian.com/bitbucketserver/branch-permission-patterns-776639814.html
    """
    full = BRANCH_PREFIX + name
    if pattern.endswith("/"):
        return f"/{pattern}" in f"/{full}"
    return fnmatch.fnmatchcase(f"/{full}", f"*/{pattern}")
