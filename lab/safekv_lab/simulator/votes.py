"""The vote over a trace: each tenant is an owner, texts are units, and the stopped draw decides at fixed times."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from safekv.ledger.selection import COIN_BITS, released

if TYPE_CHECKING:
    from safekv.ledger.selection import Selection
    from safekv.types import TenantId


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A unit: the block ids of a prompt up to its end, and where it begins."""

    path: tuple[int, ...]
    start: int

    @property
    def end_block(self) -> int:
        """The id of its last block, by which it is known: an id stands for all that comes before."""
        return self.path[-1]


class Vote:
    """Counts distinct tenants per text and period, `voices` texts at most per tenant and period, and draws."""

    def __init__(self, selection: Selection, rng: random.Random, *, voices: int = 64) -> None:
        self._selection = selection
        self._rng = rng
        self._limit = voices
        self._owners: defaultdict[int, set[TenantId]] = defaultdict(set)
        self._texts: dict[int, Text] = {}
        self._voices: defaultdict[TenantId, int] = defaultdict(int)

    def contribute(self, tenant: TenantId, text: Text) -> None:
        """A tenant uses a text; once per period, within its quota."""
        owners = self._owners[text.end_block]
        if tenant not in owners and self._voices[tenant] < self._limit:
            self._voices[tenant] += 1
            owners.add(tenant)
            self._texts[text.end_block] = text

    def draw(self) -> list[Text]:
        """The texts that are released at one draw, in a random order; they are counted no longer."""
        drawn = [
            text
            for end, text in self._texts.items()
            if released(self._selection, len(self._owners[end]), self._rng.getrandbits(COIN_BITS))
        ]
        for text in drawn:
            del self._texts[text.end_block], self._owners[text.end_block]
        return self._rng.sample(drawn, len(drawn))

    def close(self) -> None:
        """A period is over: all counts begin anew."""
        self._owners.clear()
        self._texts.clear()
        self._voices.clear()
