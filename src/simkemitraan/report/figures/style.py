"""The one look of all figures: colours by meaning, a shape or a line beside each, quiet axes, text that scales.

Colours come from :mod:`simkemitraan.wording.palette`. Figures are drawn narrow (at most 4.4 inches) so that a phone shows them at
nearly full size; the page puts several beside each other where there is room. SVG keeps text as text: the reader's own
system font is used, and names in any script are shown.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import pairwise
from textwrap import wrap
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...wording.palette import colours, palette
from ..formats import number, shorten
from ..picture import FONTS, Picture

INK, FAINT, LINK = (palette()["text"][k] for k in ("ink", "faint", "link"))
GRID, EDGE, PAPER = palette()["line"]["grid"], palette()["line"]["edge"], palette()["paper"]["page"]
GOOD, BAD = (palette()["verdicts"][k]["colour"] for k in ("better", "worse"))
ARMS = tuple(colours("arms").values())
KINDS, TIES = colours("kinds"), colours("ties")
MARKERS = {
    "square": "s",
    "circle": "o",
    "diamond": "D",
    "triangle": "^",
    "pentagon": "p",
    "cross": "X",
    "star": "*",
}
LINES: dict[str, Any] = {
    "solid": "-",
    "dashed": (0, (4, 1.6)),
    "dotted": (0, (1.2, 1.2)),
    "dashdot": (0, (5, 1.4, 1.2, 1.4)),
    "long": (0, (9, 2)),
    "double": (0, (2, 1, 2, 3)),
}
WIDTH, HEIGHT = 4.2, 2.9
DPI = 220
SIGNS = 12  # of a title to the inch
_UNTITLED: ContextVar[bool] = ContextVar("untitled", default=False)

_SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "figure.titlesize": 9.5,
    "figure.titleweight": "bold",
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8,
    "axes.labelcolor": FAINT,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "axes.axisbelow": True,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "xtick.major.size": 2.5,
    "ytick.major.size": 0,
    "text.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.handlelength": 1.4,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "patch.linewidth": 0.0,
}


@contextmanager
def drawing(key: str) -> Iterator[None]:
    """Set the look of figures for a while; ids in the SVG depend on ``key`` alone."""
    settings: Any = {**_SETTINGS, "svg.hashsalt": key}
    with mpl.rc_context(settings):
        yield


@contextmanager
def untitled() -> Iterator[None]:
    """Draw for a while for papers that write the titles themselves: no title within, and an image besides the SVG."""
    token = _UNTITLED.set(True)
    try:
        yield
    finally:
        _UNTITLED.reset(token)


def _image(figure: Figure) -> bytes:
    """Return a figure as PNG, sharp enough for print and projector."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()


def blank(width: float = WIDTH, height: float = HEIGHT, rows: int = 1, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """Return an empty figure (inches) and its axes, row by row; no window system is ever asked."""
    figure = Figure(figsize=(width, height), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False)
    return figure, list(grid.ravel())


def finish(figure: Figure, key: str, alt: str, stamp: str = "") -> Picture:
    """Turn a figure into SVG without dates, file paths or fixed fonts; ``stamp`` says where it comes from."""
    buffer = io.StringIO()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
        png = _image(figure) if _UNTITLED.get() else b""
    return Picture(key, _clean(buffer.getvalue(), key), alt, stamp, png)


def _clean(svg: str, key: str) -> str:
    """Drop the preamble, let the reader's fonts be used, and number the clips, which are named after rounding errors."""
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    for k, clip in enumerate(re.findall(r'<clipPath id="(\w+)"', body)):
        body = body.replace(clip, f"{key}-clip-{k}")
    return re.sub(r"'DejaVu Sans'(, [^;\"]*)?", FONTS, body)


def arm_line(arm: int, of: int = 2) -> dict[str, Any]:
    """Return colour, line and width of a scenario's curve; of several the first are wider, so that none hides another."""
    look = palette()["arms"][arm % len(ARMS)]
    width = 1.6 if of <= 2 else 1.3 + 0.75 * max(of - 1 - arm, 0)
    return {"color": look["colour"], "linestyle": LINES[look["line"]] if arm else "-", "linewidth": width}


def arm_dot(arm: int) -> dict[str, Any]:
    """Return colour and marker of a scenario's dots."""
    look = palette()["arms"][arm % len(ARMS)]
    return {"color": look["colour"], "marker": MARKERS[look["shape"]]}


def kind_marker(kind: str) -> str:
    """Return the marker of a kind of organisation."""
    return MARKERS[palette()["kinds"][kind]["shape"]]


def diverging() -> LinearSegmentedColormap:
    """Return the scale from worse over nothing to better."""
    return LinearSegmentedColormap.from_list("verdicts", [BAD, PAPER, GOOD])


def year_axis(ax: Axes, months: int, lang: str) -> None:
    """Label a time axis in months by years of the horizon."""
    years = max(1, months // 12)
    step = next(s for s in (1, 2, 5, 10, 20) if years / s <= 6)
    ticks = [12 * y for y in range(0, years + 1, step)]
    ax.set_xticks(ticks, [number(t / 12, lang, 0) for t in ticks])
    ax.set_xlim(0, max(months, 1))
    ax.set_xlabel("tahun" if lang == "id" else "year")


def number_axis(ax: Axes, lang: str, axis: str = "y", most: int = 5, factor: float = 1.0, suffix: str = "") -> None:
    """Write an axis in the language's numbers; ``factor`` turns shares into per cent."""
    which = ax.yaxis if axis == "y" else ax.xaxis
    which.set_major_locator(MaxNLocator(most))
    ticks = which.get_majorticklocs()
    steps = [abs(b - a) for a, b in pairwise(ticks)] or [abs(t) for t in ticks if t] or [1.0]
    digits = next((d for d in range(6) if abs(round(factor * steps[0], d) - factor * steps[0]) < 1e-9), 6)
    which.set_major_formatter(FuncFormatter(lambda x, _: number(factor * x, lang, digits) + suffix))


def head(figure: Figure, ax: Axes, title: str, legend: bool = False) -> None:
    """Write the title at the left edge of the figure, and what the lines mean below it, where both have room."""
    fits = int(figure.get_figwidth() * SIGNS)
    lines = [line for part in title.split("\n") for line in wrap(shorten(part, 2 * fits - 6), fits)]
    if not _UNTITLED.get():
        figure.suptitle("\n".join(lines), x=0.01, ha="left")
    handles, _ = ax.get_legend_handles_labels()
    if legend and handles:
        figure.legend(loc="outside lower left", ncols=1 if len(handles) > 2 else len(handles), columnspacing=1.2)


def legend_above(ax: Axes, columns: int = 1) -> None:
    """Put the legend between title and axes."""
    handles, _ = ax.get_legend_handles_labels()
    if handles:
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, borderaxespad=0.1, columnspacing=1.2)


def marks(ax: Axes, dated: Sequence[tuple[int, str]]) -> None:
    """Draw a thin line at the month of each dated change, with a letter to look up in the caption."""
    for month, letter in dated:
        ax.axvline(month, color=FAINT, linewidth=0.7, linestyle=(0, (2, 2)))
        ax.annotate(
            letter,
            (month, 1),
            xycoords=("data", "axes fraction"),
            xytext=(2, -2),
            fontsize=7,
            color=FAINT,
            textcoords="offset points",
            va="top",
        )
