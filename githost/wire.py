"""Exchanges with a host, described. Nothing here does I/O.

An operation is a generator, `Op[T]`. It yields what it wants done (`Request`, `Work`, `Wait`) and
is sent what came of it; an engine,
sync or async, does the doing. Authors never write `yield` themselves, but one of three typed phrases:

    response = yield from send(Request("GET", join_path("repositories", "acme", "site")))
    found = yield from work(lambda: database.find(7))       # a host without a wire
    yield from wait(2.0)                                    # polling

Errors are thrown *into* the operation, so `except NotFoundError` works there. Never yield in a
`finally`.
"""

import json as jsonlib
import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO, Any, Final, Generic, TypeAlias, TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import attrs

from githost.errors import ConfigurationError, DecodeError, Facts, PaginationError
from githost.value import Value

__all__ = [
    "Exchange",
    "FilePart",
    "Form",
    "Op",
    "Page",
    "Pages",
    "QueryValue",
    "Request",
    "Response",
    "Step",
    "Wait",
    "Work",
    "join_path",
    "redact_url",
    "send",
    "wait",
    "walk",
    "work",
]

T = TypeVar("T")
U = TypeVar("U")

QueryValue: TypeAlias = str | int | bool | Sequence[str] | None


@attrs.frozen
class FilePart(Value):
    """A file in a multipart form."""

    #: What the file holds.
    content: bytes
    #: The name it is sent under.
    filename: str


@attrs.frozen
class Form(Value):
    """A form body; multipart when any field is a file, or when asked for."""

    #: Names and values in order; a name may come more than once.
    fields: tuple[tuple[str, str | FilePart], ...]
    #: Whether it is sent as `multipart/form-data` where no field is a file.
    multipart: bool = False


@attrs.frozen
class Request(Value):
    """One exchange with the host, described."""

    #: The HTTP method, in upper case.
    method: str
    #: Below the root, already percent-encoded (see `join_path`); or a whole address that the host
    #: gave.
    path: str
    #: Keyword parameters follow. None values are left out, sequences repeat the key.
    query: Mapping[str, QueryValue] | None = attrs.field(default=None, kw_only=True)
    #: A JSON document to send; None sends no body.
    json: Any = attrs.field(default=None, kw_only=True)
    #: A body that is not JSON.
    body: bytes | Form | None = attrs.field(default=None, kw_only=True)
    #: Headers of this request alone; the credential's are added by the engine.
    headers: Mapping[str, str] = attrs.field(factory=dict, kw_only=True)
    #: Which of the provider's roots `path` lies below.
    root: str = attrs.field(default="api", kw_only=True)
    #: Whether it may be sent again when nobody knows if it arrived. None: by the method (GET, HEAD,
    #: PUT, DELETE may).
    repeatable: bool | None = attrs.field(default=None, kw_only=True)
    #: A file may lie on another origin: a redirect there is followed without credentials.
    download: bool = attrs.field(default=False, kw_only=True)
    #: Where the answer's body is streamed instead of `Response.body`.
    sink: IO[bytes] | None = attrs.field(default=None, kw_only=True)
    #: Whether the caller's credential is sent (a token exchange is not).
    authorized: bool = attrs.field(default=True, kw_only=True)

    @property
    def writes(self) -> bool:
        """Whether its method may change something (RFC 9110, section 9.2.1)."""
        return self.method not in _SAFE


