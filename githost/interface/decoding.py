"""From a host's JSON to a plugin's payload classes, strictly.

A plugin states the vendor's shapes as attrs classes (`payload`) whose attributes are spelt exactly
like the vendor's keys, and turns them into models by plain functions. A document that does not fit
raises `DecodeError` with the path, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import UnionType
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, Union, get_args, get_origin

import attrs

from githost.errors import DecodeError
from githost.interface.quick import QuickReader, quick_reader
from githost.interface.shapes import bare_fields, is_shape, named, structurer
from githost.value import Value
from githost.wire import Response

if TYPE_CHECKING:
    import cattrs

__all__ = ["Decoded", "Decoder", "misfit", "read_at", "without_secrets"]

P = TypeVar("P")
T = TypeVar("T")
U = TypeVar("U")


@attrs.frozen
class Decoded(Value, Generic[T]):
    """A payload, and the document it was read from."""

    #: The payload.
    value: T
    #: The JSON document, as parsed.
    document: Any = attrs.field(repr=False)


def _strict(kind: type[Any]) -> Any:
    def structure(value: Any, _: Any) -> Any:
        # By itself cattrs calls the type, which turns null into 'None' and "false" into True.
        if type(value) is kind:
            return value
        raise TypeError(f"expected {kind.__name__}, found {named(value)}")

    return structure


def _number(value: Any, _: Any) -> float:
    if type(value) in {int, float}:
        return float(value)
    raise TypeError(f"expected a number, found {named(value)}")


def _mapping(value: Any, _: Any) -> Any:
    if isinstance(value, dict):
        return value
    raise TypeError(f"expected an object, found {named(value)}")


def _is_object(shape: Any) -> bool:
    origin: object = get_origin(shape)
    return origin is dict


def _is_array(shape: Any) -> bool:
    return get_origin(shape) is tuple and get_args(shape)[-1:] == (...,)


def _array(shape: Any, converter: cattrs.Converter) -> Any:
    from cattrs.cols import homogenous_tuple_structure_factory

    build = homogenous_tuple_structure_factory(shape, converter)

    def structure(value: Any, kind: Any) -> Any:
        # By itself cattrs takes anything that can be iterated, the letters of a text included.
        if isinstance(value, list):
            return build(value, kind)
        raise TypeError(f"expected an array, found {named(value)}")

    return structure


def _is_optional(shape: Any) -> bool:
    args = get_args(shape)
    return get_origin(shape) in {Union, UnionType} and len(args) == 2 and type(None) in args


def _optional(shape: Any, converter: cattrs.Converter) -> Any:
    (kind,) = (one for one in get_args(shape) if one is not type(None))
    build = converter.get_structure_hook(kind)

    def structure(value: Any, _: Any) -> Any:
        # By itself cattrs looks the hook up again for each value, which costs more than the reading.
        return None if value is None else build(value, kind)

    return structure


class Decoder:
    """Reads one product's documents."""

    def __init__(self) -> None:
        #: Reads at once, and reads again in detail what fails; each is built when first needed.
        self._fast: cattrs.Converter | None = None
        self._careful: cattrs.Converter | None = None
        self._quick: dict[tuple[type[Any], type[Any]], QuickReader[Any, Any] | None] = {}

    @staticmethod
    def _converter(*, detailed: bool) -> cattrs.Converter:
        # Imported here: it takes longer than the rest of the interface, and the first client reads
        # nothing.
        import cattrs
        from cattrs.gen import make_dict_structure_fn

        converter = cattrs.Converter(detailed_validation=detailed)
        for kind in (str, int, bool):
            converter.register_structure_hook(kind, _strict(kind))
        converter.register_structure_hook(float, _number)
        converter.register_structure_hook_func(_is_object, _mapping)
        converter.register_structure_hook_factory(
            _is_optional, lambda shape: _optional(shape, converter)
        )
        converter.register_structure_hook_factory(_is_array, lambda shape: _array(shape, converter))

        def structure_class(shape: type[Any]) -> Any:
            if bare_fields(shape) is not None:
                return structurer(shape, converter.get_structure_hook, detailed=detailed)
            build = make_dict_structure_fn(shape, converter, _cattrs_detailed_validation=detailed)

            def structure(value: Any, kind: Any) -> Any:
                if not isinstance(value, dict):
                    raise TypeError(f"expected an object, found {named(value)}")
                return build(value, kind)

            return structure

        converter.register_structure_hook_factory(is_shape, structure_class)
        return converter

    def decode(self, response: Response, shape: type[T]) -> Decoded[T]:
        """Read the body of `response` as `shape`.

        Raises `DecodeError`, which names the exchange and the path in the document.
        """
        document = response.json()
        return Decoded(self._read(response, document, shape), document)

    def _read(self, response: Response, document: Any, shape: type[T]) -> T:
        try:
            return self.structure(document, shape)
        except DecodeError as error:
            raise DecodeError(
                f"{response.method} {response.url} answered with an unexpected document: {error}",
                path=error.path,
            ) from error

    def listed(
        self,
        response: Response,
        envelope: type[P],
        shape: type[T],
        model: Callable[[T, Mapping[str, Any] | None], U],
        *,
        keep_raw: bool,
    ) -> tuple[P, tuple[U, ...]]:
        """Read the page in `response`: an `envelope` whose `values` are of `shape`, each made a `model` of.

        With `keep_raw` the model gets its own document too, without secrets; else a page that is
        kept (`Options.cache`) is read once by each `model` that is a function of a module. With the
        extra `fast` the model may get, instead of a `shape`, an object with the same attributes.

        Raises `DecodeError`, which names the exchange and the path in the document.
        """
        readings = response.readings
        made_here = "<locals>" in getattr(model, "__qualname__", "<locals>")
        if readings is None or keep_raw or made_here:
            return self._listed(response, envelope, shape, model, keep_raw=keep_raw)
        kind = (envelope, shape, model)
        if kind not in readings:
            readings[kind] = self._listed(response, envelope, shape, model, keep_raw=False)
        known: tuple[P, tuple[U, ...]] = readings[kind]
        return known

    def _listed(
        self,
        response: Response,
        envelope: type[P],
        shape: type[T],
        model: Callable[[T, Mapping[str, Any] | None], U],
        *,
        keep_raw: bool,
    ) -> tuple[P, tuple[U, ...]]:
        quick = None if keep_raw else self._quickly(response, envelope, shape)
        if quick is not None:
            page, wires = quick
            try:
                return page, tuple([model(wire, None) for wire in wires])
            except (DecodeError, RecursionError):
                # Once more, and counted, for the error to name the item.
                return page, _each(response, wires, lambda wire: model(wire, None))
        page = self._read(response, response.json(shallow=keep_raw), envelope)
        documents: Sequence[Any] = page.values  # type: ignore[attr-defined]  # what makes it a page

        hook = self._at_once(shape)

        def read(document: Any) -> U:
            kept = keep_raw and isinstance(document, Mapping)
            raw = without_secrets(document) if kept else None
            try:
                wire = hook(document, shape)
            except Exception as error:
                raise self._explained(document, shape, "$") from error
            return model(wire, raw)

        return page, _each(response, documents, read)

    def _quickly(
        self, response: Response, envelope: type[P], shape: type[T]
    ) -> tuple[P, list[T]] | None:
        kind = (envelope, shape)
        if kind not in self._quick:
            self._quick[kind] = quick_reader(envelope, shape)
        reader = self._quick[kind]
        return None if reader is None else reader.read(response.body)

    def structure(self, document: Any, shape: type[T], *, at: str = "$") -> T:
        """Read `document`, already parsed JSON, as `shape`; `at` is its own path within a larger one.

        Raises `DecodeError` with the path.
        """
        try:
            return self._at_once(shape)(document, shape)
        except Exception as error:
            # Only a failing item is read again in detail: keeping the path costs more than the
            # reading.
            raise self._explained(document, shape, at) from error

    def _at_once(self, shape: type[T]) -> Callable[[Any, Any], T]:
        if self._fast is None:
            self._fast = self._converter(detailed=False)
        return self._fast.get_structure_hook(shape)

    def _explained(self, document: Any, shape: type[Any], at: str) -> DecodeError:
        from cattrs.errors import BaseValidationError

        careful = self._careful = self._careful or self._converter(detailed=True)
        try:
            careful.structure(document, shape)
        except BaseValidationError as group:
            path, reason = _first(group, at)
        except Exception as error:
            path, reason = at, _reason(error)
        else:
            path, reason = at, "the document was read in detail but not at once"
        return misfit(reason, path)


