"""The scheduler's status as Prometheus metrics: totals and times of the whole engine, nothing per unit or tenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class _Status(Collector):
    def __init__(self, status: Mapping[str, Any]) -> None:
        self._status = status

    def collect(self) -> Iterable[Metric]:
        """The metric families."""
        yield from _engine(self._status)
        if self._status.get("cache") is not None:
            yield _cache(self._status["cache"])
        if self._status.get("release") is not None:
            yield from _release(self._status["release"])


def render(status: Mapping[str, Any]) -> bytes:
    """The text that Prometheus scrapes, from what `GET /safekv/status` answers."""
    registry = CollectorRegistry()
    registry.register(_Status(status))
    return generate_latest(registry)


def render_readable(readable: Mapping[str, bool]) -> bytes:
    """The same of the files by which the edge knows who is asking, by their place under `identity` in the policy."""
    registry = CollectorRegistry()
    text = "Whether a file by which tenants are known can be read; else what it says is refused after a while."
    gauge = Gauge("safekv_identity_file_readable", text, ["file"], registry=registry)
    for place, can in readable.items():
        gauge.labels(place).set(can)
    return generate_latest(registry)


def _engine(status: Mapping[str, Any]) -> Iterator[Metric]:
    info = {"version": str(status["version"]), "mode": str(status["mode"])}
    yield InfoMetricFamily("safekv", "The SafeKV that serves, and its mode.", value=info)
    yield _gauge("safekv_pinned_blocks", "Blocks that are pinned for published units.", status["pinned_blocks"])
    yield _gauge("safekv_pin_budget_blocks", "Blocks that may be pinned.", status["pin_budget_blocks"])
    yield _gauge("safekv_declared_prefixes", "Prefixes that are declared.", len(status["declared"]))
    events = CounterMetricFamily("safekv_events", "What the scheduler has met since its start.", labels=["event"])
    for event, count in sorted(status["counts"].items()):
        events.add_metric([event], count)
    yield events


def _cache(cache: Mapping[str, Any]) -> Metric:
    blocks = GaugeMetricFamily(
        "safekv_cache_blocks", "Blocks of a divided cache: used by requests, resting, or free.", labels=["state"]
    )
    for state in ("live", "idle", "free"):
        blocks.add_metric([state], cache[state])
    return blocks


def _release(release: Mapping[str, Any]) -> Iterator[Metric]:
    up = float(release.get("process") == "ready")
    yield _gauge(
        "safekv_release_process_up", "Whether the release process is up; without it nothing new is shared.", up
    )
    yield _gauge("safekv_released_units", "Released units on this engine.", release["resident_units"])
    yield _gauge("safekv_release_problems", "What keeps the guard from judging.", len(release.get("problems", ())))
    for name, what in (("next_draw", "the next draw"), ("last_draw", "the last draw")):
        if draw := release.get(name):
            yield _gauge(f"safekv_{name}_timestamp_seconds", f"Time of {what}.", draw["time"])
    failures = CounterMetricFamily(
        "safekv_release_failures", "What the release process could not do, since its start.", labels=["what"]
    )
    for what, count in sorted(release.get("failures", {}).items()):
        failures.add_metric([what], count)
    yield failures
    judged = CounterMetricFamily(
        "safekv_guard_verdicts",
        "Verdicts of ChunkGuard's tiers, since the process's start.",
        labels=["tier", "verdict"],
    )
    for tier, verdicts in sorted(release.get("verdicts", {}).items()):
        for verdict, count in sorted(verdicts.items()):
            judged.add_metric([tier, verdict], count)
    yield judged


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)
