"""Where a connection may send what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from githost.engine.origin import Origins, is_loopback, origin_of, with_query
from githost.errors import ConfigurationError, OriginError
from githost.wire import Request, join_path, redact_url

OURS = Origins.of({"api": "https://git.example.com/rest"}, ["https://api.example.com"])


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com.evil.example/rest",
        "https://evil.example/git.example.com",
        "http://git.example.com/rest",
        "https://git.example.com:8443/rest",
        "https://git.example.com@evil.example/",
        "https://user:pass@git.example.com/",
        "//evil.example://x",
        "file:///etc/passwd://",
        "https://[bad://",
    ],
)
def test_other_origins_are_refused(url: str) -> None:
    """Look-alikes, other ports and schemes, and addresses with a user are not ours."""
    with pytest.raises(OriginError):
        OURS.resolve(Request("GET", url))


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com/rest/x?y=1",
        "https://GIT.example.com:443/",
        "https://api.example.com/z",
    ],
)
def test_own_origins_are_asked_verbatim(url: str) -> None:
    """The service's own addresses are asked exactly as given."""
    assert OURS.resolve(Request("GET", url)) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:1/x", True),
        ("http://localhost/x", True),
        ("http://[::1]:2/", True),
        ("http://127.0.0.1.evil.example/", False),
        ("http://localhost.evil.example/", False),
        ("http://10.0.0.1/", False),
    ],
)
def test_loopback_is_this_machine_only(url: str, *, expected: bool) -> None:
    """Only loopback addresses stay on this machine."""
    assert is_loopback(url) is expected


def test_origin_has_one_spelling() -> None:
    """Case and default port do not make another origin."""
    assert origin_of("https://Git.Example.com/a") == origin_of("https://git.example.com:443/b")


def test_query_is_encoded_once() -> None:
    """None is left out, booleans are lower case, sequences repeat."""
    query = {"a": "x&y", "b": None, "c": True, "d": ["1", "2"], "e": 5}
    assert with_query("https://h/p?z=1", query) == "https://h/p?z=1&a=x%26y&c=true&d=1&d=2&e=5"


@given(st.text())
def test_a_segment_stays_one_segment(text: str) -> None:
    """Whatever a name holds, it can neither end its segment nor begin a query."""
    try:
        path = join_path("repos", text)
    except ConfigurationError:
        return
    assert path.count("/") == 2
    assert not set(path) & set("?#\\ \r\n")
    assert path not in {"/repos/.", "/repos/.."}


def test_redacted_address_shows_no_secret() -> None:
    """User, password and query values are hidden."""
    assert (
        redact_url("https://u:p@h.example/x?token=s&flag#f") == "https://h.example/x?token=…&flag"
    )
