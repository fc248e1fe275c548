"""`safekv policy`: check a policy file, print its schema."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from safekv import __version__
from safekv.cli.guard import own_rules
from safekv.config import Policy, load_policy, policy_schema
from safekv.errors import DeclarationError, OperatorError, PolicyError
from safekv.guard.review import review
from safekv.pipeline import check_policy, open_guard, warnings

if TYPE_CHECKING:
    from safekv.engines.vllm.trying import Tried

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(
    policy: Annotated[Path, typer.Argument(help="The policy file (YAML or JSON).")],
    model: Annotated[
        str | None,
        typer.Option("--model", help="Render what is declared, by this model's own template."),
    ] = None,
    chat_template: Annotated[
        str | None, typer.Option("--chat-template", help="With this template, as for `safekv serve`.")
    ] = None,
    block_size: Annotated[
        int | None,
        typer.Option(
            "--block-size",
            help="In blocks of this many tokens, as for `safekv serve`. By default those of the engine on this "
            "machine: 128 without a GPU, mostly 16 with one.",
            min=1,
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the policy in force as JSON.")] = False,
) -> None:
    """Check a policy file, its rules, what it declares and the files that it names, without starting anything.

    Exit code 0 if it is fit to serve, with warnings on stderr; 2 with every problem otherwise. It refuses what a server
    would refuse before it looks at its model. What ChunkGuard finds in declared prefixes is a warning. With --model it
    says how many tokens each of them shares; that needs vLLM, and no GPU. Whole blocks are shared, so where the server
    has a GPU and this machine has none, give its --block-size.

    Example: safekv policy check policy.yaml
    """
    if model is None and (chat_template is not None or block_size is not None):
        raise OperatorError("--chat-template and --block-size go with --model")
    checked = load_policy(policy)
    own_rules(policy, checked)
    try:
        check_policy(checked)
        _look_at_declared(checked)
    except PolicyError as error:
        raise PolicyError(f"{policy}: {error}") from None
    warn(checked)
    if model is not None:
        _show(checked, model, chat_template, block_size, quiet=as_json)
    if as_json:
        typer.echo(checked.model_dump_json(indent=2, exclude_none=True))
        return
    typer.echo(f"{policy}: ok; mode {checked.mode}, {len(checked.declared)} declared prefix(es)")
    if checked.identity.names_nobody:
        typer.echo("note: no api_keys and no proxy under identity: every request is served without reuse")
    elif checked.anonymous == "serve":
        typer.echo(
            "note: a request without a key is served, without reuse; to refuse it: identity: {anonymous: refuse}"
        )


def warn(policy: Policy) -> None:
    """Say on stderr what of a policy is allowed, and most likely not meant."""
    for warning in warnings(policy):
        _warn(warning)


def refuse_unrendered(tried: Sequence[Tried]) -> None:
    """Raise DeclarationError for what a server could not render; what it would leave out is a warning."""
    for one in tried:
        if one.left_out is not None:
            _warn(f"{one.left_out}; a server leaves it out")
    if refused := [one.refused for one in tried if one.refused is not None]:
        raise DeclarationError("\n".join(refused))


def _look_at_declared(policy: Policy) -> None:
    """Have ChunkGuard judge what is declared, and load what else is to judge. Raises PolicyError."""
    if not policy.mode.publishes or not (policy.declared or policy.guard.adapters):
        return
    try:
        guard = open_guard(policy, version=__version__, clock=time.monotonic)
    except PolicyError:
        raise
    except OperatorError as error:
        _warn(f"what is declared was not looked at: {error}")
        return
    for prefix in policy.declared:
        found = review(prefix, guard.judge, guard.version)
        if found.remarks:
            _warn(f"declared {prefix.name!r} should be looked at: {found.summary()}")


def _show(policy: Policy, model: str, chat_template: str | None, block_size: int | None, *, quiet: bool) -> None:
    """What each declared prefix shares. Raises DeclarationError, OperatorError."""
    from safekv.engines.vllm import flags, launch

    words = ["--model", model]
    words += ["--chat-template", chat_template] if chat_template is not None else []
    words += ["--block-size", str(block_size)] if block_size is not None else []
    flags.check_engine()
    flags.check_model(model)
    logging.disable(logging.WARNING)  # the engine's own log goes to standard output
    try:
        size, tried = launch.check_declared(policy, flags.parse_engine_flags(words, model=model, serving=False))
    finally:
        logging.disable(logging.NOTSET)
    if block_size is None:
        _warn(
            f"no --block-size is given, so it is {size} tokens, as this engine takes on this machine. Whole blocks are "
            "shared: for a server with others (with a GPU mostly 16) give theirs, such as --block-size 16"
        )
    if not quiet:
        table = Table("name", "group", "tokens", f"blocks of {size}", "units", "")
        for prefix, one in zip(policy.declared, tried, strict=True):
            state = "left out" if one.left_out is not None else "refused" if one.refused is not None else ""
            table.add_row(one.name, prefix.group, str(one.tokens), str(one.blocks), str(one.units), state)
        Console().print(table)
    refuse_unrendered(tried)


def _warn(text: str) -> None:
    typer.echo(f"warning: {text}", err=True)


@app.command()
def schema() -> None:
    """Print the JSON schema of policy files, for editors and CI."""
    typer.echo(json.dumps(policy_schema(), indent=2))
