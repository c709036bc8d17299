"""Tags."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from githost_local.forge.errors import AlreadyExists, NotFound, RefMoved
from githost_local.forge.git import check_message
from githost_local.forge.noun import Noun
from githost_local.forge.records import (
    Account,
    RefChange,
    RefSort,
    Repository,
    Signature,
    Slice,
    Tag,
)
from githost_local.forge.refs import check_name

_PREFIX = "refs/tags/"
_FIELDS = (
    "refname", "objectname", "objecttype", "*objectname", "*objecttype", "taggername",
    "taggeremail:trim", "taggerdate:unix", "contents",
)  # fmt: skip
_FORMAT = "".join(f"%({field})%00" for field in _FIELDS)


class Tags(Noun):
    """The tags of a repository; those that lead to no commit are left out."""

    def list(
        self,
        repository: Repository,
        *,
        query: str | None = None,
        sort: RefSort = RefSort.NAME,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Tag]:
        """List tags; `query` is a part of the name, in whatever case."""
        found = [
            tag
            for tag in self._read(repository, _PREFIX, sort, descending=descending)
            if query is None or query.lower() in tag.name.lower()
        ]
        return Slice.of(found, offset=offset, limit=limit)

    def get(self, repository: Repository, name: str) -> Tag:
        """Return a tag."""
        for tag in self._read(repository, _PREFIX + name, RefSort.NAME, descending=False):
            if tag.name == name:
                return tag
        raise NotFound("tag", name)

    def _read(
        self, repository: Repository, pattern: str, sort: RefSort, *, descending: bool
    ) -> tuple[Tag, ...]:
        key = "refname" if sort is RefSort.NAME else "creatordate"
        output = self._git(repository).text(
            "for-each-ref",
            f"--sort={'-' if descending else ''}{key}",
            f"--format={_FORMAT}",
            pattern,
        )
        fields = output.split("\0")
        found = []
        for start in range(0, len(fields) - 1, len(_FIELDS)):
            row: dict[str, str] = dict(
                zip(_FIELDS, fields[start : start + len(_FIELDS)], strict=True)
            )
            tag = self._tag(repository, row)
            if tag is not None:
                found.append(tag)
        return tuple(found)

    def _tag(self, repository: Repository, row: Mapping[str, str]) -> Tag | None:
        name = row["refname"].lstrip("\n").removeprefix(_PREFIX)
        if row["objecttype"] == "commit":
            return Tag(name=name, commit=row["objectname"], object=None, message=None, tagger=None)
        if row["objecttype"] != "tag":
            return None
        commit: str | None = row["*objectname"]
        if row["*objecttype"] != "commit":
            # A tag of a tag: older versions of git follow one step only.
            commit = self._peeled(repository, name)
        if commit is None:
            return None
        tagger = Signature(
            name=row["taggername"],
            email=row["taggeremail:trim"],
            date=datetime.fromtimestamp(int(row["taggerdate:unix"] or 0), UTC),
        )
        return Tag(
            name=name,
            commit=commit,
            object=row["objectname"],
            message=row["contents"].rstrip("\n"),
            tagger=tagger,
        )

    def _peeled(self, repository: Repository, name: str) -> str | None:
        try:
            return self._forge.commits.resolve(repository, f"{_PREFIX}{name}")
        except NotFound:
            return None

    def create(
        self,
        repository: Repository,
        name: str,
        *,
        target: str,
        message: str | None = None,
        actor: Account,
    ) -> Tag:
        """Make a tag at a commit, branch or tag: annotated if it has a message."""
        check_name(name)
        check_message(message or "")
        git = self._git(repository)
        if git.ref(_PREFIX + name) is not None:
            raise AlreadyExists("tag", name)
        sha = self._forge.commits.resolve(repository, target)
        if message is not None:
            signed = self._forge.accounts.signature(actor)
            who = f"{_plain(signed.name)} <{_plain(signed.email)}>"
            text = (
                f"object {sha}\ntype commit\ntag {name}\n"
                f"tagger {who} {int(signed.date.timestamp())} +0000\n\n{message.rstrip()}\n"
            )
            sha = git.text("mktag", input=text.encode())
        try:
            self._forge.refs.update(
                repository, [RefChange(ref=_PREFIX + name, old=None, new=sha)], actor=actor
            )
        except RefMoved as error:
            raise AlreadyExists("tag", name) from error
        return self.get(repository, name)

    def delete(self, repository: Repository, name: str, *, actor: Account | None = None) -> None:
        """Delete a tag."""
        old = self._git(repository).ref(_PREFIX + name)
        if old is None:
            raise NotFound("tag", name)
        self._forge.refs.update(
            repository, [RefChange(ref=_PREFIX + name, old=old, new=None)], actor=actor
        )


def _plain(text: str) -> str:
    """Leave out what ends a name or address in a tag object."""
    return "".join(character for character in text if character not in "<>\n\0")
