"""Benign prompts: MT-bench, self-instruct, awesome-prompts, agents' templates, Arena-Hard, HH-RLHF.

Taken as harmless by source, not by reading: Arena-Hard was filtered of personal data by its authors, HH-RLHF was not
looked through and is measured apart. A group is a question, a prompt, a conversation, a template's file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from safekv.errors import OperatorError
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.document import Document, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MTBENCH = ("benign_mtbench/mt_bench_question.jsonl", "benign_mtbench/vicuna_bench_question.jsonl")
SELF_INSTRUCT = (
    "benign_self_instruct/seed_tasks.jsonl",
    "benign_self_instruct/user_oriented_instructions.jsonl",
)
AWESOME = "benign_awesome_prompts/prompts.csv"
AGENTS = "benign_agent_prompts/config"
ARENA_HARD = "chat_arena_hard_v01/arena-hard-v0.1_question.jsonl"
HH_RLHF = "chat_hh_rlhf/harmless-base_test.jsonl.gz"
SHORTEST_TEMPLATE = 8
"""Words; shorter strings of an agent's configuration are settings."""
_TURN = re.compile(r"\n\n(Human|Assistant): ?")


def read_mtbench(data: Path) -> Iterator[Document]:
    """Yield every turn of both question sets."""
    for name in MTBENCH:
        kind = name.rpartition("/")[2].partition("_")[0]
        for row in files.lines(data / name):
            group = f"{kind}:{row['question_id']}"
            for number, text in enumerate(row["turns"]):
                yield Document(corpus="mtbench", id=f"{group}:{number}", group=group, role=Role.USER, text=text)


def read_self_instruct(data: Path) -> Iterator[Document]:
    """Yield each task's instruction, with the input of its first instance."""
    for name in SELF_INSTRUCT:
        for row in files.lines(data / name):
            text = "\n".join(filter(None, [row["instruction"], row["instances"][0]["input"]]))
            yield Document(corpus="self_instruct", id=row["id"], group=row["id"], role=Role.USER, text=text)


def read_awesome(data: Path) -> Iterator[Document]:
    """Yield the prompts; they open a conversation and set the model's part."""
    for number, row in enumerate(files.rows(data / AWESOME)):
        yield Document(corpus="awesome_prompts", id=str(number), group=row["act"], role=Role.SYSTEM, text=row["prompt"])


def read_agents(data: Path) -> Iterator[Document]:
    """Yield the templates in the configuration files."""
    for path in sorted((data / AGENTS).rglob("*.yaml")):
        try:
            found = list(_strings(yaml.safe_load(files.text(path)), ""))
        except yaml.YAMLError as error:
            raise OperatorError(f"{path}: not YAML: {error}") from None
        for key, text in found:
            if len(text.split()) >= SHORTEST_TEMPLATE:
                role = Role.SYSTEM if "system" in key else Role.USER
                yield Document(corpus="agent_prompts", id=f"{path.stem}{key}", group=path.stem, role=role, text=text)


def read_arena_hard(data: Path) -> Iterator[Document]:
    """Yield the prompts."""
    for row in files.lines(data / ARENA_HARD):
        yield Document(corpus="arena_hard", id=row["uid"], group=row["cluster"], role=Role.USER, text=row["prompt"])


def read_hh_rlhf(data: Path) -> Iterator[Document]:
    """Yield the messages of the chosen dialogue of each pair."""
    for number, row in enumerate(files.lines(data / HH_RLHF)):
        _, *pieces = _TURN.split(row["chosen"])
        for turn, (who, text) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
            if text.strip():
                yield Document(
                    corpus="hh_rlhf",
                    id=f"{number}:{turn}",
                    group=_opening(row["chosen"]),
                    role=Role.USER if who == "Human" else Role.ASSISTANT,
                    text=text.strip(),
                )


def _opening(dialogue: str) -> str:
    """Return a dialogue's first message: several dialogues go on from the same one."""
    return _TURN.split(dialogue)[2].strip()


def _strings(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{key}.{name}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _strings(inner, f"{key}[{number}]")
