"""Make the table of what each mechanism does: ``make ablation``.

The baseline is run with each mechanism switched off in turn, with the same luck in all. The pages say what differs, and check
what may not: the rules that must hold exactly are listed in ``RULES`` and are tested on small worlds too.
``python docs/make_ablation.py FOLDER`` keeps the result in FOLDER and uses it if it is there already.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simkemitraan import Scenario, compare, engine
from simkemitraan.analysis.comparison import paired
from simkemitraan.analysis.comparison.comparison import Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.comparison.rules import Rules
from simkemitraan.declare import Text
from simkemitraan.indicators import REGISTRY, measure
from simkemitraan.mechanisms import BY_NAME, ORDER
from simkemitraan.report.formats import change_percent
from simkemitraan.runs import Result
from simkemitraan.runs.rules import kept, marked
from simkemitraan.wording import interval
from simkemitraan.world.draws import replicate_seed
from simkemitraan.world.world import LEDGER, TABLES, World

FOLDER = Path(__file__).resolve().parent / "explanation"
REPLICATES, WORLDS = 10, 3
SERVICE = ("families_served", "efficiency", "practice", "quality", "accountability")
NETWORK = ("partnerships", "partnerships_formed", "partnerships_ended", "cooperation", "trust", "strain")
STOPS = {  # what is nothing without the mechanism
    "leadership": ("leaders_left", "vacancies"),
    "staffing": ("poached",),
    "funding": ("applications", "audit_findings"),
    "dissolution": ("renewed",),
    "formation": ("cooperation_formed", "partnerships_formed"),
    "service_delivery": ("families_served",),
    "learning": ("inventions", "joint_services"),
    "finance": ("closed", "founded", "income"),
}
CLOSING = (
    (
        "organisations.alive",
        "organisations.*",
    ),  # what the engine does after the last mechanism: end what the closed were part of
    ("relations.*", "partnerships.*", "ended_ties.*", "ended_partnerships.*", "ended_memberships.*"),
)
Columns = dict[str, np.ndarray]


# --- rules that hold exactly ---------------------------------------------------------------------------------------


def keyed(world: World, table: str, keys: np.ndarray, names: Iterable[str]) -> dict[Any, tuple[Any, ...]]:
    """Return the values of some columns by key."""
    values = zip(*(map(_plain, getattr(world, table).live(name)) for name in names), strict=True)
    return dict(zip(keys.tolist(), values, strict=True))


def _plain(value: Any) -> Any:
    return tuple(value.tolist()) if np.ndim(value) else value.item()


def agree(one: dict[Any, Any], other: dict[Any, Any]) -> bool:
    """Say whether whatever is in both is the same in both (and something is)."""
    common = one.keys() & other.keys()
    return bool(common) and all(one[key] == other[key] for key in common)


def people(world: World) -> dict[Any, Any]:
    """Return what an organisation is for good, by its id."""
    fixed = ("reach", "culture", "district", "place", "address", "founded", "registered", "accredited", "kind", "role")
    return keyed(world, "organisations", world.organisations.live("id"), fixed)


def pairs(world: World) -> dict[Any, Any]:
    """Return what two organisations are to each other for good, by their ids."""
    ids, r = world.organisations["id"], world.relations
    keys = np.array([f"{a} {b}" for a, b in zip(ids[r.live("a")], ids[r.live("b")], strict=True)])
    return keyed(world, "relations", keys, ("distance",))


def leaders(world: World) -> dict[Any, Any]:
    """Return who leads, by organisation and the month in which the leader came (one who came earlier has another key)."""
    o = world.organisations
    keys = np.array([f"{i} {month}" for i, month in zip(o.live("id"), o.live("leader_changed_at"), strict=True)])
    return keyed(world, "organisations", keys, ("skill", "openness"))


def families(world: World) -> dict[Any, Any]:
    """Return needs by district."""
    return keyed(world, "districts", world.districts.live("code"), ("families", "need", "profile", "drift"))


RULES: dict[str, tuple[Text, Callable[[World], dict[Any, Any]], tuple[str, ...]]] = {
    "people": (
        Text(
            "Organisasi yang ada pada keduanya adalah organisasi yang sama: ukuran awal, budaya, tempat, bulan berdiri",
            "An organisation that exists in both is the same one: reach, culture, place, month founded",
        ),
        people,
        (),
    ),
    "pairs": (
        Text(
            "Pasangan yang saling kenal pada keduanya sama jauh budayanya",
            "A pair that knows each other in both is as far apart in culture",
        ),
        pairs,
        (),
    ),
    "leaders": (
        Text(
            "Pemimpin yang datang pada bulan yang sama adalah orang yang sama: kecakapan dan keterbukaannya",
            "A leader who comes in the same month is the same person: skill and openness",
        ),
        leaders,
        (),
    ),
    "families": (
        Text(
            "Keluarga dan kebutuhannya sama, kecuali bila `needs` sendiri dimatikan",
            "Families and their needs are the same, unless `needs` itself is off",
        ),
        families,
        ("needs",),
    ),
}


def broken_rules(full: World, without: World, off: str) -> list[str]:
    """Return the rules that two worlds of the same seed break, the second without the mechanism ``off``."""
    return [
        name for name, (_, read, exempt) in RULES.items() if off not in exempt and not agree(read(full), read(without))
    ]


# --- one month without it ------------------------------------------------------------------------------------------


def columns(world: World) -> Columns:
    """Return all columns of a world."""
    return {
        f"{t}.{c.name}": getattr(world, t).live(c.name).copy()
        for t in (*TABLES, *LEDGER)
        for c in getattr(world, t).columns
    }


def within(name: str, patterns: Iterable[str]) -> bool:
    """Say whether a column is among patterns such as ``grants.*``."""
    chosen = set(patterns)
    return (
        name in chosen
        or f"{name.split('.')[0]}.*" in chosen
        or (name.endswith(".*") and any(p.startswith(name[:-1]) for p in chosen))
    )


def reachable(off: str) -> set[str]:
    """Return the patterns of columns that may differ within a month without a mechanism, by what all declare.

    A later mechanism is reached if it reads, or writes on top of, anything that may differ.
    """
    order = [m.name for m in ORDER]
    if not off:
        return set()
    out = set(BY_NAME[off].writes)
    later = [(m.reads, m.writes) for m in ORDER[order.index(off) + 1 :]]
    for reads, writes in [*later, CLOSING]:
        if any(within(c, out) for c in (*reads, *writes)):
            out |= set(writes)
    return out


def one_month(world: World, off: str) -> World:
    """Return a continuation of a world by one month, without a mechanism (with all of them for an empty name)."""
    other = world.copy()
    other.spec = replace(other.spec, off=frozenset({off} if off else ()))
    engine.advance(other)
    return other


def changed(one: Columns, other: Columns) -> set[str]:
    """Return the columns that differ."""
    return {k for k, a in one.items() if a.shape != other[k].shape or not np.array_equal(a, other[k], equal_nan=True)}


def same_indicators(one: World, other: World) -> set[str]:
    """Return the indicators that are exactly equal."""
    values = [dict(zip(m.indicator.tolist(), m.value.tolist(), strict=True)) for m in map(measure, (one, other))]
    names = list(REGISTRY)
    return {names[k] for k, value in values[0].items() if values[1].get(k) == value}


# --- the table -----------------------------------------------------------------------------------------------------

WORDS = {
    "title": ("Apa yang dikerjakan tiap mekanisme", "What each mechanism does"),
    "intro": (
        "Skenario dasar dijalankan {n} kali, lalu {n} kali lagi untuk tiap mekanisme yang dimatikan, dengan keberuntungan acak yang "
        "sama dan termasuk masa awal. Halaman ini dibuat oleh perintah `make ablation`. Mematikan suatu mekanisme bukan kebijakan: "
        "angkanya menunjukkan seberapa banyak hasil model bertumpu pada aturan itu.",
        "The baseline is run {n} times, and {n} times more with each mechanism switched off, with the same random luck and the run-up "
        "included. This page is made by `make ablation`. Switching a mechanism off is no policy: the numbers show how much of what "
        "the model says rests on that rule.",
    ),
    "read": (
        "Selisih dari model lengkap dalam persen, pada tahun terakhir, dengan selang 95 % di bawahnya; tebal: tetap berbeda setelah "
        "koreksi Holm; **0**: tepat sama pada setiap ulangan.",
        "Difference from the whole model in per cent, in the last year, its 95 % interval below; bold: remains after Holm's "
        "correction; **0**: exactly the same in every replicate.",
    ),
    "service": ("Pelayanan", "Service"),
    "network": ("Kemitraan", "Partnership"),
    "why": (
        "Tanpa `finance` tidak ada yang tutup atau menjadi tidak aktif, sehingga semua yang lain bertambah. Tanpa `dissolution` hubungan "
        "menumpuk sampai jam kerja habis. Tanpa `maintenance` kepercayaan, pertemuan, dan tata kelola tidak tumbuh, sehingga kerjasama "
        "jarang menjadi kemitraan. Tanpa `leadership` kepercayaan pribadi tidak pernah hilang. `policy` bekerja hanya bila skenario "
        "memiliki perubahan bertanggal.",
        "Without `finance` nobody closes or falls asleep, so that there is more of everything else. Without `dissolution` ties pile up "
        "until the hours run out. Without `maintenance` trust, meetings and governance do not grow, and cooperation seldom becomes an "
        "agreement. Without `leadership` personal trust is never lost. `policy` acts only where a scenario has dated changes.",
    ),
    "mechanism": ("Tanpa", "Without"),
    "exact": ("Yang tidak boleh berubah", "What may not change"),
    "exact_about": (
        "Karena setiap keputusan acak membaca angka yang dinamai menurut keputusannya, mematikan satu mekanisme tidak menggeser "
        "keberuntungan yang lain. Aturan ini diperiksa pada {w} pasang dunia untuk tiap mekanisme setelah sepuluh tahun, dan semuanya "
        "terpenuhi:",
        "Since every random decision reads a number named by what it decides, switching one mechanism off does not shift the luck of "
        "the others. These rules were checked on {w} pairs of worlds for each mechanism after ten years, and all hold:",
    ),
    "month_about": (
        "Dari {w} dunia yang sama, satu bulan dijalankan dengan dan tanpa mekanisme itu. Kolom dunia yang berbeda sesudahnya, dari {n} "
        "kolom, hanya yang ditulis mekanisme itu, atau oleh yang membaca tulisannya pada bulan yang sama, sebagaimana tertulis pada "
        "pernyataan `READS` dan `WRITES`. Dua kolom terakhir tabel berlaku untuk seluruh sepuluh tahun.",
        "From {w} worlds one month is run with and without the mechanism. The columns of the world that differ afterwards, of {n}, are "
        "only those that it writes, or that are written by whoever reads them in the same month, as the declarations `READS` and "
        "`WRITES` say. The last two columns of the table hold for all ten years.",
    ),
    "columns": ("kolom berubah dalam sebulan", "columns changed in a month"),
    "kept": ("indikator utama yang tepat sama sesudah sebulan", "headline indicators exactly the same after a month"),
    "always": ("tepat sama selama sepuluh tahun", "exactly the same for ten years"),
    "stops": ("menjadi nol", "becomes nothing"),
    "all": ("semua", "all"),
    "none": ("–", "–"),
}


def say(key: str, lang: str, **values: object) -> str:
    """Return a wording of this page."""
    return WORDS[key][("id", "en").index(lang)].format(**values)


def without_each(base: Scenario) -> list[Scenario]:
    """Return the scenario without each mechanism in turn."""
    return [base.with_changes({f"assumptions.{m.name}": "off"}, name=f"without_{m.name}") for m in ORDER]


def measured(folder: Path) -> Comparison:
    """Run the baseline and every ablation with the same luck, unless the folder holds the result already."""
    base = Scenario.load("package:baseline")

    def make(out: Path) -> Result:
        return compare(base, *without_each(base), replicates=REPLICATES, out=out, keep="indicators")

    return Comparison(Overview(kept(folder, make), Rules()))


def world_at(base: Scenario, replicate: int, month: int, off: str = "") -> World:
    """Return the world of a replicate at a month, without a mechanism (with all of them for an empty name)."""
    spec = base.spec(trace=False)
    world = engine.start(replace(spec, off=frozenset({off} if off else ())), replicate_seed(base.seed, replicate))
    engine.run_to(world, month)
    return world


def check_rules(base: Scenario, count: int) -> None:
    """Raise ``AssertionError`` where a rule does not hold."""
    for replicate in range(count):
        full = world_at(base, replicate, base.months)
        for mechanism in ORDER:
            broken = broken_rules(full, world_at(base, replicate, base.months, mechanism.name), mechanism.name)
            assert not broken, (mechanism.name, replicate, broken)


def reach_of(world: World, off: str) -> tuple[set[str], set[str]]:
    """Return the columns changed in a month without a mechanism, and the indicators that stay exactly.

    Raises ``AssertionError`` if a column changes that may not.
    """
    full, without = one_month(world, ""), one_month(world, off)
    moved = changed(columns(full), columns(without))
    beyond = {c for c in moved if not within(c, reachable(off))}
    assert not beyond, (off, beyond)
    return moved, same_indicators(full, without)


def difference(row: dict[Any, Any] | None, lang: str) -> str:
    """Write a difference in per cent of the whole model, its interval below; a dash where nothing is left to measure."""
    if row is None:
        return "—"
    if row["same"]:
        return "**0**"
    if abs(row["reform"]) <= 0.005 * abs(row["baseline"]):  # hardly anything is left, and nothing to divide by
        return "**−100 %**"
    middle, low, high = (change_percent(row[k], row["baseline"], lang) for k in ("difference", "low", "high"))
    bold = "**" if row["remains"] else ""
    return f"{bold}{middle}{bold}<br><small>{interval(low, high, lang)}</small>"


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """Return the lines of a table."""
    return [f"| {' | '.join(head)} |", "|" + " --- |" * len(head), *(f"| {' | '.join(row)} |" for row in rows), ""]


def differences(comparison: Comparison, names: tuple[str, ...], lang: str) -> list[str]:
    """Return the table of some headline indicators for all mechanisms."""
    found = {(row["arm"], row["indicator"]): row for row in comparison.headline.to_dict("records")}
    head = [say("mechanism", lang), *(REGISTRY[n].text(lang) for n in names)]
    rows = [[f"`{m.name}`", *(difference(found.get((arm, n)), lang) for n in names)] for arm, m in enumerate(ORDER, 1)]
    return table(head, rows)


def exact(comparison: Comparison, starts: list[World], lang: str) -> list[str]:
    """Return the table of what stays and what stops."""
    head = [say("mechanism", lang), *(say(k, lang) for k in ("columns", "kept", "always", "stops"))]
    return table(head, [exact_row(comparison, starts, arm, m.name, lang) for arm, m in enumerate(ORDER, 1)])


def exact_row(comparison: Comparison, starts: list[World], arm: int, off: str, lang: str) -> list[str]:
    """Return what stays and what stops without one mechanism."""
    reached = [reach_of(world, off) for world in starts]
    moved, kept = set.union(*(m for m, _ in reached)), set.intersection(*(k for _, k in reached))
    always, stops = unmoved(comparison, arm), stopped(comparison, arm)
    assert set(stops) >= set(STOPS.get(off, ())), (off, stops)
    headline = [n for n, i in REGISTRY.items() if i.headline]
    return [
        f"`{off}`",
        str(len(moved)),
        listed([n for n in headline if n in kept], headline, lang),
        listed(always, unmoved(comparison, 0), lang),
        listed(stops, [], lang),
    ]


def unmoved(comparison: Comparison, arm: int) -> list[str]:
    """Return the indicators that are the same in every reading without a mechanism (and are not always zero)."""
    before, after = paired.pairs(comparison.overview.readings, arm, ["indicator", "month"])
    same = (before == after).all().groupby(level="indicator").all()
    some = (before != 0.0).any().groupby(level="indicator").any()
    return [n for n in REGISTRY if n in same.index and same[n] and some[n]]


def stopped(comparison: Comparison, arm: int) -> list[str]:
    """Return the indicators that are zero in every reading without a mechanism, and are not with it."""
    readings = comparison.overview.readings
    largest = readings.assign(size=readings["value"].abs()).groupby(["arm", "indicator"])["size"].max()
    return [n for n in REGISTRY if largest.get((arm, n), 1.0) == 0.0 < largest.get((0, n), 0.0)]


def listed(names: list[str], everything: list[str], lang: str) -> str:
    """Write indicators by name: all, or none, or those."""
    if everything and len(names) == len(everything):
        return say("all", lang)
    return ", ".join(REGISTRY[n].text(lang).lower() for n in names) or say("none", lang)


def page(comparison: Comparison, starts: list[World], lang: str) -> str:
    """Return the page in one language."""
    lines = [f"# {say('title', lang)}", "", say("intro", lang, n=REPLICATES), "", say("read", lang), ""]
    for heading, names in (("service", SERVICE), ("network", NETWORK)):
        lines += [f"## {say(heading, lang)}", "", *differences(comparison, names, lang)]
    lines += [say("why", lang), "", f"## {say('exact', lang)}", "", say("exact_about", lang, w=WORLDS), ""]
    lines += [f"- {text(lang)}." for text, _, _ in RULES.values()]
    count = len(columns(starts[0]))
    return "\n".join(
        [*lines, "", say("month_about", lang, w=len(starts), n=count), "", *exact(comparison, starts, lang)]
    )


def main(kept: str = "") -> None:
    """Run, check, write."""
    base = Scenario.load("package:baseline")
    with tempfile.TemporaryDirectory() as folder:
        comparison = measured(Path(kept) if kept else Path(folder) / "result")
        check_rules(base, WORLDS)
        starts = [world_at(base, replicate, 0) for replicate in range(WORLDS)]
        for lang in ("id", "en"):
            (FOLDER / f"ablation.{lang}.md").write_text(marked(page(comparison, starts, lang)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
