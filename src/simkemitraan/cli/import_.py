"""``simkemitraan import``: bring a registry or a survey of your own; what was understood is shown before it is taken."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..wording import number, word

if TYPE_CHECKING:
    from ..exchange.corrections import Corrections
    from ..exchange.importing import Imported
    from ..exchange.privacy import Pseudonyms
    from ..exchange.understanding import Understanding

_SHORTEST_KEY = 16


def register(app: typer.Typer, lang: str) -> None:
    """Add the command to the app."""

    def say(key: str) -> str:
        return word(f"exchange.import.{key}", lang)

    @app.command("import", help=say("help"))
    def import_command(
        organisations: Annotated[Path | None, typer.Argument(help=say("organisations"))] = None,
        ties: Annotated[Path | None, typer.Argument(help=say("ties"))] = None,
        survey: Annotated[Path | None, typer.Option("--survey", help=say("survey"))] = None,
        out: Annotated[Path | None, typer.Option("--out", help=say("out"))] = None,
        yes: Annotated[bool, typer.Option("--yes", "-y", help=say("yes"))] = False,
        column: Annotated[list[str] | None, typer.Option("--column", help=say("column"))] = None,
        keep: Annotated[list[int] | None, typer.Option("--keep", min=1, help=say("keep"))] = None,
        projects: Annotated[str, typer.Option("--projects", help=say("projects"))] = "",
        nodes: Annotated[str, typer.Option("--nodes", help=say("nodes"))] = "",
        corrections: Annotated[Path | None, typer.Option("--corrections", help=say("corrections"))] = None,
        district: Annotated[str, typer.Option("--district-default", help=say("district"))] = "",
        as_of: Annotated[str, typer.Option("--as-of", help=say("as_of"))] = "",
        scale: Annotated[str, typer.Option("--scale", help=say("scale"))] = "",
        fill: Annotated[bool, typer.Option("--fill", help=say("fill"))] = False,
        pseudonymise: Annotated[bool, typer.Option("--pseudonymise", help=say("pseudonymise"))] = False,
        key: Annotated[Path | None, typer.Option("--key", help=say("key"))] = None,
        mapping: Annotated[Path | None, typer.Option("--keep-mapping", help=say("mapping"))] = None,
        template: Annotated[Path | None, typer.Option("--template", help=say("template"))] = None,
        as_json: Annotated[bool, typer.Option("--json", help=word("cli.json", lang))] = False,
    ) -> None:
        from ..errors import InputError
        from ..exchange.importing import Settings, refuse_existing
        from ..exchange.parts import Files
        from ..exchange.understanding import take, understand
        from ..world.compiling import is_cold

        if template is not None:
            _write_template(template, lang)
            return
        if organisations is None:
            raise InputError(*_both("nothing"))
        folder = out or Path(f"registry-{organisations.stem}")
        refuse_existing(folder)
        pseudonyms = _pseudonyms(pseudonymise, key, mapping)
        said = _corrections(corrections, column or [], {"keep": keep, "projects": projects, "nodes": nodes})
        settings = Settings(_date(as_of), district, scale, fill, pseudonyms, said)
        understood = understand(Files(organisations, ties, survey), settings)
        if not _agreed(understood, yes, as_json, lang):
            return
        if is_cold():
            print(word("cli.run.compiling", lang), file=sys.stderr, flush=True)
        done = take(understood, folder)
        if mapping is not None and pseudonyms is not None:
            pseudonyms.write(mapping)
        _report(done, understood, as_json, lang)


def _both(key: str, **values: object) -> tuple[str, str]:
    """Return a wording in both languages, as errors carry it."""
    return word(f"exchange.import.{key}", "id", **values), word(f"exchange.import.{key}", "en", **values)


def _agreed(understood: "Understanding", yes: bool, as_json: bool, lang: str) -> bool:
    """Show what was understood and return whether it is to be taken; raises InputError where that cannot be asked."""
    from ..errors import InputError
    from .understood import show

    if as_json and not yes:
        print(json.dumps(understood.as_dict(lang), ensure_ascii=False, indent=1))
        return False
    if not as_json:
        show(understood, lang)
    if not understood.ready:
        raise InputError("\n".join(q.id for q in understood.questions), "\n".join(q.en for q in understood.questions))
    if yes:
        return True
    if not sys.stdin.isatty():
        raise InputError(*_both("cannot_ask"))
    return _asked(lang)


def _asked(lang: str) -> bool:
    from ..exchange.values import flag

    print(word("exchange.import.take_it", lang), end=" ", flush=True)
    agreed = bool(flag(sys.stdin.readline().strip()).value)
    if not agreed:
        print(word("exchange.import.not_taken", lang))
    return agreed


def _corrections(file: Path | None, columns: list[str], others: dict[str, object]) -> "Corrections":
    from ..errors import InputError
    from ..exchange import corrections

    out = corrections.load(file) if file else corrections.Corrections()
    for text in columns:
        title, equals, name = text.rpartition("=")
        if not equals or not title.strip():
            raise InputError(*_both("bad_column", value=text))
        out = out.joined(corrections.column(title, name))
    return out.joined(corrections.read(others))


def _write_template(path: Path, lang: str) -> None:
    from ..exchange.template import write

    write(path, "en" if lang == "en" else "id")
    print(word("exchange.import.template_written", lang, file=path))


def _date(text: str) -> date:
    from ..errors import InputError

    if not text:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InputError(*_both("bad_date", value=text)) from error


def _pseudonyms(wanted: bool, key: Path | None, mapping: Path | None) -> "Pseudonyms | None":
    from ..errors import InputError, ResultExistsError
    from ..exchange.privacy import Pseudonyms

    if not wanted:
        if mapping is not None:
            raise InputError(*_both("mapping_alone"))
        return None
    if mapping is not None and mapping.exists():
        raise ResultExistsError(*_both("exists", file=mapping))
    try:
        secret = key.read_bytes().strip() if key else None
    except OSError as error:
        raise InputError(*_both("key_unreadable", file=key)) from error
    if secret is not None and len(secret) < _SHORTEST_KEY:
        raise InputError(*_both("key_unreadable", file=key))
    return Pseudonyms(secret, keep=mapping is not None)


def _report(done: "Imported", understood: "Understanding", as_json: bool, lang: str) -> None:
    totals = done.totals()
    if as_json:
        out = {
            **totals,
            "outside_option": done.keeping,
            "folder": str(done.folder),
            "understood": understood.as_dict(lang),
        }
        print(json.dumps(out, ensure_ascii=False, indent=1))
        return
    print(
        word(
            "exchange.import.done",
            lang,
            organisations=totals["organisations"],
            ties=totals["ties"] + totals["agreements_of_many"],
            ended=totals["ended_ties"],
            answers=totals["answers"],
        )
    )
    print(
        word(
            "exchange.import.problems",
            lang,
            fixed=totals["fixed"],
            imputed=totals["imputed"],
            aside=totals["set_aside"],
        ),
        file=sys.stderr,
    )
    if done.keeping is not None:
        print(word("exchange.import.keeping", lang, value=number(done.keeping, lang)))
    print(word("exchange.import.read_first", lang, file=done.folder / "data-quality.html"))
    print(word("exchange.import.then", lang, file=done.folder / "scenario.yaml"))
