"""What a provider can do, read off its code.

An operation of a provider's noun is

- *overridden*: supported, within the `limits` stated on the override;
- *derived* in the interface from others (`ensure`): supported when all of those are;
- declared `unsupported("why")`, or simply not overridden.

The clients refuse from these facts before anything is sent; the contract tests check that the facts
are true.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import attrs

from githost.errors import UnsupportedError
from githost.value import Value

if TYPE_CHECKING:
    from githost.interface.provider import Nouns

__all__ = [
    "Noun",
    "Since",
    "Support",
    "aid",
    "capabilities",
    "derived",
    "interface_of",
    "limited",
    "limits",
    "missing",
    "operations",
    "since",
    "support",
    "unsupported",
    "writes",
]

F = TypeVar("F", bound=Callable[..., Any])


class Noun:
    """The base of every class of operations.

    What an argument means is the same everywhere:

    - `repo` is a `RepoRef`, a `Repository`, or the text `"namespace/name"`. `namespace` is a
      `NamespaceRef`, a `Namespace`, or its path as text. `target` is what something is set on: a
      repository in any of these forms, a `NamespaceRef`, or a `ProjectRef`.
    - `user` is a `UserRef` or a `User`; `subject` may also be a `GroupRef` or a `Group`.
    - `number` is a pull request's number in its repository, from 1.
    - The name of a branch, tag or commit is not empty. A path is from the repository's root; slashes
      at its ends make no difference.
    - `description` and `message` are texts for people, in the host's markup.
    - `query`, `state`, `author` and the like narrow a list. `updated_after` is a moment with a time
      zone; what changed later is listed.
    - `page_size` is how many items are asked for at once; None is the most that the host gives.
      `cursor` goes on where another walk with the same arguments stopped (`Page.next`); None begins.
      The client refuses an impossible size, a moment without a zone and a cursor of another list
      before a provider sees them.
    - `revision` is the one that the caller has read; the write is refused where it is no longer
      current.

    Every operation may also raise `AuthenticationError`, `PermissionDeniedError`, `RateLimitError`,
    `ServerError`, `TransportError`, `DecodeError`, and before anything is sent `ConfigurationError`
    for a malformed argument and `UnsupportedError`; one that writes, `AmbiguousWriteError`. The
    docstrings name what an operation raises beyond that, or what these mean there.
    """

    #: The name under which a host has it, as `pull_requests`.
    noun: ClassVar[str]


def missing(noun: Noun, operation: str) -> UnsupportedError:
    """Return the error of an `operation` of `noun` that a provider did not override."""
    name = f"{noun.noun}.{operation}"
    return UnsupportedError(f"{type(noun).__name__} does not offer {name}", operation=name)


def aid(method: F) -> F:
    """Mark a method of the interface that is no operation: it does no I/O and helps those that do."""
    method.__githost_aid__ = True  # type: ignore[attr-defined]  # a mark on a function
    return method


def writes(method: F) -> F:
    """Mark an operation of the interface as one that changes the host."""
    method.__githost_writes__ = True  # type: ignore[attr-defined]  # a mark on a function
    return method


def derived(*operations: str) -> Callable[[F], F]:
    """Mark an operation that the interface itself builds from other `operations`, each `noun.operation`."""

    def mark(method: F) -> F:
        method.__githost_derived__ = operations  # type: ignore[attr-defined]  # a mark on a function
        return method

    return mark


@attrs.frozen
class Since(Value):
    """Available from this version of the product on."""

    #: In numbers and dots, as `8.18`.
    version: str


def since(version: str) -> Since:
    """Say that something is available from `version` of the product on."""
    return Since(version)


def limits(
    operation: Since | None = None,
    /,
    **arguments: Since | Collection[Any] | Mapping[Any, Since | None] | str,
) -> Callable[[F], F]:
    """State on an override what it cannot do.

    `operation` is the version that the whole operation needs. `arguments` are by the names of the
    operation's own; for one give one of

    - the version from which it may be used: `since("8.18")`;
    - the values or types that are accepted, as a collection; None is always accepted. In a mapping
      each comes with the version that it needs, or None where every version accepts it:
      `kind={Kind.DELETE: None, Kind.CREATE: since("9.4")}`;
    - as a text, the reason why it is not accepted at all.
    """

    def mark(method: F) -> F:
        method.__githost_limits__ = (operation, arguments)  # type: ignore[attr-defined]  # a mark on a function
        return method

    return mark


class _Unsupported:
    """Stands where an override would: calling it raises."""

    def __init__(self, reason: str, source: str | None) -> None:
        self.reason = reason
        self.source = source
        self.operation: str | None = None

    def __set_name__(self, owner: type[Noun], name: str) -> None:
        self.operation = f"{owner.noun}.{name}"

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise UnsupportedError(self.reason, operation=self.operation)


def unsupported(reason: str, *, source: str | None = None) -> Any:
    """Declare in place of an override that the product cannot do this, and why.

    `reason` is what users read in the error and in the table of capabilities. `source` is the
    vendor's page or path that says so.
    """
    return _Unsupported(reason, source)


@attrs.frozen(eq=False)
class Support(Value):
    """Whether something is supported. True unless the answer is a certain no."""

    #: Whether it works, as far as it is known.
    possible: bool
    #: False: it depends on the server's version, which was not asked yet.
    known: bool = True
    #: Why it does not work, or what it depends on; None where there is nothing to say.
    reason: str | None = None

    def __bool__(self) -> bool:
        return self.possible


_YES = Support(possible=True)


def operations(noun: type[Noun]) -> Iterator[str]:
    """Give the names of the operations that the interface of `noun` states, in the order of its source."""
    stated = interface_of(noun)
    for name, value in vars(stated).items():
        if (
            inspect.isfunction(value)
            and not name.startswith("_")
            and not hasattr(value, "__githost_aid__")
        ):
            yield name


def interface_of(noun: type[Noun]) -> type[Noun]:
    """Return the interface's own class of which `noun` is a provider's."""
    line = [base for base in noun.__mro__ if issubclass(base, Noun) and base is not Noun]
    return line[-1]


def support(
    nouns: Nouns,
    operation: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    version: str | None = None,
) -> Support:
    """Say whether `nouns` support `operation` (with these `arguments`), as far as can be told without asking the host.

    `version` is the server's, where it is known.
    """
    name, _, method = operation.partition(".")
    noun: Noun | None = getattr(nouns, name, None)
    stated = getattr(interface_of(type(noun)), method, None) if isinstance(noun, Noun) else None
    if noun is None or not inspect.isfunction(stated):
        return Support(possible=False, reason=f"there is no operation {operation!r}")
    actual = inspect.getattr_static(type(noun), method)
    if isinstance(actual, _Unsupported):
        return Support(possible=False, reason=actual.reason)
    if actual is stated:
        needs: tuple[str, ...] | None = getattr(stated, "__githost_derived__", None)
        if needs is None:
            return Support(possible=False, reason=str(missing(noun, method)))
        answers = [support(nouns, other, arguments, version=version) for other in needs]
        refused = next((answer for answer in answers if not answer), None)
        if refused is not None:
            return refused
        return next((answer for answer in answers if not answer.known), _YES)
    return _within(actual, operation, arguments or {}, version)


def limited(nouns: Nouns, operation: str) -> bool:
    """Say whether the arguments, or the server's version, decide about `operation`."""
    name, _, method = operation.partition(".")
    noun = getattr(nouns, name)
    actual = inspect.getattr_static(type(noun), method)
    needs = (
        getattr(actual, "__githost_derived__", ())
        if actual is getattr(interface_of(type(noun)), method)
        else ()
    )
    return hasattr(actual, "__githost_limits__") or any(limited(nouns, other) for other in needs)


