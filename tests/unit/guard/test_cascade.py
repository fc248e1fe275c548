from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv.guard.cascade import MAX_REMEMBERED, Cascade, Rules, Tier, batches
from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided, Verdict

FINDING = Finding(category=Category.CONTACT, start=0, end=3, tier=1, detector="stub")
SENSITIVE = Sensitive(findings=(FINDING,), score=1.0)


@dataclass
class Stub:
    answer: Verdict | BaseException
    name: str = "stub"
    version: str = "1"
    asked: list[str] = field(default_factory=list)
    lasts: Callable[[], None] = lambda: None

    def judge(self, text: str) -> Verdict:
        self.asked.append(text)
        self.lasts()
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def cascade(*tiers: Tier, clock: Clock | None = None) -> Cascade:
    return Cascade(tiers, clock=clock or Clock(), seconds=1.0)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([Clean(score=0.1), Clean(score=0.3)], Clean(score=0.3)),
        ([Clean(score=0.1), SENSITIVE], SENSITIVE),
        ([SENSITIVE, Clean(score=0.0)], SENSITIVE),
        ([Undecided(reason="language"), Clean(score=0.0)], Undecided(reason="language")),
        ([Undecided(reason="language"), SENSITIVE], SENSITIVE),
        ([], Undecided(reason="no detector")),
    ],
    ids=["all clean", "second finds", "first finds", "one undecided", "undecided, then found", "no tier"],
)
def test_a_tier_may_only_make_the_verdict_stricter(answers: list[Verdict], expected: Verdict) -> None:
    assert cascade(*(Stub(answer) for answer in answers)).judge("text") == expected


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("error", [RuntimeError("x"), MemoryError(), TimeoutError(), ImportError("model")], ids=repr)
def test_a_tier_that_fails_leaves_the_unit_undecided_and_is_counted(error: BaseException, position: int) -> None:
    tiers = [Stub(Clean(score=0.0), name=f"t{i}") for i in range(3)]
    tiers[position].answer = error
    guard = cascade(*tiers)
    verdict = guard.judge("secret text")
    assert isinstance(verdict, Undecided)
    assert "secret" not in verdict.reason
    assert guard.counts[f"t{position}", "undecided"] == 1


@pytest.mark.parametrize("position", [0, 1, 2])
@pytest.mark.parametrize("error", [RuntimeError("x"), MemoryError(), OperatorError("no model")], ids=repr)
def test_a_failure_is_counted_apart_from_an_honest_doubt(error: BaseException, position: int) -> None:
    tiers = [Stub(Undecided(reason="language"), name=f"t{i}") for i in range(3)]
    tiers[position].answer = error
    guard = cascade(*tiers)
    guard.judge("text")
    assert guard.failures() == {f"t{position}": {"failed": 1}}


def test_a_message_of_ours_is_told_and_no_other() -> None:
    ours, other = cascade(Stub(OperatorError("no model"))), cascade(Stub(ValueError("secret text")))
    assert ours.judge("x") == Undecided(reason="stub failed: no model")
    assert other.judge("x") == Undecided(reason="stub failed: ValueError")


@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_deadline_that_passes_is_counted_for_the_tier_that_passed_it(position: int) -> None:
    clock = Clock()

    def take_long() -> None:
        clock.now += 2.0

    tiers = [Stub(Clean(score=0.0), name=f"t{i}") for i in range(3)]
    tiers[position].lasts = take_long
    guard = cascade(*tiers, clock=clock)
    assert isinstance(guard.judge("text"), Undecided)
    assert guard.failures() == {f"t{position}": {"late": 1}}


# ── many at a time ───────────────────────────────────────────────────────────────────────────────


@dataclass
class Many(Stub):
    """Finds what has "secret" in it; takes many at once, but for those that it breaks on."""

    breaks: str = "\0"
    together: list[int] = field(default_factory=list)

    def judge(self, text: str) -> Verdict:
        self.asked.append(text)
        if self.breaks in text:
            raise MemoryError
        return SENSITIVE if "secret" in text else Clean(score=len(text) / 100)

    def judge_all(self, texts: Sequence[str]) -> list[Verdict]:
        self.together.append(len(texts))
        if any(self.breaks in text for text in texts):
            raise MemoryError
        return [SENSITIVE if "secret" in text else Clean(score=len(text) / 100) for text in texts]


