"""The network before and after: organisations in the same places, or, where they are many, ties between their kinds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from ...analysis.comparison.ties import kinds_of_pair
from ...wording import word
from ..formats import number, signed
from ..network_layout import Places
from ..picture import Picture
from .style import KINDS, PAPER, TIES, blank, drawing, finish, head, kind_marker

FORMAL, INFORMAL = TIES["formal"], TIES["informal"]
ROOM = 350  # ties above which they are drawn fainter
NORMAL = 300  # organisations above which dots are drawn smaller
CROWD = 2500  # ties above which the drawing becomes a picture of dots, to keep the file small


@dataclass(frozen=True, slots=True)
class Panel:
    """One state of the network.

    Attributes
    ----------
    key, title : str
        Name of the figure and its title in words.
    organisations : DataFrame
        ``id, kind, size`` of those that exist.
    ties : DataFrame
        ``a, b, formal`` and, where two arms are compared, ``fate``.
    """

    key: str
    title: str
    organisations: pd.DataFrame
    ties: pd.DataFrame


def network(panel: Panel, places: Places, lang: str, stamp: str) -> Picture:
    """Draw one panel: solid lines for agreements, thin ones for cooperation, dots coloured by kind.

    Parameters
    ----------
    panel : Panel
        What to draw.
    places : mapping of int to (float, float)
        Where organisations stand; the same in all panels.
    """
    with drawing(panel.key):
        figure, (ax,) = blank(3.5, 4.1)
        _draw_ties(ax, panel.ties, places)
        _draw_organisations(ax, panel, places)
        head(figure, ax, panel.title)
        ax.set_axis_off()
        low = min((y for _, y in places.values()), default=0.0)
        ax.set_xlim(-0.03, 1.03)
        ax.set_ylim(min(low, 0) - 0.04, 1.04)
        figure.legend(handles=_legend(panel, lang), loc="outside lower left", ncols=2, fontsize=7, columnspacing=1.0)
        return finish(figure, panel.key, _alt(panel, lang), stamp)


def _draw_ties(ax: Axes, ties: pd.DataFrame, places: Places) -> None:
    """Draw cooperation first and agreements over it; what differs between arms lies on top."""
    known = ties["a"].isin(places) & ties["b"].isin(places)
    ties = ties.loc[known]
    fate = ties["fate"] if "fate" in ties else pd.Series("", index=ties.index)
    for which in ("", "both", "only_baseline", "only_reform"):
        for formal in (0, 1):
            part = ties.loc[(fate == which) & (ties["formal"] == formal)]
            if len(part):
                _lines(ax, part, places, which, bool(formal), len(ties))


def _lines(ax: Axes, part: pd.DataFrame, places: Places, fate: str, formal: bool, of: int) -> None:
    """Draw ties of one sort, ``of`` all ties of the picture."""
    ends = np.array([[places[int(a)], places[int(b)]] for a, b in zip(part["a"], part["b"], strict=True)])
    colour = TIES[fate] if fate in ("only_reform", "only_baseline") else (FORMAL if formal else INFORMAL)
    strong = fate in ("only_reform", "only_baseline")
    room = min(1.0, (ROOM / max(of, 1)) ** 0.5)  # many ties are drawn fainter, so that they do not become one knot
    ax.add_collection(
        LineCollection(
            list(ends),
            colors=colour,
            linewidths=(1.1 if formal else 0.55) * (0.5 + 0.5 * room),
            alpha=(0.85 if strong else 0.5) * room,
            linestyles="solid" if formal else (0, (3, 1.6)),
            zorder=2 + strong,
            rasterized=len(part) > CROWD,
        )
    )


def _draw_organisations(ax: Axes, panel: Panel, places: Places) -> None:
    """Draw dots, larger for larger organisations."""
    for kind, part in panel.organisations.groupby("kind", sort=True):
        here = part.loc[part["id"].isin(places)]
        xy = np.array([places[int(i)] for i in here["id"]]).reshape(-1, 2)
        area = (6 + 5 * np.log1p(here["size"].clip(lower=0).to_numpy())) * min(
            1.0, NORMAL / max(len(panel.organisations), 1)
        )
        colour, marker = KINDS[str(kind)], kind_marker(str(kind))
        ax.scatter(
            xy[:, 0], xy[:, 1], s=area, color=colour, marker=marker, edgecolors="white", linewidths=0.4, zorder=5
        )


def _legend(panel: Panel, lang: str) -> list[Line2D]:
    """Return what the colours and lines mean."""
    kinds = [k for k in KINDS if (panel.organisations["kind"] == k).any()]
    marks = [
        Line2D([], [], linestyle="", color=KINDS[k], marker=kind_marker(k), label=word(f"report.kind.{k}", lang))
        for k in kinds
    ]
    lines = [
        Line2D([], [], color=FORMAL, linewidth=1.3, label=word("report.figure.formal", lang)),
        Line2D(
            [], [], color=INFORMAL, linewidth=1, linestyle=(0, (3, 1.6)), label=word("report.figure.informal", lang)
        ),
    ]
    fates = set(panel.ties["fate"]) if "fate" in panel.ties else set()
    lines += [
        Line2D([], [], color=TIES[f], linewidth=1.5, label=word(f"report.figure.{f}", lang))
        for f in ("only_reform", "only_baseline")
        if f in fates
    ]
    return marks + lines


def between_kinds(panel: Panel, before: Panel | None, lang: str, stamp: str) -> Picture:
    """Draw how many pairs of each two kinds are tied, and how many more or fewer than in another panel.

    Parameters
    ----------
    panel : Panel
        What to draw.
    before : Panel or None
        With what it is compared (the end without the policy); None for no comparison.
    """
    counts = _pairs(panel)
    gaps = counts - _pairs(before) if before is not None else None
    texts = np.full(counts.shape, "", dtype=object)
    for i, j in zip(*np.tril_indices(len(KINDS)), strict=True):
        texts[i, j] = number(counts[i, j], lang, 0)
        if gaps is not None:
            texts[i, j] += f"\n({signed(gaps[i, j], lang, 0)})"
    labels = [word(f"report.kind.{k}", lang) for k in KINDS]
    with drawing(panel.key):
        figure, (ax,) = blank(4.0, 3.1)
        sns.heatmap(
            counts,
            mask=np.triu(np.ones_like(counts), k=1) > 0,
            annot=texts,
            fmt="",
            cmap=LinearSegmentedColormap.from_list("ties", [PAPER, FORMAL]),
            vmin=0,
            cbar=False,
            linewidths=1.5,
            annot_kws={"fontsize": 7.5},
            xticklabels=labels,
            yticklabels=labels,
            ax=ax,
        )
        ax.grid(visible=False)
        ax.tick_params(axis="both", labelrotation=0, bottom=False)
        head(figure, ax, panel.title)
        return finish(figure, panel.key, _alt(panel, lang), stamp)


def _pairs(panel: Panel) -> NDArray[np.float64]:
    """Count tied pairs by the kinds of both ends, in the lower triangle."""
    kinds = list(KINDS)
    found = pd.Series(kinds_of_pair(panel.ties["a"], panel.ties["b"])).value_counts()
    counts = np.zeros((len(kinds), len(kinds)))
    for name, n in found.items():
        first, second = (kinds.index(k) for k in str(name).split("+"))
        counts[max(first, second), min(first, second)] += n
    return counts


def _alt(panel: Panel, lang: str) -> str:
    """Say in words what the picture shows."""
    formal = int((panel.ties["formal"] == 1).sum())
    tied = set(panel.ties["a"]) | set(panel.ties["b"])
    alone = int((~panel.organisations["id"].isin(tied)).sum())
    return word(
        "report.alt.network",
        lang,
        title=panel.title,
        organisations=number(len(panel.organisations), lang, 0),
        formal=number(formal, lang, 0),
        informal=number(len(panel.ties) - formal, lang, 0),
        alone=number(alone, lang, 0),
    )
