"""Numbers, months and units as Indonesians and English readers write them."""

from __future__ import annotations

from datetime import date

import pytest

from simkemitraan.indicators import REGISTRY
from simkemitraan.mechanisms import ORDER
from simkemitraan.report import formats
from simkemitraan.report.formats import (
    MISSING,
    IndicatorFormat,
    change_percent,
    day,
    duration,
    month_words,
    number,
    plain,
    shorten,
    signed,
)


@pytest.mark.parametrize(
    ("x", "id", "en"),
    [
        (1234.5, "1.234", "1,234"),
        (0.4237, "0,424", "0.424"),
        (-12.34, "−12,3", "−12.3"),
        (0.0, "0", "0"),
        (-0.0, "0", "0"),
        (float("nan"), MISSING, MISSING),
        (float("inf"), MISSING, MISSING),
        (1e6, "1.000.000", "1,000,000"),
        (-1e-12, "0,000000", "0.000000"),
    ],
)
def test_numbers_show_three_significant_digits(x, id, en):
    assert (number(x, "id"), number(x, "en")) == (id, en)


def test_signs_are_for_what_is_not_zero():
    assert [signed(x, "id", 1) for x in (2.0, -2.0, 0.0, 0.01, -0.01)] == ["+2,0", "−2,0", "0,0", "0,0", "0,0"]


def test_chosen_numbers_are_as_short_as_they_are():
    assert [plain(x, "id") for x in (0.6, 80.0, 0.125, 1234.0, 1 / 3)] == ["0,6", "80", "0,125", "1.234", "0,3333"]


def test_relative_changes_need_a_baseline():
    assert change_percent(5.0, 100.0, "id") == "+5,0\u202f%"
    assert change_percent(-30.0, 100.0, "en") == "−30\u202f%"
    assert change_percent(1.0, 0.0, "id") == change_percent(float("nan"), 1.0, "id") == MISSING


def test_dates_and_months():
    assert day(date(2026, 8, 17), "id") == "17 Agustus 2026"
    assert day(date(2026, 8, 17), "en") == "17 August 2026"
    assert month_words(24, "id") == "tahun 3, bulan 1"
    assert month_words(-1, "en") == "before the start"
    assert [duration(m, "id") for m in (7, 30.0, float("nan"))] == ["7 bulan", "2,5 tahun", MISSING]


def test_long_names_are_cut_for_charts():
    assert shorten("satu  dua\ntiga") == "satu dua tiga"
    assert len(shorten("x" * 300, 20)) == 20


def test_shares_are_per_cent_and_their_differences_points():
    shown = IndicatorFormat(REGISTRY["access"], "id")
    assert shown.value(0.4237) == "42,4\u202f%"
    assert shown.difference(0.0123, unit=True) == "+1,2 poin persen"
    assert shown.interval(-0.01, 0.02) == "−1,0 s.d. +2,0"
    assert shown.interval(0.0, 0.0) == "0 s.d. 0"
    assert shown.interval(float("nan"), 1.0) == MISSING


def test_what_is_too_small_to_be_written_is_nothing():
    shown = IndicatorFormat(REGISTRY["practice"], "id")
    assert (shown.difference(-1e-9), shown.interval(-1e-9, 2e-9)) == ("0", "0 s.d. 0")
    assert (shown.difference(-1e-5), shown.interval(-0.1, 0.0)) == ("−0,000010", "−0,10 s.d. 0,00")


def test_counts_carry_their_unit():
    assert IndicatorFormat(REGISTRY["families_served"], "en").value(3915.2, unit=True) == "3,915 families"


def test_every_unit_has_words_in_both_languages():
    units = {i.unit for i in REGISTRY.values()} | {p.unit for m in ORDER for p in m.params}
    assert not units - set(formats.UNITS)
