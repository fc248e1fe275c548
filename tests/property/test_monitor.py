"""Invariant 12: the monitor acts on a tenant for that tenant's own requests alone.

Whatever others send in between, a tenant is restricted exactly when it is if it is alone; so it can compute that
itself, and learns nothing from it. The rule of the published system, which acts on the use of a unit, is the positive
control: it is told apart at once, and on the real scheduler it tells an attacker what a victim has sent.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.config import Monitor
from safekv.monitor.detector import Detector
from safekv.monitor.probing import Probing
from safekv.types import BlockKey, TenantId

SETTINGS = Monitor(
    probes=4, forgive_seconds=50.0, restriction_seconds=30.0, window_seconds=20.0, growth=1.5, min_hits=3, diversity=1.0
)
OWN = TenantId("own")
ROOM = 3
"""Scores of a tenant, so that tables are full: fewer than beginnings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request: seconds after the one before, who sends it, how it begins and goes on, its answer, what it hits."""

    pause: float
    tenant: TenantId
    head: int = 0
    tail: int
    tokens: int
    most: int
    units: tuple[int, ...]


SENDS = st.builds(
    Sent,
    pause=st.sampled_from([0.0, 0.1, 5.0, 30.0]),
    tenant=st.sampled_from([OWN, OWN, TenantId("a"), TenantId("b")]),
    head=st.integers(0, 4),
    tail=st.integers(0, 20),
    tokens=st.sampled_from([0, 1, 1, 1, 200]),
    most=st.sampled_from([1, 1000]),
    units=st.sampled_from([(), (1,), (1, 2)]),
)


def chain(sent: Sent) -> list[BlockKey]:
    """Private keys of ten blocks: prompts of one tenant begin in a few ways."""
    head = [BlockKey(f"{sent.tenant} {sent.head} {n}".encode().ljust(32)) for n in range(9)]
    return [*head, BlockKey(random.Random(sent.tail).randbytes(32))]


def fate(requests: Sequence[tuple[float, Sent]], monitor: Monitor) -> list[bool]:
    """Of each of the tenant's own requests: whether it was served as planned."""
    detector: Detector[int] = Detector(monitor, guesses=True)
    detector._probing = Probing(probes=monitor.probes, forgive=monitor.forgive_seconds, most=ROOM)
    seen = []
    for now, sent in requests:
        prompt = detector.asked(sent.tenant, chain(sent), sent.most, now)
        for unit in sent.units:
            detector.hit(unit, sent.tenant, now)
        withheld = any(detector.withholds(unit, now) for unit in sent.units)
        if sent.tenant == OWN:
            seen.append(not withheld and not detector.restricts(OWN, now))
        if prompt is not None:
            detector.answered(prompt, sent.tokens, now)
    return seen


def timed(sends: Sequence[Sent]) -> list[tuple[float, Sent]]:
    now, found = 0.0, []
    for sent in sends:
        now += sent.pause
        found.append((now, sent))
    return found


def alone(requests: Sequence[tuple[float, Sent]]) -> list[tuple[float, Sent]]:
    return [(now, sent) for now, sent in requests if sent.tenant == OWN]


@given(st.lists(SENDS, max_size=60))
@settings(max_examples=300, deadline=None)
def test_what_happens_to_a_tenant_follows_from_its_own_requests(sends: list[Sent]) -> None:
    for answer in ("restrict", "alert"):
        monitor = SETTINGS.model_copy(update={"answer": answer})
        assert fate(timed(sends), monitor) == fate(alone(timed(sends)), monitor)


def test_restrictions_come_and_go_in_these_examples() -> None:
    """Else the test above would say nothing."""
    rng = random.Random(1)
    fates = []
    for _ in range(200):
        sends = [
            Sent(
                pause=rng.choice([0.0, 0.1, 5.0, 30.0]),
                tenant=rng.choice([OWN, TenantId("a")]),
                tail=rng.randrange(20),
                tokens=1,
                most=1,
                units=(1,),
            )
            for _ in range(40)
        ]
        fates.append("".join("ps"[shared] for shared in fate(timed(sends), SETTINGS)))
    assert any("sp" in one for one in fates), "nobody is restricted"
    assert any("ps" in one for one in fates), "no restriction ends"


