"""The network pictures: which organisations and ties are shown, and where they stand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..analysis.reading import read
from .blocks import Block, Gallery
from .context import Context
from .figures.network import Panel, between_kinds, network
from .network_layout import Places, layout

MOST = 700  # organisations on one picture; of a larger place the largest district that fits is shown
READABLE = 400  # organisations above which ties are counted by kind instead of drawn one by one


def network_blocks(context: Context) -> list[Block]:
    """Draw the network at the start and at the end of every arm, nobody changing place."""
    panels = _panels(context)
    if not panels or not any(len(p.organisations) for p in panels):
        return []
    args, replicate = (context.lang, context.stamp), context.overview.typical + 1
    if max(len(p.organisations) for p in panels) > READABLE:
        compared = [None if k < 2 else panels[1] for k in range(len(panels))]
        drawn = tuple(between_kinds(p, other, *args) for p, other in zip(panels, compared, strict=True))
        caption = context.word("caption.kinds", replicate=replicate)
    else:
        places = _places(panels)
        drawn = tuple(network(p, places, *args) for p in panels)
        caption = context.word("caption.network", replicate=replicate)
    return [Gallery(drawn, caption, context.stamp, "half" if len(drawn) == 2 else "third")]


def _places(panels: list[Panel]) -> Places:
    """Compute one layout from all panels together."""
    weight: dict[tuple[int, int], float] = {}
    for panel in panels:
        for a, b, formal in zip(panel.ties["a"], panel.ties["b"], panel.ties["formal"], strict=True):
            pair = (int(a), int(b))
            weight[pair] = weight.get(pair, 0.0) + (1.5 if formal else 1.0) / len(panels)
    ids = sorted({int(i) for p in panels for i in p.organisations["id"]})
    here = set(ids)
    return layout(ids, {k: w for k, w in weight.items() if k[0] in here and k[1] in here})


def _panels(context: Context) -> list[Panel]:
    """Return the start, and the end of every arm, with what differs between them."""
    organisations, relations = _states(context)
    last = int(organisations["month"].max()) if len(organisations) else -1
    arms = list(range(context.overview.arms))
    ends = {arm: _ties(relations, arm, last) for arm in arms}
    start = Panel("network-start", _start_title(context), _present(organisations, 0, -1), _ties(relations, 0, -1))
    panels = [start]
    for arm in arms:
        ties = ends[arm]
        if len(arms) > 1:
            other = ends[0] if arm else ends[1]
            ties = _with_fate(ties, other, "only_reform" if arm else "only_baseline")
        title = context.word("figure.network_end", name=context.titles[arm])
        panels.append(Panel(f"network-end-{arm}", title, _present(organisations, arm, last), ties))
    return panels


def _start_title(context: Context) -> str:
    """Name the first picture; arms that differ from the start differ there too, so the baseline is named."""
    start = context.word("figure.network_start")
    return f"{start}: {context.titles[0]}" if context.overview.arms > 1 else start


def _states(context: Context) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the replicate that is shown: organisations and tied pairs, of one district if there are too many."""
    where = {"point": 0, "replicate": context.overview.typical}
    organisations = context.overview.organisations
    organisations = organisations.loc[
        (organisations["replicate"] == context.overview.typical) & (organisations["alive"] == 1)
    ]
    relations = read(context.overview.result, "relations", ("arm", "month", "a", "b", "cooperating", "formal"), where)
    first = organisations.loc[(organisations["arm"] == 0) & (organisations["month"] == -1)]
    if len(first) > MOST:
        sizes = first["district"].value_counts()
        fits = sizes.loc[sizes <= MOST]
        chosen = int(fits.index[0]) if len(fits) else int(sizes.index[-1])
        organisations = organisations.loc[organisations["district"] == chosen]
    return organisations, relations


def _present(organisations: pd.DataFrame, arm: int, month: int) -> pd.DataFrame:
    """Return the organisations that exist in one arm at one reading."""
    part = organisations.loc[(organisations["arm"] == arm) & (organisations["month"] == month)]
    return part.assign(size=part["staff"] + 0.15 * part["volunteers"])[["id", "kind", "size"]]


def _ties(relations: pd.DataFrame, arm: int, month: int) -> pd.DataFrame:
    """Return the tied pairs of one arm at one reading; ``formal`` is 1 where an agreement covers them."""
    part = relations.loc[(relations["arm"] == arm) & (relations["month"] == month)]
    part = part.loc[(part["cooperating"] > 0) | (part["formal"] > 0)]
    return pd.DataFrame({"a": part["a"], "b": part["b"], "formal": (part["formal"] > 0).astype(np.int8)})


def _with_fate(ties: pd.DataFrame, other: pd.DataFrame, alone: str) -> pd.DataFrame:
    """Mark the ties that the other arm does not have."""
    there = set(zip(other["a"], other["b"], strict=True))
    fate = ["both" if pair in there else alone for pair in zip(ties["a"], ties["b"], strict=True)]
    return ties.assign(fate=fate)
