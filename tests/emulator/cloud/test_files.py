"""Files: contents, directories, history, and uploads, as any HTTP client sees them."""

import httpx
import pytest


def _committed(answer: httpx.Response) -> str:
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def test_content_is_given_as_it_is(alice: httpx.Client, code: str) -> None:
    """Bytes are not touched, the type follows the name, and no encoding is claimed."""
    content = b"\x00\r\n\xff"
    sent = alice.post(
        f"{code}/src", data={"branch": "up"}, files={"/img/x.png": ("x.png", content)}
    )
    answer = alice.get(f"{code}/src/{_committed(sent)}/img/x.png")
    assert answer.content == content
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["ETag"]


def test_meta_tells_file_from_directory(alice: httpx.Client, code: str) -> None:
    """`format=meta` describes what is there."""
    file = alice.get(f"{code}/src/main/a.txt", params={"format": "meta"}).json()
    assert (file["type"], file["size"], file["attributes"]) == ("commit_file", 4, [])
    directory = alice.get(f"{code}/src/main/", params={"format": "meta"}).json()
    assert (directory["type"], directory["path"]) == ("commit_directory", "")


def test_directory_is_listed_to_a_depth(alice: httpx.Client, code: str) -> None:
    """The nearer files come first."""
    sha = alice.get(f"{code}/refs/branches/feature/x").json()["target"]["hash"]
    shallow = alice.get(f"{code}/src/{sha}/").json()
    assert [e["path"] for e in shallow["values"]] == ["a.txt", "docs"]
    deep = alice.get(f"{code}/src/{sha}/", params={"max_depth": 2}).json()
    assert [e["path"] for e in deep["values"]] == ["a.txt", "docs", "docs/b.md"]
    below = alice.get(shallow["values"][1]["links"]["self"]["href"]).json()
    assert [e["path"] for e in below["values"]] == ["docs/b.md"]


def test_directory_can_be_queried(alice: httpx.Client, code: str) -> None:
    """`q` and `sort` look at the entries."""
    alice.post(f"{code}/src", files={"big": ("big", b"\0" * 99), "small": ("small", b"1")})
    found = alice.get(f"{code}/src/main/", params={"q": 'attributes = "binary"'}).json()
    assert [e["path"] for e in found["values"]] == ["big"]
    found = alice.get(f"{code}/src/main/", params={"sort": "-size"}).json()
    assert [e["path"] for e in found["values"]] == ["big", "a.txt", "small"]


def test_source_sends_to_the_main_branch(alice: httpx.Client, code: str) -> None:
    """Without a commit in the address, the files of the main branch are meant."""
    answer = alice.get(f"{code}/src")
    assert answer.status_code == 302
    found = alice.get(answer.headers["Location"]).json()
    assert [e["path"] for e in found["values"]] == ["a.txt"]


@pytest.mark.parametrize(
    "place",
    ["main/nope", "nope/a.txt", "feature/x/a.txt", "feature%2Fx/a.txt", "main/a.txt/"],
    ids=["file", "commit", "ref with slash", "encoded slash", "file as directory"],
)
def test_missing_file_is_not_found(alice: httpx.Client, code: str, place: str) -> None:
    """A ref with a slash has no place in the address."""
    answer = alice.get(f"{code}/src/{place}")
    assert answer.status_code == 404
    assert answer.json()["type"] == "error"


def test_history_follows_renames(alice: httpx.Client, code: str) -> None:
    """Each entry has the name the file then had."""
    alice.post(f"{code}/src", data={"files": "/a.txt", "/b.txt": "one\n"})
    found = alice.get(f"{code}/filehistory/main/b.txt").json()["values"]
    assert [e["path"] for e in found] == ["b.txt", "a.txt"]
    assert found[1]["commit"]["message"] == "Begin"
    found = alice.get(f"{code}/filehistory/main/b.txt", params={"renames": "false"}).json()
    assert [e["path"] for e in found["values"]] == ["b.txt"]


