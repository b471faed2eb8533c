"""Rooms on small places, and a server to talk to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from tests.worlds import district, spec

from simkemitraan.declare import Text
from simkemitraan.live.access import AccessControl, new_keys
from simkemitraan.live.lesson import lessons
from simkemitraan.live.opened import Opened
from simkemitraan.live.room import Room
from simkemitraan.live.server import application
from simkemitraan.live.session import Session, Setup
from simkemitraan.live.sources import HEADLINES, ModelSource
from simkemitraan.live.welcome import welcome
from simkemitraan.world.spec import District, Spec

NAMES = [i.name for i in HEADLINES]


def setup(
    *districts: District, months: int = 36, burn_in: int = 24, seed: int = 7, specs: tuple[Spec, ...] = ()
) -> Setup:
    made = specs or (spec(*districts, months=months, burn_in=burn_in),)
    titles = tuple(Text(f"skenario {k}", f"scenario {k}") for k in range(len(made)))
    return Setup("test", titles, made, seed, digest="d")


def small_session(**more: object) -> Session:
    shown = setup(**more)  # type: ignore[arg-type]
    return Session(shown, ModelSource(shown))


def place_of(organisations: int) -> tuple[District, ...]:
    """Return districts with about so many organisations in all, at most 300 each."""
    each = min(organisations, 300)
    n = round(organisations / each)
    counts = tuple(round(each * share) for share in (0.05, 0.19, 0.39, 0.21, 0.16))
    return tuple(
        district(counts, 3401 + k, 1000.0 * each, subdistricts=max(3, each // 18))
        for k in range(n)  # type: ignore[arg-type]
    )


@dataclass
class Served:
    room: Room
    access: AccessControl
    address: str

    @property
    def socket(self) -> str:
        return self.address.replace("http", "ws") + "ws"


@dataclass
class Elsewhere:
    """A room that another process serves, as talkers need to know it."""

    address: str
    socket: str
    access: AccessControl


@contextmanager
def served(session: Session, **more: object) -> Iterator[Served]:
    """Serve a room from a thread, on a free port, until the block ends."""
    access = AccessControl("127.0.0.1", 0, new_keys())
    opened = Opened("", session, welcome(session.setup, HEADLINES, lessons()), more.pop("record", None))  # type: ignore[arg-type]
    room = Room(opened, NAMES, **more)  # type: ignore[arg-type]
    config = uvicorn.Config(
        application(room, access),
        host="127.0.0.1",
        port=0,
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=65536,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    access.port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield Served(room, access, access.address)
    finally:
        server.should_exit = True
        thread.join(10)
