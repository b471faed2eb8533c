"""Write the tables of the evidence pages out of what calibration found and what the mechanisms declare.

``python docs/make_evidence.py`` fills the marked parts of ``docs/explanation/evidence.*.md``; the words between them are
written by hand.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml

from simkemitraan.analysis.calibration.known import known_posterior
from simkemitraan.analysis.calibration.writing import markdown
from simkemitraan.analysis.validation.aside import ROWS as ASIDE
from simkemitraan.analysis.validation.aside import USED
from simkemitraan.analysis.validation.outcomes import OBSERVED
from simkemitraan.analysis.validation.sheet import Row
from simkemitraan.analysis.validation.whole import ROWS
from simkemitraan.analysis.validation.wrong_worlds import ALL, WRONG_WORLDS
from simkemitraan.mechanisms import ORDER
from simkemitraan.runs.rules import fill
from simkemitraan.wording import between, bounds, number

ROOT = Path(__file__).resolve().parents[1]
CHECKS = ROOT / "experiments" / "calibration" / "checks.csv"
APART = ROOT / "experiments" / "calibration" / "wrong_worlds.json"
EXPECTED = ROOT / "experiments" / "calibration" / "expected_apart.yaml"
CORRELATIONS = ROOT / "experiments" / "calibration" / "correlations.csv"
MOST, TIED = 6, 0.25  # how many numbers are named as informed most; correlation above which a pair is named
TRIALS = ROOT / "experiments" / "missed" / "rows.csv"
CONTACT_ROWS = ("P1.contact", "P2.monthly", "P2.weekly", "T4.shared_odds", "P3.shared", "P3.kept")  # of the trials
APART_HEADS = {
    "id": (
        "dunia yang diketahui salah",
        "baris terpenuhi",
        "membongkarnya, dari semua baris",
        "dari yang dapat",
        "yang mana",
        "dipenuhinya, tidak oleh model",
    ),
    "en": (
        "a world known to be wrong",
        "rows met",
        "tell it apart, of all rows",
        "of those that could",
        "which",
        "met by it, not by the model",
    ),
}
ROW_HEADS = {
    "id": ("pola", "rentang", "model ini, selang 90 %", "membongkar"),
    "en": ("pattern", "range", "this model, 90 % interval", "tells apart"),
}
WORTH = {"id": ("kewarasan", "tidak dipenuhi model"), "en": ("sanity", "missed by the model")}
EXPECTED_HEADS = {
    "id": ("", "diperkirakan, dan terjadi", "diperkirakan, tidak terjadi", "terjadi tanpa diperkirakan"),
    "en": ("", "expected, and so", "expected, not so", "not expected, and so"),
}
MISSED = {"id": "tidak dipenuhi model", "en": "missed by the model"}
KEPT_HEADS = {
    "id": (
        "dibaca atau diubah",
        "nama",
        "bertahan, paling banyak satu mitra bersama",
        "tiga atau lebih",
        "perbandingan",
    ),
    "en": ("read or changed", "names", "kept, at most one shared partner", "three or more", "ratio"),
}
LOSS_HEADS = {
    "id": (
        "dibaca atau diubah",
        "kasus",
        "upah dibekukan",
        "rekrutmen ditunda",
        "cadangan dipakai",
        "posisi dikurangi",
        "program dipotong",
        "melayani lebih sedikit",
        "tau",
    ),
    "en": (
        "read or changed",
        "cases",
        "pay frozen",
        "hiring put off",
        "reserves drawn",
        "posts cut",
        "programmes cut",
        "served fewer",
        "tau",
    ),
}
CONTACT_HEADS = {"id": ("dibaca atau diubah", *CONTACT_ROWS), "en": ("read or changed", *CONTACT_ROWS)}
RANGE = {"id": "rentang", "en": "range"}
SURVEYED = {"id": "survei", "en": "the surveys"}
TRIED = {  # what was read or changed, in Indonesian and in English
    "two names, recalled": ("dua nama, menurut ingatan", "two names, recalled (the row as it is)"),
    "two names, no error of recall": ("dua nama, tanpa salah ingat", "two names, no error of recall"),
    "five names": ("lima nama", "five names"),
    "every partner": ("semua mitra", "every partner"),
    "as it is": ("seperti adanya", "as it is"),
    "shared partners keep ties, upper end": (
        "`dissolution.informal_shared` di ujung atas (1,5)",
        "`dissolution.informal_shared` at its upper end (1.5)",
    ),
    "the near do not meet more": ("`maintenance.meetings_near` 0", "`maintenance.meetings_near` 0"),
    "partners in common do not meet more": ("`maintenance.meetings_shared` 0", "`maintenance.meetings_shared` 0"),
    "partners in common meet more, and nothing else": (
        "hanya mitra bersama (kedekatan 0, mitra bersama 0,9, logaritma -0,64)",
        "partners in common only (near 0, shared 0.9, log -0.64)",
    ),
    "the near meet more, and nothing else": (
        "hanya kedekatan (kedekatan 2, mitra bersama 0, logaritma -0,72)",
        "nearness only (near 2, shared 0, log -0.72)",
    ),
    "nobody introduces anybody": ("`formation.introductions` 0", "`formation.introductions` 0"),
    "partners in common do not count in choosing": ("`formation.shared` 0", "`formation.shared` 0"),
    "past partners do not count": ("`formation.past` 0", "`formation.past` 0"),
    "pairs meet equally often": ("`maintenance.meetings_spread` 0", "`maintenance.meetings_spread` 0"),
    "no pay freeze": ("`finance.pay_freeze` 0", "`finance.pay_freeze` 0"),
    "reserves of eighteen months": ("`finance.buffer_months` 18", "`finance.buffer_months` 18"),
    "hiring is not put off": ("`staffing.put_off` 0", "`staffing.put_off` 0"),
    "requests of a year's income": ("`funding.request_share` 1", "`funding.request_share` 1"),
    "two thirds of income for wages": ("`staffing.payroll_share` 0,65", "`staffing.payroll_share` 0.65"),
    "posts follow income fast": ("`staffing.plan_speed` 0,1", "`staffing.plan_speed` 0.1"),
    "all four as they were": (
        "keempatnya seperti semula (0; 1; 0,65; 0,08)",
        "all four as they were (0, 1, 0.65, 0.08)",
    ),
    "losses of 10 to 30 %": ("kehilangan 10 sampai 30 %", "losses of 10 to 30 %"),
    "losses above 30 %": ("kehilangan di atas 30 %", "losses above 30 %"),
    "ten or more paid staff": ("sepuluh staf atau lebih", "ten or more paid staff"),
    "no loss (the same acts in other years)": ("tanpa kehilangan", "no loss: the same acts in other years"),
    "hiring put off: staff fell and was not filled up": (
        "rekrutmen ditunda: staf berkurang dan tidak diisi",
        "hiring put off: staff fell and was not filled up",
    ),
    "reserves drawn: by a quarter": ("cadangan dipakai: seperempat", "reserves drawn: by a quarter"),
    "programmes cut: by half": ("program dipotong: separuh", "programmes cut: by half"),
    "all three": ("ketiganya", "all three"),
}
SAID = {  # sentences with figures, in Indonesian and in English
    "outside": (
        "Nilai bawaan di luar selangnya, di antara angka yang ditentukan pola: {list}.",
        "Defaults outside their interval, among the numbers that are informed: {list}.",
    ),
    "most": (
        "Yang paling ditentukan pola (sebaran tersisa paling kecil): {list}.",
        "Informed most (least spread left): {list}.",
    ),
    "tied": (
        "Yang sebagian hanya diketahui bersama-sama (korelasi): {list}.",
        "Known in part only together (correlation): {list}.",
    ),
    "pair": ("{a} dengan {b} ({r})", "{a} with {b} ({r})"),
    "met": (
        "Pada nilai bawaan {defaults} dari {rows} baris terpenuhi, pada median {medians}.",
        "At the defaults {defaults} of {rows} rows are met, at the medians {medians}.",
    ),
    "aim": (
        "**Tujuannya, bahwa setiap dunia salah gagal di sedikitnya sepertiga baris, dicapai oleh {n} dari {worlds}.** Dari baris yang dapat "
        "membongkar, yang gagal: {list}.",
        "**The aim, that every wrong world fails at least a third of the rows, is reached by {n} of {worlds}.** Of the rows that could "
        "tell, these fail: {list}.",
    ),
    "edge": (
        "Baris yang membongkar padahal selang 90 % model sendiri melewati tepi rentangnya, sehingga benih dapat menentukan: {list}.",
        "Rows that tell a world apart while the model's own 90 % interval crosses the edge of their range, so that the seeds may decide: {list}.",
    ),
    "counts": (
        "**Model memenuhi {aside} dari {all_aside} baris ini**, dan {chosen} dari {all_chosen} baris yang dipakai memilih angkanya.",
        "**The model meets {aside} of these {all_aside} rows**, and {chosen} of the {all_chosen} that its numbers were chosen by.",
    ),
    "none": ("tidak ada", "none"),
}
MODEL = {"id": "model ini", "en": "this model"}
HEADS = {
    "id": ("pola", "rentang", "prior", "posterior", "pada bawaan", "pada median"),
    "en": ("pattern", "range", "prior", "posterior", "at the defaults", "at the medians"),
}


def page(lang: str) -> Path:
    """Return the page of a language."""
    return ROOT / "docs" / "explanation" / f"evidence.{lang}.md"


def posterior(lang: str) -> str:
    """Return the table of estimated numbers beside their defaults."""
    return markdown(tuple(known_posterior().values()), lang)


def said(key: str, lang: str, **values: object) -> str:
    """Return a sentence; a list without items is said to be empty."""
    return SAID[key][lang == "en"].format(
        **{k: v if v != "" else SAID["none"][lang == "en"] for k, v in values.items()}
    )


def defaults(lang: str) -> str:
    """Say which defaults lie outside their interval, which numbers are informed most, and which are known only together."""
    found = {name.partition(".")[2]: n for name, n in known_posterior().items()}
    informed = sorted((n.recovered, name) for name, n in found.items() if n.informed)
    outside = [f"`{name}`" for name, n in found.items() if n.informed and not n.inside]
    most = [f"`{name}` ({number(left, lang, 2)})" for left, name in informed[:MOST]]
    pairs = [said("pair", lang, a=f"`{a}`", b=f"`{b}`", r=number(r, lang, 2)) for r, a, b in together()]
    lists = {"outside": outside, "most": most, "tied": pairs}
    return " ".join(said(key, lang, list=", ".join(items)) for key, items in lists.items())


def together() -> list[tuple[float, str, str]]:
    """Return the pairs of numbers that are known in part only together, strongest first, with their correlation."""
    with CORRELATIONS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    pairs = [
        (float(row[other["name"]]), *(x["name"].partition(".")[2] for x in (other, row)))
        for k, row in enumerate(rows)
        for other in rows[:k]
    ]
    return sorted((p for p in pairs if abs(p[0]) >= TIED), key=lambda p: -abs(p[0]))


def how_many_met(lang: str) -> str:
    """Say how many rows are met at the defaults and at the medians."""
    with CHECKS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    before, after = (sum(row[k] == "true" for row in rows) for k in ("met_before", "met"))
    return said("met", lang, defaults=before, medians=after, rows=len(rows))


def checks(lang: str) -> str:
    """Return the table of patterns: how often met before and after, and at the medians."""
    texts = {row.name: row.text(lang) for row in ROWS}
    lines = ["| " + " | ".join(HEADS[lang]) + " |", "|" + " --- |" * len(HEADS[lang])]
    with CHECKS.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            share = [number(100 * float(row[k]), lang, 0) + " %" for k in ("prior_share", "posterior_share")]
            values = [
                judged(row[k], row[m] == "true", lang)
                for k, m in (("at_defaults", "met_before"), ("at_medians", "met"))
            ]
            cells = (f"{row['row']}: {texts[row['row']]}", span(row, lang), *share, *values)
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def judged(value: str, met: bool, lang: str) -> str:
    """Return a value; outside its range bold and crossed, with enough digits to see that it is outside."""
    x = float(value)
    return number(x, lang) if met else f"**{number(x, lang, 3 if abs(x) < 10 else None)} ✗**"


def span(row: dict[str, str], lang: str) -> str:
    """Return a range in words; an open side is left out."""
    low, high = (float(row[end] or open_side) for end, open_side in (("low", -math.inf), ("high", math.inf)))
    return bounds(low, high, lang).replace("<", "&lt;")


def told() -> dict[str, Any]:
    """Return what the command found of the worlds known to be wrong."""
    found: dict[str, Any] = json.loads(APART.read_text(encoding="utf-8"))
    return found


def head(names: Sequence[str]) -> list[str]:
    """Return the two lines that begin a table."""
    return ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]


def apart(lang: str) -> str:
    """Return what gives each world known to be wrong away: of all rows, and of those that could."""
    found = told()
    texts = {w.name: w.text(lang) for w in WRONG_WORLDS}
    lines = head(APART_HEADS[lang])
    lines.append(f"| {MODEL[lang]} | {found['model']['met']} / {found['rows']} | | | | |")
    for world in found["wrong_worlds"]:
        rows, could = world["told_apart_by"], len(world["could_tell"])
        shares = [f"{len(rows)} / {n} ({number(100 * len(rows) / n, lang, 0)} %)" for n in (found["rows"], could)]
        better = [r.name for r in ALL if r.scored and met(r, world) and not met(r, found["model"])]
        cells = (
            texts[world["name"]],
            f"{world['met']} / {found['rows']}",
            *shares,
            ", ".join(rows),
            ", ".join(better) or "–",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def aim(lang: str) -> str:
    """Say how many wrong worlds fail a third of the rows, and in which rows the seeds may decide."""
    found, texts = told(), {w.name: w.text(lang) for w in WRONG_WORLDS}
    wrong, failed = found["wrong_worlds"], {}
    for w in wrong:
        failed[texts[w["name"]]] = len(w["told_apart_by"]) / len(w["could_tell"])
    shares = [f"{name} ({number(100 * share, lang, 0)} %)" for name, share in failed.items()]
    enough = sum(3 * len(w["told_apart_by"]) >= found["rows"] for w in wrong)
    at_edge = [
        f"{row.name} ({worth(row.name, found, lang)})"
        for row in ALL
        if any(row.name in w["told_apart_by"] for w in wrong) and not within(row, found["model"]["intervals"][row.name])
    ]
    reached = said("aim", lang, n=enough, worlds=len(wrong), list="; ".join(shares))
    return f"{reached} {said('edge', lang, list=', '.join(at_edge))}"


def within(row: Row, ends: Sequence[float | None]) -> bool:
    """Return whether an interval lies wholly in a row's range."""
    return all(x is not None and row.low <= x <= row.high for x in ends)


