"""``simkemitraan validate``: which real patterns a scenario reproduces, and which not."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..wording import between, bounds, finite, number, word

if TYPE_CHECKING:
    from ..analysis.validation.measurement import TargetRow
    from ..world.spec import Spec


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("validate", help=word("cli.validate.help", lang))
    def validate(
        scenario: Annotated[str, typer.Argument(help=word("cli.run.scenario", lang))] = "package:baseline",
        replicates: Annotated[int, typer.Option(min=2, help=word("cli.run.replicates", lang))] = 30,
        seed: Annotated[int, typer.Option(min=0, help=word("cli.run.seed", lang))] = 1,
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        ablate: Annotated[bool, typer.Option("--ablate", help=word("replay.ablate.help", lang))] = False,
        matrix: Annotated[Path | None, typer.Option(help=word("replay.ablate.matrix", lang))] = None,
        wrong_worlds: Annotated[bool, typer.Option("--wrong-worlds", help=word("replay.wrong.help", lang))] = False,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        _only_together(ablate, wrong_worlds, matrix)
        if wrong_worlds:
            _wrong_worlds(scenario, replicates, seed, workers, lang, as_json)
            return
        if ablate:
            _ablate(scenario, replicates, seed, workers, matrix, lang, as_json)
            return
        rows = _sheet(scenario, replicates, seed, workers)
        if as_json:
            print(json.dumps({"targets": [_plain(r) for r in rows]}, indent=1))
        else:
            _show(rows, lang)


def _only_together(ablate: bool, wrong_worlds: bool, matrix: Path | None) -> None:
    """Refuse options that would be left unheard."""
    from ..errors import InputError

    if matrix is not None and not ablate:
        raise InputError("--matrix hanya dipakai bersama --ablate.", "--matrix is only used together with --ablate.")
    if ablate and wrong_worlds:
        raise InputError(
            "pilih salah satu: --ablate atau --wrong-worlds.", "choose one of --ablate and --wrong-worlds."
        )


def _spec(scenario: str) -> "Spec":
    from ..analysis.validation.history import LAST
    from ..scenario import Scenario

    return Scenario.load(scenario).with_changes(months=LAST).spec(trace=False)


def _sheet(scenario: str, replicates: int, seed: int, workers: int | None) -> list[Any]:
    from functools import partial

    from ..analysis.validation import aside, sheet
    from ..analysis.validation.measurement import measure_one, score
    from ..analysis.validation.outcomes import measure_one_outcome, score_outcomes
    from ..runs.workers import spread
    from ..world.draws import replicate_seed

    spec = _spec(scenario)
    seeds = [replicate_seed(seed, r) for r in range(replicates)]
    one = partial(measure_one, spec=spec, rows=(*sheet.ROWS, *aside.ROWS))
    first = one(seeds[0])  # compiles, so that the workers find the cache
    found = [first, *spread(one, seeds[1:], workers)]
    money = score_outcomes(list(spread(partial(measure_one_outcome, spec=spec), seeds, workers)))
    return score(found) + money + score(found, aside.ROWS)


def _ablate(
    scenario: str, replicates: int, seed: int, workers: int | None, matrix: Path | None, lang: str, as_json: bool
) -> None:
    """Read the sheet with each mechanism and rule switched off in turn."""
    from functools import partial

    from ..analysis.validation.ablation import ablate
    from ..runs.workers import spread
    from ..world.draws import replicate_seed
    from . import ablating

    each = partial(spread, workers=workers)
    result = ablate(_spec(scenario), [replicate_seed(seed, r) for r in range(replicates)], each=each)
    if matrix is not None:
        ablating.write_matrix(result, matrix, lang)
    if as_json:
        print(ablating.as_json(result))
    else:
        ablating.show(result, lang)


def _wrong_worlds(scenario: str, replicates: int, seed: int, workers: int | None, lang: str, as_json: bool) -> None:
    """Read the sheet of worlds known to be wrong beside that of the model."""
    from functools import partial

    from ..analysis.validation.wrong_worlds import measure_wrong_worlds, told_apart
    from ..runs.workers import spread
    from ..world.draws import replicate_seed
    from . import telling

    each = partial(spread, workers=workers)
    right, wrong = measure_wrong_worlds(
        _spec(scenario), [replicate_seed(seed, r) for r in range(replicates)], each=each
    )
    told = told_apart(right, wrong)
    if as_json:
        print(telling.as_json(right, wrong, told))
    else:
        telling.show(right, wrong, told, lang)


def is_aside(name: str) -> bool:
    """Return whether a row was kept aside: no number was fitted to it."""
    from ..analysis.validation import aside

    return name not in aside.USED and any(name == row.name for row in aside.ROWS)


def _plain(row: "TargetRow") -> dict[str, Any]:
    return {
        "name": row.name,
        "value": finite(row.value),
        "low": finite(row.low),
        "high": finite(row.high),
        "met": bool(row.met),
        "scored": row.scored,
        "aside": is_aside(row.name),
        "interval": [finite(x) for x in row.interval],
        "null": finite(row.null),
        "sources": row.sources,
    }


def _show(rows: "list[TargetRow]", lang: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None)
    table.add_column("")
    table.add_column(word("cli.validate.pattern", lang), overflow="fold")
    for key in ("value", "interval", "range", "null"):
        table.add_column(word(f"cli.validate.{key}", lang), justify="right")
    table.add_column(word("cli.validate.sources", lang))
    for row in rows:
        mark = "·" if not row.scored else ("✓" if row.met else "✗")
        span = between(row.interval[0], row.interval[1], lang)
        wanted = "" if not row.scored else bounds(row.low, row.high, lang)
        table.add_row(
            mark,
            f"{row.name}  {row.text(lang)}",
            number(row.value, lang),
            span,
            wanted,
            number(row.null, lang) if row.null == row.null else "",
            row.sources,
        )
    console = Console()
    console.print(table)
    for key, asked in (("sum", False), ("aside", True)):
        scored = [r for r in rows if r.scored and is_aside(r.name) == asked]
        console.print(word(f"cli.validate.{key}", lang, met=sum(r.met for r in scored), all=len(scored)), markup=False)
    console.print(word("cli.validate.warning", lang), markup=False)
