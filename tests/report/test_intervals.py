"""An interval is written one way in each language, wherever it stands."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from tests.report.fake_result import fake

from simkemitraan.analysis.comparison.comparison import Comparison, compare
from simkemitraan.analysis.exploration.discovery import Rule
from simkemitraan.analysis.exploration.robustness import Verdict
from simkemitraan.cli.mechanisms import _values
from simkemitraan.indicators import REGISTRY
from simkemitraan.mechanisms import BY_NAME
from simkemitraan.report import workbook
from simkemitraan.report.brief import brief
from simkemitraan.report.context import Context
from simkemitraan.report.document import document
from simkemitraan.report.formats import IndicatorFormat, chosen
from simkemitraan.report.formats import between as report_between
from simkemitraan.report.page import brief_page, page
from simkemitraan.report.terminal import show
from simkemitraan.wording import between, bounds, catalogue, interval

ROOT = Path(__file__).resolve().parents[2]
OTHERWISE = re.compile(r"[\d%]\s*(?:–|…|\.\.\.)\s*[+−]?\d")
SCALE = re.compile(r"\b(?:skala|scale|Gini|bagian,|share,) \d–[\d.,]+")  # the name of a scale
JOINT = {"id": r"[\d%] s\.d\. [+−]?\d", "en": r"[\d%] to [+−]?\d"}


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(fake(arms=2, replicates=3, months=24))


def readable(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style>.*?</style>|<script>.*?</script>|base64,[\w+/=]+", "", html))


def otherwise(text: str) -> list[str]:
    return [m[0] for m in OTHERWISE.finditer(SCALE.sub("", re.sub("[\u00a0\u202f]", " ", text)))]


@pytest.mark.parametrize("lang", ["id", "en"])
def test_page_brief_terminal_and_workbook_write_intervals_alike(comparison, lang):
    from rich.console import Console

    context, out = Context(comparison.overview, comparison, lang), StringIO()
    show(context, Console(file=out, width=250))
    report, paper = page(document(context)), brief_page(brief(context))
    cells = [str(v) for sheet in workbook.sheets(context) for row in sheet.rows for v in row if isinstance(v, str)]
    for text in (readable(report), readable(paper), out.getvalue(), "\n".join(cells)):
        assert otherwise(text) == []
    for text in (report, paper.replace("\u00a0", " "), out.getvalue()):
        assert re.search(JOINT[lang], text)


def test_an_interval_needs_both_ends():
    assert interval("1", "2", "id") == "1 s.d. 2"
    assert between(1.5, 20, "en") == "1.5 to 20.0"
    assert between(float("nan"), 2, "en") == "–"
    assert _values(BY_NAME["budgets"].param("cut"), "id") == ("0", "0 s.d. 0.9")


def test_both_ends_have_the_same_decimals():
    assert [between(*ends, "en") for ends in ((0.046, 1.29), (0, 1.5), (0.001, 0.1), (3.26, 11.2), (-0.001, 31.0))] == [
        "0.05 to 1.29",
        "0 to 1.50",
        "0.001 to 0.100",
        "3.3 to 11.2",
        "0.0 to 31.0",
    ]
    assert between(-0.1, 0.0999, "en", sign=True) == "-0.10 to +0.10"
    share = next(i for i in REGISTRY.values() if i.unit == "share")
    shown = IndicatorFormat(share, "id")
    assert shown.between(0.0461, 0.129) == "4,6\u202f% s.d. 12,9\u202f%"
    assert report_between(0.0461, 1.29, "en") == "0.05 to 1.29"
    assert report_between(-0.4, 250.0, "en") == "\u22120.4 to 250.0"


def test_an_interval_that_leaves_out_zero_is_not_written_as_touching_it():
    share = IndicatorFormat(REGISTRY["access"], "en")
    assert share.interval(0.0002, 0.0137) == "+0.02 to +1.37"
    assert share.interval(0.00002, 0.0137) == "+0.002 to +1.370"
    assert share.interval(-0.0137, -0.0002) == "\u22121.37 to \u22120.02"
    assert share.interval(-0.0002, 0.0137) == "\u22120.02 to +1.37"
    assert share.interval(0.01, 0.0137) == "+1.0 to +1.4"
    assert share.interval(0.0, 0.0137) == "0.0 to +1.4"


@pytest.mark.parametrize(
    ("middle", "low", "high"),
    [
        (-0.0045, -0.010, 0.001),
        (0.0062, -0.0088, 0.021),
        (0.03, 0.0002, 0.0598),
        (-0.2, -0.39, -0.01),
        (0.0, -0.1, 0.1),
    ],
)
def test_the_middle_of_an_interval_has_the_decimals_of_its_ends(middle, low, high):
    share = IndicatorFormat(REGISTRY["access"], "en")
    ends = share.interval(low, high).split(" to ")
    written = {len(text.partition(".")[2]) for text in (share.difference(middle, (low, high)), *ends) if text != "0"}
    assert len(written) == 1


def test_a_difference_without_an_interval_has_decimals_of_its_own():
    share = IndicatorFormat(REGISTRY["access"], "en")
    assert share.difference(-0.0045) == share.difference(-0.0045, (float("nan"), float("nan"))) == "\u22120.45"


@pytest.mark.parametrize("lang", ["id", "en"])
def test_every_row_of_effects_writes_middle_and_ends_alike(comparison, lang):
    context, mark = Context(comparison.overview, comparison, lang), "," if lang == "id" else "."
    apart = "." if lang == "id" else ","
    for row in comparison.effects.to_dict("records"):
        shown, ends = context.shown(row["indicator"]), (row["low"], row["high"])
        text = f"{shown.difference(row['difference'], ends)} {shown.interval(*ends)}".replace(apart, "")
        found = [n for n in re.findall(r"\d+(?:[.,]\d+)?", text) if n != "0"]
        assert len({len(n.partition(mark)[2]) for n in found}) <= 1, text


def test_a_range_that_was_chosen_is_written_exactly():
    written = [bounds(*ends, "en") for ends in ((0, 1.5), (0.001, 0.1), (-0.094, 0.45), (25.4, 72), (3.85, 27.9))]
    assert written == ["0 to 1.5", "0.001 to 0.100", "-0.094 to 0.450", "25.4 to 72.0", "3.85 to 27.90"]
    assert (bounds(1.2, float("inf"), "id"), bounds(float("-inf"), 2, "id")) == ("> 1,2", "< 2")
    assert chosen(-0.5, 1.5, "id") == "\u22120,5 s.d. 1,5"


MAKERS = [*sorted(ROOT.glob("docs/make_*.py")), *sorted(ROOT.glob("experiments/**/*.py"))]


@pytest.mark.parametrize("maker", MAKERS, ids=lambda path: path.name)
def test_no_maker_of_a_page_joins_two_ends_by_itself(maker):
    assert re.findall(r"\} *[–…] *\{|\" [–…] \"", maker.read_text(encoding="utf-8")) == []


def test_a_verdict_over_worlds_writes_its_numbers_in_the_language_of_the_reader():
    verdict = Verdict("", "families_served", 1, 0.9, 0.1, -1234.6, 20.0, Rule((), 0.0, 0.0, 0.0, 0.0), 50, None)
    assert "(selisih -1.235 s.d. +20)" in verdict.sentence("Forum", "id")
    assert "(differences -1,235 to +20)" in verdict.sentence("Forum", "en")


@pytest.mark.parametrize("lang", ["id", "en"])
def test_no_wording_joins_two_ends_by_itself(lang):
    own = {k: v for k, v in catalogue(lang).items() if re.search(r"\{low\}\W*(–|…|to|sampai|s\.d\.|-)\W*\{high\}", v)}
    assert set(own) == {"report.interval", "exploring.worlds.about"}  # the latter: a range in a sentence