def test_upload_writes_and_deletes_in_one_commit(alice: httpx.Client, code: str) -> None:
    """The answer is empty, and `Location` has the commit."""
    answer = alice.post(
        f"{code}/src",
        data={
            "message": "All at once",
            "author": "Jane Doe <jane@example.com>",
            "branch": "main",
            "files": ["/a.txt"],
        },
        files={"/new.txt": ("new.txt", b"new"), "sub/other": ("other", b"other")},
    )
    assert answer.content == b""
    commit = alice.get(answer.headers["Location"]).json()
    assert commit["message"] == "All at once"
    assert commit["author"]["raw"] == "Jane Doe <jane@example.com>"
    found = alice.get(f"{code}/src/main/", params={"max_depth": 9}).json()
    assert [e["path"] for e in found["values"]] == ["new.txt", "sub", "sub/other"]


def test_upload_without_a_branch_goes_to_the_main_one(alice: httpx.Client, code: str) -> None:
    """A branch in the query, where the vendor's document has it, plays no role."""
    sha = _committed(alice.post(f"{code}/src", params={"branch": "else"}, data={"/b": "1"}))
    assert alice.get(f"{code}/refs/branches/main").json()["target"]["hash"] == sha
    assert alice.get(f"{code}/refs/branches/else").status_code == 404


def test_upload_to_a_new_branch_begins_at_its_parent(alice: httpx.Client, code: str) -> None:
    """Or at the main branch; without any file the commit is empty."""
    start = alice.get(f"{code}/refs/branches/feature/x").json()["target"]["hash"]
    sha = _committed(alice.post(f"{code}/src", data={"branch": "new", "parents": start}))
    assert [p["hash"] for p in alice.get(f"{code}/commit/{sha}").json()["parents"]] == [start]
    assert alice.get(f"{code}/diffstat/{sha}").json()["values"] == []


@pytest.mark.parametrize("branch", [{}, {"branch": "main"}], ids=["default", "named"])
def test_upload_on_an_old_parent_conflicts(
    alice: httpx.Client, code: str, branch: dict[str, str]
) -> None:
    """The parent has to be the branch's tip."""
    old = alice.get(f"{code}/refs/branches/main").json()["target"]["hash"]
    alice.post(f"{code}/src", data={"/b": "1"})
    answer = alice.post(f"{code}/src", data={"/c": "1", "parents": old, **branch})
    assert answer.status_code == 409


def test_upload_makes_the_main_branch_of_an_empty_repository(
    admin: httpx.Client, repo: str
) -> None:
    """Its name is the branch that was named."""
    assert admin.get(f"{repo}/commits").json()["values"] == []
    admin.post(f"{repo}/src", data={"/a": "1", "branch": "trunk"})
    assert admin.get(repo).json()["mainbranch"]["name"] == "trunk"


def test_file_may_be_called_like_a_field(alice: httpx.Client, code: str) -> None:
    """A slash before the name, or a file's name beside it, makes it a file."""
    alice.post(f"{code}/src", data={"/message": "text", "message": "said"})
    alice.post(f"{code}/src", files={"branch": ("branch", b"bytes")})
    assert alice.get(f"{code}/src/main/message").text == "text"
    assert alice.get(f"{code}/src/main/branch").text == "bytes"


def test_upload_needs_write_access(nobody: httpx.Client, carol: httpx.Client) -> None:
    """Who may only read is refused."""
    docs = "/repositories/acme/docs"
    assert nobody.post(f"{docs}/src", data={"/a": "1"}).status_code == 401
    assert carol.post(f"{docs}/src", data={"/a": "1"}).status_code == 403


def test_broken_form_is_refused(alice: httpx.Client, code: str) -> None:
    """What cannot be read as a form is the client's fault, and no failure."""
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    answer = alice.post(f"{code}/src", content=b"--b\r\nna[me: x\r\n", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Bad request"
