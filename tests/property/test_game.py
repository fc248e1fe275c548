"""The game: the attacker's own accounts get a guess released; that does not help it to see the victim use it."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("vllm")

from tests.mutation.faults import faults_of_the_engine
from tests.worlds.game import run

pytestmark = pytest.mark.engine

GAMES = 60


@pytest.mark.parametrize("partition", ["plain", "fair", "strict"])
def test_nobody_wins(partition: str, tmp_path: Path) -> None:
    """Stronger than an interval: every game looks the same, so there is nothing to learn from."""
    result = run(tmp_path, GAMES, seed=1, partition=partition)
    assert result.released == GAMES, "the guess was not released: the test proves nothing"
    assert result.views == 1, result
    low, high = result.interval
    assert low <= 0 <= high, result


@pytest.mark.parametrize("partition", ["plain", "fair"])
def test_where_a_hit_takes_no_memory_the_attacker_wins(partition: str, tmp_path: Path) -> None:
    """`ledger.memory: saved`: what is left of the attacker's own prompts tells it who used the guess, without fail."""
    result = run(tmp_path, GAMES, seed=1, partition=partition, memory="saved")
    assert result.released == GAMES
    assert result.advantage > 0.9, result


def test_without_residency_the_attacker_wins(tmp_path: Path) -> None:
    """The positive control: the same attacker, the same games, and units that are not pinned."""
    with faults_of_the_engine.released_units_need_not_be_resident():
        result = run(tmp_path, GAMES, seed=1)
    assert result.released == GAMES
    assert result.advantage > 0.9, result
