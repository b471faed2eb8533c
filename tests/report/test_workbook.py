"""The workbook speaks its reader's language: headings, units and codes, in every sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.report.fake_result import fake

from simkemitraan.analysis.comparison.comparison import compare
from simkemitraan.report import formats, workbook
from simkemitraan.report.context import Context


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("arms", [2, 4])
def test_no_heading_and_no_code_is_left_in_the_words_of_the_program(lang, arms):
    comparison = compare(fake(arms=arms, replicates=3, months=24))
    told = list(workbook.sheets(Context(comparison.overview, comparison, lang)))
    keys = {"Kunci indikator", "Key of the indicator", "Kunci", "Key"}
    for sheet in told:
        assert not [h for h in sheet.head if re.fullmatch(r"[a-z_0-9]+", h)], sheet.name
        free = [k for k, h in enumerate(sheet.head) if h in keys or not h]
        for row in sheet.rows[:50]:
            codes = [
                v for k, v in enumerate(row) if k not in free and isinstance(v, str) and re.search(r"[a-z]_[a-z]", v)
            ]
            assert codes == [], (sheet.name, codes)


def test_units_and_reasons_are_in_the_language_of_the_reader():
    comparison = compare(fake(replicates=3, months=24))
    sheets = {s.name: s for s in workbook.sheets(Context(comparison.overview, comparison, "id"))}
    indicators = sheets["Indikator"]
    assert "keluarga" in {row[list(indicators.head).index("Satuan")] for row in indicators.rows}
    reasons = sheets["Alasan berakhir"]
    assert "leader" not in {v for row in reasons.rows for v in row}


@pytest.mark.parametrize(
    ("unit", "lang", "said"),
    [("0-1", "id", " (skala 0–1)"), ("families", "id", " keluarga"), ("1", "en", ""), ("1-4", "en", " (scale 1–4)")],
)
def test_scales_stand_in_brackets_after_a_number(unit, lang, said):
    assert formats.beside(unit, lang) == said


def test_what_read_badly_in_indonesian_is_gone():
    room = Path(workbook.__file__).resolve().parents[1] / "wording"
    read = [*room.glob("*.id.toml"), *(room.parent / "live").rglob("*.py"), *(room.parent / "live").rglob("*.id.md")]
    read += [path for rules in ("world", "mechanisms", "indicators") for path in (room.parent / rules).rglob("*.py")]
    text = "\n".join(p.read_text(encoding="utf-8") for p in read)
    phrases = (
        "menempuh seluruh",
        "berakhir baginya",
        "diterangi",
        "Kapan itu terjadi",
        "kebutuhan per juta",
        "elamar ",
        "dilamar",
    )
    assert [phrase for phrase in phrases if phrase in text] == []
