"""The life of one organisation, pair or partnership, read off the ledger: what began, what happened, what ended it.

A story is a list of dated moments with plain values; the report room turns them into sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...wording.events import TOLD_ONCE, TOLD_TOGETHER
from ...world.codes import OPEN
from ...world.schema import TERMS
from ..reading import Result, has, read

Values = Mapping[str, Any]
LOUD = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened.

    Attributes
    ----------
    month : int
        Month of the horizon (negative before it).
    key : str
        What: ``began``, ``ended``, ``signed``, ``leader`` ...
    values : mapping
        Plain values: ids, codes in words, figures.
    """

    month: int
    key: str
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """The life of one subject in one run.

    Attributes
    ----------
    sort : str
        ``organisation``, ``pair`` or ``partnership``.
    ids : tuple of int
        Whom it is about.
    arm, replicate : int
        In which run.
    moments : tuple of Moment
        In the order of time.
    courses : dict of str to Series
        Figures by month for the small picture: ``partners``, ``income``, ``trust``, ``strain``.
    """

    sort: str
    ids: tuple[int, ...]
    arm: int
    replicate: int
    moments: tuple[Moment, ...]
    courses: dict[str, pd.Series]


@dataclass(frozen=True)
class Run:
    """The tables of one run, read once."""

    result: Result
    arm: int
    replicate: int

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of this run, codes as words; empty where it was not kept."""
        if not has(self.result, name):
            return pd.DataFrame()
        frame = read(self.result, name, None, {"arm": self.arm, "replicate": self.replicate, "point": 0})
        for column in frame.columns:
            if isinstance(frame[column].dtype, pd.CategoricalDtype):
                frame[column] = frame[column].astype(object)
        return frame


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Return the rows of a frame, columns as attributes."""
    return frame.itertuples(index=False)


def organisation_story(run: Run, organisation: int) -> Story:
    """Return the life of an organisation: its figures, leaders, money, partners and partnerships."""
    panel = run.table("organisations")
    panel = panel.loc[panel["id"] == organisation].sort_values("month")
    moments = [
        *_figures(panel),
        *_events_of(run, organisation),
        *_agreements_of(run, organisation),
        *_cooperation_of(run, organisation),
    ]
    months = panel["month"].to_numpy()
    partners = pd.Series((panel["n_informal"] + panel["n_formal"]).to_numpy(dtype=np.float64), months)
    courses = {"partners": partners, "income": pd.Series(panel["income_year"].to_numpy(), months)}
    return Story("organisation", (organisation,), run.arm, run.replicate, _ordered(moments), courses)


def _ordered(moments: list[Moment]) -> tuple[Moment, ...]:
    """Order moments by month; the reading at the start opens what was there before it."""
    return tuple(sorted(moments, key=lambda m: (m.month if m.key != "start" else min(m.month, -OPEN), m.month)))


def _figures(panel: pd.DataFrame) -> list[Moment]:
    """Its first and last reading."""
    if panel.empty:
        return []
    first, last = panel.iloc[0], panel.iloc[-1]
    out = [Moment(int(first["month"]), "start", _reading(first))]
    if len(panel) > 1 and last["alive"]:
        out.append(Moment(int(last["month"]), "now", _reading(last)))
    return out


def _reading(row: pd.Series) -> Values:
    return {
        "staff": float(row["staff"]),
        "volunteers": float(row["volunteers"]),
        "money": float(row["income_year"]),
        "partners": int(row["n_informal"] + row["n_formal"]),
        "formal": int(row["n_formal"]),
        "active": bool(row["active"]),
        "kind": str(row["kind"]),
        "tenure": int(row["tenure"]),
    }


def _events_of(run: Run, organisation: int) -> list[Moment]:
    """Leaders, awards, and coming and going."""
    events = run.table("events")
    mine = events.loc[events["organisation"] == organisation]
    out = [Moment(int(row.month), str(row.event)) for row in rows_of(mine) if row.event in TOLD_ONCE]
    for event in TOLD_TOGETHER:
        months = mine.loc[mine["event"] == event, "month"]
        if len(months):
            out.append(Moment(int(months.min()), event, {"count": len(months), "last": int(months.max())}))
    out += [
        Moment(int(row.month), "leader", {"tenure": int(row.value)})
        for row in rows_of(mine)
        if row.event == "leader_left"
    ]
    awards = mine.loc[mine["event"] == "award"]
    if len(awards):
        out.append(
            Moment(
                int(awards["month"].min()),
                "awards",
                {"count": len(awards), "money": float(awards["value"].sum()), "last": int(awards["month"].max())},
            )
        )
    return out


