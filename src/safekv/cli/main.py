"""Entry point of `safekv`: subcommands, exit codes, and errors without a stack trace.

Exit codes: 0 done, 1 the answer is no (a leak, a difference), 2 a mistake that the message tells how to mend.
"""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.markup import escape

from safekv import __version__
from safekv.cli import declare, doctor, guard, keys, ledger, policy, serve
from safekv.cli.extensions import ROOT, Extensible
from safekv.errors import SafeKVError

app = typer.Typer(
    name=ROOT,
    cls=Extensible,
    help="Privacy for shared KV caches in multi-tenant LLM serving.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(serve.serve)
app.command("doctor")(doctor.doctor)
app.command("scan")(guard.scan)
app.add_typer(declare.app, name="declare", help="Declare public prefixes on a running server.")
app.add_typer(keys.app, name="keys", help="API keys of tenants and operators.")
app.add_typer(policy.app, name="policy", help="The policy file.")
app.add_typer(guard.app, name="guard", help="ChunkGuard, the detector.")
app.add_typer(ledger.app, name="ledger", help="What was released, when and why.")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"safekv {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Show the version."),
) -> None:
    """Nothing to do before a subcommand."""


def main() -> None:
    """Run the command line."""
    try:
        app()
    except SafeKVError as error:
        Console(stderr=True, soft_wrap=True).print(f"[bold red]error:[/] {escape(str(error))}", highlight=False)
        sys.exit(2)
