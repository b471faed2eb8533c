"""Writes reports beside the numbers they tell of."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..analysis.comparison.comparison import Comparison
from ..analysis.comparison.overview import Overview
from ..analysis.comparison.rules import Rules
from ..analysis.reading import Result, opened
from ..errors import NAMED_WRONGLY, InputError, ResultError, ResultNameError, reason
from ..wording import word
from .blocks import Document
from .context import Context
from .pdf import browser, print_pdf
from .picture import stamped

FORMATS = ("html", "pdf", "xlsx", "brief", "docx", "pptx")


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes
    ----------
    paths : tuple of Path
        Files, in the order of the formats asked for.
    notes : tuple of str
        Sentences for the user, for example why there is no PDF.
    """

    paths: tuple[Path, ...]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Path]:
        return iter(self.paths)


def write_report(
    folder: str | Path,
    lang: str = "id",
    formats: Sequence[str] = ("html",),
    result: Result | None = None,
    rules: Rules | None = None,
    out: str | Path | None = None,
) -> Written:
    """Write the report of a result folder.

    Parameters
    ----------
    folder : path
        The result folder.
    lang : {"id", "en"}
        Language of the report.
    formats : sequence of {"html", "pdf", "xlsx", "brief", "docx", "pptx"}
        What to write; a PDF is made from the page, so the page is written too. ``brief`` is two pages as PDF, ``docx``
        and ``pptx`` the same as a document and as slides.
    result : Result, optional
        The loaded folder, if it is at hand.
    rules : Rules, optional
        How intervals are made.
    out : path, optional
        Where to write; by default the result folder itself.

    Returns
    -------
    Written
        Paths and notes.

    Raises
    ------
    InputError
        For a format that is not known.
    ResultError
        If the folder cannot be read or written.
    """
    _check(formats)
    overview = Overview(result if result is not None else opened(folder), rules or Rules())
    comparison = Comparison(overview) if overview.arms > 1 else None
    context = Context(overview, comparison, lang)
    target = Path(out or folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        return _write(context, target, formats)
    except OSError as error:
        id, en = reason(error)
        kind = ResultNameError if isinstance(error, NAMED_WRONGLY) else ResultError
        raise kind(
            f"{target}: laporan tidak dapat ditulis ({id}). Pilih folder lain dengan --out.",
            f"{target}: the report cannot be written ({en}). Choose another folder with --out.",
        ) from error


def _check(formats: Sequence[str]) -> None:
    """Refuse formats that are not known."""
    for name in formats:
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            raise InputError(
                f"Format `{name}` tidak dikenal; pilih salah satu: {known}.",
                f"There is no format `{name}`; choose one of: {known}.",
            )


def _write(context: Context, target: Path, formats: Sequence[str]) -> Written:
    """Write every format, the page first."""
    paths: list[Path] = []
    notes: list[str] = []
    name = "report" if context.lang == "id" else f"report.{context.lang}"
    if {"html", "pdf"} & set(formats):
        told = document_of(context)
        paths.append(_write_page(context.lang, told, target, name))
    if "pdf" in formats:
        made, note = _write_pdf(told, paths[0], target / f"{name}.pdf")
        paths += made
        notes += note
    if "xlsx" in formats:
        from .workbook import write_workbook

        paths.append(write_workbook(context, target / f"{name}.xlsx"))
    if {"brief", "docx", "pptx"} & set(formats):
        made, note = _write_brief(context, target, formats)
        paths += made
        notes += note
    return Written(tuple(paths), tuple(notes))


def _write_brief(context: Context, target: Path, formats: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Write the two pages in every form that is asked for."""
    from . import office
    from .brief import brief
    from .figures.style import untitled
    from .page import brief_page

    with untitled():
        told = brief(context)
    name = target / ("brief" if context.lang == "id" else f"brief.{context.lang}")
    paths: list[Path] = []
    notes: list[str] = []
    if "brief" in formats:
        html, pdf = name.with_name(f"{name.name}.html"), name.with_name(f"{name.name}.pdf")
        _replace(html, brief_page(told))
        notes = _print(html, pdf, html, context.lang)
        paths += [html] if notes else [html, pdf]
    for kind, write in (("docx", office.write_docx), ("pptx", office.write_pptx)):
        if kind in formats:
            paths.append(write(told, name.with_name(f"{name.name}.{kind}")))
    return paths, notes


def _print(page: Path, pdf: Path, html: Path, lang: str) -> list[str]:
    """Print a page; without a browser, say how to do it by hand with the page the user has."""
    program = browser()
    if program is None:
        return [word("report.pdf.none", lang, html=html)]
    why = print_pdf(page, pdf, program)
    return [word("report.pdf.failed", lang, browser=Path(program).name, why=why, html=html)] if why else []


def document_of(context: Context) -> Document:
    """Tell a result (drawing is imported only now)."""
    from .document import document

    return document(context)


def _write_page(lang: str, told: Document, target: Path, name: str) -> Path:
    """Write the page, and its figures one by one for use elsewhere."""
    from .page import page

    path = target / f"{name}.html"
    _replace(path, page(told))
    figures = target / ("figures" if lang == "id" else f"figures.{lang}")
    figures.mkdir(exist_ok=True)
    for picture in told.pictures():
        _replace(figures / f"{picture.key}.svg", stamped(picture))
    return path


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    os.replace(temporary, path)


def _write_pdf(told: Document, html: Path, pdf: Path) -> tuple[list[Path], list[str]]:
    """Print the page with everything unfolded."""
    from .page import page

    with tempfile.TemporaryDirectory() as folder:
        unfolded = Path(folder) / "report.html"
        unfolded.write_text(page(told, opened=True), encoding="utf-8")
        notes = _print(unfolded, pdf, html, told.lang)
    return ([] if notes else [pdf]), notes
