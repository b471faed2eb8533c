"""Runs the predictions that were stated before anything was fitted, prints what the model says, and writes it into README.md.

``python experiments/predictions/predictions.py [REPLICATES] [FOLDER]``: the scenarios of this folder are compared with the same luck
(the result stays in FOLDER and is used again by the same version of the model), and the two things that the scenario language cannot say, *which*
organisation is the broker of a run and how much government money each organisation has, are read off the engine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from summary import summary

from simkemitraan import Scenario, compare, engine
from simkemitraan.analysis.intervals import intervals
from simkemitraan.analysis.validation.history import Wave, kinds
from simkemitraan.analysis.validation.instruments import among, logit
from simkemitraan.indicators.network import Network
from simkemitraan.runs import Result
from simkemitraan.runs.rules import fill, kept
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.schema import Event, Kind
from simkemitraan.world.spec import Change, Spec
from simkemitraan.world.world import World

HERE = Path(__file__).resolve().parent
ARMS = ("base", "campaign", "election", "cut", "base_plain", "cut_plain")
START, END = 23, 59  # last month before the changes; last month in which they hold
PUBLIC = 2  # funders below this number are government
Found = tuple[float, float, float]


def main(replicates: int, folder: Path) -> None:
    """Run what is missing, print every prediction, and write the figures into the page."""
    done, rows, figures = _result(replicates, folder), [], {}
    for name, lines in (
        ("campaign", campaign(done)),
        ("election", election(done)),
        ("cut", cut(done)),
        ("broker", broker(replicates)),
        ("government", government(replicates)),
    ):
        for text, (value, low, high) in lines:
            print(f"{name}: {text}: {value:.3f} ({low:.3f} to {high:.3f})", flush=True)
            figures[name, text] = (value, low, high)
            rows.append(f"| {name} | {text} | {value:.3f} | {low:.3f} to {high:.3f} |")
    head = ["| prediction | figure | value | 95 % interval |", "|---|---|---|---|"]
    fill(HERE / "README.md", {"summary": summary(figures), "figures": "\n".join([*head, *rows])})


def _result(replicates: int, folder: Path) -> Result:
    scenarios = [Scenario.load(HERE / f"{arm}.yaml") for arm in ARMS]
    return kept(folder / str(replicates), lambda out: compare(*scenarios, replicates=replicates, out=out))


def _mean(values: np.ndarray) -> Found:
    """Return the mean over replicates with its 95 % interval (Student's t)."""
    found = intervals(np.asarray(values, float)[:, None])
    return float(found.mean[0]), float(found.low[0]), float(found.high[0])


def _pooled(top: np.ndarray, bottom: np.ndarray) -> Found:
    """Return the ratio of sums over replicates with its 95 % bootstrap interval."""
    picks = np.random.default_rng(1).integers(0, top.size, (2000, top.size))
    low, high = np.percentile(top[picks].sum(axis=1) / bottom[picks].sum(axis=1), (2.5, 97.5))
    return float(top.sum() / bottom.sum()), float(low), float(high)


# --- pairs ------------------------------------------------------------------------------------------------------------


def _tied(done: Result, arm: str, month: int) -> pd.DataFrame:
    """Return the tied pairs of an arm at the end of a month, appointments apart."""
    rows = done.frame(
        "relations", ["replicate", "a", "b", "cooperating", "mandated", "formal"], arm=ARMS.index(arm), month=month
    )
    return rows[(rows.mandated == 0) & ((rows.cooperating == 1) | (rows.formal > 0))]


def _kept(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Return for each tied pair whether it is still tied."""
    key = ["replicate", "a", "b"]
    again = before[key].merge(after[key], how="left", indicator=True)
    return pd.Series((again["_merge"] == "both").to_numpy(), index=before.index)


def _lost(before: pd.DataFrame, after: pd.DataFrame) -> np.ndarray:
    """Return the share of pairs lost, by replicate."""
    return 1.0 - _kept(before, after).groupby(before.replicate).mean().to_numpy()


# --- predictions ------------------------------------------------------------------------------------------------------


def campaign(done: Result) -> Iterator[tuple[str, Found]]:
    """Density among those who take part, with the campaign and without, and what became of their ties."""
    there = done.frame("organisations", ["replicate", "id", "forum", "active"], arm=ARMS.index("campaign"), month=END)
    members = {r: set(rows.id[rows.forum == 1]) for r, rows in there.groupby("replicate")}

    def among_members(arm: str, month: int) -> pd.DataFrame:
        pairs = _tied(done, arm, month)
        inside = [
            a in members[r] and b in members[r] for r, a, b in zip(pairs.replicate, pairs.a, pairs.b, strict=True)
        ]
        return pairs[inside]

    counts = {arm: among_members(arm, END).groupby("replicate").size() for arm in ("base", "campaign")}
    before = among_members("campaign", START)
    with_it, without = (counts[arm].to_numpy(float) for arm in ("campaign", "base"))
    start = before.groupby("replicate").size().to_numpy(float)
    yield "ties among participants, month 59 / month 23", _pooled(with_it, start)
    yield "ties among them, month 59 / month 23, without the campaign", _pooled(without, start)
    yield (
        "share of their ties of month 23 still there after three years",
        _mean(1.0 - _lost(before, _tied(done, "campaign", END))),
    )
    yield (
        "share of those ties still there after three years, without the campaign",
        _mean(1.0 - _lost(before, _tied(done, "base", END))),
    )


def election(done: Result) -> Iterator[tuple[str, Found]]:
    """Share of ties with a government side lost in each of three years, with the wave against without."""
    for year in range(3):
        first, last = START + 12 * year, START + 12 * year + 12
        for name in ("informal only", "under an agreement", "two agreements or more"):
            lost = [
                _lost(_government(_tied(done, arm, first), name), _tied(done, arm, last))
                for arm in ("election", "base")
            ]
            if lost[0].size == lost[1].size:
                yield f"year {year + 1}, {name}: lost with the wave less lost without", _mean(lost[0] - lost[1])
                yield f"year {year + 1}, {name}: lost without the wave", _mean(lost[1])


def _government(pairs: pd.DataFrame, name: str) -> pd.DataFrame:
    public = kinds(pairs.a.to_numpy(), Kind.AGENCY) | kinds(pairs.b.to_numpy(), Kind.AGENCY)
    formal = pairs.formal.to_numpy()
    chosen = {"informal only": formal == 0, "under an agreement": formal > 0, "two agreements or more": formal > 1}[
        name
    ]
    return pairs[public & chosen]


def cut(done: Result) -> Iterator[tuple[str, Found]]:
    """Leaders who left and ties lost, where income fell by a fifth because of the cut, against the same luck without it."""
    for base, hit in (("base", "cut"), ("base_plain", "cut_plain")):
        columns = ["replicate", "id", "income_year", "leader_no", "n_informal", "n_formal", "alive", "kind"]
        frames = {
            (arm, m): done.frame("organisations", columns, arm=ARMS.index(arm), month=m).set_index(["replicate", "id"])
            for arm in (base, hit)
            for m in (START, END)
        }
        both = frames[hit, END].index.intersection(frames[base, END].index).intersection(frames[base, START].index)
        income = frames[hit, END].income_year[both] / frames[base, END].income_year[both].clip(lower=1e-9)
        fell = both[(income < 0.8).to_numpy() & (frames[base, START].kind[both] == "nonprofit").to_numpy()]
        label = "" if base == "base" else ", effect of decline on leaders switched off"
        left = {arm: frames[arm, END].leader_no[fell] - frames[arm, START].leader_no[fell] for arm in (base, hit)}
        by = {arm: x.groupby("replicate").sum() for arm, x in left.items()}
        counts = [by[arm].to_numpy(float) for arm in (hit, base)]
        yield f"leaders who left nonprofits that lost a fifth of income, cut / no cut{label}", _pooled(*counts)
        ties = {arm: (frames[arm, END].n_informal + frames[arm, END].n_formal)[fell] for arm in (base, hit)}
        sums = [ties[arm].groupby("replicate").sum().to_numpy(float) for arm in (hit, base)]
        yield f"ties of these organisations after three years, cut / no cut{label}", _pooled(*sums)
        yield (
            f"how many such organisations in a district{label}",
            _mean(left[hit].groupby("replicate").size().to_numpy(float)),
        )


def broker(replicates: int) -> Iterator[tuple[str, Found]]:
    """Fragmentation a month and a year after the organisation that holds most together closes, same luck otherwise."""
    rises = np.array([_without_the_broker(replicate_seed(1, r)) for r in range(replicates)])
    for name, values in zip(("a month", "a year"), rises.T, strict=True):
        yield f"rise of fragmentation {name} after the broker leaves", _mean(values)
        for edge in (0.02, 0.05, 0.1):
            yield (
                f"share of districts whose fragmentation is {edge:.2f} higher {name} after",
                _mean((values > edge).astype(float)),
            )


def _without_the_broker(seed: int) -> list[float]:
    world = engine.start(_spec("base"), seed)
    engine.run_to(world, 24)
    who, members = _most_fragmenting(world)
    other = world.copy()
    other.timeline.append(Change(24, "shock", shock="closure", organisation=who))
    rises = []
    for month in (25, 36):
        for w in (world, other):
            engine.run_to(w, month)
        rises.append(_fragmentation(other, members) - _fragmentation(world, members))
    return rises


def _spec(name: str) -> Spec:
    return Scenario.load(HERE / f"{name}.yaml").spec(trace=False)


def _fragmentation(world: World, members: np.ndarray) -> float:
    """Return fragmentation among those of ``members`` that still exist, tied or not."""
    wave = Wave.of(world)
    return _split(among(wave, wave.tied, np.flatnonzero(np.isin(wave.ids, members))))


def _split(network: Network) -> float:
    """Return the share of pairs that no path joins (Borgatti 2006)."""
    sizes = np.bincount(network.component).astype(float)
    n = sizes.sum()
    return 1.0 - float((sizes * (sizes - 1)).sum() / (n * (n - 1)))


def _most_fragmenting(world: World) -> tuple[int, np.ndarray]:
    """Return the organisation without which most pairs lose their path, and all others that have a tie."""
    wave = Wave.of(world)
    degree = wave.degree(wave.tied)
    whole = np.flatnonzero(degree > 0)
    candidates = np.flatnonzero(degree > 1)
    loss = [_split(among(wave, wave.tied, whole[whole != who])) for who in candidates]
    worst = candidates[int(np.argmax(loss))]
    return int(wave.ids[worst]), wave.ids[whole[whole != worst]]


def government(replicates: int) -> Iterator[tuple[str, Found]]:
    """Log odds of closing within a year of nonprofits and communities, if government pays more than half of income."""
    for name, label in (("base", ""), ("base_plain", ", effect put in switched off")):
        rows = [_closings(_spec(name), replicate_seed(1, r)) for r in range(replicates)]
        picks = np.random.default_rng(1).integers(0, replicates, (200, replicates))
        low, high = np.percentile([_log_odds([rows[k] for k in p]) for p in picks], (2.5, 97.5))
        yield f"log odds of closing within a year, given income{label}", (_log_odds(rows), float(low), float(high))
        for depends, who in ((1.0, "that depend on government"), (0.0, "others")):
            shut = np.array([y[x[:, 1] == depends].sum() for x, y in rows])
            yield (
                f"share of those {who} that close in a year{label}",
                _pooled(shut, np.array([(x[:, 1] == depends).sum() for x, _ in rows])),
            )


def _log_odds(rows: list[tuple[np.ndarray, np.ndarray]]) -> float:
    return float(logit(np.vstack([x for x, _ in rows]), np.concatenate([y for _, y in rows]))[1])


def _closings(spec: Spec, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return constant, dependence and log income of every organisation-year, and whether it closed within the year."""
    world = engine.start(spec, seed)
    engine.run_to(world, 0)
    x, y = [], []
    for month in range(12, spec.months + 1, 12):
        world.events.clear()
        o = world.organisations
        asked = np.flatnonzero((o.live("alive") == 1) & np.isin(o.live("kind"), (Kind.NONPROFIT, Kind.COMMUNITY)))
        ids, income, share = o["id"][asked].copy(), o["income_year"][asked].copy(), _public_share(world)[asked]
        engine.run_to(world, month)
        shut = world.events.live("organisation")[world.events.live("event") == Event.CLOSED]
        x.append(np.column_stack([np.ones(ids.size), share > 0.5, np.log1p(income)]))
        y.append(np.isin(ids, shut))
    return np.vstack(x).astype(float), np.concatenate(y).astype(float)


def _public_share(world: World) -> np.ndarray:
    """Return the share of monthly income that comes from grants of government."""
    o, g = world.organisations, world.grants
    running = (g.live("funder") < PUBLIC) & (g.live("left") > 0) & (g.live("holder") >= 0)
    money = np.bincount(g.live("holder")[running], g.live("monthly")[running], minlength=o.n)[: o.n]
    return np.divide(money, o.live("income"), out=np.zeros(o.n), where=o.live("income") > 0.0)


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 20,
        Path(sys.argv[2]) if len(sys.argv) > 2 else Path("results/predictions"),
    )
