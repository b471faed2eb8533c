"""The web server: one page, one WebSocket, nothing else; no request ever leaves the machine."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.routing import Mount, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..declare import Text
from ..web import PAGE
from ..web.gate import CLOSE_KEY, CLOSE_REFUSED, Gate, next_text
from ..web.refusal import RefusedError
from .access import AccessControl, Role
from .broadcast import encode
from .client import Client
from .commands import CommandHandler
from .lesson import without_notes
from .protocol import read
from .room import Room
from .seats import Seat

log = logging.getLogger("simkemitraan.live")

JOIN_SECONDS = 10.0
REFUSALS = 25
_KEY = Text("Kode salah atau sudah tidak berlaku.", "The code is wrong or no longer valid.")
_TALK = Text("Terlalu banyak pesan; tunggu sebentar.", "Too many messages; wait a moment.")


class Background(Protocol):
    """Something that runs beside the room until the server ends."""

    async def run(self) -> None:
        """Run; may end by itself."""


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
        command = read(await asyncio.wait_for(next_text(socket), JOIN_SECONDS), trainer=False)
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
            command = read(await next_text(socket), client.trainer)
            if not client.may_say(command.do):
                raise RefusedError("too-fast", _TALK)
            room.take(client, command)
        except RefusedError as refused:
            room.refuse(client, refused)
    log.warning("client %d sent away after %d refusals", client.number, client.refused)
    await socket.close(CLOSE_REFUSED)
