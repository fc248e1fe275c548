"""Traces: who sends what when, what the operator and the clock do, as values that two worlds can play."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

BLOCK = 16
SYSTEM, USER = (1001, 1), (1001, 2)
END = 1000
"""Tokens of the template: a message opens with two of them; END and those of the next message close it."""

OWNERS = {"anna": ("anna-1", "anna-2"), "ben": ("ben-1",), "cleo": ("cleo-1",), "dora": ("dora-1",)}
VICTIM = "victim"
TENANTS = (*(tenant for tenants in OWNERS.values() for tenant in tenants), VICTIM)

PERIOD_SECONDS, DRAWS = 100, 4
LONGEST_USER = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A tenant sends a prompt and waits for the answer. An empty prompt: it sends nothing."""

    tenant: str
    prompt: tuple[int, ...]
    no_store: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Time passes, in seconds. `deaf`: the release process reads nothing meanwhile, so queues fill."""

    seconds: float
    deaf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """`reset`, `sleep` (paused, reset, resumed), `restart` (the release process), `reboot` (the engine as well)."""

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declare:
    """The operator declares a text, or withdraws it."""

    name: str
    text: tuple[int, ...]
    withdraw: bool = False


Event = Send | Wait | Incident | Declare


def system_text(number: int) -> tuple[int, ...]:
    """The tokens of a system message: two to four blocks."""
    length = 2 * BLOCK + 7 * number % (2 * BLOCK) + 3
    return (*SYSTEM, *range(2000 + 100 * number, 2000 + 100 * number + length))


def prompt(system: tuple[int, ...], user: tuple[int, ...]) -> tuple[int, ...]:
    """A chat of a system and a user's message, up to where the answer begins."""
    return (*system, END, *USER, *user, END, 1001, 3)


def generate(rng: random.Random, *, length: int) -> tuple[list[Event], list[Event]]:
    """One trace for two worlds: the same but for what the victim sends, which has the same length in both."""
    events: list[Event] = []
    other: list[Event] = []
    texts = [system_text(number) for number in range(5)]
    popular = rng.sample(texts, 2)
    for _ in range(length):
        event = _event(rng, texts, popular)
        events.append(event)
        if isinstance(event, Send) and event.tenant == VICTIM:
            event = _otherwise(rng, event, texts)
        other.append(event)
    return events, other


def _event(rng: random.Random, texts: list[tuple[int, ...]], popular: list[tuple[int, ...]]) -> Event:
    chance = rng.random()
    if chance < 0.68:
        text = rng.choice(popular if rng.random() < 0.6 else texts)
        tenant = VICTIM if rng.random() < 0.3 else rng.choice(TENANTS)
        return Send(tenant=tenant, prompt=prompt(text, _user(rng)), no_store=rng.random() < 0.05)
    if chance < 0.9:
        return Wait(seconds=rng.choice([1.0, 12.0, 26.0, 60.0]), deaf=rng.random() < 0.2)
    if chance < 0.96:
        return Incident(kind=rng.choice(["reset", "sleep", "restart", "reboot"]))
    number = rng.randrange(len(texts))
    return Declare(name=f"text-{number}", text=texts[number], withdraw=rng.random() < 0.4)


def _user(rng: random.Random) -> tuple[int, ...]:
    start = rng.choice([5000, 5000, 6000 + rng.randrange(1000)])
    return tuple(range(start, start + rng.randrange(4, LONGEST_USER)))


def _otherwise(rng: random.Random, event: Send, texts: list[tuple[int, ...]]) -> Send:
    """What the victim sends in the other world: another known text, a text of its own, or nothing at all."""
    kind = rng.randrange(4)
    if kind == 0:
        return event
    if kind == 1:
        return replace(event, prompt=())
    if kind == 2:
        return replace(event, prompt=prompt(rng.choice(texts), _user(rng)))
    own = (*SYSTEM, *range(9000 + rng.randrange(50), 9000 + 90))
    return replace(event, prompt=prompt(own, _user(rng)))
