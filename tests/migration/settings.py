"""What administrators set up: who may do what, which branches are guarded, who is called."""

import base64
import itertools
import random
import struct
from collections import Counter
from typing import Final

from githost.client.sync import Host
from githost.model import (
    BranchRuleKind,
    Event,
    GroupRef,
    NamespaceRef,
    Permission,
    RepoRef,
    UserRef,
)
from tests.migration.people import GROUPS, PEOPLE

__all__ = ["Settings"]

#: Every kind of rule that Data Center has, with a pattern and whether somebody is let through.
_RULES: Final = (
    (BranchRuleKind.DELETE, "main", False),
    (BranchRuleKind.FORCE_PUSH, "release/*", False),
    (BranchRuleKind.PULL_REQUEST_ONLY, "main", True),
    (BranchRuleKind.READ_ONLY, "archive/**", True),
    (BranchRuleKind.CREATE, "hotfix/*", True),
    (BranchRuleKind.DELETE, "user/zoë/*", True),
)
_EVENTS: Final = (
    {Event.PUSH},
    {Event.PR_OPENED, Event.PR_MERGED, Event.PR_CLOSED},
    {Event.PUSH, Event.PR_COMMENT_CREATED, Event.PR_APPROVED},
    {Event.REPO_FORKED, Event.PR_SOURCE_UPDATED},
)
_LEVELS: Final = (Permission.READ, Permission.WRITE, Permission.ADMIN)


class Settings:
    """The settings of one project or repository."""

    def __init__(self, admin: Host, target: NamespaceRef | RepoRef, chance: random.Random) -> None:
        self._admin = admin
        self._target = target
        self._chance = chance

    def project(self) -> None:
        """Let everybody in, and a few do more."""
        grant = self._admin.permissions.grant
        grant(self._target, GroupRef("staff"), Permission.WRITE)
        grant(self._target, GroupRef("release-managers"), Permission.ADMIN)
        grant(self._target, UserRef("dieter"), Permission.READ)

    def repository(self, permissions: int, hooks: int, rules: int, keys: int) -> Counter[str]:
        """Set up a repository once its work is done: a guarded branch would be in the way of it."""
        ref = self._target
        assert isinstance(ref, RepoRef)
        self._grants(permissions)
        for number in range(hooks):
            self._hook(ref, number)
        for kind, pattern, lets in self._chance.sample(_RULES, len(_RULES))[:rules]:
            self._rule(ref, kind, pattern, lets=lets)
        for number in range(keys):
            label = f"robot {number} ü"
            key = _key(self._chance)
            self._admin.deploy_keys.create(ref, label=label, key=key, read_only=number % 2 == 0)
        reviewers = self._chance.sample(PEOPLE[1:], self._chance.randrange(3))
        for person in reviewers:
            self._admin.default_reviewers.add(ref, UserRef(person.login))
        return Counter(
            {
                "permissions": permissions,
                "hooks": hooks,
                "branch rules": rules,
                "deploy keys": keys,
                "default reviewers": len(reviewers),
            }
        )

    def _grants(self, count: int) -> None:
        subjects: list[UserRef | GroupRef] = [UserRef(person.login) for person in PEOPLE[1:]]
        subjects += [GroupRef(name) for name in GROUPS]
        for place, subject in enumerate(self._chance.sample(subjects, count)):
            self._admin.permissions.grant(self._target, subject, _LEVELS[place % 3])

    def _hook(self, ref: RepoRef, number: int) -> None:
        # Nobody listens there: what is called must be on this machine.
        url = f"http://127.0.0.1:9/{ref}/{number}?token=x&y=%20"
        self._admin.hooks.create(
            ref,
            url=url,
            events=self._chance.choice(_EVENTS),
            secret=f"secret of {ref} {number}" if self._chance.random() < 0.5 else None,
            active=self._chance.random() < 0.7,
            description=f"Calls {number}: ü",
            verify_ssl=self._chance.random() < 0.8,
        )

    def _rule(self, ref: RepoRef, kind: BranchRuleKind, pattern: str, *, lets: bool) -> None:
        people = self._chance.sample(PEOPLE[1:], 2) if lets else ()
        teams = self._chance.sample(tuple(GROUPS), 1) if lets else ()
        self._admin.branch_rules.create(
            ref,
            kind=kind,
            pattern=pattern,
            users=[UserRef(person.login) for person in people],
            groups=[GroupRef(name) for name in teams],
        )


def _key(chance: random.Random) -> str:
    """Return a public key, of which nobody has the other half."""
    name = b"ssh-ed25519"
    parts = (name, chance.randbytes(32))
    packed = b"".join(itertools.chain.from_iterable((struct.pack(">I", len(p)), p) for p in parts))
    return f"ssh-ed25519 {base64.b64encode(packed).decode()} robot@ci"
