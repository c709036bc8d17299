"""Tokens: secrets that programs use instead of a password."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import attrs

from githost_local.forge.noun import Noun
from githost_local.forge.passwords import digest
from githost_local.forge.records import Account, Slice, Token
from githost_local.forge.rows import record

_TABLE = "tokens"


class Tokens(Noun):
    """Tokens of accounts; only their hashes are kept."""

    def create(
        self,
        account: Account,
        *,
        label: str,
        scopes: Iterable[str] = (),
        secret: str | None = None,
        expires_at: datetime | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Token:
        """Make a token; the answer alone holds the secret, which is made up unless given."""
        text = secrets.token_urlsafe(32) if secret is None else secret
        with self._store.transaction():
            self._store.free(_TABLE, "token", digest=digest(text))
            identifier = self._store.insert(
                _TABLE,
                account_id=account.id,
                label=label,
                scopes=frozenset(scopes),
                extra=extra or {},
                created_at=self._forge.now(),
                expires_at=expires_at,
                digest=digest(text),
            )
            return attrs.evolve(self.get(identifier), secret=text)

    def get(self, identifier: int) -> Token:
        """Return the token with this id."""
        return self._store.get(Token, _TABLE, "token", id=identifier)

    def list(self, account: Account, *, offset: int = 0, limit: int | None = None) -> Slice[Token]:
        """List an account's tokens, oldest first."""
        return self._store.select(
            lambda row: record(Token, row),
            _TABLE,
            {"account_id = ?": account.id},
            order="id",
            offset=offset,
            limit=limit,
        )

    def update(
        self, token: Token, *, label: str | None = None, scopes: Iterable[str] | None = None
    ) -> Token:
        """Change what a token is called and may do; its secret stays."""
        with self._store.transaction():
            self._store.update(
                _TABLE,
                token.id,
                {"label": label, "scopes": None if scopes is None else frozenset(scopes)},
            )
            return self.get(token.id)

    def delete(self, token: Token) -> None:
        """Revoke a token."""
        with self._store.transaction():
            self._store.delete(_TABLE, token.id)

    def find(self, secret: str) -> Token | None:
        """Return the token with this secret, unless it has expired."""
        row = self._store.row(_TABLE, digest=digest(secret))
        if row is None:
            return None
        token = record(Token, dict(row))
        return None if token.expires_at and token.expires_at <= self._forge.now() else token
