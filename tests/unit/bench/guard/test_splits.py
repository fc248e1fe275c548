"""Groups stay whole, relatives are left out together, and the draw never changes."""

from __future__ import annotations

from collections import Counter

from safekv_lab.bench.guard.corpora.catalogue import BY_NAME, Kind
from safekv_lab.bench.guard.splits import Part, leave_one_out, part_of
from tests.unit.bench.guard.corpus import document

FIRST = [16, 23]
"""Of groups 0 to 23, those that were drawn for the test part."""


def test_a_group_is_in_one_part_across_its_family() -> None:
    for group in map(str, range(50)):
        parts = {
            part_of(document(f"t{n}", corpus=c, group=group)) for n in range(3) for c in ("tau_bench", "tau_records")
        }
        assert len(parts) == 1


def test_parts_have_their_shares_and_stay_as_they_are() -> None:
    drawn = Counter(part_of(document("t", group=str(n))) for n in range(4000))
    assert abs(drawn[Part.TEST] / 4000 - 0.2) < 0.03
    assert abs(drawn[Part.CALIBRATION] / 4000 - 0.2) < 0.03
    first = [n for n in range(24) if part_of(document("t", group=str(n))) is Part.TEST]
    assert first == FIRST, "another draw would show the test part to whoever saw the old one"


def test_each_corpus_is_unseen_once_and_with_its_relatives() -> None:
    folds = leave_one_out(BY_NAME)
    unseen = [name for fold in folds for name in fold.unseen]
    assert sorted(unseen) == sorted(BY_NAME)
    for fold in folds:
        families = {BY_NAME[name].family for name in fold.unseen}
        assert {c.name for c in BY_NAME.values() if c.family in families} == set(fold.unseen)
        assert sum(BY_NAME[name].kind is Kind.PII for name in fold.unseen) <= 2
    tweets = next(fold for fold in folds if "btc" in fold.unseen)
    assert "wnut17" in tweets.unseen
    assert not tweets.may_train(BY_NAME["wnut17"])


def test_a_fold_neither_trains_nor_calibrates_on_the_unseen() -> None:
    for fold in leave_one_out(BY_NAME):
        for name in fold.unseen:
            assert not fold.may_train(BY_NAME[name])
            assert not fold.may_calibrate(BY_NAME[name])
        assert not fold.may_train(BY_NAME["bbh"])
        assert not any(fold.may_calibrate(corpus) for corpus in BY_NAME.values() if corpus.kind is not Kind.BENIGN)


def test_without_anything_sensitive_there_is_no_fold() -> None:
    assert leave_one_out(["gsm8k", "wikigold"]) == []
