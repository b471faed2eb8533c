"""Numbers estimated for a panel: near to the other groups, blind to the group that is judged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.evidence.made_panels import baseline_spec, read_off_the_model

from simkemitraan.analysis.calibration.known import known_draws
from simkemitraan.analysis.panels.estimating import accept, classes, drawn_numbers
from simkemitraan.analysis.panels.replay import replay
from simkemitraan.cli import run_command
from simkemitraan.scenario.varying import of_dotted, with_numbers


def made(worlds: int = 400, pairs: int = 600, level: float = 0.3) -> dict[str, np.ndarray]:
    """Worlds with a level of their own, and pairs observed at another level in three groups."""
    rng = np.random.default_rng(1)
    levels = rng.uniform(0.0, 1.0, worlds)
    chance = np.clip(levels[:, None] + rng.normal(0.0, 0.05, (worlds, pairs)), 0.0, 1.0)
    return {
        "values": levels[:, None],
        "chance": chance,
        "again": rng.random(pairs) < level,
        "kind": np.zeros(pairs, np.int64),
        "group": np.arange(pairs) % 3,
    }


def test_accepted_worlds_have_the_level_that_was_observed() -> None:
    m = made()
    got = accept(m["chance"], m["again"], m["kind"], m["group"], ("a.b.c",), m["values"])
    assert got.worlds.shape == (3, 80)
    of_share, of_median = np.sqrt(0.3 * 0.7 / 400), 0.2 / (2 * np.sqrt(80))  # 80 levels over a fifth of nought to one
    assert np.abs(got.medians[:, 0] - 0.3).max() < 4 * np.hypot(of_share, of_median)


def test_what_happened_in_a_group_does_not_matter_to_its_own_numbers() -> None:
    m = made()
    first = accept(m["chance"], m["again"], m["kind"], m["group"], (), m["values"])
    other = m["again"].copy()
    other[m["group"] == 1] = True
    second = accept(m["chance"], other, m["kind"], m["group"], (), m["values"])
    assert (first.worlds[1] == second.worlds[1]).all()
    assert set(first.worlds[0]) != set(second.worlds[0])


def test_classes_tell_ties_popularity_and_partners_in_common_apart() -> None:
    tied = np.array([False, False, True, True])
    got = classes(tied, np.array([0.0, 5.0, 1.0, 1.0]), np.array([0, 3, 0, 1]))
    assert len(set(got.tolist())) == 4


def test_draws_of_the_posterior_are_used_in_turn_and_reach_the_rules() -> None:
    names, draws = known_draws()
    found, values = drawn_numbers(len(draws) + 1)
    assert values.shape == (len(draws) + 1, len(found))
    assert (values[0] == values[-1]).all()
    assert {n.split(".")[-2] for n in found} == {"formation", "dissolution", "maintenance"}
    spec = with_numbers(baseline_spec(), [(*of_dotted(n), v) for n, v in zip(found, values[3], strict=True)])
    mechanism, number = of_dotted(found[0])
    assert spec.params[mechanism][number] == draws[3, names.index(found[0])]


@pytest.mark.compiled
def test_a_panel_that_the_model_made_is_estimated_and_scored() -> None:
    panel = read_off_the_model(4, 3)
    spec = replace(baseline_spec(), burn_in=60)
    done = replay(panel, spec, replicates=60, rival_worlds=10, estimate=True)
    assert done.accepted is not None
    assert done.accepted.worlds.shape == (4, 12)
    assert done.dyads.without.shape == (4, done.dyads.again.size)
    rows = np.arange(done.dyads.again.size)
    assert (done.dyads.chance == done.dyads.without[done.dyads.group, rows]).all()
    assert len(done.fits) == 5


@pytest.mark.parametrize(("lang", "said"), [("id", "paling sedikit 50"), ("en", "at least 50")])
def test_too_few_worlds_are_refused(capsys: pytest.CaptureFixture[str], lang: str, said: str) -> None:
    assert run_command(["replay", "panel", "--estimate", "--replicates", "10", "--lang", lang]) == 2
    assert said in capsys.readouterr().err