def many(**given: Any) -> Many:
    return Many(Clean(score=0.0), **given)


TEXTS = ["one", "a secret", "three", "one", "", "another secret", "a lot of text"]


def test_many_texts_have_the_verdicts_that_each_has_alone() -> None:
    tier, first = many(), Stub(Clean(score=0.01), name="first")
    assert cascade(first, tier).judge_all(TEXTS) == [cascade(first, many()).judge(text) for text in TEXTS]
    assert tier.together == [len(set(TEXTS))]
    assert tier.asked == []


def test_what_an_earlier_tier_found_is_not_asked_again() -> None:
    tier = many()
    cascade(Rules(lambda text: [FINDING] if "secret" in text else [], version="1"), tier).judge_all(TEXTS)
    assert tier.together == [len({text for text in TEXTS if "secret" not in text})]


@dataclass
class Gatekeeper(Stub):
    gate: bool = True


@pytest.mark.parametrize(
    ("answer", "verdict", "asked"),
    [
        (Undecided(reason="language"), Undecided(reason="language"), []),
        (Clean(score=0.0), SENSITIVE, ["text"]),
    ],
)
def test_what_a_gate_leaves_undecided_no_later_tier_is_asked_about(
    answer: Verdict, verdict: Verdict, asked: list[str]
) -> None:
    later = Stub(SENSITIVE)
    assert cascade(Gatekeeper(answer), later).judge("text") == verdict
    assert later.asked == asked


def test_a_gate_that_stands_open_is_none() -> None:
    assert cascade(Gatekeeper(Undecided(reason="language"), gate=False), Stub(SENSITIVE)).judge("text") == SENSITIVE


def test_one_text_that_breaks_a_batch_leaves_the_others_their_verdicts() -> None:
    guard = cascade(many(breaks="three"))
    verdicts = guard.judge_all(TEXTS)
    assert [type(verdict) for verdict in verdicts] == [
        Undecided if text == "three" else Sensitive if "secret" in text else Clean for text in TEXTS
    ]
    assert guard.failures() == {"stub": {"failed": 1}}


def test_a_batch_that_comes_back_short_is_asked_one_by_one() -> None:
    tier = many()
    tier.judge_all = lambda texts: []  # type: ignore[method-assign]
    assert cascade(tier).judge_all(TEXTS) == cascade(many()).judge_all(TEXTS)


def test_texts_come_in_batches() -> None:
    assert list(batches(iter(TEXTS), 3)) == [TEXTS[:3], TEXTS[3:6], TEXTS[6:]]
    assert list(batches([], 3)) == []


def test_a_late_verdict_is_undecided() -> None:
    clock = Clock()

    def take_long() -> None:
        clock.now += 2.0

    late = Stub(Clean(score=0.0), lasts=take_long)
    never = Stub(Clean(score=0.0))
    assert isinstance(cascade(late, never, clock=clock).judge("text"), Undecided)
    assert never.asked == []


def test_what_a_late_tier_found_counts() -> None:
    clock = Clock()

    def take_long() -> None:
        clock.now += 2.0

    assert cascade(Stub(SENSITIVE, lasts=take_long), clock=clock).judge("text") == SENSITIVE


def test_a_verdict_is_remembered_and_a_failure_is_not() -> None:
    steady, failing = Stub(Clean(score=0.0)), Stub(RuntimeError())
    for tier, times in ((steady, 1), (failing, 2)):
        guard = cascade(tier)
        guard.judge("text")
        guard.judge("text")
        assert len(tier.asked) == times


def test_memory_is_bounded() -> None:
    tier = Stub(Clean(score=0.0))
    guard = cascade(tier)
    for number in range(MAX_REMEMBERED + 1):
        guard.judge(str(number))
    guard.judge("0")  # the oldest was forgotten
    guard.judge(str(MAX_REMEMBERED))
    assert len(tier.asked) == MAX_REMEMBERED + 2


def test_rules_find_or_are_clean() -> None:
    assert Rules(lambda _: [FINDING], version="1").judge("x") == SENSITIVE
    assert Rules(lambda _: [], version="1").judge("x") == Clean(score=0.0)


def test_any_text_has_a_verdict() -> None:
    assert isinstance(cascade(Stub(Clean(score=0.0))).judge("\ud800 lone surrogate \x00"), Clean)
