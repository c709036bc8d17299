"""Files: what tells a file from a directory, and writes that are forms."""

import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from githost.errors import (
    AmbiguousWriteError,
    ConfigurationError,
    ConflictError,
    NotFoundError,
    OriginError,
)
from githost.model import EntryKind
from tests.bitbucket.cloud.exchanges import REPO, SHA, commit, page, refusal, repository
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

API = "https://api.bitbucket.org/2.0"
MADE = "e" * 40


def _entry(path: str, kind: str = "commit_file", **more: Any) -> dict[str, Any]:
    return {"type": kind, "path": path, "commit": {"hash": SHA}, **more}


def _content(body: bytes, kind: str = "text/plain") -> httpx.Response:
    headers = {"content-type": kind, "content-disposition": 'attachment; filename="x"'}
    return httpx.Response(200, content=body, headers=headers)


def _tip(sha: str = SHA) -> httpx.Response:
    return answer(200, {"name": "main", "target": commit(sha)})


def _form(host: Scripted) -> str:
    [form] = [one for one in host.script.requests if one.method == "POST"]
    assert form.headers["content-type"].startswith("multipart/form-data")
    return form.content.decode()


def test_directory_is_listed_at_the_default_branch(cloud: Callable[..., Scripted]) -> None:
    """Links and submodules are files to Cloud, told by their attributes."""
    entries = [
        _entry("src/a.py", size=4, attributes=[]),
        _entry("src/lib", "commit_directory"),
        _entry("src/link", attributes=["link"]),
        _entry("src/sub", attributes=["subrepository"]),
        _entry("src/odd", "commit_hologram"),
    ]
    host = cloud(answer(200, repository()), page(entries))
    found = host.host.files.list("acme/site", "/src/").all()
    assert [(one.path, one.kind) for one in found] == [
        ("src/a.py", EntryKind.FILE),
        ("src/lib", EntryKind.DIRECTORY),
        ("src/link", EntryKind.SYMLINK),
        ("src/sub", EntryKind.SUBMODULE),
        ("src/odd", EntryKind.UNKNOWN),
    ]
    assert (found[0].size, found[0].commit) == (4, SHA)
    assert host.sent == [f"GET {REPO}", f"GET {REPO}/src/main/src/?pagelen=100"]


def test_recursive_list_gives_files_alone(cloud: Callable[..., Scripted]) -> None:
    """Pages are followed as they are linked."""
    link = f"{API}{REPO}/src/{SHA}/?page=2&max_depth=1000"
    first = [_entry("a", "commit_directory"), _entry("b.py")]
    host = cloud(page(first, link), page([_entry("a/c.py")]))
    found = host.host.files.list("acme/site", ref="main", recursive=True)
    assert [one.path for one in found] == ["b.py", "a/c.py"]
    assert host.sent == [
        f"GET {REPO}/src/main/?max_depth=1000&pagelen=100",
        f"GET {link.removeprefix(API)}",
    ]


def test_name_with_a_slash_is_resolved_first(cloud: Callable[..., Scripted]) -> None:
    """The path cannot tell where it ends."""
    host = cloud(_tip(), page([_entry("a")]), _tip(), _content(b"x"))
    host.host.files.list("acme/site", ref="feature/x").all()
    assert host.host.files.read("acme/site", "a b/ü#.py", ref="feature/x") == b"x"
    assert host.sent == [
        f"GET {REPO}/refs/branches/feature/x",
        f"GET {REPO}/src/{SHA}/?pagelen=100",
        f"GET {REPO}/refs/branches/feature/x",
        f"GET {REPO}/src/{SHA}/a b/ü#.py",
    ]
    assert str(host.script.requests[-1].url).endswith("/a%20b/%C3%BC%23.py")


def test_file_is_no_directory(cloud: Callable[..., Scripted]) -> None:
    """Also one that looks like a page of entries."""
    host = cloud(_content(b'{"values": []}', "application/json"))
    with pytest.raises(NotFoundError, match="no directory"):
        host.host.files.list("acme/site", "a.json", ref="main").all()


def test_directory_that_is_not_there_is_not_found(cloud: Callable[..., Scripted]) -> None:
    """Some came back as an empty page, which git cannot mean."""
    host = cloud(refusal(404), page())
    for _ in range(2):
        with pytest.raises(NotFoundError):
            host.host.files.list("acme/site", "missing", ref="main").all()


def test_empty_repository_has_no_files(cloud: Callable[..., Scripted]) -> None:
    """Its root is empty, and nothing else is there."""
    bare = answer(200, repository(mainbranch=None))
    host = cloud(bare, bare, bare)
    assert host.host.files.list("acme/site").all() == []
    with pytest.raises(NotFoundError, match="empty"):
        host.host.files.list("acme/site", "src").all()
    with pytest.raises(NotFoundError, match="empty"):
        host.host.files.read("acme/site", "a")


def test_directory_is_no_file(cloud: Callable[..., Scripted]) -> None:
    """It answers with JSON; what that is, is asked."""
    host = cloud(page([_entry("src/a")]), answer(200, _entry("src", "commit_directory")))
    with pytest.raises(NotFoundError, match="no file"):
        host.host.files.read("acme/site", "src", ref="main")
    assert host.sent[-1] == f"GET {REPO}/src/main/src?format=meta"


def test_file_in_json_is_read_as_it_is(cloud: Callable[..., Scripted]) -> None:
    """It comes as an attachment; without that it is asked what it is."""
    body = b'{"values": [], "pagelen": 10}'
    bare = httpx.Response(200, content=body, headers={"content-type": "application/json"})
    host = cloud(_content(body, "application/json"), bare, answer(200, _entry("a.json")))
    assert host.host.files.read("acme/site", "a.json", ref="main") == body
    assert host.host.files.read("acme/site", "a.json", ref="main") == body
    assert len(host.sent) == 3


