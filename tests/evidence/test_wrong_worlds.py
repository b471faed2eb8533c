"""Wrong worlds: only who is tied is wrong, when and how many is kept; which rows tell them apart is counted and said."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from docs.make_evidence import APART
from tests.evidence.made_histories import history, wave

from simkemitraan.analysis.validation import counting_rules as contract
from simkemitraan.analysis.validation.history import History
from simkemitraan.analysis.validation.wrong_worlds import (
    ALL,
    MEMORY,
    WRONG_WORLDS,
    ToldApart,
    at_random,
    degrees_kept,
    measure_wrong_worlds,
    told_apart,
    without_memory,
    wrong_half,
)
from simkemitraan.cli import run_command, telling
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.scenario import Scenario

SMALL = replace(Scenario.load("package:tiny").spec(trace=False), months=60, burn_in=24)


@cache
def lived() -> History:
    return History.collect(SMALL, 1, 12, 60)


@pytest.mark.parametrize("remake", [at_random, degrees_kept])
def test_ties_at_every_wave_and_every_date_are_kept(remake):
    """The density is that of the model at every wave, and rows of endings and of contact see the same dates and meetings."""
    h = lived()
    g = remake(h)
    for w, v in zip(h.waves, g.waves, strict=True):
        assert v.tied.sum() == w.tied.sum()
        assert sorted(v.meetings[v.tied]) == sorted(w.meetings[w.tied])
        assert v.active[v.a[v.tied]].all()
        assert v.active[v.b[v.tied]].all()
        assert (v.a != v.b).all()
    assert (contract.endings(g) == contract.endings(h)).all()
    assert (g.spells.tie_start == h.spells.tie_start).all()
    assert len(g.shared_spells) == len(h.shared_spells)


def ring(n):
    """Return a history of sixteen years in which a ring of organisations and chords from the first stand."""
    pairs = sorted({tuple(sorted((i, (i + 1) % n))) for i in range(n)} | {(0, j) for j in range(2, 8)})
    waves = [wave(n, pairs, 59 + 12 * k) for k in range(16)]
    return history(waves, ties=[(a + 1, b + 1, 10, None) for a, b in pairs])


def test_degrees_are_kept_and_partners_are_not():
    h = ring(24)
    g = degrees_kept(h)
    for w, v in zip(h.waves, g.waves, strict=True):
        assert (v.degree(v.tied) == w.degree(w.tied)).all()
    same = {tuple(p) for p in zip(h.waves[0].a, h.waves[0].b, strict=True)}
    moved = {tuple(p) for p in zip(g.waves[0].a, g.waves[0].b, strict=True)}
    assert len(same & moved) < len(same) / 2
    # the same pairs at all waves: ties still last
    assert all((v.a == g.waves[0].a).all() and (v.b == g.waves[0].b).all() for v in g.waves)


def test_random_ties_have_no_hub():
    h = ring(24)
    assert h.waves[0].degree(h.waves[0].tied).max() == 8
    assert at_random(h).waves[0].degree(at_random(h).waves[0].tied).max() < 8


def test_spells_and_waves_of_a_wrong_world_tell_of_the_same_pairs():
    g = at_random(ring(24))
    v = g.waves[0]
    spells = {tuple(sorted(p)) for p in zip(g.spells.tie_a.tolist(), g.spells.tie_b.tolist(), strict=True)}
    assert {tuple(sorted(p)) for p in zip(v.ids[v.a].tolist(), v.ids[v.b].tolist(), strict=True)} == spells


def test_without_memory_every_rule_of_memory_is_off_and_nothing_else():
    made = without_memory(SMALL)
    changed = {(m, k) for m, v in made.params.items() for k, x in v.items() if x != SMALL.params.get(m, {}).get(k)}
    assert len(MEMORY) == 3
    assert changed
    assert all(made.params[m][k] == 0.0 for m, k in changed)


def test_a_wrong_half_moves_every_second_number_within_its_bounds():
    made = wrong_half(SMALL)
    declared = {(m, p.name): p for m in BY_NAME for p in BY_NAME[m].params}
    changed = {(m, k): x for m, v in made.params.items() for k, x in v.items() if x != SMALL.params.get(m, {}).get(k)}
    assert len(changed) > 15
    for key, x in changed.items():
        p = declared[key]
        assert p.low <= x <= p.high
        before = SMALL.params.get(key[0], {}).get(key[1], p.default)
        assert x in (2.0 * before, 0.5 * before, p.high, p.low)
    assert wrong_half(SMALL).params == made.params


def told():
    return ToldApart(
        ("a", "b", "c", "d"),
        (True, True, True, False),
        {"x": (True, False, True, True), "y": (True, True, False, False)},
    )


def test_rows_that_no_wrong_world_fails_are_sanity_and_missed_ones_are_no_evidence():
    assert told().sanity == ("a",)
    assert told().evidence == ("b", "c")
    assert told().telling("x") == ("b",)
    assert [telling.standing(told(), n, "en") for n in "abcd"] == [
        "sanity",
        "fails 1 of 2",
        "fails 1 of 2",
        "missed by the model",
    ]


def test_a_row_that_a_world_leaves_as_it_is_neither_tells_nor_could_tell():
    left = replace(told(), untouched={"x": frozenset("bc")})
    assert left.telling("x") == ()
    assert left.could_tell("x") == ("a",)
    assert left.could_tell("y") == ("a", "b", "c")


@cache
def short():
    """Return the sheets of the model and of all worlds, over four years of two seeds."""
    return measure_wrong_worlds(SMALL, [1, 2], first=12, last=60)


def test_rows_are_declared_the_same_if_and_only_if_they_are_the_model_s_to_the_bit():
    """On the runs of the evidence page; a row left out of the declaration would be counted where it cannot tell.

    What is equal there by chance (a median of shares of a few) is another in other runs.
    """
    found = json.loads(APART.read_text(encoding="utf-8"))
    values = {w["name"]: w["values"] for w in found["wrong_worlds"]}
    scored = [row.name for row in ALL if row.scored]
    for world in WRONG_WORLDS:
        equal = {name for name in scored if values[world.name][name] == found["model"]["values"][name]}
        assert equal >= world.same, world.name
        right, wrong = ({r.name: r.value for r in rows} for rows in (short()[0], short()[1][world.name]))
        assert not {name for name in equal - world.same if right[name] == wrong[name]}, world.name
        assert world.untouched <= {*scored}


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_wrong_world_that_fails_under_a_third_of_the_rows_is_said_to_be_hardly_tested(lang):
    said = telling.sentences(told(), {"x": "X", "y": "Y"}, lang)
    assert len(said) == 3
    assert ("less than a third" if lang == "en" else "kurang dari sepertiga") in said[1]


def test_all_worlds_are_measured_with_the_same_rows():
    right, wrong = short()
    assert list(wrong) == [w.name for w in WRONG_WORLDS]
    assert all([r.name for r in rows] == [r.name for r in right] for rows in wrong.values())
    # the statistics of dates are those of the model in worlds that are made of its runs
    by = {name: {r.name: r.value for r in rows} for name, rows in (("model", right), *wrong.items())}
    assert by["random"]["T2.ended"] == by["degrees"]["T2.ended"] == by["model"]["T2.ended"]
    found = told_apart(right, wrong)
    assert len(found.names) == sum(r.scored for r in right)
    json.loads(telling.as_json(right, wrong, found))
    assert np.isfinite(by["no_memory"]["T8b.degree"])


def test_the_command_knows_the_switch(capsys):
    assert run_command(["validate", "--help", "--lang", "en"]) == 0
    assert "--wrong-worlds" in capsys.readouterr().out
