"""A scenario as text: everything merged and every number said, if asked with where it came from."""

from __future__ import annotations

from typing import Any

from ..mechanisms import ORDER
from ..world.schema import KIND_NAMES
from .numbers import ROLES, written
from .reading import Path_
from .scenario import Scenario


def shown(scenario: Scenario, *, origin: bool = False) -> str:
    """Return a scenario as YAML: valid input again (but for known organisations, which stay in their registry).

    Parameters
    ----------
    scenario : Scenario
        What to show.
    origin : bool
        Add a comment with the origin of every number: a file and line, ``default``, or how it was derived; then all
        numbers of the mechanisms are shown, not only those given.
    """
    data, sources = scenario.data, scenario.sources if origin else {}
    lines: list[str] = []

    def put(text: str, path: Path_) -> None:
        mark = sources.get(path, "default") if origin else ""
        lines.append(f"{text:<60} # {mark}" if mark else text)

    for key in ("name", "months", "burn_in", "seed", "replicates"):
        put(f"{key}: {_scalar(data[key])}", (key,))
    lines.extend(f"{key}: {_both(data[key])}" for key in ("title", "use_when"))
    lines.append(f"start: {{year: {data['start']['year']}, month: {data['start']['month']}}}")
    _place(data, put, lines)
    for section, role in ROLES.items():
        _numbers(scenario, section, role, origin, put, lines)
    _timeline(data, lines)
    return "\n".join(lines)


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return str(value).lower() if isinstance(value, bool) else str(value)


def _place(data: dict[str, Any], put: Any, lines: list[str]) -> None:
    lines += ["place:", f"  name: {_scalar(data['place']['name'])}", "  districts:"]
    for k, d in enumerate(data["place"]["districts"]):
        path: Path_ = ("place", "districts", k)
        lines.append(f"    - name: {_scalar(d['name'])}")
        for key in ("code", "population", "poor", "subdistricts", "remoteness", "budget_factor", "inaugurated"):
            put(f"      {key}: {d[key]}", (*path, key))
        lines.append("      organisations:")
        for kind, count in zip(KIND_NAMES, d["counts"], strict=True):
            put(f"        {kind}: {count}", (*path, "organisations", kind))


def _numbers(scenario: Scenario, section: str, role: str, every: bool, put: Any, lines: list[str]) -> None:
    given, off = scenario.data["params"], scenario.data["off"]
    lines.append(f"{section}:")
    start = len(lines)
    for mechanism in ORDER:
        if mechanism.name in off:
            if section == "assumptions":
                put(f"  {mechanism.name}: off", (section, mechanism.name))
            continue
        params = [p for p in mechanism.params if p.role == role and (every or p.name in given.get(mechanism.name, {}))]
        if params:
            lines.append(f"  {mechanism.name}:")
        for p in params:
            put(f"    {p.name}: {_scalar(written(p, scenario.value(mechanism.name, p.name)))}", (section, mechanism.name, p.name))
    if len(lines) == start:
        lines[-1] = f"{section}: {{}}"


def _timeline(data: dict[str, Any], lines: list[str]) -> None:
    if not data["timeline"]:
        return
    lines.append("timeline:")
    lines.extend(
        f"  - {{month: {row['month']}, {_change(data, row)}, why: {_both(row['why'])}}}" for row in data["timeline"]
    )


def _both(text: dict[str, str]) -> str:
    return f"{{id: {_scalar(text['id'])}, en: {_scalar(text['en'])}}}"


def _change(data: dict[str, Any], row: dict[str, Any]) -> str:
    if row["verb"] == "shock":
        parts = [f"shock: {row['shock']}", f"share: {row['value']}"]
        if row["kinds"]:
            parts.append(f"kinds: [{', '.join(KIND_NAMES[k] for k in row['kinds'])}]")
        parts += [f"{key}: {row[key]}" for key in ("district", "organisation", "field") if row[key]]
        return ", ".join(parts)
    mechanism = next(m for m in ORDER if m.name == row["mechanism"])
    param = mechanism.param(row["param"])
    section = "levers" if param.role == "lever" else "assumptions"
    key, value = ("to", _scalar(written(param, row["value"]))) if row["verb"] == "set" else ("by", row["value"])
    until = f", until: {row['until']}" if row["until"] else ""
    return f"{row['verb']}: {section}.{row['mechanism']}.{row['param']}, {key}: {value}{until}"
