"""`safekv check`: are this model and these flags covered, how was it proved, and what is shared at which price?"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from safekv.cli.serve import WORDS
from safekv.errors import OperatorError

if TYPE_CHECKING:
    from safekv.engines.vllm.kinds.base import Verdict

REFUSED = 1
"""Exit code."""


def check(
    context: typer.Context,
    named: Annotated[
        str | None, typer.Argument(metavar="MODEL", help="Model directory or name, as for vLLM.", show_default=False)
    ] = None,
    model: Annotated[str | None, typer.Option("--model", help="The same as MODEL.")] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="YAML file of flags, as for vLLM; the command line comes before it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say whether a model and flags are covered, before any weights are loaded. All other flags are vLLM's.

    It reads the model's configuration only, as vLLM itself does; most of its time goes into importing vLLM, so it
    takes some seconds, and half a minute the first time that this vLLM sees an architecture.

    Exit code 0: covered; how it was proved, and what shared text costs. 1: refused, with the mend. 2: cannot be told.

    Example: safekv check Qwen/Qwen3-8B --max-model-len 32768
    """
    from safekv.engines.vllm import flags, price

    del named  # vLLM's parser tells
    words = [word for word in context.meta[WORDS] if word != "--json"]
    file = flags.read_flag_file(config) if config is not None else {}
    flags.check_flags([*words, *(f"--{name}" for name in file)], dict(os.environ))
    flags.check_engine()
    flags.check_model(model or flags.first_word(words) or str(file.get("model", "")))
    logging.disable(logging.WARNING)  # the engine's own log goes to standard output
    try:
        found = flags.engine_config(words, model=model)
        verdict = _look(found)
        shared = "" if verdict.refused else price.describe_price(found)
    finally:
        logging.disable(logging.NOTSET)
    if as_json:
        typer.echo(json.dumps(_as_json(verdict, shared)))
    else:
        _print(found, verdict, shared)
    raise typer.Exit(REFUSED if verdict.refused else 0)


def _look(config: Any) -> Verdict:
    from safekv.engines.vllm import kinds

    try:
        return kinds.look(config)
    except (AttributeError, TypeError) as error:  # whatever is not as we know it is not covered
        raise OperatorError(f"this configuration is not one that is known here: {error}; please report it") from None


def _as_json(verdict: Verdict, shared: str) -> dict[str, Any]:
    return {
        "verdict": "refused" if verdict.refused else "covered",
        "covered": [{"kind": c.kind.name, "proof": c.kind.proof, "said": c.said} for c in verdict.covered],
        "refused": [{"said": r.said, "mend": r.mend} for r in verdict.refused],
        "shared": shared,
    }


def _print(config: Any, verdict: Verdict, shared: str) -> None:
    console = Console()
    model = config.model_config
    console.print(escape(f"{model.model} ({', '.join(model.architectures)})"), highlight=False)
    table = Table("", "what", "proof or mend")
    for problem in verdict.refused:
        table.add_row("[bold red]refused[/]", escape(problem.said), escape(problem.mend))
    for found in verdict.covered:
        what = found.kind.name + (f": {found.said}" if found.said else "")
        table.add_row("[green]covered[/]", escape(what), f"proved {found.kind.proof}")
    console.print(table)
    if shared:
        console.print(escape(f"shared: {shared}"), highlight=False)
