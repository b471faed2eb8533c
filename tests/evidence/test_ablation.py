"""Switching off: only what is meant, by numbers that exist; which rows break, surely or perhaps."""

import csv
import json
from dataclasses import replace

import pytest

from simkemitraan.analysis.validation.ablation import ABLATIONS, MECHANISMS, Ablation, ablate, ablated, effect
from simkemitraan.analysis.validation.measurement import TargetRow
from simkemitraan.cli import ablating, run_command
from simkemitraan.declare import Text
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.scenario import Scenario

SMALL = replace(Scenario.load("package:tiny").spec(trace=False), months=48, burn_in=24)


@pytest.mark.parametrize("ablation", ABLATIONS, ids=lambda a: a.name)
def test_an_ablation_names_numbers_that_exist_and_changes_them(ablation):
    assert ablation.mechanism or ablation.numbers
    if ablation.mechanism:
        assert ablated(SMALL, ablation).off == SMALL.off | {ablation.mechanism}
    for mechanism, number, value in ablation.numbers:
        declared = {p.name: p for p in BY_NAME[mechanism].params}[number]
        assert declared.low <= value <= declared.high
        assert value != declared.default
        assert ablated(SMALL, ablation).params[mechanism][number] == value


def test_every_mechanism_with_something_to_do_is_switched_off_once():
    assert {a.mechanism for a in MECHANISMS} == set(BY_NAME) - {"policy"}
    assert len({a.name for a in ABLATIONS}) == len(ABLATIONS)


def row(name, value, interval, low=1.0, high=2.0, scored=True):
    met = low <= value <= high
    return TargetRow(
        name, Text(name, name), value, low, high, 1.5, met, scored, 9, 9, interval, interval, float("nan"), False, "1"
    )


NOTHING = Ablation("x", Text("x", "x"), "needs")


def test_broken_surely_broken_and_mended():
    nan = float("nan")
    as_is = [
        row("a", 1.5, (1, 2)),
        row("b", 1.5, (1, 2)),
        row("c", 3.0, (2.5, 4)),
        row("d", 1.5, (1, 2)),
        row("e", 1.5, (1, 2)),
        row("f", 1.5, (1, 2), scored=False),
    ]
    now = [
        row("a", 2.2, (1.9, 2.4)),
        row("b", 3.0, (2.5, 4)),
        row("c", 1.5, (1, 2)),
        row("d", nan, (nan, nan)),
        row("e", 1.4, (1, 2)),
        row("f", 9.0, (8, 9), scored=False),
    ]
    found = effect(as_is, now, NOTHING)
    assert found.broken == ("a", "b", "d")
    assert found.surely == ("b", "d")
    assert found.fixed == ("c",)
    assert ablating.breaks(found) == "b, d, (a), +c"


def test_without_formation_there_is_nothing_to_end_and_the_table_says_so(tmp_path, capsys):
    chosen = [a for a in ABLATIONS if a.name in ("formation", "dissolution")]
    result = ablate(SMALL, [1, 2], chosen, first=12, last=48)
    values = [{r.name: r.value for r in rows} for rows in (result[0], result[1][0].rows, result[1][1].rows)]
    by_name = dict(zip(("as_is", *(a.name for a in chosen)), values, strict=True))
    assert by_name["dissolution"]["T1.ended"] < by_name["as_is"]["T1.ended"] or by_name["as_is"]["T1.ended"] == 0.0
    assert by_name["formation"]["T8b.degree"] < by_name["as_is"]["T8b.degree"] < by_name["dissolution"]["T8b.degree"]
    ablating.show(result, "id")
    assert "terbentuknya hubungan" in capsys.readouterr().out
    ablating.write_matrix(result, tmp_path / "m.csv", "en")
    with (tmp_path / "m.csv").open(encoding="utf-8") as file:
        head, *lines = csv.reader(file)
    assert head == ["row", "low", "high", "as_is", "dissolution", "formation"]
    assert len(lines) == len(result[0])
    assert [e["name"] for e in json.loads(ablating.as_json(result))["without"]] == ["dissolution", "formation"]
    ablating.write_matrix(result, tmp_path / "m.md", "en")
    text = (tmp_path / "m.md").read_text(encoding="utf-8")
    assert "| formation | " in text
    assert text.count("\n") == 2 + 3 + 1 + 2 + sum(r.scored for r in result[0])


@pytest.mark.full
def test_the_command_switches_everything_off_in_turn(tmp_path, capsys):
    arguments = [
        "validate",
        "package:tiny",
        "--ablate",
        "--replicates",
        "2",
        "--matrix",
        str(tmp_path / "m.csv"),
        "--lang",
        "en",
    ]
    assert run_command(arguments) == 0
    said = capsys.readouterr().out
    assert "nothing" in said
    assert "Nothing was fitted anew" in said
    assert (tmp_path / "m.csv").read_text(encoding="utf-8").splitlines()[0].count(",") == 3 + len(ABLATIONS)
