"""LMCache's agent traces: logs of whole prompts and answers, 25 conversations of Magentic agents, 24 of tau-bench.

Source: github.com/LMCache/lmcache-agent-trace (Apache-2.0). A record has its time in microseconds, the conversation,
the whole prompt and the answer. Conversations were recorded one after the other or a few at a time, on no server in
particular: their times say how fast an agent goes on, not how many there are. Records without a prompt, 53 of 746,
are left out.
"""

from __future__ import annotations

import json
import random
import tarfile
from typing import TYPE_CHECKING, Any

from safekv.errors import OperatorError
from safekv_lab.bench.traces.call import Call
from safekv_lab.bench.traces.prefixes import Prefixes
from safekv_lab.bench.traces.tenancy import Tenancy

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

FOLDER = "trace_lmcache_mag_tau"
AGENTS = {"magagent": "\n\nassistant: ", "taubench": "\n\n"}
"""The recorded agents, and what each writes between a prompt and the answer when it goes on."""

BLOCK_WORDS = 64


def read(
    data: Path,
    agent: str,
    *,
    tenants: int | None = None,
    skew: float = 1.0,
    seed: int = 0,
    tokenize: Callable[[str], Sequence[Hashable]] = str.split,
    block_tokens: int = BLOCK_WORDS,
) -> list[Call]:
    """Read the log of one of `AGENTS`, in order of time; blocks are of 64 words, or of what `tokenize` gives.

    Each conversation has a tenant of its own, or is one of `tenants` by Zipf's law (see `Tenancy`). Nothing is
    public: the log does not say (see `popular`).
    Raises OperatorError where the file is missing or not what it should be.
    """
    path = data / FOLDER / f"{agent}.tar.xz"
    records = _records(path)
    tenancy = Tenancy(random.Random(seed), tenants=tenants, skew=skew)
    prefixes = Prefixes(block_tokens)
    began = records[0][0] if records else 0
    calls = []
    for stamp, session, prompt, answer in records:
        tokens = tokenize(prompt)
        after = tokenize(prompt + AGENTS[agent] + answer)
        blocks = prefixes.ids(tokens)
        calls.append(
            Call(
                time=(stamp - began) / 1e6,
                tenant=tenancy.of(session),
                session=session,
                blocks=blocks,
                block_tokens=block_tokens,
                prompt_tokens=len(tokens),
                output_tokens=max(len(after) - len(tokens), 0),
                generated=prefixes.ids(after)[len(blocks) :],
            )
        )
    return calls


def _records(path: Path) -> list[tuple[int, str, str, str]]:
    """Time in microseconds, conversation, prompt and answer of each request, in order."""
    try:
        with tarfile.open(path, "r:xz") as archive:
            files = [archive.extractfile(member) for member in archive if member.name.endswith(".jsonl")]
            texts = [file.read().decode() for file in files if file is not None]
        records = [_record(json.loads(line)) for text in texts for line in text.split("\n") if line.strip()]
        return sorted(record for record in records if record[2].strip())
    except FileNotFoundError:
        raise OperatorError(f"{path}: not found; the data directory holds the folders of the data sets") from None
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise OperatorError(f"{path}: not LMCache's agent trace: {type(error).__name__}") from error


def _record(record: dict[str, Any]) -> tuple[int, str, str, str]:
    return int(record["timestamp"]), str(record["session_id"]), str(record["input"]), str(record["output"] or "")
