"""An imported network keeps the number of ties it came with, and little of it ends in its first month."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from simkemitraan import engine
from simkemitraan.exchange import balance
from simkemitraan.exchange.importing import Settings
from simkemitraan.exchange.parts import Files
from simkemitraan.exchange.understanding import take, understand
from simkemitraan.scenario import Scenario
from simkemitraan.world import registry

pytestmark = pytest.mark.compiled
N = 18


def imported(folder, kind="cooperation", pairs=40):
    """Import a random network; returns what was done."""
    luck = random.Random(4)
    names = [f"Yayasan {chr(65 + k)}" for k in range(N)]
    ties = sorted({tuple(sorted(luck.sample(names, 2))) for _ in range(3 * pairs)})[:pairs]
    with (folder / "organisations.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("name", "kind"), *((n, "nonprofit") for n in names)])
    with (folder / "ties.csv").open("w", newline="") as file:
        csv.writer(file).writerows([("a", "b", "type"), *((a, b, kind) for a, b in ties)])
    settings = Settings(date(2026, 1, 1), "Garut")
    return take(understand(Files(folder / "organisations.csv", folder / "ties.csv"), settings), folder / "out")


def test_the_number_of_ties_stays_for_three_years(tmp_path):
    done = imported(tmp_path)
    assert done.keeping is not None
    scenario = Scenario.load(str(done.folder / "scenario.yaml"))
    assert scenario.data["params"]["formation"]["outside_option"] == done.keeping
    spec = scenario.with_changes(months=balance.MONTHS).spec(trace=False)
    mine, usual = (np.mean([balance._change(s, seed) for seed in range(101, 113)]) for s in (spec, _without(spec)))
    close = 8  # of 40 ties; seeds that the fit has not seen
    assert abs(mine) < close
    assert usual > 2 * close  # with the number of the median regency it grows by far more


def _without(spec):
    params = {k: dict(v) for k, v in spec.params.items()}
    del params["formation"]["outside_option"]
    return replace(spec, params=params)


def test_few_ties_end_in_the_first_month(tmp_path):
    spec = Scenario.load(str(imported(tmp_path).folder / "scenario.yaml")).with_changes(months=2).spec(trace=False)
    ended = []
    for seed in range(1, 9):
        world = engine.start(spec, seed)
        engine.run_to(world, 0)
        begun = world.copy()
        registry.install(begun)
        engine.run_to(world, 1)
        ended.append(1.0 - len(_pairs(world) & _pairs(begun)) / len(_pairs(begun)))
    assert np.mean(ended) < 0.1


def _pairs(world):
    r, ids = world.relations, world.organisations["id"]
    tied = (r.live("forgotten") == 0) & ((r.live("cooperating") == 1) | (r.live("formal") > 0))
    return {(int(ids[a]), int(ids[b])) for a, b in zip(r.live("a")[tied], r.live("b")[tied], strict=True)}


def test_a_register_of_agreements_alone_is_not_fitted(tmp_path):
    """It does not say who works together without one: fewer ties than in the model are no sign of little need."""
    assert imported(tmp_path, kind="MoU").keeping is None
