"""Replicas, requests and prices that are easy to reckon with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safekv.types import Mode
from safekv_lab.bench.traces.call import Call
from safekv_lab.simulator.cost import CostModel
from safekv_lab.simulator.simulation import Setting
from tests.unit.bench.traces.sources import call

BLOCK = 4

PLAIN_COST = CostModel(frontend=0.0, text=0.0, step=1.0, prefill=0.0, attention=0.0, decode=0.0, context=0.0)
"""Every step takes a second, whatever it does."""


def cost(**parts: float) -> CostModel:
    """The plain cost with other parts."""
    given = {"frontend": 0.0, "text": 0.0, "step": 1.0, "prefill": 0.0, "attention": 0.0, "decode": 0.0, "context": 0.0}
    return CostModel(**{**given, **parts})


def setting(mode: Mode = Mode.ISOLATE, **fields: Any) -> Setting:
    return Setting(**{"mode": mode, "blocks": 100, "block_tokens": BLOCK, **fields})


def asked(blocks: Sequence[int], *, output: int = 1, rest: int = 1, **fields: Any) -> Call:
    """A request whose prompt is `rest` tokens longer than its full blocks."""
    return call(blocks, prompt_tokens=BLOCK * len(blocks) + rest, output_tokens=output, **fields)