def test_large_file_lies_elsewhere_and_gets_no_credential(
    cloud: Callable[..., Scripted],
) -> None:
    """LFS redirects to another service."""
    away = httpx.Response(301, headers={"location": "https://media.example/x?sig=1"})
    host = cloud(away, _content(b"large"))
    sink = io.BytesIO()
    assert host.host.files.download("acme/site", "a.bin", sink, ref=SHA) == 5
    assert sink.getvalue() == b"large"
    first, second = host.script.requests
    assert "authorization" in first.headers
    assert "authorization" not in second.headers
    host = cloud(httpx.Response(302, headers={"location": "https://evil.example/"}))
    with pytest.raises(OriginError):
        host.host.files.list("acme/site", ref="main").all()


def test_write_is_a_form_with_the_path_as_a_field(cloud: Callable[..., Scripted]) -> None:
    """The slash keeps a file apart from the form's own fields; the tip guards the write."""
    made = httpx.Response(201, headers={"location": f"{API}{REPO}/commit/{MADE}"})
    host = cloud(_tip(), made, answer(200, commit(MADE)))
    found = host.host.files.write(
        "acme/site", "message", b"text", message="Write", branch="refs/heads/main"
    )
    assert found.sha == MADE
    assert host.sent == [
        f"GET {REPO}/refs/branches/main",
        f"POST {REPO}/src",
        f"GET {REPO}/commit/{MADE}",
    ]
    form = _form(host)
    assert 'name="/message"; filename="message"' in form
    assert 'name="message"\r\n\r\nWrite' in form
    assert 'name="branch"\r\n\r\nmain' in form
    assert f'name="parents"\r\n\r\n{SHA}' in form


def test_given_parent_is_sent_in_place_of_the_tip(cloud: Callable[..., Scripted]) -> None:
    """Cloud refuses it where the branch has moved."""
    host = cloud(_tip(), refusal(409, "parent is not the tip"))
    with pytest.raises(ConflictError):
        host.host.files.write("acme/site", "a", b"x", message="W", branch="main", parent="f" * 40)
    assert f'name="parents"\r\n\r\n{"f" * 40}' in _form(host)


def test_write_without_an_address_in_the_answer_reads_the_tip(
    cloud: Callable[..., Scripted],
) -> None:
    """The answer's body is not documented."""
    host = cloud(_tip(), httpx.Response(201), _tip(MADE))
    found = host.host.files.write("acme/site", "a", b"x", message="W", branch="feature/x")
    assert found.sha == MADE
    assert host.sent[0] == host.sent[2] == f"GET {REPO}/refs/branches/feature/x"


def test_branch_that_is_not_there_is_not_begun(cloud: Callable[..., Scripted]) -> None:
    """Cloud would begin it at the default branch; only an empty repository may."""
    host = cloud(refusal(404), answer(200, repository()))
    with pytest.raises(NotFoundError):
        host.host.files.write("acme/site", "a", b"x", message="W", branch="mian")
    bare = answer(200, repository(mainbranch=None))
    host = cloud(refusal(404), bare, httpx.Response(201), _tip(MADE))
    assert host.host.files.write("acme/site", "a", b"x", message="W", branch="main").sha == MADE
    assert "parents" not in _form(host)


def test_write_is_not_sent_twice(cloud: Callable[..., Scripted]) -> None:
    """Nobody knows whether the first one arrived; the commit is looked for instead."""
    host = cloud(_tip(), refusal(503), page())
    with pytest.raises(AmbiguousWriteError):
        host.host.files.write("acme/site", "a", b"x", message="W", branch="main")
    assert [line.partition(" ")[0] for line in host.sent] == ["GET", "POST", "GET"]


def test_success_of_another_kind_is_not_believed(cloud: Callable[..., Scripted]) -> None:
    """A log-in page is answered 200; the branch's tip is then not taken for the new commit."""
    host = cloud(_tip(), httpx.Response(200, text="<html>Log in</html>"), page())
    with pytest.raises(AmbiguousWriteError, match="not 201"):
        host.host.files.write("acme/site", "a", b"x", message="W", branch="main")


def test_deletion_names_the_file_in_a_field(cloud: Callable[..., Scripted]) -> None:
    """It is looked for first: Cloud would make an empty commit."""
    host = cloud(_tip(), answer(200, _entry("a b")), httpx.Response(201), _tip(MADE))
    host.host.files.delete("acme/site", "/a b", message="Remove", branch="main")
    assert host.sent[1] == f"GET {REPO}/src/{SHA}/a b?format=meta"
    form = _form(host)
    assert 'name="files"\r\n\r\n/a b' in form
    assert f'name="parents"\r\n\r\n{SHA}' in form


def test_what_is_no_file_is_not_deleted(cloud: Callable[..., Scripted]) -> None:
    """Neither what is not there nor a directory."""
    host = cloud(_tip(), refusal(404), _tip(), answer(200, _entry("src", "commit_directory")))
    for path in ("missing", "src"):
        with pytest.raises(NotFoundError):
            host.host.files.delete("acme/site", path, message="Remove", branch="main")


@pytest.mark.parametrize("path", ["", "/", "a/../b", "a//b"])
def test_path_that_cannot_be_is_refused(cloud: Callable[..., Scripted], path: str) -> None:
    """Nothing is sent for it."""
    host = cloud()
    with pytest.raises(ConfigurationError):
        host.host.files.read("acme/site", path, ref="main")
    with pytest.raises(ConfigurationError):
        host.host.files.write("acme/site", path, b"", message="W", branch="main")
    assert host.sent == []