@attrs.frozen
class Response(Value):
    """What came back."""

    #: HTTP status.
    status: int
    #: Names in lower case.
    headers: Mapping[str, str]
    #: The whole body; empty where it was streamed.
    body: bytes = attrs.field(repr=False)
    #: The HTTP method of the request.
    method: str
    #: The address that answered, without secrets.
    url: str
    #: Bytes that went into the request's `sink` in place of `body`.
    streamed: int = 0
    #: Whether the request was sent before and may have been done then already, so that "not there"
    #: is what a deletion wants to hear.
    repeated: bool = False
    #: What readers made of the body, for as long as it is kept (`Options.cache`); None where it is
    #: not kept.
    readings: dict[Any, Any] | None = attrs.field(default=None, eq=False, repr=False, kw_only=True)

    @property
    def facts(self) -> Facts:
        """What an error that this answer stands for tells of it, as `NotFoundError(…, **response.facts)`."""
        return {"status": self.status, "method": self.method, "url": self.url}

    def json(self, *, shallow: bool = True) -> Any:
        """Parse the body as JSON.

        `shallow=False` takes documents of any depth, for those who read them by a shape, drop the
        rest, and are ready for `RecursionError`: looking for the depth costs a fifth of the parsing.

        Raises `DecodeError` where the body is something else, such as the login page of a proxy, or
        nested deeper than any host's documents are.
        """
        try:
            document = jsonlib.loads(self.body)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "no content type")
            raise DecodeError(
                f"{self.method} {self.url} answered {self.status} with a body that is not JSON "
                f"({kind}); check that the URL is the host's API and not a login page or proxy",
                path="$",
            ) from error
        if shallow and _is_deep(document):
            raise DecodeError(
                f"{self.method} {self.url} answered {self.status} with JSON nested deeper than "
                f"{_DEEPEST} levels, which no host's documents are",
                path="$",
            )
        return document

    def link(self, relation: str) -> str | None:
        """Return the address that the header `Link` gives for `relation` (RFC 8288), None where it gives none."""
        for target, parameters in _LINK.findall(self.headers.get("link", "")):
            found = _RELATION.search(parameters)
            if found is not None and relation in found[1].lower().split():
                return str(target)
        return None

    def retry_after(self) -> float | None:
        """Return the seconds that the host asks to wait, None where it does not say.

        The header holds seconds, or a date (RFC 9110, section 10.2.3).
        """
        value = self.headers.get("retry-after", "").strip()
        if value.isdecimal():
            return float(value)
        moment = _moment(value)
        return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())

    def sent_at(self) -> datetime | None:
        """Return when the host answered, by its own clock; None where it does not say."""
        return _moment(self.headers.get("date", ""))

    def text(self) -> str:
        """Return the body as text, by the charset it names, else UTF-8 with replacements."""
        message = Message()
        message["content-type"] = self.headers.get("content-type", "")
        charset = message.get_content_charset("utf-8")
        try:
            return self.body.decode(charset, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")


#: Methods that only read.
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: The deepest JSON that is taken. What reads documents by recursion stays far from Python's limit.
_DEEPEST: Final = 200
_LINK: Final = re.compile(r"<([^<>]*)>([^,<]*)")
_RELATION: Final = re.compile(r"""(?i:;\s*rel)\s*=\s*"?([^";,]*)""")


_CONTAINERS: Final = frozenset({dict, list})


def _is_deep(document: Any) -> bool:
    level = [document] if type(document) in _CONTAINERS else []
    for _ in range(_DEEPEST):
        if not level:
            return False
        level = [
            inner
            for outer in level
            for inner in (outer.values() if type(outer) is dict else outer)
            if type(inner) in _CONTAINERS
        ]
    return bool(level)


def _moment(text: str) -> datetime | None:
    """Read a date as headers write it; None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Exchange(Value):
    """What an observer is told of one request and its answer. It holds no secret."""

    #: The provider's name.
    provider: str
    #: The HTTP method.
    method: str
    #: The address asked, without user, query values and fragment.
    url: str
    #: HTTP status; None where no whole answer came.
    status: int | None
    #: Seconds from sending to the end of the answer.
    seconds: float
    #: Which sending of the request this is, from 1.
    attempt: int
    #: The class of githost's error where no whole answer came, as `RequestTimeoutError`.
    error: str | None = None


@attrs.frozen
class Work(Value, Generic[T]):
    """Something to do here, without a wire.

    The async engine does it in a thread, whole, even when cancelled.
    """

    #: Called once; what it returns or raises is what the operation gets.
    do: Callable[[], T]


@attrs.frozen
class Wait(Value):
    """Let time pass before the next step."""

    #: How long to wait.
    seconds: float


Step: TypeAlias = Request | Work[Any] | Wait
Op: TypeAlias = Generator[Step, Any, T]


def send(request: Request) -> Op[Response]:
    """Exchange one request."""
    response: Response = yield request
    return response


def work(do: Callable[[], T]) -> Op[T]:
    """Do something here, without a wire, as one transaction."""
    result: T = yield Work(do)
    return result


def wait(seconds: float) -> Op[None]:
    """Let `seconds` pass, as between two polls."""
    yield Wait(seconds)


@attrs.frozen
class Page(Value, Generic[T]):
    """Some items of a list, and how to get more."""

    #: In the host's order.
    items: Sequence[T]
    #: Opaque; None on the last page.
    next: str | None = None
    #: How many items the whole list has, where the host tells.
    total: int | None = None


#: An address of plain characters without query and fragment, as most are: looked through or taken
#: apart at a fifth of what `urlsplit` and `urlunsplit` cost, which shows in lists of clone addresses.
_NAMELESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9.:-]+(?:/[!\"$->@-~]*)?")
_PLAIN: Final = re.compile(
    r"([a-z][a-z0-9+.-]*://)(?:[A-Za-z0-9._~%:+-]*@)?([A-Za-z0-9.:-]+(?:/[!\"$->@-~]*)?)"
)
#: Cursors of a chain begin with the number of the segment they belong to.
_SEGMENT: Final = ":"


@attrs.frozen
class Pages(Value, Generic[T]):
    """A list, described: how to fetch the page behind a cursor. None is the first page."""

    #: Fetches the page behind a cursor.
    fetch: Callable[[str | None], Op[Page[T]]]
    #: Where the walk begins.
    start: str | None = None
    #: Guesses the cursor that the host will give some pages after a given one, from that cursor, the
    #: number of pages and the number of items on a page; None where there is no telling. Only used
    #: to fetch ahead, and a page is only used where the host then names it.
    ahead: Callable[[str, int, int], str | None] | None = None

    def map(self, function: Callable[[T], U]) -> "Pages[U]":
        """Return the same list with `function` applied to each item."""

        def fetch(cursor: str | None) -> Op[Page[U]]:
            page = yield from self.fetch(cursor)
            return Page(tuple(function(item) for item in page.items), page.next, page.total)

        return Pages(fetch, self.start, self.ahead)

    def filter(self, keep: Callable[[T], bool]) -> "Pages[T]":
        """Return the list of those items for which `keep` is true.

        Its total is not known, and nothing of it is fetched ahead: how many items the host put on a
        page no longer shows.
        """

        def fetch(cursor: str | None) -> Op[Page[T]]:
            page = yield from self.fetch(cursor)
            return Page(tuple(item for item in page.items if keep(item)), page.next)

        return Pages(fetch, self.start)

    @staticmethod
    def chain(*segments: "Pages[T]", start: str | None = None) -> "Pages[T]":
        """Return one list of several `segments`, one after the other (users, then groups).

        `start` is the cursor at which the walk begins, None for the beginning. The segments must
        not have starts of their own: the chain's cursor names segment and place.
        """

        def fetch(cursor: str | None) -> Op[Page[T]]:
            number, inner = _split_segment(cursor, len(segments))
            page = yield from segments[number].fetch(inner)
            if page.next is not None:
                return Page(page.items, f"{number}{_SEGMENT}{page.next}")
            more = number + 1 < len(segments)
            return Page(page.items, f"{number + 1}{_SEGMENT}" if more else None)

        return Pages(fetch, start)

    @staticmethod
    def whole(items: Callable[[], Op[Iterable[T]]]) -> "Pages[T]":
        """Return a list that the host gives in one piece: `items` is called for each walk."""

        def fetch(_: str | None) -> Op[Page[T]]:
            found = tuple((yield from items()))
            return Page(found, None, len(found))

        return Pages(fetch)


def _split_segment(cursor: str | None, count: int) -> tuple[int, str | None]:
    if cursor is None:
        return 0, None
    number, colon, inner = cursor.partition(_SEGMENT)
    if not colon or not number.isdecimal() or int(number) >= count:
        raise ConfigurationError("this cursor belongs to another list; start without one")
    return int(number), inner or None


def walk(pages: Pages[T]) -> Op[tuple[T, ...]]:
    """Fetch every page of `pages` inside an operation and return the items."""
    items: list[T] = []
    cursor, seen = pages.start, set[str]()
    while True:
        page = yield from pages.fetch(cursor)
        items.extend(page.items)
        cursor = page.next
        if cursor is None:
            return tuple(items)
        if cursor in seen:
            raise PaginationError("the host repeated a cursor, so the list would never end")
        seen.add(cursor)


def join_path(*segments: str | int, tail: str | None = None) -> str:
    """Build the path of a request from `segments`, each percent-encoded whole.

    `tail` is a path of several segments (a file, a branch with slashes): its slashes stay, the rest
    is encoded.
    Raises `ConfigurationError` for what would change the meaning of the path: empty segments, `.`,
    `..`, control characters.
    """
    parts = [_segment(str(segment)) for segment in segments]
    if tail:
        parts.extend(_segment(piece) for piece in tail.split("/"))
    return "/" + "/".join(parts)


def _segment(text: str) -> str:
    if text in {"", ".", ".."}:
        raise ConfigurationError(f"{text!r} cannot stand in an address; give a name")
    if any(character < " " or character == "\x7f" for character in text):
        raise ConfigurationError(f"{text!r} holds control characters; remove them")
    try:
        return quote(text, safe="~")
    except UnicodeEncodeError as error:
        raise ConfigurationError(f"{text!r} is not valid Unicode; it cannot be sent") from error


def redact_url(url: str) -> str:
    """Return `url` without user, password, query values and fragment: safe to print."""
    if "@" not in url and _NAMELESS.fullmatch(url):
        return url
    plain = _PLAIN.fullmatch(url)
    if plain is not None:
        return plain[1] + plain[2]
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    query = "&".join(
        f"{pair.partition('=')[0]}=…" if "=" in pair else pair for pair in parts.query.split("&")
    )
    return urlunsplit((parts.scheme, host, parts.path, query, ""))
