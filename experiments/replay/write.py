"""Writes what a replay came to into README.md: ``python experiments/replay/write.py FOLDER``, the folder of ``simkemitraan replay``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from simkemitraan.runs.rules import fill
from simkemitraan.wording import word

PAGE = Path(__file__).resolve().parent / "README.md"
SURE = 0.05


def main(folder: Path) -> None:
    """Fill the page."""
    replay = json.loads((folder / "replay.json").read_text(encoding="utf-8"))
    fill(PAGE, {"short": short(replay), "scores": scores(replay), "fit": fit(replay)})


def short(replay: dict[str, Any]) -> str:
    """Say which rivals the model is shown to differ from, and which aspects of the network it meets."""
    lines = []
    for part in dict.fromkeys(s["part"] for s in replay["scores"]):
        rivals = [s for s in replay["scores"] if s["part"] == part and s["predictor"] != "model"]
        said = []
        for k, does in (("auc", "ranks"), ("log", "scores")):
            better = [_rival(s) for s in rivals if (s[f"{k}_low"] or 0.0) > 0.0]
            worse = [_rival(s) for s in rivals if (s[f"{k}_high"] or 0.0) < 0.0]
            said.append(f"{does} better than {', '.join(better) or 'none'}, worse than {', '.join(worse) or 'none'}")
        lines.append(
            f"- {word(f'replay.part.{part}', 'en')}: the model {'; '.join(said)} (intervals that leave out zero)."
        )
    aspects: dict[bool, list[str]] = {True: [], False: []}
    for f in replay["fit"]:
        aspects[f["p"] >= SURE].append(word(f"replay.aspect.{f['aspect']}", "en"))
    met, missed = (", ".join(aspects[way]) or "none" for way in (True, False))
    return "\n".join([*lines, f"- The whole network at the second wave: met {met}; not met (p below {SURE}) {missed}."])


def _rival(score: dict[str, Any]) -> str:
    return str(word(f"replay.predictor.{score['predictor']}", "en"))


def scores(replay: dict[str, Any]) -> str:
    """Return the table of the model beside its rivals."""
    lines = [
        f"{replay['replicates']} worlds, {replay['organisations']} organisations in {replay['systems']} systems.",
        "",
        "| pairs | predictor | AUC | log score | model less this: AUC | log score | model better in |",
        "|---|---|---|---|---|---|---|",
    ]
    for s in replay["scores"]:
        if s["predictor"] == "model":
            lines.append(
                f"| {word(f'replay.part.{s["part"]}', 'en')} | **model** | **{s['auc']:.3f}** | **{s['log_score']:.4f}** | | | |"
            )
            continue
        gains = (gain(s[f"{k}_gain"], s[f"{k}_low"], s[f"{k}_high"]) for k in ("auc", "log"))
        name = word(f"replay.predictor.{s['predictor']}", "en")
        lines.append(
            f"| | {name} | {s['auc']:.3f} | {s['log_score']:.4f} | {' | '.join(gains)} | {s['better_in']} of {s['systems']} |"
        )
    return "\n".join(lines)


def gain(value: float, low: float | None, high: float | None) -> str:
    """Return a difference with its interval, which few systems do not give."""
    return f"{value:+.3f}" if low is None or high is None else f"{value:+.3f} ({low:.3f} to {high:.3f})"


def fit(replay: dict[str, Any]) -> str:
    """Return how well the whole next wave is met."""
    lines = ["| aspect of the whole network | distance | p |", "|---|---|---|"]
    lines += [
        f"| {word(f'replay.aspect.{f["aspect"]}', 'en')} | {f['distance']:.1f} | {f['p']:.3f} |" for f in replay["fit"]
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
