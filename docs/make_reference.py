"""Write the reference pages out of the code, so that they cannot disagree with it.

``python docs/make_reference.py`` writes ``docs/reference/``; those pages are not kept in the repository.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify
from typer.main import get_command

import simkemitraan
from simkemitraan.analysis.calibration.known import known_posterior
from simkemitraan.cli import run_command
from simkemitraan.cli.frame import build
from simkemitraan.declare import Param
from simkemitraan.indicators import REGISTRY, THEMES
from simkemitraan.mechanisms import ORDER, Mechanism
from simkemitraan.scenario import Scenario, packaged
from simkemitraan.scenario.building import packaged_policies
from simkemitraan.scenario.policies import load_policy
from simkemitraan.web.declared import number_unit, unit_words
from simkemitraan.wording import between, catalogue, interval, number, word
from simkemitraan.wording.references import KEY, Reference, leaning, references, source_words
from simkemitraan.world import schema
from simkemitraan.world.draws import RETIRED, Purpose

FOLDER = Path(__file__).resolve().parent / "reference"
LANGS = ("id", "en")
WORDS = {
    "commands": ("Perintah", "Commands"),
    "usage": ("Pemakaian", "Usage"),
    "option": ("pilihan", "option"),
    "meaning": ("arti", "meaning"),
    "mechanisms": ("Mekanisme, menurut urutan dalam sebulan", "Mechanisms, in the order of a month"),
    "equations": ("Persamaannya, dalam bahasa Inggris", "Its equations"),
    "reads": ("Membaca", "Reads"),
    "writes": ("Menulis", "Writes"),
    "name": ("nama", "name"),
    "default": ("bawaan", "default"),
    "bounds": ("batas", "bounds"),
    "unit": ("satuan", "unit"),
    "role": ("peran", "role"),
    "source": ("sumber", "source"),
    "lever": ("tuas kebijakan", "lever"),
    "assumption": ("asumsi", "assumption"),
    "unvalidated": ("belum tervalidasi", "unvalidated"),
    "allowed": ("dibolehkan pola (90 %)", "allowed by patterns (90 %)"),
    "none": ("Tidak ada angka yang dapat diatur.", "No numbers to set."),
    "indicators": ("Indikator", "Indicators"),
    "every": ("dibaca", "read"),
    "month": ("tiap bulan", "monthly"),
    "year": ("tiap tahun", "yearly"),
    "by": ("dirinci menurut", "broken down by"),
    "good": ("lebih baik bila", "better if"),
    "higher": ("naik", "higher"),
    "lower": ("turun", "lower"),
    "neither": ("–", "–"),
    "scenario": ("Berkas skenario", "Scenario file"),
    "sources": ("Sumber semua angka", "Where every number comes from"),
    "assumptions": ("Asumsi tanpa sumber", "Assumptions without a source"),
    "levers": ("Tuas kebijakan", "Policy levers"),
}
ABOUT_SOURCES = (
    "Setiap angka model menyebut sumbernya dengan kunci dalam [kurung siku]; kunci itu membawa ke halaman ini. Nilai A: resmi, atau "
    "telaah sejawat yang angkanya dilihat; B: laporan, atau hanya abstraknya; C: pers; -: tidak ada pengamatan. Alamat ditulis "
    "seperti ditemukan; yang dibaca adalah salinan tersimpan, bukan halaman yang hidup. `simkemitraan sources KUNCI` mengatakan hal yang sama.",
    "Every number of the model names its source by a key in [brackets]; the key leads here. Grade A: official, or peer reviewed with its "
    "figures seen; B: a report, or only the abstract seen; C: press; -: nothing observed. Addresses are written as found; what was read "
    "is a stored copy, not the live page. `simkemitraan sources KEY` says the same.",
)


def say(key: str, lang: str) -> str:
    """Return a word of these pages."""
    return WORDS[key][LANGS.index(lang)]


def cell(text: object) -> str:
    """Return text that may stand in a table cell."""
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").replace("<", "&lt;").strip() or "–"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """Return the lines of a table."""
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return [*lines, *("| " + " | ".join(map(cell, row)) + " |" for row in rows), ""]


def linked(text: str, lang: str) -> str:
    """Return text whose keys of sources lead to the page of sources."""
    known = references()
    return KEY.sub(lambda m: f"[\\[{m[1]}\\]](sources.{lang}.md#{m[1]})" if m[1] in known else m[0], text)


def prose(docstring: str | None) -> str:
    """Return a docstring as Markdown: roles and double backticks become single ones, literal blocks stay blocks."""
    text = re.sub(r":\w+:`[~.]*([^`]+)`", r"`\1`", inspect.cleandoc(docstring or ""))
    text = text.replace("``", "`")
    text = re.sub(r"^(\w[\w ]*)\n-{3,}$", r"**\1**\n", text, flags=re.MULTILINE)
    return re.sub(r"^( {4,})(?=\S)", "    ", text, flags=re.MULTILINE)


def commands(lang: str) -> str:
    """Return the page of commands, from the command line itself."""
    lines = [f"# {say('commands', lang)}", ""]
    app = get_command(build(lang))
    for name, command in sorted(app.commands.items()):
        lines += command_section(f"simkemitraan {name}", command, lang)
    return "\n".join(lines)


def command_section(path: str, command: Any, lang: str) -> list[str]:
    """Return a command's section, followed by those of its own subcommands."""
    inner = getattr(command, "commands", None)
    lines = [f"## {path}", "", (command.help or "").strip(), ""]
    if inner:
        for name, sub in inner.items():
            lines += [
                "#" + line if line.startswith("## ") else line for line in command_section(f"{path} {name}", sub, lang)
            ]
        return lines
    params = [p for p in command.params if p.name != "help"]
    arguments = [p.name.upper() + ("..." if p.nargs < 0 else "") for p in params if p.param_type_name == "argument"]
    lines += [f"{say('usage', lang)}: `{' '.join([path, *arguments])} [...]`", ""]
    rows = [(f"`{' / '.join(p.opts + p.secondary_opts)}`", getattr(p, "help", None) or "") for p in params]
    return lines + (table([say("option", lang), say("meaning", lang)], rows) if rows else [])


