"""What every column of a result means: most are columns of the world, told where those are declared."""

from __future__ import annotations

from functools import cache

from ..declare import Column, Text
from ..world import schema

_SOURCES = {
    "organisations": schema.ORGANISATIONS,
    "relations": schema.RELATIONS,
    "ties": schema.ENDED_TIES,
    "partnerships": schema.ENDED_PARTNERSHIPS,
    "memberships": schema.ENDED_MEMBERSHIPS,
    "events": schema.EVENTS,
    "traces": schema.TRACES,
}


def _c(name: str, unit: str, id: str, en: str) -> Column:
    return Column(name, "", unit, Text(id, en))


_LEADING = (
    _c("arm", "index", "nomor skenario dalam perintah, dari 0", "number of the scenario in the command, from 0"),
    _c("point", "index", "titik rancangan percobaan, dari 0", "point of an experiment's design, from 0"),
    _c(
        "replicate",
        "index",
        "nomor ulangan, dari 0; keberuntungannya sama di tiap skenario dan titik",
        "number of the replicate, from 0; its luck is the same in each scenario and at each point",
    ),
)
_MONTH = _c("month", "month", "bulan sejak awal masa simulasi, dari 0", "month since the start of the horizon, from 0")
_PANEL = _c(
    "month",
    "month",
    "bulan potret tahunan; -1 sebelum bulan pertama",
    "month of the yearly picture; -1 before the first month",
)
_DISTRICT = _c("district", "code", "kode wilayah", "district code")
_OPEN = "; bulan terjauh bila masih berjalan", "; the farthest month where it goes on"
_OWN: dict[str, tuple[Column, ...]] = {
    "indicators": (
        _MONTH,
        _c("district", "code", "kode wilayah, 0 untuk semuanya", "district code, 0 for all"),
        _c("indicator", "name", "nama indikator", "name of the indicator"),
        _c("group", "code", "kelompok dalam rinciannya, -1 untuk semuanya", "group of its breakdown, -1 for all"),
        _c("value", "of the indicator", "nilai, dalam satuan indikatornya", "value, in the unit of its indicator"),
    ),
    "organisations": (
        _PANEL,
        _DISTRICT,
        _c("capability", "0-1", "kemampuan rata-rata semua bidang", "mean capability over the fields"),
    ),
    "relations": (
        _PANEL,
        _c("a", "id", "organisasi pertama", "first organisation"),
        _c("b", "id", "organisasi kedua", "second organisation"),
        _c("trust_a", "0-1", "kepercayaan a kepada b", "trust of a in b"),
        _c("trust_b", "0-1", "kepercayaan b kepada a", "trust of b in a"),
    ),
    "ties": (_c("end", "month", "berakhir" + _OPEN[0], "to" + _OPEN[1]),),
    "partnerships": (_c("end", "month", "berakhir" + _OPEN[0], "to" + _OPEN[1]),),
    "memberships": (_c("left", "month", "keluar" + _OPEN[0], "left" + _OPEN[1]),),
    "events": (_MONTH,),
    "traces": (
        _MONTH,
        *(
            _c(name, "utility", f"sumbangan suku: {text.id}", f"contribution of the term: {text.en}")
            for name, text in schema.TERM_TEXTS.items()
        ),
    ),
    "statistics": (
        _c("item", "index", "butir yang diukur", "what was measured"),
        _c("value", "of the item", "nilainya", "its value"),
    ),
}
TABLE_TEXTS = {
    "indicators": Text("indikator tiap bulan atau tahun", "indicators, monthly or yearly"),
    "organisations": Text("keadaan organisasi tiap tahun", "organisations, their state each year"),
    "relations": Text("pasangan yang terhubung tiap tahun", "tied pairs, their state each year"),
    "ties": Text("buku induk kerja sama informal", "ledger of informal cooperations"),
    "partnerships": Text("buku induk kemitraan formal", "ledger of formal partnerships"),
    "memberships": Text("buku induk keanggotaan kemitraan", "ledger of memberships of partnerships"),
    "events": Text("peristiwa", "events"),
    "traces": Text("pilihan mitra dan alasannya", "choices of partners and what weighed in them"),
    "statistics": Text("ukuran sebuah pemeriksaan", "measures of a check"),
}


@cache
def meaning(table: str, name: str) -> Column:
    """Return what a column of a result is; raises ``KeyError`` if there is no such column."""
    for column in (*_LEADING, *_OWN[table], *_SOURCES.get(table, ())):
        if column.name == name:
            return column
    raise KeyError(f"{table}.{name}")
