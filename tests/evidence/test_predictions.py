"""The scenarios of the predictions are good, and what the script reads off a network is right."""

from pathlib import Path

import numpy as np
import pytest
from tests.evidence.made_histories import wave
from tests.scripts import load
from tests.worlds import small_world

from simkemitraan.analysis.validation.instruments import among
from simkemitraan.scenario import Scenario

FOLDER = Path(__file__).resolve().parents[2] / "experiments" / "predictions"
predictions = load(FOLDER / "predictions.py")


@pytest.mark.parametrize("name", predictions.ARMS)
def test_a_scenario_is_good_and_changes_nothing_before_its_month(name):
    scenario = Scenario.load(FOLDER / f"{name}.yaml").spec(trace=False)
    assert scenario.months > predictions.END + 12
    assert all(change.month == predictions.START + 1 for change in scenario.timeline)


def test_fragmentation_is_the_share_of_pairs_without_a_path():
    w = wave(6, [(0, 1), (1, 2), (3, 4)])
    # components of 3, 2 and 1: 3 + 1 of 15 pairs are joined
    assert predictions._split(among(w, w.tied, np.arange(6))) == pytest.approx(1 - 4 / 15)


def test_the_broker_is_the_one_without_whom_most_pairs_part():
    world = small_world(seed=3)
    who, others = predictions._most_fragmenting(world)
    w = predictions.Wave.of(world)
    ids = np.append(others, who)

    def without(gone):
        return predictions._split(among(w, w.tied, np.flatnonzero(np.isin(w.ids, ids[ids != gone]))))

    degree = w.degree(w.tied)
    assert without(who) == max(without(i) for i in w.ids[degree > 1])


def test_a_ratio_of_sums_has_an_interval_around_it():
    value, low, high = predictions._pooled(np.array([2.0, 4.0, 6.0]), np.array([1.0, 2.0, 4.0]))
    assert value == pytest.approx(12 / 7)
    assert low <= value <= high
    assert low >= 1.5
    assert high <= 2.0
