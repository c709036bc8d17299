"""A verification as a page and as JSON."""

import json
from datetime import UTC, datetime
from html.parser import HTMLParser

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from githost.errors import ConfigurationError
from githost.migration.items import Fate, Item, Verification
from githost.reports.verification import read_verification, verification_json, verification_page
from tests.reports.worlds import HOSTILE, verification

TEXTS = st.text(max_size=20)
ITEMS = st.builds(
    Item,
    part=TEXTS,
    repository=TEXTS,
    name=TEXTS,
    fate=st.sampled_from(Fate),
    why=TEXTS,
    source_url=st.none() | TEXTS,
    target_url=st.none() | TEXTS,
)
VERIFICATIONS = st.builds(
    Verification,
    source=TEXTS,
    target=TEXTS,
    at=st.datetimes(timezones=st.just(UTC)),
    items=st.lists(ITEMS, max_size=8).map(tuple),
)


class Elements(HTMLParser):
    """Notes a page's elements and the text of its scripts, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._text: list[str] | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._text is not None:
            self.scripts.append("".join(self._text))
            self._text = None


@settings(deadline=None)
@given(VERIFICATIONS)
def test_json_is_read_back(given: Verification) -> None:
    """Every field, whatever characters are in it."""
    assert read_verification(verification_json(given)) == given


def test_json_has_the_documented_shape() -> None:
    """Programs of other people read it."""
    document = json.loads(verification_json(verification(10)))
    assert list(document) == [
        *("format", "version", "source", "target", "at", "clean", "totals", "items")
    ]
    assert document["format"] == "githost-verification"
    assert document["version"] == 1
    assert document["at"] == "2026-08-24T12:00:00+00:00"
    assert document["clean"] is False
    assert document["totals"]["tags"] == {"kept": 3, "degraded": 0, "dropped": 0, "differs": 0}
    assert document["items"][3] == {
        "part": "comments",
        "repository": "PROJ/site3",
        "name": "#3 Fix the login",
        "fate": "degraded",
        "why": "author and time stand in the text",
        "source_url": "https://git.example.com/bitbucket/projects/PROJ/repos/site/3",
        "target_url": "https://bitbucket.org/acme/site/3",
    }


def test_fields_that_are_new_are_passed_over() -> None:
    """A later release may add some without a new version."""
    document = json.loads(verification_json(verification(3)))
    document["later"] = document["items"][0]["later"] = 1
    assert read_verification(json.dumps(document)) == verification(3)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"version": 2}, "version 2, and this githost reads 1"),
        ({"format": "githost-activity"}, "is no verification"),
        ({"at": "2026-08-24T12:00:00"}, "no time zone"),
        ({"source": None}, "source is None, and no text; give what verify wrote"),
        ({"items": [{"part": "tags"}]}, "cannot be read: repository is missing; give what"),
        ({"items": [5]}, "cannot be read: the item 5 is no object; give what"),
        ({"items": None}, "cannot be read: items is no list; give what"),
    ],
)
def test_other_documents_are_refused(changes: dict[str, object], complaint: str) -> None:
    """With what is wrong."""
    document = json.loads(verification_json(verification(3))) | changes
    with pytest.raises(ConfigurationError, match=complaint):
        read_verification(json.dumps(document))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000], ids=len)
def test_what_is_no_document_is_refused(text: str) -> None:
    """As a page is, given for its JSON."""
    with pytest.raises(ConfigurationError, match="no verification"):
        read_verification(text)


def test_hostile_names_stay_names() -> None:
    """The page has the two scripts that we gave it, no picture, and only web addresses."""
    page = Elements(verification_page(verification(300)))
    assert [a.get("type") for tag, a in page.elements if tag == "script"] == [
        "application/json",
        None,
    ]
    assert not [tag for tag, _ in page.elements if tag in {"img", "iframe", "object", "embed"}]
    data = json.loads(page.scripts[0])
    assert data["rows"][9][2] == f"#9 {HOSTILE}"
    assert data["rows"][9][6] is None
    assert data["rows"][8][6] == "https://bitbucket.org/acme/site/8"
    assert "javascript:" not in page.scripts[0]


def test_hostile_hosts_and_parts_stay_text() -> None:
    """Which stand in the page itself and in its links."""
    item = attrs.evolve(verification(1).items[0], part=f'{HOSTILE}"&')
    given = attrs.evolve(verification(1), source=HOSTILE, target=HOSTILE, items=(item,))
    page = Elements(verification_page(given))
    assert sum(tag == "script" for tag, _ in page.elements) == 2
    assert not [tag for tag, _ in page.elements if tag == "img"]


def test_page_says_whether_everything_is_explained() -> None:
    """In its first sentence."""
    assert "3 of 300 differ, and nothing explains it." in verification_page(verification(300))
    assert "Every difference is explained." in verification_page(verification(9))
    nothing = Verification(source="a", target="b", at=datetime(2026, 1, 1, tzinfo=UTC), items=())
    assert "Nothing was to be moved." in verification_page(nothing)


def test_small_shares_can_be_seen() -> None:
    """One of ten thousand has a bar, and the bars of a part end where its line ends."""
    kept = verification(1).items[0]
    items = (*[kept] * 9999, attrs.evolve(kept, fate=Fate.DIFFERS))
    page = Elements(verification_page(attrs.evolve(verification(1), items=items)))
    bars = [a for tag, a in page.elements if tag == "rect"]
    assert [bar["class"] for bar in bars] == ["kept", "differs"]
    assert float(bars[1]["width"] or 0) > 1
    assert float(bars[1]["x"] or 0) + float(bars[1]["width"] or 0) == pytest.approx(100, abs=0.1)
