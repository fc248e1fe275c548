"""Mooncake's conversation trace: an hour of a chat service, 12,031 requests, blocks of 512 tokens.

Source: github.com/kvcache-ai/Mooncake (Apache-2.0), `FAST25-release/traces/conversation_trace.jsonl`; Qin et al.,
"Mooncake" (FAST 2025). A request has the hashes of its blocks, no text, no user and no conversation.

**Conversations** are inferred: a request continues the one whose prompt ends at its deepest block, provided that this
is not its first block, which nearly all requests share. **Generated blocks** are inferred from the request that
continues: its blocks up to the number of tokens that prompt and answer have. Where nobody continues, the answer's
blocks get ids that never occur again.

The trace also counts a last block that is not full; here it has no id (see `Call`). So the ideal hit rate is that of
full blocks, 38.2 %, not the 36.6 % of all blocks.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safekv.errors import OperatorError
from safekv_lab.bench.guard.corpora import files
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.tenancy import Tenancy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

FILE = "trace_mooncake_conversation/conversation_trace.jsonl.gz"
BLOCK_TOKENS = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line of the trace. Time in seconds."""

    time: float
    prompt_tokens: int
    output_tokens: int
    blocks: tuple[int, ...]


def read(data: Path, *, tenants: int | None = None, skew: float = 1.0, seed: int = 0) -> list[Call]:
    """Read the trace from the data directory, in order of time. The first block, common to nearly all, is public.

    Each conversation has a tenant of its own, or is one of `tenants` by Zipf's law (see `Tenancy`).
    Raises OperatorError where the file is missing or not what it should be.
    """
    path = data / FILE
    try:
        rows = [_row(record) for record in files.lines(path)]
    except (KeyError, TypeError, ValueError) as error:
        raise OperatorError(f"{path}: not Mooncake's trace: {type(error).__name__}") from error
    tenancy = Tenancy(random.Random(seed), tenants=tenants, skew=skew)
    sessions, continued = _conversations(rows)
    fresh = 1 + max((block for row in rows for block in row.blocks), default=0)
    calls = []
    for number, row in enumerate(rows):
        generated, fresh = _generated(row, rows, continued.get(number), fresh)
        calls.append(
            Call(
                time=row.time,
                tenant=tenancy.of(sessions[number]),
                session=sessions[number],
                blocks=row.blocks,
                block_tokens=BLOCK_TOKENS,
                prompt_tokens=row.prompt_tokens,
                output_tokens=row.output_tokens,
                public=int(row.blocks[:1] == (0,)),
                generated=generated,
            )
        )
    return calls


def _row(record: dict[str, Any]) -> _Row:
    tokens = int(record["input_length"])
    return _Row(
        time=record["timestamp"] / 1000,
        prompt_tokens=tokens,
        output_tokens=int(record["output_length"]),
        blocks=tuple(record["hash_ids"][: tokens // BLOCK_TOKENS]),
    )


def _conversations(rows: Sequence[_Row]) -> tuple[list[str], dict[int, int]]:
    """The conversation of each row, and for each row that is continued the first row that does so."""
    ends: dict[int, int] = {}
    sessions: list[str] = []
    continued: dict[int, int] = {}
    conversations = 0
    for number, row in enumerate(rows):
        before = next((ends[block] for block in reversed(row.blocks[1:]) if block in ends), None)
        if before is None:
            sessions.append(f"conversation-{conversations}")
            conversations += 1
        else:
            sessions.append(sessions[before])
            continued.setdefault(before, number)
        if row.blocks:
            ends[row.blocks[-1]] = number
    return sessions, continued


def _generated(row: _Row, rows: Sequence[_Row], continued: int | None, fresh: int) -> tuple[tuple[int, ...], int]:
    """The blocks of the answer, and the next id that is free."""
    held = len(row.blocks)
    end = (row.prompt_tokens + row.output_tokens) // BLOCK_TOKENS
    known = rows[continued].blocks[held:end] if continued is not None else ()
    missing = end - held - len(known)
    return (*known, *range(fresh, fresh + missing)), fresh + missing
