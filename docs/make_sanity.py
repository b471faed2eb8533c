"""Run what everybody expects something of, and write how it came out beside what was stated before: ``make sanity``.

``python docs/make_sanity.py`` writes ``docs/explanation/sanity.en.md`` and ``sanity.id.md``: policies and extremes
(``experiments/policy_sanity/expected.yaml``), each benefit and challenge of the source document with its paths switched off
(``experiments/source_document/expected.yaml``), types of partnership, and the sheet of money, service and families beside
named wrong worlds. Results of replicates are kept in a folder, so that the command goes on where it was stopped.
"""

from __future__ import annotations

import csv
import math
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from simkemitraan import Scenario
from simkemitraan.analysis.validation import outcomes, sanity
from simkemitraan.runs.rules import marked
from simkemitraan.runs.workers import spread
from simkemitraan.scenario.varying import with_numbers
from simkemitraan.wording import bounds, number
from simkemitraan.wording.references import KEY
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.schema import TYPE_NAMES, TYPE_TEXTS
from simkemitraan.world.spec import Spec

ROOT = Path(__file__).resolve().parents[1]
PAGES = Path(__file__).resolve().parent / "explanation"
FILES = ("policy_sanity", "source_document")
REPLICATES, WRONG = 20, 20
QUARRELS = ROOT / "experiments" / "source_document" / "quarrels.csv"
BANDS = {"hours": (0.0, 1.0), "price": (0.0, 0.6), "tenfold": (-6.0, -0.5)}  # stated in quarrels.py before it was run
QUARREL_HEADS = {
    "id": ("tentang pertengkaran", "hasil (%)", "galat baku", "harapan", ""),
    "en": ("of quarrels", "result (%)", "standard error", "expected", ""),
}
QUARREL_WORDS = {
    "id": {
        "lead": "Baris di atas yang paling mudah tertutup keberuntungan (pertengkaran memakan jam), ditanyakan langsung, {n} ulangan berpasangan"
        " (`experiments/source_document/quarrels.py`):",
        "hours": "jam semua pihak yang habis untuk pertengkaran",
        "price": "keluarga terlayani tanpa harga itu (`maintenance.quarrel_hours` 0)",
        "tenfold": "keluarga terlayani bila sepuluh kali lebih mahal (40)",
        "hours_said": "Pertengkaran memakan {hours} % jam.",
        "price_more": "Pada harga yang diandaikan, keluarga terlayani bertambah bila harga itu ditiadakan.",
        "price_open": "Pada harga yang diandaikan, keluarga terlayani tidak terbukti bertambah bila harga itu ditiadakan, berlawanan dengan harapan.",
        "tenfold_fewer": "Pada harga sepuluh kali biayanya terlihat.",
        "tenfold_open": "Pada harga sepuluh kali pun biayanya tidak terbukti.",
        "end": "Ketegangan karena persaingan hanya sebagian kecil dari semua ketegangan, sehingga pada baris di atas hampir tidak ada yang"
        " dapat diharapkan dan tandanya dapat karena keberuntungan (persaingan tidak diulang);"
        " kebijakan yang meredakan persaingan tidak boleh dijual dengan jam layanan.",
    },
    "en": {
        "lead": "The row above that luck hides most easily (quarrels cost hours), asked directly, {n} paired replicates"
        " (`experiments/source_document/quarrels.py`):",
        "hours": "hours of everybody that quarrels take",
        "price": "families served without that price (`maintenance.quarrel_hours` 0)",
        "tenfold": "families served if it were ten times as high (40)",
        "hours_said": "Quarrels take {hours} % of hours.",
        "price_more": "At the price that is assumed, families served rise when it is taken away.",
        "price_open": "At the price that is assumed, families served are not shown to rise when it is taken away, against what was expected.",
        "tenfold_fewer": "At ten times the price the cost shows.",
        "tenfold_open": "Not even at ten times the price the cost is shown.",
        "end": "The strain of competition is a small part of all strain, so next to nothing can be expected of the row above, whose sign"
        " may be luck (competition itself was not run again); a policy that calms competition is not to be sold by hours of service.",
    },
}
HEADS = {
    "id": ("perubahan", "ukuran", "hasil (%)", "galat baku", "harapan", "", "alasan"),
    "en": ("change", "measure", "result (%)", "standard error", "expected", "", "why"),
}


