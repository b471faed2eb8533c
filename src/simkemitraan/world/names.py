"""What to call an organisation: its registry name, or one made from its id."""

from __future__ import annotations

from .identity import unpack
from .schema import KIND_NAMES, KIND_TEXTS
from .spec import Place

_SHORT = {
    "government": ("Dinas", "Agency"),
    "nonprofit": ("LKS", "Nonprofit"),
    "company": ("Perusahaan", "Company"),
    "community": ("Komunitas", "Community"),
    "individual": ("Relawan", "Volunteers"),
}


def organisation_name(place: Place, organisation: int, lang: str) -> str:
    """Return the display name of an organisation.

    Parameters
    ----------
    place : Place
        Where it is; gives registry names and the district's name.
    organisation : int
        Its id.
    lang : str
        ``"id"`` or ``"en"``.
    """
    month, code, kind, k = unpack(organisation)
    if month is None:
        known = _registry_name(place, code, kind, k)
        if known:
            return known
    word = _SHORT[KIND_NAMES[kind]][0 if lang == "id" else 1]
    if month is None and kind == 0 and k == 0:
        word, number = ("Dinas Sosial" if lang == "id" else "Social agency"), ""
    else:
        number = f" {k + 1}" if month is None else f" {_since(month, k)}"
    district = next((d.name for d in place.districts if d.code == code), str(code))
    return f"{word}{number}" if len(place.districts) == 1 else f"{word}{number} ({district})"


def _since(month: int, k: int) -> str:
    """Return a short mark for a newcomer: the month it was founded and its site."""
    return f"N{month}-{k + 1}"


def _registry_name(place: Place, code: int, kind: int, k: int) -> str | None:
    index = next((i for i, d in enumerate(place.districts) if d.code == code), -1)
    same = [o for o in place.registry.organisations if o.district == index and o.kind == kind]
    return same[k].name if k < len(same) else None


def kind_name(organisation: int, lang: str) -> str:
    """Return the kind of an organisation in words."""
    return KIND_TEXTS[KIND_NAMES[unpack(organisation)[2]]](lang)
