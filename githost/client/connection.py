"""What both windows share: operations checked before anything is sent, and cursors bound to their lists.

No I/O.
"""

import base64
import binascii
import enum
import inspect
import json
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

import attrs

from githost.engine.pipeline import Pipeline
from githost.errors import ConfigurationError, PermissionDeniedError, UnsupportedError
from githost.interface.capabilities import Support, interface_of, limited, support
from githost.interface.provider import Nouns, Provider, Site
from githost.options import Options
from githost.value import Value
from githost.wire import Op, Page, Pages

__all__ = ["Connection", "Listing"]

T = TypeVar("T")


@attrs.frozen
class _Facts(Value):
    """What is known of an operation before its arguments are."""

    signature: inspect.Signature
    refusal: str | None
    limited: bool
    writes: bool


@attrs.frozen
class Listing(Value, Generic[T]):
    """A list with its cursors in the form that users keep."""

    pages: Pages[T]
    #: What a cursor of this list is bound to: host, operation and arguments.
    bound: str

    def seal(self, cursor: str | None) -> str | None:
        """Return the host's `cursor` as users see it."""
        if cursor is None:
            return None
        sealed = json.dumps([_key(self.bound), cursor])
        return base64.urlsafe_b64encode(sealed.encode()).decode()

    def sealed(self, page: Page[T]) -> Page[T]:
        """Return `page` with the cursor that users see."""
        return attrs.evolve(page, next=self.seal(page.next))


