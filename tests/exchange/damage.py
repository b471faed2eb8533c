"""Makes damaged spreadsheets: a sound registry, and every way in which a real one is broken."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import openpyxl

ORGANISATIONS = [
    "Kode",
    "Nama Organisasi",
    "Jenis",
    "Kabupaten/Kota",
    "Kecamatan",
    "Staf",
    "Relawan",
    "Pemasukan",
    "Aktif",
]
TIES = ["Organisasi 1", "Organisasi 2", "Bentuk", "Mulai", "Berakhir", "Alasan"]
KINDS = ["LKS", "pemerintah", "perusahaan", "komunitas", "relawan"]


@dataclass
class Case:
    """Two tables on their way to a file, and what an import should say about them."""

    organisations: list[list[object]]
    ties: list[list[object]]
    rng: random.Random
    codes: set[str] = field(default_factory=set)
    refused: bool = False
    bytes: bytes | None = None
    delimiter: str = ";"
    encoding: str = "utf-8"
    merges: list[str] = field(default_factory=list)

    def row(self) -> int:
        return self.rng.randrange(1, len(self.organisations))

    def tie(self) -> int:
        return self.rng.randrange(1, len(self.ties))


def sound(seed: int, n: int = 20, ties: int = 30) -> Case:
    rng = random.Random(seed)
    organisations: list[list[object]] = [list(ORGANISATIONS)]
    organisations += [
        [
            f"K{i:03d}",
            f"Lembaga Rekaan {i} {rng.randrange(1000)}",
            KINDS[i % 5],
            "Contoh",
            f"Kecamatan {i % 3}",
            rng.randrange(1, 40),
            rng.randrange(30),
            rng.randrange(1, 900),
            "ya",
        ]
        for i in range(n)
    ]
    pairs = rng.sample([(i, j) for i in range(n) for j in range(i)], ties)
    rows: list[list[object]] = [list(TIES)]
    for i, j in pairs:
        start = date(2019, 1, 1) + timedelta(days=rng.randrange(1500))
        rows.append([f"K{i:03d}", f"K{j:03d}", rng.choice(["MoU", "kerjasama"]), start, None, None])
    return Case(organisations, rows, rng)


# --- one damage each: change the case, say what must be reported -------------------------------------------------------


def _set(case: Case, row: int, column: str, value: object) -> None:
    case.organisations[row][ORGANISATIONS.index(column)] = value


def _set_tie(case: Case, row: int, column: str, value: object) -> None:
    case.ties[row][TIES.index(column)] = value


def no_name(c: Case) -> None:
    _set(c, c.row(), "Nama Organisasi", c.rng.choice([None, "", "-", "n/a", "   "]))
    c.codes |= {"no_name", "unknown_organisation"}


def duplicate_name(c: Case) -> None:
    a, b = c.rng.sample(range(1, len(c.organisations)), 2)
    _set(c, b, "Nama Organisasi", str(c.organisations[a][1]).upper() + "  ")
    c.codes.add("duplicate_row")


def duplicate_code(c: Case) -> None:
    a, b = c.rng.sample(range(1, len(c.organisations)), 2)
    _set(c, b, "Kode", c.organisations[a][0])
    c.codes.add("duplicate_id")


def self_tie(c: Case) -> None:
    row = c.tie()
    _set_tie(c, row, "Organisasi 2", c.ties[row][0])
    c.codes.add("self_tie")


def end_before_start(c: Case) -> None:
    row = c.tie()
    _set_tie(c, row, "Mulai", "31/12/2022")
    _set_tie(c, row, "Berakhir", "01/01/2021")
    c.codes.add("end_before_start")


def future_start(c: Case) -> None:
    _set_tie(c, c.tie(), "Mulai", "1 Januari 2090")
    c.codes.add("in_future")


def serial_date(c: Case) -> None:
    _set_tie(c, c.tie(), "Mulai", c.rng.choice([44197, "44197", 44197.0]))
    c.codes.add("date_read")


def nonsense_date(c: Case) -> None:
    _set_tie(c, c.tie(), "Mulai", c.rng.choice(["99/99/9999", "kemarin", "31/02/2020", "2020-13-45", "0", "-5"]))
    c.codes.add("not_date")


def unknown_partner(c: Case) -> None:
    _set_tie(c, c.tie(), "Organisasi 2", c.rng.choice(["Lembaga Rekan 3", "Zzz", "K999", 12345, "💥"]))
    c.codes.add("unknown_organisation")


def missing_partner(c: Case) -> None:
    _set_tie(c, c.tie(), "Organisasi 1", None)
    c.codes.add("no_end")


def duplicate_tie(c: Case) -> None:
    a, b, *rest = c.ties[c.tie()]
    c.ties.append([b, a, *rest])
    c.codes.add("duplicate_tie")


def words_for_numbers(c: Case) -> None:
    _set(c, c.row(), "Staf", c.rng.choice(["banyak", "dua puluh", "??", "12 ekor", "1.2.3", "x" * 500]))
    c.codes.add("not_number")


def decorated_number(c: Case) -> None:
    _set(c, c.row(), "Staf", c.rng.choice(["±20", "5-10", "20 orang", "sekitar 7", "1.250"]))
    c.codes.add("number_read")


def negative_number(c: Case) -> None:
    _set(c, c.row(), "Relawan", c.rng.choice([-5, "-12", -0.5]))
    c.codes.add("negative")


def huge_number(c: Case) -> None:
    _set(c, c.row(), "Staf", c.rng.choice([10**12, "9" * 30, 1e300]))
    c.codes.add("too_large")


def rupiah(c: Case) -> None:
    _set(c, c.row(), "Pemasukan", c.rng.choice(["Rp 250.000.000", 250_000_000, "Rp. 1,2 miliar"]))
    c.codes.add("rupiah")


def date_for_number(c: Case) -> None:
    _set(c, c.row(), "Staf", date(2024, 10, 5))
    c.codes.add("not_number")


def wrong_kind(c: Case) -> None:
    _set(c, c.row(), "Jenis", c.rng.choice(["qqqq", "12", "lainnya"]))
    c.codes.add("not_word")


def near_kind(c: Case) -> None:
    _set(c, c.row(), "Jenis", c.rng.choice(["pemerinth", "perusahan", "komunitass"]))
    c.codes.add("word_read")


def missing_kind(c: Case) -> None:
    _set(c, c.row(), "Jenis", None)
    c.codes.add("kind_guessed")


def missing_district(c: Case) -> None:
    _set(c, len(c.organisations) - 1, "Kabupaten/Kota", None)
    c.codes.add("district_imputed")


def missing_numbers(c: Case) -> None:
    row = c.row()
    for column in ("Staf", "Relawan", "Pemasukan"):
        _set(c, row, column, None)
    c.codes.add("value_left")


def formula_in_number(c: Case) -> None:
    _set(c, c.row(), "Staf", c.rng.choice(["=SUM(A1:A9)", "=1+1", '=HYPERLINK("http://x","y")', "@SUM(1)"]))
    c.codes.add("formula")


def formula_in_name(c: Case) -> None:
    _set(c, c.row(), "Nama Organisasi", c.rng.choice(["=cmd|' /C calc'!A0", "+cmd|' /C calc'!A0", "=A1&A2"]))
    c.codes.add("formula")


def error_value(c: Case) -> None:
    _set(c, c.row(), "Relawan", c.rng.choice(["#REF!", "#DIV/0!", "#VALUE!"]))
    c.codes.add("error_value")


def huge_cell(c: Case) -> None:
    _set(c, c.row(), "Nama Organisasi", "Lembaga " + "panjang " * 4000)
    c.codes.add("too_long")


def controls(c: Case) -> None:
    _set(c, c.row(), "Nama Organisasi", "Lembaga \u0085\u009dkendali")
    c.codes.add("controls")


def misspelt_heading(c: Case) -> None:
    c.organisations[0][1] = c.rng.choice(["Nama Organisasy", "Nama Organisai", "Nma Organisasi"])
    c.codes.add("heading_near")


def unknown_heading(c: Case) -> None:
    c.organisations[0][8] = c.rng.choice(["Warna kesukaan", "???", "x"])
    c.codes.add("column_missing")


def doubled_heading(c: Case) -> None:
    c.organisations[0][8] = "Staf"
    c.codes.add("heading_twice")


def title_rows(c: Case) -> None:
    c.organisations[0:0] = [["DAFTAR LEMBAGA KESEJAHTERAAN SOSIAL"], ["Tahun 2024"], []]
    c.codes.add("title_rows")


def blank_rows(c: Case) -> None:
    for _ in range(5):
        c.organisations.insert(c.row(), [None] * 9)
    c.codes.add("blank_rows")


def shuffled_columns(c: Case) -> None:
    order = c.rng.sample(range(9), 9)
    c.organisations = [[row[k] for k in order] for row in c.organisations]


def extra_cells(c: Case) -> None:
    c.organisations[c.row()] += ["apa ini", "dan ini"]
    c.codes.add("extra_cells")


def short_row(c: Case) -> None:
    row = c.row()
    c.organisations[row] = [*c.organisations[row][:2], None, "Contoh"]
    c.codes.add("kind_guessed")


def no_headings(c: Case) -> None:
    c.organisations = [[str(x) + "zz" for x in range(9)], *c.organisations[1:]]
    c.refused = True


def no_name_column(c: Case) -> None:
    for row in c.organisations:  # neither the heading nor the cells look like names of organisations
        row[1] = f"zzzz {c.rng.randrange(10**6)}"
    c.refused = True


def no_rows(c: Case) -> None:
    c.organisations = c.organisations[:1]
    c.refused = True


def reason_without_end(c: Case) -> None:
    _set_tie(c, c.tie(), "Alasan", "dana habis")
    c.codes.add("reason_without_end")


def no_form(c: Case) -> None:
    _set_tie(c, c.tie(), "Bentuk", None)
    c.codes.add("formality_imputed")


def no_start(c: Case) -> None:
    _set_tie(c, c.tie(), "Mulai", None)
    c.codes.add("age_imputed")


def many_at_once(c: Case) -> None:
    for damage in c.rng.sample(ROWS, 12):
        damage(c)
    c.codes.clear()  # one damage may hide another


ROWS: list[Callable[[Case], None]] = [
    no_name,
    duplicate_name,
    duplicate_code,
    self_tie,
    end_before_start,
    future_start,
    serial_date,
    nonsense_date,
    unknown_partner,
    missing_partner,
    duplicate_tie,
    words_for_numbers,
    decorated_number,
    negative_number,
    huge_number,
    rupiah,
    wrong_kind,
    near_kind,
    missing_kind,
    missing_district,
    missing_numbers,
    formula_in_number,
    formula_in_name,
    error_value,
    huge_cell,
    controls,
    reason_without_end,
    no_form,
    no_start,
    short_row,
]
TABLES: list[Callable[[Case], None]] = [
    misspelt_heading,
    unknown_heading,
    doubled_heading,
    title_rows,
    blank_rows,
    shuffled_columns,
    extra_cells,
    no_headings,
    no_name_column,
    no_rows,
    many_at_once,
]


# --- to files ---------------------------------------------------------------------------------------------------------


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return "" if value is None else str(value)


def csv_bytes(rows: list[list[object]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([[_text(v) for v in row] for row in rows])
    return out.getvalue().encode(encoding, errors="replace")


def xlsx_bytes(case: Case) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Organisasi"
    for rows, target in ((case.organisations, sheet), (case.ties, book.create_sheet("Hubungan"))):
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                if value is not None:
                    target.cell(r, c, value[:32_000] if isinstance(value, str) else value)
    for block in case.merges:
        sheet.merge_cells(block)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def write_csv(case: Case, folder: Path) -> tuple[Path, Path]:
    files = folder / "organisasi.csv", folder / "hubungan.csv"
    for file, rows in zip(files, (case.organisations, case.ties), strict=True):
        file.write_bytes(csv_bytes(rows, case.delimiter, case.encoding))
    return files


def write_xlsx(case: Case, folder: Path) -> tuple[Path, None]:
    file = folder / "registri.xlsx"
    file.write_bytes(xlsx_bytes(case))
    return file, None


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Return a workbook with its parts changed; ``None`` drops a part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = change(part.filename, old.read(part))
            if content is not None:
                new.writestr(part.filename, content)
    return out.getvalue()
