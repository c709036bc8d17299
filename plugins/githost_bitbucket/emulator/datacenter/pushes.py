"""Pushes: what branch permissions say to them before git has its turn.

https://git-scm.com/docs/gitprotocol-pack, "Reference Update Request": the refs that are to move
come first, in lines that begin with their length. The server's own hook refuses all of them where
one is forbidden, and so does this.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

import attrs
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse

from githost_bitbucket.emulator.datacenter.git import locate
from githost_bitbucket.emulator.datacenter.names import BRANCH_PREFIX
from githost_bitbucket.emulator.datacenter.restrictions import Deed, forbids
from githost_bitbucket.emulator.datacenter.world import World
from githost_local.forge.git import ZERO
from githost_local.forge.records import Account, RefChange, Repository
from githost_local.forge.smart_http import Access, Message, Outcome, Receive, Scope, Send

#: Bytes of a line that say how long it is, themselves included.
_PREFIX: Final = 4
_LENGTH: Final = re.compile(rb"[0-9a-fA-F]{4}")
_FLUSH: Final = b"0000"
#: Lines that hold nothing, each of which ends the commands.
_ENDS: Final = frozenset({_FLUSH, b"0001", b"0002"})
#: The most that a line holds beside its length and the number of its band.
_LINE: Final = 65515
_ONLY_FORWARD: Final = {"receive.denyNonFastForwards": "true"}


def is_push(scope: Scope) -> bool:
    """Tell whether a request brings commits."""
    return scope["method"] == "POST" and str(scope["path"]).endswith("/git-receive-pack")


async def serve(world: World, context: str, scope: Scope, receive: Receive, send: Send) -> None:
    """Serve a push, or say why it is refused."""
    access = await run_in_threadpool(locate, world, context, scope, True)
    body = _Body(scope, receive)
    if access.outcome is Outcome.GRANTED:
        try:
            await body.read_commands()
        except (ValueError, zlib.error):
            await body.drain()
            malformed = PlainTextResponse("The push could not be read", status_code=400)
            await malformed(scope, receive, send)
            return
        judged = await run_in_threadpool(_judge, world, access, body.changes)
        if isinstance(judged, str):
            await body.drain()
            await _refuse(send, body, judged)
            return
        access = judged
    await world.forge.smart_http(lambda _scope, _writes: access)(scope, body.replay, send)


def _judge(world: World, access: Access, changes: list[RefChange]) -> Access | str:
    """Return how the push may go on, or why it may not."""
    assert access.repository is not None
    keeps_history = False
    for change in changes:
        if change.kind != "branch":
            continue
        refusal = _refusal(world, access.repository, access.actor, change)
        if refusal is not None:
            return refusal
        keeps_history = (
            keeps_history
            or forbids(world.forge, access.actor, access.repository, change.name, Deed.REWRITE)
            is not None
        )
    return attrs.evolve(access, settings=_ONLY_FORWARD) if keeps_history else access


def _refusal(
    world: World, repository: Repository, actor: Account | None, change: RefChange
) -> str | None:
    deed = Deed.CHANGE
    if change.old is None:
        deed = Deed.CREATE
    elif change.new is None:
        deed = Deed.DELETE
    kind = forbids(world.forge, actor, repository, change.name, deed)
    if kind is None:
        return None
    if kind == "pull-request-only":
        return (
            f"Branch {BRANCH_PREFIX}{change.name} can only be modified through pull requests.\n"
            "Check your branch permissions configuration with the project administrator."
        )
    return f"You are not permitted to {deed.value} branch {BRANCH_PREFIX}{change.name}."


class _Body:
    """A request's body, of which the beginning is read before it is passed on."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._read: list[Message] = []
        headers = dict(scope["headers"])
        packed = headers.get(b"content-encoding", b"") in {b"gzip", b"x-gzip"}
        self._unpack = zlib.decompressobj(31).decompress if packed else bytes
        self._text = b""
        self.changes: list[RefChange] = []
        self.capabilities: frozenset[str] = frozenset()

    async def read_commands(self) -> None:
        """Read the lines that say which refs are to move."""
        while not self._parse() and (not self._read or self._read[-1].get("more_body")):
            event = await self._receive()
            self._read.append(event)
            self._text += self._unpack(event.get("body", b""))

    def _parse(self) -> bool:
        """Read what has come so far; tell whether the last command is among it."""
        changes: list[RefChange] = []
        at = 0
        while (digits := self._text[at : at + _PREFIX]) not in _ENDS:
            if len(digits) < _PREFIX:
                return False
            if not _LENGTH.fullmatch(digits) or (length := int(digits, 16)) <= _PREFIX:
                raise ValueError("a line does not begin with its length")
            if len(self._text) < at + length:
                return False
            line = self._text[at + _PREFIX : at + length]
            at += length
            command, _, capabilities = line.partition(b"\0")
            if capabilities:
                self.capabilities = frozenset(capabilities.decode(errors="replace").split())
            if not command.startswith(b"shallow "):
                changes.append(_change(command))
        self.changes = changes
        return True

    async def drain(self) -> None:
        """Take the rest, so that the caller comes to hear the answer."""
        while self._read[-1].get("more_body"):
            self._read.append(await self._receive())

    async def replay(self) -> Message:
        """Give again what was read, then the rest."""
        return self._read.pop(0) if self._read else await self._receive()


def _change(command: bytes) -> RefChange:
    old, new, ref = command.decode(errors="surrogateescape").rstrip("\n").split(" ", 2)
    return RefChange(ref=ref, old=None if old == ZERO else old, new=None if new == ZERO else new)


async def _refuse(send: Send, body: _Body, why: str) -> None:
    """Say that no ref moved: to git in its own words, to its user in ours."""
    report = _line(b"unpack ok\n")
    for change in body.changes:
        ref = change.ref.encode(errors="surrogateescape")
        report += _line(b"ng " + ref + b" pre-receive hook declined\n")
    report += _FLUSH
    if "side-band-64k" in body.capabilities:
        pieces = [report[at : at + _LINE] for at in range(0, len(report), _LINE)]
        said = _line(b"\2" + f"{why}\n".encode())
        report = said + b"".join(_line(b"\1" + piece) for piece in pieces) + _FLUSH
    headers = [
        (b"content-type", b"application/x-git-receive-pack-result"),
        (b"cache-control", b"no-cache"),
        (b"content-length", str(len(report)).encode()),
    ]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": report})


def _line(content: bytes) -> bytes:
    return f"{len(content) + _PREFIX:04x}".encode() + content
