"""Small pieces of wording that biographies and marks share: months as people say them, lists, percentages."""

from __future__ import annotations

from ..declare import Text

MONTHS = (
    Text("Januari", "January"),
    Text("Februari", "February"),
    Text("Maret", "March"),
    Text("April", "April"),
    Text("Mei", "May"),
    Text("Juni", "June"),
    Text("Juli", "July"),
    Text("Agustus", "August"),
    Text("September", "September"),
    Text("Oktober", "October"),
    Text("November", "November"),
    Text("Desember", "December"),
)

BEFORE = Text("sebelum masa simulasi", "before the simulated years")


def when(month: int, calendar: int) -> Text:
    """Return a month of the horizon as *March of year 3*; months of the run-up are *before*."""
    if month < 0:
        return BEFORE
    year, name = (calendar + month) // 12 + 1, MONTHS[(calendar + month) % 12]
    return Text(f"{name.id} tahun ke-{year}", f"{name.en} of year {year}")


def lasting(months: int) -> Text:
    """Return a length of time in years and months."""
    years, rest = divmod(max(months, 0), 12)
    if not years:
        return Text(f"{rest} bulan", f"{rest} month{'' if rest == 1 else 's'}")
    id, en = f"{years} tahun", f"{years} year{'' if years == 1 else 's'}"
    return Text(f"{id} {rest} bulan", f"{en} {rest} months") if rest else Text(id, en)


def amount(value: float) -> Text:
    """Return money in million IDR with each language's own separators."""
    digits = f"{value:,.0f}" if abs(value) >= 10 else f"{value:,.1f}"
    swapped = digits.translate(str.maketrans(",.", ".,"))
    return Text(f"Rp{swapped} juta", f"IDR {digits} million")


def percent(share: float) -> Text:
    """Return a share as a whole percentage."""
    return Text(f"{100 * share:.0f}%", f"{100 * share:.0f}%")
