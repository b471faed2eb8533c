"""What the model cannot know, and where the numbers come from."""

from __future__ import annotations

import json
from collections.abc import Mapping

from ..declare import Param
from ..mechanisms import ORDER, Mechanism
from .blocks import Block, Bullets, Fold, Paragraph, Pre, Table
from .context import Context, listed, version_of
from .declared import choice_text, unit_of
from .formats import MISSING, number, plain

NAMED = 8


def unvalidated(context: Context) -> list[tuple[Mechanism, Param]]:
    """Return the numbers that no observed pattern informs, those of rules that the reforms touch first."""
    touched = set()
    if context.comparison is not None:
        touched = {d.mechanism for arm in context.comparison.reforms for d in context.comparison.differences[arm]}
    off = set.intersection(*(set(s.off) for s in context.specs))
    found = [(m, p) for m in ORDER if m.name not in off for p in m.params if not p.informed]
    return sorted(found, key=lambda x: x[0].name not in touched)


def limit_blocks(context: Context) -> list[Block]:
    """Say what the reader must not read into the numbers."""
    w = context.word
    sentences = [w("limits.elsewhere"), w("limits.synthetic"), w("limits.interval")]
    if context.comparison is not None and context.overview.has_ledger:
        sentences += [w("limits.tie"), w("limits.winners")]
    found = unvalidated(context)
    names = listed([p.text(context.lang) for _, p in found[:NAMED]], context.lang)
    key = "limits.unvalidated" if context.comparison is not None else "limits.unvalidated_plain"
    sentences.append(w(key, n=number(len(found), context.lang, 0), list=names) if found else w("limits.all_validated"))
    sentences.append(w("limits.more"))
    blocks: list[Block] = [Paragraph(w("limits.intro")), Bullets(tuple(("", s) for s in sentences))]
    return [
        *blocks,
        Fold(w("limits.see_list", n=number(len(found), context.lang, 0)), (_table(context, found),), printed=False),
    ]


def _table(context: Context, found: list[tuple[Mechanism, Param]]) -> Table:
    """List the numbers with the values used by the baseline."""
    w, rows = context.word, []
    for mechanism, param in found:
        value = float(context.specs[0].params.get(mechanism.name, {}).get(param.name, param.default))
        shown = choice_text(param, value, context.lang) if param.form == "choice" else plain(value, context.lang)
        rows.append((param.text(context.lang), f"{mechanism.name}.{param.name}", shown, unit_of(param, context.lang)))
    head = (w("table.number"), w("table.mechanism"), w("table.value"), w("table.unit"))
    return Table(w("table.unvalidated"), head, tuple(rows), (2,))


def provenance_blocks(context: Context) -> list[Block]:
    """Say which scenario, seed and versions made the numbers."""
    w, known, lang = context.word, context.provenance, context.lang
    method = (
        "provenance.method_levels"
        if context.comparison is None
        else f"provenance.method_{context.overview.rules.method}"
    )
    pairs = [
        (
            w("provenance.scenario"),
            ", ".join(
                f"{t} ({s.name})" for t, s in zip(context.titles, context.overview.result.scenarios, strict=True)
            ),
        ),
        (w("provenance.hash"), ", ".join(str(s.hash()) for s in context.overview.result.scenarios)),
        (w("provenance.seed"), str(known.get("seed", MISSING))),
        (w("provenance.replicates"), number(context.replicates, lang, 0)),
        (w("provenance.months"), number(context.overview.months, lang, 0)),
        (w("provenance.burn_in"), number(context.specs[0].burn_in, lang, 0)),
        (w("provenance.intervals"), w(method, level=context.level)),
        (w("provenance.version"), version_of(known)),
    ]
    more = ("model", "commit", "began", "machine", "versions")
    pairs += [(w(f"provenance.{key}"), _flat(known[key])) for key in more if known.get(key)]
    return [Table("", ("", ""), tuple(pairs)), *_texts(context), Paragraph(w("provenance.again"), "small")]


def _flat(value: object) -> str:
    """Write a value of the provenance on one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{k} {v}" for k, v in value.items())
    return str(value)


def _texts(context: Context) -> list[Block]:
    """Fold the scenarios' whole content away."""
    return [
        Fold(
            context.word("provenance.text", name=str(s.name)),
            (Pre(json.dumps(s.data, indent=1, ensure_ascii=False)),),
            printed=False,
        )
        for s in context.overview.result.scenarios
    ]
