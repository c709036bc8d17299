"""Runs a PostgreSQL of its own for tests, on loopback, where the programs are installed."""

import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["postgresql"]

_PATIENCE = 30.0


@contextmanager
def postgresql() -> Iterator[Callable[[], str]]:
    """Serve PostgreSQL, and give a function that makes an empty database and returns its URL.

    Skips, with the reason, where it is not installed or refuses the account that runs the tests.
    """
    psycopg = pytest.importorskip("psycopg", reason="needs the extra `postgresql`")
    programs = _programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="githost-postgresql-"))
    try:
        if account is not None:
            shutil.chown(folder, account)
        data = folder / "data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-A", "trust", "-U", "githost", "--no-sync"],
            user=account,
            check=True,
            capture_output=True,
            cwd=folder,
        )
        port = _free_port()
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": str(folder),
            "fsync": "off",
        }
        given = itertools.chain.from_iterable(
            ("-c", f"{key}={one}") for key, one in settings.items()
        )
        with subprocess.Popen(
            [programs / "postgres", "-D", data, *given],
            user=account,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        ) as server:
            try:
                yield _databases(psycopg, port)
            finally:
                server.send_signal(signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _databases(psycopg: object, port: int) -> Callable[[], str]:
    connect = psycopg.connect  # type: ignore[attr-defined]  # imported only where it is installed
    address = f"host=127.0.0.1 port={port} user=githost dbname=postgres"
    numbers = itertools.count(1)
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connect(address).close()
            break
        except psycopg.OperationalError:  # type: ignore[attr-defined]  # as above
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)

    def fresh() -> str:
        name = f"journal{next(numbers)}"
        with connect(address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql://githost@127.0.0.1:{port}/{name}"

    return fresh


def _programs() -> Path:
    """Return the folder of PostgreSQL's programs."""
    for name in ("initdb", "postgres"):
        found = shutil.which(name)
        if found is not None and (Path(found).resolve().parent / "initdb").exists():
            return Path(found).resolve().parent
    # Debian keeps them where no shell looks.
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if debian:
        return debian[-1].parent
    pytest.skip("PostgreSQL is not installed")


def _account() -> str | None:
    """Return the account that the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("PostgreSQL refuses to run as root, and there is no other account")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
