"""The shipped cascade: what it finds, and what comes of a part that is not there."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("re2")

from safekv.guard.cascade import Cascade
from safekv.guard.shipped import WEIGHTS, shipped
from safekv.types import Clean, Sensitive, Undecided

POLICY = (
    "You are the assistant of a shop. Answer in short sentences, and ask for the order number before you look it up."
)
STORY = (
    "My sister Beata Kowalczyk was diagnosed with epilepsy in March, she lost her job at the bakery and hasn't told "
    "her husband. Please write a kind letter to her for me."
)


def cascade(weights: Path = WEIGHTS) -> Cascade:
    return shipped(version="t", clock=time.monotonic, seconds=60, weights=weights)


@pytest.fixture(scope="module")
def whole() -> Cascade:
    return cascade()


def test_a_policy_is_clean_and_a_story_is_not(whole: Cascade) -> None:
    assert isinstance(whole.judge(POLICY), Clean)
    verdict = whole.judge(STORY)
    assert isinstance(verdict, Sensitive)
    assert {finding.tier for finding in verdict.findings} == {3}


def test_a_story_is_seen_wherever_it_stands(whole: Cascade) -> None:
    verdict = whole.judge(f"{POLICY * 12}\n{STORY}\n{POLICY * 12}")
    assert isinstance(verdict, Sensitive)
    start = len(POLICY) * 12
    assert any(start <= finding.start <= start + len(STORY) for finding in verdict.findings)


def test_another_language_is_undecided(whole: Cascade) -> None:
    assert isinstance(whole.judge("私の名前は田中です。東京に住んでいます。"), Undecided)


def test_a_missing_model_leaves_everything_undecided_that_no_rule_finds(tmp_path: Path) -> None:
    without = cascade(tmp_path)
    assert isinstance(without.judge(POLICY), Undecided)
    assert isinstance(without.judge("write to jane.roe@acme-mail.net"), Sensitive)
    assert without.counts["encoder", "undecided"] == 1


@pytest.mark.parametrize("broken", ["encoder.onnx", "tokenizer.json", "models.json", "encoder.json"])
def test_a_broken_file_leaves_the_model_undecided(tmp_path: Path, broken: str) -> None:
    weights = tmp_path / "weights"
    shutil.copytree(WEIGHTS, weights)
    (weights / broken).write_text("no model")
    assert isinstance(cascade(weights).judge(POLICY), Undecided)
