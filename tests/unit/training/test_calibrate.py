"""Thresholds come from held-out scores: at a wanted recall, or at a wanted rate of false alarms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("sklearn")

from safekv.errors import OperatorError  # noqa: E402
from safekv_lab.bench.guard.labels import PERSON  # noqa: E402 - what is optional is asked for first
from safekv_lab.training.calibrate import Calibrated, HeldOut, calibrate, read  # noqa: E402


def part(corpus: str, scores: list[float], *, sensitive: bool) -> HeldOut:
    count = len(scores)
    return HeldOut(
        corpus=corpus,
        scores=np.array(scores),
        sensitive=np.full(count, sensitive),
        groups=tuple(map(str, range(count))),
        labels=((PERSON,) if sensitive else (),) * count,
    )


HARMLESS = [number / 200 for number in range(100)]
SENSITIVE = [0.3 + number / 200 for number in range(100)]
PARTS = (part("presidio", SENSITIVE, sensitive=True), part("gsm8k", HARMLESS, sensitive=False))


def called(found: Calibrated, scores: list[float]) -> float:
    logits = np.log(np.clip(scores, 1e-7, 1) / (1 - np.clip(scores, 1e-7, 1 - 1e-7)))
    return float(np.mean([found.calibration.score(float(logit)) >= found.calibration.threshold for logit in logits]))


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.3])
def test_false_alarms_stay_below_the_wanted_rate(rate: float) -> None:
    found = calibrate(PARTS, version="v", recall=None, alarms=rate, seed=0)
    assert rate - 0.03 < found.alarms.value <= rate
    assert called(found, HARMLESS) == pytest.approx(found.alarms.value, abs=0.011)
    assert called(found, SENSITIVE) == pytest.approx(found.recall.value, abs=0.011)


def test_the_recall_is_reached_with_the_fewest_false_alarms() -> None:
    loose, strict = (calibrate(PARTS, version="v", recall=r, alarms=0.1, seed=0) for r in (0.95, 0.7))
    assert loose.recall.value >= 0.95
    assert strict.recall.value >= 0.7
    assert strict.alarms.value < loose.alarms.value


def test_a_recall_out_of_reach_is_said() -> None:
    hopeless = (part("presidio", [0.0] * 20, sensitive=True), PARTS[1])
    with pytest.raises(OperatorError, match=r"no threshold reaches a recall of 0\.9"):
        calibrate(hopeless, version="v", recall=0.9, alarms=0.1, seed=0)


@pytest.mark.parametrize("missing", [0, 1])
def test_both_kinds_are_needed(missing: int) -> None:
    with pytest.raises(OperatorError, match="sensitive and of harmless"):
        calibrate((PARTS[missing],), version="v", recall=None, alarms=0.1, seed=0)


def test_recall_is_told_per_category() -> None:
    assert set(calibrate(PARTS, version="v", recall=None, alarms=0.1, seed=0).categories) == {"person"}


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"parts": [{"corpus": "gsm8k"}]})])
def test_what_is_no_file_of_scores_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(content)
    with pytest.raises(OperatorError, match="guard evaluate"):
        read(path)


def test_the_card_tells_what_the_last_calibration_found() -> None:
    pytest.importorskip("torch")
    from safekv_lab.training.card import with_results

    first, second = (calibrate(PARTS, version="v", recall=None, alarms=rate, seed=0) for rate in (0.05, 0.3))
    card = with_results("# A card\n\n## Limits\n\n- some\n", first, "first.json")
    card = with_results(card, second, "second.json")
    assert card.startswith("# A card\n\n## Limits\n\n- some\n\n## Results\n")
    assert card.count("## Results") == 1
    assert "`second.json`" in card
    assert "first.json" not in card
    assert f"false alarms {second.alarms.value:.3f}" in card
    assert "| person | " in card
