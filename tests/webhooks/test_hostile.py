"""Whatever a stranger sends, nothing but githost's own errors comes out."""

import copy
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import githost
from githost import webhooks
from tests.webhooks.bodies import CLOUD_BODY, DATA_CENTER_BODY, SITE, WEB
from tests.webhooks.test_events import CLOUD, DATA_CENTER

PRODUCTS = ["bitbucket-cloud", "bitbucket-datacenter"]
BODIES = {
    "bitbucket-cloud": (CLOUD_BODY, [one[0] for one in CLOUD]),
    "bitbucket-datacenter": (
        {
            **DATA_CENTER_BODY,
            "previousTarget": {"id": "refs/heads/was", "displayId": "was"},
            "addedReviewers": [DATA_CENTER_BODY["actor"]],
            "commits": [{"id": "1", "authorTimestamp": 1, "parents": [{"id": "2"}]}],
        },
        [one[0] for one in DATA_CENTER],
    ),
}
#: Values on which reading is known to trip: times out of range, addresses that are none.
ODD = st.sampled_from(
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59-23:59",
        "http://[",
        "//[x]@:99999999/",
        "\ud800",
        "٣",
        "9" * 400,
        10**400,
        -(10**19),
        1e308,
        "/",
        "a/",
        {"html": {"href": 5}, "self": [None], "clone": [{"name": "http", "href": "http://["}]},
        {"clone": [{"name": "https", "href": "https://[::x"}]},
        {"components": ["a", 5]},
    ]
)
VALUES = ODD | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(
    [
        "X-Event-Key",
        "x-hub-signature",
        "X-Request-UUID",
        "X-Request-Id",
        "X-Hook-UUID",
        "X-Attempt-Number",
    ]
)
HEADERS = st.lists(
    st.tuples(
        NAMES | st.text(),
        st.text()
        | st.sampled_from(["repo:push", "pr:opened", "diagnostics:ping", "sha256=00", "²"]),
    ),
    max_size=6,
)


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in items:
        yield (*above, key)
        yield from _paths(child, (*above, key))


@st.composite
def _messages(draw: st.DrawFn, provider: str) -> tuple[str, bytes]:
    """Make a right message wrong in one to three places."""
    body, keys = BODIES[provider]
    body = json.loads(json.dumps(body))
    for _ in range(draw(st.integers(1, 3))):
        *above, last = draw(st.sampled_from(list(_paths(body))))
        at: Any = body
        for step in above:
            at = at[step]
        # A copy: values that are drawn twice must not become one.
        at[last] = copy.deepcopy(draw(VALUES))
    return draw(st.sampled_from(keys)), json.dumps(body).encode()


def _read(provider: str, headers: Sequence[tuple[str, str]], body: bytes) -> None:
    with suppress(githost.DecodeError):
        webhooks.parse(provider, headers, body)
    with suppress(githost.SignatureError):
        webhooks.verify(provider, headers, body, "hush")


@pytest.mark.parametrize("provider", PRODUCTS)
@settings(deadline=None)
@given(headers=HEADERS, body=st.binary() | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_and_headers(provider: str, headers: list[tuple[str, str]], body: bytes) -> None:
    """Bodies that are no JSON, or other JSON, under any headers."""
    _read(provider, headers, body)


@pytest.mark.parametrize("provider", PRODUCTS)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_right_messages_made_wrong(provider: str, data: st.DataObject) -> None:
    """Values of other types anywhere within."""
    key, body = data.draw(_messages(provider))
    _read(provider, [("X-Event-Key", key)], body)


@pytest.mark.parametrize("provider", PRODUCTS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"actor":' * 200 + b"1" + b"}" * 200,
        b'{"x":' + b"9" * 10_000 + b"}",
        b"null",
        b"NaN",
    ],
    ids=["empty", "no text", "open", "deep", "long number", "null", "not a number"],
)
def test_documents_that_are_none(provider: str, body: bytes) -> None:
    """Each is a `DecodeError`, however deep or long."""
    with pytest.raises(githost.DecodeError):
        webhooks.parse(provider, {"X-Event-Key": "repo:push"}, body)


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"])
def test_times_that_no_calendar_has_in_utc(time: str) -> None:
    """Right in their own zone, out of range in ours."""
    for provider, key, part in (
        ("bitbucket-cloud", "repo:push", {"repository": {**SITE, "created_on": time}}),
        ("bitbucket-datacenter", "repo:refs_changed", {"date": time}),
    ):
        body = json.dumps({**BODIES[provider][0], **part}).encode()
        with pytest.raises(githost.DecodeError, match="expected a time"):
            webhooks.parse(provider, {"X-Event-Key": key}, body)


def test_clone_address_that_is_none_is_left_out() -> None:
    """It is only told, and nothing depends on it."""
    for provider, key, name, repository in (
        ("bitbucket-cloud", "repo:push", "https", SITE),
        ("bitbucket-datacenter", "repo:refs_changed", "http", WEB),
    ):
        links = {"clone": [{"name": name, "href": "https://["}]}
        document = {**BODIES[provider][0], "repository": {**repository, "links": links}}
        found = webhooks.parse(provider, {"X-Event-Key": key}, json.dumps(document).encode())
        assert found.repository is not None
        assert found.repository.clone_urls.https is None
