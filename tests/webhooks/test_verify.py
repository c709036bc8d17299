"""Who may be believed: signatures, secrets, and Data Center's ping."""

import base64
import hashlib
import hmac
import pickle
from collections.abc import Mapping

import pytest

import githost
from githost import webhooks
from githost.credentials import Secret

PRODUCTS = ["bitbucket-cloud", "bitbucket-datacenter"]
BODY = b'{"test": true}'
#: Computed with another program: `printf '{"test": true}' | openssl dgst -sha256 -hmac hush`.
DIGEST = "3e738e75ed78b505b7f3de31c3d24ce264fac731465027454b666b5e9b432054"
PING = {"X-Event-Key": "diagnostics:ping"}


def _signed(algorithm: str = "sha256", secret: str = "hush") -> dict[str, str]:
    digest = hmac.new(secret.encode(), BODY, algorithm).hexdigest()
    return {"X-Hub-Signature": f"{algorithm}={digest}"}


@pytest.mark.parametrize("provider", PRODUCTS)
def test_signature_of_another_program_fits(provider: str) -> None:
    """The digest is that of the body's bytes, with the secret as UTF-8 for the key."""
    headers = {"X-Hub-Signature": f"sha256={DIGEST}"}
    assert webhooks.verify(provider, headers, BODY, "hush")
    assert webhooks.sign(provider, BODY, "hush") == headers


@pytest.mark.parametrize("provider", PRODUCTS)
@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
def test_algorithm_is_read_from_the_header(provider: str, algorithm: str) -> None:
    """Both products send sha256; the header may name a longer one."""
    assert webhooks.verify(provider, _signed(algorithm), BODY, "hush")


@pytest.mark.parametrize("provider", PRODUCTS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Hub-Signature": ""},
        {"X-Hub-Signature": DIGEST},
        {"X-Hub-Signature": "sha256="},
        {"X-Hub-Signature": f"sha256={DIGEST[:-1]}"},
        {"X-Hub-Signature": f"sha256={DIGEST}0"},
        {"X-Hub-Signature": f"sha512={DIGEST}"},
        {"X-Hub-Signature": f"SHA256={DIGEST}"},
        {"X-Hub-Signature": f"sha256 ={DIGEST}"},
        {"X-Hub-Signature": "sha256=\xe4\ud800"},
        {"X-Hub-Signature-256": f"sha256={DIGEST}"},
        _signed("sha1"),
        _signed("md5"),
        _signed(secret="guess"),
    ],
    ids=[
        "none",
        "empty",
        "no algorithm",
        "no digest",
        "short",
        "long",
        "other algorithm",
        "capitals",
        "space",
        "no ASCII",
        "another header",
        "sha1",
        "md5",
        "other secret",
    ],
)
def test_everything_else_is_refused(provider: str, headers: Mapping[str, str]) -> None:
    """Whatever is not exactly a signature of the body."""
    with pytest.raises(githost.SignatureError):
        webhooks.verify(provider, headers, BODY, "hush")


@pytest.mark.parametrize("provider", PRODUCTS)
def test_changed_body_is_refused(provider: str) -> None:
    """One byte is enough, even one that means nothing in JSON."""
    with pytest.raises(githost.SignatureError):
        webhooks.verify(provider, _signed(), BODY + b"\n", "hush")


@pytest.mark.parametrize("provider", PRODUCTS)
def test_header_twice_is_refused(provider: str) -> None:
    """Which of the two would be meant is not for us to say."""
    wrong = ("x-hub-signature", "sha256=" + "0" * 64)
    right = ("X-Hub-Signature", f"sha256={DIGEST}")
    assert webhooks.verify(provider, [right], BODY, "hush")
    for pairs in ([wrong, right], [right, wrong], [right, right]):
        with pytest.raises(githost.SignatureError):
            webhooks.verify(provider, pairs, BODY, "hush")


@pytest.mark.parametrize("provider", PRODUCTS)
@pytest.mark.parametrize(
    "secrets", [("old", "hush"), ["hush", Secret("new")], Secret("hush"), frozenset({"a", "hush"})]
)
def test_any_of_several_secrets_fits(provider: str, secrets: webhooks.Secrets) -> None:
    """While one is exchanged for another."""
    assert webhooks.verify(provider, _signed(), BODY, secrets)


