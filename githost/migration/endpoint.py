"""One side of a migration: which host it is, and how to open it."""

import attrs

import githost
from githost.client.sync import Host
from githost.credentials import CredentialSource
from githost.options import Options

__all__ = ["Endpoint"]


@attrs.frozen(kw_only=True)
class Endpoint:
    """A host that is moved from, or to.

    Can be pickled, for workers in other processes, where `credential` is None or a function of a
    module: a secret refuses to be pickled.
    """

    #: The host's web or API root, or `local:PATH`.
    url: str
    #: The name of its provider; None where the address tells.
    provider: str | None = None
    #: A credential, or a function that gives one; None: looked for where `githost.connect` looks.
    credential: CredentialSource | None = attrs.field(default=None, repr=False)
    #: Settings of the connection.
    options: Options = attrs.field(factory=Options)

    def open(self, *, read_only: bool = False) -> Host:
        """Open the host; `read_only` refuses every write before anything is sent. Makes no request.

        Raises `ConfigurationError` where `githost.connect` does.
        """
        options = attrs.evolve(self.options, read_only=True) if read_only else self.options
        return githost.connect(
            self.url, provider=self.provider, credential=self.credential, options=options
        )
