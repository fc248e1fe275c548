"""The modes side by side on one trace: hits, time to the first token, throughput."""

from __future__ import annotations

import dataclasses
import math
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.types import Mode
from safekv_lab.bench.summary import quantile
from safekv_lab.simulator.simulation import simulate
from safekv_lab.simulator.texts import public_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from safekv_lab.bench.traces.call import Call
    from safekv_lab.simulator.cost import CostModel
    from safekv_lab.simulator.simulation import Outcome, Setting

MODES = (Mode.ISOLATE, Mode.DECLARED, Mode.LEDGER, Mode.SHARE_ALL_UNSAFE)

IDEAL_UP_TO = 100_000
"""Requests of a trace for which the ideal is reckoned: it remembers every block."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One mode on one trace. Times in seconds of the trace, but for `took`, the simulation's own; `hit_share` is of
    prompt tokens, 0 to 1, and `throughput` is tokens of prompts and answers per second.
    """

    mode: Mode
    requests: int
    refused: int
    published: int
    hit_share: float
    ttft_mean: float
    ttft_p50: float
    ttft_p95: float
    ttft_p99: float
    throughput: float
    took: float


def compare(
    trace: Callable[[], Iterable[Call]],
    setting: Setting,
    cost: CostModel,
    *,
    modes: Sequence[Mode] = MODES,
    seed: int = 0,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[Row]:
    """One row per mode; `trace` is called anew for each. Mode `declared` declares what several tenants use.

    Nothing is declared in mode `ledger`, so that it shows what the vote alone does.
    """
    declared = public_texts(trace()) if Mode.DECLARED in modes else []
    for mode in modes:
        began = clock()
        chosen = dataclasses.replace(setting, mode=mode)
        outcome = simulate(trace(), chosen, cost, declared=declared if mode is Mode.DECLARED else (), seed=seed)
        yield row(outcome, took=clock() - began)


def row(outcome: Outcome, *, took: float) -> Row:
    """The figures of one outcome. What was refused has no time; it is counted."""
    records = outcome.records
    ttft = [value for value in records.ttft if not math.isnan(value)] or [math.nan]
    p50, p95, p99 = (quantile(ttft, share) for share in (0.5, 0.95, 0.99))
    tokens = sum(records.prompt) + sum(records.output)
    return Row(
        mode=outcome.setting.mode,
        requests=len(records.sent),
        refused=records.refused,
        published=outcome.published,
        hit_share=sum(records.cached) / max(sum(records.prompt), 1),
        ttft_mean=statistics.fmean(ttft),
        ttft_p50=p50,
        ttft_p95=p95,
        ttft_p99=p99,
        throughput=tokens / outcome.end if outcome.end else math.nan,
        took=took,
    )


def ideal(trace: Iterable[Call]) -> float:
    """The share of prompt tokens that one endless cache for everybody would hit at once, 0 to 1.

    As in the engine, the last token of a prompt is always computed.
    """
    seen: set[int] = set()
    hit = asked = 0
    for call in trace:
        readable = call.blocks[: (call.prompt_tokens - 1) // call.block_tokens]
        held = next((place for place, block in enumerate(readable) if block not in seen), len(readable))
        hit, asked = hit + held * call.block_tokens, asked + call.prompt_tokens
        seen.update(call.blocks, call.generated)
    return hit / max(asked, 1)
