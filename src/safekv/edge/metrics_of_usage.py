"""What sharing saves, as Prometheus metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

OTHER = "other"
"""The label of all tenants that have none of their own; a tenant of this name is counted with them."""


def counter(
    name: str, text: str, label: str | None = None, values: Mapping[str, float] | None = None, *, value: float = 0
) -> Metric:
    """One counter; with a `label`, one series for each of the `values`."""
    if label is None:
        return CounterMetricFamily(name, text, value=value)
    family = CounterMetricFamily(name, text, labels=[label])
    for labelled, count in sorted((values or {}).items()):
        family.add_metric([labelled], count)
    return family


def with_names(status: Mapping[str, Any], name_of: Callable[[str], str | None]) -> dict[str, Any]:
    """The scheduler's status, with the names of tenants in place of the digests that it knows them by."""
    use = status["usage"]
    if use["tenants"] is None:
        return dict(status)
    named = [
        {**totals, "tenant": name_of(totals["tenant"]) or totals["tenant"]} for totals in use["tenants"]["by_tenant"]
    ]
    return {**status, "usage": {**use, "tenants": {**use["tenants"], "by_tenant": named}}}


def usage(use: Mapping[str, Any]) -> Iterator[Metric]:
    """The metrics of what `GET /safekv/status` has under `usage`."""
    yield counter(
        "safekv_requests",
        "Requests that the engine has begun, by the scope that they have; each of n answers is one.",
        "scope",
        use["requests"],
    )
    yield counter(
        "safekv_prompt_tokens",
        "Prompt tokens by where their KV came from: own cache, a declared or released prefix, or computed.",
        "source",
        use["prompt_tokens"],
    )
    yield counter(
        "safekv_materialised_tokens",
        "Prompt tokens that the system has computed itself in order to publish them.",
        value=use["materialised_tokens"],
    )
    yield from _published(use)
    restricted = "Tenants that are restricted to their private cache now, since they seem to guess."
    yield GaugeMetricFamily("safekv_restricted_tenants", restricted, value=use["restricted_tenants"])
    if use["tenants"] is not None:
        yield from _tenants(use["tenants"])


def _published(use: Mapping[str, Any]) -> Iterator[Metric]:
    """Released units have no name: they are one sum."""
    hits = CounterMetricFamily(
        "safekv_published_hits", "Requests that hit what is published.", labels=["cause", "name"]
    )
    tokens = CounterMetricFamily(
        "safekv_published_hit_tokens",
        "Prompt tokens that were not computed since they are published.",
        labels=["cause", "name"],
    )
    for cause, name, one in (
        *(("declared", name, one) for name, one in sorted(use["declared"].items())),
        ("released", "", use["released"]),
    ):
        hits.add_metric([cause, name], one["hits"])
        tokens.add_metric([cause, name], one["tokens"])
    yield hits
    yield tokens


def _tenants(tenants: Mapping[str, Any]) -> Iterator[Metric]:
    """By tenant; two of one name, as after a rotation of its secrets, are one."""
    requests: Counter[str] = Counter()
    tokens: Counter[tuple[str, str]] = Counter()
    for totals in ({"tenant": OTHER, **tenants["others"]}, *tenants["by_tenant"]):
        name = totals["tenant"]
        requests[name] += totals["requests"]
        for source, count in totals["prompt_tokens"].items():
            tokens[name, source] += count
    yield counter("safekv_tenant_requests", "Requests that the engine has begun, by tenant.", "tenant", requests)
    by_source = CounterMetricFamily(
        "safekv_tenant_prompt_tokens",
        "Prompt tokens by tenant, and by where their KV came from.",
        labels=["tenant", "source"],
    )
    for (name, source), count in sorted(tokens.items()):
        by_source.add_metric([name, source], count)
    yield by_source
