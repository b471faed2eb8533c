"""Puts a room together from what the command line was given, and serves it until it is stopped."""

from __future__ import annotations

import hashlib
import logging
import sys
import webbrowser
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, MissingExtraError
from ..runs import load
from ..scenario import Scenario
from ..wording import word
from .access import LOOPBACK, AccessControl, new_keys, own_address
from .bands import Bands
from .lesson import lessons
from .recording import Recording
from .room import Room
from .saving import SessionSaver
from .session import Session, Setup
from .session_file import SessionFile, SessionState, read_session_file
from .sources import HEADLINES, ModelSource
from .welcome import welcome

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NEEDS = ("starlette", "uvicorn", "websockets", "qrcode")
SOCKET_LIMIT = 65_536


@dataclass(frozen=True)
class Options:
    """What the user asked for; see ``simkemitraan live --help``."""

    scenario: str
    other: str | None = None
    host: str | None = None
    port: int = 8460
    seed: int | None = None
    out: Path | None = None
    replicates: int = 10
    bands: int = 12
    fresh: bool = False
    browser: bool = True
    lang: str = "id"


@dataclass(frozen=True)
class LiveApp:
    """A room ready to be served."""

    room: Room
    access: AccessControl
    app: ASGIApp
    bind: str


def setup_of(scenarios: Sequence[Scenario], seed: int | None) -> Setup:
    """Return the setup of one scenario, or of two on the same place.

    Raises
    ------
    InputError
        If two scenarios differ in their places or start.
    """
    specs = tuple(s.spec(trace=False) for s in scenarios)
    places = [(spec.place.districts, [f.code for f in spec.place.fields], spec.calendar) for spec in specs]
    if places[0] != places[-1]:
        raise InputError(
            f"{scenarios[0].name} dan {scenarios[-1].name}: dua masa depan perlu tempat dan bulan awal yang sama.",
            f"{scenarios[0].name} and {scenarios[-1].name}: two futures need the same place and first month.",
        )
    shown = scenarios[0].seed if seed is None else seed
    digest = hashlib.sha256("".join([*(s.hash() for s in scenarios), str(shown)]).encode()).hexdigest()
    return Setup(scenarios[0].name, tuple(s.title for s in scenarios), specs, shown, digest)


def check_extra() -> None:
    """Raise ``MissingExtraError`` unless the packages of the extra ``live`` are installed."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise MissingExtraError(
            f"Tampilan pelatih memerlukan paket tambahan ({names}): pip install 'simkemitraan[live]'",
            f"The trainer's view needs further packages ({names}): pip install 'simkemitraan[live]'",
        )


def prepare(options: Options) -> LiveApp:
    """Return the room that the options ask for: of the model, or of a recording if they name a result folder."""
    check_extra()
    if (Path(options.scenario) / "provenance.json").is_file():
        return _replay(options)
    paths = [p for p in (options.scenario, options.other) if p is not None]
    scenarios = tuple(Scenario.load(path) for path in paths)
    setup = setup_of(scenarios, options.seed)
    greeting = _greeting(setup, options)
    path = (options.out or Path("results") / f"{setup.name}-live") / "room.json"
    found = None if options.fresh else read_session_file(path, setup.digest)
    state, keys = found or (None, new_keys())
    session = _session(setup, state, options.lang)
    recorder = SessionSaver(scenarios, setup, greeting, options.replicates)
    room = Room(session, [i.name for i in HEADLINES], SessionFile(path, keys), recorder)
    beside = [Bands(room, ModelSource(setup), options.bands)] if options.bands else []
    return _assemble(room, keys, greeting, options, beside)


def _session(setup: Setup, state: SessionState | None, lang: str) -> Session:
    session = Session(setup, ModelSource(setup))
    if state is not None:
        session.restore(state)
        print(word("live.continued", lang, month=state.month), file=sys.stderr)
    return session


def _replay(options: Options) -> LiveApp:
    folder = Path(options.scenario)
    recording = Recording(folder)
    setup = recording.setup([s.spec(trace=False) for s in load(folder).scenarios])
    room = Room(Session(setup, recording), [i.name for i in HEADLINES])
    return _assemble(room, new_keys(), _greeting(setup, options), options, [])


def _greeting(setup: Setup, options: Options) -> dict[str, Any]:
    return welcome(setup, HEADLINES, lessons()) | {"lang": options.lang}


def _assemble(
    room: Room, keys: dict[str, str], greeting: dict[str, Any], options: Options, beside: list[Bands]
) -> LiveApp:
    from .server import application

    bind = options.host or "127.0.0.1"
    shown = own_address() if bind in ("0.0.0.0", "::") else bind
    access = AccessControl(shown, options.port, keys)
    return LiveApp(room, access, application(room, access, greeting, beside), bind)


def serve(options: Options) -> None:
    """Serve the room until it is stopped.

    Raises
    ------
    MissingExtraError
        If the extra ``live`` is not installed.
    InputError
        If the scenario is wrong, or the address cannot be had.
    """
    check_extra()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", stream=sys.stderr)
    print(word("live.preparing", options.lang), file=sys.stderr)
    live = prepare(options)
    _announce(live, options)
    import uvicorn

    config = uvicorn.Config(
        live.app,
        host=live.bind,
        port=options.port,
        log_level="error",
        ws="websockets-sansio",
        ws_max_size=SOCKET_LIMIT,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    try:
        server.run()
    except SystemExit as error:
        raise InputError(
            f"Alamat {live.bind}:{options.port} tidak dapat dipakai; pilih --port lain.",
            f"The address {live.bind}:{options.port} cannot be used; choose another --port.",
        ) from error


def _announce(live: LiveApp, options: Options) -> None:
    lang, access = options.lang, live.access
    print(word("live.trainer", lang, link=access.trainer_link))
    if live.bind not in LOOPBACK:
        print(word("live.room", lang, link=access.address, code=access.keys["watcher"]))
    print(word("live.stop", lang), file=sys.stderr, flush=True)
    if options.browser:
        webbrowser.open(access.trainer_link)
