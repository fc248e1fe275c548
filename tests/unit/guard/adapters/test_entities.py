"""What all adapters have in common: windows, spans, labels, scores; nothing is loaded before it is asked for."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from safekv.errors import OperatorError
from safekv.guard.adapters import ADAPTERS, Entity, EntityTier, Labels
from safekv.guard.adapters.entities import package, pieces
from safekv.guard.cascade import Cascade
from safekv.verdicts import Category, Clean, Finding, Sensitive, Undecided, Verdict


def finding(label: str = "PER", score: float = 0.9) -> EntityTier:
    """A tier that finds JANE DOE wherever it stands, whole or its parts."""

    def find(window: str) -> Iterator[Entity]:
        for match in re.finditer(r"JANE DOE|\bJANE|DOE\b", window):
            yield Entity(label=label, start=match.start(), end=match.end(), score=score)

    return EntityTier(find, name="stub", model="1", labels=Labels({"ours": Category.HEALTH}), size=8, overlap=3)


def judged(tier: EntityTier, text: str) -> tuple[Finding, ...]:
    verdict = tier.judge(text)
    assert isinstance(verdict, Sensitive)
    return verdict.findings


@pytest.mark.parametrize("lead", range(40))
def test_a_span_leads_back_wherever_windows_meet(lead: int) -> None:
    text = "word " * lead + "JANE DOE" + " and more" * 20
    (found,) = judged(finding(), text)
    assert text[found.start : found.end] == "JANE DOE"
    assert (found.category, found.tier, found.detector) == (Category.PERSON, 3, "stub/per")


def test_everything_is_found_once_and_in_order() -> None:
    text = " one two JANE DOE three" * 50
    found = judged(finding(), text)
    assert [text[f.start : f.end] for f in found] == ["JANE DOE"] * 50
    assert [f.start for f in found] == sorted({f.start for f in found})


def test_white_space_is_no_part_of_a_finding() -> None:
    entity = Entity(label="PER", start=1, end=7, score=1.0)
    tier = EntityTier(lambda _: [entity], name="stub", model="1", labels=Labels())
    (found,) = judged(tier, "a Jane  b")
    assert (found.start, found.end) == (2, 6)


@pytest.mark.parametrize("span", [(-1, 3), (5, 5), (7, 2), (0, 10**6)])
def test_a_span_that_cannot_be_stands_for_the_whole_window(span: tuple[int, int]) -> None:
    entity = Entity(label="PER", start=span[0], end=span[1], score=1.0)
    tier = EntityTier(lambda _: [entity], name="stub", model="1", labels=Labels())
    (found,) = judged(tier, "one two")
    assert (found.start, found.end) == (0, 7)


def test_what_is_not_sure_enough_is_a_score() -> None:
    assert finding(score=0.49).judge("JANE DOE") == Clean(score=0.49)
    assert isinstance(finding(score=0.5).judge("JANE DOE"), Sensitive)
    assert finding().judge("nobody") == Clean(score=0.0)
    assert finding().judge("") == Clean(score=0.0)


def test_a_score_that_is_no_number_leaves_the_unit_undecided() -> None:
    cascade = Cascade([finding(score=float("nan"))], clock=lambda: 0.0, seconds=1.0)
    assert isinstance(cascade.judge("JANE DOE"), Undecided)


def test_half_a_character_is_no_obstacle() -> None:
    def find(window: str) -> list[Entity]:
        window.encode()
        return []

    tier = EntityTier(find, name="stub", model="1", labels=Labels())
    assert isinstance(tier.judge("lone \ud800 surrogate"), Clean)


@pytest.mark.parametrize(
    ("label", "category"),
    [
        ("B-PER", Category.PERSON),
        ("I-first_name", Category.PERSON),
        ("Phone Number", Category.CONTACT),
        ("US_SSN", Category.NATIONAL_ID),
        ("E-MAIL", Category.CONTACT),
        ("O", None),
        ("DATE_TIME", None),
        ("OURS", Category.HEALTH),
        ("quux", Category.CUSTOM),
    ],
)
def test_what_a_label_means(label: str, category: Category | None) -> None:
    assert Labels({"ours": Category.HEALTH}).category(label) is category


def test_the_operator_says_it_otherwise() -> None:
    labels = Labels({"LOC": None, "B-ORG": Category.EMPLOYMENT}, unknown=None)
    assert labels.category("I-LOC") is None
    assert labels.category("org") is Category.EMPLOYMENT
    assert labels.category("quux") is None
    assert labels.sensitive(["O", "B-PER", "I-PER", "LOC", "ORG"]) == ["org", "per"]


@pytest.mark.parametrize("more", [{"threshold": 0.0}, {"threshold": 1.5}, {"size": 4, "overlap": 4}])
def test_windows_and_thresholds_that_cannot_be(more: dict[str, float]) -> None:
    with pytest.raises(OperatorError, match="stub: "):
        EntityTier(lambda _: [], name="stub", model="1", labels=Labels(), **more)  # type: ignore[arg-type]


def test_the_version_changes_with_all_that_a_verdict_depends_on() -> None:
    def version(model: str = "1", threshold: float = 0.5, size: int = 64, labels: Labels | None = None) -> str:
        return EntityTier(
            lambda _: [], name="stub", model=model, labels=labels or Labels(), threshold=threshold, size=size
        ).version

    assert version() == version()
    others = {version("2"), version(threshold=0.4), version(size=65), version(labels=Labels(unknown=None))}
    assert len({version(), *others}) == 5


def test_long_words_count_as_several() -> None:
    assert pieces("ab  " + "x" * 40) == [(0, 2), (4, 20), (20, 36), (36, 44)]
    assert pieces("\u6f22\u5b57 ab") == [(0, 1), (1, 2), (3, 5)]


def test_a_missing_package_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OperatorError, match="pip install quux"):
        package("quux_that_nobody_has", line="pip install quux")
    for name, missing in (("huggingface", "torch"), ("gliner", "gliner"), ("presidio", "presidio_analyzer")):
        monkeypatch.setitem(sys.modules, missing, None)
        with pytest.raises(OperatorError, match=f"{missing}.*pip install"):
            ADAPTERS[name]("model")


def test_nothing_is_loaded_before_it_is_asked_for() -> None:
    heavy = {"torch", "transformers", "gliner", "presidio_analyzer", "spacy", "numpy"}
    source = f"import sys, safekv.guard.adapters; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", source], check=False).returncode == 0


def test_an_adapter_is_a_tier_of_the_cascade() -> None:
    cascade = Cascade([finding()], clock=lambda: 0.0, seconds=1.0)
    verdict: Verdict = cascade.judge("for JANE DOE")
    assert isinstance(verdict, Sensitive)
    assert cascade.counts["stub", "sensitive"] == 1
