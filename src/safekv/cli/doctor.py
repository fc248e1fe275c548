"""`safekv doctor`: does a running server really protect? It asks the server, it does not assume."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console
from rich.table import Table

from safekv.cli.declare import DEFAULT_URL, UrlOption
from safekv.errors import OperatorError

EXIT_LEAK, EXIT_INCONCLUSIVE = 1, 3
_PROMPT_WORDS = 900


class Verdict(StrEnum):
    """The outcome of one check."""

    OK = "ok"
    LEAK = "leak"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One check and what it found."""

    check: str
    verdict: Verdict
    detail: str


def doctor(
    key: Annotated[
        list[str],
        typer.Option(
            "--key", envvar="SAFEKV_KEYS", help="API keys of two different tenants (in SAFEKV_KEYS, by a space)."
        ),
    ],
    url: UrlOption = DEFAULT_URL,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Check a running server from outside: are two tenants really apart?

    Exit code 0: they are. 1: there is a leak. 3: it cannot be told (no prefix cache, no cached-token counts).

    Example: safekv doctor --key sk-safekv-AAA --key sk-safekv-BBB --url http://127.0.0.1:8000
    """
    if len(set(key)) != 2:
        raise OperatorError("give the keys of two different tenants: --key KEY_A --key KEY_B")
    with httpx.Client(base_url=url.rstrip("/"), timeout=120, trust_env=False) as http:
        try:
            findings = list(_checks(http, key[0], key[1]))
        except httpx.HTTPError as error:
            raise OperatorError(f"{url}: no answer ({type(error).__name__}); is the server up?") from None
    verdicts = {finding.verdict for finding in findings}
    verdict = next((v for v in (Verdict.LEAK, Verdict.UNKNOWN) if v in verdicts), Verdict.OK)
    if as_json:
        typer.echo(json.dumps({"verdict": verdict, "findings": [asdict(finding) for finding in findings]}))
    else:
        _print(findings, verdict)
    raise typer.Exit({Verdict.OK: 0, Verdict.LEAK: EXIT_LEAK, Verdict.UNKNOWN: EXIT_INCONCLUSIVE}[verdict])


def _print(findings: list[Finding], verdict: Verdict) -> None:
    colours = {Verdict.OK: "green", Verdict.LEAK: "bold red", Verdict.UNKNOWN: "yellow"}
    table = Table("check", "verdict", "detail")
    for finding in findings:
        table.add_row(finding.check, f"[{colours[finding.verdict]}]{finding.verdict}[/]", finding.detail)
    Console().print(table)
    words = {
        Verdict.OK: "tenants are apart, as far as can be seen from outside",
        Verdict.LEAK: "one tenant can see what another has sent",
        Verdict.UNKNOWN: "it cannot be told; see the checks that are unknown",
    }
    Console().print(f"[{colours[verdict]}]{words[verdict]}[/]")


def _checks(http: httpx.Client, a: str, b: str) -> Iterator[Finding]:
    model = _first_model(http, a)
    secret = _prompt()
    first, second = _cached(http, model, secret, a), _cached(http, model, secret, a)
    control = first is not None and second is not None and first == 0 and second > 0
    yield Finding(
        check="own repeat is a hit (without it, no other check can tell)",
        verdict=Verdict.OK if control else Verdict.UNKNOWN,
        detail=f"cached tokens {first}, then {second}",
    )
    if not control:
        return
    yield _expect_miss("another tenant, same prompt", _cached(http, model, secret, b))
    salted = _prompt()
    _cached(http, model, salted, a, cache_salt="doctor")
    yield _expect_miss("another tenant, same salt in the body", _cached(http, model, salted, b, cache_salt="doctor"))
    yield _expect_miss("without a key, same prompt", _cached(http, model, secret, None), refusal_counts=True)
    unstored = _prompt()
    _cached(http, model, unstored, a, no_store=True)
    yield _expect_miss("own repeat after no-store", _cached(http, model, unstored, a))
    for label, key, method, path in (
        ("a wrong key", "sk-safekv-wrong", "GET", "/v1/models"),
        ("metrics for a tenant", a, "GET", "/metrics"),
        ("status for a tenant", a, "GET", "/safekv/status"),
        ("cache reset by a tenant", a, "POST", "/reset_prefix_cache"),
        ("an unknown route", a, "POST", f"/v1/{secrets.token_hex(4)}"),
    ):
        status = http.request(method, path, headers={"Authorization": f"Bearer {key}"}).status_code
        refused = status in (401, 403, 404, 405)
        yield Finding(
            check=f"{label} is refused", verdict=Verdict.OK if refused else Verdict.LEAK, detail=f"HTTP {status}"
        )


def _first_model(http: httpx.Client, key: str) -> str:
    response = http.get("/v1/models", headers={"Authorization": f"Bearer {key}"})
    if response.status_code == 401:
        raise OperatorError("the server does not know the first key; give keys of two of its tenants")
    try:
        return str(response.json()["data"][0]["id"])
    except (ValueError, KeyError, IndexError, TypeError):
        raise OperatorError(f"{http.base_url}: this is not an OpenAI-compatible server") from None


def _prompt() -> str:
    """A text that nobody has sent before."""
    return " ".join(secrets.token_hex(2) for _ in range(_PROMPT_WORDS))


def _cached(http: httpx.Client, model: str, prompt: str, key: str | None, **fields: Any) -> int | None:
    """Cached tokens of a request, or None when it is refused or the server does not tell."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    body = {"model": model, "prompt": prompt, "max_tokens": 1, **fields}
    response = http.post("/v1/completions", json=body, headers=headers)
    if response.is_error:
        return None
    details = response.json().get("usage", {}).get("prompt_tokens_details") or {}
    cached = details.get("cached_tokens")
    return None if cached is None else int(cached)


def _expect_miss(check: str, cached: int | None, *, refusal_counts: bool = False) -> Finding:
    if cached is None:
        verdict = Verdict.OK if refusal_counts else Verdict.UNKNOWN
        return Finding(check=f"{check} is a miss", verdict=verdict, detail="refused")
    verdict = Verdict.LEAK if cached else Verdict.OK
    return Finding(check=f"{check} is a miss", verdict=verdict, detail=f"cached tokens {cached}")
