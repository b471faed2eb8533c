"""What the sliders and the shock buttons post: rows for the timeline, from next month on, and nothing else."""

from __future__ import annotations

from typing import Any

from ..declare import Param, Text
from ..mechanisms import BY_NAME, ORDER
from ..web.declared import described
from ..web.refusal import RefusedError
from ..world import schema
from ..world.spec import Change

CUT_MONTHS = 24

SHOCKS: dict[str, tuple[Text, Text, float]] = {
    "funding_cut": (
        Text("Pemotongan dana", "Funding cut"),
        Text("Semua dana layanan dipotong selama dua tahun.", "All service funding is cut for two years."),
        0.4,
    ),
    "leader_leaves": (
        Text("Pemimpin pergi", "Leader leaves"),
        Text("Pemimpin organisasi yang dipilih pergi.", "The leader of the chosen organisation leaves."),
        1.0,
    ),
    "leadership_wave": (
        Text("Mutasi pascapilkada", "Election wave"),
        Text("Sebagian besar kepala lembaga pemerintah dimutasi.", "Most heads of government agencies are moved."),
        0.85,
    ),
    "disaster": (
        Text("Bencana", "Disaster"),
        Text("Kebutuhan akan bantuan melonjak.", "The need for help surges."),
        0.3,
    ),
}
"""Buttons: title, what it does, and strength unless another is given."""

_NO_NUMBER = Text("Angka itu tidak ada.", "There is no such number.")
_OUTSIDE = Text("Nilai di luar batasnya.", "The value is outside its bounds.")
_NO_SHOCK = Text("Guncangan itu tidak ada.", "There is no such shock.")
_CHOOSE = Text("Pilih organisasinya dahulu.", "Choose the organisation first.")


def pools() -> list[tuple[str, Param]]:
    """Return the levers that are pools of money a year: what a funding cut multiplies."""
    return [
        (m.name, p)
        for m in ORDER
        for p in m.params
        if p.role == "lever" and m.name == "funding" and p.unit.startswith("million IDR")
    ]


def setting(month: int, mechanism: str, name: str, value: float) -> tuple[Change, ...]:
    """Return the change that sets one number from ``month`` on.

    Raises
    ------
    RefusedError
        For a number that is not declared, or a value outside its bounds or form.
    """
    try:
        param = BY_NAME[mechanism].param(name)
    except KeyError as error:
        raise RefusedError("unknown-number", _NO_NUMBER) from error
    if not param.low <= value <= param.high or (param.form != "number" and value != int(value)):
        raise RefusedError("outside-bounds", _OUTSIDE)
    return (Change(month, "set", mechanism, name, float(value), why=Text("diubah di ruang", "changed in the room")),)


def shocking(
    month: int, shock: str, strength: float | None, organisation: int = 0, district: int = 0
) -> tuple[Change, ...]:
    """Return the rows of one shock in ``month``.

    Parameters
    ----------
    month : int
        When it happens.
    shock : str
        A key of :data:`SHOCKS`.
    strength : float or None
        Share (of money cut, of posts, of families); ``None`` for the usual one.
    organisation, district : int
        Id and code it meets; 0 for none and all.

    Raises
    ------
    RefusedError
        For an unknown shock, or a leader who leaves nobody.
    """
    if shock not in SHOCKS:
        raise RefusedError("unknown-shock", _NO_SHOCK)
    title, _, usual = SHOCKS[shock]
    value = usual if strength is None else strength
    if shock == "funding_cut":
        return tuple(
            Change(month, "multiply", mechanism, p.name, 1.0 - value, until=month + CUT_MONTHS, why=title)
            for mechanism, p in pools()
        )
    if shock == "leader_leaves" and not organisation:
        raise RefusedError("nobody-chosen", _CHOOSE)
    kinds = (int(schema.Kind.AGENCY),) if shock == "leadership_wave" else ()
    return (
        Change(
            month,
            "shock",
            shock=shock,
            value=value,
            kinds=kinds,
            district=district,
            organisation=organisation,
            why=title,
        ),
    )


def panel() -> dict[str, list[dict[str, Any]]]:
    """Return the sliders, made from the declarations: levers and, apart from them, assumptions."""
    groups: dict[str, list[dict[str, Any]]] = {"lever": [], "assumption": []}
    for mechanism in ORDER:
        for role, listed in groups.items():
            params = [described(p) for p in mechanism.params if p.role == role]
            if params:
                listed.append(
                    {"mechanism": mechanism.name, "title": [mechanism.title.id, mechanism.title.en], "params": params}
                )
    return groups


def buttons() -> list[dict[str, Any]]:
    """Return the shock buttons."""
    return [
        {"shock": name, "title": [title.id, title.en], "about": [about.id, about.en], "strength": strength}
        for name, (title, about, strength) in SHOCKS.items()
    ]


def mark(posting: tuple[Change, ...], own: bool) -> dict[str, Any]:
    """Return how a change is shown on the timeline; ``own`` ones were posted here and can be taken back."""
    change = posting[0]
    return {
        "month": change.month,
        "until": change.until,
        "label": _label(posting),
        "own": own,
        "why": [change.why.id, change.why.en],
    }


def _label(posting: tuple[Change, ...]) -> list[str]:
    change = posting[0]
    if len(posting) > 1 or change.verb == "shock":
        title = SHOCKS[change.shock][0] if change.shock in SHOCKS else change.why
        return [title.id or change.shock, title.en or change.shock]
    text = BY_NAME[change.mechanism].param(change.param).text
    sign = "=" if change.verb == "set" else "×"
    return [f"{text.id} {sign} {change.value:g}", f"{text.en} {sign} {change.value:g}"]
