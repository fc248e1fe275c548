"""Each baseline finds what it is made for; one that is not installed is a value with its reason."""

from __future__ import annotations

import importlib

import pytest

from safekv_lab.bench.guard.baselines import detect_secrets, linear, presidio
from safekv_lab.bench.guard.baselines.capitals import CapitalPairs
from safekv_lab.bench.guard.baselines.optional import SkippedBaseline
from safekv_lab.bench.guard.chunks import unit
from safekv_lab.bench.guard.evaluate import baselines
from tests.unit.bench.guard.corpus import document

NAMES = ("Ada Quirke", "Ivo Brandt", "Uma Odell", "Ned Farrow", "Zoe Marsh")


def test_capital_pairs_are_counted() -> None:
    assert CapitalPairs().score(["no pair", "by Ada Quirke", "Ada Quirke and Ivo Brandt"]) == [0, 1 / 2, 2 / 3]
    assert CapitalPairs().score([]) == []


def test_the_linear_model_learns_and_is_the_same_for_a_seed() -> None:
    pytest.importorskip("sklearn")
    trainer = linear.trainer()
    assert not isinstance(trainer, SkippedBaseline)
    positive = [unit(document(f"Please ask {name} about page {n}.", name)) for name in NAMES for n in range(6)]
    negative = [unit(document(f"Please ask about page {n} of the {k} book.")) for k in "abcde" for n in range(6)]
    one, two = (trainer.train(positive + negative, seed=3) for _ in range(2))
    asked = ["Please ask Ada Quirke.", "Please ask about page 9 of the a book."]
    known, unknown = one.score(asked)
    assert known > 0.5 > unknown
    assert one.score(asked) == two.score(asked)
    assert one.score([]) == []


def test_presidio_finds_patterns_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("presidio_analyzer")

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("a baseline reached for the network")

    monkeypatch.setattr("socket.getaddrinfo", refuse)
    found = presidio.detector()
    assert not isinstance(found, SkippedBaseline)
    texts = ["Nothing here.", "Mail ada.quirke@quarry.co.uk", "4111 1111 1111 1111", "on 2024-05-03, see https://a.com"]
    assert found.score(texts) == [0.0, 1.0, 1.0, 0.0]


def test_detect_secrets_finds_a_key_and_no_prose() -> None:
    pytest.importorskip("detect_secrets")
    found = detect_secrets.detector()
    assert not isinstance(found, SkippedBaseline)
    key = "AKIA" + "QWERTYUIOPASDFGH"  # in two pieces, for the scanners of repositories
    assert found.score(["Nothing here.", f"key = '{key}'\n", "extraordinarily"]) == [0.0, 0.5, 0.0]


def test_what_is_not_installed_is_skipped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name.partition(".")[0])

    monkeypatch.setattr("safekv_lab.bench.guard.baselines.optional.importlib.import_module", absent)
    trainers, detectors, skipped = baselines()
    assert not trainers
    assert list(detectors) == ["capital-pairs"]
    assert {(s.name, s.reason) for s in skipped} == {
        ("linear", "sklearn is not installed"),
        ("presidio-patterns", "presidio_analyzer is not installed"),
        ("detect-secrets", "detect_secrets is not installed"),
    }
    monkeypatch.undo()
    assert importlib.import_module("json")
    assert [list(x) for x in baselines(["capital-pairs"])] == [[], ["capital-pairs"], []]
