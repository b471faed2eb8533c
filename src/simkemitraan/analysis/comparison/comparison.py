"""Compares reforms with a baseline: whatever the terminal, report, workbook and JSON show comes from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ...declare import Text
from ...errors import InputError
from ...indicators import REGISTRY
from ...wording import finite
from ..reading import Result, opened, spec_of
from . import paired, places, portfolio, ties, winners
from .costs import LeverCost, lever_costs
from .differences import Difference, differences
from .overview import Overview
from .rules import Rules

GOOD: Mapping[str, int] = {name: indicator.good for name, indicator in REGISTRY.items()}


@dataclass(frozen=True)
class Comparison:
    """Reforms beside a baseline, with the same luck in each.

    Attributes
    ----------
    overview : Overview
        What every arm shows by itself.
    """

    overview: Overview

    @property
    def rules(self) -> Rules:
        """How differences are judged."""
        return self.overview.rules

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Scenario names by arm, the baseline first."""
        return tuple(str(s.name) for s in self.overview.result.scenarios)

    @cached_property
    def titles(self) -> tuple[Text, ...]:
        """Scenario titles by arm."""
        return tuple(title_of(s) for s in self.overview.result.scenarios)

    @cached_property
    def reforms(self) -> tuple[int, ...]:
        """Arms that are compared with the baseline."""
        return tuple(range(1, self.overview.arms))

    @cached_property
    def effects(self) -> pd.DataFrame:
        """One row per reform and indicator of the whole place, at the end of the horizon.

        The columns of :func:`.paired.effects`, and ``scenario``, ``headline``, ``p_holm`` and ``remains`` (Holm's
        correction over the headline rows of all reforms; NaN and False elsewhere), ``per_million`` with
        ``per_million_low`` and ``per_million_high`` (difference for each million IDR a year that the levers cost; NaN
        where they cost nothing or save).
        """
        frame = paired.effects(self.overview.finals, GOOD, self.rules).drop(columns=["district", "group"])
        frame["scenario"] = [self.names[int(a)] for a in frame["arm"]]
        frame["headline"] = [REGISTRY[n].headline for n in frame["indicator"]]
        head = paired.correct(frame.loc[frame["headline"]])
        frame["p_holm"] = head["p_holm"]
        frame["remains"] = head["remains"].reindex(frame.index, fill_value=False)
        cost = np.array([self.costs[int(a)] for a in frame["arm"]])
        for name, of in (("per_million", "difference"), ("per_million_low", "low"), ("per_million_high", "high")):
            frame[name] = frame[of].to_numpy(dtype=np.float64) / np.where(cost > 0, cost, np.nan)
        order = {name: i for i, name in enumerate(REGISTRY)}
        keys = frame["arm"] * len(order) + frame["indicator"].map(order)
        return frame.iloc[np.argsort(keys.to_numpy(), kind="stable")].reset_index(drop=True)

    @property
    def headline(self) -> pd.DataFrame:
        """The rows of :attr:`effects` that are shown first."""
        return self.effects.loc[self.effects["headline"]].reset_index(drop=True)

    @cached_property
    def breakdown(self) -> pd.DataFrame:
        """Differences by district and group; see :func:`.paired.effects`."""
        return paired.effects(self.overview.breakdown, GOOD, self.rules)

    @cached_property
    def places(self) -> pd.DataFrame:
        """Effects by district where there are several, else on needs served by kecamatan; see :mod:`.places`."""
        place = spec_of(self.overview.result, 0).place
        if len(place.districts) > 1:
            rows = self.breakdown
            return rows.loc[(rows["indicator"] == "access") & (rows["district"] != 0) & (rows["group"] == -1)]
        if not self.overview.has_ledger:
            return pd.DataFrame(columns=["arm", *paired.CELL])
        values = places.by_kecamatan(self.overview.organisations, place, self.overview.months, self.rules.window)
        return paired.effects(values, {places.SERVED: 1}, self.rules)

    @cached_property
    def provinces(self) -> pd.DataFrame:
        """Effects on access by province, where there are several; see :func:`.places.by_province`."""
        values = places.by_province(self.overview.breakdown, spec_of(self.overview.result, 0).place)
        return paired.effects(values, GOOD, self.rules) if len(values) else values

    @cached_property
    def portfolio(self) -> tuple[portfolio.Standing, ...]:
        """Every policy in one row, those that reach most families first; see :mod:`.portfolio`."""
        return portfolio.portfolio(self)

    @cached_property
    def over_time(self) -> pd.DataFrame:
        """Paired differences of the headline indicators month by month."""
        return paired.over_time(self.overview.shown, self.rules)

    @cached_property
    def costs(self) -> tuple[float, ...]:
        """What each arm's levers cost more than the baseline's, million IDR a year, over the final months."""
        return tuple(sum((cost.total for cost in of_arm), 0.0) for of_arm in self.lever_costs)

    @cached_property
    def lever_costs(self) -> tuple[tuple[LeverCost, ...], ...]:
        """What each arm's levers cost, one by one (empty for the baseline itself)."""
        specs = [spec_of(self.overview.result, a) for a in range(self.overview.arms)]
        stated = [s.costs for s in self.overview.result.scenarios]
        return tuple(lever_costs(specs[0], s, self.rules.window, stated[0] | stated[a]) for a, s in enumerate(specs))

    @cached_property
    def differences(self) -> tuple[tuple[Difference, ...], ...]:
        """What each arm changes against the baseline (empty for the baseline itself)."""
        specs = [spec_of(self.overview.result, a) for a in range(self.overview.arms)]
        return tuple(differences(specs[0], s) for s in specs)

    def is_placebo(self, arm: int) -> bool:
        """Tell whether every indicator of a reform equals the baseline's exactly, in every replicate."""
        before, after = paired.pairs(self.overview.readings, arm, ["indicator", "month"])
        return before.size > 0 and before.equals(after)

    def partnership_fates(self, arm: int) -> pd.DataFrame:
        """Return every partnership of both arms and where it exists; see :func:`.ties.fates`."""
        return ties.fates(self.overview.partnerships, arm, ties.PARTNERSHIP_KEY, ("type", "district", "origin", "lead"))

    def pair_fates(self, arm: int) -> pd.DataFrame:
        """Return every cooperating pair of both arms and where it exists, with ``kinds`` and ``district``."""
        table = ties.fates(self.overview.pairs, arm, ties.PAIR_KEY, ("origin", "mandated"))
        return table.assign(kinds=ties.kinds_of_pair(table["a"], table["b"]), district=ties.district_of(table["a"]))

    def organisation_changes(self, arm: int) -> pd.DataFrame:
        """Return what each organisation gains and loses; see :func:`.winners.changes`."""
        return winners.changes(self.overview.organisations, arm)

    def needed(self) -> int:
        """Return how many replicates the widest headline interval needs; 0 where it cannot be told."""
        rows = self.headline
        return int(rows["needed"].max()) if len(rows) else 0

    def enough(self) -> bool:
        """Tell whether every headline interval is settled or as narrow as wanted."""
        return not (self.headline["verdict"] == "undecided").any()

    def to_dict(self, lang: str = "id") -> dict[str, Any]:
        """Return the comparison as plain values for JSON: numbers as they are, ``None`` for what is not known."""
        return {
            "baseline": self.names[0],
            "reforms": [self.names[a] for a in self.reforms],
            "replicates": len(self.overview.replicates),
            "months": self.overview.months,
            "seed": self.overview.provenance().get("seed"),
            "level": self.rules.level,
            "method": self.rules.method,
            "precision": self.rules.precision,
            "smallest_change": self.rules.least,
            "enough": self.enough(),
            "needed": self.needed(),
            "placebo": [self.names[a] for a in self.reforms if self.is_placebo(a)],
            "cost_million_idr_per_year": {self.names[a]: self.costs[a] for a in self.reforms},
            "lever_costs": {self.names[a]: [_json_cost(c) for c in self.lever_costs[a]] for a in self.reforms},
            "portfolio": portfolio.as_rows(self),
            "indicators": [_json_row(row, lang) for row in self.headline.to_dict("records")],
        }


