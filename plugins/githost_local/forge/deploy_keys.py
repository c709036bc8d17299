"""Deploy keys: SSH keys that may read, or write, one repository, project or namespace."""

from __future__ import annotations

import base64
import binascii
import re

import attrs

from githost_local.forge.errors import AlreadyExists, Invalid
from githost_local.forge.noun import Noun, identifier
from githost_local.forge.records import DeployKey, Slice, Target
from githost_local.forge.rows import record
from githost_local.forge.targets import condition, place

_TABLE = "deploy_keys"
# https://man.openbsd.org/sshd#AUTHORIZED_KEYS_FILE_FORMAT: type, base64, comment.
_KEY = re.compile(r"((?:ssh|ecdsa|sk)-[a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})(?: (.*))?")


class DeployKeys(Noun):
    """Deploy keys. The forge has no SSH; it keeps them."""

    def create(
        self, target: Target, *, label: str = "", key: str, read_only: bool = True
    ) -> DeployKey:
        """Add a public key; without a label, the key's own comment is one."""
        read = read_key(key)
        with self._store.transaction():
            for other in self.list(target):
                if read_key(other.key) == read:
                    raise AlreadyExists("deploy key", other.label, existing=other)
            made = self._store.insert(
                _TABLE,
                label=label or read.comment,
                key=key.strip(),
                read_only=read_only,
                created_at=self._forge.now(),
                **place(target),
            )
            return self.get(target, made)

    def get(self, target: Target, deploy_key: int | str) -> DeployKey:
        """Return a key of exactly this target."""
        return self._store.get(
            DeployKey, _TABLE, "deploy key",
            **place(target), id=identifier("deploy key", deploy_key),
        )  # fmt: skip

    def list(
        self, target: Target, *, offset: int = 0, limit: int | None = None
    ) -> Slice[DeployKey]:
        """List the keys of exactly this target, oldest first."""
        return self._store.select(
            lambda row: record(DeployKey, row),
            _TABLE,
            condition(target),
            order="id",
            offset=offset,
            limit=limit,
        )

    def update(
        self, deploy_key: DeployKey, *, label: str | None = None, read_only: bool | None = None
    ) -> DeployKey:
        """Change a key's label or what it may do."""
        with self._store.transaction():
            self._store.update(_TABLE, deploy_key.id, {"label": label, "read_only": read_only})
            return self._store.get(DeployKey, _TABLE, "deploy key", id=deploy_key.id)

    def delete(self, deploy_key: DeployKey) -> None:
        """Remove a key."""
        with self._store.transaction():
            self._store.delete(_TABLE, deploy_key.id)


@attrs.frozen
class PublicKey:
    """An SSH public key in its parts; two with different comments are the same key."""

    kind: str
    #: In base64.
    blob: str
    comment: str = attrs.field(eq=False)


def read_key(text: str) -> PublicKey:
    """Read a public key; Invalid for what is none."""
    match = _KEY.fullmatch(text.strip())
    if match is None or not _is_blob(match[1], match[2]):
        raise Invalid("key", "it is not an SSH public key")
    return PublicKey(match[1], match[2], match[3] or "")


def _is_blob(kind: str, text: str) -> bool:
    """Tell whether the base64 part begins with the type's name (RFC 4253 section 6.6)."""
    try:
        blob = base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return blob.startswith(len(kind).to_bytes(4, "big") + kind.encode())
