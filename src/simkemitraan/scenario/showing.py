"""A scenario as text: everything merged and every number said, if asked with where it came from."""

from __future__ import annotations

from typing import Any

from ..mechanisms import ORDER
from ..world.schema import KIND_NAMES
from . import official
from .decided import choices_lines
from .numbers import ROLES, written
from .reading import TWO_READINGS, Path_
from .scenario import Scenario

# Origins as the sources of a scenario say them, in Indonesian.
ORIGINS = {
    "default": "nilai bawaan",
    **{text.en: text.id for text in (*official.SOURCES.values(), official.DERIVED_POOR)},
    "default: median regency": "nilai bawaan: kabupaten median",
    "derived: from the name": "diturunkan dari nama",
    "derived: population x poverty_rate": "diturunkan: penduduk x tingkat kemiskinan",
    "derived: one per 25,000 people": "diturunkan: satu per 25.000 penduduk",
    "derived: one per 2,250 people": "diturunkan: satu per 2.250 penduduk",
    "derived: a social agency and 4-8 others": "diturunkan: dinas sosial dan 4-8 instansi lain",
    "derived: 9 per 100,000": "diturunkan: 9 per 100.000 penduduk",
    "derived: 19 per 100,000": "diturunkan: 19 per 100.000 penduduk",
    "derived: a sample of villages, 10 per 100,000": "diturunkan: sebagian desa, 10 per 100.000 penduduk",
    "derived: one coordinator per subdistrict, 4 groups per 100,000": "diturunkan: satu koordinator per kecamatan, 4 kelompok per 100.000 penduduk",
}


def origin_words(source: str, lang: str) -> str:
    """Return where a number came from, in ``lang``; a file and line are the same in both languages."""
    return ORIGINS.get(source, source) if lang == "id" else source


def shown(scenario: Scenario, lang: str = "en", *, origin: bool = False) -> str:
    """Return a scenario as YAML: valid input again (but for known organisations, which stay in their registry).

    Parameters
    ----------
    scenario : Scenario
        What to show.
    lang : str
        Language of the comments.
    origin : bool
        Add a comment with the origin of every number: a file and line, ``default``, or how it was derived; then all
        numbers of the mechanisms are shown, not only those given. Figures of a place that nobody stated carry one always.
    """
    page = _Page(scenario.sources, lang, every=origin)
    data = scenario.data
    for key in ("name", "months", "burn_in", "seed", "replicates"):
        page.put(f"{key}: {scalar(data[key])}", (key,))
    page.lines += [f"{key}: {both(data[key])}" for key in ("title", "use_when", "notes")]
    page.put("start:", ())
    for key in ("year", "month"):
        page.put(f"  {key}: {data['start'][key]}", ("start", key))
    _place(data, page)
    _needs(data, page)
    for section, role in ROLES.items():
        _numbers(scenario, section, role, origin, page)
    page.lines += costs_lines(scenario.costs)
    _timeline(data, page)
    page.lines += choices_lines(data.get("choices", ()))
    return "\n".join(page.lines)


class _Page:
    """Lines of text, with where each number came from: every one, or those of a place that nobody stated."""

    def __init__(self, sources: dict[Path_, str], lang: str, *, every: bool) -> None:
        self.sources, self.lang, self.every = sources, lang, every
        self.lines: list[str] = []

    def put(self, text: str, path: Path_) -> None:
        """Add a line that says the number at ``path`` (``()``: none)."""
        source = self._stated(path) or "default"
        told = path and (self.every or (path[0] == "place" and source.startswith(("derived", "default"))))
        mark = origin_words(source, self.lang) if told else ""
        self.lines.append(f"{text:<60} # {mark}" if mark else text)

    def _stated(self, path: Path_) -> str | None:
        """Return the origin of what stands at ``path``, or of the first thing in it."""
        if path in self.sources:
            return self.sources[path]
        return next((source for inner, source in self.sources.items() if inner[: len(path)] == path), None)


