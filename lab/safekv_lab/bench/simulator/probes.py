"""What is measured on a real engine to know what its steps cost: prompts alone, prompts that are hit, and answers.

One request at a time says what a prompt takes; several at once, whose prompts are cached, say what an answer takes
beside others. Nobody else may ask the server meanwhile.
"""

from __future__ import annotations

import random
import statistics
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from safekv_lab.bench.workloads.support_policy import POLICY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from safekv_lab.bench.client import Answer, Client

LENGTHS = (32, 250, 700, 1400, 2200, 3000, 4500)
"""Words of the prompts that are measured, about two tokens each; the longest must fit into the engine's context."""

BESIDE = (1, 4, 12)
"""How many answers run at once."""

ANSWER_TOKENS = 24
_WORDS = POLICY.split()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefill:
    """A prompt of `prompt` tokens, of which `cached` were hit: `seconds` to the first token."""

    prompt: int
    cached: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Decode:
    """One step while `answers` answers run whose contexts have `context` tokens together: `seconds` between tokens."""

    answers: int
    context: int
    seconds: float


def measure(
    client: Client, *, repeats: int, seed: int, progress: Callable[[str], None]
) -> tuple[list[Prefill], list[Decode]]:
    """Ask a server that nobody else uses. Each result is the median of `repeats`.

    Raises RequestFailedError if a request fails.
    """
    rng = random.Random(seed)
    for words in (400, 2000):
        _ask(client, _text(rng, words))  # the first ones pay for what is set up late
    prefills: list[Prefill] = []
    for words in LENGTHS:
        texts = [_text(rng, words) for _ in range(repeats)]
        prefills += [_median([_ask(client, text) for text in texts]) for _ in ("cold", "hit")]
        progress(f"  prompts of {prefills[-1].prompt} tokens")
    return prefills, list(_decodes(client, rng, repeats, progress))


def _decodes(client: Client, rng: random.Random, repeats: int, progress: Callable[[str], None]) -> Iterator[Decode]:
    for words in (100, 1200):
        for answers in BESIDE:
            texts = [_text(rng, words) for _ in range(answers)]
            for text in texts:
                _ask(client, text)
            with ThreadPoolExecutor(answers) as pool:
                rounds = [list(pool.map(lambda text: _answer(client, text), texts)) for _ in range(repeats)]
            seconds = statistics.median((a.total - a.ttft) / (len(a.output_ids) - 1) for one in rounds for a in one)
            context = sum(len(a.prompt_ids) + len(a.output_ids) // 2 for a in rounds[0])
            progress(f"  {answers} answers at once over {context // answers} tokens")
            yield Decode(answers=answers, context=context, seconds=seconds)


def _median(answers: Sequence[Answer]) -> Prefill:
    """Prompts of a length differ by a few tokens: the median of each figure."""
    return Prefill(
        prompt=round(statistics.median(len(a.prompt_ids) for a in answers)),
        cached=round(statistics.median(a.cached_tokens for a in answers)),
        seconds=statistics.median(a.ttft for a in answers),
    )


def _ask(client: Client, text: str) -> Answer:
    return client.chat([_message(text)], max_tokens=1)


def _answer(client: Client, text: str) -> Answer:
    return client.chat([_message(text)], max_tokens=ANSWER_TOKENS, min_tokens=ANSWER_TOKENS)


def _message(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _text(rng: random.Random, words: int) -> str:
    """Words in an order that nobody has asked before, so that not even the first block is hit."""
    return " ".join([f"{rng.getrandbits(64):x}", *rng.choices(_WORDS, k=words)])
