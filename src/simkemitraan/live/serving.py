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
from typing import TYPE_CHECKING

from ..errors import InputError, MissingExtraError
from ..runs import load
from ..scenario import Scenario
from ..web.address import LOOPBACK
from ..web.running import check_host, run_server, told_why_it_waits
from ..wording import word
from .access import AccessControl, new_keys
from .keeping import restore
from .lesson import lessons
from .opened import Opened
from .recording import Recording
from .replicates import Replicates
from .room import Room
from .saving import SessionSaver
from .session import Session, Setup
from .session_file import Kept, SessionFile, read_session_file
from .sources import HEADLINES, ModelSource
from .welcome import welcome

if TYPE_CHECKING:
    from starlette.types import ASGIApp

NEEDS = ("starlette", "uvicorn", "websockets", "qrcode", "psutil")
NAMES = [i.name for i in HEADLINES]


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

    def folder(self, name: str) -> Path:
        """Return the folder that keeps the state of the room."""
        return self.out or Path("results") / f"{name}-live"


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
    programme = Programme(options)
    base = programme.base()
    path = options.folder(base.name) / "room.json"
    found = None if options.fresh else read_session_file(path, base.digest)
    keys = new_keys() if found is None else found.keys
    opened = programme.resume(found) if found else programme.open("")
    room = Room(opened, NAMES, SessionFile(path, keys, base.digest), programme.open)
    if found is not None:
        restore(room, found.room)
        print(word("live.continued", options.lang, month=found.state.month), file=sys.stderr)
    return _assemble(room, keys, options, [Replicates(room, options.bands)] if options.bands else [])


class Programme:
    """Opens what the options name, and the scenarios that lessons bring.

    Parameters
    ----------
    options : Options
        What the user asked for.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lessons = lessons()
        self._opened: dict[str, Opened] = {}

    def base(self) -> Setup:
        """Return the setup that the options name."""
        return setup_of(self._scenarios(""), self._options.seed)

    def _scenarios(self, name: str) -> tuple[Scenario, ...]:
        own = next((lesson.scenario for lesson in self._lessons if lesson.name == name), None)
        if own is not None:
            return (Scenario.load(own),)
        paths = [p for p in (self._options.scenario, self._options.other) if p is not None]
        return tuple(Scenario.load(path) for path in paths)

    def open(self, name: str) -> Opened:
        """Return the scenario of a lesson at its first month; the room's own for a lesson without one."""
        if name not in self._opened:
            options, scenarios = self._options, self._scenarios(name)
            setup = setup_of(scenarios, options.seed)
            greeting = welcome(setup, HEADLINES, self._lessons) | {"lang": options.lang}
            out = None if options.out is None else options.out / "saved"
            saver = SessionSaver(scenarios, setup, greeting, options.replicates, out)
            self._opened[name] = Opened(name, Session(setup, ModelSource(setup)), greeting, saver)
        opened = self._opened[name]
        opened.session.rebuild(0)
        return opened

    def resume(self, kept: Kept) -> Opened:
        """Return a session as it was kept."""
        opened = self.open(str(kept.room.get("opened", "")))
        if opened.session.setup.digest == kept.state.digest:
            opened.session.restore(kept.state)
        return opened


def _replay(options: Options) -> LiveApp:
    folder = Path(options.scenario)
    recording = Recording(folder)
    setup = recording.setup([s.spec(trace=False) for s in load(folder).scenarios])
    greeting = welcome(setup, HEADLINES, lessons()) | {"lang": options.lang}
    return _assemble(Room(Opened("", Session(setup, recording), greeting), NAMES), new_keys(), options, [])


def _assemble(room: Room, keys: dict[str, str], options: Options, beside: list[Replicates]) -> LiveApp:
    from .server import application

    access = AccessControl(options.host or "127.0.0.1", options.port, keys)
    return LiveApp(room, access, application(room, access, beside), access.bind)


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
    check_host(options.host)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", stream=sys.stderr)
    with told_why_it_waits(options.lang):
        live = prepare(options)
    _announce(live, options)
    run_server(live.app, live.access)


def _announce(live: LiveApp, options: Options) -> None:
    lang, access = options.lang, live.access
    print(word("live.trainer", lang, link=access.trainer_link))
    if live.bind not in LOOPBACK:
        print(word("live.room", lang, link=access.address, code=access.keys["watcher"]))
    print(word("live.stop", lang), file=sys.stderr, flush=True)
    if options.browser:
        webbrowser.open(access.trainer_link)
