"""Tier 3's head and the thresholds of whole units: what is put into prompts, what is learned, what is calibrated to."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("onnxruntime")
pytest.importorskip("faker")

from safekv.errors import OperatorError
from safekv.guard.models.head import WindowHead, features, save
from safekv_lab.training import head
from safekv_lab.training.head import CorpusUnit, Scored, Source
from safekv_lab.training.insertion import HARMLESS, KINDS, Inserted, insertions
from safekv_lab.training.units import Windows

HOST = "You are the assistant of a shop.\nAnswer in short sentences.\nAsk for the order number first.\n"


def test_what_is_put_in_stands_where_it_is_said_and_each_kind_comes_in_turn() -> None:
    made = insertions([HOST, HOST * 3], {"tweets": ["Ada Quirke moved"]}, private=40, harmless=9, rng=random.Random(1))
    again = insertions([HOST, HOST * 3], {"tweets": ["Ada Quirke moved"]}, private=40, harmless=9, rng=random.Random(1))
    assert made == again
    assert {each.kind for each in made} == {*KINDS, "other", "tweets", HARMLESS}
    assert sum(each.kind == HARMLESS for each in made) == 9
    for each in made:
        assert (each.text[: each.start] + each.text[each.end + 1 :]) == [HOST, HOST * 3][each.host]
        assert each.kind != "tweets" or each.text[each.start : each.end].strip() == "Ada Quirke moved"
    assert len({each.start for each in made}) > 3  # at every depth


def windows(*values: float, places: list[tuple[int, int]] | None = None) -> Windows:
    rows = np.array([[value, *[0.0] * head.FAST] for value in values], dtype=np.float32)
    spans = places or [(100 * at, 100 * at + 120) for at in range(len(values))]
    return Windows(rows=rows, places=np.array(spans))


def source(name: str, shift: float = 0.0) -> Source:
    rng = np.random.default_rng(len(name))
    harmless = tuple(windows(*(rng.normal(shift, 1, size))) for size in (1, 2, 8, 30) * 5)
    put = [Inserted(host=at % 20, kind=kind, start=10, end=90, text="") for at, kind in enumerate([*KINDS] * 5)]
    put += [Inserted(host=0, kind=HARMLESS, start=10, end=90, text="") for _ in range(5)]
    read = [windows(rng.normal(shift + (6 if each.kind != HARMLESS else 0), 1)) for each in put]
    count = len(harmless) + len(put)
    return Source(name=name, harmless=harmless, inserted=tuple(zip(put, read, strict=True)), stopped=(False,) * count)


@pytest.fixture(scope="module")
def scored() -> list[Scored]:
    corpora = [
        CorpusUnit(corpus="x", sensitive=number % 2 == 1, windows=windows(6.0 * (number % 2))) for number in range(20)
    ]
    return head.held_out([source("one"), source("second"), source("another")], corpora)


def test_a_head_tells_what_was_put_in_from_harmless_text_that_it_has_not_seen(scored: list[Scored]) -> None:
    at = head.threshold_for_vetoes(scored, 0.0, 0.05)
    assert np.mean(list(head.vetoes(scored, at, 0.0).values())) <= 0.05
    assert np.mean(list(head.found_alone(scored, at, 0.0).values())) > 0.9
    assert set(head.found_alone(scored, at, 0.0)) == set(KINDS)


def test_the_threshold_for_recall_is_the_highest_that_reaches_it(scored: list[Scored]) -> None:
    at = head.threshold_for_recall(scored, 0.0, 0.98)
    assert np.mean(list(head.found_alone(scored, at, 0.0).values())) >= 0.98
    assert np.mean(list(head.found_alone(scored, at + 1e-6, 0.0).values())) < 0.98
    assert at <= head.threshold_for_recall(scored, 0.0, 0.9)


def unit(kind: str | None, value: float, *, windows: int = 1, stopped: bool = False) -> Scored:
    return Scored(source="s", kind=kind, highest=value, alone=value, windows=windows, stopped=stopped)


def test_long_prompts_pay_for_their_windows_where_that_helps() -> None:
    short = [unit(None, 0.0), unit(None, 0.1)] * 20
    long = [unit(None, 2.0, windows=30), unit(None, 1.9, windows=30)] * 20
    private = [unit("memory", 1.0), unit("memory", 3.5, windows=30)] * 20
    assert head.best_discount([*short, *long, *private], 0.05) > 0


def test_what_a_rule_finds_is_found_and_what_it_finds_in_harmless_text_is_a_veto() -> None:
    scored = [unit("secret", -9.0, stopped=True), unit(None, -9.0, stopped=True), unit(None, -9.0)]
    assert head.found_alone(scored, 0.0, 0.0) == {"secret": 1.0}
    assert head.vetoes(scored, 0.0, 0.0) == {"s": 0.0}
    assert head.vetoes(scored, 0.0, 0.0, all_tiers=True) == {"s": 0.5}


def test_the_host_does_not_count_for_what_was_put_into_it() -> None:
    found = Scored(source="s", kind="memory", highest=5.0, alone=-5.0, windows=3, stopped=False)
    assert head.found_alone([found], 0.0, 0.0) == {"memory": 0.0}


def test_one_source_cannot_be_left_out() -> None:
    with pytest.raises(OperatorError, match="two collections"):
        head.held_out([source("only")], [])


def test_a_window_holds_what_lies_in_it_or_most_of_what_is_longer() -> None:
    three = windows(0, 0, 0, places=[(0, 120), (100, 220), (200, 320)])
    assert three.holding(105, 118).tolist() == [True, True, False]
    assert three.holding(90, 210).tolist() == [False, True, False]
    assert three.holding(10, 320).tolist() == [True, True, True]


def test_a_head_is_read_back_and_judges_each_window_by_itself(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    weights, rows = rng.normal(size=783), rng.normal(size=(50, 783))
    version = save(tmp_path / "head.npz", weights, 0.25)
    assert save(tmp_path / "again.npz", weights, 0.25) == version != save(tmp_path / "other.npz", weights, 0.5)
    read = WindowHead.load(tmp_path / "head.npz")
    assert read.version == version
    assert read.logits(rows) == pytest.approx(rows @ weights + 0.25, abs=1e-4)
    assert [float(read.logits(row[None])[0]) for row in rows] == read.logits(rows).tolist()


def test_features_of_a_window() -> None:
    tokens = np.array([[3.0, 0.0, 9.0], [-1.0, 0.0, 0.0], [-5.0, 9.0, 0.0]])
    found = features(1.5, tokens, np.array([7.0, 8.0]), -40.0)
    logit, highest, likely, possible, mean, first, second, fast, *pooled = found
    assert (logit, highest, likely, possible, mean) == (1.5, 3.0, 1, 2, -1.0)
    assert first == pytest.approx(-1 - np.log(2))
    assert second == pytest.approx(3.0, abs=1e-3)
    assert (fast, pooled) == (-16.0, [7.0, 8.0])
