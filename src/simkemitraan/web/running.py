"""Runs a web server until it is stopped, and says meanwhile what a silent minute is spent on."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import InputError
from ..wording import word
from ..world.compiling import is_cold
from .address import Address

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SOCKET_LIMIT = 65_536


def run_server(app: ASGIApp, address: Address, socket_limit: int = SOCKET_LIMIT) -> None:
    """Serve until stopped; raises InputError if the address cannot be had."""
    import uvicorn

    config = uvicorn.Config(
        app,
        host=address.bind,
        port=address.port,
        log_level="error",
        ws="websockets-sansio",
        ws_max_size=socket_limit,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    try:
        server.run()
    except SystemExit as error:
        raise InputError(
            f"Alamat {address.bind}:{address.port} tidak dapat dipakai; pilih --port lain.",
            f"The address {address.bind}:{address.port} cannot be used; choose another --port.",
        ) from error


def check_host(host: str | None) -> None:
    """Raise InputError if a name is not an address of this machine; None is."""
    if host is None:
        return
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, 0, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.bind(address)
    except OSError as error:
        raise InputError(
            f"--host {host}: bukan alamat komputer ini; pakai 0.0.0.0 agar terbuka bagi seluruh jaringan, atau hapus pilihannya.",
            f"--host {host}: not an address of this machine; use 0.0.0.0 to open it to the whole network, or leave it out.",
        ) from error


@contextlib.contextmanager
def told_why_it_waits(lang: str, every: float = 15.0) -> Iterator[None]:
    """Say what is being done, and while it lasts that it still is: a silent minute looks like a fault."""
    print(word("web.cold" if is_cold() else "web.preparing", lang), file=sys.stderr, flush=True)
    done, began = threading.Event(), time.monotonic()

    def remind() -> None:
        while not done.wait(every):
            seconds = round(time.monotonic() - began)
            print(word("web.still", lang, seconds=seconds), file=sys.stderr, flush=True)

    reminder = threading.Thread(target=remind, daemon=True)
    reminder.start()
    try:
        yield
    finally:
        done.set()
        reminder.join()
