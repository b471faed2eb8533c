"""What a report says and in which order, in both languages, for one scenario and for several."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from tests.report.fake_result import FakeResult, fake

from simkemitraan.analysis.comparison.comparison import Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.declare import Text
from simkemitraan.errors import InputError, ResultError
from simkemitraan.report import answer, limits, reform, write_report
from simkemitraan.report.blocks import Document, Effects
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.report.page import page
from simkemitraan.report.picture import stamped
from simkemitraan.world.identity import pack

NOT_SHOWN = re.compile(r"(?<![a-zA-Z])(nan|NaN|None|inf)(?![a-zA-Z])")


def context_of(result: FakeResult, lang: str = "id") -> Context:
    overview = Overview(result)
    return Context(overview, Comparison(overview) if overview.arms > 1 else None, lang)


@pytest.fixture(scope="module")
def told(result: FakeResult) -> Document:
    return document(context_of(result))


@pytest.fixture(scope="module")
def tiny() -> FakeResult:
    return fake(arms=1, replicates=2, months=12)


def words_of(html: str) -> str:
    """Return the text of a page, without tags, styles and data."""
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", re.sub(r'src="[^"]*"', "", html))


def test_the_reform_comes_before_its_results_and_limits_before_provenance(told):
    keys = [s.key for s in told.sections]
    assert keys == [
        "tested",
        "answer",
        "glance",
        "network",
        "families",
        "flows",
        "benefits",
        "lasting",
        "spread",
        "winners",
        "counterfactual",
        "tables",
        "limits",
        "provenance",
    ]


def test_a_single_scenario_begins_with_its_answer():
    keys = [s.key for s in document(context_of(fake(arms=1, replicates=9, months=24))).sections]
    assert keys == ["answer", "network", "families", "flows", "benefits", "lasting", "tables", "limits", "provenance"]


@pytest.mark.parametrize(("lang", "arms"), [("id", 1), ("en", 3)])
def test_a_page_shows_no_missing_number_and_asks_for_nothing(lang, arms):
    html = page(document(context_of(fake(arms=arms, replicates=3, months=24), lang)))
    assert not NOT_SHOWN.search(words_of(html))
    assert not re.search(r'(?:src|href)="(?!data:|#)', html)
    assert html.count("<script") == (arms > 2)  # the one that sorts the ranking
    assert f'<html lang="{lang}">' in html


def test_every_picture_has_words_and_a_stamp(told):
    assert len(told.pictures()) > 20
    assert len({p.key for p in told.pictures()}) == len(told.pictures())
    for picture in told.pictures():
        assert len(picture.alt) > 20
        assert not NOT_SHOWN.search(picture.alt)
        assert "benih 5" in picture.stamp
        assert "simkemitraan" in stamped(picture)
        assert "Date" not in picture.svg
        assert "DejaVu" not in picture.svg


def test_the_same_result_gives_the_same_page(quick, folders):
    assert page(document(context_of(quick))) == (folders["id"] / "report.html").read_text(encoding="utf-8")


def test_a_small_trial_draws_few_figures():
    few = document(context_of(fake(arms=1, replicates=2, months=24)))
    assert 1 <= len(few.pictures()) <= 5


def test_the_answer_names_the_reform_and_its_interval(result):
    context = context_of(result)
    rows = context.comparison.headline.to_dict("records")
    sentence = answer.effect_sentence(context, rows[0])
    assert "“Bonus kemitraan”" in sentence
    assert "menaikkan" in sentence
    assert context.shown("families_served").interval(rows[0]["low"], rows[0]["high"]) in sentence


def test_what_grew_from_nothing_is_told_by_how_much_not_by_a_dash(result):
    context = context_of(result, "en")
    row = dict(context.comparison.headline.iloc[0]) | {"baseline": 0.0, "difference": 12.0, "verdict": "better"}
    assert answer._item(context, row).rstrip("*").endswith(" +12 families")


def test_a_placebo_says_exactly_zero():
    context = context_of(fake(replicates=3, months=24, effect=0), "en")
    (block,) = answer.answer_blocks(context, 1)
    assert "zero, not close to zero" in block.text
    assert "changes nothing" in reform.reform_blocks(context)[0].text


def test_one_replicate_has_no_interval_and_says_so():
    context = context_of(fake(replicates=1, months=24), "en")
    assert "no interval" in answer.sufficiency_sentence(context)
    assert not NOT_SHOWN.search(words_of(page(document(context))))


@pytest.mark.parametrize("lang", ["id", "en"])
def test_options_are_named_only_to_those_who_give_commands(lang):
    context = context_of(fake(replicates=2, months=24), lang)
    by_command, on_a_page = answer.sufficiency_sentence(context), answer.sufficiency_sentence(context, commands=False)
    assert "--replicates" in by_command
    assert "--" not in on_a_page
    assert on_a_page.rstrip(".") == by_command[: by_command.index(" (")]


def test_a_reform_that_changes_assumptions_is_called_so(result):
    from dataclasses import replace

    from simkemitraan.mechanisms import ORDER

    mechanism, param = next((m, p) for m in ORDER for p in m.params if p.role == "assumption" and p.high > p.default)
    spec = replace(result.scenarios[0].spec(), params={mechanism.name: {param.name: param.high}})
    changed = fake(replicates=2, months=12)
    changed.scenarios[1].spec = lambda: spec
    context = context_of(changed, "en")
    assert param.text("en") in reform.warnings(context, 1)[0]


def test_unvalidated_numbers_are_named(quick, folders):
    found = limits.unvalidated(context_of(quick, "en"))
    assert found
    assert all(not p.informed for _, p in found)
    text = words_of((folders["en"] / "report.en.html").read_text(encoding="utf-8"))
    assert found[0][1].text("en") in unescape(text)


def test_without_a_ledger_the_report_says_what_is_missing():
    made = fake(replicates=3, months=36)
    bare = FakeResult({"indicators": made.frames["indicators"]}, made.scenarios, made.provenance)
    html = page(document(context_of(bare, "en")))
    assert "kept indicators only" in html
    assert "network-start" not in html


def test_bars_stay_on_their_scale(told):
    glance = next(b for s in told.sections for b in s.blocks if isinstance(b, Effects))
    for _, effects in glance.groups:
        for effect in effects:
            assert effect.bar is None or 0 <= effect.bar.low <= effect.bar.middle <= effect.bar.high <= 100


def test_files_are_written_where_they_should(folders):
    assert sorted(p.name for p in folders["en"].iterdir()) == ["figures.en", "report.en.html", "report.en.xlsx"]
    assert len(list((folders["id"] / "figures").glob("*.svg"))) >= 5


def test_unknown_formats_and_unwritable_folders_are_explained(result, tmp_path: Path):
    with pytest.raises(InputError) as caught:
        write_report(tmp_path, "id", ("odt",), result=result)
    assert "html, pdf, xlsx" in caught.value.id
    (tmp_path / "berkas").write_text("x")
    with pytest.raises(ResultError) as blocked:
        write_report(tmp_path / "berkas", "en", ("html",), result=result)
    assert "cannot be written" in blocked.value.en


def test_no_browser_is_a_sentence_not_a_failure(tiny, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("simkemitraan.report.writing.browser", lambda: None)
    written = write_report(tmp_path, "en", ("pdf",), result=tiny)
    assert [p.name for p in written] == ["report.en.html"]
    assert "Open" in written.notes[0]


def test_a_browser_that_fails_is_named(tiny, tmp_path: Path, monkeypatch):
    monkeypatch.setattr("simkemitraan.report.writing.browser", lambda: "/bin/false")
    written = write_report(tmp_path, "en", ("pdf",), result=tiny)
    assert "false" in written.notes[0]


def in_place(name: str, title: Text, district: str = "") -> FakeResult:
    """Return a comparison in a place of this name, whose baseline has this title."""
    result = fake(replicates=2, months=12, districts=1)
    for one in result.scenarios:
        spec = one.spec()
        only = replace(spec.place.districts[0], name=district or name)
        placed = replace(spec, place=replace(spec.place, name=name, districts=(only,)))
        one.spec = lambda placed=placed: placed
    result.scenarios[0].title = title
    return result


@pytest.mark.parametrize(
    ("name", "id", "en"),
    [
        ("Kota Sabang", "Kota Sabang", "City of Sabang"),
        ("Kabupaten Garut", "Kabupaten Garut", "Garut Regency"),
        ("Jawa Barat", "Provinsi Jawa Barat", "Jawa Barat Province"),
        ("Kabupaten Kami", "Kabupaten Kami", "Kabupaten Kami"),
    ],
)
def test_a_place_has_one_name_in_the_whole_report(name, id, en):
    """The title, the line below it and the tables say `City of Sabang`, or all of them `Kota Sabang`."""
    for lang, said in (("id", id), ("en", en)):
        context = context_of(in_place(name, Text(id, en)), lang)
        told = document(context)
        assert told.title.endswith(f" {said}")
        assert told.facts.startswith(f"{said} ·")
        assert context.district(7101) == said


@pytest.mark.parametrize(
    "title", [Text("kota  sabang", "-"), Text("Sabang kita", "City of Sabang"), Text("Kota Sabang", "")]
)
def test_policies_laid_on_a_place_are_told_as_such_however_its_title_is_written(title):
    assert (
        document(context_of(in_place("Kota Sabang", title), "en")).title
        == "“Bonus kemitraan (en)” in the City of Sabang"
    )


def test_a_scenario_with_a_title_of_its_own_is_compared_by_that_title():
    told = document(context_of(in_place("Kota Sabang", Text("Sabang hemat", "A frugal Sabang")), "en"))
    assert told.title == "“Bonus kemitraan (en)” compared with “A frugal Sabang”"


def test_partnerships_because_of_a_policy_are_counted_over_the_whole_time(result):
    """So that nobody takes them for those that run at the end; thousands have no decimals."""
    for lang, said in (("id", "Dihitung selama 3 tahun"), ("en", "Counted over 3 years")):
        assert answer.ties_sentence(context_of(result, lang), 1).startswith(said)


def test_partnerships_that_are_the_same_are_not_counted_as_none_more(result, monkeypatch):
    context = context_of(result, "en")
    table = context.comparison.partnership_fates(1)
    both = table.loc[table["fate"] == "both"]
    monkeypatch.setattr(type(context.comparison), "partnership_fates", lambda comparison, arm: both)
    said = answer.ties_sentence(context, 1)
    assert said.startswith("Counted over 3 years, the same partnerships exist with")
    assert "0.0" not in said


@pytest.mark.parametrize("lang", ["id", "en"])
def test_an_organisation_and_a_table_call_a_district_the_same(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there are several districts, an organisation carries the name of its own in the language of the report."""
    spoken = {"Wilayah 1": Text("Kabupaten Garut", "Garut Regency")}
    monkeypatch.setattr("simkemitraan.report.context.words_of", lambda name: spoken.get(name, Text(name, name)))
    context = Context(Overview(fake(arms=1, replicates=2, months=12)), None, lang)
    assert context.organisation(pack(None, 7101, 1, 2)).endswith(f"({spoken['Wilayah 1'](lang)})")
    assert context.district(7101) == spoken["Wilayah 1"](lang)
