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
from .bands import Bands
from .doors import LOOPBACK, Door, new_keys, own_address
from .lesson import lessons
from .opening import HEADLINES, ModelOpening
from .record import Recorder
from .room import Room
from .session import Keeper, Session, kept
from .stage import Scene, Stage
from .tape import Tape
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
class Show:
    """A room ready to be served."""

    room: Room
    door: Door
    app: ASGIApp
    bind: str


def scene_of(scenarios: Sequence[Scenario], seed: int | None) -> Scene:
    """Return the scene of one scenario, or of two on the same place.

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
    return Scene(scenarios[0].name, tuple(s.title for s in scenarios), specs, shown, digest)


def check_extra() -> None:
    """Raise ``MissingExtraError`` unless the packages of the extra ``live`` are installed."""
    missing = [name for name in NEEDS if find_spec(name) is None]
    if missing:
        names = ", ".join(missing)
        raise MissingExtraError(
            f"Tampilan pelatih memerlukan paket tambahan ({names}): pip install 'simkemitraan[live]'",
            f"The trainer's view needs further packages ({names}): pip install 'simkemitraan[live]'",
        )


def prepare(options: Options) -> Show:
    """Return the room that the options ask for: of the model, or of a recording if they name a result folder."""
    check_extra()
    if (Path(options.scenario) / "provenance.json").is_file():
        return _replay(options)
    paths = [p for p in (options.scenario, options.other) if p is not None]
    scenarios = tuple(Scenario.load(path) for path in paths)
    scene = scene_of(scenarios, options.seed)
    greeting = _greeting(scene, options)
    path = (options.out or Path("results") / f"{scene.name}-live") / "room.json"
    found = None if options.fresh else kept(path, scene.digest)
    session, keys = found or (None, new_keys())
    stage = _stage(scene, session, options.lang)
    recorder = Recorder(scenarios, scene, greeting, options.replicates)
    room = Room(stage, [i.name for i in HEADLINES], Keeper(path, keys), recorder)
    beside = [Bands(room, ModelOpening(scene), options.bands)] if options.bands else []
    return _show(room, keys, greeting, options, beside)


def _stage(scene: Scene, session: Session | None, lang: str) -> Stage:
    stage = Stage(scene, ModelOpening(scene))
    if session is not None:
        stage.restore(session)
        print(word("live.continued", lang, month=session.month), file=sys.stderr)
    return stage


def _replay(options: Options) -> Show:
    folder = Path(options.scenario)
    tape = Tape(folder)
    scene = tape.scene([s.spec(trace=False) for s in load(folder).scenarios])
    room = Room(Stage(scene, tape), [i.name for i in HEADLINES])
    return _show(room, new_keys(), _greeting(scene, options), options, [])


def _greeting(scene: Scene, options: Options) -> dict[str, Any]:
    return welcome(scene, HEADLINES, lessons()) | {"lang": options.lang}


def _show(room: Room, keys: dict[str, str], greeting: dict[str, Any], options: Options, beside: list[Bands]) -> Show:
    from .server import application

    bind = options.host or "127.0.0.1"
    shown = own_address() if bind in ("0.0.0.0", "::") else bind
    door = Door(shown, options.port, keys)
    return Show(room, door, application(room, door, greeting, beside), bind)


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
    show = prepare(options)
    _announce(show, options)
    import uvicorn

    config = uvicorn.Config(
        show.app,
        host=show.bind,
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
            f"Alamat {show.bind}:{options.port} tidak dapat dipakai; pilih --port lain.",
            f"The address {show.bind}:{options.port} cannot be used; choose another --port.",
        ) from error


def _announce(show: Show, options: Options) -> None:
    lang, door = options.lang, show.door
    print(word("live.trainer", lang, link=door.trainer_link))
    if show.bind not in LOOPBACK:
        print(word("live.room", lang, link=door.address, code=door.keys["watcher"]))
    print(word("live.stop", lang), file=sys.stderr, flush=True)
    if options.browser:
        webbrowser.open(door.trainer_link)