def test_others_that_fill_their_tables_change_nothing() -> None:
    """Regression: after a million fillers of others, one request of anybody's decided whether a prober was found."""

    def sent(who: TenantId, head: int, tail: int, tokens: int = 1) -> Sent:
        return Sent(pause=0.01, tenant=who, head=head, tail=tail, tokens=tokens, most=tokens, units=(1,))

    def fates(fillers: int) -> list[bool]:
        """Guesses behind one beginning, each with a longer answer behind another: the tenant as a whole is at 0."""
        sends = [sent(TenantId("a"), n, n) for n in range(fillers)]
        for number in range(20):
            sends += [sent(OWN, 0, number), sent(OWN, 1, number, tokens=200)]
            sends += [sent(TenantId("a"), fillers * number + n, n) for n in range(fillers)]
        return fate(timed(sends), SETTINGS)

    assert not fates(0)[-1], "the prober is found"
    assert all(fates(fillers) == fates(0) for fillers in range(1, 4 * ROOM))


def test_a_rule_that_acts_on_units_is_told_apart() -> None:
    monitor = SETTINGS.model_copy(update={"answer": "quarantine"})
    rng = random.Random(1)
    for _ in range(50):
        sends = [
            Sent(pause=1.0, tenant=rng.choice([OWN, TenantId("a")]), tail=n, tokens=200, most=1000, units=(1,))
            for n in range(40)
        ]
        if fate(timed(sends), monitor) != fate(alone(timed(sends)), monitor):
            return
    pytest.fail("the comparison finds nothing")


# ── the game, on the real scheduler ──────────────────────────────────────────────────────────────


@pytest.mark.engine
@pytest.mark.parametrize("answer", ["quarantine", "restrict"])
def test_a_victims_one_hit_is_seen_under_quarantine_and_not_under_restriction(answer: str, tmp_path: Path) -> None:
    """The attacker's guess is published; it hits it 20 times in one window, 39 in the next, and looks in the third."""
    pytest.importorskip("vllm")
    from safekv.types import Mode
    from tests.worlds.trace import TEXTS
    from tests.worlds.world import World

    monitor = Monitor(answer=answer, window_seconds=20.0, growth=2.0, min_hits=21, diversity=1.0)  # type: ignore[arg-type]
    world = World(tmp_path, mode=Mode.DETECTOR, monitor=monitor)
    seen = {sent: _look(world, TEXTS[3], sent=sent) for sent in (True, False)}
    assert (seen[True] != seen[False]) is (answer == "quarantine"), seen
    assert max(seen.values()) > 0, "the guess was never shared: the test proves nothing"


def _look(world: object, guess: tuple[int, ...], *, sent: bool) -> int:
    """The tokens that the attacker's last request finds: its accounts take turns, and wait for long answers."""
    from tests.worlds.trace import VICTIM, Send, prompt
    from tests.worlds.world import World

    assert isinstance(world, World)
    rng = random.Random(1)

    def send(tenant: str, number: int) -> int:
        tail = tuple(rng.randrange(30_000, 40_000) for _ in range(16))
        world.burst([Send(tenant=tenant, prompt=prompt(guess, tail))])
        return int(world.transcript.entries[-1].cached) if tenant != VICTIM else number  # type: ignore[union-attr]

    world.begin(1)
    send("attacker-0", 0)  # in mode detector that publishes it
    world.wait(35.0)
    for window, hits in enumerate((20, 39)):
        world.wait(20.0 - world.now % 20.0)
        for number in range(hits):
            send(f"attacker-{number % 10}", number)
        if window == 1 and sent:
            send(VICTIM, 0)
    world.wait(20.0 - world.now % 20.0)
    return send("attacker-99", 0)
