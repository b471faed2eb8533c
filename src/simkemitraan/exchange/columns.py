"""The columns an import understands, in Indonesian and English, and how headings are matched to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..declare import Text
from .cells import Cell, nearest, plain, shown
from .problems import Log


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an imported table.

    Attributes
    ----------
    name : str
        Its name in the canonical files.
    text : Text
        Its heading in the template.
    about : Text
        What to enter.
    words : str
        Other headings, separated by ``|``.
    personal : bool
        Holds names of people: never carried over.
    """

    name: str
    text: Text
    about: Text
    words: str = ""
    personal: bool = False

    def headings(self) -> tuple[str, ...]:
        """Return every heading that means this column, reduced to plain words."""
        return tuple(
            dict.fromkeys(plain(w) for w in (self.name, self.text.id, self.text.en, *self.words.split("|")) if w)
        )


def _c(name: str, id: str, en: str, about_id: str, about_en: str, words: str = "", personal: bool = False) -> Column:
    return Column(name, Text(id, en), Text(about_id, about_en), words, personal)


ORGANISATIONS: tuple[Column, ...] = (
    _c(
        "id",
        "Kode",
        "Code",
        "kode unik, boleh kosong",
        "a unique code, may be empty",
        "id|no induk|nomor induk|kode lembaga|kode organisasi|organisation id|organization id|org id|node id|nib|"
        "nomor registrasi",
    ),
    _c(
        "name",
        "Nama organisasi",
        "Organisation",
        "nama resmi; wajib",
        "its official name; required",
        "nama|name|nama lembaga|lembaga|nama lks|lks|nama instansi|instansi|organisasi|organization|organisation name|"
        "organization name|nama yayasan|nama perusahaan|nama perkumpulan|label|actor|aktor|nama mitra",
    ),
    _c(
        "kind",
        "Jenis",
        "Kind",
        "pemerintah, LKS, perusahaan, komunitas, atau perorangan",
        "government, nonprofit, company, community or individual",
        "jenis organisasi|jenis lembaga|tipe|type|kategori|category|sector|sektor|bentuk|kind of organisation|org type",
    ),
    _c(
        "district",
        "Kabupaten/kota",
        "District",
        "nama kabupaten atau kota",
        "name of the regency or city",
        "kabupaten|kota|kab kota|kab|regency|city|wilayah|daerah|kabupaten kota|lokasi|location",
    ),
    _c(
        "place",
        "Kecamatan",
        "Subdistrict",
        "nama kecamatan, boleh kosong",
        "name of the subdistrict, may be empty",
        "subdistrict|sub district|kec|distrik|place",
    ),
    _c(
        "staff",
        "Staf",
        "Staff",
        "pegawai dibayar, setara penuh waktu",
        "paid staff, full-time equivalents",
        "jumlah staf|jumlah pegawai|pegawai|karyawan|jumlah karyawan|paid staff|employees|number of staff|sdm|jumlah sdm|fte",
    ),
    _c(
        "volunteers",
        "Relawan",
        "Volunteers",
        "jumlah relawan",
        "number of volunteers",
        "jumlah relawan|sukarelawan|volunteer|number of volunteers|jumlah anggota|anggota|pengurus",
    ),
    _c(
        "income",
        "Pemasukan setahun (juta rupiah)",
        "Income of a year (million rupiah)",
        "seluruh pemasukan dalam setahun, juta rupiah",
        "all income of a year, million rupiah",
        "pemasukan|pendapatan|anggaran|anggaran setahun|income|annual income|budget|annual budget|revenue|pendapatan tahunan|"
        "anggaran tahunan|pagu|pemasukan per tahun|income per year",
    ),
    _c(
        "active",
        "Aktif",
        "Active",
        "ya bila masih bekerja, tidak bila hanya terdaftar",
        "yes if it works, no if it is on paper only",
        "status|keaktifan|masih aktif|is active|status keaktifan|operasional",
    ),
    _c(
        "field",
        "Bidang utama",
        "Main field",
        "bidang layanan yang utama",
        "its main field of service",
        "bidang|bidang layanan|field|service field|focus|fokus|jenis layanan|layanan|sasaran|program|services",
    ),
    _c(
        "leader",
        "Pimpinan",
        "Leader",
        "nama pimpinan; tidak disimpan",
        "name of the leader; not carried over",
        "nama pimpinan|ketua|nama ketua|kepala|direktur|director|head|chair|penanggung jawab|leader name",
        True,
    ),
    _c(
        "contact",
        "Kontak",
        "Contact",
        "telepon atau surel; tidak disimpan",
        "telephone or email; not carried over",
        "kontak person|contact person|narahubung|telepon|no hp|hp|no telp|phone|email|surel|e mail|nik|alamat|address|"
        "nama kontak|contact name",
        True,
    ),
)

