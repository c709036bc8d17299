"""A plan as TOML: read with complaints that say where and what to write, written with comments."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

import attrs

from githost.errors import ConfigurationError
from githost.interface.addresses import group_ref, namespace_ref, repo_ref, user_ref
from githost.migration.endpoint import Endpoint
from githost.migration.plan import PARTS, Move, NewNamespace, NewProject, Plan
from githost.model import RepoRef, Visibility
from githost.options import Budget, Cache, Options, Retry

__all__ = ["read_plan", "write_plan"]

T = TypeVar("T")

#: A proxy's address may hold a password, and a transport is no text.
_UNWRITTEN: Final = frozenset({"proxy", "transport"})
_OPTIONS: Final = tuple(
    one.name for one in attrs.fields(Options) if one.init and one.name not in _UNWRITTEN
)
_NESTED: Final[Mapping[str, type[Any]]] = {
    "retry": Retry,
    "budget": Budget,
    "cache": Cache,
}
#: Of these, what false switches off.
_SWITCHED_OFF: Final = frozenset({"budget", "cache"})
_VISIBILITIES: Final = tuple(one.value for one in Visibility if one is not Visibility.UNKNOWN)


class _Table:
    """A table of the document, and which of its keys were asked for."""

    def __init__(self, values: Mapping[str, Any], place: str) -> None:
        self._values = values
        self._place = place
        self._asked: list[str] = []

    def wrong(self, key: str, why: str) -> ConfigurationError:
        return ConfigurationError(f"{self._place}: {key} {why}" if self._place else f"{key} {why}")

    def has(self, key: str) -> bool:
        self._asked.append(key)
        return key in self._values

    def text(self, key: str, example: str, default: str | None = None) -> str:
        """Return the text at `key`, which must be there and hold something unless there is a `default`."""
        value = self._values[key] if self.has(key) else default
        if value is None:
            raise self.wrong(key, f"is missing; write {key} = {example}")
        if not isinstance(value, str) or not (value or default == ""):
            raise self.wrong(key, f"is {value!r}; write a text, as {key} = {example}")
        return value

    def optional(self, key: str, example: str) -> str | None:
        return self.text(key, example) if self.has(key) else None

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._values[key] if self.has(key) else default
        if not isinstance(value, bool):
            raise self.wrong(key, f"is {value!r}; write true or false")
        return value

    def made(self, key: str, example: str, make: Callable[[str], T]) -> T:
        """Return what `make` makes of the text at `key`."""
        text = self.text(key, example)
        try:
            return make(text)
        except ConfigurationError as error:
            raise self.wrong(key, f"cannot be that: {error}") from error

    def texts(self, key: str, default: tuple[str, ...]) -> list[str]:
        value = self._values[key] if self.has(key) else list(default)
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(
                key, f'is {value!r}; write a list of texts, as {key} = ["{default[0]}"]'
            )
        return value

    def table(self, key: str, *, needed: str | None = None) -> "_Table":
        """Return the table at `key`; where it is missing and `needed` tells why, complain."""
        if not self.has(key) and needed is not None:
            raise ConfigurationError(f"[{key}] is missing; {needed}")
        value = self._values.get(key, {})
        inner = f"{self._place[1:-1]}.{key}" if self._place else key
        if not isinstance(value, dict):
            raise self.wrong(key, f"is {value!r}; write a table, [{inner}]")
        return _Table(value, f"[{inner}]")

    def tables(self, key: str) -> Iterator["_Table"]:
        values = self._values[key] if self.has(key) else []
        if not isinstance(values, list) or not all(isinstance(one, dict) for one in values):
            raise self.wrong(key, f"is no list of tables; write each below a line [[{key}]]")
        for number, value in enumerate(values, 1):
            yield _Table(value, f"[[{key}]] {number}")

    def items(self) -> Iterator[tuple[str, Any]]:
        for key in self._values:
            self._asked.append(key)
            yield key, self._values[key]

    def done(self) -> None:
        """Complain of a key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                known = ", ".join(dict.fromkeys(self._asked))
                raise self.wrong(key, f"is no key here; keys are {known}")


def read_plan(document: Mapping[str, Any], where: str) -> Plan:
    """Return the plan that `document` states; `where` names it in complaints.

    Raises `ConfigurationError`, one line, for what is wrong.
    """
    try:
        return _plan(_Table(document, ""))
    except ConfigurationError as error:
        raise ConfigurationError(f"{where}: {error}") from error


