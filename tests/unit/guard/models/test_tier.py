"""A model as a tier: thresholds, findings in the original text, what is missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from safekv.errors import OperatorError
from safekv.guard.models.tier import Calibration, Mark, ModelTier, Reading, joined
from safekv.verdicts import Category, Clean, Sensitive

CALIBRATION = Calibration(version="1", scale=1.0, shift=0.0, threshold=0.5)


@dataclass
class Fake:
    logit: float
    marks: tuple[Mark, ...] = ()
    name: str = "fake"
    tier: int = 3
    head: str = ""
    windows: int = 1

    def read(self, texts: Sequence[str]) -> list[Reading]:
        return [
            Reading(logit=self.logit, start=0, end=len(text), marks=self.marks, windows=self.windows) for text in texts
        ]


@pytest.mark.parametrize(("logit", "sensitive"), [(-0.1, False), (0.0, True), (5.0, True), (float("-inf"), False)])
def test_the_threshold_decides(logit: float, sensitive: bool) -> None:
    verdict = ModelTier(Fake(logit), CALIBRATION).judge("some text")
    assert isinstance(verdict, Sensitive if sensitive else Clean)


def test_among_many_windows_a_high_one_counts_less() -> None:
    corrected = replace(CALIBRATION, discount=0.5)
    assert isinstance(ModelTier(Fake(1.0, windows=1), corrected).judge("some text"), Sensitive)
    assert isinstance(ModelTier(Fake(1.0, windows=30), corrected).judge("some text"), Clean)
    assert isinstance(ModelTier(Fake(1.0, windows=30), CALIBRATION).judge("some text"), Sensitive)
    assert isinstance(ModelTier(Fake(3.0, windows=30), corrected).judge("some text"), Sensitive)


def test_the_strict_threshold_is_never_the_laxer_one() -> None:
    both = replace(CALIBRATION, threshold=0.5, strict=0.2)
    assert isinstance(ModelTier(Fake(-1.0), both).judge("some text"), Clean)
    assert isinstance(ModelTier(Fake(-1.0), both.by_recall()).judge("some text"), Sensitive)
    assert replace(both, strict=0.9).by_recall().threshold == 0.5
    assert CALIBRATION.by_recall() == CALIBRATION


def test_findings_stand_in_the_original_text() -> None:
    text = "by Z\u200bo\u200be now"
    mark = Mark(start=3, end=6, category=Category.PERSON)
    verdict = ModelTier(Fake(3.0, (mark,)), CALIBRATION).judge(text)
    assert isinstance(verdict, Sensitive)
    (found,) = verdict.findings
    assert text[found.start : found.end].replace("\u200b", "") == "Zoe"
    assert (found.category, found.tier, found.detector) == (Category.PERSON, 3, "fake")


def test_findings_do_not_overlap_where_one_character_was_written_out() -> None:
    text = "x \u2121 y"  # the sign that reads TEL
    marks = (Mark(start=0, end=3, category=Category.PERSON), Mark(start=3, end=7, category=Category.CONTACT))
    verdict = ModelTier(Fake(3.0, marks), CALIBRATION).judge(text)
    assert isinstance(verdict, Sensitive)
    assert [(f.start, f.end, f.category) for f in verdict.findings] == [(0, 5, Category.PERSON)]


def test_without_a_mark_the_window_is_the_finding() -> None:
    verdict = ModelTier(Fake(3.0), CALIBRATION).judge("a story")
    assert isinstance(verdict, Sensitive)
    assert [(f.start, f.end, f.category) for f in verdict.findings] == [(0, 7, Category.NARRATIVE)]


def test_an_empty_text_is_clean() -> None:
    assert isinstance(ModelTier(Fake(float("-inf")), CALIBRATION).judge(""), Clean)


def test_neighbours_of_one_category_are_one_finding() -> None:
    name, mail = Category.PERSON, Category.CONTACT
    assert joined([(8, 12, name), (3, 7, name), (20, 24, mail), (3, 7, name), (25, 28, name)]) == (
        Mark(start=3, end=12, category=name),
        Mark(start=20, end=24, category=mail),
        Mark(start=25, end=28, category=name),
    )


def test_a_changed_threshold_is_another_version() -> None:
    stricter = replace(CALIBRATION, threshold=0.7)
    others = (stricter, replace(CALIBRATION, discount=0.5), replace(CALIBRATION, head="b"))
    assert len({ModelTier(Fake(0), each).version for each in (CALIBRATION, *others)}) == 4


@pytest.mark.parametrize("content", ["", "{}", '{"version": 1, "more": 2}'])
def test_a_calibration_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "c.json"
    path.write_text(content)
    with pytest.raises(OperatorError, match=r"safekv guard train"):
        Calibration.load(path)


def test_a_calibration_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "c.json"
    path.write_text(json.dumps({"version": "1", "scale": 1.0, "shift": 0.0, "threshold": 0.5}))
    assert Calibration.load(path) == CALIBRATION
