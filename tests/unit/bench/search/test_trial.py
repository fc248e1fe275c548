"""The measuring itself: workload, contenders, and that a contender that answers wrongly is not measured."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from safekv.errors import EngineError
from safekv_lab.bench.search import trial
from safekv_lab.bench.search.contender import Blocks
from safekv_lab.bench.search.workload import BLOCK_TOKENS, Workload

SMALL = Workload(prefixes=3, shared=20, prompts=12, own=30, longest=90)


def test_a_workload_holds_as_many_distinct_blocks_as_it_says() -> None:
    keys = {key.tobytes() for prompt in range(SMALL.prompts + 1) for key in SMALL.keys(prompt)}
    assert len(keys) == SMALL.distinct == sum(map(SMALL.new_blocks, range(SMALL.prompts + 1)))


def test_prompts_share_the_prefix_and_nothing_else_in_keys_as_in_tokens() -> None:
    def common(first: Sequence[Any], second: Sequence[Any]) -> int:
        return next((at for at, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), len(first))

    def named(prompt: int) -> list[bytes]:
        return [key.tobytes() for key in SMALL.keys(prompt)]

    for other, shared in ((0, 50), (1, 0), (3, 20), (12, 20)):
        assert common(named(0), named(other)) == shared
        assert common(SMALL.tokens(0), SMALL.tokens(other)) // BLOCK_TOKENS == shared
    assert len(SMALL.tokens(0)) == SMALL.length * BLOCK_TOKENS
    assert replace(SMALL, seed=1).keys(0).tobytes() != SMALL.keys(0).tobytes()


@pytest.mark.parametrize("name", [trial.OURS, trial.LENGTH, "safekv-aged", "safekv-shuffled"])
def test_every_way_of_searching_is_checked_and_measured(name: str) -> None:
    found = trial.run(name, SMALL, rounds=2)
    assert found.entries == SMALL.distinct
    assert [len(found.rounds), len(found.beside)] == [2, 0 if name == trial.OURS else 2]
    for figures in (*found.rounds, *found.beside):
        assert figures.hot.keys() == {"64", "512", "4096"}
        assert min(*figures.hot.values(), figures.fresh, figures.batch, found.insert) > 0
    assert found.reserved is not None


@pytest.mark.engine
def test_the_engines_own_lookup_is_checked_and_measured() -> None:
    found = trial.run("vllm", SMALL, rounds=1)
    assert found.reserved is None
    assert len(found.beside) == 1


class Short(Blocks):
    """Finds one block too few."""

    def match(self, query: Any) -> int:
        return max(0, super().match(query) - 1)


class Careless(Blocks):
    """Answers batches with the first prompt's answer."""

    def match_batch(self, queries: Sequence[Any]) -> list[int]:
        return super().match_batch(queries[:1]) * len(queries)


class Eager(Blocks):
    """Finds everything."""

    def match(self, query: Any) -> int:
        return len(query)


@pytest.mark.parametrize("kind", [Short, Careless, Eager])
def test_a_contender_that_errs_is_not_measured(kind: type[Blocks], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(trial.CONTENDERS, "planted", f"{__name__}:{kind.__name__}")
    with pytest.raises(EngineError, match="planted"):
        trial.run("planted", SMALL, rounds=1)


def test_the_module_prints_its_result(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    order = {"contender": trial.OURS, "rounds": 1, "workload": {"prompts": 3, "prefixes": 1, "longest": 600}}
    monkeypatch.setattr(sys, "argv", ["trial", json.dumps(order)])
    trial.main()
    assert json.loads(capsys.readouterr().out)["contender"] == trial.OURS
