"""What every provider promises about files and directories."""

import io
from collections.abc import Callable

import pytest

import githost
from githost.errors import ConfigurationError, ConflictError, NotFoundError
from githost.model import EntryKind, RepoRef
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.exchanges import exchanges
from githost_contract_tests.history import CONFLICT, FEATURE, MAIN
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound
from githost_contract_tests.workshop import Seeded

__all__ = ["FileContract"]

#: Calls with what is no path, or that name no commit or branch.
_MALFORMED = {
    "read-root": lambda host, repo: host.files.read(repo, "/"),
    "read-above": lambda host, repo: host.files.read(repo, "../README.md"),
    "read-gap": lambda host, repo: host.files.read(repo, "src//program.py"),
    "read-ref": lambda host, repo: host.files.read(repo, "README.md", ref=""),
    "list-above": lambda host, repo: host.files.list(repo, "..").first(),
    "list-ref": lambda host, repo: host.files.list(repo, ref="").first(),
    "write-root": lambda host, repo: host.files.write(repo, "", b"x", message="x", branch=MAIN),
    "write-branch": lambda host, repo: host.files.write(repo, "x", b"x", message="x", branch=""),
    "write-parent": lambda host, repo: host.files.write(
        repo, "x", b"x", message="x", branch=MAIN, parent=""
    ),
    "delete-parent": lambda host, repo: host.files.delete(
        repo, "README.md", message="x", branch=MAIN, parent=MAIN
    ),
}


