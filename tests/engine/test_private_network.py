"""A host behind a certificate authority of its own, and behind a proxy: for the API and for git alike."""

import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import attrs
import pytest
import trustme
import uvicorn

import githost
from githost.client.sync import Host
from githost.credentials import Credential
from githost.interface import EmulatorSettings
from githost.registry import installed

REPO = "acme/site"


@attrs.frozen
class Private:
    """A Data Center whose certificate no public authority issued."""

    url: str
    ca: str
    credential: Credential

    def open(self, options: githost.Options) -> Host:
        """Open it."""
        return githost.connect(
            self.url, provider="bitbucket-datacenter", credential=self.credential, options=options
        )


@pytest.fixture(scope="module")
def private(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Private]:
    """Serve the emulator over TLS, with a certificate for 127.0.0.1 of an authority made for it."""
    folder = tmp_path_factory.mktemp("private")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_pem.write_to_path(str(folder / "key.pem"))
    for blob in issued.cert_chain_pems:
        blob.write_to_path(str(folder / "certificate.pem"), append=True)
    emulator = installed().emulator("bitbucket-datacenter")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"https://127.0.0.1:{listening.getsockname()[1]}{emulator.path}"
        app = emulator.start(
            EmulatorSettings(data=folder / "world", url=url, seed="demo", version=None)
        )
        config = uvicorn.Config(
            app.asgi,
            log_level="critical",
            lifespan="off",
            ssl_certfile=str(folder / "certificate.pem"),
            ssl_keyfile=str(folder / "key.pem"),
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        yield Private(url, str(folder / "ca.pem"), app.credential("admin"))
        server.should_exit = True
        thread.join(10)
        app.close()


class _Tunnel(socketserver.StreamRequestHandler):
    """A proxy that knows CONNECT only, and counts."""

    def handle(self) -> None:
        assert isinstance(self.server, Proxy)
        target = self.rfile.readline().split()[1].decode()
        while self.rfile.readline().strip():
            pass
        self.server.asked.append(target)
        host, _, port = target.rpartition(":")
        with socket.create_connection((host, int(port))) as there:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_copy, args=(there, self.connection), daemon=True)
            back.start()
            _copy(self.connection, there)
            back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Pass on what comes, to its end."""
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        target.close()


class Proxy(socketserver.ThreadingTCPServer):
    """The proxy's server."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Tunnel)
        #: Where its visitors wanted to go.
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"


@contextmanager
def proxied() -> Iterator[Proxy]:
    """Run a proxy."""
    with Proxy() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def clone(host: Host, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Clone the repository with git, with nothing but what githost says."""
    return subprocess.run(
        ["git", "clone", "--quiet", host.git.clone_url(REPO), "clone"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **host.git.environment()},
        capture_output=True,
        text=True,
        check=False,
    )


def test_unknown_authority_is_refused_and_the_message_says_what_to_do(private: Private) -> None:
    """Nothing is sent to a host whose certificate nobody vouches for."""
    options = githost.Options(retry=githost.Retry(attempts=1))
    with (
        private.open(options) as host,
        pytest.raises(githost.ConnectError, match="give its certificate as ca in the options"),
    ):
        host.repos.get(REPO)


def test_authority_that_is_given_serves_the_api_and_git(private: Private, tmp_path: Path) -> None:
    """One option for both."""
    with private.open(githost.Options(ca=private.ca)) as host:
        assert host.repos.get(REPO).default_branch == "main"
        assert clone(host, tmp_path).stderr == ""
    assert (tmp_path / "clone" / "README.md").is_file()


def test_what_git_trusts_holds_the_usual_authorities_too(private: Private) -> None:
    """A host with a public certificate stays reachable with the same options."""
    with private.open(githost.Options(ca=private.ca)) as host:
        environment = host.git.environment()
    names = {value: name for name, value in environment.items()}
    number = names[f"http.{private.url.removesuffix('/bitbucket')}/.sslCAInfo"][-1]
    trusted = Path(environment[f"GIT_CONFIG_VALUE_{number}"]).read_text("utf-8")
    assert Path(private.ca).read_text("utf-8") in trusted
    assert trusted.count("BEGIN CERTIFICATE") > 50


def test_proxy_that_is_given_serves_the_api_and_git(private: Private, tmp_path: Path) -> None:
    """Both go through it, in a tunnel that it cannot look into."""
    with (
        proxied() as proxy,
        private.open(githost.Options(ca=private.ca, proxy=proxy.url)) as host,
    ):
        environment = host.git.environment()
        assert proxy.url in environment.values()
        assert host.repos.get(REPO).default_branch == "main"
        asked = len(proxy.asked)
        assert clone(host, tmp_path).stderr == ""
    where = private.url.removeprefix("https://").removesuffix("/bitbucket")
    assert set(proxy.asked) == {where}
    assert len(proxy.asked) > asked
