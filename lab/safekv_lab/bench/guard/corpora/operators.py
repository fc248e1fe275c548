"""What operators send: whole system prompts, instructions for agents and handbooks, all of them harmless.

They are no corpus of the trials, which cut texts into chunks and split them by group: here a unit is a whole text, and
what is left out together is a source.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from safekv_lab.bench.guard.corpora import files

if TYPE_CHECKING:
    from pathlib import Path

FILE = "benign_operator_prompts/prompts.jsonl.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One whole text, and the collection that it is from."""

    source: str
    text: str = field(repr=False)


def read(data: Path, *, most: int, seed: int) -> dict[str, list[Prompt]]:
    """Return at most so many prompts of each source, drawn by the seed. Raises OperatorError where there are none."""
    found: dict[str, list[Prompt]] = defaultdict(list)
    for row in files.lines(data / FILE):
        found[row["source"]].append(Prompt(source=row["source"], text=row["text"]))
    rng = random.Random(seed)
    for _, prompts in sorted(found.items()):
        if len(prompts) > most:
            rng.shuffle(prompts)
    return {source: prompts[:most] for source, prompts in sorted(found.items())}