class Connection:
    """A provider opened on one host."""

    def __init__(
        self, provider: Provider, site: Site, options: Options, pipeline: Pipeline
    ) -> None:
        self.provider = provider
        self.site = site
        self.options = options
        self.pipeline = pipeline
        self.nouns: Nouns = provider.open(site)
        self._facts: dict[tuple[str, str], _Facts] = {}

    def operation(
        self, noun: str, method: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Any:
        """Return what the provider's operation returns, checked against what the provider can do.

        Raises `UnsupportedError` before anything is sent.
        """
        facts = self._known(noun, method)
        name = f"{noun}.{method}"
        if facts.refusal is not None:
            raise UnsupportedError(
                f"{self.provider.title} cannot do {name}: {facts.refusal}", operation=name
            )
        if facts.writes and self.options.read_only:
            raise UnsupportedError(
                f"{name} writes, and this connection is read-only", operation=name
            )
        run = getattr(getattr(self.nouns, noun), method)
        if facts.limited:
            arguments = self._bound(name, facts, args, kwargs)
            if not self._supported(name, arguments).known:
                asking = self._after_asking(name, arguments, lambda: run(*args, **kwargs))
                return self._naming_scopes(name, asking)
        return self._naming_scopes(name, run(*args, **kwargs))

    def listing(
        self, noun: str, method: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Listing[Any]:
        """Return a list of the provider, its cursors bound to the operation and its arguments.

        Raises `ConfigurationError` for a page size below 1, a moment without a time zone, and a
        cursor of another list.
        """
        facts = self._known(noun, method)
        arguments = self._bound(f"{noun}.{method}", facts, args, kwargs)
        size = arguments.get("page_size")
        if size is not None and (isinstance(size, bool) or not isinstance(size, int) or size < 1):
            raise ConfigurationError(f"page_size must be a whole number from 1, not {size!r}")
        for name, value in arguments.items():
            if isinstance(value, datetime) and value.tzinfo is None:
                raise ConfigurationError(
                    f"{name} is {value}, which has no time zone and could be any of some forty "
                    "moments; give it one, as tzinfo=datetime.UTC"
                )
        bound = self._bound_to(noun, method, arguments)
        opened = kwargs
        if arguments.get("cursor") is not None:
            opened = {**kwargs, "cursor": _unsealed(arguments["cursor"], _key(bound))}
        pages = self.operation(noun, method, args, opened)
        if not isinstance(pages, Pages):
            pages = _deferred(pages)
        return Listing(pages, bound)

    def supports(self, operation: str, arguments: Mapping[str, Any]) -> Support:
        """Say whether the provider supports `operation` with `arguments`, as far as is known without asking."""
        return support(self.nouns, operation, arguments, version=self.site.known("version"))

    def close(self) -> None:
        """Let the provider let go of what it holds (the local host's files)."""
        self.provider.close(self.site)

    def _supported(self, name: str, arguments: Mapping[str, Any]) -> Support:
        answer = self.supports(name, arguments)
        if not answer:
            raise UnsupportedError(
                f"{self.provider.title} cannot do this: {answer.reason}", operation=name
            )
        return answer

    def _after_asking(
        self, name: str, arguments: Mapping[str, Any], run: Callable[[], Any]
    ) -> Op[Any]:
        yield from self.provider.version(self.site)
        self._supported(name, arguments)
        result = run()
        return result if isinstance(result, Pages) else (yield from result)

    def _naming_scopes(self, name: str, described: Any) -> Any:
        """Let a refusal say which scopes the operation needs, where the host did not."""
        kind = self.site.credential_kind
        needed = None if kind is None else self.provider.scopes.get(name, {}).get(kind)
        if not needed:
            return described
        if not isinstance(described, Pages):
            return _naming(needed, name, described)
        return attrs.evolve(
            described, fetch=lambda cursor: _naming(needed, name, described.fetch(cursor))
        )

    def _known(self, noun: str, method: str) -> _Facts:
        try:
            return self._facts[noun, method]
        except KeyError:
            operations = getattr(self.nouns, noun)
            stated = getattr(interface_of(type(operations)), method)
            answer = support(self.nouns, f"{noun}.{method}")
            facts = _Facts(
                inspect.signature(stated),
                None if answer else answer.reason or "it is not offered",
                limited(self.nouns, f"{noun}.{method}"),
                hasattr(stated, "__githost_writes__"),
            )
            return self._facts.setdefault((noun, method), facts)

    @staticmethod
    def _bound(
        name: str, facts: _Facts, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            return facts.signature.bind(None, *args, **kwargs).arguments
        except TypeError as error:
            raise TypeError(f"{name}: {error}") from None

    def _bound_to(self, noun: str, method: str, arguments: Mapping[str, Any]) -> str:
        given = {
            name: _canonical(value)
            for name, value in arguments.items()
            if name not in {"self", "cursor", "page_size"} and value is not None
        }
        return json.dumps([self.site.url, noun, method, given], sort_keys=True)


def _key(bound: str) -> str:
    # Imported here: it loads OpenSSL, which nobody needs before the first request.
    import hashlib

    return hashlib.blake2b(bound.encode(), digest_size=9).hexdigest()


def _naming(needed: tuple[str, ...], name: str, op: Op[T]) -> Op[T]:
    try:
        return (yield from op)
    except PermissionDeniedError as error:
        if error.required:
            raise
        raise error.becoming(
            PermissionDeniedError,
            f"{error}; for {name} a token needs {', '.join(needed)}",
            required=needed,
            granted=error.granted,
        ) from error


def _deferred(opening: Op[Pages[T]]) -> Pages[T]:
    """Return a list whose description itself needs one question first (which version?)."""
    opened: list[Pages[T]] = []

    def fetch(cursor: str | None) -> Op[Page[T]]:
        if not opened:
            opened.append((yield from opening))
        pages = opened[0]
        return (yield from pages.fetch(pages.start if cursor is None else cursor))

    return Pages(fetch)


def _canonical(value: Any) -> Any:
    """Return one spelling for what names the same thing: a repository, its address, and the address as text."""
    ref = getattr(value, "ref", None)
    if ref is not None:
        value = ref
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, Collection) and not isinstance(value, str):
        return sorted(str(_canonical(one)) for one in value)
    return str(value)


def _unsealed(cursor: str, key: str) -> str:
    try:
        found, inner = json.loads(base64.urlsafe_b64decode(cursor.encode()))
    except (ValueError, TypeError, AttributeError, binascii.Error):
        raise ConfigurationError(
            "this is no cursor of githost; take `next` of a page, unchanged"
        ) from None
    if found != key or not isinstance(inner, str):
        raise ConfigurationError(
            "this cursor belongs to another list; resume with the operation, host and arguments that it came from"
        )
    return inner