def scalar(value: Any) -> str:
    """Return a text, number or switch as YAML writes it."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if isinstance(value, float) and TWO_READINGS.fullmatch(repr(value)):
        return f"{value!r}0"  # 1.125 could be read as 1125, 1.1250 cannot
    return str(value).lower() if isinstance(value, bool) else str(value)


def _place(data: dict[str, Any], page: _Page) -> None:
    page.lines += ["place:", f"  name: {scalar(data['place']['name'])}", "  districts:"]
    for k, d in enumerate(data["place"]["districts"]):
        path: Path_ = ("place", "districts", k)
        page.lines.append(f"    - name: {scalar(d['name'])}")
        for key in ("code", "population", "poor", "subdistricts", "remoteness", "budget_factor", "inaugurated"):
            page.put(f"      {key}: {scalar(d[key])}", (*path, key))
        page.lines.append("      organisations:")
        for kind, count in zip(KIND_NAMES, d["counts"], strict=True):
            page.put(f"        {kind}: {count}", (*path, "organisations", kind))


def _needs(data: dict[str, Any], page: _Page) -> None:
    page.lines.append("fields:")
    for field in data["fields"]:
        page.put(f"  {scalar(field['name'])}: {both(field)}", ("fields", field["name"]))
    page.lines.append("families:")
    names = [field["name"] for field in data["fields"]]
    for k, profile in enumerate(data["profiles"]):
        needs = ", ".join(scalar(names[n]) for n in profile["needs"])
        page.put(f"  - {{needs: [{needs}], share: {profile['share']}}}", ("families", k))


def _numbers(scenario: Scenario, section: str, role: str, every: bool, page: _Page) -> None:
    given, off = scenario.data["params"], scenario.data["off"]
    page.lines.append(f"{section}:")
    start = len(page.lines)
    for mechanism in ORDER:
        if mechanism.name in off and section == "assumptions":
            page.put(f"  {mechanism.name}: off", (section, mechanism.name))
            continue
        params = [p for p in mechanism.params if p.role == role and (every or p.name in given.get(mechanism.name, {}))]
        if params:
            page.lines.append(f"  {mechanism.name}:")
        for p in params:
            value = scalar(written(p, scenario.value(mechanism.name, p.name)))
            page.put(f"    {p.name}: {value}", (section, mechanism.name, p.name))
    if len(page.lines) == start:
        page.lines[-1] = f"{section}: {{}}"


def costs_lines(costs: dict[str, float]) -> list[str]:
    """Return what levers are said to cost, as a file writes it."""
    lines = ["costs:"] if costs else []
    for mechanism in dict.fromkeys(name.partition(".")[0] for name in costs):
        levers = [name for name in costs if name.startswith(f"{mechanism}.")]
        lines += [f"  {mechanism}:", *(f"    {name.partition('.')[2]}: {scalar(costs[name])}" for name in levers)]
    return lines


def _timeline(data: dict[str, Any], page: _Page) -> None:
    if data["timeline"]:
        page.lines.append("timeline:")
    for k, row in enumerate(data["timeline"]):
        page.put(f"  - {{month: {row['month']}, {_change(row)}, why: {both(row['why'])}}}", ("timeline", k))


def both(text: dict[str, str]) -> str:
    """Return a wording in both languages as YAML writes it, once if they are the same."""
    if text["id"] == text["en"]:
        return scalar(text["id"])
    return f"{{id: {scalar(text['id'])}, en: {scalar(text['en'])}}}"


def _change(row: dict[str, Any]) -> str:
    if row["verb"] == "shock":
        parts = [f"shock: {row['shock']}", f"share: {row['value']}"]
        if row["kinds"]:
            parts.append(f"kinds: [{', '.join(KIND_NAMES[k] for k in row['kinds'])}]")
        parts += [f"{key}: {row[key]}" for key in ("district", "organisation", "field") if row[key]]
        return ", ".join(parts)
    mechanism = next(m for m in ORDER if m.name == row["mechanism"])
    param = mechanism.param(row["param"])
    section = "levers" if param.role == "lever" else "assumptions"
    key, value = ("to", scalar(written(param, row["value"]))) if row["verb"] == "set" else ("by", row["value"])
    until = f", until: {row['until']}" if row["until"] else ""
    return f"{row['verb']}: {section}.{row['mechanism']}.{row['param']}, {key}: {value}{until}"
