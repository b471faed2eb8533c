"""What a planner asks: a place, policies on it, how long, how often, and with which luck."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..declare import LANGS
from ..errors import InputError
from ..scenario import Scenario
from ..wording import word
from . import arms, places
from .arms import Arm
from .places import Chosen

Imported = Callable[[Mapping[str, Any]], Chosen]


@dataclass(frozen=True)
class Asked:
    """A comparison that is asked for.

    Attributes
    ----------
    chosen : Chosen
        The place.
    base : Scenario
        It over the months that are asked for.
    arms : tuple of Arm
        The policies.
    months, seed : int
        Length of the horizon; the luck.
    """

    chosen: Chosen
    base: Scenario
    arms: tuple[Arm, ...]
    months: int
    seed: int

    @property
    def scenarios(self) -> list[Scenario]:
        """The place as it is, then under each policy."""
        return [self.base, *(arm.scenario for arm in self.arms)]

    def command(self, replicates: int) -> str:
        """Return the one command that makes the same result, to be typed in the folder that is taken away."""
        words = ["simkemitraan", "compare", self.chosen.argument]
        for arm in self.arms:
            words += ["--policy", arm.argument]
        words += ["--replicates", str(replicates), "--months", str(self.months), "--seed", str(self.seed)]
        return shlex.join([*words, "--out", "result"])

    def late(self) -> list[list[str]]:
        """Return what is said of changes that would come after the end, and never happen."""
        out = []
        for s in self.scenarios:
            lost = [change.month for change in s.spec().timeline if change.month >= self.months]
            if lost:
                out.append(
                    [
                        word("cli.horizon.lost", lang, title=s.title(lang), months=self.months, first=min(lost))
                        for lang in LANGS
                    ]
                )
        return out


def place_of(wish: Mapping[str, Any], folder: Path, imported: Imported) -> Chosen:
    """Return the place that is wished for: ``{"name": ..}``, ``{"form": ..}`` or ``{"registry": ..}``.

    Raises
    ------
    InputError
        Where there is none, with the nearest name.
    """
    if isinstance(wish.get("name"), str):
        return places.by_name(wish["name"])
    if isinstance(wish.get("form"), dict):
        return places.by_form(wish["form"], folder / "form")
    if isinstance(wish.get("registry"), dict):
        return imported(wish["registry"])
    raise InputError(*(word("desk.no_place", lang) for lang in LANGS))


def asked(wish: Mapping[str, Any], folder: Path, imported: Imported, lang: str) -> Asked:
    """Return what a message asks for; raises :class:`.InputError` with every mistake of a file at once."""
    chosen = place_of(wish["place"], folder, imported)
    months, seed = int(wish.get("months", chosen.scenario.months)), int(wish.get("seed", chosen.scenario.seed))
    base = chosen.scenario if months == chosen.scenario.months else chosen.scenario.with_changes(months=months)
    laid = arms.laid_on(base, wish["arms"], wish["costs"], folder / "policies", lang)
    return Asked(chosen, base, tuple(laid), months, seed)
