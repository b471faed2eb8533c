"""The web server: one page, one WebSocket, nothing else; no request ever leaves the machine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope
from starlette.types import Send as ASGISend
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..declare import Text
from .access import AccessControl, Role
from .broadcast import encode
from .client import Client
from .commands import CommandHandler
from .lesson import without_notes
from .protocol import MESSAGE_LIMIT, read
from .refusal import RefusedError
from .room import Room
from .seats import Seat

log = logging.getLogger("simkemitraan.live")

PAGE = Path(__file__).parent / "page"
JOIN_SECONDS = 10.0
CLOSE_REFUSED, CLOSE_KEY = 1008, 4401
REFUSALS = 25
HEADERS = {
    b"content-security-policy": b"default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}

_KEY = Text("Kode salah atau sudah tidak berlaku.", "The code is wrong or no longer valid.")
_TALK = Text("Terlalu banyak pesan; tunggu sebentar.", "Too many messages; wait a moment.")
_TEXT = Text("Pesan tidak dikenali.", "The message was not understood.")


class Background(Protocol):
    """Something that runs beside the room until the server ends."""

    async def run(self) -> None:
        """Run; may end by itself."""


class Gate:
    """Refuses foreign hosts and origins before anything else, and sets the page's headers."""

    def __init__(self, app: ASGIApp, access: AccessControl) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: ASGISend) -> None:
        """Let a request through, or answer it with a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin", "")
        foreign = not self._access.known_host(host)
        if scope["type"] == "websocket":
            foreign = foreign or not self._access.known_origin(origin, host)
        if foreign:
            log.warning("refused: host %.80r, origin %.80r", host, origin)
            await _refuse(scope, send)
            return
        await self._app(scope, receive, _with_headers(send) if scope["type"] == "http" else send)


async def _refuse(scope: Scope, send: ASGISend) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": CLOSE_REFUSED})
        return
    await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"foreign host\n"})


def _with_headers(send: ASGISend) -> ASGISend:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(name, value) for name, value in message["headers"] if name not in HEADERS]
            message = {**message, "headers": [*kept, *HEADERS.items()]}
        await send(message)

    return sending


def application(room: Room, access: AccessControl, beside: Sequence[Background] = ()) -> ASGIApp:
    """Return the application that serves one room.

    Parameters
    ----------
    room : Room
        The session.
    access : AccessControl
        Who may come in.
    beside : sequence of Background
        What else runs while the server does.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        tasks = [
            asyncio.create_task(room.run(CommandHandler(room, access).follow)),
            *(asyncio.create_task(b.run()) for b in beside),
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        room.keep()

    async def talk(socket: WebSocket) -> None:
        await _talk(socket, room, access)

    routes = [WebSocketRoute("/ws", talk), Mount("/", StaticFiles(directory=PAGE, html=True))]
    return Gate(Starlette(routes=routes, lifespan=lifespan), access)


async def _talk(socket: WebSocket, room: Room, access: AccessControl) -> None:
    await socket.accept()
    client: Client | None = None
    # a browser that goes away in the middle of anything is an ordinary end
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        client = await _join(socket, room, access)
        if client is not None:
            await _listen(socket, room, client)
    if client is not None:
        room.leave(client)


async def _join(socket: WebSocket, room: Room, access: AccessControl) -> Client | None:
    """Take the first message, which must be ``join`` with a valid key."""
    address = socket.client.host if socket.client else ""
    try:
        command = read(await asyncio.wait_for(_text(socket), JOIN_SECONDS), trainer=False)
        if command.do != "join":
            raise RefusedError("not-joined", _KEY)
        role = access.role(command["token"])
        if role is None:
            raise RefusedError("wrong-key", _KEY)
    except (RefusedError, TimeoutError) as refused:
        await _turn_away(socket, refused, access.delay(address))
        return None
    seat = room.seats.claim(command.get("seat", ""), address) if role == "watcher" else None
    await socket.send_text(encode(_greeting(room, access, role, seat)))
    return room.join(socket.send_text, role, seat)


async def _turn_away(socket: WebSocket, refused: RefusedError | TimeoutError, delay: float) -> None:
    """Say that the code is wrong; whoever tries many waits longer each time, and is not written down each time."""
    if not delay:
        log.warning("refused at the entrance: %s", refused.code if isinstance(refused, RefusedError) else "silent")
    await asyncio.sleep(delay)
    await socket.send_text(encode({"is": "refused", "why": [_KEY.id, _KEY.en]}))
    await socket.close(CLOSE_KEY)


def _greeting(room: Room, access: AccessControl, role: Role, seat: Seat | None) -> dict[str, Any]:
    told: dict[str, Any] = {"is": "welcome", "role": role, "trainer": role == "trainer", **room.opened.greeting}
    if role != "watcher":
        told["join"] = access.invitation()
    if role == "trainer":
        told["links"] = access.private_links()
    if role != "trainer":
        told["lessons"] = [without_notes(lesson) for lesson in told.get("lessons", [])]
    if seat is not None:
        told["seat"] = seat.token
    return told


async def _listen(socket: WebSocket, room: Room, client: Client) -> None:
    while client.refused < REFUSALS:
        try:
            command = read(await _text(socket), client.trainer)
            if not client.may_say(command.do):
                raise RefusedError("too-fast", _TALK)
            room.take(client, command)
        except RefusedError as refused:
            room.refuse(client, refused)
    log.warning("client %d sent away after %d refusals", client.number, client.refused)
    await socket.close(CLOSE_REFUSED)


async def _text(socket: WebSocket) -> str:
    """Return the next text frame; refuses binary ones and those over the limit."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if text is None:
        raise RefusedError("binary", _TEXT)
    if len(text) > MESSAGE_LIMIT:
        raise RefusedError("too-long", _TEXT)
    return str(text)