def _agreements_of(run: Run, organisation: int) -> list[Moment]:
    """The partnerships it joined and left, with the other members."""
    members, kinds = run.table("memberships"), _kinds(run)
    out = []
    for row in rows_of(members.loc[members["organisation"] == organisation]):
        others = members.loc[(members["partnership"] == row.partnership) & (members["organisation"] != organisation)]
        values: dict[str, Any] = {
            "partnership": int(row.partnership),
            "others": sorted({int(i) for i in others["organisation"]})[:4],
            "lead": bool(row.lead),
            "left": int(row.left),
            "reason": str(row.reason),
        }
        values |= kinds.get(int(row.partnership), {})
        out.append(Moment(int(row.joined), "joined", values))
    return out


def _kinds(run: Run) -> dict[int, dict[str, Any]]:
    """Return type and origin of every partnership."""
    return {
        int(row.id): {"type": str(row.type), "origin": str(row.origin)} for row in rows_of(run.table("partnerships"))
    }


def _cooperation_of(run: Run, organisation: int) -> list[Moment]:
    """How many cooperations it had, and why they ended, in one moment."""
    ties = run.table("ties")
    mine = ties.loc[(ties["a"] == organisation) | (ties["b"] == organisation)]
    if mine.empty:
        return []
    ended = mine.loc[mine["end"] < OPEN]
    reasons = ended["reason"].value_counts()
    values = {
        "count": len(mine),
        "ended": len(ended),
        "reasons": [(str(k), int(v)) for k, v in reasons.head(LOUD).items()],
    }
    return [Moment(OPEN - 1, "cooperations", values)]


def pair_story(run: Run, a: int, b: int) -> Story:
    """Return the life of a pair: its cooperations with what spoke for them, its partnerships, its trust."""
    a, b = min(a, b), max(a, b)
    relations = run.table("relations")
    relations = relations.loc[(relations["a"] == a) & (relations["b"] == b)].sort_values("month")
    moments = [*_spells(run, a, b), *_shared(run, a, b), *_leaders(run, a, b)]
    months = relations["month"].to_numpy()
    trust = (relations["trust_a"] + relations["trust_b"]).to_numpy(dtype=np.float64) / 2
    courses = {"trust": pd.Series(trust, months), "strain": pd.Series(relations["strain"].to_numpy(), months)}
    return Story("pair", (a, b), run.arm, run.replicate, _ordered(moments), courses)


def _spells(run: Run, a: int, b: int) -> list[Moment]:
    """Beginnings and endings of cooperation, with the terms that were weighed."""
    ties = run.table("ties")
    out = []
    for row in rows_of(ties.loc[(ties["a"] == a) & (ties["b"] == b)]):
        weighed = _terms(run, a, b, int(row.start))
        values = {"origin": str(row.origin), "trust": float(row.trust_start), "mandated": bool(row.mandated), **weighed}
        out.append(Moment(int(row.start), "began", values))
        if row.end < OPEN:
            out.append(
                Moment(
                    int(row.end),
                    "cooperation_ended",
                    {
                        "reason": str(row.reason),
                        "before": float(row.trust_start),
                        "after": float(row.trust_end),
                        "lasted": int(row.end - row.start),
                        "soon": bool(row.after_change),
                    },
                )
            )
    return out


def _terms(run: Run, a: int, b: int, month: int) -> Values:
    """Return who proposed, and which terms of utility spoke for and against; empty before the horizon."""
    traces = run.table("traces")
    if traces.empty:
        return {}
    same = ((traces["proposer"] == a) & (traces["other"] == b)) | ((traces["proposer"] == b) & (traces["other"] == a))
    found = traces.loc[same & (traces["month"] == month)]
    if found.empty:
        return {}
    row = found.iloc[0]
    weights = sorted(((name, float(row[name])) for name in TERMS), key=lambda x: -abs(x[1]))
    return {
        "proposer": int(row["proposer"]),
        "for": [n for n, x in weights if x > 0.01][:LOUD],
        "against": [n for n, x in weights if x < -0.01][:LOUD],
    }


