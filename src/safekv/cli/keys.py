"""`safekv keys`: manage the API keys of tenants and operators."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from safekv.config.section import NAME_RULE, is_name
from safekv.errors import KeyFileError
from safekv.identity.keyfile import KeyFile, Role, edit_key_file, read_key_file

app = typer.Typer(no_args_is_help=True)

FileOption = Annotated[Path, typer.Option("--file", "-f", help="The key file.", show_default=True)]
TenantArgument = Annotated[str, typer.Argument(help="Name of the tenant.")]
HolderArgument = Annotated[str, typer.Argument(help="Name of the tenant, or of who else holds it.")]

DEFAULT_FILE = Path("keys.json")


def _checked(name: str) -> str:
    if not is_name(name):
        raise KeyFileError(f"{name!r} cannot be a name: {NAME_RULE}")
    return name


def _known(tenant: str, content: KeyFile, file: Path) -> str:
    if tenant not in content.tenants:
        raise KeyFileError(f"{file}: there is no tenant {tenant!r}; see `safekv keys list --file {file}`")
    return tenant


@app.command()
def add(
    tenant: HolderArgument,
    file: FileOption = DEFAULT_FILE,
    operator: Annotated[
        bool, typer.Option("--operator", help="The key of an operator of this name, not of a tenant.")
    ] = False,
    metrics: Annotated[
        bool, typer.Option("--metrics", help="The key of who collects metrics: it reads them, and nothing else.")
    ] = False,
) -> None:
    """Make a new API key and print it, once: only its digest is stored.

    Example: KEY=$(safekv keys add acme --file keys.json)
    """
    if operator and metrics:
        raise KeyFileError("--operator and --metrics are two roles; an operator's key reads the metrics as well")
    role = Role.OPERATOR if operator else Role.METRICS if metrics else Role.TENANT
    name = _checked(tenant)
    with edit_key_file(file) as content:
        key = content.add_key(name, role=role, today=datetime.now(UTC).date())
    typer.echo(f"{role} {tenant}: ", err=True, nl=False)  # so that KEY=$(safekv keys add …) is the key alone
    typer.echo(key)


@app.command("list")
def list_keys(
    file: FileOption = DEFAULT_FILE, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False
) -> None:
    """Who has how many keys. No key, digest or salt is shown."""
    content = read_key_file(file, group_readable=True, any_names=True)
    rows = [{"name": e.name, "role": e.role.value, "created": str(e.created)} for e in content.keys]
    if as_json:
        typer.echo(json.dumps(rows))
        return
    table = Table("name", "role", "created")
    for row in rows:
        table.add_row(*(escape(str(value)) for value in row.values()))
    Console().print(table)


@app.command()
def rotate(tenant: TenantArgument, file: FileOption = DEFAULT_FILE) -> None:
    """Give a tenant fresh secrets. Its keys stay valid; what it has in the cache becomes unreachable."""
    with edit_key_file(file) as content:
        content.rotate(_known(_checked(tenant), content, file))
    typer.echo(f"rotated {tenant}: its cached blocks are unreachable within a second")


@app.command()
def rename(
    old: Annotated[str, typer.Argument(help="The name of a tenant, or of who else holds keys.")],
    new: Annotated[str, typer.Argument(help="Its new name.")],
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Give a tenant, or who else holds keys, another name. Its keys stay valid; what is in its cache is unreachable.

    The mend for a name that an earlier version allowed. The policy's groups, owners and shares name tenants too.
    """
    name = _checked(new)
    with edit_key_file(file, any_names=True) as content:
        names = set(content.names())
        if old not in names:
            raise KeyFileError(f"{file}: nobody is called {old!r}; see `safekv keys list --file {file}`")
        if name in names:
            raise KeyFileError(f"{file}: {name!r} is taken; two tenants cannot be made one")
        renamed = content.rename(old, name)
    typer.echo(f"renamed {old} to {name}: {renamed} key(s)")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The key to remove.", envvar="SAFEKV_KEY")],
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Remove one API key, whoever holds it; other keys of its holder stay valid."""
    with edit_key_file(file, any_names=True) as content:
        holder = content.revoke(key)
    if holder is None:
        raise KeyFileError(f"{file}: this key is not in it")
    typer.echo(f"revoked a key of {holder.name}: it counts for nothing within a second")


@app.command()
def erase(tenant: TenantArgument, file: FileOption = DEFAULT_FILE) -> None:
    """Remove a tenant's keys and forget its secrets. For a tenant that a proxy names, only the latter."""
    with edit_key_file(file, any_names=True) as content:
        if tenant not in content.tenants:
            _checked(tenant)  # one that only a proxy names
        removed = content.erase(tenant)
    typer.echo(f"erased {tenant}: {removed} key(s) removed, its cached blocks are unreachable within a second")
