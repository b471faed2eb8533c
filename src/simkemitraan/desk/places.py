"""The place that a planner chooses: by name, from a form with a few figures, or from a registry of her own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..analysis.comparison.costs import unit_costs
from ..declare import LANGS
from ..errors import InputError
from ..report.answer import cost_origin
from ..report.formats import number, percent
from ..scenario import Scenario, official, packaged
from ..scenario.hints import meant
from ..scenario.places import MEDIAN
from ..scenario.reading import UNPRINTABLE
from ..scenario.showing import origin_words, scalar
from ..wording import word
from ..world.schema import KIND_NAMES, KIND_TEXTS

MOST_FOUND, MOST_REGIONS = 60, 3
FIGURES = ("population", "poor", "subdistricts")
MEDIAN_FIGURES = ("population", "subdistricts", "villages")
_NUMBER = re.compile(r"[-+]?\d[\d.,]*")
_OPTIONAL = ("poor", "poverty_rate", "subdistricts", "villages", "remoteness", "budget_factor")


@dataclass(frozen=True)
class Chosen:
    """A place.

    Attributes
    ----------
    argument : str
        What the command line writes for it, from within the folder that is taken away.
    scenario : Scenario
        The place as it is.
    files : Path or None
        File or folder that goes along; None for a packaged place.
    """

    argument: str
    scenario: Scenario
    files: Path | None = None


def found(words: str) -> dict[str, Any]:
    """Return the districts whose names hold these words, and the nearest names where there are none."""
    exact = official.find(words) if words.strip() else None
    rows = [exact] if exact else official.matching(words)
    near = [] if rows else [official.table()[key] for key in official.near(words)]
    none = [word("cli.place.none", lang, name=words, guess="") for lang in LANGS]
    return {
        "count": len(rows),
        "rows": [_row(one) for one in rows[:MOST_FOUND]],
        "regions": [_region(one) for one in regions_matching(words)],
        "near": [_row(one) for one in near],
        "none": none if not rows else None,
    }


def _row(one: official.Official) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": one.name,
        "province": one.province,
        "population": both(lambda lang: number(one.population, lang, 0)),
        "poverty": both(lambda lang: percent(one.poverty_rate, lang, 1)),
    }


def regions_matching(words: str) -> list[official.Region]:
    """Return the provinces, and the country, whose names hold all the words; none for no words."""
    parts = official.key_of(words).split("_") if words.strip() else []
    return [one for one in official.regions().values() if parts and all(p in one.key for p in parts)][:MOST_REGIONS]


def _region(one: official.Region) -> dict[str, Any]:
    people = sum(district.population for district in one.districts)
    about = {
        "id": f"{len(one.districts)} kabupaten/kota · {number(people, 'id', 0)} penduduk",
        "en": f"{len(one.districts)} regencies and cities · {number(people, 'en', 0)} people",
    }
    return {"key": one.key, "title": [one.title.id, one.title.en], "about": [about[lang] for lang in LANGS]}


def both(write: Callable[[str], str]) -> list[str]:
    """Return what a function of the language writes in each language."""
    return [write(lang) for lang in LANGS]


def by_name(name: str) -> Chosen:
    """Return a place by its name: ``package:NAME``, a scenario file, or a district by its name or enough of it.

    Raises
    ------
    InputError
        Where no place, or more than one, is called so; with the nearest names.
    ScenarioError
        With every mistake of a file at once.
    """
    if Path(name).suffix in (".yaml", ".yml"):
        return Chosen(Path(name).name, Scenario.load(name), Path(name))
    known = name in packaged() or name in official.regions()
    argument = name if name.startswith("package:") else f"package:{name if known else _only(name)}"
    return Chosen(argument, Scenario.load(argument))


def _only(name: str) -> str:
    """Return the key of the one district that is called so."""
    exact = official.find(name)
    rows = [exact] if exact else official.matching(name)
    if len(rows) == 1:
        return rows[0].key
    likely = [one.name for one in rows[:5]] or [official.table()[key].name for key in official.near(name)]
    guesses = dict(zip(LANGS, meant(likely), strict=True))
    key = "desk.several" if rows else "cli.place.none"
    raise InputError(*(word(key, lang, name=name, guess=guesses[lang]) for lang in LANGS))


def by_form(given: Mapping[str, Any], folder: Path) -> Chosen:
    """Return a place from a form; numbers come as they were typed, and are read as a scenario file's are.

    Raises
    ------
    InputError
        Where the form has no name, or a number cannot be read; every mistake at once.
    """
    name = str(given.get("name", "")).strip()
    if not name or UNPRINTABLE.search(name) or len(name) > 120:
        raise InputError(
            "Isi nama daerahnya (paling banyak 120 huruf).", "Write the name of the place (at most 120 characters)."
        )
    _refuse_what_cannot_be_meant(given)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{official.key_of(name)[:60] or 'place'}.yaml"
    path.write_text("\n".join(_form_lines(name, given)) + "\n", encoding="utf-8")
    return Chosen(path.name, Scenario.load(path), path)


def _refuse_what_cannot_be_meant(given: Mapping[str, Any]) -> None:
    """Raise InputError for numbers that can be read, but that no district has: parts of people, fewer villages than subdistricts."""
    read = {}
    for key in ("population", "subdistricts", "villages"):
        text = str(given.get(key, "")).strip()
        if re.fullmatch(r"\d+(\.\d+)?", text):
            read[key] = float(text)
    people = read.get("population", 1.0)
    if people < 1 or people != int(people):
        raise InputError(
            f"Jumlah penduduk harus bilangan bulat, sedikitnya 1, bukan {given['population']}; tulis seluruh angkanya, misalnya 306000.",
            f"The population must be a whole number, at least 1, not {given['population']}; write all its digits, such as 306000.",
        )
    if read.get("villages", math.inf) < read.get("subdistricts", 0.0):
        raise InputError(
            "Desa dan kelurahan tidak mungkin lebih sedikit daripada kecamatan; periksa kedua angkanya.",
            "There cannot be fewer villages than subdistricts; check both numbers.",
        )


def _form_lines(name: str, given: Mapping[str, Any]) -> list[str]:
    """Return the scenario file of a form."""
    lines = [f"name: {scalar(official.key_of(name)[:80] or 'place')}", f"title: {scalar(name)}", "place:"]
    lines += [f"  name: {scalar(name)}", "  districts:", f"    - name: {scalar(name)}"]
    lines.append(f"      population: {_typed(given.get('population', ''))}")
    lines += [f"      {key}: {_typed(given[key])}" for key in _OPTIONAL if str(given.get(key, "")).strip()]
    counts = given.get("organisations")
    stated = {k: counts[k] for k in KIND_NAMES if str(counts.get(k, "")).strip()} if isinstance(counts, dict) else {}
    if stated:
        lines += ["      organisations:", *(f"        {kind}: {_typed(value)}" for kind, value in stated.items())]
    return lines


def _typed(value: object) -> str:
    """Return what was typed as YAML: numbers as they were written, anything else as a text that is then refused."""
    text = str(value).strip()
    return text if _NUMBER.fullmatch(text) else scalar(text)


def summary(chosen: Chosen) -> dict[str, Any]:
    """Return what the page shows of a place: its figures, each with where it comes from, and whether somebody stated it."""
    scenario = chosen.scenario
    data, sources = scenario.data, scenario.sources
    districts = data["place"]["districts"]
    rows = []
    for k, d in enumerate(districts[:3]):
        figures = [_figure(key, d[key], sources.get(("place", "districts", k, key), "")) for key in FIGURES if key in d]
        figures += [
            _count(kind, d["counts"][i], sources.get(("place", "districts", k, "organisations", kind), ""))
            for i, kind in enumerate(KIND_NAMES)
        ]
        rows.append({"name": d["name"], "figures": figures})
    return {
        "argument": chosen.argument,
        "name": scenario.name,
        "title": [scenario.title.id or data["place"]["name"], scenario.title.en or data["place"]["name"]],
        "notes": [scenario.notes.id, scenario.notes.en],
        "districts": rows,
        "more": max(0, len(districts) - len(rows)),
        "organisations": sum(sum(d["counts"]) for d in districts),
        "months": scenario.months,
        "replicates": scenario.replicates,
        "seed": scenario.seed,
        "values": _values(scenario),
        "costs": _costs(scenario),
    }


def _costs(scenario: Scenario) -> dict[str, Any]:
    """Return what a unit of every lever costs in this place, and whose cost that is, by ``mechanism.lever``."""
    return {
        cost.lever: {
            "value": float(f"{cost.per_unit:.4g}"),
            "origin": both(partial(cost_origin, cost)),
        }
        for cost in unit_costs(scenario.spec().place, scenario.costs)
    }


def _figure(key: str, value: float, source: str) -> dict[str, Any]:
    return _told(both(lambda lang: word(f"cli.place.{key}", lang)), both(lambda lang: number(value, lang, 0)), source)


def _count(kind: str, count: int, source: str) -> dict[str, Any]:
    text = KIND_TEXTS[kind]
    return _told([text.id, text.en], both(lambda lang: number(count, lang, 0)), source)


def _told(text: list[str], value: list[str], source: str) -> dict[str, Any]:
    derived = source.startswith(("derived", "default"))
    of_a_file = ".yaml" in source or ".csv" in source
    said = both(lambda lang: word("desk.stated", lang) if of_a_file else origin_words(source, lang))
    return {"text": text, "value": value, "source": said, "derived": derived}


def _values(scenario: Scenario) -> dict[str, float]:
    """Return today's value of every lever in this place."""
    from ..mechanisms import ORDER

    return {f"{m.name}.{p.name}": scenario.value(m.name, p.name) for m in ORDER for p in m.params if p.role == "lever"}


def form_fields() -> dict[str, Any]:
    """Return what the form asks for: figures with the median regency's as a hint, and counts for each kind of organisation."""
    hints = {key: both(partial(_hint, key)) for key in MEDIAN_FIGURES}
    kinds = [{"name": k, "text": [KIND_TEXTS[k].id, KIND_TEXTS[k].en]} for k in KIND_NAMES]
    asked = ("population", "poor", "subdistricts", "villages")
    figures = [
        {
            "name": key,
            "text": both(partial(word, f"cli.place.{key}")),
            "hint": hints.get(key, ["", ""]),
        }
        for key in asked
    ]
    return {"figures": figures, "kinds": kinds}


def _hint(key: str, lang: str) -> str:
    return word("desk.median", lang, value=number(float(MEDIAN[key]), lang, 0))  # type: ignore[arg-type]
