"""The shipped cascade: what it finds, and what comes of a part that is not there."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("re2")

from safekv.guard.cascade import Cascade, Rules, Tier
from safekv.guard.shipped import DEFAULT_TIERS, WEIGHTS, shipped
from safekv.verdicts import Clean, Sensitive, Undecided, Verdict

POLICY = (
    "You are the assistant of a shop. Answer in short sentences, and ask for the order number before you look it up."
)
STORY = (
    "My sister Beata Kowalczyk was diagnosed with epilepsy in March, she lost her job at the bakery and hasn't told "
    "her husband. Please write a kind letter to her for me."
)


def cascade(weights: Path = WEIGHTS, tiers: tuple[int, ...] = DEFAULT_TIERS) -> Cascade:
    return shipped(version="t", clock=time.monotonic, seconds=60, tiers=tiers, weights=weights)


@pytest.fixture(scope="module")
def whole() -> Cascade:
    return cascade()


@pytest.fixture(scope="module")
def quick() -> Cascade:
    return cascade(tiers=(1, 2))


@pytest.fixture(scope="module")
def every(whole: Cascade, quick: Cascade) -> dict[str, Cascade]:
    """By tier, a cascade in which it judges."""
    return {"rules": whole, "familiar": whole, "strong": whole, "fast": quick}


@pytest.mark.parametrize(("model", "tier"), [("strong", 3), ("fast", 2)])
def test_a_policy_is_clean_and_a_story_is_not(every: dict[str, Cascade], model: str, tier: int) -> None:
    assert isinstance(every[model].judge(POLICY), Clean)
    verdict = every[model].judge(STORY)
    assert isinstance(verdict, Sensitive)
    assert {finding.tier for finding in verdict.findings} == {tier}


@pytest.mark.parametrize("model", ["strong", "fast"])
def test_a_story_is_seen_wherever_it_stands(every: dict[str, Cascade], model: str) -> None:
    verdict = every[model].judge(f"{POLICY * 12}\n{STORY}\n{POLICY * 12}")
    assert isinstance(verdict, Sensitive)
    start = len(POLICY) * 12
    assert any(start <= finding.start <= start + len(STORY) for finding in verdict.findings)


def test_what_it_makes_of_tokens_is_what_a_text_is_judged_by() -> None:
    from safekv.guard.models.encoder import EncoderModel
    from safekv.verdicts import Category

    model = EncoderModel(WEIGHTS, tuple(Category))
    long = f"{POLICY * 12}\n{STORY}\n{POLICY * 12}"
    of_long, of_nothing = model.tokens([long, ""])
    assert of_long.logit == model.read([long])[0].logit
    assert of_long.starts.shape == of_long.logits.shape
    surname = long.index("Kowalczyk")
    assert of_long.logits[of_long.starts == surname] > 0 > of_long.logits[of_long.starts < len(POLICY) * 11].max()
    assert (of_nothing.logit, len(of_nothing.logits)) == (float("-inf"), 0)


def test_tier_3_without_a_head_is_the_encoder_and_a_share_of_tier_2(tmp_path: Path) -> None:
    from safekv.guard.models import encoder, fast, head, strong
    from safekv.verdicts import Category

    for name in ("encoder.onnx", "tokenizer.json", "fast.npz"):
        (tmp_path / name).symlink_to(WEIGHTS / name)
    both, one, other = (module.load(tmp_path, tuple(Category)) for module in (strong, encoder, fast))
    texts = [POLICY, STORY, "…", ""]
    alone = one.read(texts)
    logits = [strong.together(reading.logit, word) for reading, word in zip(alone, other.logits(texts), strict=True)]
    together = both.read(texts)
    assert [reading.logit for reading in together] == logits
    assert [(reading.start, reading.marks) for reading in together] == [(r.start, r.marks) for r in alone]
    assert strong.together(1.0, float("-inf")) == strong.together(1.0, -head.MOST) < strong.together(1.0, 0.0) == 1.0


def test_a_head_judges_each_window_and_the_highest_is_what_is_named() -> None:
    from safekv.guard.models import strong
    from safekv.verdicts import Category

    model = strong.load(WEIGHTS, tuple(Category))
    long = f"{POLICY * 12}\n{STORY}\n{POLICY * 12}"
    short, whole, nothing = model.read([STORY, long, ""])
    assert (short.windows, nothing.logit) == (1, float("-inf"))
    assert whole.windows > 5
    assert whole.start < long.index("Beata") < whole.end
    assert all(whole.start <= mark.start < mark.end <= whole.end for mark in whole.marks)
    assert model.head


def test_a_calibration_for_another_head_leaves_the_unit_undecided(tmp_path: Path) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    assert isinstance(cascade(weights, (3,)).judge(POLICY), Clean)
    (weights / "head.npz").unlink()
    assert isinstance(cascade(weights, (3,)).judge(POLICY), Undecided)


def test_strict_is_another_guard_that_lets_less_through() -> None:
    from safekv.guard.models.tier import Calibration

    strict = shipped(version="t", clock=time.monotonic, seconds=60, strict=True)
    assert strict.version != cascade().version
    balanced = Calibration.load(WEIGHTS / "strong.json")
    assert balanced.by_recall().threshold < balanced.threshold


def test_another_language_is_undecided(whole: Cascade) -> None:
    assert isinstance(whole.judge("私の名前は田中です。東京に住んでいます。"), Undecided)


def test_a_missing_model_leaves_everything_undecided_that_no_rule_finds(tmp_path: Path) -> None:
    without = cascade(tmp_path)
    assert isinstance(without.judge(POLICY), Undecided)
    assert isinstance(without.judge("write to jane.roe@acme-mail.net"), Sensitive)
    assert without.counts["strong", "undecided"] == 1
    assert without.failures() == {"strong": {"failed": 1}}


def harm(monkeypatch: pytest.MonkeyPatch, tier: str, error: BaseException) -> None:
    """Let a tier of the shipped cascade fail, where its work is done."""
    from safekv.guard.models.encoder import EncoderModel
    from safekv.guard.models.familiar import Familiar
    from safekv.guard.models.fast import FastModel

    def fail(*_: object) -> None:
        raise error

    where = {
        "rules": (Rules, "judge"),
        "familiar": (Familiar, "judge"),
        "strong": (EncoderModel, "seen"),
        "fast": (FastModel, "read"),
    }
    monkeypatch.setattr(*where[tier], fail)


@pytest.mark.parametrize("tier", ["rules", "familiar", "strong", "fast"])
@pytest.mark.parametrize("error", [RuntimeError("x"), MemoryError(), TimeoutError()], ids=lambda e: type(e).__name__)
def test_every_tier_that_fails_in_turn_leaves_the_unit_undecided_and_is_counted(
    monkeypatch: pytest.MonkeyPatch, every: dict[str, Cascade], tier: str, error: BaseException
) -> None:
    harm(monkeypatch, tier, error)
    before = every[tier].counts[tier, "failed"]
    assert [type(verdict) for verdict in every[tier].fresh_all([POLICY, POLICY + "!"])] == [Undecided, Undecided]
    assert every[tier].counts[tier, "failed"] == before + 2


@pytest.mark.parametrize("tier", ["rules", "familiar", "strong", "fast"])
def test_a_tier_that_takes_too_long_leaves_the_unit_undecided_and_is_counted(
    monkeypatch: pytest.MonkeyPatch, tier: str
) -> None:
    now = 0.0
    slow = shipped(version="t", clock=lambda: now, seconds=1, tiers=(1, 2) if tier == "fast" else DEFAULT_TIERS)

    def lasts(one: Tier) -> Tier:
        nonlocal now
        judge = one.judge

        def late(text: str) -> Verdict:
            nonlocal now
            now += 2.0 if one.name == tier else 0.0
            return judge(text)

        monkeypatch.setattr(one, "judge", late)
        return one

    for one in slow._tiers:
        lasts(one)
    assert isinstance(slow.judge(POLICY), Undecided)
    assert slow.failures() == {tier: {"late": 1}}


@pytest.mark.parametrize("model", ["strong", "fast"])
def test_many_texts_have_the_verdicts_that_each_has_alone(every: dict[str, Cascade], model: str) -> None:
    texts = [
        POLICY,
        STORY,
        f"{POLICY * 12}\n{STORY}",
        "",
        POLICY * 30,
        "call +44 20 7219 4312",
        "Hallo " * 9,
        STORY[:70],
    ]
    assert every[model].fresh_all(texts) == [every[model].fresh(text) for text in texts]


@pytest.mark.parametrize(
    ("tier", "broken"),
    [
        *(
            (3, file)
            for file in ("encoder.onnx", "fast.npz", "tokenizer.json", "models.json", "strong.json", "head.npz")
        ),
        *((2, file) for file in ("fast.npz", "models.json", "fast.json")),
    ],
)
def test_a_broken_file_leaves_the_model_undecided(tmp_path: Path, tier: int, broken: str) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    (weights / broken).write_text("no model")
    assert isinstance(cascade(weights, (tier,)).judge(POLICY), Undecided)
