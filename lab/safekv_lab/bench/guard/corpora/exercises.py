"""Benign exercises: GSM8K, BIG-Bench Hard, HumanEval. Their invented first names make them hard negatives.

BIG-Bench Hard asks in its files never to appear in training corpora: the list in `catalogue` keeps it for measuring.
A group is an exercise; of BIG-Bench Hard a task, whose examples and worked examples resemble each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.document import Document, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GSM8K = "benign_gsm8k"
BBH = "benign_bbh"
HUMANEVAL = "benign_humaneval/HumanEval.jsonl.gz"
CANARY_END = "-----\n"


def read_gsm8k(data: Path) -> Iterator[Document]:
    """Yield the questions of both parts."""
    for part in ("train", "test"):
        for number, row in enumerate(files.lines(data / GSM8K / f"{part}.jsonl.gz")):
            name = f"{part}:{number}"
            yield Document(corpus="gsm8k", id=name, group=name, role=Role.USER, text=row["question"])


def read_bbh(data: Path) -> Iterator[Document]:
    """Yield every example's input (user) and the worked examples of every task (system)."""
    for path in sorted((data / BBH / "bbh").glob("*.json")):
        for number, example in enumerate(files.parsed(path)["examples"]):
            yield Document(
                corpus="bbh", id=f"{path.stem}:{number}", group=path.stem, role=Role.USER, text=example["input"]
            )
    for path in sorted((data / BBH / "cot-prompts").glob("*.txt")):
        text = files.text(path).partition(CANARY_END)[2]
        yield Document(corpus="bbh", id=f"{path.stem}:cot", group=path.stem, role=Role.SYSTEM, text=text)


def read_humaneval(data: Path) -> Iterator[Document]:
    """Yield the prompts: signatures with docstrings."""
    for row in files.lines(data / HUMANEVAL):
        yield Document(corpus="humaneval", id=row["task_id"], group=row["task_id"], role=Role.USER, text=row["prompt"])
