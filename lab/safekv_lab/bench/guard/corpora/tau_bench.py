"""tau-bench: conversations of customers with an airline's or a shop's agent, and the records behind them.

Synthetic customers. A conversation's messages keep their roles, and a call of a tool is written as
`name(arguments)`. The airline's policy heads every trajectory: role system, no customer, a group of its own.
A group is a customer; trajectories and records of one customer are in the same group.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.guard.corpora.tau_values import Values, values_of
from safekv_lab.bench.guard.document import Document, Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FOLDER = "pii_tau_bench"
TRAJECTORIES = "historical_trajectories/gpt-4o-airline.json.gz"
FEW_SHOT = ("MockAirlineDomainEnv-few_shot.jsonl", "MockRetailDomainEnv-few_shot.jsonl.gz")
_TURN = re.compile(r"^(user|assistant|tool): ", re.MULTILINE)


def values(data: Path) -> Values:
    """Return the closed world of both domains."""
    users, reservations, orders = _records(data / FOLDER)
    return values_of(users, reservations, orders)


def read(data: Path) -> Iterator[Document]:
    """Yield the messages of the recorded trajectories, then those of the few-shot dialogues."""
    known = values(data)
    for run in files.parsed(data / FOLDER / TRAJECTORIES):
        name, customer = f"task{run['task_id']}-trial{run['trial']}", run["info"]["task"]["user_id"]
        messages = [(message["role"], _text(message)) for message in run["traj"]]
        yield from _conversation(name, customer, messages, known)
    for file in FEW_SHOT:
        for number, record in enumerate(files.lines(data / FOLDER / "few_shot_data" / file)):
            shown = record["messages_display"]
            name = f"{file.partition('-')[0]}-{number}"
            messages = [turn for turn in turns(shown) if turn[1] not in ("", "None")]
            yield from _conversation(name, known.customer_in(shown) or name, messages, known)


def read_records(data: Path) -> Iterator[Document]:
    """Yield the records of users, reservations and orders as a tool would return them."""
    users, reservations, orders = _records(data / FOLDER)
    known = values_of(users, reservations, orders)
    of_customer = {number: record["user_id"] for number, record in (*reservations.items(), *orders.items())}
    for number, record in (*users.items(), *reservations.items(), *orders.items()):
        text = json.dumps(record)
        yield Document(
            corpus="tau_records",
            id=number,
            group=of_customer.get(number, number),
            role=Role.TOOL,
            text=text,
            spans=known.spans(text),
            doubtful=known.doubtful(text),
        )


def turns(shown: str) -> list[tuple[str, str]]:
    """Return role and text of each turn of a dialogue that is written as `role: text` lines."""
    marks = list(_TURN.finditer(shown))
    ends = [mark.start() for mark in marks[1:]] + [len(shown)]
    return [(mark.group(1), shown[mark.end() : end].strip()) for mark, end in zip(marks, ends, strict=True)]


def _conversation(name: str, customer: str, messages: list[tuple[str, str]], known: Values) -> Iterator[Document]:
    heard = known.heard_in("\n".join(text for _, text in messages))
    for number, (role, text) in enumerate(messages):
        if text:
            yield Document(
                corpus="tau_bench",
                id=f"{name}:{number}",
                group="policy" if role == "system" else customer,
                role=Role(role),
                text=text,
                spans=heard.spans(text),
                doubtful=heard.doubtful(text),
            )


def _text(message: dict[str, Any]) -> str:
    calls = [call["function"] for call in message.get("tool_calls") or ()]
    return "\n".join(filter(None, [message["content"], *(f"{call['name']}({call['arguments']})" for call in calls)]))


def _records(folder: Path) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    users = {
        **files.parsed(folder / "airline/data/users.json.gz"),
        **files.parsed(folder / "retail/data/users.json.gz"),
    }
    reservations = files.parsed(folder / "airline/data/reservations.json.gz")
    return users, reservations, files.parsed(folder / "retail/data/orders.json.gz")
