"""No value that a caller gives leads a request elsewhere, on both products."""

import contextlib
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import githost
from githost.client.sync import Host

#: Texts rich in what breaks addresses, headers and queries.
HOSTILE = st.text(
    st.sampled_from("ab1./\\?#%&=;~{}@: \t\r\n\0\x7f\u2028\ud800é") | st.characters(), max_size=10
) | st.sampled_from(
    [
        "..",
        "../..",
        "%2e%2e",
        "%2f..%2f",
        "a/../../b",
        "x\r\nhost: evil.example",
        "//evil.example",
        "@evil",
    ]
)
REPO = "acme/site"

#: By what the text is given as.
CALLS: dict[str, Callable[[Host, str], Any]] = {
    "namespace": lambda h, text: h.namespaces.get(text),
    "repository": lambda h, text: h.repos.get(text),
    "name": lambda h, text: h.repos.get(f"acme/{text}"),
    "ref": lambda h, text: h.repos.delete(githost.RepoRef("acme", text)),
    "search": lambda h, text: list(h.repos.list("acme", query=text)),
    "branch": lambda h, text: h.branches.get(REPO, text),
    "branch to delete": lambda h, text: h.branches.delete(REPO, text),
    "tag": lambda h, text: h.tags.get(REPO, text),
    "tag to delete": lambda h, text: h.tags.delete(REPO, text),
    "commit": lambda h, text: h.commits.get(REPO, text),
    "commits of": lambda h, text: list(h.commits.list(REPO, ref=text)),
    "comparison": lambda h, text: h.commits.compare(REPO, text, "main"),
    "diff": lambda h, text: h.commits.diff(REPO, "main", text),
    "file": lambda h, text: h.files.read(REPO, text),
    "file at": lambda h, text: h.files.read(REPO, "a", ref=text),
    "folder": lambda h, text: list(h.files.list(REPO, text)),
    "comment": lambda h, text: h.comments.get(REPO, 7, text),
    "comment to delete": lambda h, text: h.comments.delete(REPO, 7, text),
    "task": lambda h, text: h.tasks.delete(REPO, 7, text),
    "hook": lambda h, text: h.hooks.get(REPO, text),
    "hook to delete": lambda h, text: h.hooks.delete(githost.NamespaceRef("acme"), text),
    "deploy key": lambda h, text: h.deploy_keys.get(REPO, text),
    "branch rule": lambda h, text: h.branch_rules.get(REPO, text),
    "status": lambda h, text: list(h.statuses.list(REPO, text)),
    "user": lambda h, text: h.users.get(text),
    "grant": lambda h, text: h.permissions.get(REPO, githost.UserRef(text)),
    "revoke": lambda h, text: h.permissions.revoke(REPO, githost.GroupRef(text)),
    "raw path": lambda h, text: h.request("GET", f"/{text}"),
    "raw method": lambda h, text: h.request(text, "/x"),
    "raw query": lambda h, text: h.request("GET", "/x", query={"q": text, text or "k": "v"}),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("product", "url", "api"),
    [
        ("bitbucket-cloud", "https://bitbucket.org", "https://api.bitbucket.org/2.0/"),
        ("bitbucket-datacenter", "https://git.example.com/x", "https://git.example.com/x/rest/"),
    ],
    ids=["cloud", "datacenter"],
)
@settings(max_examples=25, deadline=None)
@given(text=HOSTILE)
def test_hostile_text_stays_a_value(product: str, url: str, api: str, call: str, text: str) -> None:
    """It is refused, or sent whole within the API; never as another path, host or header."""
    sent: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(404, json={})

    options = githost.Options(transport=httpx.MockTransport(refuse))
    token = githost.Token("t0ken")
    with (
        githost.connect(url, provider=product, credential=token, options=options) as host,
        contextlib.suppress(githost.GitHostError),
    ):
        CALLS[call](host, text)
    for request in sent:
        address = str(request.url)
        assert address.startswith(api)
        path = urlsplit(address).path
        assert not {"..", "."} & {unquote(segment) for segment in path.split("/")}
        assert not any(ord(character) < 33 or ord(character) > 126 for character in address)
        assert request.method.isalpha()
        assert request.headers["host"] == urlsplit(api).netloc
        assert request.headers["authorization"] == "Bearer t0ken"
