"""One browser's desk: what was asked last, the job that answers it, and the answer that is shown."""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..declare import LANGS
from ..errors import InputError, MistakesError, SimkemitraanError
from ..report.declared import titled
from ..web.messages import Command
from ..wording import word
from ..world.compiling import is_cold
from . import hangs, places, takeaway, where, why
from .asked import Asked, asked, place_of
from .computing import Computer
from .registries import Registries
from .telling import Round

log = logging.getLogger("simkemitraan.desk")

Say = Callable[[dict[str, Any]], None]


class Session:
    """A desk.

    Parameters
    ----------
    folder : Path
        Where it works; removed when it is closed.
    say : callable
        Sends a message to the page; may be called from any thread.
    workers : int, optional
        Processes.
    lang : str
        Language of comments in files.
    """

    def __init__(self, folder: Path, say: Say, workers: int | None = None, lang: str = "id") -> None:
        self.name = secrets.token_urlsafe(12)
        self.folder, self.say, self.lang = folder, say, lang
        self.computer = Computer(folder / "computed", workers)
        self.registries = Registries(folder / "registries")
        self.told: Round | None = None
        self.asked: Asked | None = None
        self._reading = threading.Lock()  # of the round that is shown: it is not deleted while somebody reads it
        self._stop = threading.Event()
        self._job: threading.Thread | None = None

    def follow(self, command: Command) -> None:
        """Do what the page asks; what takes long goes on in a thread, and a mistake is answered in words."""
        do = getattr(self, f"_do_{command.do}")
        self._guarded(command.get("ask", -1), lambda: do(command))

    def close(self) -> None:
        """Give up what is under way and delete what was made."""
        self._halt()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _guarded(self, ask: int, act: Callable[[], None]) -> None:
        """Act; say what is wrong where something is."""
        try:
            act()
        except MistakesError as error:
            listed = [{"file": Path(m.file).name, "key": m.key, "text": _named(m.id, m.en)} for m in error.mistakes]
            self.say({"is": "mistakes", "to": ask, "list": listed})
        except SimkemitraanError as error:
            self.say(
                {"is": "mistakes", "to": ask, "list": [{"file": "", "key": "", "text": _named(error.id, error.en)}]}
            )
        except Exception as error:
            log.exception("a message could not be followed")
            said = [word("desk.broken", lang, what=f"{type(error).__name__}: {error}") for lang in LANGS]
            self.say({"is": "mistakes", "to": ask, "list": [{"file": "", "key": "", "text": said}]})

    def _do_find(self, command: Command) -> None:
        self.say({"is": "found", "to": command["ask"], **places.found(command["words"])})

    def _do_place(self, command: Command) -> None:
        chosen = self.place(command["place"])
        self.say({"is": "place", "to": command["ask"], **places.summary(chosen)})

    def _do_registry(self, command: Command) -> None:
        self.say(
            {"is": "registry", "to": command["ask"], **self.registries.understood(command["file"], command["said"])}
        )

    def _do_answer(self, command: Command) -> None:
        wanted = asked(command.values, self.folder, self.registries.chosen, self.lang)
        self._halt()
        self._start(command["ask"], lambda stop: self._answer(wanted, int(command["replicates"]), command["ask"], stop))

    def _do_under(self, command: Command) -> None:
        wanted = asked(command.values, self.folder, self.registries.chosen, self.lang)
        self._halt()
        self._start(command["ask"], lambda stop: self._under(wanted, int(command["draws"]), command["ask"], stop))

    def _do_stop(self, command: Command) -> None:
        self._halt()
        self.say({"is": "stopped"})

    def _do_where(self, command: Command) -> None:
        with self._reading:
            told = self._shown()
            self.say({"is": "where", "to": command["ask"], "parts": where.gains(told, command["lang"])})

    def _do_why(self, command: Command) -> None:
        with self._reading:
            told = self._shown(command["arm"])
            self.say({"is": "why", "to": command["ask"], **why.because(told, command["arm"])})

    def _do_story(self, command: Command) -> None:
        with self._reading:
            self.say({"is": "story", "to": command["ask"], "arms": why.story(self._shown(), command["subject"])})

    def place(self, wish: Mapping[str, Any]) -> places.Chosen:
        """Return the place that is wished for."""
        return place_of(wish, self.folder, self.registries.chosen)

    def take(self, what: str, lang: str) -> bytes:
        """Return one thing to take away; raises SimkemitraanError where it cannot be made."""
        with self._reading:
            told = self._shown()
            assert self.asked is not None
            return takeaway.made(what, told, self.asked, self.folder / "take", lang).read_bytes()

    def _shown(self, arm: int = 0) -> Round:
        """Return the answer that is shown; raises InputError if there is none, or none for this policy."""
        if self.told is None:
            raise InputError(*(word("desk.no_answer", lang) for lang in LANGS))
        if arm and arm not in self.told.comparison.reforms:
            raise InputError(*(word("desk.no_arm", lang) for lang in LANGS))
        return self.told

    def _start(self, ask: int, work: Callable[[threading.Event], None]) -> None:
        stop = threading.Event()
        self._stop = stop
        self._job = threading.Thread(target=self._guarded, args=(ask, lambda: work(stop)), daemon=True)
        self._job.start()

    def _halt(self) -> None:
        """Give up the job that is under way."""
        self._stop.set()
        if self._job is not None:
            self._job.join()
            self._job = None

    def _answer(self, wanted: Asked, target: int, ask: int, stop: threading.Event) -> None:
        """Tell the answer after a few replicates, and again as more join (in a thread)."""
        cold = [[word("web.cold", lang) for lang in LANGS]] if is_cold() else []
        self.say({"is": "begun", "to": ask, "target": target, "notes": [*cold, *wanted.late()]})
        for folder in self.computer.rounds(wanted.scenarios, wanted.seed, target, stop):
            told = Round(folder)
            message = told.told()
            self._show(told, wanted)
            n = told.replicates
            command = wanted.command(n)
            self.say({"is": "answer", "to": ask, "replicates": n, "target": target, "command": command, **message})
        self.say({"is": "ended", "to": ask, "whole": not stop.is_set()})

    def _under(self, wanted: Asked, draws: int, ask: int, stop: threading.Event) -> None:
        """Repeat what is asked in other worlds (in a thread)."""

        def report(what: str, done: int, total: int) -> None:
            if what == "run":
                self.say({"is": "progress", "to": ask, "done": done, "total": total})

        with contextlib.suppress(KeyboardInterrupt):  # stopped between two runs
            found = hangs.repeated(wanted, draws, self.folder / "worlds", report, stop, self.computer.workers)
            self.say({"is": "under", "to": ask, **found})
        self.say({"is": "ended", "to": ask, "whole": not stop.is_set()})

    def _show(self, told: Round, wanted: Asked) -> None:
        """Put a new round where the one before it was."""
        with self._reading:
            before, self.told, self.asked = self.told, told, wanted
            takeaway.forget(self.folder / "take")
            if before is not None:
                self.computer.drop(before.folder)


def _named(id: str, en: str) -> list[str]:
    """Return a message with levers and fields as the page calls them, not by the keys of a file."""
    return [titled(id, "id"), titled(en, "en")]
