"""The anomaly rate r_a: which value tells probing of a unit from its ordinary use, with and without regard to owners.

**Ordinary use** is the hits of composed traces on their units, with the arrivals of recorded services. Two things
are put into each of them, on units drawn at random. *Probing*: one account hits a unit many times within one window.
*A crowd*: a unit is hit as often by as many tenants, one after the other, as when a prompt is adopted. To find the
first is a true alarm; every other alarm is a false one, those on crowds are counted apart.

A rule's figure is Youden's J: the share of probings that are found, less the share of ordinary unit-windows that
raise an alarm (of those with enough hits for any rule to look at). Intervals are over traces, by bootstrap: a trace
with all that was put into it counts as one.
"""

from __future__ import annotations

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv.monitor.alerts import Alerts
from safekv_lab.bench.summary import Estimate, quantile
from safekv_lab.bench.traces import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

TRACES = ("azure-conv", "azure-code", "servegen-m-small")
GROWTHS = (1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 10.0)
DIVERSITIES = (1.0, 0.5, 0.3, 0.1)
"""The most owners per hit with which there is still an alarm; 1: the published rule."""

PROBES = (25, 50, 100, 200)
SECONDS = 120.0
LEAST = 20
WARM_UP = 2
"""Windows in which nothing is counted: at first everything grows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A published unit is hit. Time in seconds."""

    time: float
    unit: int
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The hits of one trace with what was put into it: units and windows that are probed, or have a crowd."""

    name: str
    hits: tuple[Hit, ...] = field(repr=False)
    probed: frozenset[tuple[int, int]]
    crowds: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a rule made of one stream, or of several. `withheld`: ordinary hits while an alarm stood."""

    probings: int
    found: int
    crowds: int
    crowds_alarmed: int
    windows: int
    windows_alarmed: int
    hits: int
    withheld: int

    @property
    def youden(self) -> float:
        """True alarms less false ones, as shares; crowds are ordinary too."""
        ordinary, alarmed = self.windows + self.crowds, self.windows_alarmed + self.crowds_alarmed
        return self.found / max(self.probings, 1) - alarmed / max(ordinary, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule's figures over all traces."""

    growth: float
    diversity: float
    found: Estimate
    false_alarms: Estimate
    crowds: Estimate
    withheld: Estimate
    youden: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The best growth under one `diversity`; how often each is the best when traces are drawn anew.

    `gain` is its J less that of the published r_a = 2 under the same diversity.
    """

    diversity: float
    growth: float
    low: float
    high: float
    chosen: dict[str, float]
    gain: Estimate


def measure(data: Path, *, seeds: int, requests: int, progress: Callable[[str], None]) -> tuple[list[Rule], list[Best]]:
    """All rules on all streams. Raises OperatorError where data are missing."""
    traces: list[list[Stream]] = []
    for name in TRACES:
        for seed in range(seeds):
            traces.append(list(_streams(name, data, seed, requests)))
        progress(f"{name}: {seeds} traces of {requests} requests")
    outcomes = {
        (growth, diversity): [total(play(stream, growth, diversity) for stream in trace) for trace in traces]
        for diversity in DIVERSITIES
        for growth in GROWTHS
    }
    rules = [_rule(*which, found) for which, found in outcomes.items()]
    bests = [_best(diversity, {growth: outcomes[growth, diversity] for growth in GROWTHS}) for diversity in DIVERSITIES]
    return rules, bests


def play(stream: Stream, growth: float, diversity: float) -> Outcome:
    """Let one stream pass a rule."""
    alerts: Alerts[int] = Alerts(seconds=SECONDS, growth=growth, least=LEAST, diversity=diversity)
    raised: set[tuple[int, int]] = set()
    counts: Counter[tuple[int, int]] = Counter()
    ordinary = withheld = 0
    for hit in stream.hits:
        window = int(hit.time // SECONDS)
        counts[hit.unit, window] += 1
        if alerts.hit(hit.unit, hit.owner, hit.time):
            raised.add((hit.unit, window))
        if hit.owner != "prober" and window >= WARM_UP:
            ordinary += 1
            withheld += hit.unit in alerts
    touched = stream.probed | stream.crowds
    after = {(unit, window + 1) for unit, window in touched}
    plain = {
        place for place, count in counts.items() if count >= LEAST and place[1] >= WARM_UP
    } - touched - after  # fmt: skip
    return Outcome(
        probings=len(stream.probed),
        found=len(raised & stream.probed),
        crowds=len(stream.crowds),
        crowds_alarmed=len(raised & stream.crowds),
        windows=len(plain),
        windows_alarmed=len(raised & plain),
        hits=ordinary,
        withheld=withheld,
    )


def _streams(name: str, data: Path, seed: int, requests: int) -> Iterable[Stream]:
    """The ordinary hits of a trace, once for each intensity of probing."""
    calls = catalogue.calls(name, data, requests=requests, tenants=100, seed=seed, rate=2.0)
    hits = [Hit(time=call.time, unit=call.blocks[call.public - 1], owner=call.tenant) for call in calls if call.public]
    last = int(hits[-1].time // SECONDS) - 1
    if last < WARM_UP + 2:
        raise OperatorError(f"{name}: {requests} requests take {hits[-1].time:.0f} s, too few windows; ask for more")
    units = sorted({hit.unit for hit in hits})
    for probes in PROBES:
        rng = random.Random(f"{name}/{seed}/{probes}")
        chosen = rng.sample(units, min(24, len(units)))
        places = [(unit, rng.randint(WARM_UP, last)) for unit in chosen]
        probed, crowds = places[: len(places) // 2], places[len(places) // 2 :]
        added = [hit for unit, window in probed for hit in _burst(rng, unit, window, probes, owners=None)]
        added += [hit for unit, window in crowds for hit in _burst(rng, unit, window, probes, owners=100)]
        yield Stream(
            name=name,
            hits=tuple(heapq.merge(hits, sorted(added, key=_time), key=_time)),
            probed=frozenset(probed),
            crowds=frozenset(crowds),
        )


def _burst(rng: random.Random, unit: int, window: int, count: int, *, owners: int | None) -> list[Hit]:
    """Hits within one window: by one prober, or each by one of so many owners."""
    return [
        Hit(
            time=(window + rng.uniform(0.1, 1.0)) * SECONDS,
            unit=unit,
            owner="prober" if owners is None else f"newcomer-{rng.randrange(owners)}",
        )
        for _ in range(count)
    ]


def _time(hit: Hit) -> float:
    return hit.time


# ── figures ──────────────────────────────────────────────────────────────────────────────────────


def _rule(growth: float, diversity: float, outcomes: Sequence[Outcome]) -> Rule:
    def share(top: str, bottom: str) -> Estimate:
        return _bootstrap(
            lambda chosen: sum(getattr(o, top) for o in chosen) / max(sum(getattr(o, bottom) for o in chosen), 1),
            outcomes,
        )

    return Rule(
        growth=growth,
        diversity=diversity,
        found=share("found", "probings"),
        false_alarms=share("windows_alarmed", "windows"),
        crowds=share("crowds_alarmed", "crowds"),
        withheld=share("withheld", "hits"),
        youden=_bootstrap(lambda chosen: total(chosen).youden, outcomes),
    )


def _best(diversity: float, outcomes: dict[float, list[Outcome]], rounds: int = 1000) -> Best:
    places = range(len(next(iter(outcomes.values()))))
    rng = random.Random(0)

    def best(chosen: Sequence[int]) -> float:
        return max(outcomes, key=lambda growth: total([outcomes[growth][place] for place in chosen]).youden)

    drawn = sorted(best(rng.choices(places, k=len(places))) for _ in range(rounds))
    growth = best(places)
    return Best(
        diversity=diversity,
        growth=growth,
        low=quantile(drawn, 0.025),
        high=quantile(drawn, 0.975),
        chosen={str(value): count / rounds for value, count in sorted(Counter(drawn).items())},
        gain=_bootstrap(
            lambda pairs: total([a for a, _ in pairs]).youden - total([b for _, b in pairs]).youden,
            list(zip(outcomes[growth], outcomes[2.0], strict=True)),
        ),
    )


def total(outcomes: Iterable[Outcome]) -> Outcome:
    """The sum of several outcomes."""
    held = list(outcomes)
    return Outcome(**{name: sum(getattr(o, name) for o in held) for name in Outcome.__slots__})


def _bootstrap(statistic: Callable[..., float], values: Sequence[object], rounds: int = 500) -> Estimate:
    rng = random.Random(0)
    drawn = sorted(statistic(rng.choices(values, k=len(values))) for _ in range(rounds))
    return Estimate(value=statistic(values), low=quantile(drawn, 0.025), high=quantile(drawn, 0.975))
