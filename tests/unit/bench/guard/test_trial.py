"""Trials on invented corpora: what is trained on, what is scored, what the figures come to."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from safekv.errors import OperatorError
from safekv_lab.bench.guard import evaluate, report
from safekv_lab.bench.guard.chunks import Example
from safekv_lab.bench.guard.corpora.catalogue import BY_NAME
from safekv_lab.bench.guard.document import Document
from safekv_lab.bench.guard.outcome import WORST, curves, outcome
from safekv_lab.bench.guard.splits import Part, part_of
from safekv_lab.bench.guard.trial import (
    Grain,
    Look,
    Pool,
    Scored,
    Settings,
    Trial,
    as_it_is,
    crossed,
    leaving_out,
    scores,
)
from tests.unit.bench.guard.corpus import document

PII = ("presidio", "pupa", "btc", "wnut17")
BENIGN = ("gsm8k", "bbh", "humaneval", "mtbench")


def invented(name: str, count: int = 60) -> tuple[Document, ...]:
    """Half of a PII corpus's texts name somebody; benign ones say how often they shout."""
    if name in PII:
        some = [
            document(f"{n} by Ada Quirke", "Ada Quirke", corpus=name, name=str(n), group=f"{n}") for n in range(count)
        ]
        return (*some, *(document(f"{n} by nobody", corpus=name, name=f"x{n}", group=f"{n}") for n in range(count)))
    return tuple(
        document(f"{n} shouts" if n % 20 else f"{n} names Ada", corpus=name, name=str(n), group=f"{n}")
        for n in range(count)
    )


@dataclass
class Names:
    """Knows one name; scores 1 where it stands, half where half of it stands."""

    asked: list[str] = field(default_factory=list)

    def score(self, texts: Sequence[str]) -> list[float]:
        self.asked += texts
        return [1.0 if "Ada Quirke" in text else 0.5 if "Ada" in text else 0.1 for text in texts]


@dataclass
class Recorder:
    """A trainer that remembers what it was given."""

    given: list[list[Example]] = field(default_factory=list)

    def train(self, examples: Sequence[Example], *, seed: int) -> Names:
        self.given.append(list(examples))
        return Names()


@pytest.fixture
def pool() -> Pool:
    return Pool({name: invented(name) for name in (*PII, *BENIGN)}, Settings(seed=1, cap=50))


def test_leaving_out_trains_on_nothing_that_it_scores(pool: Pool) -> None:
    recorder = Recorder()
    trial = leaving_out("names", recorder, pool)
    assert len(recorder.given) == len(trial.calibration) == 3, "presidio, pupa, tweets"
    assert sorted(part.corpus for part in trial.scored) == sorted(pool.names)
    for given, fold in zip(recorder.given, trial.calibration, strict=True):
        trained = {e.document.corpus for e in given}
        assert not trained & {part.corpus for part in trial.scored if part.fold == fold}
        assert "bbh" not in trained
        assert {part_of(e.document) for e in given} == {Part.TRAIN}


@pytest.mark.parametrize(
    ("look", "parts"), [(Look.DEVELOPMENT, {Part.TRAIN, Part.CALIBRATION}), (Look.FINAL, {Part.TEST})]
)
def test_the_test_part_is_looked_at_last(look: Look, parts: set[Part]) -> None:
    last = Pool({name: invented(name) for name in (*PII, *BENIGN)}, Settings(seed=1, look=look))
    trial = leaving_out("names", Recorder(), last)
    assert {part_of(e.document) for part in trial.scored for e in part.examples} == parts
    fixed = as_it_is("names", Names(), last)
    assert {part_of(e.document) for part in fixed.scored for e in part.examples} <= parts - {Part.CALIBRATION}


def test_a_unit_scores_as_its_highest_chunk() -> None:
    settings = Settings(seed=1, size=8, grain=Grain.UNIT)
    long = "word " * 21 + "Ada Quirke " + "word " * 20
    examples = Pool({"btc": (document(long, "Ada Quirke", corpus="btc", group="1"),)}, settings)
    found = scores(Names(), examples.of("btc", *Part), settings)
    assert found.tolist() == [1.0]
    assert scores(Names(), [], settings).tolist() == []


@pytest.mark.parametrize("settings", [Settings(seed=1, grain=Grain.UNIT), Settings(seed=1, size=2)])
def test_training_is_the_same_whatever_is_decided_on(settings: Settings) -> None:
    documents = {name: invented(name) for name in ("btc", "presidio", "gsm8k", "humaneval")}
    recorder, plain = Recorder(), Recorder()
    trial = leaving_out("names", recorder, Pool(documents, settings))
    leaving_out("names", plain, Pool(documents, Settings(seed=1)))
    assert recorder.given == plain.given
    decided = {len(e.text.split()) for part in trial.scored for e in part.examples}
    assert max(decided) == 2 if settings.grain is Grain.CHUNK else decided > {4}


def test_a_detector_that_gives_no_numbers_is_refused(pool: Pool) -> None:
    class Wrong:
        def __init__(self, value: list[float]) -> None:
            self.value = value

        def score(self, texts: Sequence[str]) -> list[float]:
            return self.value * len(texts)

    for value in ([], [math.nan]):
        with pytest.raises(OperatorError, match="a detector gave"):
            as_it_is("wrong", Wrong(value), pool)


def test_without_a_harmless_corpus_no_threshold_is_set() -> None:
    with pytest.raises(OperatorError, match="no harmless corpus"):
        as_it_is("names", Names(), Pool({"btc": invented("btc")}, Settings(seed=1)))


