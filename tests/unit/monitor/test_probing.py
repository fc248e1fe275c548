"""The signature of probing."""

from __future__ import annotations

import random

import pytest

from safekv.monitor.probing import BEGINNING, Probing, prompt_of
from safekv.types import BlockKey
from tests.factories import tenant

ALICE = tenant("alice")
PROBES, FORGIVE = 12, 3600.0


def keys(rng: random.Random, blocks: int) -> list[BlockKey]:
    return [BlockKey(rng.randbytes(32)) for _ in range(blocks)]


def probing(**changes: int) -> Probing:
    return Probing(**{"probes": PROBES, "forgive": FORGIVE, **changes})  # type: ignore[arg-type]


def guesses_until_found(made: Probing, rng: random.Random, *, blocks: int, pause: float = 1.0, most: int = 200) -> int:
    known = keys(rng, blocks)
    for number in range(most):
        if made.tiny_answer(prompt_of(ALICE, [*known, *keys(rng, 2)]), number * pause):
            return number + 1
    return most


@pytest.mark.parametrize("blocks", [0, 3, 40])
def test_somebody_who_guesses_is_found_after_a_few(blocks: int) -> None:
    found = [guesses_until_found(probing(), random.Random(seed), blocks=blocks) for seed in range(50)]
    assert min(found) >= PROBES
    assert max(found) < 20


def test_the_same_prompt_again_and_again_is_no_guess() -> None:
    made, prompt = probing(), prompt_of(ALICE, keys(random.Random(1), 20))
    assert not any(made.tiny_answer(prompt, float(now)) for now in range(1000))


def test_longer_answers_are_credit() -> None:
    rng = random.Random(1)
    made, known = probing(), keys(rng, 20)
    for now in range(500):
        assert not made.tiny_answer(prompt_of(ALICE, [*known, *keys(rng, 1)]), float(now))
        made.longer_answer(prompt_of(ALICE, [*known, *keys(rng, 1)]))
    assert len(made) == 0, "what is at zero is forgotten"


def test_credit_for_one_beginning_is_none_for_another() -> None:
    """A busy tenant's other traffic does not hide a prober among its users."""
    rng = random.Random(1)
    made, known, other = probing(), keys(rng, 20), keys(rng, 20)
    for number in range(20):
        if made.tiny_answer(prompt_of(ALICE, [*known, *keys(rng, 1)]), float(number)):
            break
        for _ in range(9):
            made.longer_answer(prompt_of(ALICE, [*other, *keys(rng, 1)]))
    else:
        pytest.fail("not found")


def test_rest_is_forgiven() -> None:
    assert guesses_until_found(probing(), random.Random(1), blocks=20, pause=FORGIVE + 1) == 200
    assert guesses_until_found(probing(), random.Random(1), blocks=20, pause=FORGIVE / 2) < 20


@pytest.mark.parametrize("share", [0.05, 0.2, 0.35])
def test_false_alarms_are_rarer_than_the_gamblers_ruin_says(share: float) -> None:
    """Of excursions from zero; the docstring's bound. With a small threshold, so that there are any."""
    rng = random.Random(f"{share}")
    made, excursions, found = probing(probes=4), 0, 0
    prompt = prompt_of(ALICE, keys(rng, 2))
    for now in range(30_000):
        if rng.random() < share:
            excursions += len(made) == 0
            prompt = prompt_of(ALICE, keys(rng, 2))
            if made.tiny_answer(prompt, now * 1e-3):
                found += 1
                for _ in range(4):
                    made.longer_answer(prompt)
        else:
            made.longer_answer(prompt)
    bound = (share / (1 - share)) ** 3
    assert excursions > 100
    assert found / excursions < bound + 3 * (bound / excursions) ** 0.5 + 1e-3


def test_charge_says_for_how_many_blocks_prompts_agree_and_begins_again_halfway() -> None:
    rng = random.Random(1)
    made, known = probing(), keys(rng, 20)
    prompt = prompt_of(ALICE, known)
    for now in range(50):
        prompt = prompt_of(ALICE, [*known, *keys(rng, 1)])
        if made.tiny_answer(prompt, float(now)):
            break
    assert made.charge(prompt) == BEGINNING
    again = 0
    while not made.tiny_answer(prompt_of(ALICE, [*known, *keys(rng, 1)]), 100.0 + again):
        again += 1
    assert again < PROBES / 2 + 3


# ── memory ───────────────────────────────────────────────────────────────────────────────────────


def test_a_tenant_with_too_many_scores_loses_its_own_oldest_and_nobody_is_found_for_it() -> None:
    rng = random.Random(1)
    made = probing(most=10)
    heads = [keys(rng, 20) for _ in range(100)]
    for number, head in enumerate(heads):
        prompt = prompt_of(ALICE, head)
        assert not made.tiny_answer(prompt, number * 1e-3)
        made.longer_answer(prompt_of(ALICE, keys(rng, 2)))  # credit for the tenant as a whole, not for the beginning
    assert len(made) in (10, 11)
    assert made.dropped == 90
    for attempt in range(PROBES + 8):  # its table is full, and it is found nevertheless
        if made.tiny_answer(prompt_of(ALICE, [*heads[3], *keys(rng, 1)]), 1.0 + attempt):
            return
    pytest.fail("not found")


def test_others_take_no_room_from_a_tenant() -> None:
    """Regression: there was one bound for all, and who found the table full was not watched any more."""
    rng = random.Random(1)
    made = probing(most=10)
    bob = tenant("bob")
    for number in range(500):
        made.tiny_answer(prompt_of(bob, keys(rng, 20)), number * 1e-3)
    assert guesses_until_found(made, random.Random(7), blocks=20) == guesses_until_found(
        probing(most=10), random.Random(7), blocks=20
    )


def test_what_is_forgiven_makes_room() -> None:
    rng = random.Random(1)
    made = probing(most=10)
    for number in range(1000):
        made.tiny_answer(prompt_of(tenant(f"t{number}"), keys(rng, 2)), number * FORGIVE)
    for number in range(1000):
        made.tiny_answer(prompt_of(ALICE, keys(rng, 20)), (1000 + number) * FORGIVE)
    assert made.dropped == 0
    assert len(made) <= 4
    assert len(made._tenants) == len(made._tables) <= 3


def test_scores_that_come_and_go_leave_nothing_behind() -> None:
    rng = random.Random(1)
    made = probing()
    for number in range(10_000):
        prompt = prompt_of(tenant(f"t{number % 7}"), keys(rng, 20))
        made.tiny_answer(prompt, float(number) / 1000)
        made.longer_answer(prompt)
    assert len(made) == 0
