"""`githost api`: any request to a host's API, with its credential, guards and errors."""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

import typer

from githost.cli.confirm import Confirmed
from githost.cli.inputs import content
from githost.cli.options import command
from githost.cli.output import is_terminal, write
from githost.cli.places import OnHost
from githost.engine.origin import redact_url_safely
from githost.errors import ConfigurationError

if TYPE_CHECKING:
    from githost.client.sync import Host

__all__ = ["app", "ask"]

app = typer.Typer(add_completion=False, rich_markup_mode=None)

#: Methods that have a query and no body.
_WITHOUT_BODY = frozenset({"GET", "HEAD", "DELETE"})


@command(app, "api")
def api(
    method: Annotated[str, typer.Argument(metavar="METHOD", help="GET, POST, PUT, DELETE, …")],
    path: Annotated[str, typer.Argument(metavar="PATH", help="Below the API root.")],
    on: OnHost,
    confirmed: Confirmed,
    field: Annotated[
        list[str] | None,
        typer.Option(
            "--field",
            "-f",
            metavar="KEY=TEXT",
            help="In the query, or in the body as JSON; KEY:=JSON for other than text; repeatable.",
        ),
    ] = None,
    given: Annotated[
        str | None,
        typer.Option("--input", "-i", metavar="FILE", help="The body, as JSON; - is stdin."),
    ] = None,
) -> None:
    """Send any request to a host's API, with its credential, and print what comes back.

    Example: githost api GET /repositories/acme --host bitbucket.org --field pagelen:=10
    """
    if method.upper() == "DELETE":
        confirmed.ask(f"delete {path} on {on.host.url}")
    ask(on.host, method, path, fields=field or (), given=given)


def ask(host: "Host", method: str, path: str, *, fields: Iterable[str], given: str | None) -> None:
    """Send one request below the API root of `host` and print what comes back.

    `fields` are the query of a method without a body, else the body, unless `given` names its file.

    Raises `ConfigurationError` for fields and files that cannot be sent.
    """
    verb = method.upper()
    values = dict(_field(one) for one in fields)
    body: Any = None
    if given is not None:
        if verb in _WITHOUT_BODY:
            raise ConfigurationError(f"{verb} has no body; leave out --input")
        body = _json(content(given), "standard input" if given == "-" else given)
    elif values and verb not in _WITHOUT_BODY:
        body, values = values, {}
    parts = _parts(path)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **_texts(values)}
    _show(host.request(verb, f"/{parts.path.removeprefix('/')}", query=query or None, json=body))


def _parts(path: str) -> SplitResult:
    """Take a path and its query apart."""
    try:
        parts = urlsplit(path)
    except ValueError:
        parts = None
    if parts is None or parts.netloc or parts.scheme:
        raise ConfigurationError(
            f"{redact_url_safely(path)!r} is no path below the API; "
            "write one, as /repositories/acme, and say --host"
        )
    return parts


def _field(text: str) -> tuple[str, Any]:
    """Read `key=text`, or `key:=JSON`."""
    name, equals, value = text.partition("=")
    if not equals or not name or name == ":":
        raise ConfigurationError(f"a field is key=text or key:=JSON, not {text!r}")
    if name.endswith(":"):
        return name[:-1], _json(value.encode(), f"the value of {name[:-1]}")
    return name, value


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in values.items()
    }


def _json(text: bytes, where: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(f"{where} is no JSON: {error}") from None


def _refuse(constant: str) -> None:
    """Refuse what Python reads beyond JSON, for no host would."""
    raise ValueError(f"it holds {constant}")


def _show(answer: Any) -> None:
    if answer is None:
        return
    if isinstance(answer, str):
        if is_terminal():
            write(answer)
        else:
            sys.stdout.write(answer)
    else:
        write(json.dumps(answer, ensure_ascii=False, indent=2 if is_terminal() else None))