def cases(name: str) -> list[sanity.Case]:
    """Return the rows of one file of expectations."""
    return sanity.read_cases(ROOT / "experiments" / name / "expected.yaml")


def baseline() -> Spec:
    """Return the median regency."""
    return Scenario.load("package:baseline").spec(trace=False)


def for_long(numbers: Any) -> Spec:
    """Return the median regency for long, with some numbers changed."""
    named = [(mechanism, name, value) for mechanism, values in numbers.items() for name, value in values.items()]
    return with_numbers(replace(baseline(), months=240), named)


def linked(text: str, lang: str) -> str:
    """Return text whose keys of sources lead to the page of sources."""
    return KEY.sub(lambda m: f"[\\[{m[1]}\\]](../reference/sources.{lang}.md#{m[1]})", text)


def table(found: Iterable[sanity.Outcome], lang: str) -> str:
    """Return expectations and results as a table."""
    lines = ["| " + " | ".join(HEADS[lang]) + " |", "|" + " --- |" * len(HEADS[lang])]
    for o in found:
        e = o.expectation
        span = {1: "> 0", -1: "< 0"}.get(e.sign) or bounds(e.low, e.high, lang)
        cells = (o.case.title(lang), f"`{e.measure}`", number(o.percent, lang, 1), number(o.error, lang, 1), span)
        lines.append("| " + " | ".join((*cells, "✓" if o.met else "**✗**", linked(e.why(lang), lang))) + " |")
    return "\n".join(lines)


def quarrels(lang: str) -> str:
    """Return what quarrels cost, asked directly: expected bands beside differences in per cent, from the kept table."""
    with QUARRELS.open(encoding="utf-8", newline="") as handle:
        rows = [{key: float(x) for key, x in row.items()} for row in csv.DictReader(handle)]
    base = [row["served"] for row in rows]
    mean, n = sum(base) / len(base), len(rows)
    found = {"hours": [row["hours"] for row in rows]}
    found |= {arm: [100.0 * (row[arm] - row["served"]) / mean for row in rows] for arm in ("price", "tenfold")}
    lines = [
        QUARREL_WORDS[lang]["lead"].format(n=n),
        "",
        "| " + " | ".join(QUARREL_HEADS[lang]) + " |",
        "| --- | --- | --- | --- | --- |",
    ]
    told = {
        key: (float(np.mean(values)), float(np.std(values, ddof=1)) / math.sqrt(n)) for key, values in found.items()
    }
    for key, (middle, error) in told.items():
        low, high = BANDS[key]
        mark = "✓" if low - 2 * error <= middle <= high + 2 * error else "**✗**"
        cells = (
            QUARREL_WORDS[lang][key],
            number(middle, lang, 2),
            number(error, lang, 2),
            bounds(low, high, lang),
            mark,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", quarrels_said(told, lang)])


def quarrels_said(told: dict[str, tuple[float, float]], lang: str) -> str:
    """Say what quarrels cost by these means and standard errors (per cent); two standard errors decide what is shown."""
    words, (price, error), (tenfold, wide) = QUARREL_WORDS[lang], told["price"], told["tenfold"]
    sentences = (
        words["hours_said"].format(hours=number(told["hours"][0], lang)),
        words["price_more" if price - 2 * error > 0.0 else "price_open"],
        words["tenfold_fewer" if tenfold + 2 * wide < 0.0 else "tenfold_open"],
        words["end"],
    )
    return " ".join(sentences)


def sheet(rows: list[Any], wrong: dict[str, list[Any]], lang: str) -> str:
    """Return the sheet of the outcome half, with how many rows each wrong world meets and which tell it apart."""
    heads = ("pola", "rentang", "model", "") if lang == "id" else ("pattern", "range", "model", "")
    lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * 4]
    for r in rows:
        mark = "·" if not r.scored else ("✓" if r.met else "**✗**")
        lines.append(f"| {r.name}: {r.text(lang)} | {bounds(r.low, r.high, lang)} | {number(r.value, lang)} | {mark} |")
    scored = {r.name: r.met for r in rows if r.scored}
    words = (
        ("dunia keliru", "terpenuhi", "baris yang membedakannya")
        if lang == "id"
        else ("wrong world", "met", "rows that tell it apart")
    )
    lines += ["", "| " + " | ".join(words) + " |", "|" + " --- |" * 3]
    lines.append(f"| **model** | {sum(scored.values())} / {len(scored)} | |")
    for name, found in wrong.items():
        met = {r.name: r.met for r in found if r.scored}
        apart = ", ".join(n for n in scored if scored[n] and not met[n]) or "-"
        lines.append(f"| {outcomes.WRONG_WORLDS[name][0](lang)} | {sum(met.values())} / {len(met)} | {apart} |")
    blind = [n for n in scored if scored[n] and all({r.name: r.met for r in f}[n] for f in wrong.values())]
    said = (
        "Baris yang tidak membedakan apa pun (kewajaran, bukan bukti): "
        if lang == "id"
        else "Rows that tell nothing apart (sanity, not evidence): "
    )
    lines += ["", said + (", ".join(blind) or "-") + "."]
    return "\n".join(lines)


