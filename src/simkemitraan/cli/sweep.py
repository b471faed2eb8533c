"""``simkemitraan sweep``: carry out an experiment, on this machine or on a cluster; the same command goes on after a stop."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ..wording import word


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("sweep", help=word("cli.sweep.help", lang))
    def sweep(
        experiment: Annotated[str, typer.Argument(help=word("cli.sweep.experiment", lang))],
        workers: Annotated[int | None, typer.Option(min=1, help=word("cli.run.workers", lang))] = None,
        scheduler: Annotated[str | None, typer.Option(help=word("cli.sweep.scheduler", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("cli.run.out", lang))] = None,
        resume: Annotated[bool, typer.Option("--resume", help=word("cli.sweep.resume", lang))] = False,
        retry: Annotated[bool, typer.Option("--retry-failed", help=word("cli.sweep.retry", lang))] = False,
        seconds: Annotated[
            float | None, typer.Option("--max-seconds", min=0.1, help=word("cli.sweep.seconds", lang))
        ] = None,
        memory: Annotated[
            float | None, typer.Option("--max-memory", min=50, help=word("cli.sweep.memory", lang))
        ] = None,
        shard: Annotated[str | None, typer.Option(help=word("cli.sweep.shard", lang))] = None,
        cache: Annotated[bool, typer.Option("--cache/--no-cache", help=word("cli.run.cache", lang))] = True,
    ) -> None:
        from ..runs.experiment import Experiment
        from ..runs.sweep import carry_out
        from ..runs.workers import Limits
        from .progress import Progress
        from .run import finish

        chosen = Experiment.load(experiment)
        more: dict[str, Any] = {
            "retry": retry,
            "cache": cache,
            "limits": Limits(seconds, memory),
            "shard": _share(shard),
        }
        if scheduler:
            from ..runs.cluster import on_cluster

            more["each"] = on_cluster(scheduler, cache=cache)
        with Progress(lang) as progress:
            folder = out or Path("results") / chosen.name
            outcome = carry_out(chosen, folder, workers=workers, report=progress, **more)
        if outcome.failed:
            print(word("cli.sweep.failed", lang, experiment=experiment), file=sys.stderr)
        finish(outcome, lang, report=False)


def _share(text: str | None) -> tuple[int, int] | None:
    """Return the number of a share and how many there are; raises InputError if they are not such."""
    if text is None:
        return None
    number, _, of = text.partition("/")
    if not (number.isdigit() and of.isdigit() and 1 <= int(number) <= int(of)):
        from ..errors import InputError

        raise InputError(*(word("cli.sweep.no_shard", each, text=text) for each in ("id", "en")))
    return int(number), int(of)