TIES: tuple[Column, ...] = (
    _c(
        "a",
        "Organisasi pertama",
        "First organisation",
        "nama atau kode; wajib",
        "name or code; required",
        "organisasi 1|organisasi a|organisation a|organization a|organisation 1|dari|from|source|pihak pertama|pihak 1|lembaga 1|"
        "a|organisasi|lembaga|pihak kesatu|responden|ego|sumber",
    ),
    _c(
        "b",
        "Organisasi kedua",
        "Second organisation",
        "nama atau kode; wajib",
        "name or code; required",
        "organisasi 2|organisasi b|organisation b|organization b|organisation 2|ke|to|target|pihak kedua|pihak 2|lembaga 2|b|"
        "mitra|partner|nama mitra|alter|tujuan",
    ),
    _c(
        "formal",
        "Bentuk",
        "Form",
        "kemitraan (formal, ada perjanjian) atau kerjasama (informal)",
        "formal (an agreement) or informal (cooperation)",
        "formal|jenis|jenis hubungan|type|sifat|bentuk kerjasama|formal informal|kind|relation|tie type|jenis kerjasama|"
        "status hubungan",
    ),
    _c(
        "start",
        "Mulai",
        "Start",
        "tanggal mulai",
        "date it began",
        "tanggal mulai|tgl mulai|start date|from date|sejak|begin|began|tanggal|tgl ttd|tanggal tanda tangan|signed|since|"
        "tahun mulai|start year|tmt",
    ),
    _c(
        "end",
        "Berakhir",
        "End",
        "tanggal berakhir; kosong bila masih berjalan",
        "date it ended; empty if it still goes on",
        "tanggal berakhir|tgl berakhir|selesai|tanggal selesai|end date|ended|until|sampai|tgl selesai|tahun berakhir|end year",
    ),
    _c(
        "reason",
        "Alasan berakhir",
        "Reason it ended",
        "mengapa berakhir",
        "why it ended",
        "alasan|reason|sebab|penyebab|sebab berakhir|why ended|end reason|keterangan berakhir",
    ),
    _c(
        "trust",
        "Kepercayaan (0-1)",
        "Trust (0-1)",
        "0 tidak percaya sampai 1 percaya penuh, boleh kosong",
        "0 no trust to 1 full trust, may be empty",
        "kepercayaan|trust|tingkat kepercayaan|trust level",
    ),
)

SURVEY: tuple[Column, ...] = (
    _c(
        "respondent",
        "Organisasi yang menjawab",
        "Respondent",
        "nama atau kode; wajib",
        "name or code; required",
        "responden|respondent organisation|organisasi|organisation|organization|lembaga|nama organisasi|dari|from|ego|penilai",
    ),
    _c(
        "partner",
        "Mitra yang dinilai",
        "Partner rated",
        "kosong bila menilai semua mitranya",
        "empty if it rates all partners",
        "mitra|partner|organisasi mitra|yang dinilai|alter|to|ke|about",
    ),
    _c(
        "mission",
        "Sejalan misi",
        "Shared mission",
        "seberapa mendukung misi bersama",
        "in support of the shared mission",
        "misi|misi bersama|mission|shared mission|in support of mission|support of mission|dukungan misi|trust mission",
    ),
    _c(
        "openness",
        "Keterbukaan berdiskusi",
        "Openness",
        "seberapa terbuka untuk berdiskusi",
        "open to discussion",
        "keterbukaan|terbuka|openness|open to discussion|open discussion|diskusi|trust openness",
    ),
    _c(
        "reliability",
        "Dapat diandalkan",
        "Reliability",
        "seberapa dapat diandalkan",
        "reliable",
        "keandalan|andal|reliability|reliable|dapat dipercaya|trust reliability",
    ),
    _c(
        "power",
        "Pengaruh",
        "Power and influence",
        "nilai: pengaruh",
        "value: power and influence",
        "power|influence|power influence|kekuatan|kuasa|value power",
    ),
    _c(
        "involvement",
        "Keterlibatan",
        "Involvement",
        "nilai: keterlibatan",
        "value: level of involvement",
        "involvement|level of involvement|komitmen|commitment|value involvement",
    ),
    _c(
        "resources",
        "Sumbangan sumber daya",
        "Resources",
        "nilai: sumbangan sumber daya",
        "value: contribution of resources",
        "resources|resource contribution|sumber daya|kontribusi|contribution|value resources",
    ),
    _c("scale", "Skala", "Scale", "1-4, 1-5, atau 0-10", "1-4, 1-5 or 0-10", "scale|skala jawaban|rentang"),
)

