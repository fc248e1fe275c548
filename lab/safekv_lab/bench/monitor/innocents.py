"""Who is restricted of those that guess at nothing: tenants and requests of recorded and composed traces."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.monitor.detector import Detector
from safekv.types import TenantId
from safekv_lab.bench.monitor.requests import Asked, Chain, asked, recorded
from safekv_lab.bench.traces import azure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from safekv.config import Monitor

MANY = None
TRACES: tuple[tuple[str, int | None], ...] = (
    ("mooncake", MANY),
    ("mooncake", 1000),
    ("mooncake", 100),
    ("mooncake", 10),
    ("magagent", MANY),
    ("magagent", 4),
    ("taubench", MANY),
    ("taubench", 4),
    ("airline", MANY),
    ("airline", 40),
    ("composed", 1000),
    ("composed", 20),
    ("azure-code", 1000),
    ("azure-code", 20),
    ("azure-conv", 1000),
    ("azure-conv", 20),
    ("servegen-m-small", 100),
    ("servegen-deepseek-r1", 100),
)
"""Traces, and among how many tenants their conversations are divided; None: as recorded, or one for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restricted:
    """Counts of one trace: all tenants and requests, and those that were restricted. `tiny`: answers, 0 to 1."""

    trace: str
    tenants: int
    requests: int
    tiny: float
    restricted_tenants: int
    restricted_requests: int


def play(name: str, requests: Iterable[Asked], settings: Monitor) -> Restricted:
    """Let the requests of a trace pass, each answered before the next comes."""
    detector: Detector[int] = Detector(settings, guesses=True)
    tenants: set[TenantId] = set()
    noticed: set[TenantId] = set()
    count = tiny = restricted = 0
    for one in requests:
        tenants.add(one.tenant)
        count += 1
        tiny += 0 < one.tokens <= settings.tiny_answer
        prompt = detector.asked(one.tenant, one.chain, one.most, one.time)
        if detector.restricts(one.tenant, one.time):
            restricted += 1
            noticed.add(one.tenant)
        if prompt is not None:
            detector.answered(prompt, one.tokens, one.time)
    return Restricted(
        trace=name,
        tenants=len(tenants),
        requests=count,
        tiny=tiny / max(count, 1),
        restricted_tenants=len(noticed),
        restricted_requests=restricted,
    )


def one_question_each(data: Path, service: str, *, tenants: int, seed: int) -> Iterator[Asked]:
    """Azure's recorded arrivals and answers, as the hardest innocents have them.

    Every request is a new text behind its tenant's one long instruction, and no conversation goes on.
    """
    rng = random.Random(seed)
    for number, arrival in enumerate(azure.read(data, service)):
        tenant = TenantId(f"tenant-{rng.randrange(tenants)}")
        chain = Chain(tenant, (*range(20), 1000 + number))
        yield Asked(time=arrival.time, tenant=tenant, chain=chain, tokens=arrival.output_tokens or 1)


def measure(data: Path, settings: Monitor, *, seed: int) -> list[Restricted]:
    """Every one of `TRACES`, and `one_question_each`. Raises OperatorError where data are missing."""
    rows = []
    for service in azure.SERVICES:
        for many in (100, 5):
            label = f"azure-{service}, one question each, {many} tenants"
            rows.append(play(label, one_question_each(data, service, tenants=many, seed=seed), settings))
    for name, tenants in TRACES:
        calls = recorded(name, data, tenants=tenants, seed=seed)
        label = f"{name}, {tenants} tenants" if tenants else name
        rows.append(play(label, asked(calls, last_unknown=name == "airline"), settings))
    return rows
