"""Scores against closed forms; panels that the model made, that dice made, and that people made."""

import csv
import json
import math
import runpy
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from tests.evidence.made_panels import bare, baseline_spec, read_off_the_model, thrown

from simkemitraan.analysis.panels import actors
from simkemitraan.analysis.panels.dyads import PARTS, Dyads, calibrated, compare, concordance, log_scores
from simkemitraan.analysis.panels.panel import PanelTie, load_panel
from simkemitraan.analysis.panels.replay import replay, two_waves
from simkemitraan.analysis.panels.replaying import replicate, setting
from simkemitraan.cli import run_command
from simkemitraan.errors import InputError, MistakesError

HERE = Path(__file__).resolve().parent
ESTUARIES = HERE.parents[1] / "../shared/evidence/data/estuary_panel"
EXAMPLE = HERE / "panel"


# --- scores -----------------------------------------------------------------------------------------------------------


def test_concordance_counts_couples_in_the_right_order_and_half_of_ties():
    score = np.array([0.9, 0.2, 0.5, 0.5, 0.1])
    hit = np.array([True, True, False, True, False])
    # hits .9 .2 .5 against misses .5 .1: .9 beats both, .2 beats .1, .5 ties with .5 and beats .1
    assert concordance(score, hit) == (2 + 1 + 1.5, 6.0)
    assert concordance(score, np.ones(5, bool)) == (0.0, 0.0)


def test_auc_of_two_normals_is_the_normal_integral():
    rng = np.random.default_rng(4)
    n, shift = 4000, 0.8
    score = np.concatenate([rng.normal(shift, 1, n), rng.normal(0, 1, n)])
    right, couples = concordance(score, np.arange(2 * n) < n)
    exact = 0.5 * (1 + math.erf(shift / 2))
    assert right / couples == pytest.approx(exact, abs=4 * math.sqrt(exact * (1 - exact) / n))


def test_log_score_is_the_logarithm_of_what_was_given_to_what_happened():
    got = log_scores(np.array([0.25, 0.25]), np.array([True, False]))
    assert got == pytest.approx([math.log(0.25), math.log(0.75)])


def test_a_constant_is_calibrated_to_the_share_of_hits_elsewhere():
    hit = np.array([1, 0, 0, 0, 1, 1, 0, 0, 0, 0], bool)
    group = np.repeat([1, 2], [4, 6])
    got = calibrated(np.zeros(10), hit, group)
    assert got[:4] == pytest.approx(2 / 6, abs=1e-5)
    assert got[4:] == pytest.approx(1 / 4, abs=1e-5)


def test_two_classes_are_calibrated_to_their_shares_elsewhere():
    covariate = np.tile([0.0, 0.0, 1.0, 1.0, 0.0, 1.0], 2)
    hit = np.array([1, 0, 1, 1, 0, 0] * 2, bool)
    got = calibrated(covariate, hit, np.repeat([1, 2], 6))
    assert got[covariate == 0] == pytest.approx(1 / 3, abs=1e-4)
    assert got[covariate == 1] == pytest.approx(2 / 3, abs=1e-4)


def dice(systems, pairs, rng, skill):
    """Return dyads whose chance says ``skill`` of what decides."""
    truth = rng.normal(size=systems * pairs)
    told = skill * truth + math.sqrt(1 - skill**2) * rng.normal(size=truth.size)
    again = rng.random(truth.size) < 1 / (1 + np.exp(2 - truth))
    system = np.repeat(np.arange(systems), pairs)
    return Dyads(
        system, system, rng.random(truth.size) < 0.1, again, rng.poisson(2, truth.size), 1 / (1 + np.exp(2 - told))
    )


def test_a_model_that_knows_is_better_and_the_gain_is_what_it_says():
    lines = {x.predictor: x for x in compare(dice(12, 100, np.random.default_rng(2), 1.0), "formation")}
    assert lines["density"].auc == 0.5
    for simple in ("density", "popularity", "persistence"):
        assert lines[simple].auc_gain.verdict == lines[simple].log_gain.verdict == "better"
        assert lines[simple].auc_gain.value == pytest.approx(lines["model"].auc - lines[simple].auc)
        assert lines[simple].log_gain.value == pytest.approx(lines["model"].log_score - lines[simple].log_score)
        assert lines[simple].auc_gain.low < lines[simple].auc_gain.value < lines[simple].auc_gain.high
    assert lines["model"].auc_gain.value == 0.0


