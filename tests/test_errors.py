"""The tree of errors."""

from githost.errors import AlreadyExistsError, ConflictError, PermissionDeniedError

REFUSED = ConflictError(
    "that key is in use", status=409, method="POST", url="https://h/keys", request_id="@1"
)


def test_refusal_becoming_another_kind_keeps_its_exchange() -> None:
    """The text, the address and the host's own id stay."""
    found = REFUSED.becoming(AlreadyExistsError)
    assert type(found) is AlreadyExistsError
    assert str(found) == "that key is in use"
    assert (found.status, found.method, found.url, found.request_id) == (
        409,
        "POST",
        "https://h/keys",
        "@1",
    )


def test_refusal_becoming_another_kind_takes_what_that_kind_has() -> None:
    """A text in place of the old one, and the facts that only the new kind knows."""
    found = REFUSED.becoming(PermissionDeniedError, "not yours", required=("admin",))
    assert (str(found), found.required, found.granted) == ("not yours", ("admin",), ())
    assert (found.status, found.request_id) == (409, "@1")
