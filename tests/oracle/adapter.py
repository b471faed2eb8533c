"""Where the model of today keeps what the first version kept: the only file here to edit while rules are rewritten.

Everything recorded speaks the names of the first version. Whoever renames a column, a number, a count or a mechanism
adds a line to :data:`RENAMED`; whoever moves a function or changes how a table is read changes the functions below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simkemitraan import engine, indicators
from simkemitraan.declare import Text
from simkemitraan.scenario import Scenario
from simkemitraan.world import spec as specs
from simkemitraan.world.world import World

Array = NDArray[Any]

RENAMED: dict[str, str] = {
    "column organisations.changed": "leader_changed_at",
    "column relations.gone": "forgotten",
    "column partnerships.n": "n_members",
    "number finance.close_broke": "closure_rate_insolvent",
    "number maintenance.good": "p_good_experience",
    "number maintenance.bad": "p_bad_experience",
    "number formation.outside": "outside_option",
}

COLUMNS = {
    "organisations": """
        id kind role alive active registered accredited founder_led district place address founded reach size
        capacity_start staff staff_wanted volunteers reserves opening income spending own_income grant_income
        income_year income_past capability priority culture reputation transparency practice experience skill
        openness tenure leader_no vacant changed trustor forum n_informal n_formal load applied won_month won_from
        grants_won record barred hours tie_hours served
    """,
    "relations": """
        a b gone cooperating mandated origin since met last_active formal joint ending meetings affinity frailty
        distance trust_start personal_a personal_b institutional_a institutional_b strain governance referrals loan
    """,
    "partnerships": """
        id lead type origin field second district signed term_end review term renewals n member joined pledge
        governance goal progress funded lost frailty trust trust_start ending withdraws withdraw_reason innovations
    """,
    "grants": """
        funder district holder partnership row monthly left start due amount paid
    """,
    "districts": """
        code population families profile need drift surge known coverage supply duplication coordination quality
        refused referred whole one_served all_served jobless pool pool_in pool_out subdistricts addresses
        first_address inaugurated remoteness budget_factor
    """,
    "ended_ties": """
        a b start end origin reason mandated covered after_change trust_start trust_end
    """,
    "ended_partnerships": """
        id lead type origin reason field second district start end renewals members after_change governance progress
        trust_start trust_end
    """,
    "ended_memberships": """
        partnership organisation lead joined left pledge reason
    """,
    "events": """
        month event organisation other value
    """,
    "traces": """
        month proposer other origin term
    """,
}
LEDGER = ("ended_ties", "ended_partnerships", "ended_memberships", "events", "traces")
MECHANISMS = [
    "policy",
    "needs",
    "leadership",
    "staffing",
    "funding",
    "maintenance",
    "dissolution",
    "formation",
    "service_delivery",
    "learning",
    "finance",
]


def now(what: str, name: str) -> str:
    """Return today's name of what the first version called ``name``."""
    return RENAMED.get(f"{what} {name}", name)


def number_now(mechanism: str, name: str) -> tuple[str, str]:
    """Return today's mechanism and name of a number."""
    return now("mechanism", mechanism), RENAMED.get(f"number {mechanism}.{name}", name)


# --- worlds ---------------------------------------------------------------------------------------------------------


def start(spec: specs.Spec, seed: int) -> World:
    return engine.start(spec, seed)


def advance(world: World) -> None:
    engine.advance(world)


def copied(world: World) -> World:
    return world.copy()


def run_only(world: World, running: tuple[str, ...]) -> None:
    """From now on run only these mechanisms."""
    off = frozenset(now("mechanism", m) for m in MECHANISMS if m not in running)
    world.spec = replace(world.spec, off=off)


def _table(world: World, table: str) -> Any:
    return getattr(world, now("table", table))


def _column(table: str, column: str) -> str:
    return RENAMED.get(f"column {table}.{column}", column)


def live(world: World, table: str, column: str) -> Array:
    """Return the live values of a column of the first version."""
    values: Array = _table(world, table).live(_column(table, column))
    return values


def clear_ledger(world: World) -> None:
    """Forget what ended and happened so far, as a run does when its horizon begins."""
    for name in LEDGER:
        _table(world, name).clear()


def restore(world: World, month: int, tables: dict[str, dict[str, Array]]) -> None:
    """Put a saved state into a world that was just started."""
    world.month = month
    for name, columns in tables.items():
        table = _table(world, name)
        table.clear()
        rows = len(next(iter(columns.values())))
        table.add(rows, **{_column(name, c): values for c, values in columns.items()})


def counts(world: World) -> Iterator[tuple[str, float]]:
    """Yield what was counted this month, by the names of the first version; what is 0 is left out."""
    names = {v.removeprefix("count "): k.removeprefix("count ") for k, v in RENAMED.items() if k.startswith("count ")}
    for name, value in world.counts.items():
        if value != 0.0:
            yield names.get(name, name), float(value)


def number(world: World, mechanism: str, name: str) -> float:
    """Return the current value of a number."""
    mechanism, name = number_now(mechanism, name)
    return float(world.params[mechanism][name])


ADDED = ("centralisation_all",)  # indicators that the first version did not have


def measured(world: World) -> dict[str, Array]:
    """Return what the indicators read off the world, as columns."""
    m = indicators.measure(world)
    back = {v: k.removeprefix("indicator ") for k, v in RENAMED.items() if k.startswith("indicator ")}
    names = [back.get(n, n) for n in indicators.NAMES]
    rows = np.array(
        ["|".join((names[i], str(d), str(g))) for i, d, g in zip(m.indicator, m.district, m.group, strict=True)]
    )
    order = np.argsort(rows, kind="stable")
    order = order[[not row.startswith(ADDED) for row in rows[order]]]
    return {"row": rows[order], "value": np.asarray(m.value)[order]}


# --- what to run ----------------------------------------------------------------------------------------------------


def spec_of(data: dict[str, Any]) -> specs.Spec:
    """Return a spec from plain data in the names of the first version (see ``worlds.json``)."""
    common = {"months": data["months"], "burn_in": data["burn_in"], "timeline": tuple(map(_change, data["timeline"]))}
    if "scenario" in data:
        return replace(Scenario.load(data["scenario"]).spec(trace=data["trace"]), **common)
    params: dict[str, dict[str, float]] = {}
    for key, value in data["params"].items():
        mechanism, name = number_now(*key.split("."))
        params.setdefault(mechanism, {})[name] = value
    return specs.Spec(_place(data["place"]), calendar=data["calendar"], params=params, trace=data["trace"], **common)


def _place(data: dict[str, Any]) -> specs.Place:
    organisations = tuple(
        specs.KnownOrganisation(**{**o, "priority": tuple(o["priority"]) if o["priority"] else None})
        for o in data["known"]
    )
    return specs.Place(
        "oracle",
        tuple(specs.District(**{**d, "counts": tuple(d["counts"])}) for d in data["districts"]),
        tuple(specs.Field(name, Text(name, name), code) for name, code in data["fields"]),
        tuple(specs.Profile(tuple(needs), share) for needs, share in data["profiles"]),
        specs.Registry(organisations, tuple(specs.KnownTie(**t) for t in data["ties"])),
    )


def _change(row: dict[str, Any]) -> specs.Change:
    more = dict(row)
    more["kinds"] = tuple(more.get("kinds", ()))
    if "mechanism" in more:
        more["mechanism"], more["param"] = number_now(more["mechanism"], more["param"])
    return specs.Change(**more)
