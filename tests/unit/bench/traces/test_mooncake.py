"""Mooncake's trace: full blocks, conversations and answers as they are inferred."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from safekv.errors import OperatorError
from safekv_lab.bench.traces import mooncake
from safekv_lab.bench.traces.describe import describe
from tests.unit.bench.traces.sources import DATA, write_mooncake


def row(blocks: Sequence[int], *, rest: int = 0, output: int = 10, time: int = 0) -> dict[str, Any]:
    """A line whose prompt has these blocks, and a last one that is not full if there is a rest of tokens."""
    hashes = [*blocks, 1000 + time] if rest else [*blocks]
    return {"timestamp": time, "input_length": 512 * len(blocks) + rest, "output_length": output, "hash_ids": hashes}


def test_a_last_block_that_is_not_full_has_no_id(tmp_path: Path) -> None:
    (found,) = mooncake.read(write_mooncake(tmp_path, [row([0, 1], rest=7, time=1500)]))
    assert found.blocks == (0, 1)
    assert (found.time, found.prompt_tokens, found.output_tokens, found.public) == (1.5, 1031, 10, 1)


def test_a_request_continues_the_one_whose_prompt_ends_at_its_deepest_block(tmp_path: Path) -> None:
    rows = [row([0, 1]), row([0, 2]), row([0, 1, 3]), row([0, 1, 3, 4]), row([0, 1, 5]), row([0, 9])]
    sessions = [found.session for found in mooncake.read(write_mooncake(tmp_path, rows))]
    assert sessions[0] == sessions[2] == sessions[3] == sessions[4]
    assert len(set(sessions)) == 3


def test_the_block_that_nearly_all_begin_with_continues_nobody(tmp_path: Path) -> None:
    first, second = mooncake.read(write_mooncake(tmp_path, [row([0]), row([0, 1])]))
    assert first.session != second.session


def test_an_answer_fills_the_blocks_that_its_continuation_has_in_its_place(tmp_path: Path) -> None:
    rows = [row([0, 1], rest=100, output=1024), row([0, 1, 2, 3, 4], output=512)]
    first, second = mooncake.read(write_mooncake(tmp_path, rows))
    assert first.generated == (2, 3), "the last 100 tokens of the answer fill no block"
    assert second.generated == (5,), "nobody goes on: an id that occurs nowhere else"


def test_tenants_are_one_per_conversation_or_as_many_as_asked(tmp_path: Path) -> None:
    data = write_mooncake(tmp_path, [row([0, number]) for number in range(1, 200)])
    assert len({found.tenant for found in mooncake.read(data)}) == 199
    few = mooncake.read(data, tenants=3, seed=1)
    assert len({found.tenant for found in few}) == 3
    assert few == mooncake.read(data, tenants=3, seed=1)
    assert few != mooncake.read(data, tenants=3, seed=2)


def test_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="not Mooncake's trace: KeyError"):
        mooncake.read(write_mooncake(tmp_path, [{"timestamp": 0}]))
    with pytest.raises(OperatorError, match="not found"):
        mooncake.read(tmp_path / "elsewhere")


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared/data")
def test_the_real_trace_is_the_published_one() -> None:
    calls = mooncake.read(DATA)
    found = describe(calls)
    assert (found.requests, found.blocks, found.prompt_tokens) == (12_031, 276_491, 144_793_823)
    assert [call.time for call in calls] == sorted(call.time for call in calls)
    assert found.own == pytest.approx(0.338, abs=0.001)
    assert found.public + found.foreign == pytest.approx(0.053, abs=0.001)