def _plan(top: _Table) -> Plan:
    people = 'name everybody on the source there, as ada = "target id", or "" where nobody stands for them'
    plan = Plan(
        source=_endpoint(top.table("source", needed="say there where to move from, as url = …")),
        target=_endpoint(top.table("target", needed="say there where to move to, as url = …")),
        parts=frozenset(top.texts("parts", PARTS)),
        hooks_active=top.flag("hooks_active", default=False),
        archive=Path(top.text("archive", '"archive"', "archive")),
        placeholder=top.made("placeholder", '"target id"', lambda one: user_ref(one).id)
        if top.has("placeholder")
        else None,
        namespaces=tuple(_namespace(one) for one in top.tables("namespaces")),
        projects=tuple(_project(one) for one in top.tables("projects")),
        moves=tuple(_move(one) for one in top.tables("moves")),
        users=_people(top.table("users", needed=people), lambda one: user_ref(one).id),
        groups=_people(top.table("groups", needed=people), lambda one: group_ref(one).id),
    )
    top.done()
    if not plan.moves:
        raise ConfigurationError(
            '[[moves]] is missing; write one for each repository, with source = "PROJ/site" and target = "acme/site"'
        )
    return plan


def _endpoint(table: _Table) -> Endpoint:
    endpoint = Endpoint(
        url=table.text("url", '"https://git.example.com"'),
        provider=table.optional("provider", '"bitbucket-datacenter"'),
        options=_options(table.table("options")),
    )
    table.done()
    return endpoint


def _options(table: _Table) -> Options:
    given: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _OPTIONS:
            raise table.wrong(key, f"is no key here; keys are {', '.join(_OPTIONS)}")
        given[key] = _option(table, key, value)
    try:
        return Options(**given)
    except ConfigurationError as error:
        raise table.wrong("options", f"cannot be that: {error}") from error


def _option(table: _Table, key: str, value: Any) -> Any:
    if key not in _NESTED:
        return tuple(value) if isinstance(value, list) else value
    if value is False and key in _SWITCHED_OFF:
        return None
    inner = table.table(key)
    known = [one.name for one in attrs.fields(_NESTED[key])]
    given = dict(inner.items())
    for name in given:
        if name not in known:
            raise inner.wrong(name, f"is no key here; keys are {', '.join(known)}")
    try:
        return _NESTED[key](**given)
    except ConfigurationError as error:
        raise table.wrong(key, f"cannot be that: {error}") from error


def _move(table: _Table) -> Move:
    move = Move(
        source=table.made("source", '"PROJ/site"', _repo),
        target=table.made("target", '"acme/site"', _repo),
        project=table.optional("project", '"PROJ"'),
    )
    table.done()
    return move


def _repo(text: str) -> RepoRef:
    if "/" not in text:
        raise ConfigurationError(f"{text!r} names no repository; write namespace/name")
    return repo_ref(text)


def _namespace(table: _Table) -> NewNamespace:
    path = table.made("path", '"PROJ"', lambda one: namespace_ref(one).path)
    made = NewNamespace(
        path=path,
        name=table.text("name", '"Project"', path),
        description=table.text("description", '"…"', ""),
        visibility=_visibility(table),
    )
    table.done()
    return made


def _project(table: _Table) -> NewProject:
    key = table.text("key", '"PROJ"')
    made = NewProject(
        namespace=table.made("namespace", '"acme"', lambda one: namespace_ref(one).path),
        key=key,
        name=table.text("name", '"Project"', key),
        description=table.text("description", '"…"', ""),
        visibility=_visibility(table),
    )
    table.done()
    return made


def _visibility(table: _Table) -> Visibility:
    word = table.text("visibility", '"private"', Visibility.PRIVATE.value)
    if word not in _VISIBILITIES:
        raise table.wrong("visibility", f"is {word!r}; write one of {', '.join(_VISIBILITIES)}")
    return Visibility(word)


def _people(table: _Table, checked: Callable[[str], str]) -> dict[str, str]:
    found = {}
    for key, value in table.items():
        if not isinstance(value, str):
            raise table.wrong(key, f'is {value!r}; write the id on the target as a text, or ""')
        try:
            found[checked(key)] = checked(value) if value else ""
        except ConfigurationError as error:
            raise table.wrong(repr(key), f"cannot be that: {error}") from error
    return found


