"""What the varied numbers of an experiment are called."""

from __future__ import annotations

from ...mechanisms import BY_NAME


def name_of(factor: str, lang: str) -> str:
    """Return the declared name of ``levers.funding.partnership_bonus`` in words; what is not declared keeps its dotted name."""
    section, _, rest = factor.partition(".")
    mechanism, _, param = rest.partition(".")
    try:
        return BY_NAME[mechanism].param(param).text(lang)
    except KeyError:
        return rest or section


def unit_of(factor: str) -> str:
    """Return the declared unit; empty for what is not declared."""
    _, mechanism, param = [*factor.split("."), "", ""][:3]
    try:
        return BY_NAME[mechanism].param(param).unit
    except KeyError:
        return ""


def is_lever(factor: str) -> bool:
    """Return whether a government holds this number in its hand."""
    return factor.startswith("levers.")
