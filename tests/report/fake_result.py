"""A made-up result: frames in the shape of the store, small, quick, and with a known effect in every reform.

The world it tells of is a caricature (ties begin and end at constant rates), but its columns, codes and keys are those of a
real result folder, so that analysis and report can be tested without running the model.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd

from simkemitraan.declare import Text
from simkemitraan.indicators import REGISTRY
from simkemitraan.mechanisms import ORDER
from simkemitraan.world.identity import pack
from simkemitraan.world.schema import KIND_NAMES, ORIGIN_NAMES, TERMS, TYPE_NAMES
from simkemitraan.world.spec import Change, District, Field, KnownOrganisation, Place, Profile, Registry, Spec

OPEN = 32767
COUNTS = (4, 14, 8, 10, 8)


def place(names: tuple[str, ...] = (), districts: int = 2, word: str = "Wilayah") -> Place:
    """Return a place; ``names`` become the names of its first nonprofits."""
    known = tuple(KnownOrganisation(name, 1, 0) for name in names)
    return Place(
        "Kabupaten Contoh",
        tuple(District(f"{word} {i + 1}", 7101 + i, 200_000, 30_000, 6, COUNTS) for i in range(districts)),
        (
            Field("poverty_food", Text("kemiskinan dan pangan", "poverty and food"), 11),
            Field("disability", Text("disabilitas", "disability"), 12),
        ),
        (Profile((0,), 0.7), Profile((0, 1), 0.3)),
        Registry(known),
    )


def scenario(name: str, title: Text, spec: Spec) -> SimpleNamespace:
    """Return what the report needs of a scenario."""
    return SimpleNamespace(
        name=name,
        title=title,
        notes=Text("", ""),
        data={"name": name, "title": title.id},
        costs={},
        spec=lambda: spec,
        hash=lambda: hashlib.sha256(name.encode()).hexdigest(),
    )


def lever(step: float = 0.5) -> dict[str, dict[str, float]]:
    """Return a changed value of the first lever there is: part of the way to its upper bound."""
    for mechanism in ORDER:
        for param in mechanism.params:
            if param.role == "lever" and param.form == "number" and param.high > param.default:
                return {mechanism.name: {param.name: param.default + step * (param.high - param.default)}}
    raise LookupError("no lever is declared")


@dataclass
class FakeResult:
    """Frames that answer like a loaded result folder."""

    frames: dict[str, pd.DataFrame]
    scenarios: tuple[SimpleNamespace, ...]
    provenance: dict[str, object]

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.frames)

    def frame(self, table: str, columns: list[str] | None = None, **where: object) -> pd.DataFrame:
        frame = self.frames[table]
        for name, wanted in where.items():
            frame = frame.loc[frame[name].isin(wanted) if isinstance(wanted, list) else frame[name] == wanted]
        return frame[columns].copy() if columns else frame.copy()


def fake(
    arms: int = 2,
    replicates: int = 6,
    months: int = 36,
    *,
    effect: float = 0.08,
    names: tuple[str, ...] = (),
    districts: int = 2,
    title: str = "Bonus kemitraan",
    word: str = "Wilayah",
    why: str = "pilkada",
    seed: int = 5,
) -> FakeResult:
    """Make a result; ``effect`` is the share by which a reform raises every indicator (0: a placebo)."""
    where = place(names, districts, word)
    base = Spec(where, months=months, burn_in=120)
    change = Change(months // 3, "shock", shock="leadership_wave", value=0.8, kinds=(0,), why=Text(why, why))
    reform = base if effect == 0 else Spec(where, months=months, burn_in=120, params=lever(), timeline=(change,))
    scenarios = [scenario("dasar", Text("Keadaan sekarang", "As it is"), base)]
    scenarios += [scenario(f"reformasi-{i}", Text(title, f"{title} (en)"), reform) for i in range(1, arms)]
    tables: dict[str, list[pd.DataFrame]] = {}
    for arm in range(arms):
        for replicate in range(replicates):
            for name, frame in _run(where, months, effect if arm else 0.0, seed + replicate).items():
                frame.insert(0, "replicate", np.int32(replicate))
                frame.insert(0, "point", np.int32(0))
                frame.insert(0, "arm", np.int16(arm))
                tables.setdefault(name, []).append(frame)
    frames = {name: pd.concat(parts, ignore_index=True) for name, parts in tables.items()}
    provenance = {"seed": seed, "replicates": replicates, "months": months, "version": "0.1.0", "hash": "0123abcd" * 8}
    return FakeResult(frames, tuple(scenarios), provenance)


def _run(where: Place, months: int, effect: float, seed: int) -> dict[str, pd.DataFrame]:
    """Make the tables of one run; the same seed draws the same luck whatever the effect."""
    luck = np.random.default_rng(seed)
    ids = np.array(
        [pack(None, d.code, kind, k) for d in where.districts for kind, n in enumerate(COUNTS) for k in range(n)]
    )
    ids.sort()
    ties = _ties(ids, months, effect, luck)
    ledger, members = _partnerships(ids, months, effect, luck)
    return {
        "indicators": _indicators(where, months, effect, luck),
        "ties": ties,
        "partnerships": ledger,
        "memberships": members,
        "organisations": _organisations(ids, ties, ledger, members, months, effect, luck),
        "relations": _relations(ties, members, months, luck),
        "events": _events(ids, months, luck),
        "traces": _traces(ties, luck),
    }


def _indicators(where: Place, months: int, effect: float, luck: np.random.Generator) -> pd.DataFrame:
    parts = []
    for place_in_list, (name, indicator) in enumerate(REGISTRY.items()):
        top = 0.3 + 0.002 * place_in_list if indicator.share else 20.0 + 37 * place_in_list
        walk = top * np.exp(np.cumsum(luck.normal(0, 0.004, months)) + luck.normal(0, 0.05))
        ramp = 1 + effect * (indicator.good or 1) * np.clip(np.arange(months) / months - 0.2, 0, 1)
        values = walk * ramp * np.exp(luck.normal(0, 0.005) * (effect != 0))
        when = np.arange(months) if indicator.every == "month" else np.arange(11, months, 12)
        parts.append(_cells(name, when, 0, -1, values[when]))
        if "district" in indicator.by:
            parts += [_cells(name, np.arange(11, months, 12), d.code, -1, values[11::12]) for d in where.districts]
    return pd.concat(parts, ignore_index=True)


def _cells(name: str, month: np.ndarray, district: int, group: int, value: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "month": month.astype(np.int16),
            "district": np.int32(district),
            "indicator": name,
            "group": np.int16(group),
            "value": value,
        }
    )


def _spell_months(n: int, months: int, scale: float, luck: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    start = luck.integers(-60, months, n)
    end = np.maximum(start, 0) + luck.exponential(scale, n).astype(int) + 1
    return start, np.where(end >= months, OPEN, end)


def _ties(ids: np.ndarray, months: int, effect: float, luck: np.random.Generator) -> pd.DataFrame:
    n = 3 * len(ids)
    weight = np.exp(luck.normal(0, 1.2, len(ids)))
    pairs = np.sort(luck.choice(len(ids), (n, 2), p=weight / weight.sum()), axis=1)
    start, end = _spell_months(n, months, 40.0, luck)
    keep = (pairs[:, 0] != pairs[:, 1]) & ((luck.random(n) > 2 * effect) | (start < months // 3))
    reason = np.where(end == OPEN, "none", luck.choice(["leader", "drift", "distrust", "capacity", "closure"], n))
    frame = pd.DataFrame(
        {
            "a": ids[pairs[:, 0]],
            "b": ids[pairs[:, 1]],
            "start": start,
            "end": end,
            "origin": luck.choice(ORIGIN_NAMES[1:], n),
            "reason": reason,
            "mandated": 0,
            "covered": 0,
            "after_change": 0,
            "trust_start": luck.uniform(0.2, 0.6, n),
            "trust_end": luck.uniform(0.2, 0.8, n),
        }
    ).loc[keep]
    return frame.drop_duplicates(["a", "b"]).reset_index(drop=True)


def _partnerships(
    ids: np.ndarray, months: int, effect: float, luck: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(ids)
    start, end = _spell_months(n, months, 60.0, luck)
    size = luck.integers(2, 5, n)
    crew = np.array([luck.choice(ids, 4, replace=False) for _ in range(n)])
    reason = np.where(end == OPEN, "none", luck.choice(["term", "funding", "leader", "conflict"], n))
    frame = pd.DataFrame(
        {
            "id": 10_000_000 + np.arange(n) * 7919,
            "lead": crew[:, 0],
            "type": luck.choice(TYPE_NAMES, n),
            "origin": luck.choice(["from_cooperation", "call"], n),
            "reason": reason,
            "field": luck.integers(0, 2, n),
            "second": -1,
            "district": (crew[:, 0] >> 20) & 0xFFFFF,
            "start": start,
            "end": end,
            "renewals": luck.integers(0, 3, n),
            "members": size,
            "governance": luck.random(n),
            "progress": luck.random(n),
            "trust_start": luck.uniform(0.3, 0.6, n),
            "trust_end": luck.uniform(0.3, 0.8, n),
            "after_change": 0,
        }
    )
    late = luck.random(n)
    keep = (start < months // 3) | (late < 0.7 + 2 * effect)
    rows = [
        (frame["id"][i], crew[i, j], int(j == 0), start[i], end[i], 12.0, reason[i])
        for i in np.flatnonzero(keep)
        for j in range(size[i])
    ]
    columns = ["partnership", "organisation", "lead", "joined", "left", "pledge", "reason"]
    return frame.loc[keep].reset_index(drop=True), pd.DataFrame(rows, columns=columns)


def _readings(months: int) -> list[int]:
    return [-1, *range(11, months, 12)]


def _organisations(
    ids: np.ndarray,
    ties: pd.DataFrame,
    ledger: pd.DataFrame,
    members: pd.DataFrame,
    months: int,
    effect: float,
    luck: np.random.Generator,
) -> pd.DataFrame:
    n = len(ids)
    kind = (ids >> 16) & 15
    staff, income = np.exp(luck.normal(1.5, 1, n)), np.exp(luck.normal(5, 1.2, n))
    tilt = luck.normal(0, 1, n) * np.where((kind == 1) & (((ids >> 20) & 0xFFFFF) == 7101), 9.0, 1.0)
    parts = []
    for month in _readings(months):
        current = ties.loc[(ties["start"] <= month) & (ties["end"] > month)]
        degree = current["a"].value_counts().add(current["b"].value_counts(), fill_value=0)
        formal = members.loc[(members["joined"] <= month) & (members["left"] > month), "organisation"].value_counts()
        moved = np.exp(effect * tilt) if month > 0 else 1.0
        parts.append(
            pd.DataFrame(
                {
                    "month": month,
                    "id": ids,
                    "kind": np.array(KIND_NAMES)[kind],
                    "role": 0,
                    "district": (ids >> 20) & 0xFFFFF,
                    "place": luck.integers(0, 6, n),
                    "founded": -100,
                    "alive": 1,
                    "active": 1,
                    "staff": staff,
                    "volunteers": 8.0,
                    "reserves": income / 4,
                    "income_year": income * moved,
                    "reputation": 0.5,
                    "transparency": 0.5,
                    "practice": 0.5,
                    "experience": 0.3,
                    "skill": luck.random(n),
                    "openness": 0.0,
                    "tenure": 20 + month % 24,
                    "leader_no": 1 + (month > 12),
                    "capability": 0.4,
                    "n_informal": degree.reindex(ids, fill_value=0).to_numpy().astype(int),
                    "n_formal": formal.reindex(ids, fill_value=0).to_numpy().astype(int),
                    "load": 0.5,
                    "grants_won": 1,
                    "served": staff * 10 * moved,
                    "forum": 0,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def _relations(ties: pd.DataFrame, members: pd.DataFrame, months: int, luck: np.random.Generator) -> pd.DataFrame:
    signed = members.merge(members, on="partnership")
    signed = signed.loc[signed["organisation_x"] < signed["organisation_y"]]
    formal = pd.DataFrame(
        {
            "a": signed["organisation_x"],
            "b": signed["organisation_y"],
            "start": signed["joined_x"],
            "end": signed["left_x"],
            "formal": 1,
        }
    )
    both = pd.concat([ties.assign(formal=0)[["a", "b", "start", "end", "formal"]], formal], ignore_index=True)
    parts = []
    for month in _readings(months):
        now = both.loc[(both["start"] <= month) & (both["end"] > month)]
        cells = (
            now.assign(cooperating=1 - now["formal"])
            .groupby(["a", "b"], as_index=False)
            .agg(cooperating=("cooperating", "max"), formal=("formal", "sum"), since=("start", "min"))
        )
        n = len(cells)
        parts.append(
            cells.assign(
                month=month,
                mandated=0,
                joint=cells["formal"],
                meetings=1.0,
                strain=0.1,
                distance=0.3,
                trust_a=0.4 + 0.2 * luck.random(n) + month / 1000,
                trust_b=0.4 + 0.2 * luck.random(n),
            )
        )
    return pd.concat(parts, ignore_index=True)


def _events(ids: np.ndarray, months: int, luck: np.random.Generator) -> pd.DataFrame:
    n = 2 * len(ids)
    return pd.DataFrame(
        {
            "month": np.sort(luck.integers(0, months, n)),
            "event": luck.choice(["leader_left", "award", "renewed"], n),
            "organisation": luck.choice(ids, n),
            "other": 0,
            "value": luck.uniform(5, 80, n),
        }
    )


def _traces(ties: pd.DataFrame, luck: np.random.Generator) -> pd.DataFrame:
    fresh = ties.loc[ties["start"] >= 0]
    frame = pd.DataFrame(
        {"month": fresh["start"], "proposer": fresh["a"], "other": fresh["b"], "origin": fresh["origin"]}
    )
    for term in TERMS:
        frame[term] = luck.normal(0.2, 0.5, len(fresh))
    return frame.reset_index(drop=True)
