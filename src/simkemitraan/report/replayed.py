"""A replay in words, and in files: sentences, scores.csv, calibration.csv, pairs.csv, replay.json and two pictures."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ..analysis.panels.dyads import FEW, ONLY_OVER_ALL, PARTS, Difference, Line, Part
from ..analysis.panels.replay import Replay
from ..errors import ResultExistsError
from ..wording import finite, interval, number, word
from .picture import stamped

COLUMNS = (
    "part",
    "predictor",
    "pairs",
    "hits",
    "auc",
    "log_score",
    "auc_gain",
    "auc_low",
    "auc_high",
    "log_gain",
    "log_low",
    "log_high",
    "better_in",
    "systems",
    "slope",
)
MISSED = 0.05  # p of the fit below which the model misses an aspect


def sentences(done: Replay, lang: str) -> list[str]:
    """Return what the replay says, in sentences: what does not hold comes first."""
    said = [unmet(done, lang)]
    if done.accepted is not None:
        accepted = done.accepted.worlds.shape[1]
        said.append(word("replay.say.numbers", lang, accepted=accepted, n=done.replicates))
    systems = np.unique(done.dyads.system).size
    for part in PARTS:
        line, pairs = done.line(part, "model"), done.dyads.part(part)
        said.append(word(f"replay.say.{part}", lang, pairs=line.pairs, hits=line.hits, auc=number(line.auc, lang, 2)))
        said += _against(done, part, lang) if systems >= FEW else ()
        said.append(
            word(
                "replay.say.level",
                lang,
                chance=number(float(pairs.chance.mean()), lang, 2),
                observed=number(float(pairs.again.mean()), lang, 2),
            )
        )
    said.append(word("replay.say.interval", lang, systems=systems) if systems >= FEW else word("replay.say.few", lang))
    fits = "; ".join(f"{word(f'replay.aspect.{f.aspect}', lang)} p = {number(f.p, lang, 3)}" for f in done.fits)
    return [*said, word(f"replay.say.fit_{done.first.instrument}", lang, list=fits), word("replay.say.caution", lang)]


def unmet(done: Replay, lang: str) -> str:
    """Return the sentence on what does not hold: where the model scores below another predictor, and what it misses."""
    found = []
    for part in PARTS:
        items = [_below(line, lang) for line in _others(done, part)]
        if any(items):
            found.append(f"{word(f'replay.among.{part}', lang)}: {', '.join(x for x in items if x)}")
    missed = [word(f"replay.aspect.{f.aspect}", lang) for f in done.fits if f.p < MISSED]
    if missed:
        found.append(word("replay.say.missed", lang, list=", ".join(missed)))
    return word("replay.say.unmet", lang, list="; ".join(found)) if found else word("replay.say.holds", lang)


def _others(done: Replay, part: Part) -> list[Line]:
    """Return the lines of the predictors that the model is compared with on a part."""
    lines = [x for x in done.lines if x.part == part and x.predictor != "model"]
    return [x for x in lines if part == "all" or x.predictor not in ONLY_OVER_ALL]


def _below(line: Line, lang: str) -> str:
    """Return in what the model scores below a predictor, with a star where the interval lies below as well."""
    gains = (("auc", line.auc_gain, 2), ("log_score", line.log_gain, 3))
    lower = [
        f"{word(f'replay.measure.{measure}', lang)} {number(gain.value, lang, digits)}{'*' if gain.verdict == 'worse' else ''}"
        for measure, gain, digits in gains
        if gain.value < 0.0
    ]
    return f"{word(f'replay.predictor.{line.predictor}', lang)} ({', '.join(lower)})" if lower else ""


def _against(done: Replay, part: Part, lang: str) -> Iterator[str]:
    """Yield what is better, worse and open; persistence alone says nothing within one part."""
    found: dict[str, list[str]] = {"better": [], "worse": [], "open": []}
    for line in _others(done, part):
        for measure, gain in (("auc", line.auc_gain), ("log_score", line.log_gain)):
            found[gain.verdict].append(_item(gain, measure, line.predictor, lang))
    yield from (word(f"replay.say.{verdict}", lang, list="; ".join(items)) for verdict, items in found.items() if items)


def _item(gain: Difference, measure: str, predictor: str, lang: str) -> str:
    digits = 2 if measure == "auc" else 3
    sign = "+" if gain.value > 0 else ""
    return word(
        "replay.say.item",
        lang,
        measure=word(f"replay.measure.{measure}", lang),
        predictor=word(f"replay.predictor.{predictor}", lang),
        value=sign + number(gain.value, lang, digits),
        interval=interval(number(gain.low, lang, digits), number(gain.high, lang, digits), lang),
    )


def table(done: Replay) -> list[dict[str, Any]]:
    """Return the scores as rows of plain values (``None`` where there is none)."""
    rows = []
    for x in done.lines:
        a, b = x.auc_gain, x.log_gain
        values = (
            x.part,
            x.predictor,
            x.pairs,
            x.hits,
            x.auc,
            x.log_score,
            a.value,
            a.low,
            a.high,
            b.value,
            b.low,
            b.high,
            x.better_in,
            x.systems,
            x.slope,
        )
        rows.append({k: _plain(v) for k, v in zip(COLUMNS, values, strict=True)})
    return rows


def _numbers(done: Replay) -> list[dict[str, Any]]:
    """Return the medians of the numbers estimated without each group; empty where none were."""
    if done.accepted is None:
        return []
    return [dict(zip(done.accepted.names, row, strict=True)) for row in done.accepted.medians.tolist()]


def as_dict(done: Replay) -> dict[str, Any]:
    """Return the replay as plain data."""
    return {
        "waves": [asdict(done.first), asdict(done.following)],
        "replicates": done.replicates,
        "organisations": len(done.panel.organisations),
        "systems": len(done.panel.systems),
        "scores": table(done),
        "calibration": [dict(zip(CURVE, row, strict=True)) for row in _curves(done)],
        "numbers": _numbers(done),
        "fit": [
            {
                "aspect": f.aspect,
                "distance": _plain(f.distance),
                "p": f.p,
                "labels": list(f.labels),
                "observed": f.observed.tolist(),
                "simulated_mean": f.simulated.mean(axis=0).tolist(),
            }
            for f in done.fits
        ],
    }


CURVE = ("part", "predictor", "pairs", "chance", "share")


def _curves(done: Replay) -> Iterator[tuple[str, str, int, float, float]]:
    """Yield the classes of every calibration curve: pairs, mean probability, share tied at the next wave."""
    for x in done.lines:
        yield from ((x.part, x.predictor, n, round(p, 5), round(share, 5)) for n, p, share in x.curve)


def _plain(value: Any) -> Any:
    return finite(round(value, 6)) if isinstance(value, float) else value


def refuse_existing(folder: Path) -> None:
    """Refuse to write over something; raises ResultExistsError."""
    if folder.exists():
        raise ResultExistsError(
            f"{folder} sudah ada; pilih folder lain dengan --out (hasil tidak pernah ditimpa).",
            f"{folder} already exists; choose another with --out (results are never overwritten).",
        )


def write(done: Replay, folder: Path, lang: str) -> list[Path]:
    """Write the replay's files into a new folder; returns their paths.

    Raises
    ------
    ResultExistsError
        If the folder exists.
    """
    from .figures.fitting import calibrations, goodness

    refuse_existing(folder)
    folder.mkdir(parents=True)
    _write_csv(folder / "scores.csv", COLUMNS, [list(row.values()) for row in table(done)])
    _write_csv(folder / "pairs.csv", ("a", "b", "system", "tied", "tied_next", "chance"), _pairs(done))
    (folder / "replay.json").write_text(json.dumps(as_dict(done), indent=1), encoding="utf-8")
    _write_csv(folder / "calibration.csv", CURVE, _curves(done))
    stamp = word("replay.title", lang, **title_values(done))
    for picture in (goodness("fit", done.fits, lang, stamp), calibrations("calibration", done.lines, lang, stamp)):
        (folder / f"{picture.key}.svg").write_text(stamped(picture), encoding="utf-8")
    return sorted(folder.iterdir())


def title_values(done: Replay) -> dict[str, object]:
    """Return what the title of a replay says."""
    return {
        "first": done.first.label,
        "next": done.following.label,
        "months": done.following.month - done.first.month,
        "organisations": len(done.panel.organisations),
        "systems": len(done.panel.systems),
        "n": done.replicates,
    }


def _pairs(done: Replay) -> Iterator[list[Any]]:
    o, d = done.panel.organisations, done.dyads
    for (a, b), tied, again, chance in zip(
        done.pairs.tolist(), d.tied.tolist(), d.again.tolist(), d.chance.tolist(), strict=True
    ):
        yield [o[a].id, o[b].id, o[a].system, int(tied), int(again), round(chance, 5)]


def _write_csv(path: Path, header: tuple[str, ...], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
