"""A desk that is served, and somebody who talks to it."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from websockets.sync.client import connect

from simkemitraan.desk.server import KEY, application
from simkemitraan.web.address import Address

TINY = {"name": "package:tiny"}
PATIENCE = 600.0  # the rules may have to be compiled first


@dataclass
class Served:
    address: Address

    @property
    def page(self) -> str:
        return self.address.address

    @property
    def socket(self) -> str:
        return self.page.replace("http", "ws") + "ws"

    @property
    def link(self) -> str:
        return self.address.url("127.0.0.1", self.address.keys[KEY])


@contextmanager
def served(**more: Any) -> Iterator[Served]:
    """Serve a desk from a thread, on a free port, until the block ends."""
    address = Address("127.0.0.1", 0, {KEY: "a-key-for-the-tests"})
    config = uvicorn.Config(
        application(address, **{"workers": 1, "lang": "en", **more}),
        host="127.0.0.1",
        port=0,
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=1_000_000,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    address.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(address)
    finally:
        server.should_exit = True
        thread.join(20)


@dataclass
class Planner:
    """Talks to a desk; what it hears while it waits for something else is kept."""

    server: Served
    heard: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._opened = connect(self.server.socket, origin=self.server.page.rstrip("/"))  # type: ignore[arg-type]
        self.socket = self._opened.__enter__()
        self.say(do="join", token=self.server.address.keys[KEY])
        self.welcome = self.until("welcome")
        self.asks = 0

    def say(self, **message: Any) -> None:
        self.socket.send(json.dumps(message))

    def ask(self, **message: Any) -> int:
        self.asks += 1
        self.say(**message, ask=self.asks)
        return self.asks

    def until(self, *kinds: str) -> dict[str, Any]:
        """Return the next message of one of these kinds."""
        while True:
            message: dict[str, Any] = json.loads(self.socket.recv(PATIENCE))
            self.heard.append(message)
            if message["is"] in kinds:
                return message

    def reply(self, **message: Any) -> dict[str, Any]:
        """Return the reply to a question."""
        ask = self.ask(**message)
        while True:
            told = json.loads(self.socket.recv(PATIENCE))
            if told.get("to") == ask:
                return dict(told)
            self.heard.append(told)

    def answer(
        self, *policies: Any, place: Any = None, replicates: int = 2, months: int = 24, **more: Any
    ) -> dict[str, Any]:
        """Return the last answer about policies, each a name or a list of parts."""
        arms = [[{"name": p}] if isinstance(p, str) else p for p in policies]
        ask = {
            "do": "answer",
            "place": place or TINY,
            "arms": arms,
            "costs": {},
            "months": months,
            "replicates": replicates,
        }
        asked = self.ask(**{**ask, **more})
        last: dict[str, Any] = {}
        while (message := self.until("answer", "ended", "mistakes"))["to"] != asked or message["is"] == "answer":
            last = message if message["to"] == asked else last
        assert message["is"] == "ended", message
        return last

    def file(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Fetch or post a file as the page does; returns the status and the body."""
        given = {
            "authorization": f"Bearer {self.server.address.keys[KEY]}",
            "x-desk": self.welcome["session"],
            "origin": self.server.page.rstrip("/"),
            **headers,
        }
        request = urllib.request.Request(self.server.page + path, data=body, headers=given)
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def close(self) -> None:
        self._opened.__exit__(None, None, None)
