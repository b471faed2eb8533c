"""``simkemitraan explain``: the biography of an organisation, a pair or a partnership, in sentences."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import word

if TYPE_CHECKING:
    from ..analysis.comparison.biography import Story
    from ..report.context import Context


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    @app.command("explain", help=word("report.cli.explain", lang))
    def explain(
        result: Annotated[Path, typer.Argument(help=word("report.cli.result", lang))],
        a: Annotated[str, typer.Argument(help=word("report.cli.a", lang))],
        b: Annotated[str | None, typer.Argument(help=word("report.cli.b", lang))] = None,
        replicate: Annotated[int | None, typer.Option(min=1, help=word("report.cli.replicate", lang))] = None,
        out: Annotated[Path | None, typer.Option(help=word("report.cli.story_out", lang))] = None,
    ) -> None:
        from ..analysis.comparison.overview import Overview
        from ..analysis.comparison.subject import stories_of
        from ..report.biography import differing
        from ..report.context import Context
        from ..runs import load

        context = Context(Overview(load(result, whole=True)), None, lang)
        chosen = context.overview.typical if replicate is None else replicate - 1
        stories = stories_of(context.overview, chosen, a, b, lang)
        for story, told in zip(stories, differing(context, stories), strict=True):
            _print(context, story, told)
        _write(context, stories, out or result / "explain")


def _print(context: "Context", story: "Story", told: list[str]) -> None:
    """Print one story: heading, sentences, sparklines."""
    from ..report import biography

    print(f"{biography.heading(context, story)} — {biography.where(context, story)}")
    for sentence in told:
        print(f"  · {sentence}")
    for line in biography.lines(context, story):
        print(f"    {line}")
    print()


def _write(context: "Context", stories: "list[Story]", folder: Path) -> None:
    """Write the page with pictures; a folder that cannot be written costs the page, not the answer."""
    from ..errors import reason
    from ..report import biography
    from ..report.page import page

    name = "-".join(str(i) for i in stories[0].ids)
    path = folder / f"{name}.html" if context.lang == "id" else folder / f"{name}.{context.lang}.html"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(page(biography.document(context, stories)), encoding="utf-8", newline="\n")
    except OSError as error:
        print(f"{path}: {reason(error)[context.lang == 'en']}", file=sys.stderr)
        return
    print(context.word("story.written", path=path), file=sys.stderr)
