"""`githost providers` and `githost scopes`: what plugins say of themselves."""

from collections.abc import Iterable, Mapping, Sequence

from githost.credentials import Credential
from githost.errors import ConfigurationError
from githost.interface.capabilities import Support, capabilities
from githost.interface.provider import Provider, Site

__all__ = ["capabilities_of", "matrix", "scope_table", "scopes_of", "summary"]


def capabilities_of(provider: Provider) -> Mapping[str, Support]:
    """Say for every operation whether `provider` supports it, as its code tells, without a host."""
    scheme = next(iter(provider.schemes), "https")
    url = f"{scheme}://host.example" if scheme == "https" else f"{scheme}:example"
    return capabilities(provider.open(Site(url=url, roots=provider.roots(url))))


def matrix(providers: Sequence[Provider]) -> str:
    """Return every operation beside what each provider can do, as Markdown with the reasons below."""
    found = [capabilities_of(provider) for provider in providers]
    reasons: dict[str, int] = {}
    rows = [
        (f"`{operation}`", *(_cell(one[operation], reasons) for one in found))
        for operation in (found[0] if found else ())
    ]
    table = _table(("operation", *(provider.title for provider in providers)), rows)
    notes = "".join(f"{number}. {reason}\n" for reason, number in reasons.items())
    return f"{table}\n{notes}" if notes else table


def _cell(answer: Support, reasons: dict[str, int]) -> str:
    if answer:
        return "✓"
    reason = answer.reason or "not offered"
    return f"no ({reasons.setdefault(reason, len(reasons) + 1)})"


def summary(providers: Sequence[Provider]) -> str:
    """Return every noun beside the operations that each provider has, as Markdown."""
    found = [capabilities_of(provider) for provider in providers]
    nouns: dict[str, list[str]] = {}
    for operation in found[0] if found else ():
        noun, _, method = operation.partition(".")
        nouns.setdefault(noun, []).append(method)
    rows = [
        (f"`{noun}`", " ".join(methods), *(_share(one, noun, methods) for one in found))
        for noun, methods in nouns.items()
    ]
    return _table(("noun", "operations", *(provider.title for provider in providers)), rows)


def _share(found: Mapping[str, Support], noun: str, methods: Sequence[str]) -> str:
    lacking = [method for method in methods if not found[f"{noun}.{method}"]]
    if len(lacking) == len(methods):
        return "no"
    return f"✓ but {' '.join(lacking)}" if lacking else "✓"


def scope_table(provider: Provider) -> str:
    """Return every operation of `provider` beside the scopes that a token needs for it, as Markdown."""
    kinds = list(dict.fromkeys(kind for needs in provider.scopes.values() for kind in needs))
    supported = capabilities_of(provider)
    rows = [
        (f"`{operation}`", *(_scopes(needs.get(kind, ())) for kind in kinds))
        for operation, needs in provider.scopes.items()
        if supported.get(operation)
    ]
    return _table(("operation", *(f"`{kind.__name__}`" for kind in kinds)), rows)


def _scopes(scopes: Iterable[str]) -> str:
    return " ".join(f"`{scope}`" for scope in scopes) or "none"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def scopes_of(
    provider: Provider, operations: Iterable[str]
) -> Mapping[type[Credential], tuple[str, ...]]:
    """Return the least scopes for `operations` together, by kind of credential, in the order of need.

    Raises `ConfigurationError` for a word that is no operation.
    """
    known = capabilities_of(provider)
    needed: dict[type[Credential], dict[str, None]] = {}
    for operation in operations:
        if operation not in known:
            raise ConfigurationError(f"there is no operation {operation!r}; write it as repos.list")
        if not known[operation]:
            raise ConfigurationError(
                f"{provider.title} cannot do {operation}: {known[operation].reason}"
            )
        for kind, scopes in provider.scopes.get(operation, {}).items():
            needed.setdefault(kind, {}).update(dict.fromkeys(scopes))
    return {kind: _least(provider, scopes) for kind, scopes in needed.items()}


def _least(provider: Provider, scopes: Iterable[str]) -> tuple[str, ...]:
    """Leave out what another scope brings with it."""
    given = tuple(scopes)
    brought = {one for scope in given for one in provider.implied_scopes.get(scope, ())}
    return tuple(scope for scope in given if scope not in brought)
