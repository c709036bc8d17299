"""What every provider promises about deploy keys."""

import base64
import secrets
import struct

import pytest

import githost
from githost.errors import AlreadyExistsError, NotFoundError, ValidationError
from githost.model import DeployKey, Repository
from githost_contract_tests.contract import ProviderContract
from githost_contract_tests.refusals import DENIED
from githost_contract_tests.requirements import requires
from githost_contract_tests.values import sound

__all__ = ["DeployKeyContract", "public_key"]


def public_key() -> str:
    """Return a new public key whose private half nobody knows."""
    parts = (b"ssh-ed25519", secrets.token_bytes(32))
    blob = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return f"ssh-ed25519 {base64.b64encode(blob).decode()}"


def _material(key: DeployKey) -> list[str]:
    """Return type and body of a key, without the comment that hosts may drop or move."""
    return key.key.split()[:2]


class DeployKeyContract(ProviderContract):
    """Promises about deploy keys."""

    @requires("deploy_keys.create")
    @requires("deploy_keys.get")
    @requires("deploy_keys.list")
    def test_added_key_is_read_back(self, host: githost.Host, repo: Repository) -> None:
        """Label and key are what was given, and a key only reads unless told.

        If this fails: check that every argument is sent, and that the answer is decoded as `get`'s
        is.
        """
        text = public_key()
        made = host.deploy_keys.create(repo, label="CI", key=f"{text} ci@example.com")
        for key in (made, host.deploy_keys.get(repo, made.id), *host.deploy_keys.list(repo)):
            assert (sound(key).id, key.label, key.read_only) == (made.id, "CI", True)
            assert _material(key) == text.split()

    @requires("deploy_keys.create", read_only=False)
    def test_key_can_be_allowed_to_write(self, host: githost.Host, repo: Repository) -> None:
        """`read_only=False` is kept.

        If this fails: check which of the host's words it is sent as.
        """
        made = host.deploy_keys.create(repo, label="CI", key=public_key(), read_only=False)
        assert not made.read_only
        assert not host.deploy_keys.get(repo, made.id).read_only

    @requires("deploy_keys.create")
    def test_same_key_twice_raises_already_exists(
        self, host: githost.Host, repo: Repository
    ) -> None:
        """A key that the repository has is `AlreadyExistsError`.

        If this fails: check which answer the host gives to a key in use, and decode it.
        """
        text = public_key()
        host.deploy_keys.create(repo, label="first", key=text)
        with pytest.raises(AlreadyExistsError):
            host.deploy_keys.create(repo, label="second", key=text)

    @requires("deploy_keys.create")
    def test_what_is_no_key_is_refused(self, host: githost.Host, repo: Repository) -> None:
        """A text that is no public key is `ValidationError`.

        If this fails: check how the provider's `error` decodes the host's refusal.
        """
        with pytest.raises(ValidationError):
            host.deploy_keys.create(repo, label="CI", key="no key at all")

    @requires("deploy_keys.update", label="x")
    def test_label_can_be_changed(self, host: githost.Host, repo: Repository) -> None:
        """A new label leaves the key as it was.

        If this fails: where the host wants the key repeated, read it first.
        """
        made = host.deploy_keys.create(repo, label="before", key=public_key())
        changed = host.deploy_keys.update(repo, made.id, label="after")
        assert (changed.label, _material(changed)) == ("after", _material(made))
        assert changed.read_only is made.read_only

    @requires("deploy_keys.update", read_only=False)
    def test_right_can_be_changed(self, host: githost.Host, repo: Repository) -> None:
        """A key can be allowed to write later; its label stays.

        If this fails: check which of the host's words it is sent as.
        """
        made = host.deploy_keys.create(repo, label="CI", key=public_key())
        changed = host.deploy_keys.update(repo, made.id, read_only=False)
        assert (changed.read_only, changed.label) == (False, "CI")

    @requires("deploy_keys.delete")
    def test_deleted_key_is_gone(self, host: githost.Host, repo: Repository) -> None:
        """Reading and deleting what is not there is `NotFoundError`.

        If this fails: some hosts answer success where there is nothing; tell the two apart.
        """
        made = host.deploy_keys.create(repo, label="CI", key=public_key())
        host.deploy_keys.delete(repo, made.id)
        assert host.deploy_keys.list(repo).all() == []
        with pytest.raises(NotFoundError):
            host.deploy_keys.get(repo, made.id)
        with pytest.raises(NotFoundError):
            host.deploy_keys.delete(repo, made.id)

    @requires("deploy_keys.list")
    def test_others_cannot_list(
        self, host: githost.Host, other_host: githost.Host, repo: Repository
    ) -> None:
        """Somebody without rights sees none.

        If this fails: check that each connection uses its own credential.
        """
        with pytest.raises(DENIED):
            other_host.deploy_keys.list(repo.ref).first()
