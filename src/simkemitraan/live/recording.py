"""A recording: what the room could see, month by month, played back without running the model."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import numpy as np

from ..declare import Text
from ..errors import ResultDamagedError, ResultError
from ..web.refusal import RefusedError
from ..world.spec import Change, Choice, Spec
from .broadcast import encode
from .network_view import EMPTY, NetworkView, apply, difference
from .node_index import NodeIndex
from .past import Rows
from .session import Session, Setup, TrajectorySource
from .session_file import SessionState
from .trajectory import Intervention, Trajectory, Values

NAME = Path("live") / "tape.jsonl.gz"
VERSION = 1
KEYFRAMES = 12

_FIXED = Text("Rekaman tidak dapat diubah.", "A recording cannot be changed.")


def write(path: Path, setup: Setup, source: TrajectorySource, state: SessionState, welcome: dict[str, Any]) -> None:
    """Play a session through once more and write what is seen of it.

    Parameters
    ----------
    path : Path
        The file; its folder is made.
    setup, source : Setup, TrajectorySource
        What the session was opened with, and where its futures come from.
    state : SessionState
        What was steered, and the month it reached.
    welcome : dict
        What browsers are told first.
    """
    end = max(state.month, setup.months)
    session = Session(setup, source)
    session.restore(replace(state, month=0))
    first = [difference(EMPTY, view) for view in session.broadcast.shown()]
    lines = [encode({"lanes": first})]
    while session.month < end:
        session.advance()
        lines.append(session.broadcast.frame().text)
    head = {
        "version": VERSION,
        "welcome": welcome,
        "cast": session.node_index.rows,
        "marks": session.marks(),
        "months": end,
        "branched": state.branched_at,
        "titles": [[t.id, t.en] for t in setup.titles],
        "name": setup.name,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=6) as file:
        file.write("\n".join([encode(head), *lines]))


class Recording:
    """A recording, read: a source for a session.

    Parameters
    ----------
    folder : Path
        Result folder of a saved session.

    Raises
    ------
    ResultError
        If the folder holds no recording, or one that cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.head, self._parts = _read(folder / NAME)
        self.node_index = NodeIndex.recorded(self.head["cast"])
        self.months = int(self.head["months"])

    def setup(self, specs: Iterable[Spec]) -> Setup:
        """Return the setup of the recording; ``specs`` describe the place."""
        titles = tuple(Text(*pair) for pair in self.head["titles"])
        months = tuple(replace(spec, months=self.months) for spec in specs)
        return Setup(str(self.head["name"]), titles, months, 0, recorded=True)

    def fresh(self, kept: int) -> Recording:
        """Return this recording: it never changes."""
        return self

    def futures(self, luck: int) -> list[Trajectory]:
        """Return the futures at the first month."""
        trajectories = len(self._parts[0]["lanes"])
        return [
            RecordedTrajectory([part["lanes"][k] for part in self._parts], self.head["marks"][k])
            for k in range(trajectories)
        ]


def _read(path: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            head, *parts = [json.loads(line) for line in file]
    except FileNotFoundError as error:
        raise ResultError(
            f"{path} tidak ada: folder ini bukan sesi yang disimpan dari ruang.",
            f"{path} is missing: this folder is not a session saved from the room.",
        ) from error
    except (OSError, EOFError, ValueError) as error:
        raise ResultDamagedError(
            f"{path} rusak; simpan sesinya lagi.", f"{path} is damaged; save the session again."
        ) from error
    if head.get("version") != VERSION or len(parts) != head["months"] + 1:
        raise ResultDamagedError(
            f"{path} dari versi lain atau terpotong.", f"{path} is of another version or cut short."
        )
    return head, parts


class RecordedTrajectory:
    """One future of a recording.

    Parameters
    ----------
    parts : list of dict
        The picture at the first month, then what each month changed.
    marks : list of dict
        Dated changes, as they are shown.
    """

    first = 0

    def __init__(self, parts: list[dict[str, Any]], marks: list[dict[str, Any]]) -> None:
        self.month = 0
        self.posts: list[Intervention] = []
        self.choices: tuple[Choice, ...] = ()
        self.series: dict[int, Values] = {}
        self.recorded_marks = marks
        self._parts = parts
        self._view = apply(EMPTY, parts[0])
        self._keyframes: dict[int, NetworkView] = {0: self._view}
        self._happened: list[Rows] = []

    @property
    def given(self) -> tuple[Change, ...]:
        """Nothing: a recording's changes are shown as they were."""
        return ()

    def advance(self) -> None:
        """Pass one month, unless it is the last."""
        if self.month + 1 >= len(self._parts):
            return
        part = self._parts[self.month + 1]
        self._view = apply(self._view, part)
        self.series[self.month] = np.array([np.nan if v is None else v for v in part["series"][0]], np.float64)
        events = np.array(part.get("events", []), np.int64).reshape(-1, 2)
        self._happened.append({"event": events[:, 0], "organisation": events[:, 1]})
        self.month += 1
        if self.month % KEYFRAMES == 0:
            self._keyframes[self.month] = self._view

    def go_to(self, month: int) -> None:
        """Be at another month."""
        month = min(max(month, 0), len(self._parts) - 1)
        if month < self.month:
            self.month = max(m for m in self._keyframes if m <= month)
            self._view = self._keyframes[self.month]
            self.series = {m: row for m, row in self.series.items() if m < self.month}
        while self.month < month:
            self.advance()
        self._happened.clear()

    def rewind(self, month: int) -> None:
        """Be at another month: nothing needs simulating."""
        self.go_to(min(month, self.month))

    def view(self, nodes: NodeIndex) -> NetworkView:
        """Return what is drawn."""
        return self._view

    def take_events(self) -> list[Rows]:
        """Return the events since the last call."""
        taken, self._happened = self._happened, []
        return taken

    def post(self, posting: Intervention) -> None:
        """Refuse."""
        self._refuse()

    def withdraw(self, index: int) -> None:
        """Refuse."""
        self._refuse()

    def choose(self, made: Sequence[Choice]) -> None:
        """Refuse, unless nothing is decided."""
        if made:
            self._refuse()

    def past(self) -> None:
        """Return nothing: a recording knows pictures only."""

    def branch(self) -> Trajectory:
        """Refuse."""
        self._refuse()

    def values(self) -> dict[str, dict[str, float]]:
        """Return nothing: a recording has no sliders."""
        return {}

    def _refuse(self) -> NoReturn:
        raise RefusedError("recording", _FIXED)
