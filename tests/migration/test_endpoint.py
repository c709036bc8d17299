"""One side of a migration: opened as it says, and given to other processes without its secrets."""

import pickle
from pathlib import Path

import pytest

import githost
from githost.errors import ConfigurationError, UnsupportedError
from githost.migration.endpoint import Endpoint
from githost.options import Options
from githost_local.forge import Forge


def anonymous() -> githost.Anonymous:
    """Give a credential, as a worker in another process would look it up."""
    return githost.Anonymous()


def test_a_source_is_opened_read_only(tmp_path: Path) -> None:
    """Every write is refused there, and on the same endpoint opened to write none is."""
    with Forge.open(tmp_path / "forge") as forge:
        forge.accounts.create("alice", email="alice@example.com", password="alice")
    endpoint = Endpoint(url=f"local:{tmp_path / 'forge'}")
    with endpoint.open(read_only=True) as source:
        with pytest.raises((ConfigurationError, UnsupportedError), match="read"):
            source.namespaces.create("acme")
        assert source.namespaces.list().all() == []
    with endpoint.open() as target:
        assert target.namespaces.create("acme").path == "acme"


def test_workers_are_given_no_secret() -> None:
    """A function is given by its name; a secret refuses."""
    endpoint = Endpoint(
        url="https://bitbucket.org", credential=anonymous, options=Options(read_timeout=5)
    )
    again = pickle.loads(pickle.dumps(endpoint))
    assert again == endpoint
    with again.open() as host:
        assert host.provider.name == "bitbucket-cloud"
    secret = Endpoint(url="https://bitbucket.org", credential=githost.Token("s3cret"))
    with pytest.raises(ConfigurationError, match="a secret is not pickled"):
        pickle.dumps(secret)
