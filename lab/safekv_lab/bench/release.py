"""The life of an undeclared system prompt on a real server in mode `ledger`: voted for, drawn, published, hit by all.

Three prompts: one that every tenant uses, the same with a customer record in it, and one of a few tenants only. What
is published after the draw is told by the cached tokens of tenants that have never asked before. Between the draw and
the first look the server is left idle, for as long as publication may take.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from safekv.config import Ledger
from safekv.errors import EngineError
from safekv.ledger.selection import SURE, StoppedDraw
from safekv_lab.bench.client import Client
from safekv_lab.bench.server import BLOCK_SIZE, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from safekv_lab.bench.client import Answer
    from safekv_lab.bench.server import Server
    from safekv_lab.bench.workloads.workload import Json

IDLE_SECONDS = 30.0
"""So long after the draw, at most, what was released is published, on an idle server too."""

FEW = 3
"""Tenants of the prompt that too few use."""

NEWCOMERS = tuple(f"newcomer-{number}" for number in range(9))
"""Each asks once: who has asked before hits what is its own."""

_READY_SECONDS = 120.0
_LOOK_BEFORE = 5.0

CLEAN = "You are the assistant of a public library. " + " ".join(
    f"Rule {number}: answer politely, name the shelf, and never promise what the catalogue does not say."
    for number in range(46)
)
RECORD = (
    " The customer is Margaret Holloway, born 12 March 1961, phone +44 20 7946 0958, card 4111 1111 1111 1111, "
    "email margaret.holloway@example.com. "
)
SENSITIVE = CLEAN[:2000] + RECORD + CLEAN[2000:]
RARE = "Three of us use this. " + " ".join(
    f"Item {number}: be brief about the weather in town number {number}." for number in range(60)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How many tenants, one owner each, and the vote."""

    tenants: int = 40
    period_seconds: int = 120
    epsilon: float = Ledger().epsilon
    delta: float = Ledger().delta

    def settings(self) -> Json:
        """The policy's section `ledger`."""
        vote = {"epsilon": self.epsilon, "delta": self.delta}
        return {**vote, "period_seconds": self.period_seconds, "draws_per_period": 1}

    def chance(self, owners: int) -> Fraction:
        """Probability that the one draw releases what `owners` owners use."""
        least = Ledger().min_owners
        draw = StoppedDraw(epsilon=self.epsilon, delta=self.delta, draws=1, min_owners=least)
        return Fraction(draw.hazard(owners), SURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One tenant's request at `seconds` after the draw (before it: negative), and what was cached, in tokens."""

    prompt: str
    who: str
    seconds: float
    shared_tokens: int
    cached_tokens: int

    @property
    def whole(self) -> bool:
        """Whether the system prompt was hit, up to the block in which its message ends."""
        return self.cached_tokens > self.shared_tokens - 2 * BLOCK_SIZE


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What was expected, and whether it was so."""

    text: str
    holds: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was seen. `sent_seconds`: how long the votes took."""

    sent_seconds: float
    looks: tuple[Look, ...]
    last_draw: Json
    failures: Json


def play(scenario: Scenario, model: Path, *, log: Path, progress: Callable[[str], None]) -> Story:
    """Run the scenario on a fresh server. Raises EngineError when it does not start or answer."""
    tenants = [f"tenant-{number}" for number in range(scenario.tenants)]
    policy = {"mode": "ledger", "ledger": scenario.settings()}
    progress("starting the server")
    with serve(model, policy, tenants=[*tenants, *NEWCOMERS], log=log) as server:
        return _Play(server, scenario, tenants, progress).run()


class _Play:
    def __init__(self, server: Server, scenario: Scenario, tenants: list[str], progress: Callable[[str], None]) -> None:
        self._server = server
        self._tenants = tenants
        self._period = scenario.period_seconds
        self._progress = progress
        self._draw = 0.0
        self._looks: list[Look] = []

    def run(self) -> Story:
        _until_ready(self._server)
        begin = (int(time.time() // self._period) + 1) * self._period
        self._draw = float(begin + self._period)
        self._progress(f"a fresh ledger draws from the next period on: {begin - time.time():.0f} s")
        _sleep_until(begin + 0.2)
        began = time.time()
        for number, tenant in enumerate(self._tenants):
            self._ask(tenant, CLEAN)
            self._ask(tenant, SENSITIVE)
            if number < FEW:
                self._ask(tenant, RARE)
        sent = time.time() - began
        if time.time() > self._draw - _LOOK_BEFORE:
            raise EngineError(f"the votes took {sent:.0f} s of a period of {self._period}: give a longer --period")
        self._progress(f"all have voted after {sent:.0f} s; the draw is in {self._draw - time.time():.0f} s")
        _sleep_until(self._draw - _LOOK_BEFORE)
        newcomers = iter(NEWCOMERS)
        for name, text in _PROMPTS.items():
            self._look(name, next(newcomers), text)
        _sleep_until(self._draw + IDLE_SECONDS)  # nobody asks: an idle server publishes as well
        for name, text in _PROMPTS.items():
            for _ in range(2):
                self._look(name, next(newcomers), text)
        for who in self._tenants:
            self._look("used by all", who, CLEAN)
        release = status(self._server)["release"]
        return Story(
            sent_seconds=sent,
            looks=tuple(self._looks),
            last_draw=release["last_draw"] or {},
            failures=release["failures"],
        )

    def _ask(self, tenant: str, system: str, question: str = "Hello") -> Answer:
        messages = [{"role": "system", "content": system}, {"role": "user", "content": f"{question}, I am {tenant}."}]
        with Client(self._server.url, self._server.key(tenant)) as client:
            return client.chat(messages, max_tokens=2)

    def _look(self, prompt: str, who: str, system: str) -> None:
        seconds = time.time() - self._draw
        answer = self._ask(who, system, "One more question")
        with Client(self._server.url, self._server.key(who)) as client:
            tokens = client.tokenize([{"role": "system", "content": system}], add_generation_prompt=False)
        look = Look(
            prompt=prompt,
            who=who,
            seconds=round(seconds, 2),
            shared_tokens=len(tokens),
            cached_tokens=answer.cached_tokens,
        )
        self._looks.append(look)


_PROMPTS = {"used by all": CLEAN, "with a customer record": SENSITIVE, f"used by {FEW}": RARE}


def judge(scenario: Scenario, story: Story) -> list[Check]:
    """What the scenario expects, in the order of time."""

    def cached(prompt: str, *, after: bool, new: bool = True) -> list[Look]:
        looks = [look for look in story.looks if look.prompt == prompt and (look.seconds > 0) is after]
        return [look for look in looks if (look.who in NEWCOMERS) is new]

    common, record, few = _PROMPTS
    chance = float(scenario.chance(FEW))
    after = cached(common, after=True)
    return [
        _nothing("before the draw nothing is shared", [c for name in _PROMPTS for c in cached(name, after=False)]),
        _all(f"{IDLE_SECONDS:.0f} s after the draw a new tenant's first request hits the whole prompt", after),
        _all("every other tenant hits it too", cached(common, after=True, new=False)),
        _nothing("the prompt with a customer record is never published", cached(record, after=True)),
        Check(
            text="ChunkGuard has vetoed it, after the draw",
            holds=story.last_draw.get("vetoed") == 1 and story.last_draw.get("undecided") == 0,
            detail=", ".join(f"{name} {story.last_draw.get(name)}" for name in ("released", "vetoed", "undecided")),
        ),
        _nothing(f"the prompt of {FEW} tenants is not published (probability {chance:.1e})", cached(few, after=True)),
        Check(text="the release process has had no failures", holds=not story.failures, detail=str(story.failures)),
    ]


def _nothing(text: str, looks: list[Look]) -> Check:
    return Check(text=text, holds=bool(looks) and not any(look.cached_tokens for look in looks), detail=_shown(looks))


def _all(text: str, looks: list[Look]) -> Check:
    return Check(text=text, holds=bool(looks) and all(look.whole for look in looks), detail=_shown(looks))


def _shown(looks: list[Look]) -> str:
    found = sorted({f"{look.cached_tokens} of {look.shared_tokens}" for look in looks})
    return f"{len(looks)} requests: {', '.join(found)} tokens"


def status(server: Server) -> dict[str, Any]:
    """What the operator is told."""
    with Client(server.url, server.operator_key) as client:
        return dict(client.http.get("/safekv/status").json())


def _until_ready(server: Server) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while (state := status(server)["release"]["process"]) != "ready":
        if time.monotonic() > deadline:
            raise EngineError(f"the release process is {state} after {_READY_SECONDS:.0f} s; see {server.log}")
        time.sleep(0.5)


def _sleep_until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.time()))