_HEAD: Final = """\
What githost moves, and where to. Read it, edit it, then:
  githost migrate diff FILE     what would be made and changed
  githost migrate apply FILE    do it; again, whenever something is new on the source
No secret belongs in here: credentials are looked for as by `githost auth check`.
"""
_ABOUT: Final = {
    "parts": "What is carried. Take out what is to stay behind.",
    "hooks_active": "Whether hooks call from the start; false: not before githost migrate activate.",
    "archive": "Folder for the pull requests that the target cannot hold.",
    "placeholder": "Whom the target asks to review in place of people whom nobody stands for.",
    "namespaces": "Made on the target where they are missing.",
    "projects": "Made on the target where they are missing.",
    "moves": "Each repository, and where it goes.",
    "users": 'Who stands for whom: the id on the source = the id on the target, "" for nobody.',
    "groups": 'Which group stands for which, "" for none.',
}


def write_plan(plan: Plan) -> str:
    """Return `plan` as TOML with comments."""
    return "\n\n".join("\n".join(lines) for lines in _blocks(plan)) + "\n"


def _blocks(plan: Plan) -> Iterator[list[str]]:
    """Give what stands between two empty lines."""
    yield [_comment(line) for line in _HEAD.splitlines()]
    parts = [f"    {_value(one)}," for one in PARTS if one in plan.parts]
    yield [_comment(_ABOUT["parts"]), "parts = [", *parts, "]"]
    for name in ("hooks_active", "archive", "placeholder"):
        value = getattr(plan, name)
        yield [
            _comment(_ABOUT[name]),
            _comment(f'{name} = "id"') if value is None else _pair(name, value),
        ]
    for name, endpoint in (("source", plan.source), ("target", plan.target)):
        yield _endpoint_lines(name, endpoint)
    listed = (
        ("namespaces", [(one.path, one) for one in plan.namespaces]),
        ("projects", [(one.key, one) for one in plan.projects]),
        ("moves", [(str(one.source), one) for one in plan.moves]),
    )
    for table, rows in listed:
        above = [_comment(_ABOUT[table])]
        for key, row in rows:
            remark = plan.remarks.get((table, key))
            yield [*above, f"[[{table}]]", *([_comment(remark)] if remark else []), *_row(row)]
            above = []
    for table, people in (("users", plan.users), ("groups", plan.groups)):
        lines = [_comment(_ABOUT[table]), f"[{table}]"]
        for one in sorted(people):
            remark = plan.remarks.get((table, one))
            lines.append(_pair(one, people[one]) + (f"  {_comment(remark)}" if remark else ""))
        yield lines


def _endpoint_lines(name: str, endpoint: Endpoint) -> list[str]:
    lines = [f"[{name}]", _pair("url", endpoint.url)]
    if endpoint.provider is not None:
        lines.append(_pair("provider", endpoint.provider))
    options = _changed(endpoint.options, Options())
    if options:
        lines.append(f"[{name}.options]")
        lines += [_pair(key, value) for key, value in options.items()]
    return lines


def _row(one: Move | NewNamespace | NewProject) -> list[str]:
    """Return what `one` states beyond what holds anyway."""
    return [
        _pair(field.name, str(value))
        for field in attrs.fields(type(one))
        if (value := getattr(one, field.name)) != field.default
    ]


def _pair(key: str, value: Any) -> str:
    import tomlkit

    return f"{tomlkit.key(key).as_string()} = {_value(value)}"


def _value(value: Any) -> str:
    import tomlkit

    if isinstance(value, dict):
        return f"{{{', '.join(_pair(key, one) for key, one in value.items())}}}"
    return tomlkit.item(str(value) if isinstance(value, Path) else value).as_string()


def _comment(text: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in text)
    return f"# {printable.rstrip()}"


def _changed(options: Any, usual: Any) -> dict[str, Any]:
    """Return the settings in `options` that are not the usual ones."""
    return {
        field.name: _written(value, before)
        for field in attrs.fields(type(options))
        if field.name not in _UNWRITTEN
        and (value := getattr(options, field.name)) != (before := getattr(usual, field.name))
    }


def _written(value: Any, before: Any) -> Any:
    if value is None:
        return False
    if attrs.has(type(value)):
        return _changed(value, before if before is not None else type(value)())
    if isinstance(value, Path):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
