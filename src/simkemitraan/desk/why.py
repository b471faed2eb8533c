"""Why a policy changes what it changes: partnerships that exist only with it or only without it, and their stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from ..analysis.comparison.subject import stories_of
from ..declare import LANGS, Text
from ..report import biography
from ..report.context import Context
from ..report.formats import month_words, number
from ..world.codes import OPEN
from ..world.schema import REASON_TEXTS, TYPE_TEXTS
from .telling import Round

SIDES = ("only_reform", "only_baseline")
MOST_LISTED = 60


def because(told: Round, arm: int) -> dict[str, Any]:
    """Return the partnerships that exist only with a policy and only without it.

    Parameters
    ----------
    told : Round
        A result with its ledger.
    arm : int
        Which policy.

    Returns
    -------
    dict
        ``net`` in words, and for each side ``by_type`` and ``by_reason`` (means over the replicates) and a ``list`` of
        those of the typical replicate.
    """
    table = told.comparison.partnership_fates(arm)
    overview = told.comparison.overview
    typical = overview.typical
    return {
        "arm": arm,
        "replicate": typical,
        "sentence": [_sentence(context, arm) for context in told.contexts],
        "sides": {side: _side(table.loc[table["fate"] == side], side, told.replicates, typical) for side in SIDES},
    }


def _sentence(context: Context, arm: int) -> str:
    from ..report.answer import ties_sentence

    return ties_sentence(context, arm)


def _side(rows: pd.DataFrame, side: str, replicates: int, typical: int) -> dict[str, Any]:
    own = rows.rename(columns={f"{c}_{side.removeprefix('only_')}": c for c in ("start", "end", "reason")})
    ended = own.loc[own["end"] < OPEN]
    return {
        "by_type": _counts(own["type"], TYPE_TEXTS, replicates),
        "by_reason": _counts(ended["reason"], REASON_TEXTS, replicates),
        "running": [_each(len(own) - len(ended), replicates, lang) for lang in LANGS],
        "list": [
            _listed(row) for row in own.loc[own["replicate"] == typical].head(MOST_LISTED).itertuples(index=False)
        ],
    }


def _counts(values: pd.Series, texts: Mapping[str, Text], replicates: int) -> list[dict[str, Any]]:
    """Return how many there are of each word in a replicate, the commonest first."""
    words, counts = np.unique(values.to_numpy(dtype=str), return_counts=True)
    order = sorted(range(len(words)), key=lambda k: (-int(counts[k]), words[k]))
    return [
        {
            "text": [texts[words[k]](lang) for lang in LANGS],
            "count": [_each(int(counts[k]), replicates, lang) for lang in LANGS],
        }
        for k in order
    ]


def _each(count: int, replicates: int, lang: str) -> str:
    return number(count / max(replicates, 1), lang, 1)


def _listed(row: Any) -> dict[str, Any]:
    end = int(row.end)
    return {
        "id": int(row.id),
        "type": [TYPE_TEXTS[str(row.type)](lang) for lang in LANGS],
        "began": [month_words(int(row.start), lang) for lang in LANGS],
        "ended": [month_words(end, lang) if end < OPEN else "" for lang in LANGS],
        "reason": [REASON_TEXTS[str(row.reason)](lang) if end < OPEN else "" for lang in LANGS],
    }


def story(told: Round, subject: str, other: str | None = None) -> list[dict[str, Any]]:
    """Return the story of a partnership, an organisation or a pair in every arm of the typical replicate.

    Raises
    ------
    InputError
        If nobody, or more than one, is called so; the message names the nearest.
    """
    overview = told.comparison.overview
    stories = [stories_of(overview, overview.typical, subject, other, lang) for lang in LANGS]
    texts = [biography.differing(c, s) for c, s in zip(told.contexts, stories, strict=True)]
    return [
        {
            "title": [biography.heading(c, s[k]) for c, s in zip(told.contexts, stories, strict=True)],
            "where": [biography.where(c, s[k]) for c, s in zip(told.contexts, stories, strict=True)],
            "sentences": [list(pair) for pair in zip(texts[0][k], texts[1][k], strict=True)],
        }
        for k in range(len(stories[0]))
    ]
