"""`safekv model`: the small model for demos and tests."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safekv_lab.bench import tiny_model

app = typer.Typer(help="The small, seeded model for demos and tests.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keep `build` a subcommand, though it is the only one."""


@app.command()
def build(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where the model goes; made if missing.")],
    seed: Annotated[int, typer.Option(help="Seed of the weights.", min=0)] = 0,
    force: Annotated[bool, typer.Option("--force", help="Build again, even if it is already there.")] = False,
) -> None:
    """Build a small Llama with tokenizer and chat template that the engine loads offline."""
    built = tiny_model.build(directory, seed=seed, force=force)
    typer.echo(f"{directory}: {'built' if built else 'already there'} (seed {seed})")
