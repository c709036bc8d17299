"""Facts that both Bitbucket products share, and nothing else.

Sources: Cloud REST 2.0, schemas `pullrequest`, `comment` and `commitstatus`; Data Center REST 1.0,
schemas `RestPullRequest`, `RestComment` and `RestBuildStatus`.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from githost.credentials import Secret
from githost.errors import ConfigurationError, SignatureError
from githost.model import PullRequestState, StatusState

__all__ = [
    "PULL_REQUEST_STATES",
    "SIGNATURE_HEADER",
    "STATUS_STATES",
    "check_signature",
    "comment_number",
    "signature",
]

#: States of a pull request under one word in both; Cloud adds `SUPERSEDED`.
PULL_REQUEST_STATES: Final[Mapping[str, PullRequestState]] = {
    "OPEN": PullRequestState.OPEN,
    "MERGED": PullRequestState.MERGED,
    "DECLINED": PullRequestState.CLOSED,
}

#: States of a build under one word in both; each has a word of its own for a cancelled one.
STATUS_STATES: Final[Mapping[str, StatusState]] = {
    "INPROGRESS": StatusState.RUNNING,
    "SUCCESSFUL": StatusState.SUCCESS,
    "FAILED": StatusState.FAILURE,
}

#: Carries the signature of a webhook's message, of those with a secret.
SIGNATURE_HEADER: Final = "X-Hub-Signature"
#: Both send sha256; the header's definition allows the longer ones. Its sha1 is refused: neither
#: product is documented to send it.
_ALGORITHMS: Final = ("sha256", "sha384", "sha512")


def comment_number(comment: str) -> int:
    """Return the number that is the id of a comment or task in documents and paths.

    Raises `ConfigurationError` for what is none.
    """
    if not (isinstance(comment, str) and comment.isascii() and comment.isdecimal()):
        raise ConfigurationError(
            f"{comment!r} is no comment or task of Bitbucket; give its id, a number as text"
        )
    return int(comment)


def signature(body: bytes, secret: Secret) -> str:
    """Return what `X-Hub-Signature` is for `body`.

    Sources: Cloud https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/ ("Secure
    webhooks"); Data Center https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html.
    """
    return f"sha256={_digest('sha256', body, secret)}"


def check_signature(given: str | None, body: bytes, secrets: Sequence[Secret]) -> None:
    """Compare `X-Hub-Signature` with what each of `secrets` gives, in constant time.

    Raises `SignatureError` where it is missing, of another form, or of none of them. Sources: as
    for `signature`; the form is that of https://www.w3.org/TR/websub/#signing-content.
    """
    if given is None:
        raise SignatureError(
            f"the webhook's message is not signed: {SIGNATURE_HEADER} is missing; give the hook a secret"
        )
    # Imported here, as below: it loads OpenSSL, which nobody else needs before the first request.
    import hmac

    algorithm, equals, digest = given.partition("=")
    if not equals or algorithm not in _ALGORITHMS:
        raise SignatureError(
            f"{SIGNATURE_HEADER} of the webhook's message is not signed with one of "
            + ", ".join(_ALGORITHMS)
        )
    # As bytes: texts are compared only where they are ASCII.
    sent = digest.encode(errors="replace")
    # A list, so that a secret that fits does not keep the others from being tried.
    fits = [
        hmac.compare_digest(_digest(algorithm, body, secret).encode(), sent) for secret in secrets
    ]
    if not any(fits):
        raise SignatureError(
            f"{SIGNATURE_HEADER} of the webhook's message fits none of the secrets: another secret, "
            "a body that was changed on the way, or a stranger"
        )


def _digest(algorithm: str, body: bytes, secret: Secret) -> str:
    import hmac

    return hmac.new(secret.reveal().encode(), body, algorithm).hexdigest()
