"""The scheduler's status as Prometheus metrics: totals and times of the engine, of what is declared by its name and,
where the policy says so, of tenants by theirs. Nothing of a single released unit, nor of owners.

A series that may count something is there from the start, with 0: a rate over one that begins with its first event
would miss that event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from safekv.edge.metrics_of_usage import counter, usage
from safekv.ledger.tally import Tally
from safekv.release.worker import FAILURES
from safekv.sharing.events import EVENTS

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"


class _Status(Collector):
    def __init__(self, status: Mapping[str, Any]) -> None:
        self._status = status

    def collect(self) -> Iterable[Metric]:
        """The metric families."""
        yield from _engine(self._status)
        if self._status.get("usage") is not None:
            yield from usage(self._status["usage"])
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
    problems = status.get("problems", ())
    yield _gauge("safekv_problems", "What keeps the server from what its mode is for; see its status.", len(problems))
    yield _gauge("safekv_declared_prefixes", "Prefixes that are declared.", len(status["declared"]))
    yield counter(
        "safekv_events",
        "What the scheduler has met since its start; the guide has what each event means.",
        "event",
        {**dict.fromkeys(EVENTS, 0), **status["counts"]},
    )


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
    yield counter(
        "safekv_release_failures",
        "What the release process could not do, since its start.",
        "what",
        {**dict.fromkeys(FAILURES, 0), **release.get("failures", {})},
    )
    yield from _tally({**Tally().describe(), **release.get("tally", {})})
    judged = CounterMetricFamily(
        "safekv_guard_verdicts",
        "Verdicts of ChunkGuard's tiers, since the process's start.",
        labels=["tier", "verdict"],
    )
    for tier, verdicts in sorted(release.get("verdicts", {}).items()):
        for verdict, count in sorted(verdicts.items()):
            judged.add_metric([tier, verdict], count)
    yield judged


def _tally(tally: Mapping[str, Any]) -> Iterator[Metric]:
    yield counter("safekv_releases", "Units that were released.", value=tally["releases"])
    yield counter("safekv_expiries", "Released units whose life has ended.", value=tally["expiries"])
    yield counter("safekv_vetoed_units", "Units that ChunkGuard has vetoed.", value=tally["vetoed"])
    yield counter(
        "safekv_vetoes",
        "Units that ChunkGuard has vetoed, by what it found; one with findings of two categories counts in both.",
        "category",
        tally["vetoes"],
    )
    yield counter(
        "safekv_undecided", "Units that stay private since ChunkGuard cannot tell.", "reason", tally["undecided"]
    )


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)
