"""`safekv declare`: public prefixes of a running server, without a restart."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import httpx
import typer
from rich.console import Console
from rich.table import Table

from safekv.cli.samples import Prefix, read_prefix
from safekv.errors import OperatorError

app = typer.Typer(no_args_is_help=True)

UrlOption = Annotated[str, typer.Option("--url", help="The server.", show_default=True)]
KeyOption = Annotated[
    str, typer.Option("--operator-key", envvar="SAFEKV_OPERATOR_KEY", help="An operator's key.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]

_BACK_AGAIN = (
    " until the next start: the policy declares it. To leave it out for good, take it out of `declared` in the policy"
)
DEFAULT_URL = "http://127.0.0.1:8000"


def ask_operator(url: str, key: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
    """One call of an operator's route. Raises OperatorError with the server's reason."""
    answer, failed = _answer_to(url, key, method, path, body)
    if failed:
        raise OperatorError(f"{url}: {failed}")
    return answer


def _answer_to(url: str, key: str, method: str, path: str, body: Any) -> tuple[dict[str, Any], str]:
    """The answer, and why it is an error if it is one. Raises OperatorError where there is none."""
    if not key.isascii() or not key.isprintable():
        raise OperatorError("the operator's key is not one that `safekv keys` has made")
    try:
        response = httpx.request(
            method,
            url.rstrip("/") + path,
            json=body,
            headers={"Authorization": f"Bearer {key}"},
            timeout=660,
            trust_env=False,
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OperatorError(f"{url}: no answer ({type(error).__name__}); is the server up, is --url right?") from None
    try:
        answer: dict[str, Any] = response.json()
    except ValueError:
        raise OperatorError(f"{url}: this is not a SafeKV server (HTTP {response.status_code})") from None
    failed = _reason(answer) or f"HTTP {response.status_code}" if response.is_error else ""
    return answer, failed


def _reason(answer: Any) -> str | None:
    try:
        return str(answer["error"]["message"])
    except (KeyError, TypeError):
        return None


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Name for listing and withdrawing.")],
    file: Annotated[
        Path,
        typer.Option(
            "--file",
            "-f",
            help="JSON or YAML: a list of messages, or a sample request of OpenAI's or Anthropic's API; or raw .txt.",
        ),
    ],
    operator_key: KeyOption,
    up_to: Annotated[
        int | None,
        typer.Option(
            help="Share up to this message of the file, counted from 1; `system` or `instructions` beside messages is "
            "the first. By default the system, developer and tool messages at the beginning.",
            min=1,
        ),
    ] = None,
    include_user: Annotated[
        bool, typer.Option("--include-user", help="Share what users and assistants wrote, too, up to --up-to.")
    ] = False,
    group: Annotated[str | None, typer.Option(help="Share with the tenants of this group only.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Share it even if ChunkGuard has findings; they are shown.")
    ] = False,
    url: UrlOption = DEFAULT_URL,
    as_json: JsonOption = False,
) -> None:
    """Declare a prefix public: compute it once, pin it, and share it with every tenant from then on.

    All of the file is understood, or it is refused by name. What ChunkGuard finds in it is shown, and asked about.
    It is gone after a restart; put it under `declared` in the policy to keep it.

    Example: safekv declare add support --file request.json --up-to 1
    """
    prefix = read_prefix(file, up_to, include_user=include_user)
    declaration = {"name": name, "group": group, **prefix.fields}
    given = {key: value for key, value in declaration.items() if value is not None}
    answer, failed = _answer_to(url, operator_key, "POST", "/safekv/declared", given)
    if failed and isinstance(findings := answer.get("findings") if isinstance(answer, dict) else None, list):
        _show(findings)
        _agree(name, len(findings), yes=yes)
        answer = ask_operator(url, operator_key, "POST", "/safekv/declared", {**given, "reviewed": True})
    elif failed:
        raise OperatorError(f"{url}: {failed}")
    if as_json:
        typer.echo(json.dumps(answer))
    else:
        typer.echo(
            f"{name}: {answer['tokens']} tokens in {answer['blocks']} blocks and {answer['units']} unit(s) are shared"
        )
        typer.echo(_taken(prefix))
        for remark in answer.get("remarks", ()):
            typer.echo(remark, err=True)


def _show(findings: list[Any]) -> None:
    """What the guard says and where, on standard error."""
    table = Table("where", "characters", "category", "found by")
    for found in findings:
        place = f"{found['start']}-{found['end']}"
        table.add_row(found["where"], place, found["category"] or "undecided", found["detector"])
    Console(stderr=True).print(table)


def _agree(name: str, count: int, *, yes: bool) -> None:
    """Go on only if somebody says so. Raises OperatorError where nobody is there to be asked."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise OperatorError(
            f"{name}: ChunkGuard has {count} remark(s) about this text, so it is not shared; look at them, and add "
            "--yes if all of it is meant to be public"
        )
    typer.confirm("All tenants can tell that this text is shared. Share it all the same?", abort=True, err=True)


def _taken(prefix: Prefix) -> str:
    """What of the file it was."""
    if not prefix.taken:
        return "the whole text"
    beside = [key for key in prefix.fields if key != "messages"]
    left = f"; {prefix.left_out} after them left out" if prefix.left_out else ""
    return f"the first {prefix.taken} message(s){' with ' + ', '.join(beside) if beside else ''}{left}"


@app.command("list")
def list_declared(operator_key: KeyOption, url: UrlOption = DEFAULT_URL, as_json: JsonOption = False) -> None:
    """What is declared, and how much of the budget it takes."""
    status = ask_operator(url, operator_key, "GET", "/safekv/status")
    if as_json:
        typer.echo(json.dumps(status["declared"]))
        return
    table = Table("name", "group", "state", "tokens", "blocks", "units")
    for row in status["declared"]:
        table.add_row(*(str(row[column.header] or "") for column in table.columns))
    Console().print(table)
    typer.echo(f"{status['pinned_blocks']} of {status['pin_budget_blocks']} blocks pinned")


@app.command()
def withdraw(
    name: Annotated[str, typer.Argument(help="Name of the declaration.")],
    operator_key: KeyOption,
    url: UrlOption = DEFAULT_URL,
) -> None:
    """Stop sharing a prefix at once. One of the policy comes back at the next start, unless it is taken out there.

    Example: safekv declare withdraw support
    """
    answer = ask_operator(url, operator_key, "DELETE", f"/safekv/declared/{quote(name, safe='')}")
    typer.echo(f"{name}: withdrawn{_BACK_AGAIN if answer.get('in_policy') else ''}")
