"""`safekv keys`: the key file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter, ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from safekv.errors import KeyFileError
from safekv.identity.keyfile import KeyFile, Name, Role, edit_key_file, read_key_file

app = typer.Typer(no_args_is_help=True)

FileOption = Annotated[Path, typer.Option("--file", "-f", help="The key file.", show_default=True)]
TenantArgument = Annotated[str, typer.Argument(help="Name of the tenant.")]
HolderArgument = Annotated[str, typer.Argument(help="Name of the tenant, or of who else holds it.")]

DEFAULT_FILE = Path("keys.json")


def _checked(name: str) -> str:
    try:
        return str(TypeAdapter(Name).validate_python(name))
    except ValidationError:
        raise KeyFileError("a name has 1 to 128 characters, without spaces or control characters") from None


def _known(tenant: str, content: KeyFile, file: Path) -> str:
    if _checked(tenant) not in content.tenants:
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

    Example: safekv keys add acme --file keys.json
    """
    if operator and metrics:
        raise KeyFileError("--operator and --metrics are two roles; an operator's key reads the metrics as well")
    role = Role.OPERATOR if operator else Role.METRICS if metrics else Role.TENANT
    with edit_key_file(file) as content:
        key = content.add_key(_checked(tenant), role=role, today=datetime.now(UTC).date())
    typer.echo(f"{role} {tenant}: {key}")


@app.command("list")
def list_keys(
    file: FileOption = DEFAULT_FILE, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False
) -> None:
    """Who has how many keys. No key, digest or salt is shown."""
    content = read_key_file(file)
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
        content.rotate(_known(tenant, content, file))
    typer.echo(f"rotated {tenant}: its cached blocks are unreachable within a second")


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The key to remove.", envvar="SAFEKV_KEY")],
    file: FileOption = DEFAULT_FILE,
) -> None:
    """Remove one API key, whoever holds it; other keys of its holder stay valid."""
    with edit_key_file(file) as content:
        holder = content.revoke(key)
    if holder is None:
        raise KeyFileError(f"{file}: this key is not in it")
    typer.echo(f"revoked a key of {holder.name}: it counts for nothing within a second")


@app.command()
def erase(tenant: TenantArgument, file: FileOption = DEFAULT_FILE) -> None:
    """Remove a tenant's keys and forget its secrets. For a tenant that a proxy names, only the latter."""
    with edit_key_file(file) as content:
        removed = content.erase(_checked(tenant))
    typer.echo(f"erased {tenant}: {removed} key(s) removed, its cached blocks are unreachable within a second")
