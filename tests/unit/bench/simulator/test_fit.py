"""What a known engine shows is what is fitted; what is measured is asked as it should be."""

from __future__ import annotations

import random
from typing import Any

import pytest

from safekv_lab.bench.client import Answer
from safekv_lab.bench.simulator import probes
from safekv_lab.bench.simulator.fit import fit
from safekv_lab.bench.simulator.probes import Decode, Prefill
from safekv_lab.simulator.cost import CostModel

KNOWN = CostModel(frontend=8e-3, text=2e-6, step=5e-3, prefill=6e-5, attention=4e-9, decode=4e-4, context=2e-7)
CHUNK = 1000


def seconds_to_first_token(prompt: int, cached: int) -> float:
    """What the known engine takes, step by step."""
    total, at = KNOWN.before(prompt), cached
    while at < prompt:
        tokens = min(CHUNK, prompt - at)
        total += KNOWN.of_step(prefill=tokens, pairs=tokens * (at + tokens / 2), answers=0, context=0)
        at += tokens
    return total


def measured(noise: float = 0.0) -> tuple[list[Prefill], list[Decode]]:
    rng = random.Random(0)
    prefills = [
        Prefill(prompt=prompt, cached=cached, seconds=seconds_to_first_token(prompt, cached) * rng.gauss(1, noise))
        for prompt in (50, 200, 500, 900, 1700, 3300, 6000)
        for cached in (0, prompt // 2, prompt - 10)
    ]
    decodes = [
        Decode(
            answers=answers,
            context=answers * each,
            seconds=KNOWN.of_step(prefill=0, pairs=0.0, answers=answers, context=answers * each) * rng.gauss(1, noise),
        )
        for answers in (1, 4, 16)
        for each in (100, 3000)
    ]
    return prefills, decodes


def test_a_known_engine_is_found_again() -> None:
    found = fit(*measured(), chunk=CHUNK)
    for part in ("frontend", "text", "step", "prefill", "attention", "decode", "context"):
        assert getattr(found.cost, part) == pytest.approx(getattr(KNOWN, part), rel=1e-3), part
    assert found.largest_error < 1e-6


def test_noise_leaves_the_times_nearly_right() -> None:
    found = fit(*measured(noise=0.05), chunk=CHUNK)
    assert 0 < found.median_error < 0.1
    assert found.cost.of_prefill(3000, chunk=CHUNK) == pytest.approx(KNOWN.of_prefill(3000, chunk=CHUNK), rel=0.1)


def test_another_chunk_would_be_noticed() -> None:
    assert fit(*measured(), chunk=300).largest_error > fit(*measured(), chunk=CHUNK).largest_error


class Server:
    """A client of a server that caches whole prompts in blocks of 32 and answers after a second per word not cached."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self.asked: list[dict[str, Any]] = []

    def chat(self, messages: list[dict[str, Any]], *, max_tokens: int, **fields: Any) -> Answer:
        text = messages[0]["content"]
        self.asked.append({"text": text, "max_tokens": max_tokens, **fields})
        prompt = 2 * len(text.split())
        cached = (prompt - 1) // 32 * 32 if text in self.seen else 0
        self.seen.add(text)
        return Answer(
            ttft=float(prompt - cached),
            total=prompt - cached + 0.5 * (max_tokens - 1),
            prompt_ids=tuple(range(prompt)),
            output_ids=tuple(range(max_tokens)),
            cached_tokens=cached,
            text="",
        )


def test_each_length_is_asked_cold_and_then_hit_and_answers_run_together() -> None:
    server = Server()
    prefills, decodes = probes.measure(server, repeats=3, seed=1, progress=lambda _: None)  # type: ignore[arg-type]
    cold, hit = prefills[::2], prefills[1::2]
    assert [p.cached for p in cold] == [0] * len(probes.LENGTHS)
    assert all(p.cached == (p.prompt - 1) // 32 * 32 for p in hit)
    assert all(p.seconds == p.prompt - p.cached for p in prefills)
    assert [d.answers for d in decodes] == [*probes.BESIDE] * 2
    assert {d.seconds for d in decodes} == {0.5}
    assert decodes[2].context == pytest.approx(12 * (202 + probes.ANSWER_TOKENS // 2))
    longer = [asked for asked in server.asked if asked["max_tokens"] > 1]
    assert all(asked["min_tokens"] == asked["max_tokens"] for asked in longer), "an answer must not end early"
