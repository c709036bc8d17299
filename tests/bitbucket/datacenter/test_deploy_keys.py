"""Deploy keys, in a module of their own."""

from collections.abc import Callable
from typing import Any

import pytest

from githost.errors import AlreadyExistsError, NotFoundError, UnsupportedError, ValidationError
from tests.bitbucket.datacenter.exchanges import complaint, page
from tests.bitbucket.scripted import Scripted
from tests.scripted_host import answer

_KEYS = "/keys/1.0/projects/ACME/repos/site/ssh"


def _key(permission: str = "REPO_READ") -> dict[str, Any]:
    known = {"id": 9, "text": "ssh-ed25519 AAAA ci", "label": "ci"}
    return {"key": known, "permission": permission}


def test_key_is_added_with_its_permission(connect: Callable[..., Scripted]) -> None:
    """The key lies inside the access that is given to it."""
    server = connect(answer(201, _key("REPO_WRITE")))
    made = server.host.deploy_keys.create(
        "ACME/site", label="ci", key="ssh-ed25519 AAAA", read_only=False
    )
    assert (made.id, made.label, made.read_only) == ("9", "ci", False)
    assert server.sent == [f"POST {_KEYS}"]
    assert server.body() == {
        "key": {"text": "ssh-ed25519 AAAA", "label": "ci"},
        "permission": "REPO_WRITE",
    }


@pytest.mark.parametrize("name", ["ssh.DuplicateKeyException", None], ids=["named", "plain"])
def test_key_in_use_exists_already(connect: Callable[..., Scripted], name: str | None) -> None:
    """Whether the server names the condition or not."""
    server = connect(complaint(409, name))
    with pytest.raises(AlreadyExistsError):
        server.host.deploy_keys.create("ACME/site", label="ci", key="ssh-ed25519 AAAA")


def test_text_that_is_no_key_is_refused_by_field(connect: Callable[..., Scripted]) -> None:
    """As recorded."""
    server = connect(complaint(400, context="text"))
    with pytest.raises(ValidationError) as caught:
        server.host.deploy_keys.create("ACME/site", label="ci", key="nonsense")
    assert caught.value.fields == {"text": ("Refused.",)}


def test_permission_is_changed_by_its_path(connect: Callable[..., Scripted]) -> None:
    """Nothing else of a key can be."""
    server = connect(answer(200, _key("REPO_WRITE")), answer(200, _key()))
    changed = server.host.deploy_keys.update("ACME/site", "9", read_only=False)
    assert changed.read_only is False
    assert server.host.deploy_keys.update("ACME/site", "9").read_only is True
    assert server.sent == [f"PUT {_KEYS}/9/permission/REPO_WRITE", f"GET {_KEYS}/9"]
    with pytest.raises(UnsupportedError, match="rename"):
        server.host.deploy_keys.update("ACME/site", "9", label="new")


def test_delete_reads_first(connect: Callable[..., Scripted]) -> None:
    """The server answers the same where there was none."""
    server = connect(complaint(404), answer(200, _key()), answer(204))
    with pytest.raises(NotFoundError):
        server.host.deploy_keys.delete("ACME/site", "9")
    server.host.deploy_keys.delete("ACME/site", "9")
    assert server.sent == [f"GET {_KEYS}/9", f"GET {_KEYS}/9", f"DELETE {_KEYS}/9"]


def test_keys_are_listed(connect: Callable[..., Scripted]) -> None:
    """Page by page."""
    server = connect(page([_key()]))
    assert [key.label for key in server.host.deploy_keys.list("ACME/site")] == ["ci"]
    assert server.sent == [f"GET {_KEYS}?limit=1000"]