def misfit(reason: str, path: str) -> DecodeError:
    """Return the error of what does not fit, for `reason`, at `path` of a document."""
    return DecodeError(f"{reason} at {path}", path=path)


def read_at(path: str, read: Callable[..., T], *inner: Any) -> T:
    """Call `read` with `inner`, which lies at `path` of a document; errors name their place in the whole."""
    try:
        return read(*inner)
    except DecodeError as error:
        raise error.within(path) from error


def _each(response: Response, items: Sequence[T], read: Callable[[T], U]) -> tuple[U, ...]:
    """Read the items of a page; an error names the exchange and the item."""
    found: list[U] = []
    try:
        for item in items:
            found.append(read(item))  # noqa: PERF401  # its length tells which item failed
    except (DecodeError, RecursionError) as problem:
        error = problem if isinstance(problem, DecodeError) else DecodeError(_TOO_DEEP, path="$")
        placed = error.within(f"$.values[{len(found)}]")
        raise DecodeError(
            f"{response.method} {response.url} answered with an unexpected item: {placed}",
            path=placed.path,
        ) from problem
    return tuple(found)


def _first(error: BaseException, at: str) -> tuple[str, str]:
    """Return the path and the reason of the first complaint in a tree of them."""
    from cattrs.errors import BaseValidationError

    if not isinstance(error, BaseValidationError):
        return at, _reason(error)
    inner = error.exceptions[0]
    for note in getattr(inner, "__notes__", ()):
        if hasattr(note, "name"):
            step = f".{note.name}"
        elif hasattr(note, "index"):
            step = f"[{note.index}]" if isinstance(note.index, int) else f".{note.index}"
        else:
            continue
        return _first(inner, at + step)
    return _first(inner, at)


def _reason(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f"required field missing: {error.args[0]}"
    return str(error) or type(error).__name__


_TOO_DEEP: Final = "the document is nested too deeply at $"
#: Names under which hosts keep secrets in their objects.
_SECRET_KEYS = frozenset(
    {"secret", "password", "token", "access_token", "refresh_token", "client_secret", "credentials"}
)


def without_secrets(document: Any) -> Any:
    """Return `document` without the values of keys that hold secrets, to be kept as `raw`.

    Raises `DecodeError` for a document that is nested more deeply than can be followed.
    """
    try:
        return _disclosed(document)
    except RecursionError as error:
        raise DecodeError(_TOO_DEEP, path="$") from error


def _disclosed(document: Any) -> Any:
    if isinstance(document, Mapping):
        return {
            key: "…" if key in _SECRET_KEYS else _disclosed(value)
            for key, value in document.items()
        }
    if isinstance(document, list):
        return [_disclosed(value) for value in document]
    return document
