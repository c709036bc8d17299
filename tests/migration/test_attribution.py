"""The attribution of what was carried: read by people, and parsed back whatever it holds."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from githost.migration.attribution import Origin, Parsed, attributed, marked, parse

WROTE = Origin(
    verb="wrote",
    author="Ada Lovelace",
    login="ada",
    at=datetime(2025, 3, 3, 9, tzinfo=UTC),
    url="https://git.example/projects/PROJ/repos/site/pull-requests/5/overview?commentId=77",
)

NASTY = st.sampled_from(
    [
        *("_", "*", "`", "[", "]", "(", ")", "\\", "@ada", "·", " · ", ": ", "&#64;", "<b>", "#12"),
        *("~~", "\n", "\r\n", "\u2028", "\x00", " ", "Somebody", " wrote this"),
        " on 2025-03-03 09:00:00 UTC",
    ]
)
NAMES = st.lists(st.one_of(st.text(max_size=5), NASTY), max_size=6).map("".join)
ORIGINS = st.builds(
    Origin,
    verb=st.sampled_from(["wrote", "opened", "merged"]),
    author=st.none() | NAMES,
    login=st.none() | NAMES,
    at=st.none() | st.integers(0, 10**11).map(lambda one: datetime.fromtimestamp(one, UTC)),
    url=st.none() | NAMES.map("https://git.example/{}".format),
    facts=st.dictionaries(NAMES, NAMES, max_size=3),
)
MARKERS = st.text(min_size=1, max_size=10) | st.just("PROJ/site#5/comments/77")
BODIES = st.one_of(
    st.text(),
    NAMES,
    st.builds(attributed, NAMES, ORIGINS, MARKERS),
    st.builds("{}\n\n{}".format, NAMES, st.builds(attributed, NAMES, ORIGINS, MARKERS)),
)


def test_the_form_is_fixed() -> None:
    """People read it, and other runs parse it: it does not change."""
    facts = {"state": "merged", "approvals": "Bob, Cy"}
    origin = Origin(verb="opened", author="Ada [x]", login="a_b@c", at=WROTE.at, facts=facts)
    assert attributed("Text\r\n", origin, "PROJ/site#5") == (
        "_Ada \\[x\\] (a\\_b&#64;c) opened this on 2025-03-03 09:00:00 UTC"
        " · state: merged · approvals: Bob, Cy_\n"
        "\n"
        "[//]: # (githost:1:PROJ/site%235)\n"
        "\n"
        "Text\r\n"
    )
    assert attributed("", Origin(verb="wrote"), "x") == (
        "_Somebody wrote this_\n\n[//]: # (githost:1:x)"
    )


# A busy machine draws nested texts slowly.
_PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_PATIENT
@given(BODIES, ORIGINS, MARKERS)
@example("", Origin(verb="wrote", author="Somebody"), "x")
@example("Ada wrote this", Origin(verb="wrote", author="Ada wrote this"), "x")
def test_what_was_attributed_is_parsed_back(body: str, origin: Origin, marker: str) -> None:
    """Body, origin and marker come back, whatever they hold, also from a host that changes blanks."""
    text = attributed(body, origin, marker)
    assert parse(text) == Parsed(body=body, origin=origin, marker=marker)
    assert marked(text) == marker
    assert parse(text.rstrip()) == Parsed(body=body.rstrip(), origin=origin, marker=marker)
    head = text.removesuffix(body)
    assert parse(head.replace("\n", "\r\n") + body) == parse(text)


@_PATIENT
@given(ORIGINS)
def test_no_name_pings_or_breaks_the_line(origin: Origin) -> None:
    """There is one line, without a name behind an @."""
    line, *rest = attributed("", origin, "x").split("\n")
    assert line.isprintable()
    assert "@" not in line
    assert rest == ["", "[//]: # (githost:1:x)"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_Ada wrote this_",
        "_Ada wrote this_\n\nText",
        "Above\n\n" + attributed("Text", WROTE, "x"),
        "_Ada wrote that_\n\n[//]: # (githost:1:x)",
        "_Ada wrote this on 2025-13-03 09:00:00 UTC_\n\n[//]: # (githost:1:x)",
        "_Ada wrote this · strange_\n\n[//]: # (githost:1:x)",
        "_Ada wrote this_\n\n[//]: # (githost:2:x)",
    ],
)
def test_other_text_is_all_body(text: str) -> None:
    """Only what begins with the whole form is taken apart."""
    assert parse(text) == Parsed(body=text)


def test_a_marker_is_found_below_what_somebody_added() -> None:
    """Who edits the text above the attribution does not make it unknown; a quotation is no marker."""
    text = attributed("Text", WROTE, "PROJ/site#5")
    assert marked("Superseded.\r\n\r\n" + text) == "PROJ/site#5"
    assert marked("\n".join(f"> {line}" for line in text.splitlines())) is None
    assert marked(attributed(attributed("Text", WROTE, "inner"), WROTE, "outer")) == "outer"


def test_what_cannot_be_told_is_left_out() -> None:
    """Empty names and facts are as good as none, and a time counts to the second, in UTC."""
    assert Origin(verb="wrote", author="", login="", url="", facts={"": "a", "b": ""}) == Origin(
        verb="wrote"
    )
    exact = datetime.fromisoformat("2025-03-03T10:00:00.25+01:00")
    assert Origin(verb="wrote", at=exact).at == WROTE.at
    with pytest.raises(ValueError, match="verb"):
        Origin(verb="wrote @ada")
