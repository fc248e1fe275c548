"""Probing score of a tenant, from its own requests: many prompts that begin alike, with very short answers.

Who guesses at a text that others may have sent asks for the first token only, and varies the guess. So for each
beginning that a tenant has used, and for the tenant as a whole, there is a score, a CUSUM of the two kinds of requests
(Page, "Continuous inspection schemes", 1954):

    + 1   a tiny answer to a prompt that differs from those counted before
    - 1   a longer answer, but not below 0
    - 1   for each `forgive` seconds in which nothing came

and at `probes` the tenant is taken for a prober. If a share q < 1/2 of somebody's answers are tiny, a score that has
left 0 reaches `probes` before it returns with probability below (q / (1 - q))^(probes - 1) (the gambler's ruin).

**What it may know.** The tenant's requests and their times: nothing of other tenants, of the published set, nor of what
was hit. So whoever knows what a tenant has sent can compute what the monitor does to it, and learns nothing from it.
In particular there is no rule for prompts that nearly match a published unit: it would tell a tenant how far it agrees
with one, token by token.

**What it cannot know.** Whoever classifies many short texts behind one long instruction looks the same. Who waits for
longer answers, or comes with many accounts, does not look like this at all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TypeAlias

from safekv.types import BlockKey, TenantId

BEGINNING = 8
"""Blocks that prompts agree in if they begin alike. Shorter ones have only the tenant's score in common."""

MOST_SCORES = 1 << 20
"""Scores above 0 that are kept at once. With more, who has none yet is not scored; nobody is treated otherwise for it,
since that would tell tenants about each other."""

Beginning: TypeAlias = TenantId | BlockKey
"""A tenant as a whole, or the private key of a prompt's block, which stands for it and all before it."""

Prompt: TypeAlias = tuple[TenantId, BlockKey | None, BlockKey]
"""What is remembered of a request: whose it is, how it begins (None: it is short), and its last block."""

_TAILS = tuple(1 << (byte & 63) for byte in range(256))
"""By the last byte of a prompt's last key: the bit of its class."""

_LAST = BEGINNING - 1


def prompt_of(tenant: TenantId, chain: Sequence[BlockKey]) -> Prompt:
    """What is remembered of a request: `chain` are the private keys of its full blocks, one or more."""
    return tenant, (chain[_LAST] if len(chain) > BEGINNING else None), chain[-1]


class _Score:
    """`value`, when it last changed, and a bit for each of 64 classes of prompts that were counted."""

    __slots__ = ("seen", "touched", "value")

    def __init__(self, now: float) -> None:
        self.value = 0
        self.seen = 0
        self.touched = now


class Probing:
    """Scores requests, one call per request. `forgive` and `now` are in seconds; `probes` at most 32.

    Constant work per request; memory in proportion to the scores above 0, `MOST_SCORES` at most.
    """

    def __init__(self, *, probes: int, forgive: float, most: int = MOST_SCORES) -> None:
        self._probes = probes
        self._forgive = forgive
        self._most = most
        self._scores: dict[Beginning | None, _Score] = {}
        self._queue: deque[Beginning] = deque()
        self.unwatched = 0
        """Scores that were not begun because there were too many."""

    def __len__(self) -> int:
        return len(self._scores)

    def tiny_answer(self, prompt: Prompt, now: float) -> bool:
        """Count a tiny answer; whether that makes the tenant a prober."""
        tenant, head, last = prompt
        tail, scores = _TAILS[last[-1]], self._scores
        reached, forgive = False, self._forgive
        beginning: Beginning
        for beginning in (tenant, head) if head is not None else (tenant,):
            score = scores.get(beginning) or self._begin(beginning, now)
            if score is None:
                continue
            if now - score.touched >= forgive:
                self._rest(score, now)
            score.touched = now
            if not score.seen & tail:
                score.seen |= tail
                score.value = value = score.value + 1
                if value >= self._probes:
                    reached = True
        return reached

    def longer_answer(self, prompt: Prompt) -> None:
        """Count any other answer."""
        for beginning in prompt[:2]:
            score = self._scores.get(beginning)
            if score is not None:
                score.value -= 1
                if score.value <= 0:
                    del self._scores[beginning]

    def charge(self, prompt: Prompt) -> int:
        """Begin again at half the score where it has made the tenant a prober: for how many blocks prompts agree."""
        alike = 0
        for blocks, beginning in ((0, prompt[0]), (BEGINNING, prompt[1])):
            score = self._scores.get(beginning)
            if score is not None and score.value >= self._probes:
                alike = blocks
                score.value = self._probes // 2
                score.seen = 0
        return alike

    def _begin(self, beginning: Beginning, now: float) -> _Score | None:
        """A score for a beginning that has none, if there is room."""
        if not self._make_room(beginning, now):
            return None
        score = self._scores[beginning] = _Score(now)
        return score

    def _rest(self, score: _Score, now: float) -> None:
        score.value = max(0, score.value - int((now - score.touched) / self._forgive))
        if score.value == 0:
            score.seen = 0

    def _make_room(self, beginning: Beginning, now: float) -> bool:
        """Whether one more score may begin. Looks at two old ones and drops those that have been forgiven."""
        queue, scores = self._queue, self._scores
        for _ in range(min(2, len(queue))):
            old = queue.popleft()
            score = scores.get(old)
            if score is None:
                continue
            if now - score.touched >= self._forgive * max(score.value, 1):
                del scores[old]
            else:
                queue.append(old)
        if len(scores) >= self._most:
            self.unwatched += 1
            return False
        queue.append(beginning)
        return True
