"""Builds the Typer app for one language and runs one command line through it."""

from __future__ import annotations

import contextlib
import io
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer

from ..wording import word
from . import COMMANDS
from .usage import command_path, no_command, sentence, speak, thousands, translated, two_readings

STOPPED = 130
MODULES = {"import": "import_"}


def module_of(command: str) -> str:
    """Return the module that holds a command."""
    return f"simkemitraan.cli.{MODULES.get(command, command)}"


def available() -> list[str]:
    """Return the commands that this installation has."""
    return [c for c in COMMANDS if find_spec(module_of(c)) is not None]


def build(lang: str, only: str | None = None) -> typer.Typer:
    """Return the app with all commands registered (or only one, when it is the one asked for)."""
    app = typer.Typer(
        name="simkemitraan",
        help=word("cli.about", lang),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def _options() -> None:
        pass

    app.info.help = (
        f"{word('cli.about', lang)}\n\n--lang id|en: {word('cli.lang', lang)}.  --debug: {word('cli.debug', lang)}."
        f"  --plugin FILE.py: {word('cli.plugin', lang)}.  --version: {word('cli.version', lang)}."
    )
    app.registered_callback.help = app.info.help  # type: ignore[union-attr]
    for command in available():
        if only is None or command == only:
            import_module(module_of(command)).register(app, lang)
    return app


def invoke(arguments: list[str], lang: str) -> int:
    """Run one command line; usage errors become a sentence and code 2."""
    asked = next((a for a in arguments if not a.startswith("-")), None)
    if asked is not None and asked not in available():
        return _usage(no_command(asked, available(), lang), "", lang)
    app = build(lang, asked)
    command = typer.main.get_command(app)
    speak(command, lang)
    try:
        if "--help" in arguments:
            return _help(command, arguments, lang)
        if (doubtful := two_readings(command, arguments)) is not None:
            option, value, path, whole = doubtful
            return _usage(thousands(option, value, lang, whole), path, lang)
        code = command.main(args=arguments, prog_name="simkemitraan", standalone_mode=False)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        if type(error).__name__.startswith("NoArgsIsHelp"):
            print(translated(error.format_message(), lang), file=sys.stderr)
            return 2
        return _usage(sentence(error, lang), command_path(error) or asked or "", lang)
    if code == STOPPED:  # what typer makes of an interrupt
        raise KeyboardInterrupt
    return int(code) if isinstance(code, int) else 0


def _help(command: Any, arguments: list[str], lang: str) -> int:
    """Print a help text in the language of the user."""
    with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.suppress(typer.Exit):
        command.main(args=arguments, prog_name="simkemitraan", standalone_mode=False)
    print(translated(printed.getvalue(), lang), end="")
    return 0


def _usage(what: str, command: str, lang: str) -> int:
    print(word("cli.usage", lang, what=what, command=command).replace("  ", " "), file=sys.stderr)
    return 2
