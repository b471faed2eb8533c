"""Builds the Typer app for one language and runs one command line through it."""

from __future__ import annotations

import difflib
import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import typer

from ..wording import word
from . import COMMANDS

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
        name="simkemitraan", help=word("cli.about", lang), no_args_is_help=True, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def _options() -> None:
        pass

    app.info.help = f"{word('cli.about', lang)}\n\n--lang id|en: {word('cli.lang', lang)}.  --debug: {word('cli.debug', lang)}."
    app.registered_callback.help = app.info.help  # type: ignore[union-attr]
    for command in available():
        if only is None or command == only:
            import_module(module_of(command)).register(app, lang)
    return app


def invoke(arguments: list[str], lang: str) -> int:
    """Run one command line; usage errors become a sentence and code 2."""
    asked = next((a for a in arguments if not a.startswith("-")), None)
    if asked is not None and asked not in available():
        guess = difflib.get_close_matches(asked, available(), 1)
        tail = word("cli.did_you_mean", lang, name=guess[0]) if guess else ""
        return _usage(word("cli.no_command", lang, name=asked, guess=tail), "", lang)
    app = build(lang, asked)
    command = typer.main.get_command(app)
    try:
        code = command.main(args=arguments, prog_name="simkemitraan", standalone_mode=False)
    except typer.Exit as stop:
        return int(stop.exit_code)
    except typer.Abort:
        raise KeyboardInterrupt from None
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return _usage(_sentence(error, lang), asked or "", lang)
    return int(code) if isinstance(code, int) else 0


def _usage(what: str, command: str, lang: str) -> int:
    print(word("cli.usage", lang, what=what, command=command).replace("  ", " "), file=sys.stderr)
    return 2


def _sentence(error: Any, lang: str) -> str:
    """Return a usage error of the command parser in words (it vendors its own classes, so they are told by name)."""
    kind = type(error).__name__
    name = getattr(getattr(error, "param", None), "human_readable_name", "") or ""
    if kind == "NoSuchOption":
        guess = word("cli.did_you_mean", lang, name=error.possibilities[0]) if error.possibilities else ""
        return word("cli.no_option", lang, name=error.option_name, guess=guess)
    if kind == "MissingParameter":
        return word("cli.missing", lang, name=name)
    if kind == "BadParameter":
        return word("cli.bad_value", lang, name=name, what=error.message)
    return str(error.format_message())