def _shared(run: Run, a: int, b: int) -> list[Moment]:
    """Partnerships that both belonged to at the same time."""
    members, kinds = run.table("memberships"), _kinds(run)
    mine = members.loc[members["organisation"] == a].merge(
        members.loc[members["organisation"] == b], on="partnership", suffixes=("_a", "_b")
    )
    out = []
    for row in rows_of(mine):
        start, end = max(int(row.joined_a), int(row.joined_b)), min(int(row.left_a), int(row.left_b))
        if end <= start:
            continue
        reason = str(row.reason_a if row.left_a <= row.left_b else row.reason_b)
        values: dict[str, Any] = {"partnership": int(row.partnership), "left": end, "reason": reason}
        values |= kinds.get(int(row.partnership), {})
        out.append(Moment(start, "shared", values))
    return out


def _leaders(run: Run, *ids: int) -> list[Moment]:
    """Leaders of either side who left."""
    events = run.table("events")
    mine = events.loc[events["organisation"].isin(ids) & (events["event"] == "leader_left")]
    return [Moment(int(row.month), "leader_of", {"org": int(row.organisation)}) for row in rows_of(mine)]


def partnership_story(run: Run, partnership: int) -> Story:
    """Return the life of a partnership: who signed, who came and went, money, renewals, its end."""
    ledger, members, events = (run.table(name) for name in ("partnerships", "memberships", "events"))
    row = ledger.loc[ledger["id"] == partnership].iloc[0]
    crew = members.loc[members["partnership"] == partnership]
    start, end = int(row["start"]), int(row["end"])
    founders = [int(i) for i in crew.loc[crew["joined"] <= start, "organisation"]]
    moments = [
        Moment(
            start,
            "signed",
            {
                "type": str(row["type"]),
                "origin": str(row["origin"]),
                "lead": int(row["lead"]),
                "others": [i for i in dict.fromkeys(founders) if i != int(row["lead"])][:6],
                "trust": float(row["trust_start"]),
            },
        )
    ]
    moments += [
        Moment(int(m.joined), "member_in", {"org": int(m.organisation)}) for m in rows_of(crew) if m.joined > start
    ]
    moments += [
        Moment(int(m.left), "member_out", {"org": int(m.organisation), "reason": str(m.reason)})
        for m in rows_of(crew)
        if m.left < min(end, OPEN)
    ]
    about = events.loc[events["other"] == partnership]
    moments += [Moment(int(e.month), "renewed") for e in rows_of(about) if e.event == "renewed"]
    moments += [
        Moment(int(e.month), "award", {"org": int(e.organisation), "money": float(e.value)})
        for e in rows_of(about)
        if e.event == "award"
    ]
    moments += [m for m in _leaders(run, int(row["lead"])) if start <= m.month <= end]
    if end < OPEN:
        moments.append(
            Moment(
                end,
                "closed_partnership",
                {"reason": str(row["reason"]), "lasted": end - start, "trust": float(row["trust_end"])},
            )
        )
    return Story(
        "partnership", (partnership,), run.arm, run.replicate, _ordered(moments), _mean_trust(run, crew, start, end)
    )


def _mean_trust(run: Run, crew: pd.DataFrame, start: int, end: int) -> dict[str, pd.Series]:
    """Mean trust and strain among the members, year by year while it lasted."""
    relations, ids = run.table("relations"), set(crew["organisation"])
    if relations.empty:
        return {}
    inside = relations.loc[relations["a"].isin(ids) & relations["b"].isin(ids) & relations["month"].between(start, end)]
    inside = inside.assign(trust=(inside["trust_a"] + inside["trust_b"]) / 2)
    means = inside.groupby("month")[["trust", "strain"]].mean()
    return {"trust": means["trust"], "strain": means["strain"]}
