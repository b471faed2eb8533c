"""The gate of a web server: foreign hosts and origins stay outside, and a page loads nothing from anywhere else."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope
from starlette.types import Send as ASGISend
from starlette.websockets import WebSocket, WebSocketDisconnect

from .address import Address
from .messages import BAD, MESSAGE_LIMIT
from .refusal import RefusedError

log = logging.getLogger("simkemitraan.web")

CLOSE_REFUSED, CLOSE_KEY = 1008, 4401
HEADERS = {
    b"content-security-policy": b"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-cache",
}


class Gate:
    """Refuses foreign hosts and origins before anything else, and sets the page's headers."""

    def __init__(self, app: ASGIApp, access: Address) -> None:
        self._app, self._access = app, access

    async def __call__(self, scope: Scope, receive: Receive, send: ASGISend) -> None:
        """Let a request through, or answer it with a refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = headers.get(b"host", ""), headers.get(b"origin", "")
        foreign = not self._access.known_host(host)
        if scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD"):
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


async def next_text(socket: WebSocket, limit: int = MESSAGE_LIMIT) -> str:
    """Return the next text frame; refuses binary ones and those over the limit."""
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if text is None:
        raise RefusedError("binary", BAD)
    if len(text) > limit:
        raise RefusedError("too-long", BAD)
    return str(text)
