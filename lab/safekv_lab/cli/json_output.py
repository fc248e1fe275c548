"""`--json [FILE]` of measurements: without FILE, the JSON goes to standard output and all else to standard error."""

from __future__ import annotations

import contextlib
import sys
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

JsonOption = Annotated[
    Path | None,
    typer.Option("--json", metavar="[FILE]", help="Write samples and summary here; without FILE, to standard output."),
]

_STANDARD_OUTPUT = "-"
_out: ContextVar[TextIO] = ContextVar("standard output", default=sys.stdout)


class _Measuring:
    """Typer has no options whose value may be left out, so it is put in."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put in what is left out."""
        given: list[str] = []
        for word, following in zip(args, [*args[1:], "--"], strict=False):
            given += [word, _STANDARD_OUTPUT] if word == "--json" and following.startswith("--") else [word]
        ctx.obj = _STANDARD_OUTPUT in given
        rest: list[str] = super().parse_args(ctx, given)  # type: ignore[misc]
        return rest

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        token = _out.set(sys.stdout)
        try:
            with contextlib.redirect_stdout(sys.stderr) if ctx.obj else contextlib.nullcontext():
                return super().invoke(ctx)  # type: ignore[misc]
        finally:
            _out.reset(token)


class Measurements(_Measuring, TyperGroup):
    """A group of commands with a `JsonOption`."""


class Measurement(_Measuring, TyperCommand):
    """One command with a `JsonOption`."""


def write_json(file: Path, text: str) -> None:
    """Write to the file that `--json` names, or to standard output."""
    if str(file) == _STANDARD_OUTPUT:
        _out.get().write(text)
    else:
        file.write_text(text, encoding="utf-8")
