"""`kill -9` of the release process, of the engine and of both, at random times: `python -m tests.integration.kills`.

The engine is a scheduler without a model (`alone_engine`), the release process and its ledger are the real ones. Half
of the kills are close to a draw of a process that is ready, the others anywhere, also while something is still
starting. Requests go on all the time. What must hold:

* a request is answered unless the engine itself was killed;
* what a draw has decided stays decided: one outcome per unit and draw, and none is added or lost later;
* whatever somebody new has hit was released before, and the log says so; the log verifies;
* what was vetoed or used by too few is never hit.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from safekv.errors import LedgerError
from safekv.ledger.log import Event
from safekv.ledger.periods import DrawTime
from safekv.ledger.store.base import Fate, Outcome
from safekv.ledger.view import View
from safekv.pipeline import read_ledger
from safekv.release.wire import pack_path
from safekv.types import UnitId
from safekv_lab.bench.deployment import SURE_OWNERS, Deployment, prepare
from safekv_lab.bench.release import RECORD
from tests.integration.alone import AloneEngine, GoneError, prompt, unit_path
from tests.integration.alone_engine import BLOCK

PERIOD = 20.0
PAUSES = (0.02, 0.2)
NEAR_DRAW = (-0.3, 0.7)
GAPS = (0.3, 8.0)
"""Seconds: between requests, around a draw, between kills."""

READY_SECONDS = 120.0
"""In which a release process is ready, so that the next draw has one to kill."""

PATIENCE = 4
"""Times two and a half periods, without kills, in which something must be released, vetoed and hit."""

AFTER = ((Fate.RELEASED, Fate.WITHDRAWN), (Fate.RELEASED, Fate.EXPIRED))
"""What may become of an outcome that is decided."""


class Victim(StrEnum):
    """Who is killed."""

    RELEASE = "release process"
    ENGINE = "engine"
    BOTH = "both"


WEIGHTS = {Victim.RELEASE: 38, Victim.ENGINE: 6, Victim.BOTH: 6}


@dataclass(slots=True, kw_only=True)
class Report:
    """What happened. `hits`: first requests of somebody new that hit what was released."""

    kills: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    answered: int = 0
    unanswered: int = 0
    hits: int = 0
    draws: int = 0
    released: int = 0
    vetoed: int = 0
    log_entries: int = 0
    problems: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """As JSON knows it; `asdict` would make other counters of the counters."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: dict(value) if isinstance(value, Counter) else value for name, value in found.items()}


def system_prompt(seed: str) -> str:
    """A system prompt in which ChunkGuard finds nothing; another for each seed."""
    lines = (f"Rule {number}: answer politely and name the shelf." for number in range(8))
    return f"You answer for desk {seed} of a public library. " + " ".join(lines)


SENSITIVE = system_prompt("seven") + RECORD
RARE = system_prompt("nine")


class Watch:
    """Looks at the ledger beside the running process, and remembers what it saw."""

    def __init__(self, deployment: Deployment) -> None:
        self._deployment = deployment
        self._decided: dict[tuple[DrawTime, UnitId], Outcome] = {}
        self.draws: set[DrawTime] = set()

    def view(self) -> View:
        """The ledger, read only."""
        return read_ledger(self._deployment.load())

    def unit(self, system: str) -> UnitId:
        """The id of a system message's unit."""
        return self.view().keys.unit_id(pack_path(unit_path(system, BLOCK)), 0)

    def problems(self) -> list[str]:
        """What does not fit what was seen before, or is wrong in itself."""
        view = self.view()
        found = [f"the log: {problem}" for problem in view.verify()]
        decided: dict[tuple[DrawTime, UnitId], Outcome] = {}
        for outcome in view.outcomes():
            if outcome.fate is Fate.WON:
                continue
            key = DrawTime(period=outcome.period, number=outcome.number), outcome.unit
            if key in decided:
                found.append(f"{key[0]}: a unit has two outcomes")
            decided[key] = outcome
        for key, outcome in decided.items():
            before = self._decided.get(key)
            if before is None and key[0] in self.draws:
                found.append(f"{key[0]} was decided, and has one more outcome now: {outcome.fate}")
            elif before is not None and before.fate != outcome.fate and (before.fate, outcome.fate) not in AFTER:
                found.append(f"{key[0]}: {before.fate} became {outcome.fate}")
        self._decided |= decided
        self.draws |= {draw for draw, _ in decided}
        return found


