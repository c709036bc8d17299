"""Pushes branches and tags, and what pull requests need, so that nothing others pushed is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import attrs

from githost.errors import WrongStateError
from githost.migration.carrying import Counts, Failure
from githost.migration.git import refs_of
from githost.migration.journal import State
from githost.migration.mirror import Mirror
from githost.migration.parts.refs import HEADS, KEPT, OWN
from githost.migration.plan import Move
from githost.migration.run import Run
from githost.model import RepoRef

__all__ = ["REFS", "Pushing"]

#: The part under which the journal has the refs that were pushed to a repository.
REFS = "refs"
_LFS = "lfs"
_TAGS = "refs/tags/"


@attrs.frozen
class Pushing:
    """The refs of one repository: what the target has, and what earlier runs pushed there."""

    run: Run
    move: Move
    #: Where git reaches the repository on the target.
    url: str
    environment: Mapping[str, str] = attrs.field(repr=False)
    now: Mapping[str, str]
    pushed: Mapping[str, str]

    @classmethod
    def to(cls, run: Run, move: Move, there: RepoRef) -> Pushing:
        """Look at the repository `there` on the target."""
        git = run.sides.target.git
        url, environment = git.clone_url(there), git.environment()
        entry = run.journal.find(REFS, str(move.source))
        pushed = json.loads(entry.note) if entry is not None and entry.note else {}
        return cls(run, move, url, environment, refs_of(url, environment), pushed)

    def wanted(self, refs: Mapping[str, str]) -> dict[str, str]:
        """Return those of the source's `refs` that the plan carries."""
        prefixes = {"branches": HEADS, "tags": _TAGS}
        carried = tuple(prefix for part, prefix in prefixes.items() if self.run.carries(part))
        return {
            name: sha
            for name, sha in refs.items()
            if name.startswith(carried) and (name == KEPT or not name.startswith(OWN))
        }

    def has(self, refs: Mapping[str, str]) -> bool:
        """Say whether all that the plan carries of the source's `refs` is on the target, large files too."""
        large = self.run.journal.find(_LFS, f"{self.move.source}/{_LFS}")
        if large is not None and large.state is State.DROPPED:
            return False
        return all(self.now.get(name) == sha for name, sha in self.wanted(refs).items())

    def push(self, mirror: Mirror, needed: Mapping[str, str]) -> Counts:
        """Push what is carried, and the branches that are `needed` for pull requests."""
        counts = Counts()
        if self.run.carries(_LFS) and mirror.uses_lfs():
            self._large_files(mirror, counts)
        wanted = self.wanted(mirror.refs())
        refs: dict[str, str] = {}
        for name, sha in wanted.items():
            was = self.now.get(name)
            if was == sha:
                counts.kept += 1
            elif was is None or was == self.pushed.get(name) or mirror.contains(sha, was):
                refs[name] = sha
            else:
                error = WrongStateError(
                    f"{name} was moved on the target since; it is left as it is"
                )
                counts.failures.append(Failure(f"{self.move.source} {name}", error))
        refs |= {name: sha for name, sha in needed.items() if self.now.get(name) != sha}
        kept = self._kept(mirror, needed.values())
        if kept is not None:
            refs[KEPT] = kept
        mirror.push(self.url, self.environment, refs, self.now)
        counts.made += sum(name not in self.now for name in refs)
        counts.changed += sum(name in self.now for name in refs)
        same = {name: sha for name, sha in wanted.items() if self.now.get(name) == sha}
        self._note({**self.pushed, **same, **refs})
        return counts

    def _note(self, pushed: Mapping[str, str]) -> None:
        if pushed != self.pushed:
            note = json.dumps(pushed)
            self.run.journal.done(REFS, str(self.move.source), target=self.url, note=note)

    def _kept(self, mirror: Mirror, shas: Iterable[str]) -> str | None:
        """Return the commit that keeps those to which no branch or tag leads; None where it is there."""
        missing = mirror.unreachable(sorted(set(shas)))
        tips = [mirror.refs()[KEPT]] if KEPT in mirror.refs() else []
        if missing and KEPT in self.now:
            mirror.fetch(self.url, self.environment, KEPT)
            tips.append(self.now[KEPT])
            missing = [sha for sha in missing if not mirror.contains(self.now[KEPT], sha)]
        return mirror.joined([*missing, *tips]) if missing else None

    def _large_files(self, mirror: Mirror, counts: Counts) -> None:
        source = f"{self.move.source}/{_LFS}"
        why = mirror.carry_lfs(self.url, self.environment)
        if why:
            self.run.journal.dropped(_LFS, source, why)
            counts.dropped += 1
        else:
            self.run.journal.done(_LFS, source, target=self.url)
            counts.made += 1
