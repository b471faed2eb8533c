"""What every arm of a result shows by itself: levels, their course, what formed and ended, how long things last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ...indicators import REGISTRY
from ..reading import Result, has, read, spec_of
from . import paired, ties
from .rules import Rules
from .survival import Curve, count_spells, curve

WHOLE: Mapping[str, int] = {"district": 0, "group": -1, "point": 0}
INDICATOR_COLUMNS = ("arm", "replicate", "month", "district", "indicator", "group", "value")
PARTNERSHIP_COLUMNS = (
    "arm",
    "replicate",
    "id",
    "lead",
    "type",
    "origin",
    "reason",
    "district",
    "start",
    "end",
    "members",
)
MONTHLY_COUNTS = frozenset(n for n, i in REGISTRY.items() if i.unit.endswith("/month"))
TIE_COLUMNS = ("arm", "replicate", "a", "b", "start", "end", "reason", "origin", "mandated")


@dataclass(frozen=True)
class Overview:
    """A result and what is read from it, each once and only when asked for.

    Attributes
    ----------
    result : Result
        The loaded folder.
    rules : Rules
        How intervals are made.
    """

    result: Result
    rules: Rules = field(default_factory=Rules)

    @cached_property
    def arms(self) -> int:
        """Number of arms (scenarios)."""
        return len(self.result.scenarios)

    @cached_property
    def months(self) -> int:
        """Length of the horizon, months."""
        return spec_of(self.result, 0).months

    @cached_property
    def replicates(self) -> tuple[int, ...]:
        """Replicates that every arm has."""
        seen = self.readings.groupby("arm")["replicate"].unique()
        common = set.intersection(*(set(map(int, r)) for r in seen)) if len(seen) else set()
        return tuple(sorted(common))

    @cached_property
    def readings(self) -> pd.DataFrame:
        """Monthly and yearly readings of the whole place, known indicators only."""
        early = range(self._last.start)
        return pd.concat([self._read(early), self._late], ignore_index=True) if early else self._late

    @property
    def _last(self) -> range:
        """The months that final values are of."""
        return range(max(0, self.months - self.rules.window), self.months)

    @cached_property
    def _late(self) -> pd.DataFrame:
        """Readings of the last months, which commands that show no course need alone."""
        return self._read(self._last)

    def _read(self, months: range) -> pd.DataFrame:
        where: dict[str, int | list[int]] = {**WHOLE, "month": list(months)}
        frame = read(self.result, "indicators", ("arm", "replicate", "month", "indicator", "value"), where)
        words = pd.Categorical(frame["indicator"])
        frame["indicator"] = np.asarray(words.categories, object)[words.codes]
        return frame.loc[frame["indicator"].isin(REGISTRY)]

    @cached_property
    def finals(self) -> pd.DataFrame:
        """Final values of the whole place: the mean of the last months, by arm, replicate and indicator."""
        return paired.final_values(self._late.assign(district=0, group=-1), self.months, self.rules.window)

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Final values of every arm with their intervals; see :func:`.paired.levels`."""
        return paired.levels(self.finals, self.rules)

    @cached_property
    def course(self) -> pd.DataFrame:
        """Every arm's course of the indicators that are shown over time."""
        return paired.levels_over_time(self.shown, self.rules)

    @cached_property
    def shown(self) -> pd.DataFrame:
        """Readings of the indicators that are shown over time: the headline ones, monthly counts averaged over a year."""
        names = [n for n, i in REGISTRY.items() if i.headline]
        return paired.smoothed(self.readings.loc[self.readings["indicator"].isin(names)], MONTHLY_COUNTS)

    @cached_property
    def breakdown(self) -> pd.DataFrame:
        """Final values by district and group (field, kind or type)."""
        frame = read(self.result, "indicators", INDICATOR_COLUMNS, {"point": 0, "month": list(self._last)})
        frame = frame.loc[(frame["district"] != 0) | (frame["group"] != -1)]
        frame = frame.assign(indicator=frame["indicator"].astype(str))
        return paired.final_values(frame, self.months, self.rules.window)

    @cached_property
    def has_ledger(self) -> bool:
        """Whether ties, partnerships and organisations were kept, and not the indicators alone."""
        return all(has(self.result, t) for t in ("partnerships", "ties", "organisations", "relations"))

    @cached_property
    def partnerships(self) -> pd.DataFrame:
        """The ledger of partnerships, codes as words."""
        return _words(read(self.result, "partnerships", PARTNERSHIP_COLUMNS, {"point": 0}))

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Cooperating pairs, their spells joined."""
        return ties.pair_spells(self.spells)

    @cached_property
    def spells(self) -> pd.DataFrame:
        """The ledger of cooperations, one row a spell."""
        return _words(read(self.result, "ties", TIE_COLUMNS, {"point": 0}))

    @cached_property
    def organisations(self) -> pd.DataFrame:
        """The yearly panel of organisations, codes as words."""
        return _words(read(self.result, "organisations", None, {"point": 0}))

    @cached_property
    def flows(self) -> pd.DataFrame:
        """Partnerships formed, ended and standing by year; see :func:`.ties.flows`."""
        return ties.flows(self.partnerships, self.months, self.replicates, range(self.arms))

    def survival(self, which: str, arm: int) -> Curve:
        """Return how long ``"partnerships"`` or cooperations (``"ties"``) last in one arm."""
        frame = self.partnerships if which == "partnerships" else self.spells.loc[self.spells["mandated"] == 0]
        part = frame.loc[frame["arm"] == arm]
        start, end, owner = (part[c].to_numpy(dtype=np.int64) for c in ("start", "end", "replicate"))
        reason = part["reason"].to_numpy(dtype=str)
        spells = count_spells(start, end, reason, owner, self.months, np.array(self.replicates))
        return curve(spells, self.rules.level)

    @cached_property
    def typical(self) -> int:
        """The replicate whose final headline values lie closest to their medians: the one that pictures show."""
        headline = self.finals.loc[self.finals["indicator"].isin([n for n, i in REGISTRY.items() if i.headline])]
        table = headline.pivot_table(index="replicate", columns=["arm", "indicator"], values="value", observed=True)
        table = table.loc[table.index.isin(self.replicates)]
        spread = table.std().replace(0.0, np.nan)
        far = ((table - table.median()).abs() / spread).mean(axis=1).fillna(0.0)
        return int(far.index[int(far.to_numpy().argmin())]) if len(far) else 0

    def provenance(self) -> Mapping[str, Any]:
        """Return the result's provenance."""
        return self.result.provenance


def _words(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn dictionary columns into plain words, so that arms and chunks with other dictionaries compare."""
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = frame[name].astype(object)
    return frame
