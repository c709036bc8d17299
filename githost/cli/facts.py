"""`githost providers` and `githost scopes`: what plugins say of themselves."""

from collections.abc import Iterable, Mapping, Sequence

from githost.credentials import Credential
from githost.errors import ConfigurationError
from githost.interface.capabilities import Support, capabilities
from githost.interface.provider import Provider, Site

__all__ = ["capabilities_of", "matrix", "scopes_of"]


def capabilities_of(provider: Provider) -> Mapping[str, Support]:
    """Say for every operation whether `provider` supports it, as its code tells, without a host."""
    scheme = next(iter(provider.schemes), "https")
    url = f"{scheme}://host.example" if scheme == "https" else f"{scheme}:example"
    return capabilities(provider.open(Site(url=url, roots=provider.roots(url))))


def matrix(providers: Sequence[Provider]) -> str:
    """Return every operation beside what each provider can do, as a Markdown table with its reasons below."""
    found = [capabilities_of(provider) for provider in providers]
    reasons: dict[str, int] = {}
    lines = [
        "| operation | " + " | ".join(provider.title for provider in providers) + " |",
        "|---|" + "---|" * len(providers),
    ]
    for operation in found[0] if found else ():
        cells = (_cell(one[operation], reasons) for one in found)
        lines.append(f"| `{operation}` | {' | '.join(cells)} |")
    lines += ["", *(f"{number}. {reason}" for reason, number in reasons.items())]
    return "\n".join(lines).strip() + "\n"


def _cell(answer: Support, reasons: dict[str, int]) -> str:
    if answer:
        return "✓"
    reason = answer.reason or "not offered"
    return f"no ({reasons.setdefault(reason, len(reasons) + 1)})"


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
    return {kind: tuple(scopes) for kind, scopes in needed.items()}