def default_of(param: Param) -> str:
    """Return a parameter's default as it is written in a scenario."""
    if param.form == "choice":
        return param.choices[int(param.default)]
    if param.form == "switch":
        return "true" if param.default else "false"
    return f"{param.default:g}"


def mechanisms(lang: str) -> str:
    """Return the page of mechanisms with all their numbers."""
    lines = [f"# {say('mechanisms', lang)}", ""]
    for mechanism in ORDER:
        lines += [f"## {mechanism.name}: {mechanism.title(lang)}", "", rule(mechanism, lang), ""]
        for key in ("reads", "writes"):
            lines += [f"{say(key, lang)}: " + (", ".join(f"`{c}`" for c in getattr(mechanism, key)) or "–"), ""]
        lines += parameters(mechanism.name, mechanism.params, lang) if mechanism.params else [say("none", lang), ""]
    return "\n".join(lines)


def rule(mechanism: Mechanism, lang: str) -> str:
    """Return what a mechanism does: in full on the English page, in the words of the catalogue on others, with the way there."""
    key = f"cli.mechanisms.about.{mechanism.name}"
    if lang == "en" or key not in catalogue(lang):  # whoever adds a mechanism may describe it in one language first
        return linked(prose(mechanism.about), lang)
    place = slugify(f"{mechanism.name}: {mechanism.title('en')}", "-")
    return f"{word(key, lang)} [{say('equations', lang)}](mechanisms.en.md#{place})"


def parameters(mechanism: str, params: Iterable[Param], lang: str) -> list[str]:
    """Return the table of a mechanism's numbers."""
    head = [say(k, lang) for k in ("name", "meaning", "default", "allowed", "bounds", "unit", "role", "source")]
    rows = []
    for p in params:
        bounds = ", ".join(p.choices) if p.form == "choice" else interval(f"{p.low:g}", f"{p.high:g}", lang)
        source = linked(source_words(p.source, lang), lang) + ("" if p.informed else f" ({say('unvalidated', lang)})")
        rows.append(
            (
                f"`{p.name}`",
                p.text(lang),
                default_of(p),
                allowed(mechanism, p, lang),
                bounds,
                number_unit(p, lang),
                say(p.role, lang),
                source,
            )
        )
    return table(head, rows)


