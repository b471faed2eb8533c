"""Writes the figures of the paper out of the model and of what was measured with it: ``python paper/figures.py``."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import fill as wrapped

from simkemitraan import Scenario
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs.large import organisations
from simkemitraan.runs.rules import fill

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 140


def size() -> str:
    """Say how large the largest place is, and how many numbers the model has."""
    country = Scenario.load("package:indonesia")
    params = [p for mechanism in ORDER for p in mechanism.params]
    assumed = [p for p in params if p.role == "assumption"]
    loose = [p for p in assumed if not p.informed]
    return (
        f"The country as one world has {organisations(country):,} organisations in {len(country.data['place']['districts'])} regencies "
        f"and cities. The {len(ORDER)} mechanisms of a month declare {len(params)} numbers: {len(params) - len(assumed)} levers of policy and "
        f"{len(assumed)} assumptions, of which {len(loose)} are labelled as informed by no observed pattern."
    )


def sheet() -> str:
    """Say how much of the sheet of ties the model meets, and how much worlds known to be wrong do."""
    told = json.loads((ROOT / "experiments" / "calibration" / "wrong_worlds.json").read_text(encoding="utf-8"))
    met = [world["met"] for world in told["wrong_worlds"]]
    return (
        f"Of {told['rows']} published patterns of ties and agreements the defaults meet {told['model']['met']}; {len(met)} versions of the "
        f"model that are known to be wrong meet {min(met)} to {max(met)}."
    )


def replay() -> str:
    """Say how the model ranks pairs of a panel beside its rivals."""
    page = (ROOT / "experiments" / "replay" / "README.md").read_text(encoding="utf-8")
    table = page.partition("<!-- made: scores -->")[2].partition("<!-- end -->")[0]
    ranks: dict[str, list[float]] = {}
    part, shown = "", False
    for line in table.splitlines():
        cells = [cell.strip(" *") for cell in line.split("|")]
        if len(cells) > 4 and cells[3].startswith("0."):
            part = cells[1] or part
            ranks.setdefault(part, []).append(float(cells[3]))
            shown |= cells[2] == "popularity only" and float(cells[5].split("(")[1].split()[0]) > 0.0
    formed, kept, whole = ((values[0], max(values[1:])) for values in ranks.values())
    rivals = len(next(iter(ranks.values()))) - 1
    return (
        "On a panel of six estuary programmes that was seen twice, none of whose pairs the numbers were fitted to, it ranks new ties "
        f"with an area under the curve of {formed[0]:.2f} (the best of {rivals} rivals, estimated on the panel, {formed[1]:.2f}), kept "
        f"ties with {kept[0]:.2f} ({kept[1]:.2f}) and all pairs with {whole[0]:.2f} ({whole[1]:.2f}); it is "
        f"{'' if shown else 'not '}shown to rank better than popularity alone."
    )


def main() -> None:
    """Fill the page."""
    fill(ROOT / "paper" / "paper.md", {"figures": wrapped(" ".join((size(), sheet(), replay())), WIDTH)})


if __name__ == "__main__":
    main()
