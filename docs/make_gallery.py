"""Make the gallery of policies by running them: ``make gallery``.

Every packaged policy is compared with the median regency without it (the harmful example with a place where ties cost more), with
the same luck in both, and told in both languages: when one would use it, what it changes, one picture, the measured answer, and the
command that makes it again.
``python docs/make_gallery.py FOLDER`` keeps the results in FOLDER and uses those that are there already.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes

from simkemitraan import Scenario, compare
from simkemitraan.analysis.comparison import paired
from simkemitraan.analysis.comparison.comparison import GOOD, Comparison
from simkemitraan.analysis.comparison.overview import Overview
from simkemitraan.analysis.comparison.rules import Rules
from simkemitraan.indicators import REGISTRY
from simkemitraan.report import answer, reform
from simkemitraan.report.blocks import Bullets, Paragraph
from simkemitraan.report.context import Context, listed
from simkemitraan.report.figures.forest import SHAPES
from simkemitraan.report.figures.style import (
    ARMS,
    INK,
    blank,
    drawing,
    finish,
    marks,
    number_axis,
    year_axis,
)
from simkemitraan.report.formats import change_percent
from simkemitraan.report.picture import Picture, stamped
from simkemitraan.runs.rules import kept, marked
from simkemitraan.scenario.building import packaged_policies
from simkemitraan.wording import interval
from simkemitraan.wording.palette import palette

DOCS = Path(__file__).resolve().parent
REPLICATES = 20
OTHER_BASELINE = {"harmful": "harmful_baseline"}
TABLE = ("families_served", "partnerships", "trust", "accountability")
COURSE, LEAST = "access", 0.005  # an axis shorter than half a percentage point each way would make noise look large
COLOURS = {verdict: palette()["verdicts"][verdict]["colour"] for verdict in SHAPES}
UNSETTLED = ARMS[0]
WORDS = {
    "title": ("Galeri kebijakan", "A gallery of policies"),
    "intro": (
        "Setiap kebijakan di bawah ini dibandingkan dengan kabupaten median tanpa kebijakan itu: {n} ulangan selama sepuluh tahun "
        "dengan keberuntungan acak yang sama. Halaman ini dibuat oleh perintah `make gallery`. Angkanya berlaku untuk daerah dan "
        "asumsi bawaan; jalankan kebijakan yang Anda pikirkan [di daerah Anda sendiri](id/how-to/data-sendiri.md) sebelum "
        "menyimpulkan apa pun.",
        "Each policy below is compared with a median regency without it: {n} replicates of ten years with the same random luck. "
        "This page is made by `make gallery`. Its numbers hold for that place and the default assumptions; run the policy you have "
        "in mind [in your own place](en/how-to/own-data.md) before you conclude anything.",
    ),
    "glance": ("Sekilas", "At a glance"),
    "glance_about": (
        "Selisih dari tanpa kebijakan, dalam persen, pada tahun terakhir, dengan selang 95 % di bawahnya. Angka yang dicetak "
        "tebal tetap berbeda setelah koreksi Holm atas semua indikator utama kebijakan itu.",
        "Difference from no policy, in per cent, in the last year, its 95 % interval below. A number in bold remains after "
        "Holm's correction over all headline indicators of that policy.",
    ),
    "policy": ("Kebijakan", "Policy"),
    "use": ("Kapan dipakai.", "When to use it."),
    "changes": ("Apa yang berubah.", "What it changes."),
    "found": ("Hasilnya.", "What came out."),
    "against": ("Dibandingkan dengan", "Compared with"),
    "last": ("Tahun terakhir, selisih dalam %", "Last year, difference in %"),
    "course": ("{indicator}, selisih", "{indicator}, difference"),
    "points": ("poin persen", "percentage points"),
    "early": ("Dalam dua belas bulan sejak perubahan: {list}.", "In the twelve months from the change: {list}."),
    "same": ("{indicator} tepat sama", "{indicator} exactly the same"),
    "hardly": ("{indicator} berubah kurang dari seperseribu", "{indicator} changed by less than a thousandth"),
    "alt": (
        "Selisih indikator utama dari tanpa kebijakan dengan selang 95 %: {list}.",
        "Differences of the headline indicators from no policy with 95 % intervals: {list}.",
    ),
    "read": (
        "Kiri pada setiap gambar: titik adalah selisih rata-rata, garisnya selang 95 %. Biru: membaik; jingga: memburuk; abu-abu: "
        "hampir tidak berubah atau belum pasti. Tanda * tetap berbeda setelah koreksi Holm. Kanan: selisihnya dari bulan ke bulan "
        "dengan selang 95 %; garis putus-putus menandai awal perubahan. Skala tiap gambar berbeda. Kemitraan yang terbentuk dan "
        "berakhir jumlahnya sedikit, sehingga selangnya lebar.",
        "Left in each picture: a dot is a mean difference, its line the 95 % interval. Blue: better; orange: worse; grey: hardly "
        "moved or not settled. A * remains after Holm's correction. Right: the difference month by month with its 95 % interval; the "
        "dashed line marks when the change begins. Each picture has its own scale. Partnerships formed and ended are few, so their "
        "intervals are wide.",
    ),
    "caution": ("Bacalah dengan hati-hati", "Read with care"),
    "why_not": ("perlu sekitar setengah menit", "takes about half a minute"),
    "many": (
        "Halaman ini memuat {n} perbandingan. Kalaupun tidak ada kebijakan yang berpengaruh, sekitar {chance} di antaranya akan "
        "tampak berbeda karena kebetulan; tanda * hanya mengoreksi perbandingan di dalam satu kebijakan. Selang itu memuat "
        "keberuntungan, bukan ketidakpastian asumsi: lihat [cara membaca ketidakpastian](explanation/uncertainty.id.md).",
        "This page holds {n} comparisons. Even if no policy had any effect, about {chance} of them would look different by chance; "
        "a * corrects only for the comparisons within one policy. The intervals hold luck, not the uncertainty of assumptions: see "
        "[how to read uncertainty](explanation/uncertainty.en.md).",
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """Return a wording of this page."""
    return WORDS[key][("id", "en").index(lang)].format(**values)


def policies() -> list[str]:
    """Return the packaged policies, and the scenario of harm, whose assumptions are its own."""
    return sorted([*packaged_policies(), *OTHER_BASELINE])


def baseline_of(name: str) -> str:
    """Return the packaged scenario with which a policy is compared."""
    return OTHER_BASELINE.get(name, "baseline")


def command(name: str, lang: str) -> str:
    """Return the command that makes the numbers of a policy again."""
    asked = f"package:{name}" if name in OTHER_BASELINE else f"--policy {name}"
    return f"simkemitraan --lang {lang} compare package:{baseline_of(name)} {asked} --replicates {REPLICATES}"


def measured(name: str, folder: Path, replicates: int = REPLICATES) -> Comparison:
    """Run a policy beside its baseline, unless the folder holds the result already."""
    scenarios = [Scenario.load(f"package:{n}") for n in (baseline_of(name), name)]
    result = kept(folder / name, lambda out: compare(*scenarios, replicates=replicates, out=out))
    return Comparison(Overview(result, Rules()))


def effects(comparison: Comparison) -> list[dict[Any, Any]]:
    """Return the headline effects that can be put in per cent of the baseline, in their order."""
    return [row for row in comparison.headline.to_dict("records") if row["baseline"]]


def picture(context: Context, name: str) -> Picture:
    """Draw the headline differences of the last year, and how access to services differed on the way there."""
    assert context.comparison is not None
    rows = effects(context.comparison)
    key = f"gallery-{name}-{context.lang}"
    with drawing(key):
        figure, (left, right) = blank(7.8, 0.9 + 0.2 * len(rows), columns=2)
        draw_effects(left, rows[::-1], context.lang)
        draw_course(right, context)
        return finish(figure, key, alt(rows, context.lang), context.stamp)


def draw_effects(ax: Axes, rows: list[dict[Any, Any]], lang: str) -> None:
    """Draw differences in per cent of the baseline, the first row lowest, each with its interval."""
    ax.axvline(0, color=INK, linewidth=0.8)
    for y, row in enumerate(rows):
        low, middle, high = (100 * row[k] / abs(row["baseline"]) for k in ("low", "difference", "high"))
        colour = COLOURS.get(row["verdict"], UNSETTLED)
        ax.plot([low, high], [y, y], color=colour, linewidth=2.4)
        ax.plot([middle], [y], color=colour, marker=SHAPES.get(row["verdict"], "o"), markersize=4.5)
    ax.set_yticks(range(len(rows)), [label(row, lang) for row in rows], color=INK)
    far = max(1.0, *(abs(x) for x in ax.get_xlim()))
    ax.set_xlim(-far, far)
    number_axis(ax, lang, "x", most=7, suffix="%")
    ax.set_title(say("last", lang))
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    ax.spines["left"].set_visible(False)


def draw_course(ax: Axes, context: Context) -> None:
    """Draw the paired difference of one indicator month by month."""
    assert context.comparison is not None
    course, indicator = context.comparison.over_time, REGISTRY[COURSE]
    part = course.loc[course["indicator"] == COURSE]
    month = part["month"].to_numpy() + 1.0
    ax.axhline(0, color=INK, linewidth=0.8)
    ax.fill_between(month, part["low"], part["high"], color=ARMS[1], alpha=0.2, linewidth=0)
    ax.plot(month, part["difference"], color=ARMS[1])
    marks(ax, [(start(context), "")])
    year_axis(ax, context.overview.months, context.lang)
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -LEAST), max(high, LEAST))
    number_axis(ax, context.lang, factor=100.0)
    ax.set_ylabel(say("points", context.lang))
    ax.set_title(say("course", context.lang, indicator=indicator.text(context.lang)))


def start(context: Context) -> int:
    """Return the month from which the policy differs."""
    return min(change.month for change in context.specs[1].timeline)


def label(row: dict[Any, Any], lang: str) -> str:
    """Name an indicator, with a star if its change remains after correction."""
    star = "*" if row["remains"] and row["verdict"] in COLOURS else ""
    return REGISTRY[row["indicator"]].text(lang) + star


def alt(rows: list[dict[Any, Any]], lang: str) -> str:
    """Say in words what the picture shows."""
    parts = [f"{label(row, lang)} {change_percent(row['difference'], row['baseline'], lang)}" for row in rows]
    return say("alt", lang, list="; ".join(parts))


def sentences(context: Context) -> list[str]:
    """Return the measured answer: the first year, the last, what is settled then, the partnerships themselves, money."""
    assert context.comparison is not None
    lead, bullets = answer.answer_blocks(context, 1)
    assert isinstance(lead, Paragraph)
    assert isinstance(bullets, Bullets)
    found = [first_year(context), lead.text, *(text for mark, text in bullets.items if mark in ("up", "down", ""))]
    bought = any(difference.sort == "lever" for difference in context.comparison.differences[1])
    return found if bought else found[:-1]  # an event has no price


def first_year(context: Context) -> str:
    """Say what differs in the twelve months from the change; an event passes, and the last year no longer shows it."""
    until = start(context) + 12
    readings = context.overview.readings
    early = readings.loc[readings["month"] < until].assign(district=0, group=-1)
    rows = paired.effects(paired.final_values(early, until), GOOD, context.overview.rules).to_dict("records")
    chosen = [row for name in ("families_served", COURSE) for row in rows if row["indicator"] == name]
    return say("early", context.lang, list=listed([early_change(context, row) for row in chosen], context.lang))


def early_change(context: Context, row: dict[Any, Any]) -> str:
    """Say one difference with its interval, where that reaches beyond a thousandth of what is there without the policy."""
    hardly = max(abs(row["low"]), abs(row["high"])) < abs(row["baseline"]) / 1000
    if row["same"] or hardly:
        return say("same" if row["same"] else "hardly", context.lang, indicator=context.label(row["indicator"]))
    shown, ends = context.shown(row["indicator"]), (row["low"], row["high"])
    return f"{context.label(row['indicator'])} {shown.difference(row['difference'], ends, unit=True)} ({shown.interval(*ends)})"


def section(context: Context, name: str) -> list[str]:
    """Return what the page says of one policy."""
    assert context.comparison is not None
    lang, scenario = context.lang, context.comparison.overview.result.scenarios[1]
    lines = [f"## {context.titles[1]} {{#{name}}}", "", f"**{say('use', lang)}** {scenario.use_when(lang)}", ""]
    lines += [f"**{say('changes', lang)}** {scenario.notes(lang)}", ""]
    lines += [f"- {escaped(step.line)}" for step in reform.steps(context, 1)]
    if name in OTHER_BASELINE:
        lines += ["", f"{say('against', lang)} “{context.titles[0]}”."]
    lines += [
        "",
        f"![{escaped(picture(context, name).alt)}](gallery/{name}.{lang}.svg)",
        "",
        f"**{say('found', lang)}**",
        "",
    ]
    lines += [f"- {escaped(sentence)}" for sentence in sentences(context)]
    return [*lines, "", f"<!-- not run: {say('why_not', lang)} -->", "```sh", command(name, lang), "```", ""]


def escaped(text: str) -> str:
    """Return text whose stars stay stars in Markdown."""
    return text.replace("*", "\\*")


def glance(contexts: dict[str, Context], lang: str) -> list[str]:
    """Return the table of a few indicators for all policies."""
    head = [say("policy", lang), *(REGISTRY[n].text(lang) for n in TABLE)]
    lines = [
        f"## {say('glance', lang)}",
        "",
        say("glance_about", lang),
        "",
        f"| {' | '.join(head)} |",
        "| --- |" + " ---: |" * len(TABLE),
    ]
    for name, context in contexts.items():
        assert context.comparison is not None
        rows = {row["indicator"]: row for row in effects(context.comparison)}
        cells = [in_table(rows[n], lang) if n in rows else "—" for n in TABLE]
        lines.append(f"| [{context.titles[1]}](#{name}) | {' | '.join(cells)} |")
    return [*lines, ""]


def in_table(row: dict[Any, Any], lang: str) -> str:
    """Write a difference in per cent, its interval below."""
    middle, low, high = (change_percent(row[k], row["baseline"], lang) for k in ("difference", "low", "high"))
    bold = "**" if row["remains"] and row["verdict"] in COLOURS else ""
    return f"{bold}{middle}{bold}<br><small>{interval(low, high, lang)}</small>"


def page(contexts: dict[str, Context], lang: str) -> str:
    """Return the page in one language."""
    count = sum(len(effects(c.comparison)) for c in contexts.values() if c.comparison is not None)
    lines = [f"# {say('title', lang)}", "", say("intro", lang, n=REPLICATES), "", *glance(contexts, lang)]
    lines += [say("read", lang), ""]
    for name, context in contexts.items():
        lines += section(context, name)
    return "\n".join(
        [*lines, f"## {say('caution', lang)}", "", say("many", lang, n=count, chance=round(count / 20)), ""]
    )


def write(comparisons: dict[str, Comparison], docs: Path) -> None:
    """Write the pages and the pictures of both languages."""
    (docs / "gallery").mkdir(exist_ok=True)
    for lang in ("id", "en"):
        contexts = {name: Context(c.overview, c, lang) for name, c in comparisons.items()}
        for name, context in contexts.items():
            (docs / "gallery" / f"{name}.{lang}.svg").write_text(stamped(picture(context, name)), encoding="utf-8")
        (docs / f"gallery.{lang}.md").write_text(marked(page(contexts, lang)), encoding="utf-8")


def main(kept: str = "") -> None:
    """Run every policy, then write."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(kept or folder)
        comparisons = {}
        for name in policies():
            comparisons[name] = measured(name, where)
            print(name, flush=True)
        write(comparisons, DOCS)


if __name__ == "__main__":
    main(*sys.argv[1:])
