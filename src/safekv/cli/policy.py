"""`safekv policy`: check a policy file, print its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from safekv.cli.guard import own_rules
from safekv.config import Policy, load_policy, policy_schema
from safekv.pipeline import check_files, warnings

app = typer.Typer(no_args_is_help=True)


@app.command()
def check(
    policy: Annotated[Path, typer.Argument(help="The policy file (YAML or JSON).")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the policy in force as JSON.")] = False,
) -> None:
    """Check a policy file, its rules and the files that it names, without starting anything.

    Exit code 0 if it is fit to serve, with warnings on stderr; 2 with every problem otherwise.

    Example: safekv policy check policy.yaml
    """
    checked = load_policy(policy)
    check_files(checked)
    own_rules(policy, checked)
    warn(checked)
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
        typer.echo(f"warning: {warning}", err=True)


@app.command()
def schema() -> None:
    """Print the JSON schema of policy files, for editors and CI."""
    typer.echo(json.dumps(policy_schema(), indent=2))
