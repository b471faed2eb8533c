"""Every problem an import can meet: what is wrong and how to fix it, in both languages.

A row of the user's data is *accepted*, *fixed* (read otherwise than written, and said so), has a value *imputed*, or
is *set aside* into a file of its own. Nothing else can happen to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..declare import Text

Outcome = Literal["noted", "fixed", "imputed", "set_aside", "skipped"]
OUTCOMES: dict[Outcome, Text] = {
    "noted": Text("dicatat", "noted"),
    "fixed": Text("diperbaiki", "fixed"),
    "imputed": Text("diisi perkiraan", "imputed"),
    "set_aside": Text("disisihkan", "set aside"),
    "skipped": Text("bukan data", "no data"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: what is wrong and how to fix it; ``{value}``, ``{read}``, ``{near}`` and the like are filled in.

    ``page`` says how to fix it on a page, where ``how`` names an option of the command line.
    """

    what: Text
    how: Text
    page: Text | None = None


def _p(what_id: str, what_en: str, how_id: str, how_en: str, page: tuple[str, str] | None = None) -> Problem:
    return Problem(Text(what_id, what_en), Text(how_id, how_en), Text(*page) if page else None)


_CHOOSE = ("bila perlu, pilih artinya di tabel kolom", "if it is needed, choose its meaning in the table of columns")
_PRESS = (
    "tidak perlu tindakan; bila ini organisasi, tekan nomor barisnya",
    "nothing to do; if it is an organisation, press its row",
)
PROBLEMS: dict[str, Problem] = {
    # the file
    "encoding": _p(
        "berkas tidak berpengodean UTF-8, dibaca sebagai {read}",
        "the file is not UTF-8, read as {read}",
        'periksa huruf seperti é; simpan ulang sebagai "CSV UTF-8"',
        'check letters such as é; save again as "CSV UTF-8"',
    ),
    "nul": _p(
        "berisi byte NUL, byte itu dibuang",
        "contains NUL bytes, they were removed",
        "simpan ulang berkas dari program asalnya",
        "save the file again from the program it came from",
    ),
    "quote": _p(
        "tanda kutip tidak ditutup, baris dibaca tanpa kutip",
        "a quotation mark is not closed, read without quotes",
        "tutup atau hapus tanda kutip di baris ini",
        "close or remove the quotation mark in this row",
    ),
    "other_format": _p(
        "isi berkas adalah {read}, lain dari akhiran namanya",
        "the file holds {read}, unlike its ending",
        "beri akhiran nama yang sesuai",
        "give the file the ending that fits",
    ),
    "title_rows": _p(
        "judul kolom ditemukan di baris {read}",
        "headings found in row {read}",
        "baris di atasnya tidak dibaca sebagai data",
        "rows above are not read as data",
    ),
    "blank_rows": _p(
        "{read} baris kosong dilewati", "{read} blank rows skipped", "tidak perlu tindakan", "nothing to do"
    ),
    "sheet_unused": _p(
        'lembar "{value}" tidak dipakai',
        'sheet "{value}" is not used',
        "beri nama Organisasi, Hubungan, atau Survei bila berisi data",
        "name it Organisations, Ties or Survey if it holds data",
    ),
    "too_wide": _p(
        "kolom setelah kolom ke-{read} tidak dibaca",
        "columns after column {read} are not read",
        "pindahkan data ke kolom di depannya",
        "move the data into earlier columns",
    ),
    # columns
    "heading_near": _p(
        'judul kolom "{value}" dibaca sebagai "{read}"',
        'heading "{value}" read as "{read}"',
        "ubah judulnya bila bukan itu maksudnya",
        "change the heading if that is not what it means",
    ),
    "heading_unknown": _p(
        'kolom "{value}" tidak dikenal dan tidak dipakai',
        'column "{value}" is not known and not used',
        'mungkin maksudnya "{near}"',
        'perhaps you mean "{near}"',
    ),
    "heading_twice": _p(
        'kolom "{value}" ada dua kali; yang pertama dipakai',
        'column "{value}" occurs twice; the first is used',
        "hapus atau ganti judul yang kedua",
        "remove or rename the second",
    ),
    "heading_unused": _p(
        'kolom "{value}" tidak dikenal dan tidak dipakai',
        'column "{value}" is not known and not used',
        'bila perlu, katakan artinya: --column "{value}=..."',
        'if it is needed, say what it means: --column "{value}=..."',
        _CHOOSE,
    ),
    "heading_unlike": _p(
        'kolom "{value}" tidak dipakai: isinya tidak terbaca sebagai "{read}"',
        'column "{value}" is not used: its cells cannot be read as "{read}"',
        'bila memang itu, katakan: --column "{value}=..."',
        'if that is what it is, say so: --column "{value}=..."',
        _CHOOSE,
    ),
    "personal_column": _p(
        'kolom "{value}" berisi nama orang dan tidak ikut disimpan',
        'column "{value}" holds names of people and is not carried over',
        "tidak perlu tindakan; model tidak memakainya",
        "nothing to do; the model does not use it",
    ),
    # rows that hold no data
    "total_row": _p(
        'baris jumlah "{value}"',
        'row of totals "{value}"',
        "tidak perlu tindakan; bila ini organisasi, pertahankan dengan --keep",
        "nothing to do; if it is an organisation, keep it with --keep",
        _PRESS,
    ),
    "note_row": _p(
        'catatan atau tanda tangan "{value}"',
        'note or signature "{value}"',
        "tidak perlu tindakan; bila ini organisasi, pertahankan dengan --keep",
        "nothing to do; if it is an organisation, keep it with --keep",
        _PRESS,
    ),
    "section_row": _p(
        'judul bagian "{value}", berlaku bagi baris di bawahnya',
        'heading of a section "{value}", holds for the rows below it',
        "tidak perlu tindakan; bila ini organisasi, pertahankan dengan --keep",
        "nothing to do; if it is an organisation, keep it with --keep",
        _PRESS,
    ),
    "repeated_heading": _p("judul kolom yang diulang", "the headings again", "tidak perlu tindakan", "nothing to do"),
    "number_row": _p("nomor kolom", "numbers of columns", "tidak perlu tindakan", "nothing to do"),
    # cells
    "extra_cells": _p(
        "baris punya {read} sel lebih dari judulnya",
        "the row has {read} more cells than headings",
        "beri kutip pada sel yang memuat tanda pemisah",
        "quote cells that contain the delimiter",
    ),
    "formula": _p(
        "sel berisi rumus, tidak dihitung",
        "the cell holds a formula, it is not computed",
        "salin lalu tempel sebagai nilai",
        "copy it and paste it as a value",
    ),
    "merged": _p(
        'sel gabungan, nilai "{read}" diulang di baris ini',
        'merged cells, "{read}" repeated in this row',
        "pisahkan sel gabungan dan isi tiap baris",
        "unmerge the cells and fill every row",
    ),
    "merged_across": _p(
        "sel digabung melintasi kolom {read}",
        "cells are merged across columns {read}",
        "pisahkan sel gabungan dan isi tiap kolom",
        "unmerge the cells and fill every column",
    ),
    "too_long": _p(
        "isi sel {read} karakter, dipotong",
        "the cell has {read} characters, cut short",
        "singkat menjadi paling banyak {limit} karakter",
        "shorten it to {limit} characters at most",
    ),
    "controls": _p(
        "berisi karakter kendali, dibuang",
        "contains control characters, removed",
        "ketik ulang sel ini",
        "type this cell again",
    ),
    "error_value": _p(
        "sel berisi galat lembar kerja {value}",
        "the cell holds the spreadsheet error {value}",
        "perbaiki rumusnya lalu tempel sebagai nilai",
        "fix the formula and paste it as a value",
    ),
    "not_number": _p(
        '"{value}" bukan bilangan',
        '"{value}" is not a number',
        "tulis bilangan saja, misalnya 12",
        "write a number only, such as 12",
    ),
    "number_read": _p(
        '"{value}" dibaca sebagai {read}',
        '"{value}" read as {read}',
        "tulis satu bilangan tanpa kata",
        "write one number without words",
    ),
    "date_for_number": _p(
        "sel berisi tanggal, seharusnya bilangan",
        "the cell holds a date, a number is expected",
        "lembar kerja mungkin mengubah 5-10 menjadi tanggal; ketik ulang sebagai teks",
        "the spreadsheet may have turned 5-10 into a date; type it again as text",
    ),
    "negative": _p("bilangan negatif {value}", "negative number {value}", "isi nol atau lebih", "enter zero or more"),
    "too_large": _p(
        "{value} terlalu besar untuk kolom ini",
        "{value} is too large for this column",
        "periksa satuan; paling besar {limit}",
        "check the unit; at most {limit}",
    ),
    "rupiah": _p(
        "{value} dibaca sebagai rupiah, yaitu {read} juta",
        "{value} read as rupiah, that is {read} million",
        "tulis dalam juta rupiah",
        "write it in million rupiah",
    ),
    "not_date": _p(
        '"{value}" bukan tanggal',
        '"{value}" is not a date',
        "tulis seperti 31/12/2024 atau 2024-12-31",
        "write it like 31/12/2024 or 2024-12-31",
    ),
    "date_read": _p(
        '"{value}" dibaca sebagai {read}',
        '"{value}" read as {read}',
        "tulis tanggal lengkap seperti 31/12/2024",
        "write the whole date, like 31/12/2024",
    ),
    "not_word": _p(
        '"{value}" tidak dikenal',
        '"{value}" is not known',
        "pilihan yang dikenal: {near}",
        "words that are known: {near}",
    ),
    "word_read": _p(
        '"{value}" dibaca sebagai "{read}"',
        '"{value}" read as "{read}"',
        "ubah bila bukan itu maksudnya",
        "change it if that is not what it means",
    ),
    # organisations
    "no_name": _p("nama organisasi kosong", "the organisation has no name", "isi namanya", "fill in its name"),
    "duplicate_row": _p(
        "organisasi yang sama sudah ada di baris {read}",
        "the same organisation is already in row {read}",
        "hapus salah satu, atau bedakan namanya",
        "remove one, or tell their names apart",
    ),
    "duplicate_id": _p(
        "kode {value} sudah dipakai di baris {read}; hubungan yang memakai kode ini disisihkan",
        "code {value} is already used in row {read}; ties that use this code are set aside",
        "beri kode lain",
        "give it another code",
    ),
    "kind_guessed": _p(
        "jenis kosong, ditebak dari namanya: {read}",
        "kind is missing, guessed from its name: {read}",
        "isi kolom jenis",
        "fill in the kind",
    ),
    "kind_imputed": _p(
        "jenis tidak diketahui, dianggap {read}",
        "kind is unknown, taken as {read}",
        "isi kolom jenis",
        "fill in the kind",
    ),
    "no_district": _p(
        "kabupaten/kota kosong",
        "the district is missing",
        "isi, atau jalankan dengan --district-default NAMA",
        "fill it in, or run with --district-default NAME",
        ("isi, atau sebutkan kabupaten/kota di bawah tabel", "fill it in, or name the district below the table"),
    ),
    "district_full": _p(
        "{value} sudah memuat {read} organisasi sejenis",
        "{value} already holds {read} organisations of this kind",
        "pecah menurut kabupaten/kota",
        "split by district",
    ),
    "district_imputed": _p(
        "kabupaten/kota kosong, dianggap {read}",
        "the district is missing, taken as {read}",
        "isi bila bukan itu",
        "fill it in if that is wrong",
    ),
    "column_missing": _p(
        "kolom {column} tidak ada; {read}",
        "there is no column {column}; {read}",
        "tambahkan kolomnya bila datanya ada",
        "add the column if you have the data",
    ),
    "renamed": _p(
        'nama ini dipakai di lebih dari satu daerah; menjadi "{read}"',
        'this name is used in more than one district; it becomes "{read}"',
        "tidak perlu tindakan",
        "nothing to do",
    ),
    "value_imputed": _p(
        "{column} kosong, diambil {read} dari organisasi sejenis",
        "{column} is missing, {read} taken from an organisation of the same kind",
        "isi bila diketahui",
        "fill it in if known",
    ),
    "value_left": _p(
        "{column} kosong, akan diundi oleh model",
        "{column} is missing, the model will draw it",
        "isi bila diketahui",
        "fill it in if known",
    ),
    # ties
    "no_end": _p(
        "salah satu organisasi kosong",
        "one of the two organisations is missing",
        "isi kedua organisasi",
        "fill in both organisations",
    ),
    "unknown_organisation": _p(
        'organisasi "{value}" tidak ada di daftar',
        'organisation "{value}" is not in the list',
        'mungkin maksudnya "{near}"',
        'perhaps you mean "{near}"',
    ),
    "unlisted_organisation": _p(
        'organisasi "{value}" tidak ada di daftar',
        'organisation "{value}" is not in the list',
        "tambahkan ke daftar organisasi, atau samakan ejaannya",
        "add it to the list of organisations, or spell it as there",
    ),
    "earlier_wave": _p(
        "dari gelombang {value}; yang berlaku gelombang terakhir, {read}",
        "of wave {value}; the last one holds, {read}",
        "tidak perlu tindakan, atau impor gelombang lain dari berkas tersendiri",
        "nothing to do, or import another wave from a file of its own",
    ),
    "ambiguous": _p(
        '"{value}" cocok dengan lebih dari satu organisasi',
        '"{value}" fits more than one organisation',
        "pakai kode atau nama yang hanya dimiliki satu organisasi",
        "use a code or a name that only one organisation has",
    ),
    "self_tie": _p(
        "organisasi bermitra dengan dirinya sendiri",
        "an organisation is tied to itself",
        "isi organisasi yang lain",
        "fill in the other organisation",
    ),
    "duplicate_tie": _p(
        "hubungan yang sama sudah ada di baris {read}; keduanya digabung",
        "the same tie is already in row {read}; the two are joined",
        "hapus salah satu",
        "remove one of them",
    ),
    "end_before_start": _p(
        "berakhir {value}, sebelum mulai {read}",
        "ends {value}, before it begins {read}",
        "tukar atau perbaiki kedua tanggal",
        "swap or fix the two dates",
    ),
    "in_future": _p(
        "mulai {value}, setelah tanggal acuan {read}",
        "begins {value}, after the reference date {read}",
        "perbaiki tanggal, atau beri --as-of",
        "fix the date, or give --as-of",
        ("perbaiki tanggal", "fix the date"),
    ),
    "reason_without_end": _p(
        "ada alasan berakhir tetapi tidak ada tanggalnya; dianggap masih berjalan",
        "there is a reason for ending but no date; taken as still going",
        "isi tanggal berakhir",
        "fill in the date it ended",
    ),
    "formality_imputed": _p(
        "formal atau tidaknya kosong, dianggap {read}",
        "formal or not is missing, taken as {read}",
        "isi kemitraan (formal) atau kerjasama (informal)",
        "fill in formal or informal",
    ),
    "age_imputed": _p(
        "tanggal mulai kosong, umur dianggap {read} bulan",
        "the start is missing, age taken as {read} months",
        "isi tanggal mulai",
        "fill in the start",
    ),
    "trust_off": _p(
        "kepercayaan {value} di luar 0 sampai 1, tidak dipakai",
        "trust {value} is outside 0 to 1, not used",
        "tulis 0 sampai 1, atau taruh jawaban survei di lembar survei",
        "write 0 to 1, or put survey answers on the survey sheet",
    ),
    "no_agreement": _p(
        "nomor perjanjian atau nama proyek kosong",
        "the number of the agreement, or name of the project, is missing",
        "isi nomor atau namanya",
        "fill in the number or the name",
    ),
    "covered_tie": _p(
        "kedua organisasi sudah bersama dalam satu perjanjian bernomor; digabung ke sana",
        "the two are in an agreement with a number together; joined to it",
        "beri nomor perjanjian atau jenis bila ini perjanjian lain",
        "give it a number or a type if it is another agreement",
    ),
    "many_members": _p(
        '"{value}" punya {read} anggota; dibagi menjadi beberapa yang dipimpin anggota pertama, paling banyak {limit} masing-masing',
        '"{value}" has {read} members; split into several led by the first member, {limit} each at most',
        "tidak perlu tindakan; model memuat paling banyak {limit} anggota per kemitraan",
        "nothing to do; the model holds {limit} members in a partnership at most",
    ),
    "inactive_tied": _p(
        "dinyatakan tidak aktif tetapi punya hubungan yang berjalan",
        "said to be inactive though it has a living tie",
        "perbaiki kolom aktif, atau isi tanggal berakhir hubungannya",
        "fix the column active, or fill in when the tie ended",
    ),
    # survey
    "scale_read": _p(
        "jawaban dibaca pada skala {read}",
        "answers read on the scale {read}",
        "beri --scale bila bukan itu",
        "give --scale if that is wrong",
        ("tulis jawaban pada skala itu bila bukan itu", "write the answers on that scale if that is wrong"),
    ),
    "no_answer": _p(
        "tidak ada jawaban yang dapat dipakai",
        "there is no answer that can be used",
        "isi paling sedikit satu pertanyaan",
        "fill in at least one question",
    ),
    "off_scale": _p(
        "{value} di luar skala {read}",
        "{value} is outside the scale {read}",
        "perbaiki jawaban, atau beri --scale",
        "fix the answer, or give --scale",
        ("perbaiki jawaban", "fix the answer"),
    ),
    "answered_twice": _p(
        "jawaban yang sama sudah ada di baris {read}; rata-ratanya dipakai",
        "the same answer is already in row {read}; the mean is used",
        "hapus salah satu",
        "remove one of them",
    ),
    "about_itself": _p(
        "responden menilai dirinya sendiri",
        "the respondent rates itself",
        "isi mitra yang dinilai",
        "fill in the partner",
    ),
}
