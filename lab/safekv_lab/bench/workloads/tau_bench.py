"""Recorded airline agents of tau-bench, replayed: the policy is public, the customers are not.

Source: github.com/sierra-research/tau-bench (MIT), `historical_trajectories/gpt-4o-airline.json`, 50 tasks in 4
trials each. The trials of a task concern the same customer and go to different tenants, so the same private data
stand in several tenants' prompts. Trials word their openings differently, and a shared prefix cache leaks where
they agree, so the tasks whose trials agree longest from the start come first. There are no tool definitions.
"""

from __future__ import annotations

import gzip
import itertools
import json
from collections import defaultdict
from typing import TYPE_CHECKING

from safekv.errors import OperatorError
from safekv_lab.bench.workloads.workload import MAX_TOKENS, Declared, Json, Request, Workload, interleave, turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

TRAJECTORIES = "historical_trajectories/gpt-4o-airline.json.gz"
TENANTS = ("skyline", "aerobay", "transmeridian", "polaris")
MAX_CHARACTERS = 19_000
"""Longest request, policy included: fits into 8,192 tokens of the small model."""


def build(
    directory: Path,
    *,
    trajectories: int = 32,
    max_turns: int = 12,
    max_characters: int = MAX_CHARACTERS,
    max_tokens: int = MAX_TOKENS,
) -> Workload:
    """Load `trajectories` recorded conversations from the data set in `directory`, one request per assistant turn.

    A conversation ends after `max_turns` requests, or before a request gets longer than `max_characters`.
    Raises OperatorError where the data are missing or not what they should be.
    """
    tasks = _read(directory / TRAJECTORIES)
    recorded = sum(map(len, tasks.values()))
    if not len(TENANTS) <= trajectories <= recorded:
        raise OperatorError(
            f"{directory}: {len(TENANTS)} to {recorded} trajectories can be replayed, not {trajectories}"
        )
    policy = next(iter(tasks.values()))[0][0]
    declared = Declared(name="airline-policy", messages=(policy,))
    by_tenant: dict[str, list[Request]] = {name: [] for name in TENANTS}
    chosen = ((task, trial, messages) for task in _by_agreement(tasks) for trial, messages in enumerate(tasks[task]))
    for task, trial, messages in itertools.islice(chosen, trajectories):
        tenant = TENANTS[trial % len(TENANTS)]
        dialogue = messages[1:]
        asked = turns(
            tenant=tenant,
            session=f"task{task}-trial{trial}",
            declared=declared,
            dialogue=dialogue,
            max_tokens=max_tokens,
        )
        by_tenant[tenant] += [r for r in asked[:max_turns] if len(json.dumps(r.messages)) <= max_characters]
    return Workload(name="tau-bench-airline", declared=declared, requests=interleave(by_tenant))


def _read(path: Path) -> dict[int, list[list[Json]]]:
    """Return the messages of each trial by task."""
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            runs = json.load(file)
        tasks: dict[int, list[list[Json]]] = defaultdict(list)
        for run in sorted(runs, key=lambda run: (run["task_id"], run["trial"])):
            tasks[run["task_id"]].append([_clean(message) for message in run["traj"]])
    except FileNotFoundError:
        raise OperatorError(f"{path}: not found; --data names the folder of the tau-bench data set") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(f"{path}: not the tau-bench trajectories: {type(error).__name__}") from error
    policies = {messages[0]["content"] for trials in tasks.values() for messages in trials if messages}
    if len(policies) != 1:
        raise OperatorError(f"{path}: one policy at the head of all trajectories was expected, not {len(policies)}")
    return dict(tasks)


def _clean(message: Json) -> Json:
    kept = {key: message[key] for key in ("role", "tool_calls", "tool_call_id", "name") if message.get(key)}
    return {**kept, "content": message["content"] or ""}


def _by_agreement(tasks: dict[int, list[list[Json]]]) -> list[int]:
    """Return the tasks, those first whose trials have the longest common beginning (of any two of them)."""

    def agreement(task: int) -> int:
        texts = [json.dumps([(m["role"], m["content"]) for m in messages]) for messages in tasks[task]]
        return max((_common(a, b) for a, b in itertools.combinations(texts, 2)), default=0)

    return sorted(tasks, key=lambda task: (-agreement(task), task))


def _common(a: Sequence[object], b: Sequence[object]) -> int:
    return next((place for place, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