def test_figures_of_a_detector_that_is_right(pool: Pool) -> None:
    result = outcome(leaving_out("names", Recorder(), pool))
    assert result.auc == result.auc_known == 1.0
    assert not result.unreached
    table = result.tables[-1]
    assert (table.wanted, table.recall.value, table.recall.low) == (0.10, 1.0, 1.0)
    assert table.point.alarms <= 0.10
    assert {row.corpus for row in table.rows} == set(pool.names)
    assert table.labels["PERSON"].value == 1.0
    assert all(p.recall == 1.0 for p in (*result.known.values(), *result.crossed.values()))
    assert 0 < result.calibration_error < 1


def test_crossed_thresholds_come_from_what_the_other_folds_left_out(pool: Pool) -> None:
    trial = leaving_out("names", Recorder(), pool)
    for fold, negatives in crossed(trial).calibration.items():
        foreign = [part for part in trial.scored if part.fold != fold and part.corpus in BENIGN]
        assert len(negatives) == sum(len(part.examples) for part in foreign) > 0
    fixed = as_it_is("names", Names(), pool)
    assert crossed(fixed).calibration == fixed.calibration


def test_a_threshold_from_known_text_may_not_hold_on_new_text(pool: Pool) -> None:
    trial = leaving_out("names", Recorder(), pool)
    lifted = [Scored(corpus=p.corpus, fold=p.fold, examples=p.examples, scores=p.scores + 0.95) for p in trial.scored]
    moved = Trial(detector="x", settings=trial.settings, scored=tuple(lifted), calibration=trial.calibration)
    result = outcome(moved)
    assert result.known["0.10"].alarms == 1.0
    assert result.crossed["0.10"].alarms <= 0.10
    assert result.crossed["0.10"].recall == 1.0


def shifted(trial: Trial, corpus: str, share: float = 1.0) -> Trial:
    """The same trial with a share of one corpus's texts scored as if they named somebody."""

    def raised(part: Scored) -> Scored:
        found = part.scores.copy()
        found[: round(share * len(found))] = 1.0
        return replace(part, scores=found)

    return replace(trial, scored=tuple(raised(part) if part.corpus == corpus else part for part in trial.scored))


def test_one_corpus_may_not_have_much_more_than_its_share_of_false_alarms(pool: Pool) -> None:
    result = outcome(shifted(leaving_out("names", Recorder(), pool), "gsm8k", 0.3))
    best = result.together["0.10"]
    assert best.alarms <= 0.10
    assert 0.2 < best.worst < 0.4
    assert result.unreached == (0.05, 0.10)
    assert outcome(shifted(leaving_out("names", Recorder(), pool), "gsm8k", 0.15)).unreached == (0.05,)


def test_a_corpus_full_of_false_alarms_leaves_the_rate_unreached(pool: Pool) -> None:
    result = outcome(shifted(leaving_out("names", Recorder(), pool), "gsm8k"))
    assert result.unreached == (0.05, 0.10)
    assert not result.together
    assert result.known["0.10"].worst == 1.0
    public = outcome(shifted(leaving_out("names", Recorder(), pool), "presidio"))
    assert not public.unreached, "harmless examples of PII corpora do not count among the false positives"


@pytest.mark.parametrize(("share", "recall"), [(0.15, 1.0), (0.3, 0.0)])
def test_one_threshold_for_all_keeps_to_the_bound_on_each_corpus(pool: Pool, share: float, recall: float) -> None:
    result = outcome(shifted(leaving_out("names", Recorder(), pool), "gsm8k", share))
    table = result.single[-1]
    assert (table.wanted, table.recall.value) == (0.10, recall)
    assert table.point.alarms <= 0.10
    assert table.point.worst <= WORST


def test_curves_are_of_corpora_with_something_sensitive(pool: Pool) -> None:
    assert set(curves(as_it_is("names", Names(), pool))) == set(PII)


def test_tables_json_and_plot_hold_no_text(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    monkeypatch.setattr(evaluate, "load", lambda data, names: ({n: invented(n) for n in (*PII, *BENIGN)}, ()))
    settings = Settings(seed=1, cap=50)
    found = evaluate.evaluate(tmp_path, settings, trainers={"learns": Recorder()}, detectors={"fixed": Names()})
    evaluate.show(Console(width=200), found)
    shown = capsys.readouterr().out
    for word in ("learns", "fixed", "presidio", "PERSON"):
        assert word in shown
    assert "Ada" not in shown
    paths = evaluate.write(tmp_path / "out", found)
    assert [p.suffix for p in paths] == [".json", ".json", ".png"] * 2
    assert paths[2].read_bytes().startswith(b"\x89PNG")
    assert "Ada" not in paths[1].read_text()
    whole = json.loads(paths[0].read_text())
    assert whole["settings"]["seed"] == 1
    assert whole["versions"]["numpy"] == np.__version__
    assert "Ada" not in paths[0].read_text()
    again = evaluate.evaluate(tmp_path, settings, trainers={"learns": Recorder()}, detectors={})
    assert report.as_json(*again.results[0]) == report.as_json(*found.results[0])


def test_the_catalogue_marks_the_corpora_of_the_wanted_figures() -> None:
    assert {c.name for c in BY_NAME.values() if c.target and c.kind == "pii"} == {
        *("presidio", "pupa", "tau_bench", "privacylens", "wnut17", "btc")
    }
    assert {c.name for c in BY_NAME.values() if c.target and c.kind == "benign"} == {
        *("gsm8k", "bbh", "humaneval", "mtbench", "self_instruct", "awesome_prompts", "bfcl_tools", "arena_hard")
    }
