"""The template workbook: sheets to fill in, drop-downs for every closed choice, and a made-up example."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from ..declare import Lang, Text
from ..errors import ResultExistsError
from ..wording import word
from .columns import ORGANISATIONS, SURVEY, TIES, Column

ROWS = 5000  # rows that have drop-downs
_REQUIRED = {"name", "district", "a", "b", "respondent"}
_CHOICES: dict[str, tuple[Text, ...]] = {
    "kind": (
        Text("pemerintah", "government"),
        Text("LKS", "nonprofit"),
        Text("perusahaan", "company"),
        Text("komunitas", "community"),
        Text("perorangan", "individual"),
    ),
    "active": (Text("ya", "yes"), Text("tidak", "no")),
    "field": (
        Text("perlindungan anak", "child protection"),
        Text("lanjut usia", "older people"),
        Text("disabilitas", "disability"),
        Text("kemiskinan dan pangan", "poverty and food"),
        Text("keluarga dan kesehatan jiwa", "family and mental health"),
        Text("tanggap bencana", "disaster response"),
    ),
    "formal": (Text("kemitraan (formal)", "formal"), Text("kerjasama (informal)", "informal")),
    "reason": (
        Text("masa berlaku habis", "term"),
        Text("dana hilang", "funding"),
        Text("pemimpin berganti", "leader left"),
        Text("konflik", "conflict"),
        Text("beban", "capacity"),
        Text("prioritas berubah", "priorities"),
        Text("tutup", "closure"),
        Text("tujuan tercapai", "goal reached"),
        Text("jarang bertemu", "drift"),
    ),
    "scale": (Text("1-4", "1-4"), Text("1-5", "1-5"), Text("0-10", "0-10")),
}
_NUMBERS = {"staff": 1e5, "volunteers": 1e6, "income": 1.2e8}
_D = date
_ANSWERS: tuple[tuple[object, ...], ...] = (
    ("N01", "A01", 3, 4, 3, 4, 3, 3, "1-4"),
    ("A01", "N01", 4, 3, 3, 2, 3, 2, "1-4"),
    ("N02", None, 3, 2, 3, None, None, None, "1-4"),
)
_EXAMPLES: dict[str, dict[Lang, tuple[tuple[object, ...], ...]]] = {
    "organisations": {
        "id": (
            (
                "A01",
                "Dinas Sosial Kabupaten Contoh",
                "pemerintah",
                "Contoh",
                "Melati",
                42,
                0,
                9500,
                "ya",
                "kemiskinan dan pangan",
            ),
            ("N01", "LKS Tunas Rekaan", "LKS", "Contoh", "Melati", 7, 15, 420, "ya", "perlindungan anak"),
            ("N02", "Panti Wreda Senja Rekaan", "LKS", "Contoh", "Kenanga", 12, 6, 780, "ya", "lanjut usia"),
            ("K01", "Karang Taruna Desa Rekaan", "komunitas", "Contoh", "Kenanga", 0, 30, 12, "ya", None),
            ("P01", "PT Rekaan Sejahtera", "perusahaan", "Contoh", "Melati", 2, None, 150, "tidak", None),
        ),
        "en": (
            ("A01", "Example Social Agency", "government", "Example", "Melati", 42, 0, 9500, "yes", "poverty and food"),
            (
                "N01",
                "Made-up Sprouts Foundation",
                "nonprofit",
                "Example",
                "Melati",
                7,
                15,
                420,
                "yes",
                "child protection",
            ),
            ("N02", "Made-up Evening Home", "nonprofit", "Example", "Kenanga", 12, 6, 780, "yes", "older people"),
            ("K01", "Made-up Village Youth", "community", "Example", "Kenanga", 0, 30, 12, "yes", None),
            ("P01", "Made-up Prosper Ltd", "company", "Example", "Melati", 2, None, 150, "no", None),
        ),
    },
    "ties": {
        "id": (
            ("A01", "N01", "kemitraan (formal)", _D(2023, 2, 1), None, None),
            ("A01", "N02", "kerjasama (informal)", _D(2022, 7, 15), None, None),
            ("N01", "K01", "kerjasama (informal)", _D(2024, 1, 10), None, None),
            ("N01", "P01", "kemitraan (formal)", _D(2021, 3, 1), _D(2023, 2, 28), "dana hilang"),
        ),
        "en": (
            ("A01", "N01", "formal", _D(2023, 2, 1), None, None),
            ("A01", "N02", "informal", _D(2022, 7, 15), None, None),
            ("N01", "K01", "informal", _D(2024, 1, 10), None, None),
            ("N01", "P01", "formal", _D(2021, 3, 1), _D(2023, 2, 28), "funding"),
        ),
    },
    "survey": {
        "id": _ANSWERS,
        "en": _ANSWERS,
    },
}


def write(path: Path, lang: Lang) -> None:
    """Write the template.

    Parameters
    ----------
    path : Path
        Workbook to make.
    lang : {"id", "en"}
        Language of headings, choices and guide.

    Raises
    ------
    ResultExistsError
        If the file exists.
    """
    import xlsxwriter

    if path.exists():
        raise ResultExistsError(
            word("exchange.import.exists", "id", file=path), word("exchange.import.exists", "en", file=path)
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": word("exchange.template.title", lang), "created": date(2025, 1, 1)})
        _guide(book, lang)
        sheets = {"organisations": ORGANISATIONS, "ties": TIES, "survey": SURVEY}
        tables = {key: book.add_worksheet(word(f"exchange.template.{key}", lang)) for key in sheets}
        lists = _choices(book, lang)
        for key, columns in sheets.items():
            kept = tuple(c for c in columns if not (c.personal or c.spare or c.name in ("third", "wave")))
            _table(book, tables[key], kept, _EXAMPLES[key][lang], lists, lang)


def _guide(book: Any, lang: Lang) -> None:
    sheet = book.add_worksheet(word("exchange.template.guide", lang))
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, word("exchange.template.title", lang), book.add_format({"bold": True, "font_size": 14}))
    for k in range(1, 6):
        sheet.write_string(k + 1, 0, word(f"exchange.template.line{k}", lang))


def _choices(book: Any, lang: Lang) -> dict[str, str]:
    """Write the lists behind the drop-downs; returns the cells of each."""
    sheet = book.add_worksheet(word("exchange.template.choices", lang))
    cells = {}
    for column, (name, options) in enumerate(_CHOICES.items()):
        sheet.write_string(0, column, name)
        for row, option in enumerate(options, 1):
            sheet.write_string(row, column, option(lang))
        letter = "ABCDEFGH"[column]
        cells[name] = f"='{sheet.get_name()}'!${letter}$2:${letter}${len(options) + 1}"
    return cells


def _table(
    book: Any,
    sheet: Any,
    columns: tuple[Column, ...],
    examples: Sequence[tuple[object, ...]],
    lists: dict[str, str],
    lang: Lang,
) -> None:
    heading = book.add_format({"bold": True, "bg_color": "#E3ECEA", "bottom": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "dd/mm/yyyy", "italic": True})
    made_up = book.add_format({"italic": True, "font_color": "#5F6C7B"})
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        title = column.text(lang) + (" *" if column.name in _REQUIRED else "")
        sheet.write_string(0, place, title, heading)
        sheet.write_comment(0, place, column.about(lang))
        sheet.set_column(
            place, place, max(12, min(34, len(title) + 4)), day if column.name in ("start", "end") else None
        )
        _validate(sheet, place, column, lists)
    for row, example in enumerate(examples, 1):
        for place, value in enumerate(example):
            if isinstance(value, date):
                sheet.write_datetime(row, place, value, day)
            elif value is not None:
                sheet.write(row, place, value, made_up)


def _validate(sheet: Any, place: int, column: Column, lists: dict[str, str]) -> None:
    """Attach the drop-down of a closed choice, or the bounds of a number or a date; others can be typed, and are read."""
    rule: dict[str, Any] | None = None
    if column.name in lists:
        rule = {"validate": "list", "source": lists[column.name], "error_type": "warning"}
    elif column.name in _NUMBERS:
        rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": _NUMBERS[column.name]}
    elif column.name in ("start", "end"):
        rule = {"validate": "date", "criteria": "between", "minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
    if rule:
        sheet.data_validation(1, place, ROWS, place, rule)