def counts(lang: str) -> str:
    """Say how many of the rows kept aside are met, and how many of those the numbers were chosen by."""
    sheet, values = told()["model"], {}
    for key, kept_aside in (("aside", True), ("chosen", False)):
        rows = [row for row in ALL if row.scored and (row in ASIDE and row.name not in USED) == kept_aside]
        values |= {key: sum(met(row, sheet) for row in rows), f"all_{key}": len(rows)}
    return said("counts", lang, **values)


def met(row: Row, sheet: dict[str, Any]) -> bool:
    """Return whether a row's value in a world lies in its range."""
    value = sheet["values"][row.name]
    return value is not None and row.low <= value <= row.high


def every_row(lang: str) -> str:
    """Return every scored row of the sheet of ties: range, model with its interval, each wrong world, and what it is worth."""
    found, worlds = told(), {w.name: w for w in WRONG_WORLDS}
    lines = head(
        (*ROW_HEADS[lang][:3], *(worlds[w["name"]].text(lang) for w in found["wrong_worlds"]), ROW_HEADS[lang][3])
    )
    for row in ALL:
        if not row.scored:
            continue
        value, ends = found["model"]["values"][row.name], found["model"]["intervals"][row.name]
        interval = between(*ends, lang) if None not in ends else ""
        cells = [
            f"{row.name}: {row.text(lang)}",
            wanted(row, lang),
            f"{marked_value(value, row, lang)}<br><small>{interval}</small>",
        ]
        for w in found["wrong_worlds"]:
            left = row.name in worlds[w["name"]].untouched
            cells.append("=" if left else marked_value(w["values"][row.name], row, lang))
        lines.append("| " + " | ".join((*cells, worth(row.name, found, lang))) + " |")
    return "\n".join(lines)


