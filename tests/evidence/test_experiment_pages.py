"""Pages of experiments say what is in the tables that were kept of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from docs.make_evidence import aim, checks, counts, defaults, how_many_met, posterior, said, told
from docs.make_sanity import quarrels_said
from tests.scripts import load

from simkemitraan.runs.experiment import Experiment
from simkemitraan.runs.rules import with_parts

FOLDER = Path(__file__).resolve().parents[2] / "experiments"
WRITE = load(FOLDER / "write.py")
OUTSIDE = {"id": "| di luar |", "en": "| outside |"}


@pytest.mark.parametrize("name", WRITE.EXPERIMENTS)
def test_a_page_is_that_of_the_runs_that_were_kept(name):
    experiment = Experiment.load(FOLDER / name / "experiment.yaml")
    text = (FOLDER / name / "README.md").read_text(encoding="utf-8")
    tables = WRITE.effects if experiment.kind == "morris" else WRITE.levels
    parts = tables(pd.read_csv(FOLDER / name / "values.csv"), experiment)
    assert with_parts(text, parts) == text, "run experiments/write.py"
    assert text.count("<!-- made: ") == len(parts)


def test_only_what_an_interval_tells_from_nothing_is_named():
    surely, luck = pd.DataFrame({"trust": [1.0, 1.1, 0.9]}), pd.DataFrame({"trust": [1.0, -1.1, 0.2]})
    told_ = WRITE.told_from_nothing({"0.3": surely, "0.6": -surely, "1": luck}, ["trust"])
    assert told_.splitlines()[-1] == "- trust: more: 0.3; less: 0.6"
    assert WRITE.told_from_nothing({"1": luck}, ["trust"]).splitlines()[-1] == "- trust: none"


def test_sentences_on_quarrels_follow_their_figures():
    shown = quarrels_said({"hours": (0.8, 0.1), "price": (1.0, 0.4), "tenfold": (-3.0, 0.5)}, "en")
    assert "Quarrels take 0.80 % of hours." in shown
    assert "families served rise" in shown
    assert "At ten times the price the cost shows." in shown
    open_ = quarrels_said({"hours": (0.8, 0.1), "price": (0.7, 0.4), "tenfold": (-0.9, 0.5)}, "en")
    assert "not shown to rise" in open_
    assert "Not even at ten times" in open_


def test_sentences_on_a_replay_follow_its_figures():
    def score(predictor, low, high):
        return {
            "part": "formation",
            "predictor": predictor,
            "auc_low": low,
            "auc_high": high,
            "log_low": None,
            "log_high": None,
        }

    scores = [
        score("model", None, None),
        score("density", 0.1, 0.2),
        score("logit", -0.3, -0.1),
        score("popularity", -0.1, 0.1),
    ]
    fit = [{"aspect": "degrees", "p": 0.001}, {"aspect": "shared", "p": 0.4}]
    lines = load(FOLDER / "replay" / "write.py").short({"scores": scores, "fit": fit}).splitlines()
    assert (
        "ranks better than density only, worse than logit of eight terms; scores better than none, worse than none"
        in lines[0]
    )
    assert lines[1].index("met ") < lines[1].index("not met")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_sentences_of_the_evidence_page_hold_the_figures_of_its_tables(lang):
    model = told()["model"]["met"]
    numbers = [int(word) for word in counts(lang).replace("**", "").split() if word.isdigit()]
    assert numbers[0] + numbers[2] == model
    assert numbers[1] + numbers[3] == told()["rows"]
    assert f"{len(told()['wrong_worlds'])}.**" in aim(lang)
    outside = [row.split(" | ")[0].strip("| ") for row in posterior(lang).splitlines() if row.endswith(OUTSIDE[lang])]
    assert defaults(lang).partition(": ")[2].startswith(", ".join(outside) or said("none", lang))
    missed = sum(row.count("✗") > 0 for row in (line.split(" | ")[4] for line in checks(lang).splitlines()[2:]))
    met, rows = [int(word) for word in how_many_met(lang).replace(",", "").split() if word.isdigit()][:2]
    assert met == rows - missed
