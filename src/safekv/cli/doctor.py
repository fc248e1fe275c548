"""`safekv doctor`: checks on a running server that tenants are isolated and that declared prefixes are shared."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import httpx
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from safekv.cli.checkup import Checkup, Finding, Verdict
from safekv.cli.declare import DEFAULT_URL, UrlOption
from safekv.errors import OperatorError

EXIT_CODES = {Verdict.OK: 0, Verdict.LEAK: 1, Verdict.UNKNOWN: 3, Verdict.FAULT: 4}

_COLOURS = {
    Verdict.OK: "green",
    Verdict.LEAK: "bold red",
    Verdict.UNKNOWN: "yellow",
    Verdict.FAULT: "red",
    Verdict.UNCHECKED: "dim",
}
_WORDS = {
    Verdict.OK: "tenants are apart, as far as can be seen from outside",
    Verdict.LEAK: "one tenant can see what another has sent (if these are keys of two: see `safekv keys list`)",
    Verdict.UNKNOWN: "it cannot be told; see the checks that are unknown",
    Verdict.FAULT: "tenants are apart, but the server does not share as it should; see the checks with a fault",
}


def doctor(
    key: Annotated[
        list[str],
        typer.Option(
            "--key", envvar="SAFEKV_KEYS", help="API keys of two different tenants (in SAFEKV_KEYS, by a space)."
        ),
    ],
    operator_key: Annotated[
        str | None,
        typer.Option(
            envvar="SAFEKV_OPERATOR_KEY",
            help="An operator's key: also check that what is declared is hit, and ask the server for its problems.",
            show_default=False,
        ),
    ] = None,
    url: UrlOption = DEFAULT_URL,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Check a running server from outside: are two tenants really apart, and is what is declared really shared?

    It leaves nothing behind: no vote, no declaration, no restriction of the two tenants.

    Exit code 0: all is well. 1: there is a leak. 2: a key is wrong, or there is no answer; nothing was checked.
    3: it cannot be told (no prefix cache, no cached-token counts). 4: tenants are apart, but something is not shared as
    it should be, or the mode cannot do its work.

    Example: safekv doctor --key sk-safekv-AAA --key sk-safekv-BBB --url http://127.0.0.1:8000
    """
    if len(set(key)) != 2:
        raise OperatorError("give the keys of two different tenants: --key KEY_A --key KEY_B")
    for given in (*key, operator_key or ""):
        if not (given.isascii() and given.isprintable()):
            raise OperatorError("a key is not one that `safekv keys` has made")
    try:
        with httpx.Client(base_url=url.rstrip("/"), timeout=120, trust_env=False) as http:
            findings = list(Checkup(http, key[0], key[1], operator_key).findings())
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OperatorError(f"{url}: no answer ({type(error).__name__}); is the server up, is --url right?") from None
    verdicts = {finding.verdict for finding in findings}
    verdict = next((v for v in (Verdict.LEAK, Verdict.UNKNOWN, Verdict.FAULT) if v in verdicts), Verdict.OK)
    if as_json:
        typer.echo(json.dumps({"verdict": verdict, "findings": [asdict(finding) for finding in findings]}))
    else:
        _print(findings, verdict)
    raise typer.Exit(EXIT_CODES[verdict])


def _print(findings: list[Finding], verdict: Verdict) -> None:
    table = Table("check", "verdict", "detail")
    for finding in findings:
        colour = _COLOURS[finding.verdict]
        table.add_row(escape(finding.check), f"[{colour}]{finding.verdict}[/]", escape(finding.detail))
    Console().print(table)
    Console().print(f"[{_COLOURS[verdict]}]{_WORDS[verdict]}[/]")
