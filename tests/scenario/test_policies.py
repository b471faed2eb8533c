"""Policies stand apart from places: they fit any, combine, clash in the open, and never hide another world."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.strategies import read

from simkemitraan.analysis.comparison.costs import yearly_cost
from simkemitraan.analysis.comparison.differences import differences
from simkemitraan.cli import run_command
from simkemitraan.cli.arms import arms
from simkemitraan.errors import InputError, ScenarioError
from simkemitraan.scenario import Scenario, packaged
from simkemitraan.scenario.building import packaged_policies
from simkemitraan.scenario.policies import load_policy
from simkemitraan.scenario.showing import shown

BONUS = """policy: bonus
title: {id: Nilai tambah, en: A bonus}
month: 6
levers:
  funding: {partnership_bonus: 0.3}
"""
PLACES = ("package:tiny", "package:kabupaten_garut", "package:kota_surabaya")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bonus.yaml").write_text(BONUS, encoding="utf-8")
    return tmp_path


def problem(name: str, place: str = "package:tiny") -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        Scenario.load(place).with_policy(name)
    return caught.value


@pytest.mark.parametrize("name", packaged_policies())
@pytest.mark.parametrize("place", PLACES)
def test_a_packaged_policy_fits_any_place_and_changes_policy_only(name: str, place: str) -> None:
    base = Scenario.load(place)
    under = base.with_policy(name)
    found = differences(base.spec(), under.spec())
    assert found
    assert {d.sort for d in found} <= {"lever", "shock"}
    assert (under.name, under.months) == (name, base.months)
    assert under.title.id != under.title.en


@pytest.mark.parametrize("name", packaged_policies())
def test_the_old_name_is_the_policy_on_the_median_regency(name: str) -> None:
    assert Scenario.load(f"package:{name}") == Scenario.load("package:baseline").with_policy(name)


def test_levers_hold_from_the_month_that_the_file_says(folder: Path) -> None:
    under = Scenario.load("package:tiny").with_policy("bonus.yaml")
    (row,) = under.data["timeline"]
    assert (row["month"], row["param"], row["value"]) == (6, "partnership_bonus", 0.3)
    assert under.value("funding", "partnership_bonus") == 0.0


def test_policies_combine_whatever_their_order() -> None:
    base = Scenario.load("package:tiny")
    one, other = base.with_policy("forum+budget_cut"), base.with_policy("budget_cut+forum")
    assert one.hash() == other.hash()
    assert one.name == "forum+budget_cut"
    assert one.title.en == "A convening forum + District budget cut"
    assert [r["month"] for r in one.data["timeline"]] == [12, 24, 24, 24]


def test_what_a_later_policy_sets_takes_over(folder: Path) -> None:
    (folder / "late.yaml").write_text(BONUS.replace("policy: bonus", "policy: late").replace("month: 6", "month: 20"))
    under = Scenario.load("package:tiny").with_policy("late.yaml+bonus.yaml")
    assert [r["month"] for r in under.data["timeline"]] == [6, 20]


def test_two_policies_on_one_lever_in_one_month_are_told_apart(folder: Path) -> None:
    (folder / "more.yaml").write_text(BONUS.replace("policy: bonus", "policy: more").replace("0.3", "0.1"))
    error = problem("bonus.yaml+more.yaml")
    (mistake,) = error.mistakes
    assert (mistake.file, mistake.line, mistake.key) == ("more.yaml", 5, "levers.funding.partnership_bonus")
    assert "`bonus` (bonus.yaml:5) changes it in month 6 too (to: 0.3; here to: 0.1)" in mistake.en
    assert "ubah salah satu bulan" in mistake.id


def test_one_policy_twice() -> None:
    assert "named twice" in problem("forum+forum").words("en")


@pytest.mark.parametrize(
    ("text", "line", "id", "en"),
    [
        (
            "name: x\nlevers: {funding: {small_quota: 0.2}}",
            1,
            "diawali `policy: x`",
            "begins with `policy: x`, not `name`",
        ),
        (
            "policy: x\nextends: package:kota_surabaya\nlevers: {funding: {small_quota: 0.2}}",
            2,
            "hapus `extends`",
            "delete `extends` and write: simkemitraan compare package:kota_surabaya --policy p.yaml",
        ),
        ("policy: x\nassumptions: {staffing: off}", 2, "hapus `assumptions`", "delete `assumptions`"),
        ("policy: x\nlever: {funding: {small_quota: 0.2}}", 2, "maksudnya `levers`?", "did you mean `levers`?"),
        ("policy: x", 1, "belum mengubah apa pun", "changes nothing yet"),
        ("policy: x y\nlevers: {funding: {small_quota: 0.2}}", 1, "pakai huruf", "use letters"),
        (
            "policy: x\nlevers: {funding: {small_quotas: 0.2}}",
            2,
            "maksudnya `small_quota`?",
            "did you mean `small_quota`?",
        ),
        ("policy: x\nlevers:\n  funding:\n    small_quota: 1.5", 4, "di luar batas", "out of bounds"),
        (
            "policy: x\nlevers: {leadership: {hazard_per_year: 0.2}}",
            2,
            "bagian dari `assumptions`",
            "belongs under `assumptions`",
        ),
        (
            "policy: x\ntimeline:\n  - {month: 3, set: assumptions.staffing.fill_share, to: 0.1}",
            3,
            "hanya mengubah tuas",
            "changes levers only",
        ),
        (
            "policy: x\ntimeline:\n  - {month: 3, shock: disaster, district: A}",
            3,
            "di satu tempat saja",
            "in one place only",
        ),
        ("policy: x\nmonth: -1\nlevers: {funding: {small_quota: 0.2}}", 2, "di luar batas", "out of bounds"),
        (
            "policy: x\nmonth: 3\nlevers: {funding: {small_quota: 0.2}}\ntimeline:\n  - {month: 3, set: levers.funding.small_quota, to: 0.1}",
            5,
            "sudah ditetapkan untuk bulan 3 di p.yaml:3",
            "is set for month 3 already, in p.yaml:3",
        ),
        (
            "policy: x\ntimeline:\n  - {month: 3, multiply: levers.funding.partnership_bonus, by: 2}",
            3,
            "tetap 0",
            "is 0 here",
        ),
        (
            "policy: x\ntimeline:\n  - {month: 3, shock: leadership_wave, share: 8.5}",
            3,
            "8.5 persen ditulis 0.085",
            "8.5 per cent is written 0.085",
        ),
        (
            "policy: x\ntimeline:\n  - {month: 3, multiply: levers.formation.term_extra, by: 2}\n  - {month: 3, shock: rain}",
            4,
            "tidak dikenal",
            "is not known",
        ),
        ("- a\n- b", 1, "harus pasangan", "must hold `key: value` pairs"),
    ],
)
def test_a_wrong_policy_file_says_where_what_and_how(folder: Path, text: str, line: int, id: str, en: str) -> None:
    (folder / "p.yaml").write_text(text + "\n", encoding="utf-8")
    error = problem("p.yaml")
    assert any((m.line == line and en in m.en and id in m.id) for m in error.mistakes), [
        (m.line, m.en) for m in error.mistakes
    ]


@pytest.mark.parametrize(
    ("name", "id", "en"),
    [
        ("frum", "maksudnya `forum`?", "did you mean `forum`?"),
        ("kabupaten_garut", "itu sebuah tempat", "that is a place"),
        ("tiny", "itu sebuah tempat", "that is a place"),
        ("bonus", "maksudnya `bonus.yaml`?", "did you mean `bonus.yaml`?"),
        ("zzz", "policy list", "policy list"),
        ("nowhere.yaml", "berkas tidak ditemukan", "file not found"),
        ("forum+frum", "maksudnya `forum`?", "did you mean `forum`?"),
    ],
)
def test_an_unknown_policy_is_answered_with_the_nearest(folder: Path, name: str, id: str, en: str) -> None:
    error = problem(name)
    assert id in error.words("id")
    assert en in error.words("en")


def test_several_files_to_extend_are_told_how_policies_combine(folder: Path) -> None:
    (folder / "s.yaml").write_text("name: s\nextends: [a.yaml, b.yaml]\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        Scenario.load("s.yaml")
    assert "simkemitraan compare PLACE --policy a+b" in caught.value.words("en")


def test_arms_are_the_place_as_it_is_and_under_each_policy(folder: Path) -> None:
    found = arms("package:kabupaten_garut", [], ["forum", "bonus.yaml+handover"], None, "en")
    assert [s.name for s in found] == ["kabupaten_garut", "forum", "bonus+handover"]
    assert len({s.place() for s in found}) == 1


def test_a_packaged_policy_among_the_scenarios_is_laid_on_the_place(capsys: pytest.CaptureFixture[str]) -> None:
    """Who types the words of before gets what they meant, and the new words."""
    found = arms("package:kabupaten_garut", ["package:forum"], [], None, "en")
    assert found[1] == Scenario.load("package:kabupaten_garut").with_policy("forum")
    assert "simkemitraan compare package:kabupaten_garut --policy forum" in capsys.readouterr().err


OTHER_WORLDS: dict[str, tuple[str, str]] = {
    "name: o\nextends: package:kota_surabaya": ("the place (Contoh; Kota Surabaya)", "tempatnya"),
    "name: o\nextends: package:tiny\nmonths: 36": ("months (24; 36)", "bulan (24; 36)"),
    "name: o\nextends: package:tiny\nassumptions: {staffing: off}": ("staff and volunteers", "staf dan relawan"),
    "name: o\nextends: package:tiny\nassumptions: {maintenance: {hours_per_tie: 30}}": (
        "hours a tie costs",
        "jam kerja",
    ),
    "name: o\nextends: package:tiny\nplace: {districts: [{name: Contoh, population: 30000}]}": (
        "the place",
        "tempatnya",
    ),
}


@pytest.mark.parametrize("text", OTHER_WORLDS)
def test_arms_that_differ_in_more_than_policy_are_refused(
    folder: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A difference between places must never be taken for what a policy does."""
    (folder / "o.yaml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        arms("package:tiny", ["o.yaml"], [], None, "en")
    en, id = OTHER_WORLDS[text]
    assert en in caught.value.words("en")
    assert id in caught.value.words("id")
    assert "simkemitraan compare package:tiny --policy FILE" in caught.value.words("en")
    assert "--different-places" in caught.value.words("id")
    assert len(arms("package:tiny", ["o.yaml"], [], None, "en", different_places=True)) == 2
    assert "not the policy's doing" in capsys.readouterr().err


def test_the_command_refuses_before_anything_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "en", "compare", "package:tiny", "package:kota_surabaya", "--out", "r"]) == 2
    assert "--different-places" in capsys.readouterr().err
    assert not (folder / "r").exists()