def test_a_model_that_knows_nothing_is_seldom_called_better():
    """A percentile bootstrap over twelve systems is somewhat too sure: 2.5 % becomes about 4 %, never 10 %."""
    rng = np.random.default_rng(8)
    claims = [compare(dice(12, 60, rng, 0.0), "all")[1].auc_gain.verdict == "better" for _ in range(60)]
    assert np.mean(claims) < 0.1 + 2 * math.sqrt(0.1 * 0.9 / 60)


@pytest.mark.parametrize("systems", [2, 4])
def test_few_systems_give_figures_without_intervals(systems):
    for line in compare(dice(systems, 200, np.random.default_rng(3), 1.0), "all"):
        assert math.isnan(line.auc_gain.low)
        assert line.auc_gain.verdict == "open"
        assert math.isfinite(line.log_score)


# --- panels -----------------------------------------------------------------------------------------------------------


def test_the_example_panel_is_read():
    panel = load_panel(EXAMPLE)
    assert [w.label for w in panel.waves] == ["2022", "2024"]
    assert panel.waves[1].month - panel.waves[0].month == 24
    assert panel.organisations[0].kind == 0
    assert panel.organisations[3].missing == {"2024"}
    assert panel.at("2022")[0].trust == 0.7


def test_every_mistake_of_a_panel_is_said_at_once(tmp_path):
    (tmp_path / "waves.csv").write_text("wave,month,instrument\n1,0,names\n1,x,phone\n")
    (tmp_path / "organisations.csv").write_text(
        "system,id,kind,staff,missing\nA,a,nonprofit,-2,\nA,a,charity,,9\nB,c,company,,\n"
    )
    (tmp_path / "ties.csv").write_text("system,wave,a,b\nA,1,a,a\nA,7,a,q\nA,1,a,c\n")
    with pytest.raises(MistakesError) as found:
        load_panel(tmp_path)
    where = [(m.file, m.line, m.key) for m in found.value.mistakes]
    assert where == [
        ("waves.csv", 3, "month"),
        ("waves.csv", 3, "instrument"),
        ("waves.csv", 3, "wave"),
        ("organisations.csv", 2, "staff"),
        ("organisations.csv", 3, "id"),
        ("organisations.csv", 3, "kind"),
        ("organisations.csv", 3, "missing"),
        ("ties.csv", 2, "b"),
        ("ties.csv", 3, "wave"),
        ("ties.csv", 3, "b"),
        ("ties.csv", 4, "system"),
    ]


