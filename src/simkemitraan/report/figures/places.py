"""Who gains where: heat maps of fields and kecamatan by policy, a tile for each kecamatan, and a map of districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import matplotlib.patheffects as effects
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.collections import PolyCollection
from matplotlib.colors import TwoSlopeNorm

from ...wording import word
from ..formats import MARKS, IndicatorFormat, decimals, shorten, signed
from ..outlines import Ring
from ..picture import Picture
from .style import EDGE, GRID, INK, blank, diverging, drawing, finish, head

COLUMNS = 4
MANY = 60  # districts from which on a map is wide, and its colours stand without signs


@dataclass(frozen=True, slots=True)
class Spot:
    """What one policy does in one field, kecamatan or district.

    Attributes
    ----------
    arm, where : int
        The policy, and an index into :attr:`Where.labels`.
    baseline, reform, difference, low, high : float
        Values without and with it, their difference and its interval.
    verdict : str
        One of the words of :func:`simkemitraan.analysis.comparison.paired.effects`.
    """

    arm: int
    where: int
    baseline: float
    reform: float
    difference: float
    low: float
    high: float
    verdict: str


@dataclass(frozen=True, slots=True)
class Where:
    """Differences by field, kecamatan or district.

    Attributes
    ----------
    spots : tuple of Spot
        What was found.
    labels : sequence of str
        What the fields or places are called.
    shown : IndicatorFormat
        How differences are written.
    unit : str
        Their unit in words.
    scale : float
        The difference at which colours are full, where it is that of several policies; 0: that of these spots.
    """

    spots: tuple[Spot, ...]
    labels: Sequence[str]
    shown: IndicatorFormat
    unit: str
    scale: float = 0.0

    @property
    def arms(self) -> list[int]:
        """The policies."""
        return sorted({spot.arm for spot in self.spots})

    @property
    def reach(self) -> float:
        """The difference at which colours are full: the largest, or a twentieth of the usual value if that is more."""
        if self.scale or not self.spots:
            return self.scale or 1e-9
        usual = sum(abs(spot.baseline) for spot in self.spots) / len(self.spots)
        return max([usual / 20, 1e-9, *(abs(spot.difference) for spot in self.spots)])

    def of(self, arm: int) -> Where:
        """Return one policy's, on the scale of all: their pictures are compared."""
        return replace(self, spots=tuple(spot for spot in self.spots if spot.arm == arm), scale=self.reach)

    def write(self, spot: Spot) -> str:
        """Write one difference with its sign of verdict."""
        factor, lang = self.shown.factor, self.shown.lang
        reach = factor * self.reach
        digits = max(decimals(reach, 2), int(reach < 100))
        return f"{MARKS[spot.verdict]} {signed(factor * spot.difference, lang, digits)}"


def heat_map(key: str, title: str, found: Where, names: Mapping[int, str], stamp: str) -> Picture:
    """Draw rows by policies, each cell with its difference; with one policy, a tile for each row.

    Parameters
    ----------
    key, title : str
        Name of the figure, and what is drawn.
    found : Where
        What happens where.
    names : mapping of int to str
        Policies by arm.
    """
    tiles = len(names) == 1
    values, texts = _tiles(found) if tiles else _table(found, list(names))
    width = 4.2 if tiles else 2.2 + 1.05 * len(names)
    with drawing(key):
        figure, (ax,) = blank(width, 0.7 + (0.58 if tiles else 0.3) * len(values) + (0 if tiles else 0.6))
        sns.heatmap(
            values,
            annot=texts,
            fmt="",
            cmap=diverging(),
            vmin=-found.reach,
            vmax=found.reach,
            cbar=False,
            linewidths=1.5,
            annot_kws={"fontsize": 7},
            xticklabels=[] if tiles else [_wrapped(n) for n in names.values()],
            yticklabels=[] if tiles else [shorten(label, 30) for label in found.labels],
            ax=ax,
        )
        ax.grid(visible=False)
        ax.tick_params(axis="x", labeltop=True, labelbottom=False, top=False, bottom=False, labelrotation=0)
        ax.tick_params(axis="y", labelrotation=0)
        ax.spines[:].set_visible(False)
        head(figure, ax, title)
        ax.set_xlabel(found.unit)
        return finish(figure, key, _alt(title, found, names), stamp)


def _wrapped(text: str, width: int = 15, most: int = 3) -> str:
    """Break a name into a few lines."""
    lines: list[str] = [""]
    for part in shorten(text, most * width - 4).split():
        if lines[-1] and len(lines[-1]) + 1 + len(part) > width and len(lines) < most:
            lines.append(part)
        else:
            lines[-1] = f"{lines[-1]} {part}".strip()
    return "\n".join(lines)


