"""Single values, the way people write them; and no value whatever makes a reader stumble."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simkemitraan.exchange import values, words
from simkemitraan.exchange.cells import Formula, clean, is_formula, neutral, plain, shown


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("12", 12, ""),
        (12, 12, ""),
        (" 12 ", 12, ""),
        ("1,5", 1.5, ""),
        ("1.5", 1.5, ""),
        ("-5", -5, ""),
        ("1.250", 1250, "number_read"),
        ("1,250", 1250, "number_read"),
        ("1.250.000", 1_250_000, "number_read"),
        ("1.250,50", 1250.5, "number_read"),
        ("1,250.50", 1250.5, "number_read"),
        ("0,250", 0.25, "number_read"),
        ("Rp 3 juta", 3e6, "number_read"),
        ("Rp. 1.250.000,-", 1_250_000, "number_read"),
        ("1,2 miliar", 1.2e9, "number_read"),
        ("5-10", 7.5, "number_read"),
        ("3 s/d 5 orang", 4, "number_read"),
        ("±20", 20, "number_read"),
        ("20 orang", 20, "number_read"),
        ("", None, ""),
        (None, None, ""),
        ("n/a", None, ""),
        ("-", None, ""),
        ("banyak", None, "not_number"),
        ("1.2.3", None, "not_number"),
        (True, None, "not_number"),
        (float("inf"), None, "not_number"),
        (date(2024, 10, 5), None, "date_for_number"),
        (Formula("=1+1"), None, "formula"),
        ("#REF!", None, "error_value"),
        ("10-5", None, "not_number"),
    ],
)
def test_numbers(cell, value, code):
    reading = values.number(cell)
    assert (reading.value, reading.code) == (value, code)


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("31/12/2024", date(2024, 12, 31), ""),
        ("2024-12-31", date(2024, 12, 31), ""),
        ("31-12-2024", date(2024, 12, 31), ""),
        ("31.12.2024", date(2024, 12, 31), ""),
        ("31 Desember 2024", date(2024, 12, 31), ""),
        ("1 Mei 2020", date(2020, 5, 1), ""),
        ("5 August 2021", date(2021, 8, 5), ""),
        ("Senin, 1 Juli 2024", date(2024, 7, 1), ""),
        ("2024-12-31T10:00:00Z", date(2024, 12, 31), ""),
        (datetime(2024, 12, 31, 8), date(2024, 12, 31), ""),
        (45657, date(2024, 12, 31), "date_read"),
        ("45657", date(2024, 12, 31), "date_read"),
        (45657.5, date(2024, 12, 31), "date_read"),
        ("2024", date(2024, 7, 1), "date_read"),
        (20241231, date(2024, 12, 31), "date_read"),
        ("Des 2024", date(2024, 12, 1), "date_read"),
        ("12/2024", date(2024, 12, 1), "date_read"),
        ("2024-12", date(2024, 12, 1), "date_read"),
        ("12/31/2024", date(2024, 12, 31), "date_read"),
        ("31/12/24", date(2024, 12, 31), "date_read"),
        ("1 Jan 99", date(1999, 1, 1), "date_read"),
        ("masih berjalan", None, ""),
        ("", None, ""),
        ("31/02/2024", None, "not_date"),
        ("99/99/9999", None, "not_date"),
        ("kemarin", None, "not_date"),
        (-3, None, "not_date"),
        (12, None, "not_date"),
        (1e300, None, "not_date"),
        (True, None, "not_date"),
        (Formula("=TODAY()"), None, "formula"),
    ],
)
def test_dates(cell, value, code):
    reading = values.day(cell)
    assert (reading.value, reading.code) == (value, code)


def test_the_serial_of_a_date_is_the_spreadsheets():
    assert values.day(36526).value == date(2000, 1, 1)


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2024, 1, 31), date(2024, 2, 29), 0),
        (date(2024, 1, 15), date(2025, 1, 15), 12),
        (date(2024, 1, 15), date(2025, 1, 14), 11),
    ],
)
def test_months_between_dates_are_whole(start, end, months):
    assert values.months_between(start, end) == months


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("ya", True),
        ("Tidak", False),
        ("AKTIF", True),
        ("tidak aktif", False),
        (1, True),
        (0.0, False),
        ("mungkin", None),
        ("", None),
    ],
)
def test_flags(cell, value):
    assert values.flag(cell).value == value


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("LKS", "nonprofit"),
        ("Yayasan", "nonprofit"),
        ("dinas", "government"),
        ("Pemerintah Daerah", "government"),
        ("perusahan", "company"),
        ("Karang Taruna", "community"),
        ("TKSK", "individual"),
        ("government", "government"),
        ("zzz", None),
    ],
)
def test_kinds(cell, kind):
    assert words.choose(cell, words.KINDS).value == kind


@pytest.mark.parametrize(
    ("cell", "formal"),
    [
        ("MoU", "1"),
        ("Perjanjian Kerja Sama", "1"),
        ("kerja sama", "0"),
        ("MoU kerja sama", "1"),
        ("tidak formal", "0"),
        (1, "1"),
        (0.0, "0"),
        ("formal", "1"),
        ("informal", "0"),
        (True, "1"),
        ("hmm", None),
    ],
)
def test_forms(cell, formal):
    assert words.choose(cell, words.FORMS).value == formal


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PT Maju Jaya", "company"),
        ("Dinas Sosial Kab. X", "government"),
        ("Karang Taruna Desa Y", "community"),
        ("Yayasan Z", "nonprofit"),
        ("Ptarmigan", ""),
        ("Masjid Al-Ikhlas", "community"),
    ],
)
def test_kinds_are_told_from_names(name, kind):
    assert words.kind_in_name(name) == kind


def test_fields_are_split_and_unknown_words_are_told():
    assert words.fields_in("Anak; lansia dan hewan") == (["child_protection", "older_people"], ["hewan"])
    assert words.fields_in("kemiskinan dan pangan") == (["poverty_food"], [])


def test_words_are_compared_without_case_accents_and_signs_but_other_scripts_stay():
    assert plain("  Yayasan—KASIH, Ibu! ") == "yayasan kasih ibu"
    assert plain("Café") == "cafe"
    assert plain("مؤسسة الخير") != plain("جمعية البر")
    assert shown("a\nb" + "x" * 200).endswith("…")


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert str(neutral(text)).startswith("'")


@pytest.mark.parametrize("value", ["-5", "+62", "-1,5", 5, -5.5, None, "Yayasan", "1e-5"])
def test_what_it_would_not_run_stays(value):
    assert neutral(value) == value


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.dates(),
    st.datetimes(),
    st.text().map(Formula),
    st.text("0123456789.,-/ RpjutaDes", max_size=30),
    st.text("0123456789", min_size=5000, max_size=6000),
)


@given(CELLS)
def test_no_cell_makes_a_reader_stumble(cell):
    for read in (values.number, values.day, values.flag, values.text):
        reading = read(cell)
        assert reading.value is None or not reading.code or reading.read != ""
    for table in (words.KINDS, words.FIELDS, words.FORMS, words.REASONS):
        words.choose(cell, table)
    assert not str(neutral(cell)).startswith(("=", "@", "\t", "\r"))
    assert clean(clean(str(cell))) == clean(str(cell))
    is_formula(str(cell))
