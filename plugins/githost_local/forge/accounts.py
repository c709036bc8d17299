"""Accounts, and how they prove who they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from githost_local.forge.errors import Invalid
from githost_local.forge.noun import Noun
from githost_local.forge.passwords import PasswordCheck, encrypt
from githost_local.forge.records import KEEP, Account, AccountKind, Keep, Signature, Slice, Token
from githost_local.forge.rows import record

if TYPE_CHECKING:
    from githost_local.forge.forge import Forge

_TABLE = "accounts"


class Accounts(Noun):
    """Accounts. They are never deleted, since what they did names them; deactivate them."""

    def __init__(self, forge: Forge) -> None:
        super().__init__(forge)
        self._passwords = PasswordCheck()

    def create(
        self,
        login: str,
        *,
        display_name: str | None = None,
        email: str | None = None,
        password: str | None = None,
        kind: AccountKind = AccountKind.PERSON,
        site_admin: bool = False,
    ) -> Account:
        """Make an account; without a password it can only use tokens."""
        if not login.strip():
            raise Invalid("login", "it is empty")
        with self._store.transaction():
            self._store.free(_TABLE, "account", login=login)
            identifier = self._store.insert(
                _TABLE,
                login=login,
                display_name=login if display_name is None else display_name,
                email=email,
                kind=kind,
                active=True,
                site_admin=site_admin,
                created_at=self._forge.now(),
                password=None if password is None else encrypt(password),
            )
            return self.get(identifier)

    def get(self, identifier: int) -> Account:
        """Return the account with this id."""
        return self._store.get(Account, _TABLE, "account", id=identifier)

    def by_key(self, key: str) -> Account:
        """Return the account with this key."""
        return self._store.get(Account, _TABLE, "account", key=key)

    def by_login(self, login: str) -> Account:
        """Return the account with this login, in whatever case."""
        return self._store.get(Account, _TABLE, "account", login=login)

    def by_email(self, email: str) -> Account:
        """Return the oldest account with this address, in whatever case."""
        return self._store.get(Account, _TABLE, "account", email=email)

    def many(self, identifiers: Iterable[int]) -> dict[int, Account]:
        """Return accounts by id, those that exist."""
        found = self._store.select(
            lambda row: record(Account, row),
            _TABLE,
            {"id IN (SELECT value FROM json_each(?))": tuple(identifiers)},
            order="id",
        )
        return {account.id: account for account in found}

    def list(
        self,
        *,
        query: str | None = None,
        active: bool | None = None,
        offset: int = 0,
        limit: int | None = None,
    ) -> Slice[Account]:
        """List accounts by login; `query` is a part of login, name or address."""
        return self._store.select(
            lambda row: record(Account, row),
            _TABLE,
            {
                "(instr(lower(login), lower(?)) OR instr(lower(display_name), lower(?))"
                " OR instr(lower(ifnull(email, '')), lower(?)))": query,
                "active = ?": active,
            },
            order="login",
            offset=offset,
            limit=limit,
        )

    def update(
        self,
        account: Account,
        *,
        login: str | None = None,
        display_name: str | None = None,
        email: str | Keep | None = KEEP,
        active: bool | None = None,
        site_admin: bool | None = None,
    ) -> Account:
        """Change an account."""
        with self._store.transaction():
            if login is not None:
                self._store.free(_TABLE, "account", but=account.id, login=login)
            self._store.update(
                _TABLE,
                account.id,
                {
                    "login": login,
                    "display_name": display_name,
                    "active": active,
                    "site_admin": site_admin,
                },
            )
            if email is not KEEP:
                self._store.assign(_TABLE, account.id, {"email": email})
            return self.get(account.id)

    def set_password(self, account: Account, password: str) -> None:
        """Replace the password."""
        with self._store.transaction():
            self._store.assign(_TABLE, account.id, {"password": encrypt(password)})

    def signature(self, account: Account) -> Signature:
        """Return how an account signs a commit made now."""
        return Signature(
            name=account.display_name,
            email=account.email or f"{account.login}@localhost",
            date=self._forge.now(),
        )

    def authenticate_password(self, login_or_email: str, password: str) -> Account | None:
        """Return the active account that has this password, or None."""
        rows = self._store.rows(
            "SELECT * FROM accounts WHERE active AND password IS NOT NULL"
            " AND (login = ? OR email = ?) ORDER BY id",
            login_or_email,
            login_or_email,
        )
        for row in rows:
            if self._passwords.matches(password, row["password"]):
                return record(Account, dict(row))
        return None

    def authenticate_token(self, secret: str) -> tuple[Account, Token] | None:
        """Return the token and its active account, or None if it is unknown or has expired."""
        token = self._forge.tokens.find(secret)
        if token is None:
            return None
        account = self.get(token.account_id)
        return (account, token) if account.active else None
