"""The guard's law for any text: a verdict or an error of ours. At scale: `python -m tests.property.fuzz_guard`."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safekv.errors import PolicyError
from safekv.guard.cascade import Rules
from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided
from tests.property.fuzz_guard import FACTOR, SHAPE, fuzz, growth, guard, shortened, tiers, wrong
from tests.property.odd_texts import KINDS, odd_text

pytest.importorskip("re2")

TIERS = tiers()
CASCADE = guard(TIERS)

ODD = st.builds(lambda kind, seed: kind(random.Random(seed)), st.sampled_from(KINDS), st.integers(0, 2**32))
TEXTS = st.lists(st.one_of(ODD, ODD, st.text(st.characters(codec=None), max_size=20)), max_size=6).map("".join)


@given(text=TEXTS)
@settings(max_examples=400)
def test_any_text_has_a_verdict(text: str) -> None:
    assert wrong(text, CASCADE.judge(text), TIERS) is None


@given(text=TEXTS, lead=st.integers(0, 1100))
@settings(max_examples=100)
def test_and_so_it_has_behind_others_and_over_and_over(text: str, lead: int) -> None:
    long = "x " * (lead // 2) + text * 3
    assert wrong(long, CASCADE.judge(long), TIERS) is None


def test_the_command_finds_nothing_in_a_few() -> None:
    counts, violation = fuzz(300, seed=1, shapes=10**9, say=lambda _: None)
    assert violation is None
    assert counts["sensitive"] > 30, "texts that nothing is found in try little"
    assert counts["clean"] > 30


def test_texts_are_those_of_the_seed() -> None:
    first, again, other = random.Random(3), random.Random(3), random.Random(4)
    texts = [odd_text(first) for _ in range(50)]
    assert texts == [odd_text(again) for _ in range(50)]
    assert texts != [odd_text(other) for _ in range(50)]


# ── faults that it must notice ───────────────────────────────────────────────────────────────────


def judged(scan: object, text: str) -> str | None:
    of = (Rules(scan, version="1"),)  # type: ignore[arg-type]
    return wrong(text, guard(of).judge(text), of)


def test_an_exception_of_a_rule_is_noticed_though_the_cascade_swallows_it() -> None:
    assert "IndexError" in str(judged(lambda text: [text[7]], "short"))


def test_an_error_of_ours_is_none() -> None:
    def refuse(_: str) -> list[Finding]:
        raise PolicyError("not today")

    assert judged(refuse, "text") is None


class Doubtful:
    name = version = "doubtful"

    def judge(self, text: str) -> Undecided:
        return Undecided(reason=f"{len(text)} characters are too few")


def test_an_honest_doubt_is_none_and_hides_no_exception_behind_it() -> None:
    def broken(text: str) -> list[Finding]:
        return [text[7]]  # type: ignore[list-item]

    doubtful, last = Doubtful(), Rules(broken, version="1")
    assert wrong("short", guard((doubtful,)).judge("short"), (doubtful,)) is None
    assert "IndexError" in str(wrong("short", guard((doubtful, last)).judge("short"), (doubtful, last)))


@pytest.mark.parametrize("spans", [[(0, 9)], [(2, 2)], [(-1, 2)], [(0, 3), (2, 4)], [(3, 4), (0, 1)]])
def test_findings_that_cannot_be_are_noticed(spans: list[tuple[int, int]]) -> None:
    found = [Finding(category=Category.CUSTOM, start=a, end=b, tier=1, detector="stub") for a, b in spans]
    assert judged(lambda _: found, "text") is not None
    assert wrong("text", Sensitive(findings=(), score=1.0), ()) is not None
    assert wrong("text", Clean(score=float("nan")), ()) is not None
    assert wrong("text", Undecided(reason="once"), ()) is not None


@pytest.mark.parametrize("power", [1, 2])
def test_time_that_grows_with_the_square_is_noticed(power: int) -> None:
    now = 0.0

    def judge(text: str) -> None:
        nonlocal now
        now += (len(text) / SHAPE) ** power

    assert (growth(judge, "abc", lambda: now) > FACTOR) == (power == 2)


def test_a_text_is_shortened_to_what_the_fault_needs() -> None:
    assert shortened("some <odd> text with > and < in it" * 5, lambda text: "<" in text and ">" in text) in ("<>", "><")
