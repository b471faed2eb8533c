"""Random valid scenarios, drawn from what the mechanisms declare: as files write them, and read."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from simkemitraan.declare import Param
from simkemitraan.mechanisms import ORDER
from simkemitraan.scenario import Scenario
from simkemitraan.scenario.reading import TWO_READINGS
from simkemitraan.world.schema import KIND_NAMES
from simkemitraan.world.spec import SHOCKS

SECTIONS = {"levers": "lever", "assumptions": "assumption"}
TARGETS = [(s, m.name, p) for s, role in SECTIONS.items() for m in ORDER for p in m.params if p.role == role]
FIELDS = ("child", "old", "disabled", "poor", "mind", "disaster", "street", "addiction")


def values(param: Param) -> st.SearchStrategy[Any]:
    """Values of a number within its bounds, as a file writes them."""
    if param.form == "choice":
        return st.sampled_from(param.choices)
    if param.form == "switch":
        return st.booleans()
    if param.form == "whole":
        return st.integers(int(param.low), int(param.high))
    return st.floats(param.low, param.high, allow_subnormal=False).filter(lambda x: not TWO_READINGS.fullmatch(repr(x)))


@st.composite
def _districts(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows = []
    for k in range(draw(st.integers(1, 3))):
        counts = {kind: draw(st.integers(0, 12)) for kind in KIND_NAMES}
        counts["government"] += not any(counts.values())  # somebody has to be there
        rows.append(
            {
                "name": f"D{k}",
                "code": draw(st.integers(1, 3000)) * 3 + k,
                "population": draw(st.integers(1_000, 60_000)),
                "poverty_rate": draw(st.just(0.0) | st.floats(0.001, 0.6)),
                "subdistricts": draw(st.integers(1, 4)),
                "organisations": counts,
                "remoteness": draw(st.floats(0, 1)),
                "inaugurated": draw(st.integers(-60, 60)),
            }
        )
    return rows


@st.composite
def _families(draw: st.DrawFn, fields: list[str]) -> list[dict[str, Any]]:
    needs = draw(
        st.lists(st.lists(st.sampled_from(fields), min_size=1, max_size=3, unique=True), min_size=1, max_size=4)
    )
    return [{"needs": n, "share": 1 / len(needs)} for n in needs]


@st.composite
def _sections(draw: st.DrawFn, off: list[str]) -> dict[str, dict[str, Any]]:
    out: dict[str, dict[str, Any]] = {"levers": {}, "assumptions": dict.fromkeys(off, "off")}
    for section, mechanism, param in draw(
        st.lists(st.sampled_from(TARGETS), max_size=8, unique_by=lambda t: (t[1], t[2].name))
    ):
        if mechanism not in off:
            out[section].setdefault(mechanism, {})[param.name] = draw(values(param))
    return out


def _factors(param: Param, base: float) -> st.SearchStrategy[float]:
    """Factors that keep a number within its bounds."""
    if param.form == "whole":
        return st.sampled_from([1.0, 2.0] if 2 * base <= param.high else [1.0])
    if base <= 0:
        return st.just(1.0)
    low, high = 1.0001 * max(param.low, 0) / base, 0.9999 * min(param.high / base, 1000)
    return st.floats(low, high) if low < high else st.just(1.0)


@st.composite
def _row(
    draw: st.DrawFn,
    months: int,
    off: list[str],
    districts: list[str],
    fields: list[str],
    given: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    row: dict[str, Any] = {"month": draw(st.integers(0, months - 1)), "why": draw(st.sampled_from(("", "because")))}
    if draw(st.booleans()):
        more: dict[str, Any] = {
            "kinds": st.lists(st.sampled_from(KIND_NAMES), max_size=2, unique=True),
            "district": st.sampled_from(districts),
            "field": st.sampled_from(fields),
        }
        row["shock"] = draw(st.sampled_from(SHOCKS))
        more["share"] = st.floats(0, 5 if row["shock"] == "disaster" else 1)
        return row | {key: draw(strategy) for key, strategy in more.items() if draw(st.booleans())}
    section, mechanism, param = draw(st.sampled_from([t for t in TARGETS if t[1] not in off]))
    target = f"{section}.{mechanism}.{param.name}"
    base = given[section].get(mechanism, {}).get(param.name, param.default)
    if param.form in ("switch", "choice") or base == 0 or draw(st.booleans()):
        row |= {"set": target, "to": draw(values(param))}
    else:
        row |= {"multiply": target, "by": draw(_factors(param, base))}
    if draw(st.booleans()):
        row["until"] = row["month"] + draw(st.integers(1, 12))
    return row


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid scenario as its file says it."""
    months = draw(st.integers(1, 24))
    fields = list(FIELDS[: draw(st.integers(1, len(FIELDS)))])
    off = draw(st.lists(st.sampled_from([m.name for m in ORDER]), max_size=3, unique=True))
    districts = draw(_districts())
    sections = draw(_sections(off))
    rows = _row(months, off, [d["name"] for d in districts], fields, sections)
    return {
        "name": "random",
        "title": {"id": "acak", "en": "random"},
        "months": months,
        "burn_in": draw(st.integers(0, 12)),
        "start": {"year": 2026, "month": draw(st.integers(1, 12))},
        "seed": draw(st.integers(0, 2**53)),
        "replicates": draw(st.integers(1, 9)),
        "place": {"name": "Somewhere", "districts": districts},
        "fields": {f: {"id": f, "en": f.upper()} for f in fields},
        "families": draw(_families(fields)),
        **sections,
        "timeline": draw(st.lists(rows, max_size=4, unique_by=lambda r: r.get("set") or r.get("multiply") or repr(r))),
    }


def read(document: dict[str, Any] | str) -> Scenario:
    """Read a scenario from what its file would say (JSON is YAML)."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
        return Scenario.load(file)


def scenarios() -> st.SearchStrategy[Scenario]:
    """Draw a valid scenario."""
    return documents().map(read)
