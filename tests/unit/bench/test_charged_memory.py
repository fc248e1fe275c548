"""What a voted prefix saves where memory is short: `isolate`, charged memory and memory saved, in this order."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("vllm")

from safekv_lab.scheduler import charged
from safekv_lab.simulator.cost import SMALL_ON_CPU

pytestmark = pytest.mark.engine


def test_where_memory_is_short_a_vote_saves_prefill_and_saved_memory_saves_more(tmp_path: Path) -> None:
    load = charged.Workload(tenants=6, turns=3, prefix=16, said=48, seed=0)
    rows = charged.measure(tmp_path, load, parts=[0.5], of_step=SMALL_ON_CPU.of_step, progress=lambda _: None)
    assert [row.arrangement for row in rows] == ["isolate", "charged", "saved"]
    isolate, copied, saved = (row.cached_tokens for row in rows)
    assert isolate < copied < saved
    assert len({row.prompt_tokens for row in rows}) == 1
    assert rows[0].requests_per_second < rows[1].requests_per_second < rows[2].requests_per_second
