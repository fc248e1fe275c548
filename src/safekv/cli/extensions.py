"""Commands of other distributions: listed from their entry points, imported only when one is called.

A distribution names a table under the entry point group `safekv.commands`: the words of each command, `module:name` of
a Typer application, command or function, and one line of help. The laboratory (`safekv-lab`) has one.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from safekv.errors import OperatorError

ENTRY_POINTS = "safekv.commands"
ROOT = "safekv"

LABORATORY = (
    *("bench", "demo", "simulate", "model"),
    *("guard train", "guard evaluate", "guard calibrate", "guard evasion", "guard costs", "guard units"),
    *("ledger audit", "ledger simulate"),
)
"""Commands of `safekv-lab`, to name the package to whoever calls one without it."""


@cache
def found() -> Mapping[str, tuple[str, str]]:
    """The commands of all installed extensions, by their words."""
    return {words: where for entry in entry_points(group=ENTRY_POINTS) for words, where in entry.load().items()}


class Extensible(TyperGroup):
    """A group of commands that other distributions may add to."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Own commands, then those of extensions."""
        prefix = self._words("")
        added = (words.removeprefix(prefix) for words in found() if words.startswith(prefix))
        return [*super().list_commands(ctx), *(name for name in added if " " not in name)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A command; of an extension only what its line in the help needs."""
        own = super().get_command(ctx, cmd_name)
        if own is not None or self._words(cmd_name) not in found():
            return own
        return TyperCommand(cmd_name, help=found()[self._words(cmd_name)][1])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is called. Raises OperatorError for one whose package is not installed."""
        words = self._words(args[0])
        if super().get_command(ctx, args[0]) is None:
            if words in found():
                return args[0], load(words), args[1:]
            if words in LABORATORY:
                raise OperatorError(
                    f"safekv {words}: is part of the laboratory, which is not installed; get it with: "
                    "pip install safekv-lab"
                )
        return super().resolve_command(ctx, args)

    def _words(self, name: str) -> str:
        return name if self.name == ROOT else f"{self.name} {name}"


def load(words: str) -> Any:
    """The command of an extension, imported."""
    module, _, attribute = found()[words][0].partition(":")
    name = words.rpartition(" ")[2]
    target, holder = getattr(importlib.import_module(module), attribute), typer.Typer(add_completion=False)
    if isinstance(target, TyperCommand):
        target.name = name
        return target
    if isinstance(target, typer.Typer):
        holder.add_typer(target, name=name, help=found()[words][1])
    else:
        holder.command(name)(target)
    return typer.main.get_group(holder).commands[name]