_JSON_NUMBERS = (
    "baseline",
    "reform",
    "difference",
    "low",
    "high",
    "probability_better",
    "p",
    "p_holm",
    "per_million",
    "per_million_low",
    "per_million_high",
)


def _json_row(row: Mapping[Any, Any], lang: str) -> dict[str, Any]:
    """Turn one effect into plain values."""
    indicator = REGISTRY[row["indicator"]]
    out: dict[str, Any] = {
        "name": indicator.name,
        "text": indicator.text(lang),
        "unit": indicator.unit,
        "scenario": row["scenario"],
    }
    out |= {k: finite(float(row[k])) for k in _JSON_NUMBERS}
    return out | {
        "pairs": int(row["n"]),
        "needed": int(row["needed"]),
        "verdict": row["verdict"],
        "remains_after_correction": bool(row["remains"]),
    }


def _json_cost(cost: LeverCost) -> dict[str, Any]:
    """Turn the cost of one lever into plain values; a stated cost grows with nothing."""
    return {
        "lever": cost.lever,
        "million_idr_per_year_per_unit": cost.per_unit,
        "stated": cost.stated,
        "grows_with": None if cost.stated else cost.grows_with,
        "units": cost.change,
        "million_idr_per_year": cost.total,
    }


def title_of(scenario: Any) -> Text:
    """Return a scenario's title, its name where it has none."""
    title = getattr(scenario, "title", None)
    name = str(scenario.name)
    if title is None:
        return Text(name, name)
    return Text(str(title.id) or name, str(title.en) or str(title.id) or name)


def compare(result: Result | str | Path, rules: Rules | None = None) -> Comparison:
    """Compare the reforms of a result with its baseline.

    Parameters
    ----------
    result : Result or path
        A loaded result, or its folder, with at least two arms.
    rules : Rules, optional
        Level and kind of intervals, and the precision wanted.

    Raises
    ------
    InputError
        If the result has one arm only.
    """
    comparison = Comparison(Overview(opened(result), rules or Rules()))
    if comparison.overview.arms < 2:
        raise InputError(
            "Hasil ini hanya memuat satu skenario, jadi tidak ada yang dapat dibandingkan. "
            "Jalankan `simkemitraan compare DASAR REFORMASI`.",
            "This result holds one scenario only, so there is nothing to compare. "
            "Run `simkemitraan compare BASELINE REFORM`.",
        )
    return comparison
