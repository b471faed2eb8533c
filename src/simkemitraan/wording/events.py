"""What happened, in words: one vocabulary of events for reports, ``explain`` and the live view."""

from __future__ import annotations

from . import catalogue, word

TOLD_ONCE = ("founded", "closed", "dormant", "revived")
TOLD_TOGETHER = ("report_late", "audit_finding", "poached", "invention", "priority_change")


def is_event(key: str) -> bool:
    """Tell whether the vocabulary has words for something."""
    return f"events.{key}" in catalogue("en")


def said(key: str, lang: str, **values: object) -> str:
    """Return an event as it stands inside a sentence."""
    return word(f"events.{key}", lang, **values)


def sentence(key: str, lang: str, **values: object) -> str:
    """Return an event as a sentence of its own."""
    text = said(key, lang, **values)
    return f"{text[:1].upper()}{text[1:]}."


def because(reason: str, text: str, lang: str) -> str:
    """Return why something ended as it stands after *because*.

    Parameters
    ----------
    reason : str
        Name of the reason.
    text : str
        What it is called elsewhere: said as it is where that is a clause.
    lang : str
        Language.
    """
    return catalogue(lang).get(f"events.because.{reason}", text)