def sources(lang: str) -> str:
    """Return the page of sources: what each says, how far it carries, and the numbers that lean on it."""
    numbers = [(f"{m.name}.{p.name}", p) for m in ORDER for p in m.params]
    held = leaning((name, p.source) for name, p in numbers)
    lines = [f"# {say('sources', lang)}", "", ABOUT_SOURCES[LANGS.index(lang)], ""]
    for one in references().values():
        lines += source_section(one, held[one.key], lang)
    bare = [(name, p) for name, p in numbers if not KEY.search(p.source)]
    for title, levers in (("assumptions", False), ("levers", True)):
        rows = [(f"`{name}`", source_words(p.source, lang)) for name, p in bare if (p.role == "lever") == levers]
        lines += [f"## {say(title, lang)}", "", *table([say("name", lang), say("source", lang)], rows)]
    return "\n".join(lines)


def source_section(one: Reference, numbers: list[str], lang: str) -> list[str]:
    """Return what is known of one source."""
    where = "; ".join(followed(address, lang) for address in one.where) or word("cli.sources.nowhere", lang)
    held = "; ".join(of_mechanism(m, numbers, lang) for m in ORDER if any(n.startswith(f"{m.name}.") for n in numbers))
    graded = word("cli.sources.graded", lang, grade=one.grade, why=word(f"cli.sources.read.{one.read}", lang))
    lines = [
        f"## {one.key}: {one.who[lang]} ({one.year}) {{#{one.key}}}",
        f"*{one.what[lang]}.*",
        f"{one.says[lang][0].upper()}{one.says[lang][1:]}.",
        f"{graded} {word('cli.sources.where', lang, where=where)}",
        word("cli.sources.numbers", lang, numbers=held or word("cli.sources.none", lang)),
    ]
    return [part for line in lines for part in (line, "")]


def of_mechanism(mechanism: Mechanism, numbers: Iterable[str], lang: str) -> str:
    """Return the numbers of a mechanism, after a link to its table."""
    its = [f"`{n.partition('.')[2]}`" for n in numbers if n.startswith(f"{mechanism.name}.")]
    place = slugify(f"{mechanism.name}: {mechanism.title(lang)}", "-")
    return f"[{mechanism.name}](mechanisms.{lang}.md#{place}) {', '.join(its)}"


def followed(address: str, lang: str) -> str:
    """Return an address; what can be opened as it stands is a link."""
    if address.startswith("doi:"):
        return f"[{address}](https://doi.org/{address[4:]})"
    if address.startswith("github.com/"):
        return f"[{address}](https://{address})"
    if address.startswith("explanation/"):
        return f"[{address}](../{address}.{lang}.md)"
    return address


def allowed(mechanism: str, param: Param, lang: str) -> str:
    """Return the posterior median and interval of a number that calibration informs."""
    found = known_posterior().get(f"{'levers' if param.role == 'lever' else 'assumptions'}.{mechanism}.{param.name}")
    if found is None or not found.informed:
        return ""
    return f"{number(found.median, lang)} ({between(found.low, found.high, lang)})"


def indicators(lang: str) -> str:
    """Return the page of indicators, theme by theme."""
    lines = [f"# {say('indicators', lang)}", ""]
    head = [
        say("name", lang),
        say("meaning", lang),
        say("unit", lang),
        say("every", lang),
        say("by", lang),
        say("good", lang),
    ]
    for theme, title in THEMES.items():
        rows = [
            (
                f"`{i.name}`",
                f"**{i.text(lang)}.** {i.about(lang)} {i.source}",
                unit_words(i.unit, lang),
                say(i.every, lang),
                ", ".join(i.by),
                say({1: "higher", -1: "lower", 0: "neither"}[i.good], lang),
            )
            for i in REGISTRY.values()
            if i.benefit == theme
        ]
        if rows:
            lines += [f"## {title(lang)}", "", *table(head, rows)]
    return "\n".join(lines)