def _within(
    actual: Any, operation: str, arguments: Mapping[str, Any], version: str | None
) -> Support:
    whole, by_argument = getattr(actual, "__githost_limits__", (None, {}))
    unknown: Support | None = None
    demands = [(operation, whole, None)] if whole is not None else []
    defaults = inspect.signature(actual).parameters if by_argument else {}
    for name, limit in by_argument.items():
        value = arguments.get(name)
        if value is None or (name in defaults and value == defaults[name].default):
            continue
        demands.append((f"{operation}({name}=…)", limit, value))
    for what, limit, value in demands:
        answer = _judged(what, limit, value, version)
        if not answer:
            return answer
        if not answer.known:
            unknown = answer
    return unknown or _YES


def _judged(what: str, limit: Any, value: Any, version: str | None) -> Support:
    if isinstance(limit, Since):
        return _released(what, limit, version)
    if isinstance(limit, str):
        return Support(possible=False, reason=f"{what}: {limit}")
    by_type = any(isinstance(one, type) for one in limit)
    for one in limit:
        if isinstance(value, one) if isinstance(one, type) else value == one:
            needed = limit[one] if isinstance(limit, Mapping) else None
            shown = one.__name__ if isinstance(one, type) else one
            return _released(what.replace("…", str(shown)), needed, version) if needed else _YES
    accepted = ", ".join(one.__name__ if isinstance(one, type) else str(one) for one in limit)
    given = type(value).__name__ if by_type else str(value)
    return Support(possible=False, reason=f"{what} accepts {accepted}, not {given}")


def _released(what: str, needed: Since, version: str | None) -> Support:
    if version is None:
        return Support(possible=True, known=False, reason=f"{what} needs version {needed.version}")
    if not reached(version, needed.version):
        reason = f"{what} needs version {needed.version} or later, this is {version}"
        return Support(possible=False, reason=reason)
    return _YES


def reached(version: str, needed: str) -> bool:
    """Say whether `version` is `needed` or later, compared number by number."""
    return _numbers(version) >= _numbers(needed)


def _numbers(version: str) -> tuple[int, ...]:
    digits = ("".join(c for c in piece if c.isdigit()) for piece in version.split(".")[:3])
    return tuple(int(piece or 0) for piece in digits)


def capabilities(nouns: Nouns) -> Mapping[str, Support]:
    """Say for every operation of the interface whether `nouns` support it."""
    return {
        f"{name}.{operation}": support(nouns, f"{name}.{operation}")
        for name, noun in nouns.items()
        for operation in operations(type(noun))
    }
