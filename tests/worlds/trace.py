"""Traces: who sends what when, what the operator and the clock do, as values that two worlds can play."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

BLOCK = 16
SYSTEM, USER = (1001, 1), (1001, 2)
END = 1000
"""Tokens of the template: a message opens with two of them; END and those of the next message close it."""

OWNERS = {"anna": ("anna-1", "anna-2"), "ben": ("ben-1",), "cleo": ("cleo-1",), "dora": ("dora-1",)}
VICTIM = "victim"
GROUP, MEMBERS = "org", ("anna-1", "ben-1", VICTIM)
"""An organisation for which prefixes are declared, and its tenants."""

TENANTS = (*(tenant for tenants in OWNERS.values() for tenant in tenants), VICTIM)

PERIOD_SECONDS, DRAWS = 100, 4
LONGEST_USER = 40
MAX_UNIT_BLOCKS = 4

WIDE, NARROW = 200, (4, 6, 9)
"""Blocks of the shared region: room for everything, or so few that it is full with one to three units."""

INCIDENTS = ("reset", "sleep", "restart", "reboot", "loss of the ledger", "withdraw a release")


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """A tenant sends a prompt. An empty prompt: it sends nothing. `stays`: the answer goes on until `Leave`.

    `unread`: it does not read the cache, as for log-probabilities of the prompt.
    """

    tenant: str
    prompt: tuple[int, ...]
    no_store: bool = False
    stays: bool = False
    unread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """Several send before the engine makes its next step. `reset`: the cache is reset before it as well."""

    sends: tuple[Send, ...]
    reset: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Leave:
    """All whose answers go on hang up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Time passes: so many seconds, or (None) until shortly before the period ends.

    `deaf`: the release process does nothing from now until the next Wait, so queues fill.
    """

    seconds: float | None
    deaf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One of INCIDENTS.

    `reset`, `sleep` (paused, reset, resumed), `restart` (the release process), `reboot` (the engine as well).
    """

    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declare:
    """The operator declares a text, for all or for the group, or withdraws it."""

    name: str
    text: tuple[int, ...]
    withdraw: bool = False
    group: bool = False


Event = Burst | Leave | Wait | Incident | Declare


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Two lists of events that differ in what the victim sends, and the place they are played in.

    `region` is in blocks; `longest` is how many bytes the path of a vote may have.
    """

    events: tuple[Event, ...]
    other: tuple[Event, ...]
    region: int
    longest: int


def system_text(number: int) -> tuple[int, ...]:
    """The tokens of a system message: two to four blocks."""
    length = 2 * BLOCK + 7 * number % (2 * BLOCK) + 3
    return (*SYSTEM, *range(2000 + 100 * number, 2000 + 100 * number + length))


def second_text(number: int) -> tuple[int, ...]:
    """A second message of the system, behind the first: about two blocks."""
    return (END, *SYSTEM, *range(3000 + 100 * number, 3000 + 100 * number + 2 * BLOCK))


TEXTS = tuple(system_text(number) for number in range(5))
LONGER = tuple((*text, *second_text(number)) for text in TEXTS for number in range(2))
"""What tenants have in common, with one message of the system and with two."""


def prompt(system: tuple[int, ...], user: tuple[int, ...]) -> tuple[int, ...]:
    """A chat of a system and a user's message, up to where the answer begins."""
    return (*system, END, *USER, *user, END, 1001, 3)


def generate(rng: random.Random, *, length: int) -> Trace:
    """One trace for two worlds, the same but for what the victim sends.

    The requests of a burst all fit into one step, so both worlds have the same order of requests.
    """
    popular = rng.sample(TEXTS, 2)
    favourites = [*popular, *(text for text in LONGER if text[: len(popular[0])] == popular[0])]
    events: list[Event] = []
    other: list[Event] = []
    for _ in range(length):
        event = _event(rng, favourites)
        events.append(event)
        if isinstance(event, Burst):
            sends = tuple(_otherwise(rng, s) if s.tenant == VICTIM else s for s in event.sends)
            event = replace(event, sends=sends)
        other.append(event)
    region = rng.choice(NARROW) if rng.random() < 0.6 else WIDE
    longest = rng.choice([200, 400]) if rng.random() < 0.3 else 2**20
    return Trace(events=tuple(events), other=tuple(other), region=region, longest=longest)


def _event(rng: random.Random, favourites: list[tuple[int, ...]]) -> Event:
    chance = rng.random()
    if chance < 0.64:
        number = 1 if rng.random() < 0.7 else rng.randrange(2, 5)
        return Burst(sends=tuple(_send(rng, favourites) for _ in range(number)), reset=rng.random() < 0.03)
    if chance < 0.9:
        return Wait(seconds=rng.choice([1.0, 12.0, 26.0, 60.0, 110.0, None, None]), deaf=rng.random() < 0.2)
    if chance < 0.955:
        return Incident(kind=rng.choice(INCIDENTS))
    if chance < 0.98:
        return Leave()
    number = rng.randrange(len(TEXTS))
    return Declare(name=f"text-{number}", text=TEXTS[number], withdraw=rng.random() < 0.4, group=rng.random() < 0.4)


def _send(rng: random.Random, favourites: list[tuple[int, ...]]) -> Send:
    text = rng.choice(favourites) if rng.random() < 0.7 else rng.choice(TEXTS + LONGER)
    tenant = VICTIM if rng.random() < 0.3 else rng.choice(TENANTS)
    unread = rng.random() < 0.03
    return Send(
        tenant=tenant,
        prompt=prompt(text, _user(rng)),
        no_store=rng.random() < 0.05,
        unread=unread,
        stays=not unread and rng.random() < (0.4 if tenant == VICTIM else 0.1),
    )


def _user(rng: random.Random) -> tuple[int, ...]:
    start = rng.choice([5000, 5000, 6000 + rng.randrange(1000)])
    return tuple(range(start, start + rng.randrange(4, LONGEST_USER)))


def _otherwise(rng: random.Random, send: Send) -> Send:
    """What the victim sends in the other world: another known text, a text of its own, nothing at all; stored or not.

    An answer that goes on is there in both worlds: whether an engine is busy is no secret of the cache's (a busy one
    cannot reset its private blocks, for one).
    """
    ways: list[Callable[[], tuple[int, ...]]] = [
        lambda: send.prompt,
        lambda: prompt(rng.choice(TEXTS + LONGER), _user(rng)),
        lambda: prompt((*SYSTEM, *range(9000 + rng.randrange(50), 9000 + 90)), _user(rng)),
    ]
    if not send.stays:
        ways.append(tuple)
    unread = not send.stays and rng.random() < 0.1
    return replace(send, prompt=rng.choice(ways)(), no_store=rng.random() < 0.1, unread=unread)
