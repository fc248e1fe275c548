"""Whether a JSON schema that another tenant has used is answered sooner than one that nobody has.

Per pair, in random order: a tenant uses a schema; another tenant asks with the same one and with one of its
own that nobody has used; and the first asks again with its own, the positive control.
"""

from __future__ import annotations

import math
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from safekv_lab.bench.server import Server, serve

WATCHED, WATCHER = "watched", "watcher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Seconds to the answer of one token: by another's schema, by a fresh one, and by one's own again."""

    used_by_another: float
    fresh: float
    own_again: float


def schema(rng: random.Random) -> dict[str, Any]:
    """An object of a dozen properties with names of its own."""

    def word() -> str:
        return "".join(rng.choice("abcdefghijklmnop") for _ in range(8))

    def inner(number: int) -> dict[str, Any]:
        if number % 3 == 0:
            return {"type": "string", "enum": [word() for _ in range(6)]}
        return {"type": "object", "properties": {word(): {"type": "string"}, word(): {"type": "integer"}}}

    return {"type": "object", "properties": {word(): inner(number) for number in range(12)}}


def measure(model: Path, mode: str, *, pairs: int, seed: int, progress: Callable[[str], None]) -> list[Pair]:
    """Serve a model under a mode, and ask `pairs` times."""
    with tempfile.TemporaryDirectory(prefix="safekv-bench-") as scratch:
        log = Path(scratch) / "server.log"
        with serve(model, {"mode": mode}, tenants=(WATCHED, WATCHER), log=log) as server:
            return ask(server, str(model), pairs=pairs, seed=seed, progress=progress)


def ask(server: Server, model: str, *, pairs: int, seed: int, progress: Callable[[str], None]) -> list[Pair]:
    """Ask a server that runs."""
    rng = random.Random(seed)
    measured = []
    with httpx.Client(base_url=server.url, timeout=120.0, trust_env=False) as client:

        def seconds(tenant: str, wanted: dict[str, Any]) -> float:
            begun = time.perf_counter()
            answer = client.post(
                "/v1/chat/completions",
                json={
                    "model": model,
                    "messages": [{"role": "user", "content": "Hello!"}],
                    "max_tokens": 1,
                    "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": wanted}},
                },
                headers={"Authorization": f"Bearer {server.keys[tenant]}"},
            )
            taken = time.perf_counter() - begun
            answer.raise_for_status()
            return taken

        for tenant in (WATCHED, WATCHER) * 3:
            seconds(tenant, schema(rng))
        for number in range(pairs):
            theirs, own = schema(rng), schema(rng)
            seconds(WATCHED, theirs)
            order = [("used_by_another", WATCHER, theirs), ("fresh", WATCHER, own), ("own_again", WATCHED, theirs)]
            rng.shuffle(order)
            measured.append(Pair(**{name: seconds(tenant, wanted) for name, tenant, wanted in order}))
            if number % 50 == 49:
                progress(f"{number + 1} of {pairs} pairs")
    return measured


def advantage(sooner: Sequence[float], later: Sequence[float]) -> tuple[float, float]:
    """AUC of telling the first kind from the second by the time, and its standard error where there is nothing to tell.

    Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the other", 1947.
    """
    wins = sum((a < b) + (a == b) / 2 for a in sooner for b in later)
    pairs = len(sooner) * len(later)
    return wins / pairs, math.sqrt((len(sooner) + len(later) + 1) / (12 * pairs))
