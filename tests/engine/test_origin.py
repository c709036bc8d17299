"""Where a connection may send what."""

import httpx
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


@pytest.mark.parametrize(
    "link", ["@evil.example/x", ".evil.example/x", ":80@evil.example", "x/y", "", "\ud800"]
)
def test_link_that_would_become_part_of_the_host_is_refused(link: str) -> None:
    """Put behind a root without a path it would name another host."""
    bare = Origins.of({"api": "https://git.example.com"}, [])
    with pytest.raises(OriginError):
        bare.resolve(Request("GET", link))


@pytest.mark.parametrize(
    "path",
    [
        "/../x",
        "/a/..",
        "/a/./b",
        "/a/%2e%2E/b",
        "/a/.%2e",
        "/a\r\nb",
        "/a\x00b",
        "/\x7f",
        "/\ud800",
    ],
)
def test_path_that_leads_out_is_refused(path: str) -> None:
    """Steps up, in escapes or not, control characters, and what is no Unicode."""
    with pytest.raises(ConfigurationError):
        OURS.resolve(Request("GET", path))


def test_address_within_a_query_is_a_value() -> None:
    """A path below the root is no address for having one in its query."""
    found = OURS.resolve(Request("GET", "/hooks?url=https://ci.example/../x"))
    assert found == "https://git.example.com/rest/hooks?url=https://ci.example/../x"


_ODD = st.text(st.sampled_from("htps:/@git.example.com\\#?%[]:.\t\n 。ⓔevil80"), max_size=40)


@given(
    _ODD | _ODD.map(lambda text: f"https://git.example.com{text}") | _ODD.map("https://{}".format)
)
def test_what_is_taken_for_ours_is_ours_to_the_http_library_too(url: str) -> None:
    """Two readers of one address must not differ about its host."""
    try:
        OURS.check(url)
        seen = httpx.URL(url)
    except (OriginError, httpx.InvalidURL):
        return
    assert seen.host in {"git.example.com", "api.example.com"}
    assert seen.scheme == "https"
    assert not seen.userinfo
