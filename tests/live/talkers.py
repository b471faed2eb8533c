"""Browsers without a browser: they join, paint into a picture, and acknowledge."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from tests.live.rooms import Served
from tests.live.test_stream import Viewer
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

PATIENCE = 60.0


class Talker:
    """One connection. ``acknowledges=False`` never does; ``reads=False`` does not even read."""

    def __init__(
        self, server: Served, role: str = "trainer", *, seat: str = "", acknowledges: bool = True, reads: bool = True
    ) -> None:
        self.viewer = Viewer()
        self.heard: list[dict[str, Any]] = []
        self.room: dict[str, Any] = {}
        self.epoch, self.pictures, self.frames = -1, 0, 0
        self.closed: int | None = None
        self._acknowledges = acknowledges
        self._stack = ExitStack()
        self.socket: ClientConnection = self._stack.enter_context(
            connect(server.socket, origin=server.address.rstrip("/"), max_size=None, close_timeout=0.5)
        )  # type: ignore[arg-type]
        self.say(do="join", token=server.access.keys[role], seat=seat)
        if reads:
            self._thread = threading.Thread(target=self._read, daemon=True)
            self._thread.start()

    def say(self, **message: object) -> None:
        self.socket.send(json.dumps(message))

    def _read(self) -> None:
        try:
            for text in self.socket:
                self._take(json.loads(text))
        except ConnectionClosed:
            pass
        self.closed = self.socket.close_code

    def _take(self, message: dict[str, Any]) -> None:
        kind = message["is"]
        if kind == "picture":
            self.viewer.picture(json.dumps(message))
            self.epoch, self.pictures = message["epoch"], self.pictures + 1
        elif kind == "frames" and message["epoch"] == self.epoch:
            for frame in message["list"]:
                if frame["n"] > self.viewer.number:
                    self.viewer.frame(json.dumps(frame))
                    self.frames += 1
        elif kind == "room":
            self.room = message
        if kind in ("picture", "frames"):
            if self._acknowledges:
                self.say(do="ack", n=self.viewer.number)
        else:
            self.heard.append(message)

    def last(self, kind: str) -> dict[str, Any]:
        return next(m for m in reversed(self.heard) if m["is"] == kind)

    def close(self) -> None:
        self._stack.close()


def until(true: Callable[[], object], what: str = "") -> None:
    """Wait until something holds; what has not been told yet does not hold. Fails after ``PATIENCE`` seconds."""

    def holds() -> object:
        try:
            return true()
        except (LookupError, StopIteration, TypeError):
            return False

    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what or true}"
        time.sleep(0.01)
