"""Serves the desk on this machine until it is stopped."""

from __future__ import annotations

import logging
import secrets
import sys
import tempfile
import threading
import webbrowser
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..declare import LANGS
from ..errors import MissingExtraError
from ..web.address import Address
from ..web.running import run_server
from ..wording import word

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NEEDS = ("starlette", "uvicorn", "websockets")
SOCKET_LIMIT = 1_000_000


@dataclass(frozen=True)
class Options:
    """What the user asked for; see ``simkemitraan plan --help``."""

    place: str | None = None
    port: int = 8461
    workers: int | None = None
    browser: bool = True
    lang: str = "id"


def check_extra() -> None:
    """Raise ``MissingExtraError`` unless the packages of the extra ``live`` are installed."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        raise MissingExtraError(*(word("desk.needs", lang, names=", ".join(missing)) for lang in LANGS))


def prepare(options: Options) -> tuple[Address, ASGIApp]:
    """Return where the desk is served and its application; raises :class:`.InputError` for a place that there is not."""
    check_extra()
    from .places import by_name
    from .server import KEY, application

    wish: dict[str, Any] | None = None
    if options.place is not None:
        chosen = by_name(options.place)
        wish = {"name": str(chosen.files.resolve()) if chosen.files else chosen.argument}
    address = Address("127.0.0.1", options.port, {KEY: secrets.token_urlsafe(18)})
    return address, application(address, options.workers, options.lang, wish)


def serve(options: Options) -> None:
    """Serve the desk until it is stopped.

    Raises
    ------
    MissingExtraError
        If the extra ``live`` is not installed.
    InputError
        If the place is wrong, or the address cannot be had.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", stream=sys.stderr)
    address, app = prepare(options)
    threading.Thread(target=warm, daemon=True).start()
    link = address.url("127.0.0.1", address.keys["planner"])
    print(word("desk.link", options.lang, link=link), flush=True)
    print(word("desk.stop", options.lang), file=sys.stderr, flush=True)
    if options.browser:
        webbrowser.open(link)
    run_server(app, address, SOCKET_LIMIT)


def warm() -> None:
    """Load and compile what the first answer needs, while the planner still looks for her place."""
    from ..scenario import Scenario
    from .computing import Computer
    from .telling import Round

    base = Scenario.load("package:tiny").with_changes(months=12, burn_in=0)
    with tempfile.TemporaryDirectory() as folder:
        computer = Computer(Path(folder), 1)
        for path in computer.rounds([base, base.with_policy("shared_hub")], 1, 2, threading.Event()):
            Round(path).told()
