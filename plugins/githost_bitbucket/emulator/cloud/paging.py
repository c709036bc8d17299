"""Pages: `page` and `pagelen` in the query, `values` and `next` in the answer.

https://developer.atlassian.com/cloud/bitbucket/rest/intro/#pagination: only `values` is always
there, and `next` is to be followed as it is. Lists of commits and the like name their pages by
something that is no number, and tell neither page nor size. More than an endpoint's greatest
`pagelen` is refused, not cut down.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlencode

import attrs

from githost_bitbucket.emulator.cloud import query
from githost_bitbucket.emulator.cloud.errors import ApiError
from githost_local.forge.records import Slice

if TYPE_CHECKING:
    from githost_bitbucket.emulator.cloud.call import Call

T = TypeVar("T")

DEFAULT_LENGTH: Final = 10
MAX_LENGTH: Final = 100
#: Pull requests and their activity have fewer, and more is refused there:
#: https://github.com/jenkinsci/bitbucket-branch-source-plugin/pull/1182.
MAX_PULL_REQUESTS: Final = 50
_MARK: Final = "at:"


@attrs.frozen(kw_only=True)
class Window:
    """The part of a list that is asked for."""

    offset: int
    length: int
    #: The page's number; None in lists that name pages by something else.
    number: int | None

    def next_page(self) -> str:
        """Return the name of the page that follows."""
        if self.number is not None:
            return str(self.number + 1)
        return _opaque(self.offset + self.length)


def window(
    call: Call,
    *,
    default: int = DEFAULT_LENGTH,
    minimum: int = 1,
    maximum: int = MAX_LENGTH,
    opaque: bool = False,
) -> Window:
    """Read the parameters of the query."""
    length = _number(call.query("pagelen"), default)
    if length is None or not minimum <= length <= maximum:
        raise ApiError(400, "Invalid pagelen")
    page = call.query("page")
    if opaque:
        offset = 0 if page in {None, "", "1"} else _offset(page or "")
        return Window(offset=offset, length=length, number=None)
    number = _number(page, 1)
    if number is None or number < 1:
        raise ApiError(400, "Invalid page")
    return Window(offset=(number - 1) * length, length=length, number=number)


def envelope(
    call: Call, asked: Window, values: Sequence[Any], *, size: int | None, more: bool
) -> dict[str, Any]:
    """Return a page's JSON."""
    answer: dict[str, Any] = {"values": list(values), "pagelen": asked.length}
    if asked.number is not None:
        answer["page"] = asked.number
        answer["size"] = size
        if asked.number > 1:
            answer["previous"] = _link(call, str(asked.number - 1))
    if more:
        answer["next"] = _link(call, asked.next_page())
    return answer


def page(call: Call, asked: Window, found: Slice[T], render: Callable[[T], Any]) -> dict[str, Any]:
    """Return the page of a list that the forge has cut already."""
    values = [render(item) for item in found]
    more = asked.offset + len(values) < found.total
    return envelope(call, asked, values, size=found.total, more=more)


def page_of(
    call: Call,
    items: Sequence[T],
    render: Callable[[T], Mapping[str, Any]],
    *,
    default: int = DEFAULT_LENGTH,
    minimum: int = 1,
    maximum: int = MAX_LENGTH,
    opaque: bool = False,
    queried: bool = True,
    order: str | None = None,
    natural: bool = False,
) -> dict[str, Any]:
    """Return the page of a whole list, after `q` and `sort`, where the endpoint has them.

    Both look at an item's JSON as `render` gives it, so what an answer hides can be asked for
    too. `order` is the endpoint's own order where `sort` gives none.
    """
    asked = window(call, default=default, minimum=minimum, maximum=maximum, opaque=opaque)
    text = call.query("q") if queried else None
    order = (call.query("sort") if queried else None) or order
    if not text and not order:
        part = items[asked.offset : asked.offset + asked.length]
        return page(call, asked, Slice(tuple(part), len(items)), render)
    documents: Sequence[Mapping[str, Any]] = [render(item) for item in items]
    if text:
        wanted = query.condition(text)
        documents = [document for document in documents if wanted(document)]
    if order:
        documents = query.sort(documents, order, natural=natural)
    end = asked.offset + asked.length
    return envelope(
        call,
        asked,
        documents[asked.offset : end],
        size=len(documents),
        more=end < len(documents),
    )


def _link(call: Call, name: str) -> str:
    """Return the address of another page: all parameters of this one, but for the page."""
    parameters = [(k, v) for k, v in call.request.query_params.multi_items() if k != "page"]
    return f"{call.address}?{urlencode([*parameters, ('page', name)])}"


def _number(text: str | None, default: int) -> int | None:
    if text is None or text == "":
        return default
    return int(text) if text.isdecimal() else None


def _opaque(offset: int) -> str:
    return base64.urlsafe_b64encode(f"{_MARK}{offset}".encode()).decode().rstrip("=")


def _offset(name: str) -> int:
    try:
        text = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
        return int(text.removeprefix(_MARK))
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise ApiError(400, "Invalid page") from error