def marked_value(value: float | None, row: Row, lang: str) -> str:
    """Return a value; outside its range bold and crossed."""
    if value is None:
        return "– ✗"
    return judged(str(value), row.low <= value <= row.high, lang)


def wanted(row: Row, lang: str) -> str:
    """Return the range of a row."""
    return bounds(row.low, row.high, lang).replace("<", "&lt;")


def worth(name: str, found: dict[str, Any], lang: str) -> str:
    """Return what a row is worth: missed, sanity, or by how many wrong worlds it is failed."""
    if name in found["sanity"]:
        return WORTH[lang][0]
    if name not in found["evidence"]:
        return WORTH[lang][1]
    return str(sum(name in w["told_apart_by"] for w in found["wrong_worlds"]))


def expected(lang: str) -> str:
    """Return how what was expected of the rows kept aside came out."""
    found, stated = told(), yaml.safe_load(EXPECTED.read_text(encoding="utf-8"))
    aside = [row for row in ASIDE if row.scored]
    missed = {row.name for row in aside if not met(row, found["model"])}
    texts = {w.name: w.text(lang) for w in WRONG_WORLDS}
    away = {
        texts[w["name"]]: ({*w["told_apart_by"]} & {r.name for r in aside}, {*stated["told_apart"][w["name"]]})
        for w in found["wrong_worlds"]
    }
    lines = head(EXPECTED_HEADS[lang])
    for what, (came, thought) in {MISSED[lang]: (missed, {*stated["model_misses"]}), **away}.items():
        cells = (", ".join(sorted(x)) or "–" for x in (thought & came, thought - came, came - thought))
        lines.append(f"| {what} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def missed(lang: str) -> str:
    """Return what was tried on names kept (shares with few and many partners in common, and their ratio)."""
    lines = head(KEPT_HEADS[lang])
    for row in _tried("survey", "names"):
        cells = (number(float(row[k]), lang) for k in "abc")
        lines.append(f"| {TRIED[row['what']][lang == 'en']} | {int(row['n']):d} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def contact(lang: str) -> str:
    """Return what was tried on how often partners meet; what lies outside its range is crossed."""
    rows = [next(r for r in ALL if r.name == name) for name in CONTACT_ROWS]
    lines = head(CONTACT_HEADS[lang])
    lines.append(f"| {RANGE[lang]} | " + " | ".join(wanted(row, lang) for row in rows) + " |")
    for tried in _tried("contact"):
        cells = (
            judged(tried[k], row.low <= float(tried[k]) <= row.high, lang)
            for k, row in zip("abcdef", rows, strict=True)
        )
        lines.append(f"| {TRIED[tried['what']][lang == 'en']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def after_losses(lang: str) -> str:
    """Return what was tried on the responses to a loss: shares, and the order's agreement with the survey."""
    lines = head(LOSS_HEADS[lang])
    lines.append(
        f"| {SURVEYED[lang]} | | "
        + " | ".join(f"{number(100 * x, lang, 0)} %" for x in OBSERVED)
        + f" | {number(1, lang)} |"
    )
    for row in _tried("numbers", "who", "reading"):
        cells = [f"{number(100 * float(row[k]), lang, 0)} %" for k in "abcdef"] + [number(float(row["tau"]), lang)]
        lines.append(f"| {TRIED[row['what']][lang == 'en']} | {int(row['n']):d} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _tried(*parts: str) -> list[dict[str, str]]:
    with TRIALS.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [row for part in parts for row in rows if row["part"] == part]


def unvalidated(lang: str) -> str:
    """Return the numbers that no pattern informs, mechanism by mechanism."""
    lines = []
    for mechanism in ORDER:
        names = [f"`{p.name}`" for p in mechanism.params if p.role == "assumption" and not p.informed]
        if names:
            lines.append(f"- **{mechanism.title(lang)}** (`{mechanism.name}`): {', '.join(names)}")
    return "\n".join(lines)


PARTS: dict[str, Callable[[str], str]] = {
    "posterior": posterior,
    "defaults": defaults,
    "met": how_many_met,
    "checks": checks,
    "aim": aim,
    "apart": apart,
    "every_row": every_row,
    "counts": counts,
    "expected": expected,
    "contact": contact,
    "missed": missed,
    "after_losses": after_losses,
    "unvalidated": unvalidated,
}


def parts(lang: str) -> dict[str, str]:
    """Return the made parts of a page by name."""
    return {name: part(lang) for name, part in PARTS.items()}


def main() -> None:
    """Fill both pages."""
    for lang in ("id", "en"):
        fill(page(lang), parts(lang))


if __name__ == "__main__":
    main()
