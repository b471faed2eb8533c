"""One colour for one meaning, seen by everybody: contrasts are computed, and nothing is told by colour alone."""

from __future__ import annotations

import json
import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from simkemitraan.wording.palette import as_json, colours, contrast, css, palette

ROOT = Path(__file__).resolve().parents[2]
PAPERS = tuple(colours("paper").values())
MEANINGS = ("kinds", "arms", "verdicts", "ties")
SAME = {("verdicts-worse", "ties-only_baseline")}  # what is lost


def marks() -> dict[str, str]:
    """Every colour that carries a meaning, by name."""
    return {f"{s}-{n}": c for s in MEANINGS for n, c in colours(s).items()}


def lab(colour: str) -> np.ndarray:
    """CIE L*a*b* of a colour under D65."""
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    rgb = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x, y, z = np.cbrt(matrix @ rgb / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_contrast_is_that_of_the_guideline():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("name", marks())
def test_marks_stand_out_from_every_paper(name):
    assert min(contrast(marks()[name], paper) for paper in PAPERS) >= 3.0


def test_texts_can_be_read_on_every_paper_and_on_their_own_wash():
    for colour in colours("text").values():
        assert min(contrast(colour, paper) for paper in PAPERS) >= 4.5
    for verdict in palette()["verdicts"].values():
        assert contrast(verdict["text"], verdict["wash"]) >= 4.5


def test_no_colour_has_two_meanings():
    neutral = {f"verdicts-{n}" for n in ("small", "same", "undecided")}
    loud = {n: c for n, c in marks().items() if n not in neutral}
    for (a, one), (b, other) in combinations(loud.items(), 2):
        if one == other:
            assert {a, b} in [set(pair) for pair in SAME], (a, b)
        else:
            assert np.linalg.norm(lab(one) - lab(other)) > 8, (a, b)


def test_nothing_is_told_by_colour_alone():
    kinds, arms = palette()["kinds"], palette()["arms"]
    assert len({k["shape"] for k in kinds.values()}) == len(kinds)
    assert len({a["shape"] for a in arms}) == len(arms)
    assert len({(a["line"], a["shape"]) for a in arms}) == len(arms)
    signs = {n: v["sign"] for n, v in palette()["verdicts"].items()}
    assert len(set(signs.values()) - {"="}) == 4
    assert signs["same"] == signs["small"] == "="


def test_kinds_have_one_colour_in_reports_and_in_the_room():
    """The room's map darkens them a little; each is still nearest to its own kind, and shapes are the same."""
    source = ROOT / "page" / "src" / "look.ts"
    if not source.is_file():
        pytest.skip("the page's sources are not in this installation")
    found = re.search(r"KIND_COLOURS = \[(.*?)\]", source.read_text(encoding="utf-8"))
    live = re.findall(r"#[0-9a-f]{6}", found[1] if found else "")
    kinds = list(colours("kinds").values())
    assert len(live) == len(kinds)
    for k, colour in enumerate(live):
        far = [float(np.linalg.norm(lab(colour) - lab(other))) for other in kinds]
        assert far.index(min(far)) == k
        assert min(far) < 15


def test_the_palette_is_handed_on_as_css_and_as_json():
    assert "--kinds-company:#" in css()
    assert "--arms-0:#" in css()
    assert json.loads(as_json()) == palette()


def test_reports_name_no_colour_of_their_own():
    """Colours in the room of reports come from the palette; a figure or a sheet of style that names one breaks it."""
    room = ROOT / "src" / "simkemitraan" / "report"
    offenders = {
        path.name: found
        for path in [*room.rglob("*.py"), *room.rglob("*.css"), *room.rglob("*.j2")]
        if (found := re.findall(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b", path.read_text(encoding="utf-8")))
    }
    assert offenders == {}
