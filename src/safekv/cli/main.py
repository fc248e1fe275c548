"""Entry point of `safekv`: subcommands, exit codes, and errors without a stack trace.

Exit codes: 0 done, 1 the answer is no (a leak, a difference), 2 a mistake that the message tells how to mend, 70 a
fault of SafeKV, 130 Ctrl-C.
"""

from __future__ import annotations

import sys
import tempfile
import traceback

import typer
from rich.console import Console
from rich.markup import escape

from safekv import __version__
from safekv.cli import check, declare, doctor, guard, keys, ledger, policy, serve
from safekv.cli.extensions import ROOT, Extensible
from safekv.errors import SafeKVError

MISTAKE, FAULT = 2, 70

app = typer.Typer(
    name=ROOT,
    cls=Extensible,
    help="Privacy for shared KV caches in multi-tenant LLM serving.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_ENGINE_FLAGS = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": ["--help"]}
app.command("serve", cls=serve.ServeCommand, context_settings=_ENGINE_FLAGS)(serve.serve)
app.command("check", cls=serve.ServeCommand, context_settings=_ENGINE_FLAGS)(check.check)
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
    """Run the command line. No exception leaves it."""
    try:
        app()
    except SafeKVError as error:
        _say(str(error))
        sys.exit(MISTAKE)
    except OSError as error:
        _say(_of_the_system(error))
        sys.exit(MISTAKE)
    except ImportError as error:
        _say(_of_a_package(error))
        sys.exit(MISTAKE)
    except Exception as error:  # whatever is left is ours
        _say(_of_ours(error))
        sys.exit(FAULT)


def _say(message: str) -> None:
    Console(stderr=True, soft_wrap=True).print(f"[bold red]error:[/] {escape(message)}", highlight=False)


def _of_the_system(error: OSError) -> str:
    """A file, a disk, an address: what the operating system says of it."""
    where = f"{error.filename}: " if error.filename is not None else ""
    mend = "; see whether it is there, whose it is, and its mode" if where else ""
    return f"{where}{error.strerror or error}{mend}"


def _of_a_package(error: ImportError) -> str:
    what = f"the package {error.name.partition('.')[0]}" if error.name else "a package"
    return f"{what} is needed here, and is missing or broken ({error}); the README says what to install"


def _of_ours(error: Exception) -> str:
    """A fault of SafeKV: what to report. The stack trace goes into a file: it may show what is nobody's business."""
    with tempfile.NamedTemporaryFile("w", prefix="safekv-fault-", suffix=".txt", delete=False) as file:
        traceback.print_exception(error, file=file)
    return (
        f"this is a fault of SafeKV, not yours: {type(error).__name__}. Please report what you did, version "
        f"{__version__}, and the stack trace in {file.name} (read it first: it may name files of yours)"
    )