class FileContract(ProviderContract):
    """Promises about files and directories."""

    @requires("files.list")
    def test_directory_is_listed(self, host: githost.Host, standing: Seeded) -> None:
        """The root holds its files and directories, by their paths from the root.

        If this fails: check how the host's words for kinds are decoded.
        """
        listed = {sound(one).path: one for one in host.files.list(standing.ref)}
        assert set(listed) == {"README.md", "src"}
        assert listed["README.md"].kind is EntryKind.FILE
        assert listed["README.md"].size in {len(b"a program\n"), None}
        assert listed["src"].kind is EntryKind.DIRECTORY
        assert listed["src"].size is None

    @requires("files.list")
    def test_directory_below_is_listed_from_the_root(
        self, host: githost.Host, standing: Seeded
    ) -> None:
        """Paths begin at the repository's root, also in directories below.

        If this fails: some hosts give names within the directory; put the directory before them.
        """
        assert [one.path for one in host.files.list(standing.ref, "src")] == ["src/program.py"]

    @requires("files.list", recursive=True)
    def test_list_can_go_down(self, host: githost.Host, standing: Seeded) -> None:
        """`recursive` gives the files of directories below, too.

        If this fails: check that every page is followed, and that paths begin at the root.
        """
        listed = host.files.list(standing.ref, ref=FEATURE, recursive=True, page_size=1).all()
        files = [one.path for one in listed if one.kind is EntryKind.FILE]
        assert sorted(files) == ["README.md", "one.txt", "src/program.py"]

    @requires("files.list")
    @requires("files.read")
    @pytest.mark.parametrize("call", _MALFORMED.values(), ids=_MALFORMED)
    def test_malformed_argument_is_refused(
        self, host: githost.Host, standing: Seeded, call: Callable[[githost.Host, RepoRef], object]
    ) -> None:
        """What is no path, ref, branch or parent is `ConfigurationError`, and nothing is sent.

        If this fails: take them through `githost.interface.path_within`, `file_path`, `ref_name` and
        `commit_sha`, also where the list asks for its first page only later.
        """
        with exchanges() as wire, pytest.raises(ConfigurationError):
            call(host, standing.ref)
        assert wire.seen == []

    @requires("files.read")
    def test_missing_path_is_not_found(self, host: githost.Host, standing: Seeded) -> None:
        """A path or `ref` that is not there is `NotFoundError`.

        If this fails: check how the provider's `error` decodes the host's answer.
        """
        with pytest.raises(NotFoundError):
            host.files.list(standing.ref, "missing").first()
        with pytest.raises(NotFoundError):
            host.files.list(standing.ref, ref="missing").first()
        with pytest.raises(NotFoundError):
            host.files.read(standing.ref, "missing")
        with pytest.raises(NotFoundError):
            host.files.read(standing.ref, "README.md", ref="missing")

    @requires("files.read")
    @pytest.mark.parametrize(
        ("ref", "content"),
        [(None, b"a program\n"), (CONFLICT, b"something else\n"), (FEATURE, b"a program\n")],
        ids=["default", "branch", "slashes"],
    )
    def test_file_is_read_at_a_ref(
        self, host: githost.Host, standing: Seeded, ref: str | None, content: bytes
    ) -> None:
        """A file is what it is at `ref`, on the default branch unless told.

        If this fails: where the host's path takes no slash in a branch's name, resolve it first.
        """
        assert host.files.read(standing.ref, "README.md", ref=ref) == content

    @requires("files.read")
    def test_file_is_read_at_a_commit(self, host: githost.Host, standing: Seeded) -> None:
        """`ref` may be a full SHA.

        If this fails: do not put `refs/heads/` before everything.
        """
        found = host.files.read(standing.ref, "one.txt", ref=standing.commit(FEATURE))
        assert found == b"one\nand more\n"

    @requires("files.download")
    def test_file_is_streamed(self, host: githost.Host, standing: Seeded) -> None:
        """`download` writes what `read` gives, tells how much, and leaves the writer open.

        If this fails: give the writer as `sink=`, and return `Response.streamed`.
        """
        to = io.BytesIO()
        count = host.files.download(standing.ref, "src/program.py", to)
        assert to.getvalue() == b"print('hello')\n"
        assert count == len(to.getvalue())
        assert not to.closed

    @requires("files.download")
    def test_missing_file_writes_nothing(self, host: githost.Host, standing: Seeded) -> None:
        """Downloading what is not there is `NotFoundError`, and nothing is written.

        If this fails: the host's refusal is no content.
        """
        to = io.BytesIO()
        with pytest.raises(NotFoundError):
            host.files.download(standing.ref, "missing", to)
        assert to.getvalue() == b""

    @requires("files.write")
    @requires("files.read")
    def test_written_file_is_read_back(self, host: githost.Host, busy: Seeded) -> None:
        """A new file and a changed one are each one commit on the branch, in bytes as given.

        If this fails: check that content, message and branch are sent, and the commit decoded.
        """
        branch, odd = busy.branch(MAIN), "docs/größe 100%#+.txt"
        content = bytes(range(256))
        first = sound(host.files.write(busy.ref, odd, content, message="Add a file", branch=branch))
        assert first.sha == busy.tip(branch)
        assert first.message.strip() == "Add a file"
        assert first.parents == (busy.commit(MAIN),)
        assert host.files.read(busy.ref, odd, ref=branch) == content
        second = host.files.write(busy.ref, odd, b"less", message="Change it", branch=branch)
        assert second.parents == (first.sha,)
        assert host.files.read(busy.ref, odd, ref=branch) == b"less"

    @requires("files.write")
    def test_same_content_is_a_conflict_or_an_empty_commit(
        self, host: githost.Host, busy: Seeded
    ) -> None:
        """Writing what is there already is `ConflictError`, or a commit by hosts that do not look.

        If this fails: check how the provider's `error` decodes the host's refusal, and that what
        comes back is the branch's tip.
        """
        branch, content = busy.branch(MAIN), b"a program\n"
        try:
            made = host.files.write(
                busy.ref, "README.md", content, message="Nothing", branch=branch
            )
        except ConflictError:
            assert busy.tip(branch) == busy.commit(MAIN)
        else:
            assert busy.tip(branch) == made.sha
        assert host.files.read(busy.ref, "README.md", ref=branch) == content

    @requires("files.write", parent="0" * 40)
    def test_stale_parent_is_a_conflict(self, host: githost.Host, busy: Seeded) -> None:
        """Where the file was changed after `parent`, the write is `ConflictError`.

        If this fails: send `parent` as given.
        """
        branch = busy.branch(MAIN)
        read_at = busy.commit(MAIN)
        host.files.write(busy.ref, "README.md", b"first\n", message="First", branch=branch)
        with pytest.raises(ConflictError):
            host.files.write(
                busy.ref, "README.md", b"late\n", message="Late", branch=branch, parent=read_at
            )
        assert host.files.read(busy.ref, "README.md", ref=branch) == b"first\n"

    @requires("files.delete")
    def test_deleted_file_is_gone(self, host: githost.Host, busy: Seeded) -> None:
        """A deletion is one commit; deleting what is not there is `NotFoundError`.

        If this fails: where the host takes it silently, look first.
        """
        branch = busy.branch(FEATURE)
        made = host.files.delete(busy.ref, "one.txt", message="Remove one", branch=branch)
        assert made.sha == busy.tip(branch)
        with pytest.raises(NotFoundError):
            host.files.read(busy.ref, "one.txt", ref=branch)
        with pytest.raises(NotFoundError):
            host.files.delete(busy.ref, "one.txt", message="Again", branch=branch)
        assert busy.tip(branch) == made.sha

    @requires("files.write")
    def test_others_cannot_write(
        self, host: githost.Host, other_host: githost.Host, standing: Seeded
    ) -> None:
        """Somebody without rights writes nothing.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.files.write(standing.ref, "x.txt", b"x", message="x", branch=MAIN)
