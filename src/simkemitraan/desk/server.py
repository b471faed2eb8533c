"""The web server of the desk: one page, one WebSocket, files in and out; no request ever leaves the machine."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..declare import LANGS
from ..errors import SimkemitraanError
from ..web import PAGE
from ..web.address import Address
from ..web.gate import CLOSE_KEY, CLOSE_REFUSED, Gate, next_text
from ..web.refusal import RefusedError
from ..wording import palette, word
from .protocol import MESSAGE_LIMIT, read
from .registries import LARGEST
from .session import Session
from .welcome import welcome

log = logging.getLogger("simkemitraan.desk")

JOIN_SECONDS = 10.0
REFUSALS = 25
KEY = "planner"


def application(
    address: Address, workers: int | None = None, lang: str = "id", place: dict[str, Any] | None = None
) -> ASGIApp:
    """Return the application of the desk.

    Parameters
    ----------
    address : Address
        Where it is served; ``keys["planner"]`` opens it.
    workers : int, optional
        Processes that runs are done in.
    lang : str
        Language that the page begins with, and of comments in files.
    place : dict, optional
        The place to begin with, as the page asks for one.
    """
    desks = Desks(address, workers, lang, place)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        desks.close()

    routes = [
        WebSocketRoute("/ws", desks.talk),
        Route("/take/{what}", desks.take),
        Route("/quality", desks.quality, methods=["POST"]),
        Route("/registry", desks.drop, methods=["POST"]),
        Route("/palette.css", _palette),
        Route("/", _page),
        Mount("/", StaticFiles(directory=PAGE)),
    ]
    return Gate(Starlette(routes=routes, lifespan=lifespan), address)


async def _page(request: Request) -> Response:
    return FileResponse(PAGE / "desk.html")


async def _palette(request: Request) -> Response:
    return Response(palette.css(), media_type="text/css")


class Desks:
    """The desks that are open, one for each connection.

    Parameters
    ----------
    address, workers, lang, place
        As :func:`application` takes them.
    """

    def __init__(self, address: Address, workers: int | None, lang: str, place: dict[str, Any] | None) -> None:
        self._address, self._workers, self._lang, self._place = address, workers, lang, place
        self._open: dict[str, Session] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="simkemitraan-desk-", ignore_cleanup_errors=True)

    def close(self) -> None:
        """Give up what is under way everywhere and delete what was made."""
        for session in list(self._open.values()):
            session.close()
        self._folder.cleanup()

    def _knows(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self._address.keys[KEY].encode())

    async def talk(self, socket: WebSocket) -> None:
        """Serve one page."""
        await socket.accept()
        # a browser that goes away in the middle of anything is an ordinary end
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            if await self._joined(socket):
                await self._serve(socket)

    async def _joined(self, socket: WebSocket) -> bool:
        """Take the first message, which must be ``join`` with the key."""
        with contextlib.suppress(RefusedError, TimeoutError):
            command = read(await asyncio.wait_for(next_text(socket, MESSAGE_LIMIT), JOIN_SECONDS), joined=False)
            if self._knows(command["token"]):
                return True
        delay = self._address.delay(socket.client.host if socket.client else "")
        if not delay:
            log.warning("refused at the entrance")
        await asyncio.sleep(delay)
        await socket.send_text(json.dumps({"is": "refused"}))
        await socket.close(CLOSE_KEY)
        return False

    async def _serve(self, socket: WebSocket) -> None:
        loop, out = asyncio.get_running_loop(), asyncio.Queue[str]()

        def say(message: dict[str, Any]) -> None:
            text = json.dumps(message, allow_nan=False)
            with contextlib.suppress(RuntimeError):  # the server has ended meanwhile
                loop.call_soon_threadsafe(out.put_nowait, text)

        session = Session(Path(tempfile.mkdtemp(dir=self._folder.name)), say, self._workers, self._lang)
        self._open[session.name] = session
        sending = asyncio.create_task(_send(socket, out))
        say({**welcome(self._lang, self._place), "session": session.name})
        try:
            await self._listen(socket, session)
        finally:
            sending.cancel()
            del self._open[session.name]
            await run_in_threadpool(session.close)

    async def _listen(self, socket: WebSocket, session: Session) -> None:
        refused = 0
        while refused < REFUSALS:
            try:
                command = read(await next_text(socket, MESSAGE_LIMIT), joined=True)
            except RefusedError as why:
                refused += 1
                log.warning("refused: %s", why.code)
                session.say({"is": "refused", "why": [why.why.id, why.why.en]})
                continue
            await run_in_threadpool(session.follow, command)
        await socket.close(CLOSE_REFUSED)

    def _session(self, request: Request) -> Session | None:
        """Return the desk that a request belongs to, if it has the key and names one that is open."""
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return self._open.get(request.headers.get("x-desk", "")) if self._knows(given) else None

    async def take(self, request: Request) -> Response:
        """Hand out one thing to take away."""
        lang = request.query_params.get("lang", self._lang)
        what = request.path_params["what"]
        return await self._answered(
            request, lambda session: Response(session.take(what, lang if lang in LANGS else "id"))
        )

    async def quality(self, request: Request) -> Response:
        """Hand out the page about the quality of a registry that was taken over."""
        wish = json.loads(await _body(request))
        return await self._answered(
            request, lambda session: Response(session.registries.quality(wish).read_bytes(), media_type="text/html")
        )

    async def drop(self, request: Request) -> Response:
        """Take a file that was dropped."""
        body, name = await _body(request), request.query_params.get("name", "registry")
        if len(body) > LARGEST:
            said = [word("desk.too_large", lang, most=LARGEST // 1_000_000) for lang in LANGS]
            return JSONResponse({"text": said}, status_code=413)
        return await self._answered(
            request, lambda session: JSONResponse({"file": session.registries.keep(name, body)})
        )

    async def _answered(self, request: Request, act: Any) -> Response:
        """Act for the desk of a request in a thread; a mistake is answered in words."""
        session = self._session(request)
        if session is None:
            return JSONResponse({"text": [word("desk.closed", lang) for lang in LANGS]}, status_code=403)
        try:
            answer: Response = await run_in_threadpool(act, session)
            return answer
        except SimkemitraanError as error:
            return JSONResponse({"text": [error.id, error.en]}, status_code=409)


async def _send(socket: WebSocket, out: asyncio.Queue[str]) -> None:
    """Write to the page what it is to be told, in order."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.send_text(await out.get())


async def _body(request: Request) -> bytes:
    """Return what was posted; of more than is taken only so much that it is seen to be too much."""
    parts, size = [], 0
    async for part in request.stream():
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            break
    return b"".join(parts)
