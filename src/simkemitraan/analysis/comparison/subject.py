"""Finds whom a reader means: by id, by name, or by part of a name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np

from ...declare import LANGS
from ...errors import InputError
from ...world.names import organisation_name
from ...world.spec import Place
from ..reading import spec_of
from . import biography
from .biography import Run, Story
from .overview import Overview

MANY = 5


def stories_of(overview: Overview, replicate: int, a: str, b: str | None, lang: str) -> list[Story]:
    """Return the story of one subject in every arm of a replicate in which it occurs.

    Parameters
    ----------
    overview : Overview
        The result.
    replicate : int
        Which repetition, from 0.
    a, b : str
        An organisation (name or id), or the id of a partnership; with ``b`` the pair of both.
    lang : str
        Language of messages.

    Raises
    ------
    InputError
        If there is no such replicate, no ledger, or nobody of that name.
    """
    _check(overview, replicate)
    place = spec_of(overview.result, 0).place
    runs = [Run(overview.result, arm, replicate) for arm in range(overview.arms)]
    if b is None and any(is_partnership(run, a) for run in runs):
        return [biography.partnership_story(run, int(a)) for run in runs if is_partnership(run, a)]
    stories: list[Story] = []
    missing: list[InputError] = []
    for run in runs:
        try:
            ids = [find_organisation(run, place, text, lang) for text in (a, b) if text is not None]
        except InputError as error:
            missing.append(error)
            continue
        stories.append(biography.pair_story(run, *ids) if b is not None else biography.organisation_story(run, ids[0]))
    if not stories:
        raise missing[0]
    return stories


def _check(overview: Overview, replicate: int) -> None:
    """Refuse a replicate that there is not, and a result without its ledger."""
    known = overview.replicates
    if replicate not in known:
        raise InputError(
            f"Tidak ada ulangan {replicate + 1}; hasil ini memuat ulangan {known[0] + 1} sampai {known[-1] + 1}.",
            f"There is no replicate {replicate + 1}; this result has replicates {known[0] + 1} to {known[-1] + 1}.",
        )
    if not overview.has_ledger:
        raise InputError(
            "Hasil ini hanya menyimpan indikator; riwayat memerlukan catatan hubungan (jalankan `run` atau `compare`).",
            "This result kept indicators only; a biography needs the record of ties (use `run` or `compare`).",
        )


def organisations_of(run: Run) -> list[int]:
    """Return all organisation ids of a run."""
    return sorted(int(i) for i in np.unique(run.table("organisations")["id"]))


def is_partnership(run: Run, text: str) -> bool:
    """Tell whether a text is the id of a partnership of this run."""
    return text.isdigit() and bool((run.table("partnerships")["id"] == int(text)).any())


def find_organisation(run: Run, place: Place, text: str, lang: str) -> int:
    """Return the organisation that a text means.

    Parameters
    ----------
    run : Run
        Where to look.
    place : Place
        Gives names.
    text : str
        An id, a name, or a part of one name only.
    lang : str
        Language in which candidates are named.

    Raises
    ------
    InputError
        If nobody or more than one fits; the message names the nearest.
    """
    ids = organisations_of(run)
    if text.isdigit() and int(text) in ids:
        return int(text)
    names = {i: [organisation_name(place, i, x).casefold() for x in LANGS] for i in ids}
    wanted = text.strip().casefold()
    exact = [i for i in ids if wanted in names[i]]
    found = exact or [i for i in ids if wanted and any(wanted in name for name in names[i])]
    if len(found) == 1:
        return found[0]
    shown = [organisation_name(place, i, lang) for i in found[:MANY]] or _nearest(names, wanted, place, lang)
    raise _unclear(text, len(found), shown)


def _nearest(names: dict[int, list[str]], wanted: str, place: Place, lang: str) -> list[str]:
    """Return names that look like what was asked for."""
    by_name = {name: i for i, both in names.items() for name in both}
    close = difflib.get_close_matches(wanted, list(by_name), MANY, 0.5)
    return list(dict.fromkeys(organisation_name(place, by_name[name], lang) for name in close))


def _unclear(text: str, count: int, shown: Sequence[str]) -> InputError:
    """Return the message for a name that nobody or several have."""
    listed = ", ".join(f"`{name}`" for name in shown)
    if count:
        return InputError(
            f"`{text}` cocok dengan {count} organisasi, antara lain {listed}; tulis lebih lengkap atau nomornya.",
            f"`{text}` fits {count} organisations, among them {listed}; write more of the name, or the id.",
        )
    return InputError(
        f"Tidak ada organisasi atau kemitraan `{text}` pada ulangan ini." + (f" Maksudnya {listed}?" if listed else ""),
        f"There is no organisation or partnership `{text}` in this replicate."
        + (f" Did you mean {listed}?" if listed else ""),
    )
