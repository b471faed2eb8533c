"""Saves a session as an ordinary result folder: the scenario with the changes posted in the room, run again.

A trajectory is a pure function of scenario, seed and posted changes, so running the resulting scenario gives the numbers that
the room saw. Further replicates, with other luck, are run beside it so that reports have intervals.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from ..runs import default_folder, execute
from ..runs.plan import Plan, plan_arms
from ..scenario import Scenario
from ..world.spec import Change
from . import recording
from .session import Setup
from .session_file import SessionState, to_plain
from .sources import ModelSource


def recorded_scenarios(scenarios: tuple[Scenario, ...], state: SessionState) -> list[Scenario]:
    """Return one scenario for each future of a session: its own, longer if need be, with the posted changes."""
    found = []
    for k, (origin, posts) in enumerate(zip(state.origins, state.posts, strict=True)):
        data = scenarios[origin].data
        data["months"] = max(data["months"], state.month)
        data["timeline"] += [_row(change) for posting in posts for change in posting]
        made = [list(astuple(choice)) for choice in state.choices_of(k)]
        if made:
            data["choices"] = [*data.get("choices", []), *made]
        if len(state.origins) == 2:
            data["name"] = f"{data['name']}-{'ab'[k]}"
            data["title"] = {lang: f"{title} ({'AB'[k]})" for lang, title in data["title"].items()}
        found.append(Scenario.from_resolved(data))
    return found


def _row(change: Change) -> dict[str, Any]:
    """Return a change as resolved scenarios hold it."""
    row: dict[str, Any] = {
        "month": change.month,
        "verb": change.verb,
        "value": change.value,
        "until": change.until,
        "why": {"id": change.why.id, "en": change.why.en},
    }
    if change.verb != "shock":
        return row | {"mechanism": change.mechanism, "param": change.param}
    return row | {
        "shock": change.shock,
        "kinds": list(change.kinds),
        "district": change.district,
        "organisation": change.organisation,
        "field": change.field,
    }


@dataclass(frozen=True)
class SessionSaver:
    """Saves sessions of one setup.

    Attributes
    ----------
    scenarios : tuple of Scenario
        What the setup was opened with.
    setup : Setup
        The setup.
    welcome : dict
        What browsers are told first.
    replicates : int
        Lucks run in all; at least up to the one shown.
    folder : Path or None
        Where; ``results/<name>-live-<time>`` by default.
    """

    scenarios: tuple[Scenario, ...]
    setup: Setup
    welcome: dict[str, Any]
    replicates: int = 10
    folder: Path | None = None

    def __call__(self, state: SessionState) -> str:
        """Save a session and return where it lies."""
        plan = self._plan(state)
        target = default_folder(f"{self.setup.name}-live") if self.folder is None else _free(self.folder)
        folder = execute(plan, target, workers=1).folder
        recording.write(folder / recording.NAME, self.setup, ModelSource(self.setup), state, self.welcome)
        (folder / "live" / "session.json").write_text(json.dumps(to_plain(state), indent=1), encoding="utf-8")
        return str(folder)

    def _plan(self, state: SessionState) -> Plan:
        scenarios = recorded_scenarios(self.scenarios, state)
        replicates = max(self.replicates, state.luck + 1)
        return plan_arms(scenarios, replicates, self.setup.seed, "all", "run" if len(scenarios) == 1 else "compare")


def _free(folder: Path) -> Path:
    """Return ``folder``, or the first of ``folder-2``, ``folder-3`` … that does not exist yet."""
    tried = (folder, *(folder.with_name(f"{folder.name}-{k}") for k in range(2, 1000)))
    return next(path for path in tried if not path.exists())
