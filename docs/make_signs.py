"""Repeat every packaged policy in worlds that differ in all that is not known, and write in how many of them it helps: ``make signs``.

``python docs/make_signs.py FOLDER`` draws the worlds, measures each on the sheet of patterns in the median regency (those that
miss more of it than nearly all draws of the posterior by themselves are left out), writes ``analysis/exploration/worlds.csv``, runs the
policies in fifty that are kept, and writes ``docs/explanation/signs.en.md`` and ``signs.id.md``. What is run is kept in FOLDER,
so that the command goes on where it was stopped. ``--draws 2 --policies shared_hub forum --into ELSEWHERE`` tries it out: nothing
of the package or of the pages is written then.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from simkemitraan import Scenario
from simkemitraan.analysis.exploration import worlds
from simkemitraan.analysis.exploration.robustness import Verdict, under
from simkemitraan.cli.progress import Progress
from simkemitraan.indicators import REGISTRY
from simkemitraan.report.formats import NARROW, percent
from simkemitraan.report.worlds import about, in_order, told
from simkemitraan.runs.rules import marked, rules_version
from simkemitraan.scenario.building import packaged_policies
from simkemitraan.scenario.policies import load_policy

PAGES = Path(__file__).resolve().parent / "explanation"
PACKAGED = Path(worlds.__file__).parent / worlds.FILE
DRAWS, SEED = 50, 1
OUTCOMES = ("families_served", "access", "partnerships", "trust")
SURE = 0.9
WORDS = {
    "title": ("Tanda tiap kebijakan di dunia lain", "The sign of every policy in other worlds"),
    "intro": (
        "Tidak semua angka model ditunjukkan oleh data. Halaman ini mengulang tiap kebijakan di kabupaten median, sepuluh tahun, "
        "pada banyak dunia yang berbeda dalam segala hal yang tidak diketahui, dan menghitung dalam berapa di antaranya kebijakan itu "
        "menolong (▲) atau merugikan (▼). Tebal: arahnya sama dalam sedikitnya {sure} dunia.",
        "Not every number of the model is informed by data. This page repeats every policy in the median regency, over ten years, in "
        "many worlds that differ in all that is not known, and counts in how many of them it helps (▲) or harms (▼). Bold: the same "
        "direction in at least {sure} of the worlds.",
    ),
    "policy": ("kebijakan", "policy"),
    "range": ("selisih keluarga terlayani", "difference in families served"),
    "hangs": ("bergantung pada", "depends on"),
    "nothing": ("tidak berubah", "no change"),
    "signs": ("Tandanya", "The signs"),
    "details": (
        "Keluarga terlayani: berapa, dan bergantung pada apa",
        "Families served: how many, and what that depends on",
    ),
    "again": (
        "Untuk daerah dan kebijakan sendiri: `simkemitraan compare DAERAH --policy KEBIJAKAN --under worlds`, atau langkah "
        "*Bergantung pada apa* di meja perencana. Dua ulangan per dunia itu sedikit: selisih kecil dapat berganti tanda hanya karena keberuntungan.",
        "For a place and policies of your own: `simkemitraan compare PLACE --policy POLICY --under worlds`, or the step *What it "
        "depends on* of the planner's desk. Two replicates a world are few: a small difference changes sign by luck alone.",
    ),
}


def say(key: str, lang: str, **values: object) -> str:
    """Return a wording of these pages."""
    return WORDS[key][("id", "en").index(lang)].format(**values)


def sample(draws: int, kept: Path, into: Path) -> None:
    """Draw and measure about three times as many worlds as are wanted, unless the file is that of these rules already."""
    made = worlds.drawn(round(worlds.DRAWN * draws / DRAWS))
    mark = hashlib.sha256((worlds.written(made) + rules_version()).encode()).hexdigest()[:12]
    with Progress("en") as progress:
        found = worlds.misses(made, kept / f"sheet-{mark}", progress)
    into.write_text(worlds.written(found), encoding="utf-8")
    print(f"{found.plausible.sum()} of {len(found.plausible)} worlds are plausible", file=sys.stderr)


def verdicts(arms: Sequence[Scenario], asked: worlds.WorldSample, kept: Path) -> list[Verdict]:
    """Run all policies in all worlds, in a folder of this question and these rules."""
    points = asked.experiment.changed(arms=tuple(arms)).points
    mark = hashlib.sha256(("".join(points.digest()) + rules_version()).encode()).hexdigest()[:12]
    with Progress("en") as progress:
        return under(asked.experiment, tuple(arms), kept / f"signs-{mark}", report=progress)


def sign(verdict: Verdict, lang: str) -> str:
    """Write in how many worlds a policy helps and harms."""
    if verdict.low == verdict.high == 0.0:
        return say("nothing", lang)
    harms = round(verdict.harms * verdict.points)
    text = f"▲ {verdict.count} ▼ {harms}"
    return f"**{text}**" if max(verdict.holds, verdict.harms) >= SURE else text


def page(found: list[Verdict], titles: Sequence[str], asked: worlds.WorldSample, lang: str) -> str:
    """Return the page in one language."""
    heads = [say("policy", lang), *(REGISTRY[name].text(lang) for name in OUTCOMES)]
    lines = [f"# {say('title', lang)}", "", say("intro", lang, sure=percent(SURE, lang, 0)), "", about(asked, lang), ""]
    lines += [f"## {say('signs', lang)}", "", f"| {' | '.join(heads)} |", "| --- |" + " --- |" * len(OUTCOMES)]
    own = {arm: {v.outcome: v for v in in_order(found, arm)} for arm in range(1, len(titles))}
    for arm, of in own.items():
        lines.append(
            f"| {titles[arm]} | " + " | ".join(sign(of[name], lang).replace(" ", NARROW) for name in OUTCOMES) + " |"
        )
    heads = [say(key, lang) for key in ("policy", "range", "hangs")]
    lines += ["", f"## {say('details', lang)}", "", f"| {' | '.join(heads)} |", "| --- | --- | --- |"]
    for arm, of in own.items():
        one = told(of[OUTCOMES[0]], lang)
        lines.append(f"| {titles[arm]} | {one.range} | {one.hangs} |")
    return "\n".join([*lines, "", say("again", lang), ""])


def main() -> None:
    """Draw, measure, run, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("kept", nargs="?", type=Path, default=Path("results/signs"))
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--policies", nargs="+", default=packaged_policies())
    parser.add_argument("--into", type=Path)
    asked_for = parser.parse_args()
    into = asked_for.into or PAGES
    into.mkdir(parents=True, exist_ok=True)
    sample(asked_for.draws, asked_for.kept, into / worlds.FILE if asked_for.into else PACKAGED)
    if asked_for.into:
        worlds.known_worlds = lambda: worlds.read((into / worlds.FILE).read_text(encoding="utf-8"))
    base = Scenario.load("package:baseline")
    asked = worlds.over_worlds(base, asked_for.draws, SEED, OUTCOMES)
    policies = [load_policy(name) for name in asked_for.policies]
    found = verdicts([base, *(base.with_policy(policy) for policy in policies)], asked, asked_for.kept)
    for lang in ("id", "en"):
        titles = ["", *(policy.words["title"][lang] for policy in policies)]
        (into / f"signs.{lang}.md").write_text(marked(page(found, titles, asked, lang)), encoding="utf-8")


if __name__ == "__main__":
    main()