@pytest.mark.parametrize("provider", PRODUCTS)
def test_every_secret_is_tried(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In constant time, so that how long it takes does not tell which one fits."""
    compared: list[bytes] = []
    compare = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append(one)
        return compare(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    assert webhooks.verify(provider, _signed(), BODY, ["hush", "second", "third"])
    keys = [b"hush", b"second", b"third"]
    assert compared == [hmac.new(key, BODY, hashlib.sha256).hexdigest().encode() for key in keys]


@pytest.mark.parametrize("provider", PRODUCTS)
@pytest.mark.parametrize("secrets", ["", (), [""], ["hush", ""], ["\ud800"], [b"hush"]])
def test_no_secret_is_a_mistake(provider: str, secrets: webhooks.Secrets) -> None:
    """An empty one would let everybody sign; the mistake is not answered with a guess."""
    with pytest.raises(githost.ConfigurationError):
        webhooks.verify(provider, _signed(), BODY, secrets)


def test_ping_of_data_center_is_no_proof() -> None:
    """It is never signed: neither refused nor believed."""
    assert webhooks.verify("bitbucket-datacenter", PING, BODY, "hush") is False
    assert isinstance(webhooks.parse("bitbucket-datacenter", PING, BODY), webhooks.PingEvent)


@pytest.mark.parametrize(
    "body",
    [b'{"test": true, "eventKey": "repo:refs_changed"}', b"{}", b"[]", b"\xff", b'{"test": 1.5}'],
)
def test_header_of_a_ping_lets_no_other_message_pass(body: bytes) -> None:
    """A stranger can write headers."""
    with pytest.raises(githost.SignatureError):
        webhooks.verify("bitbucket-datacenter", PING, body, "hush")


def test_signed_ping_is_checked() -> None:
    """A wrong signature is wrong on a ping too."""
    assert webhooks.verify("bitbucket-datacenter", {**PING, **_signed()}, BODY, "hush")
    with pytest.raises(githost.SignatureError):
        webhooks.verify("bitbucket-datacenter", {**PING, **_signed(secret="guess")}, BODY, "hush")


def test_cloud_has_no_unsigned_ping() -> None:
    """What Data Center may send unsigned, Cloud may not."""
    with pytest.raises(githost.SignatureError):
        webhooks.verify("bitbucket-cloud", PING, BODY, "hush")


@pytest.mark.parametrize("provider", PRODUCTS)
def test_no_secret_is_shown(provider: str) -> None:
    """Neither by the error nor by what lies behind it."""
    for secrets in ("canary-5f3a", ["canary-5f3a\ud800"]):
        with pytest.raises(githost.GitHostError) as caught:
            webhooks.verify(provider, _signed(), BODY, secrets)
        error: BaseException | None = caught.value
        while error is not None:
            assert "canary-5f3a" not in repr(error) + str(error)
            error = error.__cause__ or error.__context__


def test_signature_error_survives_pickling() -> None:
    """Like all of githost's."""
    error = pickle.loads(pickle.dumps(githost.SignatureError("not signed")))
    assert (type(error), str(error)) == (githost.SignatureError, "not signed")


def test_provider_is_a_name_a_provider_or_an_open_host() -> None:
    """Each leads to the same product."""
    with githost.connect("https://bitbucket.org", credential=githost.Token("t")) as host:
        for provider in ("bitbucket-cloud", host.provider, host):
            assert webhooks.verify(provider, _signed(), BODY, "hush")
    with pytest.raises(githost.ConfigurationError, match="no provider 'bitbucket'"):
        webhooks.verify("bitbucket", _signed(), BODY, "hush")
    with pytest.raises(githost.ConfigurationError, match="not int"):
        webhooks.verify(5, _signed(), BODY, "hush")  # type: ignore[arg-type]  # what is refused


def test_host_without_webhooks_says_so() -> None:
    """The local host calls nobody."""
    with pytest.raises(githost.UnsupportedError, match="sends no webhooks"):
        webhooks.parse("local", {}, BODY)


def test_body_is_bytes() -> None:
    """A text may be another than what was signed."""
    with pytest.raises(githost.ConfigurationError, match="bytes"):
        webhooks.parse("bitbucket-cloud", {}, "{}")  # type: ignore[arg-type]  # what is refused


LOGIN = githost.Basic("hooks", "p\xe4ss:word")


def _logged_in(
    user: str = "hooks", password: str = "p\xe4ss:word", kind: str = "Basic"
) -> dict[str, str]:
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return {"Authorization": f"{kind} {pair}"}


@pytest.mark.parametrize("kind", ["Basic", "basic"])
def test_user_and_password_of_a_hook_of_data_center_fit(kind: str) -> None:
    """As other hooks' secrets do, beside them or alone."""
    headers = _logged_in(kind=kind)
    assert webhooks.verify("bitbucket-datacenter", headers, BODY, LOGIN)
    assert webhooks.verify("bitbucket-datacenter", headers, BODY, ["other", LOGIN])
    assert webhooks.verify("bitbucket-datacenter", _signed(), BODY, ["hush", LOGIN])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Basic"},
        {"Authorization": "Basic \xe4\ud800"},
        _logged_in(user="other"),
        _logged_in(password="guess"),
        _logged_in(password=""),
        _logged_in(kind="Bearer"),
        _signed(),
        {"Authorization": _logged_in()["Authorization"] + "=="},
        {"Authorization": ", ".join([_logged_in(password="x")["Authorization"]] * 2)},
    ],
    ids=[
        "none",
        "empty",
        "no pair",
        "no ASCII",
        "other user",
        "other password",
        "no password",
        "other kind",
        "signed with a secret that is not known",
        "longer",
        "twice",
    ],
)
def test_other_user_or_password_is_refused(headers: Mapping[str, str]) -> None:
    """And no secret is known that could stand in."""
    with pytest.raises(githost.SignatureError) as caught:
        webhooks.verify("bitbucket-datacenter", headers, BODY, LOGIN)
    assert "word" not in str(caught.value)


def test_ping_with_or_without_a_password_is_no_message() -> None:
    """Without one it is not proven, as any ping."""
    assert not webhooks.verify("bitbucket-datacenter", PING, BODY, LOGIN)


def test_cloud_sends_no_user_and_password() -> None:
    """It signs; what would be believed here would be a stranger's."""
    with pytest.raises(githost.ConfigurationError, match="secret"):
        webhooks.verify("bitbucket-cloud", _logged_in(), BODY, LOGIN)