class Play:
    """Requests, kills and what came of them."""

    def __init__(self, engine: AloneEngine, seed: int) -> None:
        self._engine = engine
        self._rng = random.Random(f"kills {seed}")
        self._watch = Watch(engine.deployment)
        self._hits: list[tuple[str, float]] = []
        self._newcomers = 0
        self.report = Report()

    def run(self, times: int) -> Report:
        """Kill so many times, then look at everything once more. Where there is nothing to kill, it comes later."""
        while sum(self.report.kills.values()) < times:
            victim = self._rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
            self._requests_until(self._moment())
            self._kill(victim)
            self._look()
        for _ in range(PATIENCE):
            self._requests_until(time.time() + 2.5 * self._engine.deployment.period_seconds)
            self._look()
            if self._has_shown():
                break
        self._conclude()
        return self.report

    def _has_shown(self) -> bool:
        """Whether something was released, vetoed and hit: on a busy machine a new process may miss a draw."""
        events = {entry.event for entry in self._watch.view().log()}
        return bool(self._hits) and events >= {Event.RELEASED, Event.VETOED}

    def _moment(self) -> float:
        if self._rng.random() < 0.5:
            return time.time() + self._rng.uniform(*GAPS)
        deadline = time.time() + READY_SECONDS
        while self._engine.status()["process"] != "ready" and time.time() < deadline:
            self._requests_until(time.time() + 0.5)
        now, period = time.time(), self._engine.deployment.period_seconds
        return max(now, (now // period + 1) * period + self._rng.uniform(*NEAR_DRAW))

    def _kill(self, victim: Victim) -> None:
        state = str(self._engine.status()["process"])
        engine, release = victim is not Victim.RELEASE, victim is not Victim.ENGINE
        killed = self._engine.kill(engine=engine, release=release)
        self.report.kills[victim] += killed
        self.report.states[state] += killed
        if engine:
            try:
                self._request()
            except GoneError:
                self.report.unanswered += 1
            else:
                self.report.problems.append("a dead engine has answered")
            self._engine.start()
        for _ in range(3):
            self._request()  # with a release process or without: it is answered

    def _requests_until(self, moment: float) -> None:
        while time.time() < moment:
            self._request()
            time.sleep(self._rng.uniform(*PAUSES))

    def _request(self) -> None:
        """Of one of a few owners, or of somebody new, who hits what is shared and nothing else."""
        period = int(time.time() // self._engine.deployment.period_seconds)
        systems = [system_prompt(f"{name} {period}") for name in ("a", "b")]
        system = self._rng.choice(
            [*systems, *(system_prompt(f"{name} {period - 1}") for name in ("a", "b")), SENSITIVE]
        )
        new = self._rng.random() < 0.1
        tenant = f"new {self._newcomers}" if new else f"owner {self._rng.randrange(SURE_OWNERS + 1)}"
        if not new and self._rng.random() < 0.1:
            tenant, system = "owner 0", RARE
        if new:
            self._newcomers += 1
            if self._rng.random() < 0.05:
                tenant, system = f"{tenant} of owner 0", RARE  # who looks at it is no second owner of it
        cached = self._engine.ask(tenant, prompt(system, f"question {self._rng.random()}"))
        self.report.answered += 1
        if new and cached:
            self._hits.append((system, time.time()))

    def _look(self) -> None:
        try:
            self.report.problems += self._watch.problems()
        except LedgerError as error:
            self.report.problems.append(f"the ledger cannot be read: {error}")

    def _conclude(self) -> None:
        """Hold what was hit against the log."""
        view, report = self._watch.view(), self.report
        log = view.log()
        released = {entry.unit: entry.time for entry in reversed(log) if entry.event is Event.RELEASED}
        for system, when in self._hits:
            since = released.get(self._watch.unit(system))
            if since is None or since > when:
                report.problems.append(f"hit and not released before: {system[:60]}")
        if forbidden := [system for system, _ in self._hits if system in (SENSITIVE, RARE)]:
            report.problems.append(f"{len(forbidden)} hits on what may never be shared")
        report.hits, report.draws, report.log_entries = len(self._hits), len(self._watch.draws), len(log)
        events = Counter(entry.event for entry in log)
        report.released, report.vetoed = events[Event.RELEASED], events[Event.VETOED]
        if not self._has_shown():
            report.problems.append("nothing was released, vetoed or hit: this run shows nothing")


def play(times: int, *, seed: int) -> Report:
    """Kill `times` times on a fresh deployment."""
    with tempfile.TemporaryDirectory(prefix="safekv-kills-") as scratch:
        deployment = prepare(Path(scratch), now=time.time(), until_draw=PERIOD, life=PERIOD)
        engine = AloneEngine(deployment)
        try:
            engine.start()
            return Play(engine, seed).run(times)
        finally:
            engine.close()


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.integration.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args(arguments)
    report = play(given.times, seed=given.seed).record()
    text = json.dumps({"seed": given.seed, **report}, indent=1)
    sys.stdout.write(text + "\n")
    if given.json:
        given.json.write_text(text + "\n")
    return int(bool(report["problems"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