def _table(found: Where, arms: Sequence[int]) -> tuple[np.ndarray, np.ndarray]:
    """Put differences and their words into a matrix of rows by policies."""
    values = np.zeros((len(found.labels), len(arms)))
    texts = np.full(values.shape, "", dtype=object)
    for spot in found.spots:
        at = spot.where, arms.index(spot.arm)
        values[at], texts[at] = spot.difference, found.write(spot)
    return values, texts


def _tiles(found: Where) -> tuple[np.ndarray, np.ndarray]:
    """Put differences and their words into tiles, row by row."""
    height = -(-len(found.labels) // COLUMNS)
    values = np.full(height * COLUMNS, np.nan)
    texts = np.full(height * COLUMNS, "", dtype=object)
    for spot in found.spots:
        values[spot.where] = spot.difference
        texts[spot.where] = f"{_wrapped(found.labels[spot.where], 16, 2)}\n{found.write(spot)}"
    return values.reshape(height, COLUMNS), texts.reshape(height, COLUMNS)


def _alt(title: str, found: Where, names: Mapping[int, str]) -> str:
    """Say for every policy where it does most and least."""
    parts = []
    for arm, name in names.items():
        spots = sorted(found.of(arm).spots, key=lambda spot: spot.difference)
        if not spots:
            continue
        ends = {
            key: f"{found.labels[spot.where]} {found.write(spot)} {found.unit}"
            for key, spot in (("most", spots[-1]), ("least", spots[0]))
        }
        parts.append(word("report.alt.where", found.shown.lang, name=name, **ends))
    return f"{title}. {'; '.join(parts)}."


def district_map(
    key: str, title: str, found: Where, shapes: Mapping[int, list[Ring]], codes: Sequence[int], name: str, stamp: str
) -> Picture:
    """Draw one policy's differences on the outlines of the districts; where they are few, each with its sign of verdict.

    Parameters
    ----------
    found : Where
        Of one policy; ``where`` is the place of the district in ``codes``.
    shapes : mapping of int to list of ndarray
        Outer rings by district code.
    codes : sequence of int
        District codes in the order of the labels.
    name : str
        The policy.
    """
    norm, cmap = TwoSlopeNorm(0.0, -found.reach, found.reach), diverging()
    with drawing(key):
        many = len(codes) > MANY
        figure, (ax,) = blank(*_room(shapes, codes, 8.4 if many else 4.4))
        for spot in found.spots:
            rings = shapes.get(codes[spot.where], [])
            face = cmap(norm(spot.difference))
            ax.add_collection(PolyCollection(rings, facecolor=face, edgecolor=EDGE, linewidth=0.1 if many else 0.5))
            if rings and not many:
                _sign(ax, max(rings, key=len), MARKS[spot.verdict])
        ax.autoscale_view()
        ax.set_aspect("equal")
        ax.set_axis_off()
        head(figure, ax, title)
        scale = figure.colorbar(
            ScalarMappable(norm, cmap), ax=ax, orientation="horizontal", shrink=0.55, pad=0.02, aspect=28
        )
        ends = [signed(found.shown.factor * x, found.shown.lang, None) for x in (-found.reach, 0.0, found.reach)]
        assert scale.solids is not None
        scale.solids.set_rasterized(False)  # a picture of 256 tiles, not an image inside the drawing
        scale.set_ticks([-found.reach, 0.0, found.reach], labels=ends)
        scale.set_label(found.unit, fontsize=7.5)
        scale.outline.set_edgecolor(GRID)
        return finish(figure, key, _alt(title, found, {found.arms[0]: name}), stamp)


def _room(shapes: Mapping[int, list[Ring]], codes: Sequence[int], width: float) -> tuple[float, float]:
    """Return the inches that outlines need at a width, with their title and scale: a long island needs little height."""
    rings = [ring for code in codes for ring in shapes.get(code, [])]
    if not rings:
        return width, 3.6
    span = np.ptp(np.concatenate(rings), axis=0)
    return width, 1.25 + min(max(0.95 * width * float(span[1] / span[0]), 0.8), 3.4)


def _sign(ax: Axes, ring: Ring, sign: str) -> None:
    """Write a verdict in the middle of a district."""
    x, y = ring.mean(axis=0)
    halo = [effects.withStroke(linewidth=1.6, foreground="white")]
    ax.text(x, y, sign, ha="center", va="center", fontsize=7, color=INK, path_effects=halo)
