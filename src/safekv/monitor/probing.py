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

from collections import OrderedDict, deque
from collections.abc import Sequence
from typing import TypeAlias

from safekv.types import BlockKey, TenantId

BEGINNING = 8
"""Blocks that prompts agree in if they begin alike. Shorter ones have only the tenant's score in common."""

MOST_SCORES = 1 << 10
"""Scores above 0 that are kept of one tenant. With more, it loses its own oldest; a bound that tenants share would tell
them about each other. A table of so many takes a quarter of a megabyte."""

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


class _Table:
    """The scores of one tenant: as a whole, and of beginnings, what was longest unused first.

    By `forgiven` all of them are at 0.
    """

    __slots__ = ("beginnings", "forgiven", "whole")

    def __init__(self, now: float) -> None:
        self.whole = _Score(now)
        self.beginnings: OrderedDict[BlockKey, _Score] = OrderedDict()
        self.forgiven = now

    def of(self, prompt: Prompt) -> tuple[_Score, ...]:
        """The scores that a prompt counts for and that have begun: that of the whole first."""
        head = self.beginnings.get(prompt[1]) if prompt[1] is not None else None
        return (self.whole,) if head is None else (self.whole, head)


class Probing:
    """Scores requests, one call per request. `forgive` and `now` are in seconds; `probes` at most 32.

    Constant work per request; memory in proportion to the scores above 0: at most one, and `most`, of each tenant.
    """

    def __init__(self, *, probes: int, forgive: float, most: int = MOST_SCORES) -> None:
        self._probes = probes
        self._forgive = forgive
        self._most = most
        self._tables: dict[TenantId, _Table] = {}
        self._tenants: deque[TenantId] = deque()
        self.dropped = 0
        """Scores that were given up because their tenant had too many."""

    def __len__(self) -> int:
        return sum(len(table.beginnings) + (table.whole.value > 0) for table in self._tables.values())

    def tiny_answer(self, prompt: Prompt, now: float) -> bool:
        """Count a tiny answer; whether that makes the tenant a prober."""
        tenant, head, last = prompt
        tail, table = _TAILS[last[-1]], self._table(tenant, now)
        if head is not None:
            if head not in table.beginnings:
                self._make_room(table, now)
                table.beginnings[head] = _Score(now)
            table.beginnings.move_to_end(head)
        reached, forgive = False, self._forgive
        for score in table.of(prompt):
            if now - score.touched >= forgive:
                self._rest(score, now)
            score.touched = now
            if not score.seen & tail:
                score.seen |= tail
                score.value = value = score.value + 1
                if value >= self._probes:
                    reached = True
            table.forgiven = max(table.forgiven, now + forgive * max(score.value, 1))
        return reached

    def longer_answer(self, prompt: Prompt) -> None:
        """Count any other answer."""
        table = self._tables.get(prompt[0])
        if table is None:
            return
        for score in table.of(prompt):
            score.value -= 1
            if score.value <= 0:
                score.value = score.seen = 0
        if prompt[1] is not None and prompt[1] in table.beginnings and not table.beginnings[prompt[1]].value:
            del table.beginnings[prompt[1]]

    def charge(self, prompt: Prompt) -> int:
        """Begin again at half the score where it has made the tenant a prober: for how many blocks prompts agree."""
        alike = 0
        table = self._tables.get(prompt[0])
        for blocks, score in zip((0, BEGINNING), table.of(prompt) if table is not None else (), strict=False):
            if score.value >= self._probes:
                alike = blocks
                score.value = self._probes // 2
                score.seen = 0
        return alike

    def _table(self, tenant: TenantId, now: float) -> _Table:
        """A tenant's table: a new one where all in the old one is forgiven, whether that was dropped or not."""
        table = self._tables.get(tenant)
        if table is None:
            self._drop_forgiven(now)
            self._tenants.append(tenant)
        elif now < table.forgiven:
            return table
        table = self._tables[tenant] = _Table(now)
        return table

    def _drop_forgiven(self, now: float) -> None:
        """Look at the tables of two tenants, and drop those in which all is forgiven."""
        for _ in range(min(2, len(self._tenants))):
            tenant = self._tenants.popleft()
            if now >= self._tables[tenant].forgiven:
                del self._tables[tenant]
            else:
                self._tenants.append(tenant)

    def _rest(self, score: _Score, now: float) -> None:
        score.value = max(0, score.value - int((now - score.touched) / self._forgive))
        if score.value == 0:
            score.seen = 0

    def _make_room(self, table: _Table, now: float) -> None:
        """Drop a tenant's oldest scores: two at most that have been forgiven, and one if there are too many."""
        beginnings = table.beginnings
        for _ in range(min(2, len(beginnings))):
            score = next(iter(beginnings.values()))
            if now - score.touched < self._forgive * max(score.value, 1):
                break
            beginnings.popitem(last=False)
        if len(beginnings) >= self._most:
            beginnings.popitem(last=False)
            self.dropped += 1
