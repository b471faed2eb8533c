"""Pictures that can be read: no title is cut, two thousand organisations are no knot, no policy hides another."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from simkemitraan.analysis.comparison.survival import Curve
from simkemitraan.indicators import REGISTRY
from simkemitraan.report.figures import lasting, network, series, style
from simkemitraan.report.figures.network import Panel
from simkemitraan.world.identity import pack
from simkemitraan.world.schema import KIND_NAMES, REASON_TEXTS

LONG = "At the end: A median regency with policies as they are, and a bonus for joint proposals besides"


@pytest.mark.parametrize("width", [3.1, 3.5, 4.2, 7.4])
def test_no_title_is_cut(width):
    with style.drawing("x"):
        figure, (ax,) = style.blank(width)
        style.head(figure, ax, LONG)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        box = figure._suptitle.get_window_extent(canvas.get_renderer())
    assert box.x0 >= 0
    assert box.x1 <= figure.bbox.width
    assert box.y1 <= figure.bbox.height


def crowd(key: str, ties: int) -> Panel:
    """Two thousand organisations with random ties."""
    luck = np.random.default_rng(5)
    counts = (40, 600, 500, 500, 360)
    ids = [pack(None, 3578, kind, k) for kind, n in enumerate(counts) for k in range(n)]
    kinds = [KIND_NAMES[kind] for kind, n in enumerate(counts) for _ in range(n)]
    ends = np.sort(luck.choice(ids, (ties, 2)), axis=1)
    frame = pd.DataFrame({"a": ends[:, 0], "b": ends[:, 1], "formal": luck.integers(0, 2, ties)})
    organisations = pd.DataFrame({"id": ids, "kind": kinds, "size": 3.0})
    return Panel(key, LONG, organisations, frame.loc[frame["a"] != frame["b"]])


def test_two_thousand_organisations_are_counted_by_kind():
    before, after = crowd("before", 3000), crowd("after", 3500)
    picture = network.between_kinds(after, before, "en", "stamp")
    assert len(picture.svg) < 100_000
    assert "<image" not in picture.svg
    total = len(after.ties)
    numbers = network._pairs(after)
    assert numbers.sum() == total
    assert np.triu(numbers, 1).sum() == 0
    government = int(numbers[0, 0])
    assert government == sum(
        ((int(a) >> 16) & 15, (int(b) >> 16) & 15) == (0, 0)
        for a, b in zip(after.ties["a"], after.ties["b"], strict=True)
    )


def test_with_several_policies_the_first_are_drawn_wider():
    widths = [style.arm_line(arm, 6)["linewidth"] for arm in range(6)]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == 6


def test_each_policy_has_its_own_panel_of_differences():
    rows = [(arm, m, float(m * arm), m * arm - 1.0, m * arm + 1.0) for arm in (1, 2, 3) for m in range(24)]
    frame = pd.DataFrame(rows, columns=["arm", "month", "difference", "low", "high"])
    names = ("none", "first", "second", "third")
    picture = series.difference(frame, REGISTRY["families_served"], names, 24, "en", "stamp")
    assert all(name in picture.svg for name in names[1:])


def test_a_long_unit_goes_on_in_a_second_line():
    """Along a small axis, so that it neither leaves the figure nor covers the title."""
    frame = pd.DataFrame(
        [(0, m, 1.0 + m / 100, 0.9, 1.2) for m in range(24)], columns=["arm", "month", "mean", "p10", "p90"]
    )
    drawn = series.levels(frame, REGISTRY["efficiency"], ("none",), 24, "id", "stamp", small=True)
    assert "kebutuhan terlayani per juta rupiah" not in drawn.svg.replace(drawn.alt, "")
    assert "kebutuhan terlayani" in drawn.svg


def test_reasons_for_an_end_are_written_in_full():
    reason = max(REASON_TEXTS, key=lambda name: len(REASON_TEXTS[name]("id")))
    assert len(REASON_TEXTS[reason]("id")) > 34
    ones = np.ones(70)
    curve = Curve(np.arange(70), ones, ones, ones, np.full((1, 70), 0.3), (reason,), ones)
    drawn = lasting.reasons("reasons", "Kemitraan berakhir", [curve], ["tanpa"], "id", "stamp")
    assert "…" not in drawn.svg
