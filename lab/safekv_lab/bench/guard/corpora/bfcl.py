"""Berkeley function calling: what users ask for, and the tools' descriptions. Benign by source.

The five memory_prereq narratives are private people's stories without gold: never read. A group is the name of the
first tool of a record (records about one tool resemble each other), of a multi-turn tool its file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.document import Document, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "benign_bfcl"
PATTERN = "BFCL_v4_*.json*"
TOOL_DOCS = "multi_turn_func_doc"


def records(data: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of the eleven files of questions."""
    for path in sorted((data / FOLDER).glob(PATTERN)):
        yield from files.lines(path)


def read_questions(data: Path) -> Iterator[Document]:
    """Yield the users' messages, each text once: the long-context file repeats the one before it."""
    seen: set[str] = set()
    for record in records(data):
        messages = [message for turn in record["question"] for message in turn]
        for number, message in enumerate(messages):
            text = message["content"]
            if text and text not in seen:
                seen.add(text)
                yield Document(
                    corpus="bfcl_questions",
                    id=f"{record['id']}:{number}",
                    group=_group(record),
                    role=Role(message["role"]),
                    text=text,
                )


def read_tools(data: Path) -> Iterator[Document]:
    """Yield the description of every tool, as JSON, each text once."""
    seen: set[str] = set()
    for record in records(data):
        for number, tool in enumerate(record.get("function", ())):
            text = json.dumps(tool)
            if text not in seen:
                seen.add(text)
                name = f"{record['id']}:{number}"
                yield Document(corpus="bfcl_tools", id=name, group=tool["name"], role=Role.SYSTEM, text=text)
    for path in sorted((data / FOLDER / TOOL_DOCS).glob("*.json")):
        for number, tool in enumerate(files.lines(path)):
            name = f"{path.stem}:{number}"
            yield Document(corpus="bfcl_tools", id=name, group=path.stem, role=Role.SYSTEM, text=json.dumps(tool))


def _group(record: dict[str, Any]) -> str:
    tools = record.get("function")
    if tools:
        return str(tools[0]["name"])
    return ",".join(record.get("involved_classes", ())) + ":" + str(record["id"]).rpartition("_")[2]