def test_a_scenario_that_differs_in_policy_is_an_arm_as_before(folder: Path) -> None:
    text = "name: o\nextends: package:tiny\nlevers: {funding: {small_quota: 0.4}}\ntimeline: [{month: 3, shock: disaster}]\n"
    (folder / "o.yaml").write_text(text, encoding="utf-8")
    assert [s.name for s in arms("package:tiny", ["o.yaml"], ["forum"], None, "en")] == ["tiny", "o", "forum"]


def test_two_arms_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="both called `forum`"):
        arms("package:tiny", [], ["forum", "forum"], None, "en")


def test_a_policy_that_begins_after_the_end_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    arms("package:tiny", [], ["disaster"], None, "en")
    assert "month 36 or later does not happen" in capsys.readouterr().err


def test_check_list_show_and_new_know_policies(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["--lang", "en", "check", "bonus.yaml"]) == 0
    assert "a policy: 1 change, the first in month 6" in capsys.readouterr().out
    assert run_command(["--lang", "en", "policy", "list", "--json"]) == 0
    assert [r["name"] for r in json.loads(capsys.readouterr().out)] == list(packaged_policies())
    assert run_command(["--lang", "id", "policy", "show", "forum+bonus.yaml"]) == 0
    (folder / "again.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    base = Scenario.load("package:tiny")
    assert base.with_policy("again.yaml") == base.with_policy("forum+bonus.yaml")
    for lang in ("id", "en"):
        assert run_command(["--lang", lang, "policy", "new", f"{lang}.yaml"]) == 0
        assert load_policy(f"{lang}.yaml").name == lang
        assert run_command(["--lang", lang, "policy", "new", f"{lang}.yaml"]) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"timeline": [{"month": 1, "set": "levers.funding.small_quota", "to": v} for v in (0.1, 0.2)]}, "already, in"),
        ({"timeline": [{"month": 1, "multiply": "levers.funding.small_quota", "by": 2}]}, "0 times anything stays 0"),
        ({"timeline": [{"month": 1, "shock": "closure", "share": 8.5}]}, "a share lies between 0 and 1"),
    ],
)
def test_a_timeline_that_silently_does_nothing_is_refused(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        read({"name": "x", **change})
    assert words in caught.value.words("en")


def test_the_scenarios_that_come_with_the_package_are_no_policies() -> None:
    assert not set(packaged()) & set(packaged_policies())


COSTLY = BONUS + "costs: {funding: {partnership_bonus: 500}}\n"


def test_a_policy_may_say_what_its_levers_cost(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "costly.yaml").write_text(COSTLY, encoding="utf-8")
    base = Scenario.load("package:tiny")
    free, costly = base.with_policy("bonus.yaml"), base.with_policy("costly.yaml")
    assert costly.costs == {"funding.partnership_bonus": 500.0}
    assert costly.hash() == free.hash()  # money does not change what happens
    assert yearly_cost(base.spec(), free.spec(), 12, free.costs) == 0
    assert yearly_cost(base.spec(), costly.spec(), 12, costly.costs) == pytest.approx(0.3 * 500)
    assert Scenario.from_resolved(costly.json).costs == costly.costs
    assert run_command(["policy", "show", "costly.yaml"]) == 0
    (folder / "again.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    assert base.with_policy("again.yaml") == costly
    assert read(shown(costly)).costs == costly.costs


def test_two_policies_cannot_state_two_costs_of_one_lever(folder: Path) -> None:
    late = COSTLY.replace("policy: bonus", "policy: late").replace("month: 6", "month: 9").replace("500", "400")
    (folder / "costly.yaml").write_text(COSTLY, encoding="utf-8")
    (folder / "late.yaml").write_text(late, encoding="utf-8")
    assert "`bonus` and `late` state different costs (500 and 400)" in problem("costly.yaml+late.yaml").words("en")
    (folder / "late.yaml").write_text(late.replace("400", "-1"), encoding="utf-8")
    assert "out of bounds" in problem("late.yaml").words("en")
