"""How long an engine takes for what it does. Linear in what a step computes; fitted to a real engine.

A **step** of continuous batching computes some tokens of prompts and one token of each running answer:

    step + prefill · (prompt tokens) + attention · Σ tokens · (context before them + half of them)
         + decode · (answers) + context · Σ (context of each answer)

Before it is queued, a request takes `frontend + text · (prompt tokens)`: HTTP, rendering, tokenising, and the way back.
`safekv simulate calibrate` fits the seven numbers.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from safekv.errors import OperatorError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CostModel:
    """Seconds: per request (`frontend`), per prompt token (`text`, `prefill`), per step, per pair of a prompt token and
    one before it (`attention`), per answer and step (`decode`), and that per token of its context (`context`).
    """

    frontend: float
    text: float
    step: float
    prefill: float
    attention: float
    decode: float
    context: float

    def __post_init__(self) -> None:
        if any(value < 0 for value in asdict(self).values()):
            raise ValueError("no part of the cost may be negative")
        if self.step <= 0:
            raise ValueError("a step takes some time")

    def before(self, prompt_tokens: int) -> float:
        """Seconds from sending to the engine's queue."""
        return self.frontend + self.text * prompt_tokens

    def of_step(self, *, prefill: int, pairs: float, answers: int, context: int) -> float:
        """Seconds of one step; `pairs` and `context` are the two sums above."""
        return (
            self.step + self.prefill * prefill + self.attention * pairs + self.decode * answers + self.context * context
        )

    def of_prefill(self, tokens: int, *, chunk: int) -> float:
        """Seconds to compute a prompt from its first token on, alone, `chunk` tokens per step."""
        steps = -(-tokens // chunk)
        return steps * self.step + self.prefill * tokens + self.attention * tokens * tokens / 2


SMALL_ON_CPU = CostModel(
    frontend=3.88e-2, text=1.38e-5, step=2.68e-2, prefill=5.65e-4, attention=2.11e-7, decode=9.12e-4, context=3.29e-7
)
"""The small model on one core of a shared machine that had other work as well: a slow engine, and a stand-in.

Median error of the fit 10 %, largest 36 %. Calibrate your own.
"""


def load(file: Path) -> CostModel:
    """Read a model as `safekv simulate calibrate` stores it. Raises OperatorError where it is none."""
    try:
        return CostModel(**json.loads(file.read_text())["cost"])
    except FileNotFoundError:
        raise OperatorError(f"{file}: not found; `safekv simulate calibrate --json {file}` makes it") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(f"{file}: not a cost model: {type(error).__name__}") from error