def scenario_keys(lang: str) -> str:
    """Return the page of the scenario file, from the JSON Schema that editors use."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        run_command(["scenario", "schema", "--lang", lang])
    top = json.loads(printed.getvalue())["properties"]
    rows = [(f"`{key}`", described(value, lang)) for key, value in top.items()]
    lines = [f"# {say('scenario', lang)}", "", *table([say("name", lang), say("meaning", lang)], rows)]
    return "\n".join(lines)


def described(value: dict[str, Any], lang: str) -> str:
    """Return what a schema says about a key, in ``lang`` where it has both."""
    text = value.get(f"description_{lang}") or value.get("description") or value.get("title") or ""
    return text if isinstance(text, str) else str(text.get(lang, ""))


def packaged_scenarios() -> str:
    """Return the list of scenarios that come with the package."""
    rows = []
    for name in packaged():
        data = Scenario.load(f"package:{name}").data
        title = data.get("title") or {}
        rows.append((f"`package:{name}`", title.get("id", ""), title.get("en", "")))
    policies = [load_policy(name) for name in packaged_policies()]
    chosen = [(f"`{p.name}`", p.words["title"]["id"], p.words["title"]["en"]) for p in policies]
    heads = ["name", "judul", "title"]
    return "\n".join(["# Packaged scenarios", "", *table(heads, rows), "", "## Policies", "", *table(heads, chosen)])


def tables() -> str:
    """Return the columns of the world's tables, as declared."""
    lines = ["# World tables", ""]
    for name, columns in vars(schema).items():
        if isinstance(columns, tuple) and columns and type(columns[0]).__name__ == "Column":
            rows = [
                (f"`{c.name}`", c.text("en"), c.unit, c.dtype + (f" × {c.width}" if c.width else "")) for c in columns
            ]
            lines += [f"## {name.lower()}", "", *table(["column", "meaning", "unit", "type"], rows)]
    return "\n".join(lines)


def draws() -> str:
    """Return the purposes of keyed draws with their fixed numbers."""
    rows = [(purpose.value, f"`{purpose.name}`") for purpose in Purpose]
    about = prose(importlib.import_module("simkemitraan.world.draws").__doc__)
    retired = f"Retired, never to be used again: {', '.join(map(str, sorted(RETIRED)))}."
    return "\n".join(["# Draws", "", about, "", *table(["number", "purpose"], rows), retired])


def python() -> str:
    """Return the public Python face with its docstrings."""
    lines = ["# Python", ""]
    for name in simkemitraan.__all__:
        value = getattr(simkemitraan, name)
        lines += [f"## simkemitraan.{name}", "", *signature(name, value), prose(value.__doc__), ""]
        if inspect.isclass(value):
            lines += methods(name, value)
    return "\n".join(lines)


def signature(name: str, value: Any) -> list[str]:
    """Return a callable's signature as a code block."""
    try:
        shown = str(inspect.signature(value))
    except (TypeError, ValueError):
        return []
    return ["```text", f"{name}{shown}", "```", ""]


def methods(owner: str, value: type) -> list[str]:
    """Return the public methods and properties that a class defines itself."""
    lines: list[str] = []
    for name, member in vars(value).items():
        function = getattr(member, "fget", None) or getattr(member, "__func__", member)
        if name.startswith("_") or not inspect.isfunction(function) or not function.__doc__:
            continue
        shown = [] if isinstance(member, property) else signature(name, function)
        lines += [f"### {owner}.{name}", "", *shown, prose(function.__doc__), ""]
    return lines


def main() -> None:
    """Write all pages."""
    FOLDER.mkdir(exist_ok=True)
    pages = {"packaged": packaged_scenarios(), "tables": tables(), "draws": draws(), "python": python()}
    for lang in LANGS:
        pages[f"commands.{lang}"] = commands(lang)
        pages[f"mechanisms.{lang}"] = mechanisms(lang)
        pages[f"indicators.{lang}"] = indicators(lang)
        pages[f"scenario.{lang}"] = scenario_keys(lang)
        pages[f"sources.{lang}"] = sources(lang)
    about = f"{word('cli.about', 'id')}\n\n{word('cli.about', 'en')}"
    pages["index"] = f"# Reference\n\n{about}\n\nThese pages are made from the code. Halaman ini dibuat dari kode.\n"
    for name, text in pages.items():
        (FOLDER / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    print(f"{len(pages)} reference pages in {FOLDER.name}/")


if __name__ == "__main__":
    main()