_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|\*")


@dataclass(frozen=True, slots=True)
class Heading:
    """Where each known column stands in a table.

    Attributes
    ----------
    at : dict
        Place of each column by its canonical name.
    titles : dict
        What stands above each place.
    width : int
        Number of headings.
    """

    at: dict[str, int]
    titles: dict[int, str]
    width: int

    def title(self, name: str) -> str:
        """Return what a column is called in the user's file."""
        return self.titles.get(self.at.get(name, -1), name)

    def cell(self, cells: Sequence[Cell], name: str) -> Cell:
        """Return the cell of a column in a row, ``None`` where there is none."""
        place = self.at.get(name, -1)
        return cells[place] if 0 <= place < len(cells) else None


def count_known(cells: Sequence[Cell], columns: tuple[Column, ...]) -> int:
    """Return how many cells of a row are headings of these columns."""
    known = {w for c in columns for w in c.headings()}
    return sum(_bare(cell) in known for cell in cells if isinstance(cell, str))


def _bare(cell: Cell) -> str:
    """Return a heading without its unit in brackets."""
    whole = str(cell or "")[:200]
    return plain(_BRACKETS.sub(" ", whole)) or plain(whole)


def match(cells: Sequence[Cell], columns: tuple[Column, ...], log: Log, source: str, row: int) -> Heading:
    """Match headings to columns, exact ones first; report what was guessed, doubled or not used.

    Parameters
    ----------
    cells : sequence
        The row of headings.
    columns : tuple of Column
        What is known.
    log : Log
        Where to report.
    source, row : str, int
        Where the headings stand.
    """
    known = {w: c for c in reversed(columns) for w in c.headings()}
    at: dict[str, int] = {}
    later: list[int] = []
    for place, cell in enumerate(cells):
        column = known.get(plain(cell)) or known.get(_bare(cell)) if cell is not None else None
        if column is None:
            later.append(place)
        else:
            _take(column, place, cell, at, log, source, row)
    for place in later:
        _guess(cells[place], place, known, at, log, source, row)
    titles = {place: shown(cell) for place, cell in enumerate(cells) if cell is not None}
    return Heading(at, titles, max((place + 1 for place, title in titles.items() if title), default=0))


def _both(column: Column) -> str:
    return f"{column.text.id} / {column.text.en}"


def _take(column: Column, place: int, cell: Cell, at: dict[str, int], log: Log, source: str, row: int) -> None:
    if column.personal:
        log.add("personal_column", "noted", source, row, str(cell), cell)
    if column.name in at:
        if not column.personal:
            log.add("heading_twice", "noted", source, row, str(cell), cell)
        return
    at[column.name] = place


def _guess(
    cell: Cell, place: int, known: dict[str, Column], at: dict[str, int], log: Log, source: str, row: int
) -> None:
    """Take a heading that is one or two letters off; report any other as not used."""
    word = _bare(cell)
    if not word:
        return
    near = nearest(word, known, 0.84)
    if near and known[near].name not in at:
        log.add("heading_near", "mended", source, row, str(cell), cell, read=_both(known[near]))
        _take(known[near], place, cell, at, log, source, row)
        return
    hint = nearest(word, known, 0.5)
    log.add("heading_unknown", "noted", source, row, str(cell), cell, near=_both(known[hint]) if hint else "-")