WORDS = {
    "id": {
        "title": "Kewajaran: apa yang diharapkan, dan apa yang terjadi",
        "lead": "Tiap harapan ditulis sebelum dijalankan; selisih berpasangan (keberuntungan yang sama), rata-rata dua tahun terakhir dari sepuluh.",
        "policies": "Kebijakan dan keadaan ekstrem",
        "source": "Manfaat dan tantangan dalam dokumen sumber",
        "types": "Jenis kemitraan yang berjalan setelah sepuluh tahun",
        "sheet": "Lembar uang, layanan dan keluarga",
    },
    "en": {
        "title": "Sanity: what was expected, and what happened",
        "lead": "Each expectation was written before it was run; paired differences (same luck), means of the last two of ten years.",
        "policies": "Policies and extremes",
        "source": "Benefits and challenges of the source document",
        "types": "Types of running partnerships after ten years",
        "sheet": "The sheet of money, service and families",
    },
}


def page(lang: str, judged: dict[str, list[sanity.Outcome]], kinds: list[float], rows: Any, wrong: Any) -> str:
    """Return the page in one language."""
    w, made = WORDS[lang], ("Dibuat oleh" if lang == "id" else "Made by")
    lines = [f"# {w['title']}", "", w["lead"], ""]
    lines += [f"## {w['policies']}", "", table(judged["policy_sanity"], lang), ""]
    lines += [f"## {w['source']}", "", table(judged["source_document"], lang), ""]
    lines += ["<!-- made: quarrels -->", quarrels(lang), "<!-- end -->", ""]
    lines += [f"## {w['types']}", ""]
    for name, share in zip(TYPE_NAMES, kinds, strict=True):
        lines.append(f"- {TYPE_TEXTS[name](lang)}: {number(100 * share, lang, 0)} %")
    lines += ["", f"## {w['sheet']}", "", sheet(rows, wrong, lang), ""]
    lines.append(f"{made} `make sanity`, {REPLICATES} × `package:baseline`.")
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    """Run what is missing and write the pages."""
    seeds = [replicate_seed(1, r) for r in range(REPLICATES)]
    together = [case for name in FILES for case in cases(name)]
    results = spread(partial(sanity.kept_seed, baseline(), together, folder), seeds)
    counted = spread(partial(sanity.types, baseline()), seeds[:10])
    good = partial(outcomes.measure_one_outcome, spec=for_long({}))
    rows = outcomes.score_outcomes(spread(good, seeds[:WRONG]))
    wrong = {}
    for name, (_, numbers) in outcomes.WRONG_WORLDS.items():
        measure = partial(outcomes.measure_one_outcome, spec=for_long(numbers))
        wrong[name] = outcomes.score_outcomes(spread(measure, seeds[:WRONG]))
    judged, first = {}, 1
    for name in FILES:
        own = cases(name)
        judged[name] = sanity.judge(own, [[r[0], *r[first : first + len(own)]] for r in results])
        first += len(own)
    sums = [sum(c[k] for c in counted) for k in range(len(TYPE_NAMES))]
    shares = [s / sum(sums) for s in sums]
    for lang in ("id", "en"):
        (PAGES / f"sanity.{lang}.md").write_text(marked(page(lang, judged, shares, rows, wrong)), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "results" / "sanity")
