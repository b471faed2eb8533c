"""``simkemitraan rerun``: make a result again from its own folder, and say whether it is the same to the last byte."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("rerun", help=word("cli.rerun.help", lang))
    def rerun(
        result: Annotated[Path, typer.Argument(help=word("cli.rerun.result", lang))],
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("cli.run.out", lang))] = None,
        report: Annotated[bool, typer.Option("--report/--no-report", help=word("cli.run.report", lang))] = True,
    ) -> None:
        from ..runs import default_folder, execute, load
        from ..runs.again import plan_again, same_bytes, same_model
        from .progress import Progress
        from .run import finish

        before = load(result)
        plan = plan_again(before)
        if not same_model(before):
            print(word("cli.rerun.other_model", lang), file=sys.stderr)
        with Progress(lang) as progress:
            folder = out or default_folder(f"{result.resolve().name}-again")
            points = before.provenance["points"] or None
            outcome = execute(plan, folder, workers=workers, report=progress, points=points)
        print(word("cli.rerun.same" if same_bytes(result, outcome.folder) else "cli.rerun.differs", lang))
        finish(outcome, lang, report=report and plan.command != "sweep")