def test_missing_files_and_columns_are_named(tmp_path):
    (tmp_path / "waves.csv").write_text("wave,month\n1,0\n")
    (tmp_path / "ties.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(MistakesError) as found:
        load_panel(tmp_path)
    assert [m.file for m in found.value.mistakes] == ["waves.csv", "organisations.csv", "ties.csv"]


def test_waves_of_two_instruments_are_not_compared():
    panel = bare(1)
    mixed = replace(panel, waves=(panel.waves[0], replace(panel.waves[1], instrument="register")))
    with pytest.raises(InputError, match="same instrument"):
        two_waves(mixed)
    with pytest.raises(InputError, match="it has: 1, 2"):
        two_waves(panel, ["1", "3"])


# --- starting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("instrument", ["names", "register"])
def test_a_world_starts_with_the_ties_of_the_panel_and_with_no_others(instrument):
    panel = replace(bare(2, instrument), ties=(PanelTie("1", 0, 5), PanelTie("1", 5, 0), PanelTie("1", 13, 20)))
    plan = setting(panel, *panel.waves, baseline_spec())
    back = np.argsort(plan.rows)
    assert back.size == 24
    found = set()
    for seed in (7, 8, 9):
        seen = replicate(seed, replace(plan, months=0)).seen > 0
        named = {(int(plan.rows[i]), int(plan.rows[j])) for i, j in zip(*np.nonzero(seen), strict=True)}
        pairs = {tuple(sorted(p)) for p in named}
        # a month has passed: a few ties may be new, and one of the panel may have ended
        assert len(pairs & {(0, 5), (13, 20)}) >= 1 or instrument == "names"
        assert len(pairs - {(0, 5), (13, 20)}) <= 8
        found |= pairs
    assert found >= {(0, 5), (13, 20)} or instrument == "names"


def test_the_most_named_organisation_of_a_kind_stands_first_and_takes_the_place_of_the_lead():
    panel = replace(bare(1), ties=tuple(PanelTie("1", k, 1) for k in range(2, 9)))
    plan = setting(panel, *panel.waves, baseline_spec())
    assert plan.rows[0] == 1
    assert plan.spec.place.districts[0].counts == (2, 5, 2, 3, 0)
    assert plan.survey.mean == pytest.approx(7 / 12)


def test_the_whole_network_has_the_survey_s_list_and_about_as_many_names_as_it_shows():
    start = thrown(2, seed=1)
    plan = setting(start, *start.waves, baseline_spec())
    outcomes = [replicate(seed, plan) for seed in range(20)]
    assert all(o.nodes.all() for o in outcomes)  # who closed does not answer, and stays on the list
    assert any(not o.there.all() for o in outcomes)
    names = np.array([o.network.sum() for o in outcomes])
    assert abs(names.mean() - plan.names) < 0.1 * plan.names, (names, plan.names)


def test_organisations_of_a_register_that_come_later_are_not_there_at_the_start():
    panel = bare(1, "register")
    late = tuple(replace(o, missing=frozenset("1")) if k == 4 else o for k, o in enumerate(panel.organisations))
    plan = setting(replace(panel, organisations=late, ties=(PanelTie("1", 0, 5),)), *panel.waves, baseline_spec())
    assert 4 not in plan.rows
    assert plan.rows.size == 11


# --- whole replays ----------------------------------------------------------------------------------------------------


@cache
def own_panel_replayed():
    return replay(read_off_the_model(8, seed=5), baseline_spec(), seed=3, replicates=24, rival_worlds=50)


def test_the_model_predicts_a_panel_of_its_own_better_than_density_alone():
    done = own_panel_replayed()
    assert done.line("persistence", "density").auc_gain.verdict != "worse"  # 76 ties: a standard error of 0.07
    for part in ("formation", "all"):
        assert done.line(part, "density").auc_gain.value > 0, part
    assert done.line("formation", "density").auc_gain.verdict == "better"
    assert done.line("all", "density").log_gain.verdict == "better"


@pytest.mark.full
def test_nothing_is_claimed_of_a_panel_thrown_by_dice():
    done = replay(thrown(8, seed=2), baseline_spec(), seed=3, replicates=12, rival_worlds=50)
    for part in PARTS:
        for simple in done.dyads.predictors[1:]:
            line = done.line(part, simple)
            assert line.auc_gain.verdict != "better", (part, simple)
            if simple not in ("logit", "actors"):  # those that are fitted pay for fitting noise in log score
                assert line.log_gain.verdict != "better", (part, simple)


def test_a_register_counts_each_pair_once_with_an_entry_and_an_exit(monkeypatch):
    monkeypatch.setattr(actors, "_ROUNDS", 4)  # what is counted does not hang on how well a rival is fitted
    panel = thrown(5, seed=4)
    waves = tuple(replace(w, instrument="register") for w in panel.waves)
    missing = {3: frozenset("2"), 7: frozenset("1")}  # one left, one came
    organisations = tuple(replace(o, missing=missing.get(k, frozenset())) for k, o in enumerate(panel.organisations))
    absent = {("2", 3), ("1", 7)}
    ties = tuple(t for t in panel.ties if not {(t.wave, t.a), (t.wave, t.b)} & absent)
    done = replay(
        replace(panel, waves=waves, organisations=organisations, ties=ties),
        baseline_spec(),
        replicates=4,
        rival_worlds=50,
    )
    assert not np.isin(done.pairs, (3, 7)).any()
    assert len({tuple(sorted(p)) for p in done.pairs.tolist()}) == len(done.pairs) == 4 * 66 + 45
    degrees = next(f for f in done.fits if f.aspect == "degrees")
    assert degrees.observed[-1] <= 59
    later = {frozenset((t.a, t.b)) for t in ties if t.wave == "2"}
    lasting = next(f for f in done.fits if f.aspect == "lasting")
    assert lasting.observed.sum() == len(later)


def test_a_replay_is_the_same_every_time():
    panel = load_panel(EXAMPLE)
    first, second = (replay(panel, baseline_spec(), seed=4, replicates=3, rival_worlds=50) for _ in range(2))
    assert (first.dyads.chance == second.dyads.chance).all()
    assert (first.dyads.rivals["actors"] == second.dyads.rivals["actors"]).all()


def test_the_command_says_writes_and_refuses(tmp_path, capsys):
    out = tmp_path / "replayed"
    arguments = ["replay", str(EXAMPLE), "--replicates", "4", "--burn-in", "12", "--workers", "1", "--out", str(out)]
    assert run_command([*arguments, "--lang", "id"]) == 0
    said = capsys.readouterr().out
    assert "Hubungan baru" in said
    assert "Kecocokan" in said
    assert {p.name for p in out.iterdir()} == {
        "scores.csv",
        "calibration.csv",
        "pairs.csv",
        "replay.json",
        "fit.svg",
        "calibration.svg",
    }
    with (out / "scores.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [r["predictor"] for r in rows[:7]] == [
        *("model", "density", "popularity", "persistence"),
        *("past_popularity", "logit", "actors"),
    ]
    sentences = said[said.index("dunia") + 6 :]  # after the title
    assert sentences.startswith(("Yang tidak terpenuhi", "Pada panel ini"))
    told = json.loads((out / "replay.json").read_text())
    assert len(told["fit"]) == 5
    page = runpy.run_path(str(HERE.parents[1] / "experiments" / "replay" / "write.py"))
    assert page["scores"](told).count("\n") == 3 + len(rows)
    assert page["fit"](told).count("\n") == 6
    assert page["short"](told).count("\n") == len({r["part"] for r in rows})
    assert run_command([*arguments, "--lang", "en"]) == 2
    assert "already exists" in capsys.readouterr().err


def test_a_panel_with_nothing_to_score_is_refused(tmp_path, capsys):
    for name in ("waves.csv", "organisations.csv"):
        (tmp_path / name).write_text((EXAMPLE / name).read_text())
    (tmp_path / "ties.csv").write_text("system,wave,a,b\n")
    assert (
        run_command(["replay", str(tmp_path), "--replicates", "2", "--burn-in", "1", "--workers", "1", "--lang", "en"])
        == 2
    )
    assert "too few pairs" in capsys.readouterr().err


# --- a real panel -----------------------------------------------------------------------------------------------------


def estuary_panel(folder: Path) -> Path:
    """Write the estuary survey, which lies beside the repository, in the format of a panel."""
    with (ESTUARIES / "organisations.csv").open() as file:
        organisations = list(csv.DictReader(file))
    with (ESTUARIES / "ties.csv").open() as file:
        ties = list(csv.DictReader(file))
    trust = {(o["id"], w): o[f"trust_wave{w}"] for o in organisations for w in "12"}
    system = {o["id"]: o["estuary"] for o in organisations}
    tables = {
        "waves.csv": [("wave", "month", "instrument"), ("1", 0, "names"), ("2", 24, "names")],
        "organisations.csv": [
            ("system", "id", "kind", "missing"),
            *(
                (
                    o["estuary"],
                    o["id"],
                    "government" if o["government"] == "1" else "nonprofit",
                    "" if o["answered_wave2"] == "1" else "2",
                )
                for o in organisations
            ),
        ],
        "ties.csv": [
            ("system", "wave", "a", "b", "trust"),
            *((system[t["tail"]], t["wave"], t["tail"], t["head"], _tenth(trust[t["tail"], t["wave"]])) for t in ties),
        ],
    }
    for name, rows in tables.items():
        with (folder / name).open("w", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def _tenth(answer: str) -> str:
    return f"{float(answer) / 10:.2f}" if answer else ""


@pytest.mark.full
@pytest.mark.skipif(not ESTUARIES.exists(), reason="the survey is not here")
def test_the_estuary_survey_gives_the_pairs_of_its_archive_and_ranks_new_ties_above_chance(tmp_path):
    done = replay(load_panel(estuary_panel(tmp_path)), baseline_spec(), replicates=40)
    with (ESTUARIES / "dyads.csv").open() as file:
        archive = {(d["i"], d["j"]): (int(d["y1"]), int(d["y2"])) for d in csv.DictReader(file)}
    ids = [o.id for o in done.panel.organisations]
    ours = {
        (ids[a], ids[b]): (int(t), int(n))
        for (a, b), t, n in zip(done.pairs, done.dyads.tied, done.dyads.again, strict=True)
    }
    assert ours == archive
    assert done.line("formation", "density").auc_gain.verdict == "better"
    rivals = {p: done.line("all", p).auc for p in ("past_popularity", "logit", "actors")}
    assert all(auc > done.line("all", "persistence").auc + 0.05 for auc in rivals.values()), rivals
