"""What a host announces about its API."""

import logging

import pytest

import githost
from githost.errors import GitHostError, GoneError
from githost.wire import Op, Request, Response, send
from tests.client.conftest import scripted
from tests.client.connecting import open_host
from tests.scripted_host import Script, ScriptedHost, answer

__all__ = ["scripted"]

ENDS = {
    "deprecation": "@1790000000",
    "sunset": "Sat, 31 Oct 2026 00:00:00 GMT",
    "link": '<https://git.example.com/announced>; rel="deprecation"',
}


def get(path: str) -> Op[Response]:
    """Ask once."""
    return send(Request("GET", path))


def test_announcement_is_logged_once_an_endpoint(caplog: pytest.LogCaptureFixture) -> None:
    """The same again is not, another one is."""
    script = Script(
        answer(200, {}, **ENDS),
        answer(200, {}, **ENDS),
        answer(200, {}, **ENDS),
        answer(200, {}, warning='299 - "use /y"'),
    )
    with open_host(script) as host:
        for path in ("/x", "/x", "/x/y", "/x"):
            host.run(get(path))
    said = [one.getMessage() for one in caplog.records if one.name == "githost.drift"]
    assert [text.partition(":")[0] for text in said] == ["GET https"] * 3
    assert "sunset: Sat, 31 Oct 2026" in said[0]
    assert said[0].endswith("see https://git.example.com/announced")
    assert "use /y" in said[2]


def test_announcements_without_end_fill_no_memory(caplog: pytest.LogCaptureFixture) -> None:
    """A host that says something new each time is heard a thousand times."""
    caplog.set_level(logging.CRITICAL)
    script = Script(*(answer(200, {}, warning=f'299 - "{number}"') for number in range(1100)))
    with open_host(script) as host:
        for _ in range(1100):
            host.run(get("/x"))
        assert len(host._engine._pipeline._notices._seen) == 1000


def test_what_is_gone_names_the_announcement(monkeypatch: pytest.MonkeyPatch) -> None:
    """The link of the answer is in the error, as a field and for people."""

    def gone(self: ScriptedHost, response: Response) -> GitHostError | None:
        return GoneError("it is gone", status=410) if response.status == 410 else None

    monkeypatch.setattr(ScriptedHost, "error", gone)
    script = Script(answer(410, {}, link="<https://git.example.com/why>; rel=sunset"), answer(410))
    with open_host(script) as host:
        with pytest.raises(githost.GoneError, match=r"see https://git\.example\.com/why") as caught:
            host.run(get("/x"))
        assert caught.value.announcement == "https://git.example.com/why"
        with pytest.raises(githost.GoneError) as caught:
            host.run(get("/x"))
        assert caught.value.announcement is None


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ('<https://a.example/1>; rel="deprecation"', "https://a.example/1"),
        (
            "<https://a.example/0>;rel=next, <https://a.example/1>; rel=deprecation",
            "https://a.example/1",
        ),
        ('<https://a.example/1>; title="x"; rel="sunset deprecation"', "https://a.example/1"),
        ("<https://a.example/0>; rel=next", None),
        ("rel=deprecation", None),
        ("", None),
    ],
)
def test_link_header_is_read_by_its_relation(header: str, found: str | None) -> None:
    """As RFC 8288 writes it."""
    response = Response(200, {"link": header}, b"", "GET", "https://git.example.com")
    assert response.link("deprecation") == found
